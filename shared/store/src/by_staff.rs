//! What staff do about letters: let one leave, send it again, correct its address, or be done with it.

use crate::item::{finish, number, text, with_value};
use crate::pauses::pauses;
use crate::schema::{self, DUE_AT, DUE_KIND};
use crate::sent::SENT_BEFORE;
use crate::{LetterKey, LetterState, OwedLetter, Post, Store, StoreError};
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::letter::{Addressee, Letter};
use domain::log::Actor;
use domain::person::{EmailAddress, Identifier};
use domain::request::{ByStaff, Note, RequestId};
use jiff::Timestamp;

/// What staff want done about a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LetterOrder {
    /// It may leave: somebody looked at it, or it need not wait for a summary.
    Release,
    /// It is to be sent again, to the same address.
    Resend,
    /// It is to be sent to this address instead.
    CorrectAddress(EmailAddress),
    /// Somebody delivered it by other means.
    Delivered,
    /// There is no way to deliver it.
    Close,
}

impl LetterOrder {
    /// Every order's name.
    pub const NAMES: [&'static str; 5] =
        ["release", "resend", "correct_address", "delivered", "close"];

    /// The order's name, as staff give it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Resend => "resend",
            Self::CorrectAddress(_) => "correct_address",
            Self::Delivered => "delivered",
            Self::Close => "close",
        }
    }

    /// Whether the order of this name makes sense for a letter in this state.
    #[must_use]
    pub fn is_for_state(name: &str, state: LetterState) -> bool {
        match name {
            "release" => matches!(state, LetterState::Review | LetterState::Held),
            "resend" | "correct_address" => {
                matches!(state, LetterState::Hand | LetterState::Sent)
            }
            _ => matches!(state, LetterState::Hand | LetterState::Review),
        }
    }

    fn did(&self) -> ByStaff {
        match self {
            Self::Release => ByStaff::Released,
            Self::Resend => ByStaff::Resent,
            Self::CorrectAddress(_) => ByStaff::AddressCorrected,
            Self::Delivered => ByStaff::Delivered,
            Self::Close => ByStaff::ClosedAsUndeliverable,
        }
    }
}

/// Why an order about a letter was not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LetterOrderError {
    /// There is no such letter.
    #[error("there is no such letter")]
    NoLetter,
    /// The letter's state doesn't allow it.
    #[error("a letter that is {state} doesn't take the order \"{order}\"")]
    WrongState {
        /// The order.
        order: &'static str,
        /// The letter's state.
        state: &'static str,
    },
    /// The letter has no address that mail can be sent to.
    #[error("the letter has no address that mail can be sent to")]
    NoAddress,
    /// The store can't do it now.
    #[error("the order could not be stored")]
    Store(#[from] StoreError),
}

impl Store {
    /// Carries out what staff want done about a letter, and notes it on each request that the letter tells of.
    ///
    /// # Errors
    /// [`LetterOrderError`]; nothing was written then.
    pub async fn order_letter(
        &self,
        key: &LetterKey,
        order: &LetterOrder,
        by: &Actor,
        now: Timestamp,
    ) -> Result<OwedLetter, LetterOrderError> {
        let fits = |state| LetterOrder::is_for_state(order.name(), state);
        self.carry_out(key, order, fits, by, now).await
    }

    /// Sends a letter to a corrected address, and with it every other letter of the same request that is yet to
    /// reach the person and would go to the wrong one; one that staff must look at first still waits for them. Gives
    /// back the letter, and the ids of the others.
    ///
    /// What the person wrote stays as they wrote it, so a letter that is made later goes there again.
    ///
    /// # Errors
    /// [`LetterOrderError`]; whatever was corrected by then stays so, and the same order again does the rest.
    pub async fn correct_address(
        &self,
        key: &LetterKey,
        address: &EmailAddress,
        by: &Actor,
        now: Timestamp,
    ) -> Result<(OwedLetter, Vec<String>), LetterOrderError> {
        let order = LetterOrder::CorrectAddress(address.clone());
        let letter = self.letter(key).await?;
        let letter = letter.ok_or(LetterOrderError::NoLetter)?;
        let mut also = Vec::new();
        let fits = LetterOrder::is_for_state(order.name(), letter.state);
        if let (true, Some(request)) = (fits, key.request().and_then(crate::schema::request_id)) {
            let wrong = letter.post.first().map(|letter| &letter.to);
            for other in self.letters_of(request).await? {
                let goes_there = other.post.first().map(|letter| &letter.to) == wrong;
                if other.key == *key || !goes_there || other.state.due_kind().is_none() {
                    continue;
                }
                let waits = |state: LetterState| state.due_kind().is_some();
                self.carry_out(&other.key, &order, waits, by, now).await?;
                also.push(other.key.letter_id().to_owned());
            }
        }
        // Last, since it is by this letter that the order is given again.
        let letter = self.order_letter(key, &order, by, now).await?;
        Ok((letter, also))
    }

