//! Keys of the unsubscribe links in marketing emails. They have their own ring, because the company's email sender may
//! hold it, and must not be able to derive the link of a status page.

use super::{Key, KeyRing};
use hmac::Mac;

/// Seals addresses into unsubscribe links. The caller chooses the cipher; this type gives its keys and nonces.
#[derive(Debug, Clone)]
pub struct UnsubscribeKeys(pub KeyRing);

/// The keys of one version of the ring.
pub struct LinkSeal<'a>(&'a Key);

impl UnsubscribeKeys {
    /// Returns the keys for new links.
    #[must_use]
    pub fn current(&self) -> LinkSeal<'_> {
        LinkSeal(&self.0.current)
    }

    /// Returns the keys of links of this version.
    #[must_use]
    pub fn of_version(&self, version: &str) -> Option<LinkSeal<'_>> {
        let key = self.0.all().find(|key| key.version.to_string() == version);
        key.map(LinkSeal)
    }
}

impl LinkSeal<'_> {
    /// The version, which the link's token starts with.
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

    /// Returns the cipher's nonce: the first 96 bits of `HMAC-SHA-256(secret, "unsubscribe nonce" 00 address)`. It
    /// depends on the address, so that no nonce is used for a second address and an address always gets the same link.
    #[must_use]
    pub fn nonce(&self, address: &str) -> [u8; 12] {
        let mac = self.0.mac("unsubscribe nonce", &[address.as_bytes()]);
        let mut nonce = [0; 12];
        nonce.copy_from_slice(&mac.finalize().into_bytes()[..12]);
        nonce
    }
}
