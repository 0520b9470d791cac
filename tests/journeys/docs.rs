//! Compares the documents with the code.

mod glossary;
mod links;

use std::path::PathBuf;

const README: &str = include_str!("../../README.md");

/// The root of the repository.
fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the crate is in a folder of the workspace")
        .to_owned()
}

#[test]
fn the_readme_shows_the_two_commands_first() {
    let commands: Vec<_> = README
        .lines()
        .filter(|line| line.starts_with("cargo "))
        .take(2)
        .collect();
    assert!(commands[0].starts_with("cargo run "), "{commands:?}");
    assert!(
        commands[1].starts_with("cargo test --workspace "),
        "{commands:?}"
    );
}

#[test]
fn the_privacy_page_lists_each_kind_of_item() {
    let schema = include_str!("../../shared/store/src/table/schema.rs");
    let page = include_str!("../../docs/privacy.md");
    // The first table of the schema's documentation.
    let rows = schema
        .lines()
        .skip_while(|line| !line.starts_with("//! | item |"))
        .skip(2);
    let rows = rows.map_while(|line| line.strip_prefix("//! | "));
    let kinds: Vec<_> = rows
        .filter_map(|row| row.split(" | ").next())
        .flat_map(|cell| cell.split("; "))
        .collect();
    assert!(kinds.len() > 30, "{kinds:?}");
    let (_, page) = page.split_once("\n## The table\n").unwrap();
    let (table, _) = page.split_once("\n## ").unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| "));
    let items: Vec<_> = rows
        .filter_map(|row| row.split(" | ").next())
        .flat_map(|cell| cell.split("; "))
        .map(|item| item.trim_matches('*'))
        .collect();
    let is_listed = |kind: &str| {
        let with_more = |item: &&str| {
            let rest = item.strip_prefix(kind);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ',', ':']))
        };
        items.iter().any(with_more)
    };
    for kind in kinds {
        assert!(is_listed(kind), "docs/privacy.md doesn't list: {kind}");
    }
}

#[test]
fn the_worked_example_of_a_signature_proves_its_account() {
    let page = include_str!("../../docs/identifiers.md");
    let (_, example) = page
        .split_once("<!-- example: checked by tests/journeys/docs.rs -->")
        .unwrap();
    let of = |name: &str| {
        let mut lines = example.lines();
        lines
            .find_map(|line| line.strip_prefix(name))
            .unwrap()
            .to_owned()
    };
    let keys = format!("1:{}", of("secret="));
    let keys = domain::keys::AccountKeys(domain::keys::KeyRing::parse(&keys).unwrap());
    let at = jiff::Timestamp::from_second(of("seconds=").parse().unwrap()).unwrap();
    let signature = of("# ");
    assert_eq!(keys.sign(&of("id="), at), signature);
    assert!(keys.prove(&signature, &of("id="), at));
}
