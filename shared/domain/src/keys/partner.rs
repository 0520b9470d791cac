//! Secrets shared with partners, and the links in emails to partners.

use super::{KeyRing, LinkKeys};
use crate::notification::DeliveryId;
use crate::partner::{PartnerId, SecretVersion};
use data_encoding::BASE64;
use hmac::Mac;
use jiff::Timestamp;

/// One partner's secret. It signs webhooks to the partner and callbacks from it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PartnerSecret(pub [u8; 32]);

impl std::fmt::Debug for PartnerSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("‹secret›")
    }
}

impl PartnerSecret {
    /// Returns the secret in the format of Standard Webhooks. Staff see it once, when they set up the partner.
    #[must_use]
    pub fn shown(&self) -> String {
        format!("whsec_{}", BASE64.encode(&self.0))
    }
}

/// Derives partners' secrets. None of them is stored.
#[derive(Debug, Clone)]
pub struct PartnerKeys(pub KeyRing);

impl PartnerKeys {
    /// Returns the version of the key that new secrets are derived from.
    #[must_use]
    pub fn current(&self) -> u8 {
        self.0.current.version
    }

    /// Returns a partner's secrets that are valid at `now`, the one that signs first. Secrets of a removed key are left
    /// out.
    #[must_use]
    pub fn secrets(
        &self,
        of: &PartnerId,
        version: SecretVersion,
        now: Timestamp,
    ) -> Vec<PartnerSecret> {
        let counting = version.counting(now);
        counting
            .filter_map(|(key, number)| self.secret(of, key, number))
            .collect()
    }

    fn secret(&self, of: &PartnerId, key: u8, number: u32) -> Option<PartnerSecret> {
        let key = self.0.all().find(|known| known.version == key)?;
        let parts: [&[u8]; 2] = [&number.to_be_bytes(), of.as_str().as_bytes()];
        let mac = key.mac("partner", &parts).finalize();
        Some(PartnerSecret(mac.into_bytes().into()))
    }
}

impl LinkKeys {
    /// Returns the path of the page on which the reader of an email to a partner acknowledges it.
    #[must_use]
    pub fn notification_path(&self, id: &DeliveryId) -> String {
        let (version, seal) = self.seal("notification", &[id.to_string().as_bytes()]);
        format!("/partners/notifications/{id}/{version}.{seal}")
    }

    /// Whether `token` lets its bearer acknowledge this delivery. Runs in constant time.
    #[must_use]
    pub fn fits_notification(&self, token: &str, id: &DeliveryId) -> bool {
        token.split_once('.').is_some_and(|(version, seal)| {
            self.sealed(version, seal, "notification", &[id.to_string().as_bytes()])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notification::NotificationId;

    const ONE: &str = "1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    const TWO: &str = "2:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn each_partner_and_version_has_its_own_secret_and_a_replaced_one_is_valid_for_a_week() {
        let now = at("2026-11-21T18:00:00Z");
        let keys = PartnerKeys(KeyRing::parse(ONE).unwrap());
        let ads = PartnerId::parse("ads").unwrap();
        let first = SecretVersion::first(keys.current());
        let second = first.next(keys.current(), now);
        let of = |version, at| keys.secrets(&ads, version, at);
        assert_eq!(of(first, now).len(), 1);
        assert_eq!(of(second, now)[1], of(first, now)[0]);
        assert_ne!(of(second, now)[0], of(first, now)[0]);
        assert_eq!(of(second, at("2026-11-29T18:00:00Z")).len(), 1);
        let other = PartnerId::parse("ad").unwrap();
        assert_ne!(keys.secrets(&other, first, now), of(first, now));
        assert!(of(first, now)[0].shown().starts_with("whsec_"));
        assert_eq!(format!("{:?}", of(first, now)), "[‹secret›]");
    }

    #[test]
    fn a_secret_is_valid_for_one_rotation_of_its_key_and_no_longer() {
        let now = at("2026-11-21T18:00:00Z");
        let ads = PartnerId::parse("ads").unwrap();
        let made = SecretVersion::first(1);
        let before = PartnerKeys(KeyRing::parse(ONE).unwrap()).secrets(&ads, made, now);
        let ring = KeyRing::parse(&format!("{TWO},{ONE}")).unwrap();
        assert_eq!(PartnerKeys(ring).secrets(&ads, made, now), before);
        let gone = PartnerKeys(KeyRing::parse(TWO).unwrap());
        assert!(gone.secrets(&ads, made, now).is_empty());
    }

    #[test]
    fn a_link_is_valid_for_its_own_notification_and_partner_only() {
        let links = LinkKeys(KeyRing::parse(ONE).unwrap());
        let id = |to: &str| DeliveryId {
            notification: NotificationId::parse("ABCDEFGHIJKLMNOPQRSTUVWXY4").unwrap(),
            to: PartnerId::parse(to).unwrap(),
        };
        let path = links.notification_path(&id("ads"));
        let token = path.rsplit('/').next().unwrap();
        assert!(links.fits_notification(token, &id("ads")));
        assert!(!links.fits_notification(token, &id("ad")));
        assert!(!links.fits_notification(&token[..token.len() - 1], &id("ads")));
    }
}
