//! The steps that staff take, in one table: what each needs, who may take it, and how it is read.
//!
//! Whether a stage allows a step is not written here. It is asked of the request itself, which refuses what the
//! law or its life doesn't allow; so what the desk offers and what is then taken cannot disagree.

mod answers;
mod doubts;
mod obligations;
#[cfg(test)]
mod tests;

use crate::fields::Fields;
use crate::problem::Problem;
use domain::law::Right;
use domain::log::Role;
use domain::request::{Command, Refused, Request};
use jiff::Timestamp;
use serde::Serialize;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Text,
    ImmediateRight,
    Number,
    Boolean,
    Request,
    Person,
    ResponseDelivery,
}

/// A field that a step takes.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Need {
    name: &'static str,
    kind: Kind,
    required: bool,
    about: &'static str,
}

const fn need(name: &'static str, kind: Kind, about: &'static str) -> Need {
    Need {
        name,
        kind,
        required: true,
        about,
    }
}

const fn may(name: &'static str, kind: Kind, about: &'static str) -> Need {
    Need {
        required: false,
        ..need(name, kind, about)
    }
}

/// Why, where only the record wants it.
const WHY: Need = may("why", Kind::Text, "why, for the record");
const WHY_NEEDED: Need = need("why", Kind::Text, "why, for the record");

/// What staff order about a request.
#[derive(Debug, Clone)]
pub(crate) enum Ordered {
    /// A step of the request's own.
    Command(Command),
    /// One more request out of the same email.
    Split(Right),
    /// The email belongs to the request of this id or reference.
    Join(String),
    /// Its person is forgotten.
    Erase,
}

/// An order, and why.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) row: &'static Row,
    pub(crate) ordered: Ordered,
    pub(crate) why: Option<String>,
}

/// A step that staff take.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) command: &'static str,
    pub(crate) role: Role,
    does: &'static str,
    needs: &'static [Need],
    read: fn(&mut Fields) -> Option<Ordered>,
    tries: fn(&Request, Timestamp) -> Vec<Try>,
}

/// A choice of the step's first field that was tried, and what came of it; the empty word where it has none.
type Try = (&'static str, Result<(), Refused>);

/// Every step that staff take.
fn rows() -> impl Iterator<Item = &'static Row> {
    doubts::ROWS.iter().chain(obligations::ROWS)
}

/// A step as it is offered.
#[derive(Debug, Serialize)]
pub(crate) struct Offered {
    command: &'static str,
    does: &'static str,
    role: Role,
    fields: Vec<OfferedField>,
}

#[derive(Debug, Serialize)]
struct OfferedField {
    #[serde(flatten)]
    need: Need,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    values: Vec<&'static str>,
}

/// The steps that a request allows as it is now, each with what it needs.
pub(crate) fn offered(request: &Request, now: Timestamp) -> Vec<Offered> {
    if request.erased.is_some() {
        return Vec::new();
    }
    let offer = |row: &'static Row| {
        let allowed = (row.tries)(request, now).into_iter();
        let allowed: Vec<_> = allowed.filter(|(_, result)| result.is_ok()).collect();
        let first = row.needs.first().map(|need| need.name);
        let values: Vec<_> = allowed
            .iter()
            .map(|(value, _)| *value)
            .filter(|value| !value.is_empty())
            .collect();
        let fields = row.needs.iter().map(|need| OfferedField {
            need: *need,
            values: if Some(need.name) == first {
                values.clone()
            } else {
                Vec::new()
            },
        });
        (!allowed.is_empty()).then(|| Offered {
            command: row.command,
            does: row.does,
            role: row.role,
            fields: fields.collect(),
        })
    };
    rows().filter_map(offer).collect()
}

/// Reads an order: `{"step": name, …}`, or the fields of a step that the address names.
pub(crate) fn read(body: &[u8], named: Option<&'static str>) -> Result<Told, Problem> {
    let mut fields = Fields::of(body)?;
    let names: Vec<&'static str> = rows().map(|row| row.command).collect();
    let name =
        named.or_else(|| fields.required("step", |fields, name| fields.one_of(name, &names)));
    let Some(row) = rows().find(|row| Some(row.command) == name) else {
        // Which fields belong to a step that isn't there nobody can say.
        return Err(fields.done().err().unwrap_or_else(Problem::bad_json));
    };
    let ordered = (row.read)(&mut fields);
    // What a step takes as its own reason was read with it.
    let why = match row.needs.iter().find(|need| need.name == "why") {
        Some(need) if row.command != "not_a_request" && need.required => {
            fields.required("why", Fields::text)
        }
        Some(_) if row.command != "not_a_request" => fields.text("why"),
        _ => None,
    };
    fields.done()?;
    let ordered = ordered.ok_or_else(Problem::bad_json)?;
    Ok(Told { row, ordered, why })
}
