//! Repeated submissions.

use crate::asking::{asks, at, email};
use domain::digest::Digest;
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::locale::Locale;
use domain::log::Event;
use domain::notification::NotificationReport;
use domain::person::{Agent, EmailAddress, Identifier, IdentifierKind, Permission, Person};
use domain::receipt::ReceiptId;
use domain::request::{
    Asked, Channel, Command, Milestone, NotificationProgress, Refused, Request, Submission,
    Transition,
};
use jiff::Timestamp;

const OPT_OUT: Right = Right::Immediate(ImmediateRight::OptOut);

/// Repeats an opt-out for the same person with these additional identifiers.
fn again(nth: u8, more: impl IntoIterator<Item = Identifier>, received: Timestamp) -> Submission {
    let named = std::iter::once(email("ana@example.com")).chain(more);
    Submission {
        receipt: ReceiptId::from_bytes([nth; 16]),
        asked: Asked::Right(OPT_OUT),
        person: Person::new(None, None, named).unwrap(),
        agent: None,
        channel: Channel::Form,
        locale: Locale::English,
        brand: None,
        received,
        inbound_email: None,
        approval_required: false,
        companions: Vec::new(),
        details: None,
        digest: Digest::of(&[nth]),
    }
}

fn repeat(request: &Request, submission: Submission) -> Result<Transition, Refused> {
    let received = submission.received;
    request.apply(Command::Repeat(submission), received)
}

/// Returns the request after one of several partners acknowledged it.
fn notified(request: &Request, of: u16) -> Request {
    let notified = NotificationReport {
        notification: request
            .progress()
            .and_then(NotificationProgress::notification)
            .unwrap(),
        of,
        acknowledged: 1,
        ..NotificationReport::default()
    };
    let command = Command::NotificationProgressed(notified);
    request
        .apply(command, at("2026-11-22T18:00:00Z"))
        .unwrap()
        .request
}

#[test]
fn a_repeat_never_delays_a_deadline() {
    let immediate = asks("CA", OPT_OUT);
    let due = immediate.due();
    for (sent, days) in [
        (false, "2026-12-01"),
        (true, "2026-12-01"),
        (true, "2027-01-20"),
    ] {
        let active = if sent {
            notified(&immediate, 2)
        } else {
            immediate.clone()
        };
        let received = at(&format!("{days}T18:00:00Z"));
        let device = email("device@example.com");
        let repeated = repeat(&active, again(2, [device], received)).unwrap();
        assert_eq!(repeated.request.due(), due, "{days}");
        assert_eq!(repeated.notifications.len(), usize::from(sent));
        // The submission's own receipt has its own due dates.
        assert!(repeated.receipt.unwrap().due > due);
    }
}

#[test]
fn a_repeat_after_done_has_its_own_deadline() {
    let done = notified(&asks("CA", OPT_OUT), 1);
    assert_eq!(done.stage().as_str(), "done");
    let received = at("2027-01-20T18:00:00Z");
    let repeated = repeat(&done, again(2, [email("other@example.com")], received)).unwrap();
    assert_eq!(repeated.request.due(), repeated.receipt.unwrap().due);
}

#[test]
fn no_identifier_is_dropped_because_there_are_too_many() {
    let mut active = asks("CA", OPT_OUT);
    let received = at("2026-12-01T18:00:00Z");
    let some = |nth: u8| (0..19).map(move |n| email(&format!("a{nth}-{n}@example.com")));
    for nth in 2..5 {
        active = repeat(&active, again(nth, some(nth), received))
            .unwrap()
            .request;
    }
    assert_eq!(active.person.identifiers().len(), 58);
    // Two more fit, three more do not, and known identifiers need no room.
    let two = [email("b@example.com"), email("c@example.com")];
    let full = repeat(&active, again(5, two.clone(), received))
        .unwrap()
        .request;
    assert_eq!(full.person.identifiers().len(), Person::MOST_KNOWN);
    assert!(repeat(&full, again(6, two, received)).is_ok());
    let third = again(7, [email("d@example.com")], received);
    assert_eq!(
        repeat(&full, third.clone()).unwrap_err(),
        Refused::TooManyIdentifiers
    );
    let (beside, noted) = full.open_overflow(third, received).unwrap();
    assert_eq!(
        (beside.notifications.len(), beside.suppressions.len()),
        (1, 2)
    );
    let beside = beside.request;
    assert_eq!((beside.is_active(), beside.was_active_for()), (true, None));
    assert_eq!(noted.request.continued_in, Some(beside.id));
    assert_eq!(
        noted.request.was_active_for().map(|of| of.right),
        Some(OPT_OUT)
    );
}

