//! The fields of what staff send: read by name, everything wrong found at once, and nothing overlooked.

use crate::problem::{FieldError, Problem};
use archive::ANSWERS;
use domain::law::Right;
use domain::person::{
    Agent, EmailAddress, Identifier, IdentifierKind, Permission, Person, PersonName, PhoneNumber,
    Region,
};
use domain::request::ResponseDelivery;
use jiff::civil::Date;
use serde_json::{Map, Value};
use std::fmt::Display;

/// The longest text that a field takes, in characters.
pub(crate) const LONGEST: usize = 5_000;

/// The fields of an object that are yet to be read.
pub(crate) struct Fields {
    left: Map<String, Value>,
    within: String,
    errors: Vec<FieldError>,
}

impl Fields {
    /// The fields of a body.
    pub(crate) fn of(body: &[u8]) -> Result<Self, Problem> {
        match serde_json::from_slice(body) {
            Ok(Value::Object(left)) => Ok(Self {
                left,
                within: String::new(),
                errors: Vec::new(),
            }),
            _ => Err(Problem::bad_json()),
        }
    }

    /// Ends the reading: what was wrong, and what nobody asked for.
    pub(crate) fn done(mut self) -> Result<(), Problem> {
        self.unknown();
        if self.errors.is_empty() {
            Ok(())
        } else {
            Err(Problem::invalid(self.errors))
        }
    }

    fn unknown(&mut self) {
        let names: Vec<String> = self.left.keys().take(20).cloned().collect();
        for name in names {
            // What staff typed may name somebody; it is repeated only as far as a field's name goes.
            let known: String = name
                .chars()
                .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
                .take(40)
                .collect();
            self.wrong(&known, "There is no such field here");
        }
    }

    /// Notes what is wrong with a field.
    pub(crate) fn wrong(&mut self, name: &str, message: impl Display) {
        let field = format!("{}{name}", self.within);
        if !self.errors.iter().any(|error| error.field == field) {
            let message = message.to_string();
            self.errors.push(FieldError { field, message });
        }
    }

    fn take(&mut self, name: &str) -> Option<Value> {
        self.left.remove(name).filter(|value| !value.is_null())
    }

