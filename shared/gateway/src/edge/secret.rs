//! The secret that CloudFront shows, by which a function knows that a call came through it.

use http::HeaderMap;
use http::header::HeaderName;
use subtle::{Choice, ConstantTimeEq};

/// The header in which CloudFront shows it. It overwrites what a client writes there.
pub const HEADER: HeaderName = HeaderName::from_static("x-origin-verify");

/// The shortest that is taken, in characters: what `openssl rand -hex 16` makes.
const SHORTEST: usize = 32;

/// One value, or two while they change: the current one and the one before, separated by a comma.
///
/// CloudFront shows what it was deployed with, one value or two, and any of them is enough. So a new value is put
/// before the old one, CloudFront and functions are deployed in any order, and nobody is refused in between.
#[derive(Clone)]
pub struct OriginSecret(Vec<String>);

/// The setting can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "it holds one value or, while they change, two separated by a comma, each of at least 32 letters and digits; openssl rand -hex 32 makes one"
)]
pub struct UnreadableSecret;

impl OriginSecret {
    /// Reads `current` or `current,previous`.
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

    /// Whether one of the values that a call shows is one of ours. It takes as long for any value of a length.
    pub(crate) fn is_shown(&self, headers: &HeaderMap) -> bool {
        let shown = headers.get(HEADER).and_then(|value| value.to_str().ok());
        let same = |shown: &str| {
            let each = self.0.iter();
            each.fold(Choice::from(0), |same, own| {
                same | own.as_bytes().ct_eq(shown.as_bytes())
            })
        };
        let any = values(shown.unwrap_or_default())
            .take(2)
            .fold(Choice::from(0), |any, shown| any | same(shown));
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

    fn fits(ours: &str, shown: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(HEADER, shown.parse().unwrap());
        OriginSecret::parse(ours).unwrap().is_shown(&headers)
    }

    #[test]
    fn any_value_that_both_have_is_enough_while_they_change() {
        let [changing, back] = [format!("{B},{A}"), format!("{A}, {B}")];
        for (ours, shown) in [
            (A, A),
            // A new value is put before the old one; either side may be the first to know it.
            (&changing, A),
            (A, &changing),
            (&changing, &changing),
            // The old one is taken away.
            (B, &changing),
            (&changing, B),
            (B, B),
            (&back, B),
        ] {
            assert!(fits(ours, shown), "{ours} {shown}");
        }
        for (ours, shown) in [(A, B), (A, ""), (A, ","), (&changing, C), (A, &A[1..])] {
            assert!(!fits(ours, shown), "{ours} {shown}");
        }
        assert!(!OriginSecret::parse(A).unwrap().is_shown(&HeaderMap::new()));
    }

    #[test]
    fn a_call_has_two_guesses_at_the_most() {
        assert!(!fits(A, &format!("{B},{C},{A}")));
    }

    #[test]
    fn what_can_be_guessed_or_breaks_a_header_is_no_secret() {
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
        fn no_other_value_fits(shown in "[ -~]{0,80}") {
            let has_it = shown.split(',').take(2).any(|value| value.trim() == A);
            prop_assert_eq!(fits(A, &shown), has_it);
        }
    }
}
