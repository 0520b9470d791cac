//! What the law allows: extensions, verification, denials and appeals.

use crate::fixtures::{after, at, denial, lives, now, open};
use domain::calendar::{Due, Span};
use domain::law::{ImmediateRight, Right, VerifiableRight};
use domain::person::Region;
use domain::request::{Asked, Command, FraudBelief, Refused, Response, VerificationMethod};
use jiff::civil::date;

//= req: ca-7021-b.4, ca-civ-130-a-2-A.3, ut-13-61-203-2-c, nj-56-8-166-7-a.2
#[test]
fn an_extension_reaches_ninety_days_from_receipt_and_not_further() {
    let shown = after(
        &open(Asked::Right(Right::Verifiable(VerifiableRight::Know))),
        Command::Verify(VerificationMethod::AddressConfirmed),
    );
    let transition = shown
        .apply(
            Command::Extend {
                reason: "a large archive".into(),
            },
            now(),
        )
        .unwrap();
    let whole =
        domain::calendar::Calendar::California.due(date(2026, 11, 21), Span::CalendarDays(90));
    assert_eq!(transition.emails[0].due, Some(whole));
    let late = shown.apply(
        Command::Extend {
            reason: "late".into(),
        },
        at("2027-01-07T18:00:00Z"),
    );
    assert_eq!(late.unwrap_err(), Refused::TooLateToExtend);
}

//= req: ca-7024-a, ca-7062-f, ca-7221-b-1-B.5, ca-7222-e
#[test]
fn nothing_is_granted_before_the_requester_is_verified() {
    let wanted = open(Asked::Right(Right::Verifiable(VerifiableRight::Delete)));
    assert_eq!(
        wanted
            .apply(
                Command::respond(Response::Granted { delivery: None }),
                now()
            )
            .unwrap_err(),
        Refused::NotVerified
    );
    assert!(
        wanted
            .apply(Command::respond(Response::NotVerified), now())
            .is_ok()
    );
}

#[test]
fn a_marketing_stop_is_never_denied() {
    let stop = open(Asked::Right(Right::Immediate(
        ImmediateRight::MarketingStop,
    )));
    let refused = stop
        .apply(Command::DenyForFraud(FraudBelief("a script".into())), now())
        .unwrap_err();
    assert_eq!(
        refused,
        Refused::NotGranted {
            rule: "us.can_spam_stop",
            what: "denial for fraud"
        }
    );
}

//= req: va-59-1-577-B-1, va-59-1-577-B-2
#[test]
fn a_denial_in_virginia_can_be_appealed_and_the_earlier_law_sets_the_deadline() {
    let asked = lives("VA", Right::Verifiable(VerifiableRight::Delete));
    assert_eq!(asked.rule().map(|rule| rule.id), Some("va.delete"));
    let denied = after(
        &asked,
        Command::respond(Response::Denied { denial: denial() }),
    );
    let appealed = denied.apply(Command::Appeal, now()).unwrap();
    assert_eq!(
        appealed.emails[0].due,
        Some(Due {
            target: date(2027, 1, 29),
            latest: date(2027, 1, 30)
        }),
        "60 calendar days, aimed at the Friday"
    );
    let in_iowa = lives("IA", Right::Verifiable(VerifiableRight::Delete));
    assert_eq!(in_iowa.rule().map(|rule| rule.id), Some("ca.delete"));
    let answered = after(
        &in_iowa,
        Command::respond(Response::Denied { denial: denial() }),
    );
    assert!(answered.apply(Command::Appeal, now()).is_ok());
}

//= req: tx-541-052-b
#[test]
fn a_command_must_be_allowed_by_the_baseline_and_the_state_rule() {
    let reason = "a large archive".to_owned();
    let extended = |code| {
        lives(code, Right::Verifiable(VerifiableRight::Know))
            .apply(
                Command::Extend {
                    reason: reason.clone(),
                },
                now(),
            )
            .unwrap()
            .emails[0]
            .due
            .map(|due| due.latest)
    };
    assert_eq!(extended("FL"), Some(date(2027, 1, 20)), "45 and 15");
    assert_eq!(extended("IA"), Some(date(2027, 2, 19)), "California's 90");

    let deny = |code| {
        lives(code, Right::Immediate(ImmediateRight::OptOut))
            .apply(Command::DenyForFraud(FraudBelief("a script".into())), now())
    };
    assert!(deny("CT").is_ok());
    assert_eq!(
        deny("MD").unwrap_err(),
        Refused::NotGranted {
            rule: "md.opt_out",
            what: "denial for fraud"
        }
    );
    let stop = lives("VA", Right::Immediate(ImmediateRight::OptOut));
    assert!(
        stop.apply(Command::Extend { reason }, now()).is_err(),
        "Virginia would allow it"
    );
}

#[test]
fn californias_authority_is_named_to_residents_of_california_only() {
    for (code, name) in Region::ALL {
        let region = Region::parse(code).ok();
        for (right, day) in Right::ALL
            .into_iter()
            .flat_map(|right| [(right, date(2026, 11, 21)), (right, date(2029, 1, 2))])
        {
            let Some(rules) = right.rules_on(region, day) else {
                continue;
            };
            let named = [rules.authority(region), rules.complaint_body()];
            let is_californias = |named: &&str| named.contains("California");
            let californias = named.iter().flatten().any(is_californias);
            assert_eq!(californias, *code == "CA", "{name}: {right:?} on {day}");
        }
    }
}
