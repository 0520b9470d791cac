//! The messages that SES publishes to an SNS topic.
//!
//! The function reads the name of the event, the message ID, our tag, two times and the type of a bounce. It ignores
//! addresses, headers and the texts of other servers.
//!
//! Source: Amazon SES Developer Guide, "Contents of event data that Amazon SES publishes to Amazon SNS". Without a
//! configuration set, SES uses the name `notificationType`.

use domain::outbound_email::{Bounce, EMAIL_TAG, EmailEvent};
use jiff::Timestamp;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::EmailKey;

/// A message of the topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SesMessage {
    /// SES accepted an email.
    Accepted(AcceptedEmail),
    /// An event of a sent email.
    Event(SentEmailEvent),
    /// The test message that SES sends when the topic is set up.
    Test,
    /// An event of this name that says nothing about arrival.
    Ignored(&'static str),
}

/// An email that SES accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedEmail {
    /// The SES message ID.
    pub ses_id: String,
    /// When SES accepted the email.
    pub sent: Timestamp,
    /// The key of the email, from our tag.
    pub key: Option<EmailKey>,
}

/// An event of a sent email.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentEmailEvent {
    /// The email.
    pub email: AcceptedEmail,
    /// What happened.
    pub event: EmailEvent,
    /// When it happened.
    pub at: Timestamp,
}

/// The message is not from SES.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the message is not an SES event of a sent email")]
pub struct NotFromSes;

