//! Emails that colleagues forward, and the stored evidence of how they were read.

use crate::mail;
use domain::calendar::Calendar;
use domain::request::{Request, RequestId, RequestKind, ReviewReason, ReviewStage};
use domain::suppression::Purpose;
use jiff::civil::date;
use store::InboundList;
use tests::{Build, TestApp};

async fn house_with_colleagues() -> TestApp {
    let settings = vec![
        ("INBOX_COLLEAGUES".to_owned(), "example.com".to_owned()),
        ("INBOX_AUTHSERV_ID".to_owned(), "amazonses.com".to_owned()),
    ];
    TestApp::build(Build {
        settings,
        ..Build::default()
    })
    .await
}

fn forwarded(day: &str, text: &str) -> String {
    let inline = format!(
        "Please handle.\r\n\r\n---------- Forwarded message ---------\r\nFrom: Ana Lima <ana@example.org>\r\n\
         Date: {day}\r\nSubject: My data\r\nTo: <support@example.com>\r\n\r\n\r\n{text}\r\n\r\nAna Lima"
    );
    let by = "Carl <carl@example.com>";
    mail(by, "one@example.com", "Fwd: My data", &inline)
}

const PLAIN: &str = "Please do not sell or share my personal information.";

/// Returns all requests.
async fn requests(app: &TestApp) -> Vec<Request> {
    let mut requests = Vec::new();
    for item in app.items().await {
        let (pk, sk) = (item["pk"].as_s().unwrap(), item["sk"].as_s().unwrap());
        if let (Some(id), "REQUEST") = (pk.strip_prefix("REQUEST#"), sk.as_str()) {
            let id = RequestId(id.parse().unwrap());
            requests.extend(app.store().desk.request(id).await.unwrap());
        }
    }
    requests
}

#[tokio::test]
async fn the_clock_of_a_forward_starts_with_its_original_and_the_request_says_why() {
    let app = house_with_colleagues().await;
    let verdict = "Authentication-Results: amazonses.com; spf=pass smtp.mailfrom=example.com; dkim=pass header.i=@example.com; dmarc=pass header.from=example.com";
    let raw = forwarded("Mon, Nov 16, 2026 at 9:12 AM", PLAIN);
    assert_eq!(app.deliver_from_ses(verdict, &raw).await, (1, 0));
    let request = requests(&app).await.remove(0);
    let mail = request.inbound_email.as_ref().unwrap();
    assert_eq!(
        Calendar::California.date_of(request.received),
        date(2026, 11, 16)
    );
    assert_eq!(
        (mail.arrived, mail.written),
        (app.now(), Some(date(2026, 11, 16)))
    );
    assert_eq!(mail.identified.len(), 1);
    assert!(mail.identified[0].confidence.decides());
    assert!(
        mail.identified[0].source.contains("forwarded message"),
        "{:?}",
        mail.identified[0].source
    );
    assert_eq!(
        mail.authentication.as_deref(),
        Some("SPF pass, DKIM pass, DMARC pass")
    );
    let reasons = mail.reasons.join("\n");
    for why in [
        "somebody passed it on",
        "2026-11-16",
        "opt_out",
        "it says plainly what it asks for",
    ] {
        assert!(reasons.contains(why), "{why} isn't in\n{reasons}");
    }
    assert!(!reasons.contains("ana@"), "{reasons}");
    app.serve_outbox().await;
    let email = app.emails_to("ana@example.org")[0].text().unwrap();
    assert!(email.contains("Your opt-out is in effect"), "{email}");
    app.close().await;
}

