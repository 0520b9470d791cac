//! The model: weights of 8 bits per slot and label, and how the logits become probabilities.

use super::features::{Features, Message, SLOTS};
use super::{LABELS, Label};

/// The first bytes of the weights file.
const MAGIC: &[u8; 4] = b"HCW1";
/// The length of the digest of what the weights were made from.
const DIGEST: usize = 32;
/// The inputs of a label's calibration: the logits of the message, those of its best sentences, two
/// lengths and a constant.
pub(crate) const INPUTS: usize = 2 * LABELS + 3;

/// The weights, as they are compiled in.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Model {
    /// The digest of the data and the code that the weights were made from.
    pub(crate) digest: [u8; DIGEST],
    /// The value of one step of a weight, per label.
    pub(crate) scale: [f32; LABELS],
    /// The constants of messages and of sentences.
    pub(crate) bias: [[f32; LABELS]; 2],
    /// The calibration of each label.
    pub(crate) calibration: [[f32; INPUTS]; LABELS],
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
            calibration: [[0.0; INPUTS]; LABELS],
            weights: Vec::with_capacity(SLOTS),
        };
        let bias = model.bias.iter_mut().flatten();
        let calibration = model.calibration.iter_mut().flatten();
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
        let calibration = self.calibration.iter().flatten();
        for number in self.scale.iter().chain(bias).chain(calibration) {
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

    /// Returns the inputs of the calibration.
    pub(crate) fn inputs(&self, message: &Message) -> [f32; INPUTS] {
        let whole = self.logits(&message.whole, 0);
        let mut best = [-3.0_f32; LABELS];
        for sentence in &message.sentences {
            for (best, logit) in best.iter_mut().zip(self.logits(sentence, 1)) {
                *best = best.max(logit);
            }
        }
        let mut inputs = [1.0; INPUTS];
        inputs[..LABELS].copy_from_slice(&whole);
        inputs[LABELS..2 * LABELS].copy_from_slice(&best);
        inputs[2 * LABELS] = length(message.words);
        inputs[2 * LABELS + 1] = length(message.sentences.len());
        inputs
    }

    /// The probability of each label.
    pub(crate) fn probabilities(&self, message: &Message) -> [f32; LABELS] {
        self.calibrated(&self.inputs(message))
    }

    /// Returns the probability of each label from the calibration's inputs.
    pub(crate) fn calibrated(&self, inputs: &[f32; INPUTS]) -> [f32; LABELS] {
        self.calibration
            .map(|calibration| probability(&calibration, inputs))
    }
}

/// A length on the scale of the logits.
fn length(count: usize) -> f32 {
    libm::logf(1.0 + count as f32) / 4.0
}

/// The probability that a calibration gives.
fn probability(calibration: &[f32; INPUTS], inputs: &[f32; INPUTS]) -> f32 {
    let weighed = calibration
        .iter()
        .zip(inputs)
        .map(|(weight, input)| weight * input);
    1.0 / (1.0 + libm::expf(-weighed.sum::<f32>()))
}
