//! Emails that staff write to the requester, at any stage.

use super::apply::Outcome;
use super::{Refused, Request};
use crate::outbound_email::EmailKind;

impl Request {
    /// Writes to the requester. The stage and the dates stay, so a message never replaces or delays a response.
    pub(super) fn write(&self, text: String) -> Result<Outcome, Refused> {
        if text.trim().is_empty() {
            return Err(Refused::ExplanationRequired);
        }
        let email = EmailKind::Message { text };
        Ok(Outcome::with_email(self.kind.clone(), email, None))
    }
}
