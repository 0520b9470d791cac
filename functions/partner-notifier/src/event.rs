//! The events that invoke the notifier.

use runtime::Wake;
use store::NotificationKey;

/// An event that invokes the notifier: new notifications from the stream, or the schedule.
pub type Event = Wake<NotificationKey>;

#[cfg(test)]
mod tests {
    use super::*;
    use runtime::UnknownEvent;
    use serde_json::{Value, json};
    use store::OutboxKey;

    const REQUEST: &str = "REQUEST#AEAQCAIBAEAQCAIBAEAQCAIBAE";
    const NOTICE: &str = "NOTIFICATION#ABCDEFGHIJKLMNOPQRSTUVWXY4";

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
    fn only_new_notifications_of_the_stream_count() {
        let event = json!({ "Records": [
            record("INSERT", REQUEST, NOTICE),
            record("MODIFY", REQUEST, NOTICE),
            record("INSERT", REQUEST, "EMAIL#C"),
            record("INSERT", NOTICE, "PARTNER#ads"),
        ]});
        let keys = NotificationKey::of_item(REQUEST, NOTICE)
            .into_iter()
            .collect();
        assert_eq!(Event::read(event), Ok(Event::Stream(keys)));
    }

    #[test]
    fn a_schedule_is_read_and_an_unknown_event_is_refused() {
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
