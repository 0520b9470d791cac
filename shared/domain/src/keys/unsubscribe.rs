//! The keys of the links by which people stop marketing mail. They are a ring of their own: whoever sends the mail
//! may hold it, and must not be able to make a status link with it.

use super::{Key, KeyRing};
use hmac::Mac;

/// Seals addresses into unsubscribe links. Which cipher is used is the caller's; here is what it is used with.
#[derive(Debug, Clone)]
pub struct UnsubscribeKeys(pub KeyRing);

/// What one version of the ring seals with.
pub struct LinkSeal<'a>(&'a Key);

impl UnsubscribeKeys {
    /// What new links are sealed with.
    #[must_use]
    pub fn current(&self) -> LinkSeal<'_> {
        LinkSeal(&self.0.current)
    }

    /// What links of this version were sealed with.
    #[must_use]
    pub fn of_version(&self, version: &str) -> Option<LinkSeal<'_>> {
        let key = self.0.all().find(|key| key.version.to_string() == version);
        key.map(LinkSeal)
    }
}

impl LinkSeal<'_> {
    /// The version, which stands before the link's token.
    #[must_use]
    pub fn version(&self) -> u8 {
        self.0.version
    }

    /// The cipher's key: `HMAC-SHA-256(secret, "unsubscribe" 00)`.
    #[must_use]
    pub fn cipher_key(&self) -> [u8; 32] {
        self.0
            .mac("unsubscribe", &[])
            .finalize()
            .into_bytes()
            .into()
    }

    /// The cipher's nonce: `HMAC-SHA-256(secret, "unsubscribe nonce" 00 address)`, its first 96 bits. Made from
    /// what it seals, so that no nonce meets a second address and an address always gets the same link.
    #[must_use]
    pub fn nonce(&self, address: &str) -> [u8; 12] {
        let mac = self.0.mac("unsubscribe nonce", &[address.as_bytes()]);
        let mut nonce = [0; 12];
        nonce.copy_from_slice(&mac.finalize().into_bytes()[..12]);
        nonce
    }
}
