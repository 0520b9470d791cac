//! Worked examples: every region, right and day, with its dates.

use super::*;
use crate::calendar::{Due, Span};
use crate::person::Region;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::fmt::Write;

fn lives(code: &str) -> Option<Region> {
    Some(Region::parse(code).unwrap())
}

fn regions() -> impl Iterator<Item = Option<Region>> {
    let named = Region::ALL.iter().map(|(code, _)| lives(code));
    std::iter::once(None).chain(named)
}

/// Returns every day on which a rule begins, and every day after the last day of a rule.
fn days_of_change() -> Vec<Date> {
    let ended = Rule::all().filter_map(|rule| rule.until?.tomorrow().ok());
    let mut days: Vec<_> = Rule::all().map(|rule| rule.from).chain(ended).collect();
    days.sort();
    days.dedup();
    days
}

fn ids(rules: ApplicableRules) -> String {
    match rules.state {
        Some(state) => format!("{} and {}", rules.baseline.id, state.id),
        None => rules.baseline.id.to_owned(),
    }
}

/// Returns one line about the rules and dates of a right.
fn line(right: Right, rules: Option<ApplicableRules>, day: Date) -> String {
    let Some(rules) = rules else {
        return format!("{:<16} no law", right.as_str());
    };
    let ends = |due: Due| {
        if due.target == due.latest {
            due.target.to_string()
        } else {
            format!("{} / {}", due.target, due.latest)
        }
    };
    let (due, by) = rules.due(day);
    let mut line = format!("{:<16} {} by {}", right.as_str(), ends(due), by.id);
    if let Ok((due, by)) = rules.extension(day) {
        let _ = write!(line, "; extended {} by {}", ends(due), by.id);
    }
    if let Some(appeal) = rules.appeal() {
        let _ = write!(line, "; appeal {}", appeal.decide);
    }
    if let Some(body) = rules.complaint_body() {
        let _ = write!(line, ", then {body}");
    }
    if rules.fraud_denial().is_ok() {
        line.push_str("; fraud may deny it");
    }
    if rules.law_named(day).unconfirmed() {
        line.push_str("; unconfirmed");
    }
    line
}

//= req: tx-541-051-b, tx-541-052-b, ne-87-1108-2, ne-87-1109-3, nv-603a-345-4, ut-13-61-203-2-a
//= req: in-24-15-3-1-c-1, nj-56-8-166-7-a, ct-42-518-c-1, tn-47-18-3304-b-1, mt-30-14-2808-4-a
//= req: de-12D-104-c-1, ri-6-48-1-6-b-1
#[test]
fn a_law_on_health_data_counts_for_a_company_that_has_such_data_and_no_other() {
    let day = date(2026, 11, 21);
    let rules = |right: Right, code, health_data| {
        let region = Region::parse(code).ok();
        right.rules_in(Means::Request, region, health_data, day)
    };
    let state = |right, code, health_data| {
        let rules = rules(right, code, health_data)?;
        Some(rules.state.unwrap_or(rules.baseline).id)
    };
    let delete = Right::Verifiable(VerifiableRight::Delete);
    let know = Right::Verifiable(VerifiableRight::Know);
    let consent = Right::Immediate(ImmediateRight::WithdrawConsent);
    let opt_out = Right::Immediate(ImmediateRight::OptOut);
    for (right, code, without, with) in [
        (delete, "WA", Some("ca.delete"), "wa.health_delete"),
        (know, "NV", Some("ca.know_specific"), "nv.health_know"),
        (consent, "WA", None, "wa.health_withdraw_consent"),
        (consent, "NV", None, "nv.health_withdraw_consent"),
        (opt_out, "NV", Some("nv.opt_out"), "nv.opt_out"),
        (delete, "VA", Some("va.delete"), "va.delete"),
    ] {
        assert_eq!(state(right, code, false), without, "{code}");
        assert_eq!(state(right, code, true), Some(with), "{code}");
    }
    let washington = rules(delete, "WA", true).unwrap();
    assert_eq!(washington.appeal_due(day).unwrap().latest, date(2027, 1, 5));
    let authority = Some("the Attorney General of Washington");
    assert_eq!(washington.complaint_body(), authority);
    assert!(
        washington
            .scopes()
            .any(|scope| scope.contains("Notify every affiliate"))
    );
    let nevada = rules(delete, "NV", true).unwrap();
    assert_eq!(nevada.due(day).0.latest, date(2026, 12, 21));
    assert_eq!(nevada.extension(day).unwrap_err().id, "nv.health_delete");
}

