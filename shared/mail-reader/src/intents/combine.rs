//! The verdict of the phrases together with that of the classifier.
//!
//! A phrase is exact if it matches, and silent otherwise. The classifier gives each right a probability that
//! weighs the wording of the whole message and what the phrases found. A right is opened if it is probable
//! enough. If another right is possible, or a right that the phrases state is improbable, a person reads the message, too.
//! A message asks for nothing only if the classifier says so: that no phrase fits is no evidence.
//!
//! The thresholds were chosen on messages by writers that the classifier had not seen (`evaluate --leave-out`).

use super::form_answers;
use super::stated::{FoundIntents, Intent};
use super::verdict::{Decision, VerdictInput};
use crate::classifier::{self, Label, Scores};
use crate::language::Language;
use domain::request::ReviewReason;

/// The decision on a message, and its reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) decision: Decision,
    pub(super) reason: &'static str,
    /// Whether it may be an opt-out, and is one while a person decides.
    pub(super) may_opt_out: bool,
    /// Whether only the classifier found something in it.
    pub(super) classified: bool,
    /// Whether it may ask for more than what is opened, so that a person reads it, too.
    pub(super) may_ask_for_more: bool,
}

/// The lowest probability at which a right is opened.
const OPENS: f32 = 0.84;
/// The same for an opt-out, which is harmless if wrong.
const OPENS_OPT_OUT: f32 = 0.66;
/// The same for an opt-out in a message of more than `LONG` words, whose single words prove less.
const OPENS_OPT_OUT_IN_LONG: f32 = 0.85;
/// The number of words of a long message.
const LONG: usize = 60;
/// The same for a right that the phrases state.
const OPENS_STATED: f32 = 0.15;
/// The same for a right that the phrases find in a question or under a condition.
const OPENS_DOUBTFUL: f32 = 0.8;
/// The highest probability of `Unclear` at which an opt-out is opened though the phrases doubt it.
const MOST_UNCLEAR_TO_SETTLE: f32 = 0.15;
/// The same for a request for another person, whose own request would be lost.
const MOST_FOR_ANOTHER_TO_SETTLE: f32 = 0.01;
/// A message of at most this many words has no context that could resolve a doubtful phrase.
const FEWEST_TO_SETTLE: usize = 16;
/// The lowest probability at which a right is possible: a person reads the message.
const POSSIBLE: f32 = 0.3;
/// The lowest probability of a request at which the classifier opens rights without a phrase.
const REQUEST_TO_OPEN: f32 = 0.7;
/// The same if the phrases state a right.
const REQUEST_TO_OPEN_STATED: f32 = 0.4;
/// The highest probability of `Unclear` at which rights are opened.
const MOST_UNCLEAR: f32 = 0.6;
/// The same if the phrases state a right.
const MOST_UNCLEAR_STATED: f32 = 0.8;
/// The highest probability of an opt-in at which rights are opened.
const MOST_OPT_IN: f32 = 0.4;
/// The highest probability of a machine's or a mass email at which rights are opened.
const MOST_MACHINE: f32 = 0.5;
/// The same if the phrases state a right.
const MOST_MACHINE_STATED: f32 = 0.7;
/// The lowest probability of a request at which staff review the message.
const READ: f32 = 0.3;
/// The same for what looks like mail to many.
const READ_MASS_MAIL: f32 = 0.45;
/// The lowest probability of an opt-out at which staff review the message, whatever the probability of a request.
const READ_OPT_OUT: f32 = 0.07;
/// The lowest probability at which an opt-out is in force during the review.
const MAY_OPT_OUT: f32 = 0.003;
/// The same if a phrase says that a person must read it.
const MAY_OPT_OUT_WITH_PHRASE: f32 = 0.05;
/// The same if other rights are opened.
const MAY_OPT_OUT_BESIDE: f32 = 0.02;

/// The lowest probability of a machine at which the wording counts as a machine's.
const READS_AUTOMATIC: f32 = 0.6;

/// A shorter subject above an empty text is ignored.
const FEWEST_OF_A_SUBJECT: usize = 3;

/// The labels that are rights.
const RIGHTS: [Label; 6] = [
    Label::OptOut,
    Label::Limit,
    Label::Delete,
    Label::Know,
    Label::Correct,
    Label::MarketingStop,
];

