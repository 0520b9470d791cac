//! How far a long email has been taken in. An email can ask for thousands of people, and the function's time can end
//! before all of their requests are stored. The next run continues there.

use crate::StoreError;
use crate::table::items::{item, number, value, with_value};
use crate::table::schema::EXPIRES;
use crate::table::{Table, keys};
use domain::digest::Digest;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

const PROGRESS: &str = "PROGRESS";

/// How long the position is stored: longer than the queue keeps a message.
const STORED_FOR: SignedDuration = SignedDuration::from_hours(24 * 30);

/// The position in an email.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntakeProgress {
    /// The number of messages in the email that are completely taken in.
    pub messages: usize,
    /// The number of submissions of the next message that are stored.
    pub submissions: usize,
    /// A hash of the submissions of that message. If another version of the reader finds others, their positions have
    /// changed, and the message starts from the beginning.
    pub plan: Digest,
}

impl Table {
    pub(crate) async fn intake_progress(
        &self,
        archived: &str,
    ) -> Result<Option<IntakeProgress>, StoreError> {
        let found = self.get(keys::raw_pk(archived), PROGRESS).await?;
        found
            .map(|stored| value(&stored, "intake progress"))
            .transpose()
    }

    pub(crate) async fn save_intake_progress(
        &self,
        archived: &str,
        progress: &IntakeProgress,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let stored = item(keys::raw_pk(archived), PROGRESS);
        let mut stored = with_value(stored, "intake progress", progress)?;
        let expires = now.saturating_add(STORED_FOR).unwrap_or(now);
        stored.insert(EXPIRES.to_owned(), number(expires.as_second()));
        self.put_item(stored).await
    }
}
