//! Recorded deliveries of providers' webhooks, with the verdicts that were recorded with them.
//!
//! A delivery counts if its path says that it is inbound mail of a provider that is taken. The secrets are
//! those that were in force when it was recorded, the clock stands where the delivery was made, and nothing
//! is reached over the network.

use super::table::{Corpus, Share, Table};
use data_encoding::BASE64;
use email_webhook::{Delivery, Readers, Refusal, Web};
use http::{HeaderMap, HeaderName, HeaderValue};
use jiff::Timestamp;
use runtime::Settings;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Recorded names of the providers that are taken, ours, and the settings by which theirs are checked.
const PROVIDERS: [(&str, &str, &str); 7] = [
    ("amazon_ses", "ses", "SNS_TOPIC_ARN"),
    ("ses", "ses", "SNS_TOPIC_ARN"),
    ("sns", "ses", "SNS_TOPIC_ARN"),
    ("mailgun", "mailgun", "MAILGUN_SIGNING_KEY"),
    ("sendgrid", "sendgrid", "SENDGRID_BASIC_AUTH"),
    ("postmark", "postmark", "POSTMARK_BASIC_AUTH"),
    ("standard", "standard", "STANDARD_WEBHOOK_SECRET"),
];

/// The row of those that aren't.
const OTHERS: &str = "others";

/// A topic for deliveries that name none.
const TOPIC: &str = "arn:aws:sns:us-east-1:123456789012:inbound";

/// What became of a provider's deliveries.
#[derive(Debug, Default)]
struct Row {
    captures: usize,
    as_expected: usize,
    wrong: usize,
    skipped: BTreeMap<&'static str, usize>,
    answers: BTreeMap<String, usize>,
}

/// What became of all of them.
pub(crate) struct Webhooks {
    /// The share of verdicts that are as expected.
    pub(crate) verdicts: Table,
    rows: BTreeMap<&'static str, Row>,
}

/// Reads `webhooks/`.
pub(crate) async fn evaluate(corpus: &Corpus) -> Webhooks {
    let title = "recorded webhooks: the verdict that is expected";
    let mut webhooks = Webhooks {
        verdicts: Table::of(title, Share::AtLeast(100.0)),
        rows: BTreeMap::new(),
    };
    let captures = corpus.folder.join("webhooks/captured.jsonl");
    for recorded in corpus.lines(&captures) {
        let (provider, capture) = capture(&recorded);
        let row = webhooks.rows.entry(provider).or_default();
        row.captures += 1;
        let capture = match capture {
            Ok(capture) => capture,
            Err(reason) => {
                *row.skipped.entry(reason).or_default() += 1;
                continue;
            }
        };
        let answer = capture.answer(provider).await;
        // None of SNS's is signed by it: a right check refuses them all.
        let expected = provider != "ses" && capture.was_taken;
        let right = answer.is_ok() == expected;
        let answer = match answer {
            Ok(()) => "taken".to_owned(),
            Err(refusal) => format!("refused: {refusal}"),
        };
        row.as_expected += usize::from(right);
        row.wrong += usize::from(!right);
        let id = format!("webhooks/{}", text(&recorded, "test"));
        webhooks.verdicts.count(corpus, &id, right, &answer);
        *row.answers.entry(answer).or_default() += 1;
    }
    webhooks
}

impl Webhooks {
    /// Prints the columns.
    pub(crate) fn print(&self) {
        println!(
            "\n{:32} {:>9} {:>12} {:>6} {:>8}",
            "recorded webhooks", "captures", "as expected", "wrong", "skipped"
        );
        for (provider, row) in &self.rows {
            println!(
                "  {provider:30} {:9} {:12} {:6} {:8}",
                row.captures,
                row.as_expected,
                row.wrong,
                row.skipped.values().sum::<usize>()
            );
            for (answer, count) in &row.answers {
                println!("    {count:3} {answer}");
            }
            for (reason, count) in &row.skipped {
                println!("    {count:3} skipped: {reason}");
            }
        }
    }

    /// The same as JSON.
    pub(crate) fn json(&self) -> Value {
        let row = |row: &Row| {
            json!({
                "captures": row.captures, "as_expected": row.as_expected, "wrong": row.wrong,
                "skipped": row.skipped, "answers": row.answers,
            })
        };
        let rows: BTreeMap<&str, Value> = self.rows.iter().map(|(n, r)| (*n, row(r))).collect();
        json!({"title": "recorded webhooks, by provider", "met": self.verdicts.is_met(), "rows": rows})
    }
}

