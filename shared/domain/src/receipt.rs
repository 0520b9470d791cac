//! Receipts: every submission gets one, whether it creates a request or is merged into an active one.

use crate::calendar::Due;
use crate::company::BrandId;
use crate::digest::Digest;
use crate::law::{ApplicableRules, Rule};
use crate::locale::Locale;
use crate::person::text::{is_dash, is_invisible};
use crate::person::{Details, Identifier, IdentifierKind};
use crate::request::{Asked, Channel, RequestId, SetBy};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The ID of a submission: 128 bits, derived from its content, so that a second delivery of the same submission has the
/// same ID.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReceiptId([u8; 16]);

impl std::fmt::Debug for ReceiptId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹receipt›")
    }
}

/// Who chose an idempotency key. Each kind of caller has keys of its own, so a stranger can't use up the key of a system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyOwner {
    /// A caller that nothing identifies.
    Anyone,
    /// One of the company's own systems.
    Machine,
    /// A member of staff.
    Staff,
}

impl ReceiptId {
    /// Creates an ID from bytes: random ones, for a submission without anything to recognize it by.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Returns the ID of a form post. The same nonce with the same body is the same submission.
    #[must_use]
    pub fn from_form(nonce: &[u8], body: &Digest) -> Self {
        Self::derived("form", &[nonce, body.as_bytes()])
    }

    /// Returns the ID of a call with an `Idempotency-Key`. It doesn't depend on the body, so that a different body with
    /// the same key is noticed.
    #[must_use]
    pub fn from_idempotency_key(owner: KeyOwner, key: &str) -> Self {
        let origin = match owner {
            KeyOwner::Anyone => "key",
            KeyOwner::Machine => "machine key",
            KeyOwner::Staff => "staff key",
        };
        Self::derived(origin, &[key.as_bytes()])
    }

    /// Returns the ID of one of the requests in an email, by position. Two emails are the same only if both their
    /// Message-ID and their content agree.
    #[must_use]
    pub fn from_email(message_id: &str, content: &Digest, position: u32) -> Self {
        let bytes = position.to_be_bytes();
        // The first 65,536 positions have two bytes, as they always had.
        let position = match bytes {
            [0, 0, ..] => &bytes[2..],
            _ => &bytes[..],
        };
        Self::derived(
            "mail",
            &[message_id.as_bytes(), content.as_bytes(), position],
        )
    }

    /// Returns the ID of a submission that has nothing but an identifier: a browser signal or a one-click unsubscribe.
    /// A repetition is the same submission until its effect has `ended`, and a new one after that.
    #[must_use]
    pub fn from_identifiers(of: &Digest, ended: Option<Timestamp>) -> Self {
        let ended = ended.map(|at| at.to_string()).unwrap_or_default();
        Self::derived("choice", &[of.as_bytes(), ended.as_bytes()])
    }

    /// Returns the ID of a submission that staff split off from this one.
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

    /// Returns the ID's bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Returns the reference number that people use.
    #[must_use]
    pub fn reference(&self) -> Reference {
        let id = Self::derived("reference", &[&self.0]);
        let mut bits = [0; 8];
        bits.copy_from_slice(&id.0[..8]);
        Reference::of(u64::from_be_bytes(bits) >> (64 - Reference::BITS))
    }

    /// Returns an ID that is derived from this one, for an email or a notification of the submission.
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

/// The text is not the ID of a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text is not a receipt ID")]
pub struct NotAReceiptId;

impl std::str::FromStr for ReceiptId {
    type Err = NotAReceiptId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = data_encoding::BASE32_NOPAD.decode(text.as_bytes());
        let bytes = bytes.map_err(|_| NotAReceiptId)?.try_into();
        bytes.map(Self).map_err(|_| NotAReceiptId)
    }
}

/// A reference number that a person can read over the phone: 55 bits in Crockford's base 32, and a check character that
/// catches every single wrong character and every swap of neighbors.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reference(u64);

/// The text is not a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "this is not a reference number: it has three groups of four letters and digits, like 7K3M-9XQ2-4HTC"
)]
pub struct NotAReference;

