//! Learning the weights from labeled messages: deterministic, in one thread, in a fixed order.
//!
//! Each label is a linear support vector machine with a squared hinge, solved in the dual one example at a
//! time (Hsieh et al., "A dual coordinate descent method for large-scale linear SVM", 2008). It needs no
//! exponential, so that its result is the same on each machine. Messages and sentences share the weights: of a
//! message with a label, the best sentence is a positive example. Of a message without it, each sentence is negative.
//!
//! The calibration is a small logistic regression over the logits, made of messages that the weights which
//! scored them never saw: each source of messages was left out in turn.

use super::features::{self, Features, Message, SLOTS};
use super::model::{INPUTS, Model};
use super::{LABELS, Label};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// A labeled message.
#[derive(Debug, Clone)]
pub struct Example {
    /// The name, for people.
    pub id: String,
    /// Who wrote it; a source is left out as a whole.
    pub source: String,
    /// The language.
    pub lang: String,
    /// The kind: `request`, `ordinary`, `automatic`, ….
    pub kind: String,
    /// `request`, `human` or `none`.
    pub want: String,
    /// The rights that it asks for, as the data name them.
    pub labels: BTreeSet<String>,
    /// Other outcomes that are fine.
    pub accept: Vec<String>,
    /// The subject, if it is the writer's.
    pub subject: String,
    /// The writer's words.
    pub text: String,
    targets: [i8; LABELS],
}

/// The names of the rights in the data, in the order of the labels.
const NAMES: [&str; 7] = [
    "opt_out_sale_sharing",
    "limit",
    "delete",
    "know",
    "correct",
    "marketing_unsubscribe",
    "opt_in",
];

/// Whether the data may name this right.
#[must_use]
pub fn is_right(name: &str) -> bool {
    NAMES.contains(&name)
}

impl Example {
    /// Reads one line of the data. None if its words are in another file.
    #[must_use]
    pub fn of(line: &str, source: &str) -> Option<Self> {
        let entry: Value = serde_json::from_str(line).ok()?;
        let text = |field: &str| entry[field].as_str().unwrap_or_default().to_owned();
        let strings = |field: &str| -> Vec<String> {
            let all = entry[field].as_array().into_iter().flatten();
            all.filter_map(|one| Some(one.as_str()?.to_owned()))
                .collect()
        };
        let body = entry["body"].as_str()?;
        let set = entry["set"].as_str().or(entry["source"].as_str());
        let mut example = Self {
            id: text("id"),
            source: set.unwrap_or(source).to_owned(),
            lang: text("lang"),
            kind: text("kind"),
            want: text("want"),
            labels: strings("labels").into_iter().map(limit).collect(),
            accept: strings("accept"),
            subject: own_subject(&text("subject")),
            text: own_words(body),
            targets: [0; LABELS],
        };
        example.targets = Label::ALL.map(|label| example.target(label));
        Some(example)
    }

    /// Returns 1 if the label applies, -1 if it doesn't, and 0 if either is acceptable.
    #[must_use]
    pub fn target(&self, label: Label) -> i8 {
        let sign = |yes: bool| if yes { 1 } else { -1 };
        match label {
            Label::Request => sign(self.want != "none"),
            Label::Unclear => match self.want.as_str() {
                "human" if self.accept.iter().any(|other| other != "none") => 0,
                "human" => 1,
                _ => -1,
            },
            Label::Machine => sign(matches!(self.kind.as_str(), "automatic" | "mass")),
            right => {
                let name = NAMES[right as usize];
                if self.labels.contains(name) {
                    return 1;
                }
                let accepted = self
                    .accept
                    .iter()
                    .any(|other| other.split('+').any(|one| one == name));
                if accepted { 0 } else { -1 }
            }
        }
    }
}

/// One set names the right to limit by its object.
fn limit(name: String) -> String {
    match name.as_str() {
        "limit_sensitive" => "limit".to_owned(),
        _ => name,
    }
}

