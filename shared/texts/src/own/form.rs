//! The form of a company's message: its name, holes, choices, links and characters.

use super::finding::Finding;
use super::parts::Parts;
use super::readings::{OTHER, Reading, readings, shown};
use super::world::{Own, World};
use crate::markup::{Piece, pieces};
use fluent_syntax::ast::{Entry, Message, Pattern, Resource};
use fluent_syntax::parser::parse;
use fluent_syntax::serializer::serialize;
use std::collections::BTreeSet;

/// The messages that state facts of law or of the calendar. The other checks see only their holes in the other texts.
const FIXED: &[&str] = &[
    "date",
    "date-without-weekday",
    "business-days",
    "calendar-days",
    "law",
    "authority",
    "authority-with-site",
];

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
    fixed(world, id, pattern)?;
    plain(message, &Parts::of(pattern))?;
    stable(own.entry, message)?;
    references(world, id)?;
    holes(world, id)?;
    variants(world, id)?;
    let all = readings(world, id, |id| world.builtin(id));
    let own = readings(world, id, |id| world.message(id));
    for (reading, builtin) in own.iter().zip(&all) {
        if reading.is_too_large() {
            return wrong(
                "The text is too long, or has too many holes and references.",
                "Write a text of the size of the built-in one.",
            );
        }
        shown_holes(world, reading, builtin)?;
        markup(reading, builtin, &all)?;
        characters(reading, builtin)?;
        lines(reading, &all)?;
    }
    Ok(())
}

/// Refuses another text for a message that states a fact.
fn fixed(world: &World<'_>, id: &str, pattern: &Pattern<&str>) -> Result<(), Wrong> {
    if FIXED.contains(&id) && world.builtin(id) != Some(pattern) {
        return wrong(
            "The texts of dates, numbers of days, laws and authorities can't be replaced.",
            "Leave the message out.",
        );
    }
    Ok(())
}

/// Refuses a text that Fluent writes and reads back as another one. A catalog gets its texts that way.
fn stable(entry: &Entry<&str>, message: &Message<&str>) -> Result<(), Wrong> {
    let written = serialize(&Resource {
        body: vec![entry.clone()],
    });
    let is_same = parse(written.as_str()).is_ok_and(|read| match read.body.as_slice() {
        [Entry::Message(read)] => read.id == message.id && read.value == message.value,
        _ => false,
    });
    if is_same {
        return Ok(());
    }
    wrong(
        "A line starts with a character that Fluent reads as syntax: *, [ or a dot.",
        "Start the line with a word.",
    )
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
    let mut known = expected.shown.clone();
    known.extend(expected.choices.keys());
    let used = parts.shown.iter().chain(parts.choices.keys());
    if let Some(unknown) = used.into_iter().find(|hole| !known.contains(*hole)) {
        return wrong(
            format!(
                "It has the hole {}, which this message doesn't fill.",
                shown(unknown)
            ),
            format!("This message has {}.", list(&known)),
        );
    }
    let mut choosers = parts.choices.keys();
    if let Some(other) = choosers.find(|hole| !expected.choices.contains_key(*hole)) {
        return wrong(
            format!(
                "It chooses by {}, and the built-in text doesn't.",
                shown(other)
            ),
            "Write one text for all of its values.",
        );
    }
    Ok(())
}

/// Names holes as they are written.
fn list(holes: &BTreeSet<&str>) -> String {
    let holes: Vec<_> = holes.iter().map(|hole| shown(hole)).collect();
    match holes.is_empty() {
        true => "no holes".to_owned(),
        false => holes.join(", "),
    }
}

/// Compares the holes that a text shows with those of the built-in text for the same choice.
fn shown_holes(
    world: &World<'_>,
    reading: &Reading<'_>,
    builtin: &Reading<'_>,
) -> Result<(), Wrong> {
    if let Some(missing) = builtin.holes.difference(&reading.holes).next() {
        return wrong(
            format!("It doesn't show {}{}.", shown(missing), when(reading)),
            format!("Show each of {}.", list(&builtin.holes)),
        );
    }
    // A number is right in every text. Another value can be one that only chooses, such as "unknown" for a date.
    let is_number = |hole: &str| world.values(hole).is_some_and(|keys| keys.contains("one"));
    let mut more = reading.holes.difference(&builtin.holes);
    if let Some(more) = more.find(|hole| !is_number(hole)) {
        return wrong(
            format!(
                "It shows {}{}, and the built-in text doesn't.",
                shown(more),
                when(reading)
            ),
            format!("Show {} there.", list(&builtin.holes)),
        );
    }
    Ok(())
}

