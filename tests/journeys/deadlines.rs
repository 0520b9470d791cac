//! Requests that no one acts on, as time passes.

pub(crate) mod kept;
mod trouble;

use crate::mail;
use domain::digest::Digest;
use domain::law::{ImmediateRight, Right};
use domain::locale::Locale;
use domain::log::Event;
use domain::person::{Identifier, IdentifierKind, Person};
use domain::receipt::ReceiptId;
use domain::request::{Asked, Channel, Milestone, RequestId, Submission};
use jiff::Timestamp;
use serde_json::json;
use tests::TestApp;

/// Checks deadlines and sends emails at 10 a.m. in California on each of these days.
async fn live_on(app: &TestApp, days: &[&str]) {
    for day in days {
        app.set_clock(&format!("{day}T18:30:00Z"));
        app.sweep().await;
        app.serve_outbox().await;
    }
}

/// Returns the milestones of each log entry, with the day.
async fn passed(app: &TestApp, id: RequestId) -> Vec<(String, Vec<Milestone>)> {
    let log = app.store().desk.log(id).await.unwrap();
    let passed = log.into_iter().filter_map(|entry| match entry.event {
        Event::MilestonesPassed { milestones } => {
            Some((entry.at.strftime("%m-%d").to_string(), milestones))
        }
        _ => None,
    });
    passed.collect()
}

async fn ask(app: &TestApp, right: &str, email: &str) -> RequestId {
    let answer = app
        .post_json(&json!({"right": right, "email": email}))
        .await;
    let reference = answer.json()["reference"].as_str().unwrap().to_owned();
    app.serve_outbox().await;
    app.look_up(&reference).await.unwrap().1.id
}

/// Returns the submission of an opt-out.
fn submission(email: &str, received: Timestamp) -> Submission {
    let identifier = Identifier::parse(IdentifierKind::Email, email).unwrap();
    Submission {
        receipt: ReceiptId::from_bytes([9; 16]),
        asked: Asked::Right(Right::Immediate(ImmediateRight::OptOut)),
        person: Person::new(None, None, [identifier]).unwrap(),
        agent: None,
        channel: Channel::Api,
        locale: Locale::English,
        brand: None,
        received,
        inbound_email: None,
        approval_required: false,
        companions: Vec::new(),
        details: None,
        digest: Digest::of(email.as_bytes()),
    }
}

fn subjects(app: &TestApp, to: &str) -> Vec<String> {
    let emails = app.emails_to(to).into_iter();
    emails.map(|email| email.subject().unwrap()).collect()
}

fn alarms(app: &TestApp) -> usize {
    let subjects = subjects(app, "staff@example.com");
    subjects.iter().filter(|s| s.contains("Alarm")).count()
}

fn on(day: &str, milestone: Milestone) -> (String, Vec<Milestone>) {
    (day.to_owned(), vec![milestone])
}

#[tokio::test]
async fn an_opt_out_that_nobody_tells_to_partners_passes_each_date_once() {
    let app = TestApp::open().await;
    let id = ask(&app, "opt_out", "ana@example.org").await;
    // Target on Wednesday, December 9; latest on Monday, December 14.
    let days = [
        "2026-12-01",
        "2026-12-02",
        "2026-12-03",
        "2026-12-07",
        "2026-12-08",
        "2026-12-09",
        "2026-12-14",
        "2026-12-15",
        "2026-12-16",
        "2026-12-21",
        "2026-12-22",
        "2026-12-23",
    ];
    live_on(&app, &days).await;
    assert_eq!(
        passed(&app, id).await,
        [
            on("12-02", Milestone::Reminder { left: 5 }),
            on("12-07", Milestone::Reminder { left: 2 }),
            on("12-09", Milestone::Target),
            on("12-15", Milestone::Overdue),
            on("12-22", Milestone::StillOverdue),
        ]
    );
    assert_eq!(alarms(&app), 2, "one when it was late, one a week later");
    assert_eq!(
        app.emails_to("ana@example.org").len(),
        1,
        "an opt-out's person has nothing to do"
    );
    assert_eq!(app.sweep().await.overdue_immediate, 1);
    app.close().await;
}