/// Returns the subject, or an empty one for a reply: the person replied to wrote that subject.
fn own_subject(subject: &str) -> String {
    let lower = subject.trim().to_lowercase();
    let answers = ["re:", "aw:", "antw:", "sv:", "rv:", "res:", "r:", "odp:"];
    if answers.iter().any(|prefix| lower.starts_with(prefix)) {
        return String::new();
    }
    subject.to_owned()
}

/// The words without what they quote.
fn own_words(body: &str) -> String {
    let mut words = String::new();
    for line in body.lines() {
        let line = line.trim_end();
        let quotes = line.starts_with("On ") && line.ends_with("wrote:");
        if quotes || line.starts_with("-----Original Message") {
            break;
        }
        if !line.trim_start().starts_with('>') {
            words.push_str(line);
            words.push('\n');
        }
    }
    words
}

/// The files of a folder of training data, in the order of their names.
#[must_use]
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|path| {
        path.extension()
            .is_some_and(|extension| extension == "jsonl")
    });
    files.sort();
    files
}

/// Reads the training data of a folder, in the order of the files' names and lines.
///
/// # Errors
/// If a file can't be read.
pub fn read(folder: &Path) -> std::io::Result<(Vec<Example>, Digest32)> {
    let mut examples = Vec::new();
    let mut digest = code_digest();
    for path in files(folder) {
        let content = std::fs::read_to_string(&path)?;
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        digest.update(name.as_bytes());
        digest.update(content.as_bytes());
        examples.extend(content.lines().filter_map(|line| Example::of(line, &name)));
    }
    Ok((examples, digest.finalize().into()))
}

/// The digest of the data and the code that the weights depend on.
pub type Digest32 = [u8; 32];

fn code_digest() -> Sha256 {
    let mut digest = Sha256::new();
    for part in [
        include_str!("hash.rs"),
        include_str!("text.rs"),
        include_str!("lexicon.rs"),
        include_str!("lexicon.txt"),
        include_str!("features.rs"),
        include_str!("model.rs"),
        include_str!("training.rs"),
    ] {
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
    Model::parse(super::WEIGHTS).map(|model| model.digest)
}

/// An example, read.
struct Read<'a> {
    example: &'a Example,
    message: Message,
}

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
fn learn(examples: &[&Read<'_>]) -> Model {
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

/// Numbers that look random and are always the same (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }

    fn shuffle(&mut self, order: &mut [usize]) {
        for at in (1..order.len()).rev() {
            order.swap(at, self.below(at + 1));
        }
    }
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
        calibration: [[0.0; INPUTS]; LABELS],
        weights: weights.slots.iter().map(round).collect(),
    }
}

/// How strongly the calibration is held near zero.
const CALIBRATION_RIDGE: f64 = 1.0;
/// How often the calibration is improved (Newton).
const CALIBRATION_STEPS: usize = 12;

/// Calibrates a label by what unseen messages got.
fn calibrate(inputs: &[([f32; INPUTS], i8)]) -> [f32; INPUTS] {
    let mut weights = [0.0_f64; INPUTS];
    for _ in 0..CALIBRATION_STEPS {
        let mut gradient: [f64; INPUTS] = std::array::from_fn(|at| CALIBRATION_RIDGE * weights[at]);
        let mut hessian = [[0.0_f64; INPUTS]; INPUTS];
        for (at, row) in hessian.iter_mut().enumerate() {
            row[at] = CALIBRATION_RIDGE;
        }
        // The constant is free.
        gradient[INPUTS - 1] = 0.0;
        hessian[INPUTS - 1][INPUTS - 1] = 1e-6;
        for (inputs, target) in inputs.iter().filter(|(_, target)| *target != 0) {
            let inputs = inputs.map(f64::from);
            let logit: f64 = inputs
                .iter()
                .zip(&weights)
                .map(|(input, weight)| input * weight)
                .sum();
            let probability = 1.0 / (1.0 + libm::exp(-logit));
            let off = probability - f64::from(u8::from(*target > 0));
            let slope = probability * (1.0 - probability);
            for one in 0..INPUTS {
                gradient[one] += off * inputs[one];
                for other in 0..=one {
                    hessian[one][other] += slope * inputs[one] * inputs[other];
                }
            }
        }
        let step = solved(&mut hessian, gradient);
        for (weight, step) in weights.iter_mut().zip(step) {
            *weight -= step;
        }
    }
    weights.map(|weight| weight as f32)
}

