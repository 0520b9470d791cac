//! What the whole system logs, at TRACE, in every journey: nothing of it may be personal.

use runtime::{LogLevels, subscriber};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tracing::level_filters::LevelFilter;

static LINES: OnceLock<Arc<Mutex<Vec<String>>>> = OnceLock::new();

/// Listens to everything from here on, in every thread of the process.
pub(crate) fn listen() {
    LINES.get_or_init(|| {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&lines);
        let loud = LogLevels {
            ours: LevelFilter::TRACE,
            others: LevelFilter::TRACE,
        };
        let logs = subscriber(
            loud,
            Arc::new(move |line: &str| {
                // Of other crates' events only level, target and name are written, all fixed when they are
                // compiled: a line that is known already can tell nothing new.
                let mut lines: std::sync::MutexGuard<'_, Vec<String>> =
                    heard.lock().unwrap_or_else(PoisonError::into_inner);
                if !lines.iter().rev().take(200).any(|known| known == line) {
                    lines.push(line.to_owned());
                }
            }),
        );
        let _ = tracing::subscriber::set_global_default(logs);
        lines
    });
}

/// Fails if any of these was logged by anybody.
pub(crate) fn heard_none_of(secrets: &[String]) {
    let Some(lines) = LINES.get() else { return };
    let lines = lines.lock().unwrap_or_else(PoisonError::into_inner);
    for secret in secrets {
        let found = lines.iter().find(|line| line.contains(secret.as_str()));
        assert!(
            found.is_none(),
            "something personal is in the logs: {found:?}"
        );
    }
}
