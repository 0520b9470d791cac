//! Decides whether a sentence states an opt-out, by its phrases and the words before them.

use super::super::phrase::{Name, Phrases, Word};
use super::super::sentence::Sentence;
use super::vocabulary::PHRASES;
use std::sync::LazyLock;

/// Other rights. An opt-out next to one of them makes two requests.
const OTHER_RIGHTS: [&str; 6] = [
    "DELETE",
    "KNOW",
    "CORRECT",
    "LIMIT",
    "MARKETING",
    "PROFILING",
];

/// Returns the meaning of a text and its number of words.
pub(crate) fn opt_out_signals(sentences: &[Sentence]) -> (OptOutSignals, usize) {
    let reader = &*READER;
    let mut signals = OptOutSignals::default();
    let mut length = 0;
    for sentence in sentences {
        reader.add_sentence(sentence, &mut signals);
        length += sentence.words.len();
    }
    (signals, length)
}

/// The phrases and the names that the reader looks for.
struct Reader {
    phrases: &'static Phrases,
    opt_out: Option<Name>,
    may_opt_out: Option<Name>,
    elsewhere: Option<Name>,
    instruction: Option<Name>,
    declines: Option<Name>,
    opt_in: Option<Name>,
    other_rights: Vec<Name>,
    for_another: Option<Name>,
    permission: Option<Name>,
    asks_politely: Option<Name>,
    wondering: Option<Name>,
    conjunction: Option<Name>,
    adverb: Option<Name>,
    speaker: Option<Name>,
    page: Option<Name>,
    unless: Option<Name>,
    mass_mail: Option<Name>,
    not_sale: Option<Name>,
    soft: Option<Name>,
    know: Option<Name>,
}

static READER: LazyLock<Reader> = LazyLock::new(|| {
    let phrases = &*PHRASES;
    let name = |name: &str| phrases.name(&format!("en {name}"));
    Reader {
        opt_out: name("OPT_OUT"),
        may_opt_out: name("MAY_OPT_OUT"),
        elsewhere: phrases.name("elsewhere MAY_OPT_OUT_ELSEWHERE"),
        instruction: name("INSTRUCTION"),
        declines: name("DECLINES"),
        opt_in: name("OPT_IN"),
        other_rights: OTHER_RIGHTS.iter().filter_map(|own| name(own)).collect(),
        for_another: name("FOR_ANOTHER"),
        permission: name("PERMISSION"),
        asks_politely: name("ASKS_POLITELY"),
        wondering: name("wondering"),
        conjunction: name("conjunction"),
        adverb: name("adverb"),
        speaker: name("speaker"),
        page: name("page"),
        unless: name("unless"),
        mass_mail: name("MASS_MAIL"),
        not_sale: name("NOT_SALE"),
        soft: name("MENTIONS_SALE"),
        know: name("ASK_KNOW"),
        phrases,
    }
});

/// The combined meaning of sentences.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct OptOutSignals {
    /// An unambiguous opt-out.
    pub(crate) plain: bool,
    /// A possible opt-out.
    pub(crate) perhaps: bool,
    /// The author wants no opt-out, or no longer.
    pub(crate) declines: bool,
    /// The author asks for another right.
    pub(crate) other_right: bool,
    /// The message is about another person.
    pub(crate) for_another: bool,
    /// The author permits an agent to act.
    pub(crate) permits: bool,
    /// The author asks what was sold, which is no opt-out.
    pub(crate) asks_what_was_sold: bool,
    /// Phrases of mass email.
    pub(crate) mass_mail: bool,
    /// Whether a possible opt-out is outside of menus and link lines.
    pub(crate) in_prose: bool,
    /// The number of words outside of menus and link lines.
    pub(crate) prose_words: usize,
}

impl OptOutSignals {
    /// Adds the meaning of more words by the same author.
    pub(crate) fn add(&mut self, more: Self) {
        self.plain |= more.plain;
        self.perhaps |= more.perhaps;
        self.declines |= more.declines;
        self.other_right |= more.other_right;
        self.for_another |= more.for_another;
        self.permits |= more.permits;
        self.asks_what_was_sold |= more.asks_what_was_sold;
        self.mass_mail |= more.mass_mail;
        self.in_prose |= more.in_prose;
        self.prose_words += more.prose_words;
    }
}

