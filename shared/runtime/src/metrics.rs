//! Metrics, as log lines in CloudWatch's embedded metric format.
//!
//! CloudWatch reads them from the log group, so they need no call and no permission.

use crate::settings::{STACK_NAME, Settings};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::convert::Infallible;
use std::sync::OnceLock;

/// The namespace of every metric.
pub const NAMESPACE: &str = "Honored";

/// The target of metrics. The logs write such a line unchanged.
pub(crate) const TARGET: &str = "runtime::metrics";

/// The field with the line.
pub(crate) const FIELD: &str = "metrics";

/// The value of the dimension `Stack`. A process belongs to one stack.
static STACK: OnceLock<String> = OnceLock::new();

/// Reads the name of the stack from the settings, for the metrics of this process.
pub(crate) fn install(settings: &Settings) {
    let name = settings.optional(&STACK_NAME, |name| Ok::<_, Infallible>(name.to_owned()));
    if let Ok(Some(name)) = name {
        let _ = STACK.set(name);
    }
}

/// Writes counts of a function at every log level.
pub fn count(function: &str, counts: &[(&str, u64)], now: Timestamp) {
    let stack = STACK.get().map_or("local", String::as_str);
    let line = line(stack, function, counts, now).to_string();
    tracing::error!(target: TARGET, metrics = line.as_str());
}

fn line(stack: &str, function: &str, counts: &[(&str, u64)], now: Timestamp) -> Value {
    let names: Vec<Value> = counts
        .iter()
        .map(|(name, _)| json!({ "Name": name, "Unit": "Count" }))
        .collect();
    let mut line = Map::new();
    line.insert(
        "_aws".to_owned(),
        json!({
            "Timestamp": now.as_millisecond(),
            "CloudWatchMetrics": [{
                "Namespace": NAMESPACE,
                "Dimensions": [["Stack", "Function"]],
                "Metrics": names,
            }],
        }),
    );
    line.insert("Stack".to_owned(), stack.into());
    line.insert("Function".to_owned(), function.into());
    for (name, count) in counts {
        line.insert((*name).to_owned(), (*count).into());
    }
    Value::Object(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{LogLevels, subscriber};
    use std::sync::{Arc, Mutex};
    use tracing::level_filters::LevelFilter;

    #[test]
    fn metrics_are_their_own_line_at_every_level() {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&lines);
        let quiet = LogLevels {
            ours: LevelFilter::ERROR,
            others: LevelFilter::ERROR,
        };
        let sink = Arc::new(move |line: &str| sink.lock().unwrap().push(line.to_owned()));
        tracing::subscriber::with_default(subscriber(quiet, sink), || {
            let now = Timestamp::from_second(1_795_284_000).unwrap();
            count("deadline-sweeper", &[("Overdue", 2), ("Heartbeat", 1)], now);
        });
        let lines = lines.lock().unwrap();
        let line: Value = serde_json::from_str(&lines[0]).unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!(line["_aws"]["Timestamp"], 1_795_284_000_000_i64);
        let directive = &line["_aws"]["CloudWatchMetrics"][0];
        assert_eq!(directive["Namespace"], "Honored");
        assert_eq!(directive["Dimensions"], json!([["Stack", "Function"]]));
        assert_eq!(line["Stack"], "local");
        assert_eq!(directive["Metrics"][0]["Name"], "Overdue");
        assert_eq!(
            (&line["Overdue"], &line["Heartbeat"]),
            (&json!(2), &json!(1))
        );
        assert_eq!(line["Function"], "deadline-sweeper");
    }
}
