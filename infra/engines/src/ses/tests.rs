//! Behavior that the sender of emails needs, tested through the real client.

use aws_sdk_ses::Client;
use aws_sdk_ses::error::ProvideErrorMetadata;
use aws_sdk_ses::primitives::Blob;
use aws_sdk_ses::types::{Body, Content, Destination, Message, MessageTag, RawMessage};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{Engine, Place, SentMail, SesFault, start};
use crate::clients::{Retries, ses};
use crate::tests::{NOON, standing_clock};
use crate::{Stop, stop_signal};

const EMAIL: &str = "From: Shop <privacy@shop.test>\r\n\
    To: Ann <ann@home.test>\r\n\
    Subject: =?utf-8?q?Your_request_=E2=9C=93?=\r\n\
    Date: Thu, 01 Jan 1970 00:00:00 +0000\r\n\
    Message-ID: <ours@shop.test>\r\n\
    MIME-Version: 1.0\r\n\
    Content-Type: text/plain; charset=utf-8\r\n\
    \r\n\
    We have it. \u{2713}\r\n";

async fn engine(stop: Stop) -> (Engine, Client) {
    let engine = start(Place::Memory, 0, standing_clock(NOON), stop)
        .await
        .unwrap();
    let client = ses(engine.endpoint(), Retries::Never);
    (engine, client)
}

fn raw(bytes: impl Into<Vec<u8>>) -> RawMessage {
    RawMessage::builder()
        .data(Blob::new(bytes))
        .build()
        .unwrap()
}

/// Sends `bytes` to `to`. Returns the message ID, or the code and the status of the error.
async fn send(client: &Client, to: &str, bytes: &str) -> Result<String, (String, u16)> {
    let call = client
        .send_raw_email()
        .source("privacy@shop.test")
        .destinations(to);
    match call.raw_message(raw(bytes)).send().await {
        Ok(sent) => Ok(sent.message_id),
        Err(error) => {
            let status = error
                .raw_response()
                .map_or(0, |response| response.status().as_u16());
            Err((error.code().unwrap_or_default().to_owned(), status))
        }
    }
}

fn only(engine: &Engine) -> SentMail {
    let [mail] = engine.sent().try_into().unwrap();
    mail
}

#[tokio::test]
async fn a_raw_email_is_sent_with_the_message_id_and_date_of_ses() {
    let (_stopper, stop) = stop_signal();
    let (engine, client) = engine(stop).await;
    let id = send(&client, "Ann <ann@home.test>", EMAIL).await.unwrap();

    let mail = only(&engine);
    assert_eq!(mail.message_id, id);
    assert_eq!(mail.sent_at.to_string(), NOON);
    assert_eq!(mail.source, "privacy@shop.test");
    assert_eq!(mail.destinations, ["ann@home.test"]);
    assert_eq!(mail.to(), ["ann@home.test"]);
    assert_eq!(mail.subject().as_deref(), Some("Your request \u{2713}"));
    assert_eq!(mail.text().as_deref(), Some("We have it. \u{2713}\r\n"));
    assert_eq!(mail.html(), None);
    let expected = EMAIL
        .replace("<ours@shop.test>", &format!("<{id}@email.amazonses.com>"))
        .replace("Thu, 01 Jan 1970 00:00:00", "Mon, 02 Mar 2026 12:00:00");
    assert_eq!(String::from_utf8_lossy(mail.raw()), expected);
    assert_eq!(
        mail.headers()[0],
        ("From".into(), "Shop <privacy@shop.test>".into())
    );
    assert_eq!(mail.header("mime-version").as_deref(), Some("1.0"));
}

#[tokio::test]
async fn an_email_in_parts_is_built_and_sent_to_every_recipient() {
    let (_stopper, stop) = stop_signal();
    let (engine, client) = engine(stop).await;
    let part = |data: &str| {
        Content::builder()
            .data(data)
            .charset("UTF-8")
            .build()
            .unwrap()
    };
    let body = Body::builder()
        .text(part("Plain ✓"))
        .html(part("<p>Rich ✓</p>"))
        .build();
    let to = Destination::builder()
        .to_addresses("Ann <ann@home.test>")
        .to_addresses("bob@home.test")
        .bcc_addresses("hidden@home.test")
        .build();
    let sent = client
        .send_email()
        .source("Shop <privacy@shop.test>")
        .destination(to)
        .reply_to_addresses("desk@shop.test")
        .message(
            Message::builder()
                .subject(part("Grüße & <more>"))
                .body(body)
                .build(),
        )
        .configuration_set_name("emails")
        .tags(
            MessageTag::builder()
                .name("request")
                .value("r1")
                .build()
                .unwrap(),
        )
        .send()
        .await
        .unwrap();

    let mail = only(&engine);
    assert_eq!(mail.message_id, sent.message_id);
    assert_eq!(mail.source, "privacy@shop.test");
    assert_eq!(
        mail.destinations,
        ["ann@home.test", "bob@home.test", "hidden@home.test"]
    );
    assert_eq!(mail.to(), ["ann@home.test", "bob@home.test"]);
    assert_eq!(mail.subject().as_deref(), Some("Grüße & <more>"));
    assert_eq!(mail.text().unwrap().trim_end(), "Plain ✓");
    assert_eq!(mail.html().unwrap().trim_end(), "<p>Rich ✓</p>");
    assert_eq!(mail.header("Reply-To").as_deref(), Some("desk@shop.test"));
    assert_eq!(
        mail.header("Date").as_deref(),
        Some("Mon, 02 Mar 2026 12:00:00 +0000")
    );
    assert_eq!(mail.configuration_set.as_deref(), Some("emails"));
    assert_eq!(mail.tags, [("request".to_owned(), "r1".to_owned())]);
    assert!(!String::from_utf8_lossy(mail.raw()).contains("hidden"));
}

