//! Tests each function alone: with a missing setting, without its engines, and when it is stopped.

use data_encoding::BASE64;
use engines::lambda::{
    Lambda, LambdaHarness, arrival, gateway_event, queue_event, schedule_event, sns_event,
};
use engines::proxy::{self, Fault, Proxy};
use engines::{BUCKET, EXPORTS, secrets};
use local::Function;
use serde_json::{Value, json};
use std::time::Duration;
use tests::binaries;
use tokio::task::JoinSet;

/// An address that no log may hold.
const PLANTED: &str = "planted@example.org";

/// The secret of a key ring to rotate.
const RING: &str = "honored/link-keys";

/// Settings that only some functions need.
const OWN: &[(&str, &str)] = &[
    ("EXPORT_BUCKET", EXPORTS),
    ("SENDGRID_BASIC_AUTH", "sendgrid:secret"),
    ("SIGNAL_ORIGINS", "https://www.example.com"),
    (
        "ROLES",
        "decide=arn:aws:sts::123456789012:assumed-role/PrivacyStaff/* \
         machine=arn:aws:sts::123456789012:assumed-role/Campaigns/*",
    ),
];

pub(crate) fn binary(function: Function) -> String {
    let path = binaries().join(function.name());
    path.to_str().expect("a path that is text").to_owned()
}

pub(crate) async fn start(harness: &LambdaHarness, function: Function) -> Lambda {
    harness.start(&binary(function), OWN).await.unwrap()
}

/// Runs a test for all functions at the same time.
async fn each<F: Future<Output = ()> + Send + 'static>(run: impl Fn(Function) -> F) {
    let runs: JoinSet<()> = Function::ALL.into_iter().map(run).collect();
    runs.join_all().await;
}

/// Adds a caller with this role to a gateway event.
fn by(role: &str, mut event: Value) -> Value {
    let arn = format!("arn:aws:sts::123456789012:assumed-role/{role}/ana");
    event["requestContext"]["authorizer"] = json!({"iam": {"userArn": arn}});
    event
}

