//! An email as it stands in the table: its key, how far it has come, and what goes out as one mail.

use crate::item::{Item, due, item, number, number_of, text, text_of, texts_of, value, with_value};
use crate::schema::{self, DueKind, PK, SK, request_id};
use crate::{OutboxKey, StoreError};
use domain::notification::PartnerEmail;
use domain::outbound_email::{
    Addressee, EmailEvent, ManualDeliveryReason, OutboundEmail, SendPolicy,
};
use domain::person::EmailAddress;
use domain::receipt::ReceiptId;
use domain::request::RequestId;
use domain::staff::StaffEmail;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Where an email stands in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmailKey {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl EmailKey {
    /// The key of an email of this request.
    #[must_use]
    pub fn new(request: RequestId, email: &str) -> Self {
        Self {
            pk: schema::request_pk(request),
            sk: schema::email_sk(email),
        }
    }

    /// The key of an email that a mail owes by itself.
    #[must_use]
    pub fn of_mail(mail: ReceiptId, email: &str) -> Self {
        Self {
            pk: schema::mail_pk(mail),
            sk: schema::email_sk(email),
        }
    }

    /// The id of the request that the email is about; none if it answers a mail that opened nothing.
    pub(crate) fn request(&self) -> Option<&str> {
        self.pk.strip_prefix("REQUEST#")
    }

    /// The id of the request or of the mail that it belongs to.
    #[must_use]
    pub fn owner(&self) -> &str {
        self.pk.split_once('#').map_or("", |(_, id)| id)
    }

    /// The email's id.
    #[must_use]
    pub fn email_id(&self) -> &str {
        self.sk.strip_prefix("LETTER#").unwrap_or(&self.sk)
    }
}

impl OutboxKey for EmailKey {
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
pub enum OutboxItem {
    /// An email.
    Single(OutboundEmail),
    /// One email in the place of several that were held back, all to the same address.
    Summary(Vec<OutboundEmail>),
    /// An email to staff.
    Staff {
        /// Where staff get it.
        to: EmailAddress,
        /// The email.
        email: StaffEmail,
    },
    /// An email to a partner of people's data.
    Partner {
        /// Its privacy address.
        to: EmailAddress,
        /// The email.
        email: PartnerEmail,
    },
}

impl OutboxItem {
    /// The email that says to which person it goes: the only one, or the first. None if it goes to nobody who asked.
    #[must_use]
    pub fn first(&self) -> Option<&OutboundEmail> {
        match self {
            Self::Single(email) => Some(email),
            Self::Summary(emails) => emails.first(),
            Self::Staff { .. } | Self::Partner { .. } => None,
        }
    }
}

/// How far an email has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailState {
    /// To be sent.
    Owed,
    /// Sent.
    Sent,
    /// Held back, since its address gets enough already; it leaves in a summary.
    Held,
    /// In a summary.
    Summarised,
    /// Another email of the same day says the same.
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

impl EmailState {
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

    /// Where a new email begins.
    pub(crate) fn of(email: &OutboundEmail) -> Self {
        match (email.send_policy, &email.to) {
            (SendPolicy::AfterReview, _) => Self::Review,
            (_, Addressee::Manual(_)) => Self::Hand,
            (_, Addressee::Email(_)) => Self::Owed,
        }
    }

    /// The part of the index in which an email in this state waits, if it waits for anything.
    pub(crate) fn due_kind(self) -> Option<DueKind> {
        match self {
            Self::Owed | Self::Held => Some(DueKind::OutboundEmail),
            Self::Review => Some(DueKind::Review),
            Self::Hand => Some(DueKind::Hand),
            Self::Sent | Self::Summarised | Self::Covered | Self::Delivered | Self::Closed => None,
        }
    }
}

/// SES took the email.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// When.
    pub at: Timestamp,
    /// The id that SES gave it; SES puts it in the place of our Message-ID.
    pub ses_id: String,
}

/// An email as it stands in the table.
#[derive(Debug, Clone, PartialEq)]
pub struct PendingEmail {
    /// Where it stands.
    pub key: EmailKey,
    /// The email.
    pub post: OutboxItem,
    /// How far it has come.
    pub state: EmailState,
    /// How often it was tried.
    pub attempts: u64,
    /// Whether it was counted against what its address gets.
    pub counted: bool,
    /// When it was sent and as what, if it was.
    pub sent: Option<Sent>,
    /// Why staff must deliver it, if that was found when it was to be sent, or after.
    pub manual: Option<ManualDeliveryReason>,
    /// The summary that it left in, if it did.
    pub summary: Option<EmailKey>,
    /// The other requests that it tells of, if it is a summary.
    pub also: Vec<RequestId>,
    /// What SES told of it since it was sent.
    pub notified: Vec<EmailEvent>,
}

/// A new email as an item.
pub(crate) fn email_item(
    request: RequestId,
    email: &OutboundEmail,
    state: EmailState,
    at: Timestamp,
) -> Result<Item, StoreError> {
    post_item(
        EmailKey::new(request, &email.id),
        &OutboxItem::Single(email.clone()),
        state,
        at,
    )
}

pub(crate) fn post_item(
    key: EmailKey,
    post: &OutboxItem,
    state: EmailState,
    at: Timestamp,
) -> Result<Item, StoreError> {
    let id = key.email_id().to_owned();
    let mut stored = with_value(item(key.pk, key.sk), "email", post)?;
    stored.insert("state".to_owned(), text(state.as_str()));
    stored.insert("attempts".to_owned(), number(0));
    Ok(match state.due_kind() {
        Some(kind) => due(stored, kind, at, &id),
        None => stored,
    })
}

pub(crate) fn read(stored: &Item) -> Result<PendingEmail, StoreError> {
    const KIND: &str = "email";
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
    Ok(PendingEmail {
        key: EmailKey {
            pk: attribute(PK).ok_or_else(unreadable)?,
            sk: attribute(SK).ok_or_else(unreadable)?,
        },
        post: value(stored, KIND)?,
        state: EmailState::named(&state).ok_or_else(unreadable)?,
        attempts: number_of(stored, "attempts").unwrap_or_default(),
        counted: stored.contains_key("counted"),
        sent,
        manual: match stored.get("by_hand") {
            Some(why) => {
                Some(serde_dynamo::from_attribute_value(why.clone()).map_err(|_| unreadable())?)
            }
            None => None,
        },
        summary: match (attribute("summary_pk"), attribute("summary_sk")) {
            (Some(pk), Some(sk)) => Some(EmailKey { pk, sk }),
            _ => None,
        },
        also: texts_of(stored, "also")
            .iter()
            .map(|id| request_id(id).ok_or_else(unreadable))
            .collect::<Result<_, _>>()?,
        notified: texts_of(stored, "told")
            .iter()
            .map(|name| EmailEvent::try_from(name.clone()).map_err(|_| unreadable()))
            .collect::<Result<_, _>>()?,
    })
}
