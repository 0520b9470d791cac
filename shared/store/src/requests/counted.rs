//! The note of a repeat that was only counted. It is stored under the repeat's own receipt ID, so that sending the
//! repeat again is recognized, even after the request has ended.

use crate::StoreError;
use crate::table::items::{Item, decoded, encoded, item, number};
use crate::table::keys;
use crate::table::schema::EXPIRES;
use domain::digest::Digest;
use domain::receipt::ReceiptId;
use domain::request::Submission;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a repeat is recognized: as long as an email can wait in a dead-letter queue. Erasure doesn't find the note,
/// so it ends by itself.
const RECOGNIZED_FOR: SignedDuration = SignedDuration::from_hours(14 * 24);

/// The attribute of the shared receipt with what the requester wrote in the last counted repeat. It holds one text, so
/// that no number of repeats makes the item grow.
pub(crate) const LAST_DETAILS: &str = "last_details";

/// The attribute that holds it. A receipt has a value instead.
const COUNTED: &str = "counted";

/// A repeat that was only counted. It has no personal data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct CountedRepeat {
    /// The repeat's own receipt ID.
    pub(crate) id: ReceiptId,
    /// The hash of the submission.
    pub(crate) digest: Digest,
    /// The receipt that it was counted on.
    pub(crate) shared: ReceiptId,
}

impl CountedRepeat {
    pub(crate) fn new(submission: &Submission, shared: ReceiptId) -> Self {
        Self {
            id: submission.receipt,
            digest: submission.digest,
            shared,
        }
    }

    /// Builds the item, which has the place of the submission's receipt.
    pub(crate) fn stored(&self, now: Timestamp) -> Result<Item, StoreError> {
        let mut stored = item(keys::receipt_pk(self.id.reference()), "RECEIPT");
        stored.insert(COUNTED.to_owned(), encoded("counted repeat", self)?);
        let expires = now.checked_add(RECOGNIZED_FOR).unwrap_or(Timestamp::MAX);
        stored.insert(EXPIRES.to_owned(), number(expires.as_second()));
        Ok(stored)
    }

    /// Reads the item; `None` if it is a receipt.
    pub(crate) fn of(stored: &Item) -> Result<Option<Self>, StoreError> {
        let counted = stored.get(COUNTED).cloned();
        counted
            .map(|counted| decoded("counted repeat", counted))
            .transpose()
    }
}
