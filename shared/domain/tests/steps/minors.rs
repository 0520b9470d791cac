//! Requests by and for people under 16.

use crate::asking::{at, email};
use domain::digest::Digest;
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::locale::Locale;
use domain::outbound_email::{Addressee, EmailKind, ManualDeliveryReason, Reader};
use domain::person::{AgeGroup, Agent, EmailAddress, Permission, Person, PersonName};
use domain::receipt::ReceiptId;
use domain::request::{
    Asked, Channel, Command, ParentMethod, Refused, Request, Response, ResponseDelivery,
    Submission, VerificationMethod,
};
use domain::suppression::SuppressionChange;

pub(crate) const OPT_OUT: Right = Right::Immediate(ImmediateRight::OptOut);
pub(crate) const DELETE: Right = Right::Verifiable(VerifiableRight::Delete);
const KNOW: Right = Right::Verifiable(VerifiableRight::Know);
pub(crate) const CHILD: &str = "kim@example.com";
pub(crate) const PARENT: &str = "mo@example.com";

pub(crate) fn submission(right: Right, age: Option<AgeGroup>, agent: Option<Agent>) -> Submission {
    let person = Person::new(None, None, [email(CHILD), email("kim@school.example")]).unwrap();
    Submission {
        receipt: ReceiptId::from_bytes([1; 16]),
        asked: Asked::Right(right),
        person: person.aged(age),
        agent,
        channel: Channel::Form,
        locale: Locale::English,
        brand: None,
        received: at("2026-11-21T18:00:00Z"),
        inbound_email: None,
        approval_required: false,
        companions: Vec::new(),
        details: None,
        digest: Digest::of(b"a body"),
    }
}

pub(crate) fn parent() -> Option<Agent> {
    Some(Agent {
        name: None,
        email: EmailAddress::parse(PARENT).ok(),
        permission: Permission::ParentOrGuardian,
    })
}

pub(crate) fn opened(right: Right, age: Option<AgeGroup>, agent: Option<Agent>) -> Request {
    let submission = submission(right, age, agent);
    let now = submission.received;
    Request::open(submission, now).unwrap().request
}

pub(crate) fn apply(request: &Request, command: Command) -> Result<Request, Refused> {
    let applied = request.apply(command, at("2026-12-01T18:00:00Z"));
    applied.map(|transition| transition.request)
}

pub(crate) fn confirm_parent() -> Command {
    Command::ConfirmParent {
        by: ParentMethod::VideoCall,
        email: None,
        opt_in: false,
    }
}

/// The parent asked to opt the child back in.
fn confirm_parent_who_asks() -> Command {
    Command::ConfirmParent {
        by: ParentMethod::VideoCall,
        email: None,
        opt_in: true,
    }
}

//= req: ca-civ-120-c, ca-civ-120-d
#[test]
fn any_other_request_about_a_person_under_16_comes_with_an_opt_out() {
    for (age, agent) in [
        (Some(AgeGroup::Under13), None),
        (Some(AgeGroup::From13To15), None),
        (None, parent()),
    ] {
        let deletion = submission(DELETE, age, agent.clone());
        let opt_out = deletion.opt_out_of_minor().unwrap();
        assert_eq!(opt_out.asked, Asked::Right(OPT_OUT));
        assert_ne!(opt_out.receipt, deletion.receipt);
        assert_eq!(opt_out.person, deletion.person);
        assert_eq!(submission(OPT_OUT, age, agent).opt_out_of_minor(), None);
    }
    assert_eq!(submission(DELETE, None, None).opt_out_of_minor(), None);
}

