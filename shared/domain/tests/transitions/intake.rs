//! New submissions, repeated ones, and emails that wait for review.

use crate::fixtures::{after, again, asks, at, followed_up, now, open};
use domain::calendar::Due;
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::log::Actor;
use domain::person::{Agent, EmailAddress, Permission, Region};
use domain::request::{
    Asked, Command, Refused, Request, RequestKind, ReviewReason, Submission, Write,
};
use domain::suppression::SuppressionChange;
use jiff::civil::date;

//= req: ca-7026-d
#[test]
fn an_opt_out_is_in_force_on_receipt_with_an_email_and_a_notification() {
    let transition = Request::open(
        asks(Asked::Right(Right::Immediate(ImmediateRight::OptOut))),
        now(),
    )
    .unwrap();
    let RequestKind::Immediate { since, rules, .. } = &transition.request.kind else {
        panic!("not a choice")
    };
    assert_eq!((*since, rules.baseline.id), (now(), "ca.optout_sale_share"));
    assert_eq!(transition.write, Write::Create);
    assert_eq!(transition.suppressions.len(), 1);
    assert_eq!(
        transition.suppressions[0].change,
        SuppressionChange::AddCause
    );
    assert_eq!(transition.notifications.len(), 1);
    let due = transition.receipt.unwrap().due.unwrap();
    assert_eq!(
        due,
        Due {
            target: date(2026, 12, 9),
            latest: date(2026, 12, 14)
        }
    );
}

#[test]
fn an_evening_in_california_counts_as_the_same_day() {
    let evening = Submission {
        received: at("2026-11-22T07:59:59Z"),
        ..asks(Asked::Right(Right::Immediate(ImmediateRight::OptOut)))
    };
    let due = Request::open(evening, now())
        .unwrap()
        .receipt
        .unwrap()
        .due
        .unwrap();
    assert_eq!(
        due,
        Request::open(
            asks(Asked::Right(Right::Immediate(ImmediateRight::OptOut))),
            now()
        )
        .unwrap()
        .receipt
        .unwrap()
        .due
        .unwrap()
    );
}

#[test]
fn a_repeat_gets_what_a_fresh_submission_would_get() {
    let right = Right::Verifiable(VerifiableRight::Delete);
    let active = open(Asked::Right(right));
    let repeat = active.apply(Command::Repeat(again(right)), now()).unwrap();
    let fresh = Request::open(again(right), now()).unwrap();
    assert_eq!(repeat.emails, fresh.emails);
    let (of_repeat, of_fresh) = (repeat.receipt.unwrap(), fresh.receipt.unwrap());
    assert_eq!(
        (of_repeat.due, &of_repeat.identifiers),
        (of_fresh.due, &of_fresh.identifiers)
    );
    assert_eq!(of_repeat.request, active.id);
}

#[test]
fn a_repeat_of_another_right_is_another_request() {
    let active = open(Asked::Right(Right::Verifiable(VerifiableRight::Delete)));
    let refused = active.apply(
        Command::Repeat(again(Right::Verifiable(VerifiableRight::Know))),
        now(),
    );
    assert_eq!(refused.unwrap_err(), Refused::OtherRequest);
}

#[test]
fn a_right_that_no_law_grants_yet_creates_no_request() {
    let early = asks(Asked::Right(Right::Immediate(ImmediateRight::AdmtOptOut)));
    assert_eq!(
        Request::open(early.clone(), now()).unwrap_err(),
        Refused::NoLaw
    );
    let later = Submission {
        received: at("2027-01-01T08:00:00Z"),
        ..early
    };
    assert!(Request::open(later, now()).is_ok());
}

//= req: ca-civ-135-e
#[test]
fn an_agents_opt_out_is_in_force_at_once_and_the_consumer_gets_the_email() {
    let agent = Agent {
        name: None,
        email: EmailAddress::parse("agent@agents.example").ok(),
        permission: Permission::Signed,
    };
    let by_agent = Submission {
        agent: Some(agent),
        ..asks(Asked::Right(Right::Immediate(ImmediateRight::OptOut)))
    };
    let transition = Request::open(by_agent, now()).unwrap();
    assert_eq!(transition.request.stage().as_str(), "in_force");
    assert!(format!("{:?}", transition.entry.by).contains("Agent"));
    let domain::outbound_email::Addressee::Email(to) = &transition.emails[0].to else {
        panic!("no address")
    };
    assert_eq!(to.as_str(), "ana@example.com");
}

