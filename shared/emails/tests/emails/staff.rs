//! Emails to staff.

use crate::catalog::company;
use domain::calendar::Due;
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::notification::Failure;
use domain::outbound_email::{Bounce, ManualDeliveryReason};
use domain::partner::PartnerId;
use domain::receipt::ReceiptId;
use domain::request::Milestone;
use domain::staff::{
    Alarm, Bar, DayReport, DaysLeft, GivenUp, Group, Line, ManualDelivery, SignalBurst, StaffEmail,
};
use jiff::civil::date;

fn line(id: u8, right: Option<Right>, stage: &str, left: i16) -> Line {
    Line {
        due: Due {
            target: date(2026, 12, 9),
            latest: date(2026, 12, 14),
        },
        receipt: ReceiptId::from_bytes([id; 16]),
        right,
        stage: stage.to_owned(),
        left,
    }
}

fn report() -> DayReport {
    let counts = [2, 1, 4, 130, 0, 27, 3];
    let bar = |(left, requests)| Bar { left, requests };
    let group = |requests, lines| Group { requests, lines };
    let opt_out = Some(Right::Immediate(ImmediateRight::OptOut));
    let categories = Some(Right::Verifiable(VerifiableRight::KnowCategories));
    DayReport {
        day: date(2026, 12, 7),
        left: DaysLeft::ALL.into_iter().zip(counts).map(bar).collect(),
        oldest: Some(date(2026, 11, 2)),
        overdue: group(2, vec![line(1, opt_out, "in_force", -9)]),
        due: group(1, vec![line(2, categories, "open", 2)]),
        in_review: group(1, vec![line(3, None, "to_be_read", 2)]),
        manual: (
            2,
            vec![
                ManualDelivery {
                    receipt: Some(ReceiptId::from_bytes([4; 16])),
                    why: Some(ManualDeliveryReason::Bounced(Bounce::Permanent)),
                },
                ManualDelivery {
                    receipt: None,
                    why: None,
                },
            ],
        ),
        awaiting_approval: 3,
        delayed: 4,
        given_up: (
            2,
            vec![
                GivenUp {
                    receipt: ReceiptId::from_bytes([5; 16]),
                    to: PartnerId::parse("ad-exchange").unwrap(),
                    why: Some(Failure::Status(500)),
                },
                GivenUp {
                    receipt: ReceiptId::from_bytes([6; 16]),
                    to: PartnerId::parse("mail-house").unwrap(),
                    why: Some(Failure::Unanswered),
                },
            ],
        ),
        without_list: 0,
        replies: 7,
        quarantine: 5,
        unopened: 6,
    }
}

#[test]
fn the_digest_as_text_and_as_html() {
    let rendered = emails::render_for_staff(&StaffEmail::Digest(Box::new(report())), &company());
    insta::assert_snapshot!(
        "staff_digest.txt",
        format!("{}\n\n{}", rendered.subject, rendered.text)
    );
    insta::assert_snapshot!("staff_digest.html", rendered.html);
    let wide = rendered.text.lines().find(|line| line.chars().count() > 74);
    assert_eq!(wide, None);
}

#[test]
fn an_alarm_lists_the_requests_that_need_action() {
    let alarms = vec![
        Alarm {
            line: line(
                1,
                Some(Right::Immediate(ImmediateRight::OptOut)),
                "in_force",
                -4,
            ),
            passed: vec![Milestone::Reminder { left: 2 }, Milestone::Overdue],
        },
        Alarm {
            line: line(
                2,
                Some(Right::Verifiable(VerifiableRight::Delete)),
                "open",
                20,
            ),
            passed: vec![Milestone::AcknowledgementNear],
        },
    ];
    let rendered = emails::render_for_staff(&StaffEmail::Alarm(alarms), &company());
    insta::assert_snapshot!(
        "staff_alarm.txt",
        format!("{}\n\n{}", rendered.subject, rendered.text)
    );
}

#[test]
fn an_alarm_about_many_signals_says_that_no_browser_was_refused() {
    let burst = SignalBurst {
        day: date(2026, 11, 23),
        more_than: 50,
        at_most: 2_000,
    };
    let rendered = emails::render_for_staff(&StaffEmail::SignalBurst(burst), &company());
    insta::assert_snapshot!(
        "staff_burst.txt",
        format!("{}\n\n{}", rendered.subject, rendered.text)
    );
}
