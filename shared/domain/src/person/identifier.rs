//! Identifiers of a person, and the keys that find them.

use super::{EmailAddress, OpaqueId, PhoneNumber, Unreadable};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// SHA-256 of an identifier's identity key.
pub type Sha256Hash = [u8; 32];

/// The kinds of identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IdentifierKind {
    /// An email address.
    Email,
    /// A phone number.
    Phone,
    /// The company's own id of an account.
    Account,
    /// An id of a device or browser.
    Device,
    /// An account ID that the requester claims without a signature from the company.
    ClaimedAccount,
}

impl IdentifierKind {
    /// Every kind that a submission can use. Intake decides whether an account is only claimed.
    pub const ALL: [Self; 4] = [Self::Email, Self::Phone, Self::Account, Self::Device];

    /// Every kind that the table can hold.
    pub const STORED: [Self; 5] = [
        Self::Email,
        Self::Phone,
        Self::Account,
        Self::Device,
        Self::ClaimedAccount,
    ];

    /// The kind's name in JSON and in keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Account => "account",
            Self::Device => "device",
            Self::ClaimedAccount => "claimed_account",
        }
    }

    /// Returns the kind with this name, as a submission names it.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Returns the kind with this name, as the table stores it. No submission can name a claimed account.
    #[must_use]
    pub fn stored(name: &str) -> Option<Self> {
        Self::STORED.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// An identifier of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
pub enum Identifier {
    /// An email address.
    Email(EmailAddress),
    /// A phone number.
    Phone(PhoneNumber),
    /// The company's own id of an account.
    Account(OpaqueId),
    /// An id of a device or browser.
    Device(OpaqueId),
    /// An account ID that the requester claims without a signature from the company. It is stored as evidence and sent
    /// to partners. It suppresses nothing, because anyone can claim any account.
    ClaimedAccount(OpaqueId),
}

impl Identifier {
    /// Reads a value of this kind.
    pub fn parse(kind: IdentifierKind, text: &str) -> Result<Self, Unreadable> {
        Ok(match kind {
            IdentifierKind::Email => Self::Email(EmailAddress::parse(text)?),
            IdentifierKind::Phone => Self::Phone(PhoneNumber::parse(text)?),
            IdentifierKind::Account => Self::Account(OpaqueId::parse(text)?),
            IdentifierKind::Device => Self::Device(parse_device(text)?),
            IdentifierKind::ClaimedAccount => Self::ClaimedAccount(OpaqueId::parse(text)?),
        })
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> IdentifierKind {
        match self {
            Self::Email(_) => IdentifierKind::Email,
            Self::Phone(_) => IdentifierKind::Phone,
            Self::Account(_) => IdentifierKind::Account,
            Self::Device(_) => IdentifierKind::Device,
            Self::ClaimedAccount(_) => IdentifierKind::ClaimedAccount,
        }
    }

    /// The identity key: two values with the same kind and identity key are the same identifier.
    ///
    /// Email: lower case, in NFC. Phone: E.164. Account: as given, letter by letter. Device: its ASCII letters
    /// and digits in lower case, so that a UUID counts the same with and without dashes.
    #[must_use]
    pub fn normalized(&self) -> String {
        match self {
            Self::Email(address) => address.normalized(),
            Self::Phone(number) => number.as_str().to_owned(),
            Self::Account(id) | Self::ClaimedAccount(id) => id.as_str().to_owned(),
            Self::Device(id) => letters_and_digits(id),
        }
    }

    /// The DROP key: how California's deletion platform writes the same identifier (Data Broker API 1.2.0), if it
    /// knows its kind.
    ///
    /// Email and device: as the identity key; the platform takes device ids of 8 to 32 letters and digits. Phone:
    /// the last ten digits. Account: none.
    #[must_use]
    pub fn drop_key(&self) -> Option<String> {
        match self {
            Self::Email(address) => Some(address.normalized()),
            Self::Phone(number) => Some(number.drop_key().to_owned()),
            Self::Device(id) => {
                Some(letters_and_digits(id)).filter(|key| (8..=32).contains(&key.len()))
            }
            Self::Account(_) | Self::ClaimedAccount(_) => None,
        }
    }

    /// Returns the SHA-256 hash of the DROP key's UTF-8. The platform's lists hold it in base64.
    #[must_use]
    pub fn drop_sha256(&self) -> Option<Sha256Hash> {
        self.drop_key().map(|key| Sha256::digest(key).into())
    }

    /// Whether a request may suppress it. A claimed account may not be suppressed.
    #[must_use]
    pub fn can_be_suppressed(&self) -> bool {
        !matches!(self, Self::ClaimedAccount(_))
    }

    /// Returns the SHA-256 hash of the identity key's UTF-8. A company may send it instead of the value.
    #[must_use]
    pub fn sha256(&self) -> Sha256Hash {
        Sha256::digest(self.normalized()).into()
    }

    /// Whether both are the same identifier.
    #[must_use]
    pub fn is_same(&self, other: &Self) -> bool {
        self.kind() == other.kind() && self.normalized() == other.normalized()
    }

    /// Returns the masked form for pages.
    #[must_use]
    pub fn masked(&self) -> String {
        match self {
            Self::Email(address) => address.masked(),
            Self::Phone(number) => number.masked(),
            Self::Account(id) | Self::Device(id) | Self::ClaimedAccount(id) => masked_id(id),
        }
    }
}

/// Device ids that many devices share, as their normal forms.
const SHARED_DEVICE_IDS: [&str; 20] = [
    // What software writes instead of an id that it could not get.
    "unknown",
    "null",
    "nil",
    "none",
    "undefined",
    "nan",
    "default",
    "anonymous",
    "notavailable",
    "deviceid",
    "optedout",
    "optout",
    // Sample ids of documents, and zeros with a UUID's version.
    "0123456789abcdef",
    "123456789012345",
    "012345678912345",
    "12345678123412341234123456789012",
    "00000000000040008000000000000000",
    // Ids that faulty devices had in common: Android 2.2, an IMEI, the network address of an Android app.
    "9774d56d682e549c",
    "004999010640000",
    "020000000000",
];

/// Parses a device id. Refuses an id that many devices share, because an opt-out for it would match no single device. A
/// device that denies tracking sends zeros.
fn parse_device(text: &str) -> Result<OpaqueId, Unreadable> {
    let id = OpaqueId::parse(text)?;
    let key = letters_and_digits(&id);
    let mut characters = key.chars();
    let first = characters.next();
    let repeated = characters.all(|c| Some(c) == first);
    if repeated || SHARED_DEVICE_IDS.contains(&key.as_str()) {
        return Err(Unreadable::SharedDevice);
    }
    Ok(id)
}

/// An id's ASCII letters and digits in lower case.
fn letters_and_digits(id: &OpaqueId) -> String {
    let kept = id.as_str().chars().filter(char::is_ascii_alphanumeric);
    kept.collect::<String>().to_ascii_lowercase()
}

fn masked_id(id: &OpaqueId) -> String {
    let characters: Vec<char> = id.as_str().chars().collect();
    let shown: String = if characters.len() > 6 {
        characters[characters.len() - 2..].iter().collect()
    } else {
        String::new()
    };
    format!("***{shown}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::BASE64;

    /// The published vectors of California's deletion platform, by its own keys.
    #[test]
    fn drop_keys_agree_with_the_published_vectors() {
        let vectors = [
            (
                IdentifierKind::Email,
                "Anna.Smith@Domain.com",
                "anna.smith@domain.com",
                "KA18MT/ph6IHYjzT9zwETySDQyvSh87YuoSBpOQtkhE=",
            ),
            (
                IdentifierKind::Phone,
                "+1(415)555-9317",
                "4155559317",
                "vGM7y5n+hBXRSEAklhHDPCbysyNgYTmXdMcagGUOY8E=",
            ),
            (
                IdentifierKind::Phone,
                "+84(90)123 4567",
                "4901234567",
                "ptzVkgbv9DonwvPCHmXmJ2SEOaolSh37z3ZzY/Gmm+U=",
            ),
            (
                IdentifierKind::Device,
                "a3f1c2d4-5678-90ab-cdef-1234567890ab",
                "a3f1c2d4567890abcdef1234567890ab",
                "250KY6lOgzYUB3EHrkbDCE2kMEZQE69SF38muhoDudI=",
            ),
            (
                IdentifierKind::Device,
                "SmartTV_9F8E7D6C",
                "smarttv9f8e7d6c",
                "d9fxuTIrKksBXYDlaWsvQbcyUUfCbUx7v78gd+KP+tc=",
            ),
        ];
        for (kind, typed, key, hash) in vectors {
            let identifier = Identifier::parse(kind, typed).unwrap();
            assert_eq!(identifier.drop_key().as_deref(), Some(key));
            let sha256 = identifier.drop_sha256().unwrap();
            assert_eq!(BASE64.encode(&sha256), hash);
            // A phone is known by its whole number; the rest is known by what the platform knows it by.
            let same = sha256 == identifier.sha256();
            assert_eq!(same, kind != IdentifierKind::Phone, "{key}");
        }
    }

    #[test]
    fn an_identifier_that_the_platform_does_not_know_has_no_drop_key() {
        for (kind, text) in [
            (IdentifierKind::Account, "customer-4711"),
            (IdentifierKind::Device, "tv-9"),
            (IdentifierKind::Device, &"a1".repeat(17)),
        ] {
            assert_eq!(Identifier::parse(kind, text).unwrap().drop_key(), None);
        }
    }

    #[test]
    fn a_claimed_account_is_a_different_identifier() {
        let parse = |kind| Identifier::parse(kind, "customer-4711").unwrap();
        let (proven, claimed) = (
            parse(IdentifierKind::Account),
            parse(IdentifierKind::ClaimedAccount),
        );
        assert!(
            !claimed.is_same(&proven) && proven.can_be_suppressed() && !claimed.can_be_suppressed()
        );
        assert_eq!(IdentifierKind::named("claimed_account"), None);
        for kind in IdentifierKind::STORED {
            assert_eq!(IdentifierKind::stored(kind.as_str()), Some(kind));
        }
        let stored = serde_json::to_string(&claimed).unwrap();
        assert_eq!(
            stored,
            r#"{"type":"claimed_account","value":"customer-4711"}"#
        );
        assert_eq!(
            serde_json::from_str::<Identifier>(&stored).unwrap(),
            claimed
        );
    }

    /// The published vectors whose normal form is also ours.
    #[test]
    fn hashes_agree_with_the_published_vectors() {
        for (kind, typed, expected) in [
            (
                IdentifierKind::Email,
                "Anna.Smith@Domain.com",
                "KA18MT/ph6IHYjzT9zwETySDQyvSh87YuoSBpOQtkhE=",
            ),
            (
                IdentifierKind::Device,
                "a3f1c2d4-5678-90ab-cdef-1234567890ab",
                "250KY6lOgzYUB3EHrkbDCE2kMEZQE69SF38muhoDudI=",
            ),
            (
                IdentifierKind::Device,
                "SmartTV_9F8E7D6C",
                "d9fxuTIrKksBXYDlaWsvQbcyUUfCbUx7v78gd+KP+tc=",
            ),
        ] {
            assert_eq!(
                BASE64.encode(&Identifier::parse(kind, typed).unwrap().sha256()),
                expected
            );
        }
    }

    #[test]
    fn account_ids_differ_by_case_and_device_ids_do_not() {
        let same = |kind, a, b| {
            Identifier::parse(kind, a)
                .unwrap()
                .is_same(&Identifier::parse(kind, b).unwrap())
        };
        assert!(!same(IdentifierKind::Account, "AbC1", "abc1"));
        assert!(same(IdentifierKind::Device, "AB-C1", "abc1"));
    }

    #[test]
    fn a_device_id_that_identifies_no_device_is_refused() {
        for id in [
            "00000000-0000-0000-0000-000000000000",
            "ffffffff-ffff-ffff-ffff-ffffffffffff",
            "FFFF",
            "0",
            "11111111",
            "02:00:00:00:00:00",
            "9774d56d682e549c",
            "Unknown",
            "null",
            "00000000-0000-4000-8000-000000000000",
        ] {
            let parsed = Identifier::parse(IdentifierKind::Device, id);
            assert_eq!(parsed, Err(Unreadable::SharedDevice), "{id}");
            let account = Identifier::parse(IdentifierKind::Account, id);
            assert!(account.is_ok(), "a company may name an account so: {id}");
        }
        // An id that was stored before it was listed still parses.
        let stored = r#"{"type":"device","value":"00000000"}"#;
        assert!(serde_json::from_str::<Identifier>(stored).is_ok());
    }

    #[test]
    fn masks_show_little() {
        let masked = |kind, text| Identifier::parse(kind, text).unwrap().masked();
        assert_eq!(
            masked(IdentifierKind::Email, "ana.lima@example.com"),
            "a***@example.com"
        );
        assert_eq!(
            masked(IdentifierKind::Phone, "916 555 0143"),
            "*** *** **43"
        );
        assert_eq!(masked(IdentifierKind::Account, "customer-4711"), "***11");
        assert_eq!(masked(IdentifierKind::Account, "4711"), "***");
    }
}
