//! Counters of code attempts and downloads of a response's file.
//!
//! An attempt is counted before its code is compared, so parallel guesses can't exceed the limit. The link works
//! once; further downloads within an hour are for a download that failed.

use crate::StoreError;
use crate::requests::actions::ActionError;
use crate::table::items::{Item, item, number, number_of, text, text_of};
use crate::table::operations::finish;
use crate::table::retry::pauses;
use crate::table::{Table, keys, schema};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::log::Actor;
use domain::request::{Note, RequestId};
use jiff::{SignedDuration, Timestamp};

/// The wrong codes after which the link is locked.
pub const MAX_WRONG_CODES: u64 = 5;
/// The most downloads, the first one included.
pub const MAX_DOWNLOADS: u64 = 5;
/// How long after the first download the file can be downloaded again.
const AGAIN_WITHIN: SignedDuration = SignedDuration::from_hours(1);

pub(crate) const DOWNLOADS: &str = "DOWNLOADS";

/// The counters of a request's file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Downloads {
    /// Attempts since the last correct code.
    pub codes_tried: u64,
    /// Downloads so far.
    pub count: u64,
    /// The time of the first download.
    pub first_at: Option<Timestamp>,
}

impl Downloads {
    /// Whether too many wrong codes were tried.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.codes_tried >= MAX_WRONG_CODES
    }

    /// Whether the link is used up.
    #[must_use]
    pub fn is_used_up(&self, now: Timestamp) -> bool {
        let over = |first: Timestamp| now.duration_since(first) > AGAIN_WITHIN;
        self.count >= MAX_DOWNLOADS || self.first_at.is_some_and(over)
    }

    fn read(item: &Item) -> Result<Self, StoreError> {
        let first = text_of(item, "first_at").map(str::parse).transpose();
        Ok(Self {
            codes_tried: number_of(item, "tried").unwrap_or_default(),
            count: number_of(item, "times").unwrap_or_default(),
            first_at: first.map_err(|_| StoreError::Corrupt { kind: "collection" })?,
        })
    }
}

impl Table {
    pub(crate) async fn downloads(&self, id: RequestId) -> Result<Downloads, StoreError> {
        let found = self.get(keys::request_pk(id), DOWNLOADS).await?;
        Ok(found
            .as_ref()
            .map(Downloads::read)
            .transpose()?
            .unwrap_or_default())
    }

    /// Returns the operation that resets the counters.
    pub(crate) fn reset_downloads(&self, id: RequestId) -> Result<TransactWriteItem, StoreError> {
        self.delete(keys::request_pk(id), DOWNLOADS)
    }

    /// Returns the attempts left after this one; `None` if the limit is reached.
    pub(crate) async fn count_code(&self, id: RequestId) -> Result<Option<u64>, StoreError> {
        let tried = self
            .update_item(keys::request_pk(id), DOWNLOADS)
            .update_expression("SET #schema = :schema ADD tried :one")
            .condition_expression("attribute_not_exists(tried) OR tried < :most")
            .expression_attribute_names("#schema", schema::SCHEMA)
            .expression_attribute_values(":schema", number(schema::SCHEMA_VERSION))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":most", number(MAX_WRONG_CODES))
            .return_values(aws_sdk_dynamodb::types::ReturnValue::AllNew)
            .send()
            .await;
        let Some(tried) = StoreError::unless_condition_failed(tried)? else {
            return Ok(None);
        };
        let nothing = item(keys::request_pk(id), DOWNLOADS);
        let now = Downloads::read(tried.attributes().unwrap_or(&nothing))?;
        Ok(Some(MAX_WRONG_CODES.saturating_sub(now.codes_tried)))
    }

    /// Returns false if the link is used up.
    pub(crate) async fn record_download(
        &self,
        id: RequestId,
        now: Timestamp,
    ) -> Result<bool, ActionError> {
        for pause in pauses() {
            if self.downloads(id).await?.is_used_up(now) {
                return Ok(false);
            }
            let request = self.request(id).await?.ok_or(ActionError::NoRequest)?;
            let transition = request.noted(Note::Collected, now).by(Actor::Person);
            let mut operations = self.operations(&transition).await?;
            let oldest = now.checked_sub(AGAIN_WITHIN).unwrap_or(Timestamp::MIN);
            let count = self
                .update(
                    keys::request_pk(id),
                    DOWNLOADS,
                    "SET #schema = :schema, tried = :none, first_at = if_not_exists(first_at, :now) ADD times :one",
                )
                .condition_expression(
                    "attribute_not_exists(times) OR (times < :most AND first_at >= :oldest)",
                )
                .expression_attribute_names("#schema", schema::SCHEMA)
                .expression_attribute_values(":schema", number(schema::SCHEMA_VERSION))
                .expression_attribute_values(":none", number(0))
                .expression_attribute_values(":one", number(1))
                .expression_attribute_values(":most", number(MAX_DOWNLOADS))
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
