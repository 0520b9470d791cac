//! A question by reference and address.

use domain::person::{Identifier, IdentifierKind};
use domain::receipt::{Receipt, Reference};
use http::HeaderMap;
use pages::{Problem, media_type};
use serde_json::Value;
use subtle::ConstantTimeEq;

/// What was asked. Whatever of it can't be read simply fits nothing.
pub(crate) struct Question {
    pub(crate) reference: Option<Reference>,
    contacts: Vec<Identifier>,
}

impl Question {
    /// Reads a form or JSON: `reference`, and `contact`, `email` or `phone`.
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
                _ => Err(Problem::bad_request()),
            },
            _ => Err(Problem::unsupported_media_type()),
        }
    }

    fn of(fields: impl Iterator<Item = (String, String)>) -> Self {
        let mut question = Self {
            reference: None,
            contacts: Vec::new(),
        };
        for (name, value) in fields {
            let kinds: &[IdentifierKind] = match name.as_str() {
                "reference" => {
                    question.reference = Reference::parse(&value).ok();
                    &[]
                }
                "email" => &[IdentifierKind::Email],
                "phone" => &[IdentifierKind::Phone],
                "contact" => &[IdentifierKind::Email, IdentifierKind::Phone],
                _ => &[],
            };
            question.contacts.extend(
                kinds
                    .iter()
                    .filter_map(|kind| Identifier::parse(*kind, &value).ok()),
            );
        }
        question
    }

    /// Whether it names an address or number that the submission named. Hashes are compared, all of them.
    pub(crate) fn names_somebody_of(&self, receipt: &Receipt) -> bool {
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
