//! What a letter plainly asks for, in the languages that are read.
//!
//! Every sentence is heard in every language: people mix them, and a letter of four words has no language.
//! A wish counts where it is said, not where it is asked about, quoted, denied or made a condition.

use super::super::phrase::{Name, Phrases, Word};
use super::super::sentence::Sentence;
use super::vocabulary::PHRASES;
use domain::law::{ImmediateRight, Right, VerifiableRight};
use std::sync::LazyLock;

/// A language that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// English.
    English,
    /// Spanish.
    Spanish,
    /// German.
    German,
    /// French.
    French,
    /// Italian.
    Italian,
    /// Dutch.
    Dutch,
    /// Portuguese.
    Portuguese,
}

impl Language {
    /// Its ISO 639-1 code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
            Self::German => "de",
            Self::French => "fr",
            Self::Italian => "it",
            Self::Dutch => "nl",
            Self::Portuguese => "pt",
        }
    }
}

/// Something that a letter may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Intent {
    /// A right.
    Right(Right),
    /// To be sold or shared again.
    OptIn,
    /// How an earlier request stands.
    FollowUp,
    /// Which rights there are, or how one asks.
    Question,
    /// Nothing: it permits somebody to act.
    Permission,
}

impl Intent {
    /// Its name, on the record.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Right(right) => right.as_str(),
            Self::OptIn => "opt_in",
            Self::FollowUp => "follow_up",
            Self::Question => "question",
            Self::Permission => "permission",
        }
    }
}

const OPT_OUT: Intent = Intent::Right(Right::Immediate(ImmediateRight::OptOut));
const KNOW: Intent = Intent::Right(Right::Verifiable(VerifiableRight::Know));

/// The names in the phrase files, and what they wish.
const NAMES: [(&str, Intent); 11] = [
    ("ASK_OPT_OUT", OPT_OUT),
    ("ASK_OPT_OUT_FOR", OPT_OUT),
    (
        "ASK_DELETE",
        Intent::Right(Right::Verifiable(VerifiableRight::Delete)),
    ),
    ("ASK_KNOW", KNOW),
    (
        "ASK_CORRECT",
        Intent::Right(Right::Verifiable(VerifiableRight::Correct)),
    ),
    (
        "ASK_MARKETING",
        Intent::Right(Right::Immediate(ImmediateRight::MarketingStop)),
    ),
    (
        "ASK_LIMIT",
        Intent::Right(Right::Immediate(ImmediateRight::Limit)),
    ),
    ("ASK_OPT_IN", Intent::OptIn),
    ("FOLLOW_UP", Intent::FollowUp),
    ("QUESTION", Intent::Question),
    ("PERMISSION", Intent::Permission),
];

/// What a text says in the languages that are read.
#[derive(Debug, Default, Clone)]
pub(crate) struct FoundIntents {
    /// What is plainly wished, in the order in which it is said, and in which language.
    pub(crate) stated: Vec<(Intent, Language)>,
    /// What is wished in a question, a condition or a denial.
    pub(crate) doubtful: Vec<Intent>,
    /// Whether it is about the writer's data or rights at all.
    pub(crate) personal: bool,
    /// Whether something is denied that another sentence may ask.
    pub(crate) declines: bool,
    /// The language of most of its words, if it is one that is read.
    pub(crate) language: Option<Language>,
    /// Whether hardly a word of it is of a language that is read.
    pub(crate) foreign: bool,
    /// Whether it says that it asks for several people.
    pub(crate) for_many: bool,
    /// How many words it has.
    pub(crate) words: usize,
}

impl FoundIntents {
    /// Whether this is plainly wished.
    pub(crate) fn has(&self, intent: Intent) -> bool {
        self.stated.iter().any(|(stated, _)| *stated == intent)
    }

    /// Adds a wish that was found, once.
    pub(crate) fn add(&mut self, intent: Intent, language: Language) {
        if !self.has(intent) {
            self.stated.push((intent, language));
        }
    }
}

/// One language's phrases.
struct Reader {
    language: Language,
    phrases: &'static Phrases,
    intents: Vec<(Name, Intent)>,
    common: Option<Name>,
    if_word: Option<Name>,
    polite: Option<Name>,
    personal: Option<Name>,
    declines: Option<Name>,
    for_many: Option<Name>,
}