//= req: ca-7071-a
#[test]
fn a_person_from_13_to_15_opts_in_in_two_steps_without_a_parent() {
    let opt_out = opened(OPT_OUT, Some(AgeGroup::From13To15), None);
    let of = email(CHILD);
    let asked = opt_out.apply(
        Command::RequestOptIn { of: of.clone() },
        at("2026-12-01T18:00:00Z"),
    );
    let asked = asked.unwrap();
    assert_eq!(asked.emails[0].kind, EmailKind::OptInConfirmation);
    assert!(
        asked.suppressions.is_empty(),
        "nothing ends before the second step"
    );
    let left = apply(&asked.request, Command::OptIn { confirmed: of }).unwrap();
    assert_eq!(left.in_force_for().count(), 1);
    let refused = apply(&opt_out, confirm_parent());
    assert_eq!(refused.unwrap_err(), Refused::NotAChild);
}

//= req: ca-7070-a-1, ca-7070-b
#[test]
fn a_parent_opts_in_for_a_child_after_staff_confirmed_them() {
    for age in [None, Some(AgeGroup::Under13)] {
        let opt_out = opened(OPT_OUT, age, parent());
        for of in [CHILD, PARENT].map(email) {
            for command in [
                Command::RequestOptIn { of: of.clone() },
                Command::OptIn { confirmed: of },
            ] {
                assert!(apply(&opt_out, command).is_err());
            }
        }
        let now = at("2026-12-01T18:00:00Z");
        let confirmed = opt_out.apply(confirm_parent_who_asks(), now).unwrap();
        assert!(confirmed.suppressions.is_empty());
        let [asks] = confirmed.emails.as_slice() else {
            panic!("one email to the parent")
        };
        assert_eq!(asks.kind, EmailKind::OptInConfirmation);
        assert_eq!((asks.reader, asks.received), (Reader::Parent, now));
        let to = EmailAddress::parse(PARENT).unwrap();
        assert_eq!(asks.to, Addressee::Email(to));

        let by_child = Command::OptIn {
            confirmed: email(CHILD),
        };
        let refused = apply(&confirmed.request, by_child);
        assert_eq!(refused.unwrap_err(), Refused::UnknownIdentifier);
        let by_parent = Command::OptIn {
            confirmed: email(PARENT),
        };
        let ended = confirmed.request.apply(by_parent, now).unwrap();
        assert!(
            !ended.request.is_active(),
            "the parent speaks for the child"
        );
        assert_eq!(ended.suppressions.len(), 2);
        assert!(
            ended
                .suppressions
                .iter()
                .all(|of| of.change == SuppressionChange::RemoveCause),
            "an opt-out of the identifier's holder stays"
        );
        assert_eq!(ended.emails[0].kind, EmailKind::OptedBackIn);
        let stored = serde_json::to_value(&ended.request).unwrap();
        assert_eq!(
            serde_json::from_value::<Request>(stored).unwrap(),
            ended.request
        );
    }
}

//= req: ca-7026-k
#[test]
fn a_confirmed_parent_gets_the_question_of_the_opt_in_only_if_they_asked_for_it() {
    let opt_out = opened(OPT_OUT, None, parent());
    let now = at("2026-12-01T18:00:00Z");
    let confirmed = opt_out.apply(confirm_parent(), now).unwrap();
    assert!(confirmed.emails.is_empty());
    assert!(confirmed.request.confirmed_parent().is_some());
    // The parent can ask later.
    let asked = confirmed.request.apply(confirm_parent_who_asks(), now);
    assert_eq!(asked.unwrap().emails[0].kind, EmailKind::OptInConfirmation);
    let deletion = opened(DELETE, None, parent());
    let refused = apply(&deletion, confirm_parent_who_asks()).unwrap_err();
    assert!(matches!(refused, Refused::WrongStage { .. }), "{refused}");
}

#[test]
fn a_company_that_knows_the_child_enters_the_parents_address() {
    let opt_out = opened(OPT_OUT, Some(AgeGroup::Under13), None);
    assert_eq!(
        apply(&opt_out, confirm_parent_who_asks()).unwrap_err(),
        Refused::NoEmailAddress
    );
    let with_address = Command::ConfirmParent {
        by: ParentMethod::SignedForm,
        email: EmailAddress::parse(PARENT).ok(),
        opt_in: true,
    };
    let confirmed = apply(&opt_out, with_address).unwrap();
    let by_parent = Command::OptIn {
        confirmed: email(PARENT),
    };
    assert!(!apply(&confirmed, by_parent).unwrap().is_active());
}