impl Reader {
    /// Adds the meaning of a sentence. Known meanings aren't searched again.
    fn add_sentence(&self, sentence: &Sentence, signals: &mut OptOutSignals) {
        let words = &sentence.words;
        if !sentence.menu {
            signals.prose_words += words.len();
        }
        if words.iter().all(|word| word.id == 0) {
            return;
        }
        let says = |name| {
            self.find(name, words)
                .any(|(start, _)| !words[start].quoted)
        };
        signals.other_right = signals.other_right
            || self
                .other_rights
                .iter()
                .any(|right| self.says_unnegated(Some(*right), words));
        signals.for_another = signals.for_another || says(self.for_another);
        signals.permits = signals.permits || says(self.permission);
        signals.mass_mail = signals.mass_mail || sentence.menu || says(self.mass_mail);
        let declined: Vec<_> = self.find(self.declines, words).collect();
        signals.declines = signals.declines
            || declined.iter().any(|(start, _)| !words[*start].quoted)
            || self.says_unnegated(self.opt_in, words);
        if signals.plain && signals.perhaps {
            return;
        }
        let mut instructed: Vec<_> = self.find(self.instruction, words).collect();
        instructed.extend(self.find(self.not_sale, words));
        // A request to know what was sold isn't an opt-out.
        let mentioned: Vec<_> = match self.find(self.know, words).next() {
            Some(_) => self.find(self.soft, words).collect(),
            None => Vec::new(),
        };
        signals.asks_what_was_sold |= !mentioned.is_empty();
        let meets = |ranges: &[(usize, usize)], (start, end): (usize, usize)| {
            ranges.iter().any(|(s, e)| *s < end && start < *e)
        };
        for found in self
            .find(self.opt_out, words)
            .filter(|found| !meets(&declined, *found))
        {
            if !meets(&instructed, found) && self.is_plain(sentence, found) {
                signals.plain = true;
                break;
            }
            signals.perhaps = true;
            signals.in_prose |= !sentence.menu;
        }
        for name in [self.may_opt_out, self.elsewhere] {
            if signals.perhaps && (signals.in_prose || sentence.menu) {
                break;
            }
            let found = self
                .find(name, words)
                .any(|f| !meets(&declined, f) && !meets(&instructed, f) && !meets(&mentioned, f));
            signals.perhaps |= found;
            signals.in_prose |= found && !sentence.menu;
        }
    }

    /// Returns whether the opt-out at `found` is stated, and not asked, quoted, reported, denied or conditional.
    fn is_plain(&self, sentence: &Sentence, found: (usize, usize)) -> bool {
        let words = &sentence.words;
        let (start, end) = found;
        if sentence.menu || words[start].quoted {
            return false;
        }
        let (before, clause) = self.before(words, start);
        let has = |name, words: &[Word]| self.find(name, words).next().is_some();
        if sentence.question && !has(self.asks_politely, &words[..end]) {
            return false;
        }
        // `you do not sell my data` is a statement; `do not sell my data` and `can you stop selling` are requests.
        let told = !before.is_empty()
            && self.at(self.speaker, before, before.len() - 1)
            && !self
                .find(self.asks_politely, before)
                .any(|(_, end)| end == before.len());
        let near = &before[before.len().saturating_sub(6)..];
        let after = &words[end..words.len().min(end + 8)];
        let doubtful = told
            || has(self.wondering, clause)
            || (sentence.question && has(self.wondering, &words[..start]))
            || self.phrases.negates(near)
            || (0..after.len().min(2)).any(|at| self.at(self.page, after, at))
            || has(self.unless, after);
        !doubtful
    }

    /// Returns the clause's words before `start`, without adjacent adverbs, and the part of them that affects it.
    /// Nothing before `and`, `so` or `because` does.
    fn before<'w>(&self, words: &'w [Word], start: usize) -> (&'w [Word], &'w [Word]) {
        let clause = words[start].clause;
        let first = words[..start]
            .iter()
            .rposition(|w| w.clause != clause)
            .map_or(0, |at| at + 1);
        let mut end = start;
        while end > first && self.at(self.adverb, words, end - 1) {
            end -= 1;
        }
        let joined = (first..end).rev().find(|at| {
            let follows_directly = *at + 1 == end;
            self.at(self.conjunction, words, *at) && follows_directly
        });
        let first = joined.map_or(first, |at| at + 1);
        (&words[first..end], &words[first..start])
    }

    fn says_unnegated(&self, name: Option<Name>, words: &[Word]) -> bool {
        self.find(name, words).any(|(start, _)| {
            let (before, _) = self.before(words, start);
            let near = &before[before.len().saturating_sub(4)..];
            !words[start].quoted && !self.phrases.negates(near)
        })
    }

    fn find<'r>(
        &'r self,
        name: Option<Name>,
        words: &'r [Word],
    ) -> impl Iterator<Item = (usize, usize)> + 'r {
        name.into_iter()
            .flat_map(move |name| self.phrases.find(name, words))
    }

    fn at(&self, name: Option<Name>, words: &[Word], at: usize) -> bool {
        name.is_some_and(|name| self.phrases.longest(name, words, at).is_some())
    }
}
