//! The index of the pages, with the counts and what is open.

use super::section::Section;
use super::trace::{State, Trace};
use std::fmt::Write;

/// Returns the index.
pub(crate) fn text(traces: &[Trace], sections: &[Section]) -> String {
    let mut text = INTRODUCTION.to_owned();
    let all = |state| traces.iter().map(|trace| trace.count(state)).sum::<usize>();
    let sentences: u32 = traces.iter().map(Trace::sentences).sum();
    let (done, open) = (all(State::Done), all(State::Open));
    let machine = done + open;
    let _ = write!(
        text,
        "\n## Counts\n\n\
         | all sections | number |\n| --- | --- |\n\
         | sentences of the law | {sentences} |\n\
         | requirements for Honored | {machine} |\n\
         | of these, implemented and tested | {done} ({} %) |\n\
         | of these, open | {open} |\n\
         | left to the company and its staff | {} |\n\
         | not applicable | {} |\n\
         | answered by their items or by another sentence | {} |\n",
        (done * 100).checked_div(machine).unwrap_or_default(),
        all(State::Staff),
        all(State::NotApplicable),
        all(State::Elsewhere),
    );
    let mut group = None;
    for trace in traces {
        let section = &trace.section;
        if group != Some(section.group) {
            group = Some(section.group);
            let heading = section.group.heading();
            let _ = write!(
                text,
                "\n## {heading}\n\n| section | counts |\n| --- | --- |\n"
            );
        }
        let _ = writeln!(
            text,
            "| [{}]({}): {} | {} |",
            section.law,
            section.page(),
            section.title,
            counts(trace)
        );
    }
    text.push_str("\n## What is open\n\n");
    let has_open = |trace: &Trace| trace.entries.iter().any(|entry| entry.state == State::Open);
    if !traces.iter().any(has_open) {
        text.push_str("Nothing.\n");
    }
    for trace in traces {
        for entry in trace
            .entries
            .iter()
            .filter(|entry| entry.state == State::Open)
        {
            let missing = entry.requirement.open.as_deref().unwrap_or_default();
            let _ = writeln!(
                text,
                "- [{} {}]({}): {missing}",
                trace.section.law,
                entry.cite,
                trace.section.page()
            );
        }
    }
    text.push_str("\n## What could not be read\n\n");
    for section in sections {
        if let Some(unread) = &section.unread {
            let _ = writeln!(text, "- {} ({}): {unread}", section.law, section.title);
        }
    }
    text
}

fn counts(trace: &Trace) -> String {
    let mut counts = vec![match trace.sentences() {
        1 => "1 sentence".to_owned(),
        sentences => format!("{sentences} sentences"),
    }];
    for (state, words) in [
        (State::Done, "by Honored"),
        (State::Open, "open"),
        (State::Staff, "by the company"),
        (State::NotApplicable, "not applicable"),
    ] {
        match trace.count(state) {
            0 => {}
            count => counts.push(format!("{count} {words}")),
        }
    }
    counts.join(", ")
}

const INTRODUCTION: &str = "# The sentences of the law, and where each is kept

This folder lists each sentence with \"must\", \"shall\" or \"may not\" in the sections that concern privacy requests, and says
how it is answered. [The rules](../rules/README.md) have the numbers and dates that the code uses.

Tests generate these pages from the files `*.toml` in this folder and from the comments `//= req: ID` in code and tests
([`requirements`](../../shared/domain/tests/requirements/main.rs)). They fail on an unknown ID, on a requirement for Honored
without code or test, and on a section whose list has another number of sentences than its reader counted in the text.

This is an engineering reference and not legal advice. The paraphrases are ours, and counsel has not reviewed them.

## What the words mean

- **Honored**: the code keeps it, and a test checks it. The page links to both.
- **Open**: Honored should keep it, and something is missing, which the page says.
- **Company**: the company and its staff keep it, because it is a decision, a text of the company, or a change in the
  company's own systems. Honored may help, and the page says how.
- **Not applicable**: it binds someone else, defines a word, or is about something that requests don't touch.
- *Sentence 2* counts all sentences of a paragraph. An item of a list is its own line if it has its own answer, but it isn't
  counted as a sentence.
";
