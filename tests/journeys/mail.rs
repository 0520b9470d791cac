//! By mail to the privacy inbox.

use crate::mail;
use domain::request::{Asked, DoubtReason, Matter};
use domain::suppression::Purpose;
use jiff::SignedDuration;
use local::Function;
use engines::lambda::arrival;
use tests::House;

const PLAIN: &str =
    "Hello,\r\n\r\nplease do not sell or share my personal information.\r\n\r\nAna Lima";

#[tokio::test]
async fn a_plain_opt_out_by_mail_is_in_force_and_answered_in_its_thread() {
    let house = House::open().await;
    assert_eq!(
        house
            .deliver(&mail(
                "Ana Lima <ana@example.org>",
                "one@example.org",
                "My data",
                PLAIN
            ))
            .await,
        (1, 0)
    );
    assert_eq!(
        house
            .suppression("ana@example.org")
            .await
            .since(Purpose::SaleSharing),
        Some(house.now())
    );
    house.serve_outbox().await;
    let letters = house.letters_to("ana@example.org");
    assert_eq!(letters.len(), 1);
    assert_eq!(
        letters[0].header("In-Reply-To").as_deref(),
        Some("<one@example.org>")
    );
    assert_eq!(
        letters[0].header("Auto-Submitted").as_deref(),
        Some("auto-replied")
    );
    let reply_to = letters[0].header("Reply-To").unwrap();
    assert!(reply_to.contains("privacy+"), "{reply_to}");
    assert!(
        !letters[0].text().unwrap().contains("Lima"),
        "a letter repeats nothing that was typed"
    );
    house.close().await;
}

#[tokio::test]
async fn received_is_when_the_mail_reached_us_and_not_when_it_was_read() {
    let house = House::open().await;
    house
        .take_mail(&mail(
            "ana@example.org",
            "one@example.org",
            "My data",
            PLAIN,
        ))
        .await;
    let reached = house.now();
    house.pass(SignedDuration::from_hours(5 * 24));
    house.system.read_waiting_mail().await.unwrap();
    assert_eq!(
        house
            .suppression("ana@example.org")
            .await
            .since(Purpose::SaleSharing),
        Some(house.now()),
        "in force since it was written down"
    );
    assert!(reached < house.now());
    house.serve_outbox().await;
    assert!(
        house.letters()[0]
            .text()
            .unwrap()
            .contains("December 9, 2026"),
        "the date counts from the arrival"
    );
    house.close().await;
}

#[tokio::test]
async fn a_letter_that_is_not_plain_waits_for_a_human_with_its_clock_running() {
    let house = House::open().await;
    let text = "Hi,\r\n\r\nhow do I stop you from selling my personal information? I think I may want that.\r\n\r\nAna";
    assert_eq!(
        house
            .deliver(&mail("ana@example.org", "one@example.org", "My data", text))
            .await,
        (1, 0)
    );
    house.serve_outbox().await;
    let letters = house.letters_to("ana@example.org");
    assert_eq!(letters.len(), 1);
    assert!(
        letters[0]
            .text()
            .unwrap()
            .contains("person will read your letter"),
        "{}",
        letters[0].text().unwrap()
    );
    let since = house
        .suppression("ana@example.org")
        .await
        .since(Purpose::SaleSharing);
    assert_eq!(
        since,
        Some(house.now()),
        "what could be an opt-out is in force while it waits"
    );
    let reference = letters[0]
        .subject()
        .unwrap()
        .rsplit('(')
        .next()
        .unwrap()
        .trim_end_matches(')')
        .to_owned();
    let (receipt, request) = house.look_up(&reference).await.unwrap();
    assert!(matches!(request.matter, Matter::Doubt { .. }));
    assert!(matches!(
        receipt.asked,
        Asked::Unclear {
            reason: DoubtReason::NotPlain,
            may_opt_out: true
        }
    ));
    assert!(receipt.due.is_some());
    house.close().await;
}

