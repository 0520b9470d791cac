//! The requester's own words about their request.

use super::personal;
use super::text::{is_line_break, nfc};

/// The requester's own words: what is wrong, or what to delete. Staff read them, and no email or page repeats them.
#[derive(Clone, PartialEq, Eq)]
pub struct Details(String);

personal!(Details, "‹details›");

/// The text is too long, or holds control characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Shorten this to 5,000 characters. You can send us more by email")]
pub struct TooLong;

impl Details {
    /// The most characters.
    pub const MAX_CHARACTERS: usize = 5_000;

    /// Parses text of several lines. Line breaks become `\n`, and other control characters are dropped.
    pub fn parse(text: &str) -> Result<Self, TooLong> {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let kept = |c: &char| matches!(c, '\n' | '\t') || !is_line_break(*c);
        let text: String = nfc(text.trim()).chars().filter(kept).collect();
        if text.chars().count() > Self::MAX_CHARACTERS {
            return Err(TooLong);
        }
        Ok(Self(text))
    }

    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_and_control_characters_go() {
        let typed = " My name is Zoë.\r\nNot Zoe.\u{0}\u{1b}[31m\rThanks ";
        let details = Details::parse(typed).unwrap();
        assert_eq!(details.as_str(), "My name is Zoë.\nNot Zoe.[31m\nThanks");
        assert_eq!(format!("{details:?}"), "‹details›");
    }

    #[test]
    fn five_thousand_characters_fit_and_no_more() {
        assert!(Details::parse(&"ñ".repeat(5_000)).is_ok());
        assert_eq!(Details::parse(&"ñ".repeat(5_001)), Err(TooLong));
    }
}
