//! Actions behind links in emails.

mod appeal;
mod choice;
pub(crate) mod collect;
mod demand;
pub(crate) mod question;

use crate::status::sorted;
use domain::keys::{KeyRing, LinkAction, LinkKeys};
use domain::log::{Actor, Entry, Role};
use domain::person::EmailAddress;
use domain::receipt::ReceiptId;
use domain::request::{Command, Request};
use local::Function;
use tests::{HttpResponse, TestApp};

/// Returns the path of this action's link in the latest email to an address that has one.
pub(crate) fn link_to(app: &TestApp, link_action: LinkAction, address: &str) -> String {
    let start = format!("{}/requests/", app.system.url());
    let action = format!("/{}/", link_action.as_str());
    let emails = app.emails_to(address);
    let mut texts = emails.iter().rev().filter_map(|email| email.text());
    let found = texts.find_map(|text| {
        let link = text
            .split_whitespace()
            .find(|word| word.starts_with(&start) && word.contains(&action))?;
        Some(link.to_owned())
    });
    let link = found.unwrap_or_else(|| panic!("no email to them has a link to {link_action:?}"));
    link.replace(&app.system.url(), "")
}

/// Counts the emails to an address that have this action's link.
fn links_to(app: &TestApp, link_action: LinkAction, address: &str) -> usize {
    let action = format!("/{}/", link_action.as_str());
    let emails = app.emails_to(address);
    let has = |text: String| {
        text.split_whitespace()
            .any(|word| word.contains("/requests/") && word.contains(&action))
    };
    emails
        .iter()
        .filter_map(|email| email.text())
        .filter(|text| has(text.to_string()))
        .count()
}

/// Returns a valid link that no email contained.
fn link_of(app: &TestApp, link_action: LinkAction, receipt: &ReceiptId, address: &str) -> String {
    let settings = &app.system.settings[0].1;
    let keys = LinkKeys(
        settings
            .read(&runtime::settings::LINK_KEYS, KeyRing::parse)
            .unwrap(),
    );
    let holder = EmailAddress::parse(address).unwrap();
    keys.action_path(link_action, receipt, &holder, app.now())
}

/// Posts a form without fields.
pub(crate) async fn press(app: &TestApp, link: &str) -> HttpResponse {
    app.post_form_to(link, &[]).await
}

/// Applies a command to the request of a reference, as staff.
pub(crate) async fn staff(app: &TestApp, reference: &str, command: Command) -> Request {
    let (_, request) = app.look_up(reference).await.unwrap();
    let by = Actor::Staff {
        id: "kim".into(),
        role: Role::Decide,
    };
    let store = app.store();
    store
        .link_actions
        .apply(request.id, command, by, app.now())
        .await
        .unwrap()
}

pub(crate) async fn log_of(app: &TestApp, reference: &str) -> Vec<Entry> {
    let (_, request) = app.look_up(reference).await.unwrap();
    app.store().desk.log(request.id).await.unwrap()
}

pub(crate) fn reference_in(link: &str) -> &str {
    link.split('/').nth(2).unwrap()
}

/// Uses every link action.
pub(crate) async fn do_every_link_action(app: &TestApp) {
    app.opt_out("una@example.org").await;
    app.serve_outbox().await;
    press(
        app,
        &link_to(app, LinkAction::RequestOptIn, "una@example.org"),
    )
    .await;
    app.serve_outbox().await;
    press(app, &link_to(app, LinkAction::OptIn, "una@example.org")).await;
    let answer = question::ask_a_question(app, "vic@example.org").await;
    app.post_form_to(&answer, &[("message", "For me.")]).await;
    let (collect, code) = collect::copy_for(app, "wim@example.org").await;
    app.post_form_to(&collect, &[("code", "00000000")]).await;
    app.post_form_to(&collect, &[("code", &code)]).await;
}

/// Returns the page's headline.
fn headline(page: &HttpResponse) -> &str {
    let (_, after) = page.body.split_once("<h1>").unwrap();
    after.split("</h1>").next().unwrap()
}

/// Requests a deletion. Returns the link in its email.
pub(crate) async fn ask_to_delete(app: &TestApp, email: &str) -> String {
    app.post_form(&[("right", "delete"), ("email", email)])
        .await;
    app.serve_outbox().await;
    link_to(app, LinkAction::Confirm, email)
}

