//! How the reader reads an email now, for staff who check what it decided: the rights, and the words that led to each.

use domain::law::Right;
use domain::person::EmailAddress;
use mail_reader::classifier::{Label, heaviest_words};
use mail_reader::{Inbox, Intent, ReadText};
use serde::Serialize;

/// The most words that are marked for one right.
const MOST_WORDS: usize = 8;

/// The least probability in percent at which the wording as a whole counts as a finding.
const LEAST_PERCENT: u8 = 50;

/// A right that the reader finds in an email.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FoundRight {
    /// The right.
    pub right: &'static str,
    /// The words that weigh most for it, in lower case.
    pub words: Vec<String>,
    /// How probable it is, in percent, if only the wording as a whole says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub percent: Option<u8>,
}

/// Returns the rights that the reader finds in a raw message.
pub(crate) fn rights(raw: &[u8], shown: &ReadText, inbox: &EmailAddress) -> Vec<FoundRight> {
    let inbox = inbox_of(inbox);
    let subject = shown.subject.as_deref().unwrap_or_default();
    let mut found: Vec<FoundRight> = Vec::new();
    for message in mail_reader::read(raw, &inbox).messages() {
        for stated in &message.intents {
            let Intent::Right(right) = stated.intent else {
                continue;
            };
            add(
                &mut found,
                right,
                None,
                words_for(right, subject, &shown.text),
            );
        }
        if let Some(wording) = &message.wording
            && wording.percent >= LEAST_PERCENT
            && let Some(right) = wording.label.right()
        {
            let words = words_for(right, subject, &shown.text);
            add(&mut found, right, Some(wording.percent), words);
        }
    }
    found
}

/// Returns the Message-ID of a raw message, if a header of ours can carry it.
pub(crate) fn message_id(raw: &[u8], inbox: &EmailAddress) -> Option<String> {
    let read = mail_reader::read(raw, &inbox_of(inbox));
    let first = read.messages().first()?;
    first.message_id.clone()
}

fn inbox_of(address: &EmailAddress) -> Inbox {
    Inbox {
        address: address.clone(),
        others: Vec::new(),
        groups: Vec::new(),
        colleagues: Vec::new(),
        authserv_id: None,
    }
}

fn add(found: &mut Vec<FoundRight>, right: Right, percent: Option<u8>, words: Vec<String>) {
    let right = right.as_str();
    if !found.iter().any(|one| one.right == right) {
        found.push(FoundRight {
            right,
            words,
            percent,
        });
    }
}

/// Returns the words that weigh most. A right that the classifier doesn't know has none.
fn words_for(right: Right, subject: &str, text: &str) -> Vec<String> {
    let label = Label::ALL
        .into_iter()
        .find(|label| label.right() == Some(right));
    label.map_or_else(Vec::new, |label| {
        heaviest_words(label, subject, text, MOST_WORDS)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;

    #[test]
    fn the_words_that_led_to_a_right_are_in_the_text() {
        let raw = b"From: Ana <ana@example.org>\nSubject: hello\n\nPlease delete all my personal data. I bought shoes.\n";
        let inbox = EmailAddress::parse("privacy@example.com").unwrap();
        let shown = mail_reader::text_of(raw);
        let found = rights(raw, &shown, &inbox);
        assert_eq!(found[0].right, "delete");
        assert!(found[0].words.contains(&"delete".to_owned()), "{found:?}");
        let lower = shown.text.to_lowercase();
        assert!(
            found[0].words.iter().all(|word| lower.contains(word)),
            "{found:?}"
        );
        assert!(!found[0].words.contains(&"shoes".to_owned()), "{found:?}");
    }

    #[test]
    fn a_question_about_a_parcel_suggests_no_right() {
        let raw = b"From: Cas <cas@example.org>\nSubject: My data\n\nWhere is my parcel?\n";
        let inbox = EmailAddress::parse("privacy@example.com").unwrap();
        assert_eq!(rights(raw, &mail_reader::text_of(raw), &inbox), []);
    }
}
