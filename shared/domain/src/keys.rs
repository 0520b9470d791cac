//! Secret keys and what is made with them: index keys of identifiers, the tokens in links, codes, and the proof that
//! an account is its holder's.

mod account;
mod link_action;
mod partner;
mod ring;
mod unsubscribe;

pub use account::AccountKeys;
pub use link_action::LinkAction;
pub use partner::{PartnerKeys, PartnerSecret};
pub use ring::{KeyRing, NoVersionLeft, UnreadableKeys};
pub use unsubscribe::{LinkSeal, UnsubscribeKeys};

use crate::person::{Identifier, IdentifierKind, Sha256Hash};
use crate::receipt::ReceiptId;
use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use hmac::Mac;
use ring::Key;

/// Makes the keys under which identifiers are found, so that the table holds no address to look up.
#[derive(Debug, Clone)]
pub struct IndexKeys(pub KeyRing);

/// Why a setting is not a ring of index keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableIndexKeys {
    /// It is no ring.
    #[error(transparent)]
    Ring(#[from] UnreadableKeys),
    /// What is found under a third would be found no more.
    #[error(
        "there are two index keys at most, the current one and the one before: wait until nothing is found under the older one, then take it away"
    )]
    TooMany,
}

impl IndexKeys {
    /// Reads one key, or the current one and the one before.
    pub fn parse(text: &str) -> Result<Self, UnreadableIndexKeys> {
        let ring = KeyRing::parse(text)?;
        match ring.others.len() {
            0 | 1 => Ok(Self(ring)),
            _ => Err(UnreadableIndexKeys::TooMany),
        }
    }

    /// `kind.version.HMAC-SHA-256(key, SHA-256(identity key))`, with the current key.
    #[must_use]
    pub fn of(&self, identifier: &Identifier) -> String {
        Self::made_with(&self.0.current, identifier)
    }

    /// The same with the key before, while items move to the current one.
    #[must_use]
    pub fn older_of(&self, identifier: &Identifier) -> Option<String> {
        self.older().map(|key| Self::made_with(key, identifier))
    }

    /// The key of an identifier of which only the kind and the SHA-256 were kept, with the current key.
    #[must_use]
    pub fn of_hash(&self, kind: IdentifierKind, sha256: &Sha256Hash) -> String {
        Self::made_from(&self.0.current, kind, sha256)
    }

    /// The same with the key before, while items move to the current one.
    #[must_use]
    pub fn older_of_hash(&self, kind: IdentifierKind, sha256: &Sha256Hash) -> Option<String> {
        self.older().map(|key| Self::made_from(key, kind, sha256))
    }

    /// Whether an index key was made with the key before.
    #[must_use]
    pub fn is_older(&self, index_key: &str) -> bool {
        let version = index_key.split('.').nth(1);
        self.older()
            .is_some_and(|older| version == Some(&older.version.to_string()))
    }

    /// The version of the key before, while there is one.
    #[must_use]
    pub fn older_version(&self) -> Option<u8> {
        self.older().map(|older| older.version)
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

    fn older(&self) -> Option<&Key> {
        self.0.others.first()
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

/// Makes the tokens in links, and the codes that go with them. They are stored nowhere: an email or a replayed
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

    /// Whether `token` was made for this receipt, with any key of the ring; in constant time.
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
        let account = keys.of_hash(IdentifierKind::Account, &email.sha256());
        assert!(keys.of(&email).starts_with("email.2."));
        assert!(keys.older_of(&email).unwrap().starts_with("email.1."));
        assert_ne!(keys.of(&email), account);
        assert!(!keys.of(&email).contains("ana"));
        assert_eq!(
            keys.of_hash(IdentifierKind::Email, &email.sha256()),
            keys.of(&email)
        );
        assert!(keys.is_older(&keys.older_of(&email).unwrap()));
        assert!(!keys.is_older(&keys.of(&email)));
    }

    #[test]
    fn there_are_two_index_keys_at_most() {
        let three = format!("{TWO},{ONE},3:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=");
        assert!(KeyRing::parse(&three).is_ok());
        assert_eq!(
            IndexKeys::parse(&three).unwrap_err(),
            UnreadableIndexKeys::TooMany
        );
        assert!(IndexKeys::parse(&format!("{TWO},{ONE}")).is_ok());
    }
}
