//! The labeled messages.

use super::super::features::{self, Message};
use super::super::{LABELS, Label};
use super::digest::{Digest32, code_digest};
use crate::attached_text::evidence_of;
use crate::author_text::{Prefix, prefix_of, split, without_prefixes};
use crate::automatic;
use crate::intents::Evidence;
use serde_json::Value;
use sha2::Digest;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A labeled message.
#[derive(Debug, Clone)]
pub struct Example {
    /// The name, for people.
    pub id: String,
    /// Who wrote it; a source is left out as a whole.
    pub source: String,
    /// The language.
    pub lang: String,
    /// The kind: `request`, `ordinary`, `automatic`, ….
    pub kind: String,
    /// `request`, `human` or `none`.
    pub want: String,
    /// The rights that it asks for, as the data name them.
    pub labels: BTreeSet<String>,
    /// Other outcomes that are fine.
    pub accept: Vec<String>,
    /// The subject, if it is the writer's.
    pub subject: String,
    /// The writer's words, as the classifier reads them.
    pub text: String,
    pub(super) evidence: Evidence,
    pub(super) targets: [i8; LABELS],
}

/// The names of the rights in the data, in the order of the labels.
const NAMES: [&str; 7] = [
    "opt_out_sale_sharing",
    "limit",
    "delete",
    "know",
    "correct",
    "marketing_unsubscribe",
    "opt_in",
];

/// Whether the data may name this right.
#[must_use]
pub fn is_right(name: &str) -> bool {
    NAMES.contains(&name)
}

impl Example {
    /// Reads one line of the data. None if its words are in another file.
    #[must_use]
    pub fn of(line: &str, source: &str) -> Option<Self> {
        let entry: Value = serde_json::from_str(line).ok()?;
        let text = |field: &str| entry[field].as_str().unwrap_or_default().to_owned();
        let strings = |field: &str| -> Vec<String> {
            let all = entry[field].as_array().into_iter().flatten();
            all.filter_map(|one| Some(one.as_str()?.to_owned()))
                .collect()
        };
        let body = entry["body"].as_str()?;
        let set = entry["set"].as_str().or(entry["source"].as_str());
        let (subject, words) = own_words(&text("subject"), body);
        let (text_read, evidence) = evidence_of(&subject, &words);
        let mut example = Self {
            id: text("id"),
            source: set.unwrap_or(source).to_owned(),
            lang: text("lang"),
            kind: text("kind"),
            want: text("want"),
            labels: strings("labels").into_iter().map(limit).collect(),
            accept: strings("accept"),
            subject,
            text: text_read,
            evidence,
            targets: [0; LABELS],
        };
        example.targets = Label::ALL.map(|label| example.target(label));
        Some(example)
    }

    /// Returns 1 if the label applies, -1 if it doesn't, and 0 if either is acceptable.
    #[must_use]
    pub fn target(&self, label: Label) -> i8 {
        let sign = |yes: bool| if yes { 1 } else { -1 };
        match label {
            Label::Request => sign(self.want != "none"),
            Label::Unclear => match self.want.as_str() {
                "human" if self.accept.iter().any(|other| other != "none") => 0,
                "human" => 1,
                _ => -1,
            },
            Label::Machine => sign(matches!(self.kind.as_str(), "automatic" | "mass")),
            Label::ForAnother => match self.kind.as_str() {
                "agent_request" => 1,
                // Some of these are by relatives, and the data don't say so.
                _ if self.want == "human" => 0,
                _ => -1,
            },
            right => {
                let name = NAMES[right as usize];
                if self.labels.contains(name) {
                    return 1;
                }
                let accepted = self
                    .accept
                    .iter()
                    .any(|other| other.split('+').any(|one| one == name));
                if accepted { 0 } else { -1 }
            }
        }
    }
}

/// One set names the right to limit by its object.
fn limit(name: String) -> String {
    match name.as_str() {
        "limit_sensitive" => "limit".to_owned(),
        _ => name,
    }
}

/// Returns the author's subject and words as the reader finds them. The subject of a reply is another person's, and mail
/// systems repeat ours.
fn own_words(subject: &str, body: &str) -> (String, String) {
    let prefix = prefix_of(subject);
    let words = split(body, prefix).words;
    let subject = match prefix {
        Prefix::Reply if !words.trim().is_empty() => "",
        _ if automatic::is_known_subject(subject) => "",
        _ => without_prefixes(subject),
    };
    (subject.to_owned(), words)
}

/// The files of a folder of training data, in the order of their names.
#[must_use]
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "jsonl")
    });
    files.sort();
    files
}

/// Reads the training data of a folder, in the order of the files' names and lines.
///
/// # Errors
/// If a file can't be read.
pub fn read(folder: &Path) -> std::io::Result<(Vec<Example>, Digest32)> {
    let mut examples = Vec::new();
    let mut digest = code_digest();
    for path in files(folder) {
        let content = std::fs::read_to_string(&path)?;
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        digest.update(name.as_bytes());
        digest.update(content.as_bytes());
        examples.extend(content.lines().filter_map(|line| Example::of(line, &name)));
    }
    Ok((examples, digest.finalize().into()))
}

/// An example and its features.
pub(super) struct Read<'a> {
    pub(super) example: &'a Example,
    pub(super) message: Message,
}

impl<'a> Read<'a> {
    pub(super) fn of(example: &'a Example) -> Self {
        Self {
            example,
            message: features::message(&example.subject, &example.text),
        }
    }
}
