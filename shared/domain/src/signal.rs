//! Global Privacy Control, a browser's opt-out preference signal: whether it is on, and from which browser.

use crate::person::{Identifier, IdentifierKind, OpaqueId};
use data_encoding::BASE32_NOPAD;

//= req: ca-7025-b-1
/// Whether the values of `Sec-GPC` say that the signal is on. A proxy may have joined or added headers. Any part that
/// is exactly `1` counts; all other content is ignored.
pub fn is_on<'a>(values: impl IntoIterator<Item = &'a [u8]>) -> bool {
    let says_so = |value: &[u8]| {
        value
            .split(|byte| *byte == b',')
            .any(|part| bare(part) == b"1")
    };
    values.into_iter().any(says_so)
}

/// Returns the part without optional white space (RFC 9110, section 5.6.3).
fn bare(mut part: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] = part {
        part = rest;
    }
    while let [rest @ .., b' ' | b'\t'] = part {
        part = rest;
    }
    part
}

/// A browser's profile: a random ID in a cookie of the company's website. It identifies no known person, and guessing
/// one takes 128 random bits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ProfileId([u8; 16]);

impl std::fmt::Debug for ProfileId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹profile›")
    }
}

impl ProfileId {
    /// Letters and digits of an ID.
    const LENGTH: usize = 26;

    /// Creates the ID from random bits.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Parses an ID exactly as [`Self::text`] writes it. A cookie with other content isn't ours, and must not become a
    /// way to name another person's device.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let ours = |byte: u8| matches!(byte, b'a'..=b'z' | b'2'..=b'7');
        if text.len() != Self::LENGTH || !text.bytes().all(ours) {
            return None;
        }
        // A cookie of zeros is not ours either: many browsers could send it.
        Identifier::parse(IdentifierKind::Device, text).ok()?;
        let bytes = BASE32_NOPAD.decode(text.to_ascii_uppercase().as_bytes());
        bytes.ok()?.try_into().ok().map(Self)
    }

    /// Returns the ID for its cookie: in lower case, because device IDs are compared in lower case.
    #[must_use]
    pub fn text(&self) -> String {
        BASE32_NOPAD.encode(&self.0).to_ascii_lowercase()
    }

    /// Returns the identifier of the profile.
    ///
    /// # Panics
    /// Never: 26 letters and digits on one line are a valid ID.
    #[must_use]
    pub fn identifier(&self) -> Identifier {
        let id = OpaqueId::parse(&self.text()).expect("letters and digits are an id");
        Identifier::Device(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn on(values: &[&str]) -> bool {
        is_on(values.iter().map(|value| value.as_bytes()))
    }

    //= req: ca-7025-b-1
    #[test]
    fn only_a_part_that_is_exactly_one_counts() {
        for values in [
            &["1"][..],
            &[" 1\t"],
            &["0", "1"],
            &["0, 1"],
            &["1,1"],
            &[",1"],
            &["true,\t1 ,\"1\""],
        ] {
            assert!(on(values), "{values:?}");
        }
        for values in [
            &[][..],
            &[""],
            &["0"],
            &["true"],
            &["11"],
            &["01"],
            &["1.0"],
            &["1;q=1"],
            &["\"1\""],
            &["1 1"],
            &["?1"],
            &["+1"],
            &["\u{a0}1"],
            &["１"],
            &["1", "0"][1..],
        ] {
            assert!(!on(values), "{values:?}");
        }
    }

    proptest! {
        #[test]
        fn one_part_is_enough_in_any_position(before in "[^1]{0,20}", after in "[^1]{0,20}", spaces in "[ \t]{0,3}") {
            let with = format!("{before},{spaces}1{spaces},{after}");
            prop_assert!(on(&[&with]));
            prop_assert!(on(&[&before, "1", &after]));
            prop_assert!(!on(&[&before, &after]));
        }

        #[test]
        fn joining_headers_changes_nothing(values in prop::collection::vec("[01a, \t]{0,8}", 0..5)) {
            let values: Vec<&str> = values.iter().map(String::as_str).collect();
            prop_assert_eq!(on(&values), on(&[&values.join(",")]));
        }

        #[test]
        fn no_bytes_break_the_reader(value in prop::collection::vec(any::<u8>(), 0..64)) {
            let _ = is_on([value.as_slice()]);
        }

        #[test]
        fn a_profile_is_read_as_it_was_written(bytes in any::<[u8; 16]>()) {
            prop_assume!(bytes != [0; 16]);
            let profile = ProfileId::from_bytes(bytes);
            prop_assert_eq!(ProfileId::parse(&profile.text()), Some(profile));
            prop_assert_eq!(profile.identifier().normalized(), profile.text());
        }

        #[test]
        fn a_parsed_value_is_written_the_same(text in "\\PC{0,40}|[a-z2-7]{26}") {
            if let Some(profile) = ProfileId::parse(&text) {
                prop_assert_eq!(profile.text(), text);
            }
        }
    }

    #[test]
    fn a_device_id_is_not_a_profile() {
        for text in [
            "",
            "a3f1c2d4-5678-90ab-cdef-1234567890ab",
            "SmartTV_9F8E7D6C",
            "AAAAAAAAAAAAAAAAAAAAAAAAAA",
            "aaaaaaaaaaaaaaaaaaaaaaaaab", // bits beyond the 128
            "aaaaaaaaaaaaaaaaaaaaaaaaaa", // zeros, which many browsers could send
            "aaaaaaaaaaaaaaaaaaaaaaaaa",
            "aaaaaaaaaaaaaaaaaaaaaaaaaé",
        ] {
            assert_eq!(ProfileId::parse(text), None, "{text}");
        }
        let zeros = ProfileId::from_bytes([0; 16]).identifier();
        assert_eq!(zeros.kind(), IdentifierKind::Device, "it doesn't panic");
        assert!(!format!("{:?}", ProfileId::from_bytes([7; 16])).contains('a'));
    }
}
