//! Parses a body into a submission. All errors are reported at once.

use crate::fields::{Fields, PARENT};
use crate::page::in_page_order;
use crate::requirements::{RequiredField, Requirements};
use domain::calendar::Calendar;
use domain::company::BrandId;
use domain::digest::Digest;
use domain::keys::AccountKeys;
use domain::law::{Means, Practices, Right};
use domain::person::{
    AgeGroup, Agent, Details, EmailAddress, Identifier, IdentifierKind, NotAPerson, Permission,
    Person, PersonName, PhoneNumber, Region, TooLong, Unreadable,
};
use domain::receipt::{KeyOwner, ReceiptId};
use domain::request::{Asked, Channel, Submission};
use gateway::{IdempotencyKey, json};
use http::{HeaderMap, Uri};
use jiff::Timestamp;
use pages::{BodyFormat, FieldError, Pages, Problem, Visitor, Wants, negotiate};
use texts::{Message, Texts};

/// A submission whose body is split into fields but not parsed yet.
pub struct Envelope {
    /// The channel: form or JSON.
    pub channel: Channel,
    /// The `Idempotency-Key` header.
    pub key: Option<IdempotencyKey>,
    /// The fields.
    pub fields: Fields,
    /// Who sent it: the language of the page or of the field `language`, and otherwise of `Accept-Language`. A language
    /// that we don't know counts as none, because no one loses a request over it.
    pub visitor: Visitor,
    /// The brand whose host it was sent to.
    pub brand: Option<BrandId>,
    /// The texts of errors. Programs read English.
    pub(crate) texts: Texts,
    /// The errors of JSON values that are not text.
    type_errors: Vec<FieldError>,
}

impl Envelope {
    /// Splits a body into fields by its content type.
    ///
    /// # Errors
    /// The problem to respond with, if the content type is not supported or the body doesn't match it.
    pub fn open(headers: &HeaderMap, body: &[u8], pages: &Pages) -> Result<Self, Problem> {
        let key = IdempotencyKey::read(headers)?;
        let (channel, (fields, type_errors)) = match BodyFormat::of(headers, body) {
            BodyFormat::Json => (Channel::Api, Fields::of_json(&json::object(body)?)),
            BodyFormat::Form if is_utf8_form(body) => {
                (Channel::Form, (Fields::of_form(body), Vec::new()))
            }
            BodyFormat::Form => return Err(Problem::bad_form()),
            BodyFormat::Other => return Err(Problem::neither_form_nor_json()),
        };
        let visitor = Visitor::of(&Uri::from_static("/"), headers).choosing(&fields.language);
        let wants = match channel {
            Channel::Form => Wants::Html,
            _ => Wants::Json,
        };
        let pages = pages.for_visitor(&visitor);
        let texts = pages.texts_as(wants);
        let brand = pages.brand().cloned();
        Ok(Self {
            channel,
            key,
            fields,
            visitor,
            brand,
            texts,
            type_errors,
        })
    }

    /// Returns the id of the receipt: from the idempotency key, from the form's nonce, or random.
    fn receipt(&self, owner: KeyOwner, digest: &Digest, random: ReceiptId) -> ReceiptId {
        /// Our own nonces have 22 characters.
        const SHORTEST_NONCE: usize = 22;
        match (&self.key, self.fields.nonce.as_str()) {
            (Some(key), _) => key.receipt(owner),
            (None, nonce) if nonce.len() >= SHORTEST_NONCE => {
                ReceiptId::from_form(nonce.as_bytes(), digest)
            }
            _ => random,
        }
    }
}

