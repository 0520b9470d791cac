//! An email as it stands in the table: its key, how far it has come, and what goes out as one mail.

use crate::due::kind::DueKind;
use crate::table::items::{
    Item, decoded, due, item, number, number_of, text, text_of, texts_of, value, with_value,
};
use crate::table::keys;
use crate::table::keys::request_id;
use crate::table::schema::{PK, SK};
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
            pk: keys::request_pk(request),
            sk: keys::email_sk(email),
        }
    }

    /// The key of an email that a mail owes by itself.
    #[must_use]
    pub fn of_mail(mail: ReceiptId, email: &str) -> Self {
        Self {
            pk: keys::inbound_pk(mail),
            sk: keys::email_sk(email),
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
        self.sk.strip_prefix(keys::EMAIL).unwrap_or(&self.sk)
    }
}

impl OutboxKey for EmailKey {
    fn of_item(pk: &str, sk: &str) -> Option<Self> {
        const OWNERS: [&str; 4] = ["REQUEST#", keys::INBOUND, "DIGEST#", "ALARM#"];
        let owned = OWNERS.iter().any(|owner| pk.starts_with(owner));
        (owned && sk.starts_with(keys::EMAIL)).then(|| Self {
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
    Pending,
    /// Sent.
    Sent,
    /// Held back, since its address gets enough already; it leaves in a summary.
    Held,
    /// In a summary.
    Summarized,
    /// Another email of the same day says the same.
    Covered,
    /// Staff must look at it before it leaves.
    AwaitingApproval,
    /// Staff must deliver it.
    ManualDelivery,
    /// Staff delivered it.
    Delivered,
    /// Staff found no way to deliver it.
    Closed,
}

impl EmailState {
    const ALL: [Self; 9] = [
        Self::Pending,
        Self::Sent,
        Self::Held,
        Self::Summarized,
        Self::Covered,
        Self::AwaitingApproval,
        Self::ManualDelivery,
        Self::Delivered,
        Self::Closed,
    ];

    /// The state's name in the table.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sent => "sent",
            Self::Held => "held",
            Self::Summarized => "summarized",
            Self::Covered => "covered",
            Self::AwaitingApproval => "awaiting_approval",
            Self::ManualDelivery => "manual_delivery",
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
            (SendPolicy::AfterApproval, _) => Self::AwaitingApproval,
            (_, Addressee::Manual(_)) => Self::ManualDelivery,
            (_, Addressee::Email(_)) => Self::Pending,
        }
    }

    /// The part of the index in which an email in this state waits, if it waits for anything.
    pub(crate) fn due_kind(self) -> Option<DueKind> {
        match self {
            Self::Pending | Self::Held => Some(DueKind::Email),
            Self::AwaitingApproval => Some(DueKind::Approval),
            Self::ManualDelivery => Some(DueKind::Manual),
            Self::Sent | Self::Summarized | Self::Covered | Self::Delivered | Self::Closed => None,
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
    pub content: OutboxItem,
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
    pub events: Vec<EmailEvent>,
}

/// A new email as an item.
pub(crate) fn email_item(
    request: RequestId,
    email: &OutboundEmail,
    state: EmailState,
    at: Timestamp,
) -> Result<Item, StoreError> {
    outbox_item(
        EmailKey::new(request, &email.id),
        &OutboxItem::Single(email.clone()),
        state,
        at,
    )
}

pub(crate) fn outbox_item(
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
    let corrupt = || StoreError::Corrupt { kind: KIND };
    let attribute = |name| text_of(stored, name).map(str::to_owned);
    let state = attribute("state").ok_or_else(corrupt)?;
    let sent = match (attribute("sent_at"), attribute("ses_id")) {
        (Some(at), Some(ses_id)) => Some(Sent {
            at: at.parse().map_err(|_| corrupt())?,
            ses_id,
        }),
        _ => None,
    };
    Ok(PendingEmail {
        key: EmailKey {
            pk: attribute(PK).ok_or_else(corrupt)?,
            sk: attribute(SK).ok_or_else(corrupt)?,
        },
        content: value(stored, KIND)?,
        state: EmailState::named(&state).ok_or_else(corrupt)?,
        attempts: number_of(stored, "attempts").unwrap_or_default(),
        counted: stored.contains_key("counted"),
        sent,
        manual: stored
            .get("manual_reason")
            .map(|why| decoded(KIND, why.clone()))
            .transpose()?,
        summary: match (attribute("summary_pk"), attribute("summary_sk")) {
            (Some(pk), Some(sk)) => Some(EmailKey { pk, sk }),
            _ => None,
        },
        also: texts_of(stored, "also")
            .iter()
            .map(|id| request_id(id).ok_or_else(corrupt))
            .collect::<Result<_, _>>()?,
        events: texts_of(stored, "events")
            .iter()
            .map(|name| EmailEvent::try_from(name.clone()).map_err(|_| corrupt()))
            .collect::<Result<_, _>>()?,
    })
}
