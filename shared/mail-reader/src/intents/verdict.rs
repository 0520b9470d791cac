//! Decides what a message becomes: requests, a review, or nothing.

use super::super::phrase::lines_of;
use super::super::sentence::Sentence;
use super::citations::{Citations, CitedLaw, cited};
use super::combine::{self, Outcome, combine};
use super::evidence;
use super::home::home;
use super::negation::OptOutSignals;
use super::stated::{FoundIntents, Intent, intents};
use super::vocabulary::{cut, prose};
use crate::classifier::{self, Label, Wording};
use crate::language::Language;
use domain::law::{ImmediateRight, Right};
use domain::person::Region;
use domain::request::ReviewReason;
use std::sync::LazyLock;

/// One thing that a message asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatedIntent {
    /// The intent.
    pub intent: Intent,
    /// The language of the words.
    pub language: Language,
    /// The evidence.
    pub evidence: IntentEvidence,
}

/// The evidence of an intent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntentEvidence {
    /// A sentence states it.
    Sentence,
    /// Only the subject states it.
    Subject,
    /// The first cited article grants the right, and no sentence states another.
    Article,
    /// No phrase states it, but the classifier recognizes the wording.
    Wording,
}

impl StatedIntent {
    /// Returns the reason in words for the record.
    #[must_use]
    pub fn why(&self) -> String {
        let how = match self.evidence {
            IntentEvidence::Sentence => "a sentence of the letter says so",
            IntentEvidence::Subject => "its subject says so, and its text says nothing else",
            IntentEvidence::Article => "it cites the article of the law that gives this right",
            IntentEvidence::Wording => "its wording as a whole says so",
        };
        format!("{}: {how} ({})", self.intent.as_str(), self.language.code())
    }
}

/// The decision on a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Each intent opens a request.
    Opened,
    /// The message asks for nothing.
    NoRequest,
    /// Staff review the message, with its clock running.
    Review(ReviewReason),
}

/// The intents of a message and the decision.
#[derive(Debug, Clone)]
pub(crate) struct Verdict {
    pub(crate) intents: Vec<StatedIntent>,
    pub(crate) decision: Decision,
    pub(crate) reason: &'static str,
    pub(crate) may_opt_out: bool,
    /// Whether it could be an opt-out only because the message or an attachment can't be read.
    pub(crate) unread: bool,
    /// Whether it looks like mass email.
    pub(crate) mass_mail: bool,
    /// Whether staff review it and its wording suggests that a machine wrote it.
    pub(crate) sounds_automatic: bool,
    /// Whether its wording is that of a machine and suggests no right.
    pub(crate) reads_automatic: bool,
    /// What the classifier found, if that decided.
    pub(crate) wording: Option<Wording>,
    /// Whether its words, and not only a low probability, suggest an opt-out.
    pub(crate) likely_opt_out: bool,
    /// Whether it may ask for more than its intents, so that a person reads it, too.
    pub(crate) may_ask_for_more: bool,
    /// Whether the possible opt-out is only a link in a mass email's footer.
    pub(crate) footer_only: bool,
    pub(crate) cited: Vec<CitedLaw>,
    pub(crate) home: Option<Region>,
    pub(crate) language: Option<Language>,
    /// Whether it is about another person.
    pub(crate) for_another: bool,
    /// Whether the named people can be requesters.
    pub(crate) may_list_people: bool,
    /// The author's words.
    pub(crate) words: String,
}

impl Verdict {
    /// Returns the rights that the message asks for.
    pub(crate) fn rights(&self) -> impl Iterator<Item = Intent> + '_ {
        let intents = self.intents.iter().map(|ask| ask.intent);
        intents.filter(|intent| matches!(intent, Intent::Right(_)))
    }

    /// Returns whether the text asks for nothing and can't be an opt-out.
    pub(crate) fn is_silent(&self) -> bool {
        self.intents.is_empty() && (self.unread || !self.may_opt_out)
    }

    /// Sends the message to review.
    pub(crate) fn send_to_review(&mut self, send_to_review: ReviewReason, reason: &'static str) {
        self.decision = Decision::Review(send_to_review);
        self.reason = reason;
    }
}

/// The parts of a message that the verdict needs.
pub(crate) struct VerdictInput<'a> {
    /// The requester's words.
    pub(crate) words: &'a str,
    /// The same words, split into sentences.
    pub(crate) sentences: &'a [Sentence],
    /// The subject, if the author wrote it.
    pub(crate) subject: &'a str,
    /// The meaning of English phrases about an opt-out.
    pub(crate) signals: OptOutSignals,
    /// Whether there is only unreadable content.
    pub(crate) unread: bool,
    /// Whether the subject announces a forwarded message that is missing.
    pub(crate) lost_forward: bool,
}

/// The opt-out of sale and sharing.
pub(crate) const OPT_OUT: Intent = Intent::Right(Right::Immediate(ImmediateRight::OptOut));
pub(crate) const MARKETING_STOP: Intent =
    Intent::Right(Right::Immediate(ImmediateRight::MarketingStop));

