//! The columns of a list that are checked.

use anyhow::{Result, bail};
use domain::person::IdentifierKind;
use serde_json::{Value, json};

/// The type of identifier in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Holds {
    kind: IdentifierKind,
    /// True if the column has SHA-256 hashes.
    hashed: bool,
}

impl Holds {
    /// Parses a name such as `E-Mail` or `phone_sha256`. Plain `sha256` means email addresses.
    fn named(name: &str) -> Option<Self> {
        let name = name
            .trim_matches(|c: char| !c.is_ascii_alphanumeric())
            .to_ascii_lowercase()
            .replace(['-', '_', ' '], "");
        let (kind, hashed) = match name.strip_suffix("sha256") {
            Some("") => ("email", true),
            Some(kind) => (kind, true),
            None => (name.as_str(), false),
        };
        let kind = IdentifierKind::named(kind)?;
        Some(Self { kind, hashed })
    }
}

/// The columns of a list that are checked.
#[derive(Debug)]
pub(crate) struct Columns(Vec<Column>);

#[derive(Debug)]
pub(crate) struct Column {
    at: usize,
    pub(crate) name: String,
    holds: Holds,
}

impl Columns {
    /// Returns the columns that the first row or `--column` names.
    pub(crate) fn of(head: &[String], said: &[String]) -> Result<Self> {
        let mut columns: Vec<Column> = Vec::new();
        let mut add = |at: usize, holds| {
            columns.retain(|column| column.at != at);
            let name = head[at].trim().to_owned();
            columns.push(Column { at, name, holds });
        };
        for (at, name) in head.iter().enumerate() {
            if let Some(holds) = Holds::named(name) {
                add(at, holds);
            }
        }
        for said in said {
            let parts = said.rsplit_once('=');
            let Some((name, Some(holds))) = parts.map(|(name, what)| (name, Holds::named(what)))
            else {
                bail!(
                    "--column {said}: say it as NAME=WHAT, such as Mail=email or Hash=phone_sha256"
                );
            };
            let Some(at) = head.iter().position(|of| of.trim() == name.trim()) else {
                bail!("the first line names no column {name}");
            };
            add(at, holds);
        }
        if columns.is_empty() {
            bail!(
                "the first line names no column that can be checked; say with --column NAME=email what one holds"
            );
        }
        columns.sort_by_key(|column| column.at);
        Ok(Self(columns))
    }

    /// Returns the cells of a row that are not empty.
    pub(crate) fn cells<'a>(
        &'a self,
        row: &'a [String],
    ) -> impl Iterator<Item = (&'a Column, &'a str)> {
        let cell = |column: &'a Column| {
            let text = row.get(column.at)?.trim();
            (!text.is_empty()).then_some((column, text))
        };
        self.0.iter().filter_map(cell)
    }
}

impl Column {
    pub(crate) fn kind(&self) -> IdentifierKind {
        self.holds.kind
    }

    /// Returns a cell as the API takes it.
    pub(crate) fn asked(&self, cell: &str) -> Value {
        let kind = self.holds.kind.as_str();
        match self.holds.hashed {
            true => json!({"type": kind, "sha256": cell.to_ascii_lowercase()}),
            false => json!({"type": kind, "value": cell}),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(head: &[&str], said: &[&str]) -> Result<Columns> {
        let owned = |all: &[&str]| {
            all.iter()
                .map(|text| (*text).to_owned())
                .collect::<Vec<_>>()
        };
        Columns::of(&owned(head), &owned(said))
    }

    #[test]
    fn columns_are_found_by_their_names_and_by_what_is_said_of_them() {
        let found = columns(
            &["Name", "E-Mail", "Phone SHA256", "Kundennr", "sha256"],
            &["Kundennr=account"],
        );
        let found = found.unwrap();
        let what: Vec<_> = found
            .0
            .iter()
            .map(|of| (of.at, of.kind().as_str(), of.holds.hashed))
            .collect();
        assert_eq!(
            what,
            [
                (1, "email", false),
                (2, "phone", true),
                (3, "account", false),
                (4, "email", true)
            ]
        );
        let row: Vec<String> = ["Ana", " ana@example.org ", "", "4711"]
            .map(str::to_owned)
            .into();
        let cells: Vec<_> = found
            .cells(&row)
            .map(|(column, cell)| column.asked(cell))
            .collect();
        assert_eq!(
            cells,
            [
                json!({"type": "email", "value": "ana@example.org"}),
                json!({"type": "account", "value": "4711"})
            ]
        );
    }

    #[test]
    fn what_can_t_be_checked_is_said() {
        assert!(columns(&["name"], &[]).is_err());
        assert!(columns(&["name"], &["mail=email"]).is_err());
        assert!(columns(&["name"], &["name=name"]).is_err());
        assert!(columns(&["name"], &["name"]).is_err());
    }
}
