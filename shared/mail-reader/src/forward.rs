//! A forwarded message: its author, date and text.
//!
//! The structure decides first: a header block in any language, or the line above a quotation. `phrases/quotes.txt` has
//! the labels of the author's line. In an unknown language, the first line with an address is used, and staff confirm
//! it.
//!
//! In a chain, the original author is the author of the outermost message that no colleague wrote and that has words of
//! its own. A customer who forwards a thread and writes a request above it is the requester, not the other people in
//! the thread.

mod author;

pub(super) use author::author;

use super::author_text::{self, AuthorText, Prefix};
use super::content::Mailbox;
use super::date;
use super::quote_markers::QUOTE_MARKERS;
use author::author_of_attribution;
use jiff::civil::Date;

/// How an author was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AuthorEvidence {
    /// By the known label of a header line.
    Label,
    /// By the first address of a header block in an unknown language.
    FirstAddress,
    /// By the line above a quotation.
    Attribution,
}

/// One forwarded message.
#[derive(Debug, Clone)]
pub(super) struct ForwardedMessage {
    /// The author. The address is empty if there is only a name.
    pub(super) author: Mailbox,
    /// How the author was found.
    pub(super) evidence: AuthorEvidence,
    /// Its subject.
    pub(super) subject: String,
    /// The day when it was written, if that can be read.
    pub(super) written: Option<Date>,
    /// Its text, with its own quotations.
    pub(super) text: String,
}

/// How many lines are searched for the beginning of a forwarded message.
const MOST_LINES_ABOVE: usize = 8;
/// The maximum length of a chain of forwards.
const DEEPEST: usize = 12;

/// Returns the message that begins in `text`.
pub(super) fn forwarded_message(text: &str) -> Option<ForwardedMessage> {
    let lines: Vec<&str> = text.lines().map(|line| line.trim_end()).collect();
    for (at, line) in lines.iter().enumerate().take(MOST_LINES_ABOVE) {
        if let Some(forwarded_message) = on_one_line(line, &lines[at + 1..]) {
            return Some(forwarded_message);
        }
        if let Some(forwarded_message) = header_block(&lines[at..]) {
            return Some(forwarded_message);
        }
        if let Some(length) = author_text::attribution(&lines[at..]) {
            let line = lines[at..at + length].join(" ");
            return Some(ForwardedMessage {
                author: author_of_attribution(&line),
                evidence: AuthorEvidence::Attribution,
                subject: String::new(),
                written: date::written_on(&line),
                text: unquoted(&lines[at + length..]),
            });
        }
    }
    None
}

/// Follows a chain of forwards from `first` to the original. Messages of colleagues are skipped.
pub(super) fn original(
    first: ForwardedMessage,
    is_colleague: impl Fn(&str) -> bool,
) -> (ForwardedMessage, AuthorText) {
    let mut message = first;
    for _ in 0..DEEPEST {
        let by_colleague = is_colleague(&message.author.address);
        // Below a colleague's own words, a reply's quotation is also a forwarded message.
        let prefix = match author_text::prefix_of(&message.subject) {
            _ if by_colleague => Prefix::Forward,
            prefix => prefix,
        };
        let author_text = author_text::split(&message.text, prefix);
        let goes_on =
            by_colleague || (author_text.forwarded && author_text.words.trim().is_empty());
        let deeper = author_text
            .forwarded_message
            .as_deref()
            .filter(|_| goes_on)
            .and_then(forwarded_message);
        match deeper {
            Some(deeper) => message = deeper,
            None => return (message, author_text),
        }
    }
    let author_text = AuthorText::default();
    (message, author_text)
}

/// Reads a header block at the top of `lines`.
fn header_block(lines: &[&str]) -> Option<ForwardedMessage> {
    let mut block: Vec<(String, String)> = Vec::new();
    let mut end = 0;
    for (at, line) in lines.iter().enumerate().take(20) {
        let bare = line.trim_start_matches(['>', ' ', '\t', '\u{feff}']);
        match author_text::label_of(line) {
            Some((label, value)) => block.push((label, value.to_owned())),
            // A label without a value (`CC:`), or a value that continues on the next line.
            None if !block.is_empty() && !bare.is_empty() && at < 20 => {
                let goes_on = line.starts_with([' ', '\t']) || bare.contains('@');
                match block.last_mut() {
                    _ if bare.ends_with(':') && bare.len() < 30 => {}
                    Some((_, value)) if goes_on => value.push_str(bare),
                    _ => break,
                }
            }
            None => break,
        }
        end = at + 1;
        if block.len() == 8 {
            break;
        }
    }
    let labelled = |list: &[String]| {
        let found = block.iter().find(|(label, _)| list.contains(label));
        found.map(|(_, value)| value.as_str())
    };
    if block.len() < 2 || block.iter().map(|(_, v)| v.len()).sum::<usize>() > 16_000 {
        return None;
    }
    let known = labelled(&QUOTE_MARKERS.from);
    let is_recipient =
        |label: &String| QUOTE_MARKERS.to.contains(label) && !QUOTE_MARKERS.from.contains(label);
    let by_address = || {
        let senders = block.iter().filter(|(label, _)| !is_recipient(label));
        let mut senders = senders.map(|(_, value)| value.as_str());
        senders
            .find(|value| value.contains('@'))
            .filter(|_| block.len() >= 3)
    };
    let (value, evidence) = match known {
        Some(value) => (value, AuthorEvidence::Label),
        None => (by_address()?, AuthorEvidence::FirstAddress),
    };
    Some(ForwardedMessage {
        author: author(value),
        evidence,
        subject: labelled(&QUOTE_MARKERS.subject)
            .unwrap_or_default()
            .to_owned(),
        written: labelled(&QUOTE_MARKERS.date).and_then(date::written_on),
        text: unquoted(&lines[end..]),
    })
}

