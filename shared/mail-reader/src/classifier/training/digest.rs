//! The digest that a test compares, to find stale weights.

use super::super::model::Model;
use crate::intents::digest_sources;
use sha2::{Digest, Sha256};

/// The digest of the data and the code that the weights depend on.
pub type Digest32 = [u8; 32];

pub(super) fn code_digest() -> Sha256 {
    let mut digest = Sha256::new();
    let own = [
        include_str!("../hash.rs"),
        include_str!("../text.rs"),
        include_str!("../lexicon.rs"),
        include_str!("../lexicon.txt"),
        include_str!("../features.rs"),
        include_str!("../model.rs"),
        include_str!("../calibration.rs"),
        include_str!("../training.rs"),
        include_str!("examples.rs"),
        include_str!("network.rs"),
        include_str!("random.rs"),
        include_str!("regression.rs"),
        include_str!("solver.rs"),
    ];
    for part in own.into_iter().chain(digest_sources()) {
        // Comments and layout don't affect the weights.
        let lines = part
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"));
        let code: String = lines.flat_map(str::split_whitespace).collect();
        digest.update(code.as_bytes());
    }
    digest
}

/// The digest in the header of the weights that are compiled in.
#[must_use]
pub fn compiled_digest() -> Option<Digest32> {
    Model::parse(super::super::WEIGHTS).map(|model| model.digest)
}
