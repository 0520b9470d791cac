//! The function as its routes show it, over an archive on loopback.

use archive::Archive;
use axum::body::{Body, to_bytes};
use data_encoding::BASE64;
use email_webhook::{Deps, Readers, Web, router};
use engines::{BUCKET, Engines, Home, stop_signal};
use gateway::Edge;
use hmac::{Hmac, KeyInit, Mac};
use http::{Request, Response, StatusCode};
use jiff::Timestamp;
use runtime::{Clock, Settings};
use sha2::Sha256;
use std::sync::Arc;
use tokio::sync::watch;
use tower::ServiceExt;

/// When everything here happens.
pub(crate) const NOW: &str = "2026-11-21T18:00:00Z";
/// The same in seconds.
pub(crate) const SECOND: i64 = 1_795_284_000;

/// The topic of SES's notifications.
pub(crate) const TOPIC: &str = "arn:aws:sns:us-west-2:123456789012:inbound";
/// Where its certificate is.
pub(crate) const CERTIFICATE: &str = "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem";
/// Where the certificate of another key is.
pub(crate) const ANOTHER: &str = "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-ffffffffffffffffffffffffffffffff.pem";
/// What confirms the topic's subscription.
pub(crate) const CONFIRM: &str = "https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription&Token=2336412f37&TopicArn=arn%3Aaws%3Asns%3Aus-west-2%3A123456789012%3Ainbound";

/// The secrets of every provider.
pub(crate) const SETTINGS: &[(&str, &str)] = &[
    ("SNS_TOPIC_ARN", TOPIC),
    ("MAILGUN_SIGNING_KEY", "key-of-mailgun"),
    ("SENDGRID_BASIC_AUTH", "sendgrid:correct horse"),
    ("POSTMARK_BASIC_AUTH", "postmark:battery:staple"),
    (
        "STANDARD_WEBHOOK_SECRET",
        "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3",
    ),
];

/// A letter with bytes that are no text.
pub(crate) const LETTER: &[u8] = b"From: Ada <ada@example.org>\r\nTo: privacy@example.com\r\nSubject: Opt out\r\nMessage-ID: <1@example.org>\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nDo not sell my data, Andr\xe9.\r\n";

/// A function with every provider, and its archive.
pub(crate) struct Inbox {
    pub(crate) deps: Deps,
    pub(crate) engines: Engines,
    _stop: watch::Sender<bool>,
}

impl Inbox {
    pub(crate) async fn open() -> Self {
        Self::with(SETTINGS, NOW.parse().unwrap()).await
    }

    pub(crate) async fn with(settings: &[(&str, &str)], now: Timestamp) -> Self {
        let (stop, stopping) = stop_signal();
        let engines = Engines::start(Home::Memory, Arc::new(move || now), stopping)
            .await
            .unwrap();
        let pages = [
            (CERTIFICATE, &include_bytes!("sns/certificate.pem")[..]),
            (ANOTHER, include_bytes!("sns/another_certificate.pem")),
            (CONFIRM, b"<ConfirmSubscriptionResponse/>"),
        ];
        let settings = Settings::of(settings.iter().copied());
        let clock = Clock::of(move || now);
        let deps = Deps {
            edge: Edge::of(&settings, clock.clone()).unwrap(),
            archive: Archive::new(engines.s3_client(), BUCKET),
            readers: Readers::of(&settings).unwrap(),
            web: Web::of_pages(pages.map(|(at, page)| (at.to_owned(), page.to_vec()))),
            wall_clock: clock,
        };
        Self {
            deps,
            engines,
            _stop: stop,
        }
    }

    /// Posts a delivery, and says the status and the body of the answer.
    pub(crate) async fn post(&self, delivery: &WebhookDelivery) -> (u16, String) {
        let answer = self.answer(delivery).await;
        let status = answer.status().as_u16();
        let body = to_bytes(answer.into_body(), 1_000_000).await.unwrap();
        (status, String::from_utf8(body.into()).unwrap())
    }

