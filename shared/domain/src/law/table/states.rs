//! One row for each text of a state law, with a mark at each unconfirmed number.

use super::{in_force, in_words, mark};
use crate::law::states::{Known, StateRules};
use crate::law::{
    AgentRule, ComplaintNotice, CountingPeriod, Law, Means, Right, Rule, VerifiableRight,
};
use jiff::civil::Date;
use std::fmt::Write;

/// Returns the table, in the order of enactment.
pub(super) fn table(received: Date) -> String {
    let mut table = String::from(
        "| law | in effect | grants | respond | appeal | complaint authority | free | opt-out: authentication | fraud denial | agent | signal | cure | a deletion received ",
    );
    let _ = writeln!(table, "{received} |");
    table.push_str(
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    let texts = Law::ALL.into_iter().flat_map(|law| law.profile().texts);
    for text in texts {
        if let Some(rules) = &text.state_rules {
            let _ = writeln!(
                table,
                "| {} |",
                cells(rules, text.rows, received).join(" | ")
            );
        }
    }
    table.push_str(LEGEND);
    table
}

const LEGEND: &str = "
† *unconfirmed*: read in a secondary source. ‡ *unconfirmed*: general knowledge. A right has the mark of the least
certain number in its row. The JSON for API clients has it as well (`\"unconfirmed\": true`); consumers see the date and
the law. Days are calendar days from receipt, written as `first period + extension`. – means that the law doesn't grant
it, or that no text was read that does. The table shows the authentication of an opt-out and its extension for
completeness: California's rule, which everyone gets, allows neither. The last column has the dates of a deletion under
both rules together, `target / latest`, and the rule that sets them.
";

fn cells(rules: &StateRules, rows: &[Rule], received: Date) -> [String; 13] {
    let agent = |rule: &AgentRule| match rule {
        AgentRule::NotNamed => "no",
        AgentRule::GuardianOnly => "guardian only",
        AgentRule::ByTechnology => "by technology",
        _ => "identity and authority",
    };
    [
        format!("**{}**, {}", rules.law.name(), rules.cite),
        in_force(rules.from, rules.until, received),
        granted(rules, rows),
        format!(
            "{}{} + {}{}",
            rules.respond_within.is,
            mark(rules.respond_within.evidence),
            rules.extension.is,
            mark(rules.extension.evidence)
        ),
        cell(rules.appeal.as_ref(), |days| match rules.appeal_extension {
            Some(extension) => format!("{days} + {extension}"),
            None => days.to_string(),
        }),
        complaint(rules),
        cell(rules.free.as_ref(), |free| match free.period {
            CountingPeriod::Year => format!("{} per calendar year", free.times),
            CountingPeriod::TwelveMonths => format!("{} in 12 months", free.times),
        }),
        marked(&rules.authentication, |is| in_words(*is).to_owned()),
        cell(rules.fraud_denial.as_ref(), |_| "yes".to_owned()),
        cell(rules.agent.as_ref(), |rule| agent(rule).to_owned()),
        signal(rows),
        cell(rules.cure.as_ref(), |cure| (*cure).to_owned()),
        worked(rules, received),
    ]
}

fn marked<T>(known: &Known<T>, words: impl Fn(&T) -> String) -> String {
    format!("{}{}", words(&known.is), mark(known.evidence))
}

fn cell<T>(known: Option<&Known<T>>, words: impl Fn(&T) -> String) -> String {
    known.map_or("–".to_owned(), |known| marked(known, words))
}

/// Returns the rights by the IDs of their rows. The prefix before the dot is written once.
fn granted(rules: &StateRules, rows: &[Rule]) -> String {
    let mut granted = String::new();
    for rule in rows.iter().filter(|rule| rule.by == Means::Request) {
        let (prefix, name) = rule.id.split_once('.').unwrap_or(("", rule.id));
        let _ = match granted.as_str() {
            "" => write!(granted, "`{prefix}.{name}`"),
            _ => write!(granted, " `.{name}`"),
        };
        if rule.from != rules.from {
            let _ = write!(granted, " from {}", rule.from);
        }
        granted.push_str(mark(rule.evidence));
    }
    granted
}

fn complaint(rules: &StateRules) -> String {
    cell(rules.complaint.as_ref(), |authority| {
        let when = match rules.complaint_notice {
            ComplaintNotice::WithAppealDenial => "",
            ComplaintNotice::WithAppealDecision => ", named in every decision on an appeal",
            ComplaintNotice::WithDenial => ", named in the denial as well",
        };
        format!("{}{when}", authority.name)
    })
}

fn signal(rows: &[Rule]) -> String {
    let rule = rows.iter().find(|rule| rule.by == Means::Signal);
    rule.map_or("–".to_owned(), |rule| {
        format!("{}{}", rule.from, mark(rule.evidence))
    })
}

/// Returns the dates of a deletion.
fn worked(rules: &StateRules, received: Date) -> String {
    let applicable =
        Right::Verifiable(VerifiableRight::Delete).rules_on(rules.law.region(), received);
    let in_force = rules.from <= received && rules.until.is_none_or(|until| received <= until);
    match applicable.filter(|_| in_force) {
        Some(applicable) => {
            let (due, rule) = applicable.due(received);
            format!("{} / {}, `{}`", due.target, due.latest, rule.id)
        }
        None => "–".to_owned(),
    }
}
