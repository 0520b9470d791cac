//! Labeled messages: compares what the system would do with each against its label.
//!
//! A file holds one message per line. Messages are counted by their source, that is one writer or collection,
//! and by language. The rules for opening requests are those of `plan` in
//! `functions/email-intake`.

use super::interval::Count;
use mail_reader::{Decision, Inbox, Intent, read};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// The names of the rights in the data, and ours.
const RIGHTS: [(&str, &str); 8] = [
    ("opt_out_sale_sharing", "opt_out"),
    ("delete", "delete"),
    ("know", "know"),
    ("correct", "correct"),
    ("limit", "limit"),
    ("limit_sensitive", "limit"),
    ("marketing_unsubscribe", "marketing_stop"),
    ("opt_in", "opt_in"),
];

/// A labeled message.
pub(crate) struct Labeled {
    pub(crate) id: String,
    pub(crate) source: String,
    lang: String,
    kind: String,
    want: String,
    labels: BTreeSet<String>,
    accept: Vec<BTreeSet<String>>,
    accepts_human: bool,
    replies: bool,
    raw: Vec<u8>,
}

/// The system's handling of a message.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// The rights that it opens without a person.
    opened: BTreeSet<String>,
    /// Whether a person reads it.
    review: bool,
    /// Whether an opt-out is in force while that person has not decided.
    may_opt_out: bool,
    /// Whether reading it panicked.
    panicked: bool,
    /// Why.
    why: String,
}

/// Reads a file of labeled messages. Raw messages are read from its folder.
pub(crate) fn messages_of(file: &Path) -> Vec<Labeled> {
    let Ok(content) = std::fs::read_to_string(file) else {
        eprintln!("{} can't be read", file.display());
        return Vec::new();
    };
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let lines = content
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    lines
        .filter_map(|entry: Value| Labeled::of(&entry, &stem, file.parent()?))
        .collect()
}

impl Labeled {
    fn of(entry: &Value, stem: &str, folder: &Path) -> Option<Self> {
        let text = |field: &str| entry[field].as_str().unwrap_or_default().to_owned();
        let all = |field: &str| -> Vec<String> {
            let all = entry[field].as_array().into_iter().flatten();
            all.filter_map(|one| Some(one.as_str()?.to_owned()))
                .collect()
        };
        let id = text("id");
        // The folder of letters in use has no sets: the first word of the id is the collection.
        let source = match (entry["set"].as_str(), entry["want"].as_str()) {
            (Some(set), _) => set.to_owned(),
            (None, None) => id.split(['-', '_']).next().unwrap_or_default().to_owned(),
            (None, Some(_)) => stem.to_owned(),
        };
        let kind = match entry["kind"].as_str() {
            Some(kind) => kind.to_owned(),
            None => "ordinary".to_owned(),
        };
        let want = match entry["want"].as_str() {
            Some(want) => want,
            None if kind == "request" || kind == "agent_request" => "request",
            None if entry["expect"] == "no_request" => "none",
            None => "human",
        };
        let accept = all("accept");
        let rights = |names: &str| names.split('+').filter_map(ours).collect::<BTreeSet<_>>();
        let raw = match entry["body"].as_str() {
            Some(body) => message(entry, &kind, body),
            None => std::fs::read(folder.join(entry["raw"].as_str()?)).ok()?,
        };
        Some(Self {
            id,
            source,
            lang: text("lang"),
            want: want.to_owned(),
            kind,
            labels: all("labels")
                .iter()
                .filter_map(|label| ours(label))
                .collect(),
            accepts_human: accept.iter().any(|other| other == "human"),
            accept: accept
                .iter()
                .map(|other| rights(other))
                .filter(|set| !set.is_empty())
                .collect(),
            replies: entry["in_reply_to_us"] == true,
            raw,
        })
    }

