//! The pages in `docs/rules/` are those that the code makes.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use domain::law::{RulesPage, rules_pages};
use jiff::civil::date;
use std::collections::BTreeSet;
use std::fs;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/rules");

//= req: ca-7062-b
#[test]
fn the_rules_pages_show_what_the_code_says() {
    let pages = rules_pages(date(2026, 11, 21));
    #[expect(
        clippy::disallowed_methods,
        reason = "the switch that also updates the snapshots"
    )]
    let updates = std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always");
    if updates {
        write(&pages);
    }
    let made: BTreeSet<_> = pages.iter().map(|page| page.file.clone()).collect();
    let kept: BTreeSet<_> = fs::read_dir(FOLDER)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(kept, made, "the files of docs/rules");
    for RulesPage { file, text } in pages {
        let kept = fs::read_to_string(format!("{FOLDER}/{file}")).unwrap();
        assert!(
            kept == text,
            "docs/rules/{file} is out of date: set INSTA_UPDATE=always, or put this into it:\n{text}"
        );
    }
}

fn write(pages: &[RulesPage]) {
    let _ = fs::remove_dir_all(FOLDER);
    fs::create_dir_all(FOLDER).unwrap();
    for page in pages {
        fs::write(format!("{FOLDER}/{}", page.file), &page.text).unwrap();
    }
}

#[test]
fn no_table_of_the_rules_has_more_than_two_columns() {
    for page in rules_pages(date(2026, 11, 21)) {
        for line in page.text.lines().filter(|line| line.starts_with('|')) {
            assert_eq!(line.matches('|').count(), 3, "{}: {line}", page.file);
        }
    }
}
