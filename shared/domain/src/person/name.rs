//! Names, and ids that only their company can read.

use super::text::{
    is_invisible, is_line_break, plain_apostrophe, plain_hyphen, plain_letters, typed,
    without_accents,
};
use super::{Unreadable, personal};

/// A person's or an agent's name.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName(String);

personal!(PersonName, "‹name›");

impl PersonName {
    /// Parses a name: one line, up to 200 characters.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        let text = typed(text);
        let fits =
            !text.is_empty() && text.chars().count() <= 200 && !text.chars().any(is_line_break);
        fits.then(|| Self(text.into_owned()))
            .ok_or(Unreadable::Name)
    }

    /// The name as typed, without spaces and invisible characters around it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the identity key: two names with the same key are spelled alike. Case, accents, apostrophes, punctuation and
    /// the order of the words don't count, so that "O’Neil, José" is "Jose Oneil". `None` if no letter or digit is left.
    #[must_use]
    pub fn normalized(&self) -> Option<String> {
        let plain = without_accents(&self.0).to_lowercase();
        let spelled = plain.chars().map(plain_apostrophe);
        let mut words = String::with_capacity(plain.len());
        // Copying adds invisible characters inside a word, too.
        for c in spelled.filter(|c| *c != '\'' && !is_invisible(*c)) {
            match plain_letters(c) {
                Some(letters) => words.push_str(letters),
                None if c.is_alphanumeric() => words.push(c),
                None => words.push(' '),
            }
        }
        let spelled = words;
        let mut words: Vec<&str> = spelled.split(' ').filter(|word| !word.is_empty()).collect();
        words.sort_unstable();
        (!words.is_empty()).then(|| words.join(" "))
    }
}

/// A company's id for an account, or an id of a device or browser.
///
/// Partners see ids that strangers typed. The syntax is therefore too narrow for a sentence, an address or a link that
/// an email program would turn into one.
#[derive(Clone, PartialEq, Eq)]
pub struct OpaqueId(String);

personal!(OpaqueId, "‹id›");

impl OpaqueId {
    /// The most characters of an id.
    pub const MAX_LENGTH: usize = 128;

    /// The allowed characters in addition to ASCII letters and digits.
    pub const MARKS: &str = "-_.:=+|";

    /// Parses an id: up to 128 ASCII letters, digits and [`Self::MARKS`], at least one of them a letter or digit. A
    /// digit must follow a dot, so that no id is a domain.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        let id: String = typed(text).chars().map(plain_hyphen).collect();
        let allowed = |c: char| c.is_ascii_alphanumeric() || Self::MARKS.contains(c);
        let mut after_dots = id.split('.').skip(1);
        let fits = id.len() <= Self::MAX_LENGTH
            && id.chars().all(allowed)
            && id.chars().any(|c| c.is_ascii_alphanumeric())
            && after_dots.all(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        fits.then_some(Self(id)).ok_or(Unreadable::OpaqueId)
    }

    /// The id as typed, without spaces and invisible characters around it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
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

    #[test]
    fn names_that_are_spelled_alike_have_one_key() {
        let key = |name: &str| PersonName::parse(name).unwrap().normalized();
        let alike = [
            "José O’Neil",
            "jose o'neil",
            "ONEIL,  Jose",
            "JOSE\u{301} O\u{2bc}Neil",
        ];
        for name in alike {
            assert_eq!(key(name).as_deref(), Some("jose oneil"), "{name}");
        }
        assert_eq!(key("Mary-Jane Li"), key("Li, Mary Jane"));
        for (written, plain) in [
            ("Đặng Thị", "Dang Thi"),
            ("Łukasz Ørsted", "lukasz orsted"),
            ("Işık", "IŞIK"),
            ("Weiß", "WEISS"),
            ("An\u{200b}a\u{ad}bel", "anabel"),
        ] {
            assert_eq!(key(written), key(plain), "{written}");
        }
        assert_ne!(key("Jose Neil"), key("Jose Oneil"));
        assert_eq!(key("김 민준"), key("민준 김"));
        assert_eq!(key("—"), None);
    }

    #[test]
    fn ids_as_companies_make_them_pass() {
        for id in [
            "customer-4711",
            "auth0|5f7c8ec7c33c6c004bbafe82",
            "GA1.2.123456789.1234567890",
            "00:1b:44:11:3a:b7",
            "SmartTV_9F8E7D6C",
            "YWJjZA==",
            &"a".repeat(128),
        ] {
            assert_eq!(OpaqueId::parse(id).unwrap().as_str(), id);
        }
        let typed = "\u{feff}a3f1c2d4\u{2011}5678\u{200b} ";
        assert_eq!(OpaqueId::parse(typed).unwrap().as_str(), "a3f1c2d4-5678");
    }

    /// What partners would read, or could press, is not an id.
    #[test]
    fn no_sentence_and_no_link_is_an_id() {
        for text in [
            "Call 916 555 0143 now",
            "https://example.org",
            "example.org",
            "www.example.org",
            "4711.example.org",
            "example.org/a",
            "ana@example.org",
            "mailto:ana@example.org",
            "//example",
            "<b>",
            "a\u{200b}b",
            "пример",
            "a.",
            &"a".repeat(129),
        ] {
            assert_eq!(OpaqueId::parse(text), Err(Unreadable::OpaqueId), "{text:?}");
        }
    }
}
