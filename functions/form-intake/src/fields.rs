//! The raw fields of a submission, from a form or from JSON. All shape errors are reported at once.

use crate::page::{FormValues, IdentifierLine};
use gateway::json::unknown_fields;
use pages::FieldError;
use serde_json::{Map, Value};
use texts::Texts;
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

//= req: ca-7060-c-2
/// The raw fields. They have no `Debug`, because personal information must not reach a log.
#[derive(Clone, Default, Validate)]
pub struct Fields {
    /// The id of the right.
    #[validate(length(min = 1, max = 40, code = "right"))]
    pub right: String,
    /// Email address.
    #[validate(length(max = 320, code = "email"))]
    pub email: String,
    /// Phone number.
    #[validate(length(max = 64, code = "phone"))]
    pub phone: String,
    /// Name.
    #[validate(length(max = 400, code = "name"))]
    pub name: String,
    /// State.
    #[validate(length(max = 64, code = "state"))]
    pub state: String,
    /// The requester's own words about the request.
    pub details: String,
    /// More identifiers.
    #[validate(length(max = 20, code = "identifiers"))]
    pub identifiers: Vec<GivenIdentifier>,
    /// True if the submission has any agent field.
    pub has_agent: bool,
    /// The agent's name.
    #[validate(length(max = 400, code = "name"))]
    pub agent_name: String,
    /// The agent's email address.
    #[validate(length(max = 320, code = "email"))]
    pub agent_email: String,
    /// The agent's description of their permission.
    #[validate(length(max = 500, code = "permission"))]
    pub agent_permission: String,
    /// The age group, as given.
    #[validate(length(max = 20, code = "age"))]
    pub age: String,
    /// The language of the page, as a code.
    pub language: String,
    /// The honeypot field. People don't see it.
    pub website: String,
    /// The form's nonce.
    pub nonce: String,
}

/// A raw additional identifier.
#[derive(Clone, Default, serde::Serialize)]
pub struct GivenIdentifier {
    /// The kind, as given.
    pub kind: String,
    /// The value.
    pub value: String,
    /// The company's signature that the account belongs to the requester.
    pub signature: String,
}

/// The fields of a JSON submission, of its `agent`, and of each of its `identifiers`.
const TOP: &[&str] = &[
    "right",
    "email",
    "phone",
    "name",
    "state",
    "details",
    "age",
    "identifiers",
    "agent",
    "language",
];
/// The permission of a parent or guardian. The form sends this word if the checkbox is checked.
pub(crate) const PARENT: &str = "parent_or_guardian";

const AGENT: &[&str] = &["name", "email", "permission"];
const IDENTIFIER: &[&str] = &["type", "value", "signature"];

impl Fields {
    /// Returns the shape errors, one per field.
    pub(crate) fn shape_errors(&self, texts: Texts) -> Vec<FieldError> {
        match self.validate() {
            Ok(()) => Vec::new(),
            Err(errors) => in_words(&errors, texts),
        }
    }

