//! Names and opaque ids: single lines that are kept as typed.

use super::{Unreadable, personal};

/// A person's or an agent's name.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName(String);

personal!(PersonName, "‹name›");

impl PersonName {
    /// Reads a name: one line, up to 200 characters.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        single_line(text, 200).map(Self).ok_or(Unreadable::Name)
    }

    /// The name as typed, without white space around it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A company's id for an account, or an id of a device or browser.
#[derive(Clone, PartialEq, Eq)]
pub struct OpaqueId(String);

personal!(OpaqueId, "‹id›");

impl OpaqueId {
    /// Reads an id: one line, up to 256 characters, with an email or digit in it.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        single_line(text, 256)
            .filter(|t| t.chars().any(|c| c.is_ascii_alphanumeric()))
            .map(Self)
            .ok_or(Unreadable::OpaqueId)
    }

    /// The id as typed, without white space around it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn single_line(text: &str, most: usize) -> Option<String> {
    let text = text.trim_matches(|c: char| c == ' ' || c == '\t');
    let fits = !text.is_empty()
        && text.chars().count() <= most
        && !text
            .chars()
            .any(|c| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'));
    fits.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_break_never_passes() {
        for typed in [
            "Ana\r\nBcc: x",
            "Ana\nB",
            "Ana\u{2028}B",
            "Ana\0",
            "",
            "   ",
            "\r\n",
        ] {
            assert_eq!(PersonName::parse(typed), Err(Unreadable::Name), "{typed:?}");
            assert_eq!(
                OpaqueId::parse(typed),
                Err(Unreadable::OpaqueId),
                "{typed:?}"
            );
        }
        assert_eq!(
            PersonName::parse(" María-José O’Neil ").unwrap().as_str(),
            "María-José O’Neil"
        );
        assert_eq!(OpaqueId::parse("--"), Err(Unreadable::OpaqueId));
    }
}