    /// A field that must be there.
    pub(crate) fn required<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Self, &str) -> Option<T>,
    ) -> Option<T> {
        let before = self.errors.len();
        let found = read(self, name);
        if found.is_none() && self.errors.len() == before {
            self.wrong(name, "This is needed");
        }
        found
    }

    /// Text; none if it is empty.
    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        match self.take(name)? {
            Value::String(text) if text.chars().count() > LONGEST => {
                self.wrong(name, format!("Give {LONGEST} characters at most"));
                None
            }
            Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            _ => {
                self.wrong(name, "Give text");
                None
            }
        }
    }

    /// One of these words.
    pub(crate) fn one_of(&mut self, name: &str, words: &[&'static str]) -> Option<&'static str> {
        let text = self.text(name)?;
        let found = words.iter().find(|word| **word == text).copied();
        if found.is_none() {
            self.wrong(name, format!("Give one of: {}", words.join(", ")));
        }
        found
    }

    /// A right.
    pub(crate) fn right(&mut self, name: &str) -> Option<Right> {
        let words = Right::ALL.map(Right::as_str);
        self.one_of(name, &words).and_then(Right::named)
    }

    /// A count.
    pub(crate) fn number(&mut self, name: &str) -> Option<u16> {
        let value = self.take(name)?;
        let number = value.as_u64().and_then(|number| u16::try_from(number).ok());
        if number.is_none() {
            self.wrong(name, "Give a number from 0 to 65535");
        }
        number
    }

    /// Yes or no.
    pub(crate) fn yes_or_no(&mut self, name: &str) -> Option<bool> {
        let value = self.take(name)?;
        if !value.is_boolean() {
            self.wrong(name, "Give true or false");
        }
        value.as_bool()
    }

    /// A day.
    pub(crate) fn date(&mut self, name: &str) -> Option<Date> {
        let date = self.parsed(name, |text| {
            text.parse::<Date>()
                .map_err(|_| "Give a day like 2026-11-21")
        })?;
        Some(date)
    }

    /// An e-mail address.
    pub(crate) fn email(&mut self, name: &str) -> Option<EmailAddress> {
        self.parsed(name, EmailAddress::parse)
    }

    fn parsed<T, E: Display>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = self.text(name)?;
        parse(&text).map_err(|error| self.wrong(name, error)).ok()
    }

    /// What is read from the object in a field.
    fn object<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let Value::Object(left) = self.take(name)? else {
            self.wrong(name, "Give an object");
            return None;
        };
        let mut inner = Self {
            left,
            within: format!("{}{name}.", self.within),
            errors: Vec::new(),
        };
        let found = read(&mut inner);
        inner.unknown();
        let fine = inner.errors.is_empty();
        self.errors.append(&mut inner.errors);
        found.filter(|_| fine)
    }

    /// Somebody: `{"name", "state", "email", "phone", "identifiers": [{"type", "value"}]}`.
    pub(crate) fn person(&mut self, name: &str) -> Option<Person> {
        self.object(name, |fields| {
            let email = fields.email("email").map(Identifier::Email);
            let phone = fields
                .parsed("phone", PhoneNumber::parse)
                .map(Identifier::Phone);
            let more = fields.identifiers();
            let name = fields.parsed("name", PersonName::parse);
            let region = fields.parsed("state", Region::parse);
            let given = email.into_iter().chain(phone).chain(more);
            match Person::new(name, region, given) {
                Ok(person) => Some(person),
                Err(error) => {
                    if fields.errors.is_empty() {
                        fields.wrong("email", error);
                    }
                    None
                }
            }
        })
    }

    fn identifiers(&mut self) -> Vec<Identifier> {
        let given = match self.take("identifiers") {
            None => return Vec::new(),
            Some(Value::Array(given)) if given.len() <= Person::MOST_IDENTIFIERS => given,
            Some(_) => {
                self.wrong(
                    "identifiers",
                    "Give a list of 20 objects at most, with a type and a value",
                );
                return Vec::new();
            }
        };
        let mut identifiers = Vec::new();
        for (at, one) in given.into_iter().enumerate() {
            let name = format!("identifiers[{at}]");
            self.left.insert(name.clone(), one);
            identifiers.extend(self.object(&name, |fields| {
                let kinds = IdentifierKind::ALL.map(IdentifierKind::as_str);
                let kind = fields.required("type", |fields, name| fields.one_of(name, &kinds));
                let value = fields.required("value", Self::text);
                let kind = IdentifierKind::named(kind?)?;
                let parsed = Identifier::parse(kind, &value?);
                parsed.map_err(|error| fields.wrong("value", error)).ok()
            }));
        }
        identifiers
    }

    /// Somebody who acts for another: `{"name", "email", "permission"}`.
    pub(crate) fn agent(&mut self, name: &str) -> Option<Agent> {
        self.object(name, |fields| {
            let name = fields.parsed("name", PersonName::parse);
            let email = fields.email("email");
            let words = ["signed", "power_of_attorney"];
            let permission =
                fields.required("permission", |fields, name| fields.one_of(name, &words));
            let permission = match permission? {
                "power_of_attorney" => Permission::PowerOfAttorney,
                _ => Permission::Signed,
            };
            Some(Agent {
                name,
                email,
                permission,
            })
        })
    }

    /// How something is handed over: `{"file": key}` or `{"elsewhere": how}`.
    pub(crate) fn delivery(&mut self, name: &str) -> Option<ResponseDelivery> {
        self.object(name, |fields| {
            match (fields.text("file"), fields.text("elsewhere")) {
                // Nothing else of the archive may leave through a link.
                (Some(key), None) if key.starts_with(ANSWERS) => {
                    Some(ResponseDelivery::File { key, renewed: None })
                }
                (Some(_), None) => {
                    fields.wrong(
                        "file",
                        format!("Give a key of the archive that begins with {ANSWERS}"),
                    );
                    None
                }
                (None, Some(how)) => Some(ResponseDelivery::Elsewhere { how }),
                _ => {
                    fields.wrong("file", "Give either a file or elsewhere");
                    None
                }
            }
        })
    }
}

mod partners;
#[cfg(test)]
mod tests;

pub(crate) use partners::{Listed, Reached};
