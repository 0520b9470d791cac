//! The page of a link: an explanation and a button before the action, and the result after it.

use crate::form::Form;
use crate::link_state::LinkState;
use crate::message;
use crate::texts::{self, Text};
use crate::visit::Visit;
use askama::Template;
use domain::keys::{LinkAction, LinkKeys};
use domain::law::Right;
use domain::person::Identifier;
use pages::{FieldError, Pages, message_for};
use serde::Serialize;

/// The page of a link.
#[derive(Template)]
#[template(path = "action.html")]
pub(crate) struct ActionPage<'a> {
    pub(crate) pages: &'a Pages,
    pub(crate) view: View,
}

impl ActionPage<'_> {
    /// Returns the names of the page's fields. The error summary links to them.
    fn fields(&self) -> Vec<String> {
        self.view
            .field
            .name()
            .map(str::to_owned)
            .into_iter()
            .collect()
    }

    /// Returns the error of this field.
    fn error(&self, field: &str) -> Option<&str> {
        message_for(&self.view.errors, field)
    }
}

/// The content of the page.
///
/// It has no `Debug`, because personal information must not reach a log.
pub(crate) struct View {
    pub(crate) title: &'static str,
    paragraphs: Vec<String>,
    /// The questions that the person answers, in the words of staff.
    questions: Vec<String>,
    right: &'static str,
    reference: String,
    status: String,
    /// True if the action was done.
    is_done: bool,
    field: Field,
    button: Option<&'static str>,
    /// The label of a link to the form, after the person opted back in.
    repeat: Option<&'static str>,
    errors: Vec<FieldError>,
}

/// The field that the person fills in.
enum Field {
    Nothing,
    Message {
        label: &'static str,
        hint: String,
        value: String,
    },
    Code,
    /// Number, masked address and its origin, for each address.
    Addresses(Vec<(String, String, &'static str)>),
}

/// The content of the page, for programs.
#[derive(Serialize)]
pub(crate) struct ViewJson {
    action: &'static str,
    reference: String,
    right: &'static str,
    /// `open`, `done` or `refused`.
    state: &'static str,
    title: &'static str,
    text: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    questions: Vec<String>,
    /// The field that a `POST` needs.
    field: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    addresses: Vec<String>,
}

impl View {
    /// Returns the content for this state of the link.
    pub(crate) fn of(visit: &Visit, state: LinkState, links: &LinkKeys) -> Self {
        let Text { title, paragraphs } = match state {
            LinkState::Open => texts::available(visit),
            LinkState::Done => texts::done(visit),
            LinkState::Refused(reason) => {
                let (title, detail) = texts::refused(reason);
                Text {
                    title,
                    paragraphs: vec![detail.to_owned()],
                }
            }
        };
        let is_open = state == LinkState::Open;
        let is_done = state == LinkState::Done;
        Self {
            title,
            paragraphs,
            questions: if is_open {
                visit.questions.clone()
            } else {
                Vec::new()
            },
            right: right(visit),
            reference: visit.receipt.reference().to_string(),
            status: links.mailbox_status_path(&visit.receipt.id, &visit.holder),
            is_done,
            field: if is_open {
                Field::of(visit)
            } else {
                Field::Nothing
            },
            button: is_open.then(|| texts::button(visit)),
            repeat: (is_done && visit.action == LinkAction::OptIn).then(|| texts::repeat(visit)),
            errors: Vec::new(),
        }
    }

    /// Adds the field to correct, and fills in what the person wrote.
    pub(crate) fn with_error(mut self, error: FieldError, form: Form) -> Self {
        if let Field::Message { value, .. } = &mut self.field {
            *value = form.message;
        }
        self.errors = vec![error];
        self
    }
}

impl Field {
    /// Returns the name of the posted field.
    fn name(&self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::Message { .. } => Some("message"),
            Self::Code => Some("code"),
            Self::Addresses(_) => Some("address"),
        }
    }

    fn of(visit: &Visit) -> Self {
        let hint = |more: &str| format!("At most {} characters.{more}", message::MAX_CHARACTERS);
        match visit.action {
            LinkAction::Confirm | LinkAction::OptIn | LinkAction::NewCode => Self::Nothing,
            LinkAction::RequestOptIn => {
                let addresses = visit.addresses();
                if addresses.len() == 1 {
                    return Self::Nothing;
                }
                let numbered = (1..).zip(&addresses);
                let own = visit.identifier();
                let option = |(n, address): (u32, &Identifier)| {
                    let from = if address.is_same(&own) {
                        "Our email went to this address."
                    } else {
                        "Your request also named this address."
                    };
                    (n.to_string(), address.masked(), from)
                };
                Self::Addresses(numbered.map(option).collect())
            }
            LinkAction::Appeal => Self::Message {
                label: "Why do you think that we are wrong? (optional)",
                hint: hint(
                    " If you want to show us documents, reply to our email and attach them.",
                ),
                value: String::new(),
            },
            LinkAction::AnswerQuestion => Self::Message {
                label: "Your answer",
                hint: hint(""),
                value: String::new(),
            },
            LinkAction::Download => Self::Code,
        }
    }
}

impl ViewJson {
    /// Returns the content for programs.
    pub(crate) fn of(visit: &Visit, state: LinkState, view: View) -> Self {
        Self {
            action: visit.action.as_str(),
            reference: view.reference,
            right: visit
                .request
                .right()
                .map_or("to_be_read", |right| right.as_str()),
            state: match state {
                LinkState::Open => "open",
                LinkState::Done => "done",
                LinkState::Refused(_) => "refused",
            },
            title: view.title,
            text: view.paragraphs,
            questions: view.questions,
            field: view.field.name(),
            addresses: match view.field {
                Field::Addresses(addresses) => {
                    addresses.into_iter().map(|(_, masked, _)| masked).collect()
                }
                _ => Vec::new(),
            },
        }
    }
}

fn right(visit: &Visit) -> &'static str {
    visit.request.right().map_or("Your email", Right::in_words)
}

#[cfg(test)]
mod tests;
