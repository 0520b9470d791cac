//! Letters that are owed. The item is the queue: it stands in the index `due` until it is done with.
//!
//! A letter is claimed by moving its next attempt ahead, which only one sender can do; whoever dies on the
//! way leaves it to come due again. It is marked when SES has answered, so only a cut between that answer
//! and the mark can send an identical letter twice.

use crate::commit::request_id;
use crate::item::{Item, due, item, number, number_of, text, text_of, texts_of, value, with_value};
use crate::schema::{self, DUE_AT, DUE_INDEX, DUE_KIND, DueKind, PK, SHARDS, SK};
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, TransactWriteItem};
use domain::letter::{Addressee, Fate, Letter, Pace, WhyByHand};
use domain::notice::PartnerLetter;
use domain::person::{EmailAddress, Identifier};
use domain::receipt::ReceiptId;
use domain::request::RequestId;
use domain::staff::StaffLetter;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Where a letter stands in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LetterKey {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl LetterKey {
    /// The key of a letter of this request.
    #[must_use]
    pub fn new(request: RequestId, letter: &str) -> Self {
        Self {
            pk: schema::request_pk(request),
            sk: schema::letter_sk(letter),
        }
    }

    /// The key of a letter that a mail owes by itself.
    #[must_use]
    pub fn of_mail(mail: ReceiptId, letter: &str) -> Self {
        Self {
            pk: schema::mail_pk(mail),
            sk: schema::letter_sk(letter),
        }
    }

    /// The key that an inserted item of the table's stream names, if it is a letter.
    #[must_use]
    pub fn from_stream(pk: &str, sk: &str) -> Option<Self> {
        const OWNERS: [&str; 4] = ["REQUEST#", "MAIL#", "DIGEST#", "ALARM#"];
        let owned = OWNERS.iter().any(|owner| pk.starts_with(owner));
        (owned && sk.starts_with("LETTER#")).then(|| Self {
            pk: pk.to_owned(),
            sk: sk.to_owned(),
        })
    }

    /// The id of the request that the letter is about; none if it answers a mail that opened nothing.
    pub(crate) fn request(&self) -> Option<&str> {
        self.pk.strip_prefix("REQUEST#")
    }

    /// The id of the request or of the mail that it belongs to.
    #[must_use]
    pub fn owner(&self) -> &str {
        self.pk.split_once('#').map_or("", |(_, id)| id)
    }

    /// The letter's id.
    #[must_use]
    pub fn letter_id(&self) -> &str {
        self.sk.strip_prefix("LETTER#").unwrap_or(&self.sk)
    }
}

/// What goes out as one mail.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Post {
    /// A letter.
    One(Letter),
    /// One letter in the place of several that were held back, all to the same address.
    Summary(Vec<Letter>),
    /// A letter to staff.
    Staff {
        /// Where staff get it.
        to: EmailAddress,
        /// The letter.
        letter: StaffLetter,
    },
    /// A letter to a recipient of people's data.
    Partner {
        /// Its privacy address.
        to: EmailAddress,
        /// The letter.
        letter: PartnerLetter,
    },
}

impl Post {
    /// The letter that says to which person it goes: the only one, or the first. None if it goes to nobody who asked.
    #[must_use]
    pub fn first(&self) -> Option<&Letter> {
        match self {
            Self::One(letter) => Some(letter),
            Self::Summary(letters) => letters.first(),
            Self::Staff { .. } | Self::Partner { .. } => None,
        }
    }
}

/// How far a letter has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterState {
    /// To be sent.
    Owed,
    /// Sent.
    Sent,
    /// Held back, since its address gets enough already; it leaves in a summary.
    Held,
    /// In a summary.
    Summarised,
    /// Another letter of the same day says the same.
    Covered,
    /// Staff must look at it before it leaves.
    Review,
    /// Staff must deliver it.
    Hand,
    /// Staff delivered it.
    Delivered,
    /// Staff found no way to deliver it.
    Closed,
}

impl LetterState {
    const ALL: [Self; 9] = [
        Self::Owed,
        Self::Sent,
        Self::Held,
        Self::Summarised,
        Self::Covered,
        Self::Review,
        Self::Hand,
        Self::Delivered,
        Self::Closed,
    ];

