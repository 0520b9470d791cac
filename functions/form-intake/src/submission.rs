//! Parses a body into a submission. All errors are reported at once.

use crate::fields::Fields;
use crate::idempotency::read_key;
use crate::page::in_page_order;
use crate::requirements::{RequiredField, Requirements};
use domain::digest::Digest;
use domain::keys::AccountKeys;
use domain::law::Right;
use domain::person::{
    Agent, EmailAddress, Identifier, IdentifierKind, NotAPerson, Permission, Person, PersonName,
    PhoneNumber, Region, Unreadable,
};
use domain::receipt::ReceiptId;
use domain::request::{Asked, Channel, Submission};
use http::HeaderMap;
use jiff::Timestamp;
use pages::{FieldError, Problem, media_type};
use serde_json::Value;

/// A submission whose body is split into fields but not parsed yet.
pub struct Envelope {
    /// The channel: form or JSON.
    pub channel: Channel,
    /// The `Idempotency-Key` header.
    pub key: Option<String>,
    /// The fields.
    pub fields: Fields,
    /// The errors of JSON values that are not text.
    type_errors: Vec<FieldError>,
}

impl Envelope {
    /// Splits a body into fields by its content type.
    ///
    /// # Errors
    /// The problem to respond with, if the content type is not supported or the body doesn't match it.
    pub fn open(headers: &HeaderMap, body: &[u8]) -> Result<Self, Problem> {
        let key = match headers.get("idempotency-key") {
            None => None,
            Some(key) => Some(read_key(key.to_str().unwrap_or_default())?),
        };
        let (channel, (fields, type_errors)) = match media_type(headers).as_str() {
            "application/x-www-form-urlencoded" => {
                if !is_utf8_form(body) {
                    return Err(Problem::bad_form());
                }
                (Channel::Form, (Fields::of_form(body), Vec::new()))
            }
            "application/json" => match serde_json::from_slice(body) {
                Ok(Value::Object(object)) => (Channel::Api, Fields::of_json(&object)),
                _ => return Err(Problem::bad_form()),
            },
            _ => return Err(Problem::neither_form_nor_json()),
        };
        Ok(Self {
            channel,
            key,
            fields,
            type_errors,
        })
    }

    /// Returns the id of the receipt: from the idempotency key, from the form's nonce, or random.
    fn receipt(&self, fields: &Fields, digest: &Digest, random: ReceiptId) -> ReceiptId {
        /// Our own nonces have 22 characters.
        const SHORTEST_NONCE: usize = 22;
        match (&self.key, fields.nonce.as_str()) {
            (Some(key), _) => ReceiptId::from_idempotency_key(key),
            (None, nonce) if nonce.len() >= SHORTEST_NONCE => {
                ReceiptId::from_form(nonce.as_bytes(), digest)
            }
            _ => random,
        }
    }
}

/// Returns whether the percent-decoded body is UTF-8.
fn is_utf8_form(body: &[u8]) -> bool {
    let mut bytes = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        let hex = |digit: u8| char::from(digit).to_digit(16).map(|digit| digit as u8);
        match (byte, rest) {
            (b'%', [high, low, after @ ..]) if hex(*high).is_some() && hex(*low).is_some() => {
                bytes.push(hex(*high).unwrap_or_default() << 4 | hex(*low).unwrap_or_default());
                rest = after;
            }
            _ => bytes.push(*byte),
        }
    }
    std::str::from_utf8(&bytes).is_ok()
}

/// Parses a submission that arrived at `now`. It needs neither a store nor a clock.
///
/// # Errors
/// All errors, one per field, in the order of the page.
pub fn read(
    envelope: &Envelope,
    body: &[u8],
    requirements: &Requirements,
    assertion: &AccountAssertion,
    random: ReceiptId,
    now: Timestamp,
) -> Result<Submission, Vec<FieldError>> {
    let fields = &envelope.fields;
    let mut reader = Reader {
        errors: envelope.type_errors.clone(),
        assertion,
        now,
    };
    for error in fields.shape_errors() {
        reader.wrong(&error.field, error.message);
    }
    let right = reader.right(fields);
    let person = reader.person(fields);
    let agent = reader.agent(fields);
    if let Some(right) = right {
        reader.required(fields, requirements.of(right));
    }
    let (Some(right), Some(person), true) = (right, person, reader.errors.is_empty()) else {
        return Err(envelope.named_as_sent(in_page_order(reader.errors)));
    };
    let digest = Digest::of(body);
    Ok(Submission {
        receipt: envelope.receipt(fields, &digest, random),
        asked: Asked::Right(right),
        person,
        agent,
        channel: envelope.channel,
        received: now,
        inbound_email: None,
        approval_required: !fields.website.is_empty(),
        digest,
    })
}

impl Envelope {
    /// Renames the errors to the caller's field names. JSON nests the fields that the form numbers.
    fn named_as_sent(&self, errors: Vec<FieldError>) -> Vec<FieldError> {
        if self.channel == Channel::Form {
            return errors;
        }
        let json = |name: &str| {
            let line = |n: &str| n.parse::<usize>().map_or(0, |n| n.saturating_sub(1));
            if let Some(what) = name.strip_prefix("agent_") {
                format!("agent.{what}")
            } else if let Some(n) = name.strip_prefix("identifier_type_") {
                format!("identifiers[{}].type", line(n))
            } else if let Some(n) = name.strip_prefix("identifier_value_") {
                format!("identifiers[{}].value", line(n))
            } else {
                name.to_owned()
            }
        };
        errors
            .into_iter()
            .map(|error| FieldError::new(json(&error.field), error.message))
            .collect()
    }
}

