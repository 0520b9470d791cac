//! What becomes of a letter: requests, nothing, or a human.

use super::super::phrase::lines_of;
use super::super::sentence::Sentence;
use super::citations::{Citations, CitedLaw, cited};
use super::home::home;
use super::negation::OptOutSignals;
use super::stated::{FoundIntents, Intent, Language, intents};
use super::vocabulary::cut;
use domain::law::{ImmediateRight, Right};
use domain::person::Region;
use domain::request::ReviewReason;
use std::sync::LazyLock;

/// One thing that a letter asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatedIntent {
    /// What.
    pub intent: Intent,
    /// In which language it is said.
    pub language: Language,
    /// What shows it.
    pub evidence: IntentEvidence,
}

/// What shows what a letter asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntentEvidence {
    /// A sentence says so.
    Sentence,
    /// Nothing but the subject says so.
    Subject,
    /// The article of the law that it cites first gives that right, and no sentence says another.
    Article,
}

impl StatedIntent {
    /// Why, in words for the record.
    #[must_use]
    pub fn why(&self) -> String {
        let how = match self.evidence {
            IntentEvidence::Sentence => "a sentence of the letter says so",
            IntentEvidence::Subject => "its subject says so, and its text says nothing else",
            IntentEvidence::Article => "it cites the article of the law that gives this right",
        };
        format!("{}: {how} ({})", self.intent.as_str(), self.language.code())
    }
}

/// What becomes of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Each of its asks is taken as it is said.
    Opened,
    /// It asks for nothing.
    NoRequest,
    /// A human reads it, with its clock running.
    Review(ReviewReason),
}

/// What a letter's words were found to ask for, and what becomes of it.
#[derive(Debug, Clone)]
pub(crate) struct Verdict {
    pub(crate) intents: Vec<StatedIntent>,
    pub(crate) decision: Decision,
    pub(crate) reason: &'static str,
    pub(crate) may_opt_out: bool,
    /// Whether it could be an opt-out only because it, or what is attached, isn't read.
    pub(crate) unread: bool,
    /// Whether it looks like mail to many.
    pub(crate) mass_mail: bool,
    /// Whether what could be an opt-out is only a link in the footer of mail to many.
    pub(crate) footer_only: bool,
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
    pub(crate) fn rights(&self) -> impl Iterator<Item = Intent> + '_ {
        let intents = self.intents.iter().map(|ask| ask.intent);
        intents.filter(|intent| matches!(intent, Intent::Right(_)))
    }

    /// Whether nothing that is read in it asks for anything or could be an opt-out.
    pub(crate) fn is_silent(&self) -> bool {
        self.intents.is_empty() && (self.unread || !self.may_opt_out)
    }

    /// Leaves it to a human.
    pub(crate) fn send_to_review(&mut self, send_to_review: ReviewReason, reason: &'static str) {
        self.decision = Decision::Review(send_to_review);
        self.reason = reason;
    }
}

/// A letter, as far as deciding goes.
pub(crate) struct VerdictInput<'a> {
    /// The words of whoever asks.
    pub(crate) words: &'a str,
    /// The same, cut into sentences.
    pub(crate) sentences: &'a [Sentence],
    /// The subject, if it is theirs.
    pub(crate) subject: &'a str,
    /// What English phrases say about an opt-out.
    pub(crate) signals: OptOutSignals,
    /// Whether there is nothing to read, and something that can't be read.
    pub(crate) unread: bool,
    /// Whether the subject says that another's words follow, and none do.
    pub(crate) lost_forward: bool,
}

/// To be sold and shared no more.
pub(crate) const OPT_OUT: Intent = Intent::Right(Right::Immediate(ImmediateRight::OptOut));
pub(crate) const MARKETING_STOP: Intent =
    Intent::Right(Right::Immediate(ImmediateRight::MarketingStop));

/// Under a text of more words, a subject is only a title.
const LONGEST_UNDER_SUBJECT: usize = 150;
/// A text of fewer words has no language.
const FEWEST_WORDS: usize = 6;
/// In a Latin script, fewer words may be a name or a number of an order.
const FEWEST_FOREIGN_WORDS: usize = 4;

/// Decides.
pub(crate) fn verdict(input: &VerdictInput<'_>) -> Verdict {
    let mut found = intents(input.words, input.sentences);
    if input.signals.plain && !found.has(OPT_OUT) {
        found.stated.insert(0, (OPT_OUT, Language::English));
    }
    let citations = cited(input.sentences);
    let mut evidence = IntentEvidence::Sentence;
    let is_right =
        |(intent, _): &(Intent, Language)| matches!(intent, Intent::Right(_) | Intent::OptIn);
    if !found.stated.iter().any(is_right) && found.words <= LONGEST_UNDER_SUBJECT {
        let title = intents(input.subject, &cut(input.subject));
        found.personal |= title.personal;
        found.doubtful.extend(title.doubtful);
        for (intent, language) in title.stated {
            found.add(intent, language);
            evidence = IntentEvidence::Subject;
        }
    }
    if found.stated.is_empty()
        && found.personal
        && let (Some(intent), Some(language)) = (citations.first_article, found.language)
    {
        found.add(intent, language);
        evidence = IntentEvidence::Article;
    }
    let may_opt_out = input.signals.plain
        || input.signals.perhaps
        || found.has(OPT_OUT)
        || found.doubtful.contains(&OPT_OUT);
    let (decision, reason) = decide(input, &mut found, &citations, may_opt_out);
    let waits = matches!(decision, Decision::Review(_));
    let may_opt_out =
        (may_opt_out && !found.footer_only) || (waits && (found.unread_language || input.unread));
    let intents = found.stated.iter().map(|(intent, language)| StatedIntent {
        intent: *intent,
        language: *language,
        evidence,
    });
    Verdict {
        intents: intents.collect(),
        decision,
        reason,
        may_opt_out,
        unread: waits && (found.unread_language || input.unread),
        mass_mail: input.signals.mass_mail,
        footer_only: found.footer_only,
        cited: citations.laws,
        home: home(input.sentences),
        language: found.language,
        for_another: input.signals.for_another,
        may_list_people: input.signals.for_another || found.for_many,
        words: input.words.to_owned(),
    }
}

