//! Tests of the committed weights and of their scores for plain sentences.

use mail_reader::classifier::{Label, heaviest_words, score_words, training};
use std::path::Path;

/// Training takes minutes without optimization, so this compares the digest of the data and the code with the one
/// in the weights. `train --check` compares the weights themselves, bit for bit.
#[test]
fn the_committed_weights_are_made_of_the_committed_data() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("training");
    let (examples, digest) = training::read(&folder).expect("the training data can be read");
    assert!(examples.len() > 3_000, "{}", examples.len());
    assert_eq!(
        training::compiled_digest(),
        Some(digest),
        "the data, the lexicon or the code has changed: run `cargo run --release -p mail-reader --bin train`"
    );
}

#[test]
fn every_training_message_can_be_read_and_has_a_known_label() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("training");
    let mut ids = std::collections::BTreeSet::new();
    for file in training::files(&folder) {
        let content = std::fs::read_to_string(&file).expect("the file is text");
        for line in content.lines() {
            let entry: serde_json::Value = serde_json::from_str(line).expect("each line is JSON");
            let source = entry["set"].as_str().or(entry["source"].as_str());
            let id = format!("{} {}", source.unwrap_or_default(), entry["id"]);
            assert!(ids.insert(id.clone()), "{id} is there twice");
            let want = entry["want"].as_str().unwrap_or_default();
            assert!(["request", "human", "none"].contains(&want), "{id}: {want}");
            for label in entry["labels"].as_array().into_iter().flatten() {
                let known = training::is_right(label.as_str().unwrap_or_default());
                assert!(known, "{id}: {label}");
            }
        }
    }
}

#[test]
fn plain_sentences_get_their_label() {
    for (label, text) in [
        (
            Label::OptOut,
            "Quit handing my phone number to other outfits.",
        ),
        (
            Label::Delete,
            "Wipe everything you have stored about me, account included.",
        ),
        (
            Label::Know,
            "I would like a copy of all the information that you keep about me.",
        ),
        (
            Label::MarketingStop,
            "Please stop sending me catalogs and promotional emails.",
        ),
    ] {
        let scores = score_words("", text);
        assert!(scores.of(label) > 0.5, "{text}: {}", scores.of(label));
        assert!(!heaviest_words(label, "", text, 3).is_empty(), "{text}");
    }
    assert!(
        score_words("", "Is the pool open on Sunday? We would bring the kids.").of(Label::Request)
            < 0.3
    );
}

#[test]
fn scores_are_probabilities_whatever_the_text_is() {
    let long = "sell my data ".repeat(20_000);
    let texts = [
        "",
        " ",
        "?",
        "\u{0}\u{ffff}",
        "個人情報を売らないで",
        "a\u{301}\u{301}\u{301}",
        &long,
    ];
    for text in texts {
        let scores = score_words(text, text);
        for label in Label::ALL {
            assert!((0.0..=1.0).contains(&scores.of(label)), "{text:.20}");
        }
    }
}
