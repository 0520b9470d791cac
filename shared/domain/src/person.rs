//! Personal values. A value that cannot be parsed cannot be stored, and a stored value cannot be logged.
//!
//! Every type keeps its value private, is made by `parse`, and prints as `‹email›`, `‹phone›` and so on
//! under `Debug`; none implements `Display`. Pages show the `masked` form.

mod age;
mod confidence;
mod details;
mod email;
mod identifier;
mod name;
mod phone;
mod postal;
mod region;
pub(crate) mod text;

pub use age::AgeGroup;
pub use confidence::Confidence;
pub use details::{Details, TooLong};
pub use email::EmailAddress;
pub use identifier::{Identifier, IdentifierKind, Sha256Hash};
pub use name::{OpaqueId, PersonName};
pub use phone::PhoneNumber;
pub use postal::{NotAPostalAddress, PostalAddress};
pub use region::Region;

use serde::{Deserialize, Serialize};

/// Why a typed value can't be used, in words for the person who typed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// The text is not an email address.
    #[error("Enter an email address in the correct format, like name@example.com")]
    Email,
    /// The text is not a phone number.
    #[error("Enter a phone number with its area code, like 916 555 0143 or +44 20 7946 0991")]
    Phone,
    /// The text is not a name.
    #[error("Enter a name on one line, of 200 characters at most")]
    Name,
    /// The text is not an account or device ID.
    #[error(
        "Enter the ID without spaces: up to 128 letters, digits and the characters - _ . : = + |. Only a digit can follow a dot."
    )]
    OpaqueId,
    /// The id of one device was expected, and this one is shared by many.
    #[error(
        "Many devices share this ID, so it doesn’t identify yours. Enter another device ID, or leave it out"
    )]
    SharedDevice,
    /// The text is not a state.
    #[error("Choose a state from the list, or leave it empty")]
    Region,
}

/// The person, as far as the submission says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name.
    pub name: Option<PersonName>,
    /// The state, if they gave it.
    pub region: Option<Region>,
    /// The age, if the company knows that the person is under 16.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<AgeGroup>,
    /// Whether the law on health data of their state applies, because the company has such data.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub under_health_law: bool,
    /// The postal address, if they wrote on paper or have no other address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_address: Option<PostalAddress>,
    identifiers: Vec<Identifier>,
}

/// Why a set of identifiers can't identify a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAPerson {
    /// There is no identifier.
    #[error("Enter an email address or a phone number")]
    NoIdentifier,
    /// There are more identifiers than one request can hold.
    #[error("Give 20 identifiers at most; send another request for the rest")]
    TooMany,
}

impl Person {
    /// The maximum number of identifiers in one submission.
    pub const MOST_IDENTIFIERS: usize = 20;

    /// The most identifiers that a request knows after others were added to it: few enough to be changed in
    /// one transaction.
    pub const MOST_KNOWN: usize = 60;

    /// Creates a person with these identifiers. Duplicates after normalization are dropped; the first identifier stays first.
    pub fn new(
        name: Option<PersonName>,
        region: Option<Region>,
        given: impl IntoIterator<Item = Identifier>,
    ) -> Result<Self, NotAPerson> {
        let mut identifiers: Vec<Identifier> = Vec::new();
        for (count, identifier) in given.into_iter().enumerate() {
            if count == Self::MOST_IDENTIFIERS {
                return Err(NotAPerson::TooMany);
            }
            if !identifiers.iter().any(|known| known.is_same(&identifier)) {
                identifiers.push(identifier);
            }
        }
        if identifiers.is_empty() {
            return Err(NotAPerson::NoIdentifier);
        }
        Ok(Self {
            name,
            region,
            age: None,
            under_health_law: false,
            postal_address: None,
            identifiers,
        })
    }

    /// Creates a person whom only a postal address reaches. No repeated request of theirs is recognized.
    #[must_use]
    pub fn by_post(
        name: Option<PersonName>,
        region: Option<Region>,
        address: PostalAddress,
    ) -> Self {
        Self {
            name,
            region,
            postal_address: Some(address),
            ..Self::unknown()
        }
    }

    /// Returns the person with this postal address, if there is one.
    #[must_use]
    pub fn posted_to(self, address: Option<PostalAddress>) -> Self {
        let postal_address = address.or(self.postal_address);
        Self {
            postal_address,
            ..self
        }
    }

    /// Returns the person with this age. If two ages are known, the younger one counts.
    #[must_use]
    pub fn aged(self, age: Option<AgeGroup>) -> Self {
        let age = self.age.into_iter().chain(age).min();
        Self { age, ..self }
    }

    /// Returns the person with the age that staff learned of, whatever was said before.
    #[must_use]
    pub(crate) fn of_age(self, age: Option<AgeGroup>) -> Self {
        Self { age, ..self }
    }

    /// Returns the person with the laws on health data, if the company has such data.
    #[must_use]
    pub fn under_health_law_if(self, has_health_data: bool) -> Self {
        let under_health_law = self.under_health_law || has_health_data;
        Self {
            under_health_law,
            ..self
        }
    }

    /// Creates a person with one or two identifiers and nothing else.
    pub(crate) fn known_by(identifier: Identifier, also: Option<Identifier>) -> Self {
        let identifiers = std::iter::once(identifier).chain(also).collect();
        Self {
            identifiers,
            ..Self::unknown()
        }
    }

