//! Downloading a response file.

use super::{headline, link_to, log_of, press, reference_in, staff};
use archive::Archive;
use domain::keys::LinkAction;
use domain::log::{Actor, Event};
use domain::request::{Command, Note, Response, ResponseDelivery};
use engines::BUCKET;
use jiff::SignedDuration;
use tests::TestApp;

const FILE: &str = "name,address\nAna Planted,1 Main Street\n";

/// Creates a response with a file. Returns its link and its code.
pub(crate) async fn copy_for(app: &TestApp, email: &str) -> (String, String) {
    app.post_form(&[("right", "know"), ("email", email)]).await;
    app.serve_outbox().await;
    let confirm = link_to(app, LinkAction::Confirm, email);
    press(app, &confirm).await;
    let key = format!("responses/{}.csv", reference_in(&confirm));
    let archive = Archive::new(app.system.engines.s3_client(), BUCKET);
    archive.put(&key, FILE.into()).await.unwrap();
    let delivery = Some(ResponseDelivery::File { key, renewed: None });
    staff(
        app,
        reference_in(&confirm),
        Command::respond(Response::Granted { delivery }),
    )
    .await;
    app.serve_outbox().await;
    let emails = app.emails_to(email);
    let mut texts = emails.iter().filter_map(|email| email.text());
    let text = texts
        .find(|text| text.contains("asks\nfor this code") || text.contains("Code  "))
        .unwrap()
        .to_string();
    let line = text.lines().find(|line| line.starts_with("Code")).unwrap();
    let code = line.trim_start_matches("Code").trim().to_owned();
    (link_to(app, LinkAction::Download, email), code)
}

fn wrong(code: &str) -> String {
    let last = if code.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &code[..code.len() - 1])
}

//= req: ca-7024-f
#[tokio::test]
async fn a_copy_is_collected_with_the_link_and_the_code() {
    let app = TestApp::open().await;
    let (link, code) = copy_for(&app, "ana@example.org").await;
    assert_eq!(
        headline(&app.open_page(&link).await),
        "Download our response"
    );
    for typed in ["", "1234", "12345678x", "no code"] {
        assert_eq!(
            app.post_form_to(&link, &[("code", typed)]).await.status,
            422
        );
    }
    let file = app.post_form_to(&link, &[("code", &code)]).await;
    assert_eq!((file.status, file.body.as_str()), (200, FILE));
    let reference = reference_in(&link);
    let attachment = format!("attachment; filename=\"response-{reference}.csv\"");
    assert_eq!(
        file.header("content-disposition"),
        Some(attachment.as_str())
    );
    assert_eq!(file.header("cache-control"), Some("no-store"));
    assert_eq!(
        file.header("content-type"),
        Some("application/octet-stream")
    );
    let log = log_of(&app, reference).await;
    let last = log.last().unwrap();
    assert_eq!(
        (&last.by, &last.event),
        (&Actor::Person, &Event::Noted(Note::Collected))
    );
    app.close().await;
}

#[tokio::test]
async fn a_link_is_used_once_but_for_an_hour_in_which_something_may_break() {
    let app = TestApp::open().await;
    let (link, code) = copy_for(&app, "ana@example.org").await;
    app.pass(SignedDuration::from_hours(29 * 24));
    for _ in 0..2 {
        assert_eq!(
            app.post_form_to(&link, &[("code", &code)]).await.status,
            200
        );
    }
    app.pass(SignedDuration::from_mins(61));
    let late = app.post_form_to(&link, &[("code", &code)]).await;
    assert_eq!(
        (late.status, headline(&late)),
        (409, "Our response was already downloaded")
    );
    app.close().await;
}

#[tokio::test]
async fn a_file_is_collected_five_times_at_the_most_however_many_ask_at_once() {
    let app = TestApp::open().await;
    let (link, code) = copy_for(&app, "ana@example.org").await;
    let mut collected = 0;
    for _ in 0..7 {
        let fields = [("code", code.as_str())];
        let (one, other) = tokio::join!(
            app.post_form_to(&link, &fields),
            app.post_form_to(&link, &fields)
        );
        collected += [one, other]
            .iter()
            .filter(|answer| answer.status == 200)
            .count();
    }
    assert_eq!(collected, 5);
    app.close().await;
}

#[tokio::test]
async fn a_link_that_nobody_used_dies_after_thirty_days() {
    let app = TestApp::open().await;
    let (link, code) = copy_for(&app, "ana@example.org").await;
    app.pass(SignedDuration::from_hours(30 * 24) + SignedDuration::from_secs(1));
    assert_eq!(
        app.post_form_to(&link, &[("code", &code)]).await.status,
        404
    );
    app.close().await;
}

