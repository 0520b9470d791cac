//! What was measured, round by round.

use std::time::Duration;

/// Times of the same thing.
#[derive(Debug, Default)]
pub struct Samples(Vec<Duration>);

impl Samples {
    /// One more.
    pub fn add(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// The one in the middle.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn p50(&self) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort();
        sorted[sorted.len() / 2]
    }

    /// How many times as long the one in the middle takes.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn ratio_to(&self, others: &Self) -> f64 {
        self.p50().as_secs_f64() / others.p50().as_secs_f64()
    }
}

/// Milliseconds, as a table shows them.
#[must_use]
pub fn ms(took: Duration) -> String {
    format!("{:.2} ms", took.as_secs_f64() * 1_000.0)
}
