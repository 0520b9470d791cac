//! An outbox item: its key, its content, and its state.

use crate::due::kind::DueKind;
use crate::table::items::{
    Item, decoded, due, item, number, number_of, text, text_of, texts_of, value, with_value,
};
use crate::table::keys;
use crate::table::keys::request_id;
use crate::table::schema::{EXPIRES, PK, SK};
use crate::{OutboxKey, StoreError};
use aws_sdk_dynamodb::types::AttributeValue;
use data_encoding::BASE32_NOPAD;
use domain::notification::PartnerEmail;
use domain::outbound_email::{
    Addressee, EmailEvent, ManualDeliveryReason, OutboundEmail, SendPolicy,
};
use domain::person::EmailAddress;
use domain::receipt::ReceiptId;
use domain::request::RequestId;
use domain::staff::StaffEmail;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The attribute of an email that was counted against the rate limit of its address.
pub(crate) const COUNTED: &str = "counted";
/// The attribute with the time at which an attempt to send started. Its outcome isn't stored yet.
pub(crate) const STARTED: &str = "started";
/// The attribute with the sort key of the pointer to a held email, which holds the time of holding.
pub(crate) const POINTER: &str = "pointer";
/// The attribute with the member of staff who last acted on an email, outbound or inbound.
pub(crate) const BY_STAFF: &str = "by_staff";

/// The key of an email.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EmailKey {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl EmailKey {
    /// Returns the key of an email of this request.
    #[must_use]
    pub fn new(request: RequestId, email: &str) -> Self {
        Self {
            pk: keys::request_pk(request),
            sk: keys::email_sk(email),
        }
    }

    /// Returns the key of a reply to the sender of an inbound email.
    #[must_use]
    pub fn of_mail(mail: ReceiptId, email: &str) -> Self {
        Self {
            pk: keys::inbound_pk(mail),
            sk: keys::email_sk(email),
        }
    }

    /// Returns the key of a summary. It belongs to no request, so that it outlives each of them. `owner` is the receipt
    /// of its first email.
    #[must_use]
    pub fn of_summary(owner: ReceiptId, email: &str) -> Self {
        Self {
            pk: keys::summary_pk(owner),
            sk: keys::email_sk(email),
        }
    }

    /// Returns the key as a value for an SES message tag, which has only letters, digits, `-` and `_`.
    #[must_use]
    pub fn tag(&self) -> String {
        BASE32_NOPAD.encode(format!("{} {}", self.pk, self.sk).as_bytes())
    }

    /// Parses the value of an SES message tag.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let key = BASE32_NOPAD.decode(tag.as_bytes()).ok()?;
        let (pk, sk) = std::str::from_utf8(&key).ok()?.split_once(' ')?;
        Self::of_item(pk, sk)
    }

    /// Returns the ID of the email's request; `None` for a reply to the sender of an inbound email, for a summary, and
    /// for an email to staff.
    pub(crate) fn request(&self) -> Option<&str> {
        self.pk.strip_prefix("REQUEST#")
    }

    /// Returns the ID of the request or inbound email that the email belongs to.
    #[must_use]
    pub fn owner(&self) -> &str {
        self.pk.split_once('#').map_or("", |(_, id)| id)
    }

    /// Returns the email's ID.
    #[must_use]
    pub fn email_id(&self) -> &str {
        self.sk.strip_prefix(keys::EMAIL).unwrap_or(&self.sk)
    }
}

impl OutboxKey for EmailKey {
    fn of_item(pk: &str, sk: &str) -> Option<Self> {
        const OWNERS: [&str; 5] = [
            "REQUEST#",
            keys::INBOUND,
            keys::SUMMARY,
            "DIGEST#",
            "ALARM#",
        ];
        let owned = OWNERS.iter().any(|owner| pk.starts_with(owner));
        (owned && sk.starts_with(keys::EMAIL)).then(|| Self {
            pk: pk.to_owned(),
            sk: sk.to_owned(),
        })
    }
}

/// The content of one message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutboxItem {
    /// One email to a person.
    Single(OutboundEmail),
    /// One message in place of several held emails to the same address.
    Summary(Vec<OutboundEmail>),
    /// An email to staff.
    Staff {
        /// The address of staff.
        to: EmailAddress,
        /// The email.
        email: StaffEmail,
    },
    /// An email to a partner.
    Partner {
        /// The partner's privacy address.
        to: EmailAddress,
        /// The email.
        email: PartnerEmail,
    },
}

impl OutboxItem {
    /// Returns the email that determines the recipient: the only one, or the first of a summary. `None` if the
    /// recipient is staff or a partner.
    #[must_use]
    pub fn first(&self) -> Option<&OutboundEmail> {
        match self {
            Self::Single(email) => Some(email),
            Self::Summary(emails) => emails.first(),
            Self::Staff { .. } | Self::Partner { .. } => None,
        }
    }
}

/// The state of an email.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailState {
    /// Waits to be sent.
    Pending,
    /// Sent.
    Sent,
    /// Held back by the rate limit of its address. It leaves in a summary.
    Held,
    /// Sent as part of a summary.
    Summarized,
    /// Not sent, because another email of the same day says the same.
    Covered,
    /// Waits for staff to release it.
    AwaitingApproval,
    /// Waits for staff to deliver it by other means.
    ManualDelivery,
    /// Delivered by staff.
    Delivered,
    /// Closed by staff as undeliverable.
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

    /// Returns the state's name in the table and in the staff API.
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

    /// Returns the state with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Returns the first state of a new email.
    pub(crate) fn of(email: &OutboundEmail) -> Self {
        match (email.send_policy, &email.to) {
            (SendPolicy::AfterApproval, _) => Self::AwaitingApproval,
            (_, Addressee::Manual(_)) => Self::ManualDelivery,
            (_, Addressee::Email(_)) => Self::Pending,
        }
    }

    /// Returns the kind of index entry of an email in this state, if it waits for an action.
    pub(crate) fn due_kind(self) -> Option<DueKind> {
        match self {
            Self::Pending | Self::Held => Some(DueKind::Email),
            Self::AwaitingApproval => Some(DueKind::Approval),
            Self::ManualDelivery => Some(DueKind::Manual),
            Self::Sent | Self::Summarized | Self::Covered | Self::Delivered | Self::Closed => None,
        }
    }
}