#[test]
fn the_rights_of_every_region_today() {
    let today = date(2026, 11, 21);
    let mut table = String::new();
    let mut baseline_only = Vec::new();
    for region in regions() {
        let rules = |right: Right| right.rules_on(region, today);
        if Right::ALL
            .into_iter()
            .all(|right| rules(right) == right.rules_on(None, today))
        {
            baseline_only.push(region.map_or("nowhere", Region::code));
            continue;
        }
        let _ = writeln!(table, "{}", region.map_or("nowhere", Region::code));
        for right in Right::ALL {
            let _ = writeln!(table, "  {}", line(right, rules(right), today));
        }
    }
    let _ = writeln!(table, "{}", baseline_only.join(" "));
    for right in Right::ALL {
        let _ = writeln!(
            table,
            "  {}",
            line(right, right.rules_on(None, today), today)
        );
    }
    insta::assert_snapshot!(table);
}

#[test]
fn changes_on_the_days_when_a_rule_begins_or_ends() {
    let mut table = String::new();
    for day in days_of_change() {
        let eve = day.yesterday().unwrap();
        for region in regions() {
            for right in Right::ALL {
                let before = right.rules_on(region, eve).map(ids);
                let after = right.rules_on(region, day).map(ids);
                let for_all = region.is_some()
                    && right.rules_on(None, eve).map(ids) != right.rules_on(None, day).map(ids);
                if before != after && !for_all {
                    let _ = writeln!(
                        table,
                        "{day} {} {}: {} → {}",
                        region.map_or("everyone", Region::code),
                        right.as_str(),
                        before.as_deref().unwrap_or("no law"),
                        after.as_deref().unwrap_or("no law")
                    );
                }
            }
        }
    }
    insta::assert_snapshot!(table);
}

//= req: ca-7200-b, ca-7221-b-1-B.4, ca-7221-n-1
#[test]
fn the_rules_of_future_laws_take_effect_on_their_day() {
    for (id, first) in [
        ("ok.opt_out", date(2027, 1, 1)),
        ("la.opt_out", date(2027, 1, 1)),
        ("al.opt_out", date(2027, 5, 1)),
        ("vt.opt_out", date(2028, 1, 1)),
        ("de.delete_2027", date(2027, 1, 1)),
        ("ky.delete_2027", date(2027, 7, 1)),
        ("ca.delete_2027", date(2027, 1, 1)),
        ("ca.drop_delete_2027", date(2027, 1, 1)),
        ("ut.correct", date(2026, 7, 1)),
        ("ct.contest", date(2026, 7, 1)),
    ] {
        let rule = Rule::named(id).unwrap();
        assert!(!rule.in_force_on(first.yesterday().unwrap()), "{id}");
        assert!(rule.in_force_on(first), "{id}");
        assert!(rule.unconfirmed(), "{id}");
    }
    let drop = |day: Date| {
        let of_day = |rule: &&Rule| rule.by == Means::Platform && rule.in_force_on(day);
        Rule::all().find(of_day).and_then(|rule| rule.due(day))
    };
    let latest = |day| drop(day).map(|due| due.latest);
    assert_eq!(latest(date(2026, 7, 31)), None);
    assert_eq!(
        latest(date(2026, 12, 31)),
        Some(date(2027, 2, 16)),
        "45 days, off Sunday and Presidents' Day"
    );
    assert_eq!(
        latest(date(2027, 1, 1)),
        Some(date(2027, 2, 1)),
        "30 days, off Sunday"
    );
}

//= req: ca-7062-c, ut-13-61-203-2-a, fl-501-706-2, fl-501-706-4
#[test]
fn the_deadlines_of_states_that_differ() {
    let day = date(2026, 11, 21);
    let delete = |code: &str| {
        Right::Verifiable(VerifiableRight::Delete)
            .rules_on(lives(code), day)
            .unwrap()
    };
    let last = |due: Due| due.latest;
    // Florida: 45 days and 15. California alone would give 90.
    let (due, by) = delete("FL").extension(day).unwrap();
    assert_eq!((last(due), by.id), (date(2027, 1, 20), "fl.delete"));
    // Iowa: 90 days and 45, so California's 45 and 45 count.
    assert_eq!(delete("IA").law_named(day).id, "ca.delete");
    let (due, by) = delete("IA").extension(day).unwrap();
    assert_eq!((last(due), by.id), (date(2027, 2, 19), "ca.delete"));
    assert_eq!(
        delete("IA").appeal().unwrap().decide,
        Span::CalendarDays(60)
    );
    // Colorado and Minnesota: 45 days for an appeal, and an extension of 60.
    for code in ["CO", "MN"] {
        let appeal = delete(code).appeal().unwrap();
        assert_eq!(appeal.decide, Span::CalendarDays(45), "{code}");
        assert_eq!(appeal.extension, Some(Span::CalendarDays(60)), "{code}");
    }
    // California and Utah: no appeal.
    assert_eq!(delete("CA").appeal(), None);
    assert_eq!(delete("UT").appeal(), None);
    // Fraud may deny an opt-out only where California and the state both allow it.
    let opt_out = |code: &str| {
        Right::Immediate(ImmediateRight::OptOut)
            .rules_on(lives(code), day)
            .unwrap()
    };
    assert_eq!(opt_out("CA").fraud_denial(), Ok("11 CCR § 7026(e)"));
    assert_eq!(opt_out("CT").fraud_denial(), Ok("11 CCR § 7026(e)"));
    assert_eq!(opt_out("MD").fraud_denial().unwrap_err().id, "md.opt_out");
    // The better count for the consumer: California's two copies, not Connecticut's one. A deletion is always free.
    let know = Right::Verifiable(VerifiableRight::Know)
        .rules_on(lives("CT"), day)
        .unwrap();
    assert_eq!(know.free().map(|free| free.times), Some(2));
    assert_eq!(delete("CT").free(), None);
    assert_eq!(
        know.verification(),
        Some(VerificationDegree::ReasonablyHigh)
    );
    assert_eq!(opt_out("VA").verification(), None);
    assert_eq!(opt_out("VA").agent(), AgentRule::SignedPermission);
}

