//! What wakes the sender.

use aws_lambda_events::event::dynamodb::Event as DynamoEvent;
use serde_json::Value;
use store::LetterKey;

/// What wakes the sender.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Letters that were just written.
    Stream(Vec<LetterKey>),
    /// The time.
    Schedule,
}

/// The event is of another kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the event is neither of the table's stream nor of a schedule")]
pub struct UnknownEvent;

impl Event {
    /// Reads an event as Lambda gets it. Of the stream only new letters count.
    ///
    /// # Errors
    /// [`UnknownEvent`] if it is of neither kind.
    pub fn read(event: Value) -> Result<Self, UnknownEvent> {
        if event.get("detail-type").and_then(Value::as_str) == Some("Scheduled Event") {
            return Ok(Self::Schedule);
        }
        let from_stream = event
            .get("Records")
            .and_then(Value::as_array)
            .is_some_and(|records| {
                records.iter().all(|record| {
                    record.get("eventSource").and_then(Value::as_str) == Some("aws:dynamodb")
                })
            });
        if !from_stream {
            return Err(UnknownEvent);
        }
        let event: DynamoEvent = serde_json::from_value(event).map_err(|_| UnknownEvent)?;
        let letters = event
            .records
            .iter()
            .filter(|record| record.event_name == "INSERT")
            .filter_map(|record| {
                let keys: std::collections::HashMap<String, String> =
                    serde_dynamo::from_item(record.change.keys.clone()).ok()?;
                LetterKey::from_stream(keys.get("pk")?, keys.get("sk")?)
            });
        Ok(Self::Stream(letters.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

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
    fn of_the_stream_only_new_letters_count() {
        let event = json!({ "Records": [
            record("INSERT", "REQUEST#A", "LETTER#B"),
            record("MODIFY", "REQUEST#A", "LETTER#C"),
            record("INSERT", "RECEIPT#A", "RECEIPT"),
        ]});
        let Ok(Event::Stream(keys)) = Event::read(event) else {
            panic!("not a stream")
        };
        assert_eq!(
            keys,
            LetterKey::from_stream("REQUEST#A", "LETTER#B")
                .into_iter()
                .collect::<Vec<_>>()
        );
    }

    #[test]
    fn a_schedule_is_a_schedule_and_anything_else_is_refused() {
        let schedule =
            json!({ "detail-type": "Scheduled Event", "source": "aws.events", "detail": {} });
        assert_eq!(Event::read(schedule), Ok(Event::Schedule));
        for other in [
            json!({}),
            json!({"Records": [{"eventSource": "aws:sqs"}]}),
            json!([]),
            json!("x"),
        ] {
            assert_eq!(Event::read(other), Err(UnknownEvent));
        }
    }
}
