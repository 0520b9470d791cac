//! Recorded deliveries of providers' webhooks, with the verdicts that were recorded with them. They are never copied
//! into this repository: `HONORED_CORPUS` names their folder.
//!
//! A delivery counts if its path says that it is inbound mail of a supported provider. The test uses the secrets that
//! were in force at the time of recording and sets the clock to that time. It reaches no network.

use crate::inbox::{Inbox, WebhookDelivery};
use data_encoding::BASE64;
use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Recorded names of supported providers, our paths, and the settings that check their deliveries.
const PROVIDERS: [(&str, &str, &str); 7] = [
    ("amazon_ses", "/inbound/ses", "SNS_TOPIC_ARN"),
    ("ses", "/inbound/ses", "SNS_TOPIC_ARN"),
    ("sns", "/inbound/ses", "SNS_TOPIC_ARN"),
    ("mailgun", "/inbound/mailgun", "MAILGUN_SIGNING_KEY"),
    ("sendgrid", "/inbound/sendgrid", "SENDGRID_BASIC_AUTH"),
    ("postmark", "/inbound/postmark", "POSTMARK_BASIC_AUTH"),
    ("standard", "/inbound/standard", "STANDARD_WEBHOOK_SECRET"),
];

/// The row of unsupported providers.
const OTHERS: &str = "others";

/// A topic for deliveries that name none.
const TOPIC: &str = "arn:aws:sns:us-east-1:123456789012:inbound";

/// The results of one provider's deliveries.
#[derive(Debug, Default)]
struct Row {
    captures: usize,
    as_expected: usize,
    skipped: BTreeMap<&'static str, usize>,
    responses: BTreeMap<String, usize>,
}

#[tokio::test]
#[ignore = "needs HONORED_CORPUS"]
#[expect(
    clippy::disallowed_methods,
    reason = "the location of the corpus depends on the machine"
)]
async fn recorded_deliveries_get_the_recorded_verdicts() {
    let folder = std::env::var_os("HONORED_CORPUS").map(PathBuf::from);
    let folder = folder.expect("HONORED_CORPUS names the folder of outside data");
    let lines = std::fs::read_to_string(folder.join("webhooks/captured.jsonl")).unwrap();
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in lines.lines() {
        let recorded: Value = serde_json::from_str(line).unwrap();
        let (provider, capture) = capture(&recorded);
        let row = rows.entry(provider).or_default();
        row.captures += 1;
        let capture = match capture {
            Ok(capture) => capture,
            Err(reason) => {
                *row.skipped.entry(reason).or_default() += 1;
                continue;
            }
        };
        let (accepted, response) = capture.response().await;
        // SNS signed none of the recorded notifications, so a correct check refuses them all.
        let expected = provider != "/inbound/ses" && capture.was_accepted;
        match accepted == expected {
            true => row.as_expected += 1,
            false => wrong.push(format!("{}: {response}", text(&recorded, "test"))),
        }
        *row.responses.entry(response).or_default() += 1;
    }
    print(&rows);
    assert!(wrong.is_empty(), "{wrong:#?}");
    let checked: usize = rows.values().map(|row| row.as_expected).sum();
    assert!(checked > 0, "no delivery was checked");
}

fn print(rows: &BTreeMap<&str, Row>) {
    println!(
        "{:24} {:>9} {:>12} {:>8}",
        "recorded webhooks", "captures", "as expected", "skipped"
    );
    for (provider, row) in rows {
        let skipped: usize = row.skipped.values().sum();
        println!(
            "{provider:24} {:9} {:12} {skipped:8}",
            row.captures, row.as_expected
        );
        for (response, count) in &row.responses {
            println!("  {count:3} {response}");
        }
        for (reason, count) in &row.skipped {
            println!("  {count:3} skipped: {reason}");
        }
    }
}

/// A recorded delivery.
struct Capture {
    delivery: WebhookDelivery,
    setting: &'static str,
    /// The secrets that were in force; two during a rotation.
    secrets: Vec<String>,
    now: Timestamp,
    was_accepted: bool,
}

/// Returns the row of a recorded delivery, and the delivery or why it is skipped.
fn capture(recorded: &Value) -> (&'static str, Result<Capture, &'static str>) {
    let path = text(recorded, "path");
    let mut names = path.split(['/', '?']);
    // A sender that signs as Standard Webhooks specifies may have any name.
    let standard = header(recorded, "webhook-signature").map(|_| "standard");
    let known = |name: &str| PROVIDERS.into_iter().find(|(theirs, ..)| *theirs == name);
    let Some((_, provider, setting)) = names.find_map(known).or(standard.and_then(known)) else {
        return (OTHERS, Err("another provider"));
    };
    (provider, inbound(recorded, provider, setting))
}

