//! Email addresses.

use super::text::{is_invisible, is_line_break, nfc, plain_apostrophe, plain_hyphen, typed};
use super::{Unreadable, personal};

/// An email address that is safe in a header: one `@`, no white space, no control character.
///
/// The local part keeps its case, because its host may distinguish it. Typographic apostrophes and hyphens in it become
/// plain ones, and it is in NFC. The domain is in lower-case ASCII.
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress {
    text: String,
    at: usize,
}

personal!(EmailAddress, "‹email›");

impl EmailAddress {
    /// Parses an address, with or without spaces and invisible characters around it.
    pub fn parse(text: &str) -> Result<Self, Unreadable> {
        let text = typed(text);
        let (local, domain) = text.rsplit_once('@').ok_or(Unreadable::Email)?;
        let local: String = local
            .chars()
            .map(plain_apostrophe)
            .map(plain_hyphen)
            .collect();
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

    /// Returns the address for sending.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the part before the `@`.
    #[must_use]
    pub fn local_part(&self) -> &str {
        &self.text[..self.at]
    }

    /// Returns the part after the `@`, in lower-case ASCII.
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

    /// Returns whether mail to `to` arrives in this mailbox: `to` is this address, with or without a tag.
    #[must_use]
    pub fn receives(&self, to: &Self) -> bool {
        let (own, to) = (self.normalized(), to.normalized());
        let untagged = || {
            let (local, domain) = to.rsplit_once('@')?;
            let (mailbox, _) = local.split_once('+')?;
            Some(format!("{mailbox}@{domain}"))
        };
        own == to || untagged().is_some_and(|untagged| own == untagged)
    }

    /// The identity key: lower case and NFC, nothing else changed. The same text is the DROP key
    /// (California's Data Broker API 1.2.0, "Email").
    #[must_use]
    pub fn normalized(&self) -> String {
        // Lower case may take a letter and its mark apart.
        nfc(&self.text.to_lowercase()).into_owned()
    }

    /// Returns the address with only the first character of its local part visible.
    #[must_use]
    pub fn masked(&self) -> String {
        let first = self.text.chars().next().unwrap_or('*');
        format!("{first}***@{}", self.domain())
    }
}

/// RFC 5322 `atext` and dots in any place, and letters outside ASCII (RFC 6531).
fn in_local_part(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || "!#$%&'*+-/=?^_`{|}~.".contains(c)
        || (!c.is_ascii() && !is_never_in_an_address(c))
}

/// Returns whether a character outside ASCII shows that the text is not an address: typographic quotation marks and
/// dashes, spaces, control characters, and characters that change how the text around them is shown.
fn is_never_in_an_address(c: char) -> bool {
    c.is_whitespace()
        || is_line_break(c)
        || is_invisible(c)
        || matches!(c, '\u{2000}'..='\u{206f}' | '\u{ab}' | '\u{bb}')
}

fn read_domain(domain: &str) -> Result<String, Unreadable> {
    let domain: String = domain.chars().map(plain_hyphen).collect();
    let ascii = if domain.is_ascii() {
        domain.to_ascii_lowercase()
    } else if domain.chars().any(|c| matches!(c, '\u{2010}'..='\u{205e}')) {
        return Err(Unreadable::Email);
    } else {
        idna::domain_to_ascii_strict(&domain).map_err(|_| Unreadable::Email)?
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
    use proptest::prelude::*;

    #[test]
    fn readable_addresses() {
        for (typed, kept) in [
            ("ana@example.com", "ana@example.com"),
            (" Ana.Lima+x@Example.COM ", "Ana.Lima+x@example.com"),
            ("o'neil@example.co.uk", "o'neil@example.co.uk"),
            ("..docomo..@example.jp", "..docomo..@example.jp"),
            ("jörg@bücher.example", "jörg@xn--bcher-kva.example"),
            ("\u{200b}ana@example.com", "ana@example.com"),
            ("ana@example.com\u{a0}", "ana@example.com"),
            ("\u{feff}ana@example.com\u{200b}", "ana@example.com"),
            ("o’neil@example.com", "o'neil@example.com"),
            ("o‘neil@example.com", "o'neil@example.com"),
            ("o\u{2bc}neil@example.com", "o'neil@example.com"),
            (
                "anna\u{2011}maria@my\u{2010}shop.example",
                "anna-maria@my-shop.example",
            ),
            (
                "jo\u{308}rg@bu\u{308}cher.example",
                "jörg@xn--bcher-kva.example",
            ),
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
            "ana\u{ad}maria@example.com",
            "“ana@example.com”",
            "anna—maria@example.com",
            "ana@my—shop.example",
            "ana@example.com\n",
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
    fn a_mailbox_receives_mail_to_its_tagged_addresses() {
        let address = |text| EmailAddress::parse(text).unwrap();
        let inbox = address("Privacy@kids.example");
        for to in ["privacy@kids.example", "privacy+7k3m9xq24htc@Kids.example"] {
            assert!(inbox.receives(&address(to)), "{to}");
        }
        for to in [
            "privacy@acme.example",
            "my+privacy@kids.example",
            "privacy.x@kids.example",
        ] {
            assert!(!inbox.receives(&address(to)), "{to}");
        }
        let tagged = address("privacy+kids@acme.example");
        assert!(tagged.receives(&tagged) && !tagged.receives(&address("privacy@acme.example")));
    }

    proptest! {
        /// A stored address parses to the same address with the same identity key.
        #[test]
        fn an_address_is_read_back_as_it_was_stored(local in "\\PC{1,12}", domain in "[a-zA-Zäéß\u{2011}-]{1,9}") {
            if let Ok(address) = EmailAddress::parse(&format!("{local}@{domain}.example")) {
                let stored = EmailAddress::parse(address.as_str());
                prop_assert_eq!(stored.as_ref(), Ok(&address));
                let key = EmailAddress::parse(&address.normalized());
                prop_assert_eq!(key.map(|key| key.normalized()), Ok(address.normalized()));
            }
        }
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
