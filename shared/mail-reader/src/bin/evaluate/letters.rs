//! Letters by what they ask for, and ordinary mail.

use super::table::{Corpus, Part, Share, Table};
use mail_reader::{Decision, Intent, MessageRead, Reading, read};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// The corpus's names for rights, and ours.
const LABELS: [(&str, &str); 7] = [
    ("opt_out_sale_sharing", "opt_out"),
    ("delete", "delete"),
    ("know", "know"),
    ("correct", "correct"),
    ("limit", "limit"),
    ("limit_sensitive", "limit"),
    ("marketing_unsubscribe", "marketing_stop"),
];

/// The languages that are read.
const LANGUAGES: [&str; 7] = ["en", "es", "de", "fr", "it", "nl", "pt"];

/// Reads `letters/letters.jsonl`.
pub(crate) fn requests(corpus: &Corpus) -> Vec<Table> {
    let entries = corpus.lines(&corpus.folder.join("letters/letters.jsonl"));
    let mut opt_outs = Table::of(
        "opt-outs found, alone or in a mixed letter",
        Share::AtLeast(98.0),
    );
    let mut exact = Table::of("exact set of rights in a letter", Share::AtLeast(90.0));
    let mut human = Table::of(
        "letters in the seven languages left to a human",
        Share::AtMost(10.0),
    );
    let mut taken = Table::of(
        "letters that are no forward, but taken for one",
        Share::AtMost(0.0),
    );
    let mut recall = Table::of("rights found, of those asked for (recall)", Share::Shown);
    let mut precision = Table::of("rights asked for, of those found (precision)", Share::Shown);
    let mut confusion = Table::of("asked -> found", Share::Shown);
    let mut others = Table::of("other letters, by what becomes of them", Share::Shown);
    for entry in &entries {
        let name = entry["id"].as_str().unwrap_or_default();
        let id = format!("letters/{name}");
        let letter = letter_of(corpus, entry);
        let forward = letter
            .as_ref()
            .is_some_and(|letter| letter.forward.is_some());
        taken.count(corpus, &id, forward, "taken for a forward");
        let found = letter.as_ref().map(rights).unwrap_or_default();
        let why = letter.as_ref().map_or("automatic", |letter| letter.reason);
        let kind = entry["kind"].as_str().unwrap_or_default();
        if kind != "request" && kind != "agent_request" {
            let became = letter.as_ref().map_or("automatic".to_owned(), became);
            others.row(&format!("{kind} -> {became}"), Part::of_id(name), true);
            continue;
        }
        let asked = labels(entry);
        if asked.contains("opt_out") {
            opt_outs.count(corpus, &id, found.contains("opt_out"), why);
        }
        exact.count(
            corpus,
            &id,
            found == asked,
            &format!("{asked:?} read as {found:?}: {why}"),
        );
        if LANGUAGES.contains(&entry["lang"].as_str().unwrap_or_default()) {
            let left = letter
                .as_ref()
                .is_some_and(|l| matches!(l.decision, Decision::Review(_)));
            human.count(corpus, &id, left, why);
        }
        for right in &asked {
            recall.row(right, Part::of_id(name), found.contains(right));
        }
        for right in &found {
            precision.row(right, Part::of_id(name), asked.contains(right));
        }
        let joined = |set: &BTreeSet<String>| match set.is_empty() {
            true => "nothing".to_owned(),
            false => set.iter().cloned().collect::<Vec<_>>().join("+"),
        };
        confusion.row(
            &format!("{} -> {}", joined(&asked), joined(&found)),
            Part::of_id(name),
            found == asked,
        );
    }
    vec![
        opt_outs, exact, human, taken, recall, precision, confusion, others,
    ]
}