/// A successful send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The time of sending.
    pub at: Timestamp,
    /// The SES message ID. SES replaces our `Message-ID` with it.
    pub ses_id: String,
}

/// An email as the table stores it.
#[derive(Debug, Clone, PartialEq)]
pub struct PendingEmail {
    /// Its key.
    pub key: EmailKey,
    /// Its content.
    pub content: OutboxItem,
    /// Its state.
    pub state: EmailState,
    /// The number of attempts to send it.
    pub attempts: u64,
    /// Whether it was counted against the rate limit of its address.
    pub counted: bool,
    /// The sort key of the pointer to it, if it is held.
    pub(crate) pointer: Option<String>,
    /// The time and SES message ID of the last send.
    pub sent: Option<Sent>,
    /// Why staff must deliver it, if sending failed or bounced.
    pub manual: Option<ManualDeliveryReason>,
    /// Whether an attempt to send it started, and its outcome isn't known.
    pub started: bool,
    /// Whether staff decided to send it, so the rate limit doesn't hold it.
    pub released: bool,
    /// The summary that contains it, if it was sent as part of one.
    pub summary: Option<EmailKey>,
    /// The requests that it is about. A summary has several, first the one that its `Reply-To` names. An email to staff
    /// and a reply to the sender of an inbound email have none.
    pub requests: Vec<RequestId>,
    /// The events that SES reported since the last send.
    pub events: Vec<EmailEvent>,
}

impl PendingEmail {
    /// Returns the last day on which the law allows the email to leave, if the limit can hold it and the law sets one.
    pub(crate) fn last_day(&self) -> Option<Date> {
        match self.content.first()?.send_policy {
            SendPolicy::Unproven { by } => by,
            SendPolicy::AfterApproval | SendPolicy::Now => None,
        }
    }
}

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

/// How long an email to staff is stored. It belongs to no request, so no erasure deletes it.
const STAFF_EMAILS_STORED_FOR: SignedDuration = SignedDuration::from_hours(24 * 90);

pub(crate) fn outbox_item(
    key: EmailKey,
    content: &OutboxItem,
    state: EmailState,
    at: Timestamp,
) -> Result<Item, StoreError> {
    let id = key.email_id().to_owned();
    let mut stored = with_value(item(key.pk, key.sk), "email", content)?;
    stored.insert("state".to_owned(), text(state.as_str()));
    stored.insert("attempts".to_owned(), number(0));
    if matches!(content, OutboxItem::Staff { .. }) {
        let expires = at.saturating_add(STAFF_EMAILS_STORED_FOR).unwrap_or(at);
        stored.insert(EXPIRES.to_owned(), number(expires.as_second()));
    }
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
    let key = EmailKey {
        pk: attribute(PK).ok_or_else(corrupt)?,
        sk: attribute(SK).ok_or_else(corrupt)?,
    };
    Ok(PendingEmail {
        requests: requests_of(key.request().or(text_of(stored, FIRST)), stored)
            .ok_or_else(corrupt)?,
        key,
        content: value(stored, KIND)?,
        state: EmailState::named(&state).ok_or_else(corrupt)?,
        attempts: number_of(stored, "attempts").unwrap_or_default(),
        counted: stored.contains_key(COUNTED),
        pointer: attribute(POINTER),
        started: stored.contains_key(STARTED),
        released: stored.contains_key(BY_STAFF),
        sent,
        manual: stored
            .get("manual_reason")
            .map(|why| decoded(KIND, why.clone()))
            .transpose()?,
        summary: match (attribute("summary_pk"), attribute("summary_sk")) {
            (Some(pk), Some(sk)) => Some(EmailKey { pk, sk }),
            _ => None,
        },
        events: texts_of(stored, "events")
            .iter()
            .map(|name| EmailEvent::try_from(name.clone()).map_err(|_| corrupt()))
            .collect::<Result<_, _>>()?,
    })
}

/// The attribute with the first request of a summary.
pub(crate) const FIRST: &str = "first";
/// The attribute with the other requests of a summary.
pub(crate) const ALSO: &str = "also";

/// Parses the requests of an email: the first one, and those that the item lists. `None` if an ID is unreadable.
pub(crate) fn requests_of(first: Option<&str>, stored: &Item) -> Option<Vec<RequestId>> {
    let also = texts_of(stored, ALSO).iter().map(String::as_str);
    first.into_iter().chain(also).map(request_id).collect()
}

/// Adds the requests of a summary to an item that `requests_of` reads.
pub(crate) fn put_requests(stored: &mut Item, requests: &[RequestId]) {
    let Some((first, also)) = requests.split_first() else {
        return;
    };
    stored.insert(FIRST.to_owned(), text(first.to_string()));
    if !also.is_empty() {
        let also = also.iter().map(ToString::to_string).collect();
        stored.insert(ALSO.to_owned(), AttributeValue::Ss(also));
    }
}
