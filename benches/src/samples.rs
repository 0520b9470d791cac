//! Measurements of many rounds.

use std::time::Duration;

/// Durations of the same operation.
#[derive(Debug, Default)]
pub struct Samples(Vec<Duration>);

impl Samples {
    /// Adds a duration.
    pub fn add(&mut self, took: Duration) {
        self.0.push(took);
    }

    /// Returns the median.
    ///
    /// # Panics
    /// If there is no sample.
    #[must_use]
    pub fn p50(&self) -> Duration {
        let mut sorted = self.0.clone();
        sorted.sort();
        sorted[sorted.len() / 2]
    }

    /// Returns the ratio of the medians.
    ///
    /// # Panics
    /// If there is no sample.
    #[must_use]
    pub fn ratio_to(&self, others: &Self) -> f64 {
        self.p50().as_secs_f64() / others.p50().as_secs_f64()
    }
}

/// Formats a duration in milliseconds for a table.
#[must_use]
pub fn ms(took: Duration) -> String {
    format!("{:.2} ms", took.as_secs_f64() * 1_000.0)
}