/// The names of ignored events. After a delay, SES retries and reports the outcome in another event.
const IGNORED: [&str; 4] = ["DeliveryDelay", "Open", "Click", "Subscription"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    #[serde(alias = "notificationType")]
    event_type: String,
    mail: Mail,
    bounce: Option<Bounced>,
    complaint: Option<Complaint>,
    delivery: Option<Happened>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mail {
    message_id: String,
    timestamp: Timestamp,
    /// The values of each tag. SES adds tags of its own.
    #[serde(default)]
    tags: BTreeMap<String, Vec<String>>,
}

impl Mail {
    fn accepted(self) -> AcceptedEmail {
        let ours = self.tags.get(EMAIL_TAG).and_then(|values| values.first());
        AcceptedEmail {
            key: ours.and_then(|tag| EmailKey::of_tag(tag)),
            ses_id: self.message_id,
            sent: self.timestamp,
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounced {
    bounce_type: String,
    bounce_sub_type: Option<String>,
    timestamp: Timestamp,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    complaint_sub_type: Option<String>,
    timestamp: Timestamp,
}

#[derive(Deserialize)]
struct Happened {
    timestamp: Timestamp,
}

impl SesMessage {
    /// Parses a message of the topic.
    ///
    /// # Errors
    /// [`NotFromSes`] if SES sends no such message.
    pub fn read(message: &str) -> Result<Self, NotFromSes> {
        if message.starts_with("Successfully validated SNS topic") {
            return Ok(Self::Test);
        }
        let message: Message = serde_json::from_str(message).map_err(|_| NotFromSes)?;
        let (event, at) = match message.event_type.as_str() {
            "Send" => return Ok(Self::Accepted(message.mail.accepted())),
            "Delivery" => {
                let delivery = message.delivery.ok_or(NotFromSes)?;
                (EmailEvent::Delivered, delivery.timestamp)
            }
            "Bounce" => {
                let bounce = message.bounce.ok_or(NotFromSes)?;
                (EmailEvent::Bounced(bounce_type(&bounce)?), bounce.timestamp)
            }
            "Complaint" => {
                let complaint = message.complaint.ok_or(NotFromSes)?;
                (complaint_event(&complaint), complaint.timestamp)
            }
            // Neither event has a time of its own.
            "Reject" | "Rendering Failure" => (EmailEvent::NotSent, message.mail.timestamp),
            other => {
                let name = IGNORED.into_iter().find(|name| *name == other);
                return name.map(Self::Ignored).ok_or(NotFromSes);
            }
        };
        Ok(Self::Event(SentEmailEvent {
            email: message.mail.accepted(),
            event,
            at,
        }))
    }
}

/// Returns the type of a bounce. SES reports an out-of-office reply as a general transient bounce or as an undetermined
/// one.
fn bounce_type(bounce: &Bounced) -> Result<Bounce, NotFromSes> {
    match (
        bounce.bounce_type.as_str(),
        bounce.bounce_sub_type.as_deref(),
    ) {
        ("Permanent", _) => Ok(Bounce::Permanent),
        ("Transient", None | Some("General")) | ("Undetermined", _) => Ok(Bounce::Unclear),
        ("Transient", Some(_)) => Ok(Bounce::Transient),
        _ => Err(NotFromSes),
    }
}

/// Returns the meaning of a complaint. With this subtype, an earlier complaint made SES drop the email.
fn complaint_event(complaint: &Complaint) -> EmailEvent {
    match complaint.complaint_sub_type.as_deref() {
        Some("OnAccountSuppressionList") => EmailEvent::NotSent,
        _ => EmailEvent::Complained,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// An event as the guide shows it, including the fields that we ignore.
    fn event(name: &str, part: &str, value: Value) -> Value {
        let mut event = json!({
            "eventType": name,
            "mail": {
                "timestamp": "2017-08-05T00:40:02.012Z",
                "source": "Sender Name <sender@example.com>",
                "sourceArn": "arn:aws:ses:us-east-1:123456789012:identity/sender@example.com",
                "sendingAccountId": "123456789012",
                "messageId": "EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000",
                "destination": ["partner@example.com"],
                "headersTruncated": false,
                "headers": [
                    { "name": "From", "value": "Sender Name <sender@example.com>" },
                    { "name": "Subject", "value": "Message sent from Amazon SES" }
                ],
                "commonHeaders": {
                    "from": ["Sender Name <sender@example.com>"],
                    "to": ["partner@example.com"],
                    "messageId": "EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000",
                    "subject": "Message sent from Amazon SES"
                },
                "tags": { "ses:configuration-set": ["ConfigSet"], "ses:from-domain": ["example.com"] }
            }
        });
        event[part] = value;
        event
    }

    fn bounce(kind: &str, sub: &str) -> Value {
        let partner = json!({
            "emailAddress": "partner@example.com", "action": "failed", "status": "5.1.1",
            "diagnosticCode": "smtp; 550 5.1.1 user unknown"
        });
        let value = json!({
            "bounceType": kind, "bounceSubType": sub, "bouncedRecipients": [partner],
            "timestamp": "2017-08-05T00:41:02.669Z",
            "feedbackId": "01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000",
            "reportingMTA": "dsn; mta.example.com"
        });
        event("Bounce", "bounce", value)
    }

    fn complaint(sub: Value) -> Value {
        let value = json!({
            "complainedRecipients": [{ "emailAddress": "partner@example.com" }],
            "timestamp": "2017-08-05T00:41:02.669Z",
            "feedbackId": "01000157c44f053b-61b59c11-9236-11e6-8f96-7be8aexample-000000",
            "userAgent": "Amazon SES Mailbox Simulator", "complaintFeedbackType": "abuse",
            "complaintSubType": sub, "arrivalDate": "2017-08-05T00:41:02.669Z"
        });
        event("Complaint", "complaint", value)
    }

    fn delivery() -> Value {
        let value = json!({
            "timestamp": "2017-08-05T00:41:02.669Z", "processingTimeMillis": 11893,
            "partners": ["partner@example.com"], "smtpResponse": "250 2.6.0 Message received",
            "remoteMtaIp": "192.0.2.3", "reportingMTA": "mta.example.com"
        });
        event("Delivery", "delivery", value)
    }

    fn sent(event: &Value) -> SentEmailEvent {
        // SES ends its messages with a line break.
        match SesMessage::read(&format!("{event}\n")) {
            Ok(SesMessage::Event(event)) => event,
            other => panic!("{other:?} in {event}"),
        }
    }

    #[test]
    fn each_event_is_recognized() {
        let events = [
            (delivery(), EmailEvent::Delivered),
            (
                bounce("Permanent", "General"),
                EmailEvent::Bounced(Bounce::Permanent),
            ),
            (
                bounce("Permanent", "OnAccountSuppressionList"),
                EmailEvent::Bounced(Bounce::Permanent),
            ),
            (
                bounce("Transient", "MailboxFull"),
                EmailEvent::Bounced(Bounce::Transient),
            ),
            (
                bounce("Transient", "General"),
                EmailEvent::Bounced(Bounce::Unclear),
            ),
            (
                bounce("Undetermined", "Undetermined"),
                EmailEvent::Bounced(Bounce::Unclear),
            ),
            (complaint(Value::Null), EmailEvent::Complained),
            (
                complaint("OnAccountSuppressionList".into()),
                EmailEvent::NotSent,
            ),
        ];
        for (body, event) in events {
            let found = sent(&body);
            assert_eq!(found.event, event, "{body}");
            assert_eq!(
                found.email.ses_id,
                "EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000"
            );
            assert_eq!(found.email.sent.to_string(), "2017-08-05T00:40:02.012Z");
            assert_eq!(found.at.to_string(), "2017-08-05T00:41:02.669Z");
        }
        let reject = event("Reject", "reject", json!({ "reason": "Bad content" }));
        let failure =
            json!({ "errorMessage": "Attribute 'a' is not present", "templateName": "T" });
        let failure = event("Rendering Failure", "failure", failure);
        for event in [reject, failure] {
            let found = sent(&event);
            assert_eq!(
                (found.event, found.at),
                (EmailEvent::NotSent, found.email.sent),
                "{event}"
            );
        }
    }

    #[test]
    fn without_a_configuration_set_the_event_has_another_name_field() {
        let mut event = delivery();
        let name = event["eventType"].take();
        event["notificationType"] = name;
        event.as_object_mut().unwrap().remove("eventType");
        assert_eq!(sent(&event).event, EmailEvent::Delivered);
    }

    #[test]
    fn an_event_that_says_nothing_about_arrival_is_ignored() {
        let delay = json!({
            "timestamp": "2017-08-05T00:41:02.669Z", "delayType": "TransientCommunicationFailure",
            "expirationTime": "2017-08-05T14:41:02.669Z",
            "delayedRecipients": [{ "emailAddress": "partner@example.com", "status": "4.4.1" }]
        });
        let event = event("DeliveryDelay", "deliveryDelay", delay);
        assert_eq!(
            SesMessage::read(&event.to_string()),
            Ok(SesMessage::Ignored("DeliveryDelay"))
        );
        let test = "Successfully validated SNS topic for Amazon SES event publishing.";
        assert_eq!(SesMessage::read(test), Ok(SesMessage::Test));
    }

    #[test]
    fn our_tag_names_the_email() {
        let key = EmailKey::of_tag(&tag()).unwrap();
        let mut accepted = event("Send", "send", json!({}));
        accepted["mail"]["tags"][EMAIL_TAG] = json!([tag()]);
        let Ok(SesMessage::Accepted(email)) = SesMessage::read(&accepted.to_string()) else {
            panic!("SES accepted it")
        };
        assert_eq!(email.key, Some(key));
        for foreign in ["", "REQUEST#A EMAIL#B", "MFRGG"] {
            accepted["mail"]["tags"][EMAIL_TAG] = json!([foreign]);
            let Ok(SesMessage::Accepted(email)) = SesMessage::read(&accepted.to_string()) else {
                panic!("SES accepted it")
            };
            assert_eq!(email.key, None, "{foreign}");
        }
    }

    fn tag() -> String {
        let owner = domain::receipt::ReceiptId::from_bytes([7; 16]);
        EmailKey::of_summary(owner, "EMAIL").tag()
    }

    #[test]
    fn the_error_of_an_unknown_message_repeats_nothing_from_it() {
        let without = |path: &[&str]| {
            let mut event = bounce("Permanent", "General");
            let (last, parents) = path.split_last().unwrap();
            let parent = parents.iter().fold(&mut event, |at, name| &mut at[*name]);
            parent.as_object_mut().unwrap().remove(*last);
            event.to_string()
        };
        let mut broken = vec![
            without(&["eventType"]),
            without(&["mail"]),
            without(&["mail", "messageId"]),
            without(&["mail", "timestamp"]),
            without(&["bounce"]),
            without(&["bounce", "bounceType"]),
            without(&["bounce", "timestamp"]),
            bounce("planted@example.org", "General").to_string(),
            event("planted@example.org", "x", json!({})).to_string(),
            bounce("Permanent", "General")
                .to_string()
                .replace("2017-08-05T00:41:02.669Z", "planted@example.org"),
            "x".repeat(1_000_000),
            format!("{{\"eventType\":\"{}\"}}", "planted".repeat(140_000)),
            "[".repeat(100_000),
        ];
        for text in [
            "",
            "planted",
            "null",
            "[]",
            "{}",
            "\r\n",
            "{\"eventType\":\"Bounce\\r\\nplanted\"}",
            "{\"notificationType\":\"Received\",\"mail\":{\"messageId\":\"planted\"},\"content\":\"planted\"}",
        ] {
            broken.push(text.to_owned());
        }
        for text in broken {
            let error = SesMessage::read(&text).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("planted"));
        }
    }
}