#[tokio::test]
async fn a_raw_email_without_envelope_is_sent_to_the_recipients_in_its_header() {
    let (_stopper, stop) = stop_signal();
    let (engine, client) = engine(stop).await;
    let email = EMAIL.replace("MIME-Version", "Cc: <bob@home.test>\r\nMIME-Version");
    client
        .send_raw_email()
        .raw_message(raw(email))
        .send()
        .await
        .unwrap();
    let mail = only(&engine);
    assert_eq!(mail.source, "privacy@shop.test");
    assert_eq!(mail.destinations, ["ann@home.test", "bob@home.test"]);
}

#[tokio::test]
async fn an_email_that_ses_refuses_is_refused() {
    let (_stopper, stop) = stop_signal();
    let (engine, client) = engine(stop).await;
    let invalid = Err(("InvalidParameterValue".to_owned(), 400));
    for to in [
        "ä@home.test",
        "ann@home.test\r\nBcc: x@y.test",
        "ann@home.test\n",
        "ann",
        "",
    ] {
        assert_eq!(send(&client, to, EMAIL).await, invalid, "{to:?}");
    }
    for email in [
        "\r\n",
        "Subject: no sender\r\n\r\n",
        &format!("From: twice@x.test\r\n{EMAIL}"),
    ] {
        assert_eq!(
            send(&client, "ann@home.test", email).await,
            invalid,
            "{email:?}"
        );
    }
    let nobody = EMAIL.replace("To: Ann", "X-To: Ann");
    let refused = client
        .send_raw_email()
        .raw_message(raw(nobody))
        .send()
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Some("InvalidParameterValue"));
    let crowd = (0..51)
        .map(|number| format!("{number}@home.test"))
        .collect();
    let call = client
        .send_raw_email()
        .set_destinations(Some(crowd))
        .raw_message(raw(EMAIL));
    let refused = call.send().await.unwrap_err();
    assert_eq!(refused.message(), Some("Recipient count exceeds 50."));
    assert!(engine.sent().is_empty());
}

#[tokio::test]
async fn an_email_of_several_megabytes_is_sent_whole() {
    let (_stopper, stop) = stop_signal();
    let (engine, client) = engine(stop).await;
    let email = format!("{EMAIL}{}", "+/".repeat(1024 * 1024));
    send(&client, "ann@home.test", &email).await.unwrap();
    let mail = only(&engine);
    let (_, body) = email.split_once("\r\n\r\n").unwrap();
    assert!(mail.raw().ends_with(body.as_bytes()));
}

