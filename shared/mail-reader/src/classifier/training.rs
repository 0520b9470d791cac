//! Learning the weights from labeled messages: deterministic and in a fixed order.
//!
//! First each label learns the weights of the slots (`solver`). The calibration then learns from messages that the
//! weights which scored them never saw (`network`): the sources of messages are left out in groups. The groups learn
//! side by side and share nothing.

mod digest;
mod examples;
mod network;
mod random;
mod regression;
mod solver;

use super::LABELS;
use super::calibration::{Calibration, INPUTS};
use super::model::Model;
use examples::Read;
use network::Row;
use std::collections::BTreeSet;
use std::sync::Arc;

pub use digest::{Digest32, compiled_digest};
pub use examples::{Example, files, is_right, read};

/// The result of training.
pub struct Learned {
    model: Model,
    /// The weights and the calibration that never saw some of the sources.
    pub folds: Vec<Fold>,
    /// For each example, the probabilities by the fold that never saw its source.
    pub unseen: Vec<[f32; LABELS]>,
}

/// A model that never saw some of the sources.
pub struct Fold {
    /// The sources that were left out together.
    pub sources: BTreeSet<String>,
    model: Arc<Model>,
}

impl Fold {
    /// Runs a function while the reader uses this model instead of the compiled one.
    pub fn run<T>(&self, function: impl FnOnce() -> T) -> T {
        super::with_model(&self.model, function)
    }

    /// Whether this model never saw the source.
    #[must_use]
    pub fn leaves_out(&self, source: &str) -> bool {
        self.sources.contains(source)
    }
}

impl Learned {
    /// The weights file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.model.to_bytes()
    }
}

/// How many groups the sources are left out in.
const FOLDS: usize = 6;

/// Learns from all examples. The calibration and the reported scores come from leaving out each group of sources.
#[must_use]
pub fn train(examples: &[Example], digest: Digest32) -> Learned {
    let reads: Vec<Read<'_>> = examples.iter().map(Read::of).collect();
    let groups = groups(examples);
    let fold_of: Vec<usize> = examples
        .iter()
        .map(|example| {
            let group = groups
                .iter()
                .position(|group| group.contains(&example.source));
            group.unwrap_or_default()
        })
        .collect();
    // The last one is learned from all.
    let mut models = side_by_side(groups.len() + 1, |left_out| {
        let seen: Vec<&Read<'_>> = reads
            .iter()
            .zip(&fold_of)
            .filter(|(_, fold)| **fold != left_out)
            .map(|(read, _)| read)
            .collect();
        solver::learn(&seen)
    });
    let rows: Vec<Row> = reads
        .iter()
        .zip(&fold_of)
        .map(|(read, fold)| {
            let inputs: [f32; INPUTS] = models[*fold].inputs(&read.message, &read.example.evidence);
            (inputs, read.example.targets)
        })
        .collect();
    let calibrations: Vec<Calibration> = side_by_side(models.len(), |left_out| {
        let kept: Vec<Row> = rows
            .iter()
            .zip(&fold_of)
            .filter(|(_, fold)| **fold != left_out)
            .map(|(row, _)| *row)
            .collect();
        network::calibrate(&kept)
    });
    for (model, calibration) in models.iter_mut().zip(calibrations) {
        model.calibration = calibration;
        model.digest = digest;
    }
    let unseen = rows
        .iter()
        .zip(&fold_of)
        .map(|((inputs, _), fold)| models[*fold].calibrated(inputs))
        .collect();
    let model = models.pop().expect("one is learned from all examples");
    let folds = groups
        .into_iter()
        .zip(models)
        .map(|(sources, model)| Fold {
            sources,
            model: Arc::new(model),
        })
        .collect();
    Learned {
        model,
        folds,
        unseen,
    }
}

/// Calls a function with each number below `count`, each in a thread of its own.
fn side_by_side<T: Send>(count: usize, function: impl Fn(usize) -> T + Sync) -> Vec<T> {
    std::thread::scope(|scope| {
        let function = &function;
        let threads: Vec<_> = (0..count)
            .map(|number| scope.spawn(move || function(number)))
            .collect();
        let joined = threads.into_iter();
        joined
            .map(|thread| thread.join().expect("learning doesn't panic"))
            .collect()
    })
}

/// The sources in groups of about the same number.
fn groups(examples: &[Example]) -> Vec<BTreeSet<String>> {
    let sources: BTreeSet<&str> = examples
        .iter()
        .map(|example| example.source.as_str())
        .collect();
    let mut groups = vec![BTreeSet::new(); FOLDS.min(sources.len())];
    for (at, source) in sources.iter().enumerate() {
        groups[at % FOLDS].insert((*source).to_owned());
    }
    groups
}
