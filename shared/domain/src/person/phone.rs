//! Phone numbers.
//!
//! The rules are our own: `rlibphonenumber` adds 0.5 MB and 13 ms to a function, and a minute to the build.
//! `tests/phone_numbers.rs` compares the results with that library over every country's example numbers.

mod countries;

use super::text::{is_dash, is_invisible, is_line_break};
use super::{Unreadable, personal};
use countries::{COUNTRIES, Country};

/// A phone number in E.164. A number without a country code is read as North American.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneNumber(String);

personal!(PhoneNumber, "‹phone›");

/// The most characters of a number as it is typed.
const MAX_TYPED: usize = 64;

/// The country code of North America.
const NORTH_AMERICA: &str = "1";

impl PhoneNumber {
    /// Parses a number as people write it: with spaces, dots, dashes, slashes, brackets and the invisible characters that
    /// copying adds.
    ///
    /// The digits that are dialed only within a country are dropped: `+44 (0)20 7946 0991` is `+442079460991`. A North
    /// American number has an area code and a central office code that each begin with 2 to 9; which of them are
    /// assigned is not checked, because new ones come every year. Elsewhere the country code and the length are checked.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        let (plus, digits) = typed_digits(text).ok_or(Unreadable::Phone)?;
        let number = if plus {
            international(&digits)
        } else if let Some(abroad) = abroad(&digits) {
            international(abroad)
        } else if digits.starts_with('0') {
            // This is another country's trunk prefix. Without the zero, the number could belong to a person in North America.
            None
        } else {
            national(NORTH_AMERICA, &digits)
        };
        number.map(Self).ok_or(Unreadable::Phone)
    }

    /// The number in E.164, which is also its identity key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The DROP key: the last ten digits (California's Data Broker API 1.2.0, "Phone").
    #[must_use]
    pub fn drop_key(&self) -> &str {
        &self.0[1 + (self.0.len() - 1).saturating_sub(10)..]
    }

    /// The number with all but its last two digits hidden.
    #[must_use]
    pub fn masked(&self) -> String {
        format!("*** *** **{}", &self.0[self.0.len() - 2..])
    }
}

/// Returns the digits of a typed number in ASCII, and whether they follow a plus sign. `None` if the text has
/// anything else in it.
fn typed_digits(text: &str) -> Option<(bool, String)> {
    let text = text.trim_matches(super::text::is_padding);
    if text.chars().count() > MAX_TYPED {
        return None;
    }
    let scheme = text.get(..4).filter(|s| s.eq_ignore_ascii_case("tel:"));
    let (mut plus, mut digits) = (false, String::new());
    for c in text[scheme.map_or(0, str::len)..].chars() {
        match c {
            '+' | '\u{ff0b}' if !plus && digits.is_empty() => plus = true,
            _ if is_mark(c) => {}
            _ => digits.push(ascii_digit(c)?),
        }
    }
    Some((plus, digits))
}

/// Returns whether people write the character between the digits of a number.
fn is_mark(c: char) -> bool {
    let space = c == '\t' || (c.is_whitespace() && !is_line_break(c));
    space || is_dash(c) || is_invisible(c) || "./()[]\u{b7}\u{ff08}\u{ff09}".contains(c)
}

/// Returns a full-width, Arabic or Persian digit as the ASCII digit.
fn ascii_digit(c: char) -> Option<char> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{ff10}'..='\u{ff19}' => '\u{ff10}',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6f0}'..='\u{6f9}' => '\u{6f0}',
        _ => return None,
    };
    char::from_digit(u32::from(c) - u32::from(zero), 10)
}

/// Returns what follows the digits for a call abroad: 011 in North America, 00 in most other countries.
fn abroad(digits: &str) -> Option<&str> {
    digits
        .strip_prefix("011")
        .or_else(|| digits.strip_prefix("00"))
}

/// Returns the number whose country code comes first.
fn international(digits: &str) -> Option<String> {
    // No country code is the beginning of another one.
    let code = (1..=3).find_map(|length| {
        let code = digits.get(..length)?;
        country(code).map(|_| code)
    });
    let code = code?;
    national(code, &digits[code.len()..])
}

fn country(code: &str) -> Option<&'static Country> {
    if code.starts_with('0') {
        return None;
    }
    let code: u16 = code.parse().ok()?;
    let at = COUNTRIES.binary_search_by_key(&code, |country| country.code);
    at.ok().map(|at| &COUNTRIES[at])
}

/// Returns the number of a country, without the digits that are dialed only within it.
fn national(code: &str, digits: &str) -> Option<String> {
    let country = country(code)?;
    let digits = without_trunk(country, digits)?;
    if code == NORTH_AMERICA && !is_north_american(digits) {
        return None;
    }
    Some(format!("+{code}{digits}"))
}

/// Returns the national number if it has a length that the country's numbers have.
fn without_trunk<'a>(country: &Country, digits: &'a str) -> Option<&'a str> {
    let possible = |digits: &str| {
        country
            .lengths
            .iter()
            .any(|length| usize::from(*length) == digits.len())
    };
    // Where numbers begin with a zero, one stays: +39 06 …
    let stray_zero = |digits: &str| match country.leading_zero {
        true => digits.starts_with("00"),
        false => digits.starts_with('0'),
    };
    if possible(digits) && !stray_zero(digits) {
        return Some(digits);
    }
    let trunks = country.trunk.iter().copied().chain(["0"]);
    trunks
        .filter_map(|trunk| digits.strip_prefix(trunk))
        .find(|rest| possible(rest) && !stray_zero(rest))
}

