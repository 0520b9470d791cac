//! Merges an identifier's suppressions under two index keys.

use super::{attribute, causes_of};
use crate::due::kind::{DueKind, due_at};
use crate::table::items::{Item, text, text_of, unchanged};
use crate::table::schema::{DUE_AT, DUE_KIND};
use crate::table::{keys, schema};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::suppression::Purpose;
use jiff::Timestamp;

/// Merges an identifier's two items during a key migration: earliest start, union of causes, active if either is
/// active. The merged item counts as changed, so that readers of the feed don't miss it while it moves.
pub(crate) fn merged(
    older: &Item,
    there: Option<&Item>,
    index_key: &str,
    moved: Timestamp,
) -> Item {
    let mut merged = older.clone();
    for (name, value) in [
        (schema::PK, keys::identifier_pk(index_key)),
        (DUE_KIND, DueKind::Changed.partition_of(index_key)),
        (DUE_AT, due_at(moved, index_key)),
        ("changed_at", moved.to_string()),
    ] {
        merged.insert(name.to_owned(), text(value));
    }
    let Some(there) = there else { return merged };
    let text_at = |item: &Item, name: &str| text_of(item, name).map(str::to_owned);
    for purpose in Purpose::ALL {
        let [since, asked, causes, ended] =
            ["since", "asked", "causes", "ended"].map(|what| attribute(purpose, what));
        let mut all = causes_of(older, purpose);
        all.extend(causes_of(there, purpose));
        all.sort();
        all.dedup();
        let of = |name: &str| {
            [text_at(older, name), text_at(there, name)]
                .into_iter()
                .flatten()
        };
        let first = of(&since).min();
        let (last_asked, last) = (of(&asked).max(), of(&ended).max());
        for name in [&since, &asked, &causes, &ended] {
            merged.remove(name);
        }
        if all.is_empty() {
            merged.extend(last.map(|last| (ended, text(last))));
        } else {
            merged.insert(causes, AttributeValue::Ss(all));
            merged.extend(first.map(|first| (since, text(first))));
            merged.extend(last_asked.map(|last| (asked, text(last))));
        }
    }
    merged
}

/// Builds the condition that an item is still as in `seen`, or still doesn't exist, and the values of the condition. All
/// attributes count: a repeated opt-out moves the time of the last opt-out and leaves the causes.
pub(crate) fn record_unchanged(seen: Option<&Item>) -> (String, Option<Item>) {
    let Some(seen) = seen else {
        return ("attribute_not_exists(pk)".to_owned(), None);
    };
    let names = Purpose::ALL.into_iter().flat_map(|purpose| {
        ["since", "asked", "causes", "ended"].map(|what| attribute(purpose, what))
    });
    let (condition, values) = unchanged(seen, names);
    (format!("attribute_exists(pk) AND {condition}"), values)
}