    /// Creates a person about whom nothing is known. Only a review can be about them.
    #[must_use]
    pub fn unknown() -> Self {
        Self {
            name: None,
            region: None,
            age: None,
            under_health_law: false,
            postal_address: None,
            identifiers: Vec::new(),
        }
    }

    /// Returns the person after erasure: only the state stays.
    pub(crate) fn erased(&self) -> Self {
        Self {
            region: self.region,
            ..Self::unknown()
        }
    }

    /// Returns the person in parts of at most `most` identifiers. Each part has the contact, so that the submissions of all
    /// parts become one request.
    pub(crate) fn in_parts(self, most: usize) -> Vec<Self> {
        if self.identifiers.len() <= most {
            return vec![self];
        }
        let contact = self.contact().cloned();
        let others = self.identifiers.iter();
        let others: Vec<_> = others
            .filter(|one| contact.as_ref() != Some(*one))
            .cloned()
            .collect();
        let part = |some: &[Identifier]| Self {
            identifiers: contact.iter().chain(some).cloned().collect(),
            ..self.clone()
        };
        others
            .chunks(most.saturating_sub(1).max(1))
            .map(part)
            .collect()
    }

    /// Returns the identifiers. The list is empty for an unknown person, and for one whom only a postal address reaches.
    #[must_use]
    pub fn identifiers(&self) -> &[Identifier] {
        &self.identifiers
    }

    /// Returns the identifier that recognizes a repeated request: the first email address, else the first phone
    /// number, else the first identifier.
    #[must_use]
    pub fn contact(&self) -> Option<&Identifier> {
        let first = |kind| self.identifiers.iter().find(|i| i.kind() == kind);
        first(IdentifierKind::Email)
            .or_else(|| first(IdentifierKind::Phone))
            .or(self.identifiers.first())
    }

    /// Returns the address for emails: the first one, and no other.
    #[must_use]
    pub fn email_address(&self) -> Option<&EmailAddress> {
        self.identifiers
            .iter()
            .find_map(|identifier| match identifier {
                Identifier::Email(address) => Some(address),
                _ => None,
            })
    }

    /// Adds the new identifiers among `given` and returns their number. `None` if a request could not hold them all.
    pub(crate) fn add(&mut self, given: &[Identifier]) -> Option<usize> {
        let before = self.identifiers.len();
        for identifier in given {
            if !self.identifiers.iter().any(|k| k.is_same(identifier)) {
                self.identifiers.push(identifier.clone());
            }
        }
        (self.identifiers.len() <= Self::MOST_KNOWN).then(|| self.identifiers.len() - before)
    }
}

/// An authorized agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// The agent's name, if given.
    pub name: Option<PersonName>,
    /// The agent's address, if given.
    pub email: Option<EmailAddress>,
    /// The agent's statement about their right to act.
    pub permission: Permission,
}

/// What an agent holds (11 CCR §§ 7026(j), 7027(j), 7063).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// The person's signed permission.
    Signed,
    /// A power of attorney under Probate Code §§ 4121–4130.
    PowerOfAttorney,
    /// No permission: a parent or legal guardian acts for a child under 13 (11 CCR § 7070).
    ParentOrGuardian,
}

impl Agent {
    /// Whether the agent is the parent or guardian of the person, who is a child under 13.
    #[must_use]
    pub fn is_parent(&self) -> bool {
        self.permission == Permission::ParentOrGuardian
    }
}

macro_rules! personal {
    ($type:ty, $shown:literal) => {
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($shown)
            }
        }
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                Self::parse(&text).map_err(|_| {
                    serde::de::Error::custom(concat!("stored ", $shown, " is unreadable"))
                })
            }
        }
    };
}
pub(crate) use personal;

#[cfg(test)]
mod tests {
    use super::*;

    fn email(text: &str) -> Identifier {
        Identifier::Email(EmailAddress::parse(text).unwrap())
    }

    #[test]
    fn the_same_address_in_another_case_is_one_identifier() {
        let person = Person::new(
            None,
            None,
            [email("Ana@Example.com"), email("ana@example.com")],
        )
        .unwrap();
        assert_eq!(person.identifiers().len(), 1);
    }

    #[test]
    fn a_person_has_one_to_twenty_identifiers() {
        assert_eq!(Person::new(None, None, []), Err(NotAPerson::NoIdentifier));
        let many = (0..21).map(|n| email(&format!("a{n}@example.com")));
        assert_eq!(Person::new(None, None, many), Err(NotAPerson::TooMany));
        let most = (0..20).map(|n| email(&format!("a{n}@example.com")));
        assert!(Person::new(None, None, most).is_ok());
    }

    #[test]
    fn nothing_personal_shows_in_debug() {
        let person = Person::new(
            Some(PersonName::parse("Zuzanna Planted").unwrap()),
            Region::parse("CA").ok(),
            [
                email("zuzanna@planted.example"),
                Identifier::parse(IdentifierKind::Phone, "916 555 0143").unwrap(),
            ],
        )
        .unwrap();
        let shown = format!("{person:?}");
        for secret in ["Zuzanna", "zuzanna", "planted", "555", "0143"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
