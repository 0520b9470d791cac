//! The states: a line for each, a mark at each number that is unconfirmed.

use super::{in_force, in_words, mark};
use crate::law::states::{Known, STATES, State, StateRules};
use crate::law::{AgentRule, CountingPeriod, Law, Means, Named, Right, VerifiableRight};
use crate::person::Region;
use jiff::civil::Date;
use std::fmt::Write;

/// A line for each state's text, in the order in which they became law.
pub(super) fn table(received: Date) -> String {
    let mut table = String::from(
        "| law | in force | grants | answer | appeal | complaint to | free | opt-out: authentication | fraud denial | agent | signal | cure | a deletion received ",
    );
    let _ = writeln!(table, "{received} |");
    table.push_str(
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for state in &STATES {
        let _ = writeln!(table, "| {} |", cells(state, received).join(" | "));
    }
    table.push_str(LEGEND);
    table
}

const LEGEND: &str = "
† *unconfirmed*: read in a secondary source. ‡ *unconfirmed*: general knowledge. A right carries the mark of the
weakest number in its row, and so does the JSON for programs (`\"unconfirmed\": true`); people see the date and the
law. Days are calendar days from receipt, `first + extension`; – means that the law doesn't grant it, or that nothing
was read that says so. An opt-out's authentication is shown for completeness, and so is the extension that some laws
would give it: California's rule, which everyone gets, allows neither. The last column is what a deletion gets by both
rules together, and the one that sets the date.
";

fn cells(state: &State, received: Date) -> [String; 13] {
    let line = &state.line;
    let agent = |rule: &AgentRule| match rule {
        AgentRule::NotNamed => "no",
        AgentRule::GuardianOnly => "guardian only",
        AgentRule::ByTechnology => "by technology",
        _ => "identity and authority",
    };
    [
        format!("**{}**, {}", line.law.name(), line.cite),
        in_force(line.from, line.until, received),
        granted(state),
        format!(
            "{}{} + {}{}",
            line.answer.is,
            mark(line.answer.evidence),
            line.more.is,
            mark(line.more.evidence)
        ),
        cell(line.appeal.as_ref(), |days| match line.appeal_more {
            Some(more) => format!("{days} + {more}"),
            None => days.to_string(),
        }),
        complaint(line),
        cell(line.free.as_ref(), |free| match free.window {
            CountingPeriod::Year => format!("{} a year", free.times),
            CountingPeriod::TwelveMonths => format!("{} in 12 months", free.times),
        }),
        marked(&line.authentication, |is| in_words(*is).to_owned()),
        cell(line.fraud_denial.as_ref(), |_| "yes".to_owned()),
        cell(line.agent.as_ref(), |rule| agent(rule).to_owned()),
        signal(state),
        cell(line.cure.as_ref(), |cure| (*cure).to_owned()),
        worked(line, received),
    ]
}

fn marked<T>(known: &Known<T>, words: impl Fn(&T) -> String) -> String {
    format!("{}{}", words(&known.is), mark(known.evidence))
}

fn cell<T>(known: Option<&Known<T>>, words: impl Fn(&T) -> String) -> String {
    known.map_or("–".to_owned(), |known| marked(known, words))
}

/// The rights by the ids of their rows, with what comes before the dot said once.
fn granted(state: &State) -> String {
    let mut granted = String::new();
    for rule in state.rows.iter().filter(|rule| rule.by == Means::Request) {
        let (state_s, name) = rule.id.split_once('.').unwrap_or(("", rule.id));
        let _ = match granted.as_str() {
            "" => write!(granted, "`{state_s}.{name}`"),
            _ => write!(granted, " `.{name}`"),
        };
        if rule.from != state.line.from {
            let _ = write!(granted, " from {}", rule.from);
        }
        granted.push_str(mark(rule.evidence));
    }
    granted
}

fn complaint(line: &StateRules) -> String {
    cell(line.complaint.as_ref(), |body| {
        let when = match line.named {
            Named::WithDenial => "",
            Named::WithDecision => ", with any decision",
            Named::WithRefusal => ", with the refusal already",
        };
        format!("{body}{when}")
    })
}

fn signal(state: &State) -> String {
    let rule = state.rows.iter().find(|rule| rule.by == Means::Signal);
    rule.map_or("–".to_owned(), |rule| {
        format!("{}{}", rule.from, mark(rule.evidence))
    })
}

/// What a deletion gets.
fn worked(line: &StateRules, received: Date) -> String {
    let lives = Region::ALL
        .iter()
        .filter_map(|(code, _)| Region::parse(code).ok())
        .find(|region| Law::of(*region) == Some(line.law));
    let rules = Right::Verifiable(VerifiableRight::Delete).rules_on(lives, received);
    let in_force = line.from <= received && line.until.is_none_or(|until| received <= until);
    match rules.filter(|_| in_force) {
        Some(rules) => {
            let (due, rule) = rules.due(received);
            format!("{} / {}, `{}`", due.target, due.latest, rule.id)
        }
        None => "–".to_owned(),
    }
}