//= req: ca-7070-c
#[test]
fn a_childs_data_is_deleted_only_after_staff_confirmed_the_parent() {
    let deletion = opened(DELETE, None, parent());
    for method in [
        VerificationMethod::AddressConfirmed,
        VerificationMethod::Matched,
    ] {
        let refused = apply(&deletion, Command::Verify(method));
        assert_eq!(refused.unwrap_err(), Refused::ParentNotConfirmed);
    }
    let confirmed = deletion
        .apply(confirm_parent(), at("2026-12-01T18:00:00Z"))
        .unwrap();
    assert!(confirmed.emails.is_empty(), "there is nothing to opt in to");
    assert!(
        apply(
            &confirmed.request,
            Command::Verify(VerificationMethod::Matched)
        )
        .is_ok()
    );
}

#[test]
fn a_later_request_can_make_the_person_younger_and_not_older() {
    let opt_out = opened(OPT_OUT, None, None);
    let again = |age| again(OPT_OUT, age, None);
    let teen = apply(&opt_out, again(Some(AgeGroup::From13To15))).unwrap();
    assert_eq!(teen.person.age, Some(AgeGroup::From13To15));
    let same = apply(&teen, again(None)).unwrap();
    assert_eq!(same.person.age, Some(AgeGroup::From13To15));
}

pub(crate) fn again(right: Right, age: Option<AgeGroup>, agent: Option<Agent>) -> Command {
    Command::Repeat(Submission {
        receipt: ReceiptId::from_bytes([2; 16]),
        ..submission(right, age, agent)
    })
}

#[test]
fn a_request_about_a_child_is_never_merged_with_one_about_anyone_else() {
    for right in [OPT_OUT, DELETE] {
        for (age, agent) in [(Some(AgeGroup::Under13), None), (None, parent())] {
            for other in [None, Some(AgeGroup::From13To15)] {
                let child = opened(right, age, agent.clone());
                let adult = opened(right, other, None);
                assert_ne!(child.was_active_for(), adult.was_active_for());
                let refused = apply(&adult, again(right, age, agent.clone()));
                assert_eq!(refused.unwrap_err(), Refused::OtherRequest);
                let refused = apply(&child, again(right, other, None));
                assert_eq!(refused.unwrap_err(), Refused::OtherRequest);
            }
        }
    }
}

#[test]
fn another_child_of_the_family_and_another_parent_have_requests_of_their_own() {
    let named = |name: &str| {
        let mut of = submission(DELETE, None, parent());
        of.person.name = PersonName::parse(name).ok();
        of
    };
    let kim = Request::open(named("Kim"), at("2026-11-21T18:00:00Z")).unwrap();
    let lee = apply(&kim.request, Command::Repeat(named("Lee")));
    assert_eq!(lee.unwrap_err(), Refused::OtherRequest);
    assert!(apply(&kim.request, Command::Repeat(named("Kim"))).is_ok());
    let stranger = Agent {
        email: EmailAddress::parse("stranger@example.net").ok(),
        ..parent().unwrap()
    };
    let refused = apply(&kim.request, again(DELETE, None, Some(stranger)));
    assert_eq!(refused.unwrap_err(), Refused::OtherRequest);
}

#[test]
fn a_parent_who_repeats_the_childs_own_request_gets_its_emails() {
    let own = opened(DELETE, Some(AgeGroup::Under13), None);
    let joined = apply(&own, again(DELETE, None, parent())).unwrap();
    assert_eq!(joined.agent, parent());
    let confirmed = apply(&joined, confirm_parent()).unwrap();
    let later = apply(&confirmed, again(DELETE, Some(AgeGroup::Under13), None)).unwrap();
    assert_eq!((later.agent, later.parent), (parent(), confirmed.parent));
}

