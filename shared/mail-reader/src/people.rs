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

/// The maximum number of people in one message. Staff handle a longer list.
pub const MOST_PEOPLE: usize = 500;

/// The maximum number of addresses, reply addresses included.
const MOST_ADDRESSES: usize = 4 * MOST_PEOPLE;

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

/// Returns the people that `words` name, at most one more than [`MOST_PEOPLE`].
pub(super) fn named(words: &str, inbox: &Inbox) -> Vec<Named> {
    let lines: Vec<&str> = words.lines().collect();
    let mut people: Vec<Named> = Vec::new();
    let mut known = std::collections::HashSet::new();
    let mut labelled: Option<(usize, PersonName)> = None;
    let mut addresses = 0;
    for (at, line) in lines.iter().enumerate() {
        if let Some((label, value)) = label_of(line)
            && label.ends_with("name")
            && let Some(name) = name_in(value)
        {
            labelled = Some((at, name));
        }
        for word in line.split(|c: char| {
            c.is_whitespace() || matches!(c, ',' | ';' | '|' | '<' | '>' | '(' | ')' | '"')
        }) {
            let bare = word
                .trim_end_matches(['.', ':', '!'])
                .trim_start_matches("mailto:");
            if !bare.contains('@') || is_colleague(bare, inbox) {
                continue;
            }
            let Ok(address) = EmailAddress::parse(bare) else {
                continue;
            };
            addresses += 1;
            if addresses > MOST_ADDRESSES {
                return people;
            }
            if is_for_answers(&lines, at, word) || !known.insert(bare.to_ascii_lowercase()) {
                continue;
            }
            let before = line.split(word).next().unwrap_or_default();
            let above = labelled.take().filter(|(above, _)| at - above <= 6);
            let name = name_in(before).or(above.map(|(_, name)| name));
            people.push(Named { address, name });
            if people.len() > MOST_PEOPLE {
                return people;
            }
        }
    }
    if let [only] = people.as_mut_slice()
        && only.name.is_none()
    {
        only.name = introduced(words);
    }
    people
}

/// Returns whether an address is a reply address, by the words before it in its line and the two above.
fn is_for_answers(lines: &[&str], at: usize, word: &str) -> bool {
    let same = lines[at].split(word).next().unwrap_or_default();
    let above = lines[at.saturating_sub(2)..at].iter().copied();
    let before = above
        .chain([same])
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    let start = before.ceil_char_boundary(before.len().saturating_sub(120));
    ANSWER_TO
        .iter()
        .any(|words| before[start..].contains(words))
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
    fn a_list_has_an_end() {
        let list: String = (0..2_000).map(|n| format!("a{n}@b.example\n")).collect();
        assert_eq!(shown(&list).len(), MOST_PEOPLE + 1);
    }
}
