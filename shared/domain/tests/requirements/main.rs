//! The trace from each sentence of the law to code and test. The sentences are data in `docs/requirements/`, and the code
//! and the tests cite them with comments (`//= req: ID`). These tests compare the two and the pages that are made of them.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod citations;
mod index;
mod page;
mod section;
mod trace;

use section::{Answer, Section};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use trace::{State, Trace};

/// The root of the repository.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The folder of the data and the pages.
fn folder() -> PathBuf {
    root().join("docs/requirements")
}

#[test]
fn every_section_answers_as_many_sentences_as_its_source_has() {
    for section in Section::all() {
        let mut listed: BTreeMap<String, u32> = BTreeMap::new();
        for requirement in section.requirements.iter().filter(|one| !one.uncounted) {
            *listed.entry(section.subsection(requirement)).or_default() += 1;
        }
        assert_eq!(listed, section.sentences, "{}", section.law);
    }
}

#[test]
fn every_requirement_has_its_own_id_and_all_that_its_answer_needs() {
    let sections = Section::all();
    let mut ids: Vec<&str> = Vec::new();
    for section in &sections {
        assert!(
            section.is_read() || section.unread.is_some(),
            "{} says why it lists no sentence",
            section.law
        );
        for requirement in &section.requirements {
            let id = requirement.id.as_str();
            assert!(
                id.starts_with(&section.prefix),
                "{id} is not a sentence of {}",
                section.law
            );
            assert!(!ids.contains(&id), "{id} is listed twice");
            ids.push(id);
            let (why, open, same) = (&requirement.why, &requirement.open, &requirement.same_as);
            match requirement.answer {
                Answer::Machine => assert!(same.is_none(), "{id}"),
                Answer::Staff | Answer::NotApplicable => {
                    assert!(why.is_some(), "{id} needs a reason");
                    assert!(open.is_none() && same.is_none(), "{id}");
                }
                Answer::Parts => {
                    assert!(why.is_none() && open.is_none() && same.is_none(), "{id}");
                }
                Answer::SameAs => assert!(same.is_some() && open.is_none(), "{id}"),
            }
        }
    }
    for section in &sections {
        for requirement in &section.requirements {
            if let Some(same) = &requirement.same_as {
                assert!(ids.contains(&same.as_str()), "{same} is not listed");
            }
        }
    }
}

#[test]
fn every_citation_names_a_requirement_that_a_machine_answers() {
    let sections = Section::all();
    let requirements = sections.iter().flat_map(|section| &section.requirements);
    let by_machine: Vec<&str> = requirements
        .filter(|requirement| requirement.answer == Answer::Machine)
        .map(|requirement| requirement.id.as_str())
        .collect();
    for citation in citations::all() {
        assert!(
            by_machine.contains(&citation.id.as_str()),
            "{} cites {}, which is not a requirement for the machine",
            citation.file,
            citation.id
        );
    }
}

#[test]
fn every_requirement_for_the_machine_has_code_and_a_test_or_says_what_is_missing() {
    let missing: Vec<String> = Trace::of_all()
        .iter()
        .flat_map(|trace| &trace.entries)
        .filter(|entry| entry.state == State::Untraced)
        .map(|entry| {
            format!(
                "{}: {} implementations, {} tests",
                entry.requirement.id,
                entry.code.len(),
                entry.tests.len()
            )
        })
        .collect();
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn the_pages_show_what_the_data_and_the_citations_say() {
    let traces = Trace::of_all();
    let index = index::text(&traces, &Section::all());
    let mut pages = vec![("README.md".to_owned(), index)];
    let texts = traces
        .iter()
        .map(|trace| (trace.section.page(), page::text(trace)));
    pages.extend(texts);
    #[expect(
        clippy::disallowed_methods,
        reason = "the switch that also updates the snapshots"
    )]
    let updates = std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always");
    let is_page = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "md");
    let files = || {
        fs::read_dir(folder())
            .unwrap()
            .map(|file| file.unwrap().path())
    };
    if updates {
        files()
            .filter(is_page)
            .for_each(|page| fs::remove_file(page).unwrap());
        for (file, text) in &pages {
            fs::write(folder().join(file), text).unwrap();
        }
    }
    assert_eq!(files().filter(is_page).count(), pages.len());
    for (file, text) in pages {
        let kept = fs::read_to_string(folder().join(&file)).unwrap_or_default();
        assert!(
            kept == text,
            "docs/requirements/{file} is out of date: set INSTA_UPDATE=always, or put this into it:\n{text}"
        );
    }
}
