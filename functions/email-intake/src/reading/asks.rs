//! What a writer asks for.
//!
//! Plain is only what can't be read otherwise: somebody says about their own data, in their own words, that
//! it is not to be sold or shared, and asks for nothing else. Whatever falls short of that is left to a
//! human, and is marked as a possible opt-out as soon as something in it could be one.

use super::content::Content;
use super::own::{self, Own, Prefix};
use super::phrase::{Name, Phrases, Word};
use super::sentence::{Sentence, sentences};
use domain::law::{Choice, Right};
use domain::request::{Asked, DoubtReason};
use std::sync::LazyLock;

/// What decided what a letter asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AskedWhy {
    /// It says plainly not to sell or share the writer's data.
    SaysSo,
    /// It asks for other things, too.
    AlsoAsks,
    /// It passes on another's words.
    Forwarded,
    /// It speaks for another.
    SpeaksForAnother,
    /// It permits somebody to act.
    Permits,
    /// It says that the writer doesn't want to opt out, or wants back in.
    SaysOtherwise,
    /// It looks like mail to many.
    LooksLikeMassMail,
    /// A machine's header stands over a person's words.
    LooksAutomatic,
    /// It could be an opt-out: a question, a condition, a report, half a sentence.
    CouldBeOptOut,
    /// It asks for another right.
    AsksOtherRight,
    /// It asks for nothing that is known here.
    NothingKnown,
    /// It doesn't say whom to answer.
    NobodyToAnswer,
    /// It has no text.
    NothingToRead,
}

impl AskedWhy {
    /// The reason's name, on the record.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SaysSo => "says_so",
            Self::AlsoAsks => "also_asks",
            Self::Forwarded => "forwarded",
            Self::SpeaksForAnother => "speaks_for_another",
            Self::Permits => "permits",
            Self::SaysOtherwise => "says_otherwise",
            Self::LooksLikeMassMail => "looks_like_mass_mail",
            Self::LooksAutomatic => "looks_automatic",
            Self::CouldBeOptOut => "could_be_opt_out",
            Self::AsksOtherRight => "asks_other_right",
            Self::NothingKnown => "nothing_known",
            Self::NobodyToAnswer => "nobody_to_answer",
            Self::NothingToRead => "nothing_to_read",
        }
    }
}

impl std::fmt::Display for AskedWhy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::SaysSo => "it says not to sell or share the writer's personal information",
            Self::AlsoAsks => "it asks for something else beside an opt-out",
            Self::Forwarded => "it passes on somebody else's words",
            Self::SpeaksForAnother => "it speaks for somebody else",
            Self::Permits => "it permits somebody to act, and asks for nothing itself",
            Self::SaysOtherwise => {
                "it says that the writer doesn't want to opt out, or wants back in"
            }
            Self::LooksLikeMassMail => "it looks like mail to many",
            Self::LooksAutomatic => "a machine's header stands over a person's words",
            Self::CouldBeOptOut => "it could be an opt-out, but doesn't say so plainly",
            Self::AsksOtherRight => "it asks for another right",
            Self::NothingKnown => "it asks for nothing that is known here",
            Self::NobodyToAnswer => "it doesn't say whom to answer",
            Self::NothingToRead => "it has no text that can be read",
        })
    }
}

/// What a letter turns out to ask for, and why.
pub(super) struct Finding {
    pub(super) asked: Asked,
    pub(super) why: AskedWhy,
}

/// Rights other than the opt-out, and whether an opt-out beside one is two requests.
const OTHER_RIGHTS: [&str; 6] = [
    "DELETE",
    "KNOW",
    "CORRECT",
    "LIMIT",
    "MARKETING",
    "PROFILING",
];

/// The phrases, and the names that the reader looks for in them.
struct Reader {
    phrases: Phrases,
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
}

