//! Checks the deadlines of requests.
//!
//! Every hour the sweeper checks each request that is due, alerts staff and writes a heartbeat. Once a day it audits the
//! open requests, queues a digest for staff, counts the figures and erases what was kept long enough. Once a week it compares the index with
//! the table. It may run at any time, twice at once, or after a gap of a week: its state is on the requests themselves.

mod alarm;
mod audit;
mod check;
mod daily;
mod event;
mod figures;
mod law_changes;
mod rekey;
mod retention;
mod run;
mod settings;
mod weekly;

pub use event::{Event, Job, UnknownEvent};
pub use run::Run;
pub use runtime::Limit;
pub use settings::SETTINGS;

use archive::Archive;
use domain::person::EmailAddress;
use runtime::{BadSetting, Clock, Runtime};
use store::{Heartbeat, StoreError, Sweep};

/// The function's dependencies.
#[derive(Clone)]
pub struct Deps {
    /// The handle of the table.
    pub store: Sweep,
    /// The archive of raw messages.
    pub archive: Archive,
    /// How many months a closed request is kept.
    pub kept_months: i32,
    /// Whether open requests get what a later law adds.
    pub applies_law_changes: bool,
    /// The address for the digest and alarms, if one is set.
    pub staff: Option<EmailAddress>,
    /// The clock.
    pub clock: Clock,
}

impl Deps {
    /// Creates the dependencies from the settings.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting that is missing or unusable.
    pub fn of(runtime: &Runtime) -> Result<Self, BadSetting> {
        let inbox = runtime.inbox()?;
        let staff = runtime
            .settings()
            .optional(&runtime::settings::STAFF_ADDRESS, |text| {
                let address = EmailAddress::parse(text).map_err(|error| error.to_string())?;
                if address.normalized() == inbox.normalized() {
                    return Err("the digest would return to the inbox as a request".to_owned());
                }
                Ok(address)
            })?;
        let kept_months = runtime
            .settings()
            .optional(&settings::RETENTION_MONTHS, |text| {
                let months = text.parse().ok();
                let fits = |months: &i32| (retention::LEAST_MONTHS..=600).contains(months);
                months
                    .filter(fits)
                    .ok_or("the minimum is 24 months (11 CCR § 7101(a))")
            })?;
        let applies_law_changes = runtime
            .settings()
            .optional(&settings::LAW_CHANGES, |text| match text {
                "apply" => Ok(true),
                "ignore" => Ok(false),
                _ => Err("use apply or ignore"),
            })?;
        Ok(Self {
            store: runtime.store()?,
            archive: runtime.archive()?,
            kept_months: kept_months.unwrap_or(retention::LEAST_MONTHS),
            applies_law_changes: applies_law_changes.unwrap_or(true),
            staff,
            clock: runtime.clock(),
        })
    }
}

/// Does everything that is due, or one job. A failed part does not stop the others.
///
/// # Errors
/// The first [`StoreError`] of a failed part. Lambda may repeat the whole event.
pub async fn handle(deps: &Deps, event: Event, limit: Limit) -> Result<Run, StoreError> {
    let mut run = Run::default();
    let mut heartbeat = deps.store.heartbeat().await?;
    let done = match event {
        Event::Schedule => on_schedule(deps, &mut heartbeat, &mut run, limit).await,
        Event::Job(job) => {
            run.beat(deps, &heartbeat).await?;
            let before = run.clone();
            let done = manual(deps, job, &mut heartbeat, &mut run, limit).await;
            run.end(deps, &before, &heartbeat).await?;
            done
        }
    };
    done.map(|()| run)
}

async fn on_schedule(
    deps: &Deps,
    heartbeat: &mut Heartbeat,
    run: &mut Run,
    limit: Limit,
) -> Result<(), StoreError> {
    let checked = check::all_due(deps, run, limit).await;
    let alerted = alarm::alert(deps, run, limit).await;
    // The checks are the part that no one can do without, so the heartbeat reports them before the optional work.
    let beaten = run.beat(deps, heartbeat).await;
    let before = run.clone();
    let changed = law_changes::run_if_due(deps, heartbeat, run, limit).await;
    let daily = daily::run_if_due(deps, heartbeat, run, limit).await;
    let compared = weekly::run_if_due(deps, heartbeat, run, limit).await;
    let figures = figures::run_if_due(deps, heartbeat, run, limit).await;
    let moved = rekey::resume(deps, run, limit).await;
    let ended = run.end(deps, &before, heartbeat).await;
    let optional = changed.and(daily).and(compared).and(figures).and(moved);
    checked.and(alerted).and(beaten).and(optional).and(ended)
}

async fn manual(
    deps: &Deps,
    job: Job,
    heartbeat: &mut Heartbeat,
    run: &mut Run,
    limit: Limit,
) -> Result<(), StoreError> {
    let today = domain::calendar::Calendar::California.date_of(deps.clock.now());
    match job {
        Job::Audit => daily::audit(deps, today, false, run, limit).await,
        Job::Digest => daily::audit(deps, today, true, run, limit).await,
        Job::Weekly => weekly::compare(deps, heartbeat, run, limit).await,
        Job::Rekey => rekey::restart(deps, run, limit).await,
        Job::Figures => figures::count(deps, heartbeat, run, limit).await,
        Job::LawChanges => law_changes::apply(deps, heartbeat, today, run, limit).await,
    }
}