#[test]
fn a_repeat_adds_identifiers_to_an_immediate_right_and_none_to_a_verifiable_one() {
    let right = Right::Immediate(ImmediateRight::OptOut);
    let done = after(
        &open(Asked::Right(right)),
        Command::PartnersNotified { notified: 0 },
    );
    let transition = done.apply(Command::Repeat(again(right)), now()).unwrap();
    assert_eq!(
        (
            transition.request.stage().as_str(),
            transition.notifications.len()
        ),
        ("in_force", 1)
    );
    let pending = open(Asked::Right(right))
        .apply(Command::Repeat(again(right)), now())
        .unwrap();
    assert_eq!(
        pending.notifications.len(),
        0,
        "the notification that is owed names what was added"
    );

    let right = Right::Verifiable(VerifiableRight::Know);
    let transition = open(Asked::Right(right))
        .apply(Command::Repeat(again(right)), now())
        .unwrap();
    assert_eq!(
        transition.request.person.identifiers().len(),
        1,
        "nobody proved that the other address is theirs"
    );
}

#[test]
fn a_possible_opt_out_is_in_force_during_review_and_keeps_its_first_day_when_confirmed() {
    let transition = Request::open(
        asks(Asked::Unclear {
            reason: ReviewReason::NotPlain,
            may_opt_out: true,
        }),
        now(),
    )
    .unwrap();
    assert_eq!(transition.suppressions.len(), 1);
    let confirmed = after(
        &transition.request,
        Command::Confirm(Right::Immediate(ImmediateRight::OptOut)),
    );
    let RequestKind::Immediate { since, .. } = confirmed.kind else {
        panic!("not a choice")
    };
    assert_eq!(since, now(), "in force since it was written down");

    let plain = open(Asked::Unclear {
        reason: ReviewReason::NotPlain,
        may_opt_out: false,
    });
    let confirmed = plain
        .apply(
            Command::Confirm(Right::Immediate(ImmediateRight::OptOut)),
            now(),
        )
        .unwrap();
    assert_eq!(
        confirmed.emails[0].in_force_since,
        Some(now()),
        "nothing was stopped before"
    );
}

#[test]
fn a_review_has_the_strictest_deadline_that_could_apply() {
    let unclear = asks(Asked::Unclear {
        reason: ReviewReason::NotPlain,
        may_opt_out: false,
    });
    let due_in = |region: Option<&str>| {
        let mut unclear = unclear.clone();
        unclear.person.region = region.map(|code| Region::parse(code).unwrap());
        let review = Request::open(unclear, now()).unwrap();
        review.receipt.unwrap().due.unwrap()
    };
    let acknowledged = Due {
        target: date(2026, 12, 3),
        latest: date(2026, 12, 7),
    };
    for region in ["CA", "NV"] {
        assert_eq!(
            due_in(Some(region)),
            acknowledged,
            "an acknowledgement's ten business days"
        );
    }
    // Thanksgiving makes ten business days longer than the 15 days after withdrawn consent.
    for region in [None, Some("OR")] {
        assert_eq!(due_in(region).latest, date(2026, 12, 6), "{region:?}");
    }
}

#[test]
fn a_follow_up_is_noted_with_its_author_and_reads_back() {
    let request = open(Asked::Right(Right::Verifiable(VerifiableRight::Correct)));
    for actor in [Actor::Person, Actor::Agent, Actor::System] {
        let transition = request.apply(Command::Note(followed_up()), now()).unwrap();
        let entry = transition.by(actor.clone()).entry;
        assert_eq!(entry.by, actor);
        let written = serde_json::to_value(&entry).unwrap();
        assert_eq!(
            (&written["event"]["event"], &written["event"]["note"]),
            (&"noted".into(), &"followed_up".into())
        );
        let read: domain::log::Entry = serde_json::from_value(written).unwrap();
        assert_eq!(read, entry);
    }
}
