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
const CONSUMERS: [(&str, &[&str]); 8] = [
    ("shared/texts/src", &["common"]),
    ("shared/emails", &["common", "emails"]),
    ("shared/pages", &["common", "pages"]),
    ("functions/link-actions", &["common", "pages", "actions"]),
    ("functions/signals", &["common", "pages", "signals"]),
    ("functions/form-intake", &["common", "pages", "form"]),
    ("functions/status-lookup", &["common", "pages", "status"]),
    ("functions/desk-pages", &["common", "pages", "desk"]),
];

/// The files that only staff read. They are in English.
const STAFF_ONLY: [&str; 1] = ["desk"];

/// Text in English only: emails to staff and partners, errors of programs and of settings, and headers. An empty list
/// of starts means the whole file.
const ENGLISH_ONLY: [(&str, &[&str]); 25] = [
    ("shared/emails/src/samples", &[]), // what staff would write
    ("functions/link-actions/src/samples.rs", &[]), // names of samples
    ("functions/signals/src/samples.rs", &[]),
    ("functions/status-lookup/src/samples.rs", &[]),
    ("shared/texts/src/own", &[]), // the company's counsel and developers read them
    ("shared/texts/src/bin", &[]),
    ("shared/emails/src/staff.rs", &[]),
    ("shared/emails/src/partner.rs", &[]),
    ("shared/pages/src/browser.rs", &["; Path="]),
    ("shared/pages/src/site.rs", &["attachment;"]),
    ("shared/pages/src/style.rs", &["default-src"]),
    ("functions/desk-pages/src/issuer.rs", &[]), // the log has it
    ("functions/desk-pages/src/request.rs", &["attachment;"]),
    (
        "functions/desk-pages/src/session.rs",
        &["{}={value}; Path="],
    ),
    (
        "functions/desk-pages/src/sign_in.rs",
        &[
            "this browser",
            "its state",
            // the access log has these
            "no role",
            "signed in",
            "the link of the runner",
        ],
    ),
    ("functions/link-actions/src/message.rs", &[]), // staff read it
    ("functions/form-intake/src/bin", &[]),         // developers read it
    ("functions/form-intake/src/fields.rs", &["Send "]),
    (
        "functions/form-intake/src/submission.rs",
        &[
            "Use ",
            "legal guardian",
            "parent or guardian",
            "power of attorney",
        ],
    ),
    (
        "functions/signals/src/browsers.rs", // developers of the company's script read it
        &["We recorded nothing.", "We honor the browser’s opt-out."],
    ),
    ("functions/signals/src/lib.rs", &["GET, POST"]),
    ("functions/signals/src/links.rs", &["Send "]),
    (
        "functions/signals/src/one_click.rs",
        &["We changed nothing."],
    ),
    ("functions/signals/src/record.rs", &["many browsers"]), // staff read it
    ("functions/signals/src/signal.rs", &["Send "]),
];

/// Returns whether a text may be in the code.
fn is_english_only(place: &str, text: &str) -> bool {
    let of_settings = place
        .split(':')
        .next()
        .is_some_and(|file| file.ends_with("/settings.rs"));
    of_settings
        || ENGLISH_ONLY.iter().any(|(file, starts)| {
            let is_listed = starts.is_empty() || starts.iter().any(|start| text.starts_with(start));
            place.starts_with(file) && is_listed
        })
}

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
            let is_offered = OFFERED
                .iter()
                .any(|offered| offered.code() == language.code);
            if is_offered && !STAFF_ONLY.contains(&file.as_str()) {
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
fn an_email_is_never_called_a_letter() {
    for (id, text) in english().texts() {
        let text = text.to_lowercase();
        let mut words = text.split(|c: char| !c.is_alphanumeric());
        // Single letters occur next to numbers, and as keys of the desk. Staff print an email as a letter.
        let of_the_alphabet = text.contains("numbers")
            || text.contains("digits")
            || id.starts_with("desk-keys")
            || id == "desk-letter";
        let letter = words.any(|word| matches!(word, "letter" | "letters"));
        assert!(!letter || of_the_alphabet, "{id}: {text}");
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
    let mut found = Vec::new();
    for (folder, _) in CONSUMERS {
        let sentences = sources::sentences(folder)
            .into_iter()
            .chain(sources::template_sentences(folder));
        found.extend(sentences.filter(|(place, text)| !is_english_only(place, text)));
    }
    assert!(found.is_empty(), "these belong in the catalog: {found:#?}");
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
