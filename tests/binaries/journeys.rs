//! The main journeys, from the request to the email.

use domain::keys::LinkAction;
use domain::outbound_email::{Bounce, ManualDeliveryReason};
use domain::suppression::Purpose;
use engines::EXPORTS;
use engines::lambda::arrival;
use local::Function;
use serde_json::{Value, json};
use tests::{Deployed, mail};

/// Returns the path of this action's link in the latest email to this address that has one.
fn link_to(app: &Deployed, link_action: LinkAction, address: &str) -> String {
    let action = format!("/{}/", link_action.as_str());
    let emails = app.emails_to(address);
    let mut texts = emails.iter().rev().filter_map(|email| email.text());
    let link = texts.find_map(|text| {
        let mut words = text.split_whitespace();
        let word = words.find(|word| word.contains("/requests/") && word.contains(&action))?;
        word.find("/requests/").map(|from| word[from..].to_owned())
    });
    link.unwrap_or_else(|| panic!("no email to them has a link to {link_action:?}"))
}

async fn is_stopped(app: &Deployed, email: &str, purpose: &str) -> bool {
    let asked = json!([{"type": "email", "value": email}]);
    let said = app.check(&asked).await;
    said[0]["purposes"][purpose]["stopped"] == true
}

#[tokio::test]
async fn a_form_is_in_force_at_once_answered_once_and_found_by_its_page() {
    let app = Deployed::open().await;
    let form = app.open_page("/").await;
    assert_eq!(form.status, 200);
    let nonce = form.body.split("name=\"nonce\" value=\"").nth(1).unwrap();
    let nonce = nonce.split('"').next().unwrap();
    let fields = [
        ("right", "opt_out"),
        ("email", "ana@example.org"),
        ("nonce", nonce),
    ];
    let first = app.post_form(&fields).await;
    assert_eq!(first.status, 303, "{}", first.body);
    assert!(is_stopped(&app, "ana@example.org", "sale_sharing").await);
    let page = first.header("location").unwrap();
    let second = app.post_form(&fields).await;
    assert_eq!(second.header("location"), Some(page), "the first receipt");

    assert_eq!(
        app.stream().await,
        [1, 1],
        "one letter and one notification"
    );
    assert_eq!(app.stream().await, [0, 0], "the stream goes on");
    let emails = app.emails_to("ana@example.org");
    assert_eq!(emails.len(), 1);
    assert!(emails[0].text().unwrap().contains(page));
    let shown = app.open_page(page).await;
    assert!(shown.body.contains("Opt-Out Request Honored"));
    assert!(shown.body.contains("a***@example.org"));
    app.wake(Function::OutboxSender).await;
    assert_eq!(app.emails().len(), 1, "the schedule finds nothing more");

    let wrong = app.post_form(&[("right", "opt_out")]).await;
    assert_eq!(wrong.status, 422);
    let nowhere = app.open_page("/nowhere").await;
    assert_eq!(nowhere.status, 404);
    app.close().await;
}

/// A colleague's email with two messages attached.
fn two_attached() -> String {
    let email = |from: &str, id: &str| {
        let inner = mail(
            from,
            id,
            "My data",
            "Please do not sell or share my personal information.",
        );
        format!(
            "--b\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n{inner}\r\n"
        )
    };
    format!(
        "From: Carl <carl@example.com>\r\nTo: privacy@example.com\r\nSubject: Fwd: two letters\r\n\
         Message-ID: <three@example.com>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nPlease handle both.\r\n{}{}--b--\r\n",
        email("bo@example.org", "two@example.org"),
        email("cy@example.org", "four@example.org")
    )
}

