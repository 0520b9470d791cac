//! The rules that everyone gets, and those of the Delete Act: a line for each.

use super::{in_force, in_words};
use crate::law::states::STATES;
use crate::law::{AgentRule, Duty, Evidence, Extension, Means, RULES, Rule, VerificationDegree};
use jiff::civil::Date;
use std::fmt::Write;

/// The rules that are no state's besides.
pub(super) fn table(received: Date) -> String {
    let mut table = String::from(
        "| rule | acknowledge | due | extension | proof | agent | law from | evidence | where it stands | received ",
    );
    let _ = writeln!(table, "{received} |");
    table.push_str("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    let apart = RULES.len() - STATES.len();
    for rule in RULES[..apart].iter().flat_map(|rows| rows.iter()) {
        let _ = writeln!(table, "{}", row(rule, received));
    }
    table
}

fn row(rule: &Rule, received: Date) -> String {
    let (acknowledge, due, extension, verification) = match rule.duty {
        Duty::Honor {
            within,
            authentication,
            ..
        } => (
            "–".into(),
            within.to_string(),
            "none".into(),
            in_words(authentication),
        ),
        Duty::Respond {
            acknowledge,
            answer,
            extension,
            verification,
            ..
        } => (
            acknowledge.map_or("–".into(), |span| span.to_string()),
            answer.to_string(),
            extension.map_or("none".into(), |Extension { by }| format!("once, {by}")),
            degree(verification),
        ),
        Duty::OptIn => ("–".into(), "no clock; two steps".into(), "–".into(), "–"),
    };
    let agent = match rule.agent {
        AgentRule::SignedPermission => "signed permission",
        AgentRule::SignedPermissionAndConfirmation => "signed permission; may be confirmed",
        AgentRule::IdentityAndAuthority => "identity and authority",
        AgentRule::ByTechnology => "by technology",
        AgentRule::GuardianOnly => "guardian only",
        AgentRule::NotNamed => "not named",
    };
    let evidence = match rule.evidence {
        Evidence::Primary => "primary text",
        Evidence::Secondary => "secondary, unconfirmed",
        Evidence::Memory => "memory, unconfirmed",
    };
    let worked = match rule.due(received) {
        Some(due) if rule.in_force_on(received) => format!("{} / {}", due.target, due.latest),
        _ => "–".into(),
    };
    let means = match rule.by {
        Means::Request => "",
        Means::Signal => " (signal)",
        Means::Platform => " (platform, data brokers)",
    };
    format!(
        "| `{}`{means} | {acknowledge} | {due} | {extension} | {verification} | {agent} | {} | {evidence} | {} | {worked} |",
        rule.id,
        in_force(rule.from, rule.until, received),
        rule.cite
    )
}

const fn degree(verification: VerificationDegree) -> &'static str {
    match verification {
        VerificationDegree::Authenticated => "authenticated",
        VerificationDegree::WholeMatch => "match",
        VerificationDegree::Reasonable => "reasonable",
        VerificationDegree::ByRisk => "by risk",
        VerificationDegree::ReasonablyHigh => "reasonably high",
    }
}