/// A delivery as it was recorded.
struct Capture {
    headers: HeaderMap,
    body: Vec<u8>,
    setting: &'static str,
    /// What was in force, one after another while it was being changed.
    secrets: Vec<String>,
    now: Timestamp,
    was_taken: bool,
}

/// The row of a recorded delivery, and the delivery or why it is skipped.
fn capture(recorded: &Value) -> (&'static str, Result<Capture, &'static str>) {
    let path = text(recorded, "path");
    let mut names = path.split(['/', '?']);
    let headers = headers(recorded);
    // Whoever signs as Standard Webhooks do may have any name.
    let standard = headers
        .contains_key("webhook-signature")
        .then_some("standard");
    let known = |name: &str| PROVIDERS.into_iter().find(|(theirs, ..)| *theirs == name);
    let Some((_, provider, setting)) = names.find_map(known).or(standard.and_then(known)) else {
        return (OTHERS, Err("another provider"));
    };
    (provider, inbound(recorded, headers, provider, setting))
}

fn inbound(
    recorded: &Value,
    headers: HeaderMap,
    provider: &str,
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
    let body = body.map_err(|_| "its body can't be read")?;
    let passwords = in_force(recorded, &["WEBHOOK_SECRET"]);
    let secrets = match provider {
        "ses" => vec![topic(&body)],
        "mailgun" => in_force(recorded, &["WEBHOOK_SIGNING_KEY", "API_KEY"]),
        "standard" => in_force(recorded, &["SECRET"]),
        _ => passwords.clone(),
    };
    if secrets.is_empty() {
        return Err("no secret was in force");
    }
    let was_taken = recorded["upstream_status"]
        .as_u64()
        .is_some_and(|status| (200..300).contains(&status));
    let given = headers.get("authorization");
    let with = |password: &String| {
        let value = format!("Basic {}", BASE64.encode(password.as_bytes()));
        given.is_some_and(|given| given.as_bytes() == value.as_bytes())
    };
    if provider == "mailgun" && !was_taken && !passwords.is_empty() && !passwords.iter().any(with) {
        return Err("its verdict is about a password, and we go by the signature");
    }
    Ok(Capture {
        now: made_at(&headers, &body),
        headers,
        body,
        setting,
        secrets,
        was_taken,
    })
}

impl Capture {
    /// Takes it with each of its secrets, and says what came of the best.
    async fn answer(&self, provider: &str) -> Result<(), Refusal> {
        let mut answer = Err(Refusal::NotConfigured);
        for secret in &self.secrets {
            let settings = Settings::of([(self.setting, secret.as_str())]);
            let Ok(readers) = Readers::of(&settings) else {
                continue;
            };
            let Some((_, reader)) = readers.get(provider) else {
                continue;
            };
            let (headers, body) = (self.headers.clone(), self.body.clone().into());
            let delivery = Delivery::open(headers, body, "inbound-mail", self.now).await;
            answer = delivery.read(reader, &Web::of_pages([])).await.map(drop);
            if answer.is_ok() {
                break;
            }
        }
        answer
    }
}

/// When a delivery was made, by its headers or its form; those of other providers carry no time.
fn made_at(headers: &HeaderMap, body: &[u8]) -> Timestamp {
    let header = headers.get("webhook-timestamp");
    let header = header.and_then(|value| value.to_str().ok());
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
    let found = header.or(field).and_then(seconds);
    found.unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The topic that a notification names, so that it isn't refused for its name.
fn topic(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    body["TopicArn"].as_str().unwrap_or(TOPIC).to_owned()
}

/// The values of the settings whose names end like the first of `endings` that any ends like.
fn in_force(recorded: &Value, endings: &[&str]) -> Vec<String> {
    let settings = || recorded["settings"].as_object().into_iter().flatten();
    let ending = |ending: &&&str| settings().any(|(name, _)| name.ends_with(**ending));
    let Some(ending) = endings.iter().find(ending) else {
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

fn headers(recorded: &Value) -> HeaderMap {
    let named = recorded["headers"].as_object().into_iter().flatten();
    let named = named.map(|(name, value)| (name.as_str(), value));
    let headers = named.chain([("content-type", &recorded["content_type"])]);
    let headers = headers.filter_map(|(name, value)| {
        let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
        Some((name, HeaderValue::from_str(value.as_str()?).ok()?))
    });
    headers.collect()
}

fn text(of: &Value, name: &str) -> String {
    of[name].as_str().unwrap_or_default().to_owned()
}
