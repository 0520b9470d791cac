use super::handle;
use crate::{
    Changes, ChangesCursor, IdentifierHash, RowsPage, StoreError, SuppressionRecord, TableCursor,
};
use jiff::Timestamp;

handle! {
    /// Answers other systems which identifiers are suppressed: for `suppression`.
    Suppressions: BatchGetItem Query Scan;

    /// Returns what is suppressed for each of these identifiers, in the same order. Reads 100 per call, in parallel.
    async fn suppressions(of: &[IdentifierHash]) -> Result<Vec<SuppressionRecord>, StoreError>;

    /// Returns the suppressions that changed after the cursor.
    async fn changes(since: &ChangesCursor, now: Timestamp) -> Result<Changes, StoreError>;

    /// Returns a page of all current and past suppressions, in no order.
    async fn suppression_page(after: Option<&TableCursor>) -> Result<RowsPage, StoreError>;
}