    /// The state's name in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Owed => "owed",
            Self::Sent => "sent",
            Self::Held => "held",
            Self::Summarised => "summarised",
            Self::Covered => "covered",
            Self::Review => "review",
            Self::Hand => "hand",
            Self::Delivered => "delivered",
            Self::Closed => "closed",
        }
    }

    /// The state of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Where a new letter begins.
    pub(crate) fn of(letter: &Letter) -> Self {
        match (letter.pace, &letter.to) {
            (Pace::AfterReview, _) => Self::Review,
            (_, Addressee::Hand(_)) => Self::Hand,
            (_, Addressee::Mail(_)) => Self::Owed,
        }
    }

    /// The part of the index in which a letter in this state waits, if it waits for anything.
    pub(crate) fn due_kind(self) -> Option<DueKind> {
        match self {
            Self::Owed | Self::Held => Some(DueKind::Letter),
            Self::Review => Some(DueKind::Review),
            Self::Hand => Some(DueKind::Hand),
            Self::Sent | Self::Summarised | Self::Covered | Self::Delivered | Self::Closed => None,
        }
    }
}

/// SES took the letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// When.
    pub at: Timestamp,
    /// The id that SES gave it; SES puts it in the place of our Message-ID.
    pub ses_id: String,
}

/// A letter as it stands in the table.
#[derive(Debug, Clone, PartialEq)]
pub struct OwedLetter {
    /// Where it stands.
    pub key: LetterKey,
    /// The letter.
    pub post: Post,
    /// How far it has come.
    pub state: LetterState,
    /// How often it was tried.
    pub attempts: u64,
    /// Whether it was counted against what its address gets.
    pub counted: bool,
    /// When it was sent and as what, if it was.
    pub sent: Option<Sent>,
    /// Why staff must deliver it, if that was found when it was to be sent, or after.
    pub by_hand: Option<WhyByHand>,
    /// The other requests that it tells of, if it is a summary.
    pub also: Vec<RequestId>,
    /// What SES told of it since it was sent.
    pub told: Vec<Fate>,
}

/// A new letter as an item.
pub(crate) fn letter_item(
    request: RequestId,
    letter: &Letter,
    state: LetterState,
    at: Timestamp,
) -> Result<Item, StoreError> {
    post_item(
        LetterKey::new(request, &letter.id),
        &Post::One(letter.clone()),
        state,
        at,
    )
}

pub(crate) fn post_item(
    key: LetterKey,
    post: &Post,
    state: LetterState,
    at: Timestamp,
) -> Result<Item, StoreError> {
    let id = key.letter_id().to_owned();
    let mut stored = with_value(item(key.pk, key.sk), "letter", post)?;
    stored.insert("state".to_owned(), text(state.as_str()));
    stored.insert("attempts".to_owned(), number(0));
    Ok(match state.due_kind() {
        Some(kind) => due(stored, kind, at, &id),
        None => stored,
    })
}

pub(crate) fn read(stored: &Item) -> Result<OwedLetter, StoreError> {
    const KIND: &str = "letter";
    let unreadable = || StoreError::Unreadable { kind: KIND };
    let attribute = |name| text_of(stored, name).map(str::to_owned);
    let state = attribute("state").ok_or_else(unreadable)?;
    let sent = match (attribute("sent_at"), attribute("ses_id")) {
        (Some(at), Some(ses_id)) => Some(Sent {
            at: at.parse().map_err(|_| unreadable())?,
            ses_id,
        }),
        _ => None,
    };
    Ok(OwedLetter {
        key: LetterKey {
            pk: attribute(PK).ok_or_else(unreadable)?,
            sk: attribute(SK).ok_or_else(unreadable)?,
        },
        post: value(stored, KIND)?,
        state: LetterState::named(&state).ok_or_else(unreadable)?,
        attempts: number_of(stored, "attempts").unwrap_or_default(),
        counted: stored.contains_key("counted"),
        sent,
        by_hand: match stored.get("by_hand") {
            Some(why) => {
                Some(serde_dynamo::from_attribute_value(why.clone()).map_err(|_| unreadable())?)
            }
            None => None,
        },
        also: texts_of(stored, "also")
            .iter()
            .map(|id| request_id(id).ok_or_else(unreadable))
            .collect::<Result<_, _>>()?,
        told: texts_of(stored, "told")
            .iter()
            .map(|name| Fate::try_from(name.clone()).map_err(|_| unreadable()))
            .collect::<Result<_, _>>()?,
    })
}

