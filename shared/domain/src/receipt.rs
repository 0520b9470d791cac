//! Receipts: each submission gets its own, whether it opens a request or points to one that stands.

use crate::calendar::Due;
use crate::digest::Digest;
use crate::law::{ApplicableRules, Rule};
use crate::person::{Identifier, IdentifierKind};
use crate::request::{Asked, Channel, RequestId, SetBy};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A submission's identity: 128 bits, made from what arrived, so that the second delivery of the same
/// thing meets the first.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReceiptId([u8; 16]);

impl std::fmt::Debug for ReceiptId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹receipt›")
    }
}

impl ReceiptId {
    /// An id from its bytes: random ones for a submission that carries nothing to recognize it by.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The id of a form post: the same nonce with the same body is the same submission.
    #[must_use]
    pub fn from_form(nonce: &[u8], body: &Digest) -> Self {
        Self::derived("form", &[nonce, body.as_bytes()])
    }

    /// The id of a call with an `Idempotency-Key`: the key alone, so that another body is noticed.
    #[must_use]
    pub fn from_idempotency_key(key: &str) -> Self {
        Self::derived("key", &[key.as_bytes()])
    }

    /// The id of the `position`th thing that a mail asks for. Two mails are the same only if both their
    /// Message-ID and their content agree.
    #[must_use]
    pub fn from_mail(message_id: &str, content: &Digest, position: u16) -> Self {
        Self::derived(
            "mail",
            &[
                message_id.as_bytes(),
                content.as_bytes(),
                &position.to_be_bytes(),
            ],
        )
    }

    /// The id of a choice that carries nothing but whom it is for: a signal, or a press of a mail program's button.
    /// The same again is the same submission until what it began has `ended`; after that it is another.
    #[must_use]
    pub fn from_choice(of: &Digest, ended: Option<Timestamp>) -> Self {
        let ended = ended.map(|at| at.to_string()).unwrap_or_default();
        Self::derived("choice", &[of.as_bytes(), ended.as_bytes()])
    }

    /// The id of a submission that staff split off this one.
    #[must_use]
    pub fn part(&self, of: &str) -> Self {
        Self::derived("part", &[&self.0, of.as_bytes()])
    }

    fn derived(origin: &str, parts: &[&[u8]]) -> Self {
        let digest =
            Digest::of_parts(std::iter::once(origin.as_bytes()).chain(parts.iter().copied()));
        let mut id = [0; 16];
        id.copy_from_slice(&digest.as_bytes()[..16]);
        Self(id)
    }

    /// The id's bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// The reference by which people name it.
    #[must_use]
    pub fn reference(&self) -> Reference {
        let id = Self::derived("reference", &[&self.0]);
        let mut bits = [0; 8];
        bits.copy_from_slice(&id.0[..8]);
        Reference::of(u64::from_be_bytes(bits) >> (64 - Reference::BITS))
    }

    /// An id that is made from this one, for what belongs to the submission: an email, a notification.
    #[must_use]
    pub fn child(&self, of: &str) -> String {
        data_encoding::BASE32_NOPAD.encode(Self::derived(of, &[&self.0]).as_bytes())
    }
}

impl std::fmt::Display for ReceiptId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&data_encoding::BASE32_NOPAD.encode(&self.0))
    }
}

impl Serialize for ReceiptId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ReceiptId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// The text is no id of a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("stored receipt id is unreadable")]
pub struct NotAReceiptId;

impl std::str::FromStr for ReceiptId {
    type Err = NotAReceiptId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = data_encoding::BASE32_NOPAD.decode(text.as_bytes());
        let bytes = bytes.map_err(|_| NotAReceiptId)?.try_into();
        bytes.map(Self).map_err(|_| NotAReceiptId)
    }
}

/// A reference that a person can read over the phone: 55 bits in Crockford's base 32, and a check
/// character that catches every single wrong letter and every swap of neighbours.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reference(u64);

/// The text is not a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is not a reference; it has three groups of four letters and digits, like 7K3M-9XQ2-4HTC"
)]
pub struct NotAReference;

impl Reference {
    /// Bits besides the check character.
    const BITS: u32 = 55;
    const ALPHABET: &'static [u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    fn of(bits: u64) -> Self {
        Self(bits)
    }

    /// Reads a reference as people write it: any case, with or without dashes, O for 0, I or L for 1.
    pub fn parse(text: &str) -> Result<Self, NotAReference> {
        if text.len() > 64 {
            return Err(NotAReference);
        }
        let mut digits = Vec::with_capacity(12);
        for c in text
            .chars()
            .filter(|c| !matches!(c, '-' | ' ' | '\t' | '\u{2010}' | '\u{2011}' | '\u{2013}'))
        {
            let c = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            let digit = Self::ALPHABET
                .iter()
                .position(|a| char::from(*a) == c)
                .ok_or(NotAReference)?;
            digits.push(digit as u8);
        }
        let (check, data) = digits.split_last().ok_or(NotAReference)?;
        if data.len() != 11 || Self::check(data) != *check {
            return Err(NotAReference);
        }
        Ok(Self(
            data.iter()
                .fold(0, |bits, digit| bits << 5 | u64::from(*digit)),
        ))
    }

    /// Damm's scheme over GF(32): each step adds a digit and multiplies by x, modulo x⁵ + x² + 1.
    fn check(digits: &[u8]) -> u8 {
        digits.iter().fold(0, |sum, digit| {
            let doubled = (sum ^ digit) << 1;
            if doubled & 0b10_0000 == 0 {
                doubled
            } else {
                doubled ^ 0b10_0101
            }
        })
    }

    fn digits(self) -> [u8; 12] {
        let mut digits = [0; 12];
        for (place, digit) in digits.iter_mut().take(11).enumerate() {
            *digit = (self.0 >> (50 - 5 * place) & 31) as u8;
        }
        digits[11] = Self::check(&digits[..11]);
        digits
    }

    /// The reference in lower case without dashes, as it stands in an address tag.
    #[must_use]
    pub fn compact(self) -> String {
        self.to_string().replace('-', "").to_ascii_lowercase()
    }
}

