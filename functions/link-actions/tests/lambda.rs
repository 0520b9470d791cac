//! The deployed `main`, fed with gateway events through the Runtime API.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use archive::Archive;
use data_encoding::BASE64;
use domain::digest::Digest;
use domain::keys::{IndexKeys, KeyRing, LinkAction, LinkKeys};
use domain::law::{Right, VerifiableRight};
use domain::locale::Locale;
use domain::log::{Actor, Role};
use domain::person::{EmailAddress, Identifier, Person};
use domain::receipt::ReceiptId;
use domain::request::{
    Asked, Channel, Command, Request, RequestId, Response, ResponseDelivery, Submission,
    VerificationMethod,
};
use engines::BUCKET;
use engines::lambda::{LambdaHarness, gateway_event};
use jiff::Timestamp;
use serde_json::Value;
use store::Handles;

const KEYS: &str = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
const TABLE: &str = "honored-requests";
const FORM: &str = "application/x-www-form-urlencoded";
/// A file that is not text.
const FILE: [u8; 5] = [0, 255, 137, 10, 13];

/// Returns the current time, because the deployed binary uses the machine's clock.
#[expect(
    clippy::disallowed_methods,
    reason = "the binary has the machine's clock"
)]
fn now() -> Timestamp {
    Timestamp::now()
}

fn ana() -> EmailAddress {
    EmailAddress::parse("ana@example.org").unwrap()
}

/// Returns a request for a copy that is not confirmed yet.
fn submission() -> Submission {
    Submission {
        receipt: ReceiptId::from_bytes([7; 16]),
        asked: Asked::Right(Right::Verifiable(VerifiableRight::Know)),
        person: Person::new(None, None, [Identifier::Email(ana())]).unwrap(),
        agent: None,
        channel: Channel::Form,
        locale: Locale::English,
        brand: None,
        received: now(),
        inbound_email: None,
        approval_required: false,
        companions: Vec::new(),
        details: None,
        digest: Digest::of(b"asked"),
    }
}

#[tokio::test]
async fn the_binary_confirms_a_request_and_returns_the_file_byte_for_byte() {
    let harness = LambdaHarness::open().await.unwrap();
    let keys = IndexKeys(KeyRing::parse(KEYS).unwrap());
    let links = LinkKeys(KeyRing::parse(KEYS).unwrap());
    let store = Handles::new(harness.engines.dynamodb_client(), TABLE, keys);
    let id = RequestId(submission().receipt);
    let opened = Request::open(submission(), now()).unwrap();
    store.sweep.commit(&opened).await.unwrap();
    let mut lambda = harness
        .start(env!("CARGO_BIN_EXE_link-actions"), &[])
        .await
        .unwrap();

    let confirm = links.action_path(LinkAction::Confirm, &id.0, &ana(), now());
    let page = lambda.invoke(gateway_event("GET", &confirm, "", "")).await;
    assert_eq!(status(&page.unwrap()), 200);
    let press = gateway_event("POST", &confirm, FORM, "");
    assert_eq!(status(&lambda.invoke(press).await.unwrap()), 200);
    let shown = store.link_actions.apply(
        id,
        Command::Verify(VerificationMethod::Matched),
        Actor::System,
        now(),
    );
    assert!(shown.await.is_err(), "the identity was verified already");

    let archive = Archive::new(harness.engines.s3_client(), BUCKET);
    archive
        .put("responses/copy.zip", FILE.to_vec())
        .await
        .unwrap();
    let delivery = Some(ResponseDelivery::File {
        key: "responses/copy.zip".into(),
        renewed: None,
    });
    let respond = Command::respond(Response::Granted { delivery });
    let by = Actor::Staff {
        id: "kim".into(),
        role: Role::Decide,
    };
    store
        .link_actions
        .apply(id, respond, by, now())
        .await
        .unwrap();
    let download = links.action_path(LinkAction::Download, &id.0, &ana(), now());
    let code = format!("code={}", links.code(&id.0, 0));
    let file = lambda
        .invoke(gateway_event("POST", &download, FORM, &code))
        .await
        .unwrap();
    assert_eq!(status(&file), 200);
    assert_eq!(file["isBase64Encoded"], true);
    let body = file["body"].as_str().unwrap().as_bytes();
    assert_eq!(BASE64.decode(body).unwrap(), FILE);

    let forged = confirm.replace("/confirm/", "/appeal/");
    let nothing = lambda.invoke(gateway_event("GET", &forged, "", "")).await;
    assert_eq!(status(&nothing.unwrap()), 404);
    let logs = lambda.stop().await.unwrap();
    let reference = id.0.reference().to_string();
    assert!(
        !logs.contains("ana@") && !logs.contains(&reference),
        "{logs}"
    );
}

fn status(response: &Value) -> u64 {
    response["statusCode"].as_u64().unwrap()
}
