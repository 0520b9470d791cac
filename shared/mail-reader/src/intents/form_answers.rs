//! Tick boxes and yes-or-no answers of a completed form.
//!
//! Only ticked or affirmed lines are requests. A form without a tick goes to review, so its lines stay as questions,
//! which open nothing.

use std::borrow::Cow;

const TICKED: [&str; 19] = [
    "[x]", "[X]", "[×]", "[✓]", "[✔]", "[√]", "[v]", "[V]", "[*]", "(x)", "(X)", "(*)", "☑", "☒",
    "✅", "✔", "✓", "🗹", "◉",
];
const UNTICKED: [&str; 12] = [
    "[ ]", "[]", "[_]", "[  ]", "( )", "()", "(_)", "☐", "□", "◻", "⬜", "○",
];
const YES: [&str; 17] = [
    "yes",
    "y",
    "true",
    "on",
    "1",
    "x",
    "checked",
    "selected",
    "ticked",
    "ja",
    "oui",
    "si",
    "sí",
    "sim",
    "agree",
    "agreed",
    "yes please",
];
const NO: [&str; 20] = [
    "no",
    "n",
    "false",
    "off",
    "0",
    "unchecked",
    "not selected",
    "not checked",
    "unticked",
    "none",
    "n/a",
    "nein",
    "non",
    "não",
    "nee",
    "no thanks",
    "no thank you",
    "-",
    "–",
    "—",
];
/// The longest question of a form, in bytes. A longer line is prose.
const LONGEST_QUESTION: usize = 160;

/// Returns the text without what a form leaves unticked or answers with "No".
pub(super) fn resolved(text: &str) -> Cow<'_, str> {
    let has_box = TICKED
        .iter()
        .chain(&UNTICKED)
        .any(|mark| text.contains(mark));
    let has_answer = || text.lines().any(|line| answer(line).is_some());
    if !has_box && !has_answer() {
        return Cow::Borrowed(text);
    }
    let ticks = TICKED.iter().any(|mark| text.contains(mark));
    let mut kept = String::with_capacity(text.len());
    for line in text.lines() {
        if has_box && boxes(line, ticks, &mut kept) {
            continue;
        }
        match answer(line) {
            Some((_, false)) => {}
            Some((question, true)) => {
                kept.push_str(question);
                kept.push_str(".\n");
            }
            None => {
                kept.push_str(line);
                kept.push('\n');
            }
        }
    }
    Cow::Owned(kept)
}

/// Whether a text has tick boxes or yes-or-no answers. What is asked in it is for the phrases alone to say.
pub(super) fn is_form(text: &str) -> bool {
    let text = &text[..text.floor_char_boundary(16 * 1024)];
    text.lines()
        .any(|line| next_box(line).is_some() || answer(line).is_some())
}

/// Copies the ticked choices of a line with boxes, each as a sentence. Returns false for a line without a box.
fn boxes(line: &str, form_has_ticks: bool, kept: &mut String) -> bool {
    let Some((mut ticked, first, mut rest)) = next_box(line) else {
        return false;
    };
    // Words before the first box are the form's question: `Request type: [x] Delete`.
    kept.push_str(&line[..first]);
    kept.push('\n');
    loop {
        let next = next_box(rest);
        let label = next.map_or(rest, |(_, at, _)| &rest[..at]).trim();
        if ticked {
            kept.push_str(label.trim_end_matches(['.', ';', ',', '|']));
            kept.push_str(".\n");
        } else if !form_has_ticks {
            kept.push_str(label);
            kept.push_str("?\n");
        }
        match next {
            Some((is_ticked, _, after)) => (ticked, rest) = (is_ticked, after),
            None => return true,
        }
    }
}

/// Returns the first box in a text: whether it is ticked, its position, and the text after it.
fn next_box(text: &str) -> Option<(bool, usize, &str)> {
    let find = |marks: &[&str], ticked: bool| {
        let found = marks
            .iter()
            .filter_map(|mark| Some((text.find(mark)?, mark.len())));
        found.min().map(|(at, length)| (at, length, ticked))
    };
    let found = find(&TICKED, true)
        .into_iter()
        .chain(find(&UNTICKED, false));
    let (at, length, ticked) = found.min()?;
    Some((ticked, at, &text[at + length..]))
}

/// Reads a line `Delete my data: No`, if the answer is one word that affirms or denies.
fn answer(line: &str) -> Option<(&str, bool)> {
    if line.len() > LONGEST_QUESTION {
        return None;
    }
    let (question, answer) = line.rsplit_once([':', '：', '=', '?', '\t'])?;
    let answer = answer.trim().trim_end_matches(['.', '!']).to_lowercase();
    if question.trim().is_empty() || answer.is_empty() || answer.len() > 14 {
        return None;
    }
    let question = question.trim_start_matches(['-', '*', '•', ' ', '>']);
    match (
        YES.contains(&answer.as_str()),
        NO.contains(&answer.as_str()),
    ) {
        (true, _) => Some((question, true)),
        (_, true) => Some((question, false)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_ticked_or_affirmed_stays() {
        let kept = |text: &str| {
            let kept = resolved(text);
            kept.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        assert_eq!(kept("[ ] Delete\n[x] Do not sell\nAna"), "Do not sell. Ana");
        assert_eq!(kept("☐ Delete ☑ Do not sell ☐ Copy"), "Do not sell.");
        assert_eq!(kept("Delete: No\nDo not sell: Yes"), "Do not sell.");
        assert_eq!(kept("( ) Delete\n( ) Copy"), "Delete? Copy?");
        let prose = "Hello:\nDo not sell my data. Is it 1 or 2?";
        assert_eq!(kept(prose), prose.replace('\n', " "));
    }
}