//= req: ca-7024-f
#[tokio::test]
async fn five_wrong_codes_lock_the_link_even_for_the_right_one() {
    let app = TestApp::open().await;
    let (link, code) = copy_for(&app, "ana@example.org").await;
    let (wrong, right) = (wrong(&code), code);
    for left in (1..5).rev() {
        let page = app.post_form_to(&link, &[("code", &wrong)]).await;
        assert_eq!(page.status, 422, "{left} left");
    }
    assert_eq!(
        app.post_form_to(&link, &[("code", &wrong)]).await.status,
        409
    );
    let locked = app.post_form_to(&link, &[("code", &right)]).await;
    assert_eq!(
        (locked.status, headline(&locked)),
        (409, "Too many wrong codes were entered")
    );
    app.close().await;
}

#[tokio::test]
async fn guesses_at_the_same_moment_are_five_at_the_most() {
    let app = TestApp::open().await;
    let (link, code) = copy_for(&app, "ana@example.org").await;
    let wrong = wrong(&code);
    let fields = [("code", wrong.as_str())];
    let guess = || app.post_form_to(&link, &fields);
    let answers = tokio::join!(
        guess(),
        guess(),
        guess(),
        guess(),
        guess(),
        guess(),
        guess(),
        guess()
    );
    let (a, b, c, d, e, f, g, h) = answers;
    let checked_at = [a, b, c, d, e, f, g, h]
        .iter()
        .filter(|answer| answer.status == 422)
        .count();
    assert!(checked_at <= 4, "{checked_at}, and the fifth locks it");
    assert_eq!(
        headline(&app.open_page(&link).await),
        "Too many wrong codes were entered"
    );
    app.close().await;
}

#[tokio::test]
async fn a_file_that_is_not_there_or_too_large_is_not_counted() {
    let app = TestApp::open().await;
    let (link, code) = copy_for(&app, "ana@example.org").await;
    let key = format!("responses/{}.csv", reference_in(&link));
    let archive = Archive::new(app.system.engines.s3_client(), BUCKET);
    archive
        .put(&key, vec![b'x'; 5 * 1024 * 1024])
        .await
        .unwrap();
    let page = app.post_form_to(&link, &[("code", &code)]).await;
    assert_eq!(
        (page.status, headline(&page)),
        (409, "We cannot give you the file here")
    );
    archive.put(&key, FILE.into()).await.unwrap();
    assert_eq!(app.post_form_to(&link, &[("code", &code)]).await.body, FILE);
    app.close().await;
}

#[tokio::test]
async fn after_the_download_a_person_gets_a_new_code_from_the_status_page_and_one_a_day() {
    let app = TestApp::open().await;
    let (link, code) = copy_for(&app, "ana@example.org").await;
    let receipt_page = app
        .links()
        .status_path(&app.look_up(reference_in(&link)).await.unwrap().0.id);
    let page = app.mailbox_page(&receipt_page).await;
    let shown = app.open_page(&page).await.body;
    assert!(shown.contains(&link), "the page has the link to the file");
    assert!(!shown.contains("/new-code/"));
    app.post_form_to(&link, &[("code", &code)]).await;
    app.pass(SignedDuration::from_mins(61));
    let shown = app.open_page(&page).await.body;
    assert!(shown.contains("You downloaded our response."), "{shown}");
    let new_code = shown.split_once("href=\"/requests/").unwrap().1;
    let new_code = format!("/requests/{}", new_code.split('"').next().unwrap());
    assert!(new_code.contains("/new-code/"), "{new_code}");
    assert_eq!(
        headline(&app.open_page(&new_code).await),
        "Get a new code for our response"
    );
    for _ in 0..2 {
        let sent = press(&app, &new_code).await;
        assert_eq!(
            (sent.status, headline(&sent)),
            (200, "We have sent you a new code")
        );
    }
    app.serve_outbox().await;
    let old = app.post_form_to(&link, &[("code", &code)]).await;
    assert_eq!(old.status, 422, "the old code no longer works");
    let emails = app.emails_to("ana@example.org");
    let texts = emails.iter().rev().filter_map(|email| email.text());
    let codes: Vec<String> = texts
        .filter_map(|text| {
            let line = text.lines().find(|line| line.starts_with("Code"))?;
            Some(line.trim_start_matches("Code").trim().to_owned())
        })
        .collect();
    assert_eq!(codes.len(), 2, "one new code for two presses");
    let file = app.post_form_to(&link, &[("code", &codes[0])]).await;
    assert_eq!((file.status, file.body.as_str()), (200, FILE));
    app.close().await;
}