impl std::fmt::Display for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (place, digit) in self.digits().into_iter().enumerate() {
            if place % 4 == 0 && place > 0 {
                f.write_str("-")?;
            }
            write!(f, "{}", char::from(Self::ALPHABET[usize::from(digit)]))?;
        }
        Ok(())
    }
}

impl std::fmt::Debug for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹reference›")
    }
}

impl Serialize for Reference {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Reference {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// What one submission got. It looks the same whether the submission opened its request or met one that
/// was_active_for already, so that nobody learns from it whether somebody asked before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Its identity.
    pub id: ReceiptId,
    /// The obligation that it points to.
    pub request: RequestId,
    /// Whether it opened that request, or met it.
    pub created: bool,
    /// What was asked.
    pub asked: Asked,
    /// What the submission stands on by what it says itself; nothing for an email that is yet to be read.
    pub rules: Option<ApplicableRules>,
    /// When it reached us.
    pub received: Timestamp,
    /// When it was written down: since then what it chose is in force in our systems.
    pub recorded: Timestamp,
    /// How it reached us.
    pub channel: Channel,
    /// By when it is honored or answered, counted from this receipt.
    pub due: Option<Due>,
    /// Whose date that is.
    pub due_set_by: SetBy,
    /// What this submission named, and nothing that another one did.
    pub identifiers: Vec<Identifier>,
    /// What was submitted, as a hash.
    pub digest: Digest,
}

impl Receipt {
    /// The reference by which people name it.
    #[must_use]
    pub fn reference(&self) -> Reference {
        self.id.reference()
    }

    /// The rule that sets the date.
    #[must_use]
    pub fn rule(&self) -> Option<&'static Rule> {
        let rules = self.rules?;
        Some(rules.law_named(rules.day_of(self.received)))
    }

    /// What it names, as an email may show it: masked, and no other address than the one that the email goes to.
    /// Anybody can type an address, and its domain would be a stranger's words in our email.
    #[must_use]
    pub fn named_in_emails(&self) -> Vec<String> {
        let mut addresses = 0;
        let shown = |identifier: &Identifier| {
            addresses += u8::from(identifier.kind() == IdentifierKind::Email);
            match identifier.kind() {
                IdentifierKind::Email if addresses > 1 => "another e-mail address".to_owned(),
                IdentifierKind::Email | IdentifierKind::Phone => identifier.masked(),
                IdentifierKind::Account => "an account".to_owned(),
                IdentifierKind::ClaimedAccount => "an account that we could not check".to_owned(),
                IdentifierKind::Device => "a device".to_owned(),
            }
        };
        self.identifiers.iter().map(shown).collect()
    }

    /// Whether this submission named `contact`.
    #[must_use]
    pub fn names(&self, contact: &Identifier) -> bool {
        self.identifiers
            .iter()
            .any(|identifier| identifier.is_same(contact))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_reference_is_read_as_it_was_written(bits in 0_u64..1 << 55) {
            let reference = Reference::of(bits);
            let written = reference.to_string();
            prop_assert_eq!(written.len(), 14);
            prop_assert_eq!(Reference::parse(&written), Ok(reference));
            prop_assert_eq!(Reference::parse(&reference.compact()), Ok(reference));
            prop_assert_eq!(Reference::parse(&written.replace('0', "o").replace('1', "L").replace('-', " ")), Ok(reference));
        }

        #[test]
        fn one_wrong_email_or_one_swap_is_noticed(bits in 0_u64..1 << 55, place in 0_usize..12, other in 0_usize..32) {
            let right: Vec<u8> = Reference::of(bits).compact().to_ascii_uppercase().into_bytes();
            let mut wrong = right.clone();
            wrong[place] = Reference::ALPHABET[other];
            if wrong != right {
                prop_assert!(Reference::parse(std::str::from_utf8(&wrong).unwrap()).is_err());
            }
            if place < 11 && right[place] != right[place + 1] {
                let mut swapped = right;
                swapped.swap(place, place + 1);
                prop_assert!(Reference::parse(std::str::from_utf8(&swapped).unwrap()).is_err());
            }
        }

        #[test]
        fn no_text_breaks_the_reader(text in "\\PC{0,80}") {
            let _ = Reference::parse(&text);
        }
    }

    #[test]
    fn ids_come_from_what_arrived() {
        let body = Digest::of(b"a body");
        assert_eq!(
            ReceiptId::from_form(b"n", &body),
            ReceiptId::from_form(b"n", &body)
        );
        assert_ne!(
            ReceiptId::from_form(b"n", &body),
            ReceiptId::from_form(b"n", &Digest::of(b"another"))
        );
        assert_ne!(
            ReceiptId::from_mail("m", &body, 0),
            ReceiptId::from_mail("m", &body, 1)
        );
        assert_ne!(
            ReceiptId::from_mail("m", &body, 0),
            ReceiptId::from_mail("", &body, 0)
        );
    }
}