/// Returns whether ten digits follow the numbering plan: NXX-NXX-XXXX, where N is 2 to 9.
fn is_north_american(digits: &str) -> bool {
    let digits = digits.as_bytes();
    [0, 3].iter().all(|at| matches!(digits.get(*at), Some(b'2'..=b'9')))
        // 211 to 911 are services, and never area codes.
        && digits.get(1..3) != Some(b"11")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn country_codes_are_in_order_and_none_begins_another() {
        assert!(COUNTRIES.is_sorted_by(|a, b| a.code < b.code));
        let codes: Vec<String> = COUNTRIES.iter().map(|c| c.code.to_string()).collect();
        for code in &codes {
            let longer = |other: &&String| other.len() > code.len() && other.starts_with(code);
            assert_eq!(codes.iter().find(longer), None, "{code}");
        }
    }

    #[test]
    fn readable_numbers() {
        for (typed, kept) in [
            ("(916) 555-0143", "+19165550143"),
            ("916.555.0143", "+19165550143"),
            ("1 916 555 0143", "+19165550143"),
            ("+1(415)555-9317", "+14155559317"),
            ("+44 20 7946 0991", "+442079460991"),
            ("011 44 20 7946 0991", "+442079460991"),
            ("0044 20 7946 0991", "+442079460991"),
            ("tel:+1-916-555-0143", "+19165550143"),
            ("(+44) 20 7946 0991", "+442079460991"),
            ("＋１ ９１６ ５５５ ０１４３", "+19165550143"),
            ("+966 ٥٠ ١٢٣ ٤٥٦٧", "+966501234567"),
            ("916—555—0143", "+19165550143"),
        ] {
            assert_eq!(PhoneNumber::parse(typed).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn the_trunk_prefix_behind_a_country_code_is_dropped() {
        for (typed, kept) in [
            ("+44 (0)20 7946 0991", "+442079460991"),
            ("+44 020 7946 0991", "+442079460991"),
            ("011 44 (0)20 7946 0991", "+442079460991"),
            ("+49 (0)30 901820", "+4930901820"),
            ("+61 (02) 9374 4000", "+61293744000"),
            ("+1 1 916 555 0155", "+19165550155"),
            ("+7 8 912 345-67-89", "+79123456789"),
            ("+36 06 1 234 5678", "+3612345678"),
            ("+52 1 55 1234 5678", "+525512345678"),
            ("+45 (0)32 12 34 56", "+4532123456"),
            // Italian numbers begin with a zero.
            ("+39 (0)6 1234 5678", "+390612345678"),
            ("+39 06 1234 5678", "+390612345678"),
            ("+225 (0)1 23 45 67 89", "+2250123456789"),
        ] {
            assert_eq!(PhoneNumber::parse(typed).unwrap().as_str(), kept, "{typed}");
        }
    }

    #[test]
    fn invisible_characters_are_dropped_anywhere() {
        for typed in [
            "\u{202d}+1 916 555 0144\u{202c}",
            "\u{2068}916 555 0144\u{2069}",
            "\u{200e}916 555 0144",
            "916\u{ad}555\u{a0}0144",
            "+\u{200b}1\u{2060} (916)\u{202f}555\u{2011}0144\u{feff}",
        ] {
            let parsed = PhoneNumber::parse(typed).unwrap();
            assert_eq!(parsed.as_str(), "+19165550144", "{typed:?}");
        }
    }

    #[test]
    fn a_new_area_code_is_not_refused() {
        for area in 200..1000 {
            let parsed = PhoneNumber::parse(&format!("{area} 555 0143"));
            assert_eq!(parsed.is_ok(), area % 100 != 11, "{area}");
        }
    }

    #[test]
    fn unreadable_numbers() {
        for typed in [
            "",
            "+",
            "555-0143",
            "0165550143",
            "+0123456789",
            "916 555 0143 ext 2",
            "916\r\n5550143",
            "916 555 0143\n",
            "++19165550143",
            "1+9165550143",
            "+1 555 0143",
            "+1 916 555 014",
            "+1 916 555 01433",
            "+1 116 555 0143",
            "916 155 0143",
            "+916 555 0143", // the 1 of North America is missing
            "+44 20 7946 09",
            "+44 0 0 20 7946 0991",
            "+999 123 4567",
            "020 7946 0991",
            "+44 20 7946 0991 +1",
        ] {
            assert_eq!(
                PhoneNumber::parse(typed),
                Err(Unreadable::Phone),
                "{typed:?}"
            );
        }
    }

    proptest! {
        /// A stored number parses to the same number.
        #[test]
        fn a_number_is_read_back_as_it_was_stored(typed in "\\+?[0-9() -]{6,18}|\\PC{0,20}") {
            if let Ok(number) = PhoneNumber::parse(&typed) {
                prop_assert_eq!(PhoneNumber::parse(number.as_str()), Ok(number));
            }
        }
    }

    #[test]
    fn the_drop_key_is_the_last_ten_digits() {
        assert_eq!(
            PhoneNumber::parse("+1(415)555-9317").unwrap().drop_key(),
            "4155559317"
        );
        assert_eq!(
            PhoneNumber::parse("+84(90)123 4567").unwrap().drop_key(),
            "4901234567"
        );
    }
}
