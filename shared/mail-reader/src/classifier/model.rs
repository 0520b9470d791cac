//! The model: weights of 8 bits per slot and label, and how the logits become probabilities.

use super::calibration::{Calibration, INPUTS};
use super::features::{Features, Message, SLOTS};
use super::{LABELS, Label};
use crate::intents::Evidence;

/// The first bytes of the weights file.
const MAGIC: &[u8; 4] = b"HCW2";
/// The length of the digest of what the weights were made from.
const DIGEST: usize = 32;
/// The weights, as they are compiled in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Model {
    /// The digest of the data and the code that the weights were made from.
    pub(crate) digest: [u8; DIGEST],
    /// The value of one step of a weight, per label.
    pub(crate) scale: [f32; LABELS],
    /// The constants of messages and of sentences.
    pub(crate) bias: [[f32; LABELS]; 2],
    /// How the logits become probabilities.
    pub(crate) calibration: Calibration,
    /// The weights of each slot.
    pub(crate) weights: Vec<[i8; LABELS]>,
}

impl Model {
    /// Parses a weights file.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MAGIC)?;
        let (digest, mut rest) = rest.split_first_chunk::<DIGEST>()?;
        let mut number = || {
            let (number, after) = rest.split_first_chunk::<4>()?;
            rest = after;
            Some(f32::from_le_bytes(*number))
        };
        let mut model = Self {
            digest: *digest,
            scale: [0.0; LABELS],
            bias: [[0.0; LABELS]; 2],
            calibration: Calibration::default(),
            weights: Vec::with_capacity(SLOTS),
        };
        let bias = model.bias.iter_mut().flatten();
        let calibration = model.calibration.numbers_mut();
        for place in model.scale.iter_mut().chain(bias).chain(calibration) {
            *place = number()?;
        }
        let (slots, left) = rest.as_chunks::<LABELS>();
        if slots.len() != SLOTS || !left.is_empty() {
            return None;
        }
        model.weights = slots
            .iter()
            .map(|slot| slot.map(|byte| byte as i8))
            .collect();
        Some(model)
    }

    /// The weights file.
    #[cfg(feature = "evaluate")]
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(self.digest);
        let bias = self.bias.iter().flatten();
        let numbers = self.scale.iter().chain(bias).copied();
        for number in numbers.chain(self.calibration.numbers()) {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(self.weights.iter().flatten().map(|weight| *weight as u8));
        bytes
    }

    fn logits(&self, features: &Features, bias: usize) -> [f32; LABELS] {
        let mut sums = [0.0_f32; LABELS];
        for (slot, value) in &features.0 {
            let Some(weights) = self.weights.get(*slot as usize) else {
                continue;
            };
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += f32::from(*weight) * value;
            }
        }
        std::array::from_fn(|label| sums[label] * self.scale[label] + self.bias[bias][label])
    }

    /// The logit of one sentence for a label.
    pub(crate) fn sentence_logit(&self, label: Label, sentence: &Features) -> f32 {
        self.logits(sentence, 1)[label as usize]
    }

    /// Returns the inputs of the calibration: the logits of the message, of its best and second best sentence for each
    /// label, and of the sentence that is the most like an opt-out.
    pub(crate) fn inputs(&self, message: &Message, evidence: &Evidence) -> [f32; INPUTS] {
        let whole = self.logits(&message.whole, 0);
        let mut best = [NO_SENTENCE; LABELS];
        let mut second = [NO_SENTENCE; LABELS];
        let mut of_opt_out = [NO_SENTENCE; LABELS];
        for sentence in &message.sentences {
            let logits = self.logits(sentence, 1);
            let opt_out = Label::OptOut as usize;
            if logits[opt_out] > of_opt_out[opt_out] {
                of_opt_out = logits;
            }
            for label in 0..LABELS {
                second[label] = second[label].max(logits[label].min(best[label]));
                best[label] = best[label].max(logits[label]);
            }
        }
        let lengths = [length(message.words), length(message.sentences.len())];
        let all = [whole, best, second, of_opt_out].into_iter().flatten();
        let mut inputs = [1.0; INPUTS];
        for (input, value) in inputs.iter_mut().zip(all.chain(lengths).chain(*evidence)) {
            *input = value;
        }
        inputs
    }

    /// The probability of each label.
    pub(crate) fn probabilities(&self, message: &Message, evidence: &Evidence) -> [f32; LABELS] {
        self.calibrated(&self.inputs(message, evidence))
    }

    /// Returns the probability of each label from the calibration's inputs.
    pub(crate) fn calibrated(&self, inputs: &[f32; INPUTS]) -> [f32; LABELS] {
        let units = self.calibration.units(inputs);
        self.calibration.probabilities(inputs, &units)
    }
}

/// The logit of a sentence that is missing.
const NO_SENTENCE: f32 = -3.0;

/// A length on the scale of the logits.
fn length(count: usize) -> f32 {
    libm::logf(1.0 + count as f32) / 4.0
}
