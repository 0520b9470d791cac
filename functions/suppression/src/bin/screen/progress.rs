//! Progress on standard error: a bar on a terminal, otherwise a line every ten seconds.

use crate::list::Count;
use std::io::{IsTerminal, Write};
use std::time::{Duration, Instant};

const WIDTH: usize = 30;

/// The progress display.
pub(crate) struct Progress {
    size: u64,
    bar: bool,
    shown: Instant,
}

impl Progress {
    /// Creates the display for a list of this size in bytes.
    pub(crate) fn of(size: u64) -> Self {
        Self {
            size: size.max(1),
            bar: std::io::stderr().is_terminal(),
            shown: Instant::now(),
        }
    }

    /// Updates the display, unless it was updated a moment ago.
    pub(crate) fn show(&mut self, read: u64, count: &Count) {
        let every = match self.bar {
            true => Duration::from_millis(100),
            false => Duration::from_secs(10),
        };
        if self.shown.elapsed() < every {
            return;
        }
        self.shown = Instant::now();
        let line = line(read, self.size, count, self.bar);
        let mut to = std::io::stderr().lock();
        // A failed write must not stop the screening.
        let _ = match self.bar {
            true => write!(to, "\r{line}\x1b[K"),
            false => writeln!(to, "{line}"),
        };
    }

    /// Clears the bar.
    pub(crate) fn end(&self) {
        if self.bar {
            let _ = write!(std::io::stderr().lock(), "\r\x1b[K");
        }
    }
}

fn line(read: u64, size: u64, count: &Count, bar: bool) -> String {
    let done = read.min(size);
    let percent = done * 100 / size;
    let Count {
        identifiers,
        stopped,
        unchecked,
        ..
    } = count;
    let said =
        format!("{percent:3} %  {identifiers} checked, {stopped} stopped, {unchecked} not checked");
    if !bar {
        return said;
    }
    let full = usize::try_from(done * WIDTH as u64 / size).unwrap_or(WIDTH);
    format!("[{}{}] {said}", "#".repeat(full), " ".repeat(WIDTH - full))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_fills_and_does_not_run_over() {
        let count = Count::default();
        assert!(line(50, 100, &count, true).starts_with("[###############               ]  50 %"));
        assert!(line(900, 100, &count, true).starts_with("[##############################] 100 %"));
        assert!(line(1, 100, &count, false).starts_with("  1 %"));
    }
}