/// Above a text with more words, a subject is only a title.
const LONGEST_UNDER_SUBJECT: usize = 150;
/// A text with fewer words has no recognizable language.
const FEWEST_WORDS: usize = 6;
/// In a Latin script, fewer words can be a name or an order number.
const FEWEST_FOREIGN_WORDS: usize = 4;

/// The lowest probability of a request for another person at which a phrase that names one counts.
const MAY_BE_FOR_ANOTHER: f32 = 0.04;

/// The probability of an opt-out from which a reply in a thread is one, too.
const LIKELY_OPT_OUT: f32 = 0.5;

/// The findings of the phrases in a message, and their decision.
pub(super) struct PhraseReading {
    pub(super) found: FoundIntents,
    pub(super) citations: Citations,
    /// The evidence of the stated intents.
    pub(super) evidence: IntentEvidence,
    pub(super) outcome: Outcome,
}

impl PhraseReading {
    /// Reads a message with the phrases alone.
    pub(super) fn of(input: &VerdictInput<'_>) -> Self {
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
        Self {
            found,
            citations,
            evidence,
            outcome: Outcome {
                decision,
                reason,
                may_opt_out,
                classified: false,
                may_ask_for_more: false,
            },
        }
    }
}

/// A message under review gets no acknowledgment if its probability of a machine is at least this.
const SOUNDS_AUTOMATIC: f32 = 0.1;

/// Decides.
pub(crate) fn verdict(input: &VerdictInput<'_>) -> Verdict {
    let phrases = PhraseReading::of(input);
    let text = prose(input.words);
    let scores = classifier::score(input.subject, &text, &evidence::inputs(input, &phrases));
    let PhraseReading {
        mut found,
        citations,
        evidence,
        outcome: by_phrases,
    } = phrases;
    let stated: Vec<Intent> = found.stated.iter().map(|(intent, _)| *intent).collect();
    let outcome = combine(input, &mut found, by_phrases, &scores);
    let likely_opt_out = by_phrases.may_opt_out
        || scores.of(Label::OptOut) >= LIKELY_OPT_OUT
        || found.unread_language;
    // "My mother's maiden name" is no request by an agent.
    let for_another =
        input.signals.for_another && scores.of(Label::ForAnother) >= MAY_BE_FOR_ANOTHER;
    let Outcome {
        decision,
        reason,
        may_opt_out,
        ..
    } = outcome;
    let waits = matches!(decision, Decision::Review(_));
    let may_opt_out =
        (may_opt_out && !found.footer_only) || (waits && (found.unread_language || input.unread));
    let intents = found.stated.iter().map(|(intent, language)| StatedIntent {
        intent: *intent,
        language: *language,
        evidence: match stated.contains(intent) {
            true => evidence,
            false => IntentEvidence::Wording,
        },
    });
    Verdict {
        intents: intents.collect(),
        decision,
        reason,
        may_opt_out,
        unread: waits && (found.unread_language || input.unread || outcome.classified),
        wording: outcome
            .classified
            .then(|| Wording::of(&scores, input.subject, &text)),
        mass_mail: input.signals.mass_mail,
        sounds_automatic: waits && scores.of(Label::Machine) >= SOUNDS_AUTOMATIC,
        reads_automatic: combine::reads_automatic(&scores),
        likely_opt_out: likely_opt_out && !found.footer_only,
        may_ask_for_more: outcome.may_ask_for_more,
        footer_only: found.footer_only,
        cited: citations.laws,
        home: home(input.sentences),
        language: found.language,
        for_another,
        may_list_people: for_another || found.for_many,
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
    // A permission doesn't cancel the author's own requests.
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
                // Words about an opt-out that are only in the footer are the sender's own links.
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

/// Returns whether a text is in an unsupported language: in an unsupported script of any length, or with almost no
/// common word of a supported language.
fn is_in_an_unread_language(words: &str, found: &FoundIntents) -> bool {
    let by_hand = looks_written_by_hand(words);
    let script = found.unread_script && by_hand;
    let latin = found.words >= FEWEST_FOREIGN_WORDS && found.foreign && by_hand;
    script || latin || (found.language.is_none() || found.foreign) && speaks_of_privacy(words)
}

/// Parts of privacy words in unsupported languages.
static PRIVACY_WORDS: LazyLock<Vec<&str>> =
    LazyLock::new(|| lines_of(include_str!("../phrases/privacy_words.txt")).collect());

/// Returns whether a text contains a privacy word of an unsupported language.
fn speaks_of_privacy(text: &str) -> bool {
    let text = &text[..text.floor_char_boundary(16 * 1024)];
    let lower = text.to_lowercase();
    PRIVACY_WORDS.iter().any(|word| lower.contains(word))
}

/// Returns whether a text in an unknown language can be from a person: it consists of letters and advertises nothing.
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
