//! Events from the gateway.

use super::address;
use crate::app::CALLER;
use anyhow::{Context, Result};
use data_encoding::BASE64;
use domain::keys::{KeyRing, LinkAction, LinkKeys};
use domain::person::EmailAddress;
use engines::lambda::gateway_event;
use serde_json::{Value, json};
use tests::{Partner, TestApp};

/// The media type of browser forms.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// Returns the same event with an authenticated caller.
fn known(mut event: Value) -> Value {
    event["requestContext"]["authorizer"] = json!({"iam": {"userArn": CALLER}});
    event
}

/// Returns the form as the `n`th person fills it in.
#[must_use]
pub fn filled_in(n: usize) -> String {
    format!(
        "nonce=AAAAAAAAAAAAAAAAAAAAAA&right=opt_out&email=person{n}%40example.org&phone=&name=Ana+Lima&state=CA\
         &identifier_type_1=email&identifier_value_1=&agent_name=&agent_email=&website="
    )
}

/// Returns the event of posting the form.
#[must_use]
pub fn form(n: usize) -> Value {
    gateway_event("POST", "/requests", FORM, &filled_in(n))
}

/// Creates a request without the measured function.
async fn open(app: &TestApp, right: &str, email: &str) -> Value {
    let asked = json!({"right": right, "email": email, "state": "CA"});
    app.post_json(&asked).await.json()
}

/// Returns the event of a status lookup, by reference or by link.
pub(super) async fn status(app: &TestApp, n: usize) -> Value {
    let email = address(n);
    let opened = open(app, "opt_out", &email).await;
    if n.is_multiple_of(2) {
        let asked = json!({"reference": opened["reference"], "email": email}).to_string();
        return gateway_event("POST", "/status", "application/json", &asked);
    }
    let url = opened["status_url"].as_str().unwrap_or_default();
    let path = url.find("/status/").map_or("", |at| &url[at..]);
    gateway_event("GET", path, "", "")
}

/// Returns the event of opening the link that confirms a deletion, or of pressing its button.
pub(super) async fn reply(app: &TestApp, n: usize) -> Value {
    let email = address(n);
    let opened = open(app, "delete", &email).await;
    let reference = opened["reference"].as_str().unwrap_or_default();
    let (receipt, _) = app.look_up(reference).await.expect("it was opened");
    let keys = app.system.settings[0]
        .1
        .read(&runtime::settings::LINK_KEYS, KeyRing::parse);
    let links = LinkKeys(keys.expect("the app has keys"));
    let email = EmailAddress::parse(&email).expect("an address");
    let path = links.action_path(LinkAction::Confirm, &receipt.id, &email, app.now());
    let method = if n.is_multiple_of(2) { "GET" } else { "POST" };
    gateway_event(method, &path, FORM, "")
}

/// Returns the event of a member of staff who opens a request.
pub(super) async fn desk(app: &TestApp, n: usize) -> Value {
    let opened = open(app, "opt_out", &address(n)).await;
    let reference = opened["reference"].as_str().unwrap_or_default();
    known(gateway_event(
        "GET",
        &format!("/api/desk/requests/{reference}"),
        "",
        "",
    ))
}

/// Returns the event of a browser that opens a page of the desk without a session.
pub(super) fn signed_out() -> Value {
    gateway_event("GET", "/desk/signed-out", "", "")
}

/// Returns the event of a system that checks twenty people.
pub(super) fn suppression(n: usize) -> Value {
    let people = 20 * n..20 * (n + 1);
    let all: Vec<Value> = people
        .map(|of| json!({"type": "email", "value": address(of)}))
        .collect();
    let body = json!({ "identifiers": all }).to_string();
    known(gateway_event(
        "POST",
        "/suppression/check",
        "application/json",
        &body,
    ))
}

/// Returns the event of a browser with the signal that returns with its cookie, from its own network.
pub(super) async fn signal(app: &TestApp, n: usize) -> Value {
    let page = app.send("GET", "/signals", &[("sec-gpc", "1")], "").await;
    let cookie = page.header("set-cookie").unwrap_or_default();
    let cookie = cookie.split(';').next().unwrap_or_default();
    let mut event = gateway_event("GET", "/signals/seen", "", "");
    event["headers"]["sec-gpc"] = "1".into();
    event["cookies"] = json!([cookie]);
    let network = format!("10.{}.{}.1", n / 256 % 256, n % 256);
    event["requestContext"]["http"]["sourceIp"] = network.into();
    event
}

/// Returns the event of a partner that acknowledges a notification.
pub(super) async fn callback(
    app: &TestApp,
    partner: &Partner,
    secret: &str,
    n: usize,
) -> Result<Value> {
    app.opt_out(&address(n)).await;
    app.tell_partners().await;
    let notified = partner.notified();
    let id = notified
        .last()
        .context("no partner was notified")?
        .header(webhooks::ID);
    let body = json!({ "id": id }).to_string();
    let key = webhooks::Key::parse(secret).map_err(anyhow::Error::msg)?;
    let (second, signature) = key.sign("callback", body.as_bytes(), app.now());
    let mut event = gateway_event("POST", "/partners/callbacks", "application/json", &body);
    event["headers"][webhooks::ID] = "callback".into();
    event["headers"][webhooks::TIMESTAMP] = second.into();
    event["headers"][webhooks::SIGNATURE] = signature.into();
    Ok(event)
}

/// A provider hands over a mail.
pub(super) fn webhook(n: usize) -> Value {
    let email = super::events::email(n);
    let form = format!(
        "--b\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\n{email}\r\n--b--\r\n"
    );
    let body = BASE64.encode(form.as_bytes());
    let mut event = gateway_event(
        "POST",
        "/inbound/sendgrid",
        "multipart/form-data; boundary=b",
        &body,
    );
    event["isBase64Encoded"] = true.into();
    event["headers"]["authorization"] =
        format!("Basic {}", BASE64.encode(b"sendgrid:secret")).into();
    event
}