/// Returns an event that makes the function call its engines and, where possible, holds personal data.
fn ordinary(function: Function) -> Value {
    const FORM: &str = "application/x-www-form-urlencoded";
    const JSON: &str = "application/json";
    const REFERENCE: &str = "AAAA-AAAA-AAAA";
    let form = format!("right=opt_out&email={PLANTED}");
    let identifiers = json!({"identifiers": [{"type": "email", "value": PLANTED}]}).to_string();
    match function {
        Function::FormIntake => gateway_event("POST", "/requests", FORM, &form),
        Function::StatusLookup => {
            let asked = json!({"reference": REFERENCE, "contact": PLANTED}).to_string();
            gateway_event("POST", "/status", JSON, &asked)
        }
        Function::LinkActions => {
            let path = format!("/requests/{REFERENCE}/confirm/1.AAAAAAAAAAAAAAAAAAAAAA");
            gateway_event("GET", &path, "", "")
        }
        Function::EmailWebhook => {
            let head = "--b\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\n";
            let body = format!("{head}From: {PLANTED}\r\n\r\nHello\r\n--b--\r\n");
            let kind = "multipart/form-data; boundary=b";
            let mut event = gateway_event("POST", "/inbound/sendgrid", kind, &body);
            let password = format!("Basic {}", BASE64.encode(b"sendgrid:secret"));
            event["headers"]["authorization"] = password.into();
            event
        }
        Function::EmailIntake => {
            let came = arrival("inbound/one", "2026-11-21T18:00:00Z".parse().unwrap());
            queue_event(&[("one", &came)])
        }
        Function::OutboxSender | Function::PartnerNotifier | Function::DeadlineSweeper => {
            schedule_event("2026-11-21T18:00:00Z".parse().unwrap())
        }
        Function::EmailEvents => {
            let event = json!({
                "eventType": "Delivery",
                "mail": {"timestamp": "2017-08-05T00:40:02.012Z", "messageId": "0101-a-000000", "destination": [PLANTED]},
                "delivery": {"timestamp": "2017-08-05T00:40:03.012Z", "partners": [PLANTED]}
            });
            sns_event(&event.to_string(), "2026-11-21T18:00:00Z".parse().unwrap())
        }
        Function::DeskApi => {
            let opened = json!({"channel": "phone", "received": "2026-11-20", "right": "opt_out", "person": {"email": PLANTED}});
            let event = gateway_event("POST", "/api/desk/requests", JSON, &opened.to_string());
            by("PrivacyStaff", event)
        }
        Function::DeskPages => {
            let mut event = gateway_event("GET", "/desk", "", "");
            // A session of the right form: without one, the function reads nothing.
            event["cookies"] = json!([format!("__Host-honored_desk={}", "A".repeat(43))]);
            event
        }
        Function::Suppression => by(
            "Campaigns",
            gateway_event("POST", "/suppression/check", JSON, &identifiers),
        ),
        Function::Signals => {
            let mut event = gateway_event("POST", "/signals", JSON, r#"{"gpc":true}"#);
            event["headers"]["origin"] = "https://www.example.com".into();
            event["headers"]["sec-gpc"] = "1".into();
            event
        }
        Function::PartnerCallback => {
            let body = r#"{"id":"msg_ABCDEFGHIJKLMNOPQRSTUVWXY4_ads"}"#;
            let mut event = gateway_event("POST", "/partners/callbacks", JSON, body);
            // A signature of the right form and time: without one, the function reads nothing.
            event["headers"]["webhook-id"] = "msg_ABCDEFGHIJKLMNOPQRSTUVWXY4_ads".into();
            event["headers"]["webhook-timestamp"] = unix_time().to_string().into();
            event["headers"]["webhook-signature"] = format!("v1,{}=", "A".repeat(43)).into();
            event
        }
        Function::KeyRotator => json!({
            "Step": "createSecret", "SecretId": secrets::arn(RING), "ClientRequestToken": "token"
        }),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the binaries read the machine's clock"
)]
fn unix_time() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// Returns whether the function reported a failure that makes its caller retry.
fn failed(answer: &anyhow::Result<Value>) -> bool {
    match answer {
        Ok(answer) => {
            let status = answer["statusCode"].as_u64();
            let given_back = answer["batchItemFailures"].as_array();
            status.is_some_and(|status| status >= 500) || given_back.is_some_and(|f| !f.is_empty())
        }
        Err(_) => true,
    }
}

#[tokio::test]
async fn a_function_without_one_of_its_settings_ends_at_start_and_names_it() {
    let missing = |function| match function {
        Function::FormIntake => Some("COMPANY_ADDRESS"),
        Function::StatusLookup => Some("LINK_KEYS"),
        Function::LinkActions => Some("BASE_URL"),
        Function::EmailWebhook => Some("RAW_MAIL_BUCKET"),
        Function::EmailIntake => Some("INBOX_ADDRESS"),
        Function::OutboxSender => Some("COMPANY_NAME"),
        Function::EmailEvents | Function::DeadlineSweeper => Some("TABLE_NAME"),
        Function::DeskApi | Function::DeskPages => Some("INDEX_KEYS"),
        Function::Suppression => Some("EXPORT_BUCKET"),
        Function::Signals => Some("UNSUBSCRIBE_KEYS"),
        Function::PartnerNotifier | Function::PartnerCallback => Some("PARTNER_KEYS"),
        Function::KeyRotator => None, // its event names the ring
    };
    each(|function| async move {
        let Some(name) = missing(function) else {
            return;
        };
        let harness = LambdaHarness::open().await.unwrap();
        // An empty setting counts as missing. A template writes a parameter that a company left out as an empty text.
        let mut lambda = harness
            .start(&binary(function), &[(name, "")])
            .await
            .unwrap();
        let ended = lambda.invoke(ordinary(function)).await.unwrap_err();
        assert!(ended.to_string().contains("the function ended"), "{ended}");
        let said = lambda.stop().await.unwrap();
        assert!(
            said.contains(name),
            "{function:?} doesn't name {name}: {said}"
        );
    })
    .await;
}

/// aws-lc's jitter entropy adds 50 ms to each start, unless its build used `.cargo/config.toml`.
#[test]
fn a_binary_takes_its_randomness_from_the_kernel() {
    let binary = std::fs::read(binary(Function::FormIntake)).unwrap();
    let mentions = |name: &str| {
        let name = name.as_bytes();
        binary.windows(name.len()).any(|bytes| bytes == name)
    };
    if mentions("RAND_bytes") {
        assert!(!mentions("jent_entropy"));
    } else {
        eprintln!("not looked at: this binary is stripped of its symbols");
    }
}

/// The proxies between a function and its engines, and the settings that point to them.
struct Between([Proxy; 4]);

impl Between {
    async fn of(harness: &LambdaHarness) -> Self {
        let engines = &harness.engines;
        let start = |endpoint: &str| {
            let endpoint = endpoint.to_owned();
            let stopping = harness.stopping();
            async move { proxy::start(&endpoint, 0, stopping).await.unwrap() }
        };
        Self([
            start(engines.dynamodb.endpoint()).await,
            start(engines.s3.endpoint()).await,
            start(engines.ses.endpoint()).await,
            start(engines.secrets.endpoint()).await,
        ])
    }

    async fn start(&self, harness: &LambdaHarness, function: Function) -> Lambda {
        let names = [
            "AWS_ENDPOINT_URL_DYNAMODB",
            "AWS_ENDPOINT_URL_S3",
            "AWS_ENDPOINT_URL_SES",
            "AWS_ENDPOINT_URL_SECRETS_MANAGER",
        ];
        let proxies = names.into_iter().zip(self.0.iter().map(Proxy::endpoint));
        let settings: Vec<_> = OWN.iter().copied().chain(proxies).collect();
        harness.start(&binary(function), &settings).await.unwrap()
    }
}

#[tokio::test]
async fn a_function_whose_engines_are_down_says_so_lives_on_and_names_nobody() {
    each(|function| async move {
        let harness = LambdaHarness::open().await.unwrap();
        let archive = archive::Archive::new(harness.engines.s3_client(), BUCKET);
        let raw = format!("From: {PLANTED}\r\nSubject: opt out\r\n\r\nDo not sell my data.\r\n");
        archive.put("inbound/one", raw.into()).await.unwrap();
        let ring = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        harness.engines.secrets.put(RING, ring);
        harness.engines.secrets.begin_rotation(RING, "token");
        let between = Between::of(&harness).await;
        for proxy in &between.0 {
            proxy.plan([(1, Fault::Outage)]);
        }
        let mut lambda = between.start(&harness, function).await;
        let answer = lambda.invoke(ordinary(function)).await;
        assert!(failed(&answer), "{function:?}: {answer:?}");
        assert!(!lambda.has_ended().unwrap(), "{function:?} ended");
        for proxy in &between.0 {
            proxy.heal();
        }
        let answer = lambda.invoke(ordinary(function)).await;
        assert!(!failed(&answer), "{function:?}: {answer:?}");
        let said = lambda.stop().await.unwrap();
        assert!(
            said.contains("ERROR"),
            "{function:?} logged nothing: {said}"
        );
        assert!(!said.contains("planted"), "{function:?}: {said}");
    })
    .await;
}

#[tokio::test]
async fn a_test_event_of_s3_is_done_with_and_a_message_of_nobody_comes_again() {
    let harness = LambdaHarness::open().await.unwrap();
    let mut lambda = start(&harness, Function::EmailIntake).await;
    let test = json!({"Service": "Amazon S3", "Event": "s3:TestEvent", "Time": "2026-11-21T18:00:00.000Z", "Bucket": BUCKET});
    for (body, comes_again) in [
        (test.to_string(), json!([])),
        (
            json!({"planted": 1}).to_string(),
            json!([{"itemIdentifier": "one"}]),
        ),
        ("planted".to_owned(), json!([{"itemIdentifier": "one"}])),
    ] {
        let event = queue_event(&[("one", &body)]);
        let answer = lambda.invoke(event).await.unwrap();
        assert_eq!(answer["batchItemFailures"], comes_again, "{body}");
    }
    assert!(!lambda.stop().await.unwrap().contains("planted"));
}

#[tokio::test]
async fn a_function_that_is_told_to_end_ends_at_once() {
    each(|function| async move {
        let harness = LambdaHarness::open().await.unwrap();
        let mut lambda = start(&harness, function).await;
        let _ = lambda.invoke(ordinary(function)).await;
        let notified = std::time::Instant::now();
        lambda.terminate().await.unwrap();
        assert!(notified.elapsed() < Duration::from_secs(2), "{function:?}");
    })
    .await;
}

#[tokio::test]
async fn a_function_without_a_runtime_api_ends_by_itself() {
    each(|function| async move {
        let harness = LambdaHarness::open().await.unwrap();
        let mut lambda = start(&harness, function).await;
        let _ = lambda.invoke(ordinary(function)).await;
        let ended = lambda.dismiss().await.unwrap();
        assert!(ended.code().is_some(), "{function:?}: {ended}");
    })
    .await;
}

#[tokio::test]
async fn a_form_whose_function_ends_in_the_middle_is_whole_or_not_there_and_goes_through_again() {
    let harness = LambdaHarness::open().await.unwrap();
    let between = Between::of(&harness).await;
    let [table, ..] = &between.0;
    table.set_latency(Duration::from_secs(2));
    let form = "right=opt_out&email=planted%40example.org&nonce=AAAAAAAAAAAAAAAAAAAAAA";
    let post = || {
        gateway_event(
            "POST",
            "/requests",
            "application/x-www-form-urlencoded",
            form,
        )
    };
    let mut lambda = between.start(&harness, Function::FormIntake).await;
    let writes = async {
        while table.calls().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        answer = lambda.invoke(post()) => panic!("it was answered: {answer:?}"),
        () = writes => {}
    }
    lambda.terminate().await.unwrap();
    table.set_latency(Duration::ZERO);
    let items = async || {
        let scan = harness.engines.dynamodb_client().scan();
        let scanned = scan.table_name("honored-requests").send().await.unwrap();
        scanned.items().len()
    };
    let mut another = between.start(&harness, Function::FormIntake).await;
    let before = items().await;
    let answer = another.invoke(post()).await.unwrap();
    assert_eq!(answer["statusCode"], 303, "{answer}");
    let whole = items().await;
    assert!(before == 0 || before == whole, "{before} of {whole} items");
    let answer = another.invoke(post()).await.unwrap();
    assert_eq!(answer["statusCode"], 303, "{answer}");
    assert_eq!(items().await, whole, "the same form once more");
    assert!(!another.stop().await.unwrap().contains("planted"));
}
