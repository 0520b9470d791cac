//! Prefill links: the company's site opens the form with the person's contact filled in.
//!
//! The contact is encrypted, so no address is readable in the link, in a log or in a browser's history. A link expires. It
//! only fills in fields, which the person can change: it sends nothing, and it proves nothing.
//!
//! Format: `version.base64url(nonce ‖ AES-256-GCM(contents) ‖ tag)`, with the version as additional data. `docs/embed.md`
//! explains how to create a link.

use crate::offer::parameter;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use data_encoding::BASE64URL_NOPAD;
use domain::keys::AccountKeys;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The maximum length of a token.
const MAX_LENGTH: usize = 2048;

/// The longest time for which a link works.
pub const MAX_LIFE: SignedDuration = SignedDuration::from_hours(24 * 31);

/// The fields that a link fills in. It has no `Debug`, because personal information must not reach a log.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prefill {
    /// Until when the link works, in seconds since 1970.
    pub expires: i64,
    /// The email address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub email: String,
    /// The phone number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// The name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

/// Returns the token of a link in the query of a page.
pub(crate) fn token_in(query: Option<&str>) -> Option<String> {
    parameter(query, "prefill")
}

/// Encrypts the contents of a link with the current key and a random nonce. `None` if the link would be too long.
#[must_use]
pub fn seal(keys: &AccountKeys, prefill: &Prefill, nonce: [u8; NONCE_LEN]) -> Option<String> {
    let (version, key) = keys.prefill_key();
    let version = version.to_string();
    let mut sealed = serde_json::to_vec(prefill).ok()?;
    let once = Nonce::assume_unique_for_key(nonce);
    let about = Aad::from(version.as_bytes());
    let cipher = cipher(&key)?;
    cipher
        .seal_in_place_append_tag(once, about, &mut sealed)
        .ok()?;
    let mut token = nonce.to_vec();
    token.append(&mut sealed);
    let token = format!("{version}.{}", BASE64URL_NOPAD.encode(&token));
    (token.len() <= MAX_LENGTH).then_some(token)
}

/// Decrypts a link. `None` if it was not made with a key of the ring, has expired, or would work for longer than a month.
#[must_use]
pub fn open(keys: &AccountKeys, token: &str, now: Timestamp) -> Option<Prefill> {
    if token.len() > MAX_LENGTH {
        return None;
    }
    let (version, sealed) = token.split_once('.')?;
    let key = keys.prefill_key_of(version)?;
    let mut sealed = BASE64URL_NOPAD.decode(sealed.as_bytes()).ok()?;
    let (nonce, sealed) = sealed.split_at_mut_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let opened = cipher(&key)?.open_in_place(nonce, Aad::from(version.as_bytes()), sealed);
    let prefill: Prefill = serde_json::from_slice(opened.ok()?).ok()?;
    let expires = Timestamp::from_second(prefill.expires).ok()?;
    let left = expires.duration_since(now);
    (left >= SignedDuration::ZERO && left <= MAX_LIFE).then_some(prefill)
}

fn cipher(key: &[u8; 32]) -> Option<LessSafeKey> {
    let key = UnboundKey::new(&AES_256_GCM, key).ok()?;
    Some(LessSafeKey::new(key))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use domain::keys::KeyRing;

    const ONE: &str = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    const TWO: &str = "2:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    fn keys(text: &str) -> AccountKeys {
        AccountKeys(KeyRing::parse(text).unwrap())
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn ana(expires: i64) -> Prefill {
        Prefill {
            expires,
            email: "ana@example.org".into(),
            ..Prefill::default()
        }
    }

    #[test]
    fn a_link_opens_until_it_expires_while_its_key_is_in_the_ring() {
        let token = seal(&keys(ONE), &ana(2_000), [7; 12]).unwrap();
        let opens = |ring: &str, now| open(&keys(ring), &token, at(now)) == Some(ana(2_000));
        assert!(opens(ONE, 0) && opens(ONE, 2_000));
        assert!(opens(&format!("{TWO},{ONE}"), 0), "a new key was added");
        assert!(!opens(ONE, 2_001), "it has expired");
        assert!(!opens(TWO, 0), "its key is gone");
        let eternal = seal(&keys(ONE), &ana(4_000_000_000), [7; 12]).unwrap();
        assert!(open(&keys(ONE), &eternal, at(0)).is_none());
    }

    #[test]
    fn a_link_shows_nothing_and_cannot_be_changed() {
        let token = seal(&keys(ONE), &ana(2_000), [7; 12]).unwrap();
        assert!(!token.contains("ana") && !token.contains('@'));
        let long = "1.".to_owned() + &"A".repeat(4_000);
        for forged in [
            "",
            "1",
            "1.",
            "2.AAAA",
            &token[2..],
            &token[..token.len() - 1],
            &long,
        ] {
            assert!(open(&keys(ONE), forged, at(0)).is_none(), "{forged}");
        }
        for at_byte in 2..token.len() - 1 {
            let mut changed = token.clone().into_bytes();
            changed[at_byte] = if changed[at_byte] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(open(&keys(ONE), &changed, at(0)).is_none(), "{changed}");
        }
    }

    #[test]
    fn the_worked_example_of_the_docs_is_what_the_code_makes() {
        let page = include_str!("../../../docs/embed.md");
        let of = |name: &str| {
            let row = page
                .lines()
                .find_map(|line| line.strip_prefix(&format!("| {name} | `")));
            row.unwrap().trim_end_matches("` |").to_owned()
        };
        let contents: Prefill = serde_json::from_str(&of("contents")).unwrap();
        let nonce = data_encoding::BASE64
            .decode(of("nonce").as_bytes())
            .unwrap();
        let token = seal(&keys(&of("keys")), &contents, nonce.try_into().unwrap());
        assert_eq!(token.unwrap(), of("token"));
    }
}
