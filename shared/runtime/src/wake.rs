//! The events that wake a function with an outbox: the table's stream, which is fast, and the schedule, which misses
//! nothing.

use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use serde_json::Value;
use std::collections::HashMap;
use store::OutboxKey;

/// The event that woke the function.
#[derive(Debug, Clone, PartialEq)]
pub enum Wake<K> {
    /// Items that were just written.
    Stream(Vec<K>),
    /// The schedule.
    Schedule,
}

/// The event comes from another source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the event comes neither from the table's stream nor from a schedule")]
pub struct UnknownEvent;

impl<K: OutboxKey> Wake<K> {
    /// Parses an event of Lambda. In the stream, only new items of this kind count.
    ///
    /// # Errors
    /// [`UnknownEvent`] if it comes from another source.
    pub fn read(event: Value) -> Result<Self, UnknownEvent> {
        if is_schedule(&event) {
            return Ok(Self::Schedule);
        }
        if !is_stream(&event) {
            return Err(UnknownEvent);
        }
        let event: Event = serde_json::from_value(event).map_err(|_| UnknownEvent)?;
        Ok(Self::Stream(
            event.records.iter().filter_map(inserted).collect(),
        ))
    }
}

fn is_schedule(event: &Value) -> bool {
    event.get("detail-type").and_then(Value::as_str) == Some("Scheduled Event")
}

fn is_stream(event: &Value) -> bool {
    let of_table =
        |record: &Value| record.get("eventSource").and_then(Value::as_str) == Some("aws:dynamodb");
    let records = event.get("Records").and_then(Value::as_array);
    records.is_some_and(|records| records.iter().all(of_table))
}

fn inserted<K: OutboxKey>(record: &EventRecord) -> Option<K> {
    if record.event_name != "INSERT" {
        return None;
    }
    let keys: HashMap<String, String> = serde_dynamo::from_item(record.change.keys.clone()).ok()?;
    K::of_item(keys.get("pk")?, keys.get("sk")?)
}
