//! The writer's own words: a text without what it quotes, forwards and is signed with.
//!
//! Quoted text and signatures ask for nothing. How a quotation looks is taken from its shape where
//! possible, so that it is seen in languages that aren't read: `>` lines, separators of dashes, blocks of
//! header lines, a line with an address and a date that ends in a colon.

use super::marks::MARKS;

/// A text in its two halves.
#[derive(Debug, Default)]
pub(super) struct Own {
    /// What the writer wrote.
    pub(super) words: String,
    /// What stood in it that others wrote.
    pub(super) quoted: String,
    /// Whether it looks like a forward rather than an answer.
    pub(super) forwarded: bool,
    /// Whether something says so in words: the subject's prefix, or the title of a separator.
    pub(super) explicit: bool,
    /// What was passed on or answered, as it stood, from its separator, header block or attribution on.
    pub(super) passed: Option<String>,
}

/// What a subject's first prefix says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Prefix {
    /// It has none.
    None,
    /// An answer.
    Reply,
    /// A forward.
    Forward,
}

/// The longest signature, in lines; what is longer is text.
const LONGEST_SIGNATURE: usize = 15;

/// What the subject's first prefix says: `Re:`, `Fwd:`, `AW:` …
pub(super) fn prefix_of(subject: &str) -> Prefix {
    prefix(subject).0
}

/// The subject without its prefixes.
pub(super) fn without_prefixes(subject: &str) -> &str {
    let mut rest = subject;
    for _ in 0..20 {
        match prefix(rest) {
            (Prefix::None, _) => break,
            (_, after) => rest = after,
        }
    }
    rest.trim()
}

fn prefix(subject: &str) -> (Prefix, &str) {
    let subject = without_list_tag(subject.trim_start());
    let Some(colon) = subject.find([':', '：']).filter(|at| *at <= 24) else {
        return (Prefix::None, subject);
    };
    let (word, rest) = subject.split_at(colon);
    let rest = rest.trim_start_matches([':', '：']);
    // `Re[2]:` and `RE (2):` count answers.
    let word = word
        .split(['[', '('])
        .next()
        .unwrap_or_default()
        .trim()
        .to_lowercase();
    if MARKS.forward.contains(&word) {
        (Prefix::Forward, rest)
    } else if MARKS.reply.contains(&word) {
        (Prefix::Reply, rest)
    } else {
        (Prefix::None, subject)
    }
}

/// The subject without the `[name]` that a mailing list puts before it.
fn without_list_tag(subject: &str) -> &str {
    let inside = subject.strip_prefix('[').and_then(|s| s.split_once(']'));
    match inside {
        Some((tag, rest)) if tag.len() <= 40 && prefix_word(rest).is_some() => rest.trim_start(),
        _ => subject,
    }
}

/// The word before the first colon, if it is short enough to be a prefix.
fn prefix_word(subject: &str) -> Option<&str> {
    let colon = subject.find([':', '：']).filter(|at| *at <= 24)?;
    Some(&subject[..colon])
}

/// Splits a text; `prefix` is its subject's.
pub(super) fn split(text: &str, prefix: Prefix) -> Own {
    let lines: Vec<&str> = text
        .lines()
        .map(|l| l.trim_end().trim_start_matches('\u{feff}'))
        .collect();
    let mut own = Own::default();
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
            own.explicit |= mark == Separator::Forward || prefix == Prefix::Forward;
            own.pass_on(&lines[at..], forwards);
            if !is_quoted {
                return own.and_quoted(&lines[at..]);
            }
        }
        if is_quoted {
            push(&mut own.quoted, inner);
        } else if line == "--" && is_signature(&lines[at + 1..]) && !own.words.trim().is_empty() {
            // The rest is the signature, and what may be quoted below it.
            for line in &lines[at + 1..] {
                push(&mut own.quoted, line);
            }
            return own;
        } else if let Some(length) = attribution(&lines[at..]) {
            let below = lines[at + length..].iter().find(|l| !l.is_empty());
            own.explicit |= prefix == Prefix::Forward;
            own.pass_on(&lines[at..], prefix == Prefix::Forward);
            if !below.is_some_and(|l| l.starts_with('>')) {
                return own.and_quoted(&lines[at..]).unless_answered(answers);
            }
            at += length;
            continue;
        } else {
            push(&mut own.words, line);
        }
        at += 1;
    }
    own.unless_answered(answers)
}

impl Own {
    fn and_quoted(mut self, lines: &[&str]) -> Self {
        for line in lines {
            push(&mut self.quoted, line.trim_start_matches(['>', ' ', '\t']));
        }
        self
    }

    /// Keeps what was passed on, from its first mark; the mark of a forward goes before that of an answer.
    fn pass_on(&mut self, lines: &[&str], forwards: bool) {
        if self.passed.is_none() || (forwards && !self.forwarded) {
            self.passed = Some(lines.join("\n"));
        }
        self.forwarded |= forwards;
    }

    /// Somebody who sends nothing but another's words, and not as an answer, passes them on.
    fn unless_answered(mut self, answers: bool) -> Self {
        self.forwarded |=
            !answers && self.words.trim().is_empty() && !self.quoted.trim().is_empty();
        self
    }
}

/// What stands above what others wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Separator {
    /// It says that a message is passed on.
    Forward,
    /// It stands above answers and forwards alike.
    Original,
    /// Header lines.
    HeaderBlock,
}

