//! The test vectors in `docs/identifiers.md`.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use data_encoding::HEXLOWER;
use domain::person::{Identifier, IdentifierKind};
use serde_json::Value;

const PAGE: &str = include_str!("../../../docs/identifiers.md");

#[test]
fn the_documented_vectors_are_what_the_code_does() {
    let (_, block) = PAGE.split_once("```json\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let vectors: Vec<Value> = serde_json::from_str(block).unwrap();
    let mut kinds = Vec::new();
    for vector in &vectors {
        let kind = IdentifierKind::named(vector["type"].as_str().unwrap()).unwrap();
        let parsed = Identifier::parse(kind, vector["value"].as_str().unwrap());
        if vector["error"] == true {
            assert!(parsed.is_err(), "{vector}");
            continue;
        }
        let parsed = parsed.unwrap_or_else(|error| panic!("{vector}: {error}"));
        assert_eq!(parsed.normalized(), vector["normalized"], "{vector}");
        assert_eq!(
            HEXLOWER.encode(&parsed.sha256()),
            vector["sha256"],
            "{vector}"
        );
        // The normal form is an identifier, and its own normal form.
        let again = Identifier::parse(kind, &parsed.normalized()).unwrap();
        assert!(again.is_same(&parsed), "{vector}");
        kinds.push(kind);
    }
    kinds.dedup();
    assert_eq!(
        kinds,
        [
            IdentifierKind::Email,
            IdentifierKind::Phone,
            IdentifierKind::Account,
            IdentifierKind::Device
        ]
    );
}
