//! A letter as it stands in the table: its key, how far it has come, and what goes out as one mail.

use crate::item::{Item, due, item, number, number_of, text, text_of, texts_of, value, with_value};
use crate::schema::{self, DueKind, PK, SK, request_id};
use crate::{OwedKey, StoreError};
use domain::letter::{Addressee, Fate, Letter, Pace, WhyByHand};
use domain::notice::PartnerLetter;
use domain::person::EmailAddress;
use domain::receipt::ReceiptId;
use domain::request::RequestId;
use domain::staff::StaffLetter;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

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

impl OwedKey for LetterKey {
    fn of_item(pk: &str, sk: &str) -> Option<Self> {
        const OWNERS: [&str; 4] = ["REQUEST#", "MAIL#", "DIGEST#", "ALARM#"];
        let owned = OWNERS.iter().any(|owner| pk.starts_with(owner));
        (owned && sk.starts_with("LETTER#")).then(|| Self {
            pk: pk.to_owned(),
            sk: sk.to_owned(),
        })
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
    /// The summary that it left in, if it did.
    pub summary: Option<LetterKey>,
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
        summary: match (attribute("summary_pk"), attribute("summary_sk")) {
            (Some(pk), Some(sk)) => Some(LetterKey { pk, sk }),
            _ => None,
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
