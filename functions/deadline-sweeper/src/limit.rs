//! How long a run may take.

use jiff::Timestamp;
use std::time::{Duration, Instant};

/// What is left for the heartbeat, after the last piece of work was begun.
const LAST_WORDS: Duration = Duration::from_secs(15);

/// When a run stops to begin anything.
#[derive(Debug, Clone, Copy)]
pub struct Limit(Option<Instant>);

impl Limit {
    /// No limit: on one's own machine.
    pub const NONE: Self = Self(None);

    /// So long from now.
    #[must_use]
    pub fn within(time: Duration) -> Self {
        Self(Instant::now().checked_add(time))
    }

    /// Shortly before Lambda ends the run, which it names in milliseconds since 1970.
    #[must_use]
    pub fn before(deadline: u64, now: Timestamp) -> Self {
        let now = u64::try_from(now.as_millisecond()).unwrap_or_default();
        let left = Duration::from_millis(deadline.saturating_sub(now));
        Self::within(left.saturating_sub(LAST_WORDS))
    }

    /// Whether it has come.
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
        assert!(Limit::before(1_010_000, now).has_come());
        assert!(Limit::before(0, now).has_come());
        assert!(!Limit::before(2_000_000, now).has_come());
        assert!(!Limit::before(u64::MAX, now).has_come());
        assert!(!Limit::NONE.has_come());
    }
}
