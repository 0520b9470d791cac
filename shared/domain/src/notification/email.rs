//! The content of a notification by email: only what the partner needs to find the person and act.

use super::DeliveryId;
use crate::calendar::Due;
use crate::law::Right;
use crate::partner::PartnerKind;
use crate::person::{Identifier, IdentifierKind};
use crate::request::Request;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An email to the privacy address of a partner. It shows the identifiers in plain text, because people read it and
/// look for them; a webhook has hashes only. It has no name, no reference number and no state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerEmail {
    /// The ID of the delivery; the link contains it.
    pub id: String,
    /// The partner's relation to the company.
    pub kind: PartnerKind,
    /// The right.
    pub right: Right,
    /// When the company received the request.
    pub received: Timestamp,
    /// The due dates, if the law sets them.
    pub due: Option<Due>,
    /// The person's identifiers, without accounts that they only named: anyone can type a text as an account ID.
    pub identifiers: Vec<Identifier>,
    /// The information that the partner keeps after a deletion in part, and its only purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<String>,
    /// Whether it reminds the partner of an email without an acknowledgement.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_reminder: bool,
}

impl PartnerEmail {
    /// Creates the email about this request. `None` for a request under review.
    #[must_use]
    pub fn about(request: &Request, id: &DeliveryId, kind: PartnerKind) -> Option<Self> {
        Some(Self {
            id: id.to_string(),
            kind,
            right: request.right()?,
            received: request.received,
            due: request.due(),
            identifiers: request
                .notified_identifiers()
                .filter(|identifier| identifier.kind() != IdentifierKind::ClaimedAccount)
                .cloned()
                .collect(),
            kept: request.kept_by(kind).map(str::to_owned),
            is_reminder: false,
        })
    }
}
