//! The time limit of a run.

use jiff::Timestamp;
use std::time::{Duration, Instant};

/// The time after which a run starts no further work.
#[derive(Debug, Clone, Copy)]
pub struct Limit(Option<Instant>);

impl Limit {
    /// No limit, for the local runner.
    pub const NONE: Self = Self(None);

    /// Sets the limit this long from now.
    #[must_use]
    pub fn within(time: Duration) -> Self {
        Self(Instant::now().checked_add(time))
    }

    /// Sets the limit this long before Lambda ends the run. `deadline` is in milliseconds since 1970.
    #[must_use]
    pub fn before(deadline: u64, now: Timestamp, spare: Duration) -> Self {
        let now = u64::try_from(now.as_millisecond()).unwrap_or_default();
        let left = Duration::from_millis(deadline.saturating_sub(now));
        Self::within(left.saturating_sub(spare))
    }

    /// Reports whether the limit is reached.
    #[must_use]
    pub fn has_come(self) -> bool {
        self.0.is_some_and(|at| Instant::now() >= at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_stops_before_lambda_ends_it() {
        let now = Timestamp::from_second(1_000).unwrap();
        let before = |deadline| Limit::before(deadline, now, Duration::from_secs(15));
        assert!(before(1_010_000).has_come());
        assert!(before(0).has_come());
        assert!(!before(2_000_000).has_come());
        assert!(!before(u64::MAX).has_come());
        assert!(!Limit::NONE.has_come());
    }

    #[test]
    fn a_limit_is_reached_when_its_time_is_over() {
        assert!(Limit::within(Duration::ZERO).has_come());
        assert!(!Limit::within(Duration::from_secs(60)).has_come());
    }
}