    /// Reads the fields of a form post.
    pub(crate) fn of_form(body: &[u8]) -> Self {
        let mut fields = Self::default();
        let mut kinds: Vec<(String, String)> = Vec::new();
        let mut values: Vec<(String, String)> = Vec::new();
        let mut signatures: Vec<(String, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(body) {
            let value = value.into_owned();
            match name.as_ref() {
                "right" => fields.right = value,
                "email" => fields.email = value,
                "phone" => fields.phone = value,
                "name" => fields.name = value,
                "state" => fields.state = value,
                "details" => fields.details = value,
                "agent_name" => fields.agent_name = value,
                "agent_email" => fields.agent_email = value,
                "agent_permission" if fields.agent_permission != PARENT => {
                    fields.agent_permission = value;
                }
                "agent_parent" if !value.trim().is_empty() => {
                    fields.agent_permission = PARENT.to_owned();
                }
                "age" => fields.age = value,
                "website" => fields.website = value,
                "nonce" => fields.nonce = value,
                "language" => fields.language = value,
                other => {
                    if let Some(line) = other.strip_prefix("identifier_type_") {
                        kinds.push((line.to_owned(), value));
                    } else if let Some(line) = other.strip_prefix("identifier_value_") {
                        values.push((line.to_owned(), value));
                    } else if let Some(line) = other.strip_prefix("identifier_signature_") {
                        signatures.push((line.to_owned(), value));
                    }
                }
            }
        }
        let typed = values
            .into_iter()
            .filter(|(_, value)| !value.trim().is_empty());
        let on_line = |of: &[(String, String)], line: &str| {
            let found = of.iter().find(|(on, _)| on == line);
            found.map(|(_, text)| text.clone()).unwrap_or_default()
        };
        fields.identifiers = typed
            .map(|(line, value)| GivenIdentifier {
                kind: on_line(&kinds, &line),
                signature: on_line(&signatures, &line),
                value,
            })
            .collect();
        let agent = [
            &fields.agent_name,
            &fields.agent_email,
            &fields.agent_permission,
        ];
        fields.has_agent = agent.iter().any(|value| !value.trim().is_empty());
        fields
    }

    /// Reads the fields of a JSON object. Also returns the type errors, with the field names of the form.
    pub(crate) fn of_json(object: &Map<String, Value>) -> (Self, Vec<FieldError>) {
        let mut errors = unknown_fields(object, TOP, "");
        let mut fields = Self::default();
        for (name, field) in [
            ("right", &mut fields.right),
            ("email", &mut fields.email),
            ("phone", &mut fields.phone),
            ("name", &mut fields.name),
            ("state", &mut fields.state),
            ("details", &mut fields.details),
            ("age", &mut fields.age),
        ] {
            read_text(object.get(name), name, field, &mut errors);
        }
        // Any other value counts as no language. A wrong language is no reason to refuse a request.
        if let Some(Value::String(language)) = object.get("language") {
            fields.language.clone_from(language);
        }
        match object.get("identifiers") {
            None | Some(Value::Null) => {}
            Some(Value::Array(given)) => {
                for (position, one) in given.iter().enumerate() {
                    let within = format!("identifiers[{position}].");
                    let members = one
                        .as_object()
                        .map(|one| unknown_fields(one, IDENTIFIER, &within));
                    errors.extend(members.unwrap_or_default());
                    let mut given = GivenIdentifier::default();
                    for (member, name, text) in [
                        ("type", "type", &mut given.kind),
                        ("value", "value", &mut given.value),
                        ("signature", "value", &mut given.signature),
                    ] {
                        let name = format!("identifier_{name}_{}", position + 1);
                        read_text(one.get(member), &name, text, &mut errors);
                    }
                    fields.identifiers.push(given);
                }
            }
            Some(_) => errors.push(FieldError::new(
                "identifiers",
                "Send a list of objects with type and value",
            )),
        }
        match object.get("agent") {
            None | Some(Value::Null) => {}
            Some(Value::Object(agent)) => {
                fields.has_agent = true;
                errors.extend(unknown_fields(agent, AGENT, "agent."));
                read_text(
                    agent.get("name"),
                    "agent_name",
                    &mut fields.agent_name,
                    &mut errors,
                );
                read_text(
                    agent.get("email"),
                    "agent_email",
                    &mut fields.agent_email,
                    &mut errors,
                );
                match agent.get("permission") {
                    Some(Value::Bool(true)) => fields.agent_permission = "signed".into(),
                    Some(Value::Bool(false)) => {}
                    other => read_text(
                        other,
                        "agent_permission",
                        &mut fields.agent_permission,
                        &mut errors,
                    ),
                }
            }
            Some(_) => errors.push(FieldError::new(
                "agent",
                "Send an object with name, email and permission",
            )),
        }
        (fields, errors)
    }

    /// Returns the values for the form to show again.
    pub(crate) fn typed(self) -> FormValues {
        FormValues {
            nonce: self.nonce,
            right: self.right,
            email: self.email,
            phone: self.phone,
            name: self.name,
            state: self.state,
            details: self.details,
            identifiers: self
                .identifiers
                .into_iter()
                .map(|given| IdentifierLine {
                    kind: given.kind,
                    value: given.value,
                    signature: given.signature,
                })
                .collect(),
            agent_name: self.agent_name,
            agent_email: self.agent_email,
            agent_permission: !self.agent_permission.is_empty() && self.agent_permission != PARENT,
            agent_parent: self.agent_permission == PARENT,
            age: self.age,
            website: self.website,
        }
    }
}

fn read_text(value: Option<&Value>, name: &str, field: &mut String, errors: &mut Vec<FieldError>) {
    match value {
        None | Some(Value::Null) => {}
        Some(Value::String(text)) => field.clone_from(text),
        Some(_) => errors.push(FieldError::new(name, "Send text")),
    }
}

/// Returns the validator's errors, one per field, in no particular order.
fn in_words(errors: &ValidationErrors, texts: Texts) -> Vec<FieldError> {
    let message = |kind: &ValidationErrorsKind| {
        let code = match kind {
            ValidationErrorsKind::Field(errors) => errors.first().map(|error| error.code.clone()),
            _ => None,
        };
        match code.as_deref() {
            Some("right") => texts.text("error-right"),
            Some("email") => texts.text("error-email-long"),
            Some("phone") => texts.text("error-phone-long"),
            Some("name") => texts.text("error-name"),
            Some("state") => texts.text("error-state"),
            Some("identifiers") => texts.text("error-too-many"),
            Some("permission") => texts.text("error-permission-long"),
            Some("age") => texts.text("error-age"),
            _ => texts.text("error-field"),
        }
    };
    let of_field = |(name, kind): (&std::borrow::Cow<'static, str>, &ValidationErrorsKind)| {
        FieldError::new(name.clone(), message(kind))
    };
    errors.errors().iter().map(of_field).collect()
}
