//! The member of staff who works on a request.

use super::{Request, Transition};
use crate::log::Event;
use jiff::Timestamp;

impl Request {
    /// Assigns the request to a member of staff, or removes the assignment.
    pub(super) fn assign(&self, to: Option<String>, now: Timestamp) -> Transition {
        let request = Self {
            version: self.version + 1,
            assignee: to.clone(),
            ..self.clone()
        };
        self.changed_to(request, Event::Assigned { to }, now)
    }
}