/// Combines what the phrases decided with the scores. Adds to `found` what only the classifier finds.
pub(super) fn combine(
    input: &VerdictInput<'_>,
    found: &mut FoundIntents,
    phrases: Outcome,
    scores: &Scores,
) -> Outcome {
    let nothing_said = input.words.trim().is_empty() && scores.words < FEWEST_OF_A_SUBJECT;
    // Only the phrases read forms: to the classifier, unticked lines look like requests, too.
    let form = form_answers::is_form(input.words) && phrases.decision != Decision::NoRequest;
    if nothing_said || form {
        return phrases;
    }
    match phrases.decision {
        // There is no text, or it isn't the author's own request.
        Decision::Review(reason) if reason != ReviewReason::NotPlain => phrases,
        Decision::Opened if states_no_right(found) => {
            match found.has(Intent::Question) && highest(scores) >= POSSIBLE {
                true => review(
                    phrases,
                    scores,
                    "it asks about rights, and the wording as a whole suggests that it exercises one",
                ),
                false => phrases,
            }
        }
        Decision::NoRequest if input.signals.mass_mail => {
            let read = scores.of(Label::Request) >= READ_MASS_MAIL
                && scores.of(Label::Machine) < MOST_MACHINE;
            match read {
                true => review(
                    phrases,
                    scores,
                    "it looks like mail to many, but the wording suggests a privacy request",
                ),
                false => phrases,
            }
        }
        // The author states that they make no request.
        Decision::NoRequest
            if (input.signals.declines || found.declines)
                && scores.of(Label::OptIn) < MOST_OPT_IN =>
        {
            phrases
        }
        Decision::NoRequest if classifier::only_thanks(input.words) => Outcome {
            reason: "it says thanks, and nothing else",
            ..phrases
        },
        _ => by_probability(input, found, phrases, scores),
    }
}

/// Opens the probable rights, sends the message to review, or files it as no request.
fn by_probability(
    input: &VerdictInput<'_>,
    found: &mut FoundIntents,
    phrases: Outcome,
    scores: &Scores,
) -> Outcome {
    let by_phrases = phrases.decision == Decision::Opened;
    let stated = |right: Label| by_phrases && intent(right).is_some_and(|intent| found.has(intent));
    // "Remove my name from your list" leaves a list; it isn't a deletion.
    let leaves_a_list = stated(Label::MarketingStop) && !stated(Label::Delete);
    let considered = || {
        RIGHTS
            .into_iter()
            .filter(move |right| !(leaves_a_list && *right == Label::Delete))
    };
    let opens = |right: Label| {
        let settled = match right {
            // An opt-out by mistake does no harm, so a plain wording is enough.
            Label::OptOut if is_plainly_own(input, scores) => true,
            _ => found.words > FEWEST_TO_SETTLE && scores.of(right) >= OPENS_DOUBTFUL,
        };
        scores.of(right) >= least(right, stated(right), found.words)
            && (stated(right) || settled || !is_doubtful(input, found, right))
    };
    let rights: Vec<Label> = considered().filter(|right| opens(*right)).collect();
    let denied = considered().any(|right| stated(right) && !opens(right));
    let possible = considered().any(|right| !opens(right) && scores.of(right) >= POSSIBLE);
    let may_open =
        allows(scores, by_phrases) && !input.lost_forward && (by_phrases || is_plain(input, found));
    if may_open && !rights.is_empty() {
        return open(input, found, phrases, scores, &rights, denied || possible);
    }
    match phrases.decision {
        Decision::Opened if denied => review(
            phrases,
            scores,
            "a phrase in it asks for a right, but the wording as a whole doesn't",
        ),
        Decision::Opened => review(
            phrases,
            scores,
            "a phrase in it asks for a right, but the wording as a whole is unclear",
        ),
        Decision::Review(_) => Outcome {
            may_opt_out: phrases.may_opt_out || scores.of(Label::OptOut) >= MAY_OPT_OUT_WITH_PHRASE,
            ..phrases
        },
        Decision::NoRequest if may_be_a_request(scores) => review(
            phrases,
            scores,
            "the wording as a whole suggests a privacy request, but doesn't say plainly which",
        ),
        Decision::NoRequest => Outcome {
            reason: "the wording as a whole is about something else",
            ..phrases
        },
    }
}

/// Whether the wording says plainly that the writer asks, for themselves.
fn is_plainly_own(input: &VerdictInput<'_>, scores: &Scores) -> bool {
    !input.signals.for_another
        && scores.of(Label::Unclear) < MOST_UNCLEAR_TO_SETTLE
        && scores.of(Label::ForAnother) < MOST_FOR_ANOTHER_TO_SETTLE
}