/// Solves a symmetric positive system whose lower half is given (Cholesky).
#[expect(
    clippy::needless_range_loop,
    reason = "two rows of one matrix are read side by side"
)]
fn solved(matrix: &mut [[f64; INPUTS]; INPUTS], mut side: [f64; INPUTS]) -> [f64; INPUTS] {
    for row in 0..INPUTS {
        for column in 0..=row {
            let mut sum = matrix[row][column];
            for at in 0..column {
                sum -= matrix[row][at] * matrix[column][at];
            }
            matrix[row][column] = match row == column {
                true => sum.max(1e-12).sqrt(),
                false => sum / matrix[column][column],
            };
        }
    }
    for row in 0..INPUTS {
        for at in 0..row {
            side[row] -= matrix[row][at] * side[at];
        }
        side[row] /= matrix[row][row];
    }
    for row in (0..INPUTS).rev() {
        for at in row + 1..INPUTS {
            side[row] -= matrix[at][row] * side[at];
        }
        side[row] /= matrix[row][row];
    }
    side
}

/// The result of training.
pub struct Learned {
    model: Model,
    /// The weights and the calibration that never saw a source, for each source.
    pub folds: Vec<Fold>,
    /// For each example, the probabilities by the fold that never saw its source.
    pub unseen: Vec<[f32; LABELS]>,
}

/// A model that never saw one source.
pub struct Fold {
    /// The source that was left out.
    pub source: String,
    model: Rc<Model>,
}

impl Fold {
    /// Runs a function while the reader uses this model instead of the compiled one.
    pub fn run<T>(&self, function: impl FnOnce() -> T) -> T {
        super::with_model(&self.model, function)
    }
}

impl Learned {
    /// The weights file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.model.to_bytes()
    }
}

/// Learns from all examples. The calibration and the reported scores come from leaving out each source.
#[must_use]
pub fn train(examples: &[Example], digest: Digest32) -> Learned {
    let reads: Vec<Read<'_>> = examples
        .iter()
        .map(|example| Read {
            example,
            message: features::message(&example.subject, &example.text),
        })
        .collect();
    let sources: BTreeSet<&str> = examples
        .iter()
        .map(|example| example.source.as_str())
        .collect();
    let mut inputs = vec![[0.0_f32; INPUTS]; examples.len()];
    let mut folds = Vec::new();
    for source in &sources {
        let seen: Vec<&Read<'_>> = reads
            .iter()
            .filter(|read| read.example.source != *source)
            .collect();
        let model = learn(&seen);
        for (inputs, read) in inputs.iter_mut().zip(&reads) {
            if read.example.source == *source {
                *inputs = model.inputs(&read.message);
            }
        }
        folds.push((*source, model));
    }
    let calibration = |left_out: &str| -> [[f32; INPUTS]; LABELS] {
        std::array::from_fn(|label| {
            let kept: Vec<([f32; INPUTS], i8)> = inputs
                .iter()
                .zip(examples)
                .filter(|(_, example)| example.source != left_out)
                .map(|(inputs, example)| (*inputs, example.targets[label]))
                .collect();
            calibrate(&kept)
        })
    };
    let mut unseen = vec![[0.0; LABELS]; examples.len()];
    let folds: Vec<Fold> = folds
        .into_iter()
        .map(|(source, mut model)| {
            model.calibration = calibration(source);
            for ((unseen, inputs), example) in unseen.iter_mut().zip(&inputs).zip(examples) {
                if example.source == source {
                    *unseen = model.calibrated(inputs);
                }
            }
            Fold {
                source: source.to_owned(),
                model: Rc::new(model),
            }
        })
        .collect();
    let all: Vec<&Read<'_>> = reads.iter().collect();
    let mut model = learn(&all);
    model.digest = digest;
    model.calibration = calibration("");
    Learned {
        model,
        folds,
        unseen,
    }
}
