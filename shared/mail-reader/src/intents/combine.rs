//! The verdict of the phrases together with that of the classifier.
//!
//! A phrase is exact if it matches, and silent otherwise. The classifier scores each
//! message, with a probability. Where both agree, or the one that says something is sure enough, the rights
//! are opened. Where they disagree, a person reads the message. A message asks for nothing only if the
//! classifier says so, too: that no phrase fits is no evidence.
//!
//! The thresholds were chosen on messages by writers that the classifier had not seen (`evaluate --leave-out`).

use super::form_answers;
use super::stated::{FoundIntents, Intent};
use super::verdict::{Decision, OPT_OUT, VerdictInput};
use crate::classifier::{self, Label, Scores};
use crate::language::Language;
use domain::law::Right;
use domain::request::ReviewReason;

/// The decision on a message, and its reason.
#[derive(Debug, Clone, Copy)]
pub(super) struct Outcome {
    pub(super) decision: Decision,
    pub(super) reason: &'static str,
    /// Whether it may be an opt-out, and is one while a person decides.
    pub(super) may_opt_out: bool,
    /// Whether only the classifier found something in it.
    pub(super) classified: bool,
}

/// The lowest probability at which the classifier opens a right without a phrase.
const OPENS: f32 = 0.9;
/// The same for an opt-out, which is harmless if wrong.
const OPENS_OPT_OUT: f32 = 0.6;
/// The same for a right that a phrase finds in a question or under a condition.
const OPENS_DOUBTFUL: f32 = 0.95;
/// A message of at most this many words has no context that could resolve a doubtful phrase.
const FEWEST_TO_SETTLE: usize = 12;
/// The lowest probability at which an unopened right prevents opening the others.
const COMPETES: f32 = 0.5;
/// The same if a phrase states other rights.
const COMPETES_WITH_PHRASE: f32 = 0.8;
/// The probability below which a right that a phrase states is left to a person.
const DENIES_PHRASE: f32 = 0.08;
/// The same for an opt-out.
const DENIES_PHRASE_OPT_OUT: f32 = 0.02;
/// The same for a marketing stop, which is harmless too.
const DENIES_PHRASE_MARKETING: f32 = 0.05;
/// The lowest probability of a request at which the classifier opens rights without a phrase.
const REQUEST_TO_OPEN: f32 = 0.8;
/// The same where no phrase finds the writer's data or rights, for rights of data alone.
const REQUEST_IMPERSONAL: f32 = 0.96;
/// The same with a phrase.
const REQUEST_WITH_PHRASE: f32 = 0.5;
/// The lowest probability of a request at which staff review the message.
const READ: f32 = 0.18;
/// The same for a long message: some sentence in it always resembles a request.
const READ_LONG: f32 = 0.45;
/// The same if no phrase finds the author's data or rights.
const READ_IMPERSONAL: f32 = 0.2;
/// The same for a long message if no phrase finds them.
const READ_LONG_IMPERSONAL: f32 = 0.75;
/// A message of more words is long.
const LONG: usize = 150;
/// The same for what looks like mail to many.
const READ_MASS_MAIL: f32 = 0.6;
/// The lowest probability at which an opt-out is in force during the review.
const MAY_OPT_OUT: f32 = 0.003;
/// The same where a phrase says that a person must read it.
const MAY_OPT_OUT_WITH_PHRASE: f32 = 0.12;
/// The same if other rights are opened.
const MAY_OPT_OUT_BESIDE: f32 = 0.06;
/// The highest probability of `Unclear` at which the classifier opens rights.
const MOST_UNCLEAR: f32 = 0.4;
/// The same where a phrase states what is asked.
const MOST_UNCLEAR_WITH_PHRASE: f32 = 0.8;
/// The highest probability of an opt-in at which rights are opened.
const MOST_OPT_IN: f32 = 0.15;
/// The same if a phrase states an opt-out, as a share of the opt-out's probability.
const OPT_IN_SHARE: f32 = 0.6;
/// The highest probability of mass email at which rights are opened.
const MOST_MACHINE: f32 = 0.4;

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
    // Only the phrases read forms: to the classifier, unticked lines look like requests, too.
    let nothing_said = input.words.trim().is_empty() && scores.words < FEWEST_OF_A_SUBJECT;
    if nothing_said
        || (form_answers::is_form(input.words) && phrases.decision != Decision::NoRequest)
    {
        return phrases;
    }
    let p = |label| scores.of(label);
    let least = match phrases.decision {
        Decision::Review(_) => MAY_OPT_OUT_WITH_PHRASE,
        _ => MAY_OPT_OUT,
    };
    let may_opt_out = phrases.may_opt_out || p(Label::OptOut) >= least;
    let review = |reason| Outcome {
        decision: Decision::Review(ReviewReason::NotPlain),
        reason,
        may_opt_out,
        classified: true,
    };
    let read = match (found.personal, scores.words > LONG) {
        (true, true) => READ_LONG,
        (false, true) => READ_LONG_IMPERSONAL,
        (true, false) => READ,
        (false, false) => READ_IMPERSONAL,
    };
    let stated: Vec<Label> = RIGHTS
        .into_iter()
        .filter(|label| intent(*label).is_some_and(|intent| found.has(intent)))
        .collect();
    let sure: Vec<Label> = RIGHTS
        .into_iter()
        .filter(|label| p(*label) >= opens(*label))
        .collect();
    let competes = |opened: &[Label], from: f32| {
        let mut others = RIGHTS.into_iter().filter(|label| !opened.contains(label));
        others.any(|label| p(label) >= from)
    };
    let is_form = form_answers::is_form(input.words);
    let declines = input.signals.declines || found.declines;
    let classifier_opens = !sure.is_empty()
        && !is_form
        && !declines
        && !found.foreign
        && !found.unread_language
        && p(Label::OptIn) < MOST_OPT_IN
        && p(Label::Machine) < MOST_MACHINE
        && !competes(&sure, COMPETES)
        && p(Label::Unclear) < MOST_UNCLEAR
        && p(Label::Request) >= REQUEST_TO_OPEN
        && !input.lost_forward
        && !input.signals.for_another
        && !input.signals.mass_mail;
    match phrases.decision {
        Decision::Opened if !stated.is_empty() => {
            let denied = stated.iter().any(|label| p(*label) < denies(*label));
            if denied || p(Label::Request) < REQUEST_WITH_PHRASE {
                return review(
                    "a phrase in it asks for a right, but the wording as a whole doesn't",
                );
            }
            let taken_back = p(Label::OptIn) >= MOST_OPT_IN.max(p(Label::OptOut) * OPT_IN_SHARE);
            if taken_back
                || p(Label::Machine) >= MOST_MACHINE
                || p(Label::Unclear) >= MOST_UNCLEAR_WITH_PHRASE
            {
                return review(
                    "a phrase in it asks for a right, but the wording as a whole is unclear",
                );
            }
            let mut opened = stated;
            // "Remove my name from your list" leaves a list; it isn't a deletion.
            let leaves_a_list =
                opened.contains(&Label::MarketingStop) && !opened.contains(&Label::Delete);
            let others: Vec<Label> = RIGHTS
                .into_iter()
                .filter(|label| {
                    !(opened.contains(label) || leaves_a_list && *label == Label::Delete)
                })
                .collect();
            if others
                .iter()
                .filter(|label| **label != Label::OptOut) // handled below: it takes effect during the review
                .any(|label| (COMPETES_WITH_PHRASE..OPENS).contains(&p(*label)))
            {
                return review(
                    "a phrase in it asks for a right, and the wording as a whole for another, too",
                );
            }
            opened.extend(others.iter().filter(|label| p(**label) >= OPENS));
            add(found, &opened);
            let beside = !found.has(OPT_OUT) && p(Label::OptOut) >= MAY_OPT_OUT_BESIDE;
            Outcome {
                may_opt_out: phrases.may_opt_out || beside,
                ..phrases
            }
        }
        // It withdraws an opt-out, asks about an earlier request, or authorizes an agent.
        Decision::Opened
            if [Intent::OptIn, Intent::FollowUp, Intent::Permission]
                .into_iter()
                .any(|intent| found.has(intent)) =>
        {
            phrases
        }
        Decision::Opened => {
            if p(Label::Request) < read {
                return phrases;
            }
            if RIGHTS.into_iter().any(|label| p(label) >= COMPETES) {
                return review(
                    "it asks about rights, and the wording as a whole suggests that it exercises one",
                );
            }
            phrases
        }
        Decision::Review(ReviewReason::NotPlain) => {
            let doubtful_is_sure = found.doubtful.iter().all(|doubtful| {
                let label = RIGHTS
                    .into_iter()
                    .find(|label| intent(*label) == Some(*doubtful));
                label.is_none_or(|label| p(label) >= OPENS_DOUBTFUL)
            });
            // A short message has no context that could resolve the doubt.
            let settled = found.words > FEWEST_TO_SETTLE && p(Label::OptOut) >= OPENS_DOUBTFUL;
            let opt_out_is_sure = !input.signals.perhaps || settled;
            if classifier_opens && doubtful_is_sure && opt_out_is_sure {
                return open(found, &sure, phrases);
            }
            Outcome {
                may_opt_out,
                ..phrases
            }
        }
        Decision::Review(_) => phrases,
        Decision::NoRequest if input.signals.mass_mail => {
            if p(Label::Request) >= READ_MASS_MAIL && p(Label::Machine) < MOST_MACHINE {
                return review(
                    "it looks like mail to many, but the wording suggests a privacy request",
                );
            }
            phrases
        }
        // The author states that they make no request.
        Decision::NoRequest if declines && p(Label::OptIn) < COMPETES => phrases,
        Decision::NoRequest if classifier::only_thanks(input.words) => Outcome {
            reason: "it says thanks, and nothing else",
            ..phrases
        },
        Decision::NoRequest => {
            if classifier_opens
                && (found.personal
                    || !needs_a_person(&sure)
                    || p(Label::Request) >= REQUEST_IMPERSONAL)
            {
                return open(found, &sure, phrases);
            }
            if p(Label::Request) >= read || RIGHTS.into_iter().any(|label| p(label) >= COMPETES) {
                return review(
                    "the wording as a whole suggests a privacy request, but doesn't say plainly which",
                );
            }
            Outcome {
                reason: "the wording as a whole is about something else",
                ..phrases
            }
        }
    }
}

