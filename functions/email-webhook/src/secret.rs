//! Secrets: compared in constant time, never shown.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Reads a setting with one value or, while it is changed at the provider, two: `new,old`. Each of them is accepted.
pub(crate) fn one_or_two<T>(
    setting: &str,
    parse: impl Fn(&str) -> Result<T, &'static str>,
) -> Result<Vec<T>, &'static str> {
    let values: Vec<&str> = setting.split(',').map(str::trim).collect();
    if values.len() > 2 {
        return Err(
            "it holds more than two values; a comma separates the new value from the old one",
        );
    }
    values.into_iter().map(parse).collect()
}

/// A key that signs deliveries.
#[derive(Clone)]
pub(crate) struct SigningKey(Hmac<Sha256>);

impl SigningKey {
    /// The key of these bytes.
    pub(crate) fn new(bytes: &[u8]) -> Result<Self, &'static str> {
        Hmac::new_from_slice(bytes)
            .map(Self)
            .map_err(|_| "it is no key")
    }

    /// Whether this is the HMAC-SHA256 of the parts, one after the other.
    pub(crate) fn signed(&self, parts: &[&[u8]], signature: &[u8]) -> bool {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(part);
        }
        mac.verify_slice(signature).is_ok()
    }
}

/// Whether two secrets are the same. Their digests are compared, so that not even a length leaks.
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    Sha256::digest(one).ct_eq(&Sha256::digest(other)).into()
}
