//! Requests by email to the privacy inbox.

use crate::mail;
use domain::request::{Asked, RequestKind, ReviewReason};
use domain::suppression::Purpose;
use engines::lambda::arrival;
use jiff::SignedDuration;
use local::Function;
use tests::TestApp;

const PLAIN: &str =
    "Hello,\r\n\r\nplease do not sell or share my personal information.\r\n\r\nAna Lima";

//= req: ca-7026-a
#[tokio::test]
async fn a_plain_opt_out_by_mail_is_in_force_and_answered_in_its_thread() {
    let app = TestApp::open().await;
    assert_eq!(
        app.deliver(&mail(
            "Ana Lima <ana@example.org>",
            "one@example.org",
            "My data",
            PLAIN
        ))
        .await,
        (1, 0)
    );
    assert_eq!(
        app.suppression("ana@example.org")
            .await
            .since(Purpose::SaleSharing),
        Some(app.now())
    );
    app.serve_outbox().await;
    let emails = app.emails_to("ana@example.org");
    assert_eq!(emails.len(), 1);
    assert_eq!(
        emails[0].header("In-Reply-To").as_deref(),
        Some("<one@example.org>")
    );
    assert_eq!(
        emails[0].header("Auto-Submitted").as_deref(),
        Some("auto-replied")
    );
    let reply_to = emails[0].header("Reply-To").unwrap();
    assert!(reply_to.contains("privacy+"), "{reply_to}");
    assert!(
        !emails[0].text().unwrap().contains("Lima"),
        "an email repeats nothing that was typed"
    );
    app.close().await;
}

#[tokio::test]
async fn received_is_when_the_mail_reached_us_and_not_when_it_was_read() {
    let app = TestApp::open().await;
    app.take_mail(&mail(
        "ana@example.org",
        "one@example.org",
        "My data",
        PLAIN,
    ))
    .await;
    let reached = app.now();
    app.pass(SignedDuration::from_hours(5 * 24));
    app.system.read_waiting_mail().await.unwrap();
    assert_eq!(
        app.suppression("ana@example.org")
            .await
            .since(Purpose::SaleSharing),
        Some(app.now()),
        "in force since it was written down"
    );
    assert!(reached < app.now());
    app.serve_outbox().await;
    assert!(
        app.emails()[0].text().unwrap().contains("December 9, 2026"),
        "the date counts from the arrival"
    );
    app.close().await;
}

#[tokio::test]
async fn a_right_that_no_law_grants_yet_waits_for_a_human_and_is_in_force() {
    let app = TestApp::open().await;
    // California's opt-out begins in 2026 in the table of the law.
    app.set_clock("2025-12-20T18:00:00Z");
    let email = mail("ana@example.org", "early@example.org", "My data", PLAIN);
    assert_eq!(app.deliver(&email).await, (1, 0));
    let since = app.suppression("ana@example.org").await;
    assert_eq!(since.since(Purpose::SaleSharing), Some(app.now()));
    let waiting = app.desk("/requests?review=no_law").await.json();
    assert_eq!(waiting["found"].as_array().unwrap().len(), 1, "{waiting}");
    app.serve_outbox().await;
    app.close().await;
}

//= req: ca-7020-f
#[tokio::test]
async fn an_email_that_is_not_plain_waits_for_a_human_with_its_clock_running() {
    let app = TestApp::open().await;
    let text =
        "Hi,\r\n\r\nIs my personal information sold? I have not decided what I want.\r\n\r\nAna";
    assert_eq!(
        app.deliver(&mail("ana@example.org", "one@example.org", "My data", text))
            .await,
        (1, 0)
    );
    app.serve_outbox().await;
    let emails = app.emails_to("ana@example.org");
    assert_eq!(emails.len(), 1);
    assert!(
        emails[0]
            .text()
            .unwrap()
            .contains("person will read your email"),
        "{}",
        emails[0].text().unwrap()
    );
    let since = app
        .suppression("ana@example.org")
        .await
        .since(Purpose::SaleSharing);
    assert_eq!(
        since,
        Some(app.now()),
        "what could be an opt-out is in force while it waits"
    );
    let reference = emails[0]
        .subject()
        .unwrap()
        .rsplit('(')
        .next()
        .unwrap()
        .trim_end_matches(')')
        .to_owned();
    let (receipt, request) = app.look_up(&reference).await.unwrap();
    assert!(matches!(request.kind, RequestKind::Review { .. }));
    assert!(matches!(
        receipt.asked,
        Asked::Unclear {
            reason: ReviewReason::NotPlain,
            may_opt_out: true
        }
    ));
    assert!(receipt.due.is_some());
    app.close().await;
}

