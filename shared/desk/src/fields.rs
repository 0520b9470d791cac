//! The fields of a JSON body, or of a form that was turned into the same object: read by name. All errors are reported at once, and unknown fields are errors with the
//! nearest name that was read.

use crate::approval;
use crate::bulk::Target;
use archive::RESPONSES;
use domain::law::Right;
use domain::locale::Locale;
use domain::person::{
    AgeGroup, Agent, EmailAddress, Identifier, IdentifierKind, NotAPerson, Permission, Person,
    PersonName, PhoneNumber, PostalAddress, Region,
};
use domain::request::ResponseDelivery;
use gateway::{FieldError, Problem};
use jiff::civil::Date;
use serde_json::{Map, Value};
use std::fmt::Display;

/// The maximum length of a text field, in characters.
pub const LONGEST: usize = 5_000;

/// The fields of an object that were not read yet.
pub struct Fields {
    unread: Map<String, Value>,
    /// The names that were read, whether the body has them or not.
    known: Vec<String>,
    within: String,
    errors: Vec<FieldError>,
    /// Whether the word that decides which other fields exist is wrong, so that no field can be called unknown.
    undecided: bool,
}

impl Fields {
    /// Parses a JSON body.
    ///
    /// # Errors
    /// [`Problem`] says where the JSON breaks.
    pub fn of(body: &[u8]) -> Result<Self, Problem> {
        Ok(Self::within(String::new(), gateway::json::object(body)?))
    }

    /// Takes the fields of an object, such as the one that a form makes.
    #[must_use]
    pub fn of_object(object: Map<String, Value>) -> Self {
        Self::within(String::new(), object)
    }

    fn within(within: String, unread: Map<String, Value>) -> Self {
        Self {
            unread,
            known: Vec::new(),
            within,
            errors: Vec::new(),
            undecided: false,
        }
    }