#[test]
fn the_laws_of_2027_and_2028_grant_their_rights_and_appeals_from_their_first_day() {
    for (code, first, appeal, authority) in [
        ("OK", date(2027, 1, 1), Some(60), "Oklahoma"),
        ("LA", date(2027, 1, 1), Some(45), "Louisiana"),
        ("AL", date(2027, 5, 1), None, "Alabama"),
        ("VT", date(2028, 1, 1), Some(45), "Vermont"),
    ] {
        let law = Law::of(lives(code).unwrap()).unwrap();
        for right in law.profile().grants {
            let eve = right.rules_on(lives(code), first.yesterday().unwrap());
            let rules = right.rules_on(lives(code), first).unwrap();
            let by_state = |rules: ApplicableRules| {
                let mut rules = std::iter::once(rules.baseline).chain(rules.state);
                rules.any(|rule| rule.law == law)
            };
            assert!(!eve.is_some_and(by_state) && by_state(rules), "{right:?}");
            let decide = rules.appeal().map(|appeal| appeal.decide);
            assert_eq!(decide, appeal.map(Span::CalendarDays), "{code} {right:?}");
            let body = rules.complaint_body();
            assert_eq!(
                body.is_some_and(|body| body.contains(authority)),
                appeal.is_some()
            );
        }
    }
}

//= req: ca-civ-105-a
#[test]
fn the_rule_of_the_day_of_receipt_says_what_a_deletion_and_an_access_request_cover() {
    let scopes = |code: &str, right: VerifiableRight, day: Date| {
        let rules = Right::Verifiable(right).rules_on(lives(code), day).unwrap();
        rules.scopes().collect::<Vec<_>>().join(" ")
    };
    for (code, right, first, before, after) in [
        (
            "CA",
            VerifiableRight::Delete,
            date(2027, 1, 1),
            "collected from the consumer",
            "including data from third parties",
        ),
        (
            "CT",
            VerifiableRight::Know,
            date(2026, 7, 1),
            "",
            "the third parties to which the company sold",
        ),
        (
            "CT",
            VerifiableRight::Delete,
            date(2026, 10, 1),
            "",
            "a profile that it publishes or sells",
        ),
        (
            "DE",
            VerifiableRight::Know,
            date(2027, 1, 1),
            "the categories of third parties",
            "the specific third parties",
        ),
    ] {
        let (eve, first) = (
            scopes(code, right, first.yesterday().unwrap()),
            scopes(code, right, first),
        );
        assert!(
            eve.contains(before) && !eve.contains(after),
            "{code}: {eve}"
        );
        assert!(first.contains(after), "{code}: {first}");
    }
    for code in ["OR", "MN"] {
        let today = scopes(code, VerifiableRight::Know, date(2026, 11, 21));
        assert!(today.contains("the specific third parties"), "{code}");
    }
    let new_jersey = scopes("NJ", VerifiableRight::Know, date(2026, 11, 21));
    assert!(new_jersey.contains("twelve months before the request"));
}