fn push(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

/// `---------- Forwarded message ---------` in any language. A title between dashes that says neither that
/// something is passed on nor that it is an original is one only above header lines: people divide their own
/// letters by such lines, too.
fn separator_of(lines: &[&str], line: &str) -> Option<Separator> {
    let rest = line.trim_start_matches(['-', '_', '=', '*']);
    if line.len() - rest.len() < 3 || line.len() > 4_000 {
        return None;
    }
    let end = rest.find("---").or_else(|| rest.find("***"))?;
    let title = lower(rest[..end].trim());
    if !title.chars().any(char::is_alphabetic) || title.chars().count() > 60 {
        return None;
    }
    let says = |marks: &[String]| marks.iter().any(|mark| title.contains(mark.as_str()));
    if says(&MARKS.original) {
        return Some(Separator::Original);
    }
    if says(&MARKS.forwarded) {
        return Some(Separator::Forward);
    }
    // Yahoo's header lines stand on the separator's own.
    let beside = label_of(rest[end..].trim_start_matches(['-', '*', ' ', '\u{a0}']));
    if beside.is_some_and(|(label, value)| MARKS.from.contains(&label) && value.contains('@')) {
        return Some(Separator::Forward);
    }
    let below = (1..=4).filter_map(|n| lines.get(n..));
    let mut below = below.filter(|l| {
        l.first()
            .is_some_and(|l| !l.trim_matches(['>', ' ']).is_empty())
    });
    below
        .next()
        .is_some_and(is_header_block)
        .then_some(Separator::Forward)
}

/// Three header lines or more, one of which names a sender as a header does.
fn is_header_block(lines: &[&str]) -> bool {
    let labels = lines.iter().take(8).map_while(|line| label_of(line));
    let (mut count, mut names_sender) = (0, false);
    for (label, value) in labels {
        count += 1;
        names_sender |= MARKS.from.contains(&label)
            || value.contains("[mailto:")
            || value
                .split_once('<')
                .is_some_and(|(_, inside)| inside.contains('@'));
    }
    count >= 3 && names_sender
}

/// A line `Label: value`, its label in lower case.
pub(super) fn label_of(line: &str) -> Option<(String, &str)> {
    let line = line.trim_start_matches(['>', ' ', '\t', '*', '_', '|', '\u{feff}']);
    let colon = line.find([':', '：']).filter(|at| (1..=40).contains(at))?;
    let (label, value) = line.split_at(colon);
    let label = label.trim_matches(['*', '_', ' ', '\u{a0}']);
    let value = value.trim_start_matches([':', '：', '*', '_', ' ', '\t', '\u{a0}']);
    let is_label = !label.is_empty()
        && label
            .chars()
            .all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '-' | '\'' | '/'))
        && label.split_whitespace().count() <= 3;
    (is_label && !value.is_empty()).then(|| (lower(label), value))
}

/// In lower case, with the Turkish `İ` as `i`.
fn lower(text: &str) -> String {
    let lower = text.chars().flat_map(char::to_lowercase);
    lower.filter(|c| *c != '\u{307}').collect()
}

/// The lines of `On … somebody <address> wrote:`, if one begins here; it may be wrapped over three.
pub(super) fn attribution(lines: &[&str]) -> Option<usize> {
    (1..=3.min(lines.len())).find(|length| {
        let these = &lines[..*length];
        let ends = these.last().is_some_and(|l| l.ends_with([':', '：']));
        ends && !these.iter().any(|l| l.is_empty())
            && is_attribution(these)
            // What stands above an attribution isn't part of it.
            && !(1..*length).any(|skip| is_attribution(&these[skip..]))
    })
}

fn is_attribution(lines: &[&str]) -> bool {
    let line = lines.join(" ");
    if line.len() > 400 {
        return false;
    }
    let has_digit = line.bytes().any(|b| b.is_ascii_digit());
    let bracketed = line
        .split_once('<')
        .is_some_and(|(_, inside)| inside.contains('@'));
    let lower = line
        .trim_end_matches([':', '：', ' ', '\u{a0}'])
        .to_lowercase();
    let wrote = MARKS.wrote.iter().any(|w| lower.ends_with(w.as_str()));
    (bracketed && has_digit) || (wrote && (has_digit || line.contains('@')))
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

    fn own(text: &str, subject: &str) -> (String, bool) {
        let own = split(text, prefix_of(subject));
        (
            own.words.split_whitespace().collect::<Vec<_>>().join(" "),
            own.forwarded,
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
            let (words, forwarded) = own(text, "Re: x");
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
            let (words, forwarded) = own(text, "x");
            assert_eq!((words.as_str(), forwarded), ("Look.", true), "{text}");
        }
    }

    #[test]
    fn a_letters_own_fields_stay() {
        let text =
            "Stop.\nName: Jordan Alvarez\nEmail: jordan@example.com\nAddress: 1420 Willow Street";
        assert_eq!(own(text, "x"), (text.replace('\n', " "), false));
        let asks = "Please answer within 15 days by email to:\n\njordan@example.com\n\nThanks";
        assert!(own(asks, "x").0.ends_with("Thanks"));
    }

    #[test]
    fn prefixes() {
        assert_eq!(prefix_of("RE[2]: Fwd: x"), Prefix::Reply);
        assert_eq!(prefix_of("WG: x"), Prefix::Forward);
        assert_eq!(prefix_of("Request: x"), Prefix::None);
        assert_eq!(without_prefixes("Re: Fw: AW: my data: now"), "my data: now");
    }
}
