//! Moves a system through time, day by day, and does what each day requires.

use crate::events::Events;
use crate::functions::Functions;
use crate::time::LocalTime;
use anyhow::Result;
use domain::calendar::Calendar;
use jiff::{SignedDuration, Timestamp};
use runtime::Clock;
use std::sync::Arc;

/// The time of day, in California, at which each day's work is done.
const MORNING: SignedDuration = SignedDuration::from_hours(9);

/// A clock that can be moved, and the functions that act on time.
#[derive(Clone)]
pub(crate) struct TimeTravel {
    time: Arc<LocalTime>,
    clock: Clock,
    deadline_sweeper: deadline_sweeper::Deps,
    outbox_sender: outbox_sender::Deps,
    email_events: email_events::Deps,
    partner_notifier: partner_notifier::Deps,
    events: Arc<Events>,
    /// Lets one journey run at a time.
    one_at_a_time: Arc<tokio::sync::Mutex<()>>,
}

impl TimeTravel {
    pub(crate) fn new(
        time: Arc<LocalTime>,
        clock: Clock,
        functions: &Functions,
        events: Arc<Events>,
    ) -> Self {
        Self {
            time,
            clock,
            deadline_sweeper: functions.deadline_sweeper.clone(),
            outbox_sender: functions.outbox_sender.clone(),
            email_events: functions.email_events.clone(),
            partner_notifier: functions.partner_notifier.clone(),
            events,
            one_at_a_time: Arc::default(),
        }
    }

    /// Moves the system forward. Returns a line for each moment at which something happened.
    pub(crate) async fn pass(&self, span: SignedDuration) -> Result<Vec<String>> {
        let _alone = self.one_at_a_time.lock().await;
        let end = self.clock.now().checked_add(span)?;
        let mut lines = Vec::new();
        loop {
            let now = self.clock.now();
            if now >= end {
                return Ok(lines);
            }
            let next = next_morning(now).min(end);
            // The machine's clock advances during the work. An extra second makes sure that `next` is reached.
            let ahead = next.duration_since(now) + SignedDuration::from_secs(1);
            self.time.move_ahead(ahead)?;
            lines.extend(self.run_once().await?);
        }
    }

    /// Runs each function that acts on time once. Returns a line if one of them did something.
    async fn run_once(&self) -> Result<Option<String>> {
        let swept = deadline_sweeper::handle(
            &self.deadline_sweeper,
            deadline_sweeper::Event::Schedule,
            deadline_sweeper::Limit::NONE,
        );
        let swept = swept.await?;
        let schedule = partner_notifier::Event::Schedule;
        let notified = partner_notifier::handle(&self.partner_notifier, schedule).await?;
        outbox_sender::handle(&self.outbox_sender, outbox_sender::Event::Schedule).await?;
        let handle = |event| email_events::handle(&self.email_events, event);
        self.events.hand_out(handle).await?;
        let mut happened: Vec<String> = swept
            .passed
            .iter()
            .map(|(milestone, requests)| format!("{requests} × {}", milestone.replace('_', " ")))
            .collect();
        let mut count = |what: &str, number: u64| {
            if number > 0 {
                happened.push(format!("{number} {what}"));
            }
        };
        count("alert(s) to staff", swept.alarms);
        count("digest to staff", u64::from(swept.digest));
        count("erased", swept.erased);
        count("email(s) to requesters", swept.emails);
        count(
            "acknowledgment(s) by partners",
            u64::from(notified.acknowledged),
        );
        count("partner(s) given up", u64::from(notified.given_up));
        if happened.is_empty() {
            return Ok(None);
        }
        let at = self.clock.now().to_zoned(Calendar::California.zone());
        let at = at.strftime("%a %Y-%m-%d %H:%M");
        Ok(Some(format!("{at}  {}", happened.join(", "))))
    }
}

fn next_morning(now: Timestamp) -> Timestamp {
    let today = Calendar::California.date_of(now);
    let morning = |day| Calendar::California.start_of(day).checked_add(MORNING);
    match morning(today) {
        Ok(morning) if morning > now => morning,
        _ => today.tomorrow().and_then(morning).unwrap_or(Timestamp::MAX),
    }
}
