//! Logs: one JSON object a line, and nothing personal in it.
//!
//! Our own events carry only fields that are safe, by review. Other crates' events can carry whole
//! requests, so of them only the level, the target and the name are kept, whatever the level is set to.

use crate::Settings;
use serde_json::{Map, Value};
use std::io::Write;
use std::sync::Arc;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

/// Where log lines go.
pub type LogSink = Arc<dyn Fn(&str) + Send + Sync>;

/// The crates whose fields are safe: our own.
const OURS: &[&str] = &[
    "archive",
    "deadline_sweeper",
    "desk",
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
    "runtime",
    "signals",
    "status_lookup",
    "store",
    "suppression",
    "webhooks",
];

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogLevels {
    /// Of our own crates.
    pub ours: LevelFilter,
    /// Of all others.
    pub others: LevelFilter,
}

/// Installs the logs of a process: `LOG_LEVEL` (error, warn, info, debug, trace; info if unset).
pub(crate) fn install(settings: &Settings) {
    let level = settings
        .optional("LOG_LEVEL", str::parse::<LevelFilter>)
        .ok()
        .flatten()
        .unwrap_or(LevelFilter::INFO);
    let out: LogSink = Arc::new(|line| {
        // A process that can't write its logs must still do its work.
        let _ = writeln!(std::io::stdout().lock(), "{line}");
    });
    // A panic's words can hold what was being worked on; where it happened is enough to find it.
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

/// A subscriber that writes to `sink`.
#[must_use]
pub fn subscriber(loudness: LogLevels, sink: LogSink) -> impl Subscriber + Send + Sync {
    let loudest = loudness.ours.max(loudness.others);
    tracing_subscriber::registry().with(Lines { loudness, sink }.with_filter(loudest))
}

struct Lines {
    loudness: LogLevels,
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
        let root = metadata.target().split("::").next().unwrap_or_default();
        let ours = OURS.contains(&root);
        if *metadata.level()
            > if ours {
                self.loudness.ours
            } else {
                self.loudness.others
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

/// Puts an event's fields into a line.
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
    fn every_function_and_every_shared_room_is_ours() {
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for rooms in ["functions", "shared"] {
            for room in std::fs::read_dir(workspace.join(rooms)).unwrap() {
                let name = room.unwrap().file_name().into_string().unwrap();
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
