//! The form of a company's message: its name, holes, choices, links and characters.

use super::finding::Finding;
use super::parts::Parts;
use super::readings::{Reading, readings};
use super::world::{Own, World};
use fluent_syntax::ast::{Entry, Message};
use std::collections::BTreeSet;

/// The variants by number that Fluent knows, besides numbers.
const PLURALS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// More texts than any built-in message has.
const MAX_READINGS: usize = 4096;

/// Returns what is wrong, by message.
pub(super) fn check(world: &World<'_>) -> Vec<(String, Finding)> {
    let mut findings = Vec::new();
    for (id, own) in world.own() {
        if let Err((problem, instead)) = of_message(world, id, own) {
            let finding = world.finding(id, problem, None, instead);
            findings.push((id.to_owned(), finding));
        }
    }
    findings
}

type Wrong = (String, String);

fn wrong<T>(problem: impl Into<String>, instead: impl Into<String>) -> Result<T, Wrong> {
    Err((problem.into(), instead.into()))
}

fn of_message<'a>(world: &World<'a>, id: &'a str, own: &Own<'a>) -> Result<(), Wrong> {
    let message = match own.entry {
        Entry::Message(message) => message,
        _ => {
            return wrong(
                "Terms of Fluent aren't used here.",
                "Write the words in each text.",
            );
        }
    };
    name(world, id, own)?;
    let Some(pattern) = &message.value else {
        return wrong(
            "The text is empty.",
            "Write a text, or leave the message out.",
        );
    };
    plain(message, &Parts::of(pattern))?;
    references(world, id)?;
    holes(world, id)?;
    variants(world, id)?;
    let parts = world.closure(id, |id| world.message(id)).1;
    let texts = parts.choices.iter().map(|(hole, keys)| {
        let values = world.values(hole).map_or(0, BTreeSet::len);
        keys.len().max(values)
    });
    if texts.product::<usize>() > MAX_READINGS {
        return wrong("The text has too many variants.", "Choose by fewer holes.");
    }
    let builtin = readings(world, id, |id| world.builtin(id));
    for reading in readings(world, id, |id| world.message(id)) {
        characters(&reading, &builtin)?;
        markup(&reading, &builtin)?;
    }
    Ok(())
}

fn name(world: &World<'_>, id: &str, own: &Own<'_>) -> Result<(), Wrong> {
    if own.is_repeated {
        return wrong("The message is there twice.", "Keep one of them.");
    }
    match world.file_of(id) {
        None => wrong(
            "There is no built-in message of this name in this file.",
            "Use a name from the same file in shared/texts/en, such as recorded in emails.ftl.",
        ),
        Some(file) if !own.source.path.ends_with(&format!("/{file}.ftl")) => wrong(
            "The message belongs into another file.",
            format!("Move it to {file}.ftl in the same folder."),
        ),
        Some(_) => Ok(()),
    }
}

fn plain(message: &Message<&str>, parts: &Parts<'_>) -> Result<(), Wrong> {
    if !message.attributes.is_empty() {
        return wrong(
            "Attributes of Fluent aren't used here.",
            "Remove the lines that start with a dot.",
        );
    }
    match parts.foreign {
        Some(problem) => wrong(
            problem,
            "Write the words, holes such as { $date }, and names of other messages.",
        ),
        None => Ok(()),
    }
}

fn references<'a>(world: &World<'a>, id: &'a str) -> Result<(), Wrong> {
    let direct = |id: &str| world.message(id).map(|pattern| Parts::of(pattern).messages);
    for name in direct(id).unwrap_or_default() {
        if world.message(name).is_none() {
            return wrong(
                format!("It refers to {{ {name} }}, and there is no such message for this text."),
                "Refer to a message of the same file or of common.ftl, or write the words.",
            );
        }
        let (reached, _) = world.closure(name, |id| world.message(id));
        if reached.contains(id) {
            return wrong(
                format!("It refers to {{ {name} }}, which refers back to it."),
                "Write the words instead of the reference.",
            );
        }
    }
    Ok(())
}

fn holes<'a>(world: &World<'a>, id: &'a str) -> Result<(), Wrong> {
    let (_, parts) = world.closure(id, |id| world.message(id));
    let (_, expected) = world.closure(id, |id| world.builtin(id));
    let list = |holes: &BTreeSet<&str>| {
        let holes: Vec<_> = holes.iter().map(|hole| format!("{{ ${hole} }}")).collect();
        match holes.is_empty() {
            true => "no holes".to_owned(),
            false => holes.join(", "),
        }
    };
    let mut known = expected.shown.clone();
    known.extend(expected.choices.keys());
    let used = parts.shown.iter().chain(parts.choices.keys());
    if let Some(unknown) = used.into_iter().find(|hole| !known.contains(*hole)) {
        return wrong(
            format!("It has the hole {{ ${unknown} }}, which this message doesn't fill."),
            format!("This message has {}.", list(&known)),
        );
    }
    if let Some(missing) = expected
        .shown
        .iter()
        .find(|hole| !parts.shown.contains(*hole))
    {
        return wrong(
            format!("It doesn't show {{ ${missing} }}."),
            format!("Show each of {}.", list(&expected.shown)),
        );
    }
    Ok(())
}

