//! Turns the raw messages of the privacy inbox into requests.
//!
//! The queue names a message in the archive. A message that plainly asks for a right opens one request per right. A
//! message that isn't understood becomes a review, with its clock running. A reply to one of our emails is attached to its
//! request. Automatic mail and mail without a request open nothing and get no answer; they are listed for staff. If a
//! message fails, only that message returns to the queue.

mod heading;
mod intake;
mod notification;
mod plan;
mod position;
mod settings;
mod thread;

pub use notification::{Arrival, NotFromS3, arrivals};
pub use settings::SETTINGS;

use archive::{Archive, ArchiveError};
use aws_lambda_events::event::sqs::{BatchItemFailure, SqsBatchResponse, SqsEvent};
use domain::company::BrandId;
use domain::law::Practices;
use domain::person::EmailAddress;
use mail_reader::Inbox;
use runtime::{BadSetting, Clock, Limit, Runtime, metrics};
use std::time::Duration;
use store::{ActionError, EmailIntake, IntakeError, StoreError};

/// How long one call works on its batch. Half of Lambda's minute remains for the submission that is being stored. Each
/// message has an equal share, so that a long one doesn't delay the others. A message that takes longer returns to the queue,
/// and the next call continues where it stopped.
const WORKS_FOR: Duration = Duration::from_secs(30);

/// The dependencies of the function.
#[derive(Clone)]
pub struct Deps {
    /// The handle of the table.
    pub store: EmailIntake,
    /// The raw mail.
    pub archive: Archive,
    /// The privacy inbox.
    pub inbox: Inbox,
    /// The inbox addresses of the brands.
    pub brands: Vec<(EmailAddress, BrandId)>,
    /// The company's practices with data.
    pub practices: Practices,
    /// The clock.
    pub clock: Clock,
}

impl Deps {
    /// Builds the dependencies from the settings.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting that is missing or unusable.
    pub fn of(runtime: &Runtime) -> Result<Self, BadSetting> {
        let list = |text: &str| {
            let items = text
                .split(',')
                .map(str::trim)
                .filter(|item| !item.is_empty());
            Ok::<_, BadSetting>(items.map(str::to_owned).collect())
        };
        let brands = runtime.brands()?.into_iter();
        let brands = brands.flat_map(|brand| {
            let id = brand.id;
            let inboxes = brand.inboxes.into_iter();
            inboxes.map(move |inbox| (inbox, id.clone()))
        });
        let brands: Vec<_> = brands.collect();
        Ok(Self {
            store: runtime.store()?,
            archive: runtime.archive()?,
            inbox: Inbox {
                address: runtime.inbox()?,
                others: brands.iter().map(|(inbox, _)| inbox.clone()).collect(),
                groups: runtime
                    .settings()
                    .optional(&settings::INBOX_GROUPS, list)?
                    .unwrap_or_default(),
                colleagues: runtime
                    .settings()
                    .optional(&settings::INBOX_COLLEAGUES, list)?
                    .unwrap_or_default(),
                authserv_id: runtime
                    .settings()
                    .optional(&settings::INBOX_AUTHSERV_ID, |id| {
                        Ok::<_, BadSetting>(id.to_owned())
                    })?,
            },
            brands,
            practices: runtime.practices()?,
            clock: runtime.clock(),
        })
    }
}

impl Deps {
    /// Returns the brand whose inbox a message was sent to. `None` for the company itself.
    fn brand_of(&self, raw: &[u8]) -> Option<&BrandId> {
        if self.brands.is_empty() {
            return None;
        }
        let recipients = mail_reader::recipients(raw);
        let sent_to = |to: &EmailAddress| {
            let mut brands = self.brands.iter();
            brands.find(|(inbox, _)| inbox.receives(to))
        };
        recipients.iter().find_map(sent_to).map(|(_, brand)| brand)
    }
}

/// Why a message returns to the queue.
#[derive(Debug, thiserror::Error)]
pub enum Unhandled {
    /// The notification can't be read.
    #[error("the notification can't be read")]
    Notification(#[from] NotFromS3),
    /// It names a bucket that isn't the archive.
    #[error("the notification names another bucket than the archive")]
    AnotherBucket,
    /// The message can't be read.
    #[error("the message can't be read from the archive")]
    Archive(#[from] ArchiveError),
    /// The request can't be stored.
    #[error("the request can't be stored")]
    Intake(#[from] IntakeError),
    /// Another email has the same identity but different content.
    #[error("another mail has the same identity")]
    AnotherMail,
    /// The email can't be attached to its request.
    #[error("the mail can't be kept with its request")]
    FollowUp(#[from] ActionError),
    /// The email is long, and the rest of it is for the next call.
    #[error("the mail is not completely taken in yet")]
    Unfinished,
    /// The email can't be listed, or its request can't be found.
    #[error("the mail can't be listed")]
    Store(#[from] StoreError),
}

//= req: ca-7026-a, ca-7020-a, ca-7020-b, nv-603a-345-1
/// Handles a batch. Returns the messages that failed or are not complete; the queue delivers them again.
pub async fn handle(deps: &Deps, batch: SqsEvent) -> SqsBatchResponse {
    handle_for(deps, batch, WORKS_FOR).await
}

/// Handles a batch for this long, as [`handle`] does.
pub async fn handle_for(deps: &Deps, batch: SqsEvent, time: Duration) -> SqsBatchResponse {
    let mut answer = SqsBatchResponse::default();
    let mut failed = 0;
    let messages = u32::try_from(batch.records.len()).unwrap_or(u32::MAX);
    let over = Limit::within(time);
    for (nth, message) in batch.records.into_iter().enumerate() {
        let share = Limit::within(time / messages.max(1));
        let body = message.body.as_deref().unwrap_or_default();
        let handled = match nth > 0 && over.has_come() {
            true => Err(Unhandled::Unfinished),
            false => handle_one(deps, body, share).await,
        };
        match handled {
            Ok(()) => continue,
            Err(Unhandled::Unfinished) => {
                tracing::info!("a message goes on in the next call");
            }
            Err(error) => {
                let cause = std::error::Error::source(&error)
                    .map(ToString::to_string)
                    .unwrap_or_default();
                tracing::error!(%error, cause, "a message goes back to the queue");
                failed += 1;
            }
        }
        let mut failure = BatchItemFailure::default();
        failure.item_identifier = message.message_id.unwrap_or_default();
        answer.batch_item_failures.push(failure);
    }
    if failed > 0 {
        // After a few failures, SQS leaves a message out of its own age metric, so this counts it.
        metrics::count(
            "email-intake",
            &[("IntakeFailures", failed)],
            deps.clock.now(),
        );
    }
    answer
}

async fn handle_one(deps: &Deps, body: &str, limit: Limit) -> Result<(), Unhandled> {
    for arrival in arrivals(body)? {
        if arrival.bucket != deps.archive.bucket() {
            return Err(Unhandled::AnotherBucket);
        }
        let raw = deps.archive.get(&arrival.key).await?;
        intake::message(deps, &arrival, &raw, limit).await?;
    }
    Ok(())
}
