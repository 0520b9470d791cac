use super::handle;
use crate::{
    ActionError, EmailAction, EmailActionError, EmailKey, EmailState, Erased, FollowUp, Found,
    IdentifierHash, InboundList, IntakeError, IntakeOutcome, LogPage, LogStart, MessageErased,
    NotificationAction, NotificationActionError, Page, PartPage, PartnersSaved, PendingEmail,
    PendingNotification, QueueCounts, QueueFilter, QueueView, SavedReply, StaffDecision,
    StaffMember, Stop, StoreError, StoredDelivery, SuppressionRecord, UnopenedEmail, Viewer,
};
use domain::figures::{Figures, YearFigures};
use domain::law::Right;
use domain::log::{Actor, Entry};
use domain::notification::DeliveryId;
use domain::outbound_email::OutboundEmail;
use domain::partner::Partners;
use domain::person::EmailAddress;
use domain::receipt::{Receipt, ReceiptId, Reference};
use domain::request::{Command, CommandName, EarlierResponse, Request, RequestId, Submission};
use domain::search::SearchKey;
use jiff::Timestamp;
use std::ops::RangeInclusive;

handle! {
    /// Shows staff what is pending, and does what they decide: for `desk-api` and
    /// `desk-pages`.
    Desk: BatchGetItem ConditionCheckItem DeleteItem GetItem PutItem Query UpdateItem;

    /// Stores a submission that staff entered or found in an email. The log names them.
    async fn submit_by(
        submission: Submission,
        staff: Option<Actor>,
        now: Timestamp,
    ) -> Result<IntakeOutcome, IntakeError>;

    /// Returns the open requests in the order of their next checks. A page costs the same however many requests are open.
    async fn open_by_check(after: Option<&str>, most: u16) -> Result<Page<Request>, StoreError>;

    /// Returns a page of a view of the queue, the most urgent request first. A page reads its own page, however many requests
    /// are open. A filter reads on for at most ten pages, so a page can be short, or empty, and have a next one.
    async fn queue_page(
        view: QueueView,
        filter: &QueueFilter,
        viewer: Viewer,
        after: Option<&str>,
        most: u16,
    ) -> Result<Page<Request>, StoreError>;

    /// Returns the sizes of all views, exact up to [`crate::MOST_COUNTED`].
    async fn queue_counts(viewer: Viewer) -> Result<QueueCounts, StoreError>;

    /// Returns the texts that staff use again, by name.
    async fn saved_replies() -> Result<Vec<SavedReply>, StoreError>;

    /// Saves a version of a reply. Returns false if the version before it isn't the current one.
    async fn save_reply(reply: &SavedReply) -> Result<bool, StoreError>;

    /// Returns everyone who has signed in to the desk.
    async fn staff_members() -> Result<Vec<StaffMember>, StoreError>;

    /// Returns the figures of these years.
    async fn figures(years: RangeInclusive<i16>) -> Result<Figures, StoreError>;

    /// Returns the metrics of a year; `None` before the first count.
    async fn year_figures(year: i16) -> Result<Option<YearFigures>, StoreError>;

    /// Returns the newest log entry of each of these requests, at most 100, in their order.
    async fn newest_entries(requests: &[Request]) -> Result<Vec<Option<Entry>>, StoreError>;

    /// Returns what staff find by an identifier or a name, the newest first. The cursor is the key of the last one before. A
    /// page leaves out requests that were erased meanwhile, so it can be short and still have a next one.
    async fn search(
        key: &SearchKey,
        after: Option<&str>,
        most: u16,
    ) -> Result<Page<Found>, StoreError>;

    /// Returns the suppressions of these identifiers, in their order.
    async fn suppressions(of: &[IdentifierHash]) -> Result<Vec<SuppressionRecord>, StoreError>;

    /// Reads a request.
    async fn request(id: RequestId) -> Result<Option<Request>, StoreError>;

    /// Reads the receipt with this reference and its request.
    async fn look_up(
        reference: Option<Reference>,
    ) -> Result<Option<(Receipt, Request)>, StoreError>;

    /// Returns a request's log, oldest entry first.
    async fn log(id: RequestId) -> Result<Vec<Entry>, StoreError>;

    /// Returns a page of a request's log, with the reasons that staff gave and the receipts of its entries.
    async fn log_page(id: RequestId, start: LogStart, most: u16) -> Result<LogPage, StoreError>;

    /// Returns a page of a request's emails, in any state.
    async fn emails_page(
        id: RequestId,
        after: Option<&str>,
        most: u16,
    ) -> Result<PartPage<PendingEmail>, StoreError>;

    /// Returns a page of a request's notifications, with their deliveries.
    async fn notifications_page(
        id: RequestId,
        after: Option<&str>,
        most: u16,
    ) -> Result<PartPage<(PendingNotification, Vec<StoredDelivery>)>, StoreError>;

    /// Returns a page of the archive keys of the objects that belong to a request.
    async fn archived_page(
        id: RequestId,
        after: Option<&str>,
        most: u16,
    ) -> Result<PartPage<String>, StoreError>;

    /// Returns the earlier responses to the requester on which a denial of this request can be based.
    async fn earlier_responses(request: &Request) -> Result<PartPage<EarlierResponse>, StoreError>;

    /// Checks that nothing has happened since the version that staff saw on which the command depends.
    async fn check_seen(
        request: &Request,
        command: CommandName,
        decision: &StaffDecision,
    ) -> Result<(), ActionError>;

    /// Applies a command of staff. After a conflict it decides again, unless what happened outdates the version that staff
    /// saw.
    async fn take_action(
        id: RequestId,
        command: Command,
        decision: &StaffDecision,
        now: Timestamp,
    ) -> Result<Request, ActionError>;

    /// Joins a request that an email opened to another one, which gets everything that was linked to it.
    async fn join(
        id: RequestId,
        to: RequestId,
        decision: &StaffDecision,
        now: Timestamp,
    ) -> Result<Request, ActionError>;

    /// Opens a request for another right that an email exercises, with the email's date. Safe to repeat. Returns the
    /// other request.
    async fn split_off(
        id: RequestId,
        right: Right,
        decision: &StaffDecision,
        now: Timestamp,
    ) -> Result<RequestId, ActionError>;

    /// Erases a request's person, until nothing is left or `stop`. Repeat the call, after [`Desk::archive_erased`] has
    /// recorded the archive keys that it returned, until [`Erased::complete`]. It continues where it stopped.
    ///
    /// Fails with [`domain::request::Refused::RetentionRequired`] while the request is open or on hold, and while one of its
    /// emails or notifications is about to be sent.
    async fn erase(
        id: RequestId,
        by: Actor,
        now: Timestamp,
        stop: Stop<'_>,
    ) -> Result<Erased, ActionError>;

    /// Erases a message that the requester sent after the request. The caller erases it from the archive if
    /// [`MessageErased::archived`] says so, and confirms that with [`Desk::archive_erased`].
    async fn erase_message(
        id: RequestId,
        archived: &str,
        decision: &StaffDecision,
        now: Timestamp,
    ) -> Result<MessageErased, ActionError>;

    /// Records that the archive has erased the objects of [`Erased::archived`].
    async fn archive_erased(id: RequestId, archived: &[String]) -> Result<(), StoreError>;

    /// Links an object to a request before the object is archived. Returns false if the request's person has been erased:
    /// then don't archive the object.
    async fn link_archived(id: RequestId, archived: &str) -> Result<bool, StoreError>;

    /// Returns the emails in this state that wait for an action, in the order of the index.
    async fn emails_in(
        state: EmailState,
        after: Option<&str>,
        most: u16,
    ) -> Result<Page<PendingEmail>, StoreError>;

    /// Reads an email.
    async fn email(key: &EmailKey) -> Result<Option<PendingEmail>, StoreError>;

    /// Does what staff decide about an email, and notes it on each request that the email is about.
    async fn act_on_email(
        key: &EmailKey,
        action: &EmailAction,
        by: &Actor,
        now: Timestamp,
    ) -> Result<PendingEmail, EmailActionError>;

    /// Sends an email to a corrected address, and with it every other unsent email of the same request to the wrong
    /// address. Returns the email and the IDs of the others. After an error, the corrections so far stay; repeat the call
    /// to do the rest.
    async fn correct_address(
        key: &EmailKey,
        address: &EmailAddress,
        by: &Actor,
        now: Timestamp,
    ) -> Result<(PendingEmail, Vec<String>), EmailActionError>;

    /// Returns the inbound emails on a list, oldest first.
    async fn inbound_on(
        list: InboundList,
        after: Option<&str>,
        most: u16,
    ) -> Result<Page<(ReceiptId, UnopenedEmail)>, StoreError>;

    /// Reads an inbound email that opened no request.
    async fn unopened(id: ReceiptId) -> Result<Option<UnopenedEmail>, StoreError>;

    /// Returns the emails that followed up a request and opened none, the oldest first, at most 100.
    async fn follow_ups(id: RequestId) -> Result<Vec<FollowUp>, StoreError>;

    /// Queues an answer to the sender of an inbound email. The same answer again changes nothing.
    async fn queue_reply(
        mail: ReceiptId,
        email: OutboundEmail,
        about: Option<RequestId>,
        at: Timestamp,
    ) -> Result<(), StoreError>;

    /// Takes an inbound email off its list: staff opened a request for it, or decided that it needs none.
    async fn triage(
        id: ReceiptId,
        opened: Option<RequestId>,
        by: &Actor,
    ) -> Result<(), StoreError>;

    /// Returns the deliveries to partners that were given up, oldest first.
    async fn given_up(after: Option<&str>, most: u16) -> Result<Page<StoredDelivery>, StoreError>;

    /// Reads a delivery.
    async fn delivery(id: &DeliveryId) -> Result<Option<StoredDelivery>, StoreError>;

    /// Does what staff decide about a delivery, and notes it on its request.
    async fn act_on_notification(
        id: &DeliveryId,
        action: NotificationAction,
        decision: &StaffDecision,
        now: Timestamp,
    ) -> Result<StoredDelivery, NotificationActionError>;

    /// Returns the current list of partners; `None` if no list was ever set.
    async fn partners() -> Result<Option<Partners>, StoreError>;

    /// Replaces the list of partners by its next version.
    async fn set_partners(list: &Partners) -> Result<PartnersSaved, StoreError>;
}
