//! Requests by and for people under 16.

use crate::asking::{at, email};
use domain::digest::Digest;
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::locale::Locale;
use domain::outbound_email::{Addressee, EmailKind, Reader};
use domain::person::{AgeGroup, Agent, EmailAddress, Permission, Person};
use domain::receipt::ReceiptId;
use domain::request::{
    Asked, Channel, Command, ParentMethod, Refused, Request, Submission, VerificationMethod,
};
use domain::suppression::SuppressionChange;

const OPT_OUT: Right = Right::Immediate(ImmediateRight::OptOut);
const DELETE: Right = Right::Verifiable(VerifiableRight::Delete);
const CHILD: &str = "kim@example.com";
const PARENT: &str = "mo@example.com";

fn submission(right: Right, age: Option<AgeGroup>, agent: Option<Agent>) -> Submission {
    let person = Person::new(None, None, [email(CHILD), email("kim@school.example")]).unwrap();
    Submission {
        receipt: ReceiptId::from_bytes([1; 16]),
        asked: Asked::Right(right),
        person: person.aged(age),
        agent,
        channel: Channel::Form,
        locale: Locale::English,
        received: at("2026-11-21T18:00:00Z"),
        inbound_email: None,
        approval_required: false,
        details: None,
        digest: Digest::of(b"a body"),
    }
}

fn parent() -> Option<Agent> {
    Some(Agent {
        name: None,
        email: EmailAddress::parse(PARENT).ok(),
        permission: Permission::ParentOrGuardian,
    })
}

fn opened(right: Right, age: Option<AgeGroup>, agent: Option<Agent>) -> Request {
    let submission = submission(right, age, agent);
    let now = submission.received;
    Request::open(submission, now).unwrap().request
}

fn apply(request: &Request, command: Command) -> Result<Request, Refused> {
    let applied = request.apply(command, at("2026-12-01T18:00:00Z"));
    applied.map(|transition| transition.request)
}

fn confirm_parent() -> Command {
    Command::ConfirmParent {
        by: ParentMethod::VideoCall,
        email: None,
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
        let confirmed = opt_out.apply(confirm_parent(), now).unwrap();
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
                .all(|of| of.change == SuppressionChange::Lift)
        );
        assert_eq!(ended.emails[0].kind, EmailKind::OptedBackIn);
        let stored = serde_json::to_value(&ended.request).unwrap();
        assert_eq!(
            serde_json::from_value::<Request>(stored).unwrap(),
            ended.request
        );
    }
}

#[test]
fn a_company_that_knows_the_child_enters_the_parents_address() {
    let opt_out = opened(OPT_OUT, Some(AgeGroup::Under13), None);
    assert_eq!(
        apply(&opt_out, confirm_parent()).unwrap_err(),
        Refused::NoEmailAddress
    );
    let with_address = Command::ConfirmParent {
        by: ParentMethod::SignedForm,
        email: EmailAddress::parse(PARENT).ok(),
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
    let again = |age| Submission {
        receipt: ReceiptId::from_bytes([2; 16]),
        ..submission(OPT_OUT, age, None)
    };
    let teen = apply(&opt_out, Command::Repeat(again(Some(AgeGroup::From13To15)))).unwrap();
    assert_eq!(teen.person.age, Some(AgeGroup::From13To15));
    let child = apply(&teen, Command::Repeat(again(Some(AgeGroup::Under13)))).unwrap();
    let same = apply(&child, Command::Repeat(again(None))).unwrap();
    assert_eq!(same.person.age, Some(AgeGroup::Under13));
}
