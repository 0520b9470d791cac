//! The page behind a link: what will happen and a button, or what has happened.

use crate::keep;
use crate::said::Said;
use crate::standing::Standing;
use crate::visit::Visit;
use crate::words::{self, Words};
use askama::Template;
use domain::keys::{LinkAction, LinkKeys};
use domain::law::Right;
use domain::person::Identifier;
use pages::{FieldError, Pages, message_for};
use serde::Serialize;

/// The page.
#[derive(Template)]
#[template(path = "reply.html")]
pub(crate) struct ReplyPage<'a> {
    pub(crate) pages: &'a Pages,
    pub(crate) view: View,
}

impl ReplyPage<'_> {
    /// The page's fields, to which the summary of errors links.
    fn fields(&self) -> Vec<String> {
        self.view
            .field
            .name()
            .map(str::to_owned)
            .into_iter()
            .collect()
    }

    /// What is wrong with this field.
    fn error(&self, field: &str) -> Option<&str> {
        message_for(&self.view.errors, field)
    }
}

/// What the page says.
///
/// It has no `Debug`: what belongs to a person must not reach a log.
pub(crate) struct View {
    pub(crate) title: &'static str,
    said: Vec<String>,
    right: &'static str,
    reference: String,
    status: String,
    /// Whether it is good news: the link_action was done.
    is_done: bool,
    field: Field,
    button: Option<&'static str>,
    /// Whether the form is where the person goes next.
    choose_again: bool,
    errors: Vec<FieldError>,
}

/// What the person fills in.
enum Field {
    Nothing,
    Words {
        label: &'static str,
        hint: String,
        value: String,
    },
    Code,
    /// Triples of a number, an address as it may be shown, and where it comes from.
    Addresses(Vec<(String, String, &'static str)>),
}

/// The page for programs.
#[derive(Serialize)]
pub(crate) struct ViewJson {
    link_action: &'static str,
    reference: String,
    right: &'static str,
    /// `open`, `done` or `refused`.
    standing: &'static str,
    title: &'static str,
    said: Vec<String>,
    /// The field that a `POST` reads.
    field: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    addresses: Vec<String>,
}

impl View {
    /// What the page says where the link_action stands so.
    pub(crate) fn of(visit: &Visit, standing: Standing, links: &LinkKeys) -> Self {
        let Words { title, said } = match standing {
            Standing::Open => words::offered(visit),
            Standing::Done => words::done(visit),
            Standing::Refused(why) => {
                let (title, said) = words::refused(why);
                Words {
                    title,
                    said: vec![said.to_owned()],
                }
            }
        };
        let is_open = standing == Standing::Open;
        let is_done = standing == Standing::Done;
        Self {
            title,
            said,
            right: right(visit),
            reference: visit.receipt.reference().to_string(),
            status: links.status_path(&visit.receipt.id),
            is_done,
            field: if is_open {
                Field::of(visit)
            } else {
                Field::Nothing
            },
            button: is_open.then(|| words::button(visit)),
            choose_again: is_done && visit.link_action == LinkAction::OptIn,
            errors: Vec::new(),
        }
    }

    /// The same with what must be corrected, and what was written.
    pub(crate) fn wrong(mut self, error: FieldError, said: Said) -> Self {
        if let Field::Words { value, .. } = &mut self.field {
            *value = said.words;
        }
        self.errors = vec![error];
        self
    }
}

impl Field {
    /// The name under which it is posted.
    fn name(&self) -> Option<&'static str> {
        match self {
            Self::Nothing => None,
            Self::Words { .. } => Some("words"),
            Self::Code => Some("code"),
            Self::Addresses(_) => Some("address"),
        }
    }

    fn of(visit: &Visit) -> Self {
        let hint = |more: &str| format!("{} characters at most.{more}", keep::LONGEST);
        match visit.link_action {
            LinkAction::Confirm | LinkAction::OptIn => Self::Nothing,
            LinkAction::RequestOptIn => {
                let addresses = visit.addresses();
                if addresses.len() == 1 {
                    return Self::Nothing;
                }
                let numbered = (1..).zip(&addresses);
                let own = visit.identifier();
                let option = |(n, address): (u32, &Identifier)| {
                    let from = if address.is_same(&own) {
                        "Our email went there."
                    } else {
                        "Your request named it, too."
                    };
                    (n.to_string(), address.masked(), from)
                };
                Self::Addresses(numbered.map(option).collect())
            }
            LinkAction::Appeal => Self::Words {
                label: "Why are we wrong? (optional)",
                hint: hint(" If you want to show us documents, answer our email and attach them."),
                value: String::new(),
            },
            LinkAction::AnswerQuestion => Self::Words {
                label: "Your answer",
                hint: hint(""),
                value: String::new(),
            },
            LinkAction::Download => Self::Code,
        }
    }
}

impl ViewJson {
    /// The same for a program.
    pub(crate) fn of(visit: &Visit, standing: Standing, view: View) -> Self {
        Self {
            link_action: visit.link_action.as_str(),
            reference: view.reference,
            right: visit
                .request
                .right()
                .map_or("to_be_read", |right| right.as_str()),
            standing: match standing {
                Standing::Open => "open",
                Standing::Done => "done",
                Standing::Refused(_) => "refused",
            },
            title: view.title,
            said: view.said,
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