fn decide(
    input: &VerdictInput<'_>,
    found: &mut FoundIntents,
    citations: &Citations,
    may_opt_out: bool,
) -> (Decision, &'static str) {
    let human = |reason| Decision::Review(reason);
    let rights = found
        .stated
        .iter()
        .filter(|(intent, _)| matches!(intent, Intent::Right(_)))
        .count();
    // A permission beside the writer's own requests takes nothing from them.
    if found.has(Intent::Permission) {
        if rights == 0 {
            found
                .stated
                .retain(|(intent, _)| *intent == Intent::Permission);
            return (
                Decision::Opened,
                "it permits somebody to act, and asks for nothing itself",
            );
        }
        found
            .stated
            .retain(|(intent, _)| *intent != Intent::Permission);
    }
    let denies = input.signals.declines || found.declines;
    if found.has(Intent::OptIn) && !found.has(OPT_OUT) && !found.declines {
        return (Decision::Opened, "it asks to be sold or shared again");
    }
    if denies && (may_opt_out || found.has(OPT_OUT)) {
        return (
            human(ReviewReason::NotPlain),
            "it says that something is not wanted, or no longer",
        );
    }
    if input.signals.mass_mail {
        let others = found
            .stated
            .iter()
            .any(|(intent, _)| matches!(intent, Intent::Right(_)) && *intent != MARKETING_STOP);
        return match others {
            true => (
                human(ReviewReason::NotPlain),
                "it asks for a right, but looks like mail to many",
            ),
            false => {
                found.stated.clear();
                // Words about an opt-out that stand in its footer alone are the sender's own links.
                if !input.signals.in_prose && input.signals.prose_words >= FEWEST_WORDS {
                    found.footer_only = true;
                }
                (Decision::NoRequest, "it is mail to many")
            }
        };
    }
    if rights > 0 {
        if input.lost_forward {
            let reason =
                "its subject says that it was passed on, and nothing in it says whose words it is";
            return (human(ReviewReason::ForSomebodyElse), reason);
        }
        return (Decision::Opened, "it says plainly what it asks for");
    }
    if input.signals.perhaps || (may_opt_out && found.personal) {
        return (
            human(ReviewReason::NotPlain),
            "it could be an opt-out, but doesn't say so plainly",
        );
    }
    if input.unread {
        return (
            human(ReviewReason::NoText),
            "it has no text that can be read, but something attached",
        );
    }
    if found.has(Intent::FollowUp) && (found.personal || !citations.laws.is_empty()) {
        return (Decision::Opened, "it asks about an earlier request");
    }
    if found.has(Intent::Question) && found.personal {
        found
            .stated
            .retain(|(intent, _)| *intent == Intent::Question);
        return (Decision::Opened, "it asks about rights, and exercises none");
    }
    found.stated.clear();
    let doubtful = found
        .doubtful
        .iter()
        .any(|intent| matches!(intent, Intent::Right(_)));
    if found.personal && (doubtful || !citations.laws.is_empty()) {
        return (
            human(ReviewReason::NotPlain),
            "it is about the writer's data, but doesn't say plainly what is asked",
        );
    }
    found.unread_language = is_in_an_unread_language(input.words, found);
    if found.unread_language {
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

/// Whether a text is in a language that isn't read here: an unread script, whatever its length, or words of which
/// hardly any is a common word of a language that is read.
fn is_in_an_unread_language(words: &str, found: &FoundIntents) -> bool {
    let by_hand = looks_written_by_hand(words);
    let script = found.unread_script && by_hand;
    let latin = found.words >= FEWEST_FOREIGN_WORDS && found.foreign && by_hand;
    script || latin || (found.language.is_none() || found.foreign) && speaks_of_privacy(words)
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
    let quote_markers = ["://", "www.", "</", "%", "$", "€", "¥"];
    let advertises = quote_markers
        .iter()
        .map(|mark| text.matches(mark).count())
        .sum::<usize>();
    let numbers = text
        .split(|c: char| !(c.is_ascii_digit() || c == '-'))
        .filter(|run| run.len() >= 7);
    let wrong = text.chars().filter(|c| *c == '\u{fffd}').count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let visible = text.chars().filter(|c| !c.is_whitespace()).count();
    advertises + numbers.count() < 2 && wrong == 0 && letters * 3 >= visible * 2
}