#[tokio::test]
async fn forwarded_mail_opens_a_request_for_each_author_and_an_email_that_comes_back_is_for_staff()
{
    let app = Deployed::with(&[("INBOX_COLLEAGUES", "example.com")]).await;
    let inline = "Please handle.\r\n\r\n---------- Forwarded message ---------\r\n\
                  From: Ana Lima <bounce@simulator.amazonses.com>\r\nDate: Mon, Nov 16, 2026 at 9:12 AM\r\n\
                  Subject: My data\r\nTo: <support@example.com>\r\n\r\n\r\n\
                  Please do not sell or share my personal information.\r\n\r\nAna Lima";
    app.take_mail(&mail(
        "Carl <carl@example.com>",
        "one@example.com",
        "Fwd: My data",
        inline,
    ))
    .await;
    app.take_mail(&two_attached()).await;
    app.take_mail("Auto-Submitted: auto-replied\r\nFrom: away@example.org\r\n\r\nI am away.")
        .await;
    let read = app.system.read_waiting_mail().await.unwrap();
    assert_eq!(read, (3, 0), "one batch");
    for author in [
        "bounce@simulator.amazonses.com",
        "bo@example.org",
        "cy@example.org",
    ] {
        assert!(is_stopped(&app, author, "sale_sharing").await, "{author}");
    }
    assert!(!is_stopped(&app, "carl@example.com", "sale_sharing").await);
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 3);

    app.stream().await;
    assert_eq!(app.emails_to("bo@example.org").len(), 1);
    assert!(app.emails_to("away@example.org").is_empty());
    let (heard, again) = app.handle_email_events().await;
    assert!(heard >= 3 && again == 0, "{heard} heard, {again} again");
    let [task] = &app.store().emails_for_staff(9).await.unwrap()[..] else {
        panic!("one letter came back")
    };
    assert_eq!(
        task.manual,
        Some(ManualDeliveryReason::Bounced(Bounce::Permanent))
    );
    app.close().await;
}

#[tokio::test]
async fn mail_whose_archive_is_gone_comes_again_alone_and_ends_in_the_dead_emails() {
    let app = Deployed::open().await;
    let gone = arrival("inbound/gone", "2026-11-21T18:00:00Z".parse().unwrap());
    app.system.queue.put("0-gone", &gone).unwrap();
    app.take_mail(&mail(
        "ana@example.org",
        "one@example.org",
        "My data",
        "Do not sell my personal information.",
    ))
    .await;
    assert_eq!(app.system.read_waiting_mail().await.unwrap(), (1, 1));
    assert!(is_stopped(&app, "ana@example.org", "sale_sharing").await);
    for _ in 0..4 {
        assert_eq!(app.system.read_waiting_mail().await.unwrap(), (0, 1));
    }
    assert_eq!(app.system.queue.dead_letters(), 1);
    app.stream().await;
    app.close().await;
}

#[tokio::test]
async fn a_browser_s_signal_and_a_mail_program_s_press_are_in_force_at_once() {
    let app = Deployed::open().await;
    let page = app.send("GET", "/", &[("sec-gpc", "1")], "").await;
    assert!(page.body.contains("Opt-Out Request Honored"));
    let cookie = page
        .header("set-cookie")
        .unwrap()
        .split(';')
        .next()
        .unwrap();
    assert_eq!(
        app.count("REQUEST#", "REQUEST").await,
        0,
        "nothing is written yet"
    );
    let headers = [("cookie", cookie), ("sec-gpc", "1")];
    let seen = app.send("GET", "/signals/seen", &headers, "").await;
    assert_eq!(seen.header("content-type"), Some("image/gif"));
    let headers = [("cookie", cookie), ("accept", "application/json")];
    let state = app.send("GET", "/signals", &headers, "").await.json();
    assert!(state["since"].is_string(), "{state}");

    let asked = json!({"addresses": ["ana@example.org"]});
    let made = app.machine("POST", "/unsubscribe-links", &asked).await;
    let url = made.json()["links"][0]["url"].as_str().unwrap().to_owned();
    let (_, path) = url.split_once("/unsubscribe/").unwrap();
    let path = format!("/unsubscribe/{path}");
    let press = app
        .post_form_to(&path, &[("List-Unsubscribe", "One-Click")])
        .await;
    assert_eq!(press.status, 200, "{}", press.body);
    assert!(is_stopped(&app, "ana@example.org", "marketing").await);
    assert!(!is_stopped(&app, "ana@example.org", "sale_sharing").await);
    app.stream().await;
    assert!(
        app.emails().is_empty(),
        "whoever wants less mail gets none about it"
    );
    app.close().await;
}

/// The content of a file that isn't text.
const FILE: &[u8] = &[0, 255, 137, 10, 13];

