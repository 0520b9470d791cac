//! E-mail addresses.

use super::{Unreadable, personal};

/// An e-mail address that is safe in a header: one `@`, no white space, no control character.
///
/// The local part is kept as typed (its case may matter to its host), the domain in lower-case ASCII.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress {
    text: String,
    at: usize,
}

personal!(EmailAddress, "‹email›");

impl EmailAddress {
    /// Reads an address, with or without white space around it.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        let text = text.trim_matches(|c: char| c == ' ' || c == '\t');
        let (local, domain) = text.rsplit_once('@').ok_or(Unreadable::Email)?;
        let domain = read_domain(domain)?;
        if local.is_empty()
            || local.len() > 64
            || local.len() + 1 + domain.len() > 254
            || !local.chars().all(in_local_part)
        {
            return Err(Unreadable::Email);
        }
        Ok(Self {
            text: format!("{local}@{domain}"),
            at: local.len(),
        })
    }

    /// The address as emails are sent to it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What stands before the `@`.
    #[must_use]
    pub fn local_part(&self) -> &str {
        &self.text[..self.at]
    }

    /// What stands after the `@`, in lower-case ASCII.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.text[self.at + 1..]
    }

    /// Whether SES can send to it: SES takes no local part outside ASCII.
    #[must_use]
    pub fn is_deliverable_by_ses(&self) -> bool {
        self.local_part().is_ascii()
    }

    /// The same mailbox's address with a tag (RFC 5233 sub-addressing).
    #[must_use]
    pub fn tagged(&self, tag: &str) -> String {
        format!("{}+{tag}@{}", self.local_part(), self.domain())
    }

    /// The identity key: no white space, lower case, nothing else changed. The same text is the DROP key
    /// (California's Data Broker API 1.2.0, "Email").
    #[must_use]
    pub fn normalized(&self) -> String {
        self.text
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect::<String>()
            .to_lowercase()
    }

    /// The address with its local part hidden but for its first email.
    #[must_use]
    pub fn masked(&self) -> String {
        let first = self.text.chars().next().unwrap_or('*');
        format!("{first}***@{}", self.domain())
    }
}

/// RFC 5322 `atext` and dots, wherever they stand, and everything readable outside ASCII (RFC 6531).
fn in_local_part(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || "!#$%&'*+-/=?^_`{|}~.".contains(c)
        || (!c.is_ascii() && !c.is_control() && !c.is_whitespace() && !is_invisible(c))
}

/// Characters that change how text around them is read or shown.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn read_domain(domain: &str) -> Result<String, Unreadable> {
    let ascii = if domain.is_ascii() {
        domain.to_ascii_lowercase()
    } else {
        idna::domain_to_ascii_strict(domain).map_err(|_| Unreadable::Email)?
    };
    let label = |l: &str| {
        (1..=63).contains(&l.len())
            && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !l.starts_with('-')
            && !l.ends_with('-')
    };
    let (_, last) = ascii.rsplit_once('.').ok_or(Unreadable::Email)?;
    let readable = ascii.split('.').all(label) && !last.bytes().all(|b| b.is_ascii_digit());
    readable.then_some(ascii).ok_or(Unreadable::Email)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readable_addresses() {
        for (typed, kept) in [
            ("ana@example.com", "ana@example.com"),
            (" Ana.Lima+x@Example.COM ", "Ana.Lima+x@example.com"),
            ("o'neil@example.co.uk", "o'neil@example.co.uk"),
            ("..docomo..@example.jp", "..docomo..@example.jp"),
            ("jörg@bücher.example", "jörg@xn--bcher-kva.example"),
        ] {
            assert_eq!(EmailAddress::parse(typed).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn unreadable_addresses() {
        let long = format!("{}@example.com", "a".repeat(65));
        for typed in [
            "",
            "ana",
            "ana@",
            "@example.com",
            "ana@localhost",
            "ana@1.2.3.4",
            "a b@example.com",
            "ana@exa mple.com",
            "ana@example.com\r\nBcc: x@example.com",
            "ana\n@example.com",
            "ana@example.com,bob@example.com",
            "<ana@example.com>",
            "ana@-example.com",
            "ana@example..com",
            "a\0@example.com",
            "a\u{202e}b@example.com",
            &long,
        ] {
            assert_eq!(
                EmailAddress::parse(typed),
                Err(Unreadable::Email),
                "{typed:?}"
            );
        }
    }

    #[test]
    fn the_identity_key_is_lower_case_and_keeps_dots_and_plus() {
        assert_eq!(
            EmailAddress::parse("Anna.Smith+a@Domain.com")
                .unwrap()
                .normalized(),
            "anna.smith+a@domain.com"
        );
    }

    #[test]
    fn ses_takes_no_local_part_outside_ascii() {
        assert!(
            !EmailAddress::parse("jörg@example.com")
                .unwrap()
                .is_deliverable_by_ses()
        );
        assert!(
            EmailAddress::parse("joerg@bücher.example")
                .unwrap()
                .is_deliverable_by_ses()
        );
    }
}
