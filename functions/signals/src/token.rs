//! The token in an unsubscribe link: the encrypted address. The link reveals nothing, and only the key can create one. It
//! is valid for this address forever, and it is not stored.
//!
//! Format: `version.base64url(nonce ‖ AES-256-GCM(address) ‖ tag)`, with the version as additional data.
//! `docs/unsubscribe.md` explains how to create a token in another system.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use data_encoding::BASE64URL_NOPAD;
use domain::keys::{LinkSeal, UnsubscribeKeys};
use domain::person::EmailAddress;

/// The maximum token length. Our own tokens are shorter.
const MAX_LENGTH: usize = 512;

/// Encrypts an address into a token, with the current key. The same address always gets the same token.
///
/// # Panics
/// Never: the cipher accepts any address.
#[must_use]
pub fn seal(keys: &UnsubscribeKeys, address: &EmailAddress) -> String {
    let seal = keys.current();
    let address = address.normalized();
    let nonce = seal.nonce(&address);
    let version = seal.version().to_string();
    let mut sealed = address.into_bytes();
    cipher(&seal)
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(version.as_bytes()),
            &mut sealed,
        )
        .expect("an address is short");
    let mut token = nonce.to_vec();
    token.append(&mut sealed);
    format!("{version}.{}", BASE64URL_NOPAD.encode(&token))
}

/// Decrypts the address in a token. Returns `None` unless the token was made with a key of the ring: each of them
/// opens the links that it sealed, as long as the ring has it.
#[must_use]
pub fn open(keys: &UnsubscribeKeys, token: &str) -> Option<EmailAddress> {
    if token.len() > MAX_LENGTH {
        return None;
    }
    let (version, sealed) = token.split_once('.')?;
    let seal = keys.of_version(version)?;
    let mut sealed = BASE64URL_NOPAD.decode(sealed.as_bytes()).ok()?;
    let (nonce, sealed) = sealed.split_at_mut_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let opened = cipher(&seal).open_in_place(nonce, Aad::from(version.as_bytes()), sealed);
    let address = std::str::from_utf8(opened.ok()?).ok()?;
    EmailAddress::parse(address).ok()
}

/// Returns the whole unsubscribe link of an address.
#[must_use]
pub fn link(base_url: &str, keys: &UnsubscribeKeys, address: &EmailAddress) -> String {
    format!("{base_url}/unsubscribe/{}", seal(keys, address))
}

fn cipher(seal: &LinkSeal<'_>) -> LessSafeKey {
    let key = UnboundKey::new(&AES_256_GCM, &seal.cipher_key());
    LessSafeKey::new(key.expect("the key has 256 bits"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::keys::KeyRing;
    use proptest::prelude::*;

    const ONE: &str = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    const TWO: &str = "2:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    fn keys(text: &str) -> UnsubscribeKeys {
        UnsubscribeKeys(KeyRing::parse(text).expect("keys"))
    }

    fn address(text: &str) -> EmailAddress {
        EmailAddress::parse(text).expect("an address")
    }

    #[test]
    fn a_link_survives_one_key_rotation_but_not_two() {
        let token = seal(&keys(ONE), &address("Ana@Example.org"));
        let rotated = keys(&format!("{TWO},{ONE}"));
        let opened = open(&rotated, &token).expect("the older key is there");
        assert_eq!(opened.as_str(), "ana@example.org");
        assert!(open(&keys(TWO), &token).is_none());
        assert!(seal(&rotated, &opened).starts_with("2."));
    }

    #[test]
    fn an_address_has_one_link_that_hides_the_address() {
        let keys = keys(ONE);
        let token = seal(&keys, &address("ana@example.org"));
        assert_eq!(token, seal(&keys, &address("ANA@example.org")));
        assert_ne!(token, seal(&keys, &address("bo@example.org")));
        let sealed = BASE64URL_NOPAD
            .decode(&token.as_bytes()[2..])
            .expect("base64");
        let shown = String::from_utf8_lossy(&sealed).into_owned() + &token;
        assert!(!shown.contains("ana") && !shown.contains("example"));
    }

    #[test]
    fn the_longest_address_fits_a_link() {
        let local = "a".repeat(64);
        let longest = format!(
            "{local}@{}.example.org",
            ["b".repeat(60), "c".repeat(60), "d".repeat(50)].join(".")
        );
        let token = seal(&keys(ONE), &address(&longest));
        assert!(token.len() < MAX_LENGTH && open(&keys(ONE), &token).is_some());
    }

    proptest! {
        #[test]
        fn a_token_opens_unless_it_was_changed(
            name in "[a-z][a-z0-9.]{0,20}[a-z]",
            at in 0_usize..1000,
            letter in "[A-Za-z0-9_-]",
        ) {
            prop_assume!(!name.contains(".."));
            let keys = keys(ONE);
            let address = address(&format!("{name}@example.org"));
            let token = seal(&keys, &address);
            let opened = open(&keys, &token).expect("ours");
            prop_assert_eq!(opened.as_str(), address.as_str());
            let at = at % token.len();
            let touched = format!("{}{letter}{}", &token[..at], &token[at + 1..]);
            prop_assert!(touched == token || open(&keys, &touched).is_none());
            prop_assert!(open(&keys, &token[..at]).is_none());
            let longer = format!("{token}{letter}");
            prop_assert!(open(&keys, &longer).is_none());
        }

        #[test]
        fn any_other_text_is_rejected(token in "\\PC{0,80}|1\\.[A-Za-z0-9_-]{0,80}") {
            prop_assert!(open(&keys(ONE), &token).is_none());
        }
    }
}
