//! What can happen to a request, and why it may be refused.

use super::note::Note;
use super::stage::{Answer, Decision, FraudBelief};
use super::submission::Submission;
use crate::law::Right;
use crate::person::Identifier;

/// Something that happens to a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// The same person asks for the same right again.
    Repeat(Submission),
    /// Notices went out to so many recipients.
    PartnersTold {
        /// How many.
        told: u16,
    },
    /// One more recipient has answered.
    PartnerAnswered,
    /// The company won't honour the choice, for a documented good-faith belief of fraud.
    DenyForFraud(FraudBelief),
    /// The holder of this identifier opted back in and confirmed it separately.
    OptIn {
        /// Whose holder confirmed.
        confirmed: Identifier,
    },
    /// It was shown who asks.
    ShowProof,
    /// It could not be shown who asks.
    LapseProof,
    /// The one extension, with its reason.
    Extend {
        /// What the person reads.
        reason: String,
    },
    /// The answer.
    Answer(Answer),
    /// The person appeals.
    Appeal,
    /// The appeal is decided.
    DecideAppeal(Decision),
    /// Somebody read the letter: this is what it asks.
    Confirm(Right),
    /// Somebody read the letter: it asks for nothing.
    NotARequest {
        /// Why.
        why: String,
    },
    /// Something is kept with the request and changes nothing in it.
    Note(Note),
    /// Time has passed.
    Look,
}

impl Step {
    /// The step's name, for the log and for whoever is refused.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Repeat(_) => "repeat",
            Self::PartnersTold { .. } => "partners told",
            Self::PartnerAnswered => "partner answered",
            Self::DenyForFraud(_) => "deny for fraud",
            Self::OptIn { .. } => "opt in",
            Self::ShowProof => "show proof",
            Self::LapseProof => "lapse proof",
            Self::Extend { .. } => "extend",
            Self::Answer(_) => "answer",
            Self::Appeal => "appeal",
            Self::DecideAppeal(_) => "decide appeal",
            Self::Confirm(_) => "confirm",
            Self::NotARequest { .. } => "not a request",
            Self::Note(_) => "note",
            Self::Look => "look",
        }
    }
}

/// Why a step is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The request's stage doesn't allow it.
    #[error("a request that is {stage} doesn't take the step \"{step}\"")]
    WrongStage {
        /// The step.
        step: &'static str,
        /// The stage.
        stage: &'static str,
    },
    /// The rule grants no such thing.
    #[error("{rule} grants no {what}")]
    NotGranted {
        /// The rule.
        rule: &'static str,
        /// What it doesn't grant.
        what: &'static str,
    },
    /// No law grants this right on the day of the request.
    #[error("no law granted this right on the day of the request")]
    NoLaw,
    /// The extension comes after the first period, or a second time.
    #[error("an extension is taken once, within the first period")]
    TooLateToExtend,
    /// Nothing may be disclosed, deleted or changed before it is known who asks.
    #[error("it isn't known yet who asks")]
    ProofWanted,
    /// The letter doesn't say whose data it is about.
    #[error("the letter doesn't say whose data it is about")]
    NobodyNamed,
    /// The identifier is none of this request's.
    #[error("the identifier is none of this request's")]
    NotTheirs,
    /// The submission asks for something else, or is about somebody else.
    #[error("the submission belongs to another request")]
    AnotherRequest,
    /// No milestone was passed since the last look.
    #[error("nothing was passed since the last look")]
    NothingPassed,
    /// The explanation that the law wants is missing.
    #[error("the step needs an explanation")]
    NoExplanation,
}