    pub(crate) async fn answer(&self, delivery: &WebhookDelivery) -> Response<Body> {
        let mut request = Request::post(delivery.path);
        for (name, value) in &delivery.headers {
            request = request.header(name, value);
        }
        let request = request.body(Body::from(delivery.body.clone())).unwrap();
        router(self.deps.clone()).oneshot(request).await.unwrap()
    }

    /// The status of the answer to a delivery.
    pub(crate) async fn status(&self, delivery: &WebhookDelivery) -> u16 {
        self.post(delivery).await.0
    }

    /// Everything that is stored, with its keys.
    pub(crate) async fn stored(&self) -> Vec<(String, Vec<u8>)> {
        let client = self.engines.s3_client();
        let listed = client
            .list_objects_v2()
            .bucket(BUCKET)
            .send()
            .await
            .unwrap();
        let mut stored = Vec::new();
        for object in listed.contents() {
            let key = object.key().unwrap();
            stored.push((key.to_owned(), self.deps.archive.get(key).await.unwrap()));
        }
        stored
    }

    /// Posts a delivery twice, which stores one message, and says which.
    pub(crate) async fn stores(&self, delivery: &WebhookDelivery) -> Vec<u8> {
        let before = self.stored().await;
        assert_eq!(
            self.post(delivery).await,
            (200, r#"{"outcome":"stored"}"#.to_owned())
        );
        assert_eq!(
            self.post(delivery).await,
            (200, r#"{"outcome":"already stored"}"#.to_owned())
        );
        let mut after = self.stored().await;
        after.retain(|stored| !before.contains(stored));
        assert_eq!(after.len(), 1);
        let (key, raw) = after.remove(0);
        let provider = delivery.path.trim_start_matches("/inbound/");
        let provider = provider.trim_end_matches("/mime");
        let id = key.strip_prefix(&format!("inbound/{provider}/")).unwrap();
        assert!(id.len() == 64 && id.bytes().all(|byte| byte.is_ascii_hexdigit()));
        raw
    }

    /// Posts deliveries that have to be refused like this, and that store nothing.
    pub(crate) async fn refuses(
        &self,
        status: StatusCode,
        deliveries: impl IntoIterator<Item = (&str, WebhookDelivery)>,
    ) {
        let before = self.stored().await.len();
        for (what, delivery) in deliveries {
            let (answered, body) = self.post(&delivery).await;
            assert_eq!(answered, status.as_u16(), "{what}: {body}");
        }
        assert_eq!(self.stored().await.len(), before);
    }
}

/// A field of a form: its name, the name and the type if it is a file, its content.
pub(crate) type Field<'a> = (&'a str, Option<(&'a str, &'a str)>, &'a [u8]);

/// A delivery as it is posted.
#[derive(Clone)]
pub(crate) struct WebhookDelivery {
    pub(crate) path: &'static str,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl WebhookDelivery {
    pub(crate) fn new(path: &'static str, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            path,
            headers: vec![("content-type".to_owned(), content_type.to_owned())],
            body: body.into(),
        }
    }

    /// A form of fields and files.
    pub(crate) fn form(path: &'static str, fields: &[Field<'_>]) -> Self {
        let mut body = Vec::new();
        for (name, file, content) in fields {
            body.extend(
                format!("--frontier\r\nContent-Disposition: form-data; name=\"{name}\"").bytes(),
            );
            if let Some((file, content_type)) = file {
                body.extend(
                    format!("; filename=\"{file}\"\r\nContent-Type: {content_type}").bytes(),
                );
            }
            body.extend(b"\r\n\r\n");
            body.extend(*content);
            body.extend(b"\r\n");
        }
        body.extend(b"--frontier--\r\n");
        Self::new(path, "multipart/form-data; boundary=frontier", body)
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.retain(|(of, _)| of != name);
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(of, _)| of != name);
        self
    }

    pub(crate) fn password(self, password: &str) -> Self {
        let value = format!("Basic {}", BASE64.encode(password.as_bytes()));
        self.header("authorization", value)
    }
}

/// The HMAC-SHA256 of a text.
pub(crate) fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(text);
    mac.finalize().into_bytes().to_vec()
}
