//! Secret keys and the values derived from them: index keys of identifiers, tokens in links, codes, and signatures that
//! vouch for an account.

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

use crate::person::{EmailAddress, Identifier, IdentifierKind, Sha256Hash};
use crate::receipt::ReceiptId;
use crate::search::SearchKey;
use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use hmac::Mac;
use ring::Key;

/// Derives the index keys of identifiers, so that the table can be searched without storing an address in a key.
#[derive(Debug, Clone)]
pub struct IndexKeys(pub KeyRing);

/// Why a setting is not a ring of index keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableIndexKeys {
    /// It is not a key ring.
    #[error(transparent)]
    Ring(#[from] UnreadableKeys),
    /// It has more than two keys. Items under a third key could not be found.
    #[error(
        "there can be two index keys at most, the current one and the previous one: wait until the sweeper has moved all items to the current key, then remove the previous one"
    )]
    TooMany,
}

impl IndexKeys {
    /// Parses one key, or the current key and the previous one.
    pub fn parse(text: &str) -> Result<Self, UnreadableIndexKeys> {
        let ring = KeyRing::parse(text)?;
        match ring.others.len() {
            0 | 1 => Ok(Self(ring)),
            _ => Err(UnreadableIndexKeys::TooMany),
        }
    }

    /// Returns `kind.version.HMAC-SHA-256(key, SHA-256(identity key))` with the current key.
    #[must_use]
    pub fn of(&self, identifier: &Identifier) -> String {
        Self::made_with(&self.0.current, identifier)
    }

    /// Returns the same with the previous key, during key migration.
    #[must_use]
    pub fn older_of(&self, identifier: &Identifier) -> Option<String> {
        self.older().map(|key| Self::made_with(key, identifier))
    }

    /// Returns the index key of an identifier with the current key, from its kind and SHA-256 hash.
    #[must_use]
    pub fn of_hash(&self, kind: IdentifierKind, sha256: &Sha256Hash) -> String {
        Self::made_from(&self.0.current, kind.as_str(), sha256)
    }

    /// Returns the same with the previous key, during key migration.
    #[must_use]
    pub fn older_of_hash(&self, kind: IdentifierKind, sha256: &Sha256Hash) -> Option<String> {
        self.older()
            .map(|key| Self::made_from(key, kind.as_str(), sha256))
    }

    /// Returns the index keys of what staff search for: with the current key, then with the previous one during key
    /// migration. An identifier has the same index key as everywhere else.
    pub fn of_search(&self, key: &SearchKey) -> impl Iterator<Item = String> + use<> {
        let made = |ring_key| Self::made_from(ring_key, key.kind().as_str(), key.sha256());
        let older = self.older().map(made);
        std::iter::once(made(&self.0.current)).chain(older)
    }

    /// Whether an index key was derived from the previous key.
    #[must_use]
    pub fn is_older(&self, index_key: &str) -> bool {
        let version = index_key.split('.').nth(1);
        self.older()
            .is_some_and(|older| version == Some(&older.version.to_string()))
    }

    /// Returns the version of the previous key, during key migration.
    #[must_use]
    pub fn older_version(&self) -> Option<u8> {
        self.older().map(|older| older.version)
    }

    /// Returns the key that counts the browsers of one network address, with the current key.
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
        Self::made_from(key, identifier.kind().as_str(), &identifier.sha256())
    }

    fn made_from(key: &Key, kind: &str, sha256: &Sha256Hash) -> String {
        let mac = key.mac("index", &[sha256]).finalize().into_bytes();
        let mac = BASE32_NOPAD.encode(&mac);
        format!("{kind}.{}.{mac}", key.version)
    }
}

/// Derives the tokens in links, and the codes that belong to them. Neither is stored: emails and replayed responses
/// derive them again.
#[derive(Debug, Clone)]
pub struct LinkKeys(pub KeyRing);

impl LinkKeys {
    /// Returns `version.HMAC-SHA-256(key, receipt ID)`, cut to 160 bits.
    #[must_use]
    pub fn token(&self, receipt: &ReceiptId) -> String {
        let (version, mac) = self.seal("status", &[receipt.as_bytes()]);
        format!("{version}.{mac}")
    }