#[tokio::test]
async fn a_link_that_fits_nothing_gets_the_page_of_no_page_after_the_same_calls() {
    let app = TestApp::open().await;
    let right = ask_to_delete(&app, "ana@example.org").await;
    let reference = reference_in(&right).to_owned();
    let (_, token) = right.rsplit_once('/').unwrap();
    let (receipt, before) = app.look_up(&reference).await.unwrap();
    let unknown = ReceiptId::from_bytes([9; 16]).reference();
    let another = link_of(&app, LinkAction::Confirm, &receipt.id, "eve@example.org");
    let status = app.emails()[0].text().unwrap().to_string();
    let status = status
        .split_whitespace()
        .find(|word| word.contains("/status/"))
        .unwrap();
    let status = status.rsplit('/').next().unwrap();
    app.table_of(Function::LinkActions).take_calls();
    let mut pages = Vec::new();
    for link in [
        format!("/requests/{reference}/confirm/1.1795284000.AAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        format!("/requests/{reference}/confirm/x"),
        format!("/requests/{reference}/confirm/{status}"),
        format!("/requests/{unknown}/confirm/{token}"),
        format!("/requests/nothing/confirm/{token}"),
        format!("/requests/{reference}/appeal/{token}"),
        format!("/requests/{reference}/download/{token}"),
        format!("/requests/{reference}/nothing/{token}"),
        another,
        "/requests/%ff/%ff/%ff".to_owned(),
    ] {
        for opens in [true, false] {
            let page = match opens {
                true => app.open_page(&link).await,
                false => press(&app, &link).await,
            };
            assert_eq!(page.status, 404, "{link}");
            pages.push(page.body);
            let calls = app.table_of(Function::LinkActions).take_calls();
            let calls: Vec<_> = calls.into_iter().map(|call| call.operation).collect();
            assert_eq!(calls, ["GetItem", "GetItem"], "{link}");
        }
    }
    assert!(
        pages.windows(2).all(|pair| pair[0] == pair[1]),
        "the pages differ"
    );
    let (_, after) = app.look_up(&reference).await.unwrap();
    assert_eq!(after, before);
    app.close().await;
}

//= req: ca-7060-f
#[tokio::test]
async fn programs_that_open_every_link_in_every_email_change_nothing() {
    let app = TestApp::open().await;
    app.opt_out("ana@example.org").await;
    app.serve_outbox().await;
    press(
        &app,
        &link_to(&app, LinkAction::RequestOptIn, "ana@example.org"),
    )
    .await;
    ask_to_delete(&app, "bo@example.org").await;
    question::ask_a_question(&app, "cy@example.org").await;
    collect::copy_for(&app, "di@example.org").await;
    app.serve_outbox().await;
    let before = sorted(&app).await;
    let mut opened = 0;
    for email in app.emails() {
        let text = email.text().unwrap();
        let links = text
            .split_whitespace()
            .filter_map(|word| word.strip_prefix(&app.system.url()));
        for link in links.filter(|link| link.starts_with("/requests/")) {
            for method in ["GET", "HEAD"] {
                assert_eq!(app.send(method, link, &[], "").await.status, 200, "{link}");
                opened += 1;
            }
        }
    }
    assert_eq!(
        opened,
        2 * 6,
        "request opt-in, opt-in, two to confirm, answer, download"
    );
    assert_eq!(sorted(&app).await, before);
    app.close().await;
}

#[tokio::test]
async fn a_page_behind_a_link_is_kept_by_nobody_and_takes_no_other_method() {
    let app = TestApp::open().await;
    let link = ask_to_delete(&app, "ana@example.org").await;
    let page = app.open_page(&link).await;
    assert_eq!(page.status, 200);
    for (name, value) in [
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-robots-tag", "noindex"),
    ] {
        assert_eq!(page.header(name), Some(value));
    }
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("form-action 'self'"));
    assert!(!page.body.contains("ana@example.org"));
    for method in ["PUT", "DELETE", "PATCH"] {
        let answer = app.send(method, &link, &[], "").await;
        assert_eq!(
            (answer.status, answer.header("allow")),
            (405, Some("GET,HEAD,POST"))
        );
    }
    let text = [("content-type", "text/plain")];
    assert_eq!(app.send("POST", &link, &text, "yes").await.status, 415);
    let json = [("content-type", "application/json")];
    assert_eq!(app.send("POST", &link, &json, "[]").await.status, 400);
    let long = "x".repeat(70_000);
    assert_eq!(
        app.post_form_to(&link, &[("message", &long)]).await.status,
        413
    );
    app.close().await;
}
