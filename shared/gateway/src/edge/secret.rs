//! The secret header that proves that a call came through CloudFront.

use http::HeaderMap;
use http::header::HeaderName;
use subtle::{Choice, ConstantTimeEq};

/// The header of the secret. CloudFront overwrites a value from the client.
pub const HEADER: HeaderName = HeaderName::from_static("x-origin-verify");

/// The minimum length in characters: that of `openssl rand -hex 16`.
const SHORTEST: usize = 32;

/// One secret, or two during a rotation: the current one and the previous one, separated by a comma.
///
/// CloudFront sends the value that it was deployed with, which may hold one secret or two; one match is enough. To
/// rotate, put a new secret before the old one and deploy CloudFront and the functions in any order: no call is refused.
#[derive(Clone)]
pub struct OriginSecret(Vec<String>);

/// The setting `ORIGIN_SECRET` is unreadable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "the setting holds one value or, during a rotation, two separated by a comma, each of at least 32 letters and digits; openssl rand -hex 32 makes one"
)]
pub struct UnreadableSecret;

impl OriginSecret {
    /// Parses `current` or `current,previous`.
    ///
    /// # Errors
    /// [`UnreadableSecret`] if a value is too short, or there are more than two.
    pub fn parse(text: &str) -> Result<Self, UnreadableSecret> {
        let values: Vec<String> = values(text).map(str::to_owned).collect();
        let usable = |value: &String| {
            value.len() >= SHORTEST && value.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        let few = values.len() <= 2;
        (few && values.iter().all(usable))
            .then_some(Self(values))
            .ok_or(UnreadableSecret)
    }

    /// Returns whether the header of a call holds one of our secrets. The comparison takes constant time per length.
    pub(crate) fn is_in(&self, headers: &HeaderMap) -> bool {
        let given = headers.get(HEADER).and_then(|value| value.to_str().ok());
        let same = |given: &str| {
            let each = self.0.iter();
            each.fold(Choice::from(0), |same, own| {
                same | own.as_bytes().ct_eq(given.as_bytes())
            })
        };
        let any = values(given.unwrap_or_default())
            .take(2)
            .fold(Choice::from(0), |any, given| any | same(given));
        any.into()
    }
}

impl std::fmt::Debug for OriginSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹origin secret›")
    }
}

fn values(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use proptest::prelude::*;

    const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const B: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
    const C: &str = "cccccccccccccccccccccccccccccccc";

    fn matches(ours: &str, given: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(HEADER, given.parse().unwrap());
        OriginSecret::parse(ours).unwrap().is_in(&headers)
    }

    #[test]
    fn one_common_secret_is_enough_during_a_rotation() {
        let [changing, back] = [format!("{B},{A}"), format!("{A}, {B}")];
        for (ours, given) in [
            (A, A),
            // A new secret is put before the old one; either side may be deployed first.
            (&changing, A),
            (A, &changing),
            (&changing, &changing),
            // The old secret is removed.
            (B, &changing),
            (&changing, B),
            (B, B),
            (&back, B),
        ] {
            assert!(matches(ours, given), "{ours} {given}");
        }
        for (ours, given) in [(A, B), (A, ""), (A, ","), (&changing, C), (A, &A[1..])] {
            assert!(!matches(ours, given), "{ours} {given}");
        }
        assert!(!OriginSecret::parse(A).unwrap().is_in(&HeaderMap::new()));
    }

    #[test]
    fn a_call_has_at_most_two_guesses() {
        assert!(!matches(A, &format!("{B},{C},{A}")));
    }

    #[test]
    fn a_short_secret_or_one_that_breaks_a_header_is_refused() {
        let three = format!("{A},{B},{C}");
        let empty = format!("{A},");
        let broken = format!("{A}\r\nx: y");
        for text in ["", "short", &A[1..], &three, &empty, &broken] {
            let error = OriginSecret::parse(text).unwrap_err();
            assert!(error.to_string().contains("openssl rand -hex 32"), "{text}");
        }
        let secret = OriginSecret::parse(A).unwrap();
        assert!(!format!("{secret:?}").contains('a'.to_string().repeat(4).as_str()));
    }

    proptest! {
        #[test]
        fn no_other_value_matches(given in "[ -~]{0,80}") {
            let has_it = given.split(',').take(2).any(|value| value.trim() == A);
            prop_assert_eq!(matches(A, &given), has_it);
        }
    }
}