    /// Returns the path of the receipt's page, for the bearer of the link.
    #[must_use]
    pub fn status_path(&self, receipt: &ReceiptId) -> String {
        format!("/status/{}/{}", receipt.reference(), self.token(receipt))
    }

    /// Returns the path of the receipt's page in an email to `holder`: the bearer's token and a second seal that no
    /// other page or program gets. It shows that the reader has this mailbox.
    #[must_use]
    pub fn mailbox_status_path(&self, receipt: &ReceiptId, holder: &EmailAddress) -> String {
        let holder = Identifier::Email(holder.clone()).sha256();
        let (_, mac) = self.seal(MAILBOX_STATUS, &[receipt.as_bytes(), &holder]);
        format!("{}.{mac}", self.status_path(receipt))
    }

    /// Whether `token` is a link to this receipt, with or without the seal of a mailbox. Runs in constant time.
    #[must_use]
    pub fn fits(&self, token: &str, receipt: &ReceiptId) -> bool {
        StatusToken::read(token).is_some_and(|token| {
            self.sealed(token.version, token.bearer, "status", &[receipt.as_bytes()])
        })
    }

    /// Whether `token` comes from an email about this receipt to `holder`. Runs in constant time.
    #[must_use]
    pub fn fits_mailbox(&self, token: &str, receipt: &ReceiptId, holder: &EmailAddress) -> bool {
        let holder = Identifier::Email(holder.clone()).sha256();
        StatusToken::read(token).is_some_and(|token| {
            let parts: [&[u8]; 2] = [receipt.as_bytes(), &holder];
            self.sealed(token.version, token.mailbox, MAILBOX_STATUS, &parts)
        })
    }

    /// Returns the version of the current key and its seal over these parts: 160 bits, as links contain them.
    fn seal(&self, purpose: &str, parts: &[&[u8]]) -> (u8, String) {
        let key = &self.0.current;
        let mac = key.mac(purpose, parts).finalize().into_bytes();
        (key.version, BASE64URL_NOPAD.encode(&mac[..20]))
    }

    /// Whether the key of this version made this seal over these parts. Runs in constant time.
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

/// The purpose of the seal that only emails contain.
const MAILBOX_STATUS: &str = "mailbox_status";

/// The parts of a status link's token.
struct StatusToken<'a> {
    version: &'a str,
    bearer: &'a str,
    /// Empty in a link that is in no email.
    mailbox: &'a str,
}

impl<'a> StatusToken<'a> {
    fn read(token: &'a str) -> Option<Self> {
        let (version, seals) = token.split_once('.')?;
        let (bearer, mailbox) = match seals.split_once('.') {
            Some((bearer, mailbox)) if !mailbox.is_empty() => (bearer, mailbox),
            Some(_) => return None,
            None => (seals, ""),
        };
        Some(Self {
            version,
            bearer,
            mailbox,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::IdentifierKind;

    const ONE: &str = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    const TWO: &str = "2:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    #[test]
    fn a_token_from_before_a_rotation_is_still_valid() {
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
    fn a_link_in_an_email_shows_who_reads_it_and_any_other_link_does_not() {
        let keys = LinkKeys(KeyRing::parse(ONE).unwrap());
        let address = |text| EmailAddress::parse(text).unwrap();
        let (receipt, other) = ([7; 16], [8; 16]);
        let (receipt, other) = (ReceiptId::from_bytes(receipt), ReceiptId::from_bytes(other));
        let path = keys.mailbox_status_path(&receipt, &address("ana@example.org"));
        let token = path.rsplit('/').next().unwrap();
        assert!(keys.fits_mailbox(token, &receipt, &address("Ana@example.org")));
        assert!(!keys.fits_mailbox(token, &receipt, &address("eve@example.org")));
        assert!(!keys.fits_mailbox(token, &other, &address("ana@example.org")));
        assert!(keys.fits(token, &receipt) && !keys.fits(token, &other));
        let bearer = keys.token(&receipt);
        for forged in [
            bearer.clone(),
            format!("{bearer}."),
            format!("{bearer}.AAAA"),
        ] {
            assert!(!keys.fits_mailbox(&forged, &receipt, &address("ana@example.org")));
        }
    }

    #[test]
    fn an_index_key_hides_the_address_and_differs_by_kind() {
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
