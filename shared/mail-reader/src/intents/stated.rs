//! Finds plainly stated intents, in the supported languages.
//!
//! Every sentence is read in every language, because people mix languages and a message of four words has none. An
//! intent counts if it is stated, and not if it is asked about, quoted, denied or conditional.

use super::super::phrase::{Name, Phrases, Word};
use super::super::sentence::Sentence;
use super::vocabulary::PHRASES;
use crate::language::Language;
use domain::law::{ImmediateRight, Right, VerifiableRight};
use std::sync::LazyLock;

/// Something that a message can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Intent {
    /// A right.
    Right(Right),
    /// To opt back in.
    OptIn,
    /// The status of an earlier request.
    FollowUp,
    /// A question about rights or how to exercise them.
    Question,
    /// Nothing: the author permits an agent to act.
    Permission,
}

impl Intent {
    /// Returns the intent's name on the record.
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
const DELETE: Intent = Intent::Right(Right::Verifiable(VerifiableRight::Delete));
const CORRECT: Intent = Intent::Right(Right::Verifiable(VerifiableRight::Correct));
const LIMIT: Intent = Intent::Right(Right::Immediate(ImmediateRight::Limit));
const MARKETING_STOP: Intent = Intent::Right(Right::Immediate(ImmediateRight::MarketingStop));

/// Items of a list after a line such as `I exercise the following rights:`.
const ITEMS: [(&str, Intent); 6] = [
    ("ITEM_OPT_OUT", OPT_OUT),
    ("ITEM_DELETE", DELETE),
    ("ITEM_KNOW", KNOW),
    ("ITEM_CORRECT", CORRECT),
    ("ITEM_LIMIT", LIMIT),
    ("ITEM_MARKETING", MARKETING_STOP),
];
/// The maximum number of items after such a line.
const MOST_ITEMS: usize = 12;
/// A message with at most this many words can be an imperative such as `STOP`.
const SHORT_MESSAGE: usize = 8;

/// The names in the phrase files and their intents.
const NAMES: [(&str, Intent); 11] = [
    ("ASK_OPT_OUT", OPT_OUT),
    ("ASK_OPT_OUT_FOR", OPT_OUT),
    ("ASK_DELETE", DELETE),
    ("ASK_KNOW", KNOW),
    ("ASK_CORRECT", CORRECT),
    ("ASK_MARKETING", MARKETING_STOP),
    ("ASK_LIMIT", LIMIT),
    ("ASK_OPT_IN", Intent::OptIn),
    ("FOLLOW_UP", Intent::FollowUp),
    ("QUESTION", Intent::Question),
    ("PERMISSION", Intent::Permission),
];

/// The meaning of a text in the supported languages.
#[derive(Debug, Default, Clone)]
pub(crate) struct FoundIntents {
    /// The stated intents in order, with their language.
    pub(crate) stated: Vec<(Intent, Language)>,
    /// Intents in a question, a condition or a denial.
    pub(crate) doubtful: Vec<Intent>,
    /// Whether the text is about the author's data or rights.
    pub(crate) personal: bool,
    /// Whether an intent is denied that another sentence may state.
    pub(crate) declines: bool,
    /// The language of most of its words, if it is supported.
    pub(crate) language: Option<Language>,
    /// Whether almost no word is in a supported language.
    pub(crate) foreign: bool,
    /// Whether it asks for several people.
    pub(crate) for_many: bool,
    /// How many words it has.
    pub(crate) words: usize,
    /// The language of an opt-out that names the data by a pronoun: `stop selling it`.
    of_it: Option<Language>,
    /// Whether most letters are of an unsupported script.
    pub(crate) unread_script: bool,
    /// Whether the verdict found that the language is unsupported.
    pub(crate) unread_language: bool,
    /// Whether the verdict found the possible opt-out only in a footer.
    pub(crate) footer_only: bool,
    /// How many of the next sentences can be list items.
    items: usize,
}

impl FoundIntents {
    /// Returns whether this intent is stated.
    pub(crate) fn has(&self, intent: Intent) -> bool {
        self.stated.iter().any(|(stated, _)| *stated == intent)
    }

