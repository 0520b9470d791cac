//! A lookup by reference number and contact.

use domain::person::{Identifier, IdentifierKind};
use domain::receipt::{Receipt, Reference};
use gateway::json;
use http::HeaderMap;
use pages::{BodyFormat, FieldError, Problem};
use subtle::ConstantTimeEq;
use texts::Texts;

/// A lookup with a reference number and a contact. A reference number with a wrong character matches no request.
pub(crate) struct Lookup {
    pub(crate) reference: Option<Reference>,
    contacts: Vec<Identifier>,
}

/// The fields of a lookup that can be contacts, and the kinds of identifier that each takes.
const CONTACTS: [(&str, &[IdentifierKind]); 3] = [
    ("contact", &[IdentifierKind::Email, IdentifierKind::Phone]),
    ("email", &[IdentifierKind::Email]),
    ("phone", &[IdentifierKind::Phone]),
];

/// The fields of a JSON lookup.
const JSON_FIELDS: &[&str] = &["reference", "email", "phone", "contact"];

/// A lookup as it was sent.
#[derive(Default)]
pub(crate) struct Typed {
    fields: Vec<(String, String)>,
}

impl Typed {
    /// Reads a form or JSON with `reference`, and `contact`, `email` or `phone`.
    pub(crate) fn read(headers: &HeaderMap, body: &[u8]) -> Result<Self, Problem> {
        let fields = match BodyFormat::of(headers, body) {
            BodyFormat::Form => form_urlencoded::parse(body).into_owned().collect(),
            BodyFormat::Json => json::texts(body, JSON_FIELDS)?,
            BodyFormat::Other => return Err(Problem::neither_form_nor_json()),
        };
        Ok(Self { fields })
    }

    /// Returns the value of a field, empty if it was not sent.
    pub(crate) fn value(&self, field: &str) -> &str {
        let found = self.fields.iter().find(|(name, _)| name == field);
        found.map_or("", |(_, text)| text.trim())
    }

    /// Parses the fields.
    ///
    /// # Errors
    /// The fields that are empty or malformed. This depends on the input alone, so it doesn't reveal whether a request
    /// exists.
    pub(crate) fn parse(&self, texts: Texts) -> Result<Lookup, Vec<FieldError>> {
        let mut errors = Vec::new();
        let reference = self.value("reference");
        if reference.is_empty() {
            errors.push(FieldError::new(
                "reference",
                texts.text("lookup-no-reference"),
            ));
        } else if !Reference::is_complete(reference) {
            errors.push(FieldError::new(
                "reference",
                texts.text("lookup-bad-reference"),
            ));
        }
        let (mut contacts, mut sent) = (Vec::new(), false);
        for (field, kinds) in CONTACTS {
            let text = self.value(field);
            if text.is_empty() {
                continue;
            }
            sent = true;
            let parsed = kinds.iter().map(|kind| Identifier::parse(*kind, text));
            let before = contacts.len();
            contacts.extend(parsed.filter_map(Result::ok));
            if contacts.len() == before {
                errors.push(FieldError::new(field, texts.text("lookup-bad-contact")));
            }
        }
        if !sent {
            errors.push(FieldError::new("contact", texts.text("lookup-no-contact")));
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        Ok(Lookup {
            reference: Reference::parse(reference).ok(),
            contacts,
        })
    }
}

impl Lookup {
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

#[cfg(test)]
mod tests {
    use super::*;
    use domain::locale::Locale;

    fn english() -> Texts {
        texts::STATUS.in_language(Locale::English)
    }

    fn errors(fields: &[(&str, &str)]) -> Vec<(String, String)> {
        let fields = fields
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
        let parsed = Typed {
            fields: fields.collect(),
        }
        .parse(english());
        let errors = parsed.err().unwrap_or_default();
        errors
            .into_iter()
            .map(|error| (error.field.to_string(), error.message.to_string()))
            .collect()
    }

    #[test]
    fn an_empty_and_a_malformed_field_each_have_a_message() {
        let said = |field: &str, id| (field.to_owned(), english().text(id).to_string());
        assert_eq!(
            errors(&[]),
            [
                said("reference", "lookup-no-reference"),
                said("contact", "lookup-no-contact")
            ]
        );
        assert_eq!(
            errors(&[("reference", " "), ("contact", "margaret")]),
            [
                said("reference", "lookup-no-reference"),
                said("contact", "lookup-bad-contact")
            ]
        );
        assert_eq!(
            errors(&[("reference", "7K3M-9XQ"), ("email", "ana@example.org")]),
            [said("reference", "lookup-bad-reference")]
        );
        assert_eq!(
            errors(&[
                ("reference", "7K3M-9XQ2-4HTC"),
                ("email", "916 555 0143"),
                ("phone", "12")
            ]),
            [
                said("email", "lookup-bad-contact"),
                said("phone", "lookup-bad-contact")
            ]
        );
        assert_eq!(
            errors(&[("reference", "7K3M-9XQ2-4HTC"), ("contact", "916 555 0143")]),
            []
        );
    }

    #[test]
    fn a_reference_is_read_as_people_write_it() {
        let reference = domain::receipt::ReceiptId::from_bytes([7; 16]).reference();
        for text in [
            reference.to_string().replace('-', "\u{2014}"),
            reference.to_string().replace('-', "\u{2212}"),
            format!("{reference}."),
            format!("Ref {reference}"),
            format!("#{reference}"),
        ] {
            let fields = [("reference", text.as_str()), ("contact", "ana@example.org")];
            let fields = fields
                .map(|(name, text)| (name.to_owned(), text.to_owned()))
                .into();
            let lookup = Typed { fields }
                .parse(english())
                .unwrap_or_else(|_| panic!("{text}"));
            assert_eq!(lookup.reference, Some(reference), "{text}");
        }
    }
}
