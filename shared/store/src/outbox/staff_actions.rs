//! What staff do about emails: release, send again, correct the address, or close.

use crate::due::kind::due_at;
use crate::outbox::email::{BY_STAFF, COUNTED, STARTED};
use crate::outbox::events::SENT_BEFORE;
use crate::requests::parts::PARTS_PER_READ;
use crate::table::items::{VALUE, encoded, number, text};
use crate::table::operations::finish;
use crate::table::retry::pauses;
use crate::table::schema::{DUE_AT, DUE_KIND};
use crate::table::{Table, keys};
use crate::{EmailKey, EmailState, OutboxItem, PendingEmail, StoreError};
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use domain::log::Actor;
use domain::outbound_email::{Addressee, OutboundEmail};
use domain::person::{EmailAddress, Identifier};
use domain::request::{EmailActionTaken, Note};
use jiff::Timestamp;

/// An action of staff on an email.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmailAction {
    /// Releases an email that staff approved, or that need not wait for a summary.
    Release,
    /// Sends it again to the same address.
    Resend,
    /// Sends it to this address instead.
    CorrectAddress(EmailAddress),
    /// Records that staff delivered it by other means.
    Delivered,
    /// Closes it as undeliverable.
    Close,
}

impl EmailAction {
    /// The name of every action.
    pub const NAMES: [&'static str; 5] =
        ["release", "resend", "correct_address", "delivered", "close"];

    /// Returns the action's name in the staff API.
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

    /// Whether an email in this state accepts the action with this name.
    #[must_use]
    pub fn is_for_state(name: &str, state: EmailState) -> bool {
        match name {
            "release" => matches!(state, EmailState::AwaitingApproval | EmailState::Held),
            "resend" | "correct_address" => {
                matches!(state, EmailState::ManualDelivery | EmailState::Sent)
            }
            _ => matches!(
                state,
                EmailState::ManualDelivery | EmailState::AwaitingApproval
            ),
        }
    }

    fn did(&self) -> EmailActionTaken {
        match self {
            Self::Release => EmailActionTaken::Released,
            Self::Resend => EmailActionTaken::Resent,
            Self::CorrectAddress(_) => EmailActionTaken::AddressCorrected,
            Self::Delivered => EmailActionTaken::Delivered,
            Self::Close => EmailActionTaken::ClosedAsUndeliverable,
        }
    }
}

/// Why an action on an email was refused. Nothing is written then.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EmailActionError {
    /// The email doesn't exist.
    #[error("there is no such email")]
    NoEmail,
    /// The email's state doesn't allow the action.
    #[error("an email that is {state} doesn't accept the action \"{action}\"")]
    WrongState {
        /// The action's name.
        action: &'static str,
        /// The email's state.
        state: &'static str,
    },
    /// The email has no email address.
    #[error("the email has no address that mail can be sent to")]
    NoAddress,
    /// The store failed.
    #[error("the action could not be stored")]
    Store(#[from] StoreError),
}

impl Table {
    pub(crate) async fn act_on_email(
        &self,
        key: &EmailKey,
        action: &EmailAction,
        by: &Actor,
        now: Timestamp,
    ) -> Result<PendingEmail, EmailActionError> {
        let fits = |state| EmailAction::is_for_state(action.name(), state);
        self.carry_out(key, action, fits, by, now).await
    }

