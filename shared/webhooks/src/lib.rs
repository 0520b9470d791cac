//! Signatures of [Standard Webhooks](https://www.standardwebhooks.com): made for what we send, checked on what comes.
//!
//! `webhook-signature` holds signatures separated by spaces, each `v1,` and the HMAC-SHA256 in base64 of
//! `id.timestamp.body`. One valid signature is enough, so that both secrets work during a rotation. The timestamp is that
//! of the attempt, so each attempt has its own signature. It may differ from the receiver's clock by five minutes.

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use sha2::Sha256;

/// The header with the message ID, which is the same on every attempt.
pub const ID: &str = "webhook-id";
/// The header with the Unix time of the attempt, in seconds.
pub const TIMESTAMP: &str = "webhook-timestamp";
/// The header with the signatures.
pub const SIGNATURE: &str = "webhook-signature";

/// The maximum difference of a timestamp, as in the specification's libraries.
pub const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// The minimum length of a secret in bytes, by the specification.
const SHORTEST_SECRET: usize = 24;

/// The maximum number of signatures that are compared. A sender has two during a rotation.
const MOST_SIGNATURES: usize = 8;

/// A signing key.
#[derive(Clone)]
pub struct Key(Hmac<Sha256>);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹key›")
    }
}

/// The headers of a message.
#[derive(Debug, Clone, Copy)]
pub struct Headers<'a> {
    /// The message ID.
    pub id: &'a [u8],
    /// The Unix time of the attempt, in seconds.
    pub timestamp: &'a [u8],
    /// The signatures.
    pub signature: &'a [u8],
}

/// Why a message is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotSigned {
    /// No signature is valid.
    #[error("no signature fits")]
    Wrong,
    /// The timestamp is missing or unreadable.
    #[error("the timestamp is not a number of seconds")]
    NoTime,
    /// The timestamp differs by more than five minutes.
    #[error("the timestamp is more than five minutes off")]
    Stale,
}

impl Headers<'_> {
    /// Checks what needs no key: the form of a signature, and the time. A message that fails is refused with every key.
    ///
    /// # Errors
    /// [`NotSigned`] says why the message is refused.
    pub fn check_form(&self, now: Timestamp) -> Result<(), NotSigned> {
        if self.id.is_empty() || self.macs().next().is_none() {
            return Err(NotSigned::Wrong);
        }
        let signed_at = std::str::from_utf8(self.timestamp)
            .ok()
            .and_then(|seconds| seconds.parse().ok())
            .and_then(|seconds| Timestamp::from_second(seconds).ok())
            .ok_or(NotSigned::NoTime)?;
        if now.duration_since(signed_at).abs() > TOLERANCE {
            return Err(NotSigned::Stale);
        }
        Ok(())
    }

    /// Returns the signatures that have the form of one: `v1,` and 32 bytes in Base64.
    fn macs(&self) -> impl Iterator<Item = Vec<u8>> {
        let signatures = self
            .signature
            .split(|byte| *byte == b' ')
            .take(MOST_SIGNATURES);
        signatures
            .filter_map(|signature| BASE64.decode(signature.strip_prefix(b"v1,")?).ok())
            .filter(|mac| mac.len() == 32)
    }
}

impl Key {
    /// Parses `whsec_…`.
    ///
    /// # Errors
    /// The error says what is wrong with the setting.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let secret = text.strip_prefix("whsec_").unwrap_or(text);
        let secret = BASE64
            .decode(secret.as_bytes())
            .map_err(|_| "it is not like whsec_ and base64")?;
        Self::of(&secret)
    }

    /// Creates a key from these bytes.
    ///
    /// # Errors
    /// The error says what is wrong with the bytes.
    pub fn of(secret: &[u8]) -> Result<Self, &'static str> {
        if secret.len() < SHORTEST_SECRET {
            return Err("it has fewer than 24 bytes");
        }
        Hmac::new_from_slice(secret)
            .map(Self)
            .map_err(|_| "it is no key")
    }

    fn mac(&self, id: &[u8], timestamp: &[u8], body: &[u8]) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        for part in [id, b".", timestamp, b".", body] {
            mac.update(part);
        }
        mac
    }

    /// Signs a message sent at `now`. Returns the timestamp and the signature.
    #[must_use]
    pub fn sign(&self, id: &str, body: &[u8], now: Timestamp) -> (String, String) {
        let second = now.as_second().to_string();
        let mac = self.mac(id.as_bytes(), second.as_bytes(), body).finalize();
        (second, format!("v1,{}", BASE64.encode(&mac.into_bytes())))
    }

    /// Checks a message that arrives at `now`.
    ///
    /// # Errors
    /// [`NotSigned`] says why the message is refused.
    pub fn check(
        &self,
        headers: &Headers<'_>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<(), NotSigned> {
        let fits = |signature: &Vec<u8>| {
            let mac = self.mac(headers.id, headers.timestamp, body);
            mac.verify_slice(signature).is_ok()
        };
        if !headers.macs().any(|signature| fits(&signature)) {
            return Err(NotSigned::Wrong);
        }
        headers.check_form(now)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;

    /// The example of the specification's own libraries.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const MESSAGE: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const SIGNED: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn headers<'a>(timestamp: &'a str, signature: &'a str) -> Headers<'a> {
        Headers {
            id: MESSAGE.as_bytes(),
            timestamp: timestamp.as_bytes(),
            signature: signature.as_bytes(),
        }
    }

    #[test]
    fn signatures_are_those_of_the_specification_s_libraries() {
        let key = Key::parse(SECRET).unwrap();
        let (second, signature) = key.sign(MESSAGE, BODY, at(1_614_265_330));
        assert_eq!(
            (second.as_str(), signature.as_str()),
            ("1614265330", SIGNED)
        );
    }

    #[test]
    fn a_message_is_taken_within_five_minutes_and_if_one_signature_fits() {
        let key = Key::parse(SECRET).unwrap();
        let several = format!("v1,AAAA v2,xyz {SIGNED}");
        for (signature, now, expected) in [
            (SIGNED, 1_614_265_330, Ok(())),
            (several.as_str(), 1_614_265_330, Ok(())),
            (SIGNED, 1_614_265_330 + 300, Ok(())),
            (SIGNED, 1_614_265_330 + 301, Err(NotSigned::Stale)),
            (SIGNED, 1_614_265_330 - 301, Err(NotSigned::Stale)),
            ("", 1_614_265_330, Err(NotSigned::Wrong)),
            ("v1,AAAA", 1_614_265_330, Err(NotSigned::Wrong)),
        ] {
            let checked = key.check(&headers("1614265330", signature), BODY, at(now));
            assert_eq!(checked, expected, "{signature} at {now}");
        }
        let other = key.check(&headers("1614265330", SIGNED), b"{}", at(1_614_265_330));
        assert_eq!(other, Err(NotSigned::Wrong));
    }

    #[test]
    fn short_and_unreadable_secrets_are_refused() {
        for text in ["", "whsec_", "whsec_?", "whsec_AAAA"] {
            assert!(Key::parse(text).is_err(), "{text}");
        }
    }
}
