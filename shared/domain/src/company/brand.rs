//! A brand: another name and face of the same company.

use super::Company;
use crate::person::EmailAddress;
use serde::{Deserialize, Serialize};

/// The ID of a brand: the name of its folder. Submissions, requests and emails keep it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BrandId(String);

/// The text is not the ID of a brand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a brand's ID has 1 to 32 lowercase letters, digits and dashes, and starts with a letter")]
pub struct NotABrandId;

impl BrandId {
    /// Parses an ID such as `acme-kids`.
    ///
    /// # Errors
    /// [`NotABrandId`] if it is empty, too long, or has other characters.
    pub fn parse(text: &str) -> Result<Self, NotABrandId> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let is_id = text.len() <= 32
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.chars().all(fits);
        is_id.then(|| Self(text.to_owned())).ok_or(NotABrandId)
    }

    /// Returns the ID.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for BrandId {
    type Error = NotABrandId;

    fn try_from(text: String) -> Result<Self, NotABrandId> {
        Self::parse(&text)
    }
}

impl From<BrandId> for String {
    fn from(id: BrandId) -> Self {
        id.0
    }
}

/// A brand of the company. Requests, suppressions and partners are the company's: a request made at one brand applies to all.
#[derive(Debug, Clone)]
pub struct Brand {
    /// The ID.
    pub id: BrandId,
    /// The host names of its pages, in lowercase and without a port.
    pub hosts: Vec<String>,
    /// Its inbox addresses. Emails about requests at this brand come from the first one.
    pub inboxes: Vec<EmailAddress>,
    /// The company as it appears under this brand.
    pub company: Company,
}

impl Company {
    /// Returns the company as it appears under this brand. Without a brand, and for a brand that the settings no longer have,
    /// that is the company itself.
    #[must_use]
    pub fn under(&self, brand: Option<&BrandId>) -> &Self {
        let own = |id: &BrandId| self.brands.iter().find(|brand| brand.id == *id);
        brand.and_then(own).map_or(self, |brand| &brand.company)
    }

    /// Returns the brand with one of these inbox addresses, tagged or not.
    #[must_use]
    pub fn brand_of_inbox(&self, address: &EmailAddress) -> Option<&BrandId> {
        let brand = self.brands.iter().find(|brand| {
            let mut inboxes = brand.inboxes.iter();
            inboxes.any(|inbox| inbox.receives(address))
        });
        brand.map(|brand| &brand.id)
    }

    /// Returns whether this is one of the addresses that requests are sent to.
    #[must_use]
    pub fn has_inbox(&self, address: &EmailAddress) -> bool {
        self.inbox.normalized() == address.normalized()
            || self
                .other_inboxes()
                .any(|inbox| inbox.normalized() == address.normalized())
    }

    /// Returns the inbox addresses of all brands, beside that of the company.
    pub fn other_inboxes(&self) -> impl Iterator<Item = &EmailAddress> {
        self.brands.iter().flat_map(|brand| &brand.inboxes)
    }
}

/// Returns an address of our pages at another host, with the same scheme and port.
#[must_use]
pub fn at_host(base_url: &str, host: &str) -> String {
    let (scheme, rest) = base_url.split_once("://").unwrap_or(("https", base_url));
    let own = rest.split('/').next().unwrap_or_default();
    let path = &rest[own.len()..];
    let port = match own.rsplit_once(':') {
        Some((_, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => format!(":{port}"),
        _ => String::new(),
    };
    format!("{scheme}://{host}{port}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brands_pages_are_at_its_own_host() {
        for (base_url, own) in [
            ("https://privacy.acme.example", "https://kids.example"),
            ("http://127.0.0.1:8080", "http://kids.example:8080"),
            (
                "https://acme.example/privacy",
                "https://kids.example/privacy",
            ),
        ] {
            assert_eq!(at_host(base_url, "kids.example"), own);
        }
    }

    #[test]
    fn an_id_is_a_short_name_in_lowercase() {
        for id in ["kids", "acme-kids", "b2"] {
            assert_eq!(BrandId::parse(id).unwrap().as_str(), id);
        }
        for other in [
            "",
            "-kids",
            "2b",
            "Kids",
            "a b",
            "../x",
            "é",
            &"a".repeat(33),
        ] {
            assert_eq!(BrandId::parse(other), Err(NotABrandId), "{other}");
        }
    }
}
