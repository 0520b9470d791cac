//! The actions of staff in one table: their fields, the role that they need, and how they are read.
//!
//! Invariant: this table does not say which stage allows an action. `offered` tries each action on the request itself,
//! so the desk never offers an action that the request would refuse.

mod requests;
mod responses;
mod reviews;
#[cfg(test)]
mod tests;

pub(crate) use responses::COPY_CHECKED;

use crate::fields::Fields;
use domain::law::{Right, VerifiableRight};
use domain::log::Role;
use domain::request::{Command, CommandName, Refused, Request};
use gateway::Problem;
use jiff::Timestamp;
use serde::Serialize;

/// The type of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Text.
    Text,
    /// One of several words.
    Choice,
    /// A count.
    Number,
    /// True or false.
    Boolean,
    /// A request, by ID or reference.
    Request,
    /// A person.
    Person,
    /// An authorized agent.
    Agent,
    /// How the person gets data.
    Delivery,
    /// A member of staff, by ID.
    Staff,
}

/// A field of an action.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Field {
    /// The name.
    pub name: &'static str,
    /// The type.
    pub kind: FieldKind,
    /// Whether the action needs it.
    pub required: bool,
    /// What to enter.
    pub about: &'static str,
    /// The words of a choice that are the same for every request.
    #[serde(skip)]
    pub words: &'static [&'static str],
}

const fn required(name: &'static str, kind: FieldKind, about: &'static str) -> Field {
    Field {
        name,
        kind,
        required: true,
        about,
        words: &[],
    }
}

const fn optional(name: &'static str, kind: FieldKind, about: &'static str) -> Field {
    Field {
        required: false,
        ..required(name, kind, about)
    }
}

/// A choice whose words are the same for every request.
const fn choice(name: &'static str, words: &'static [&'static str], about: &'static str) -> Field {
    Field {
        words,
        ..optional(name, FieldKind::Choice, about)
    }
}

const WHY: Field = optional("why", FieldKind::Text, "the reason, for the record");
const WHY_REQUIRED: Field = required("why", FieldKind::Text, "the reason, for the record");

/// An action on a request.
#[derive(Debug, Clone)]
pub enum Action {
    /// A command of the request's state machine.
    Command(Command),
    /// Opens another request from the same email.
    Split(Right),
    /// Attaches the email to the request of this ID or reference.
    Join(String),
    /// Erases the message of this key in the archive.
    EraseMessage(String),
    /// Erases the person.
    Erase,
}

/// An action that staff sent, with their reason.
#[derive(Debug, Clone)]
pub struct ActionCall {
    /// The description of the action.
    pub spec: &'static ActionSpec,
    /// The action.
    pub action: Action,
    /// The reason, for the record.
    pub why: Option<String>,
    /// The fields, so that the same decision has the same text.
    pub(crate) written: String,
}

/// The description of an action.
#[derive(Debug)]
pub struct ActionSpec {
    /// The name.
    pub name: CommandName,
    /// The role that it needs.
    pub role: Role,
    about: &'static str,
    fields: &'static [Field],
    read: fn(&mut Fields) -> Option<Action>,
    attempt: fn(&Request, Timestamp) -> Vec<Attempt>,
}

/// A value of the action's first field and whether the request would accept it. An action without values has one
/// attempt with an empty value.
type Attempt = (&'static str, Result<(), Refused>);

impl ActionSpec {
    /// Returns the fields.
    #[must_use]
    pub fn fields(&self) -> &'static [Field] {
        self.fields
    }

    /// Whether the action can send an email to the requester.
    #[must_use]
    pub fn may_email(&self) -> bool {
        matches!(
            self.name,
            CommandName::Confirm
                | CommandName::ConfirmParent
                | CommandName::AskPerson
                | CommandName::Write
                | CommandName::Extend
                | CommandName::Respond
                | CommandName::RenewCode
                | CommandName::Appeal
                | CommandName::DecideAppeal
                | CommandName::DenyForFraud
                | CommandName::PartnersNotified
                | CommandName::PartnerAcknowledged
        )
    }

    /// Returns the field that a saved reply can fill: what the requester reads.
    #[must_use]
    pub fn words_field(&self) -> Option<&'static str> {
        match self.name {
            CommandName::Write => Some("text"),
            CommandName::AskPerson => Some("question"),
            CommandName::Extend => Some("reason"),
            CommandName::Respond => Some("explanation"),
            CommandName::DecideAppeal => Some("words"),
            CommandName::DenyForFraud => Some("belief"),
            _ => None,
        }
    }

    /// Returns every action.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        specs()
    }

    /// Returns the action with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        specs().find(|spec| spec.name.as_str() == name)
    }
}

