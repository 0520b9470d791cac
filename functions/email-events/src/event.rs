//! What SES tells a topic.
//!
//! Read are the name of the event, the mail's id, two times and the kind of a bounce. The addresses, the headers
//! and the words of other servers are left where they are.
//!
//! Source: Amazon SES Developer Guide, "Contents of event data that Amazon SES publishes to Amazon SNS". SES
//! names its kinds of notification `notificationType` where it tells a topic without a configuration set.

use domain::outbound_email::{Bounce, EmailEvent};
use jiff::Timestamp;
use serde::Deserialize;

/// Something that the topic said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// How a mail fared.
    Told(Told),
    /// SES tried the topic, when it was set up.
    Tried,
    /// Something of this name that says nothing about whether the mail arrives.
    Other(&'static str),
}

/// How a mail fared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The id that SES gave the mail.
    pub ses_id: String,
    /// When SES took it.
    pub sent: Timestamp,
    /// How it fared.
    pub event: EmailEvent,
    /// When that happened.
    pub at: Timestamp,
}

/// The topic said something that SES doesn't say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the topic tells something else than SES's events of sent mail")]
pub struct NotFromSes;

/// The names of events that are passed over. A delay is one of them: SES tries on, and tells how it ends.
const PASSED_OVER: [&str; 5] = ["Send", "DeliveryDelay", "Open", "Click", "Subscription"];

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

impl Heard {
    /// Reads what the topic said.
    ///
    /// # Errors
    /// [`NotFromSes`] if SES doesn't say such a thing.
    pub fn read(message: &str) -> Result<Self, NotFromSes> {
        if message.starts_with("Successfully validated SNS topic") {
            return Ok(Self::Tried);
        }
        let message: Message = serde_json::from_str(message).map_err(|_| NotFromSes)?;
        let (event, at) = match message.event_type.as_str() {
            "Delivery" => {
                let delivery = message.delivery.ok_or(NotFromSes)?;
                (EmailEvent::Delivered, delivery.timestamp)
            }
            "Bounce" => {
                let bounce = message.bounce.ok_or(NotFromSes)?;
                (EmailEvent::Bounced(kind(&bounce)?), bounce.timestamp)
            }
            "Complaint" => {
                let complaint = message.complaint.ok_or(NotFromSes)?;
                (of(&complaint), complaint.timestamp)
            }
            // Neither says when.
            "Reject" | "Rendering Failure" => (EmailEvent::NotSent, message.mail.timestamp),
            other => {
                let name = PASSED_OVER.into_iter().find(|name| *name == other);
                return name.map(Self::Other).ok_or(NotFromSes);
            }
        };
        Ok(Self::Told(Told {
            ses_id: message.mail.message_id,
            sent: message.mail.timestamp,
            event,
            at,
        }))
    }
}

/// How a mail came back. SES tells an automatic answer, such as "out of the office", as a transient bounce
/// of general kind, or as an undetermined one.
fn kind(bounce: &Bounced) -> Result<Bounce, NotFromSes> {
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

/// What a complaint means. One that SES remembers from another mail means that it did not send this one.
fn of(complaint: &Complaint) -> EmailEvent {
    match complaint.complaint_sub_type.as_deref() {
        Some("OnAccountSuppressionList") => EmailEvent::NotSent,
        _ => EmailEvent::Complained,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    /// An event as the guide shows it, with everything that we leave where it is.
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

    fn notified(event: &Value) -> Told {
        // SES ends its messages with a line break.
        match Heard::read(&format!("{event}\n")) {
            Ok(Heard::Told(notified)) => notified,
            other => panic!("{other:?} in {event}"),
        }
    }

    #[test]
    fn every_fate_is_told_by_its_event() {
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
            let notified = notified(&body);
            assert_eq!(notified.event, event, "{body}");
            assert_eq!(
                notified.ses_id,
                "EXAMPLE7c191be45-e9aedb9a-02f9-4d12-a87d-dd0099a07f8a-000000"
            );
            assert_eq!(notified.sent.to_string(), "2017-08-05T00:40:02.012Z");
            assert_eq!(notified.at.to_string(), "2017-08-05T00:41:02.669Z");
        }
        let reject = event("Reject", "reject", json!({ "reason": "Bad content" }));
        let failure =
            json!({ "errorMessage": "Attribute 'a' is not present", "templateName": "T" });
        let failure = event("Rendering Failure", "failure", failure);
        for event in [reject, failure] {
            let notified = notified(&event);
            assert_eq!(
                (notified.event, notified.at),
                (EmailEvent::NotSent, notified.sent),
                "{event}"
            );
        }
    }

    #[test]
    fn a_topic_without_a_configuration_set_names_the_event_otherwise() {
        let mut event = delivery();
        let name = event["eventType"].take();
        event["notificationType"] = name;
        event.as_object_mut().unwrap().remove("eventType");
        assert_eq!(notified(&event).event, EmailEvent::Delivered);
    }

    #[test]
    fn what_says_nothing_about_arrival_is_passed_over_by_its_name() {
        let delay = json!({
            "timestamp": "2017-08-05T00:41:02.669Z", "delayType": "TransientCommunicationFailure",
            "expirationTime": "2017-08-05T14:41:02.669Z",
            "delayedRecipients": [{ "emailAddress": "partner@example.com", "status": "4.4.1" }]
        });
        for (event, name) in [
            (
                event("DeliveryDelay", "deliveryDelay", delay),
                "DeliveryDelay",
            ),
            (event("Send", "send", json!({})), "Send"),
        ] {
            assert_eq!(Heard::read(&event.to_string()), Ok(Heard::Other(name)));
        }
        let tried = "Successfully validated SNS topic for Amazon SES event publishing.";
        assert_eq!(Heard::read(tried), Ok(Heard::Tried));
    }

    #[test]
    fn anything_else_is_an_error_that_repeats_nothing_of_it() {
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
            let error = Heard::read(&text).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("planted"));
        }
    }
}