#[test]
fn no_email_with_a_childs_data_goes_to_the_child() {
    let submitted = submission(KNOW, Some(AgeGroup::Under13), None);
    let now = submitted.received;
    let opened = Request::open(submitted, now).unwrap();
    let own = EmailAddress::parse(CHILD).unwrap();
    assert_eq!(opened.emails[0].to, Addressee::Email(own), "the receipt");
    // A parent who has no email address.
    let confirmed = apply(&opened.request, confirm_parent()).unwrap();
    let matched = Command::Verify(VerificationMethod::Matched);
    let verified = apply(&confirmed, matched).unwrap();
    let with = |delivery| {
        Command::respond(Response::Granted {
            delivery: Some(delivery),
        })
    };
    let file = with(ResponseDelivery::File {
        key: "responses/one".to_owned(),
        renewed: None,
    });
    assert_eq!(apply(&verified, file).unwrap_err(), Refused::NoEmailForFile);
    let how = "On paper, to the parent".to_owned();
    let responded = verified.apply(with(ResponseDelivery::Elsewhere { how }), now);
    let by_staff = Addressee::Manual(ManualDeliveryReason::NoAddress);
    assert_eq!(responded.unwrap().emails[0].to, by_staff);
}

#[test]
fn an_agent_with_a_signed_permission_does_not_become_the_parent() {
    let signed = Agent {
        name: None,
        email: EmailAddress::parse("bo@agents.example").ok(),
        permission: Permission::Signed,
    };
    let opt_out = opened(OPT_OUT, Some(AgeGroup::Under13), Some(signed));
    let refused = apply(&opt_out, confirm_parent_who_asks());
    assert_eq!(refused.unwrap_err(), Refused::NoEmailAddress);
}

#[test]
fn a_change_of_the_person_or_the_agent_ends_what_staff_confirmed_about_the_parent() {
    let mut by_email = submission(DELETE, None, parent());
    by_email.channel = Channel::Email;
    let request = Request::open(by_email.clone(), by_email.received).unwrap();
    let confirmed = apply(&request.request, confirm_parent()).unwrap();
    let reread = apply(&confirmed, Command::Reread).unwrap();
    let changed = Command::ChangePerson {
        person: by_email.person,
        agent: Some(Agent {
            email: EmailAddress::parse("stranger@example.net").ok(),
            ..parent().unwrap()
        }),
    };
    let changed = apply(&reread, changed).unwrap();
    assert_eq!((changed.parent, changed.confirmed_parent()), (None, None));
}

//= req: ca-7070-c
#[test]
fn a_verification_from_before_the_age_was_known_is_not_enough() {
    let deletion = opened(DELETE, None, None);
    let matched = Command::Verify(VerificationMethod::Matched);
    let mut verified = apply(&deletion, matched).unwrap();
    verified.person = verified.person.aged(Some(AgeGroup::Under13));
    let granted = Command::respond(Response::Granted { delivery: None });
    let refused = apply(&verified, granted.clone());
    assert_eq!(refused.unwrap_err(), Refused::ParentNotConfirmed);
    let confirmed = apply(&verified, confirm_parent()).unwrap();
    assert!(apply(&confirmed, granted).is_ok());
}

#[test]
fn no_reminder_asks_a_parent_to_confirm_from_a_link() {
    let reminded = |agent| {
        let deletion = opened(DELETE, None, agent);
        let later = at("2026-12-21T18:00:00Z");
        let checked = deletion.apply(Command::CheckDeadlines, later).unwrap();
        let mut emails = checked.emails.iter();
        emails.any(|email| email.kind == EmailKind::VerificationReminder)
    };
    assert!(reminded(None));
    assert!(!reminded(parent()));
}
