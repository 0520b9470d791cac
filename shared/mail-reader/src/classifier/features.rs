//! The features of a text: what its sentences say, hashed to slots.

use super::hash::{Hash, extended, of_bytes, pair};
use super::lexicon::{Concept, LEXICON};
use super::text::{self, Token};

/// How many slots there are.
pub(crate) const SLOTS: usize = 1 << 17;

/// The most concepts between the first and the last of three, in words.
const TRIPLE_SPAN: usize = 6;
/// The same for two.
const PAIR_SPAN: usize = 8;
/// How far a word may be from a concept that it is paired with.
const MIXED_SPAN: usize = 2;
/// The most concepts of one sentence that are combined.
const MOST_CONCEPTS: usize = 60;
/// The most features that one message has of one group. Further sentences are read on their own.
const MOST_FEATURES: usize = 12_000;

/// Slots with what each weighs; a slot of both groups is listed twice.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Features(pub(crate) Vec<(u32, f32)>);

/// The features of a message and of each of its sentences.
#[derive(Debug, Clone, Default)]
pub(crate) struct Message {
    /// Those of the whole.
    pub(crate) whole: Features,
    /// Those of each sentence.
    pub(crate) sentences: Vec<Features>,
    /// How many words it has.
    pub(crate) words: usize,
}

/// The kinds of features; each has its own part of the hash space.
#[derive(Clone, Copy)]
enum Kind {
    Word = 1,
    Two,
    Three,
    Characters,
    Concept,
    Ordered,
    Near,
    Triple,
    Together,
    Asked,
    Mixed,
    First,
}

/// The features of one sentence, before they are hashed to slots.
struct Raw {
    words: Vec<Hash>,
    concepts: Vec<Hash>,
}

/// Reads a message. The subject counts as its first sentence; pass an empty one for a reply.
pub(crate) fn message(subject: &str, text: &str) -> Message {
    let mut sentences = text::sentences(subject);
    sentences.extend(text::sentences(text));
    let concepts = LEXICON.concepts(&sentences);
    let mut whole = Raw {
        words: Vec::new(),
        concepts: Vec::new(),
    };
    let mut read = Message::default();
    let mut seen = Seen::new();
    for (tokens, concepts) in sentences.iter().zip(&concepts) {
        let raw = sentence(tokens, concepts);
        read.words += tokens.len();
        if whole.words.len() < MOST_FEATURES {
            whole.words.extend(&raw.words);
        }
        if whole.concepts.len() < MOST_FEATURES {
            whole.concepts.extend(&raw.concepts);
        }
        read.sentences.push(raw.features(&mut seen));
    }
    read.whole = whole.features(&mut seen);
    read
}

fn sentence(tokens: &[Token], concepts: &[Vec<Concept>]) -> Raw {
    let mut words = Vec::with_capacity(tokens.len() * 16);
    let mut add = |kind: Kind, hash: Hash| words.push(pair(kind as Hash, hash));
    let edge = of_bytes(b"^");
    let at = |at: usize| tokens.get(at).map_or(edge, |token| token.hash);
    for (nth, token) in tokens.iter().enumerate() {
        add(Kind::Word, token.hash);
        let before = match nth {
            0 => edge,
            nth => tokens[nth - 1].hash,
        };
        let two = pair(before, token.hash);
        add(Kind::Two, two);
        add(Kind::Three, pair(two, at(nth + 1)));
        characters(&token.word, &mut add);
    }
    Raw {
        words,
        concepts: of_concepts(tokens, concepts),
    }
}

/// Adds the runs of three to five characters of a word, its edges marked.
fn characters(word: &str, add: &mut impl FnMut(Kind, Hash)) {
    let bytes = word.as_bytes();
    let starts: Vec<usize> = word
        .char_indices()
        .map(|(at, _)| at)
        .chain([bytes.len()])
        .collect();
    // Position 0 is the mark before the word, the last one that behind it.
    let length = starts.len() + 1;
    let character = |at: usize| match at {
        0 => b"<".as_slice(),
        at if at + 1 == length => b">".as_slice(),
        at => &bytes[starts[at - 1]..starts[at]],
    };
    for first in 0..length.saturating_sub(2) {
        let mut hash = of_bytes(character(first));
        for (nth, at) in (first + 1..length.min(first + 5)).enumerate() {
            hash = extended(hash, character(at));
            if nth > 0 {
                add(Kind::Characters, hash);
            }
        }
    }
}