fn inbound(
    recorded: &Value,
    provider: &'static str,
    setting: &'static str,
) -> Result<Capture, &'static str> {
    let path = text(recorded, "path");
    if !path.split('/').any(|name| name.starts_with("inbound")) {
        return Err("not inbound mail");
    }
    if text(recorded, "method") != "POST" {
        return Err("not a delivery");
    }
    let body = match recorded["body_b64"].as_str() {
        Some(encoded) => BASE64.decode(encoded.as_bytes()),
        None => Ok(text(recorded, "body_text").into_bytes()),
    };
    let body = body.map_err(|_| "its body is unreadable")?;
    let passwords = in_force(recorded, &["WEBHOOK_SECRET"]);
    let secrets = match provider {
        "/inbound/ses" => vec![topic(&body)],
        "/inbound/mailgun" => in_force(recorded, &["WEBHOOK_SIGNING_KEY", "API_KEY"]),
        "/inbound/standard" => in_force(recorded, &["SECRET"]),
        _ => passwords.clone(),
    };
    if secrets.is_empty() {
        return Err("no secret was in force");
    }
    let was_accepted = recorded["upstream_status"]
        .as_u64()
        .is_some_and(|status| (200..300).contains(&status));
    let given = header(recorded, "authorization");
    let matches = |password: &String| {
        let value = format!("Basic {}", BASE64.encode(password.as_bytes()));
        given == Some(value.as_str())
    };
    let by_password = !passwords.is_empty() && !passwords.iter().any(matches);
    if provider == "/inbound/mailgun" && !was_accepted && by_password {
        return Err("its verdict is about a password, but we check the signature");
    }
    let now = recorded_at(recorded, &body);
    let mut delivery = WebhookDelivery::new(provider, &text(recorded, "content_type"), body);
    let headers = recorded["headers"].as_object().into_iter().flatten();
    for (name, value) in headers.filter(|(name, _)| !name.eq_ignore_ascii_case("content-type")) {
        if let Some(value) = value.as_str() {
            delivery = delivery.header(&name.to_ascii_lowercase(), value);
        }
    }
    Ok(Capture {
        delivery,
        setting,
        secrets,
        now,
        was_accepted,
    })
}

impl Capture {
    /// Posts the delivery with each of its secrets, until one is accepted. Returns whether one was, and the response.
    async fn response(&self) -> (bool, String) {
        let mut last = String::new();
        for secret in &self.secrets {
            let inbox = Inbox::with(&[(self.setting, secret)], self.now).await;
            let (status, body) = inbox.post(&self.delivery).await;
            let body: Value = serde_json::from_str(&body).unwrap();
            let accepted = status == 200;
            let member = if accepted { "outcome" } else { "detail" };
            last = format!("{status} {}", text(&body, member));
            assert_eq!(inbox.stored().await.len(), usize::from(accepted), "{last}");
            if accepted {
                return (true, last);
            }
        }
        (false, last)
    }
}

/// Returns the time of a delivery from its headers or its form. The deliveries of other providers carry no time.
fn recorded_at(recorded: &Value, body: &[u8]) -> Timestamp {
    let body = String::from_utf8_lossy(body);
    let field = body
        .split_once("name=\"timestamp\"")
        .or_else(|| body.split_once("timestamp="))
        .map(|(_, after)| after);
    let seconds = |text: &str| {
        let from = text.find(|c: char| c.is_ascii_digit())?;
        let digits = text[from..].split(|c: char| !c.is_ascii_digit()).next()?;
        Timestamp::from_second(digits.parse().ok()?).ok()
    };
    let found = header(recorded, "webhook-timestamp").or(field);
    found.and_then(seconds).unwrap_or(Timestamp::UNIX_EPOCH)
}

/// Returns the topic that a notification names, so that its name does not cause a refusal.
fn topic(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    body["TopicArn"].as_str().unwrap_or(TOPIC).to_owned()
}

/// Returns the values of the settings whose names have the first of these endings that occurs.
fn in_force(recorded: &Value, endings: &[&str]) -> Vec<String> {
    let settings = || recorded["settings"].as_object().into_iter().flatten();
    let occurs = |ending: &&&str| settings().any(|(name, _)| name.ends_with(**ending));
    let Some(ending) = endings.iter().find(occurs) else {
        return Vec::new();
    };
    let named = settings().filter(|(name, _)| name.ends_with(ending));
    let values = named.flat_map(|(_, value)| match value {
        Value::Array(values) => values.as_slice(),
        value => std::slice::from_ref(value),
    });
    let texts = values.filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}

fn header<'a>(recorded: &'a Value, name: &str) -> Option<&'a str> {
    let mut headers = recorded["headers"].as_object().into_iter().flatten();
    let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.and_then(|(_, value)| value.as_str())
}

fn text(of: &Value, name: &str) -> String {
    of[name].as_str().unwrap_or_default().to_owned()
}
