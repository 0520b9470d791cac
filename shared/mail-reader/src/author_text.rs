//! Separates the author's own words from quoted text, forwarded messages and signatures.
//!
//! Quoted text and signatures ask for nothing. Quotations are recognized by their shape where possible, so that this
//! works in every language: `>` lines, separators of dashes, blocks of header lines, and a line with an address and a
//! date that ends in a colon.

mod lines;
mod subject;

pub(super) use lines::{attribution, label_of};
pub(super) use subject::{Prefix, prefix_of, without_prefixes};

use lines::{Separator, is_header_block, separator_of};

/// A text split into the author's words and the rest.
#[derive(Debug, Default)]
pub(super) struct AuthorText {
    /// The author's own words.
    pub(super) words: String,
    /// The quoted text of other people.
    pub(super) quoted: String,
    /// Whether it looks like a forward and not like a reply.
    pub(super) forwarded: bool,
    /// Whether the subject's prefix or a separator's title says so.
    pub(super) explicit: bool,
    /// The forwarded or quoted message, from its separator, header block or attribution line on.
    pub(super) forwarded_message: Option<String>,
}

/// The maximum length of a signature, in lines. Longer text isn't a signature.
const LONGEST_SIGNATURE: usize = 15;

/// Splits a text. `prefix` is the prefix of its subject.
pub(super) fn split(text: &str, prefix: Prefix) -> AuthorText {
    let lines: Vec<&str> = text
        .lines()
        .map(|l| l.trim_end().trim_start_matches('\u{feff}'))
        .collect();
    let mut author_text = AuthorText::default();
    let answers = prefix == Prefix::Reply;
    let mut at = 0;
    while at < lines.len() {
        let line = lines[at];
        let inner = line.trim_start_matches(['>', ' ', '\t', '\u{feff}']);
        let is_quoted = line.trim_start().starts_with('>');
        let mark = separator_of(&lines[at..], inner)
            .or_else(|| is_header_block(&lines[at..]).then_some(Separator::HeaderBlock));
        if let Some(mark) = mark {
            let forwards = !answers || mark == Separator::Forward;
            author_text.explicit |= mark == Separator::Forward || prefix == Prefix::Forward;
            author_text.note_forward(&lines[at..], forwards);
            if !is_quoted {
                return author_text.and_quoted(&lines[at..]);
            }
        }
        if is_quoted {
            push(&mut author_text.quoted, inner);
        } else if line == "--"
            && is_signature(&lines[at + 1..])
            && !author_text.words.trim().is_empty()
        {
            // The rest is the signature and quoted text below it.
            for line in &lines[at + 1..] {
                push(&mut author_text.quoted, line);
            }
            return author_text;
        } else if let Some(length) = attribution(&lines[at..]) {
            let below = lines[at + length..].iter().find(|l| !l.is_empty());
            author_text.explicit |= prefix == Prefix::Forward;
            author_text.note_forward(&lines[at..], prefix == Prefix::Forward);
            if !below.is_some_and(|l| l.starts_with('>')) {
                return author_text
                    .and_quoted(&lines[at..])
                    .unless_answered(answers);
            }
            at += length;
            continue;
        } else {
            push(&mut author_text.words, line);
        }
        at += 1;
    }
    author_text.unless_answered(answers)
}

impl AuthorText {
    fn and_quoted(mut self, lines: &[&str]) -> Self {
        for line in lines {
            push(&mut self.quoted, line.trim_start_matches(['>', ' ', '\t']));
        }
        self
    }

    /// Stores the forwarded message from its first marker. A forward's marker takes precedence over a reply's.
    fn note_forward(&mut self, lines: &[&str], forwards: bool) {
        if self.forwarded_message.is_none() || (forwards && !self.forwarded) {
            self.forwarded_message = Some(lines.join("\n"));
        }
        self.forwarded |= forwards;
    }

    /// An email that contains only another person's words, and isn't a reply, is a forward.
    fn unless_answered(mut self, answers: bool) -> Self {
        self.forwarded |=
            !answers && self.words.trim().is_empty() && !self.quoted.trim().is_empty();
        self
    }
}

fn push(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

fn is_signature(lines: &[&str]) -> bool {
    let rest = lines
        .iter()
        .take_while(|l| !l.trim_start().starts_with('>'));
    let said = rest.filter(|l| !l.trim().is_empty());
    said.take(LONGEST_SIGNATURE + 1).count() <= LONGEST_SIGNATURE
}

#[cfg(test)]
mod tests {
    use super::*;

    fn author_text(text: &str, subject: &str) -> (String, bool) {
        let author_text = split(text, prefix_of(subject));
        (
            author_text
                .words
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" "),
            author_text.forwarded,
        )
    }

    #[test]
    fn quotations_and_signatures_are_not_ones_own() {
        for text in [
            "Mine.\n\nOn Wed, Oct 27, 2021 at 9:31 AM Ana <ana@example.com>\nwrote:\n\n> theirs\n> too",
            "Mine.\n\nAm 27.10.2021 um 09:31 schrieb Ana <ana@example.com>:\n\ntheirs",
            "Mine.\n________________________________\nFrom: Ana <ana@example.com>\nSent: today\nSubject: x\n\ntheirs",
            "> theirs\nMine.\n-- \nAna, Company\ntheirs",
            "Mine.\n\n-----Original Message-----\nFrom: Ana\ntheirs",
        ] {
            let (words, forwarded) = author_text(text, "Re: x");
            let words = words.trim_end_matches(['_', ' ']);
            assert_eq!((words, forwarded), ("Mine.", false), "{text}");
        }
    }

    #[test]
    fn a_forward_is_seen_in_any_language() {
        for text in [
            "Look.\n---------- Mensagem encaminhada ---------\nDe: Ana <a@example.com>\n\ntheirs",
            "Look.\n\nFeladó: Ana <a@example.com>\nDátum: ma\nTárgy: x\ntheirs",
            "Look.\n\n> Начало:\n>\n> Отправитель: Ana <a@example.com>\n> Тема: x\n> Дата: y\n>\n> theirs",
        ] {
            let (words, forwarded) = author_text(text, "x");
            assert_eq!((words.as_str(), forwarded), ("Look.", true), "{text}");
        }
    }

    #[test]
    fn a_letters_own_fields_stay() {
        let text =
            "Stop.\nName: Jordan Alvarez\nEmail: jordan@example.com\nAddress: 1420 Willow Street";
        assert_eq!(author_text(text, "x"), (text.replace('\n', " "), false));
        let intents = "Please answer within 15 days by email to:\n\njordan@example.com\n\nThanks";
        assert!(author_text(intents, "x").0.ends_with("Thanks"));
    }
}
