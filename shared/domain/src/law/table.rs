//! The rules as Markdown pages in `docs/rules/`: an index, a list of what rests on general knowledge, and one page for each law. Tables have two columns, so that the
//! pages can be read on a phone.

mod everyone;
mod general_knowledge;
mod index;
mod states;

use super::profile::{LawText, Reading};
use super::{Authentication, Evidence, Law, Rule};
use jiff::civil::Date;
use std::fmt::Write;

/// A page in `docs/rules/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulesPage {
    /// The file's name.
    pub file: String,
    /// Its text.
    pub text: String,
}

/// Returns the pages, with the dates of a request received on `received`.
#[must_use]
pub fn rules_pages(received: Date) -> Vec<RulesPage> {
    let page = |file: String, text: String| RulesPage { file, text };
    let laws = Law::ALL
        .into_iter()
        .map(|law| page(format!("{}.md", law.as_str()), of_law(law, received)));
    let general = page(
        general_knowledge::FILE.to_owned(),
        general_knowledge::text(),
    );
    std::iter::once(page("README.md".to_owned(), index::text(received)))
        .chain([general])
        .chain(laws)
        .collect()
}

fn of_law(law: Law, received: Date) -> String {
    let profile = law.profile();
    let mut text = format!("# {}\n\n", profile.name);
    text.push_str("This page is generated. [All laws](README.md), and what the marks mean.\n");
    for (at, law_text) in profile.texts.iter().enumerate() {
        if profile.texts.len() > 1 {
            let _ = write!(text, "\n## Text {} of {}\n", at + 1, profile.texts.len());
        }
        let _ = write!(text, "\n{}\n", read(law_text));
        text.push_str(&match &law_text.state_rules {
            Some(rules) => states::text(rules, law_text.rows, received),
            None => everyone::text(law_text.rows, received),
        });
    }
    text
}

/// Returns when the text was read.
fn read(text: &LawText) -> String {
    match text.read {
        Reading::On(day, version) => format!("**Read on {day}:** {version}."),
        Reading::Never(why) => format!("**Not read:** {why}."),
    }
}

/// A table with two columns.
struct Table(String);

impl Table {
    fn new(head: &str) -> Self {
        Self(format!("\n| {head} | the law |\n| --- | --- |\n"))
    }

    fn row(&mut self, point: &str, law: impl std::fmt::Display) {
        let _ = writeln!(self.0, "| {point} | {law} |");
    }
}

/// Returns the dates of effect, marked as dormant if they begin after the day of receipt.
fn in_force(from: Date, until: Option<Date>, received: Date) -> String {
    let dormant = if received < from { " (dormant)" } else { "" };
    match until {
        Some(until) => format!("{from} to {until}{dormant}"),
        None => format!("{from}{dormant}"),
    }
}

/// Returns what a rule covers, for the end of a list item.
fn covers(rule: &Rule) -> String {
    rule.scope
        .map_or(String::new(), |scope| format!(" {}", scope.covers))
}

/// Returns the mark of an unconfirmed value.
const fn mark(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Primary => "",
        Evidence::Secondary => " †",
        Evidence::Unverified => " ‡",
    }
}

/// Returns the words for the authentication of an immediate right.
const fn in_words(authentication: Authentication) -> &'static str {
    match authentication {
        Authentication::Forbidden => "forbidden",
        Authentication::NotNeeded => "not needed",
        Authentication::Allowed => "allowed",
        Authentication::Demanded => "demanded",
    }
}