#[tokio::test]
async fn a_letter_that_asks_for_several_things_opens_a_request_for_each_and_the_opt_out_at_once() {
    let house = House::open().await;
    let text = "Hi,\r\n\r\nplease delete all personal information that you hold about me. Do not sell or share my personal \
                information.\r\n\r\nAna";
    let raw = mail("ana@example.org", "one@example.org", "Two things", text);
    house.deliver(&raw).await;
    house.deliver(&raw).await;
    assert_eq!(
        (
            house.count("REQUEST#", "REQUEST").await,
            house.count("RECEIPT#", "").await
        ),
        (2, 2)
    );
    assert!(
        house
            .suppression("ana@example.org")
            .await
            .since(Purpose::SaleSharing)
            .is_some()
    );
    house.serve_outbox().await;
    let subjects: Vec<_> = house
        .letters_to("ana@example.org")
        .iter()
        .map(|letter| letter.subject().unwrap())
        .collect();
    assert_eq!(subjects.len(), 2, "{subjects:?}");
    house.close().await;
}

#[tokio::test]
async fn a_letter_in_another_language_exercises_the_same_rights() {
    let house = House::open().await;
    let text = "Sehr geehrte Damen und Herren,\r\n\r\nhiermit verlange ich die L\u{f6}schung aller \u{fc}ber mich gespeicherten \
                personenbezogenen Daten nach Art. 17 DSGVO.\r\n\r\nMit freundlichen Gr\u{fc}\u{df}en\r\nAnna";
    house
        .deliver(&mail(
            "anna@example.org",
            "one@example.org",
            "Meine Daten",
            text,
        ))
        .await;
    house.serve_outbox().await;
    let letters = house.letters_to("anna@example.org");
    assert!(
        letters[0].subject().unwrap().contains("deletion"),
        "{:?}",
        letters[0].subject()
    );
    house.close().await;
}

#[tokio::test]
async fn mail_that_asks_for_nothing_opens_nothing_and_is_listed() {
    let house = House::open().await;
    house
        .deliver(&mail(
            "ana@example.org",
            "one@example.org",
            "Question",
            "What are your opening hours?",
        ))
        .await;
    assert!(
        house
            .suppression("ana@example.org")
            .await
            .purposes
            .is_empty()
    );
    assert_eq!(
        (
            house.count("REQUEST#", "").await,
            house.count("MAIL#", "").await
        ),
        (0, 1)
    );
    house.serve_outbox().await;
    assert!(house.letters().is_empty());
    house.close().await;
}

#[tokio::test]
async fn a_colleague_s_forward_is_the_opt_out_of_its_original_author() {
    let settings = vec![("INBOX_COLLEAGUES".to_owned(), "example.com".to_owned())];
    let house = House::build(tests::Build {
        settings,
        ..tests::Build::default()
    })
    .await;
    let text = "Please handle.\r\n\r\n---------- Forwarded message ---------\r\nFrom: Ana Lima <ana@example.org>\r\n\
                Date: Fri, Nov 20, 2026 at 9:12 AM\r\nSubject: My data\r\nTo: <support@example.com>\r\n\r\n\r\n\
                Please do not sell or share my personal information.\r\n\r\nAna Lima";
    house
        .deliver(&mail(
            "Carl <carl@example.com>",
            "one@example.com",
            "Fwd: My data",
            text,
        ))
        .await;
    assert!(
        house
            .suppression("ana@example.org")
            .await
            .since(Purpose::SaleSharing)
            .is_some()
    );
    assert!(
        house
            .suppression("carl@example.com")
            .await
            .purposes
            .is_empty(),
        "the colleague asked for nothing"
    );
    house.serve_outbox().await;
    assert_eq!(
        (
            house.letters_to("ana@example.org").len(),
            house.letters().len()
        ),
        (1, 1)
    );
    house.close().await;
}

#[tokio::test]
async fn automatic_mail_opens_nothing_is_answered_by_nothing_and_is_listed() {
    let house = House::open().await;
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
        "X-Honored-Letter: AAAA",
    ] {
        assert_eq!(house.deliver(&head(line)).await, (1, 0), "{line}");
    }
    house
        .take_mail_from(
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
    assert_eq!(house.system.read_waiting_mail().await.unwrap(), (1, 0));
    assert_eq!(
        (
            house.count("REQUEST#", "").await,
            house.count("MAIL#", "").await
        ),
        (0, 5)
    );
    house.serve_outbox().await;
    assert!(house.letters().is_empty());
    house.close().await;
}

