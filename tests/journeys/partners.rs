//! Partners are notified and acknowledge, and the requester sees it.

mod callbacks;
mod faults;
mod list;
mod trouble;
mod ways;

use crate::mail;
use domain::notification::DeliveryId;
use domain::person::{Identifier, IdentifierKind};
use engines::ses::SentMail;
use jiff::SignedDuration;
use serde_json::{Value, json};
use tests::{Build, Partner, Reaction, TestApp};

/// Returns a third party with a webhook.
fn webhook(id: &str, partner: &Partner) -> Value {
    json!({"id": id, "name": id, "kind": "third_party", "from": "2020-01-01", "webhook": {"url": partner.url()}})
}

/// Returns a third party with an email address.
fn by_mail(id: &str) -> Value {
    let address = format!("privacy@{id}.example");
    json!({"id": id, "name": id, "kind": "third_party", "from": "2020-01-01", "email": address})
}

/// Sets the partner list. Returns the secrets that the desk shows.
async fn list(app: &TestApp, partners: Value) -> Value {
    let set = app.list_partners(&partners).await;
    assert_eq!(set.status, 200, "{}", set.body);
    set.json()["secrets"].clone()
}

/// Returns the status page behind the link in the requester's emails, as JSON.
async fn status(app: &TestApp, page: &str) -> Value {
    app.read(&app.mailbox_page(page).await).await.json()
}

/// Returns the path of the link in the latest email to a partner.
fn link_in_mail_to(app: &TestApp, address: &str) -> String {
    let mail = app.emails_to(address).pop().expect("a mail");
    let text = mail.text().unwrap();
    let start = text.find("/partners/notifications/").expect("a link");
    text[start..].split_whitespace().next().unwrap().to_owned()
}

