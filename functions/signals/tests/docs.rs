//! Compares the worked example in `docs/unsubscribe.md` with the code.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use domain::keys::{KeyRing, UnsubscribeKeys};
use domain::person::EmailAddress;

const PAGE: &str = include_str!("../../../docs/unsubscribe.md");

/// Returns the value in this row of the worked example.
fn example(row: &str) -> &'static str {
    let (_, after) = PAGE.split_once(&format!("\n| {row} | `")).unwrap();
    after.split_once('`').unwrap().0
}

#[test]
fn the_code_makes_and_opens_the_worked_example() {
    let keys = UnsubscribeKeys(KeyRing::parse(example("keys")).unwrap());
    let address = EmailAddress::parse(example("address")).unwrap();
    assert_eq!(signals::seal(&keys, &address), example("token"));
    let opened = signals::open(&keys, example("token")).unwrap();
    assert_eq!(opened.as_str(), "ana.lima@example.org");
}
