//! Renders pending emails, sends them through SES and marks them as sent.
//!
//! The stream sends a new email at once; the schedule finds in the index what the stream missed. Both take the same
//! steps: claim, count, start, send, mark. An email is queued exactly once and sent at least once. If SES's answer or the
//! mark is missing, the email waits half an hour for an event of SES, and only then leaves again with the same content.

mod event;
mod mime;
mod pace;
mod send;
mod sending;
mod settings;

pub use event::Event;
pub use pace::{NotARate, Rate};
pub use settings::SETTINGS;

use aws_sdk_ses::Client as Ses;
use domain::company::Company;
use domain::keys::LinkKeys;
use jiff::SignedDuration;
use runtime::{BadSetting, Clock, Runtime, metrics};
use sending::Sending;
use std::time::Duration;
use store::{Budget, IndexWalk, Outbox, PartnerList, StoreError};
use texts::Catalog;

/// How long a run holds the claim on an email: longer than a run lasts.
const LEASE: SignedDuration = SignedDuration::from_mins(2);

/// The number of emails that a run reads from one shard at a time.
const PAGE_SIZE: u16 = 25;

/// The time after which a run starts no other email. The schedule starts the next run a minute after this one, so a long
/// backlog leaves almost without a pause. Lambda's timeout leaves the last emails enough time for SES's answer and the
/// mark.
const START_LIMIT: Duration = Duration::from_secs(55);

/// The function's dependencies.
#[derive(Clone)]
pub struct Deps {
    /// The handle of the table.
    pub store: Outbox,
    /// SES.
    pub ses: Ses,
    /// The company.
    pub company: Company,
    /// The texts of emails.
    pub texts: &'static Catalog,
    /// The keys of status links.
    pub links: LinkKeys,
    /// The configuration set that publishes bounces, if one is set.
    pub configuration_set: Option<String>,
    /// The daily limit of emails to one address.
    pub budget: Budget,
    /// The account's sending rate.
    pub rate: Rate,
    /// The clock.
    pub clock: Clock,
    partner_list: PartnerList,
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
            texts: runtime.texts(&texts::EMAILS)?,
            links: runtime.link_keys()?,
            configuration_set: runtime
                .settings()
                .optional(&settings::CONFIGURATION_SET, name)?,
            budget: Budget::DEFAULT,
            rate: runtime
                .settings()
                .optional(&settings::EMAILS_PER_SECOND, Rate::parse)?
                .unwrap_or(Rate::DEFAULT),
            clock: runtime.clock(),
            partner_list: PartnerList::default(),
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
    /// Emails that SES may have accepted. They wait for SES's event.
    pub unconfirmed: u32,
    /// Emails that could not be read or written. They come due again.
    pub failed: u32,
    /// Emails among these that staff must investigate: retried for ten minutes or more, unanswered by SES twice, or
    /// unreadable. Emails that SES throttles leave by themselves and don't count.
    pub stuck: u32,
}

impl Run {
    /// Counts the rows of the index that name no email.
    fn count_unreadable(&mut self, rows: u32) {
        self.failed += rows;
        self.stuck += rows;
        if rows > 0 {
            tracing::error!(rows, "the index has rows that name no email");
        }
    }

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
            unconfirmed = self.unconfirmed,
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
            let mut sending = Sending::new(deps);
            sending.start_all(keys).await;
            sending.finish().await;
            sending.run
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
    let mut sending = Sending::new(deps);
    loop {
        let before = sending.run;
        let mut walk = IndexWalk::default();
        while !walk.is_over() && !sending.limit.has_come() {
            let now = deps.clock.now();
            match deps.store.due_emails(now, PAGE_SIZE, &mut walk).await {
                Ok(due) => sending.start_all(due).await,
                Err(error) => {
                    sending.finish().await;
                    return Err(error);
                }
            }
        }
        sending.finish().await;
        // A pass can make emails due, such as a summary.
        let moved = |run: Run| run.sent + run.held + run.covered;
        if moved(sending.run) == moved(before) || sending.limit.has_come() {
            sending.run.count_unreadable(walk.unreadable);
            return Ok(sending.run);
        }
    }
}