    /// Reads the message. A panic is an outcome.
    pub(crate) fn outcome(&self, inbox: &Inbox) -> Outcome {
        let read = catch_unwind(AssertUnwindSafe(|| read(&self.raw, inbox)));
        let Ok(reading) = read else {
            return Outcome {
                panicked: true,
                ..Outcome::default()
            };
        };
        let mut outcome = Outcome::default();
        for message in reading.messages() {
            outcome.why.push_str(message.reason);
            let rights = message
                .intents
                .iter()
                .filter_map(|stated| match stated.intent {
                    Intent::Right(right) => Some(right.as_str().to_owned()),
                    _ => None,
                });
            let rights: BTreeSet<String> = rights.collect();
            let asks = |intent| message.intents.iter().any(|stated| stated.intent == intent);
            let opens = message.decision == Decision::Opened && message.spam.is_none();
            let could_be = message.may_opt_out && !rights.contains("opt_out");
            let asks_nothing = rights.is_empty() && !message.may_opt_out;
            outcome.may_opt_out |= message.may_opt_out || rights.contains("opt_out");
            match message.decision {
                Decision::NoRequest if !message.may_opt_out => outcome.may_opt_out = false,
                Decision::Opened
                    if opens
                        && asks_nothing
                        && (asks(Intent::Question) || asks(Intent::Permission)) => {}
                _ if opens => {
                    outcome.review |= rights.is_empty() || could_be || message.may_ask_for_more;
                    outcome.opened.extend(rights);
                }
                _ => outcome.review = true,
            }
        }
        outcome
    }
}

fn ours(label: &str) -> Option<String> {
    let (_, ours) = RIGHTS.iter().find(|(theirs, _)| label == *theirs)?;
    Some((*ours).to_owned())
}

/// The message as it would have arrived.
fn message(entry: &Value, kind: &str, body: &str) -> Vec<u8> {
    let line = |field: &str| {
        entry[field]
            .as_str()
            .unwrap_or_default()
            .replace(['\r', '\n'], " ")
    };
    let from = match (line("from"), kind) {
        (from, _) if !from.is_empty() => from,
        (_, "agent_request") => "Privacy Agent <agent@agents.example>".to_owned(),
        _ => "Jordan Alvarez <jordan.alvarez@example.com>".to_owned(),
    };
    format!(
        "From: {from}\nTo: privacy@company.example\nSubject: {}\n\
         Content-Type: text/plain; charset=utf-8\n\n{body}",
        line("subject")
    )
    .into_bytes()
}

/// The counts of one group of messages.
#[derive(Debug, Default, Clone)]
pub(crate) struct Tally {
    counts: [Count; Measure::ALL.len()],
    misses: Vec<String>,
}

/// A measured quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Measure {
    InForce,
    OptOutOpened,
    Unseen,
    InReview,
    Exact,
    Unasked,
    HumanSeen,
    HumanOpened,
    OrdinaryOpened,
    OrdinaryReview,
    MassOpened,
    MassReview,
    AutomaticOpened,
    Panicked,
}

impl Measure {
    const ALL: [Self; 14] = [
        Self::InForce,
        Self::OptOutOpened,
        Self::Unseen,
        Self::InReview,
        Self::Exact,
        Self::Unasked,
        Self::HumanSeen,
        Self::HumanOpened,
        Self::OrdinaryOpened,
        Self::OrdinaryReview,
        Self::MassOpened,
        Self::MassReview,
        Self::AutomaticOpened,
        Self::Panicked,
    ];

    fn title(self) -> &'static str {
        match self {
            Self::InForce => "opt-outs in force after the message (target: at least 99 %)",
            Self::OptOutOpened => "opt-outs opened without a person (at least 85 %)",
            Self::Unseen => "requests that no one sees (at most 1 %)",
            Self::InReview => "requests that a person reads, nothing opened",
            Self::Exact => "exact set of rights, of requests (at least 80 %)",
            Self::Unasked => "a right opened that was not asked, of requests (at most 1 %)",
            Self::HumanSeen => "messages for a person that a person sees",
            Self::HumanOpened => "messages for a person that open an unasked right",
            Self::OrdinaryOpened => "ordinary mail opened by itself (at most 0.5 %)",
            Self::OrdinaryReview => "ordinary mail sent to review (at most 15 %)",
            Self::MassOpened => "mass and cold mail opened by itself",
            Self::MassReview => "mass and cold mail sent to review",
            Self::AutomaticOpened => "automatic mail opened or sent to review (0)",
            Self::Panicked => "messages whose reading panicked (0)",
        }
    }

    /// Whether a hit speaks against the reader.
    fn is_bad(self) -> bool {
        !matches!(
            self,
            Self::InForce | Self::OptOutOpened | Self::Exact | Self::HumanSeen
        )
    }
}