//= req: ca-7022-a.2, ca-7062-f, ct-42-518-c-4, fl-501-706-3.3
#[tokio::test]
async fn a_demand_that_nobody_proves_is_reminded_lapses_and_is_answered_on_its_target() {
    let app = TestApp::open().await;
    let id = ask(&app, "delete", "ana@example.org").await;
    // Acknowledgement by December 3; target and latest on Tuesday, January 5.
    let days = [
        "2026-12-01",
        "2026-12-04",
        "2026-12-18",
        "2026-12-28",
        "2026-12-30",
        "2026-12-31",
        "2027-01-01", // nobody works
        "2027-01-04",
        "2027-01-05",
        "2027-01-06",
    ];
    live_on(&app, &days).await;
    let passed = passed(&app, id).await;
    let all: Vec<Milestone> = passed.iter().flat_map(|(_, all)| all.clone()).collect();
    assert_eq!(
        all,
        [
            Milestone::AcknowledgementNear,
            Milestone::VerificationDue,
            Milestone::Reminder { left: 10 },
            Milestone::Reminder { left: 5 },
            Milestone::VerificationExpired,
            Milestone::Reminder { left: 2 },
            Milestone::LastDayToExtend,
            Milestone::Target,
        ],
        "{passed:?}"
    );
    let emails = subjects(&app, "ana@example.org");
    assert_eq!(
        emails.len(),
        3,
        "received, proof wanted, answered: {emails:?}"
    );
    let request = app.store().desk.request(id).await.unwrap().unwrap();
    assert_eq!(request.stage().as_str(), "responded");
    assert_eq!(alarms(&app), 0, "its receipt was confirmed");
    let digests = subjects(&app, "staff@example.com");
    assert_eq!(digests.len(), days.len() - 1, "{digests:?}");
    app.close().await;
}

#[tokio::test]
async fn an_email_that_nobody_reads_is_in_each_digest_and_alarms_after_five_days() {
    let app = TestApp::open().await;
    let text = "Please see to what we talked about, and do stop selling things.";
    app.deliver(&mail("ana@example.org", "one@example.org", "Data", text))
        .await;
    app.serve_outbox().await;
    let digest = |subject: &str| format!("Privacy requests on {subject}");
    live_on(&app, &["2026-11-22", "2026-11-23", "2026-11-24"]).await;
    let subjects_so_far = subjects(&app, "staff@example.com");
    assert_eq!(
        subjects_so_far,
        [
            digest("Monday, November 23: 0 overdue, 0 due, 1 to review"),
            digest("Tuesday, November 24: 0 overdue, 0 due, 1 to review"),
        ]
    );
    assert_eq!(alarms(&app), 0);
    live_on(&app, &["2026-11-27", "2026-11-30", "2026-12-01"]).await;
    assert_eq!(alarms(&app), 1, "on Monday, November 30");
    app.close().await;
}

//= req: ca-7021-a
#[tokio::test]
async fn a_confirmation_that_did_not_leave_alarms_before_it_is_late() {
    let app = TestApp::open().await;
    let through_the_trap = [
        ("right", "delete"),
        ("email", "ana@example.org"),
        ("website", "https://example.net"),
    ];
    assert_eq!(app.post_form(&through_the_trap).await.status, 303);
    live_on(&app, &["2026-11-30", "2026-12-01"]).await;
    assert_eq!(alarms(&app), 1);
    let mut emails = app.emails_to("staff@example.com").into_iter();
    let alarm = emails.find(|email| email.subject().unwrap().contains("Alarm"));
    let email = alarm.unwrap().text().unwrap();
    assert!(email.contains("No confirmation of receipt"), "{email}");
    app.close().await;
}
