//! The lines that mail clients write above quoted text: separators, header blocks, attribution lines.

use super::super::quote_markers::QUOTE_MARKERS;

/// The kind of line above quoted text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    /// The title of a forwarded message.
    Forward,
    /// The title of an original message, in replies and forwards.
    Original,
    /// Header lines.
    HeaderBlock,
}

/// Recognizes `---------- Forwarded message ---------` in any language. A title between dashes that names neither a
/// forward nor an original counts only above header lines, because people also divide their own text with such lines.
pub(super) fn separator_of(lines: &[&str], line: &str) -> Option<Separator> {
    let rest = line.trim_start_matches(['-', '_', '=', '*']);
    if line.len() - rest.len() < 3 || line.len() > 4_000 {
        return None;
    }
    let end = rest.find("---").or_else(|| rest.find("***"))?;
    let title = lower(rest[..end].trim());
    if !title.chars().any(char::is_alphabetic) || title.chars().count() > 60 {
        return None;
    }
    let says = |quote_markers: &[String]| {
        quote_markers
            .iter()
            .any(|mark| title.contains(mark.as_str()))
    };
    if says(&QUOTE_MARKERS.original) {
        return Some(Separator::Original);
    }
    if says(&QUOTE_MARKERS.forwarded) {
        return Some(Separator::Forward);
    }
    // Yahoo writes header lines on the separator's line.
    let beside = label_of(rest[end..].trim_start_matches(['-', '*', ' ', '\u{a0}']));
    if beside
        .is_some_and(|(label, value)| QUOTE_MARKERS.from.contains(&label) && value.contains('@'))
    {
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

/// Returns whether these are at least three header lines and one of them names a sender.
pub(super) fn is_header_block(lines: &[&str]) -> bool {
    let labels = lines.iter().take(8).map_while(|line| label_of(line));
    let (mut count, mut names_sender) = (0, false);
    for (label, value) in labels {
        count += 1;
        names_sender |= QUOTE_MARKERS.from.contains(&label)
            || value.contains("[mailto:")
            || value
                .split_once('<')
                .is_some_and(|(_, inside)| inside.contains('@'));
    }
    count >= 3 && names_sender
}

/// Splits a line `Label: value`. The label is in lower case.
pub(crate) fn label_of(line: &str) -> Option<(String, &str)> {
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

/// Returns the text in lower case, with the Turkish `İ` as `i`.
fn lower(text: &str) -> String {
    let lower = text.chars().flat_map(char::to_lowercase);
    lower.filter(|c| *c != '\u{307}').collect()
}

/// Returns the number of lines of `On … Ana <address> wrote:`, if it begins here. It can wrap over three lines.
pub(crate) fn attribution(lines: &[&str]) -> Option<usize> {
    (1..=3.min(lines.len())).find(|length| {
        let these = &lines[..*length];
        let ends = these.last().is_some_and(|l| l.ends_with([':', '：']));
        ends && !these.iter().any(|l| l.is_empty())
            && is_attribution(these)
            // The lines above an attribution line aren't part of it.
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
    let wrote = QUOTE_MARKERS
        .wrote
        .iter()
        .any(|w| lower.ends_with(w.as_str()));
    (bracketed && has_digit) || (wrote && (has_digit || line.contains('@')))
}