    /// Emails that wait for approval get the new address and keep waiting. The request keeps the address as the
    /// person wrote it, and notes where its emails go from now on.
    pub(crate) async fn correct_address(
        &self,
        key: &EmailKey,
        address: &EmailAddress,
        by: &Actor,
        now: Timestamp,
    ) -> Result<(PendingEmail, Vec<String>), EmailActionError> {
        let action = EmailAction::CorrectAddress(address.clone());
        let email = self.email(key).await?;
        let email = email.ok_or(EmailActionError::NoEmail)?;
        let mut also = Vec::new();
        let fits = EmailAction::is_for_state(action.name(), email.state);
        if let (true, Some(request)) = (fits, key.request().and_then(keys::request_id)) {
            let wrong = email.content.first().map(|email| &email.to);
            let mut after = None;
            loop {
                let page = self.emails_page(request, after.as_deref(), PARTS_PER_READ);
                let page = page.await?;
                for other in page.found {
                    let goes_there = other.content.first().map(|email| &email.to) == wrong;
                    if other.key == *key || !goes_there || other.state.due_kind().is_none() {
                        continue;
                    }
                    let waits = |state: EmailState| state.due_kind().is_some();
                    self.carry_out(&other.key, &action, waits, by, now).await?;
                    also.push(other.key.email_id().to_owned());
                }
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
        }
        // This email comes last: while it is in its old state, the same call can be repeated after an error.
        let email = self.act_on_email(key, &action, by, now).await?;
        Ok((email, also))
    }

    async fn carry_out(
        &self,
        key: &EmailKey,
        action: &EmailAction,
        fits: impl Fn(EmailState) -> bool,
        by: &Actor,
        now: Timestamp,
    ) -> Result<PendingEmail, EmailActionError> {
        for pause in pauses() {
            let email = self.email(key).await?;
            let email = email.ok_or(EmailActionError::NoEmail)?;
            if !fits(email.state) {
                return Err(EmailActionError::WrongState {
                    action: action.name(),
                    state: email.state.as_str(),
                });
            }
            let mut operations = self.staff_update(&email, action, by, now)?;
            for id in email.requests.clone() {
                let request = self.request(id).await?.ok_or(StoreError::Changed)?;
                let id = key.email_id().to_owned();
                let wrong = email.content.first().map(|email| &email.to);
                let transition = match (action, wrong) {
                    (EmailAction::CorrectAddress(to), Some(wrong)) => {
                        request.address_corrected(id, wrong, to, now)
                    }
                    (action, _) => {
                        let did = action.did();
                        request.noted(Note::EmailByStaff { email: id, did }, now)
                    }
                };
                let transition = transition.by(by.clone());
                operations.extend(self.operations(&transition).await?);
            }
            if self.transact(operations).await?.is_none() {
                let moved = self.email(key).await?;
                return moved.ok_or(EmailActionError::NoEmail);
            }
            pause.wait().await;
        }
        Err(StoreError::Contended.into())
    }

    /// Returns the operations that change the email.
    fn staff_update(
        &self,
        email: &PendingEmail,
        action: &EmailAction,
        by: &Actor,
        now: Timestamp,
    ) -> Result<Vec<TransactWriteItem>, EmailActionError> {
        let (key, id) = (&email.key, email.key.email_id());
        let mut content = email.content.clone();
        let held_for = address_of(&content);
        if let EmailAction::CorrectAddress(address) = action {
            readdress(&mut content, &Addressee::to(address));
        }
        let address = address_of(&content);
        let state = match action {
            EmailAction::Release if address.is_none() => EmailState::ManualDelivery,
            EmailAction::Release => EmailState::Pending,
            EmailAction::Resend | EmailAction::CorrectAddress(_) if address.is_none() => {
                return Err(EmailActionError::NoAddress);
            }
            EmailAction::CorrectAddress(_) if email.state == EmailState::AwaitingApproval => {
                EmailState::AwaitingApproval
            }
            EmailAction::Resend | EmailAction::CorrectAddress(_) => EmailState::Pending,
            EmailAction::Delivered => EmailState::Delivered,
            EmailAction::Close => EmailState::Closed,
        };
        // Later events are about the next send, so the recorded events are cleared.
        let again = match email.sent {
            Some(_) => "sent_at, ses_id, events, manual_reason ADD #sent_before :sent_before",
            None => "sent_at, ses_id, events, manual_reason",
        };
        // The next send is counted again, perhaps for another address.
        let set = "SET #state = :state, #value = :value, #by = :by, attempts = :none";
        let remove = "REMOVE #counted, #started";
        let expression = match state.due_kind() {
            Some(_) => format!("{set}, #kind = :kind, #at = :at {remove}, {again}"),
            None => format!("{set} {remove}, #kind, #at"),
        };
        let value = encoded("email", &content)?;
        let by = encoded("member of staff", by)?;
        let mut update = self
            .update(key.pk.clone(), key.sk.clone(), expression)
            .condition_expression("#state = :seen")
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#value", VALUE)
            .expression_attribute_names("#kind", DUE_KIND)
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_values(":seen", text(email.state.as_str()))
            .expression_attribute_values(":state", text(state.as_str()))
            .expression_attribute_values(":value", value)
            .expression_attribute_values(":by", by)
            .expression_attribute_names("#by", BY_STAFF)
            .expression_attribute_names("#counted", COUNTED)
            .expression_attribute_names("#started", STARTED)
            .expression_attribute_values(":none", number(0));
        if let Some(kind) = state.due_kind() {
            update = update
                .expression_attribute_values(":kind", text(kind.partition_of(id)))
                .expression_attribute_values(":at", text(due_at(now, id)));
        }
        if let (Some(sent), true) = (&email.sent, state.due_kind().is_some()) {
            update = update
                .expression_attribute_names("#sent_before", SENT_BEFORE)
                .expression_attribute_values(
                    ":sent_before",
                    AttributeValue::Ss(vec![sent.ses_id.clone()]),
                );
        }
        let mut operations = vec![finish(update)?];
        if let (EmailState::Held, Some(address), Some(pointer)) =
            (email.state, held_for, &email.pointer)
        {
            let held = keys::held_pk(&self.keys.of(&Identifier::Email(address)));
            operations.push(self.delete(held, pointer)?);
        }
        Ok(operations)
    }
}

/// Returns the recipient's email address, if the recipient is a person.
fn address_of(content: &OutboxItem) -> Option<EmailAddress> {
    match content.first().map(|email| &email.to) {
        Some(Addressee::Email(address)) => Some(address.clone()),
        _ => None,
    }
}

fn readdress(content: &mut OutboxItem, to: &Addressee) {
    let readdress = |email: &mut OutboundEmail| email.to = to.clone();
    match content {
        OutboxItem::Single(email) => readdress(email),
        OutboxItem::Summary(emails) => emails.iter_mut().for_each(readdress),
        OutboxItem::Staff { to: theirs, .. } | OutboxItem::Partner { to: theirs, .. } => {
            if let Addressee::Email(address) = to {
                *theirs = address.clone();
            }
        }
    }
}
