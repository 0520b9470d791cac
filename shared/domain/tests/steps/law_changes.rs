//! The effect on an open request of laws that start while it is open.

use crate::asking::{asks, at, received_at};
use domain::calendar::Calendar;
use domain::law::{Law, Right, Rule, VerifiableRight};
use domain::log::Event;
use domain::person::Region;
use domain::request::{
    Asked, Command, Denial, DenialBasis, Refused, Request, Response, VerificationMethod,
};
use jiff::Timestamp;
use jiff::civil::{Date, date};

const DELETE: Right = Right::Verifiable(VerifiableRight::Delete);
const KNOW: Right = Right::Verifiable(VerifiableRight::Know);
const NEW_YEAR: Date = date(2027, 1, 1);

/// One minute after the new year began in California.
const AFTER_MIDNIGHT: &str = "2027-01-01T08:01:00Z";

#[test]
fn an_oklahoman_gets_an_appeal_on_the_first_day_of_the_law() {
    let deletion = asks("OK", DELETE);
    assert_eq!(deletion.law_change(date(2026, 12, 31)), None);
    let change = deletion.law_change(NEW_YEAR).unwrap();
    assert!(change.appeal && change.wider_scope);
    assert_eq!(change.due, None, "both laws give 45 days");

    let early = deletion.apply(Command::ApplyLawChange, at("2027-01-01T07:59:00Z"));
    assert_eq!(early.unwrap_err(), Refused::NoLawChange);
    let transition = deletion
        .apply(Command::ApplyLawChange, at(AFTER_MIDNIGHT))
        .unwrap();
    assert_eq!(transition.entry.event, Event::LawChanged(change));
    assert!(transition.emails.is_empty() && transition.notifications.is_empty());
    let changed = transition.request;
    let rules = changed.rules().unwrap();
    assert_eq!(
        rules.baseline.id, "ca.delete",
        "the rule of the receipt stays"
    );
    assert_eq!(rules.state, None);
    assert_eq!(changed.due(), deletion.due());
    let again = changed.apply(Command::ApplyLawChange, at(AFTER_MIDNIGHT));
    assert_eq!(again.unwrap_err(), Refused::NoLawChange);

    let denied = denied(&changed);
    let appealed = denied
        .apply(Command::Appeal, at("2027-01-10T18:00:00Z"))
        .unwrap()
        .request;
    assert_eq!(appealed.due().unwrap().latest, date(2027, 3, 11), "60 days");
    let body = rules.complaint_body();
    assert!(
        body.is_some_and(|body| body.contains("Oklahoma")),
        "{body:?}"
    );
}

fn denied(request: &Request) -> Request {
    let now = at("2027-01-02T18:00:00Z");
    let verified = request.apply(Command::Verify(VerificationMethod::AddressConfirmed), now);
    let denial = Denial {
        basis: DenialBasis::LawfulException,
        explanation: "a contract".into(),
        earlier_responses: Vec::new(),
    };
    let response = Command::respond(Response::Denied { denial });
    verified
        .unwrap()
        .request
        .apply(response, now)
        .unwrap()
        .request
}

#[test]
fn a_request_that_was_answered_before_the_day_does_not_change() {
    let denied = denied(&asks("OK", DELETE));
    assert_eq!(denied.law_change(NEW_YEAR), None);
}

#[test]
fn a_wider_scope_is_taken_and_a_law_that_adds_nothing_changes_nothing() {
    // Delaware's new text names third parties; its numbers stay.
    let access = asks("DE", KNOW).law_change(NEW_YEAR).unwrap();
    assert!(access.wider_scope && !access.appeal);
    // SB 923 widens a deletion, except in a state whose law covers all of the data already.
    assert_eq!(asks("VA", DELETE).law_change(NEW_YEAR), None);
    for code in ["CA", "WY"] {
        let deletion = asks(code, DELETE).law_change(NEW_YEAR).unwrap();
        assert!(deletion.wider_scope && !deletion.appeal, "{code}");
        assert_eq!(asks(code, KNOW).law_change(NEW_YEAR), None, "{code}");
    }
}

/// Returns the days on which some rule takes effect, and the days before them.
fn days_of_change() -> Vec<Date> {
    let mut days = Vec::new();
    let mut day = date(2018, 1, 1);
    while let Some(next) = Rule::next_change(day) {
        days.extend([next.yesterday().unwrap(), next]);
        day = next;
    }
    days
}

#[test]
fn no_law_moves_a_date_later_or_into_the_past_or_takes_a_right() {
    let regions = Law::ALL.into_iter().filter_map(Law::region).map(Some);
    let regions: Vec<Option<Region>> = regions.chain([None]).collect();
    let days = days_of_change();
    let mut changes = 0;
    for right in Right::ALL {
        for region in &regions {
            for received in &days {
                changes += follow(right, *region, *received, &days);
            }
        }
    }
    assert!(changes > 100, "{changes} changes are too few for a test");
}

/// Lets one request live through every later day of change, and returns how many changed it.
fn follow(right: Right, region: Option<Region>, received: Date, days: &[Date]) -> u32 {
    let noon = |day: Date| -> Timestamp {
        Calendar::California.start_of(day) + jiff::SignedDuration::from_hours(12)
    };
    let Some(rules) = right.rules_on(region, received) else {
        return 0;
    };
    let mut request = received_at(&noon(received).to_string(), region, Asked::Right(right));
    let mut changes = 0;
    for day in days.iter().filter(|day| **day > received) {
        let promised = request.law_change(*day);
        let Ok(transition) = request.apply(Command::ApplyLawChange, noon(*day)) else {
            assert_eq!(promised, None);
            continue;
        };
        changes += 1;
        let changed = transition.request;
        let (before, after) = (request.rules().unwrap(), changed.rules().unwrap());
        assert_eq!((after.baseline, after.state), (rules.baseline, rules.state));
        assert_eq!(changed.right(), Some(right));
        let (was, due) = (request.due().unwrap(), changed.due().unwrap());
        assert_eq!(was.earlier(due), due, "no date is later");
        assert!(due == was || due.target >= *day, "no date is in the past");
        assert!(before.appeal().is_none() || after.appeal().is_some());
        assert!(after.reach() >= before.reach());
        let scopes: Vec<_> = after.scopes().collect();
        let own = rules.scopes();
        assert!(own.into_iter().all(|scope| scopes.contains(&scope)));
        assert_eq!(after.free(), rules.free());
        assert_eq!(changed.law_change(*day), None, "once is enough");
        let stored = serde_json::to_string(&changed).unwrap();
        assert_eq!(serde_json::from_str::<Request>(&stored).unwrap(), changed);
        request = changed;
    }
    changes
}
