//! Saved replies: texts that staff use again, with variables.

use crate::Desk;
use crate::error::{Error, not_possible};
use crate::fields::Fields;
use crate::manual_request::random_receipt;
use crate::staff_order::StaffOrder;
use domain::company::Company;
use domain::log::Role;
use domain::request::Request;
use gateway::Problem;
use serde::Serialize;
use store::SavedReply;
use texts::Catalog;

/// The most saved replies.
const MOST: usize = 200;
/// The longest name of a saved reply, in characters.
const LONGEST_NAME: usize = 100;

/// The variables, as a text writes them.
pub const VARIABLES: [&str; 6] = [
    "{name}",
    "{reference}",
    "{right}",
    "{received}",
    "{due}",
    "{company}",
];

/// A saved reply.
#[derive(Debug, Serialize)]
pub struct SavedReplyView {
    /// The ID.
    pub id: String,
    /// The version.
    pub version: u64,
    /// The name that staff gave it.
    pub name: String,
    /// The text, with variables.
    pub text: String,
}

impl From<SavedReply> for SavedReplyView {
    fn from(reply: SavedReply) -> Self {
        Self {
            id: reply.id,
            version: reply.version,
            name: reply.name,
            text: reply.text,
        }
    }
}

/// Lists the saved replies by name.
///
/// # Errors
/// [`Error`] if the store fails.
pub async fn list(desk: &Desk) -> Result<Vec<SavedReplyView>, Error> {
    let found = desk.store.saved_replies().await?;
    Ok(found.into_iter().map(Into::into).collect())
}

/// Saves a reply: a new one without an ID, or the next version of one. The order names the version that staff saw.
///
/// # Errors
/// [`Error`] if the role is too low, if a field is wrong, if the reply has another version, or if the store fails.
pub async fn save(
    desk: &Desk,
    id: Option<&str>,
    by: &StaffOrder,
    mut fields: Fields,
) -> Result<SavedReplyView, Error> {
    by.needs(Role::Configure)?;
    let name = fields.required("name", Fields::text);
    if name
        .as_ref()
        .is_some_and(|name| name.chars().count() > LONGEST_NAME)
    {
        fields.wrong("name", format!("Use at most {LONGEST_NAME} characters"));
    }
    let text = fields.required("text", Fields::text);
    if let Some(unknown) = text.as_deref().and_then(unknown_variable) {
        let known = VARIABLES.join(", ");
        fields.wrong("text", format!("There is no {unknown}. Use: {known}"));
    }
    fields.done()?;
    let (Some(name), Some(text)) = (name, text) else {
        return Err(Problem::bad_json().into());
    };
    let all = desk.store.saved_replies().await?;
    let (id, version) = match id {
        Some(id) => {
            let current = all.into_iter().find(|reply| reply.id == id);
            let current = current.ok_or_else(no_reply)?;
            check_version(by, &current)?;
            (current.id, current.version)
        }
        None if all.len() >= MOST => {
            let full = format!("There are {MOST} saved replies. Remove one first.");
            return Err(not_possible(full).into());
        }
        None => (random_receipt()?.to_string(), 0),
    };
    let reply = SavedReply {
        id,
        version: version.saturating_add(1),
        name,
        text,
        is_removed: false,
    };
    store(desk, reply, "saved").await
}

/// Removes a reply from the list.
///
/// # Errors
/// [`Error`] if the role is too low, if there is no such reply, if it has another version, or if the store fails.
pub async fn remove(desk: &Desk, id: &str, by: &StaffOrder) -> Result<SavedReplyView, Error> {
    by.needs(Role::Configure)?;
    let all = desk.store.saved_replies().await?;
    let current = all.into_iter().find(|reply| reply.id == id);
    let current = current.ok_or_else(no_reply)?;
    check_version(by, &current)?;
    let reply = SavedReply {
        version: current.version.saturating_add(1),
        is_removed: true,
        ..current
    };
    store(desk, reply, "removed").await
}

async fn store(desk: &Desk, reply: SavedReply, what: &str) -> Result<SavedReplyView, Error> {
    if !desk.store.save_reply(&reply).await? {
        return Err(changed(reply.version).into());
    }
    tracing::info!(what, "staff changed a saved reply");
    Ok(reply.into())
}

fn check_version(by: &StaffOrder, current: &SavedReply) -> Result<(), Problem> {
    match by.seen {
        Some(seen) if seen != current.version => Err(changed(current.version)),
        _ => Ok(()),
    }
}

fn changed(version: u64) -> Problem {
    not_possible("The reply has changed since you read it. Read it again, then save it again.")
        .with_version(version)
}

fn no_reply() -> Problem {
    Problem::not_found("There is no such saved reply.")
}

/// Returns a saved reply with its variables filled from a request, in the language of the request. A variable without a
/// value stays, and the action that sends the text refuses it.
///
/// # Errors
/// [`Error`] if there is no such reply, or if the store fails.
pub async fn filled(desk: &Desk, id: &str, request: &Request) -> Result<String, Error> {
    let all = desk.store.saved_replies().await?;
    let reply = all.into_iter().find(|reply| reply.id == id);
    let reply = reply.ok_or_else(no_reply)?;
    Ok(fill(&reply.text, request, &desk.company, desk.texts))
}

fn fill(text: &str, request: &Request, company: &Company, catalog: &'static Catalog) -> String {
    let texts = catalog.in_language(request.locale);
    let calendar = request.calendar();
    let name = request.person.name.as_ref();
    let values = [
        name.map(|name| name.as_str().to_owned()),
        Some(request.id.0.reference().to_string()),
        request.right().map(|right| texts.right(right)),
        Some(texts.date_without_weekday(calendar.date_of(request.received))),
        request
            .due()
            .map(|due| texts.date_without_weekday(due.target)),
        Some(company.name.clone()),
    ];
    // One pass, so that a value that looks like a variable is not filled again.
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        filled.push_str(before);
        let mut known = VARIABLES.iter().zip(&values);
        match known.find(|(variable, _)| from.starts_with(**variable)) {
            Some((variable, Some(value))) => {
                filled.push_str(value);
                rest = &from[variable.len()..];
            }
            _ => {
                filled.push('{');
                rest = &from[1..];
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// Returns the first variable in a text.
pub(crate) fn first_variable(text: &str) -> Option<&'static str> {
    VARIABLES
        .into_iter()
        .find(|variable| text.contains(variable))
}

/// Returns the first word in braces that is no variable.
fn unknown_variable(text: &str) -> Option<String> {
    let mut rest = text;
    while let Some((_, from)) = rest.split_once('{') {
        let (word, after) = from.split_once('}')?;
        let variable = format!("{{{word}}}");
        let is_word = !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '_');
        if is_word && !VARIABLES.contains(&variable.as_str()) {
            return Some(variable);
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_in_braces_must_be_a_variable() {
        assert_eq!(unknown_variable("Dear {nome},").as_deref(), Some("{nome}"));
        for fine in [
            "",
            "{name}",
            "{reference} and {due}",
            "{",
            "{ }",
            "a { b } c",
            "}{",
        ] {
            assert_eq!(unknown_variable(fine), None, "{fine}");
        }
        assert_eq!(first_variable("Until {due}."), Some("{due}"));
        assert_eq!(first_variable("Until then {soon}."), None);
    }
}
