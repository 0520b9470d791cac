//! The first step of parsing. Copying adds invisible characters, and phones and word processors replace plain characters
//! with typographic ones. Two texts that look the same must give the same identifier.

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use std::borrow::Cow;

/// Returns whether a character is invisible: soft hyphen, zero-width characters, marks of direction, byte order mark.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Returns whether a character is a hyphen, a dash or a minus sign. Word processors and phones replace `-` by each.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}'
    )
}

/// Returns `text` without spaces and invisible characters at both ends, in Unicode's form NFC (RFC 6532 § 3.1).
///
/// Line breaks and other control characters stay. Parsing refuses them, because they must never reach a header.
pub(super) fn typed(text: &str) -> Cow<'_, str> {
    nfc(text.trim_matches(is_padding))
}

/// Returns `text` in Unicode's form NFC.
pub(super) fn nfc(text: &str) -> Cow<'_, str> {
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
}

/// Returns `text` in Unicode's form NFKD without the accents of Latin, Greek and Cyrillic letters.
pub(super) fn without_accents(text: &str) -> String {
    let letters = DecomposingNormalizerBorrowed::new_nfkd().normalize(text);
    let is_accent = |c: &char| matches!(c, '\u{300}'..='\u{36f}');
    letters.chars().filter(|c| !is_accent(c)).collect()
}

/// Returns the plain letters of a lowercase Latin letter that Unicode doesn't take apart, as people type it without it.
pub(super) fn plain_letters(c: char) -> Option<&'static str> {
    Some(match c {
        'đ' | 'ð' => "d",
        'ł' => "l",
        'ø' => "o",
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ı' => "i",
        'ħ' => "h",
        'ŧ' => "t",
        _ => return None,
    })
}

/// Returns whether a character at the end of a typed value is not a part of the value.
pub(super) fn is_padding(c: char) -> bool {
    c == '\t' || is_invisible(c) || (c.is_whitespace() && !is_line_break(c))
}

/// Returns whether a character is a line break, or another control character.
pub(super) fn is_line_break(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Returns `-` for the hyphens that word processors write for one, and the character itself otherwise.
///
/// An em dash stays: phones write it for two hyphens.
pub(super) fn plain_hyphen(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}' => '-',
        other => other,
    }
}

/// Returns `'` for a typographic apostrophe or single quotation mark, and the character itself otherwise.
pub(super) fn plain_apostrophe(c: char) -> char {
    match c {
        '\u{b4}' | '\u{2b9}' | '\u{2bc}' | '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{2032}'
        | '\u{ff07}' => '\'',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_lose_what_nobody_sees() {
        let invisible = [
            0xad, 0xa0, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d,
            0x202e, 0x2060, 0x2066, 0x2067, 0x2068, 0x2069, 0xfeff, 0x20, 0x9, 0x2003, 0x3000,
        ];
        for c in invisible.map(|code| char::from_u32(code).unwrap()) {
            assert_eq!(typed(&format!("{c}{c}a{c}b{c}")), format!("a{c}b"), "{c:?}");
        }
        assert_eq!(typed("a\r\n"), "a\r\n", "a line break is refused later");
    }

    #[test]
    fn a_letter_and_its_mark_become_one_character() {
        assert_eq!(typed("jo\u{308}rg"), "j\u{f6}rg");
    }
}
