//! The weights of the slots.
//!
//! Each label is a linear support vector machine with a squared hinge, solved in the dual one example at a
//! time (Hsieh et al., "A dual coordinate descent method for large-scale linear SVM", 2008). It needs no
//! exponential, so that its result is the same on each machine. Messages and sentences share the weights: of a
//! message with a label, the best sentence is a positive example. Of a message without it, each sentence is negative.

use super::super::LABELS;
use super::super::calibration::Calibration;
use super::super::features::{Features, Message, SLOTS};
use super::super::model::Model;
use super::examples::Read;
use super::random::Random;

/// How much an example's mistakes cost.
const COST: f32 = 4.0;
/// The same for a sentence.
const SENTENCE_COST: f32 = 0.5;
/// How often each example is visited in one round.
const VISITS: usize = 16;
/// How often the best sentences are chosen anew.
const ROUNDS: usize = 2;
/// The most that one rare positive outweighs a negative.
const MOST_BALANCE: f32 = 6.0;

/// The weights before they are rounded.
struct Weights {
    slots: Vec<[f32; LABELS]>,
    bias: [[f32; LABELS]; 2],
}

/// One example of the solver: its features, its kind (message or sentence) and its targets.
struct Instance<'a> {
    features: &'a Features,
    sentence: usize,
    targets: [i8; LABELS],
    cost: f32,
}

/// Learns from messages, and rounds the weights.
pub(super) fn learn(examples: &[&Read<'_>]) -> Model {
    let mut weights = Weights {
        slots: vec![[0.0; LABELS]; SLOTS],
        bias: [[0.0; LABELS]; 2],
    };
    for round in 0..=ROUNDS {
        let mut instances: Vec<Instance<'_>> = Vec::new();
        for read in examples {
            instances.push(Instance {
                features: &read.message.whole,
                sentence: 0,
                targets: read.example.targets,
                cost: COST,
            });
            if round > 0 {
                let best = best_sentences(&weights, &read.message);
                for (at, features) in read.message.sentences.iter().enumerate() {
                    let targets = std::array::from_fn(|label| match read.example.targets[label] {
                        1 => i8::from(best[label] == at),
                        target => target,
                    });
                    instances.push(Instance {
                        features,
                        sentence: 1,
                        targets,
                        cost: SENTENCE_COST,
                    });
                }
            }
        }
        weights = solve(&instances);
    }
    rounded(&weights)
}

/// The sentence that shows each label best.
fn best_sentences(weights: &Weights, message: &Message) -> [usize; LABELS] {
    let mut best = [(f32::MIN, 0); LABELS];
    for (at, sentence) in message.sentences.iter().enumerate() {
        for (best, logit) in best.iter_mut().zip(weights.logits(sentence, 1)) {
            if logit > best.0 {
                *best = (logit, at);
            }
        }
    }
    best.map(|(_, at)| at)
}

impl Weights {
    fn logits(&self, features: &Features, kind: usize) -> [f32; LABELS] {
        let mut sums = self.bias[kind];
        for (slot, value) in &features.0 {
            let weights = &self.slots[*slot as usize];
            for (sum, weight) in sums.iter_mut().zip(weights) {
                *sum += weight * value;
            }
        }
        sums
    }

    fn add(&mut self, features: &Features, kind: usize, steps: &[f32; LABELS]) {
        for (bias, step) in self.bias[kind].iter_mut().zip(steps) {
            *bias += step;
        }
        for (slot, value) in &features.0 {
            let weights = &mut self.slots[*slot as usize];
            for (weight, step) in weights.iter_mut().zip(steps) {
                *weight += step * value;
            }
        }
    }
}

/// Solves the dual problem of each label, all labels side by side.
fn solve(instances: &[Instance<'_>]) -> Weights {
    let mut weights = Weights {
        slots: vec![[0.0; LABELS]; SLOTS],
        bias: [[0.0; LABELS]; 2],
    };
    let balance = balance(instances);
    let length = |instance: &Instance<'_>| {
        1.0 + instance
            .features
            .0
            .iter()
            .map(|(_, value)| value * value)
            .sum::<f32>()
    };
    let lengths: Vec<f32> = instances.iter().map(length).collect();
    let mut alphas = vec![[0.0_f32; LABELS]; instances.len()];
    let mut order: Vec<usize> = (0..instances.len()).collect();
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    for _ in 0..VISITS {
        random.shuffle(&mut order);
        for nth in &order {
            let instance = &instances[*nth];
            let logits = weights.logits(instance.features, instance.sentence);
            let mut steps = [0.0_f32; LABELS];
            let mut moves = false;
            for label in 0..LABELS {
                let target = f32::from(instance.targets[label]);
                if target == 0.0 {
                    continue;
                }
                let favored = if target > 0.0 {
                    balance[instance.sentence][label]
                } else {
                    1.0
                };
                let softness = 0.5 / (instance.cost * favored);
                let alpha = alphas[*nth][label];
                let gradient = target * logits[label] - 1.0 + softness * alpha;
                let moved = (alpha - gradient / (lengths[*nth] + softness)).max(0.0);
                if moved != alpha {
                    alphas[*nth][label] = moved;
                    steps[label] = (moved - alpha) * target;
                    moves = true;
                }
            }
            if moves {
                weights.add(instance.features, instance.sentence, &steps);
            }
        }
    }
    weights
}

/// How much more a positive costs than a negative, for messages and for sentences: the root of how much rarer it is.
fn balance(instances: &[Instance<'_>]) -> [[f32; LABELS]; 2] {
    let mut counts = [[[0_u32; 2]; LABELS]; 2];
    for instance in instances {
        for (count, target) in counts[instance.sentence].iter_mut().zip(instance.targets) {
            match target {
                1 => count[0] += 1,
                -1 => count[1] += 1,
                _ => {}
            }
        }
    }
    let of_label = |[yes, no]: [u32; 2]| {
        let rarer = no as f32 / yes.max(1) as f32;
        rarer.sqrt().clamp(1.0, MOST_BALANCE)
    };
    counts.map(|labels| labels.map(of_label))
}

/// Weights of less than this share of a step are set to zero: they enlarge the file without improving the result.
const KEPT_STEP: f32 = 0.6;

/// Rounds the weights to 8 bits per label.
fn rounded(weights: &Weights) -> Model {
    let mut scale = [0.0_f32; LABELS];
    for label in 0..LABELS {
        let square: f32 = weights
            .slots
            .iter()
            .map(|slot| slot[label] * slot[label])
            .sum();
        let used = weights
            .slots
            .iter()
            .filter(|slot| slot[label] != 0.0)
            .count();
        let deviation = (square / used.max(1) as f32).sqrt();
        scale[label] = (deviation / 12.0).max(1e-9);
    }
    let round = |slot: &[f32; LABELS]| {
        std::array::from_fn(|label| {
            let steps = slot[label] / scale[label];
            if steps.abs() < KEPT_STEP {
                0
            } else {
                steps.round().clamp(-127.0, 127.0) as i8
            }
        })
    };
    Model {
        digest: [0; 32],
        scale,
        bias: weights.bias,
        calibration: Calibration::default(),
        weights: weights.slots.iter().map(round).collect(),
    }
}