    /// Adds an intent, once.
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
    content: Option<Name>,
    if_word: Option<Name>,
    polite: Option<Name>,
    personal: Option<Name>,
    declines: Option<Name>,
    for_many: Option<Name>,
    of_it: Option<Name>,
    mailing_list: Option<Name>,
    sold_list: Option<Name>,
    reported: Option<Name>,
    permission: Option<Name>,
    self_permission: Option<Name>,
    list_head: Option<Name>,
    items: Vec<(Name, Intent)>,
    short_stop: Option<Name>,
    short_unclear: Option<Name>,
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
            content: name("content"),
            if_word: name("if_word"),
            polite: name(polite),
            personal: name("PERSONAL_MATTER"),
            declines: name("DECLINES"),
            for_many: name("FOR_MANY"),
            of_it: name("ASK_OPT_OUT_OF_IT"),
            mailing_list: name("MAILING_LIST"),
            sold_list: name("SOLD_LIST"),
            reported: name("REPORTED"),
            permission: name("PERMISSION"),
            self_permission: name("SELF_PERMISSION"),
            list_head: name("LIST_HEAD"),
            items: ITEMS.iter().filter_map(named).collect(),
            short_stop: name("SHORT_STOP"),
            short_unclear: name("SHORT_UNCLEAR"),
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
        // Another person's request, or permission for an agent, isn't the author's request.
        let permits = self.has(self.permission, words) && !self.has(self.self_permission, words);
        let reported = self.has(self.reported, words);
        let of_others = permits || reported;
        let mailing_lists: Vec<_> = self.ranges(self.mailing_list, words);
        let sold_lists: Vec<_> = self.ranges(self.sold_list, words);
        let within = |ranges: &[(usize, usize)], at: usize| {
            ranges
                .iter()
                .any(|(start, end)| (*start..*end).contains(&at))
        };
        for (name, intent) in &self.intents {
            if intents.has(*intent) {
                continue;
            }
            for (start, end) in self.phrases.find(*name, words) {
                let elsewhere = match *intent {
                    DELETE => within(&mailing_lists, end - 1),
                    MARKETING_STOP => within(&sold_lists, end - 1),
                    Intent::Permission => !permits,
                    _ => false,
                };
                if words[start].quoted || elsewhere {
                    continue;
                }
                let right = matches!(intent, Intent::Right(_));
                if self.is_stated(sentence, *intent, start, end) && !(right && of_others) {
                    intents.add(*intent, self.language);
                    break;
                }
                intents.doubtful.push(*intent);
                // Staff decide whose request it is.
                intents.personal |= right && reported;
            }
        }
        if let Some((start, end)) = self.ranges(self.of_it, words).first().copied()
            && !words[start].quoted
        {
            match self.is_stated(sentence, OPT_OUT, start, end) && !of_others {
                true => intents.of_it = intents.of_it.or(Some(self.language)),
                false => intents.doubtful.push(OPT_OUT),
            }
        }
        self.add_items(sentence, intents);
    }

    /// Adds the items of a list of rights.
    fn add_items(&self, sentence: &Sentence, intents: &mut FoundIntents) {
        let words = &sentence.words;
        let head = self.ranges(self.list_head, words).last().copied();
        let below = match head {
            Some((_, end)) => &words[end..],
            None if intents.items > 0 => &words[..],
            None => return,
        };
        intents.items = match head {
            Some(_) => MOST_ITEMS,
            None => intents.items - 1,
        };
        for (name, intent) in &self.items {
            let found = self.phrases.find(*name, below).next();
            if found.is_some_and(|(start, _)| !self.phrases.negates(&below[..start])) {
                intents.add(*intent, self.language);
            }
        }
    }