/// Describes for which choice a text is.
fn when(reading: &Reading<'_>) -> String {
    let named = reading.choice.iter().filter(|(_, value)| **value != OTHER);
    let named: Vec<_> = named
        .map(|(hole, value)| format!("{} is {value}", shown(hole)))
        .collect();
    match named.is_empty() {
        true => String::new(),
        false => format!(" if {}", named.join(" and ")),
    }
}

fn variants<'a>(world: &World<'a>, id: &'a str) -> Result<(), Wrong> {
    let Some(pattern) = world.message(id) else {
        return Ok(());
    };
    let parts = Parts::of(pattern);
    for (hole, keys) in &parts.choices {
        let none = BTreeSet::new();
        let known = world.values(hole).unwrap_or(&none);
        let is_known = |key: &&str| known.contains(key) || *key == OTHER;
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
                .find(|key| **key != OTHER && !own.contains(*key))
        });
        if let Some(left_out) = left_out.filter(|_| *default != OTHER) {
            return wrong(
                format!("It has no text for [{left_out}], which gets the text for [{default}]."),
                format!("Add [{left_out}], or make *[other] the default."),
            );
        }
    }
    Ok(())
}

fn characters(reading: &Reading<'_>, builtin: &Reading<'_>) -> Result<(), Wrong> {
    let text = &reading.text;
    if text.trim().is_empty() && !builtin.text.trim().is_empty() {
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
    if let Some(foreign) = text.chars().find(|c| !is_of_our_languages(*c)) {
        return wrong(
            format!(
                "It contains U+{:04X}, a character that is invisible or that English and Spanish don't use.",
                u32::from(foreign)
            ),
            "Type the text again on a keyboard, with each accent as one character with its letter (é).",
        );
    }
    let is_url = |text: &str| text.contains("://") || text.to_lowercase().contains("www.");
    if is_url(text) && !is_url(&builtin.text) {
        return wrong(
            "It contains the address of a website, which emails show as a link.",
            "Name the page instead, such as our privacy policy.",
        );
    }
    Ok(())
}

/// Returns whether English or Spanish uses this character. Others can hide a word or look like another letter.
const fn is_of_our_languages(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{ac}' | '\u{ae}'..='\u{ff}' | '‐'..='—' | '‘' | '’' | '“' | '”' | '•' | '…' | '€' | '™')
}

fn lines(reading: &Reading<'_>, builtin: &[Reading<'_>]) -> Result<(), Wrong> {
    if reading.text.trim().contains('\n') && builtin.iter().all(|one| !one.text.contains('\n')) {
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
fn markup(reading: &Reading<'_>, builtin: &Reading<'_>, all: &[Reading<'_>]) -> Result<(), Wrong> {
    let is_marked = |text: &str| pieces(text).any(|piece| !matches!(piece, Piece::Text(_)));
    if is_marked(&reading.text) && !all.iter().any(|one| is_marked(&one.text)) {
        return wrong(
            "It has a link or strong text, and the built-in text has none.",
            "Write plain text.",
        );
    }
    let mut labels = pieces(&reading.text).filter_map(|piece| match piece {
        Piece::Link { label, .. } => Some(label),
        _ => None,
    });
    if labels.any(|label| !label.contains(char::is_alphabetic) || label.contains(['[', '*'])) {
        return wrong(
            "It has a link whose words can't be seen or contain markup.",
            "Write [words](target), with words that say where the link goes.",
        );
    }
    let marks = pieces(&reading.text).filter(|piece| matches!(piece, Piece::Strong));
    if marks.count() % 2 == 1 {
        return wrong(
            "It has a ** without a second one.",
            "Write **strong text**.",
        );
    }
    let (own, expected) = (targets(&reading.text), targets(&builtin.text));
    if let Some(unknown) = own.difference(&expected).next() {
        let all: Vec<_> = expected.iter().copied().collect();
        return wrong(
            format!("It has a link to {unknown}{}.", when(reading)),
            match all.is_empty() {
                true => "Write plain text there.".to_owned(),
                false => format!("The links of this text go to {}.", all.join(", ")),
            },
        );
    }
    if let Some(missing) = expected.difference(&own).next() {
        return wrong(
            format!("It doesn't have the link to {missing}{}.", when(reading)),
            format!("Add [words]({missing})."),
        );
    }
    Ok(())
}

/// Returns where the links of a text go.
fn targets(text: &str) -> BTreeSet<&str> {
    let targets = pieces(text).filter_map(|piece| match piece {
        Piece::Link { target, .. } => Some(target),
        _ => None,
    });
    targets.collect()
}
