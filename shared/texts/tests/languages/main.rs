//! The catalog: every language has the same messages with the same holes, and the code uses all of them.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod ftl;
mod sources;

use domain::law::{ImmediateRight, Law, Right};
use domain::locale::Locale;
use ftl::{Language, languages};
use jiff::civil::Date;
use std::collections::BTreeSet;
use texts::OFFERED;

/// The consumers of texts: where their code is, and the files that their catalog has.
const CONSUMERS: [(&str, &[&str]); 2] = [
    ("shared/texts/src", &["common"]),
    ("shared/emails", &["common", "emails"]),
];

/// Code of these consumers with text in English only: emails to staff and to partners.
const ENGLISH_ONLY: [&str; 2] = ["shared/emails/src/staff.rs", "shared/emails/src/partner.rs"];

fn english() -> Language {
    languages()
        .into_iter()
        .find(|language| language.code == "en")
        .unwrap()
}

#[test]
fn each_folder_is_a_language_and_each_of_its_files_exists_in_english() {
    let english = english();
    for language in languages() {
        let locale = Locale::of_tag(&language.code).unwrap();
        assert_eq!(locale.code(), language.code);
        for file in language.files.keys() {
            assert!(english.files.contains_key(file), "{}/{file}", language.code);
        }
    }
}

#[test]
fn an_offered_language_has_every_message_and_no_language_has_others() {
    let english = english();
    for language in languages() {
        for (file, messages) in &english.files {
            let none = Default::default();
            let translated: BTreeSet<_> =
                language.files.get(file).unwrap_or(&none).keys().collect();
            let expected: BTreeSet<_> = messages.keys().collect();
            let unknown: Vec<_> = translated.difference(&expected).collect();
            assert!(unknown.is_empty(), "{}/{file}: {unknown:?}", language.code);
            if OFFERED
                .iter()
                .any(|offered| offered.code() == language.code)
            {
                let missing: Vec<_> = expected.difference(&translated).collect();
                assert!(missing.is_empty(), "{}/{file}: {missing:?}", language.code);
            }
        }
    }
    for offered in OFFERED {
        assert!(languages().iter().any(|one| one.code == offered.code()));
    }
}

#[test]
fn an_id_is_in_one_file() {
    for language in languages() {
        let mut seen = BTreeSet::new();
        for id in language.files.values().flat_map(|messages| messages.keys()) {
            assert!(seen.insert(id), "{}: {id}", language.code);
        }
    }
}

#[test]
fn a_message_has_the_same_holes_in_every_language() {
    let english = english();
    for language in languages() {
        for (file, id) in language.ids() {
            let (mut own, expected) = (language.holes(file, id), english.holes(file, id));
            if expected.contains("right") {
                own.insert("right".to_owned()); // one sentence can fit every right
            }
            assert_eq!(own, expected, "{}/{file}: {id}", language.code);
        }
    }
}

#[test]
fn a_message_for_each_right_leaves_none_out() {
    let all: BTreeSet<_> = Right::ALL.map(Right::as_str).into();
    let (immediate, verifiable): (BTreeSet<_>, BTreeSet<_>) = Right::ALL
        .map(Right::as_str)
        .into_iter()
        .partition(|id| matches!(Right::named(id), Some(Right::Immediate(_))));
    assert!(immediate.contains(Right::Immediate(ImmediateRight::OptOut).as_str()));
    for language in languages() {
        for (id, variants) in language.selectors("right") {
            let mut named: BTreeSet<_> = variants.iter().map(String::as_str).collect();
            let has_rest = named.remove("other");
            assert!(named.is_subset(&all), "{}: {id}", language.code);
            let is_whole = [&all, &immediate, &verifiable].contains(&&named);
            assert!(has_rest || is_whole, "{}: {id}", language.code);
        }
    }
}