    /// Writes the fields that were not read yet, so that the same decision has the same text.
    pub(crate) fn written(&self) -> String {
        approval::written(&self.unread)
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// [`Problem`] lists all errors, including those of fields that were not read.
    pub fn done(mut self) -> Result<(), Problem> {
        self.unknown();
        if self.errors.is_empty() {
            Ok(())
        } else {
            Err(Problem::invalid(self.errors))
        }
    }

    fn unknown(&mut self) {
        if self.undecided {
            return;
        }
        let known: Vec<&str> = self.known.iter().map(String::as_str).collect();
        let unknown = gateway::json::unknown_fields(&self.unread, &known, &self.within);
        self.errors.extend(unknown);
    }

    /// Records an error of a field; the first one counts.
    pub fn wrong(&mut self, name: &str, message: impl Display) {
        let field = format!("{}{name}", self.within);
        if !self.errors.iter().any(|error| error.field == field) {
            let message = message.to_string();
            self.errors.push(FieldError { field, message });
        }
    }

    fn take(&mut self, name: &str) -> Option<Value> {
        if !self.known.iter().any(|known| known == name) {
            self.known.push(name.to_owned());
        }
        self.unread.remove(name).filter(|value| !value.is_null())
    }

    /// Reads a required field.
    pub fn required<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Self, &str) -> Option<T>,
    ) -> Option<T> {
        let before = self.errors.len();
        let found = read(self, name);
        if found.is_none() && self.errors.len() == before {
            self.wrong(name, "This field is required");
        }
        found
    }

    /// Reads text. Empty text counts as absent.
    pub fn text(&mut self, name: &str) -> Option<String> {
        match self.take(name)? {
            Value::String(text) if text.chars().count() > LONGEST => {
                self.wrong(name, format!("Use at most {LONGEST} characters"));
                None
            }
            Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
            _ => {
                self.wrong(name, "Send text");
                None
            }
        }
    }

    /// Reads the cursor of the page before.
    pub fn cursor(&mut self, name: &str) -> Option<String> {
        let text = self.text(name)?;
        let cursor = crate::query::decoded(&text);
        if cursor.is_none() {
            self.wrong(name, crate::query::NOT_A_CURSOR);
        }
        cursor
    }

    /// Reads one of these words.
    pub fn one_of(&mut self, name: &str, words: &[&'static str]) -> Option<&'static str> {
        let text = self.text(name)?;
        let found = words.iter().find(|word| **word == text).copied();
        if found.is_none() {
            self.wrong(name, format!("Use one of: {}", words.join(", ")));
        }
        found
    }

    /// Reads the code of a language that emails exist in.
    pub fn language(&mut self, name: &str) -> Option<Locale> {
        let code = self.one_of(name, &texts::OFFERED.map(Locale::code))?;
        Locale::of_tag(code)
    }

    /// Reads the required word that decides which other fields exist.
    pub fn deciding(&mut self, name: &str, words: &[&'static str]) -> Option<&'static str> {
        let found = self.required(name, |fields, name| fields.one_of(name, words));
        self.undecided |= found.is_none();
        found
    }

    /// Reads a right.
    pub fn right(&mut self, name: &str) -> Option<Right> {
        let words = Right::ALL.map(Right::as_str);
        self.one_of(name, &words).and_then(Right::named)
    }

    /// Reads a count.
    pub fn number(&mut self, name: &str) -> Option<u16> {
        let value = self.take(name)?;
        let number = value.as_u64().and_then(|number| u16::try_from(number).ok());
        if number.is_none() {
            self.wrong(name, "Use a number from 0 to 65535");
        }
        number
    }

    /// Reads a list of requests: `[{"request", "version"}]`, at most this many, none of them twice.
    pub fn targets(&mut self, name: &str, most: usize) -> Option<Vec<Target>> {
        let given = match self.take(name)? {
            Value::Array(given) if (1..=most).contains(&given.len()) => given,
            _ => {
                let objects = "objects, each with a request and a version";
                self.wrong(name, format!("Send a list of 1 to {most} {objects}"));
                return None;
            }
        };
        let mut targets: Vec<Target> = Vec::with_capacity(given.len());
        for (at, one) in given.into_iter().enumerate() {
            let target = self.listed(name, at, one, |fields| {
                let request = fields.required("request", Self::text);
                let version = fields.take("version");
                if version.as_ref().is_some_and(|version| !version.is_u64()) {
                    fields.wrong("version", "Use the version that you read, such as 3");
                }
                Some(Target {
                    request: request?,
                    version: version.as_ref().and_then(Value::as_u64),
                })
            });
            let is_new = |target: &Target| !targets.iter().any(|one| one.request == target.request);
            targets.extend(target.filter(is_new));
        }
        Some(targets)
    }

    /// Reads a boolean.
    pub fn boolean(&mut self, name: &str) -> Option<bool> {
        let value = self.take(name)?;
        if !value.is_boolean() {
            self.wrong(name, "Use true or false");
        }
        value.as_bool()
    }

    /// Reads a date.
    pub fn date(&mut self, name: &str) -> Option<Date> {
        let date = self.parsed(name, |text| {
            text.parse::<Date>()
                .map_err(|_| "Use a date like 2026-11-21")
        })?;
        Some(date)
    }

    /// Reads an email address.
    pub fn email(&mut self, name: &str) -> Option<EmailAddress> {
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

    /// Reads the object in a field.
    fn object<T>(&mut self, name: &str, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let value = self.take(name)?;
        self.object_in(name, value, read)
    }

    /// Reads an object of the list in a field.
    fn listed<T>(
        &mut self,
        name: &str,
        at: usize,
        value: Value,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        self.object_in(&format!("{name}[{at}]"), value, read)
    }

    fn object_in<T>(
        &mut self,
        name: &str,
        value: Value,
        read: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        let Value::Object(unread) = value else {
            self.wrong(name, "Send an object");
            return None;
        };
        let mut inner = Self::within(format!("{}{name}.", self.within), unread);
        let found = read(&mut inner);
        inner.unknown();
        let valid = inner.errors.is_empty();
        self.errors.append(&mut inner.errors);
        found.filter(|_| valid)
    }

    /// Reads a person: `{"name", "state", "age", "email", "phone", "postal_address", "identifiers": [{"type", "value"}]}`.
    pub fn person(&mut self, name: &str) -> Option<Person> {
        self.object(name, |fields| {
            let email = fields.email("email").map(Identifier::Email);
            let phone = fields
                .parsed("phone", PhoneNumber::parse)
                .map(Identifier::Phone);
            let more = fields.identifiers();
            let name = fields.parsed("name", PersonName::parse);
            let region = fields.parsed("state", Region::parse);
            let ages = AgeGroup::ALL.map(AgeGroup::as_str);
            let age = fields.one_of("age", &ages).and_then(AgeGroup::named);
            let address = fields.parsed("postal_address", PostalAddress::parse);
            let given = email.into_iter().chain(phone).chain(more);
            match (Person::new(name.clone(), region, given), address) {
                (Ok(person), address) => Some(person.aged(age).posted_to(address)),
                // The law wants an answer to a letter, too.
                (Err(NotAPerson::NoIdentifier), Some(address)) if fields.errors.is_empty() => {
                    Some(Person::by_post(name, region, address).aged(age))
                }
                (Err(error), _) => {
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
                    "Send a list of at most 20 objects, each with a type and a value",
                );
                return Vec::new();
            }
        };
        let mut identifiers = Vec::new();
        for (at, one) in given.into_iter().enumerate() {
            identifiers.extend(self.listed("identifiers", at, one, |fields| {
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

    /// Reads an authorized agent: `{"name", "email", "permission"}`.
    pub fn agent(&mut self, name: &str) -> Option<Agent> {
        self.object(name, |fields| {
            let name = fields.parsed("name", PersonName::parse);
            let email = fields.email("email");
            let words = ["signed", "power_of_attorney", "parent_or_guardian"];
            let permission =
                fields.required("permission", |fields, name| fields.one_of(name, &words));
            let permission = match permission? {
                "power_of_attorney" => Permission::PowerOfAttorney,
                "parent_or_guardian" => Permission::ParentOrGuardian,
                _ => Permission::Signed,
            };
            Some(Agent {
                name,
                email,
                permission,
            })
        })
    }

    /// Reads how the person gets the response: `{"file": key}` or `{"elsewhere": how}`.
    pub fn delivery(&mut self, name: &str) -> Option<ResponseDelivery> {
        self.object(name, |fields| {
            match (fields.text("file"), fields.text("elsewhere")) {
                // A link may deliver response files only, and no other object of the archive.
                (Some(key), None) if key.starts_with(RESPONSES) => {
                    Some(ResponseDelivery::File { key, renewed: None })
                }
                (Some(_), None) => {
                    fields.wrong("file", format!("Use a key that begins with {RESPONSES}"));
                    None
                }
                (None, Some(how)) => Some(ResponseDelivery::Elsewhere { how }),
                _ => {
                    fields.wrong("file", "Send either file or elsewhere");
                    None
                }
            }
        })
    }
}

mod partners;
#[cfg(test)]
mod tests;

pub(crate) use partners::{NewMeans, NewPartner};