#[test]
fn what_was_not_read_leaves_the_decision_to_the_rule_for_everyone() {
    let opt_out = |code: &str| {
        let right = Right::Immediate(ImmediateRight::OptOut);
        right.rules_on(lives(code), date(2028, 1, 1)).unwrap()
    };
    // Not read in Alabama's and Vermont's laws, and absent from Maryland's.
    assert_eq!(opt_out("AL").fraud_denial(), Ok("11 CCR § 7026(e)"));
    assert_eq!(opt_out("VT").fraud_denial(), Ok("11 CCR § 7026(e)"));
    assert_eq!(opt_out("MD").fraud_denial().unwrap_err().id, "md.opt_out");
    let know = |code: &str| {
        let right = Right::Verifiable(VerifiableRight::Know);
        right.rules_on(lives(code), date(2028, 1, 1)).unwrap()
    };
    // Oklahoma's number of free responses was not read, so California's counts, and no more are free.
    assert_eq!(know("OK").free(), know("CA").free());
    assert_eq!(know("OK").free().map(|free| free.times), Some(2));
    // Not even the rule for everyone was read: all responses are free.
    let unread = ApplicableRules {
        baseline: Rule::named("ok.know").unwrap(),
        state: None,
        later: None,
    };
    assert_eq!(unread.free(), None);
    assert_eq!(unread.fraud_denial().unwrap_err().id, "ok.know");
}

#[test]
fn rules_are_stored_as_ids_and_unknown_ids_are_refused() {
    let day = date(2026, 11, 21);
    for region in regions() {
        for rules in Right::ALL
            .into_iter()
            .filter_map(|right| right.rules_on(region, day))
        {
            let written = serde_json::to_string(&rules).unwrap();
            assert_eq!(
                serde_json::from_str::<ApplicableRules>(&written).unwrap(),
                rules
            );
        }
    }
    let virginian = Right::Verifiable(VerifiableRight::Delete)
        .rules_on(lives("VA"), day)
        .unwrap();
    assert_eq!(
        serde_json::to_string(&virginian).unwrap(),
        r#"{"baseline":"ca.delete","state":"va.delete"}"#
    );
    let alone = Right::Immediate(ImmediateRight::OptOut)
        .rules_on(None, day)
        .unwrap();
    assert_eq!(
        serde_json::to_string(&alone).unwrap(),
        r#"{"baseline":"ca.optout_sale_share"}"#
    );
    for wrong in [
        r#""ca.optout_sale_share""#,
        r#"{"baseline":"ca.nothing"}"#,
        r#"{"baseline":"ca.delete","state":"xx.delete"}"#,
        r#"{"baseline":"ca.delete","state":"va.know"}"#,
        r#"{"baseline":"ca.optin"}"#,
    ] {
        assert!(
            serde_json::from_str::<ApplicableRules>(wrong).is_err(),
            "{wrong}"
        );
    }
}

/// A rule whose period starts only on authentication.
static FROM_AUTHENTICATION: std::sync::LazyLock<Rule> = std::sync::LazyLock::new(|| Rule {
    start: ClockStart::Authentication,
    ..*Rule::named("va.delete").unwrap()
});

//= req: ca-7021-b.2, ca-civ-130-a-2-A.2
#[test]
fn verification_never_moves_a_deadline() {
    let day = date(2026, 11, 21);
    let baseline = Rule::named("ca.delete").unwrap();
    let rules = ApplicableRules {
        baseline,
        state: Some(&FROM_AUTHENTICATION),
        later: None,
    };
    assert!(rules.due(day).0.latest <= baseline.due(day).unwrap().latest);
}

#[test]
fn each_right_that_emails_explain_is_granted_everywhere_today() {
    let today = date(2026, 11, 21);
    for right in Right::BASIC {
        assert!(regions().all(|region| right.rules_on(region, today).is_some()));
    }
}

proptest! {
    //= req: nv-603a-345-4
    #[test]
    fn no_date_is_later_than_that_of_either_rule(days in 0_i32..3_000, place in 0..Region::ALL.len()) {
        let day = date(2023, 1, 1) + jiff::Span::new().days(days);
        let region = lives(Region::ALL[place].0);
        for right in Right::ALL {
            let Some(rules) = right.rules_on(region, day) else { continue };
            let (due, named) = rules.due(day);
            prop_assert!(due.target <= due.latest && day <= due.target);
            let mut each = vec![rules.baseline];
            each.extend(rules.state);
            prop_assert!(each.contains(&named));
            for rule in &each {
                prop_assert!(rule.in_force_on(day));
                let own = rule.due(day).unwrap();
                prop_assert!(due.target <= own.target && due.latest <= own.latest);
            }
            match rules.extension(day) {
                Ok((until, _)) => for rule in &each {
                    prop_assert!(matches!(right, Right::Verifiable(_)), "no immediate right is extended");
                    let own = rule.extended_due(day).unwrap();
                    prop_assert!(until.target <= own.target && until.latest <= own.latest);
                    prop_assert!(due.latest <= until.latest);
                },
                Err(denies) => prop_assert!(denies.extension().is_none()),
            }
        }
    }
}