impl Tally {
    /// Counts a message and its outcome.
    pub(crate) fn add(&mut self, message: &Labeled, outcome: &Outcome) {
        let Outcome { opened, review, .. } = outcome;
        let mut count = |measure: Measure, hit: bool| {
            self.counts[measure as usize].add(hit);
            if hit == measure.is_bad() {
                let what = format!(
                    "{:?}: {} [{}] asked {:?}, opened {opened:?}, review {review}: {}",
                    measure, message.id, message.kind, message.labels, outcome.why
                );
                self.misses.push(what);
            }
        };
        count(Measure::Panicked, outcome.panicked);
        // An answer to one of our emails is attached to its request, unread.
        let seen = *review || !opened.is_empty() || message.replies;
        let fine = |right: &String| {
            message.labels.contains(right) || message.accept.iter().any(|set| set.contains(right))
        };
        let unasked = opened.iter().any(|right| !fine(right));
        match message.want.as_str() {
            "request" => {
                if message.labels.contains("opt_out") {
                    let open = opened.contains("opt_out");
                    count(Measure::InForce, open || (*review && outcome.may_opt_out));
                    count(Measure::OptOutOpened, open);
                }
                count(Measure::Unseen, !seen);
                count(Measure::InReview, *review && opened.is_empty());
                let exact = message.labels == *opened || message.accept.contains(opened);
                count(Measure::Exact, exact);
                count(Measure::Unasked, unasked);
            }
            "human" => {
                count(Measure::HumanSeen, seen);
                count(Measure::HumanOpened, unasked);
            }
            _ => {
                let opens = !opened.is_empty() && unasked;
                let reviewed = *review && opened.is_empty() && !message.accepts_human;
                match message.kind.as_str() {
                    "automatic" => count(Measure::AutomaticOpened, opens || reviewed),
                    "mass" => {
                        count(Measure::MassOpened, opens);
                        count(Measure::MassReview, reviewed);
                    }
                    _ => {
                        count(Measure::OrdinaryOpened, opens);
                        count(Measure::OrdinaryReview, *review && opened.is_empty());
                    }
                }
            }
        }
    }

    /// Adds what was counted of another group.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (count, other) in self.counts.iter_mut().zip(&other.counts) {
            count.merge(*other);
        }
    }

    /// Prints it.
    pub(crate) fn print(&self, title: &str, misses: bool) {
        println!("\n{title}");
        for measure in Measure::ALL {
            let count = self.counts[measure as usize];
            if count.all > 0 {
                println!("  {:64} {count}", measure.title());
            }
        }
        if misses {
            for miss in &self.misses {
                println!("    {miss}");
            }
        }
    }
}

/// Tallies by source and by language, and of all.
#[derive(Default)]
pub(crate) struct Tallies {
    by_source: BTreeMap<String, Tally>,
    by_language: BTreeMap<String, Tally>,
}

impl Tallies {
    /// Counts a message.
    pub(crate) fn add(&mut self, message: &Labeled, outcome: &Outcome) {
        let source = self.by_source.entry(message.source.clone()).or_default();
        source.add(message, outcome);
        let language = self.by_language.entry(message.lang.clone()).or_default();
        language.add(message, outcome);
    }

    /// Prints everything under a title.
    pub(crate) fn print(&self, title: &str, misses: bool) {
        let mut all = Tally::default();
        for (source, tally) in &self.by_source {
            tally.print(&format!("{title}, source {source}"), misses);
            all.merge(tally);
        }
        for (language, tally) in &self.by_language {
            tally.print(&format!("{title}, language {language}"), false);
        }
        all.print(&format!("{title}, all"), false);
    }
}