#[tokio::test]
async fn the_inbox_s_own_group_is_transparent() {
    let settings = vec![("INBOX_GROUPS".to_owned(), "privacy.example.com".to_owned())];
    let house = House::build(tests::Build {
        settings,
        ..tests::Build::default()
    })
    .await;
    let through = mail("ana@example.org", "one@example.org", "My data", PLAIN).replacen(
        "MIME-Version",
        "List-Id: <privacy.example.com>\r\nPrecedence: list\r\nMIME-Version",
        1,
    );
    house.deliver(&through).await;
    assert!(
        house
            .suppression("ana@example.org")
            .await
            .since(Purpose::SaleSharing)
            .is_some()
    );
    house.serve_outbox().await;
    house.close().await;
}

#[tokio::test]
async fn our_own_letter_coming_back_opens_nothing() {
    let house = House::open().await;
    house.opt_out("ana@example.org").await;
    house.serve_outbox().await;
    let ours = house.letters()[0].raw().to_vec();
    house.take_mail_from("privacy@example.com", &ours).await;
    house.system.read_waiting_mail().await.unwrap();
    assert_eq!(
        (
            house.count("REQUEST#", "REQUEST").await,
            house.count("MAIL#", "").await
        ),
        (1, 1)
    );
    house.close().await;
}

#[tokio::test]
async fn the_same_mail_twice_is_one_request_and_the_same_id_with_other_words_is_two() {
    let house = House::open().await;
    let one = mail("ana@example.org", "one@example.org", "My data", PLAIN);
    house.deliver(&one).await;
    house.deliver(&one).await;
    assert_eq!(
        (
            house.count("RECEIPT#", "").await,
            house.count("REQUEST#", "REQUEST").await
        ),
        (1, 1)
    );
    house
        .deliver(&mail("bo@example.org", "one@example.org", "My data", PLAIN))
        .await;
    assert_eq!(
        house.count("REQUEST#", "REQUEST").await,
        2,
        "a Message-ID alone proves nothing"
    );
    house.serve_outbox().await;
    house.close().await;
}

#[tokio::test]
async fn a_mail_after_a_form_meets_the_same_request() {
    let house = House::open().await;
    house.opt_out("ana@example.org").await;
    house
        .deliver(&mail(
            "Ana <ANA@example.org>",
            "one@example.org",
            "My data",
            PLAIN,
        ))
        .await;
    assert_eq!(
        (
            house.count("RECEIPT#", "").await,
            house.count("REQUEST#", "REQUEST").await
        ),
        (2, 1)
    );
    house.serve_outbox().await;
    house.close().await;
}

#[tokio::test]
async fn a_mail_without_a_sender_waits_for_a_human_and_for_nobody_s_answer() {
    let house = House::open().await;
    let raw = b"Subject: opt out\r\n\r\nDo not sell my personal information.\r\n";
    house.take_mail_from("someone@localhost", raw).await;
    assert_eq!(house.system.read_waiting_mail().await.unwrap(), (1, 0));
    assert_eq!(house.count("REQUEST#", "REQUEST").await, 1);
    house.serve_outbox().await;
    assert!(house.letters().is_empty());
    let by_hand = house.store().letters_for_staff(10).await.unwrap();
    let letter = by_hand[0].post.first().unwrap();
    assert_eq!(
        (by_hand.len(), letter.in_force_since),
        (1, None),
        "nobody is named who could be opted out meanwhile"
    );
    house.close().await;
}

#[tokio::test]
async fn the_notice_that_ses_writes_when_the_rule_is_made_is_no_mail() {
    let house = House::open().await;
    let key = "inbound/AMAZON_SES_SETUP_NOTIFICATION";
    house
        .system
        .email_intake
        .archive
        .put(key, b"From: no-reply@ses.example\r\n\r\nHello".to_vec())
        .await
        .unwrap();
    let body = arrival(key, house.now());
    house.system.queue.put("1", &body).unwrap();
    assert_eq!(house.system.read_waiting_mail().await.unwrap(), (1, 0));
    assert_eq!(house.count("", "").await, 0);
    house.close().await;
}

#[tokio::test]
async fn nothing_that_can_be_delivered_breaks_the_reader() {
    let house = House::open().await;
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
        house.take_mail_from("sender@example.org", raw).await;
    }
    let handled = house.system.read_waiting_mail().await.unwrap();
    assert_eq!(handled, (strange.len(), 0), "count in is count out");
    house.serve_outbox().await;
    house.close().await;
}