//= req: ca-7020-a
#[tokio::test]
async fn an_email_that_asks_for_several_things_opens_a_request_for_each_and_the_opt_out_at_once() {
    let app = TestApp::open().await;
    let text = "Hi,\r\n\r\nplease delete all personal information that you hold about me. Do not sell or share my personal \
                information.\r\n\r\nAna";
    let raw = mail("ana@example.org", "one@example.org", "Two things", text);
    app.deliver(&raw).await;
    app.deliver(&raw).await;
    assert_eq!(
        (
            app.count("REQUEST#", "REQUEST").await,
            app.count("RECEIPT#", "").await
        ),
        (2, 2)
    );
    assert!(
        app.suppression("ana@example.org")
            .await
            .since(Purpose::SaleSharing)
            .is_some()
    );
    app.serve_outbox().await;
    let subjects: Vec<_> = app
        .emails_to("ana@example.org")
        .iter()
        .map(|email| email.subject().unwrap())
        .collect();
    assert_eq!(subjects.len(), 1, "{subjects:?}");
    app.close().await;
}

//= req: ca-7020-b
#[tokio::test]
async fn an_email_in_another_language_exercises_the_same_rights() {
    let app = TestApp::open().await;
    let text = "Sehr geehrte Damen und Herren,\r\n\r\nhiermit verlange ich die L\u{f6}schung aller \u{fc}ber mich gespeicherten \
                personenbezogenen Daten nach Art. 17 DSGVO.\r\n\r\nMit freundlichen Gr\u{fc}\u{df}en\r\nAnna";
    app.deliver(&mail(
        "anna@example.org",
        "one@example.org",
        "Meine Daten",
        text,
    ))
    .await;
    app.serve_outbox().await;
    let emails = app.emails_to("anna@example.org");
    assert!(
        emails[0].subject().unwrap().contains("deletion"),
        "{:?}",
        emails[0].subject()
    );
    app.close().await;
}

#[tokio::test]
async fn mail_that_asks_for_nothing_opens_nothing_and_is_listed() {
    let app = TestApp::open().await;
    app.deliver(&mail(
        "ana@example.org",
        "one@example.org",
        "Question",
        "What are your opening hours?",
    ))
    .await;
    assert!(app.suppression("ana@example.org").await.purposes.is_empty());
    assert_eq!(
        (
            app.count("REQUEST#", "").await,
            app.count("INBOUND#", "").await
        ),
        (0, 1)
    );
    app.serve_outbox().await;
    assert!(app.emails().is_empty());
    app.close().await;
}

#[tokio::test]
async fn a_colleague_s_forward_is_the_opt_out_of_its_original_author() {
    let settings = vec![("INBOX_COLLEAGUES".to_owned(), "example.com".to_owned())];
    let app = TestApp::build(tests::Build {
        settings,
        ..tests::Build::default()
    })
    .await;
    let text = "Please handle.\r\n\r\n---------- Forwarded message ---------\r\nFrom: Ana Lima <ana@example.org>\r\n\
                Date: Fri, Nov 20, 2026 at 9:12 AM\r\nSubject: My data\r\nTo: <support@example.com>\r\n\r\n\r\n\
                Please do not sell or share my personal information.\r\n\r\nAna Lima";
    app.deliver(&mail(
        "Carl <carl@example.com>",
        "one@example.com",
        "Fwd: My data",
        text,
    ))
    .await;
    assert!(
        app.suppression("ana@example.org")
            .await
            .since(Purpose::SaleSharing)
            .is_some()
    );
    assert!(
        app.suppression("carl@example.com")
            .await
            .purposes
            .is_empty(),
        "the colleague asked for nothing"
    );
    app.serve_outbox().await;
    assert_eq!(
        (app.emails_to("ana@example.org").len(), app.emails().len()),
        (1, 1)
    );
    app.close().await;
}

