//! The clients of an agent.
//!
//! A person is an address, with a name in the same line, under a label above it, or before words like `, a California
//! consumer`. The order is that of the message, because requests get their IDs from it.

use super::Inbox;
use super::author_text::label_of;
use super::sender::is_colleague;
use domain::person::{EmailAddress, PersonName};

/// A client of an agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The person's address.
    pub address: EmailAddress,
    /// The person's name, if the message contains it.
    pub name: Option<PersonName>,
}

/// How far before an address its name and the words of a reply address are looked for, in bytes, so that a list of
/// thousands of people in one line is read in linear time.
const LOOKED_AT_BEFORE: usize = 256;

/// Words before an address that make it a reply address.
const ANSWER_TO: [&str; 9] = [
    "reply",
    "respond",
    "answer",
    "contact us",
    "write to",
    "e-mail to",
    "email to",
    "reach us",
    "reach me",
];
/// Words after the name of a client that an agent introduces.
const INTRODUCED: [&str; 6] = [
    ", a california",
    ", a consumer",
    ", a resident",
    ", a customer",
    ", who ",
    " hereby ",
];

/// Returns the people that `words` name. Their number has no limit of its own: the reader looks at 256 KB of text.
pub(super) fn named(words: &str, inbox: &Inbox) -> Vec<Named> {
    let lines: Vec<&str> = words.lines().collect();
    let mut people: Vec<Named> = Vec::new();
    let mut known = std::collections::HashSet::new();
    let mut labelled: Option<(usize, PersonName)> = None;
    for (at, line) in lines.iter().enumerate() {
        if let Some((label, value)) = label_of(line)
            && label.ends_with("name")
            && let Some(name) = name_in(value)
        {
            labelled = Some((at, name));
        }
        let mut end = 0;
        for piece in line.split_inclusive(is_between) {
            let before = tail(&line[..end], LOOKED_AT_BEFORE);
            end += piece.len();
            let word = piece.trim_end_matches(is_between);
            let bare = word
                .trim_end_matches(['.', ':', '!'])
                .trim_start_matches("mailto:");
            if !bare.contains('@') || is_colleague(bare, inbox) {
                continue;
            }
            let Ok(address) = EmailAddress::parse(bare) else {
                continue;
            };
            if is_for_answers(&lines, at, before) || !known.insert(bare.to_ascii_lowercase()) {
                continue;
            }
            let above = labelled.take().filter(|(above, _)| at - above <= 6);
            let name = name_before(before).or(above.map(|(_, name)| name));
            people.push(Named { address, name });
        }
    }
    if let [only] = people.as_mut_slice()
        && only.name.is_none()
    {
        only.name = introduced(words);
    }
    people
}

/// Whether this character separates words of a list.
fn is_between(c: char) -> bool {
    c.is_whitespace() || matches!(c, ',' | ';' | '|' | '<' | '>' | '(' | ')' | '"')
}

/// Returns the end of a text, of about this many bytes.
fn tail(text: &str, bytes: usize) -> &str {
    &text[text.ceil_char_boundary(text.len().saturating_sub(bytes))..]
}

/// Returns whether an address is a reply address, by the words before it in its line and the two above.
fn is_for_answers(lines: &[&str], at: usize, before: &str) -> bool {
    let above = lines[at.saturating_sub(2)..at].iter();
    let above = above.map(|line| tail(line, LOOKED_AT_BEFORE));
    let before = above
        .chain([before])
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    let before = tail(&before, 120);
    ANSWER_TO.iter().any(|words| before.contains(words))
}

/// Reads the name before an address, from the end of what its line has there. The beginning of a cut text is no name.
fn name_before(before: &str) -> Option<PersonName> {
    let is_cut = before.len() + char::MAX_LEN_UTF8 > LOOKED_AT_BEFORE;
    match is_cut && !before.trim_end().contains([':', '\t']) {
        true => None,
        false => name_in(before),
    }
}

/// Reads a name on its own line: two to five capitalized words.
fn name_in(text: &str) -> Option<PersonName> {
    let text = text
        .rsplit([':', '\t'])
        .find(|part| !part.trim().is_empty())
        .unwrap_or(text);
    let listed = |c: char| {
        c.is_ascii_digit()
            || c.is_whitespace()
            || matches!(
                c,
                '.' | ')' | '(' | '-' | '–' | '*' | '•' | ',' | ';' | '|' | '<' | '"' | '>'
            )
    };
    let name = text.trim_matches(listed);
    let words: Vec<&str> = name.split_whitespace().collect();
    let is_name = (2..=5).contains(&words.len())
        && words.iter().all(|word| {
            word.chars()
                .all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’'))
        })
        && words
            .iter()
            .filter(|word| word.starts_with(char::is_uppercase))
            .count()
            >= 2
        && words
            .first()
            .is_some_and(|word| word.starts_with(char::is_uppercase));
    is_name.then(|| PersonName::parse(name).ok()).flatten()
}

/// Returns the name before `, a California consumer`.
fn introduced(words: &str) -> Option<PersonName> {
    let text = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let lower = text.to_ascii_lowercase();
    INTRODUCED.iter().find_map(|mark| {
        let before = &text[..lower.find(mark)?];
        let sentence = before.rsplit(['.', '!', '?', ';', ':']).next()?;
        name_in(sentence)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inbox() -> Inbox {
        Inbox {
            address: EmailAddress::parse("privacy@company.example").unwrap(),
            others: Vec::new(),
            groups: Vec::new(),
            colleagues: Vec::new(),
            authserv_id: None,
        }
    }

    fn shown(words: &str) -> Vec<(String, Option<String>)> {
        let people = named(words, &inbox()).into_iter();
        people
            .map(|p| {
                (
                    p.address.as_str().to_owned(),
                    p.name.map(|n| n.as_str().to_owned()),
                )
            })
            .collect()
    }

    #[test]
    fn a_list_is_read_line_by_line() {
        let list = "1. Ana Lima <ana@b.example>\n2. Bob Ray, bob@b.example\nName: Cy Dee\nEmail: cy@b.example\n\
                    Please reply to us at desk@agents.example or privacy@company.example.";
        let person = |address: &str, name: &str| (address.to_owned(), Some(name.to_owned()));
        assert_eq!(
            shown(list),
            [
                person("ana@b.example", "Ana Lima"),
                person("bob@b.example", "Bob Ray"),
                person("cy@b.example", "Cy Dee")
            ]
        );
    }

    #[test]
    fn one_who_is_introduced_has_a_name() {
        let message =
            "Ana Lima, a California consumer, hereby opts out.\nHer address is ana@b.example";
        assert_eq!(
            shown(message),
            [("ana@b.example".to_owned(), Some("Ana Lima".to_owned()))]
        );
    }

    #[test]
    fn a_list_of_thousands_is_read_whole_in_lines_or_in_one() {
        for between in ["\n", ", "] {
            let list: Vec<_> = (0..20_000).map(|n| format!("a{n}@b.example")).collect();
            assert_eq!(shown(&list.join(between)).len(), list.len());
        }
    }

    #[test]
    fn the_words_far_before_an_address_are_no_name() {
        let far = format!("Ana Lima {}ana@b.example", "and ".repeat(100));
        assert_eq!(shown(&far), [("ana@b.example".to_owned(), None)]);
        let labelled = format!("{}: Ana Lima ana@b.example", "and ".repeat(100));
        let named = ("ana@b.example".to_owned(), Some("Ana Lima".to_owned()));
        assert_eq!(shown(&labelled), [named]);
    }
}