    fn ranges(&self, name: Option<Name>, words: &[Word]) -> Vec<(usize, usize)> {
        name.map_or_else(Vec::new, |name| self.phrases.find(name, words).collect())
    }

    /// Returns whether the intent at `start` is stated outright.
    fn is_stated(&self, sentence: &Sentence, intent: Intent, start: usize, end: usize) -> bool {
        let words = &sentence.words;
        let clause = words[start].clause;
        let first = words[..start]
            .iter()
            .rposition(|word| word.clause != clause)
            .map_or(0, |at| at + 1);
        let before = &words[first..start];
        // Follow-ups and questions count in any context.
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
        self.count(self.common, sentence)
    }

    fn count(&self, list: Option<Name>, sentence: &Sentence) -> usize {
        let Some(list) = list else { return 0 };
        let words = sentence.words.iter();
        words
            .filter(|word| self.phrases.begins(list, **word))
            .count()
    }

    /// Counts the words that belong to the language: its most common ones, and a list of those that carry meaning.
    fn known_words(&self, sentences: &[Sentence]) -> usize {
        let lists = [self.common, self.content];
        let counted = sentences
            .iter()
            .flat_map(|sentence| lists.map(|list| self.count(list, sentence)));
        counted.sum()
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

/// The minimum share of a language's most common words in its texts, in percent.
const COMMON_PERCENT: usize = 12;
/// Below this share, in every language, a text is in an unsupported language.
const FOREIGN_PERCENT: usize = 16;
/// A text is in a language all the same if at least this share of its words belongs to that language.
const KNOWN_PERCENT: usize = 40;
/// A text with at least this many words is read only in its own languages: `pas` is a Dutch verb in a French message.
const HAS_A_LANGUAGE: usize = 20;

/// Reads a text in every language, or in those of its most common words.
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
            intents.items = 0;
            for sentence in sentences {
                reader.add_sentence(sentence, &mut intents);
            }
        }
    }
    // `Sell it` is about the author's data if the message is.
    if let Some(language) = intents.of_it
        && (intents.personal
            || intents
                .stated
                .iter()
                .any(|(i, _)| matches!(i, Intent::Right(_))))
    {
        intents.add(OPT_OUT, language);
    }
    if intents.words <= SHORT_MESSAGE {
        short_message(sentences, &mut intents);
    }
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let (all, latin) = letters.fold((0, 0), |(all, latin), c| {
        (all + 1, latin + usize::from(c < '\u{250}'))
    });
    intents.unread_script = latin * 2 < all;
    let elsewhere = sentences
        .iter()
        .map(words_of_unread_languages)
        .sum::<usize>();
    let known = READERS.iter().map(|reader| reader.known_words(sentences));
    let knows_enough = || known.max().unwrap_or_default() * 100 >= intents.words * KNOWN_PERCENT;
    let lacks_common_words = most * 100 < intents.words * FOREIGN_PERCENT || elsewhere > most;
    intents.foreign = intents.unread_script || (lacks_common_words && !knows_enough());
    intents
}

/// Counts the sentence's words that are common in unsupported languages.
fn words_of_unread_languages(sentence: &Sentence) -> usize {
    static COMMON: LazyLock<Option<Name>> = LazyLock::new(|| PHRASES.name("unread common"));
    let Some(common) = *COMMON else { return 0 };
    let words = sentence.words.iter();
    words.filter(|word| PHRASES.begins(common, **word)).count()
}

/// Adds the meaning of a very short message: `STOP` stops marketing. `remove me` can mean more, so staff read it.
fn short_message(sentences: &[Sentence], intents: &mut FoundIntents) {
    for reader in READERS.iter() {
        for Sentence { words, .. } in sentences {
            if reader.has(reader.short_stop, words) {
                intents.add(MARKETING_STOP, reader.language);
            } else if reader.has(reader.short_unclear, words) {
                intents.doubtful.push(DELETE);
                intents.personal = true;
            }
        }
    }
}
