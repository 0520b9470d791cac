//! The least time until a submission is answered.
//!
//! A person's second request takes more store calls than their first one. Without this time, a stranger could measure
//! whether a person has asked before.

use std::time::Duration;

/// The least time until a submission is answered. It covers a first request and a repeat, unless the store is slow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ResponseTime(Duration);

/// The setting is not a usable number of milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("give a number of milliseconds from 0 to 5000")]
pub struct NotMilliseconds;

impl Default for ResponseTime {
    fn default() -> Self {
        Self(Duration::from_millis(250))
    }
}

impl ResponseTime {
    /// Answers at once.
    pub const ZERO: Self = Self(Duration::ZERO);

    /// Parses the setting.
    ///
    /// # Errors
    /// [`NotMilliseconds`] if it is not a number, or so large that a page could exceed the time of its call.
    pub fn parse(text: &str) -> Result<Self, NotMilliseconds> {
        let milliseconds = text.trim().parse().map_err(|_| NotMilliseconds)?;
        (milliseconds <= 5_000)
            .then_some(Self(Duration::from_millis(milliseconds)))
            .ok_or(NotMilliseconds)
    }

    /// Returns the result of `work` when it is there and the time is over.
    pub(crate) async fn cover<T>(self, work: impl Future<Output = T>) -> T {
        tokio::join!(work, tokio::time::sleep(self.0)).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::time::{Instant, sleep};

    #[tokio::test(start_paused = true)]
    async fn a_first_request_and_a_repeat_are_answered_after_the_same_time() {
        let time = ResponseTime::default();
        let answered_after = async |milliseconds| {
            let start = Instant::now();
            time.cover(sleep(Duration::from_millis(milliseconds))).await;
            start.elapsed()
        };
        assert_eq!(answered_after(36).await, answered_after(86).await);
        assert_eq!(answered_after(900).await, Duration::from_millis(900));
    }

    #[test]
    fn the_setting_is_a_number_of_milliseconds() {
        assert_eq!(ResponseTime::parse("0"), Ok(ResponseTime::ZERO));
        assert_eq!(ResponseTime::parse("250"), Ok(ResponseTime::default()));
        for text in ["", "5001", "-1", "0.3", "fast"] {
            assert_eq!(ResponseTime::parse(text), Err(NotMilliseconds), "{text}");
        }
    }
}