#[tokio::test]
async fn a_request_for_a_copy_is_confirmed_by_its_link_answered_by_staff_and_collected() {
    let app = Deployed::open().await;
    let asked = [("right", "know"), ("email", "ana@example.org")];
    assert_eq!(app.post_form(&asked).await.status, 303);
    app.stream().await;
    let link = |link_action: LinkAction| link_to(&app, link_action, "ana@example.org");
    let confirm = link(LinkAction::Confirm);
    let page = app.open_page(&confirm).await;
    assert!(page.body.contains("<button"), "{}", page.body);
    let pressed = app.post_form_to(&confirm, &[]).await;
    assert!(pressed.body.contains("You confirmed this request"));

    let listed = app.desk("/requests?right=know").await.json();
    let id = listed["found"][0]["id"].as_str().unwrap();
    let token = format!("Bearer {}", app.system.token);
    let headers = [
        ("authorization", token.as_str()),
        ("content-type", "application/octet-stream"),
    ];
    let path = format!("/api/desk/requests/{id}/response-file?ending=zip");
    let put = app.send("PUT", &path, &headers, FILE).await;
    assert_eq!(put.status, 201, "{}", put.body);
    let delivery = json!({"file": put.json()["file"]});
    let command = json!({"action": "respond", "response": "granted", "copy_checked": true, "delivery": delivery});
    let taken = app
        .order(&format!("/requests/{id}/actions"), &command)
        .await;
    assert_eq!(taken.status, 200, "{}", taken.body);

    app.stream().await;
    let emails = app.emails_to("ana@example.org");
    let texts = emails.iter().filter_map(|email| email.text());
    let codes = texts.flat_map(|text| {
        let lines = text.lines().filter_map(|line| line.strip_prefix("Code "));
        lines.map(|code| code.trim().to_owned()).collect::<Vec<_>>()
    });
    let code = codes.last().expect("an email with the code");
    let collect = link(LinkAction::Download);
    let wrong = app.post_form_to(&collect, &[("code", "00000000")]).await;
    assert_ne!(wrong.status, 200);
    let file = app.post_form_to(&collect, &[("code", &code)]).await;
    assert_eq!(file.status, 200, "{}", file.body);
    assert_eq!(file.body, String::from_utf8_lossy(FILE));
    app.close().await;
}

#[tokio::test]
async fn the_gateway_lets_nobody_through_to_the_desk_whom_it_does_not_know() {
    let app = Deployed::open().await;
    let signed = |role: &str| {
        format!("AWS4-HMAC-SHA256 Credential={role}/20261121/us-west-2/execute-api/aws4_request")
    };
    for (path, role, status) in [
        ("/api/desk/requests", None, 401),
        ("/api/desk/requests", Some("PrivacyStaff"), 200),
        ("/api/desk/requests", Some("Campaigns"), 403),
        ("/suppression/changes", Some("Campaigns"), 200),
        ("/suppression/changes", Some("PrivacyStaff"), 403),
        ("/suppression/changes", None, 401),
    ] {
        let headers = role.map(|role| ("authorization", signed(role)));
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let answer = app.send("GET", path, &headers, "").await;
        assert_eq!(answer.status, status, "{path} {role:?}: {}", answer.body);
    }
    app.close().await;
}

#[tokio::test]
async fn the_sweeper_runs_and_an_export_holds_what_is_stopped() {
    let app = Deployed::open().await;
    app.opt_out("ana@example.org").await;
    app.stream().await;
    app.wake(Function::DeadlineSweeper).await;
    for job in ["audit", "weekly", "digest", "rekey"] {
        let job = json!({ "job": job });
        app.system
            .invoke(Function::DeadlineSweeper, job)
            .await
            .unwrap();
    }
    let since = app
        .suppression("ana@example.org")
        .await
        .since(Purpose::SaleSharing);
    let export = app
        .machine("POST", "/suppression/exports", &Value::Null)
        .await;
    assert_eq!(export.status, 200, "{}", export.body);
    let export = export.json();
    assert_eq!(
        (&export["rows"], &export["next"]),
        (&json!(1), &Value::Null)
    );
    let part = export["parts"][0].as_str().unwrap();
    let bucket = archive::Archive::new(app.system.engines.s3_client(), EXPORTS);
    let rows = bucket.get(&format!("{part}.ndjson")).await.unwrap();
    let row: Value = serde_json::from_slice(&rows).unwrap();
    let notified = row["purposes"]["sale_sharing"]["since"].as_str().unwrap();
    let notified: jiff::Timestamp = notified.parse().unwrap();
    assert_eq!(
        Some(notified.as_second()),
        since.map(jiff::Timestamp::as_second),
        "{row}"
    );
    app.wake(Function::OutboxSender).await;
    app.close().await;
}