#[tokio::test]
async fn an_original_of_another_season_counts_from_its_arrival() {
    let app = house_with_colleagues().await;
    app.deliver(&forwarded("Mon, May 4, 2026 at 9:12 AM", PLAIN))
        .await;
    let request = requests(&app).await.remove(0);
    assert_eq!(request.received, app.now());
    assert_eq!(
        request.inbound_email.unwrap().written,
        Some(date(2026, 5, 4)),
        "both dates are kept"
    );
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn an_email_that_arrives_overdue_is_in_force_and_promises_no_day_that_is_over() {
    let app = house_with_colleagues().await;
    app.deliver(&forwarded("Mon, Sep 7, 2026 at 9:12 AM", PLAIN))
        .await;
    app.serve_outbox().await;
    let record = app.suppression("ana@example.org").await;
    assert_eq!(record.since(Purpose::SaleSharing), Some(app.now()));
    let email = app.emails_to("ana@example.org")[0].text().unwrap();
    assert!(!email.contains("We will finish"), "{email}");
    app.close().await;
}

#[tokio::test]
async fn where_it_is_not_sure_who_asks_every_candidate_but_colleagues_is_opted_out_meanwhile() {
    let app = house_with_colleagues().await;
    let text = "Carl, see below, can you deal with it?\r\n\r\n---------- Forwarded message ---------\r\n\
                From: Ana Lima\r\nSubject: My data\r\n\r\nPlease do not sell or share my personal information.\r\n\
                Ana Lima, ana@example.org, or at work ana.lima@work.example, cc boss@example.com";
    app.deliver(&mail(
        "carl@example.com",
        "one@example.com",
        "Fwd: My data",
        text,
    ))
    .await;
    let request = requests(&app).await.remove(0);
    assert!(
        matches!(request.kind, RequestKind::Review { .. }),
        "{:?}",
        request.kind
    );
    for candidate in ["ana@example.org", "ana.lima@work.example"] {
        let record = app.suppression(candidate).await;
        assert!(record.since(Purpose::SaleSharing).is_some(), "{candidate}");
    }
    for colleague in ["carl@example.com", "boss@example.com"] {
        assert!(
            app.suppression(colleague).await.purposes.is_empty(),
            "{colleague}"
        );
    }
    assert_eq!(
        app.serve_outbox().await.sent,
        0,
        "nobody is written to on a guess"
    );
    app.close().await;
}

#[tokio::test]
async fn several_emails_that_are_attached_to_one_mail_are_a_request_each() {
    let app = house_with_colleagues().await;
    let attached = |name: &str, text: &str| {
        format!(
            "--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: {name}@example.org\r\nTo: support@example.com\r\n\
             Subject: My data\r\nDate: Fri, 20 Nov 2026 09:00:00 -0800\r\n\r\n{text}\r\n\r\n"
        )
    };
    let raw = format!(
        "From: carl@example.com\r\nTo: privacy@example.com\r\nSubject: Two for you\r\nMessage-ID: <one@example.com>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
         See attached.\r\n{}{}--b--\r\n",
        attached("ana", PLAIN),
        attached(
            "bo",
            "Please delete all personal information that you hold about me."
        ),
    );
    for _ in 0..2 {
        assert_eq!(app.deliver(&raw).await, (1, 0));
    }
    let mut asked: Vec<_> = requests(&app)
        .await
        .iter()
        .filter_map(|r| r.right().map(|r| r.as_str()))
        .collect();
    asked.sort_unstable();
    assert_eq!(asked, ["delete", "opt_out"]);
    app.serve_outbox().await;
    assert_eq!(
        (
            app.emails_to("ana@example.org").len(),
            app.emails_to("bo@example.org").len()
        ),
        (1, 1)
    );
    app.close().await;
}

#[tokio::test]
async fn an_email_in_a_text_attachment_is_read() {
    let app = TestApp::open().await;
    let raw = format!(
        "From: ana@example.org\r\nTo: privacy@example.com\r\nSubject: My request\r\nMessage-ID: <one@example.org>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\
         Please see the attached email.\r\n--b\r\nContent-Type: text/plain; name=email.txt\r\n\
         Content-Disposition: attachment; filename=email.txt\r\n\r\n{PLAIN}\r\n--b--\r\n"
    );
    app.deliver(&raw).await;
    let record = app.suppression("ana@example.org").await;
    assert!(record.since(Purpose::SaleSharing).is_some());
    assert!(matches!(
        requests(&app).await[0].kind,
        RequestKind::Immediate { .. }
    ));
    app.serve_outbox().await;
    app.close().await;
}

#[tokio::test]
async fn what_the_mail_server_takes_for_spam_is_kept_apart_and_a_possible_opt_out_in_it_is_in_force()
 {
    let app = TestApp::open().await;
    const SPAM: &str = "X-SES-Spam-Verdict: FAIL";
    let spam = |id: &str, text: &str| mail("ana@example.org", id, "My data", text);
    let watches = "Cheap watches, only today!";
    app.deliver_from_ses(SPAM, &spam("one@example.org", PLAIN))
        .await;
    app.deliver_from_ses(SPAM, &spam("two@example.org", watches))
        .await;
    let record = app.suppression("ana@example.org").await;
    assert!(record.since(Purpose::SaleSharing).is_some());
    let requests = requests(&app).await;
    let quarantined = |request: &Request| matches!(&request.kind, RequestKind::Review { stage: ReviewStage::Waiting { reason, .. } } if *reason == ReviewReason::Quarantined);
    assert!(
        requests.len() == 1 && quarantined(&requests[0]),
        "{requests:?}"
    );
    assert_eq!(
        app.serve_outbox().await.sent,
        0,
        "a spammer's victim gets no email before staff looked"
    );
    let listed = app
        .store()
        .desk
        .inbound_on(InboundList::Quarantine, None, 10)
        .await
        .unwrap()
        .found;
    assert_eq!(listed.len(), 1);
    app.close().await;
}
