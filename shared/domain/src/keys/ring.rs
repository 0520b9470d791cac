//! Key rings and their rotation.

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// A versioned secret. Versions let a new secret replace an old one while values from the old one stay valid.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) version: u8,
    secret: [u8; 32],
}

/// The key that derives new values, and the keys that only verify existing ones.
#[derive(Clone)]
pub struct KeyRing {
    pub(super) current: Key,
    pub(super) others: Vec<Key>,
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹keys›")
    }
}

/// Why a setting is not a key ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "write keys as version:secret, with the key for new values first, such as `2:…,1:…`; each version is a number from 1 to 255 and is used once, and each secret is 32 bytes in base64 (create one with `openssl rand -base64 32`)"
)]
pub struct UnreadableKeys;

/// The key ring contains the highest version, 255, so no key can be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "no version is left for another key: start a new ring, and add the last keys of this one to it under new versions"
)]
pub struct NoVersionLeft;

impl KeyRing {
    /// Parses `version:secret`, or several of them separated by commas. The first one derives new values.
    pub fn parse(text: &str) -> Result<Self, UnreadableKeys> {
        let mut keys: Vec<Key> = Vec::new();
        for part in text.split(',') {
            let key = Key::parse(part.trim()).ok_or(UnreadableKeys)?;
            if keys.iter().any(|other| other.version == key.version) {
                return Err(UnreadableKeys);
            }
            keys.push(key);
        }
        let others = keys.split_off(1);
        let current = keys.pop().ok_or(UnreadableKeys)?;
        Ok(Self { current, others })
    }

    /// Returns the ring as [`parse`](Self::parse) reads it. The text is secret.
    #[must_use]
    pub fn written(&self) -> String {
        let keys: Vec<String> = self.all().map(Key::written).collect();
        keys.join(",")
    }

    /// Returns the ring after a rotation. The key that the previous rotation added now derives new values. A new key
    /// with the next version is added, and all other keys stay for verification.
    ///
    /// Every function knows a key before any function derives values with it. Functions keep an old ring for some
    /// minutes after a rotation, and could not verify values from a key that they don't know.
    pub fn rotated(&self, secret: [u8; 32]) -> Result<Self, NoVersionLeft> {
        let newest = self.all().max_by_key(|key| key.version);
        let newest = newest.unwrap_or(&self.current);
        let added = Key {
            version: newest.version.checked_add(1).ok_or(NoVersionLeft)?,
            secret,
        };
        let readers = self.all().filter(|key| *key != newest).cloned();
        Ok(Self {
            current: newest.clone(),
            others: std::iter::once(added).chain(readers).collect(),
        })
    }

    /// Whether this ring may replace `before`: each ring must verify the values that the other one derives.
    #[must_use]
    pub fn may_follow(&self, before: &Self) -> bool {
        let knows = |ring: &Self, key: &Key| ring.all().any(|one| one == key);
        knows(before, &self.current) && before.all().all(|key| knows(self, key))
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.current).chain(&self.others)
    }
}

impl Key {
    fn parse(text: &str) -> Option<Self> {
        let (version, secret) = text.split_once(':')?;
        Some(Self {
            version: version.parse().ok().filter(|version| *version > 0)?,
            secret: BASE64.decode(secret.as_bytes()).ok()?.try_into().ok()?,
        })
    }

    fn written(&self) -> String {
        format!("{}:{}", self.version, BASE64.encode(&self.secret))
    }

    pub(super) fn mac(&self, purpose: &str, parts: &[&[u8]]) -> Hmac<Sha256> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ONE: &str = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    const TWO: &str = "2:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    fn versions(ring: &KeyRing) -> Vec<u8> {
        ring.all().map(|key| key.version).collect()
    }

    #[test]
    fn a_new_key_verifies_for_one_rotation_before_it_derives_values() {
        let ring = KeyRing::parse(ONE).unwrap();
        let first = ring.rotated([2; 32]).unwrap();
        assert_eq!(versions(&first), [1, 2], "1 goes on making, 2 reads");
        let second = first.rotated([3; 32]).unwrap();
        assert_eq!(versions(&second), [2, 3, 1]);
        let third = second.rotated([4; 32]).unwrap();
        assert_eq!(versions(&third), [3, 4, 2, 1]);
        let manual = KeyRing::parse(&format!("{TWO},{ONE}")).unwrap();
        assert_eq!(versions(&manual.rotated([3; 32]).unwrap()), [2, 3, 1]);
    }

    #[test]
    fn a_ring_must_not_replace_one_that_could_not_verify_its_values() {
        let one = KeyRing::parse(ONE).unwrap();
        let both = KeyRing::parse(&format!("{TWO},{ONE}")).unwrap();
        assert!(!both.may_follow(&one), "2 would make at once");
        assert!(!one.may_follow(&both), "2 would be forgotten");
        assert!(one.may_follow(&one));
        let other = one.written().replace('A', "B");
        let other = KeyRing::parse(&other.replace("B=", "A="));
        assert!(
            other.is_ok_and(|other| !other.may_follow(&one)),
            "1 is another key"
        );
    }

    #[test]
    fn the_highest_version_is_the_last() {
        let full = KeyRing::parse(&ONE.replace("1:", "255:")).unwrap();
        assert_eq!(full.rotated([0; 32]).unwrap_err(), NoVersionLeft);
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
            &format!("{ONE},"),
        ] {
            assert!(KeyRing::parse(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_rotated_ring_may_always_follow_and_is_read_again(
            versions in proptest::collection::btree_set(1u8..=254, 1..6),
            rotations in proptest::collection::vec(any::<[u8; 32]>(), 1..4),
        ) {
            let keys: Vec<String> = versions
                .iter()
                .map(|version| Key { version: *version, secret: [*version; 32] }.written())
                .collect();
            let mut ring = KeyRing::parse(&keys.join(",")).unwrap();
            for secret in rotations {
                let Ok(next) = ring.rotated(secret) else { break };
                prop_assert!(next.may_follow(&ring));
                prop_assert_eq!(KeyRing::parse(&next.written()).unwrap().written(), next.written());
                ring = next;
            }
        }
    }
}
