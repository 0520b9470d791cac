//! Lines that are only the text of a link: the footer of a page, of cold mail or of a newsletter.
//!
//! In HTML the reader sees the link itself (`html` marks such a line); in plain text it knows a line by its words.
//! Such a line is the writer's request only where the message says nothing else.

use super::super::phrase::lines_of;
use std::borrow::Cow;
use std::sync::LazyLock;

static LABELS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lines_of(include_str!("../phrases/link_lines.txt")).collect());

/// A message of so many other words says what it wants in them.
const FEWEST_OTHER_WORDS: usize = 9;
/// The longest text of a link, in bytes.
const LONGEST: usize = 90;

/// Marks the link lines of a text as entries of a menu, which ask for nothing.
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
    // `Unsubscribe: https://…`, `Unsubscribe <https://…>` and `[Unsubscribe](https://…)`.
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
