//! Postal addresses.

use super::personal;

/// The text is not a postal address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "Enter up to eight lines of up to 100 characters, such as street, city, state and ZIP code"
)]
pub struct NotAPostalAddress;

/// Where a person gets letters, as they wrote it: a few lines.
#[derive(Clone, PartialEq, Eq)]
pub struct PostalAddress(String);

personal!(PostalAddress, "‹postal address›");

impl PostalAddress {
    /// The most lines.
    const MOST_LINES: usize = 8;
    /// The most characters of a line.
    const LONGEST_LINE: usize = 100;

    /// Parses an address: up to eight lines of up to 100 characters. Empty lines are dropped.
    ///
    /// # Errors
    /// [`NotAPostalAddress`] if there is no line, or if there are too many, too long ones or control characters.
    pub fn parse(text: &str) -> Result<Self, NotAPostalAddress> {
        let lines = text.lines().map(|line| super::text::typed(line));
        let lines: Vec<_> = lines.filter(|line| !line.is_empty()).collect();
        let fits = (1..=Self::MOST_LINES).contains(&lines.len())
            && lines.iter().all(|line| {
                line.chars().count() <= Self::LONGEST_LINE
                    && !line.chars().any(super::text::is_line_break)
            });
        fits.then(|| Self(lines.join("\n")))
            .ok_or(NotAPostalAddress)
    }

    /// The address, in lines.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_few_lines_without_the_space_around_them() {
        let address = PostalAddress::parse("\r\n 12 Elm Street \r\n\r\nFresno, CA 93650\r\n");
        assert_eq!(address.unwrap().as_str(), "12 Elm Street\nFresno, CA 93650");
        for wrong in [
            "",
            " \n ",
            "1\n2\n3\n4\n5\n6\n7\n8\n9",
            "a\u{7}b",
            &"x".repeat(101),
        ] {
            let wrong = PostalAddress::parse(wrong);
            assert_eq!(wrong, Err(NotAPostalAddress));
        }
    }
}
