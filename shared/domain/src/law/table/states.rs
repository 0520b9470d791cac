//! One text of a state law: its numbers, with a mark at each unconfirmed one, and the rights that it grants.

use super::{Table, covers, in_force, in_words, mark};
use crate::law::cell::Cell::{NotRead, Nothing, Says};
use crate::law::cell::{Cell, Known};
use crate::law::rule::Evidence;
use crate::law::states::{AppealPeriod, StateRules};
use crate::law::{AgentRule, ComplaintNotice, CountingPeriod, FreeResponses, Means, Right, Rule};
use jiff::civil::Date;
use std::fmt::Write;

/// Returns the text's tables.
pub(super) fn text(rules: &StateRules, rows: &[Rule], received: Date) -> String {
    let mut text = numbers(rules, received);
    text.push_str("\n### Rights\n\n");
    for rule in rows {
        text.push_str(&right(rules, rule, received));
    }
    text
}

fn numbers(rules: &StateRules, received: Date) -> String {
    let mut table = Table::new("point");
    table.row("sections", rules.cite);
    table.row("in effect", in_force(rules.from, rules.until, received));
    for TableCell { point, value, .. } in cells(rules) {
        table.row(point, value);
    }
    table.0
}

/// A cell of the table: a point of the law, what the law says with its mark, and how well that is known.
pub(super) struct TableCell {
    pub(super) point: &'static str,
    pub(super) value: String,
    pub(super) evidence: Evidence,
}

/// Returns the cells of a text, in the order of the table.
pub(super) fn cells(rules: &StateRules) -> impl Iterator<Item = TableCell> + use<> {
    let days = |days: &Known<u16>| format!("{}{}", days.is, mark(days.evidence));
    let row = |point, value, evidence| TableCell {
        point,
        value,
        evidence,
    };
    let respond = rules.respond_within.evidence;
    [
        row(
            "respond",
            format!(
                "{} + {}",
                days(&rules.respond_within),
                days(&rules.extension)
            ),
            respond.or_weaker(rules.extension.evidence),
        ),
        row(
            "appeal",
            cell(&rules.appeal, appeal),
            rules.appeal.evidence(),
        ),
        row(
            "complaint authority",
            complaint(rules),
            rules.complaint.evidence(),
        ),
        row(
            "free responses",
            cell(&rules.free, free),
            rules.free.evidence(),
        ),
        row(
            "authentication of an opt-out",
            marked(&rules.authentication, |is| in_words(*is).to_owned()),
            rules.authentication.evidence,
        ),
        row(
            "denial of an opt-out for fraud",
            cell(&rules.fraud_denial, |cite| format!("yes, {cite}")),
            rules.fraud_denial.evidence(),
        ),
        row(
            "agent for an opt-out",
            cell(&rules.agent, agent),
            rules.agent.evidence(),
        ),
        row(
            "browser signal since",
            cell(&rules.signal, ToString::to_string),
            rules.signal.evidence(),
        ),
        row(
            "stop after withdrawn consent",
            cell(&rules.consent_withdrawal, |days| format!("{days} days")),
            rules.consent_withdrawal.evidence(),
        ),
        row(
            "cure",
            cell(&rules.cure, |cure| (*cure).to_owned()),
            rules.cure.evidence(),
        ),
    ]
    .into_iter()
}

/// Returns one right, with the dates of a request under both rules together. A dormant right has the dates of a request that
/// is received on its first day.
fn right(rules: &StateRules, rule: &Rule, received: Date) -> String {
    let mut item = format!("- `{}`{}", rule.id, mark(rule.evidence));
    let Some(right) = rule.duty.right() else {
        return item;
    };
    let _ = write!(item, ": {}", right.in_words());
    if rule.by == Means::Signal {
        item.push_str(" (browser signal)");
    }
    if (rule.from, rule.until) != (rules.from, rules.until) {
        let _ = write!(item, ", from {}", in_force(rule.from, rule.until, received));
    }
    let _ = write!(item, ".{}", covers(rule));
    if let Some(dates) = worked(rules, right, rule, received.max(rule.from)) {
        let _ = write!(item, " {dates}");
    }
    item.push('\n');
    item
}

fn worked(rules: &StateRules, right: Right, rule: &Rule, received: Date) -> Option<String> {
    let applicable = right.rules_in(
        rule.by,
        rules.law.region(),
        rules.law.is_on_health_data(),
        received,
    )?;
    let applies = applicable.iter().any(|applicable| applicable.id == rule.id);
    let (due, by) = applicable.due(received);
    applies.then(|| {
        format!(
            "Received {received}: {} / {}, by `{}`.",
            due.target, due.latest, by.id
        )
    })
}

fn marked<T>(known: &Known<T>, words: impl Fn(&T) -> String) -> String {
    format!("{}{}", words(&known.is), mark(known.evidence))
}

/// Returns a cell. "Not read" is not the same as "no".
fn cell<T>(cell: &Cell<T>, words: impl Fn(&T) -> String) -> String {
    match cell {
        Says(known) => marked(known, words),
        Nothing(evidence) => format!("no{}", mark(*evidence)),
        NotRead => "not read".to_owned(),
    }
}

fn appeal(granted: &AppealPeriod) -> String {
    match granted {
        AppealPeriod {
            was_read: false, ..
        } => format!("yes; the period was not read, {} used", granted.decide),
        AppealPeriod {
            decide,
            extension: Some(extension),
            ..
        } => format!("{decide} + {extension}"),
        AppealPeriod { decide, .. } => decide.to_string(),
    }
}

fn complaint(rules: &StateRules) -> String {
    cell(&rules.complaint, |authority| {
        let when = match rules.complaint_notice {
            ComplaintNotice::WithAppealDenial => "",
            ComplaintNotice::WithAppealDecision => ", named in every decision on an appeal",
            ComplaintNotice::WithDenial => ", named in the denial as well",
        };
        format!("{}{when}", authority.name)
    })
}

fn free(free: &FreeResponses) -> String {
    match free.period {
        CountingPeriod::Year => format!("{} per calendar year", free.times),
        CountingPeriod::TwelveMonths => format!("{} in 12 months", free.times),
    }
}

fn agent(rule: &AgentRule) -> String {
    let words = match rule {
        AgentRule::NotNamed => "no",
        AgentRule::GuardianOnly => "guardian only",
        AgentRule::ByTechnology => "by technology",
        AgentRule::PersonOrTechnology => "identity and authority, or by technology",
        AgentRule::NotRead => "not read",
        AgentRule::IdentityAndAuthority
        | AgentRule::SignedPermission
        | AgentRule::SignedPermissionAndConfirmation => "identity and authority",
    };
    words.to_owned()
}
