//! The time on this machine: the machine's, and as far ahead of it as it was taken. It stays ahead, since what was
//! written then must not lie in the future of what is written now.

use anyhow::{Context, Result};
use jiff::SignedDuration;
use runtime::Clock;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// The furthest that a system is taken at once: ten years.
const FURTHEST: i64 = 10 * 366 * 24 * 3600;

/// A clock that can be taken ahead.
#[derive(Debug)]
pub struct LocalTime {
    ahead: Arc<AtomicI64>,
    file: PathBuf,
}

impl LocalTime {
    /// The time of the system in this folder.
    ///
    /// # Errors
    /// If what is kept there can't be read.
    pub fn of(folder: &Path) -> Result<Self> {
        let file = folder.join("ahead");
        let ahead = match std::fs::read_to_string(&file) {
            Ok(text) => {
                let seconds = text.trim().parse::<i64>();
                seconds.with_context(|| format!("{} can't be read", file.display()))?
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => 0,
            Err(error) => {
                return Err(error).with_context(|| format!("{} can't be opened", file.display()));
            }
        };
        let ahead = Arc::new(AtomicI64::new(ahead));
        Ok(Self { ahead, file })
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> Clock {
        let (machine, ahead) = (Clock::system(), Arc::clone(&self.ahead));
        Clock::of(move || {
            let ahead = SignedDuration::from_secs(ahead.load(Ordering::SeqCst));
            let now = machine.now();
            now.checked_add(ahead).unwrap_or(now)
        })
    }

    /// Takes the clock ahead, for good.
    ///
    /// # Errors
    /// If that can't be kept: then it stays where it was.
    pub fn take_ahead(&self, by: SignedDuration) -> Result<()> {
        let ahead = self
            .ahead
            .load(Ordering::SeqCst)
            .saturating_add(by.as_secs());
        let half = self.file.with_extension("half");
        std::fs::write(&half, ahead.to_string())
            .and_then(|()| std::fs::rename(&half, &self.file))
            .with_context(|| format!("{} can't be written", self.file.display()))?;
        self.ahead.store(ahead, Ordering::SeqCst);
        Ok(())
    }
}

/// The text is no span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a span is written in days or hours, such as 20d or 36h, and is ten years at the most")]
pub struct NotASpan;

/// Reads `20d` or `36h`.
///
/// # Errors
/// [`NotASpan`] if it is neither.
pub fn span(text: &str) -> Result<SignedDuration, NotASpan> {
    let text = text.trim();
    let (number, unit) = match (text.strip_suffix('d'), text.strip_suffix('h')) {
        (Some(days), _) => (days, 24 * 3600),
        (_, Some(hours)) => (hours, 3600),
        _ => return Err(NotASpan),
    };
    let number: u32 = number.parse().map_err(|_| NotASpan)?;
    let seconds = i64::from(number).checked_mul(unit).ok_or(NotASpan)?;
    if !(1..=FURTHEST).contains(&seconds) {
        return Err(NotASpan);
    }
    Ok(SignedDuration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_days_or_hours() {
        assert_eq!(span("20d"), Ok(SignedDuration::from_hours(480)));
        assert_eq!(span(" 36h "), Ok(SignedDuration::from_hours(36)));
        for wrong in [
            "",
            "d",
            "20",
            "-1d",
            "0h",
            "1w",
            "4000d",
            "99999999999d",
            "1.5d",
        ] {
            assert_eq!(span(wrong), Err(NotASpan), "{wrong}");
        }
    }

    #[test]
    fn a_system_stays_where_it_was_taken() {
        let folder = tempfile::tempdir().unwrap();
        let time = LocalTime::of(folder.path()).unwrap();
        let before = Clock::system().now();
        time.take_ahead(SignedDuration::from_hours(48)).unwrap();
        let again = LocalTime::of(folder.path()).unwrap().clock().now();
        assert!(time.clock().now().duration_since(before) >= SignedDuration::from_hours(48));
        assert!(again.duration_since(before) >= SignedDuration::from_hours(48));
    }
}
