//! Steps that staff order: decided on what they saw, with their reasons kept beside the log.

use crate::commit::{Conflict, Written};
use crate::item::{item, text_of, value, with_value};
use crate::operations::{MOST_OPERATIONS, most_operations};
use crate::pauses::pauses;
use crate::schema::{self, SK, WORDS};
use crate::{Intake, IntakeError, StepError, Store, StoreError};
use aws_sdk_dynamodb::types::TransactWriteItem;
use domain::law::Right;
use domain::log::{Actor, Event};
use domain::request::{Change, Decision, Note, Request, RequestId, Step};
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
    fn fits(&self, request: &Request) -> Result<(), StepError> {
        match self.seen {
            Some(seen) if seen != request.version => Err(StepError::Moved {
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
    /// [`StepError`]; nothing was written then.
    pub async fn take_order(
        &self,
        id: RequestId,
        mut step: Step,
        order: &Order,
        now: Timestamp,
    ) -> Result<Request, StepError> {
        for pause in pauses() {
            let request = self.request(id).await?.ok_or(StepError::NoRequest)?;
            order.fits(&request)?;
            let change = request
                .take(step.clone(), now)
                .map_err(StepError::Refused)?
                .by(order.by.clone());
            let mut more = self.words_of(order, &change)?;
            if matches!(step, Step::RenewCode) {
                more.push(self.collect_anew(id)?);
            }
            match self.write_with(&change, more).await? {
                Written::Whole => return Ok(change.request),
                Written::Not(Conflict::Standing(request)) => match step {
                    // They asked again meanwhile, and that is in force: only this request is over.
                    Step::DecideAppeal(Decision::Upheld { done }) => {
                        step = Step::UpholdBesideNewer { done };
                    }
                    _ => return Err(StepError::Stands { request }),
                },
                Written::Not(_) => pause.wait().await,
            }
        }
        Err(StoreError::Contended.into())
    }

    /// Joins a letter to another request, in one write: that keeps the letter with all that is kept with it, and
    /// its log says where it came from.
    ///
    /// # Errors
    /// [`StepError`]; nothing was written then, but that the other request keeps mails beyond some forty as well.
    pub async fn join(
        &self,
        id: RequestId,
        to: RequestId,
        order: &Order,
        now: Timestamp,
    ) -> Result<Request, StepError> {
        for pause in pauses() {
            let request = self.request(id).await?.ok_or(StepError::NoRequest)?;
            order.fits(&request)?;
            let step = Step::Join { to };
            let change = request.take(step, now).map_err(StepError::Refused)?;
            let change = change.by(order.by.clone());
            let target = self.request(to).await?;
            let target = target.filter(|target| target.erased.is_none());
            let note = target.ok_or(StepError::NoRequest)?;
            let note = note.noted(Note::Joined { from: id }, now);
            let noted = self.operations(&note.by(order.by.clone())).await?;
            let mut more = self.words_of(order, &change)?;
            more.extend(noted);
            let room = MOST_OPERATIONS.saturating_sub(most_operations(&change) + more.len());
            for (nth, archived) in self.archived_with(id).await?.iter().enumerate() {
                let kept = self.kept_with(to, id.0, archived)?;
                if (nth + 1) * kept.len() <= room {
                    more.extend(kept);
                } else {
                    // What the transaction has no room for is kept with both before: whatever is cut, it isn't lost.
                    self.keep_copy(to, id.0, archived).await?;
                }
            }
            match self.write_with(&change, more).await? {
                Written::Whole => return Ok(change.request),
                Written::Not(_) => pause.wait().await,
            }
        }
        Err(StoreError::Contended.into())
    }

    /// The operation that keeps why staff took a step.
    fn words_of(
        &self,
        order: &Order,
        change: &Change,
    ) -> Result<Vec<TransactWriteItem>, StoreError> {
        let Some(why) = &order.why else {
            return Ok(Vec::new());
        };
        let sk = schema::words_sk(change.request.version);
        let stored = with_value(item(schema::request_pk(change.id()), sk), "words", why)?;
        Ok(vec![self.put_new(stored)?])
    }

    /// Opens a request for one more right that a letter exercises, with the letter's date, and notes it on the
    /// letter's own request. The same right again changes nothing. Gives back the other request.
    ///
    /// # Errors
    /// [`StepError`]; what was written by then is met when it is ordered again.
    pub async fn split_off(
        &self,
        id: RequestId,
        right: Right,
        order: &Order,
        now: Timestamp,
    ) -> Result<RequestId, StepError> {
        let request = self.request(id).await?.ok_or(StepError::NoRequest)?;
        order.fits(&request)?;
        let submission = request.split(right).map_err(StepError::Refused)?;
        let intake = self
            .intake_by(submission, Some(order.by.clone()), now)
            .await;
        let into = match intake {
            Ok(Intake::Opened(receipt) | Intake::Met(receipt) | Intake::Known(receipt)) => {
                receipt.request
            }
            Ok(Intake::KeyReused) => {
                return Err(StoreError::Unreadable { kind: "receipt" }.into());
            }
            Err(IntakeError::Refused(refused)) => return Err(StepError::Refused(refused)),
            Err(IntakeError::Store(error)) => return Err(error.into()),
        };
        let note = Note::SplitOff { into };
        let log = self.log(id).await?;
        let noted = |event: &Event| matches!(event, Event::Noted(known) if *known == note);
        if !log.iter().any(|entry| noted(&entry.event)) {
            self.take(id, Step::Note(note), order.by.clone(), now)
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
