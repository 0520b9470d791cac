//! Finds where phrases end in a text.

use super::sets::Ends;
use super::{Phrases, Step, What, Word};

/// The maximum number of words in a gap (`..`).
const WIDEST_GAP: usize = 4;
/// The maximum number of repetitions of `<name>+`. No person writes a longer list.
const MOST_IN_A_ROW: usize = 12;

impl Phrases {
    pub(super) fn ends(&self, choice: usize, words: &[Word], at: usize) -> Ends {
        let mut ends = Ends::NONE;
        for way in &self.choices[choice].ways {
            let mut places = Ends::HERE;
            for step in way {
                let mut next = if step.optional { places } else { Ends::NONE };
                for length in places.lengths() {
                    next.add(self.step(step, words, at + length), length);
                }
                places = next;
                if places == Ends::NONE {
                    break;
                }
            }
            ends.add(places, 0);
        }
        ends
    }

    fn step(&self, step: &Step, words: &[Word], at: usize) -> Ends {
        let clause_ends = |at: usize| {
            at == 0
                || words
                    .get(at)
                    .is_none_or(|word| words[at - 1].clause != word.clause)
        };
        match step.what {
            What::ClauseStart if clause_ends(at) && at < words.len() => Ends::HERE,
            What::ClauseEnd if clause_ends(at) => Ends::HERE,
            What::ClauseStart | What::ClauseEnd => Ends::NONE,
            What::Gap => {
                let gap = words.iter().skip(at).take(WIDEST_GAP);
                let gap = gap.take_while(|word| !self.negators.has(word.id)).count();
                (0..=gap).fold(Ends::NONE, |ends, length| ends.with(length))
            }
            What::Word(_) | What::Choice(_) => {
                let mut all = self.once(step, words, at);
                let mut last = if step.repeated { all } else { Ends::NONE };
                for _ in 1..MOST_IN_A_ROW {
                    if last == Ends::NONE {
                        break;
                    }
                    let mut further = Ends::NONE;
                    for length in last.lengths() {
                        let after = self.after_joiners(words, at + length);
                        further.add(self.once(step, words, after), after - at);
                    }
                    last = further.without(all);
                    all.add(last, 0);
                }
                all
            }
        }
    }

    fn once(&self, step: &Step, words: &[Word], at: usize) -> Ends {
        let Some(word) = words.get(at) else {
            return Ends::NONE;
        };
        match step.what {
            What::Word(id) if id == word.id => Ends::NONE.with(1),
            What::Choice(choice) if self.choices[choice].first.has(word.id) => {
                self.ends(choice, words, at)
            }
            _ => Ends::NONE,
        }
    }

    fn after_joiners(&self, words: &[Word], mut at: usize) -> usize {
        for _ in 0..2 {
            if words.get(at).is_some_and(|w| self.joiners.contains(&w.id)) {
                at += 1;
            }
        }
        at
    }
}
