//! Appeals: the deadline of a decision, and appeals of a denied immediate right.

use crate::asking::{asks, at};
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::request::{
    AppealDecision, Command, Denial, DenialBasis, FraudBelief, Milestone, Refused, Request,
    Response,
};
use domain::suppression::{Purpose, SuppressionChange};
use jiff::civil::{Date, date};

/// Returns a denied deletion of a resident of this state, appealed on December 1.
fn appealed(state: &str) -> Request {
    let denial = Denial {
        basis: DenialBasis::LawfulException,
        explanation: "A contract.".into(),
        earlier_responses: Vec::new(),
    };
    let asked = asks(state, Right::Verifiable(VerifiableRight::Delete));
    let answered = asked.apply(
        Command::respond(Response::Denied { denial }),
        at("2026-11-30T18:00:00Z"),
    );
    let appealed = answered.unwrap().request;
    let appealed = appealed.apply(Command::Appeal, at("2026-12-01T18:00:00Z"));
    appealed.unwrap().request
}

fn extend(request: &Request, on: &str) -> Result<Date, Refused> {
    let reason = "The one who knows is away.".to_owned();
    let transition = request.apply(Command::Extend { reason }, at(on))?;
    assert_eq!(transition.emails[0].kind.name(), "appeal_extended");
    assert_eq!(transition.emails[0].due, transition.request.due());
    Ok(transition.request.due().unwrap().latest)
}

#[test]
fn a_decision_is_extended_only_where_the_rule_grants_it_and_once() {
    let first = "2027-01-05T18:00:00Z";
    for state in ["CO", "MN"] {
        let appeal = appealed(state);
        assert_eq!(appeal.due().unwrap().latest, date(2027, 1, 15), "{state}");
        let longer = extend(&appeal, first);
        assert_eq!(longer, Ok(date(2027, 3, 16)), "{state}: 45 and 60 days");
        let late = extend(&appeal, "2027-01-20T18:00:00Z");
        assert_eq!(late, Err(Refused::TooLateToExtend), "{state}");
        let reason = "Away.".to_owned();
        let once = appeal.apply(Command::Extend { reason }, at(first)).unwrap();
        let twice = extend(&once.request, first);
        assert_eq!(twice, Err(Refused::TooLateToExtend), "{state}");
    }
    for state in ["VA", "CT", "OR", "NJ"] {
        let refused = extend(&appealed(state), first);
        assert!(
            matches!(refused, Err(Refused::NotGranted { .. })),
            "{state}: {refused:?}"
        );
    }
    let silent = appealed("CO").apply(Command::Extend { reason: " ".into() }, at(first));
    assert_eq!(silent.unwrap_err(), Refused::ExplanationRequired);
}

#[test]
fn staff_are_reminded_of_the_last_day_to_extend_an_appeal() {
    let tells = |request: &Request| {
        let passed = request.passed_by(at("2027-01-14T20:00:00Z"));
        passed.contains(&Milestone::LastDayToExtend)
    };
    assert!(tells(&appealed("CO")));
    assert!(!tells(&appealed("VA")));
    let reason = "Away.".to_owned();
    let longer = appealed("CO").apply(Command::Extend { reason }, at("2026-12-02T18:00:00Z"));
    let longer = longer.unwrap().request;
    assert!(!tells(&longer));
    assert!(
        longer.next_check_at().is_some(),
        "it is looked at all the same"
    );
}

/// Returns a denied opt-out of a resident of this state.
fn denied(state: &str) -> Request {
    let belief = FraudBelief("A stolen card.".into());
    let immediate = asks(state, Right::Immediate(ImmediateRight::OptOut));
    let denied = immediate.apply(Command::DenyForFraud(belief), at("2026-11-25T18:00:00Z"));
    denied.unwrap().request
}

#[test]
fn a_denied_immediate_right_can_be_appealed_where_the_state_grants_an_appeal_of_every_denial() {
    let now = at("2026-12-01T18:00:00Z");
    assert!(matches!(
        denied("CA").apply(Command::Appeal, now),
        Err(Refused::NotGranted { .. })
    ));
    let appealing = denied("CT").apply(Command::Appeal, now).unwrap();
    assert_eq!(appealing.emails[0].kind.name(), "appeal_received");
    let appealing = appealing.request;
    assert_eq!(appealing.due().unwrap().latest, date(2027, 1, 30));
    assert!(
        appealing.is_open() && !appealing.is_active(),
        "denied until it is decided"
    );
    assert!(appealing.next_check_at().is_some() && appealing.closed_at().is_none());
    let late = appealing.passed_by(at("2027-02-01T20:00:00Z"));
    assert!(late.contains(&Milestone::Overdue), "{late:?}");
}

#[test]
fn an_immediate_right_that_wins_its_appeal_is_in_force_from_now_with_its_first_deadline() {
    let now = at("2026-12-21T18:00:00Z");
    let appealing = denied("CT").apply(Command::Appeal, at("2026-12-01T18:00:00Z"));
    let appealing = appealing.unwrap().request;
    let remedy = "It is in force.".to_owned();
    let upheld = Command::DecideAppeal(AppealDecision::Upheld {
        remedy: remedy.clone(),
    });
    let transition = appealing.apply(upheld, now).unwrap();
    assert_eq!(transition.request.in_force_since(), Some(now));
    assert_eq!(transition.request.due().unwrap().latest, date(2026, 12, 14));
    assert_eq!(
        (transition.notifications.len(), transition.emails.len()),
        (1, 1)
    );
    let begun = &transition.suppressions[0];
    assert_eq!(
        (begun.purpose, begun.change, begun.at),
        (Purpose::SaleSharing, SuppressionChange::AddCause, now)
    );

    let explanation = "The card was not yours.".to_owned();
    let lost = Command::DecideAppeal(AppealDecision::Denied { explanation });
    let lost = appealing.apply(lost, now).unwrap();
    assert!(!lost.request.is_open() && lost.suppressions.is_empty());
    let beside = appealing
        .apply(Command::UpholdSuperseded { remedy }, now)
        .unwrap();
    assert!(!beside.request.is_open() && beside.suppressions.is_empty());
    assert_eq!(beside.emails[0].kind.name(), "appeal_decided");
    for (request, nature) in [
        (&appealing, "denied"),
        (&lost.request, "denied"),
        (&beside.request, "honored on appeal"),
        (&transition.request, "honored"),
    ] {
        let record = domain::record::Record::of(request);
        assert_eq!(record.nature_of_response, Some(nature));
    }
}