/// Whether the phrases find the right in a question, under a condition or in a report.
fn is_doubtful(input: &VerdictInput<'_>, found: &FoundIntents, right: Label) -> bool {
    let named = intent(right).is_some_and(|intent| found.doubtful.contains(&intent));
    named || (right == Label::OptOut && input.signals.perhaps && !input.signals.plain)
}

/// The lowest probability at which a right is opened.
fn least(right: Label, stated: bool, words: usize) -> f32 {
    match right {
        _ if stated => OPENS_STATED,
        Label::OptOut if words > LONG => OPENS_OPT_OUT_IN_LONG,
        Label::OptOut => OPENS_OPT_OUT,
        _ => OPENS,
    }
}

/// Whether the wording is a machine's and suggests no right. It counts only together with a header that machines write.
pub(super) fn reads_automatic(scores: &Scores) -> bool {
    scores.of(Label::Machine) >= READS_AUTOMATIC && highest(scores) < POSSIBLE
}

/// The probability of the most probable right.
fn highest(scores: &Scores) -> f32 {
    RIGHTS
        .into_iter()
        .map(|right| scores.of(right))
        .fold(0.0, f32::max)
}

/// Whether staff must read a message without a phrase that asks for something.
fn may_be_a_request(scores: &Scores) -> bool {
    scores.of(Label::Request) >= READ
        || scores.of(Label::OptOut) >= READ_OPT_OUT
        || highest(scores) >= POSSIBLE
}

/// Whether nothing speaks against a request of the author's own.
fn allows(scores: &Scores, by_phrases: bool) -> bool {
    let (least_request, most_unclear, most_machine) = match by_phrases {
        true => (
            REQUEST_TO_OPEN_STATED,
            MOST_UNCLEAR_STATED,
            MOST_MACHINE_STATED,
        ),
        false => (REQUEST_TO_OPEN, MOST_UNCLEAR, MOST_MACHINE),
    };
    scores.of(Label::Request) >= least_request
        && scores.of(Label::OptIn) < MOST_OPT_IN
        && scores.of(Label::Machine) < most_machine
        && scores.of(Label::Unclear) < most_unclear
}

/// Whether the classifier may open rights that no phrase states.
fn is_plain(input: &VerdictInput<'_>, found: &FoundIntents) -> bool {
    !input.signals.declines
        && !found.declines
        && !found.foreign
        && !found.unread_language
        && !input.signals.mass_mail
}

/// Whether the phrases found something that opens no right: an opt-in, a question, a permission, an earlier request.
fn states_no_right(found: &FoundIntents) -> bool {
    !found
        .stated
        .iter()
        .any(|(intent, _)| matches!(intent, Intent::Right(_)))
}

fn review(phrases: Outcome, scores: &Scores, reason: &'static str) -> Outcome {
    Outcome {
        decision: Decision::Review(ReviewReason::NotPlain),
        reason,
        may_opt_out: phrases.may_opt_out || scores.of(Label::OptOut) >= MAY_OPT_OUT,
        classified: true,
        may_ask_for_more: false,
    }
}

/// Opens rights.
fn open(
    input: &VerdictInput<'_>,
    found: &mut FoundIntents,
    phrases: Outcome,
    scores: &Scores,
    rights: &[Label],
    may_ask_for_more: bool,
) -> Outcome {
    let is_right = |intent: &Intent| matches!(intent, Intent::Right(_));
    let opens = |stated: &Intent| rights.iter().any(|right| intent(*right) == Some(*stated));
    let by_phrases = phrases.decision == Decision::Opened;
    found.stated.retain(|(stated, _)| match is_right(stated) {
        true => opens(stated),
        false => by_phrases,
    });
    let language = found.language.unwrap_or(Language::English);
    for intent in rights.iter().filter_map(|right| intent(*right)) {
        found.add(intent, language);
    }
    let opt_out = rights.contains(&Label::OptOut);
    let least_beside = match input.signals.asks_what_was_sold {
        true => POSSIBLE,
        false => MAY_OPT_OUT_BESIDE,
    };
    let beside = !opt_out && scores.of(Label::OptOut) >= least_beside;
    Outcome {
        decision: Decision::Opened,
        reason: match by_phrases {
            true => phrases.reason,
            false => "the wording as a whole says plainly what it asks for",
        },
        may_opt_out: phrases.may_opt_out || beside || opt_out,
        classified: !by_phrases,
        may_ask_for_more,
    }
}

fn intent(label: Label) -> Option<Intent> {
    label.right().map(Intent::Right)
}