fn specs() -> impl Iterator<Item = &'static ActionSpec> {
    reviews::ACTIONS.iter().chain(requests::ACTIONS)
}

/// An action as the desk offers it.
#[derive(Debug, Serialize)]
pub struct Offered {
    /// The name.
    pub action: CommandName,
    /// What it does.
    pub about: &'static str,
    /// The role that it needs.
    pub role: Role,
    /// Its fields.
    pub fields: Vec<OfferedField>,
}

/// A field of an action, with the values that the request accepts.
#[derive(Debug, Serialize)]
pub struct OfferedField {
    /// The field.
    #[serde(flatten)]
    pub field: Field,
    /// The values, if they are limited.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<&'static str>,
}

/// Returns the actions that a request allows now, each with its fields.
#[must_use]
pub fn offered(request: &Request, now: Timestamp) -> Vec<Offered> {
    if request.erased.is_some() {
        return Vec::new();
    }
    let offer = |spec: &'static ActionSpec| {
        let allowed = (spec.attempt)(request, now).into_iter();
        let allowed: Vec<_> = allowed.filter(|(_, result)| result.is_ok()).collect();
        let first = spec.fields.first().map(|field| field.name);
        let values: Vec<_> = allowed
            .iter()
            .map(|(value, _)| *value)
            .filter(|value| !value.is_empty())
            .collect();
        // Only a copy can hold what must never be disclosed.
        let is_copy = request.right() == Some(Right::Verifiable(VerifiableRight::Know));
        let applies = |field: &&Field| is_copy || field.name != COPY_CHECKED;
        let fields = spec
            .fields
            .iter()
            .filter(applies)
            .map(|field| OfferedField {
                field: *field,
                values: if Some(field.name) == first {
                    values.clone()
                } else {
                    field.words.to_vec()
                },
            });
        (!allowed.is_empty()).then(|| Offered {
            action: spec.name,
            about: spec.about,
            role: spec.role,
            fields: fields.collect(),
        })
    };
    specs().filter_map(offer).collect()
}

/// Reads `{"action": name, …}`, or the fields of an action that the route names.
///
/// # Errors
/// [`Problem`] lists the fields to correct.
pub fn read(mut fields: Fields, named: Option<CommandName>) -> Result<ActionCall, Problem> {
    let names: Vec<&'static str> = specs().map(|spec| spec.name.as_str()).collect();
    let name = named
        .map(CommandName::as_str)
        .or_else(|| fields.deciding("action", &names));
    let Some(spec) = specs().find(|spec| Some(spec.name.as_str()) == name) else {
        return Err(fields.done().err().unwrap_or_else(Problem::bad_json));
    };
    let written = fields.written();
    let action = (spec.read)(&mut fields);
    // `not_a_request` has already read its reason as a part of the command.
    let why = match spec.fields.iter().find(|field| field.name == "why") {
        _ if spec.name == CommandName::NotARequest => None,
        // The text of a note is stored and erased like a reason.
        _ if spec.name == CommandName::Note => fields.required("note", Fields::text),
        Some(field) if field.required => fields.required("why", Fields::text),
        Some(_) => fields.text("why"),
        None => None,
    };
    fields.done()?;
    let action = action.ok_or_else(Problem::bad_json)?;
    Ok(ActionCall {
        spec,
        action,
        why,
        written,
    })
}
