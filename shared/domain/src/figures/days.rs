//! How many requests were responded to after how many days.

use std::collections::BTreeMap;

/// The number of responses by the days that they took.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DayCounts(BTreeMap<u16, u64>);

impl DayCounts {
    /// Adds responses after this number of days.
    pub fn add(&mut self, days: u16, count: u64) {
        *self.0.entry(days).or_default() += count;
    }

    /// Returns the number of responses.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// Returns the mean number of days; `None` without a response.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "no company has 2^53 requests")]
    pub fn mean(&self) -> Option<f64> {
        let days = |(days, count): (&u16, &u64)| u64::from(*days) * count;
        let sum: u64 = self.0.iter().map(days).sum();
        let total = self.total();
        (total > 0).then(|| sum as f64 / total as f64)
    }

    /// Returns the median number of days; `None` without a response. For an even number of responses, it is the mean of the
    /// two in the middle.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        let total = self.total();
        let last = total.checked_sub(1)?;
        let (low, high) = (self.nth(last / 2)?, self.nth(total / 2)?);
        Some(f64::from(u32::from(low) + u32::from(high)) / 2.0)
    }

    /// Returns the days of the response at this position, counted from 0, in the order of the days.
    fn nth(&self, position: u64) -> Option<u16> {
        let mut seen = 0;
        let mut counts = self.0.iter();
        let found = counts.find(|(_, count)| {
            seen += **count;
            position < seen
        });
        found.map(|(days, _)| *days)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn counts(days: &[u16]) -> DayCounts {
        let mut counts = DayCounts::default();
        for days in days {
            counts.add(*days, 1);
        }
        counts
    }

    #[test]
    fn median_and_mean_are_those_of_a_textbook() {
        assert_eq!((counts(&[]).median(), counts(&[]).mean()), (None, None));
        for (days, median, mean) in [
            (&[7][..], 7.0, 7.0),
            (&[1, 2], 1.5, 1.5),
            (&[45, 0, 3], 3.0, 16.0),
            (&[0, 0, 0, 90], 0.0, 22.5),
        ] {
            let counts = counts(days);
            assert_eq!((counts.median(), counts.mean()), (Some(median), Some(mean)));
        }
    }

    proptest! {
        #[test]
        fn the_median_is_that_of_the_sorted_days(mut days in prop::collection::vec(0_u16..120, 1..60)) {
            let found = counts(&days).median().unwrap();
            days.sort_unstable();
            let middle = days.len() / 2;
            let expected = match days.len() % 2 {
                0 => f64::from(days[middle - 1] + days[middle]) / 2.0,
                _ => f64::from(days[middle]),
            };
            prop_assert!((found - expected).abs() < f64::EPSILON);
        }
    }
}
