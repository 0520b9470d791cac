//! The emails that are owed: put into words, sent through SES, marked.
//!
//! The stream makes a fresh email leave at once; the schedule finds in the index whatever the stream
//! missed. Both take the same way: claim, count, send, mark. Owed exactly once, sent at least once: only a
//! cut between SES's answer and the mark can repeat an email, and then it says the same.

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

/// For how long a claimed email is nobody else's: longer than a sender lives.
const LEASE: SignedDuration = SignedDuration::from_mins(2);

/// Emails of one shard that a run takes before it looks again.
const A_TIME: u16 = 25;

/// After so long a run begins no other email, so that none is cut between SES's answer and the mark; the next run, a
/// minute later, goes on.
const BEGINS_FOR: Duration = Duration::from_secs(40);

/// What the function can do.
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
    /// The configuration set whose events tell of bounces, if there is one.
    pub configuration_set: Option<String>,
    /// What one address gets.
    pub budget: Budget,
    /// The clock.
    pub clock: Clock,
}

impl Deps {
    /// What the function can do, by its settings.
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

/// What a run did, for its log and its metrics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Run {
    /// Emails that SES took.
    pub sent: u32,
    /// Emails that wait for a summary, or are in one.
    pub held: u32,
    /// Emails that another one of the day covers.
    pub covered: u32,
    /// Emails that staff must deliver.
    pub handed_over: u32,
    /// Emails that will be tried again.
    pub postponed: u32,
    /// Emails that could not be read or written; they come due again.
    pub failed: u32,
    /// Those of both that somebody must look into: tried for ten minutes or more, or not to be read at all.
    pub stuck: u32,
}

impl Run {
    /// An alarm stands on what is stuck: staff's own emails leave this way, so that none of them could tell.
    fn say(&self, deps: &Deps) {
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
            "the outbox was served"
        );
    }
}

/// Handles an event of the stream or of the schedule. What fails stays in the index and comes due again,
/// so nothing is given back to be retried.
///
/// # Errors
/// [`StoreError`] if the index can't be read.
pub async fn handle(deps: &Deps, event: Event) -> Result<Run, StoreError> {
    let run = match event {
        Event::Stream(keys) => {
            let mut run = Run::default();
            send::all(deps, &keys, Limit::within(BEGINS_FOR), &mut run).await;
            run
        }
        Event::Schedule => send_due(deps).await?,
    };
    if run != Run::default() {
        run.say(deps);
    }
    Ok(run)
}

/// Sends everything that is due, until nothing is left that this run can move, or its time is over.
///
/// # Errors
/// [`StoreError`] if the index can't be read.
pub async fn send_due(deps: &Deps) -> Result<Run, StoreError> {
    let limit = Limit::within(BEGINS_FOR);
    let mut run = Run::default();
    loop {
        let due: Vec<EmailKey> = deps.store.due_emails(deps.clock.now(), A_TIME).await?;
        let before = run;
        send::all(deps, &due, limit, &mut run).await;
        // What failed is due still, and an index that lags shows what was done: the next run looks again.
        if run == before || run.failed > before.failed || limit.has_come() {
            return Ok(run);
        }
    }
}
