//! The clock of a local system: the machine's clock plus an offset. The offset never decreases, because stored items must
//! not be dated after the present.

use anyhow::{Context, Result};
use jiff::SignedDuration;
use runtime::Clock;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// The longest span of one move, in seconds: ten years.
const FURTHEST: i64 = 10 * 366 * 24 * 3600;

/// A clock that can be moved forward.
#[derive(Debug)]
pub struct LocalTime {
    ahead: Arc<AtomicI64>,
    file: PathBuf,
}

impl LocalTime {
    /// Reads the offset of the system in this folder.
    ///
    /// # Errors
    /// If the file can't be read.
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

    /// Returns the clock.
    #[must_use]
    pub fn clock(&self) -> Clock {
        let (machine, ahead) = (Clock::system(), Arc::clone(&self.ahead));
        Clock::of(move || {
            let ahead = SignedDuration::from_secs(ahead.load(Ordering::SeqCst));
            let now = machine.now();
            now.checked_add(ahead).unwrap_or(now)
        })
    }

    /// Moves the clock forward and stores the new offset.
    ///
    /// # Errors
    /// If the file can't be written. Then the clock doesn't move.
    pub fn move_ahead(&self, by: SignedDuration) -> Result<()> {
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

/// The text is not a span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write a time in days or hours, such as 20d or 36h, up to ten years")]
pub struct NotASpan;

/// Parses a span such as `20d` or `36h`.
///
/// # Errors
/// [`NotASpan`] for any other text.
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
    fn a_restarted_system_keeps_its_offset() {
        let folder = tempfile::tempdir().unwrap();
        let time = LocalTime::of(folder.path()).unwrap();
        let before = Clock::system().now();
        time.move_ahead(SignedDuration::from_hours(48)).unwrap();
        let again = LocalTime::of(folder.path()).unwrap().clock().now();
        assert!(time.clock().now().duration_since(before) >= SignedDuration::from_hours(48));
        assert!(again.duration_since(before) >= SignedDuration::from_hours(48));
    }
}