#[test]
fn retention_starts_again_with_a_repeated_submission() {
    let done = notified(&asks("CA", OPT_OUT), 1);
    let ends = |request: &Request| request.next_check_at().unwrap();
    assert_eq!(ends(&done), at("2028-11-23T08:00:00Z"));
    let late = at("2028-11-01T18:00:00Z");
    let repeated = repeat(&done, again(2, [], late)).unwrap().request;
    assert_eq!(repeated.stage().as_str(), "done");
    assert_eq!(ends(&repeated), at("2030-11-02T07:00:00Z"));
}

/// Returns a deletion whose deadline was extended a month after its receipt.
fn extended(state: &str) -> Request {
    let command = Command::Extend {
        reason: "two archives".to_owned(),
    };
    let verifiable = asks(state, Right::Verifiable(VerifiableRight::Delete));
    verifiable
        .apply(command, at("2026-12-20T18:00:00Z"))
        .unwrap()
        .request
}

//= req: tx-541-052-c, ne-87-1108-3, ut-13-61-203-3, in-24-15-3-1-c-2, nj-56-8-166-7-c, ct-42-518-c-2
//= req: fl-501-706-3, tn-47-18-3304-b-2, mt-30-14-2808-4-b, de-12D-104-c-2, ri-6-48-1-6-b-2
#[test]
fn an_extension_does_not_move_the_last_day_to_deny() {
    let passed = |request: &Request| {
        let look = request.apply(Command::CheckDeadlines, at("2027-01-06T18:00:00Z"));
        match look.map(|transition| transition.entry.event) {
            Ok(Event::MilestonesPassed { milestones }) => {
                milestones.contains(&Milestone::LastDayToRefuse)
            }
            _ => false,
        }
    };
    assert!(passed(&extended("VA")), "45 days from receipt");
    assert!(!passed(&extended("CA")), "California extends both");
    assert!(!passed(&asks(
        "VA",
        Right::Verifiable(VerifiableRight::Delete)
    )));
}

#[test]
fn verification_ends_before_the_last_day_to_deny() {
    let stage = |state, day: &str| {
        let checked_until = extended(state)
            .apply(Command::CheckDeadlines, at(day))
            .unwrap();
        (
            checked_until.request.stage().as_str(),
            checked_until.emails.len(),
        )
    };
    // 45 days from receipt in Virginia; in California, a response and a denial both have until day 90.
    assert_eq!(stage("VA", "2027-01-04T18:00:00Z"), ("open", 1));
    assert_eq!(stage("VA", "2027-01-06T18:00:00Z"), ("responded", 1));
    assert_eq!(stage("CA", "2027-02-10T18:00:00Z"), ("open", 1));
    assert_eq!(stage("CA", "2027-02-20T18:00:00Z"), ("responded", 1));
}

#[test]
fn an_agent_at_their_own_address_gets_no_email_that_a_repeat_would_not_cause() {
    let done = |agents: Option<&str>| {
        let phone = Identifier::parse(IdentifierKind::Phone, "916 555 0143").unwrap();
        let mut submission = again(9, [], at("2026-11-21T18:00:00Z"));
        submission.person = Person::new(None, None, [phone]).unwrap();
        submission.agent = Some(Agent {
            name: None,
            email: agents.map(|address| EmailAddress::parse(address).unwrap()),
            permission: Permission::Signed,
        });
        let opened = Request::open(submission, at("2026-11-21T18:00:00Z")).unwrap();
        let settled = Command::NotificationProgressed(NotificationReport {
            notification: 1,
            ..NotificationReport::default()
        });
        let done = opened.request.apply(settled, at("2026-11-22T18:00:00Z"));
        done.unwrap().emails.len()
    };
    assert_eq!(done(Some("bo@agents.example")), 0);
    assert_eq!(done(None), 1, "staff deliver it");
}
