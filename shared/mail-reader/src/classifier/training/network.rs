//! Teaches the calibration, by gradient descent (Adam: Kingma and Ba, 2015).
//!
//! It starts from a logistic regression. Opt-ins stay with that: there are too few of them for more.

use super::super::calibration::{Calibration, INPUTS, UNITS};
use super::super::{LABELS, Label};
use super::random::Random;
use super::regression::regression;

/// The inputs of a message, and whether each label applies (1), doesn't (-1) or may (0).
pub(super) type Row = ([f32; INPUTS], [i8; LABELS]);

/// How often each message is seen.
const EPOCHS: usize = 16;
/// How many messages make one step.
const BATCH: usize = 64;
/// The length of the first step. It shrinks to zero.
const FIRST_STEP: f32 = 3e-3;
/// How strongly each step pulls the weights to zero.
const DECAY: f32 = 1e-3;
/// The share of the units that are left out of each message. Without it, units would come to rely on each other.
const LEFT_OUT: f32 = 0.2;
/// Adam's memory of earlier gradients and of their squares.
const MEMORY: [f32; 2] = [0.9, 0.999];

/// Learns from rows whose logits are of weights that never saw the message.
pub(super) fn calibrate(rows: &[Row]) -> Calibration {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut network = Calibration::default();
    for label in 0..LABELS {
        let of_label: Vec<_> = rows
            .iter()
            .map(|(inputs, targets)| (*inputs, targets[label]))
            .collect();
        for (row, weight) in network.linear.iter_mut().zip(regression(&of_label)) {
            row[label] = weight;
        }
    }
    let most = 1.0 / (INPUTS as f32).sqrt();
    for weight in network.hidden.iter_mut().flatten() {
        *weight = most * (2.0 * random.share() - 1.0);
    }
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut adam = Adam::new(EPOCHS * rows.len().div_ceil(BATCH));
    for _ in 0..EPOCHS {
        random.shuffle(&mut order);
        for batch in order.chunks(BATCH) {
            let mut gradient = Calibration::default();
            for at in batch {
                add_gradient(&network, &rows[*at], &mut random, &mut gradient);
            }
            adam.step(&mut network, &gradient, batch.len());
        }
    }
    network
}

/// Adds the gradient of one message's loss.
fn add_gradient(
    network: &Calibration,
    (inputs, targets): &Row,
    random: &mut Random,
    gradient: &mut Calibration,
) {
    let mut units = network.units(inputs);
    for unit in &mut units {
        *unit = match random.share() < LEFT_OUT {
            true => 0.0,
            false => *unit / (1.0 - LEFT_OUT),
        };
    }
    let probabilities = network.probabilities(inputs, &units);
    let errors: [f32; LABELS] = std::array::from_fn(|label| {
        let learns = targets[label] != 0 && label != Label::OptIn as usize;
        match learns {
            true => probabilities[label] - f32::from(u8::from(targets[label] > 0)),
            false => 0.0,
        }
    });
    let mut slopes = [0.0; UNITS];
    for (at, unit) in units.iter().enumerate().filter(|(_, unit)| **unit > 0.0) {
        let mut slope = 0.0;
        for (label, error) in errors.iter().enumerate() {
            slope += error * network.output[at][label];
            gradient.output[at][label] += error * unit;
        }
        slopes[at] = slope / (1.0 - LEFT_OUT);
    }
    for (at, input) in inputs
        .iter()
        .enumerate()
        .filter(|(_, input)| **input != 0.0)
    {
        for (sum, error) in gradient.linear[at].iter_mut().zip(errors) {
            *sum += error * input;
        }
        for (sum, slope) in gradient.hidden[at].iter_mut().zip(slopes) {
            *sum += slope * input;
        }
    }
}

/// The state of the descent.
struct Adam {
    mean: Vec<f32>,
    square: Vec<f32>,
    /// The share that the memories lack, because they began at zero.
    missing: [f32; 2],
    steps: usize,
    all_steps: usize,
}

impl Adam {
    fn new(all_steps: usize) -> Self {
        let weights = Calibration::default().numbers().count();
        Self {
            mean: vec![0.0; weights],
            square: vec![0.0; weights],
            missing: [1.0; 2],
            steps: 0,
            all_steps,
        }
    }

    fn step(&mut self, network: &mut Calibration, gradient: &Calibration, rows: usize) {
        let length = FIRST_STEP * (1.0 - self.steps as f32 / self.all_steps as f32);
        self.steps += 1;
        for (missing, memory) in self.missing.iter_mut().zip(MEMORY) {
            *missing *= memory;
        }
        let weights = network.numbers_mut().zip(gradient.numbers());
        let memories = self.mean.iter_mut().zip(&mut self.square);
        for ((weight, gradient), (mean, square)) in weights.zip(memories) {
            let gradient = gradient / rows as f32;
            *mean = MEMORY[0] * *mean + (1.0 - MEMORY[0]) * gradient;
            *square = MEMORY[1] * *square + (1.0 - MEMORY[1]) * gradient * gradient;
            // A weight that never had a gradient isn't learned.
            if *square == 0.0 {
                continue;
            }
            let speed = (*square / (1.0 - self.missing[1])).sqrt() + 1e-8;
            *weight -= length * (*mean / (1.0 - self.missing[0]) / speed + DECAY * *weight);
        }
    }
}
