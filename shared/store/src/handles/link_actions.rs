use super::handle;
use crate::{ActionError, Downloads, StoreError, SuppressionRecord, UnopenedEmail};
use domain::log::Actor;
use domain::person::Identifier;
use domain::receipt::{Receipt, ReceiptId, Reference};
use domain::request::{Command, CommandName, Request, RequestId};
use jiff::Timestamp;

handle! {
    /// Does what a person asks by a link in an email: for `link-actions`.
    LinkActions: ConditionCheckItem DeleteItem GetItem PutItem Query UpdateItem;

    /// Reads the receipt with this reference and its request. Always makes two reads.
    async fn look_up(
        reference: Option<Reference>,
    ) -> Result<Option<(Receipt, Request)>, StoreError>;

    /// Counts how often a command was applied to a request after `since`.
    async fn applied_since(
        id: RequestId,
        command: CommandName,
        since: Timestamp,
    ) -> Result<usize, StoreError>;

    /// Whether a request has a note that this message follows it up.
    async fn is_followed_up(id: RequestId, mail: ReceiptId) -> Result<bool, StoreError>;

    /// Counts the objects of a request in a folder of the archive, up to `most`.
    async fn count_linked(id: RequestId, folder: &str, most: u16) -> Result<u16, StoreError>;

    /// Returns what is suppressed for an identifier.
    async fn suppression(identifier: &Identifier) -> Result<SuppressionRecord, StoreError>;

    /// Applies a command to a request's current state. After a conflict, it reads the request and decides again.
    async fn apply(
        id: RequestId,
        command: Command,
        by: Actor,
        now: Timestamp,
    ) -> Result<Request, ActionError>;

    /// Links an object to a request before the object is archived. After an interruption, the object is still erased with
    /// the request. Returns false if the request's person has been erased: then don't archive the object.
    async fn link_archived(id: RequestId, archived: &str) -> Result<bool, StoreError>;

    /// Notes on a request what its person wrote on the page of a link, links it, and lists it among the replies that staff
    /// read. The same words again add nothing.
    async fn answer(
        id: RequestId,
        answer: ReceiptId,
        written: &UnopenedEmail,
        now: Timestamp,
    ) -> Result<(), ActionError>;

    /// Returns the questions that staff asked about a request and that were sent, oldest first.
    async fn questions(id: RequestId) -> Result<Vec<String>, StoreError>;

    /// Returns the counters of code attempts and downloads of a request's file.
    async fn downloads(id: RequestId) -> Result<Downloads, StoreError>;

    /// Counts an attempt before its code is compared, so that parallel guesses can't exceed the limit. Returns how many
    /// attempts are left after this one, or `None` if the limit is reached: then don't compare the code.
    async fn count_code(id: RequestId) -> Result<Option<u64>, StoreError>;

    /// Records a download, and resets the code attempts. Returns false if the link is used up.
    async fn record_download(id: RequestId, now: Timestamp) -> Result<bool, ActionError>;
}
