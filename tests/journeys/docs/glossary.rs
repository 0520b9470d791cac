//! Checks that no retired name of `docs/glossary.md` is used.

use crate::docs::root;
use std::path::{Path, PathBuf};

/// The page that lists the retired names.
const GLOSSARY: &str = "docs/glossary.md";

/// Folders that hold no source of ours.
const SKIPPED: [&str; 6] = [
    "target",
    ".git",
    "node_modules",
    "synthesized",
    "cdk.out",
    "dist",
];

/// A name that must not come back.
struct Retired {
    name: String,
    kind: String,
}

/// The rows of the table of retired names.
fn retired() -> Vec<Retired> {
    let page = std::fs::read_to_string(root().join(GLOSSARY)).unwrap();
    let (_, after) = page
        .split_once("<!-- retired names: read by a test -->")
        .expect("the glossary has a table of retired names");
    let (table, _) = after
        .split_once("<!-- end of the retired names -->")
        .unwrap();
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let mut cells = row.trim_matches('|').split('|').map(str::trim);
        let name = cells.next().unwrap().trim_matches('`').to_owned();
        let kind = cells.next().unwrap().to_owned();
        Retired { name, kind }
    })
    .collect()
}

/// Every source file: Rust, TypeScript, JavaScript modules, templates.
fn sources() -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let extension = path
                .extension()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if path.is_dir() {
                if !SKIPPED.contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if ["rs", "ts", "mjs", "yaml", "html"].contains(&extension.as_str()) {
                found.push(path);
            }
        }
    }
    found
}

/// Whether `text` holds `name` as a whole word.
fn holds(text: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        let starts = !name.starts_with(is_word) || !before.is_some_and(is_word);
        let ends = !name.ends_with(is_word) || !after.is_some_and(is_word);
        starts && ends
    })
}

#[test]
fn no_retired_name_is_used() {
    let retired = retired();
    assert!(
        retired.len() > 30,
        "the table of retired names was not read"
    );
    let mut faults = Vec::new();
    let (files, names): (Vec<_>, Vec<_>) = retired.iter().partition(|row| row.kind == "file");
    for row in files {
        if root().join(&row.name).exists() {
            faults.push(format!("{} exists", row.name));
        }
    }
    for source in sources() {
        let text = std::fs::read_to_string(&source).unwrap();
        let path = source.strip_prefix(root()).unwrap();
        for row in &names {
            if path != Path::new(file!()) && holds(&text, &row.name) {
                faults.push(format!("{}: `{}`", path.display(), row.name));
            }
        }
    }
    assert!(
        faults.is_empty(),
        "{GLOSSARY} retires these names:\n{}",
        faults.join("\n")
    );
}

#[test]
fn a_retired_name_is_found_as_a_whole_word_only() {
    assert!(holds("let a: DoubtStage = b;", "DoubtStage"));
    assert!(!holds("MyDoubtStages", "DoubtStage"));
    assert!(holds("\"TO#\"", "TO#"));
    assert!(!holds("PROTO#", "TO#"));
}