impl Store {
    /// The letters that are due at `now`, up to `most` of each shard, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] if the index can't be read.
    pub async fn due_letters(
        &self,
        now: Timestamp,
        most: u16,
    ) -> Result<Vec<LetterKey>, StoreError> {
        self.in_index(DueKind::Letter, Some(now), most).await
    }

    /// The letters that staff must deliver or look at, up to `most` of each shard.
    ///
    /// # Errors
    /// [`StoreError`] if the index or an item can't be read.
    pub async fn letters_for_staff(&self, most: u16) -> Result<Vec<OwedLetter>, StoreError> {
        let mut letters = Vec::new();
        for kind in [DueKind::Hand, DueKind::Review] {
            for key in self.in_index(kind, None, most).await? {
                letters.extend(self.letter(&key).await?);
            }
        }
        Ok(letters)
    }

    /// One letter.
    ///
    /// # Errors
    /// [`StoreError`] if the item can't be read.
    pub async fn letter(&self, key: &LetterKey) -> Result<Option<OwedLetter>, StoreError> {
        self.get(key.pk.clone(), key.sk.clone())
            .await?
            .as_ref()
            .map(read)
            .transpose()
    }

    pub(crate) async fn in_index(
        &self,
        kind: DueKind,
        until: Option<Timestamp>,
        most: u16,
    ) -> Result<Vec<LetterKey>, StoreError> {
        let mut keys = Vec::new();
        for shard in 0..SHARDS {
            let mut query = self
                .client
                .query()
                .table_name(&self.table)
                .index_name(DUE_INDEX)
                .limit(i32::from(most))
                .expression_attribute_names("#kind", DUE_KIND)
                .expression_attribute_values(":kind", text(kind.partition(shard)));
            query = match until {
                Some(now) => query
                    .key_condition_expression("#kind = :kind AND #at <= :until")
                    .expression_attribute_names("#at", DUE_AT)
                    .expression_attribute_values(":until", text(schema::due_until(now))),
                None => query.key_condition_expression("#kind = :kind"),
            };
            let page = query.send().await.map_err(|error| StoreError::of(&error))?;
            let found = page
                .items()
                .iter()
                .filter_map(|item| LetterKey::from_stream(text_of(item, PK)?, text_of(item, SK)?));
            keys.extend(found);
        }
        Ok(keys)
    }