impl Reader {
    fn of(language: Language) -> Self {
        let phrases = &*PHRASES;
        let name = |name: &str| phrases.name(&format!("{} {name}", language.code()));
        let named = |(own, intent): &(&str, Intent)| Some((name(own)?, *intent));
        let polite = match language {
            Language::English => "ASKS_POLITELY",
            _ => "polite",
        };
        Self {
            language,
            intents: NAMES.iter().filter_map(named).collect(),
            common: name("common"),
            if_word: name("if_word"),
            polite: name(polite),
            personal: name("PERSONAL_MATTER"),
            declines: name("DECLINES"),
            for_many: name("FOR_MANY"),
            phrases,
        }
    }

    fn add_sentence(&self, sentence: &Sentence, intents: &mut FoundIntents) {
        let words = &sentence.words;
        if words.iter().all(|word| word.id == 0) {
            return;
        }
        intents.personal = intents.personal || self.has(self.personal, words);
        intents.declines = intents.declines || self.has(self.declines, words);
        intents.for_many = intents.for_many || self.has(self.for_many, words);
        for (name, intent) in &self.intents {
            if intents.has(*intent) {
                continue;
            }
            for (start, end) in self.phrases.find(*name, words) {
                if words[start].quoted {
                    continue;
                }
                if self.is_stated(sentence, *intent, start, end) {
                    intents.add(*intent, self.language);
                    break;
                }
                intents.doubtful.push(*intent);
            }
        }
    }

    /// Whether the wish at `start` is said outright.
    fn is_stated(&self, sentence: &Sentence, intent: Intent, start: usize, end: usize) -> bool {
        let words = &sentence.words;
        let clause = words[start].clause;
        let first = words[..start]
            .iter()
            .rposition(|word| word.clause != clause)
            .map_or(0, |at| at + 1);
        let before = &words[first..start];
        // A follow-up and a question are what they are, whatever stands around them.
        if matches!(intent, Intent::FollowUp | Intent::Question) {
            return !sentence.menu;
        }
        let asked = sentence.question && intent != KNOW && !self.has(self.polite, &words[..end]);
        let near = &before[before.len().saturating_sub(3)..];
        !(sentence.menu || asked || self.has(self.if_word, before) || self.phrases.negates(near))
    }

    fn has(&self, name: Option<Name>, words: &[Word]) -> bool {
        name.is_some_and(|name| self.phrases.find(name, words).next().is_some())
    }

    fn common_words(&self, sentence: &Sentence) -> usize {
        let Some(common) = self.common else { return 0 };
        let words = sentence.words.iter();
        words
            .filter(|word| self.phrases.begins(common, **word))
            .count()
    }
}

static READERS: LazyLock<Vec<Reader>> = LazyLock::new(|| {
    let languages = [
        Language::English,
        Language::Spanish,
        Language::German,
        Language::French,
        Language::Italian,
        Language::Dutch,
        Language::Portuguese,
    ];
    languages.into_iter().map(Reader::of).collect()
});

/// The share of its words, in percent, that a language's most common words have in its texts at least.
const COMMON_PERCENT: usize = 12;
/// A text in which they have less, in every language, is in none of them.
const FOREIGN_PERCENT: usize = 5;
/// A text of so many words is heard in its own languages only: `pas` is a Dutch verb in a French letter.
const HAS_A_LANGUAGE: usize = 20;

/// Hears a text in every language, or in those that its most common words are of.
pub(crate) fn intents(text: &str, sentences: &[Sentence]) -> FoundIntents {
    let mut intents = FoundIntents {
        words: sentences.iter().map(|sentence| sentence.words.len()).sum(),
        ..FoundIntents::default()
    };
    let scored: Vec<(&Reader, usize)> = READERS
        .iter()
        .map(|reader| {
            (
                reader,
                sentences.iter().map(|s| reader.common_words(s)).sum(),
            )
        })
        .collect();
    let most = scored
        .iter()
        .map(|(_, common)| *common)
        .max()
        .unwrap_or_default();
    for (reader, common) in scored {
        if common == most && common * 100 >= intents.words * COMMON_PERCENT {
            intents.language = intents.language.or(Some(reader.language));
        }
        if intents.words < HAS_A_LANGUAGE || common * 2 >= most {
            for sentence in sentences {
                reader.add_sentence(sentence, &mut intents);
            }
        }
    }
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let (all, latin) = letters.fold((0, 0), |(all, latin), c| {
        (all + 1, latin + usize::from(c < '\u{250}'))
    });
    intents.foreign = most * 100 < intents.words * FOREIGN_PERCENT || latin * 2 < all;
    intents
}
