//! The rate at which a run sends, so that SES accepts each call.

use std::num::NonZeroU16;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// The account's sending rate, in emails per second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate(NonZeroU16);

/// How long one email takes: about half a second until SES answers, and five calls of the table.
const TAKES: Duration = Duration::from_millis(600);

/// The most emails at the same time. A summary has up to 300 KB, and each is in memory about three times.
const MOST_AT_ONCE: usize = 128;

/// The text is not a sending rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write a whole number of emails per second, from 1 to 65535")]
pub struct NotARate;

impl Rate {
    /// SES's rate for most accounts outside the sandbox.
    pub const DEFAULT: Self = Self(NonZeroU16::new(14).unwrap());

    /// Parses a setting.
    ///
    /// # Errors
    /// [`NotARate`] if the text is not a whole number from 1 to 65535.
    pub fn parse(text: &str) -> Result<Self, NotARate> {
        text.trim().parse().map(Self).map_err(|_| NotARate)
    }

    /// Returns how many emails a run sends at the same time, so that it reaches the rate although each takes a while.
    pub(crate) fn at_once(self) -> usize {
        let in_time = u128::from(self.0.get()) * TAKES.as_millis();
        let needed = usize::try_from(in_time.div_ceil(1_000)).unwrap_or(MOST_AT_ONCE);
        needed.clamp(1, MOST_AT_ONCE)
    }
}

/// Spaces the emails of a run. Its clones share one rate.
#[derive(Clone)]
pub(crate) struct Pace(Arc<Mutex<Interval>>);

impl Pace {
    pub(crate) fn of(rate: Rate) -> Self {
        let period = Duration::from_secs(1) / u32::from(rate.0.get());
        Self(Arc::new(Mutex::new(every(period))))
    }

    /// Waits until the next email may leave.
    pub(crate) async fn turn(&self) {
        self.0.lock().await.tick().await;
    }

    /// Halves the rate of the run, to one email per second at the slowest: the account's rate is lower, or another run
    /// uses a part of it.
    pub(crate) async fn slow_down(&self) {
        let mut ticks = self.0.lock().await;
        let period = (ticks.period() * 2).min(Duration::from_secs(1));
        *ticks = every(period);
        ticks.reset();
    }
}

fn every(period: Duration) -> Interval {
    let mut ticks = interval(period);
    // A late tick doesn't move those after it, so a run reaches its rate, and it catches up with no burst.
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_a_whole_number_of_emails() {
        assert_eq!(Rate::parse("14"), Ok(Rate::DEFAULT));
        for text in ["", "0", "-1", "1.5", "65536", "fast"] {
            assert_eq!(Rate::parse(text), Err(NotARate), "{text}");
        }
    }

    #[test]
    fn as_many_emails_leave_at_the_same_time_as_the_rate_needs() {
        let at_once = |rate: &str| Rate::parse(rate).unwrap().at_once();
        let rates = ["1", "14", "50", "200", "1000", "65535"];
        assert_eq!(rates.map(at_once), [1, 9, 30, 120, 128, 128]);
        for rate in [14_u16, 50, 100, 200] {
            let reached = at_once(&rate.to_string()) as f64 / TAKES.as_secs_f64();
            assert!(reached >= f64::from(rate), "{reached} of {rate}");
        }
    }

    #[tokio::test]
    async fn a_throttled_run_slows_down_to_one_email_per_second() {
        let pace = Pace::of(Rate::parse("4").unwrap());
        let mut periods = Vec::new();
        for _ in 0..4 {
            periods.push(pace.0.lock().await.period().as_millis());
            pace.slow_down().await;
        }
        assert_eq!(periods, [250, 500, 1000, 1000]);
    }
}
