//! What time does to requests: whoever has not moved is noticed, and never forgotten.
//!
//! Every hour it looks at each request whose time has come, tells staff what can't wait, and says that it lives.
//! Once a day it counts what is open and owes staff a digest; once a week it compares the index with the table. It
//! may run at any moment, twice at once, or after a week without it: what was done is on the requests themselves.

mod alarm;
mod audit;
mod daily;
mod event;
mod look;
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

/// What the function can do.
#[derive(Clone)]
pub struct Deps {
    /// The handle of the table.
    pub store: Sweep,
    /// The archive of raw mail.
    pub archive: Archive,
    /// For how many months a record is kept.
    pub kept_months: i32,
    /// Where staff get the digest and alarms; nowhere if none is set.
    pub staff: Option<EmailAddress>,
    /// The clock.
    pub clock: Clock,
}

impl Deps {
    /// What the function can do, by its settings.
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
                    return Err("the digest would come back as a request".to_owned());
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
                    .ok_or("a record is kept for 24 months at least (11 CCR § 7101(a))")
            })?;
        Ok(Self {
            store: runtime.store()?,
            archive: runtime.archive()?,
            kept_months: kept_months.unwrap_or(retention::LEAST_MONTHS),
            staff,
            clock: runtime.clock(),
        })
    }
}

/// Does what is due, or one job. A part that fails doesn't keep the others.
///
/// # Errors
/// The first [`StoreError`] of a part that could not be done: all of it may be done again.
pub async fn handle(deps: &Deps, event: Event, limit: Limit) -> Result<Run, StoreError> {
    let mut run = Run::default();
    let mut heartbeat = deps.store.heartbeat().await?;
    let done = match event {
        Event::Schedule => on_schedule(deps, &mut heartbeat, &mut run, limit).await,
        Event::Job(job) => manual(deps, job, &mut heartbeat, &mut run, limit).await,
    };
    run.beat(deps, heartbeat).await?;
    done.map(|()| run)
}

async fn on_schedule(
    deps: &Deps,
    heartbeat: &mut Heartbeat,
    run: &mut Run,
    limit: Limit,
) -> Result<(), StoreError> {
    let checked_until = look::at_all(deps, run, limit).await;
    let notified = alarm::tell(deps, run, limit).await;
    let daily = daily::do_it(deps, heartbeat, run, limit).await;
    let compared = weekly::do_it(deps, heartbeat, run, limit).await;
    let moved = rekey::go_on(deps, run, limit).await;
    checked_until
        .and(notified)
        .and(daily)
        .and(compared)
        .and(moved)
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
        Job::Rekey => rekey::from_the_beginning(deps, run, limit).await,
    }
}