#[tokio::test]
async fn automatic_mail_opens_nothing_is_answered_by_nothing_and_is_listed() {
    let app = TestApp::open().await;
    let head = |line: &str| {
        mail("ana@example.org", line, "Re: My data", PLAIN).replacen(
            "MIME-Version",
            &format!("{line}\r\nMIME-Version"),
            1,
        )
    };
    for line in [
        "Auto-Submitted: auto-replied",
        "Precedence: bulk",
        "List-Id: <news.example.org>",
        "X-Honored-Email: AAAA",
    ] {
        assert_eq!(app.deliver(&head(line)).await, (1, 0), "{line}");
    }
    app.take_mail_from(
        "",
        mail(
            "mailer-daemon@example.org",
            "bounce@example.org",
            "Undeliverable",
            PLAIN,
        )
        .as_bytes(),
    )
    .await;
    assert_eq!(app.system.read_waiting_mail().await.unwrap(), (1, 0));
    assert_eq!(
        (
            app.count("REQUEST#", "").await,
            app.count("INBOUND#", "").await
        ),
        (0, 5)
    );
    app.serve_outbox().await;
    assert!(app.emails().is_empty());
    app.close().await;
}

#[tokio::test]
async fn the_inbox_s_own_group_is_transparent() {
    let settings = vec![("INBOX_GROUPS".to_owned(), "privacy.example.com".to_owned())];
    let app = TestApp::build(tests::Build {
        settings,
        ..tests::Build::default()
    })
    .await;
    let through = mail("ana@example.org", "one@example.org", "My data", PLAIN).replacen(
        "MIME-Version",
        "List-Id: <privacy.example.com>\r\nPrecedence: list\r\nMIME-Version",
        1,
    );
    app.deliver(&through).await;
    assert!(
        app.suppression("ana@example.org")
            .await
            .since(Purpose::SaleSharing)
            .is_some()
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn our_own_email_coming_back_opens_nothing() {
    let app = TestApp::open().await;
    app.opt_out("ana@example.org").await;
    app.serve_outbox().await;
    let ours = app.emails()[0].raw().to_vec();
    app.take_mail_from("privacy@example.com", &ours).await;
    app.system.read_waiting_mail().await.unwrap();
    assert_eq!(
        (
            app.count("REQUEST#", "REQUEST").await,
            app.count("INBOUND#", "").await
        ),
        (1, 1)
    );
    app.close().await;
}

#[tokio::test]
async fn the_same_mail_twice_is_one_request_and_the_same_id_with_other_words_is_two() {
    let app = TestApp::open().await;
    let one = mail("ana@example.org", "one@example.org", "My data", PLAIN);
    app.deliver(&one).await;
    app.deliver(&one).await;
    assert_eq!(
        (
            app.count("RECEIPT#", "").await,
            app.count("REQUEST#", "REQUEST").await
        ),
        (1, 1)
    );
    app.deliver(&mail("bo@example.org", "one@example.org", "My data", PLAIN))
        .await;
    assert_eq!(
        app.count("REQUEST#", "REQUEST").await,
        2,
        "a Message-ID alone proves nothing"
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_mail_after_a_form_meets_the_same_request() {
    let app = TestApp::open().await;
    app.opt_out("ana@example.org").await;
    app.deliver(&mail(
        "Ana <ANA@example.org>",
        "one@example.org",
        "My data",
        PLAIN,
    ))
    .await;
    assert_eq!(
        (
            app.count("RECEIPT#", "").await,
            app.count("REQUEST#", "REQUEST").await
        ),
        (2, 1)
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_mail_without_a_sender_waits_for_a_human_and_for_nobody_s_answer() {
    let app = TestApp::open().await;
    let raw = b"Subject: opt out\r\n\r\nDo not sell my personal information.\r\n";
    app.take_mail_from("someone@localhost", raw).await;
    assert_eq!(app.system.read_waiting_mail().await.unwrap(), (1, 0));
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 1);
    app.serve_outbox().await;
    assert!(app.emails().is_empty());
    let manual = app.store().emails_for_staff(10).await.unwrap();
    let email = manual[0].content.first().unwrap();
    assert_eq!(
        (manual.len(), email.in_force_since),
        (1, None),
        "nobody is named who could be opted out meanwhile"
    );
    app.close().await;
}

#[tokio::test]
async fn the_notification_that_ses_writes_when_the_rule_is_made_is_no_mail() {
    let app = TestApp::open().await;
    let key = "inbound/AMAZON_SES_SETUP_NOTIFICATION";
    app.system
        .functions
        .email_intake
        .archive
        .put(key, b"From: no-reply@ses.example\r\n\r\nHello".to_vec())
        .await
        .unwrap();
    let body = arrival(key, app.now());
    app.system.queue.put("1", &body).unwrap();
    assert_eq!(app.system.read_waiting_mail().await.unwrap(), (1, 0));
    assert_eq!(app.count("", "").await, 0);
    app.close().await;
}

#[tokio::test]
async fn nothing_that_can_be_delivered_breaks_the_reader() {
    let app = TestApp::open().await;
    let strange: [&[u8]; 7] = [
        b"",
        b"\0\0\0",
        b"From: \xff\xfe\r\n\r\n\xff",
        b"From: ana@example.org\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n--x\r\n--x",
        b"From: ana@example.org\r\nDate: Sat, 31 Dec 9999 23:59:59 +0000\r\n\r\nhello",
        b"From: ana@example.org\r\nMessage-ID: <a\r\n b@c>\r\nSubject: =?utf-8?b?AAA\r\n\r\n.",
        b"Subject: no end",
    ];
    for raw in strange {
        app.take_mail_from("sender@example.org", raw).await;
    }
    let handled = app.system.read_waiting_mail().await.unwrap();
    assert_eq!(handled, (strange.len(), 0), "count in is count out");
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn the_test_event_of_s3_is_no_mail_and_an_unknown_message_comes_again_until_it_is_a_dead_email()
 {
    let app = TestApp::open().await;
    app.system
        .queue
        .put(
            "1",
            r#"{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"honored-raw-mail"}"#,
        )
        .unwrap();
    assert_eq!(app.system.read_waiting_mail().await.unwrap(), (1, 0));
    app.system.queue.put("2", r#"{"hello":"world"}"#).unwrap();
    for _ in 0..5 {
        assert_eq!(app.system.read_waiting_mail().await.unwrap(), (0, 1));
    }
    assert_eq!(app.system.queue.dead_letters(), 1);
    app.close().await;
}

#[tokio::test]
async fn a_key_with_spaces_and_signs_names_its_message() {
    let app = TestApp::open().await;
    let key = "inbound/a b+c/ü?.eml";
    app.system
        .functions
        .email_intake
        .archive
        .put(
            key,
            mail("ana@example.org", "one@example.org", "My data", PLAIN).into(),
        )
        .await
        .unwrap();
    let body = arrival("inbound/a+b%2Bc/%C3%BC%3F.eml", app.now());
    app.system.queue.put("1", &body).unwrap();
    assert_eq!(app.system.read_waiting_mail().await.unwrap(), (1, 0));
    assert!(
        app.suppression("ana@example.org")
            .await
            .since(Purpose::SaleSharing)
            .is_some()
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn of_a_batch_only_what_failed_comes_again() {
    let app = TestApp::open().await;
    app.take_mail(&mail(
        "ana@example.org",
        "one@example.org",
        "My data",
        PLAIN,
    ))
    .await;
    app.take_mail(&mail("bo@example.org", "two@example.org", "My data", PLAIN))
        .await;
    let mut records = Vec::new();
    for (position, message) in app.system.queue.waiting().unwrap().into_iter().enumerate() {
        let mut record = aws_lambda_events::event::sqs::SqsMessage::default();
        record.message_id = Some(format!("message {position}"));
        record.body = Some(message.body.clone());
        records.push(record);
        app.system.queue.done(&message).unwrap();
    }
    records[0].body = Some("not from S3".into());
    let mut batch = aws_lambda_events::event::sqs::SqsEvent::default();
    batch.records = records;
    let answer = email_intake::handle(&app.system.functions.email_intake, batch).await;
    let failed: Vec<_> = answer
        .batch_item_failures
        .iter()
        .map(|failure| failure.item_identifier.as_str())
        .collect();
    assert_eq!(failed, ["message 0"]);
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 1);
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn a_long_email_is_taken_in_over_several_calls_and_its_batch_mate_at_once() {
    let app = TestApp::open().await;
    let clients: String = (0..12)
        .map(|n| format!("{}. client{n}@example.org\r\n", n + 1))
        .collect();
    let text = format!(
        "Dear privacy team,\r\n\r\nI am an authorized agent and act on behalf of the consumers listed below. On their \
         behalf I ask you not to sell or share their personal information.\r\n\r\n{clients}\r\nRegards,\r\nAgents Inc."
    );
    let from = "Agents Inc. <agent@agents.example>";
    app.take_mail(&mail(from, "one@agents.example", "Opt-out requests", &text))
        .await;
    app.take_mail(&mail(
        "ana@example.org",
        "two@example.org",
        "My data",
        PLAIN,
    ))
    .await;
    let mut records = Vec::new();
    for (position, message) in app.system.queue.waiting().unwrap().into_iter().enumerate() {
        let mut record = aws_lambda_events::event::sqs::SqsMessage::default();
        record.message_id = Some(format!("message {position}"));
        record.body = Some(message.body.clone());
        records.push(record);
        app.system.queue.done(&message).unwrap();
    }
    let deps = &app.system.functions.email_intake;
    let call = async |records: &[_], time| {
        let mut batch = aws_lambda_events::event::sqs::SqsEvent::default();
        batch.records = records.to_vec();
        let answer = email_intake::handle_for(deps, batch, time).await;
        answer.batch_item_failures.len()
    };
    // The time is over after the first submission of each call.
    let short = std::time::Duration::from_nanos(1);
    let mut long = Vec::new();
    for record in &records {
        if call(std::slice::from_ref(record), short).await > 0 {
            long.push(record.clone());
        }
    }
    assert_eq!(long.len(), 1, "the short message is taken in at once");
    let mut calls = 1;
    while call(&long, short).await > 0 {
        calls += 1;
        assert!(calls < 20, "each call gets further");
    }
    assert_eq!(calls, 11);
    assert_eq!(app.count("REQUEST#", "REQUEST").await, 13);
    let writes = app.table_of(Function::EmailIntake).take_calls();
    let writes = writes
        .iter()
        .filter(|call| call.operation == "TransactWriteItems")
        .count();
    assert!(writes < 20, "no submission is stored twice: {writes}");
    while app.serve_outbox().await.sent > 0 {}
    assert_eq!(app.emails_to("agent@agents.example").len(), 1);
    app.close().await;
}

#[tokio::test]
async fn an_email_with_more_people_than_one_call_stores_is_taken_in_completely() {
    const PEOPLE: usize = 700;
    let app = TestApp::open().await;
    let clients: String = (0..PEOPLE)
        .map(|n| format!("client{n}@example.org\r\n"))
        .collect();
    let text = format!(
        "Dear privacy team,\r\n\r\nI am an authorized agent and act on behalf of the consumers listed below. On their \
         behalf I ask you not to sell or share their personal information.\r\n\r\n{clients}\r\nRegards,\r\nAgents Inc."
    );
    let from = "Agents Inc. <agent@agents.example>";
    app.take_mail(&mail(from, "one@agents.example", "Opt-out requests", &text))
        .await;
    let waiting = app.system.queue.waiting().unwrap();
    let [message] = waiting.as_slice() else {
        panic!("one message waits")
    };
    let mut record = aws_lambda_events::event::sqs::SqsMessage::default();
    record.message_id = Some("one".to_owned());
    record.body = Some(message.body.clone());
    app.system.queue.done(message).unwrap();
    let mut calls = 0;
    loop {
        calls += 1;
        let mut batch = aws_lambda_events::event::sqs::SqsEvent::default();
        batch.records = vec![record.clone()];
        let deps = &app.system.functions.email_intake;
        let time = std::time::Duration::from_millis(500);
        let answer = email_intake::handle_for(deps, batch, time).await;
        if answer.batch_item_failures.is_empty() {
            break;
        }
    }
    assert!(calls > 1, "{calls}");
    assert_eq!(app.count("REQUEST#", "REQUEST").await, PEOPLE);
    assert_eq!(app.count("IDENTIFIER#", "SUPPRESSION").await, PEOPLE);
    app.interrupt().await;
}

#[tokio::test]
async fn a_fresh_email_is_one_call_to_the_table() {
    let app = TestApp::open().await;
    app.deliver(&mail(
        "ana@example.org",
        "one@example.org",
        "My data",
        PLAIN,
    ))
    .await;
    let calls = app.table_of(Function::EmailIntake).take_calls();
    assert_eq!(calls.len(), 1, "one transaction");
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn an_agent_s_email_is_a_request_of_each_person_that_it_names() {
    let app = TestApp::open().await;
    let text = "Dear privacy team,\r\n\r\nI am an authorized agent and act on behalf of the consumers listed below. On their behalf \
                I ask you not to sell or share their personal information.\r\n\r\nAna Lima <ana@example.org>\r\n\
                Bo Chen <bo@example.org>\r\n\r\nRegards,\r\nAgents Inc.";
    app.deliver(&mail(
        "Agents Inc. <agent@agents.example>",
        "one@agents.example",
        "Opt-out requests",
        text,
    ))
    .await;
    for client in ["ana@example.org", "bo@example.org"] {
        assert!(
            app.suppression(client)
                .await
                .since(Purpose::SaleSharing)
                .is_some(),
            "{client}"
        );
    }
    let own = app.suppression("agent@agents.example").await;
    assert!(
        own.purposes.is_empty(),
        "the agent asked for nothing of their own"
    );
    app.serve_outbox().await;
    app.close().await;
}
