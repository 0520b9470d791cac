//! Events from queues, topics and schedules.

use super::address;
use crate::app::set_clock;
use anyhow::{Context, Result};
use domain::digest::Digest;
use domain::law::{Right, VerifiableRight};
use domain::locale::Locale;
use domain::person::{Identifier, IdentifierKind, Person};
use domain::receipt::ReceiptId;
use domain::request::{Asked, Channel, Submission};
use engines::lambda::{arrival, queue_event, sns_event};
use engines::secrets;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::TestApp;

/// Returns a typical email.
#[must_use]
pub fn email(n: usize) -> String {
    format!(
        "From: Ana Lima <{}>\r\nTo: privacy@example.com\r\nSubject: My data\r\nMessage-ID: <{n}@example.org>\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\nHello,\r\n\r\nPlease do not sell or share my personal \
         information. I live in California.\r\n\r\nThank you\r\nAna Lima\r\n",
        address(n)
    )
}

/// Returns the event of an email that arrived.
pub(super) async fn mail(app: &TestApp, n: usize) -> Result<Value> {
    arrived(app, &format!("inbound/{n}"), email(n).into_bytes()).await
}

/// Stores the largest message that SES accepts: 40 MB, mostly a scan. Returns its event.
///
/// # Errors
/// If it can't be stored.
pub async fn largest(app: &TestApp) -> Result<Value> {
    const LARGEST: usize = 40 * 1024 * 1024;
    let mut raw = format!(
        "From: Ana Lima <{}>\r\nTo: privacy@example.com\r\nSubject: My data\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         Please do not sell my personal information.\r\n\r\n--b\r\nContent-Type: application/pdf; name=scan.pdf\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n",
        address(0)
    );
    let line = format!("{}\r\n", "JVBERi0xLjQK".repeat(6));
    while raw.len() + line.len() + 8 < LARGEST {
        raw += &line;
    }
    raw += "--b--\r\n";
    arrived(app, "inbound/largest", raw.into_bytes()).await
}

/// Returns the event of a rotation of an old key ring.
pub(super) fn rotation(app: &TestApp, n: usize) -> Value {
    let (ring, token) = (format!("honored/ring-{n}"), format!("token-{n}"));
    let secrets = &app.system.engines.secrets;
    app.set_clock("2020-01-01T00:00:00Z");
    secrets.put(&ring, "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    set_clock(app);
    secrets.begin_rotation(&ring, &token);
    json!({"Step": "createSecret", "SecretId": secrets::arn(&ring), "ClientRequestToken": token})
}

async fn arrived(app: &TestApp, key: &str, raw: Vec<u8>) -> Result<Value> {
    app.system
        .functions
        .email_intake
        .archive
        .put(key, raw)
        .await?;
    Ok(queue_event(&[(key, &arrival(key, app.now()))]))
}

/// Returns the event of a delivered email.
pub(super) async fn event(app: &TestApp, n: usize) -> Result<Value> {
    app.opt_out(&address(n)).await;
    app.serve_outbox().await;
    let notified = app.system.engines.ses.take_events();
    let notified = notified.last().context("SES tells nothing")?;
    Ok(sns_event(notified, app.now()))
}

/// Creates an old deletion request that the sweeper must check.
pub(super) async fn asked_long_ago(app: &TestApp, n: usize) -> Result<()> {
    let at = app.now() - SignedDuration::from_hours(24 * 40);
    let email = Identifier::parse(IdentifierKind::Email, &address(n))?;
    let digest = Digest::of(&n.to_be_bytes());
    let submission = Submission {
        receipt: ReceiptId::from_email("", &digest, 0),
        asked: Asked::Right(Right::Verifiable(VerifiableRight::Delete)),
        person: Person::new(None, None, [email])?,
        agent: None,
        channel: Channel::Form,
        locale: Locale::English,
        brand: None,
        received: at,
        inbound_email: None,
        approval_required: false,
        companions: Vec::new(),
        details: None,
        digest,
    };
    app.store().intake.submit(submission, at).await?;
    Ok(())
}