/// Whether a right among these is of data alone: one deletes, corrects and asks for many other things, too.
fn needs_a_person(sure: &[Label]) -> bool {
    sure.iter()
        .any(|label| matches!(label, Label::Delete | Label::Know | Label::Correct))
}

/// Opens the rights that the classifier is sure of.
fn open(found: &mut FoundIntents, sure: &[Label], phrases: Outcome) -> Outcome {
    let rights = |intent: &Intent| matches!(intent, Intent::Right(_));
    found.stated.retain(|(intent, _)| rights(intent));
    add(found, sure);
    Outcome {
        decision: Decision::Opened,
        reason: "the wording as a whole says plainly what it asks for",
        may_opt_out: phrases.may_opt_out || sure.contains(&Label::OptOut),
        classified: true,
    }
}

fn add(found: &mut FoundIntents, labels: &[Label]) {
    let language = found.language.unwrap_or(Language::English);
    for intent in labels.iter().filter_map(|label| intent(*label)) {
        found.add(intent, language);
    }
}

fn intent(label: Label) -> Option<Intent> {
    label.right().map(|right: Right| Intent::Right(right))
}

fn opens(label: Label) -> f32 {
    match label {
        Label::OptOut => OPENS_OPT_OUT,
        _ => OPENS,
    }
}

fn denies(label: Label) -> f32 {
    match label {
        Label::OptOut => DENIES_PHRASE_OPT_OUT,
        Label::MarketingStop => DENIES_PHRASE_MARKETING,
        _ => DENIES_PHRASE,
    }
}
