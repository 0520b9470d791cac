//! Everything that is written can be read back: each variant of each enum that the table stores, through the code that
//! writes and reads items.
//!
//! `every!` has a row for each variant and matches without a wildcard, so a new variant doesn't compile until it has a
//! sample. The last test compares the enums with the source, so a new enum can't be forgotten either.

mod emails;
mod figures;
mod partners;
mod requests;

use super::items::{Item, decoded, encoded};
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;

/// Returns the samples of an enum.
macro_rules! every {
    ($type:ident { $($pattern:pat => [$($sample:expr),+ $(,)?]),+ $(,)? }) => {{
        let variant = |value: &$type| match value {
            $($pattern => stringify!($pattern),)+
        };
        let samples: Vec<$type> = vec![$($($sample),+),+];
        let mut sampled: Vec<_> = samples.iter().map(variant).collect();
        sampled.dedup();
        assert_eq!(sampled, [$(stringify!($pattern)),+], "a sample for each row");
        samples
    }};
    // Variants without fields.
    ($type:ident { $($variant:ident),+ $(,)? }) => {
        every!($type { $($type::$variant => [$type::$variant]),+ })
    };
}
use every;

/// Writes each value as an attribute, and reads it back.
fn round_trip<T: Serialize + DeserializeOwned + PartialEq + Debug>(values: &[T]) {
    for value in values {
        let written = encoded("sample", value).unwrap();
        let read: T = decoded("sample", written)
            .unwrap_or_else(|error| panic!("{value:?} can't be read back: {error}"));
        assert_eq!(read, *value);
    }
}

/// Checks that each value is found by the name that it is written as.
fn named<T: PartialEq + Debug>(
    values: &[T],
    name: impl Fn(&T) -> &'static str,
    find: impl Fn(&str) -> Option<T>,
) {
    for value in values {
        assert_eq!(find(name(value)).as_ref(), Some(value), "{}", name(value));
    }
}

fn at(hour: i64) -> Timestamp {
    let start: Timestamp = "2026-11-21T18:00:00.123456789Z".parse().unwrap();
    start + jiff::SignedDuration::from_hours(hour)
}

fn words() -> String {
    "Jane’s “words”, <b>и</b>\n# and more".to_owned()
}

/// Returns the names of the enums in the source of these folders that can be read from a stored value.
fn enums_in(folder: &std::path::Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            enums_in(&path, found);
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        let mut derives = false;
        for line in source.lines() {
            if line.starts_with("#[derive(") {
                derives = line.contains("Deserialize");
            } else if let Some(name) = line.strip_prefix("pub enum ") {
                let name = name.trim_end_matches([' ', '{']);
                found.extend(derives.then(|| name.to_owned()));
            } else if line.starts_with("pub ") {
                derives = false;
            }
        }
    }
}

#[test]
fn every_enum_that_can_be_read_from_the_table_has_samples() {
    let sampled = concat!(
        include_str!("round_trip/emails.rs"),
        include_str!("round_trip/figures.rs"),
        include_str!("round_trip/partners.rs"),
        include_str!("round_trip/requests.rs"),
    );
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    enums_in(&crates.join("src"), &mut found);
    enums_in(&crates.join("../domain/src"), &mut found);
    assert!(found.len() > 40, "{found:?}");
    let missing: Vec<_> = found
        .into_iter()
        .filter(|name| !sampled.contains(&format!("every!({name} ")))
        // The macro `laws!` lists these, and `Law::ALL` with them.
        .filter(|name| name != "Law")
        .collect();
    assert_eq!(missing, Vec::<String>::new(), "add samples of these enums");
}
