//! The original senders of forwards.

use super::table::{Corpus, Part, Share, Table};
use mail_reader::{Reading, read};
use serde_json::Value;

/// Reads `forwarded/`: each body in a mail from a colleague.
pub(crate) fn evaluate(corpus: &Corpus) -> Vec<Table> {
    let folder = corpus.folder.join("forwarded");
    let Some(cases) = corpus.json(&folder.join("expected.json")) else {
        return Vec::new();
    };
    let text = |name: &Value| {
        let name = name.as_str()?;
        std::fs::read(folder.join("bodies").join(name))
            .ok()
            .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    };
    let mut decided = Table::of(
        "original sender of a forward: decided",
        Share::AtLeast(97.0),
    );
    let mut right = Table::of(
        "original sender of a forward: right, of those decided",
        Share::AtLeast(99.0),
    );
    let mut taken = Table::of("no forward, but taken for one", Share::AtMost(0.0));
    let mut clients = Table::of("original sender, by client and language", Share::Shown);
    for case in cases.as_array().into_iter().flatten() {
        let name = case["file"].as_str().unwrap_or_default();
        let Some(body) = text(&case["file"]) else {
            continue;
        };
        let subject = text(&case["subject_file"]).unwrap_or_default();
        let id = format!("forwarded/{name}");
        let forward = forward_of(corpus, subject.trim(), &body);
        if case["forwarded"] != true {
            taken.count(corpus, &id, forward.is_some(), "taken for a forward");
            continue;
        }
        let (found, surely) = forward.unwrap_or_default();
        decided.count(corpus, &id, surely, "left to a human");
        let expected = case["original"]["from"]["address"]
            .as_str()
            .unwrap_or_default();
        let same = surely && found.eq_ignore_ascii_case(expected);
        if surely {
            right.count(corpus, &id, same, &format!("{found} instead of {expected}"));
        }
        let client = name.split("_body").next().unwrap_or_default();
        clients.row(client, Part::of_id(&id), same);
    }
    vec![decided, right, taken, clients]
}

/// Returns the author that the reader finds and whether it is certain, if the reader sees a forward.
fn forward_of(corpus: &Corpus, subject: &str, body: &str) -> Option<(String, bool)> {
    let raw = format!(
        "Return-Path: <pat@company.example>\nFrom: Pat Colleague <pat@company.example>\n\
         To: privacy@company.example\nSubject: {}\nContent-Type: text/plain; charset=utf-8\n\n{body}",
        subject.replace('\n', " ")
    );
    let Reading::Message(letter) = read(raw.as_bytes(), &corpus.inbox) else {
        return None;
    };
    let author = letter.forward?.author;
    Some(author.map_or_else(Default::default, |author| {
        (
            author.address.as_str().to_owned(),
            author.confidence.decides(),
        )
    }))
}
