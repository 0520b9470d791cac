//! Answering a question from staff.

use super::{headline, link_to, log_of, reference_in, staff};
use crate::mail;
use archive::Archive;
use data_encoding::BASE64;
use domain::keys::LinkAction;
use domain::log::Event;
use domain::request::{Command, Note};
use engines::BUCKET;
use serde_json::json;
use tests::TestApp;

/// Sends an unclear email and asks its sender a question. Returns the link to answer.
pub(crate) async fn ask_a_question(app: &TestApp, email: &str) -> String {
    let words =
        "About our data: it is complicated, my mother and I are not sure what we want you to do.";
    app.deliver(&mail(email, &format!("question-{email}"), "My data", words))
        .await;
    app.serve_outbox().await;
    let emails = app.emails_to(email);
    let text = emails[0].text().unwrap().to_string();
    let status = text
        .split_whitespace()
        .find(|word| word.contains("/status/"))
        .unwrap();
    let reference = status.rsplit('/').nth(1).unwrap();
    let question = "Do you write for yourself, or for your mother?".to_owned();
    staff(app, reference, Command::AskPerson { question }).await;
    app.serve_outbox().await;
    link_to(app, LinkAction::AnswerQuestion, email)
}

#[tokio::test]
async fn an_answer_is_kept_with_the_request_once_and_changes_nothing_in_it() {
    let app = TestApp::open().await;
    let link = ask_a_question(&app, "ana@example.org").await;
    let reference = reference_in(&link).to_owned();
    let (_, before) = app.look_up(&reference).await.unwrap();
    let page = app.open_page(&link).await;
    assert_eq!(headline(&page), "Answer our question");
    let question = "<blockquote>Do you write for yourself, or for your mother?</blockquote>";
    assert!(page.body.contains(question), "{}", page.body);
    let words = "For her.\r\nShe is José’s mother.";
    for _ in 0..2 {
        let done = app.post_form_to(&link, &[("message", words)]).await;
        assert_eq!(
            (done.status, headline(&done)),
            (200, "We received your answer")
        );
    }
    let notes: Vec<String> = log_of(&app, &reference)
        .await
        .into_iter()
        .filter_map(|entry| match entry.event {
            Event::Noted(Note::FollowedUp { archived, .. }) => Some(archived),
            _ => None,
        })
        .collect();
    assert_eq!(notes.len(), 1);
    let archive = Archive::new(app.system.engines.s3_client(), BUCKET);
    let message = String::from_utf8(archive.get(&notes[0]).await.unwrap()).unwrap();
    let (head, body) = message.split_once("\r\n\r\n").unwrap();
    assert!(head.contains(&format!("Subject: Answer to our question ({reference})")));
    let kept = BASE64.decode(body.replace("\r\n", "").as_bytes()).unwrap();
    assert_eq!(
        String::from_utf8(kept).unwrap(),
        words.replace("\r\n", "\n")
    );
    let (_, after) = app.look_up(&reference).await.unwrap();
    assert_eq!(after.kind, before.kind);
    let record = app.desk(&format!("/requests/{reference}")).await.json();
    let found = record["follow_ups"].as_array().unwrap();
    assert_eq!(found.len(), 1, "it is in the conversation once");
    assert_eq!(found[0]["unread"], true);
    assert_eq!(found[0]["subject"], "Answer to our question");
    assert_eq!(found[0]["first_line"], "For her.");
    let counts = app.desk("/queue").await.json();
    assert_eq!(counts["replies"]["count"], 1);
    let listed = app.desk("/inbound?list=replies").await.json();
    assert_eq!(listed["found"][0]["about"][0], record["id"]);
    let mail = found[0]["id"].as_str().unwrap();
    let read = app
        .order(&format!("/inbound/{mail}/close"), &json!({}))
        .await;
    assert_eq!(read.status, 200, "{}", read.body);
    assert_eq!(app.desk("/queue").await.json()["replies"]["count"], 0);
    assert_eq!(
        app.system.read_waiting_mail().await.unwrap(),
        (0, 0),
        "it is no new mail"
    );
    app.close().await;
}

#[tokio::test]
async fn an_answer_without_words_or_with_too_many_is_sent_back_with_them() {
    let app = TestApp::open().await;
    let link = ask_a_question(&app, "ana@example.org").await;
    let long = "é".repeat(5_001);
    for (words, kind) in [
        ("  ", "Write your answer"),
        (&long, "Shorten this to 5000 characters"),
    ] {
        let page = app.post_form_to(&link, &[("message", words)]).await;
        assert_eq!(page.status, 422);
        assert!(page.body.contains("href=\"#message\"") && page.body.contains(kind));
        assert!(page.body.contains("<title>Error: "));
        assert!(page.body.contains(words.trim()), "what was written is kept");
    }
    let most = "é".repeat(5_000);
    assert_eq!(
        app.post_form_to(&link, &[("message", &most)]).await.status,
        200
    );
    let markup = app
        .post_form_to(&link, &[("message", "</textarea><script>")])
        .await;
    assert!(!markup.body.contains("<script>"));
    app.close().await;
}

#[tokio::test]
async fn twenty_answers_are_kept_and_the_rest_belongs_in_an_email() {
    let app = TestApp::open().await;
    let link = ask_a_question(&app, "ana@example.org").await;
    for n in 0..20 {
        let words = format!("And another thing: {n}");
        assert_eq!(
            app.post_form_to(&link, &[("message", &words)]).await.status,
            200
        );
    }
    let over = app
        .post_form_to(&link, &[("message", "And one more")])
        .await;
    assert_eq!(
        (over.status, headline(&over)),
        (409, "We cannot take another message here")
    );
    app.close().await;
}