static READER: LazyLock<Reader> = LazyLock::new(|| {
    let phrases = Phrases::of(&[
        include_str!("phrases/en.txt"),
        include_str!("phrases/elsewhere.txt"),
    ]);
    Reader {
        opt_out: phrases.name("OPT_OUT"),
        may_opt_out: phrases.name("MAY_OPT_OUT"),
        elsewhere: phrases.name("MAY_OPT_OUT_ELSEWHERE"),
        instruction: phrases.name("INSTRUCTION"),
        declines: phrases.name("DECLINES"),
        opt_in: phrases.name("OPT_IN"),
        other_rights: OTHER_RIGHTS
            .iter()
            .filter_map(|name| phrases.name(name))
            .collect(),
        for_another: phrases.name("FOR_ANOTHER"),
        permission: phrases.name("PERMISSION"),
        asks_politely: phrases.name("ASKS_POLITELY"),
        wondering: phrases.name("wondering"),
        conjunction: phrases.name("conjunction"),
        adverb: phrases.name("adverb"),
        speaker: phrases.name("speaker"),
        page: phrases.name("page"),
        unless: phrases.name("unless"),
        mass_mail: phrases.name("MASS_MAIL"),
        phrases,
    }
});

/// What sentences say, put together.
#[derive(Debug, Default, Clone, Copy)]
struct Said {
    plain: bool,
    perhaps: bool,
    declines: bool,
    other_right: bool,
    for_another: bool,
    permits: bool,
    mass_mail: bool,
}

/// A letter's words and what they say.
pub(super) struct Letter {
    said: Said,
    quoted: Said,
    forwarded: bool,
    unread_parts: bool,
    empty: bool,
}

/// How many words of a letter's own may stand under a subject that alone says "opt out".
const LONGEST_UNDER_SUBJECT: usize = 150;

impl Letter {
    /// Reads what a letter says.
    pub(super) fn of(content: &Content) -> Self {
        let reader = &*READER;
        let prefix = own::prefix_of(&content.subject);
        let Own {
            words,
            quoted,
            forwarded,
        } = own::split(&content.text, prefix);
        let mut said = Said::default();
        let body = sentences(&words, &reader.phrases);
        for sentence in &body {
            reader.hear(sentence, &mut said);
        }
        let others_words = format!("{quoted}\n{}", content.attached_text);
        let mut theirs = Said::default();
        let subject = sentences(own::without_prefixes(&content.subject), &reader.phrases);
        let mut in_subject = Said::default();
        for sentence in &subject {
            reader.hear(sentence, &mut in_subject);
        }
        let length: usize = body.iter().map(|s| s.words.len()).sum();
        match prefix {
            Prefix::None => {
                // Above a long text that never comes back to it, a subject is only a title.
                if in_subject.plain
                    && length > LONGEST_UNDER_SUBJECT
                    && !said.plain
                    && !said.perhaps
                {
                    (in_subject.plain, in_subject.perhaps) = (false, true);
                }
                said.add(in_subject);
            }
            // The subject of an answer or a forward is somebody else's; it counts where nothing else does.
            Prefix::Reply if length > 0 => {}
            Prefix::Reply | Prefix::Forward => {
                theirs.add(in_subject);
                said.perhaps |= in_subject.plain || in_subject.perhaps;
            }
        }
        let forwarded = forwarded || content.attached_message;
        if forwarded {
            for sentence in sentences(&others_words, &reader.phrases) {
                reader.hear(&sentence, &mut theirs);
            }
        }
        Self {
            said,
            quoted: theirs,
            forwarded,
            unread_parts: content.unread_parts,
            empty: length == 0 && subject.is_empty() && others_words.trim().is_empty(),
        }
    }

    /// Whether there is nothing in it that a person could want.
    pub(super) fn asks_nothing(&self) -> bool {
        !self.may_opt_out() && !self.said.other_right
    }

    /// Whether it could be an opt-out.
    pub(super) fn may_opt_out(&self) -> bool {
        let theirs = self.forwarded && (self.quoted.plain || self.quoted.perhaps);
        self.said.plain || self.said.perhaps || theirs || (self.empty && self.unread_parts)
    }

