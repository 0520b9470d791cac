//! What SES tells of the emails that were sent: it is put on the requests that they are about.
//!
//! SES's configuration set tells a topic, and the topic tells this function. A delivery is noted, so that the
//! record can prove that the person was told. An email that came back, or that SES did not send after all, is
//! noted and becomes a task for staff, for it is owed still. A complaint is noted and ends nothing.
//!
//! The same thing may be told twice and is noted once. SES may also be faster than the outbox, which marks a
//! email only once it has SES's answer. Nobody knows such an email yet, so the event is given back for as long
//! as the mark may come, and Lambda brings it again after one minute and after two more. A mark that has not
//! come by then never will: the outbox was cut, and sent the email again under another name.

mod event;
mod settings;

pub use event::{Heard, NotFromSes, Told};
pub use settings::SETTINGS;

use aws_lambda_events::event::sns::SnsEvent;
use jiff::SignedDuration;
use runtime::{BadSetting, Clock, Runtime};
use serde_json::Value;
use store::{EmailEvents, EventRecorded, StoreError};

/// For how long after it was sent an email's mark may come: for as long as the outbox has claimed it. It is
/// shorter than the three minutes after which Lambda has tried three times.
const MARK_COMES_WITHIN: SignedDuration = SignedDuration::from_mins(2);

/// What the function can do.
#[derive(Clone)]
pub struct Deps {
    /// The handle of the table.
    pub store: EmailEvents,
    /// The clock.
    pub clock: Clock,
}

impl Deps {
    /// What the function can do, by its settings.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting that is missing or unusable.
    pub fn of(runtime: &Runtime) -> Result<Self, BadSetting> {
        Ok(Self {
            store: runtime.store()?,
            clock: runtime.clock(),
        })
    }
}

/// Why an event is given back. Lambda tries it again, and then puts it with the dead emails.
#[derive(Debug, thiserror::Error)]
pub enum Unhandled {
    /// It is of another kind.
    #[error("the event is not one that SNS sends")]
    NotFromSns,
    /// What the topic tells can't be read.
    #[error(transparent)]
    NotFromSes(#[from] NotFromSes),
    /// It is about an email that is not marked as sent yet.
    #[error("the email is not marked as sent yet")]
    TooEarly,
    /// It could not be noted.
    #[error("what SES tells could not be noted: {0}")]
    Store(#[from] StoreError),
}

/// Handles an event as Lambda gets it from SNS. If some of it can't be handled, the rest is all the same, and
/// all of it may come again.
///
/// # Errors
/// [`Unhandled`] says why something of it must come again.
pub async fn handle(deps: &Deps, event: Value) -> Result<(), Unhandled> {
    let event: SnsEvent = serde_json::from_value(event).map_err(|_| Unhandled::NotFromSns)?;
    if event.records.is_empty() {
        return Err(Unhandled::NotFromSns);
    }
    let mut handled = Ok(());
    for record in event.records {
        let one = if record.event_source == "aws:sns" {
            hear(deps, &record.sns.message).await
        } else {
            Err(Unhandled::NotFromSns)
        };
        handled = handled.and(one);
    }
    handled
}

async fn hear(deps: &Deps, message: &str) -> Result<(), Unhandled> {
    match Heard::read(message)? {
        Heard::Told(notified) => note(deps, &notified).await,
        Heard::Tried => {
            tracing::info!("SES can tell the topic");
            Ok(())
        }
        Heard::Other(name) => {
            tracing::info!(name, "SES tells something that is not noted");
            Ok(())
        }
    }
}

async fn note(deps: &Deps, notified: &Told) -> Result<(), Unhandled> {
    let now = deps.clock.now();
    let event = notified.event.name();
    let Some(sent) = deps.store.sent_email(&notified.ses_id).await? else {
        if now.duration_since(notified.sent) < MARK_COMES_WITHIN {
            return Err(Unhandled::TooEarly);
        }
        tracing::warn!(event, "SES tells of a mail that is no email");
        return Ok(());
    };
    match deps
        .store
        .record_event(&sent, notified.event, notified.at, now)
        .await?
    {
        EventRecorded::Already => tracing::info!(event, "an email's fate was noted before"),
        EventRecorded::Now => tracing::info!(event, "an email's fate is noted"),
        EventRecorded::HandedToStaff => {
            tracing::info!(event, "an email did not arrive: staff must deliver it")
        }
        EventRecorded::TakenBack => tracing::info!(event, "an email arrived after all"),
    }
    Ok(())
}
