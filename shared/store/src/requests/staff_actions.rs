//! Commands of staff: decided on the version that they saw, with their reason as an item of its own.

use super::actions::ActionError;
use super::conflict::{Conflict, Written};
use super::intake::{IntakeError, IntakeOutcome};
use super::operations::max_operations;
use super::parts::entry_of;
use crate::StoreError;
use crate::table::Table;
use crate::table::items::{item, with_value};
use crate::table::keys::{self, LOG};
use crate::table::retry::pauses;
use crate::table::transactions::MAX_OPERATIONS;
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::law::Right;
use domain::log::Actor;
use domain::request::{Command, CommandName, Note, Request, RequestId, Submission, Transition};
use jiff::Timestamp;

/// Who decided, why, and on which version of the request.
#[derive(Debug, Clone)]
pub struct StaffDecision {
    /// The member of staff.
    pub by: Actor,
    /// The reason, if they gave one. It can name people, so it is stored apart from the log and erased with the person.
    pub why: Option<String>,
    /// The version that they saw. The decision is refused if a later log entry outdates it
    /// ([`CommandName::is_outdated_by`]); `None` accepts every version.
    pub seen: Option<u64>,
}

/// The number of links to read at a time.
const LINKS_PER_READ: u16 = 100;

/// The most log entries that a check of a version reads. After more, staff read the request again.
const LATER_ENTRIES: u16 = 50;

impl Table {
    /// Checks that nothing has happened since the version that staff saw on which the command depends.
    pub(crate) async fn check_seen(
        &self,
        request: &Request,
        command: CommandName,
        decision: &StaffDecision,
    ) -> Result<(), ActionError> {
        let Some(seen) = decision.seen else {
            return Ok(());
        };
        if seen == request.version {
            return Ok(());
        }
        let outdated = ActionError::Changed {
            version: request.version,
        };
        let later = request.version.checked_sub(seen);
        let Some(later) = later.filter(|later| *later <= LATER_ENTRIES.into()) else {
            return Err(outdated);
        };
        let after = keys::log_sk(seen);
        let page = self
            .part_page(request.id, LOG, Some(&after), LATER_ENTRIES, true)
            .await?;
        let entries = page.items.iter().map_while(|stored| entry_of(stored).ok());
        let entries = entries.take_while(|(version, _)| *version <= request.version);
        let harmless = entries.filter(|(_, entry)| !command.is_outdated_by(&decision.by, entry));
        // Each version has one entry. One that can't be parsed could be anything.
        match harmless.count() as u64 == later {
            true => Ok(()),
            false => Err(outdated),
        }
    }

    /// Applies a command of staff. After a conflict it decides again, unless what happened outdates the version that staff
    /// saw.
    pub(crate) async fn take_action(
        &self,
        id: RequestId,
        mut command: Command,
        decision: &StaffDecision,
        now: Timestamp,
    ) -> Result<Request, ActionError> {
        for pause in pauses() {
            let request = self.request(id).await?.ok_or(ActionError::NoRequest)?;
            self.check_seen(&request, command.name(), decision).await?;
            let transition = request
                .apply(command.clone(), now)
                .map_err(ActionError::Refused)?
                .by(decision.by.clone());
            let opt_outs = match &command {
                Command::Confirm(right) => request.opt_out_beside(*right).into_iter().collect(),
                Command::CorrectAge { age, .. } => request.opt_outs_of_age(*age, now),
                _ => Vec::new(),
            };
            let mut beside = None;
            for opt_out in opt_outs {
                let into = self.submit_split(opt_out, decision, now).await?;
                beside = beside.or(Some(into));
            }
            let mut more = self.reason_operation(decision, &transition)?;
            if command.resets_downloads() {
                more.push(self.reset_downloads(id)?);
            }
            match self.write_with(&transition, more).await? {
                Written::All => match beside {
                    Some(into) => return self.note_split(id, into, decision, now).await,
                    None => return Ok(transition.request),
                },
                Written::Conflict(Conflict::ActiveRequest(request)) => {
                    let instead = command.beside_other(request);
                    command = instead.ok_or(ActionError::AnotherActive { request })?;
                }
                Written::Conflict(_) => pause.wait().await,
            }
        }
        Err(StoreError::Contended.into())
    }