    /// What it asks for.
    pub(super) fn finding(&self) -> Finding {
        let Said {
            plain,
            perhaps,
            declines,
            other_right,
            for_another,
            permits,
            mass_mail,
        } = self.said;
        let may_opt_out = self.may_opt_out();
        let (reason, why) = if self.empty {
            (DoubtReason::NoText, AskedWhy::NothingToRead)
        } else if self.forwarded {
            (DoubtReason::ForSomebodyElse, AskedWhy::Forwarded)
        } else if permits && may_opt_out {
            (DoubtReason::NotPlain, AskedWhy::Permits)
        } else if for_another && may_opt_out {
            (DoubtReason::ForSomebodyElse, AskedWhy::SpeaksForAnother)
        } else if declines {
            (DoubtReason::NotPlain, AskedWhy::SaysOtherwise)
        } else if mass_mail && (plain || perhaps) {
            (DoubtReason::NotPlain, AskedWhy::LooksLikeMassMail)
        } else if plain && other_right {
            (DoubtReason::SeveralThings, AskedWhy::AlsoAsks)
        } else if plain {
            let asked = Asked::Right(Right::Choice(Choice::OptOut));
            return Finding {
                asked,
                why: AskedWhy::SaysSo,
            };
        } else if perhaps {
            (DoubtReason::NotPlain, AskedWhy::CouldBeOptOut)
        } else if other_right {
            (DoubtReason::NotPlain, AskedWhy::AsksOtherRight)
        } else {
            (DoubtReason::NotPlain, AskedWhy::NothingKnown)
        };
        Finding {
            asked: Asked::Unclear {
                reason,
                may_opt_out,
            },
            why,
        }
    }
}

impl Said {
    fn add(&mut self, more: Self) {
        self.plain |= more.plain;
        self.perhaps |= more.perhaps;
        self.declines |= more.declines;
        self.other_right |= more.other_right;
        self.for_another |= more.for_another;
        self.permits |= more.permits;
        self.mass_mail |= more.mass_mail;
    }
}

impl Reader {
    /// Adds what a sentence says; what was said before isn't looked for again.
    fn hear(&self, sentence: &Sentence, said: &mut Said) {
        let words = &sentence.words;
        if words.iter().all(|word| word.id == 0) {
            return;
        }
        let says = |name| {
            self.find(name, words)
                .any(|(start, _)| !words[start].quoted)
        };
        said.other_right = said.other_right
            || self
                .other_rights
                .iter()
                .any(|right| self.says_unnegated(Some(*right), words));
        said.for_another = said.for_another || says(self.for_another);
        said.permits = said.permits || says(self.permission);
        said.mass_mail = said.mass_mail || sentence.menu || says(self.mass_mail);
        let declined: Vec<_> = self.find(self.declines, words).collect();
        said.declines = said.declines
            || declined.iter().any(|(start, _)| !words[*start].quoted)
            || self.says_unnegated(self.opt_in, words);
        if said.plain && said.perhaps {
            return;
        }
        let instructed: Vec<_> = self.find(self.instruction, words).collect();
        let meets = |ranges: &[(usize, usize)], (start, end): (usize, usize)| {
            ranges.iter().any(|(s, e)| *s < end && start < *e)
        };
        for found in self
            .find(self.opt_out, words)
            .filter(|found| !meets(&declined, *found))
        {
            if !meets(&instructed, found) && self.is_plain(sentence, found) {
                said.plain = true;
                break;
            }
            said.perhaps = true;
        }
        for name in [self.may_opt_out, self.elsewhere] {
            said.perhaps = said.perhaps
                || self
                    .find(name, words)
                    .any(|f| !meets(&declined, f) && !meets(&instructed, f));
        }
    }

    /// Whether the opt-out at `found` is said, and not asked, quoted, reported, denied or conditional.
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
        // `you do not sell my data` tells; `do not sell my data` and `can you stop selling` ask.
        let told = !before.is_empty()
            && self.at(self.speaker, before, before.len() - 1)
            && !self
                .find(self.asks_politely, before)
                .any(|(_, end)| end == before.len());
        let near = &before[before.len().saturating_sub(6)..];
        let after = &words[end..words.len().min(end + 8)];
        !told
            && !has(self.wondering, clause)
            && !(sentence.question && has(self.wondering, &words[..start]))
            && !self.phrases.negates(near)
            && !(0..after.len().min(2)).any(|at| self.at(self.page, after, at))
            && !has(self.unless, after)
    }

    /// The words of the same clause before `start`: as they stand without the adverbs next to it, and
    /// what of them bears on it; after `and`, `so` or `because`, nothing does.
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
