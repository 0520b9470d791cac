//! What a partner is told: as little as lets it find the person and do what is asked.

use super::DeliveryId;
use crate::calendar::Due;
use crate::law::Right;
use crate::partner::PartnerKind;
use crate::person::Identifier;
use crate::request::Request;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A mail to the privacy address of a partner. It names the person's identifiers as they are, since people read it
/// and look for them; a webhook carries their hashes alone. No name, no reference, no state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartnerEmail {
    /// Its id, which its link carries.
    pub id: String,
    /// What the partner is to the company.
    pub kind: PartnerKind,
    /// What was asked.
    pub right: Right,
    /// When that reached us.
    pub received: Timestamp,
    /// By when it must be done everywhere, if the law says so.
    pub due: Option<Due>,
    /// What the person is known by.
    pub identifiers: Vec<Identifier>,
}

impl PartnerEmail {
    /// The email about this request; none while nobody has read what it asks.
    #[must_use]
    pub fn about(request: &Request, id: &DeliveryId, kind: PartnerKind) -> Option<Self> {
        Some(Self {
            id: id.to_string(),
            kind,
            right: request.right()?,
            received: request.received,
            due: request.due(),
            identifiers: request.notified_identifiers().cloned().collect(),
        })
    }
}