#[test]
fn a_message_selects_by_values_that_exist() {
    let laws: BTreeSet<_> = Law::ALL.map(Law::as_str).into();
    let english = english();
    for language in languages() {
        for (id, variants) in language.selectors("law") {
            for law in variants.iter().filter(|law| *law != "other") {
                assert!(laws.contains(law.as_str()), "{}: {id}", language.code);
            }
        }
        for hole in ["basis", "kind"] {
            assert_eq!(
                language.selectors(hole),
                english
                    .selectors(hole)
                    .into_iter()
                    .filter(|(id, _)| language.ids().any(|(_, own)| own == id))
                    .collect::<Vec<_>>(),
                "{}",
                language.code
            );
        }
    }
}

#[test]
fn texts_are_plain() {
    for language in languages() {
        for (id, text) in language.texts() {
            for markup in ['<', '>', '&', '\u{200b}', '\u{feff}', '\t'] {
                assert!(!text.contains(markup), "{}: {id}", language.code);
            }
            assert!(
                !text.trim().contains("  "),
                "{}: {id}: {text}",
                language.code
            );
        }
    }
}

#[test]
fn the_code_uses_every_message_and_fills_its_holes() {
    let english = english();
    let mut used = BTreeSet::new();
    for (folder, files) in CONSUMERS {
        for call in sources::calls(folder) {
            let file = files
                .iter()
                .find(|file| english.files[**file].contains_key(&call.id))
                .unwrap_or_else(|| panic!("{}: no text has the ID {}", call.place, call.id));
            let mut filled = call.holes.clone();
            let holes = english.holes(file, &call.id);
            if call.fills_right && holes.contains("right") {
                filled.insert("right".to_owned());
            }
            assert_eq!(filled, holes, "{}: {}", call.place, call.id);
            used.extend(english.closure(file, &call.id));
        }
    }
    let unused: Vec<_> = english
        .ids()
        .map(|(_, id)| id)
        .filter(|id| !used.contains(*id))
        .collect();
    assert!(unused.is_empty(), "no code uses {unused:?}");
}

#[test]
fn no_sentence_is_in_the_code() {
    for (folder, _) in CONSUMERS {
        for (place, text) in sources::sentences(folder) {
            let allowed = ENGLISH_ONLY.iter().any(|file| place.starts_with(file));
            assert!(allowed, "{place}: {text:?} belongs in the catalog");
        }
    }
}

#[test]
fn english_names_rights_and_laws_as_the_rules_do() {
    let texts = texts::EMAILS.in_language(Locale::English);
    for right in Right::ALL {
        assert_eq!(texts.right(right), right.in_words());
    }
    for law in Law::ALL {
        assert_eq!(texts.law(law), law.name());
    }
    let authority = "the California Privacy Protection Agency";
    assert_eq!(
        texts.authority(authority),
        domain::law::with_site(authority)
    );
    assert_eq!(texts.authority("the county clerk"), "the county clerk");
}

#[test]
fn dates_are_written_as_icu_writes_them() {
    let all = include_str!("dates.tsv").lines().skip(1);
    for offered in OFFERED {
        let texts = texts::EMAILS.in_language(offered);
        let (mut days, mut months) = (BTreeSet::new(), BTreeSet::new());
        for line in all.clone().filter(|line| line.starts_with(offered.code())) {
            let mut columns = line.split('\t').skip(1);
            let date: Date = columns.next().unwrap().parse().unwrap();
            assert_eq!(texts.date(date), columns.next().unwrap());
            days.insert(date.weekday().to_monday_one_offset());
            months.insert(date.month());
        }
        assert_eq!((days.len(), months.len()), (7, 12), "{offered:?}");
    }
}

#[test]
fn a_language_without_texts_gets_english() {
    let texts = texts::EMAILS.in_language(Locale::Dutch);
    assert_eq!(texts.locale(), Locale::English);
}

#[test]
fn a_list_is_written_as_a_sentence_would() {
    let texts = texts::EMAILS.in_language(Locale::English);
    let list = |items: &[&str]| {
        let items: Vec<_> = items.iter().map(|item| (*item).to_owned()).collect();
        texts.list(&items)
    };
    assert_eq!(list(&[]), "");
    assert_eq!(list(&["a"]), "a");
    assert_eq!(list(&["a", "b"]), "a and b");
    assert_eq!(list(&["a", "b", "c"]), "a, b and c");
}
