//! Phone numbers.

use super::{Unreadable, personal};

/// A phone number in E.164. A number without a country code is read as North American.
#[derive(Clone, PartialEq, Eq)]
pub struct PhoneNumber(String);

personal!(PhoneNumber, "‹phone›");

impl PhoneNumber {
    /// Reads a number as people write it: spaces, dots, dashes, slashes and brackets are passed over.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        let text = text.trim_matches(|c: char| c == ' ' || c == '\t');
        if text.len() > 64
            || !text
                .chars()
                .all(|c| c.is_ascii_digit() || " .-/()+\u{a0}\u{2010}\u{2011}\u{2013}".contains(c))
        {
            return Err(Unreadable::Phone);
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let plus = text.trim_start_matches('(').starts_with('+');
        if text.matches('+').count() > usize::from(plus) {
            return Err(Unreadable::Phone);
        }
        match (plus, digits.len(), digits.as_bytes().first()) {
            (true, 8..=15, Some(b'1'..=b'9')) => Ok(Self(format!("+{digits}"))),
            (false, 10, Some(b'2'..=b'9')) => Ok(Self(format!("+1{digits}"))),
            (false, 11, Some(b'1')) => Ok(Self(format!("+{digits}"))),
            (false, 11..=17, Some(b'0')) if digits.starts_with("011") => {
                Self::parse(&format!("+{}", &digits[3..]))
            }
            _ => Err(Unreadable::Phone),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readable_numbers() {
        for (typed, kept) in [
            ("(916) 555-0143", "+19165550143"),
            ("916.555.0143", "+19165550143"),
            ("1 916 555 0143", "+19165550143"),
            ("+1(415)555-9317", "+14155559317"),
            ("+44 20 7946 0991", "+442079460991"),
            ("011 44 20 7946 0991", "+442079460991"),
        ] {
            assert_eq!(PhoneNumber::parse(typed).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn unreadable_numbers() {
        for typed in [
            "",
            "555-0143",
            "0165550143",
            "+0123456789",
            "916 555 0143 ext 2",
            "916\r\n5550143",
            "++19165550143",
            "1+9165550143",
        ] {
            assert_eq!(
                PhoneNumber::parse(typed),
                Err(Unreadable::Phone),
                "{typed:?}"
            );
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
