//! Notices: what is owed to others than the person.

use crate::request::RequestId;
use serde::{Deserialize, Serialize};

/// Something that others must be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "notice", rename_all = "snake_case")]
pub enum Notice {
    /// Tell those to whom the data was sold, shared or disclosed (11 CCR §§ 7022(b), 7026(f)(2), 7027(g)).
    TellPartners {
        /// About which request.
        request: RequestId,
    },
}