impl Reference {
    /// Bits without the check character.
    const BITS: u32 = 55;
    const ALPHABET: &'static [u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    fn of(bits: u64) -> Self {
        Self(bits)
    }

    /// Parses a reference as people write it: in any case, with or without dashes of any kind, O for 0, I or L for 1, after
    /// a word such as "Ref" or a number sign, before a period.
    ///
    /// The status page, the API and the reader of emails use this one function.
    pub fn parse(text: &str) -> Result<Self, NotAReference> {
        let mut digits = Vec::with_capacity(12);
        for c in characters(text).ok_or(NotAReference)? {
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

    /// Returns whether the text has as many letters and digits as a reference. One of them may still be wrong.
    #[must_use]
    pub fn is_complete(text: &str) -> bool {
        let plain = |characters: Vec<char>| {
            characters.len() == 12 && characters.iter().all(char::is_ascii_alphanumeric)
        };
        characters(text).is_some_and(plain)
    }

    /// Parses a word that is three groups of four letters and digits, with a dash of any kind between them. In free text,
    /// such a word is a reference without a label.
    pub fn parse_grouped(word: &str) -> Result<Self, NotAReference> {
        let word: String = word.chars().filter(|c| !is_invisible(*c)).collect();
        let is_group = |group: &str| {
            group.len() == 4 && group.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        let groups: Vec<&str> = word.split(is_dash).collect();
        if groups.len() != 3 || !groups.into_iter().all(is_group) {
            return Err(NotAReference);
        }
        Self::parse(&word)
    }

    /// Computes the check character with Damm's scheme over GF(32): each step adds a digit and multiplies by x, modulo
    /// x⁵ + x² + 1.
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

    /// Returns the reference in lower case without dashes, for the tag of an email address.
    #[must_use]
    pub fn compact(self) -> String {
        self.to_string().replace('-', "").to_ascii_lowercase()
    }
}

/// The words that people write before a reference.
const LABELS: [&str; 9] = [
    "ref",
    "reference",
    "number",
    "no",
    "nr",
    "id",
    "request",
    "my",
    "is",
];

/// Returns what people mean as the letters and digits of a reference. `None` if the text is too long for one.
fn characters(text: &str) -> Option<Vec<char>> {
    if text.chars().count() > 64 {
        return None;
    }
    let text = without_label(text).trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
    Some(text.chars().filter(|c| !is_between(*c)).collect())
}

/// Returns the text behind "Ref", "Reference number:", "#" and the like.
fn without_label(text: &str) -> &str {
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric());
        let word = &rest[..end.unwrap_or(rest.len())];
        if LABELS.iter().any(|label| label.eq_ignore_ascii_case(word)) {
            rest = &rest[word.len()..];
        } else if matches!(word.len(), 7 | 15) && word[..3].eq_ignore_ascii_case("ref") {
            // Written together: Ref7K3M.
            return &rest[3..];
        } else {
            return rest;
        }
    }
}

/// Returns whether people write the character between the groups of a reference.
fn is_between(c: char) -> bool {
    c.is_whitespace() || is_dash(c) || is_invisible(c) || matches!(c, '.' | '_')
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

/// The receipt of one submission. It looks the same whether the submission created its request or was merged into an
/// active one, so the receipt never reveals whether the person had asked before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// The ID.
    pub id: ReceiptId,
    /// The request.
    pub request: RequestId,
    /// Whether the submission created that request.
    pub created: bool,
    /// The right, or the reason for a review.
    pub asked: Asked,
    /// The rules that apply to the submission on its own. `None` for an email under review.
    pub rules: Option<ApplicableRules>,
    /// The time of receipt.
    pub received: Timestamp,
    /// When it was stored. An immediate right is in force from then on.
    pub recorded: Timestamp,
    /// The channel.
    pub channel: Channel,
    /// The language of the submission. A receipt from before the first translation is in English.
    #[serde(default)]
    pub locale: Locale,
    /// The brand at which the submission was made. `None` for the company itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brand: Option<BrandId>,
    /// The due dates, counted from this receipt.
    pub due: Option<Due>,
    /// Who set them.
    pub due_set_by: SetBy,
    /// The identifiers of this submission, without those of other submissions.
    pub identifiers: Vec<Identifier>,
    /// The requester's own words about the request. Only staff see them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Details>,
    /// A hash of the submission.
    pub digest: Digest,
}