/// Returns an email's text in one line.
fn in_one_line(email: &SentMail) -> String {
    let text = email.text().unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Runs the notifier once, so that it counts acknowledgments.
async fn soon(app: &TestApp) -> partner_notifier::Run {
    app.pass(SignedDuration::from_secs(20));
    app.tell_partners().await
}

/// Presses the button behind the link in a partner's email. Opening the link changes nothing.
async fn press(app: &TestApp, address: &str) {
    let link = link_in_mail_to(app, address);
    let before = app.read(&link).await.json();
    assert_eq!(
        (&before["state"], &before["open"]),
        (&json!("sent"), &json!(true))
    );
    let page = app.open_page(&link).await;
    assert!(page.body.contains("It is done") && !page.body.contains("ana@"));
    assert_eq!(
        app.read(&link).await.json(),
        before,
        "opening changes nothing"
    );
    let pressed = app.post_form_to(&link, &[]).await;
    assert_eq!(pressed.status, 200);
    assert!(pressed.body.contains("Thank you"), "{}", pressed.body);
}

//= req: ca-7026-f-2
#[tokio::test]
async fn an_opt_out_by_form_is_told_to_every_partner_and_the_person_sees_it() {
    let app = TestApp::open().await;
    let (ads, data) = (Partner::open().await, Partner::open().await);
    ads.will([Reaction::Status(500), Reaction::Status(503)]);
    let all = json!([
        webhook("ads", &ads),
        webhook("data", &data),
        by_mail("mail-house")
    ]);
    list(&app, all).await;
    let answer = app.opt_out("ana@example.org").await;
    let page = answer.header("location").unwrap().to_owned();
    let said = app
        .check(&json!([{"type": "email", "value": "ana@example.org"}]))
        .await;
    assert_eq!(said[0]["purposes"]["sale_sharing"]["stopped"], true);
    app.serve_outbox().await;
    let run = app.tell_partners().await;
    assert_eq!((run.acknowledged, run.failed, run.sent), (1, 1, 1));
    let seen = status(&app, &page).await;
    assert_eq!(seen["told"]["of"], 3);
    assert_eq!(seen["told"]["confirmed"], 1);
    assert_eq!(seen["stage"], "in_force");
    app.serve_outbox().await;
    let emails = app.emails_to("ana@example.org").len();

    for minutes in [1, 5] {
        app.pass(SignedDuration::from_mins(minutes));
        app.tell_partners().await;
    }
    assert_eq!(ads.notified().len(), 3, "twice in vain");
    press(&app, "privacy@mail-house.example").await;
    assert_eq!(soon(&app).await.settled, 1);
    let seen = status(&app, &page).await;
    assert_eq!(seen["stage"], "done");
    assert_eq!(seen["status"], "Opt-Out Request Honored");
    assert_eq!(seen["identifiers"], json!(["a***@example.org"]));
    assert_eq!(
        (&seen["told"]["of"], &seen["told"]["confirmed"]),
        (&json!(3), &json!(3))
    );
    let shown = app.open_page(&app.mailbox_page(&page).await).await.body;
    assert!(
        shown.contains("Opt-Out Request Honored")
            && shown.contains("3 of 3 confirmed, the last one on November 21, 2026")
    );

    app.serve_outbox().await;
    let emails = &app.emails_to("ana@example.org")[emails..];
    let [done] = emails else {
        panic!("{} emails", emails.len())
    };
    let text = in_one_line(done);
    for said in [
        "Opt-Out Request Honored",
        "has been in effect since Saturday, November 21, 2026",
        "All 3 confirmed, the last one on Saturday, November 21, 2026",
        "Applies to a***@example.org",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    app.close().await;
}

#[tokio::test]
async fn a_webhook_carries_hashes_and_is_signed_and_a_mail_says_whom_it_is_about() {
    let app = TestApp::open().await;
    let ads = Partner::open().await;
    let all = json!([webhook("ads", &ads), by_mail("mail-house")]);
    let secrets = list(&app, all).await;
    let body = json!({"right": "opt_out", "email": "Ana.Lima@example.org", "name": "Ana Lima", "phone": "916 555 0143"});
    let receipt = app.post_json(&body).await.json();
    app.tell_partners().await;
    app.serve_outbox().await;
    let notified = ads.notified().remove(0);
    let key = webhooks::Key::parse(secrets["ads"].as_str().unwrap()).unwrap();
    let signed = webhooks::Headers {
        id: notified.header(webhooks::ID).as_bytes(),
        timestamp: notified.header(webhooks::TIMESTAMP).as_bytes(),
        signature: notified.header(webhooks::SIGNATURE).as_bytes(),
    };
    assert_eq!(
        key.check(&signed, notified.body.as_bytes(), app.now()),
        Ok(())
    );
    let notification = notified.json();
    assert_eq!(notification["type"], "privacy.opt_out");
    assert_eq!(notification["data"]["id"], notified.header(webhooks::ID));
    assert_eq!(notification["data"]["due"]["latest"], "2026-12-14");
    let known = Identifier::parse(IdentifierKind::Email, "ana.lima@example.org").unwrap();
    let sha256 = data_encoding::HEXLOWER.encode(&known.sha256());
    let named = notification["data"]["identifiers"].as_array().unwrap();
    assert_eq!(named.len(), 2);
    assert_eq!(named[0], json!({"type": "email", "sha256": sha256}));
    let reference = receipt["reference"].as_str().unwrap();
    for personal in ["ana", "Lima", "0143", reference] {
        assert!(
            !notified.body.contains(personal),
            "{personal} in {}",
            notified.body
        );
    }
    let mail = app.emails_to("privacy@mail-house.example").remove(0);
    let text = mail.text().unwrap();
    assert!(
        text.contains("ana.lima@example.org") && text.contains("+19165550143"),
        "{text}"
    );
    assert!(
        !text.contains("Ana Lima") && !text.contains(reference),
        "{text}"
    );
    assert_eq!(
        mail.header("Auto-Submitted").as_deref(),
        Some("auto-generated")
    );
    app.close().await;
}

#[tokio::test]
async fn an_opt_out_in_a_forwarded_mail_is_told_and_the_original_author_hears_of_it() {
    let settings = vec![("INBOX_COLLEAGUES".to_owned(), "example.com".to_owned())];
    let build = Build {
        settings,
        ..Build::default()
    };
    let app = TestApp::build(build).await;
    let ads = Partner::open().await;
    list(&app, json!([webhook("ads", &ads)])).await;
    let text = "Please handle.\r\n\r\n---------- Forwarded message ---------\r\nFrom: Ana Lima <ana@example.org>\r\n\
         Date: Mon, Nov 16, 2026 at 9:12 AM\r\nSubject: My data\r\nTo: <support@example.com>\r\n\r\n\r\n\
         Please do not sell or share my personal information.\r\n\r\nAna Lima";
    let raw = mail(
        "Carl <carl@example.com>",
        "one@example.com",
        "Fwd: My data",
        text,
    );
    assert_eq!(app.deliver(&raw).await, (1, 0));
    let run = app.tell_partners().await;
    assert_eq!((run.acknowledged, run.settled), (1, 1));
    assert_eq!(
        ads.notified()[0].json()["data"]["received_at"]
            .as_str()
            .unwrap()
            .get(..10),
        Some("2026-11-16")
    );
    app.serve_outbox().await;
    // The sender sends both at the same time, so they arrive in either order.
    let subjects: Vec<_> = app
        .emails_to("ana@example.org")
        .iter()
        .filter_map(|email| email.subject())
        .collect();
    assert_eq!(subjects.len(), 2);
    assert!(
        subjects
            .iter()
            .any(|subject| subject.starts_with("Opt-Out Request Honored")),
        "{subjects:?}"
    );
    app.close().await;
}

//= req: ca-7022-b-2, ca-7022-b-3
#[tokio::test]
async fn a_granted_deletion_is_told_to_whoever_ever_got_the_data() {
    let app = TestApp::open().await;
    let (ads, host, own) = (
        Partner::open().await,
        Partner::open().await,
        Partner::open().await,
    );
    let mut left = webhook("ads", &ads);
    left["until"] = json!("2024-12-31");
    let mut provider = webhook("host", &host);
    provider["kind"] = json!("service_provider");
    let mut warehouse = webhook("warehouse", &own);
    warehouse["kind"] = json!("own_system");
    list(&app, json!([left, provider, warehouse])).await;
    let body = json!({"right": "delete", "email": "ana@example.org"});
    let receipt = app.post_json(&body).await.json();
    let id = receipt["reference"].as_str().unwrap().to_owned();
    app.tell_partners().await;
    assert!(
        own.notified().is_empty(),
        "nobody is told before it is granted"
    );
    for command in [
        json!({"action": "verify", "method": "matched", "why": "by phone"}),
        json!({"action": "respond", "response": "granted"}),
    ] {
        let taken = app
            .order(&format!("/requests/{id}/actions"), &command)
            .await;
        assert_eq!(taken.status, 200, "{}", taken.body);
    }
    assert_eq!(app.tell_partners().await.acknowledged, 3);
    for partner in [&ads, &host, &own] {
        assert_eq!(partner.notified()[0].json()["type"], "privacy.delete");
    }
    let path = receipt["status_url"].as_str().unwrap();
    let path = &path[path.find("/status/").unwrap()..];
    let seen = status(&app, path).await;
    assert_eq!(
        (&seen["stage"], &seen["told"]["confirmed"]),
        (&json!("answered"), &json!(3))
    );
    // An opt-out of the same person doesn't concern former partners or service providers.
    app.opt_out("ana@example.org").await;
    assert_eq!(app.tell_partners().await.acknowledged, 1);
    assert_eq!(
        (
            own.notified().len(),
            ads.notified().len(),
            host.notified().len()
        ),
        (2, 1, 1)
    );
    app.serve_outbox().await;
    app.close().await;
}

//= req: ca-7022-f-4
#[tokio::test]
async fn a_deletion_in_part_says_what_service_providers_keep_by_webhook_and_by_email() {
    const KEPT: &str = "Invoices since 2022. Use them only for the tax authority.";
    let app = TestApp::open().await;
    let (ads, host) = (Partner::open().await, Partner::open().await);
    let mut provider = webhook("host", &host);
    let mut printer = by_mail("printer");
    for partner in [&mut provider, &mut printer] {
        partner["kind"] = json!("service_provider");
    }
    list(&app, json!([webhook("ads", &ads), provider, printer])).await;
    let body = json!({"right": "delete", "email": "ana@example.org"});
    let receipt = app.post_json(&body).await.json();
    let path = format!(
        "/requests/{}/actions",
        receipt["reference"].as_str().unwrap()
    );
    let in_part = |basis: &str| {
        json!({"action": "respond", "response": "in_part", "basis": basis,
            "explanation": "Tax law makes us keep your invoices.", "partners_keep": KEPT})
    };
    let verify = json!({"action": "verify", "method": "matched", "why": "by phone"});
    assert_eq!(app.order(&path, &verify).await.status, 200);
    let refused = app.order(&path, &in_part("unfounded")).await;
    assert_eq!(refused.status, 422, "{}", refused.body);
    assert_eq!(refused.json()["errors"][0]["field"], "partners_keep");
    let responded = app.order(&path, &in_part("lawful_exception")).await;
    assert_eq!(responded.status, 200, "{}", responded.body);
    assert_eq!(app.tell_partners().await.acknowledged, 2);
    app.serve_outbox().await;
    assert_eq!(host.notified()[0].json()["data"]["kept"], KEPT);
    assert_eq!(ads.notified()[0].json()["data"].get("kept"), None);
    let printed = in_one_line(&app.emails_to("privacy@printer.example")[0]);
    assert!(printed.contains(KEPT), "{printed}");
    let to_person = in_one_line(app.emails_to("ana@example.org").last().unwrap());
    assert!(!to_person.contains(KEPT), "{to_person}");
    app.close().await;
}

#[tokio::test]
async fn what_a_repeat_adds_is_told_anew_and_its_receipt_is_done_only_when_its_request_is() {
    let app = TestApp::open().await;
    let ads = Partner::open().await;
    list(&app, json!([webhook("ads", &ads)])).await;
    let first = app.opt_out("ana@example.org").await;
    let first = first.header("location").unwrap().to_owned();
    app.tell_partners().await;
    assert_eq!(status(&app, &first).await["stage"], "done");
    app.pass(SignedDuration::from_hours(1));
    let again = json!({"right": "opt_out", "email": "ana@example.org", "identifiers": [{"type": "account", "value": "4711"}]});
    let again = app.post_json(&again).await.json();
    let again = again["status_url"].as_str().unwrap();
    let again = &again[again.find("/status/").unwrap()..];
    assert_eq!(status(&app, &first).await["stage"], "in_force");
    assert_eq!(status(&app, again).await["stage"], "in_force");
    assert_eq!(app.tell_partners().await.settled, 1);
    let notified = ads.notified();
    assert_eq!(notified.len(), 2);
    assert_ne!(
        notified[0].header(webhooks::ID),
        notified[1].header(webhooks::ID)
    );
    assert_eq!(
        notified[1].json()["data"]["identifiers"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    for path in [first.as_str(), again] {
        assert_eq!(status(&app, path).await["stage"], "done");
    }
    app.serve_outbox().await;
    app.close().await;
}

/// Makes every kind of call of partners, for the comparison with the templates.
pub(crate) async fn everything(app: &TestApp) {
    let ads = Partner::open().await;
    let mut later = webhook("data", &ads);
    later["webhook"]["confirms"] = json!("callback");
    let secrets = list(
        app,
        json!([webhook("ads", &ads), later, by_mail("mail-house")]),
    )
    .await;
    app.opt_out("partners@example.org").await;
    app.tell_partners().await;
    app.serve_outbox().await;
    press(app, "privacy@mail-house.example").await;
    let notified = ads.notified();
    let mut ids = notified
        .iter()
        .rev()
        .map(|notified| notified.header(webhooks::ID));
    let id = ids.find(|id| id.ends_with("_data")).unwrap();
    let sent = callbacks::call_back(app, id, secrets["data"].as_str().unwrap()).await;
    assert_eq!(sent.status, 200, "{}", sent.body);
    soon(app).await;
    let given_up = app.desk("/notifications").await;
    assert_eq!(given_up.status, 200);
    assert!(DeliveryId::parse(id).is_ok());
    app.serve_outbox().await;
}