    async fn carry_out(
        &self,
        key: &LetterKey,
        order: &LetterOrder,
        fits: impl Fn(LetterState) -> bool,
        by: &Actor,
        now: Timestamp,
    ) -> Result<OwedLetter, LetterOrderError> {
        for pause in pauses() {
            let letter = self.letter(key).await?;
            let letter = letter.ok_or(LetterOrderError::NoLetter)?;
            if !fits(letter.state) {
                return Err(LetterOrderError::WrongState {
                    order: order.name(),
                    state: letter.state.as_str(),
                });
            }
            let mut operations = self.moved_by_staff(&letter, order, by, now)?;
            for id in told_by(&letter) {
                let request = self.request(id).await?.ok_or(StoreError::Gone)?;
                let note = Note::LetterByStaff {
                    letter: key.letter_id().to_owned(),
                    did: order.did(),
                };
                let change = request.noted(note, now).by(by.clone());
                operations.extend(self.operations(&change).await?);
            }
            if self.transact(operations).await?.is_none() {
                let moved = self.letter(key).await?;
                return moved.ok_or(LetterOrderError::NoLetter);
            }
            pause.wait().await;
        }
        Err(StoreError::Contended.into())
    }

    /// The operations that move the letter.
    fn moved_by_staff(
        &self,
        letter: &OwedLetter,
        order: &LetterOrder,
        by: &Actor,
        now: Timestamp,
    ) -> Result<Vec<TransactWriteItem>, LetterOrderError> {
        let unreadable = || StoreError::Unreadable { kind: "letter" };
        let (key, id) = (&letter.key, letter.key.letter_id());
        let mut post = letter.post.clone();
        let held_for = address_of(&post);
        if let LetterOrder::CorrectAddress(address) = order {
            correct(&mut post, &Addressee::to(address));
        }
        let address = address_of(&post);
        let state = match order {
            LetterOrder::Release if address.is_none() => LetterState::Hand,
            LetterOrder::Release => LetterState::Owed,
            LetterOrder::Resend | LetterOrder::CorrectAddress(_) if address.is_none() => {
                return Err(LetterOrderError::NoAddress);
            }
            LetterOrder::CorrectAddress(_) if letter.state == LetterState::Review => {
                LetterState::Review
            }
            LetterOrder::Resend | LetterOrder::CorrectAddress(_) => LetterState::Owed,
            LetterOrder::Delivered => LetterState::Delivered,
            LetterOrder::Close => LetterState::Closed,
        };
        // What SES tells from now on is about the next sending: the same word may come again.
        let again = match letter.sent {
            Some(_) => "sent_at, ses_id, told, by_hand ADD #sent_before :sent_before",
            None => "sent_at, ses_id, told, by_hand",
        };
        let expression = match state.due_kind() {
            Some(_) => format!(
                "SET #state = :state, #value = :value, by_staff = :by, counted = :counted, attempts = :none, \
                 #kind = :kind, #at = :at REMOVE {again}"
            ),
            None => {
                "SET #state = :state, #value = :value, by_staff = :by, counted = :counted, attempts = :none \
                 REMOVE #kind, #at"
                    .to_owned()
            }
        };
        let stored = with_value(crate::item::Item::new(), "letter", &post)?;
        let value = stored
            .get(crate::item::VALUE)
            .cloned()
            .ok_or_else(unreadable)?;
        let by = serde_dynamo::to_attribute_value(by).map_err(|_| unreadable())?;
        let mut update = self
            .update(key.pk.clone(), key.sk.clone(), expression)
            .condition_expression("#state = :seen")
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#value", crate::item::VALUE)
            .expression_attribute_names("#kind", DUE_KIND)
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_values(":seen", text(letter.state.as_str()))
            .expression_attribute_values(":state", text(state.as_str()))
            .expression_attribute_values(":value", value)
            .expression_attribute_values(":by", by)
            .expression_attribute_values(":none", number(0))
            // Staff want it sent: no budget holds it back again.
            .expression_attribute_values(":counted", AttributeValue::Bool(true));
        if let Some(kind) = state.due_kind() {
            update = update
                .expression_attribute_values(":kind", text(kind.partition_of(id)))
                .expression_attribute_values(":at", text(schema::due_at(now, id)));
        }
        if let (Some(sent), true) = (&letter.sent, state.due_kind().is_some()) {
            update = update
                .expression_attribute_names("#sent_before", SENT_BEFORE)
                .expression_attribute_values(
                    ":sent_before",
                    AttributeValue::Ss(vec![sent.ses_id.clone()]),
                );
        }
        let mut operations = vec![finish(update)?];
        if let (LetterState::Held, Some(address)) = (letter.state, held_for) {
            let held = schema::held_pk(&self.keys.of(&Identifier::Email(address)));
            operations.push(self.delete(held, &key.sk)?);
        }
        Ok(operations)
    }
}

/// The requests that a letter tells of; none if it answers a mail that opened nothing.
fn told_by(letter: &OwedLetter) -> Vec<RequestId> {
    let own = letter.key.request().and_then(crate::schema::request_id);
    own.into_iter().chain(letter.also.iter().copied()).collect()
}

/// The address that the letter goes to, if it goes by mail to a person.
fn address_of(post: &Post) -> Option<EmailAddress> {
    match post.first().map(|letter| &letter.to) {
        Some(Addressee::Mail(address)) => Some(address.clone()),
        _ => None,
    }
}

fn correct(post: &mut Post, to: &Addressee) {
    let readdress = |letter: &mut Letter| letter.to = to.clone();
    match post {
        Post::One(letter) => readdress(letter),
        Post::Summary(letters) => letters.iter_mut().for_each(readdress),
        Post::Staff { to: theirs, .. } | Post::Partner { to: theirs, .. } => {
            if let Addressee::Mail(address) = to {
                *theirs = address.clone();
            }
        }
    }
}
