//! Secret keys and what is made with them: index keys of identifiers, the tokens in links, codes, and the proof that
//! an account is its holder's.

mod account;
mod deed;
mod partner;
mod unsubscribe;

pub use account::AccountKeys;
pub use deed::Deed;
pub use partner::{PartnerKeys, PartnerSecret};
pub use unsubscribe::{LinkSeal, UnsubscribeKeys};

use crate::person::{Identifier, IdentifierKind, Sha256Hash};
use crate::receipt::ReceiptId;
use data_encoding::{BASE32_NOPAD, BASE64, BASE64URL_NOPAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// A secret with a version, so that it can be replaced while what was made with the old one is still read.
#[derive(Clone)]
struct Key {
    version: u8,
    secret: [u8; 32],
}

/// The current key and, while items move to it, the one before.
#[derive(Clone)]
pub struct KeyRing {
    current: Key,
    older: Option<Key>,
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹keys›")
    }
}

/// Why a setting is not a key ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "keys are written as version:secret, the current one first, such as `2:…,1:…`; a version is 1 to 255 and a secret is 32 bytes in base64 (make one with `openssl rand -base64 32`)"
)]
pub struct UnreadableKeys;

impl KeyRing {
    /// Reads `version:secret` or `version:secret,version:secret`, the current key first.
    pub fn parse(text: &str) -> Result<Self, UnreadableKeys> {
        let key = |part: &str| {
            let (version, secret) = part.trim().split_once(':').ok_or(UnreadableKeys)?;
            let version = version
                .parse()
                .ok()
                .filter(|v| *v > 0)
                .ok_or(UnreadableKeys)?;
            let secret = BASE64
                .decode(secret.as_bytes())
                .map_err(|_| UnreadableKeys)?;
            Ok(Key {
                version,
                secret: secret.try_into().map_err(|_| UnreadableKeys)?,
            })
        };
        let mut parts = text.split(',');
        let current = key(parts.next().unwrap_or_default())?;
        let older = parts.next().map(key).transpose()?;
        let twice = older
            .as_ref()
            .is_some_and(|older| older.version == current.version);
        if twice || parts.next().is_some() {
            return Err(UnreadableKeys);
        }
        Ok(Self { current, older })
    }

    fn all(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.current).chain(&self.older)
    }
}

impl Key {
    fn mac(&self, purpose: &str, parts: &[&[u8]]) -> Hmac<Sha256> {
        let mut block = [0; 64]; // RFC 2104: a shorter key is filled with zeros to the hash's block
        block[..32].copy_from_slice(&self.secret);
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        for part in parts {
            mac.update(part);
        }
        mac
    }
}

/// Makes the keys under which identifiers are found, so that the table holds no address to look up.
#[derive(Debug, Clone)]
pub struct IndexKeys(pub KeyRing);

impl IndexKeys {
    /// `kind.version.HMAC-SHA-256(key, SHA-256(identity key))`, with the current key.
    #[must_use]
    pub fn of(&self, identifier: &Identifier) -> String {
        Self::made_with(&self.0.current, identifier)
    }

    /// The same with the key before, while items move to the current one.
    #[must_use]
    pub fn older_of(&self, identifier: &Identifier) -> Option<String> {
        self.0
            .older
            .as_ref()
            .map(|key| Self::made_with(key, identifier))
    }

    /// The key of an identifier of which only the kind and the SHA-256 were kept, with the current key.
    #[must_use]
    pub fn of_hash(&self, kind: IdentifierKind, sha256: &Sha256Hash) -> String {
        Self::made_from(&self.0.current, kind, sha256)
    }

    /// The same with the key before, while items move to the current one.
    #[must_use]
    pub fn older_of_hash(&self, kind: IdentifierKind, sha256: &Sha256Hash) -> Option<String> {
        let older = self.0.older.as_ref();
        older.map(|key| Self::made_from(key, kind, sha256))
    }

    /// Whether an index key was made with the key before.
    #[must_use]
    pub fn is_older(&self, index_key: &str) -> bool {
        let version = index_key.split('.').nth(1);
        let older = self.0.older.as_ref();
        older.is_some_and(|older| version == Some(&older.version.to_string()))
    }

    /// The version of the key before, while there is one.
    #[must_use]
    pub fn older_version(&self) -> Option<u8> {
        self.0.older.as_ref().map(|older| older.version)
    }

    /// The key under which what comes from one network address is counted, with the current key.
    #[must_use]
    pub fn of_source(&self, source: &str) -> String {
        let key = &self.0.current;
        let mac = key
            .mac("source", &[source.as_bytes()])
            .finalize()
            .into_bytes();
        format!("source.{}.{}", key.version, BASE32_NOPAD.encode(&mac))
    }

