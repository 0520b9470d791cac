//! Notifies partners by webhook or email until each has acknowledged or staff must take over.
//!
//! A transition of a request creates a notification. The first run pins the current list of partners and fans the
//! notification out into one delivery per partner concerned. Each delivery stores its own state; the request gets the
//! progress of all deliveries in one write. Partners have their own index, schedule and function, so no partner delays an
//! email. A run skips a partner that did not respond, so that partner does not delay the others.
//!
//! Delivery is at least once: a partner gets a notification twice, under the same ID, only if the function stops
//! between the partner's response and the write of the new state.

pub mod address;
mod body;
mod deliver;
mod event;
mod notification;
mod settings;
mod web;

pub use event::Event;
pub use settings::SETTINGS;
pub use web::{Lookup, Web};

use domain::keys::PartnerKeys;
use jiff::SignedDuration;
use runtime::{BadSetting, Clock, Limit, Runtime, metrics};
use std::sync::Arc;
use std::time::Duration;
use store::{IndexWalk, NotificationKey, Notifications, PartnerList, StoreError};
use tokio::sync::OnceCell;
use tokio::task::JoinSet;

/// How long a run holds the claim on a notification: longer than a run lasts.
const LEASE: SignedDuration = SignedDuration::from_mins(5);

/// The number of notifications that a run reads from one shard at a time.
const PAGE_SIZE: u16 = 25;

/// The number of notifications that a run processes concurrently.
const CONCURRENCY: usize = 8;

/// The time after which a run starts no other notification. The next run, a minute later, continues.
const START_LIMIT: Duration = Duration::from_secs(120);

/// The function's dependencies.
#[derive(Clone)]
pub struct Deps {
    /// The handle of the table.
    pub store: Notifications,
    /// The client for webhooks.
    pub web: Web,
    /// The keys that derive the secrets of partners.
    pub keys: PartnerKeys,
    /// The clock.
    pub clock: Clock,
    /// The clock of signatures, which partners' clocks agree with.
    pub wall_clock: Clock,
    partner_list: PartnerList,
}

impl Deps {
    /// Creates the dependencies from the settings.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting that is missing or unusable.
    pub fn of(runtime: &Runtime) -> Result<Self, BadSetting> {
        let keys = runtime.partner_keys()?;
        // Only the local runner sets this: its partners are on the same machine.
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
            wall_clock: runtime.wall_clock(),
            partner_list: PartnerList::default(),
        })
    }
}

/// The setting has another value than `yes`.
#[derive(Debug, thiserror::Error)]
#[error("the only valid value is yes")]
struct NotYes;

fn yes(text: &str) -> Result<(), NotYes> {
    (text == "yes").then_some(()).ok_or(NotYes)
}

/// The results of a run, for its log and metrics.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Run {
    /// Deliveries that partners acknowledged.
    pub acknowledged: u32,
    /// Deliveries that arrived and await acknowledgement.
    pub sent: u32,
    /// Deliveries that failed and will be retried.
    pub failed: u32,
    /// Deliveries that were given up: staff must take over.
    pub given_up: u32,
    /// Notifications that are complete.
    pub settled: u32,
    /// Notifications that wait until staff set a list of partners.
    pub without_list: u32,
    /// Notifications and deliveries that could not be read or written. They come due again.
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

    /// Whether any notification advanced after `before`.
    fn has_moved_since(self, before: Self) -> bool {
        let broken = before.broken;
        Self { broken, ..self } != before
    }

    /// Counts the rows of the index that name no notification.
    fn count_unreadable(&mut self, rows: u32) {
        self.broken += rows;
        if rows > 0 {
            tracing::error!(rows, "the index has rows that name no notification");
        }
    }

    fn report(&self, deps: &Deps) {
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
            "partners were running"
        );
    }
}

/// Handles an event of the stream or the schedule. A failed notification stays in the index and comes due again, so
/// Lambda need not retry the event.
///
/// # Errors
/// [`StoreError`] if the index can't be read.
pub async fn handle(deps: &Deps, event: Event) -> Result<Run, StoreError> {
    let unresponsive = deliver::Unresponsive::default();
    let limit = Limit::within(START_LIMIT);
    let mut run = Run::default();
    match event {
        Event::Stream(keys) => all(deps, keys, &unresponsive, limit, &mut run).await,
        Event::Schedule => loop {
            let before = run;
            // A pass reads each row once, so notifications that can't be processed don't block those behind them.
            let mut walk = IndexWalk::default();
            while !walk.is_over() && !limit.has_come() {
                let now = deps.clock.now();
                let due = deps.store.due_notifications(now, PAGE_SIZE, &mut walk);
                all(deps, due.await?, &unresponsive, limit, &mut run).await;
            }
            // A pass can make notifications due.
            if !run.has_moved_since(before) || limit.has_come() {
                run.count_unreadable(walk.unreadable);
                break;
            }
        },
    }
    if run != Run::default() {
        run.report(deps);
    }
    Ok(run)
}

/// Processes these notifications, several at a time, and starts none after the limit: the others stay due in the index.
/// A failure does not stop the others. They share one read of the list of partners.
async fn all(
    deps: &Deps,
    keys: Vec<NotificationKey>,
    unresponsive: &deliver::Unresponsive,
    limit: Limit,
    run: &mut Run,
) {
    let deps = Arc::new(deps.clone());
    let list = Arc::new(OnceCell::new());
    let mut keys = keys.into_iter();
    let mut running = JoinSet::new();
    loop {
        while running.len() < CONCURRENCY
            && !limit.has_come()
            && let Some(key) = keys.next()
        {
            let (deps, list) = (Arc::clone(&deps), Arc::clone(&list));
            let unresponsive = unresponsive.clone();
            running
                .spawn(async move { notification::one(&deps, &key, &list, &unresponsive).await });
        }
        match running.join_next().await {
            None => return,
            Some(Ok(Ok(one))) => run.add(one),
            Some(Ok(Err(error))) => {
                run.broken += 1;
                tracing::error!(%error, "a notification failed and comes due again");
            }
            Some(Err(_)) => run.broken += 1,
        }
    }
}
