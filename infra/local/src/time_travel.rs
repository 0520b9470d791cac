//! Taking a system through time: day by day, with everything that happens on the way.

use crate::events::Events;
use crate::time::LocalTime;
use anyhow::Result;
use domain::calendar::Calendar;
use jiff::{SignedDuration, Timestamp};
use runtime::Clock;
use std::sync::Arc;

/// The hour of California's morning at which a day is lived.
const MORNING: SignedDuration = SignedDuration::from_hours(9);

/// What lives through the time.
#[derive(Clone)]
pub(crate) struct TimeTravel {
    pub(crate) time: Arc<LocalTime>,
    pub(crate) clock: Clock,
    pub(crate) deadline_sweeper: deadline_sweeper::Deps,
    pub(crate) outbox_sender: outbox_sender::Deps,
    pub(crate) email_events: email_events::Deps,
    pub(crate) partner_notifier: partner_notifier::Deps,
    pub(crate) events: Arc<Events>,
    /// One journey at a time.
    pub(crate) under_way: Arc<tokio::sync::Mutex<()>>,
}

impl TimeTravel {
    /// Takes the system so far, and says what happened, a line for each moment at which something did.
    pub(crate) async fn pass(&self, span: SignedDuration) -> Result<Vec<String>> {
        let _alone = self.under_way.lock().await;
        let end = self.clock.now().checked_add(span)?;
        let mut notified = Vec::new();
        loop {
            let now = self.clock.now();
            if now >= end {
                return Ok(notified);
            }
            let next = next_morning(now).min(end);
            // The machine's clock goes on while we think: a second more is no harm.
            let ahead = next.duration_since(now) + SignedDuration::from_secs(1);
            self.time.take_ahead(ahead)?;
            notified.extend(self.live().await?);
        }
    }

    /// Does what this moment wants done.
    async fn live(&self) -> Result<Option<String>> {
        let swept = deadline_sweeper::handle(
            &self.deadline_sweeper,
            deadline_sweeper::Event::Schedule,
            deadline_sweeper::Limit::NONE,
        );
        let swept = swept.await?;
        let notified = partner_notifier::Event::Schedule;
        let notified = partner_notifier::handle(&self.partner_notifier, notified).await?;
        outbox_sender::handle(&self.outbox_sender, outbox_sender::Event::Schedule).await?;
        let hear = |event| email_events::handle(&self.email_events, event);
        self.events.hand_out(hear).await?;
        let mut happened: Vec<String> = swept
            .passed
            .iter()
            .map(|(milestone, requests)| format!("{requests} × {}", milestone.replace('_', " ")))
            .collect();
        let mut tell = |what: &str, count: u64| {
            if count > 0 {
                happened.push(format!("{count} {what}"));
            }
        };
        tell("alarm(s) to staff", swept.alarms);
        tell("digest to staff", u64::from(swept.digest));
        tell("forgotten", swept.forgotten);
        tell("email(s) to persons", swept.emails);
        tell(
            "acknowledgement(s) of partners",
            u64::from(notified.acknowledged),
        );
        tell("partner(s) given up", u64::from(notified.given_up));
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
