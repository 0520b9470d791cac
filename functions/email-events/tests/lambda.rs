//! The deployed `main`, fed with SNS events through the Runtime API.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use domain::digest::Digest;
use domain::keys::{IndexKeys, KeyRing};
use domain::law::{ImmediateRight, Right};
use domain::locale::Locale;
use domain::outbound_email::{Bounce, ManualDeliveryReason};
use domain::person::{Identifier, IdentifierKind, Person};
use domain::receipt::ReceiptId;
use domain::request::{Asked, Channel, RequestId, Submission};
use engines::lambda::{LambdaHarness, sns_event};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use store::{Handles, IndexWalk, Sent};

fn now() -> Timestamp {
    "2026-11-21T18:00:00Z".parse().unwrap()
}

/// The function's own clock is the machine's: by it, what SES took then is long ago.
const LONG_AGO: &str = "2017-08-05T00:40:02.012Z";
const FAR_AHEAD: &str = "2117-08-05T00:40:02.012Z";

fn bounce(ses_id: &str, sent: &str) -> Value {
    let event = json!({
        "eventType": "Bounce",
        "bounce": {
            "bounceType": "Permanent", "bounceSubType": "General",
            "bouncedRecipients": [{ "emailAddress": "planted@example.org", "action": "failed", "status": "5.1.1" }],
            "timestamp": "2026-11-21T18:00:01.000Z", "feedbackId": "id"
        },
        "mail": {
            "timestamp": sent, "source": "privacy@example.com", "messageId": ses_id,
            "destination": ["planted@example.org"]
        }
    });
    sns_event(&event.to_string(), now())
}

/// An email that was sent under this SES message ID.
async fn send_email(store: &Handles, ses_id: &str) {
    let planted = Identifier::parse(IdentifierKind::Email, "planted@example.org").unwrap();
    let submission = Submission {
        receipt: ReceiptId::from_bytes([1; 16]),
        asked: Asked::Right(Right::Immediate(ImmediateRight::OptOut)),
        person: Person::new(None, None, [planted]).unwrap(),
        agent: None,
        channel: Channel::Api,
        locale: Locale::English,
        brand: None,
        received: now(),
        inbound_email: None,
        approval_required: false,
        companions: Vec::new(),
        details: None,
        digest: Digest::of(b"a body"),
    };
    store.intake.submit(submission, now()).await.unwrap();
    let key = store
        .outbox
        .due_emails(now(), 1, &mut IndexWalk::default())
        .await
        .unwrap()
        .remove(0);
    let lease = SignedDuration::from_mins(2);
    let email = store
        .outbox
        .claim(&key, now(), lease)
        .await
        .unwrap()
        .unwrap();
    let sent = Sent {
        at: now(),
        ses_id: ses_id.into(),
    };
    store.outbox.mark_sent(&email, &sent).await.unwrap();
}

#[tokio::test]
async fn the_binary_notes_a_bounce_once_and_gives_back_what_it_cannot_note() {
    let harness = LambdaHarness::open().await.unwrap();
    let keys = KeyRing::parse("1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap();
    let store = Handles::new(
        harness.engines.dynamodb_client(),
        "honored-requests",
        IndexKeys(keys),
    );
    send_email(&store, "0101-a-000000").await;
    let mut lambda = harness
        .start(env!("CARGO_BIN_EXE_email-events"), &[])
        .await
        .unwrap();

    for _ in 0..2 {
        lambda
            .invoke(bounce("0101-a-000000", LONG_AGO))
            .await
            .unwrap();
    }
    let [task] = store.emails_for_staff(9).await.unwrap().try_into().unwrap();
    assert_eq!(
        task.manual,
        Some(ManualDeliveryReason::Bounced(Bounce::Permanent))
    );
    let request = RequestId(ReceiptId::from_bytes([1; 16]));
    assert_eq!(
        store.desk.log(request).await.unwrap().len(),
        2,
        "noted once"
    );

    // Neither its SES ID nor a tag names an email of ours, however new it is.
    for sent in [LONG_AGO, FAR_AHEAD] {
        lambda.invoke(bounce("0101-b-000000", sent)).await.unwrap();
    }

    for (event, why) in [
        (sns_event("planted", now()), "not an SES event"),
        (sns_event("{}", now()), "not an SES event"),
        (json!({"Records": []}), "SNS"),
        (json!({"Records": [{"planted": "planted"}]}), "SNS"),
        (json!("planted"), "SNS"),
        (
            json!({"detail-type": "Scheduled Event", "planted": 1}),
            "SNS",
        ),
    ] {
        let error = lambda.invoke(event).await.unwrap_err().to_string();
        assert!(
            error.contains(why) && !error.contains("planted"),
            "{why} is not in {error}"
        );
    }
    let logs = lambda.stop().await.unwrap();
    assert!(
        logs.contains("\"target\":\"email_events\"") && !logs.contains("planted"),
        "{logs}"
    );
}
