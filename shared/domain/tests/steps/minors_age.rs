//! Staff correct the age of the person.

use crate::asking::{at, email};
use crate::minors::{
    CHILD, DELETE, OPT_OUT, PARENT, again, apply, confirm_parent, opened, parent, submission,
};
use domain::outbound_email::{Addressee, Reader};
use domain::person::{AgeGroup, Agent, Identifier, Permission};
use domain::receipt::ReceiptId;
use domain::request::{
    Asked, Channel, Command, Refused, Request, RequestId, Response, ReviewReason, StageName,
    Submission, VerificationMethod,
};
use domain::suppression::{Purpose, SuppressionChange};

const CHILD_AGE: Option<AgeGroup> = Some(AgeGroup::Under13);
const TEEN_AGE: Option<AgeGroup> = Some(AgeGroup::From13To15);

fn age_is(age: Option<AgeGroup>) -> Command {
    Command::CorrectAge { age, beside: None }
}

//= req: ca-civ-120-c
#[test]
fn an_opt_out_of_a_person_who_is_a_child_takes_the_childs_guard_and_causes() {
    let adult = opened(OPT_OUT, None, None);
    let corrected = adult.apply(age_is(CHILD_AGE), at("2026-12-01T18:00:00Z"));
    let corrected = corrected.unwrap();
    let child = &corrected.request;
    assert!(child.is_about_child() && child.is_active());
    assert_ne!(child.was_active_for(), adult.was_active_for());
    assert_eq!(corrected.suppressions.len(), 2, "one per identifier");
    for change in &corrected.suppressions {
        assert_eq!(change.change, SuppressionChange::CorrectCause);
        assert_eq!(
            (change.cause.request, change.cause.about_child),
            (adult.id, true)
        );
    }
    let by_holder = Command::OptIn {
        confirmed: email(CHILD),
    };
    assert_eq!(
        apply(child, by_holder).unwrap_err(),
        Refused::ParentNotConfirmed
    );
    assert!(apply(child, again(OPT_OUT, CHILD_AGE, None)).is_ok());
}

//= req: ca-7071-a
#[test]
fn a_person_who_turns_out_to_be_13_or_older_decides_for_themselves() {
    for age in [TEEN_AGE, None] {
        let child = apply(&opened(OPT_OUT, CHILD_AGE, parent()), confirm_parent()).unwrap();
        let older = apply(&child, age_is(age)).unwrap();
        assert!(!older.is_about_child());
        assert_eq!((older.agent.as_ref(), older.parent), (None, None));
        assert_eq!(older.person.age, age);
        let (to, reader) = (
            Addressee::of(&older.person, older.agent.as_ref()),
            Reader::of(&older.person, older.agent.as_ref()),
        );
        let Identifier::Email(own) = email(CHILD) else {
            unreachable!("an email address")
        };
        assert_eq!((to, reader), (Addressee::Email(own), Reader::Person));
        let by_parent = Command::OptIn {
            confirmed: email(PARENT),
        };
        let refused = apply(&older, by_parent).unwrap_err();
        assert_eq!(refused, Refused::UnknownIdentifier);
        let by_person = Command::OptIn {
            confirmed: email(CHILD),
        };
        assert!(apply(&older, by_person).is_ok());
    }
}

#[test]
fn an_agent_with_a_signed_permission_stays_when_the_age_changes() {
    let signed = Agent {
        permission: Permission::Signed,
        ..parent().unwrap()
    };
    let child = opened(OPT_OUT, CHILD_AGE, Some(signed.clone()));
    let older = apply(&child, age_is(None)).unwrap();
    assert_eq!(older.agent, Some(signed));
}

//= req: ca-7070-c
#[test]
fn what_the_parent_verified_does_not_count_for_a_person_from_13() {
    let matched = Command::Verify(VerificationMethod::Matched);
    let mut deletion = opened(DELETE, None, parent());
    for command in [confirm_parent(), matched.clone()] {
        deletion = apply(&deletion, command).unwrap();
    }
    let granted = Command::respond(Response::Granted { delivery: None });
    let older = apply(&deletion, age_is(TEEN_AGE)).unwrap();
    let refused = apply(&older, granted.clone()).unwrap_err();
    assert_eq!(refused, Refused::NotVerified);
    let verified = apply(&older, matched).unwrap();
    assert!(apply(&verified, granted).is_ok());
}

//= req: ca-7070-a-1
#[test]
fn an_opt_in_by_the_holder_of_an_address_does_not_count_for_a_child() {
    let opt_out = opened(OPT_OUT, None, None);
    let by_holder = Command::OptIn {
        confirmed: email(CHILD),
    };
    let in_part = apply(&opt_out, by_holder).unwrap();
    assert_eq!(in_part.in_force_for().count(), 1);
    let corrected = in_part.apply(age_is(CHILD_AGE), at("2026-12-02T18:00:00Z"));
    let corrected = corrected.unwrap();
    assert_eq!(corrected.request.in_force_for().count(), 2);
    assert_eq!(corrected.request.stage(), StageName::InForce);
    assert_eq!(corrected.notifications.len(), 1, "partners learn of it");
    let added: Vec<_> = corrected
        .suppressions
        .iter()
        .filter(|of| of.change == SuppressionChange::AddCause)
        .collect();
    assert_eq!(added.len(), 1);
    assert!(added[0].identifier.is_same(&email(CHILD)) && added[0].cause.about_child);
    // From 13, the opt-in of the person counts.
    let teen = apply(&in_part, age_is(TEEN_AGE)).unwrap();
    assert_eq!(teen.in_force_for().count(), 1);
}

