//! What becomes of a letter: requests, nothing, or a human.

use super::super::phrase::lines_of;
use super::super::sentence::Sentence;
use super::cited::{Citations, CitedLaw, cited};
use super::hearing::Said;
use super::home::home;
use super::wishes::{Language, Wish, Wishes, wishes};
use super::words::cut;
use domain::law::{ImmediateRight, Right};
use domain::person::Region;
use domain::request::ReviewReason;
use std::sync::LazyLock;

/// One thing that a letter asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask {
    /// What.
    pub wish: Wish,
    /// In which language it is said.
    pub language: Language,
    /// What shows it.
    pub shown: Shown,
}

/// What shows what a letter asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// A sentence says so.
    Said,
    /// Nothing but the subject says so.
    Subject,
    /// The article of the law that it cites first gives that right, and no sentence says another.
    Article,
}

impl Ask {
    /// Why, in words for the record.
    #[must_use]
    pub fn why(&self) -> String {
        let how = match self.shown {
            Shown::Said => "a sentence of the letter says so",
            Shown::Subject => "its subject says so, and its text says nothing else",
            Shown::Article => "it cites the article of the law that gives this right",
        };
        format!("{}: {how} ({})", self.wish.as_str(), self.language.code())
    }
}

/// What becomes of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Each of its asks is taken as it is said.
    Taken,
    /// It asks for nothing.
    NoRequest,
    /// A human reads it, with its clock running.
    Human(ReviewReason),
}

/// What a letter's words were found to ask for, and what becomes of it.
#[derive(Debug, Clone)]
pub(crate) struct Verdict {
    pub(crate) asks: Vec<Ask>,
    pub(crate) decision: Decision,
    pub(crate) reason: &'static str,
    pub(crate) may_opt_out: bool,
    pub(crate) cited: Vec<CitedLaw>,
    pub(crate) home: Option<Region>,
    pub(crate) language: Option<Language>,
    /// Whether it speaks for somebody else.
    pub(crate) for_another: bool,
    /// Whether those whom it names may be people for whom it asks.
    pub(crate) may_list_people: bool,
    /// The words of whoever asks.
    pub(crate) words: String,
}

impl Verdict {
    /// The rights that it asks for.
    pub(crate) fn rights(&self) -> impl Iterator<Item = Wish> + '_ {
        let wishes = self.asks.iter().map(|ask| ask.wish);
        wishes.filter(|wish| matches!(wish, Wish::Right(_)))
    }

    /// Whether it asks for nothing and can't be an opt-out.
    pub(crate) fn is_silent(&self) -> bool {
        self.asks.is_empty() && !self.may_opt_out
    }

    /// Leaves it to a human.
    pub(crate) fn doubt(&mut self, doubt: ReviewReason, reason: &'static str) {
        self.decision = Decision::Human(doubt);
        self.reason = reason;
    }
}

/// A letter, as far as deciding goes.
pub(crate) struct Heard<'a> {
    /// The words of whoever asks.
    pub(crate) words: &'a str,
    /// The same, cut into sentences.
    pub(crate) sentences: &'a [Sentence],
    /// The subject, if it is theirs.
    pub(crate) subject: &'a str,
    /// What English phrases say about an opt-out.
    pub(crate) said: Said,
    /// Whether there is nothing to read, and something that can't be read.
    pub(crate) unread: bool,
    /// Whether the subject says that another's words follow, and none do.
    pub(crate) lost_forward: bool,
}

/// To be sold and shared no more.
pub(crate) const OPT_OUT: Wish = Wish::Right(Right::Immediate(ImmediateRight::OptOut));
const MARKETING: Wish = Wish::Right(Right::Immediate(ImmediateRight::MarketingStop));

/// Under a text of more words, a subject is only a title.
const LONGEST_UNDER_SUBJECT: usize = 150;
/// A text of fewer words has no language.
const FEWEST_WORDS: usize = 6;

/// Decides.
pub(crate) fn verdict(heard: &Heard<'_>) -> Verdict {
    let mut found = wishes(heard.words, heard.sentences);
    if heard.said.plain && !found.has(OPT_OUT) {
        found.said.insert(0, (OPT_OUT, Language::English));
    }
    let citations = cited(heard.sentences);
    let mut shown = Shown::Said;
    let is_right = |(wish, _): &(Wish, Language)| matches!(wish, Wish::Right(_) | Wish::OptIn);
    if !found.said.iter().any(is_right) && found.words <= LONGEST_UNDER_SUBJECT {
        let title = wishes(heard.subject, &cut(heard.subject));
        found.personal |= title.personal;
        found.doubtful.extend(title.doubtful);
        for (wish, language) in title.said {
            found.add(wish, language);
            shown = Shown::Subject;
        }
    }
    if found.said.is_empty()
        && found.personal
        && let (Some(wish), Some(language)) = (citations.first_article, found.language)
    {
        found.add(wish, language);
        shown = Shown::Article;
    }
    let may_opt_out = heard.said.plain
        || heard.said.perhaps
        || found.has(OPT_OUT)
        || found.doubtful.contains(&OPT_OUT);
    let (decision, reason) = decide(heard, &mut found, &citations, may_opt_out);
    let asks = found.said.iter().map(|(wish, language)| Ask {
        wish: *wish,
        language: *language,
        shown,
    });
    Verdict {
        asks: asks.collect(),
        decision,
        reason,
        may_opt_out,
        cited: citations.laws,
        home: home(heard.sentences),
        language: found.language,
        for_another: heard.said.for_another,
        may_list_people: heard.said.for_another || found.for_many,
        words: heard.words.to_owned(),
    }
}