#[tokio::test]
async fn the_test_event_of_s3_is_no_mail_and_an_unknown_message_comes_again_until_it_is_a_dead_letter()
 {
    let house = House::open().await;
    house
        .system
        .queue
        .put(
            "1",
            r#"{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"honored-raw-mail"}"#,
        )
        .unwrap();
    assert_eq!(house.system.read_waiting_mail().await.unwrap(), (1, 0));
    house.system.queue.put("2", r#"{"hello":"world"}"#).unwrap();
    for _ in 0..5 {
        assert_eq!(house.system.read_waiting_mail().await.unwrap(), (0, 1));
    }
    assert_eq!(house.system.queue.dead_letters(), 1);
    house.close().await;
}

#[tokio::test]
async fn a_key_with_spaces_and_signs_names_its_message() {
    let house = House::open().await;
    let key = "inbound/a b+c/ü?.eml";
    house
        .system
        .email_intake
        .archive
        .put(
            key,
            mail("ana@example.org", "one@example.org", "My data", PLAIN).into(),
        )
        .await
        .unwrap();
    let body = arrival("inbound/a+b%2Bc/%C3%BC%3F.eml", house.now());
    house.system.queue.put("1", &body).unwrap();
    assert_eq!(house.system.read_waiting_mail().await.unwrap(), (1, 0));
    assert!(
        house
            .suppression("ana@example.org")
            .await
            .since(Purpose::SaleSharing)
            .is_some()
    );
    house.serve_outbox().await;
    house.close().await;
}

#[tokio::test]
async fn of_a_batch_only_what_failed_comes_again() {
    let house = House::open().await;
    house
        .take_mail(&mail(
            "ana@example.org",
            "one@example.org",
            "My data",
            PLAIN,
        ))
        .await;
    house
        .take_mail(&mail("bo@example.org", "two@example.org", "My data", PLAIN))
        .await;
    let mut records = Vec::new();
    for (position, message) in house
        .system
        .queue
        .waiting()
        .unwrap()
        .into_iter()
        .enumerate()
    {
        let mut record = aws_lambda_events::event::sqs::SqsMessage::default();
        record.message_id = Some(format!("message {position}"));
        record.body = Some(message.body.clone());
        records.push(record);
        house.system.queue.done(&message).unwrap();
    }
    records[0].body = Some("not from S3".into());
    let mut batch = aws_lambda_events::event::sqs::SqsEvent::default();
    batch.records = records;
    let answer = email_intake::handle(&house.system.email_intake, batch).await;
    let failed: Vec<_> = answer
        .batch_item_failures
        .iter()
        .map(|failure| failure.item_identifier.as_str())
        .collect();
    assert_eq!(failed, ["message 0"]);
    assert_eq!(house.count("REQUEST#", "REQUEST").await, 1);
    house.serve_outbox().await;
    house.close().await;
}

#[tokio::test]
async fn a_fresh_letter_is_one_call_to_the_table() {
    let house = House::open().await;
    house
        .deliver(&mail(
            "ana@example.org",
            "one@example.org",
            "My data",
            PLAIN,
        ))
        .await;
    let calls = house.table_of(Function::EmailIntake).take_calls();
    assert_eq!(calls.len(), 1, "one transaction");
    house.serve_outbox().await;
    house.close().await;
}

#[tokio::test]
async fn an_agent_s_letter_is_a_request_of_each_person_that_it_names() {
    let house = House::open().await;
    let text = "Dear privacy team,\r\n\r\nI am an authorized agent and act on behalf of the consumers listed below. On their behalf \
                I ask you not to sell or share their personal information.\r\n\r\nAna Lima <ana@example.org>\r\n\
                Bo Chen <bo@example.org>\r\n\r\nRegards,\r\nAgents Inc.";
    house
        .deliver(&mail(
            "Agents Inc. <agent@agents.example>",
            "one@agents.example",
            "Opt-out requests",
            text,
        ))
        .await;
    for client in ["ana@example.org", "bo@example.org"] {
        assert!(
            house
                .suppression(client)
                .await
                .since(Purpose::SaleSharing)
                .is_some(),
            "{client}"
        );
    }
    let own = house.suppression("agent@agents.example").await;
    assert!(
        own.purposes.is_empty(),
        "the agent asked for nothing of their own"
    );
    house.serve_outbox().await;
    house.close().await;
}
