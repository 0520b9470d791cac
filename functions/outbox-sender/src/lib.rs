//! Renders pending emails, sends them through SES and marks them as sent.
//!
//! The stream sends a new email at once; the schedule finds in the index what the stream missed. Both take the same
//! steps: claim, count, send, mark. An email is queued exactly once and sent at least once: only a stop between SES's
//! response and the mark repeats an email, with the same content.

mod event;
mod mime;
mod send;
mod settings;

pub use event::Event;
pub use settings::SETTINGS;

use aws_sdk_ses::Client as Ses;
use domain::company::Company;
use domain::keys::LinkKeys;
use jiff::SignedDuration;
use runtime::{BadSetting, Clock, Limit, Runtime, metrics};
use std::time::Duration;
use store::{Budget, EmailKey, Outbox, StoreError};

/// How long a run holds the claim on an email: longer than a run lasts.
const LEASE: SignedDuration = SignedDuration::from_mins(2);

/// The number of emails that a run reads from one shard at a time.
const PAGE_SIZE: u16 = 25;

/// The time after which a run starts no other email, so that Lambda never stops it between SES's response and the mark.
/// The next run, a minute later, continues.
const START_LIMIT: Duration = Duration::from_secs(40);

/// The function's dependencies.
#[derive(Clone)]
pub struct Deps {
    /// The handle of the table.
    pub store: Outbox,
    /// SES.
    pub ses: Ses,
    /// The company.
    pub company: Company,
    /// The keys of status links.
    pub links: LinkKeys,
    /// The configuration set that publishes bounces, if one is set.
    pub configuration_set: Option<String>,
    /// The daily limit of emails to one address.
    pub budget: Budget,
    /// The clock.
    pub clock: Clock,
}

impl Deps {
    /// Creates the dependencies from the settings.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting that is missing or unusable.
    pub fn of(runtime: &Runtime) -> Result<Self, BadSetting> {
        let name = |text: &str| Ok::<_, BadSetting>(text.to_owned());
        Ok(Self {
            store: runtime.store()?,
            ses: runtime.ses(),
            company: runtime.company()?,
            links: runtime.link_keys()?,
            configuration_set: runtime
                .settings()
                .optional(&settings::CONFIGURATION_SET, name)?,
            budget: Budget::DEFAULT,
            clock: runtime.clock(),
        })
    }
}

/// The results of a run, for its log and metrics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Run {
    /// Emails that SES accepted.
    pub sent: u32,
    /// Emails that wait for a summary or are part of one.
    pub held: u32,
    /// Emails that another email of the day covers.
    pub covered: u32,
    /// Emails that staff must deliver.
    pub handed_over: u32,
    /// Emails that will be retried.
    pub postponed: u32,
    /// Emails that could not be read or written. They come due again.
    pub failed: u32,
    /// Postponed or failed emails that staff must investigate: retried for ten minutes or more, or unreadable.
    pub stuck: u32,
}

impl Run {
    /// CloudWatch alarms on `Stuck`, because staff alerts go through this same outbox.
    fn report(&self, deps: &Deps) {
        let counts = [
            ("Sent", self.sent),
            ("Postponed", self.postponed),
            ("Failed", self.failed),
            ("Stuck", self.stuck),
        ];
        let counts = counts.map(|(name, count)| (name, u64::from(count)));
        metrics::count("outbox-sender", &counts, deps.clock.now());
        tracing::info!(
            sent = self.sent,
            held = self.held,
            covered = self.covered,
            handed_over = self.handed_over,
            postponed = self.postponed,
            failed = self.failed,
            stuck = self.stuck,
            "due emails were sent"
        );
    }
}

/// Handles an event of the stream or the schedule. A failed email stays in the index and comes due again, so Lambda need
/// not retry the event.
///
/// # Errors
/// [`StoreError`] if the index can't be read.
pub async fn handle(deps: &Deps, event: Event) -> Result<Run, StoreError> {
    let run = match event {
        Event::Stream(keys) => {
            let mut run = Run::default();
            send::all(deps, &keys, Limit::within(START_LIMIT), &mut run).await;
            run
        }
        Event::Schedule => send_due(deps).await?,
    };
    if run != Run::default() {
        run.report(deps);
    }
    Ok(run)
}

/// Sends all due emails, until this run can send no more or reaches its limit.
///
/// # Errors
/// [`StoreError`] if the index can't be read.
pub async fn send_due(deps: &Deps) -> Result<Run, StoreError> {
    let limit = Limit::within(START_LIMIT);
    let mut run = Run::default();
    loop {
        let due: Vec<EmailKey> = deps.store.due_emails(deps.clock.now(), PAGE_SIZE).await?;
        let before = run;
        send::all(deps, &due, limit, &mut run).await;
        // Stop: failed emails are still due, and a stale index lists sent ones again.
        if run == before || run.failed > before.failed || limit.has_come() {
            return Ok(run);
        }
    }
}
