//! Records SES events of sent emails on their requests.
//!
//! SES's configuration set publishes events to an SNS topic, which invokes this function. A delivery is recorded as
//! proof that the person was notified. A bounce, or a rejection by SES, is recorded and becomes a manual delivery for
//! staff, because the person still has to get the email. A complaint is only recorded.
//!
//! SNS may deliver an event twice; it is recorded once. An event may also arrive before the outbox has stored the SES
//! message ID, or the outbox never got it. Then the event's tag names the email, and the function marks it as sent.

mod event;
mod settings;

pub use event::{AcceptedEmail, NotFromSes, SentEmailEvent, SesMessage};
pub use settings::SETTINGS;

use aws_lambda_events::event::sns::SnsEvent;
use runtime::{BadSetting, Clock, Runtime};
use serde_json::Value;
use store::{EmailEvents, EventRecorded, Sent, SentEmail, StoreError};

/// The function's dependencies.
#[derive(Clone)]
pub struct Deps {
    /// The handle of the table.
    pub store: EmailEvents,
    /// The clock.
    pub clock: Clock,
}

impl Deps {
    /// Creates the dependencies from the settings.
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

/// Why an event failed. Lambda retries it, then puts it into the dead-letter queue.
#[derive(Debug, thiserror::Error)]
pub enum Unhandled {
    /// The event is not from SNS.
    #[error("the event is not from SNS")]
    NotFromSns,
    /// The message of the topic is unreadable.
    #[error(transparent)]
    NotFromSes(#[from] NotFromSes),
    /// The event could not be recorded.
    #[error("an SES event could not be recorded: {0}")]
    Store(#[from] StoreError),
}

/// Handles an event from SNS. A failed record does not stop the others, and Lambda may retry all of them.
///
/// # Errors
/// [`Unhandled`] says why the first record failed.
pub async fn handle(deps: &Deps, event: Value) -> Result<(), Unhandled> {
    let event: SnsEvent = serde_json::from_value(event).map_err(|_| Unhandled::NotFromSns)?;
    if event.records.is_empty() {
        return Err(Unhandled::NotFromSns);
    }
    let mut handled = Ok(());
    for record in event.records {
        let one = if record.event_source == "aws:sns" {
            // Boxed, because the compiler limits how deep the layers of Lambda's client may nest futures.
            Box::pin(handle_message(deps, &record.sns.message)).await
        } else {
            Err(Unhandled::NotFromSns)
        };
        handled = handled.and(one);
    }
    handled
}

async fn handle_message(deps: &Deps, message: &str) -> Result<(), Unhandled> {
    match SesMessage::read(message)? {
        SesMessage::Event(event) => record(deps, &event).await,
        SesMessage::Accepted(email) => {
            let known = find(deps, &email).await?.is_some();
            tracing::info!(known, "SES accepted an email");
            Ok(())
        }
        SesMessage::Test => {
            tracing::info!("SES can publish to the topic");
            Ok(())
        }
        SesMessage::Ignored(name) => {
            tracing::info!(name, "an SES event is ignored");
            Ok(())
        }
    }
}

/// Finds the email of an event. Marks it as sent if the outbox hasn't.
async fn find(deps: &Deps, email: &AcceptedEmail) -> Result<Option<SentEmail>, StoreError> {
    if let Some(sent) = deps.store.sent_email(&email.ses_id).await? {
        return Ok(Some(sent));
    }
    let Some(key) = &email.key else {
        return Ok(None);
    };
    let sent = Sent {
        at: email.sent,
        ses_id: email.ses_id.clone(),
    };
    deps.store.adopt_sent(key, &sent).await
}

async fn record(deps: &Deps, event: &SentEmailEvent) -> Result<(), Unhandled> {
    let now = deps.clock.now();
    let name = event.event.name();
    let Some(sent) = find(deps, &event.email).await? else {
        tracing::warn!(event = name, "an SES event belongs to no email of ours");
        return Ok(());
    };
    match deps
        .store
        .record_event(&sent, event.event, event.at, now)
        .await?
    {
        EventRecorded::Already => tracing::info!(event = name, "an SES event was already recorded"),
        EventRecorded::Now => tracing::info!(event = name, "an SES event was recorded"),
        EventRecorded::HandedToStaff => {
            tracing::info!(
                event = name,
                "an email did not arrive: staff must deliver it"
            )
        }
        EventRecorded::TakenBack => tracing::info!(event = name, "an email arrived after all"),
    }
    Ok(())
}