//= req: ca-civ-120-c
#[test]
fn any_other_request_of_a_person_who_is_under_16_comes_with_an_opt_out() {
    let deletion = opened(DELETE, None, None);
    let now = at("2026-12-01T18:00:00Z");
    for age in [CHILD_AGE, TEEN_AGE] {
        let opt_out = deletion.opt_outs_of_age(age, now).remove(0);
        assert_eq!(opt_out.asked, Asked::Right(OPT_OUT));
        assert_eq!((opt_out.person.age, opt_out.received), (age, now));
        assert!(Request::open(opt_out, now).is_ok());
    }
    assert_eq!(deletion.opt_outs_of_age(None, now), []);
    let opt_out = opened(OPT_OUT, None, None);
    assert_eq!(opt_out.opt_outs_of_age(CHILD_AGE, now), []);
}

#[test]
fn a_provisional_opt_out_under_review_becomes_the_childs() {
    let unclear = Submission {
        asked: Asked::Unclear {
            reason: ReviewReason::NotPlain,
            may_opt_out: true,
        },
        channel: Channel::Email,
        ..submission(OPT_OUT, None, None)
    };
    let now = at("2026-12-01T18:00:00Z");
    let review = Request::open(unclear, now).unwrap().request;
    let corrected = review.apply(age_is(CHILD_AGE), now).unwrap();
    assert_eq!(corrected.request.stage(), StageName::Waiting);
    assert_eq!(corrected.suppressions.len(), 2);
    assert!(corrected.suppressions.iter().all(|of| {
        of.change == SuppressionChange::CorrectCause && of.purpose == Purpose::SaleSharing
    }));
    let same_person = Command::ChangePerson {
        person: review.person.clone(),
        agent: parent(),
    };
    let for_child = review.apply(same_person, now).unwrap();
    assert!(
        for_child
            .suppressions
            .iter()
            .all(|of| { of.change == SuppressionChange::CorrectCause && of.cause.about_child })
    );
    assert_eq!(for_child.suppressions.len(), 2);
}

#[test]
fn the_same_age_is_refused_and_a_closed_request_only_records_the_age() {
    for (age, agent) in [(None, None), (TEEN_AGE, None), (CHILD_AGE, parent())] {
        let opt_out = opened(OPT_OUT, age, agent);
        assert_eq!(apply(&opt_out, age_is(age)).unwrap_err(), Refused::SameAge);
    }
    let denied = Command::respond(Response::NotVerified);
    let responded = apply(&opened(DELETE, None, None), denied).unwrap();
    let corrected = responded.apply(age_is(CHILD_AGE), at("2026-12-20T18:00:00Z"));
    let corrected = corrected.unwrap();
    assert!(corrected.request.is_about_child());
    assert_eq!(corrected.request.kind, responded.kind);
    assert!(corrected.suppressions.is_empty() && corrected.notifications.is_empty());
}

//= req: ca-civ-120-c
#[test]
fn an_opt_in_that_turns_out_to_be_a_childs_stays_on_record_and_a_new_opt_out_begins() {
    let mut ended = opened(OPT_OUT, None, None);
    for identifier in ended.person.identifiers().to_vec() {
        let confirmed = Command::OptIn {
            confirmed: identifier,
        };
        ended = apply(&ended, confirmed).unwrap();
    }
    assert!(!ended.is_active());
    let now = at("2026-12-20T18:00:00Z");
    let opt_out = ended.opt_outs_of_age(CHILD_AGE, now).remove(0);
    assert!(opt_out.is_about_child());
    assert_eq!(opt_out.received, now);
    assert_eq!(opt_out.asked, Asked::Right(OPT_OUT));
    let corrected = ended.apply(age_is(CHILD_AGE), now).unwrap();
    assert_eq!(corrected.request.kind, ended.kind);
    assert!(corrected.suppressions.is_empty() && corrected.notifications.is_empty());
    let active = opened(OPT_OUT, None, None);
    assert!(active.opt_outs_of_age(CHILD_AGE, now).is_empty());
}

#[test]
fn a_request_beside_another_one_of_the_same_child_has_no_guard() {
    let beside = Some(RequestId(ReceiptId::from_bytes([9; 16])));
    let corrected = Command::CorrectAge {
        age: CHILD_AGE,
        beside,
    };
    let child = apply(&opened(OPT_OUT, None, None), corrected).unwrap();
    assert!(child.is_active());
    assert_eq!((child.was_active_for(), child.overflow_of), (None, beside));
}