/// Reads `--- Forwarded Message --- From: Ana <a@b.example>To: … Sent: …Subject: …` on one line.
fn on_one_line(line: &str, below: &[&str]) -> Option<ForwardedMessage> {
    let line = line.trim_start_matches(['>', ' ', '\t', '-', '_', '=']);
    let (_, rest) = line.split_once("---")?;
    let rest = rest.trim_start_matches(['-', ' ', '\u{a0}']);
    let (label, value) = author_text::label_of(rest)?;
    if !QUOTE_MARKERS.from.contains(&label) {
        return None;
    }
    let end = value.find('>').map_or(value.len(), |at| at + 1);
    let (sender, others) = value.split_at(end);
    Some(ForwardedMessage {
        author: author(sender),
        evidence: AuthorEvidence::Label,
        subject: after_label(others, &QUOTE_MARKERS.subject, &[]).unwrap_or_default(),
        written: after_label(others, &QUOTE_MARKERS.date, &QUOTE_MARKERS.subject)
            .and_then(|d| date::written_on(&d)),
        text: unquoted(below),
    })
}

/// Returns the text after the last `label:` of a joined line, up to the next label of `until`.
fn after_label(line: &str, labels: &[String], until: &[String]) -> Option<String> {
    let find = |text: &str, labels: &[String]| {
        let colons = text.match_indices(':').map(|(at, _)| at);
        let mut ends = colons.filter_map(|at| {
            let before = text[..at].trim_end().to_lowercase();
            let label = labels.iter().filter(|l| before.ends_with(l.as_str()));
            let longest = label.map(String::len).max()?;
            Some((at, before.len() - longest))
        });
        ends.next()
    };
    let (colon, _) = find(line, labels)?;
    let value = &line[colon + 1..];
    let end = find(value, until).map_or(value.len(), |(_, start)| value.floor_char_boundary(start));
    Some(value[..end].trim().to_owned())
}

/// Returns the lines without one level of quotation, if all are quoted.
fn unquoted(lines: &[&str]) -> String {
    let quoted = |line: &&str| line.trim_start().starts_with('>');
    let said = || lines.iter().filter(|line| !line.trim().is_empty());
    let all = said().take(3).all(quoted) && said().next().is_some();
    let mut text = String::new();
    for line in lines {
        let line = match line.trim_start().strip_prefix('>') {
            Some(rest) if all => rest.strip_prefix(' ').unwrap_or(rest),
            // Text below the quotation is the forwarder's, not the author's.
            None if all && !line.trim().is_empty() => continue,
            _ => line,
        };
        text.push_str(line);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (String, Option<String>, String) {
        let forwarded_message = forwarded_message(text).unwrap();
        (
            forwarded_message.author.address,
            forwarded_message.author.name,
            forwarded_message.text,
        )
    }

    #[test]
    fn a_block_a_single_line_and_an_attribution_are_read() {
        let block =
            "--- Videresendt besked ---\nFra: Ana <a@b.example>\nDato: i dag\nEmne: x\n\ntheirs";
        let line = "--- Forwarded --- From: Ana <a@b.example>To: <c@d.example>Sent: 1 May 2025Subject: x\ntheirs";
        let attributed = "Am 27.10.2021 um 09:31 schrieb Ana <a@b.example>:\n\ntheirs";
        for text in [block, line, attributed] {
            let (address, name, text) = of(text);
            assert_eq!(
                (address.as_str(), name.as_deref()),
                ("a@b.example", Some("Ana"))
            );
            assert_eq!(text.trim(), "theirs");
        }
    }

    #[test]
    fn an_unknown_language_is_read_by_its_shape() {
        let text = "Xyx: Ana <a@b.example>\nZyz: 1 Qqq 2025\nWyw: <c@d.example>\n\ntheirs";
        assert_eq!(
            forwarded_message(text).unwrap().evidence,
            AuthorEvidence::FirstAddress
        );
        assert_eq!(of(text).0, "a@b.example");
    }

    #[test]
    fn a_colleague_in_the_chain_is_not_the_author() {
        let text = "From: Bob <bob@company.example>\nSubject: Re: x\nDate: now\n\nWe will.\n\n\
                    On 1 May 2025 Ana <ana@b.example> wrote:\n> I opt out.\n> > Hello";
        let colleague = |address: &str| address.ends_with("@company.example");
        let (message, author_text) = original(forwarded_message(text).unwrap(), colleague);
        assert_eq!(message.author.address, "ana@b.example");
        assert_eq!(author_text.words.trim(), "I opt out.");
    }
}