fn variants<'a>(world: &World<'a>, id: &'a str) -> Result<(), Wrong> {
    let Some(pattern) = world.message(id) else {
        return Ok(());
    };
    let parts = Parts::of(pattern);
    for (hole, keys) in &parts.choices {
        let none = BTreeSet::new();
        let known = world.values(hole).unwrap_or(&none);
        let is_known =
            |key: &&str| known.contains(key) || PLURALS.contains(key) || key.parse::<f64>().is_ok();
        if let Some(unknown) = keys.iter().find(|key| !is_known(key)) {
            let known: Vec<_> = known.iter().copied().collect();
            return wrong(
                format!("It has a text for [{unknown}], which {{ ${hole} }} never is."),
                format!("{{ ${hole} }} is one of {}.", known.join(", ")),
            );
        }
    }
    // A default for one right would be the text of every right that has none.
    let (_, expected) = world.closure(id, |id| world.builtin(id));
    for (hole, default) in &parts.defaults {
        let left_out = expected.choices.get(hole).and_then(|expected| {
            let own = &parts.choices[hole];
            expected
                .iter()
                .find(|key| **key != "other" && !own.contains(*key))
        });
        if let Some(left_out) = left_out.filter(|_| *default != "other") {
            return wrong(
                format!("It has no text for [{left_out}], which gets the text for [{default}]."),
                format!("Add [{left_out}], or make *[other] the default."),
            );
        }
    }
    Ok(())
}

fn characters(reading: &Reading<'_>, builtin: &[Reading<'_>]) -> Result<(), Wrong> {
    let text = &reading.text;
    if text.trim().is_empty() && builtin.iter().all(|one| !one.text.trim().is_empty()) {
        return wrong(
            "The text is empty.",
            "Write a text, or leave the message out.",
        );
    }
    if text.contains(['<', '>']) || has_entity(text) {
        return wrong(
            "It contains HTML.",
            "Write plain text. Each text is escaped, so HTML would be visible.",
        );
    }
    let is_hidden = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e000}'..='\u{f8ff}')
    };
    if text.contains(is_hidden) {
        return wrong(
            "It contains an invisible character.",
            "Type the text again, without characters that change its direction or width.",
        );
    }
    if text.trim().contains('\n') && builtin.iter().all(|one| !one.text.contains('\n')) {
        return wrong(
            "It has several lines.",
            "Write it on one line. Only a message whose built-in text has several lines can have them.",
        );
    }
    Ok(())
}

/// Returns whether a text has an entity of HTML, such as `&amp;`.
fn has_entity(text: &str) -> bool {
    text.split('&').skip(1).any(|rest| {
        let name = rest.split(';').next().unwrap_or_default();
        name.len() < rest.len()
            && !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
    })
}

/// Compares the links with those of the built-in text for the same choice.
fn markup(reading: &Reading<'_>, builtin: &[Reading<'_>]) -> Result<(), Wrong> {
    let all: BTreeSet<_> = builtin.iter().flat_map(|one| targets(&one.text)).collect();
    let is_marked = |text: &str| text.contains("**") || !targets(text).is_empty();
    let may_mark = builtin.iter().any(|one| is_marked(&one.text));
    let own = targets(&reading.text);
    if !may_mark && is_marked(&reading.text) {
        return wrong(
            "It has a link or strong text, and the built-in text has none.",
            "Write plain text.",
        );
    }
    if let Some(unknown) = own.iter().find(|target| !all.contains(*target)) {
        let all: Vec<_> = all.iter().copied().collect();
        return wrong(
            format!("It has a link to {unknown}."),
            format!("The links of this message go to {}.", all.join(", ")),
        );
    }
    let of_choice = builtin.iter().find(|one| {
        let chosen = |(hole, value): (&&str, &&str)| {
            reading.choice.get(*hole).is_none_or(|own| own == value)
        };
        one.choice.iter().all(chosen)
    });
    let expected = of_choice.map(|one| targets(&one.text)).unwrap_or_default();
    if let Some(missing) = expected.iter().find(|target| !own.contains(*target)) {
        return wrong(
            format!("It doesn't have the link to {missing}."),
            format!("Add [words]({missing})."),
        );
    }
    Ok(())
}

/// Returns where the links of a text go.
fn targets(text: &str) -> BTreeSet<&str> {
    let ends = text.split("](").skip(1);
    ends.filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target)
        .collect()
}
