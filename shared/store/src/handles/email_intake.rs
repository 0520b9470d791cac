use super::handle;
use crate::{
    ActionError, IntakeError, IntakeOutcome, IntakeProgress, SentEmail, StoreError, UnopenedEmail,
};
use domain::log::Actor;
use domain::outbound_email::OutboundEmail;
use domain::person::Identifier;
use domain::receipt::{Receipt, ReceiptId, Reference};
use domain::request::{Command, Request, RequestId, Submission};
use jiff::Timestamp;

handle! {
    /// Stores what inbound email asks, and finds the requests that it follows up: for `email-intake`.
    EmailIntake: ConditionCheckItem GetItem PutItem UpdateItem;

    /// Stores a submission, as [`crate::Intake::submit`] does, and links it to the raw email.
    async fn submit(submission: Submission, now: Timestamp) -> Result<IntakeOutcome, IntakeError>;

    /// Returns how far an email has been taken in, if a run ended before it was complete.
    async fn intake_progress(archived: &str) -> Result<Option<IntakeProgress>, StoreError>;

    /// Saves how far an email has been taken in.
    async fn save_intake_progress(
        archived: &str,
        progress: &IntakeProgress,
        now: Timestamp,
    ) -> Result<(), StoreError>;

    /// Notes on a request that an email follows it up, and links the email. The same email again adds nothing.
    async fn follow_up(
        id: RequestId,
        mail: ReceiptId,
        archived: &str,
        evidence: bool,
        now: Timestamp,
    ) -> Result<(), ActionError>;

    /// Applies a command that a reply to one of our emails asks for, as [`crate::LinkActions::apply`] does.
    async fn apply(
        id: RequestId,
        command: Command,
        by: Actor,
        now: Timestamp,
    ) -> Result<Request, ActionError>;

    /// Reads a request.
    async fn request(id: RequestId) -> Result<Option<Request>, StoreError>;

    /// Reads the receipt with this reference and its request. Always makes two reads.
    async fn look_up(
        reference: Option<Reference>,
    ) -> Result<Option<(Receipt, Request)>, StoreError>;

    /// Returns the active requests of the person with this identifier, at most one per right.
    async fn active_requests_of(contact: &Identifier) -> Result<Vec<RequestId>, StoreError>;

    /// Returns the email that SES sent under this message ID, which a reply names in its headers.
    async fn sent_email(ses_id: &str) -> Result<Option<SentEmail>, StoreError>;

    /// Registers every email in a raw message before any of them is listed, so that erasing the message also deletes what
    /// is listed of it. A message with a single email doesn't need this.
    async fn register_inbound(archived: &str, emails: &[ReceiptId]) -> Result<(), StoreError>;

    /// Lists an email that opened no request, for staff. The same email again changes nothing.
    async fn list_unopened(id: ReceiptId, mail: &UnopenedEmail) -> Result<(), StoreError>;

    /// Queues a reply to the sender of an inbound email, about a request or none. The same reply again changes nothing.
    async fn queue_reply(
        mail: ReceiptId,
        email: OutboundEmail,
        about: Option<RequestId>,
        at: Timestamp,
    ) -> Result<(), StoreError>;
}
