//! Notices: what is owed to others than the person.
//!
//! A notice is owed by the step that causes it, as one thing, whoever and however many are to be told. It is unfolded
//! later into one [`Dispatch`] for each recipient whom it concerns, and the request hears how far that has come.

mod dispatch;
mod id;
mod letter;
mod outcome;

pub use dispatch::{By, Dispatch, DispatchState, Failure, Tried, WrongDispatchState};
pub use id::{DispatchId, NotADispatchId, NoticeId};
pub use letter::PartnerLetter;
pub use outcome::{Outcome, Told, What};

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
        /// The version of the request that owes it. A later notice of the same request takes its place.
        #[serde(default)]
        version: u64,
    },
}
