//! How often an answer's file was asked for: codes that were tried, and times that it was collected.
//!
//! A code is counted before it is looked at, so that no number of guesses at the same moment is more than the
//! few that are allowed. The link is used once: collecting it again is for a download that broke.

use crate::actions::ActionError;
use crate::item::{Item, finish, item, number, number_of, text, text_of};
use crate::retry::pauses;
use crate::schema;
use crate::{Store, StoreError};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::log::Actor;
use domain::request::{Note, RequestId};
use jiff::{SignedDuration, Timestamp};

/// The wrong codes after which nobody collects the file by its link any more.
pub const MOST_WRONG_CODES: u64 = 5;
/// How often the file can be collected, the first time among them.
pub const MOST_COLLECTED: u64 = 5;
/// For how long after the first time it can be collected again.
const AGAIN_WITHIN: SignedDuration = SignedDuration::from_hours(1);

/// The sort key of the counters.
pub(crate) const COLLECTION: &str = "COLLECTION";

/// What was asked for of a file so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Collection {
    /// Codes that were tried since the last right one.
    pub tried: u64,
    /// How often it was collected.
    pub times: u64,
    /// When it was collected first.
    pub first: Option<Timestamp>,
}

impl Collection {
    /// Whether too many wrong codes were tried.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.tried >= MOST_WRONG_CODES
    }

    /// Whether its link has been used.
    #[must_use]
    pub fn is_used_up(&self, now: Timestamp) -> bool {
        let over = |first: Timestamp| now.duration_since(first) > AGAIN_WITHIN;
        self.times >= MOST_COLLECTED || self.first.is_some_and(over)
    }

    fn read(item: &Item) -> Result<Self, StoreError> {
        let first = text_of(item, "first_at").map(str::parse).transpose();
        Ok(Self {
            tried: number_of(item, "tried").unwrap_or_default(),
            times: number_of(item, "times").unwrap_or_default(),
            first: first.map_err(|_| StoreError::Unreadable { kind: "collection" })?,
        })
    }
}

impl Store {
    /// What was asked for of a request's file so far.
    ///
    /// # Errors
    /// [`StoreError`] if the table can't be read.
    pub async fn collection(&self, id: RequestId) -> Result<Collection, StoreError> {
        let found = self.get(schema::request_pk(id), COLLECTION).await?;
        Ok(found
            .as_ref()
            .map(Collection::read)
            .transpose()?
            .unwrap_or_default())
    }

    /// The operation by which a file can be collected as on its first day.
    pub(crate) fn collect_anew(&self, id: RequestId) -> Result<TransactWriteItem, StoreError> {
        self.delete(schema::request_pk(id), COLLECTION)
    }

    /// Counts a code that is about to be looked at. `None` if it must not be looked at, since too many were
    /// wrong; else what is left for the next ones, should this one be wrong too.
    ///
    /// # Errors
    /// [`StoreError`] if it could not be counted.
    pub async fn try_code(&self, id: RequestId) -> Result<Option<u64>, StoreError> {
        let tried = self
            .update_alone(schema::request_pk(id), COLLECTION)
            .update_expression("SET #schema = :schema ADD tried :one")
            .condition_expression("attribute_not_exists(tried) OR tried < :most")
            .expression_attribute_names("#schema", schema::SCHEMA)
            .expression_attribute_values(":schema", number(schema::SCHEMA_VERSION))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":most", number(MOST_WRONG_CODES))
            .return_values(aws_sdk_dynamodb::types::ReturnValue::AllNew)
            .send()
            .await;
        let Some(tried) = StoreError::unless_refused(tried)? else {
            return Ok(None);
        };
        let nothing = item(schema::request_pk(id), COLLECTION);
        let now = Collection::read(tried.attributes().unwrap_or(&nothing))?;
        Ok(Some(MOST_WRONG_CODES.saturating_sub(now.tried)))
    }

    /// Notes that the person collects the file, and forgets the codes that were tried: one write. `false` if
    /// the link has been used up.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was written then.
    pub async fn collect(&self, id: RequestId, now: Timestamp) -> Result<bool, ActionError> {
        for pause in pauses() {
            if self.collection(id).await?.is_used_up(now) {
                return Ok(false);
            }
            let request = self.request(id).await?.ok_or(ActionError::NoRequest)?;
            let transition = request.noted(Note::Collected, now).by(Actor::Person);
            let mut operations = self.operations(&transition).await?;
            let oldest = now.checked_sub(AGAIN_WITHIN).unwrap_or(Timestamp::MIN);
            let count = self
                .update(
                    schema::request_pk(id),
                    COLLECTION,
                    "SET #schema = :schema, tried = :none, first_at = if_not_exists(first_at, :now) ADD times :one",
                )
                .condition_expression(
                    "attribute_not_exists(times) OR (times < :most AND first_at >= :oldest)",
                )
                .expression_attribute_names("#schema", schema::SCHEMA)
                .expression_attribute_values(":schema", number(schema::SCHEMA_VERSION))
                .expression_attribute_values(":none", number(0))
                .expression_attribute_values(":one", number(1))
                .expression_attribute_values(":most", number(MOST_COLLECTED))
                .expression_attribute_values(":now", text(format!("{now:.3}")))
                .expression_attribute_values(":oldest", text(format!("{oldest:.3}")));
            operations.push(finish(count)?);
            if self.transact(operations).await?.is_none() {
                return Ok(true);
            }
            pause.wait().await;
        }
        Err(StoreError::Contended.into())
    }
}