#[tokio::test]
async fn other_calls_and_broken_ones_get_an_error_that_the_client_can_read() {
    let (_stopper, stop) = stop_signal();
    let (engine, client) = engine(stop).await;
    let quota = client.get_send_quota().send().await.unwrap_err();
    assert_eq!(quota.code(), Some("InvalidAction"));

    for body in [
        "Action=SendRawEmail&RawMessage.Data=%%%",
        "",
        "Action=<&\0>",
        "\u{ff}&&==&",
    ] {
        let mut stream = tokio::net::TcpStream::connect(engine.address())
            .await
            .unwrap();
        let head = format!(
            "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
        assert!(answer.contains("<ErrorResponse"), "{answer}");
    }
}

#[tokio::test]
async fn faults_form_a_queue_and_then_emails_are_sent_again() {
    let (_stopper, stop) = stop_signal();
    let (engine, client) = engine(stop).await;
    for fault in [
        SesFault::Throttle,
        SesFault::MessageRejected,
        SesFault::ServerError,
    ] {
        engine.fail_next(fault);
    }
    let mut answers = Vec::new();
    for _ in 0..3 {
        answers.push(send(&client, "ann@home.test", EMAIL).await.unwrap_err());
    }
    let expected = [
        ("Throttling", 400),
        ("MessageRejected", 400),
        ("InternalFailure", 500),
    ];
    assert_eq!(
        answers,
        expected.map(|(code, status)| (code.to_owned(), status))
    );
    assert!(engine.sent().is_empty());
    send(&client, "ann@home.test", EMAIL).await.unwrap();
    assert_eq!(engine.sent().len(), 1);
}

#[tokio::test]
async fn an_email_with_a_lost_response_is_sent_and_a_retry_sends_it_twice() {
    let (_stopper, stop) = stop_signal();
    let (engine, client) = engine(stop).await;
    engine.fail_next(SesFault::AnswerLost);
    let (code, status) = send(&client, "ann@home.test", EMAIL).await.unwrap_err();
    assert_eq!((code.as_str(), status), ("", 0));
    assert_eq!(engine.sent().len(), 1);

    engine.fail_next(SesFault::AnswerLost);
    let patient = ses(engine.endpoint(), Retries::Quick);
    let id = send(&patient, "ann@home.test", EMAIL).await.unwrap();
    assert_eq!(engine.sent().len(), 3);
    assert_eq!(engine.sent()[2].message_id, id);
}

#[tokio::test]
async fn stored_emails_are_listed_in_order_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place::Folder(folder.path().join("sent"));
    let (stopper, stop) = stop_signal();
    let engine = start(place.clone(), 0, standing_clock(NOON), stop)
        .await
        .unwrap();
    let client = ses(engine.endpoint(), Retries::Never);
    let mut ids = Vec::new();
    for name in ["ann", "bob", "cem"] {
        ids.push(
            send(&client, &format!("{name}@home.test"), EMAIL)
                .await
                .unwrap(),
        );
    }
    let before = engine.sent();
    stopper.send(true).unwrap();
    engine.stopped().await;
    // A crash between the two files of an email leaves this file.
    std::fs::write(folder.path().join("sent/00000004-torn.eml"), "half").unwrap();

    let (_stopper, stop) = stop_signal();
    let engine = start(place, 0, standing_clock("2020-01-01T00:00:00Z"), stop)
        .await
        .unwrap();
    let client = ses(engine.endpoint(), Retries::Never);
    ids.push(send(&client, "dan@home.test", EMAIL).await.unwrap());
    let after = engine.sent();
    assert_eq!(
        after
            .iter()
            .map(|mail| mail.message_id.clone())
            .collect::<Vec<_>>(),
        ids
    );
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before.raw(), after.raw());
        assert_eq!(before.sent_at, after.sent_at);
        assert_eq!(before.destinations, after.destinations);
    }
}

#[tokio::test]
async fn a_damaged_email_is_an_error_that_names_the_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("00000001-x.json"), "{").unwrap();
    let (_stopper, stop) = stop_signal();
    let place = Place::Folder(folder.path().to_owned());
    let error = start(place, 0, standing_clock(NOON), stop)
        .await
        .unwrap_err();
    assert!(
        format!("{error:#}").contains("00000001-x.json"),
        "{error:#}"
    );
}

/// Sends an email to this address. Returns the names of its events, and the type of each bounce.
async fn events_of(address: &str) -> Vec<(String, String)> {
    let (_stopper, stop) = stop_signal();
    let (engine, client) = engine(stop).await;
    let call = client
        .send_raw_email()
        .source("privacy@shop.test")
        .destinations(address)
        .configuration_set_name("emails");
    let id = call.raw_message(raw(EMAIL)).send().await.unwrap();
    let mut events = Vec::new();
    for event in engine.take_events() {
        let event: Value = serde_json::from_str(&event).unwrap();
        assert_eq!(event["mail"]["messageId"], id.message_id());
        assert_eq!(event["mail"]["destination"], json!([address]));
        assert_eq!(event["mail"]["timestamp"], "2026-03-02T12:00:00.000Z");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        events.push((
            text(&event["eventType"]),
            text(&event["bounce"]["bounceType"]),
        ));
    }
    assert!(engine.take_events().is_empty(), "each event is taken once");
    events
}

#[tokio::test]
async fn events_match_the_mailbox_simulator_of_ses() {
    let event = |name: &str, kind: &str| (name.to_owned(), kind.to_owned());
    let delivered = event("Delivery", "");
    let bounced = event("Bounce", "Permanent");
    let complained = event("Complaint", "");
    let away = event("Bounce", "Transient");
    for (address, expected) in [
        ("ann@home.test", vec![delivered.clone()]),
        ("bounce@home.test", vec![delivered.clone()]),
        ("success@simulator.amazonses.com", vec![delivered.clone()]),
        ("bounce@simulator.amazonses.com", vec![bounced.clone()]),
        ("bounce+ann@Simulator.AmazonSES.com", vec![bounced.clone()]),
        ("suppressionlist@simulator.amazonses.com", vec![bounced]),
        (
            "complaint@simulator.amazonses.com",
            vec![delivered.clone(), complained],
        ),
        ("ooto@simulator.amazonses.com", vec![delivered, away]),
    ] {
        assert_eq!(events_of(address).await, expected, "{address}");
    }
}

#[tokio::test]
async fn emails_without_a_configuration_set_and_refused_emails_have_no_events() {
    let (_stopper, stop) = stop_signal();
    let (engine, client) = engine(stop).await;
    send(&client, "ann@home.test", EMAIL).await.unwrap();
    engine.fail_next(SesFault::MessageRejected);
    let call = client
        .send_raw_email()
        .destinations("ann@home.test")
        .configuration_set_name("emails");
    call.raw_message(raw(EMAIL)).send().await.unwrap_err();
    assert!(engine.take_events().is_empty());
}
