//! Notices to those who get people's data: by webhook or by mail, until each of them has acknowledged, or staff must.
//!
//! A notification is owed by the step that causes it. Here it is unfolded: by the list of partners that stands now, which
//! is fixed with the first run, into one item for each whom it concerns. What was told is written for each partner
//! by itself, and the request hears of all of it at once. Partners have an index, a schedule and a function of their
//! own, so that no partner delays an email; one that doesn't answer is left alone for the rest of a run, so that it
//! doesn't delay another.
//!
//! Told at least once: only a cut between a partner's answer and the mark can tell it twice, under the same id.

pub mod address;
mod body;
mod event;
mod notification;
mod settings;
mod tell;
mod web;

pub use event::Event;
pub use settings::SETTINGS;
pub use web::{Lookup, Web};

use domain::keys::PartnerKeys;
use jiff::SignedDuration;
use runtime::{BadSetting, Clock, Limit, Runtime, metrics};
use std::sync::Arc;
use std::time::Duration;
use store::{NotificationKey, Notifications, StoreError};
use tokio::task::JoinSet;

/// For how long a claimed notification is nobody else's: longer than a run lives.
const LEASE: SignedDuration = SignedDuration::from_mins(5);

/// Notices of one shard that a run takes before it looks again.
const A_TIME: u16 = 25;

/// Notices that are told at once.
const AT_ONCE: usize = 8;

/// After so long a run begins no other notification; the next one, a minute later, goes on.
const BEGINS_FOR: Duration = Duration::from_secs(120);

/// What the function can do.
#[derive(Clone)]
pub struct Deps {
    /// The handle of the table.
    pub store: Notifications,
    /// Where webhooks go.
    pub web: Web,
    /// The secrets of partners.
    pub keys: PartnerKeys,
    /// The clock.
    pub clock: Clock,
}

impl Deps {
    /// What the function can do, by its settings.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting that is missing or unusable.
    pub fn of(runtime: &Runtime) -> Result<Self, BadSetting> {
        let keys = runtime.partner_keys()?;
        // On a developer's machine partners are on that machine. No template sets it.
        let local = runtime
            .settings()
            .optional(&settings::LOCAL_PARTNERS, yes)?;
        Ok(Self {
            store: runtime.store()?,
            web: match local {
                Some(()) => Web::with_loopback(),
                None => Web::internet(),
            },
            keys,
            clock: runtime.clock(),
        })
    }
}

/// The setting says something else than yes.
#[derive(Debug, thiserror::Error)]
#[error("it is yes, or not set")]
struct NotYes;

fn yes(text: &str) -> Result<(), NotYes> {
    (text == "yes").then_some(()).ok_or(NotYes)
}

/// What a run did, for its log and its metrics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Run {
    /// Partners that acknowledged.
    pub acknowledged: u32,
    /// Partners that a notification has reached, and whose acknowledgement is to come.
    pub sent: u32,
    /// Partners that will be tried again.
    pub failed: u32,
    /// Partners that were given up: staff must.
    pub given_up: u32,
    /// Notices of which nothing is left to do.
    pub settled: u32,
    /// Notices that wait for somebody to set a list of partners.
    pub without_list: u32,
    /// Notices that could not be read or written; they come due again.
    pub broken: u32,
}

impl Run {
    fn add(&mut self, other: Self) {
        self.acknowledged += other.acknowledged;
        self.sent += other.sent;
        self.failed += other.failed;
        self.given_up += other.given_up;
        self.settled += other.settled;
        self.without_list += other.without_list;
        self.broken += other.broken;
    }

    fn say(&self, deps: &Deps) {
        let counts = [
            ("Acknowledged", self.acknowledged),
            ("Sent", self.sent),
            ("Failed", self.failed),
            ("GivenUp", self.given_up),
            ("Settled", self.settled),
            ("WithoutList", self.without_list),
            ("Broken", self.broken),
        ];
        let counts = counts.map(|(name, count)| (name, u64::from(count)));
        metrics::count("partner-notifier", &counts, deps.clock.now());
        tracing::info!(
            acknowledged = self.acknowledged,
            sent = self.sent,
            failed = self.failed,
            given_up = self.given_up,
            settled = self.settled,
            without_list = self.without_list,
            broken = self.broken,
            "partners were told"
        );
    }
}

/// Handles an event of the stream or of the schedule. What fails stays in the index and comes due again, so nothing
/// is given back to be retried.
///
/// # Errors
/// [`StoreError`] if the index can't be read.
pub async fn handle(deps: &Deps, event: Event) -> Result<Run, StoreError> {
    let resting = tell::Resting::default();
    let limit = Limit::within(BEGINS_FOR);
    let mut run = Run::default();
    match event {
        Event::Stream(keys) => all(deps, keys, &resting, limit, &mut run).await,
        Event::Schedule => loop {
            let due = deps
                .store
                .due_notifications(deps.clock.now(), A_TIME)
                .await?;
            let before = run;
            all(deps, due, &resting, limit, &mut run).await;
            // What broke is due still, and an index that lags shows what was done: the next run looks again.
            if run == before || run.broken > before.broken || limit.has_come() {
                break;
            }
        },
    }
    if run != Run::default() {
        run.say(deps);
    }
    Ok(run)
}

/// Tells of these notifications, some at a time, and begins none after the limit: those come due in the index. One that breaks
/// doesn't keep the others.
async fn all(
    deps: &Deps,
    keys: Vec<NotificationKey>,
    resting: &tell::Resting,
    limit: Limit,
    run: &mut Run,
) {
    let deps = Arc::new(deps.clone());
    let mut keys = keys.into_iter();
    let mut notified = JoinSet::new();
    loop {
        while notified.len() < AT_ONCE
            && !limit.has_come()
            && let Some(key) = keys.next()
        {
            let (deps, resting) = (Arc::clone(&deps), resting.clone());
            notified.spawn(async move { notification::one(&deps, &key, &resting).await });
        }
        match notified.join_next().await {
            None => return,
            Some(Ok(Ok(one))) => run.add(one),
            Some(Ok(Err(error))) => {
                run.broken += 1;
                tracing::error!(%error, "a notification comes due again");
            }
            Some(Err(_)) => run.broken += 1,
        }
    }
}
