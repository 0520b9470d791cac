//! Steps that staff order: decided on what they saw, with their reasons kept beside the log.

use crate::commit::{Conflict, Written};
use crate::item::{item, text_of, value, with_value};
use crate::operations::{MOST_OPERATIONS, most_operations};
use crate::retry::pauses;
use crate::schema::{self, SK, WORDS};
use crate::{ActionError, IntakeError, IntakeOutcome, Store, StoreError};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::law::Right;
use domain::log::{Actor, Event};
use domain::request::{Command, Decision, Note, Request, RequestId, Transition};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Something that a member of staff orders about a request.
#[derive(Debug, Clone)]
pub struct Order {
    /// Who.
    pub by: Actor,
    /// Why, if they say so. It may name people, so it is kept apart from the log and forgotten with them.
    pub why: Option<String>,
    /// The version of the request that they saw, if the order counts for no other.
    pub seen: Option<u64>,
}

impl Order {
    fn fits(&self, request: &Request) -> Result<(), ActionError> {
        match self.seen {
            Some(seen) if seen != request.version => Err(ActionError::Moved {
                version: request.version,
            }),
            _ => Ok(()),
        }
    }
}

impl Store {
    /// Takes a step that staff order. A lost race is decided again, unless they named the version that they saw.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was written then.
    pub async fn take_order(
        &self,
        id: RequestId,
        mut command: Command,
        order: &Order,
        now: Timestamp,
    ) -> Result<Request, ActionError> {
        for pause in pauses() {
            let request = self.request(id).await?.ok_or(ActionError::NoRequest)?;
            order.fits(&request)?;
            let transition = request
                .apply(command.clone(), now)
                .map_err(ActionError::Refused)?
                .by(order.by.clone());
            let mut more = self.words_of(order, &transition)?;
            if matches!(command, Command::RenewCode) {
                more.push(self.collect_anew(id)?);
            }
            match self.write_with(&transition, more).await? {
                Written::Whole => return Ok(transition.request),
                Written::Not(Conflict::Standing(request)) => match command {
                    // They asked again meanwhile, and that is in force: only this request is over.
                    Command::DecideAppeal(Decision::Upheld { done }) => {
                        command = Command::UpholdBesideNewer { done };
                    }
                    _ => return Err(ActionError::Stands { request }),
                },
                Written::Not(_) => pause.wait().await,
            }
        }
        Err(StoreError::Contended.into())
    }

    /// Joins an email to another request, in one write: that keeps the email with all that is kept with it, and
    /// its log says where it came from.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was written then, but that the other request keeps mails beyond some forty as well.
    pub async fn join(
        &self,
        id: RequestId,
        to: RequestId,
        order: &Order,
        now: Timestamp,
    ) -> Result<Request, ActionError> {
        for pause in pauses() {
            let request = self.request(id).await?.ok_or(ActionError::NoRequest)?;
            order.fits(&request)?;
            let command = Command::Join { to };
            let transition = request.apply(command, now).map_err(ActionError::Refused)?;
            let transition = transition.by(order.by.clone());
            let target = self.request(to).await?;
            let target = target.filter(|target| target.erased.is_none());
            let note = target.ok_or(ActionError::NoRequest)?;
            let note = note.noted(Note::Joined { from: id }, now);
            let noted = self.operations(&note.by(order.by.clone())).await?;
            let mut more = self.words_of(order, &transition)?;
            more.extend(noted);
            let room = MOST_OPERATIONS.saturating_sub(most_operations(&transition) + more.len());
            for (nth, archived) in self.archived_with(id).await?.iter().enumerate() {
                let kept = self.kept_with(to, id.0, archived)?;
                if (nth + 1) * kept.len() <= room {
                    more.extend(kept);
                } else {
                    // What the transaction has no room for is kept with both before: whatever is cut, it isn't lost.
                    self.keep_copy(to, id.0, archived).await?;
                }
            }
            match self.write_with(&transition, more).await? {
                Written::Whole => return Ok(transition.request),
                Written::Not(_) => pause.wait().await,
            }
        }
        Err(StoreError::Contended.into())
    }

    /// The operation that keeps why staff took a step.
    fn words_of(
        &self,
        order: &Order,
        transition: &Transition,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let Some(why) = &order.why else {
            return Ok(Vec::new());
        };
        let sk = schema::words_sk(transition.request.version);
        let stored = with_value(item(schema::request_pk(transition.id()), sk), "words", why)?;
        Ok(vec![self.put_new(stored)?])
    }

    /// Opens a request for one more right that an email exercises, with the email's date, and notes it on the
    /// email's own request. The same right again changes nothing. Gives back the other request.
    ///
    /// # Errors
    /// [`ActionError`]; what was written by then is met when it is ordered again.
    pub async fn split_off(
        &self,
        id: RequestId,
        right: Right,
        order: &Order,
        now: Timestamp,
    ) -> Result<RequestId, ActionError> {
        let request = self.request(id).await?.ok_or(ActionError::NoRequest)?;
        order.fits(&request)?;
        let submission = request.split(right).map_err(ActionError::Refused)?;
        let intake = self
            .intake_by(submission, Some(order.by.clone()), now)
            .await;
        let into = match intake {
            Ok(
                IntakeOutcome::Created(receipt)
                | IntakeOutcome::MergedIntoActive(receipt)
                | IntakeOutcome::Replayed(receipt),
            ) => receipt.request,
            Ok(IntakeOutcome::IdempotencyConflict) => {
                return Err(StoreError::Unreadable { kind: "receipt" }.into());
            }
            Err(IntakeError::Refused(refused)) => return Err(ActionError::Refused(refused)),
            Err(IntakeError::Store(error)) => return Err(error.into()),
        };
        let note = Note::SplitOff { into };
        let log = self.log(id).await?;
        let noted = |event: &Event| matches!(event, Event::Noted(known) if *known == note);
        if !log.iter().any(|entry| noted(&entry.event)) {
            self.take(id, Command::Note(note), order.by.clone(), now)
                .await?;
        }
        Ok(into)
    }

    /// Why staff took steps on a request, by the version that each led to.
    ///
    /// # Errors
    /// [`StoreError`] if the table can't be read.
    pub async fn words(&self, id: RequestId) -> Result<BTreeMap<u64, String>, StoreError> {
        let mut words = BTreeMap::new();
        for stored in self.below(schema::request_pk(id), WORDS).await? {
            let version = text_of(&stored, SK).and_then(|sk| sk.strip_prefix(WORDS)?.parse().ok());
            let version = version.ok_or(StoreError::Unreadable { kind: "words" })?;
            words.insert(version, value(&stored, "words")?);
        }
        Ok(words)
    }
}
