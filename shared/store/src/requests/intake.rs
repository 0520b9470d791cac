//! Stores a submission: it creates a request, merges into the active one, is recognized as a replay, or is only counted
//! because it repeats an active request above the daily limit.

use super::conflict::{Conflict, Part, Written};
use super::counted::LAST_DETAILS;
use crate::StoreError;
use crate::table::items::{VALUE, encoded, number};
use crate::table::operations::finish;
use crate::table::retry::contended_pauses;
use crate::table::{Table, keys, schema};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::log::Actor;
use domain::person::Details;
use domain::receipt::Receipt;
use domain::request::{
    ActiveFor, Admission, Asked, Counted, Refused, Request, RequestId, Submission, Transition,
    Write,
};
use jiff::Timestamp;

/// The result of storing a submission. The requester must not learn which of the first two it was, because that would
/// reveal whether the person has asked before.
#[derive(Debug, Clone, PartialEq)]
pub enum IntakeOutcome {
    /// It created a request.
    Created(Receipt),
    /// It was merged into the person's active request, or only counted there.
    MergedIntoActive(Receipt),
    /// It was stored before. This is the receipt that it got then.
    Replayed(Receipt),
    /// Another submission was stored under the same idempotency key.
    IdempotencyConflict,
}

/// Why a submission was not stored.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum IntakeError {
    /// No law grants the right, or it identifies no person.
    #[error("the submission is refused")]
    Refused(#[source] Refused),
    /// Nothing is stored. The same submission can be sent again.
    #[error("the submission could not be stored")]
    Store(#[from] StoreError),
}

impl Table {
    /// Stores a submission. A new one takes one transaction and no read.
    pub(crate) async fn submit(
        &self,
        submission: Submission,
        now: Timestamp,
    ) -> Result<IntakeOutcome, IntakeError> {
        self.submit_by(submission, None, now).await
    }

    //= req: ca-civ-120-c
    /// Stores a submission. The log names the member of staff who entered it, if one did. The opt-out that comes with a
    /// request of a person under 16 is stored after the request, and only if the request is. If that fails, the caller sends
    /// the submission again, and the replay stores the opt-out.
    pub(crate) async fn submit_by(
        &self,
        submission: Submission,
        staff: Option<Actor>,
        now: Timestamp,
    ) -> Result<IntakeOutcome, IntakeError> {
        let opt_out = submission.opt_out_of_minor();
        let outcome = self.submit_one(submission, staff.clone(), now).await?;
        if let Some(opt_out) = opt_out
            && outcome != IntakeOutcome::IdempotencyConflict
        {
            self.submit_one(opt_out, staff, now).await?;
        }
        Ok(outcome)
    }

    async fn submit_one(
        &self,
        submission: Submission,
        staff: Option<Actor>,
        now: Timestamp,
    ) -> Result<IntakeOutcome, IntakeError> {
        let mut active = self.active_under_older_key(&submission).await?;
        let mut refused_by = None;
        for pause in contended_pauses() {
            let admission = match self.admit(&active, &submission, now).await? {
                Ok(admission) => admission,
                Err(refused) => match active {
                    // The request has left the active state since its guard was read, so its guard is gone.
                    Active::Request(request)
                        if !refused.is_about_submission() && refused_by != Some(request.id) =>
                    {
                        refused_by = Some(request.id);
                        active = Active::None;
                        continue;
                    }
                    // The guard is still there, though its request takes no submission.
                    Active::Request(request) if !refused.is_about_submission() => {
                        active = Active::Unusable(request.id);
                        continue;
                    }
                    _ => return Err(IntakeError::Refused(refused)),
                },
            };
            let (written, outcome) = match admission {
                Admission::Written(admitted) => {
                    let transition = match &staff {
                        Some(staff) => admitted.transition.by(staff.clone()),
                        None => admitted.transition,
                    };
                    let also = admitted.also.as_ref();
                    let written = self.write_admitted(&transition, also, &submission).await?;
                    (written, stored(transition)?)
                }
                Admission::Counted(counted) => {
                    let written = self.count_repeat(&counted, &submission).await?;
                    (written, IntakeOutcome::MergedIntoActive(counted.receipt))
                }
            };
            match written {
                Written::All => return Ok(outcome),
                Written::Conflict(Conflict::Replayed(receipt)) => {
                    return Ok(self.replayed(*receipt, &submission).await?);
                }
                Written::Conflict(Conflict::ActiveRequest(id)) => {
                    active = self.guarded(id).await?;
                }
                Written::Conflict(Conflict::Changed | Conflict::SuppressionChanged) => {
                    pause.wait().await;
                    active = self.read_again(active).await?;
                }
                Written::Conflict(Conflict::Busy) => pause.wait().await,
            }
        }
        Err(StoreError::Contended.into())
    }

    /// Decides what the submission does.
    async fn admit(
        &self,
        active: &Active,
        submission: &Submission,
        now: Timestamp,
    ) -> Result<Result<Admission, Refused>, StoreError> {
        let active = match active {
            Active::None => return Ok(Admission::new(submission, now)),
            Active::Unusable(id) => return Ok(Admission::beside(*id, submission, now)),
            Active::Request(active) => active,
        };
        let merged = Admission::merged(active, submission, now);
        if merged != Err(Refused::TooManyIdentifiers) {
            return Ok(merged);
        }
        let newest = match active.continued_in {
            Some(id) => self.guarded(id).await?,
            None => Active::None,
        };
        let newest = match &newest {
            Active::Request(newest) => Some(&**newest),
            Active::None | Active::Unusable(_) => None,
        };
        Ok(Admission::overflowing(active, newest, submission, now))
    }

    /// Stores the receipt of a repeat above the daily limit and counts it, if the request is still the one that the decision
    /// read. Links a raw email, so that it is erased with the request.
    async fn count_repeat(
        &self,
        counted: &Counted,
        submission: &Submission,
    ) -> Result<Written, StoreError> {
        let Counted {
            receipt, shared, ..
        } = counted;
        let request = receipt.request;
        let mut parts = vec![Part::Receipt, Part::Request, Part::Other, Part::Other];
        let mut operations = vec![
            self.put_receipt(receipt)?,
            self.still_at(request, counted.version)?,
            self.count_on(shared, submission.details.as_ref())?,
            self.mark_repeat(shared.id, receipt.id)?,
        ];
        if let Some(mail) = &submission.inbound_email {
            operations.extend(self.link_operations(request, submission.receipt, &mail.archived)?);
            parts.resize(operations.len(), Part::Other);
        }
        match self.transact_once(operations).await? {
            None => Ok(Written::All),
            Some(reasons) => Conflict::of(&parts, &reasons).map(Written::Conflict),
        }
    }

    /// Returns the condition that a request still has this version: an update that changes nothing, which needs no
    /// permission that intake doesn't have.
    fn still_at(&self, id: RequestId, version: u64) -> Result<TransactWriteItem, StoreError> {
        let update = self.update(keys::request_pk(id), "REQUEST", "SET #version = :seen");
        let update = update
            .condition_expression("#version = :seen")
            .expression_attribute_names("#version", schema::VERSION)
            .expression_attribute_values(":seen", number(version));
        finish(update)
    }

    /// Returns the operation that creates the shared receipt or counts on it. What the requester wrote replaces what
    /// came with an earlier counted repeat of the day.
    fn count_on(
        &self,
        receipt: &Receipt,
        details: Option<&Details>,
    ) -> Result<TransactWriteItem, StoreError> {
        let mut update =
            String::from("SET #value = if_not_exists(#value, :receipt), #schema = :schema");
        if details.is_some() {
            update.push_str(", #details = :details");
        }
        update.push_str(" ADD repeats :one");
        let pk = keys::receipt_pk(receipt.reference());
        let mut update = self.update(pk, "RECEIPT", update);
        if let Some(details) = details {
            update = update
                .expression_attribute_names("#details", LAST_DETAILS)
                .expression_attribute_values(":details", encoded("details", details)?);
        }
        let update = update
            .expression_attribute_names("#value", VALUE)
            .expression_attribute_names("#schema", schema::SCHEMA)
            .expression_attribute_values(":receipt", encoded("receipt", receipt)?)
            .expression_attribute_values(":schema", number(schema::SCHEMA_VERSION))
            .expression_attribute_values(":one", number(1));
        finish(update)
    }

    /// Writes the transition, the link to the raw email, and the note about an overflow request, in one transaction.
    async fn write_admitted(
        &self,
        transition: &Transition,
        also: Option<&Transition>,
        submission: &Submission,
    ) -> Result<Written, StoreError> {
        let mut more = match &submission.inbound_email {
            Some(mail) => {
                self.link_operations(transition.id(), submission.receipt, &mail.archived)?
            }
            None => Vec::new(),
        };
        if let Some(also) = also {
            more.extend(self.operations(also).await?);
        }
        self.write_with(transition, more).await
    }

    /// Compares a submission with the stored one that has the same receipt ID.
    async fn replayed(
        &self,
        receipt: Receipt,
        submission: &Submission,
    ) -> Result<IntakeOutcome, StoreError> {
        // Erasing the person has removed the hash.
        let erased = receipt.is_erased() && submission.channel.derives_ids_from_content();
        if erased && receipt.id == submission.receipt {
            return Ok(IntakeOutcome::Replayed(receipt));
        }
        // Two receipt IDs share a reference with a probability of 2⁻⁵⁵. The next submission has another ID.
        if receipt.id != submission.receipt {
            let code = "the reference is taken".to_owned();
            return Err(StoreError::Refused { code });
        }
        if receipt.digest != submission.digest {
            return Ok(IntakeOutcome::IdempotencyConflict);
        }
        if let Some(mail) = &submission.inbound_email {
            self.link_copy(receipt.request, submission.receipt, &mail.archived)
                .await?;
        }
        Ok(IntakeOutcome::Replayed(receipt))
    }

    /// Looks for an active request under the older index key. During a key migration its guard can still be there; a
    /// guard under the current key makes the write fail instead.
    async fn active_under_older_key(&self, submission: &Submission) -> Result<Active, StoreError> {
        let (Asked::Right(right), Some(contact)) = (&submission.asked, submission.person.contact())
        else {
            return Ok(Active::None);
        };
        let Some(older) = self.keys.older_of(contact) else {
            return Ok(Active::None);
        };
        let of = ActiveFor {
            right: *right,
            about_child: submission.is_about_child(),
        };
        match self.active_request(&older, of).await? {
            Some(id) => self.guarded(id).await,
            None => Ok(Active::None),
        }
    }

    async fn read_again(&self, active: Active) -> Result<Active, StoreError> {
        match active {
            Active::Request(active) => self.guarded(active.id).await,
            active => Ok(active),
        }
    }

    /// Reads the request that a guard or another request points to.
    async fn guarded(&self, id: RequestId) -> Result<Active, StoreError> {
        match self.request(id).await {
            Ok(Some(request)) => Ok(Active::Request(Box::new(request))),
            Ok(None) | Err(StoreError::Corrupt { .. }) => Ok(Active::Unusable(id)),
            Err(error) => Err(error),
        }
    }
}

/// The person's active request for the right that a submission exercises, as far as it is known.
enum Active {
    /// None is known.
    None,
    /// This one.
    Request(Box<Request>),
    /// One that is missing, unreadable, or not active although its guard exists. It must not lock out the person: the
    /// submission opens a request beside it. The sweeper's weekly comparison and daily audit report unreadable requests.
    Unusable(RequestId),
}

/// Returns the outcome of a transition that was written.
fn stored(transition: Transition) -> Result<IntakeOutcome, StoreError> {
    let receipt = transition.receipt.ok_or(StoreError::Invariant {
        what: "a submission has a receipt",
    })?;
    Ok(match transition.write {
        Write::Create => IntakeOutcome::Created(receipt),
        Write::Update { .. } => IntakeOutcome::MergedIntoActive(receipt),
    })
}
