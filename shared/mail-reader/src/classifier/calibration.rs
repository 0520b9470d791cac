//! Makes probabilities of logits and findings: a small neural network.
//!
//! A linear part weighs each input on its own. A hidden layer adds combinations of inputs: for example, "delete" together with a
//! phrase about an order asks for something else than "delete" together with a phrase about data.

use super::{LABELS, Label};
use crate::intents::EVIDENCE;

/// The inputs: four groups of logits (see `Model::inputs`), two lengths, the phrases' findings, and a constant.
pub(crate) const INPUTS: usize = 4 * LABELS + 2 + EVIDENCE + 1;
/// The units of the hidden layer.
pub(crate) const UNITS: usize = 32;

/// The network's weights.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Calibration {
    /// From each input to each label.
    pub(crate) linear: [[f32; LABELS]; INPUTS],
    /// From each input to each unit.
    pub(crate) hidden: [[f32; UNITS]; INPUTS],
    /// From each unit to each label.
    pub(crate) output: [[f32; LABELS]; UNITS],
}

impl Default for Calibration {
    fn default() -> Self {
        Self {
            linear: [[0.0; LABELS]; INPUTS],
            hidden: [[0.0; UNITS]; INPUTS],
            output: [[0.0; LABELS]; UNITS],
        }
    }
}

impl Calibration {
    /// All weights, in the order of the file.
    pub(crate) fn numbers_mut(&mut self) -> impl Iterator<Item = &mut f32> {
        let Self {
            linear,
            hidden,
            output,
        } = self;
        let linear = linear.iter_mut().flatten();
        linear
            .chain(hidden.iter_mut().flatten())
            .chain(output.iter_mut().flatten())
    }

    /// The same, for reading.
    #[cfg(feature = "evaluate")]
    pub(crate) fn numbers(&self) -> impl Iterator<Item = f32> {
        let linear = self.linear.iter().flatten();
        linear
            .chain(self.hidden.iter().flatten())
            .chain(self.output.iter().flatten())
            .copied()
    }

    /// Returns the values of the hidden units; negative values become zero.
    pub(crate) fn units(&self, inputs: &[f32; INPUTS]) -> [f32; UNITS] {
        weighed(inputs, &self.hidden).map(|unit| unit.max(0.0))
    }

    /// The probability of each label.
    pub(crate) fn probabilities(
        &self,
        inputs: &[f32; INPUTS],
        units: &[f32; UNITS],
    ) -> [f32; LABELS] {
        let alone = weighed(inputs, &self.linear);
        let together = weighed(units, &self.output);
        Label::ALL.map(|label| {
            let logit = alone[label as usize] + together[label as usize];
            1.0 / (1.0 + libm::expf(-logit))
        })
    }
}

/// Multiplies numbers with a matrix that has one row for each.
fn weighed<const FROM: usize, const TO: usize>(
    numbers: &[f32; FROM],
    matrix: &[[f32; TO]; FROM],
) -> [f32; TO] {
    let mut sums = [0.0; TO];
    for (number, row) in numbers.iter().zip(matrix) {
        for (sum, weight) in sums.iter_mut().zip(row) {
            *sum += number * weight;
        }
    }
    sums
}
