//! The keys of the staff's search: identifiers and names, as hashes.

use crate::person::{Agent, Identifier, IdentifierKind, Person, PersonName, Sha256Hash};
use crate::request::{InboundEmail, Request, Submission};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// An identifier or a name that staff can search for. It holds the hash of the value alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SearchKey {
    kind: SearchKind,
    sha256: Sha256Hash,
}

/// The kinds of search keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SearchKind {
    /// An email address.
    Email,
    /// A phone number.
    Phone,
    /// An account ID, with or without the company's signature.
    Account,
    /// A name. Different people can have the same one.
    Name,
}

impl SearchKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Email, Self::Phone, Self::Account, Self::Name];

    /// Returns the kind's name in JSON and in keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Email => IdentifierKind::Email.as_str(),
            Self::Phone => IdentifierKind::Phone.as_str(),
            Self::Account => IdentifierKind::Account.as_str(),
            Self::Name => "name",
        }
    }

    /// Returns the kind with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

impl SearchKey {
    /// Returns the key of an identifier. Nobody asks about a device's ID, so devices have none.
    #[must_use]
    pub fn of(identifier: &Identifier) -> Option<Self> {
        let kind = match identifier.kind() {
            IdentifierKind::Email => SearchKind::Email,
            IdentifierKind::Phone => SearchKind::Phone,
            IdentifierKind::Account | IdentifierKind::ClaimedAccount => SearchKind::Account,
            IdentifierKind::Device => return None,
        };
        Some(Self {
            kind,
            sha256: identifier.sha256(),
        })
    }

    /// Returns the key of a name, if it has a letter or a digit.
    #[must_use]
    pub fn of_name(name: &PersonName) -> Option<Self> {
        Some(Self {
            kind: SearchKind::Name,
            sha256: Sha256::digest(name.normalized()?).into(),
        })
    }

    /// Returns the key with this kind and hash, as the table stores them.
    #[must_use]
    pub fn stored(kind: SearchKind, sha256: Sha256Hash) -> Self {
        Self { kind, sha256 }
    }

    /// Returns the kind.
    #[must_use]
    pub fn kind(&self) -> SearchKind {
        self.kind
    }

    /// Returns the SHA-256 hash of the identity key's UTF-8.
    #[must_use]
    pub fn sha256(&self) -> &Sha256Hash {
        &self.sha256
    }
}

impl From<SearchKey> for String {
    fn from(key: SearchKey) -> Self {
        format!("{}:{}", key.kind.as_str(), HEXLOWER.encode(&key.sha256))
    }
}

/// The text is not a search key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the text is not a search key")]
pub struct NotASearchKey;

impl TryFrom<String> for SearchKey {
    type Error = NotASearchKey;

    fn try_from(text: String) -> Result<Self, NotASearchKey> {
        let (kind, hash) = text.split_once(':').ok_or(NotASearchKey)?;
        let kind = SearchKind::named(kind).ok_or(NotASearchKey)?;
        let sha256 = HEXLOWER.decode(hash.as_bytes()).ok();
        let sha256 = sha256.and_then(|hash| hash.try_into().ok());
        Ok(Self::stored(kind, sha256.ok_or(NotASearchKey)?))
    }
}

/// What a transition changes in the search.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchChange {
    /// What staff find the request by from now on.
    pub added: Vec<SearchKey>,
    /// What they no longer find it by.
    pub removed: Vec<SearchKey>,
}

impl SearchChange {
    /// Returns the change that a new request makes.
    pub(crate) fn of_new(request: &Request) -> Self {
        Self {
            added: request.search_keys(),
            removed: Vec::new(),
        }
    }

