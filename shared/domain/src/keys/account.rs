//! Account assertions: the company vouches that the signed-in person holds an account.
//!
//! Anyone can type any account ID into a form. A company that knows who is signed in signs the ID and the time, and
//! sends the signature along. `docs/identifiers.md` has the recipe.

use super::{Key, KeyRing};
use data_encoding::HEXLOWER;
use hmac::Mac;
use jiff::{SignedDuration, Timestamp};

/// How long a signature is valid. People leave pages open for a while.
const COUNTS_FOR: SignedDuration = SignedDuration::from_hours(24);

/// How far the company's clock may be ahead of ours.
const AHEAD: SignedDuration = SignedDuration::from_mins(5);

/// The keys that the company's website shares with intake.
#[derive(Debug, Clone)]
pub struct AccountKeys(pub KeyRing);

impl AccountKeys {
    /// Returns `version.seconds.HMAC-SHA-256(key, "account" 0x00 seconds "." id)`, with the seconds since 1970 and the
    /// HMAC in lower-case hexadecimal.
    #[must_use]
    pub fn sign(&self, id: &str, at: Timestamp) -> String {
        let (key, second) = (&self.0.current, at.as_second().to_string());
        let mac = mac(key, &second, id).finalize().into_bytes();
        format!("{}.{second}.{}", key.version, HEXLOWER.encode(&mac))
    }

    /// Whether the company signed this ID within the day before `now`. Runs in constant time.
    #[must_use]
    pub fn prove(&self, signature: &str, id: &str, now: Timestamp) -> bool {
        self.proven(signature, id, now).is_some()
    }

    /// Returns the version and the key that seal a link that fills in the form: `HMAC-SHA-256(key, "prefill" 0x00)`.
    #[must_use]
    pub fn prefill_key(&self) -> (u8, [u8; 32]) {
        let key = &self.0.current;
        (key.version, prefill(key))
    }

    /// Returns the key with this version, which opens such a link.
    #[must_use]
    pub fn prefill_key_of(&self, version: &str) -> Option<[u8; 32]> {
        let mut keys = self.0.all();
        keys.find(|key| key.version.to_string() == version)
            .map(prefill)
    }

    fn proven(&self, signature: &str, id: &str, now: Timestamp) -> Option<()> {
        let mut parts = signature.trim().splitn(3, '.');
        let (version, second, given) = (parts.next()?, parts.next()?, parts.next()?);
        let at = Timestamp::from_second(second.parse().ok()?).ok()?;
        let age = now.duration_since(at);
        let given = HEXLOWER.decode(given.as_bytes()).ok()?;
        let key = self
            .0
            .all()
            .find(|key| key.version.to_string() == version)?;
        let fits = mac(key, second, id).verify_slice(&given).is_ok();
        (fits && age <= COUNTS_FOR && age >= -AHEAD).then_some(())
    }
}

fn prefill(key: &Key) -> [u8; 32] {
    key.mac("prefill", &[]).finalize().into_bytes().into()
}

fn mac(key: &Key, second: &str, id: &str) -> hmac::Hmac<sha2::Sha256> {
    key.mac("account", &[second.as_bytes(), b".", id.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    const TWO: &str = "2:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    fn keys(text: &str) -> AccountKeys {
        AccountKeys(KeyRing::parse(text).unwrap())
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_795_284_000 + second).unwrap()
    }

    #[test]
    fn a_signature_vouches_for_its_account_for_a_day_and_for_no_other() {
        let signature = keys(ONE).sign("customer-4711", at(0));
        let prove = |id, now| keys(ONE).prove(&signature, id, now);
        assert!(prove("customer-4711", at(0)) && prove("customer-4711", at(86_400)));
        assert!(prove("customer-4711", at(-300)), "their clock is ahead");
        assert!(!prove("customer-4711", at(86_401)) && !prove("customer-4711", at(-301)));
        assert!(!prove("customer-4712", at(0)) && !prove("Customer-4711", at(0)));
    }

    #[test]
    fn a_signature_is_valid_while_its_key_is_in_the_ring() {
        let signature = keys(ONE).sign("4711", at(0));
        assert!(keys(&format!("{TWO},{ONE}")).prove(&signature, "4711", at(0)));
        assert!(!keys(TWO).prove(&signature, "4711", at(0)));
    }

    #[test]
    fn nothing_else_is_a_signature() {
        let good = keys(ONE).sign("4711", at(0));
        let (_, rest) = good.split_once('.').unwrap();
        let (second, mac) = rest.split_once('.').unwrap();
        for forged in [
            "",
            "1",
            "1..",
            mac,
            &format!("9.{second}.{mac}"),
            &format!("1.0{second}.{mac}"),
            &format!("1.+{second}.{mac}"),
            &format!("1.{second}.{}", &mac[..62]),
            &format!("1.{second}.{}", mac.to_uppercase()),
            &format!("1.99999999999999999999.{mac}"),
        ] {
            assert!(!keys(ONE).prove(forged, "4711", at(0)), "{forged}");
        }
        // The dot ends the seconds, so no ID can borrow digits from them.
        let other = keys(ONE).sign("11.4711", at(0));
        assert!(!keys(ONE).prove(&other, "4711", at(0)));
    }
}
