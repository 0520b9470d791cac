//! S3's notification through the queue: which message arrived, and when.

use jiff::Timestamp;
use serde::Deserialize;

/// A raw message that arrived.
#[derive(Clone, PartialEq, Eq)]
pub struct Arrival {
    /// Its bucket.
    pub bucket: String,
    /// Its key, decoded.
    pub key: String,
    /// When it was stored. That is the time of receipt.
    pub at: Timestamp,
}

/// A notification that can't be parsed. It returns to the queue, and then goes to the dead-letter queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the notification is not one that S3 sends about a new object")]
pub struct NotFromS3;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Notification {
    event: Option<String>,
    records: Option<Vec<Record>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record {
    event_name: Option<String>,
    event_time: Option<String>,
    s3: Option<Entity>,
}

#[derive(Deserialize)]
struct Entity {
    bucket: Bucket,
    object: Object,
}

#[derive(Deserialize)]
struct Bucket {
    name: String,
}

#[derive(Deserialize)]
struct Object {
    key: String,
}

/// Returns the arrivals in a notification. S3's test event and deleted objects have no arrival.
///
/// # Errors
/// [`NotFromS3`] for anything else.
pub fn arrivals(body: &str) -> Result<Vec<Arrival>, NotFromS3> {
    let notification: Notification = serde_json::from_str(body).map_err(|_| NotFromS3)?;
    let Some(records) = notification.records else {
        return if notification.event.as_deref() == Some("s3:TestEvent") {
            Ok(Vec::new())
        } else {
            Err(NotFromS3)
        };
    };
    let mut arrivals = Vec::new();
    for record in records {
        let name = record.event_name.ok_or(NotFromS3)?;
        if !name.trim_start_matches("s3:").starts_with("ObjectCreated:") {
            continue;
        }
        let entity = record.s3.ok_or(NotFromS3)?;
        arrivals.push(Arrival {
            bucket: entity.bucket.name,
            key: decode(&entity.object.key).ok_or(NotFromS3)?,
            at: record
                .event_time
                .and_then(|time| time.parse().ok())
                .ok_or(NotFromS3)?,
        });
    }
    Ok(arrivals)
}

/// S3 encodes keys like a form: a plus sign is a space, and `%` with two hexadecimal digits is a byte.
fn decode(key: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(key.len());
    let mut rest = key.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                u8::try_from(digit()? << 4 | digit()?).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_decoded_as_s3_encodes_them() {
        for (encoded, key) in [
            ("inbound/a+b%2Bc", "inbound/a b+c"),
            ("m%C3%BCller", "müller"),
            ("plain", "plain"),
        ] {
            assert_eq!(decode(encoded).as_deref(), Some(key));
        }
        for broken in ["%", "%2", "%zz", "%ff"] {
            assert_eq!(decode(broken), None, "{broken}");
        }
    }

    #[test]
    fn the_test_event_of_s3_names_nothing() {
        let body = r#"{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2026-11-21T00:00:00Z","Bucket":"b"}"#;
        assert_eq!(arrivals(body).map(|found| found.len()), Ok(0));
    }

    #[test]
    fn what_is_not_from_s3_is_refused_and_a_removal_names_nothing() {
        for body in [
            "",
            "{}",
            "[]",
            "hello",
            r#"{"Records":[{}]}"#,
            r#"{"Records":[{"eventName":"ObjectCreated:Put"}]}"#,
        ] {
            assert_eq!(
                arrivals(body).map(|found| found.len()),
                Err(NotFromS3),
                "{body}"
            );
        }
        let removed = r#"{"Records":[{"eventName":"ObjectRemoved:Delete","s3":{"bucket":{"name":"b"},"object":{"key":"k"}}}]}"#;
        assert_eq!(arrivals(removed).map(|found| found.len()), Ok(0));
    }
}
