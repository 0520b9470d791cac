//! Logs: one JSON object per line, without personal data.
//!
//! Our own events have only safe fields; reviews check that. Events of other crates can contain whole requests, so only
//! their level, target and name are logged, at every log level.

use crate::settings::{LOG_LEVEL, Settings};
use serde_json::{Map, Value};
use std::io::Write;
use std::sync::Arc;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

/// The destination of log lines.
pub type LogSink = Arc<dyn Fn(&str) + Send + Sync>;

/// Our own crates, whose fields are safe.
const OURS: &[&str] = &[
    "archive",
    "deadline_sweeper",
    "desk",
    "desk_api",
    "desk_pages",
    "domain",
    "email_events",
    "email_intake",
    "email_webhook",
    "emails",
    "engines",
    "form_intake",
    "gateway",
    "key_rotator",
    "link_actions",
    "local",
    "mail_reader",
    "outbox_sender",
    "pages",
    "partner_callback",
    "partner_notifier",
    "readability",
    "runtime",
    "signals",
    "status_lookup",
    "store",
    "suppression",
    "texts",
    "webhooks",
];

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogLevels {
    /// The level of our own crates.
    pub ours: LevelFilter,
    /// The level of other crates.
    pub others: LevelFilter,
}

/// Installs the logs of a process at the level of `LOG_LEVEL`.
pub(crate) fn install(settings: &Settings) {
    let level = settings
        .optional(&LOG_LEVEL, str::parse::<LevelFilter>)
        .ok()
        .flatten()
        .unwrap_or(LevelFilter::INFO);
    let out: LogSink = Arc::new(|line| {
        // A function must work even if its logs can't be written.
        let _ = writeln!(std::io::stdout().lock(), "{line}");
    });
    // The message of a panic can contain personal data. Its location is enough to find the cause.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        tracing::error!(place, "a panic");
    }));
    let _ = tracing::subscriber::set_global_default(subscriber(
        LogLevels {
            ours: level,
            others: level,
        },
        out,
    ));
}

/// Returns a subscriber that writes to `sink`.
#[must_use]
pub fn subscriber(levels: LogLevels, sink: LogSink) -> impl Subscriber + Send + Sync {
    let highest = levels.ours.max(levels.others);
    tracing_subscriber::registry().with(Lines { levels, sink }.with_filter(highest))
}

struct Lines {
    levels: LogLevels,
    sink: LogSink,
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Lines {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let metadata = event.metadata();
        if metadata.target() == crate::metrics::TARGET {
            let mut line = Map::new();
            event.record(&mut Fields(&mut line));
            if let Some(Value::String(metrics)) = line.get(crate::metrics::FIELD) {
                (self.sink)(metrics);
            }
            return;
        }
        if metadata.target() == crate::access::TARGET {
            let mut line = Map::new();
            line.insert("target".into(), metadata.target().into());
            event.record(&mut Fields(&mut line));
            (self.sink)(&Value::Object(line).to_string());
            return;
        }
        let root = metadata.target().split("::").next().unwrap_or_default();
        let ours = OURS.contains(&root);
        if *metadata.level()
            > if ours {
                self.levels.ours
            } else {
                self.levels.others
            }
        {
            return;
        }
        let mut line = Map::new();
        line.insert("level".into(), metadata.level().as_str().into());
        line.insert("target".into(), metadata.target().into());
        if ours {
            event.record(&mut Fields(&mut line));
        } else {
            line.insert("name".into(), metadata.name().into());
        }
        (self.sink)(&Value::Object(line).to_string());
    }
}

/// Collects the fields of an event.
struct Fields<'a>(&'a mut Map<String, Value>);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        self.0
            .insert(field.name().into(), format!("{value:?}").into());
    }
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().into(), value.into());
    }
    fn record_u64(&mut self, field: &Field, value: u64) {
        self.0.insert(field.name().into(), value.into());
    }
    fn record_i64(&mut self, field: &Field, value: i64) {
        self.0.insert(field.name().into(), value.into());
    }
    fn record_bool(&mut self, field: &Field, value: bool) {
        self.0.insert(field.name().into(), value.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;
    use std::sync::Mutex;

    #[test]
    fn every_function_and_every_shared_crate_is_ours() {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for folder in ["functions", "shared"] {
            for entry in std::fs::read_dir(workspace.join(folder)).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                let crate_name = name.replace('-', "_");
                assert!(OURS.contains(&crate_name.as_str()), "{name}");
            }
        }
    }

    #[test]
    fn our_fields_are_kept_and_other_crates_fields_are_not() {
        let lines = Arc::new(Mutex::new(String::new()));
        let sink = Arc::clone(&lines);
        let loud = LogLevels {
            ours: LevelFilter::TRACE,
            others: LevelFilter::TRACE,
        };
        let logs = subscriber(
            loud,
            Arc::new(move |line| sink.lock().unwrap().push_str(line)),
        );
        tracing::subscriber::with_default(logs, || {
            tracing::trace!(target: "hyper::proto", body = "planted", "read planted");
            tracing::info!(target: "store::commit", code = "Throttled", "not stored");
        });
        let lines = lines.lock().unwrap();
        assert!(!lines.contains("planted"), "{lines}");
        assert!(
            lines.contains("hyper::proto")
                && lines.contains("Throttled")
                && lines.contains("not stored"),
            "{lines}"
        );
    }
}