/// Who vouches that the account ID belongs to the requester.
#[derive(Debug, Clone)]
pub enum AccountAssertion {
    /// The company's system that sent the submission.
    ByMachine,
    /// The company's signature, made with one of these keys. The submission came from a browser.
    BySignature(Option<AccountKeys>),
}

impl AccountAssertion {
    /// Returns the identifier with its proof. An account without a valid signature is only claimed.
    ///
    /// An invalid signature isn't the requester's fault, so the submission is still accepted.
    fn assess(&self, read: Identifier, signature: &str, now: Timestamp) -> Identifier {
        let (Identifier::Account(id), Self::BySignature(keys)) = (&read, self) else {
            return read;
        };
        let prove = |keys: &AccountKeys| keys.prove(signature, id.as_str(), now);
        if keys.as_ref().is_some_and(prove) {
            return read;
        }
        if !signature.is_empty() {
            tracing::warn!("an account's signature is invalid; the account counts as claimed");
        }
        Identifier::ClaimedAccount(id.clone())
    }
}

/// A parser that collects errors.
struct Reader<'a> {
    errors: Vec<FieldError>,
    assertion: &'a AccountAssertion,
    now: Timestamp,
}

impl Reader<'_> {
    fn right(&mut self, fields: &Fields) -> Option<Right> {
        let right = Right::on_the_form(&fields.right);
        if right.is_none() {
            self.wrong("right", "Choose what you want us to do");
        }
        right
    }

    fn person(&mut self, fields: &Fields) -> Option<Person> {
        let before = self.errors.len();
        let email = self
            .optional("email", "", &fields.email, EmailAddress::parse)
            .map(Identifier::Email);
        let phone = self
            .optional("phone", "", &fields.phone, PhoneNumber::parse)
            .map(Identifier::Phone);
        let more = self.identifiers(fields);
        let name = self.optional("name", "", &fields.name, PersonName::parse);
        let region = self.optional("state", "", &fields.state, Region::parse);
        match Person::new(name, region, email.into_iter().chain(phone).chain(more)) {
            Ok(person) => Some(person),
            Err(NotAPerson::NoIdentifier) => {
                // If the only identifier is mistyped, it has an error already.
                if self.errors.len() == before {
                    self.wrong("email", NotAPerson::NoIdentifier);
                }
                None
            }
            Err(NotAPerson::TooMany) => {
                self.wrong("identifiers", NotAPerson::TooMany);
                None
            }
        }
    }

    fn identifiers(&mut self, fields: &Fields) -> Vec<Identifier> {
        let mut read = Vec::new();
        for (position, given) in fields
            .identifiers
            .iter()
            .enumerate()
            .take(Person::MOST_IDENTIFIERS + 1)
        {
            let line = position + 1;
            let Some(kind) = IdentifierKind::named(&given.kind) else {
                self.wrong(
                    &format!("identifier_type_{line}"),
                    "Choose email, phone, account or device",
                );
                continue;
            };
            match Identifier::parse(kind, &given.value) {
                Ok(identifier) => {
                    let counted = self
                        .assertion
                        .assess(identifier, &given.signature, self.now);
                    read.push(counted);
                }
                Err(unreadable) => self.wrong(
                    &format!("identifier_value_{line}"),
                    format!("Other {line}: {unreadable}"),
                ),
            }
        }
        read
    }

    fn agent(&mut self, fields: &Fields) -> Option<Agent> {
        if !fields.has_agent {
            return None;
        }
        let name = self.optional(
            "agent_name",
            "Your own name: ",
            &fields.agent_name,
            PersonName::parse,
        );
        let email = self.optional(
            "agent_email",
            "Your own email address: ",
            &fields.agent_email,
            EmailAddress::parse,
        );
        let permission = read_permission(&fields.agent_permission);
        if permission.is_none() {
            self.wrong(
                "agent_permission",
                "Confirm that you have this person’s signed permission",
            );
        }
        Some(Agent {
            name,
            email,
            permission: permission?,
        })
    }

    fn required(&mut self, fields: &Fields, required: &[RequiredField]) {
        for field in required {
            let (value, message) = match field {
                RequiredField::Email => (
                    &fields.email,
                    "Enter an email address: we need it to respond to you",
                ),
                RequiredField::Phone => (
                    &fields.phone,
                    "Enter a phone number: we need it to find your information",
                ),
                RequiredField::Name => (
                    &fields.name,
                    "Enter your name: we need it to find your information",
                ),
                RequiredField::State => (&fields.state, "Choose the state where you live"),
            };
            if value.trim().is_empty() {
                self.wrong(field.name(), message);
            }
        }
    }

    /// Parses a field that may be empty. Its error starts with `whose`.
    fn optional<T>(
        &mut self,
        name: &str,
        whose: &str,
        value: &str,
        parse: impl Fn(&str) -> Result<T, Unreadable>,
    ) -> Option<T> {
        if value.is_empty() || value.bytes().all(|byte| byte == b' ' || byte == b'\t') {
            return None;
        }
        parse(value)
            .map_err(|unreadable| self.wrong(name, format!("{whose}{unreadable}")))
            .ok()
    }

    /// Adds an error, unless the field has one already.
    fn wrong(&mut self, field: &str, message: impl std::fmt::Display) {
        if !self.errors.iter().any(|error| error.field == field) {
            self.errors
                .push(FieldError::new(field, message.to_string()));
        }
    }
}

/// Reads the agent's description of their permission. Any text except a plain "no" counts as signed permission.
fn read_permission(text: &str) -> Option<Permission> {
    let text = text.trim().to_ascii_lowercase().replace('_', " ");
    match text.as_str() {
        "" | "no" | "none" | "false" | "off" | "0" => None,
        other if other.contains("power of attorney") => Some(Permission::PowerOfAttorney),
        _ => Some(Permission::Signed),
    }
}
