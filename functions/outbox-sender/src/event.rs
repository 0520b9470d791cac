//! What wakes the sender.

use runtime::Wake;
use store::EmailKey;

/// What wakes the sender: emails that were just written, or the time.
pub type Event = Wake<EmailKey>;

#[cfg(test)]
mod tests {
    use super::*;
    use runtime::UnknownEvent;
    use serde_json::{Value, json};
    use store::OutboxKey;

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
    fn of_the_stream_only_new_emails_count() {
        let event = json!({ "Records": [
            record("INSERT", "REQUEST#A", "EMAIL#B"),
            record("MODIFY", "REQUEST#A", "EMAIL#C"),
            record("INSERT", "RECEIPT#A", "RECEIPT"),
        ]});
        let Ok(Event::Stream(keys)) = Event::read(event) else {
            panic!("not a stream")
        };
        assert_eq!(
            keys,
            EmailKey::of_item("REQUEST#A", "EMAIL#B")
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
