use super::handle;
use crate::{
    ActionError, AlarmKey, Backlog, Cursor, EmailKey, Erased, FigurePage, FigureWalk, FoundRequest,
    Heartbeat, InboundPage, IndexPage, IndexWalk, IndexedRequest, Page, PartPage, PendingEmail,
    Rekeying, RequestList, RetainedInbound, ScanPage, Stop, StoreError, StoredDelivery,
};
use domain::figures::{Figures, Groups, YearFigures};
use domain::law::Right;
use domain::log::{Actor, Entry};
use domain::partner::Partners;
use domain::person::EmailAddress;
use domain::receipt::ReceiptId;
use domain::request::{Request, RequestId, Transition};
use domain::staff::{DayReport, StaffEmail};
use jiff::Timestamp;
use jiff::civil::Date;
use std::ops::RangeInclusive;

handle! {
    /// Checks deadlines, audits the index, ends retention, alerts staff and moves index keys: for `deadline-sweeper`.
    Sweep: BatchGetItem ConditionCheckItem DeleteItem GetItem PutItem Query Scan UpdateItem;

    /// Returns a page of one shard of a list of requests: those due by `until`, or all.
    async fn list_page(
        list: RequestList,
        shard: u8,
        until: Option<Timestamp>,
        after: Option<&Cursor>,
        most: u16,
    ) -> Result<IndexPage, StoreError>;

    /// Reads a request.
    async fn request(id: RequestId) -> Result<Option<Request>, StoreError>;

    /// Reads requests in the order of `ids`. A request that can't be parsed doesn't affect the others.
    async fn requests(ids: &[RequestId]) -> Result<Vec<FoundRequest>, StoreError>;

    /// Writes a transition. Fails with [`StoreError::Changed`] if the request has changed since it was read, and with
    /// [`StoreError::AnotherActive`] if the same person has another active request for the same right.
    async fn commit(transition: &Transition) -> Result<(), StoreError>;

    /// Updates a request's index entry if `row` shows an outdated one. Returns whether it wrote. If the request has
    /// changed since it was read, that write has updated the entry.
    async fn update_entry(request: &Request, row: &IndexedRequest) -> Result<bool, StoreError>;

    /// Moves a closed request's next check to `until`, because it must be kept longer than the law asks.
    async fn postpone_retention(request: &Request, until: Timestamp) -> Result<bool, StoreError>;

    /// Removes a request from the index, once nothing is left to erase.
    async fn remove_entry(request: &Request) -> Result<bool, StoreError>;

    /// Returns a page of the table's requests, with only the keys and the index entry of each.
    async fn scan_page(after: Option<&Cursor>) -> Result<ScanPage, StoreError>;

    /// Returns the requests of these index rows whose item is missing or has another entry. Takes at most
    /// [`crate::REQUESTS_PER_READ`] rows.
    async fn rows_that_differ(rows: &[IndexedRequest]) -> Result<Vec<RequestId>, StoreError>;

    /// Repairs a request's index entry if the table or the index has another, and writes what the search lacks of it.
    /// Returns whether it wrote.
    async fn repair_entry(id: RequestId) -> Result<bool, StoreError>;

    /// Erases a person, as [`crate::Desk::erase`] does.
    async fn erase(
        id: RequestId,
        by: Actor,
        now: Timestamp,
        stop: Stop<'_>,
    ) -> Result<Erased, ActionError>;

    /// Records that the archive has erased the objects of [`Erased::archived`].
    async fn archive_erased(id: RequestId, archived: &[String]) -> Result<(), StoreError>;

    /// Returns a page of the inbound emails that opened no request and arrived by `until`, in one shard of a list.
    async fn inbound_before(
        list: RetainedInbound,
        shard: u8,
        until: Timestamp,
        after: Option<&Cursor>,
        most: u16,
    ) -> Result<InboundPage, StoreError>;

    /// Returns the archive key of an inbound email that can be erased. Returns `None` if the email is gone, or if it
    /// belongs to a request: then it leaves the index, and is erased with the request.
    async fn unlinked_archive_key(id: ReceiptId) -> Result<Option<String>, StoreError>;

    /// Deletes an inbound email, after the archive has erased it. Returns false if it stopped. Then, and after an error, the
    /// email stays in the index.
    async fn delete_inbound(
        id: ReceiptId,
        archived: &str,
        stop: Stop<'_>,
    ) -> Result<bool, StoreError>;

    /// Returns the next log entries that staff must be alerted to, up to `most` per shard, oldest first.
    async fn alarms(most: u16, walk: &mut IndexWalk) -> Result<Vec<AlarmKey>, StoreError>;

    /// Reads an alarm's request and log entry. `None` if either is gone.
    async fn alarm(key: &AlarmKey) -> Result<Option<(Request, Entry)>, StoreError>;

    /// Ends at most [`crate::ALARMS_PER_EMAIL`] alarms, and queues the email about them, in one transaction. Returns false
    /// if another run has ended one of them.
    async fn end_alarms(
        alarms: &[AlarmKey],
        email: Option<(&EmailAddress, StaffEmail)>,
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Queues the digest of a day for staff. Returns false if it exists already.
    async fn queue_digest(
        to: &EmailAddress,
        report: DayReport,
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Counts a kind of pending work.
    async fn count_backlog(backlog: Backlog) -> Result<u64, StoreError>;

    /// Returns the emails that staff must deliver, up to `most` per shard. There is no next page.
    async fn manual_emails(most: usize) -> Result<PartPage<PendingEmail>, StoreError>;

    /// Returns a page of a request's emails, in any state.
    async fn emails_page(
        id: RequestId,
        after: Option<&str>,
        most: u16,
    ) -> Result<PartPage<PendingEmail>, StoreError>;

    /// Reads an email.
    async fn email(key: &EmailKey) -> Result<Option<PendingEmail>, StoreError>;

    /// Returns a page of the deliveries to partners that were given up, oldest first.
    async fn given_up(after: Option<&str>, most: u16) -> Result<Page<StoredDelivery>, StoreError>;

    /// Returns the current list of partners; `None` if no list was ever set.
    async fn partners() -> Result<Option<Partners>, StoreError>;

    /// Returns a page of figures, one for each request received since a day.
    async fn figures_page(walk: FigureWalk, since: Date) -> Result<FigurePage, StoreError>;

    /// Returns the figures of these years.
    async fn figures(years: RangeInclusive<i16>) -> Result<Figures, StoreError>;

    /// Replaces the figures of a day and a right, unless a later count has written them.
    async fn save_figures(
        day: Date,
        right: Option<Right>,
        groups: &Groups,
        counted_at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Returns the metrics of a year; `None` before the first count.
    async fn year_figures(year: i16) -> Result<Option<YearFigures>, StoreError>;

    /// Replaces the metrics of a year, unless a later count has written them.
    async fn save_year_figures(figures: &YearFigures) -> Result<(), StoreError>;

    /// Returns what the sweeper last saw and did; empty before its first run.
    async fn heartbeat() -> Result<Heartbeat, StoreError>;

    /// Saves what the sweeper saw and did. The last write wins.
    async fn save_heartbeat(heartbeat: &Heartbeat) -> Result<(), StoreError>;

    /// Returns the state of the key migration; `None` if none was started.
    async fn rekeying() -> Result<Option<Rekeying>, StoreError>;

    /// Saves the state of the key migration.
    async fn save_rekeying(rekeying: &Rekeying) -> Result<(), StoreError>;

    /// Moves one page of the table to the current index key, or the part of it until `stop`. Returns whether it was the
    /// last page of the pass. Safe to repeat.
    async fn rekey_page(
        rekeying: &mut Rekeying,
        now: Timestamp,
        today: Date,
        stop: Stop<'_>,
    ) -> Result<bool, StoreError>;
}

impl Sweep {
    /// Returns the version of the older index key, during a key rotation.
    #[must_use]
    pub fn older_version(&self) -> Option<u8> {
        self.0.keys.older_version()
    }
}