    /// Joins a request that an email opened to the request `to`, in one transaction. `to` gets everything that was
    /// linked to the first. If the transaction has no room for all links, the rest is linked to both requests before it.
    pub(crate) async fn join(
        &self,
        id: RequestId,
        to: RequestId,
        decision: &StaffDecision,
        now: Timestamp,
    ) -> Result<Request, ActionError> {
        for pause in pauses() {
            let request = self.request(id).await?.ok_or(ActionError::NoRequest)?;
            self.check_seen(&request, CommandName::Join, decision)
                .await?;
            let target = self.request_with_person(to).await?;
            let target = target.ok_or(ActionError::NoRequest)?;
            let (joined, noted) = request
                .join_to(&target, now)
                .map_err(ActionError::Refused)?;
            let joined = joined.by(decision.by.clone());
            let mut more = self.reason_operation(decision, &joined)?;
            more.extend(self.operations(&noted.by(decision.by.clone())).await?);
            let room = MAX_OPERATIONS.saturating_sub(max_operations(&joined) + more.len());
            more.extend(self.link_all(id, to, room).await?);
            match self.write_with(&joined, more).await? {
                Written::All => return Ok(joined.request),
                Written::Conflict(_) => pause.wait().await,
            }
        }
        Err(StoreError::Contended.into())
    }

    /// Returns the operations that link the objects of one request to another, at most `room`. Links the remaining objects
    /// at once, so that an interruption loses none.
    async fn link_all(
        &self,
        from: RequestId,
        to: RequestId,
        room: usize,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let mut links = Vec::new();
        let mut after = None;
        loop {
            let page = self
                .archived_page(from, after.as_deref(), LINKS_PER_READ)
                .await?;
            for archived in page.found {
                let link = self.link_operations(to, from.0, &archived)?;
                if links.len() + link.len() <= room {
                    links.extend(link);
                } else {
                    self.link_copy(to, from.0, &archived).await?;
                }
            }
            after = page.next;
            if after.is_none() {
                return Ok(links);
            }
        }
    }

    /// Opens a request for another right that an email exercises, with the email's date, and notes it on the email's own
    /// request. Safe to repeat: the same right is the same submission, and the note is written once.
    pub(crate) async fn split_off(
        &self,
        id: RequestId,
        right: Right,
        decision: &StaffDecision,
        now: Timestamp,
    ) -> Result<RequestId, ActionError> {
        let request = self.request(id).await?.ok_or(ActionError::NoRequest)?;
        self.check_seen(&request, CommandName::Split, decision)
            .await?;
        let submission = request.split(right).map_err(ActionError::Refused)?;
        let into = self.submit_split(submission, decision, now).await?;
        if !self.has_note(id, &Note::SplitOff { into }).await? {
            self.note_split(id, into, decision, now).await?;
        }
        Ok(into)
    }

    /// Stores a submission that was split off, and returns its request.
    async fn submit_split(
        &self,
        submission: Submission,
        decision: &StaffDecision,
        now: Timestamp,
    ) -> Result<RequestId, ActionError> {
        let staff = Some(decision.by.clone());
        match self.submit_by(submission, staff, now).await {
            Ok(outcome) => Ok(request_of(outcome)?),
            Err(IntakeError::Refused(refused)) => Err(ActionError::Refused(refused)),
            Err(IntakeError::Store(error)) => Err(error.into()),
        }
    }

    /// Notes on an email's own request which request was split off, and returns the request with the note.
    async fn note_split(
        &self,
        id: RequestId,
        into: RequestId,
        decision: &StaffDecision,
        now: Timestamp,
    ) -> Result<Request, ActionError> {
        let note = Command::Note(Note::SplitOff { into });
        self.apply(id, note, decision.by.clone(), now).await
    }

    /// Returns the operation that stores the reason for a transition, if staff gave one.
    pub(crate) fn reason_operation(
        &self,
        decision: &StaffDecision,
        transition: &Transition,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let Some(why) = &decision.why else {
            return Ok(Vec::new());
        };
        let sk = keys::reason_sk(transition.request.version);
        let stored = with_value(item(keys::request_pk(transition.id()), sk), "reason", why)?;
        Ok(vec![self.put_new(stored)?])
    }
}

/// Returns the request that a split-off submission opened or was merged into.
fn request_of(outcome: IntakeOutcome) -> Result<RequestId, StoreError> {
    match outcome {
        IntakeOutcome::Created(receipt)
        | IntakeOutcome::MergedIntoActive(receipt)
        | IntakeOutcome::Replayed(receipt) => Ok(receipt.request),
        IntakeOutcome::IdempotencyConflict => Err(StoreError::Invariant {
            what: "a request splits off one submission per right",
        }),
    }
}