/// Reads `letters/nonrequests.jsonl`.
pub(crate) fn ordinary(corpus: &Corpus) -> Vec<Table> {
    let entries = corpus.lines(&corpus.folder.join("letters/nonrequests.jsonl"));
    let mut opened = Table::of("ordinary mail that opens a request", Share::Under(0.5));
    let mut hard = Table::of(
        "ordinary mail with opt-out words that opens one",
        Share::Under(3.0),
    );
    let mut taken = Table::of(
        "ordinary mail that is no forward, but taken for one",
        Share::AtMost(0.0),
    );
    let mut speed = Table::of("ordinary messages per second on this core", Share::Shown);
    let mut took = Duration::ZERO;
    for entry in &entries {
        let id = format!("letters/{}", entry["id"].as_str().unwrap_or_default());
        let start = Instant::now();
        let letter = letter_of(corpus, entry);
        took += start.elapsed();
        let opens = letter.as_ref().is_some_and(opens);
        let why = letter
            .as_ref()
            .map(|l| format!("{} {:?}", l.reason, rights(l)));
        let why = why.unwrap_or_default();
        opened.count(corpus, &id, opens, &why);
        if entry["has_optout_words"] == true {
            hard.count(corpus, &id, opens, &why);
        }
        let forward = letter.is_some_and(|letter| letter.forward.is_some());
        taken.count(corpus, &id, forward, "taken for a forward");
    }
    if let Some(mean) = took.checked_div(u32::try_from(entries.len()).unwrap_or(u32::MAX)) {
        let bytes: usize = entries
            .iter()
            .filter_map(|e| e["body"].as_str())
            .map(str::len)
            .sum();
        let row = format!(
            "{:.0}, of {} bytes in the mean",
            1.0 / mean.as_secs_f64(),
            bytes / entries.len().max(1)
        );
        speed.row(&row, Part::Seen, true);
    }
    vec![opened, hard, taken, speed]
}

/// Whether a letter opens a request, as `plan` in `functions/email-intake` does; a review does.
pub(crate) fn opens(letter: &MessageRead) -> bool {
    match letter.decision {
        Decision::Review(_) => true,
        Decision::NoRequest => letter.may_opt_out,
        Decision::Opened => letter
            .intents
            .iter()
            .any(|ask| matches!(ask.intent, Intent::Right(_) | Intent::OptIn)),
    }
}

fn became(letter: &MessageRead) -> String {
    match letter.decision {
        Decision::Review(_) => "a human".to_owned(),
        Decision::NoRequest => "no request".to_owned(),
        Decision::Opened => {
            let intents: BTreeMap<&str, ()> = letter
                .intents
                .iter()
                .map(|ask| (ask.intent.as_str(), ()))
                .collect();
            intents.into_keys().collect::<Vec<_>>().join("+")
        }
    }
}

/// Returns the opened rights. It is empty during a review.
fn rights(letter: &MessageRead) -> BTreeSet<String> {
    let intents = letter
        .intents
        .iter()
        .filter(|_| letter.decision == Decision::Opened);
    intents
        .filter_map(|ask| match ask.intent {
            Intent::Right(right) => Some(right.as_str().to_owned()),
            _ => None,
        })
        .collect()
}

fn labels(entry: &Value) -> BTreeSet<String> {
    let labels = entry["labels"].as_array().into_iter().flatten();
    let ours = labels.filter_map(|label| {
        let (_, ours) = LABELS.iter().find(|(theirs, _)| label == theirs)?;
        Some((*ours).to_owned())
    });
    ours.collect()
}

fn letter_of(corpus: &Corpus, entry: &Value) -> Option<MessageRead> {
    let text = |field: &str| {
        entry[field]
            .as_str()
            .unwrap_or_default()
            .replace(['\r', '\n'], " ")
    };
    let writer = match entry["kind"].as_str() {
        Some("agent_request") => "Privacy Agent <agent@agents.example>",
        _ => "Jordan Alvarez <jordan.alvarez@example.com>",
    };
    let from = entry["from"]
        .as_str()
        .unwrap_or(writer)
        .replace(['\r', '\n'], " ");
    let raw = format!(
        "From: {from}\nTo: privacy@company.example\nSubject: {}\n\
         Content-Type: text/plain; charset=utf-8\n\n{}",
        text("subject"),
        entry["body"].as_str().unwrap_or_default()
    );
    match read(raw.as_bytes(), &corpus.inbox) {
        Reading::Message(letter) => Some(letter),
        Reading::Automatic { .. } | Reading::Several(_) => None,
    }
}
