//! Shares with 95 % intervals.

use std::fmt;

/// How many of how many.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Count {
    pub(crate) hits: usize,
    pub(crate) all: usize,
}

/// The quantile of the normal distribution for 95 %.
const QUANTILE: f64 = 1.96;

impl Count {
    /// Counts one.
    pub(crate) fn add(&mut self, hit: bool) {
        self.hits += usize::from(hit);
        self.all += 1;
    }

    /// Adds others.
    pub(crate) fn merge(&mut self, other: Self) {
        self.hits += other.hits;
        self.all += other.all;
    }

    /// The share, from 0 to 1.
    pub(crate) fn share(self) -> f64 {
        self.hits as f64 / self.all.max(1) as f64
    }

    /// The interval that holds the true share in 95 of 100 samples (Wilson 1927).
    pub(crate) fn interval(self) -> (f64, f64) {
        let all = self.all.max(1) as f64;
        let share = self.share();
        let square = QUANTILE * QUANTILE;
        let middle = share + square / (2.0 * all);
        let half = QUANTILE * (share * (1.0 - share) / all + square / (4.0 * all * all)).sqrt();
        let scale = 1.0 + square / all;
        (
            ((middle - half) / scale).max(0.0),
            ((middle + half) / scale).min(1.0),
        )
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (low, high) = self.interval();
        write!(
            f,
            "{:4}/{:<4} {:5.1} % ({:.1}–{:.1})",
            self.hits,
            self.all,
            100.0 * self.share(),
            100.0 * low,
            100.0 * high
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn an_interval_holds_the_share_and_is_never_a_point() {
        let (low, high) = Count { hits: 0, all: 40 }.interval();
        assert!(low == 0.0 && (0.08..0.09).contains(&high), "{low} {high}");
        let (low, high) = Count { hits: 81, all: 100 }.interval();
        assert!(
            (0.72..0.73).contains(&low) && (0.87..0.88).contains(&high),
            "{low} {high}"
        );
    }
}