/// Returns the format of the response to this submission. A program that sends JSON gets JSON, and so does one whose content
/// type we don't read.
pub(crate) fn wanted(headers: &HeaderMap, body: &[u8]) -> Wants {
    match BodyFormat::of(headers, body) {
        BodyFormat::Form => negotiate(headers),
        BodyFormat::Json | BodyFormat::Other => Wants::Json,
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
    practices: Practices,
    assertion: &AccountAssertion,
    random: ReceiptId,
    now: Timestamp,
) -> Result<Submission, Vec<FieldError>> {
    let fields = &envelope.fields;
    let mut reader = Reader {
        errors: envelope.type_errors.clone(),
        texts: envelope.texts,
        assertion,
        practices,
        now,
    };
    for error in fields.shape_errors(envelope.texts) {
        reader.wrong(&error.field, error.message);
    }
    let right = reader.right(fields);
    let person = reader.person(fields);
    if let (Some(right), Some(person)) = (right, &person) {
        reader.granted(right, person.region);
    }
    let agent = reader.agent(fields);
    let age = reader.age(fields, agent.as_ref());
    let details = reader.details(fields);
    if let Some(right) = right {
        reader.required(fields, requirements.of(right));
    }
    let (Some(right), Some(person), true) = (right, person, reader.errors.is_empty()) else {
        return Err(envelope.named_as_sent(in_page_order(reader.errors)));
    };
    let digest = Digest::of(body);
    Ok(Submission {
        receipt: envelope.receipt(assertion.key_owner(), &digest, random),
        asked: Asked::Right(right),
        person: person.aged(age).under_health_law_if(practices.health_data),
        agent,
        channel: envelope.channel,
        locale: envelope.visitor.locale(),
        brand: envelope.brand.clone(),
        received: now,
        inbound_email: None,
        approval_required: !fields.website.is_empty(),
        companions: Vec::new(),
        details,
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
        let of_json = |error: FieldError| {
            let field = json(&error.field);
            let message = self.for_programs(&field).unwrap_or(error.message);
            FieldError::new(field, message)
        };
        errors.into_iter().map(of_json).collect()
    }

    /// Returns what a program has to send in a field that the form shows as a choice, if its value isn't one of them.
    fn for_programs(&self, field: &str) -> Option<String> {
        let one_of = |words: &[&str]| Some(format!("Use one of: {}", words.join(", ")));
        let (right, state) = (&self.fields.right, &self.fields.state);
        match field {
            "right" if Right::named(right).is_none() => one_of(&Right::ALL.map(Right::as_str)),
            "state" if !state.is_empty() && Region::parse(state).is_err() => {
                Some("Use the two-letter code of the state of residence, such as CA".to_owned())
            }
            "agent.permission" => one_of(&["signed", "power_of_attorney", PARENT]),
            "age" if AgeGroup::named(&self.fields.age).is_none() => {
                one_of(&AgeGroup::ALL.map(AgeGroup::as_str))
            }
            other if other.starts_with("identifiers[") && other.ends_with("].type") => {
                one_of(&IdentifierKind::ALL.map(IdentifierKind::as_str))
            }
            _ => None,
        }
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
    /// Returns whose idempotency key the submission has.
    fn key_owner(&self) -> KeyOwner {
        match self {
            Self::ByMachine => KeyOwner::Machine,
            Self::BySignature(_) => KeyOwner::Anyone,
        }
    }

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
    texts: Texts,
    assertion: &'a AccountAssertion,
    practices: Practices,
    now: Timestamp,
}

impl Reader<'_> {
    fn right(&mut self, fields: &Fields) -> Option<Right> {
        let right = Right::named(&fields.right);
        if right.is_none() {
            self.wrong("right", self.texts.text("error-right"));
        }
        right
    }

    /// Adds an error if no law grants the right to a resident of `region` today.
    fn granted(&mut self, right: Right, region: Option<Region>) {
        let today = Calendar::California.date_of(self.now);
        let granted = |region| {
            let health_data = self.practices.health_data;
            right
                .rules_in(Means::Request, region, health_data, today)
                .is_some()
        };
        if granted(region) {
            return;
        }
        let lives_in = |code: &str| granted(Region::parse(code).ok());
        if region.is_none() && Region::ALL.iter().any(|(code, _)| lives_in(code)) {
            self.wrong("state", self.texts.text("error-state-first"));
        } else if let Some(later) = right.granted_later(region, today) {
            let first = self.texts.date_without_weekday(later.from);
            let message = self.texts.text("error-right-later").with("date", first);
            self.wrong("right", message);
        } else {
            self.wrong("right", self.texts.text("error-right-nowhere"));
        }
    }

    //= req: ca-7026-d.3
    fn person(&mut self, fields: &Fields) -> Option<Person> {
        let before = self.errors.len();
        let email = self
            .optional("email", &fields.email, EmailAddress::parse)
            .map(Identifier::Email);
        let phone = self
            .optional("phone", &fields.phone, PhoneNumber::parse)
            .map(Identifier::Phone);
        let more = self.identifiers(fields);
        let name = self.optional("name", &fields.name, PersonName::parse);
        let region = self.optional("state", &fields.state, Region::parse);
        match Person::new(name, region, email.into_iter().chain(phone).chain(more)) {
            Ok(person) => Some(person),
            Err(NotAPerson::NoIdentifier) => {
                // If the only identifier is mistyped, it has an error already.
                if self.errors.len() == before {
                    self.wrong("email", self.texts.text("error-contact"));
                }
                None
            }
            Err(NotAPerson::TooMany) => {
                self.wrong("identifiers", self.texts.text("error-too-many"));
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
                    self.texts.text("error-type"),
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
                    self.texts
                        .text("error-other")
                        .with("number", line)
                        .with("error", unreadable_as(self.texts, unreadable)),
                ),
            }
        }
        read
    }

    //= req: ca-civ-135-e, tx-541-055-e.3
    fn agent(&mut self, fields: &Fields) -> Option<Agent> {
        if !fields.has_agent {
            return None;
        }
        let name = self.optional("agent_name", &fields.agent_name, PersonName::parse);
        let email = self.optional("agent_email", &fields.agent_email, EmailAddress::parse);
        let permission = read_permission(&fields.agent_permission);
        if permission.is_none() {
            self.wrong("agent_permission", self.texts.text("error-permission"));
        }
        if permission == Some(Permission::ParentOrGuardian) && email.is_none() {
            self.wrong("agent_email", self.texts.text("error-parent-email"));
        }
        Some(Agent {
            name,
            email,
            permission: permission?,
        })
    }

    //= req: ca-civ-120-c
    /// Reads the age of a person under 16. A parent or guardian acts for a child under 13.
    fn age(&mut self, fields: &Fields, agent: Option<&Agent>) -> Option<AgeGroup> {
        let text = fields.age.trim();
        let stated = AgeGroup::named(text);
        if stated.is_none() && !text.is_empty() {
            self.wrong("age", self.texts.text("error-age"));
        }
        if !agent.is_some_and(Agent::is_parent) {
            return stated;
        }
        if stated == Some(AgeGroup::From13To15) {
            self.wrong("age", self.texts.text("error-age-parent"));
        }
        Some(AgeGroup::Under13)
    }

    //= req: ca-7221-b-1-B
    fn details(&mut self, fields: &Fields) -> Option<Details> {
        let read = Details::parse(&fields.details);
        let read = read
            .map_err(|TooLong| self.wrong("details", self.texts.text("error-details")))
            .ok()?;
        (!read.as_str().is_empty()).then_some(read)
    }

    fn required(&mut self, fields: &Fields, required: &[RequiredField]) {
        for field in required {
            let (value, message) = match field {
                RequiredField::Email => (&fields.email, self.texts.text("error-email-required")),
                RequiredField::Phone => (&fields.phone, self.texts.text("error-phone-required")),
                RequiredField::Name => (&fields.name, self.texts.text("error-name-required")),
                RequiredField::State => (&fields.state, self.texts.text("error-state-required")),
            };
            if value.trim().is_empty() {
                self.wrong(field.name(), message);
            }
        }
    }

    /// Parses a field that may be empty.
    fn optional<T>(
        &mut self,
        name: &str,
        value: &str,
        parse: impl Fn(&str) -> Result<T, Unreadable>,
    ) -> Option<T> {
        if value.is_empty() || value.bytes().all(|byte| byte == b' ' || byte == b'\t') {
            return None;
        }
        parse(value)
            .map_err(|unreadable| {
                let message = match (name, unreadable) {
                    ("agent_name", Unreadable::Name) => self.texts.text("error-agent-name"),
                    ("agent_email", Unreadable::Email) => self.texts.text("error-agent-email"),
                    (_, unreadable) => unreadable_as(self.texts, unreadable),
                };
                self.wrong(name, message);
            })
            .ok()
    }

    /// Adds an error, unless the field has one already.
    fn wrong(&mut self, field: &str, message: impl Into<String>) {
        if !self.errors.iter().any(|error| error.field == field) {
            self.errors.push(FieldError::new(field, message));
        }
    }
}

/// Returns what to type instead of a value that can't be used.
fn unreadable_as(texts: Texts, unreadable: Unreadable) -> Message {
    match unreadable {
        Unreadable::Email => texts.text("error-email"),
        Unreadable::Phone => texts.text("error-phone"),
        Unreadable::Name => texts.text("error-name"),
        Unreadable::OpaqueId => texts.text("error-id"),
        Unreadable::SharedDevice => texts.text("error-shared-device"),
        Unreadable::Region => texts.text("error-state"),
    }
}

//= req: ca-7063-b.2
/// Reads the agent's description of their permission. Any text except a plain "no" counts as signed permission.
/// An adult can have a legal guardian, so only the documented word makes the person a child under 13.
fn read_permission(text: &str) -> Option<Permission> {
    let text = text.trim().to_ascii_lowercase();
    match text.as_str() {
        "" | "no" | "none" | "false" | "off" | "0" => None,
        PARENT => Some(Permission::ParentOrGuardian),
        other if other.replace('_', " ").contains("power of attorney") => {
            Some(Permission::PowerOfAttorney)
        }
        _ => Some(Permission::Signed),
    }
}
