//! What wakes the notifier.

use aws_lambda_events::event::dynamodb::Event as DynamoEvent;
use serde_json::Value;
use std::collections::HashMap;
use store::NoticeKey;

/// What wakes the notifier.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Notices that were just written.
    Stream(Vec<NoticeKey>),
    /// The time.
    Schedule,
}

/// The event is of another kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the event is neither of the table's stream nor of a schedule")]
pub struct UnknownEvent;

impl Event {
    /// Reads an event as Lambda gets it. Of the stream only new notices count.
    ///
    /// # Errors
    /// [`UnknownEvent`] if it is of neither kind.
    pub fn read(event: Value) -> Result<Self, UnknownEvent> {
        if event.get("detail-type").and_then(Value::as_str) == Some("Scheduled Event") {
            return Ok(Self::Schedule);
        }
        let of_table = |record: &Value| {
            record.get("eventSource").and_then(Value::as_str) == Some("aws:dynamodb")
        };
        let records = event.get("Records").and_then(Value::as_array);
        if !records.is_some_and(|records| records.iter().all(of_table)) {
            return Err(UnknownEvent);
        }
        let event: DynamoEvent = serde_json::from_value(event).map_err(|_| UnknownEvent)?;
        let inserted = event.records.iter().filter(|r| r.event_name == "INSERT");
        let notices = inserted.filter_map(|record| {
            let keys: HashMap<String, String> =
                serde_dynamo::from_item(record.change.keys.clone()).ok()?;
            NoticeKey::from_stream(keys.get("pk")?, keys.get("sk")?)
        });
        Ok(Self::Stream(notices.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const REQUEST: &str = "REQUEST#AEAQCAIBAEAQCAIBAEAQCAIBAE";
    const NOTICE: &str = "NOTICE#ABCDEFGHIJKLMNOPQRSTUVWXY4";

    fn record(name: &str, pk: &str, sk: &str) -> Value {
        json!({
            "eventID": "1", "eventName": name, "eventVersion": "1.1", "eventSource": "aws:dynamodb",
            "awsRegion": "us-west-2",
            "dynamodb": {
                "ApproximateCreationDateTime": 1_700_000_000,
                "Keys": { "pk": { "S": pk }, "sk": { "S": sk } },
                "SequenceNumber": "1", "SizeBytes": 1, "StreamViewType": "KEYS_ONLY"
            },
            "eventSourceARN": "arn:aws:dynamodb:us-west-2:123456789012:table/t/stream/s"
        })
    }

    #[test]
    fn of_the_stream_only_new_notices_count() {
        let event = json!({ "Records": [
            record("INSERT", REQUEST, NOTICE),
            record("MODIFY", REQUEST, NOTICE),
            record("INSERT", REQUEST, "LETTER#C"),
            record("INSERT", NOTICE, "TO#ads"),
        ]});
        let keys = NoticeKey::from_stream(REQUEST, NOTICE)
            .into_iter()
            .collect();
        assert_eq!(Event::read(event), Ok(Event::Stream(keys)));
    }

    #[test]
    fn a_schedule_is_a_schedule_and_anything_else_is_refused() {
        let schedule = json!({ "detail-type": "Scheduled Event", "detail": {} });
        assert_eq!(Event::read(schedule), Ok(Event::Schedule));
        for other in [
            json!({}),
            json!({"Records": [{"eventSource": "aws:sqs"}]}),
            json!("x"),
        ] {
            assert_eq!(Event::read(other), Err(UnknownEvent));
        }
    }
}