    /// Claims a letter that is due: until `now + lease` nobody else can. `None` if somebody else has it, or
    /// it is not due any more.
    ///
    /// # Errors
    /// [`StoreError`] if the item can't be written or read.
    pub async fn claim(
        &self,
        key: &LetterKey,
        now: Timestamp,
        lease: SignedDuration,
    ) -> Result<Option<OwedLetter>, StoreError> {
        let again = now.checked_add(lease).unwrap_or(Timestamp::MAX);
        let claim = self
            .client
            .update_item()
            .table_name(&self.table)
            .key(PK, text(&key.pk))
            .key(SK, text(&key.sk))
            .update_expression("SET #at = :again ADD attempts :one")
            .condition_expression("#at <= :until AND #state IN (:owed, :held)")
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":again", text(schema::due_at(again, key.letter_id())))
            .expression_attribute_values(":until", text(schema::due_until(now)))
            .expression_attribute_values(":owed", text(LetterState::Owed.as_str()))
            .expression_attribute_values(":held", text(LetterState::Held.as_str()))
            .expression_attribute_values(":one", number(1))
            .return_values(ReturnValue::AllNew)
            .send()
            .await;
        match claim {
            Ok(claimed) => claimed.attributes().map(read).transpose(),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(|e| e.is_conditional_check_failed_exception()) =>
            {
                Ok(None)
            }
            Err(error) => Err(StoreError::of(&error)),
        }
    }

    /// Marks a letter as sent, and keeps under which name SES knows it, in one write.
    ///
    /// # Errors
    /// [`StoreError`] if the mark could not be written: the letter comes due again.
    pub async fn mark_sent(&self, letter: &OwedLetter, sent: &Sent) -> Result<(), StoreError> {
        let key = &letter.key;
        let update = self
            .moved(
                key,
                LetterState::Sent,
                "REMOVE #kind, #at",
                "SET sent_at = :sent_at, ses_id = :ses_id, ",
            )
            .expression_attribute_values(":sent_at", text(sent.at.to_string()))
            .expression_attribute_values(":ses_id", text(&sent.ses_id));
        let name = self.name_of(letter, &sent.ses_id)?;
        self.write_letter(vec![finish(update)?, name]).await
    }

    /// The operation that notes that a letter was counted.
    pub(crate) fn mark_counted(&self, key: &LetterKey) -> Result<TransactWriteItem, StoreError> {
        let update = self.update(key.pk.clone(), key.sk.clone(), "SET counted = :counted");
        let update = update
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_values(":counted", AttributeValue::Bool(true));
        finish(update)
    }

    /// Leaves a letter for later.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written: the letter comes due when its claim lapses.
    pub async fn postpone(&self, key: &LetterKey, until: Timestamp) -> Result<(), StoreError> {
        let update = self
            .update(key.pk.clone(), key.sk.clone(), "SET #at = :at")
            .condition_expression("attribute_exists(#at)")
            .expression_attribute_names("#at", DUE_AT)
            .expression_attribute_values(":at", text(schema::due_at(until, key.letter_id())));
        self.write_letter(vec![finish(update)?]).await
    }

    /// Notes that another letter of the same day says what this one would.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written.
    pub async fn mark_covered(&self, key: &LetterKey) -> Result<(), StoreError> {
        self.write_letter(vec![finish(self.moved(
            key,
            LetterState::Covered,
            "REMOVE #kind, #at",
            "SET ",
        ))?])
        .await
    }

    /// Hands a letter to staff, who must deliver it.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written.
    pub async fn hand_over(
        &self,
        letter: &OwedLetter,
        why: WhyByHand,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let why = serde_dynamo::to_attribute_value(why)
            .map_err(|_| StoreError::Unreadable { kind: "letter" })?;
        let key = &letter.key;
        let update = self
            .moved(
                key,
                LetterState::Hand,
                "",
                "SET #kind = :kind, #at = :at, by_hand = :why, ",
            )
            .expression_attribute_values(":why", why)
            .expression_attribute_values(":kind", text(DueKind::Hand.partition_of(key.letter_id())))
            .expression_attribute_values(":at", text(schema::due_at(now, key.letter_id())));
        self.write_letter(vec![finish(update)?]).await
    }

    /// Holds a letter back until `until`, when it leaves in a summary with the others for this address.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written.
    pub async fn hold(
        &self,
        letter: &OwedLetter,
        address: &Identifier,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        let key = &letter.key;
        let mut pointer = item(schema::held_pk(&self.keys.of(address)), key.sk.clone());
        pointer.insert("letter_pk".to_owned(), text(&key.pk));
        let put = aws_sdk_dynamodb::types::Put::builder()
            .table_name(&self.table)
            .set_item(Some(pointer));
        let put = TransactWriteItem::builder()
            .put(put.build().map_err(StoreError::request)?)
            .build();
        let update = self
            .moved(key, LetterState::Held, "", "SET #kind = :kind, #at = :at, ")
            .expression_attribute_values(
                ":kind",
                text(DueKind::Letter.partition_of(key.letter_id())),
            )
            .expression_attribute_values(":at", text(schema::due_at(until, key.letter_id())));
        self.write_letter(vec![finish(update)?, put]).await
    }

    /// Puts one owed summary in the place of the letters that are held for this address, `due` among them.
    /// What doesn't fit in one transaction is left for the next summary.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be written: the letters stay held.
    pub async fn summarise(
        &self,
        due: &OwedLetter,
        address: &Identifier,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        /// Two operations each and one for the summary stay under the 100 of a transaction.
        const MOST: usize = 40;
        let held_pk = schema::held_pk(&self.keys.of(address));
        let mut held = self.held(&held_pk, &due.key, MOST).await?;
        held.insert(0, due.clone());
        let letters: Vec<Letter> = held
            .iter()
            .filter_map(|letter| match &letter.post {
                Post::One(letter) => Some(letter.clone()),
                Post::Summary(_) | Post::Staff { .. } | Post::Partner { .. } => None,
            })
            .collect();
        let receipt = letters.first().ok_or(StoreError::Gone)?.receipt;
        let key = LetterKey {
            pk: due.key.pk.clone(),
            sk: schema::letter_sk(&summary_id(receipt, &due.key)),
        };
        let mut summary = post_item(key, &Post::Summary(letters), LetterState::Owed, now)?;
        let others: BTreeSet<String> = held
            .iter()
            .filter_map(|letter| letter.key.request())
            .filter(|request| Some(*request) != due.key.request())
            .map(str::to_owned)
            .collect();
        if !others.is_empty() {
            let others = AttributeValue::Ss(others.into_iter().collect());
            summary.insert("also".to_owned(), others);
        }
        let mut operations = vec![self.put_new(summary)?];
        for letter in &held {
            operations.push(finish(self.moved(
                &letter.key,
                LetterState::Summarised,
                "REMOVE #kind, #at",
                "SET ",
            ))?);
            operations.push(self.delete(held_pk.clone(), &letter.key.sk)?);
        }
        self.write_letter(operations).await
    }

    async fn held(
        &self,
        held_pk: &str,
        but: &LetterKey,
        most: usize,
    ) -> Result<Vec<OwedLetter>, StoreError> {
        let page = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk")
            .expression_attribute_values(":pk", text(held_pk))
            .consistent_read(true)
            .limit(i32::try_from(most).unwrap_or(i32::MAX))
            .send()
            .await
            .map_err(|error| StoreError::of(&error))?;
        let mut held = Vec::new();
        for pointer in page.items() {
            let (Some(pk), Some(sk)) = (text_of(pointer, "letter_pk"), text_of(pointer, SK)) else {
                continue;
            };
            let key = LetterKey {
                pk: pk.to_owned(),
                sk: sk.to_owned(),
            };
            if key != *but {
                held.extend(
                    self.letter(&key)
                        .await?
                        .filter(|letter| letter.state == LetterState::Held),
                );
            }
        }
        Ok(held)
    }

    /// An update that moves a waiting letter to `state`.
    fn moved(
        &self,
        key: &LetterKey,
        state: LetterState,
        remove: &str,
        set: &str,
    ) -> aws_sdk_dynamodb::types::builders::UpdateBuilder {
        self.update(
            key.pk.clone(),
            key.sk.clone(),
            format!("{set}#state = :state {remove}"),
        )
        .condition_expression(
            "#state IN (:owed, :held) AND attribute_exists(#at) AND attribute_exists(#kind)",
        )
        .expression_attribute_names("#state", "state")
        .expression_attribute_names("#kind", DUE_KIND)
        .expression_attribute_names("#at", DUE_AT)
        .expression_attribute_values(":state", text(state.as_str()))
        .expression_attribute_values(":owed", text(LetterState::Owed.as_str()))
        .expression_attribute_values(":held", text(LetterState::Held.as_str()))
    }

    async fn write_letter(&self, operations: Vec<TransactWriteItem>) -> Result<(), StoreError> {
        match self.transact(operations).await? {
            None => Ok(()),
            Some(_) => Err(StoreError::Gone),
        }
    }
}

/// A summary's id: made from the letter that came due, so that it is owed once.
fn summary_id(receipt: ReceiptId, due: &LetterKey) -> String {
    receipt.child(&format!("summary {}", due.letter_id()))
}

pub(crate) fn finish(
    update: aws_sdk_dynamodb::types::builders::UpdateBuilder,
) -> Result<TransactWriteItem, StoreError> {
    Ok(TransactWriteItem::builder()
        .update(update.build().map_err(StoreError::request)?)
        .build())
}