    fn made_with(key: &Key, identifier: &Identifier) -> String {
        Self::made_from(key, identifier.kind(), &identifier.sha256())
    }

    fn made_from(key: &Key, kind: IdentifierKind, sha256: &Sha256Hash) -> String {
        let mac = key.mac("index", &[sha256]).finalize().into_bytes();
        let mac = BASE32_NOPAD.encode(&mac);
        format!("{}.{}.{mac}", kind.as_str(), key.version)
    }
}

/// Makes the tokens in links, and the codes that go with them. They are stored nowhere: a letter or a replayed
/// answer makes them again.
#[derive(Debug, Clone)]
pub struct LinkKeys(pub KeyRing);

impl LinkKeys {
    /// `version.HMAC-SHA-256(key, receipt id)`, cut to 160 bits.
    #[must_use]
    pub fn token(&self, receipt: &ReceiptId) -> String {
        let (version, mac) = self.seal("status", &[receipt.as_bytes()]);
        format!("{version}.{mac}")
    }

    /// The path of the page that shows this receipt to whoever has its link.
    #[must_use]
    pub fn status_path(&self, receipt: &ReceiptId) -> String {
        format!("/status/{}/{}", receipt.reference(), self.token(receipt))
    }

    /// Whether `token` was made for this receipt, with the current key or the one before; in constant time.
    #[must_use]
    pub fn fits(&self, token: &str, receipt: &ReceiptId) -> bool {
        token.split_once('.').is_some_and(|(version, mac)| {
            self.sealed(version, mac, "status", &[receipt.as_bytes()])
        })
    }

    /// The current key's version, and its seal under these parts: 160 bits, as links write them.
    fn seal(&self, purpose: &str, parts: &[&[u8]]) -> (u8, String) {
        let key = &self.0.current;
        let mac = key.mac(purpose, parts).finalize().into_bytes();
        (key.version, BASE64URL_NOPAD.encode(&mac[..20]))
    }

    /// Whether the key of this version made this seal under these parts; in constant time.
    fn sealed(&self, version: &str, seal: &str, purpose: &str, parts: &[&[u8]]) -> bool {
        let Ok(given) = BASE64URL_NOPAD.decode(seal.as_bytes()) else {
            return false;
        };
        let Some(key) = self.0.all().find(|key| key.version.to_string() == version) else {
            return false;
        };
        given.len() == 20
            && key
                .mac(purpose, parts)
                .verify_truncated_left(&given)
                .is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::IdentifierKind;

    const ONE: &str = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    const TWO: &str = "2:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    #[test]
    fn a_token_made_before_a_rotation_still_fits() {
        let receipt = ReceiptId::from_bytes([7; 16]);
        let before = LinkKeys(KeyRing::parse(ONE).unwrap());
        let after = LinkKeys(KeyRing::parse(&format!("{TWO},{ONE}")).unwrap());
        let token = before.token(&receipt);
        assert!(after.fits(&token, &receipt));
        assert!(!after.fits(&token, &ReceiptId::from_bytes([8; 16])));
        assert!(!LinkKeys(KeyRing::parse(TWO).unwrap()).fits(&token, &receipt));
        for forged in [
            "",
            "1",
            "1.",
            "1.AAAA",
            "9.AAAA",
            &token[..token.len() - 1],
            &format!("{token}A"),
        ] {
            assert!(!after.fits(forged, &receipt), "{forged}");
        }
    }

    #[test]
    fn an_index_key_hides_the_address_and_tells_kinds_apart() {
        let keys = IndexKeys(KeyRing::parse(&format!("{TWO},{ONE}")).unwrap());
        let email = Identifier::parse(IdentifierKind::Email, "Ana@example.com").unwrap();
        let account = Identifier::parse(IdentifierKind::Account, "ana@example.com").unwrap();
        assert!(keys.of(&email).starts_with("email.2."));
        assert!(keys.older_of(&email).unwrap().starts_with("email.1."));
        assert_ne!(keys.of(&email), keys.of(&account));
        assert!(!keys.of(&email).contains("ana"));
        assert_eq!(
            keys.of_hash(IdentifierKind::Email, &email.sha256()),
            keys.of(&email)
        );
        assert!(keys.is_older(&keys.older_of(&email).unwrap()));
        assert!(!keys.is_older(&keys.of(&email)));
    }

    #[test]
    fn unreadable_key_rings() {
        for text in [
            "",
            "1",
            "1:",
            "1:AAAA",
            "0:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
            &format!("{ONE},{ONE}"),
            &format!("{ONE},{TWO},{TWO}"),
        ] {
            assert!(KeyRing::parse(text).is_err(), "{text}");
        }
    }
}
