//! Collects what all functions log at TRACE. No log line may hold personal data.

use runtime::{LogLevels, subscriber};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tracing::level_filters::LevelFilter;

static LINES: OnceLock<Arc<Mutex<Vec<String>>>> = OnceLock::new();

/// Starts to collect log lines of every thread.
pub(crate) fn listen() {
    LINES.get_or_init(|| {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let collected = Arc::clone(&lines);
        let levels = LogLevels {
            ours: LevelFilter::TRACE,
            others: LevelFilter::TRACE,
        };
        let logs = subscriber(
            levels,
            Arc::new(move |line: &str| {
                // Events of other crates are logged without fields, so their lines repeat. One copy is enough.
                let mut lines: std::sync::MutexGuard<'_, Vec<String>> =
                    collected.lock().unwrap_or_else(PoisonError::into_inner);
                if !lines.iter().rev().take(200).any(|known| known == line) {
                    lines.push(line.to_owned());
                }
            }),
        );
        let _ = tracing::subscriber::set_global_default(logs);
        lines
    });
}

/// Panics if a log line holds one of these texts.
pub(crate) fn assert_not_logged(secrets: &[String]) {
    let Some(lines) = LINES.get() else { return };
    let lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
    for secret in secrets {
        let found = lines.iter().find(|line| line.contains(secret.as_str()));
        assert!(found.is_none(), "the logs hold personal data: {found:?}");
    }
}

/// Returns the lines so far that contain this text, as JSON.
pub(crate) fn lines_with(text: &str) -> Vec<serde_json::Value> {
    let Some(lines) = LINES.get() else {
        return Vec::new();
    };
    let lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
    let found = lines.iter().filter(|line| line.contains(text));
    found
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}
