//! Progress of the notifications to partners.

use crate::fixtures::{after, again, asks, denial, now, open, opt_out, report};
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::log::Event;
use domain::notification::{DeliveryId, NotificationReport, PartnerEmail, PartnerNotification};
use domain::outbound_email::SendPolicy;
use domain::partner::PartnerKind;
use domain::request::{
    Asked, Command, Denial, DenialBasis, ImmediateStage, Refused, Request, RequestKind, Response,
    Submission, VerificationMethod,
};

#[test]
fn an_immediate_right_is_done_when_each_partner_acknowledged_or_staff_recorded_why_not() {
    let immediate = opt_out();
    let some = NotificationReport {
        acknowledged: 2,
        ..report(&immediate, 4, 0)
    };
    let progress = after(&immediate, Command::NotificationProgressed(some.clone()));
    assert_eq!(progress.stage().as_str(), "in_force");
    let again = progress.apply(Command::NotificationProgressed(some), now());
    assert_eq!(again.unwrap_err(), Refused::NothingNew, "nothing new");
    let all = NotificationReport {
        acknowledged: 3,
        excused: 1,
        last: Some(now()),
        ..report(&immediate, 4, 0)
    };
    let done = progress
        .apply(Command::NotificationProgressed(all), now())
        .unwrap();
    let RequestKind::Immediate {
        stage:
            ImmediateStage::Done {
                notified,
                excused,
                last,
                ..
            },
        ..
    } = done.request.kind
    else {
        panic!("not done")
    };
    assert_eq!((notified, excused, last), (3, 1, Some(now())));
    assert_eq!(done.emails[0].kind.name(), "immediate_done");
    assert!(matches!(
        done.emails[0].send_policy,
        SendPolicy::Unproven { by: None }
    ));
    assert!(matches!(
        done.entry.event,
        Event::NotificationProgressed { .. }
    ));
}

#[test]
fn without_partners_an_immediate_right_is_done_at_once() {
    let immediate = opt_out();
    let nobody = Command::NotificationProgressed(report(&immediate, 0, 0));
    assert_eq!(after(&immediate, nobody).stage().as_str(), "done");
}

#[test]
fn a_superseded_notification_changes_nothing() {
    let immediate = opt_out();
    let first = report(&immediate, 1, 0);
    let progress = after(&immediate, Command::NotificationProgressed(first.clone()));
    let right = Right::Immediate(ImmediateRight::OptOut);
    let repeated = progress
        .apply(Command::Repeat(again(right)), now())
        .unwrap();
    assert_eq!(
        repeated.notifications.len(),
        1,
        "who was named is told anew"
    );
    let answered = NotificationReport {
        acknowledged: 1,
        ..first
    };
    let late = repeated
        .request
        .apply(Command::NotificationProgressed(answered), now());
    assert_eq!(late.unwrap_err(), Refused::NothingNew);
    let PartnerNotification::NotifyPartners { version, .. } = repeated.notifications[0];
    assert!(repeated.request.awaits(version));
    // While a notification is owed and not unfolded, it will name whatever is added.
    let added = immediate
        .apply(Command::Repeat(again(right)), now())
        .unwrap();
    assert!(added.notifications.is_empty() && added.request.awaits(1));
}

//= req: ca-7022-b-2
#[test]
fn partners_are_notified_of_a_granted_deletion_after_the_response() {
    let verifiable = open(Asked::Right(Right::Verifiable(VerifiableRight::Delete)));
    let shown = after(
        &verifiable,
        Command::Verify(VerificationMethod::AddressConfirmed),
    );
    let granted = Command::respond(Response::Granted { delivery: None });
    let transition = shown.apply(granted, now()).unwrap();
    let PartnerNotification::NotifyPartners { version, .. } = transition.notifications[0];
    let answered = transition.request;
    assert!(answered.awaits(version));
    let progress = after(
        &answered,
        Command::NotificationProgressed(report(&answered, 2, 1)),
    );
    assert!(progress.awaits(version));
    let all = progress
        .apply(
            Command::NotificationProgressed(report(&answered, 2, 2)),
            now(),
        )
        .unwrap();
    assert!(!all.request.awaits(version));
    assert_eq!(
        (all.request.stage().as_str(), all.emails.len()),
        ("responded", 0)
    );
}

//= req: ca-7022-f-4
#[test]
fn partners_are_notified_of_a_deletion_in_part_and_of_no_denial() {
    let verifiable = open(Asked::Right(Right::Verifiable(VerifiableRight::Delete)));
    let verified = after(&verifiable, Command::Verify(VerificationMethod::Matched));
    let in_part = Response::InPart {
        denial: denial(),
        delivery: None,
        partners_keep: None,
    };
    let denied = Response::Denied { denial: denial() };
    let notified = |response| {
        let transition = verified.apply(Command::respond(response), now()).unwrap();
        transition.notifications.len()
    };
    assert_eq!((notified(in_part), notified(denied)), (1, 0));
}

const KEPT: &str = "Invoices since 2022. Use them only for the tax authority.";

fn in_part(basis: DenialBasis) -> Command {
    Command::respond(Response::InPart {
        denial: Denial { basis, ..denial() },
        delivery: None,
        partners_keep: Some(KEPT.to_owned()),
    })
}

//= req: ca-7022-f-4
#[test]
fn service_providers_learn_what_an_exception_covers_and_third_parties_delete_all() {
    let verifiable = open(Asked::Right(Right::Verifiable(VerifiableRight::Delete)));
    let verified = after(&verifiable, Command::Verify(VerificationMethod::Matched));
    let responded = after(&verified, in_part(DenialBasis::LawfulException));
    let id = DeliveryId::parse("msg_ABCDEFGHIJKLMNOPQRSTUVWXY4_mail-house").unwrap();
    let kept = |kind| PartnerEmail::about(&responded, &id, kind).unwrap().kept;
    for kind in [PartnerKind::ServiceProvider, PartnerKind::OwnSystem] {
        assert_eq!(kept(kind).as_deref(), Some(KEPT));
        assert_eq!(responded.kept_by(kind), Some(KEPT));
        assert_eq!(verified.kept_by(kind), None);
    }
    assert_eq!(kept(PartnerKind::ThirdParty), None);
    assert_eq!(responded.kept_by(PartnerKind::ThirdParty), None);
}

#[test]
fn partners_keep_information_only_after_a_deletion_on_a_lawful_exception() {
    for (right, basis) in [
        (VerifiableRight::Delete, DenialBasis::Unfounded),
        (VerifiableRight::Correct, DenialBasis::Accurate),
    ] {
        let verifiable = open(Asked::Right(Right::Verifiable(right)));
        let verified = after(&verifiable, Command::Verify(VerificationMethod::Matched));
        let result = verified.apply(in_part(basis), now());
        assert_eq!(result.unwrap_err(), Refused::NothingToKeep, "{right:?}");
    }
}

#[test]
fn an_email_about_a_request_through_the_bot_trap_waits_for_approval() {
    let trapped = Submission {
        approval_required: true,
        ..asks(Asked::Right(Right::Immediate(ImmediateRight::OptOut)))
    };
    let immediate = Request::open(trapped, now()).unwrap().request;
    let done = immediate.apply(
        Command::NotificationProgressed(report(&immediate, 0, 0)),
        now(),
    );
    assert_eq!(
        done.unwrap().emails[0].send_policy,
        SendPolicy::AfterApproval
    );
}
