//! The rules as one table, for the README and for whoever reviews a change to the law.

use super::{AgentRule, Duty, Evidence, Extension, Means, ProofDegree, RULES, Rule};
use jiff::civil::Date;
use std::fmt::Write;

/// Every rule as a Markdown table, with the dates that a request received on `received` would get.
#[must_use]
pub fn rules_table(received: Date) -> String {
    let mut table = String::from(
        "| rule | acknowledge | due | extension | proof | agent | law from | evidence | where it stands | received ",
    );
    let _ = writeln!(table, "{received} |");
    table.push_str("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for rule in RULES.iter().flat_map(|rows| rows.iter()) {
        let _ = writeln!(table, "{}", row(rule, received));
    }
    table
}

fn row(rule: &Rule, received: Date) -> String {
    let (acknowledge, due, extension, proof) = match rule.duty {
        Duty::Honour { within, .. } => ("–".into(), within.to_string(), "none".into(), "forbidden"),
        Duty::Answer {
            acknowledge,
            answer,
            extension,
            proof,
            ..
        } => (
            acknowledge.map_or("–".into(), |span| span.to_string()),
            answer.to_string(),
            extension.map_or("none".into(), |Extension { by }| format!("once, {by}")),
            match proof {
                ProofDegree::Reasonable => "reasonable",
                ProofDegree::ReasonablyHigh => "reasonably high",
                ProofDegree::ByRisk => "by risk",
            },
        ),
        Duty::OptIn => ("–".into(), "no clock; two steps".into(), "–".into(), "–"),
    };
    let agent = match rule.agent {
        AgentRule::SignedPermission => "signed permission",
        AgentRule::SignedPermissionAndConfirmation => "signed permission; may be confirmed",
        AgentRule::NotNamed => "not named",
    };
    let evidence = match rule.evidence {
        Evidence::Primary => "primary text",
        Evidence::Secondary => "secondary, unconfirmed",
        Evidence::Memory => "memory, unconfirmed",
    };
    let from = if rule.in_force_on(received) {
        rule.from.to_string()
    } else {
        format!("{} (dormant)", rule.from)
    };
    let worked = match rule.due(received) {
        Some(due) if rule.in_force_on(received) => format!("{} / {}", due.target, due.latest),
        _ => "–".into(),
    };
    let signal = if rule.by == Means::Signal {
        " (signal)"
    } else {
        ""
    };
    format!(
        "| `{}`{signal} | {acknowledge} | {due} | {extension} | {proof} | {agent} | {from} | {evidence} | {} | {worked} |",
        rule.id, rule.cite
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_rule_with_a_worked_date() {
        insta::assert_snapshot!(rules_table(date(2026, 11, 21)));
    }
}
