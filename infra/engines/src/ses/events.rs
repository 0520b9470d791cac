//! The events of an email, as SES publishes them to a topic.
//!
//! Every email is delivered at once, except to SES's mailbox simulator: `bounce`, `complaint`, `ooto` and `suppressionlist` at
//! `simulator.amazonses.com`, with or without a `+label`, cause the events that SES documents.

use super::SentMail;
use serde_json::{Value, json};

/// The simulator's domain.
const SIMULATOR: &str = "simulator.amazonses.com";

/// Returns the events of an email in order. An email without a configuration set has no events.
pub(super) fn of(mail: &SentMail) -> Vec<String> {
    if mail.configuration_set.is_none() {
        return Vec::new();
    }
    let each = mail.destinations.iter();
    let events = each.flat_map(|address| {
        let events = match simulated(address) {
            Some("bounce") => vec![bounce(mail, address, "Permanent", "General")],
            Some("suppressionlist") => vec![bounce(mail, address, "Permanent", "Suppressed")],
            Some("ooto") => vec![
                delivery(mail, address),
                bounce(mail, address, "Transient", "General"),
            ],
            Some("complaint") => vec![delivery(mail, address), complaint(mail, address)],
            _ => vec![delivery(mail, address)],
        };
        events.into_iter().map(|event| format!("{event}\n"))
    });
    events.collect()
}

/// Returns the simulator's mailbox of an address, if the address is one of the simulator's.
fn simulated(address: &str) -> Option<&str> {
    let (local, domain) = address.rsplit_once('@')?;
    let name = local.split('+').next()?;
    domain.eq_ignore_ascii_case(SIMULATOR).then_some(name)
}

fn delivery(mail: &SentMail, address: &str) -> Value {
    event(
        mail,
        "Delivery",
        "delivery",
        json!({
            "timestamp": at(mail), "processingTimeMillis": 1, "recipients": [address],
            "smtpResponse": "250 2.6.0 Message received", "remoteMtaIp": "127.0.0.1", "reportingMTA": "loopback"
        }),
    )
}

fn bounce(mail: &SentMail, address: &str, kind: &str, sub: &str) -> Value {
    let recipient = if kind == "Permanent" {
        json!({
            "emailAddress": address, "action": "failed", "status": "5.1.1",
            "diagnosticCode": "smtp; 550 5.1.1 user unknown"
        })
    } else {
        json!({ "emailAddress": address })
    };
    event(
        mail,
        "Bounce",
        "bounce",
        json!({
            "bounceType": kind, "bounceSubType": sub, "bouncedRecipients": [recipient],
            "timestamp": at(mail), "feedbackId": mail.message_id, "reportingMTA": "dsn; loopback"
        }),
    )
}

fn complaint(mail: &SentMail, address: &str) -> Value {
    event(
        mail,
        "Complaint",
        "complaint",
        json!({
            "complainedRecipients": [{ "emailAddress": address }], "timestamp": at(mail),
            "feedbackId": mail.message_id, "complaintSubType": null, "complaintFeedbackType": "abuse",
            "userAgent": "Amazon SES Mailbox Simulator", "arrivalDate": at(mail)
        }),
    )
}

/// Returns an event with the fields that every event has.
fn event(mail: &SentMail, name: &str, part: &str, value: Value) -> Value {
    let headers = mail.headers();
    let header = |(name, value): &(String, String)| json!({ "name": name, "value": value });
    let mut event = json!({
        "eventType": name,
        "mail": {
            "timestamp": at(mail),
            "source": mail.source,
            "sendingAccountId": "123456789012",
            "messageId": mail.message_id,
            "destination": mail.destinations,
            "headersTruncated": false,
            "headers": headers.iter().map(header).collect::<Vec<_>>(),
            "commonHeaders": {
                "from": [mail.source], "to": mail.to(),
                "messageId": mail.message_id, "subject": mail.subject()
            },
            "tags": { "ses:configuration-set": [mail.configuration_set] }
        }
    });
    for (name, value) in &mail.tags {
        event["mail"]["tags"][name] = json!([value]);
    }
    event[part] = value;
    event
}

/// Returns the time of an event, as SES writes it.
fn at(mail: &SentMail) -> String {
    mail.sent_at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}
