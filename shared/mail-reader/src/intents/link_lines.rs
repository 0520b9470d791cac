//! Lines that consist of a link: the footer of a page, of cold email or of a newsletter.
//!
//! In HTML, the link itself is visible and `html` marks the line. In plain text, the line is recognized by its words.
//! Such a line is the author's request only if the message says nothing else.

use super::super::phrase::lines_of;
use std::borrow::Cow;
use std::sync::LazyLock;

static LABELS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lines_of(include_str!("../phrases/link_lines.txt")).collect());

/// A message with at least this many other words states its request in them.
const FEWEST_OTHER_WORDS: usize = 9;
/// The longest text of a link, in bytes.
const LONGEST: usize = 90;

/// Marks a text's link lines as menu entries, which ask for nothing.
pub(super) fn marked(text: &str) -> Cow<'_, str> {
    let links = text.lines().filter(|line| is_link(line)).count();
    if links == 0 {
        return Cow::Borrowed(text);
    }
    let others = text.lines().filter(|line| !is_link(line));
    let words = others
        .flat_map(str::split_whitespace)
        .take(FEWEST_OTHER_WORDS);
    if words.count() < FEWEST_OTHER_WORDS {
        return Cow::Borrowed(text);
    }
    let mut marked = String::with_capacity(text.len() + 8 * links);
    for line in text.lines() {
        if is_link(line) {
            marked.push_str("¦ ");
            marked.push_str(line);
            marked.push_str(" ¦\n");
        } else {
            marked.push_str(line);
            marked.push('\n');
        }
    }
    Cow::Owned(marked)
}

fn is_link(line: &str) -> bool {
    let line = line.trim();
    if line.is_empty() || line.len() > LONGEST + 200 || line.ends_with(['.', '!', '?']) {
        return false;
    }
    // The forms `Unsubscribe: https://…`, `Unsubscribe <https://…>` and `[Unsubscribe](https://…)`.
    let end = ["http://", "https://", "www."]
        .iter()
        .filter_map(|start| line.find(start))
        .min();
    let label = &line[..end.unwrap_or(line.len())];
    let label = label.trim_matches(|c: char| !c.is_alphanumeric());
    if label.is_empty() || label.len() > LONGEST {
        return false;
    }
    let label: String = label.to_lowercase().replace(['’', '\''], "");
    let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
    LABELS.iter().any(|known| *known == label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_footer_is_a_menu_and_a_request_alone_is_none() {
        let cold = "Are you the right person for payroll at your company?\nCole\nUnsubscribe: https://x.example/u";
        assert!(marked(cold).contains("¦ Unsubscribe: https://x.example/u ¦"));
        for own in [
            "Unsubscribe",
            "Hello\nDo not sell my personal information\nAna",
        ] {
            assert_eq!(marked(own), own);
        }
    }
}