fn decide(
    heard: &Heard<'_>,
    found: &mut Wishes,
    citations: &Citations,
    may_opt_out: bool,
) -> (Decision, &'static str) {
    let human = |reason| Decision::Human(reason);
    if found.has(Wish::Permission) {
        found.said.retain(|(wish, _)| *wish == Wish::Permission);
        return (
            Decision::Taken,
            "it permits somebody to act, and asks for nothing itself",
        );
    }
    let rights = found
        .said
        .iter()
        .filter(|(wish, _)| matches!(wish, Wish::Right(_)))
        .count();
    let denies = heard.said.declines || found.declines;
    if found.has(Wish::OptIn) && !found.has(OPT_OUT) && !found.declines {
        return (Decision::Taken, "it asks to be sold or shared again");
    }
    if denies && (may_opt_out || found.has(OPT_OUT)) {
        return (
            human(ReviewReason::NotPlain),
            "it says that something is not wanted, or no longer",
        );
    }
    if heard.said.mass_mail {
        let others = found
            .said
            .iter()
            .any(|(wish, _)| matches!(wish, Wish::Right(_)) && *wish != MARKETING);
        return match others {
            true => (
                human(ReviewReason::NotPlain),
                "it asks for a right, but looks like mail to many",
            ),
            false => {
                found.said.clear();
                (Decision::NoRequest, "it is mail to many")
            }
        };
    }
    if rights > 0 {
        if heard.lost_forward {
            let reason =
                "its subject says that it was passed on, and nothing in it says whose words it is";
            return (human(ReviewReason::ForSomebodyElse), reason);
        }
        return (Decision::Taken, "it says plainly what it asks for");
    }
    if heard.said.perhaps || (may_opt_out && found.personal) {
        return (
            human(ReviewReason::NotPlain),
            "it could be an opt-out, but doesn't say so plainly",
        );
    }
    if heard.unread {
        return (
            human(ReviewReason::NoText),
            "it has no text that can be read, but something attached",
        );
    }
    if found.has(Wish::FollowUp) && (found.personal || !citations.laws.is_empty()) {
        return (Decision::Taken, "it asks about an earlier request");
    }
    if found.has(Wish::Question) && found.personal {
        found.said.retain(|(wish, _)| *wish == Wish::Question);
        return (Decision::Taken, "it asks about rights, and exercises none");
    }
    found.said.clear();
    let doubtful = found
        .doubtful
        .iter()
        .any(|wish| matches!(wish, Wish::Right(_)));
    if found.personal && (doubtful || !citations.laws.is_empty()) {
        return (
            human(ReviewReason::NotPlain),
            "it is about the writer's data, but doesn't say plainly what is asked",
        );
    }
    let unread = found.foreign && found.words >= FEWEST_WORDS && looks_written_by_hand(heard.words);
    if unread || (found.language.is_none() || found.foreign) && speaks_of_privacy(heard.words) {
        return (
            human(ReviewReason::NotPlain),
            "it is in a language that isn't read here",
        );
    }
    (
        Decision::NoRequest,
        "it asks for nothing that is known here",
    )
}

/// Parts of words in languages that aren't read.
static PRIVACY_WORDS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lines_of(include_str!("../phrases/privacy_words.txt")).collect());

/// Whether a text says a word that letters about privacy say in the languages that aren't read.
fn speaks_of_privacy(text: &str) -> bool {
    let text = &text[..text.floor_char_boundary(16 * 1024)];
    let lower = text.to_lowercase();
    PRIVACY_WORDS.iter().any(|word| lower.contains(word))
}

/// Whether a text in an unknown language could be a person's letter: it advertises nothing and consists of
/// letters.
fn looks_written_by_hand(text: &str) -> bool {
    let text = &text[..text.floor_char_boundary(16 * 1024)];
    let marks = ["://", "www.", "</", "%", "$", "€", "¥"];
    let advertises = marks
        .iter()
        .map(|mark| text.matches(mark).count())
        .sum::<usize>();
    let numbers = text
        .split(|c: char| !(c.is_ascii_digit() || c == '-'))
        .filter(|run| run.len() >= 7);
    let wrong = text.chars().filter(|c| *c == '\u{fffd}').count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let said = text.chars().filter(|c| !c.is_whitespace()).count();
    advertises + numbers.count() < 2 && wrong == 0 && letters * 3 >= said * 2
}
