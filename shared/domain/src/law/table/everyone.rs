//! One row for each rule that everyone gets, and for each rule of the Delete Act.

use super::{in_force, in_words};
use crate::law::{AgentRule, Duty, Evidence, Extension, Law, Means, Rule, VerificationDegree};
use jiff::civil::Date;
use std::fmt::Write;

/// Returns the table.
pub(super) fn table(received: Date) -> String {
    let mut table = String::from(
        "| rule | acknowledge | respond | extension | verification | agent | in effect | evidence | sections | received ",
    );
    let _ = writeln!(table, "{received} |");
    table.push_str("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    let texts = Law::ALL.into_iter().flat_map(|law| law.profile().texts);
    let for_everyone = texts.filter(|text| text.state_rules.is_none());
    for rule in for_everyone.flat_map(|text| text.rows) {
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
            acknowledge_within,
            respond_within,
            extension,
            verification,
            ..
        } => (
            acknowledge_within.map_or("–".into(), |span| span.to_string()),
            respond_within.to_string(),
            extension.map_or("none".into(), |Extension { by }| format!("once, {by}")),
            degree(verification),
        ),
        Duty::OptIn => ("–".into(), "no deadline; two steps".into(), "–".into(), "–"),
    };
    let agent = match rule.agent {
        AgentRule::SignedPermission => "signed permission",
        AgentRule::SignedPermissionAndConfirmation => {
            "signed permission; consumer may be asked to confirm"
        }
        AgentRule::IdentityAndAuthority => "identity and authority",
        AgentRule::ByTechnology => "by technology",
        AgentRule::GuardianOnly => "guardian only",
        AgentRule::NotNamed => "not named",
    };
    let evidence = match rule.evidence {
        Evidence::Primary => "primary text",
        Evidence::Secondary => "secondary source, unconfirmed",
        Evidence::Unverified => "general knowledge, unconfirmed",
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
        VerificationDegree::WholeMatch => "whole match",
        VerificationDegree::Reasonable => "reasonable",
        VerificationDegree::ByRisk => "by risk",
        VerificationDegree::ReasonablyHigh => "reasonably high",
    }
}
