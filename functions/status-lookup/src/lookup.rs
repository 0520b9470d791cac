//! A lookup by reference number and contact.

use domain::person::{Identifier, IdentifierKind};
use domain::receipt::{Receipt, Reference};
use http::HeaderMap;
use pages::{Problem, media_type};
use serde_json::Value;
use subtle::ConstantTimeEq;

/// A lookup. A field that can't be parsed matches no request.
pub(crate) struct Lookup {
    pub(crate) reference: Option<Reference>,
    contacts: Vec<Identifier>,
}

impl Lookup {
    /// Reads a form or JSON with `reference`, and `contact`, `email` or `phone`.
    pub(crate) fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, Problem> {
        match media_type(headers).as_str() {
            "application/x-www-form-urlencoded" => {
                Ok(Self::of(form_urlencoded::parse(body).into_owned()))
            }
            "application/json" => match serde_json::from_slice(body) {
                Ok(Value::Object(object)) => {
                    let text =
                        |(name, value): (String, Value)| Some((name, value.as_str()?.to_owned()));
                    Ok(Self::of(object.into_iter().filter_map(text)))
                }
                _ => Err(Problem::bad_form()),
            },
            _ => Err(Problem::neither_form_nor_json()),
        }
    }

    fn of(fields: impl Iterator<Item = (String, String)>) -> Self {
        let mut lookup = Self {
            reference: None,
            contacts: Vec::new(),
        };
        for (name, value) in fields {
            let kinds: &[IdentifierKind] = match name.as_str() {
                "reference" => {
                    lookup.reference = Reference::parse(&value).ok();
                    &[]
                }
                "email" => &[IdentifierKind::Email],
                "phone" => &[IdentifierKind::Phone],
                "contact" => &[IdentifierKind::Email, IdentifierKind::Phone],
                _ => &[],
            };
            lookup.contacts.extend(
                kinds
                    .iter()
                    .filter_map(|kind| Identifier::parse(*kind, &value).ok()),
            );
        }
        lookup
    }

    /// Returns whether a contact is one of the receipt's identifiers. Compares all hashes in constant time, so that the
    /// response time doesn't reveal a partial match.
    pub(crate) fn has_contact_of(&self, receipt: &Receipt) -> bool {
        let pairs = self
            .contacts
            .iter()
            .flat_map(|asked| receipt.identifiers.iter().map(move |named| (asked, named)));
        pairs.fold(false, |found, (asked, named)| {
            let same =
                asked.kind() == named.kind() && bool::from(asked.sha256().ct_eq(&named.sha256()));
            found | same
        })
    }
}
