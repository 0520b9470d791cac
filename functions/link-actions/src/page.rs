//! The page of a link: an explanation and a button before the action, and the result after it.

use crate::form::Form;
use crate::link_state::LinkState;
use crate::message;
use crate::page_texts::{self, Text};
use crate::visit::Visit;
use askama::Template;
use domain::keys::{LinkAction, LinkKeys};
use domain::person::Identifier;
use pages::{FieldError, Pages, message_for};
use serde::Serialize;
use texts::Texts;

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
    pub(crate) title: String,
    paragraphs: Vec<String>,
    /// The questions that the person answers, in the words of staff.
    questions: Vec<String>,
    right: String,
    reference: String,
    pub(crate) status: String,
    /// True if the action was done.
    is_done: bool,
    field: Field,
    button: Option<String>,
    /// The label of the button that says no.
    no_button: Option<String>,
    /// The label of a link to the form, after the person opted back in.
    repeat: Option<String>,
    errors: Vec<FieldError>,
}

/// The field that the person fills in.
enum Field {
    Nothing,
    Message {
        label: String,
        hint: String,
        value: String,
    },
    Code,
    /// Number, masked address and its origin, for each address.
    Addresses(Vec<(String, String, String)>),
}

/// The content of the page, for programs.
#[derive(Serialize)]
pub(crate) struct ViewJson {
    action: &'static str,
    reference: String,
    right: &'static str,
    /// `open`, `done` or `refused`.
    state: &'static str,
    title: String,
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
    pub(crate) fn of(visit: &Visit, state: LinkState, links: &LinkKeys, texts: Texts) -> Self {
        let Text { title, paragraphs } = match state {
            LinkState::Open => page_texts::available(visit, texts),
            LinkState::Done => page_texts::done(visit, texts),
            LinkState::Refused(reason) => page_texts::refused(reason, texts),
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
            right: right(visit, texts),
            reference: visit.receipt.reference().to_string(),
            status: links.mailbox_status_path(&visit.receipt.id, &visit.holder),
            is_done,
            field: if is_open {
                Field::of(visit, texts)
            } else {
                Field::Nothing
            },
            button: is_open.then(|| page_texts::button(visit, texts).into()),
            no_button: is_open
                .then(|| page_texts::no_button(visit, texts).map(String::from))
                .flatten(),
            repeat: (is_done && visit.action == LinkAction::OptIn)
                .then(|| page_texts::repeat(visit, texts).into()),
            errors: Vec::new(),
        }
    }

    /// Returns the content after the person said that the request isn't theirs.
    pub(crate) fn denied(visit: &Visit, links: &LinkKeys, texts: Texts) -> Self {
        let Text { title, paragraphs } = page_texts::denied(texts);
        Self {
            title,
            paragraphs,
            ..Self::of(visit, LinkState::Done, links, texts)
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

    fn of(visit: &Visit, texts: Texts) -> Self {
        let most = message::MAX_CHARACTERS.to_string();
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
                        texts.text("undo-own-address")
                    } else {
                        texts.text("undo-other-address")
                    };
                    (n.to_string(), address.masked(), from.into())
                };
                Self::Addresses(numbered.map(option).collect())
            }
            LinkAction::Appeal => Self::Message {
                label: texts.text("appeal-message").into(),
                hint: texts.text("appeal-message-hint").with("most", most).into(),
                value: String::new(),
            },
            LinkAction::AnswerQuestion => Self::Message {
                label: texts.text("answer-message").into(),
                hint: texts.text("answer-message-hint").with("most", most).into(),
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

fn right(visit: &Visit, texts: Texts) -> String {
    match visit.request.right() {
        Some(right) => texts.right(right),
        None => texts.text("action-your-email").into(),
    }
}

#[cfg(test)]
mod tests;
