//! The rules that everyone gets, and the rules of the Delete Act: one table each.

use super::{Table, in_force, in_words};
use crate::law::{AgentRule, Concerns, Duty, Evidence, Extension, Means, Right, Rule};
use jiff::civil::Date;
use std::fmt::Write;

/// Returns the rules of one text.
pub(super) fn text(rows: &[Rule], received: Date) -> String {
    let mut text = String::new();
    for rule in rows {
        let words = rule.duty.right().map_or("Opt back in", Right::in_words);
        let means = match rule.by {
            Means::Request => "",
            Means::Signal => " (browser signal)",
            Means::Platform => " (platform for data brokers)",
        };
        let _ = write!(text, "\n### {words}{means}\n");
        text.push_str(&table(rule, received));
    }
    text
}

fn table(rule: &Rule, received: Date) -> String {
    let mut table = Table::new(&format!("`{}`", rule.id));
    table.row("in effect", in_force(rule.from, rule.until, received));
    match rule.duty {
        Duty::Honor {
            within,
            authentication,
            ..
        } => {
            table.row("respond", within);
            table.row("extension", "none");
            table.row("verification", in_words(authentication));
        }
        Duty::Respond {
            acknowledge_within,
            respond_within,
            extension,
            verification,
            ..
        } => {
            if let Some(within) = acknowledge_within {
                table.row("acknowledge", within);
            }
            table.row("respond", respond_within);
            table.row(
                "extension",
                extension.map_or("none".into(), |Extension { by }| format!("once, {by}")),
            );
            table.row("verification", verification.in_words());
        }
        Duty::OptIn => table.row("respond", "no deadline; two steps"),
    }
    if let Some(scope) = rule.scope {
        table.row("covers", scope.covers);
    }
    table.row("agent", agent(rule.agent));
    if let Some(concerns) = concerns(rule.concerns) {
        table.row("offered by", concerns);
    }
    table.row("evidence", evidence(rule.evidence));
    table.row("sections", rule.cite);
    if let Some(due) = rule.due(received).filter(|_| rule.in_force_on(received)) {
        table.row(
            &format!("received {received}"),
            format!("{} / {}", due.target, due.latest),
        );
    }
    table.0
}

const fn agent(agent: AgentRule) -> &'static str {
    match agent {
        AgentRule::SignedPermission => "signed permission",
        AgentRule::SignedPermissionAndConfirmation => {
            "signed permission; consumer may be asked to confirm"
        }
        AgentRule::IdentityAndAuthority => "identity and authority",
        AgentRule::PersonOrTechnology => "identity and authority, or by technology",
        AgentRule::ByTechnology => "by technology",
        AgentRule::GuardianOnly => "guardian only",
        AgentRule::NotNamed => "not named",
        AgentRule::NotRead => "not read",
    }
}

/// Returns the companies that the right concerns, unless it concerns all of them.
const fn concerns(concerns: Concerns) -> Option<&'static str> {
    match concerns {
        Concerns::EveryCompany => None,
        Concerns::SensitiveData => Some("companies that use sensitive data"),
        Concerns::AutomatedDecisions => Some("companies that use automated decisions"),
        Concerns::AutomatedDecisionsWithoutAppeal => {
            Some("companies that use automated decisions and offer no appeal to a human")
        }
        Concerns::HumanAppeal => Some("companies that offer an appeal to a human"),
        Concerns::HealthData => Some("companies that have consumer health data"),
    }
}

const fn evidence(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Primary => "primary text",
        Evidence::Secondary => "secondary source, unconfirmed",
        Evidence::Unverified => "general knowledge, unconfirmed",
    }
}
