//! Repeats above the daily limit. Each has a receipt of its own, so that its caller can't tell it from a first request. It
//! has no log entry: the request's log, which many calls read, doesn't grow. One receipt per request and day counts these
//! repeats for staff, and marks next to it lead the erasure to their receipts.

use crate::table::items::{Item, item, text_of};
use crate::table::schema::SK;
use crate::table::{Table, keys};
use crate::{Stop, StoreError};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::receipt::ReceiptId;

/// The attribute of the shared receipt with what the requester wrote in the last counted repeat. It holds one text, so
/// that no number of repeats makes the item grow.
pub(crate) const LAST_DETAILS: &str = "last_details";

/// Prefix of the sort key of the mark of a counted repeat, in the partition of the shared receipt.
const COUNTED: &str = "COUNTED#";

/// The number of marks to read at a time.
const MARKS_PER_READ: u16 = 100;

impl Table {
    /// Returns the operation that marks a receipt as counted on the shared one.
    pub(crate) fn mark_repeat(
        &self,
        shared: ReceiptId,
        receipt: ReceiptId,
    ) -> Result<TransactWriteItem, StoreError> {
        let pk = keys::receipt_pk(shared.reference());
        self.put(item(pk, format!("{COUNTED}{receipt}")))
    }

    /// Removes the person from the receipts of the repeats that were counted on this shared receipt. Returns false if it
    /// stopped. Each mark is deleted after its receipt is cleared, so the next call begins with what is left.
    pub(crate) async fn clear_counted(
        &self,
        shared: ReceiptId,
        stop: Stop<'_>,
    ) -> Result<bool, StoreError> {
        let pk = keys::receipt_pk(shared.reference());
        loop {
            let page = self
                .partition_page(&pk, COUNTED, None, MARKS_PER_READ, true)
                .await?;
            for mark in &page.items {
                if stop() {
                    return Ok(false);
                }
                if let Some(counted) = counted_in(mark) {
                    self.clear_one(counted).await?;
                }
                self.delete_item(mark).await?;
            }
            if page.next.is_none() {
                return Ok(true);
            }
        }
    }

    /// Removes the person from a receipt. One that can't be parsed is deleted, because its person is unknown.
    async fn clear_one(&self, id: ReceiptId) -> Result<(), StoreError> {
        match self.receipt(id.reference()).await {
            Ok(Some(receipt)) => self.clear_receipt(receipt).await,
            Ok(None) => Ok(()),
            Err(StoreError::Corrupt { .. }) => {
                let pk = keys::receipt_pk(id.reference());
                self.delete_item(&item(pk, "RECEIPT")).await
            }
            Err(error) => Err(error),
        }
    }
}

/// Parses the receipt's ID out of a mark.
fn counted_in(mark: &Item) -> Option<ReceiptId> {
    let id = text_of(mark, SK)?.strip_prefix(COUNTED)?;
    id.parse().ok()
}