    /// Returns the change between two versions of a request.
    pub(crate) fn between(before: &Request, after: &Request) -> Self {
        let unchanged = before.person == after.person
            && before.agent == after.agent
            && before.corrected_address == after.corrected_address
            && before.also_named == after.also_named
            && before.inbound_email == after.inbound_email;
        if unchanged {
            return Self::default();
        }
        let (before, after) = (before.search_keys(), after.search_keys());
        let only = |some: &[SearchKey], others: &[SearchKey]| {
            let new = some.iter().filter(|key| !others.contains(key));
            new.copied().collect()
        };
        Self {
            added: only(&after, &before),
            removed: only(&before, &after),
        }
    }
}

impl Request {
    /// Returns everything that staff find the request by: identifiers and name of the person and of the agent, the
    /// identifiers in the email that it came in, the address that staff corrected, and what repeats named. Staff may have
    /// named another person since.
    #[must_use]
    pub fn search_keys(&self) -> Vec<SearchKey> {
        let corrected = self.corrected_address.iter();
        let corrected = corrected.map(|corrected| Identifier::Email(corrected.to.clone()));
        let corrected = corrected.filter_map(|address| SearchKey::of(&address));
        let named = named(
            &self.person,
            self.agent.as_ref(),
            self.inbound_email.as_ref(),
        );
        let mut keys = Vec::new();
        let also = self.also_named.iter().copied();
        for key in named.chain(corrected).chain(also) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }

    /// Returns what repeats named, with what this one names beyond that. A stranger can repeat a request, so the number has
    /// a limit.
    pub(crate) fn also_named_with(&self, repeat: &Submission) -> Vec<SearchKey> {
        let known = self.search_keys();
        let mut also = self.also_named.clone();
        let email = repeat.inbound_email.as_ref();
        for key in named(&repeat.person, repeat.agent.as_ref(), email) {
            if also.len() < MOST_ALSO_NAMED && !known.contains(&key) && !also.contains(&key) {
                also.push(key);
            }
        }
        also
    }
}

/// The most keys that repeats add to a request. With its own, one transaction can still erase them.
const MOST_ALSO_NAMED: usize = 20;

/// Returns the keys of what a submission names: identifiers and names of the person and of the agent, and the identifiers in
/// its email.
fn named<'a>(
    person: &'a Person,
    agent: Option<&'a Agent>,
    email: Option<&'a InboundEmail>,
) -> impl Iterator<Item = SearchKey> + 'a {
    let found_in = email.into_iter().flat_map(|mail| &mail.identified);
    let identifiers = person.identifiers().iter();
    let identifiers = identifiers.chain(found_in.map(|found| &found.identifier));
    let names = person.name.iter();
    let names = names.chain(agent.and_then(|agent| agent.name.as_ref()));
    let address = agent.and_then(|agent| agent.email.clone());
    let address = address.and_then(|address| SearchKey::of(&Identifier::Email(address)));
    identifiers
        .filter_map(SearchKey::of)
        .chain(address)
        .chain(names.filter_map(SearchKey::of_name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::person::OpaqueId;

    #[test]
    fn an_account_is_found_whether_its_company_vouched_for_it_or_not() {
        let id = OpaqueId::parse("customer-4711").unwrap();
        let claimed = SearchKey::of(&Identifier::ClaimedAccount(id.clone()));
        assert_eq!(claimed, SearchKey::of(&Identifier::Account(id.clone())));
        assert_eq!(SearchKey::of(&Identifier::Device(id)), None);
    }

    #[test]
    fn a_key_is_stored_with_its_kind() {
        let key = SearchKey::stored(SearchKind::Phone, [7; 32]);
        let text = String::from(key);
        assert!(text.starts_with("phone:0707"), "{text}");
        assert_eq!(SearchKey::try_from(text), Ok(key));
        for wrong in ["", "phone", "phone:07", "shoe:0707"] {
            assert_eq!(SearchKey::try_from(wrong.to_owned()), Err(NotASearchKey));
        }
    }

    #[test]
    fn every_kind_is_found_by_its_name() {
        for kind in SearchKind::ALL {
            assert_eq!(SearchKind::named(kind.as_str()), Some(kind));
        }
        assert_eq!(SearchKind::named("device"), None);
    }
}