impl Receipt {
    /// Returns the reference number that people use.
    #[must_use]
    pub fn reference(&self) -> Reference {
        self.id.reference()
    }

    /// Returns the rule that sets its due dates.
    #[must_use]
    pub fn rule(&self) -> Option<&'static Rule> {
        let rules = self.rules?;
        Some(rules.law_named(rules.day_of(self.received)))
    }

    /// Returns its identifiers as an email may show them: masked, and with no other email address than the recipient's.
    /// Anyone can type an address, and its domain would put a stranger's words into our email.
    #[must_use]
    pub fn named_in_emails(&self) -> Vec<String> {
        let mut addresses = 0;
        let shown = |identifier: &Identifier| {
            addresses += u8::from(identifier.kind() == IdentifierKind::Email);
            match identifier.kind() {
                IdentifierKind::Email if addresses > 1 => "another email address".to_owned(),
                IdentifierKind::Email | IdentifierKind::Phone => identifier.masked(),
                IdentifierKind::Account => "an account".to_owned(),
                IdentifierKind::ClaimedAccount => "an account that we could not check".to_owned(),
                IdentifierKind::Device => "a device".to_owned(),
            }
        };
        self.identifiers.iter().map(shown).collect()
    }

    /// Returns the receipt without its person. The right and the dates stay.
    #[must_use]
    pub fn erased(self) -> Self {
        Self {
            identifiers: Vec::new(),
            details: None,
            digest: Digest::of(b""),
            ..self
        }
    }

    /// Whether its person has been erased, so that its hash no longer says what was submitted.
    #[must_use]
    pub fn is_erased(&self) -> bool {
        self.identifiers.is_empty() && self.digest == Digest::of(b"")
    }

    /// Whether this submission has the identifier `contact`.
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
        fn one_wrong_character_or_one_swap_is_noticed(bits in 0_u64..1 << 55, place in 0_usize..12, other in 0_usize..32) {
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
    fn a_reference_is_read_as_people_write_it() {
        let reference = ReceiptId::from_bytes([7; 16]).reference();
        let written = reference.to_string();
        for dash in "-\u{2010}\u{2011}\u{2012}\u{2013}\u{2014}\u{2015}\u{2212} \u{a0}".chars() {
            let text = written.replace('-', &dash.to_string());
            assert_eq!(Reference::parse(&text), Ok(reference), "{text:?}");
            let grouped = Reference::parse_grouped(&text);
            assert_eq!(grouped.is_ok(), !dash.is_whitespace(), "{text:?}");
        }
        for text in [
            format!("{written}."),
            format!("Ref {written}"),
            format!("ref. {}", written.to_lowercase()),
            format!("Ref{written}"),
            format!("REF{}", reference.compact()),
            format!("#{written}"),
            format!("Reference number: {written}"),
            format!("my request # is {written}!"),
            format!("({written})"),
            format!("“{written}”"),
            format!("\u{feff}{written}\u{200b}"),
            written.replace('-', "\u{200b}-"),
            written.replace('-', " - "),
        ] {
            assert_eq!(Reference::parse(&text), Ok(reference), "{text:?}");
        }
        for text in [
            "",
            "Ref",
            "#",
            &written[..13],
            &format!("{written}0"),
            &format!("{written} {written}"),
            &format!("about {written}"),
        ] {
            assert_eq!(Reference::parse(text), Err(NotAReference), "{text:?}");
            assert!(!Reference::is_complete(text), "{text:?}");
        }
        assert!(Reference::is_complete("Ref AAAA-AAAA-AAAA."));
    }

    #[test]
    fn ids_are_derived_from_the_submission() {
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
            ReceiptId::from_email("m", &body, 0),
            ReceiptId::from_email("m", &body, 1)
        );
        assert_ne!(
            ReceiptId::from_email("m", &body, 0),
            ReceiptId::from_email("", &body, 0)
        );
    }
}