fn of_concepts(tokens: &[Token], concepts: &[Vec<Concept>]) -> Vec<Hash> {
    let mut hashes = Vec::new();
    let mut add = |kind: Kind, hash: Hash| hashes.push(pair(kind as Hash, hash));
    let events: Vec<(usize, Hash)> = concepts
        .iter()
        .enumerate()
        .flat_map(|(at, found)| {
            found
                .iter()
                .map(move |concept| (at, Hash::from(*concept) + 1))
        })
        .take(MOST_CONCEPTS)
        .collect();
    let question = tokens.iter().any(|token| token.word == "?");
    for (nth, (at, concept)) in events.iter().enumerate() {
        add(Kind::Concept, *concept);
        if *at == 0 {
            add(Kind::First, *concept);
        }
        let following = &events[nth + 1..];
        for (further, (second_at, second)) in following.iter().enumerate() {
            let apart = second_at - at;
            if apart > PAIR_SPAN {
                break;
            }
            if apart == 0 {
                continue;
            }
            let two = pair(*concept, *second);
            add(Kind::Ordered, two);
            if apart <= 2 {
                add(Kind::Near, two);
            }
            if apart > TRIPLE_SPAN {
                continue;
            }
            for (third_at, third) in &following[further + 1..] {
                if third_at - at > TRIPLE_SPAN {
                    break;
                }
                if third_at != second_at {
                    add(Kind::Triple, pair(two, *third));
                }
            }
        }
        let around = tokens.iter().enumerate().take(at + MIXED_SPAN + 1);
        for (near, token) in around.skip(at.saturating_sub(MIXED_SPAN)) {
            if near != *at {
                let side = Hash::from(near < *at);
                add(Kind::Mixed, pair(pair(*concept, side), token.hash));
            }
        }
    }
    let mut together: Vec<Hash> = events.iter().map(|(_, concept)| *concept).collect();
    together.sort_unstable();
    together.dedup();
    for (nth, concept) in together.iter().enumerate() {
        if question {
            add(Kind::Asked, *concept);
        }
        for other in &together[nth + 1..] {
            add(Kind::Together, pair(*concept, *other));
        }
    }
    hashes
}

/// The slots that were seen, to list each once.
struct Seen {
    bits: Vec<u64>,
}

impl Seen {
    fn new() -> Self {
        Self {
            bits: vec![0; SLOTS / 64],
        }
    }

    /// Adds the slots of a group that weighs as much as any other, however large it is.
    fn group(&mut self, hashes: &[Hash], slots: &mut Vec<(u32, f32)>) {
        let first = slots.len();
        for hash in hashes {
            let slot = hash % SLOTS as u32;
            let bits = &mut self.bits[slot as usize / 64];
            let bit = 1 << (slot % 64);
            if *bits & bit == 0 {
                *bits |= bit;
                slots.push((slot, 0.0));
            }
        }
        let own = &mut slots[first..];
        let weight = 1.0 / (own.len().max(1) as f32).sqrt();
        for (slot, value) in own {
            *value = weight;
            self.bits[*slot as usize / 64] = 0;
        }
    }
}

impl Raw {
    /// The slots. Each of the two groups has the length 1, so that neither outweighs the other.
    fn features(&self, seen: &mut Seen) -> Features {
        let mut slots = Vec::with_capacity(self.words.len() + self.concepts.len());
        seen.group(&self.words, &mut slots);
        seen.group(&self.concepts, &mut slots);
        Features(slots)
    }
}

/// The features of one sentence alone.
pub(crate) fn of_sentence(tokens: &[Token]) -> Features {
    let sentences = [tokens.to_vec()];
    let concepts = LEXICON.concepts(&sentences);
    sentence(tokens, &concepts[0]).features(&mut Seen::new())
}
