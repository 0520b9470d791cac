//! What can happen to a request, and why it may be refused.

use super::note::Note;
use super::stage::{Decision, FraudBelief, VerificationMethod};
use super::submission::Submission;
use super::{RequestId, Response};
use crate::law::Right;
use crate::notification::NotificationReport;
use crate::person::{Identifier, Person};

/// The step by which staff say what an email asks.
pub(super) const CONFIRM: &str = "confirm";

/// Something that happens to a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// The same person asks for the same right again.
    Repeat(Submission),
    /// A notification was unfolded, or has come further.
    NotificationProgressed(NotificationReport),
    /// Staff told so many partners by hand.
    PartnersTold {
        /// How many.
        notified: u16,
    },
    /// One more partner of those that staff told has answered.
    PartnerAnswered,
    /// The company won't honor the choice, for a documented good-faith belief of fraud.
    DenyForFraud(FraudBelief),
    /// Somebody who names this identifier asks to be sold or shared again: the first of two steps. Its holder is
    /// asked to confirm it, and nothing changes before they do (11 CCR § 7028(a)).
    AskOptIn {
        /// Whose holder is asked.
        of: Identifier,
    },
    /// The holder of this identifier opted back in and confirmed it separately.
    OptIn {
        /// Whose holder confirmed.
        confirmed: Identifier,
    },
    /// It was shown who asks.
    Verify(VerificationMethod),
    /// The one extension of an answer, or of the decision on an appeal, with its reason.
    Extend {
        /// What the person reads.
        reason: String,
    },
    /// The answer.
    Respond(Response),
    /// The person gets a new code for the file that is their answer.
    RenewCode,
    /// The person appeals.
    Appeal,
    /// The appeal is decided.
    DecideAppeal(Decision),
    /// The appeal against a denied choice is won, while a newer request of the same person for it stands: that one
    /// goes on, and this one is over.
    UpholdBesideNewer {
        /// What is done now, in words that the person reads.
        done: String,
    },
    /// Somebody read the email: this is what it asks.
    Confirm(Right),
    /// Somebody read the email: it asks for nothing.
    NotARequest {
        /// Why.
        why: String,
    },
    /// Somebody takes back, within 30 days, that the email asks for nothing.
    Reopen,
    /// Somebody read the email: this is whom it is about.
    ChangePerson(Person),
    /// Somebody read the email, and asks the person one question.
    AskPerson {
        /// The question; the person reads it.
        question: String,
    },
    /// Somebody read the email: it belongs to this request.
    Join {
        /// The request that it belongs to.
        to: RequestId,
    },
    /// Somebody doubts what was read in the email: it waits to be read again, and an opt-out stays in force
    /// meanwhile.
    Reread,
    /// Nothing of it may be erased while a dispute lasts, or that is over.
    Hold {
        /// Whether it is held.
        held: bool,
    },
    /// What is personal in it is to be forgotten: its retention has ended, or the law lets the person be erased.
    Erase,
    /// Something is kept with the request and changes nothing in it.
    Note(Note),
    /// Time has passed.
    CheckDeadlines,
}

impl Command {
    /// The step's name, for the log and for whoever is refused.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Repeat(_) => "repeat",
            Self::NotificationProgressed(_) => "notifications came",
            Self::PartnersTold { .. } => "partners told",
            Self::PartnerAnswered => "partner answered",
            Self::DenyForFraud(_) => "deny for fraud",
            Self::AskOptIn { .. } => "ask opt in",
            Self::OptIn { .. } => "opt in",
            Self::Verify(_) => "show proof",
            Self::Extend { .. } => "extend",
            Self::Respond(_) => "answer",
            Self::RenewCode => "renew code",
            Self::Appeal => "appeal",
            Self::DecideAppeal(_) => "decide appeal",
            Self::UpholdBesideNewer { .. } => "uphold beside newer",
            Self::Confirm(_) => CONFIRM,
            Self::NotARequest { .. } => "not a request",
            Self::Reopen => "reopen",
            Self::ChangePerson(_) => "change person",
            Self::AskPerson { .. } => "ask person",
            Self::Join { .. } => "join",
            Self::Reread => "reread",
            Self::Hold { .. } => "hold",
            Self::Erase => "erase",
            Self::Note(_) => "note",
            Self::CheckDeadlines => "look",
        }
    }
}

/// Why a step is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The request's stage doesn't allow it.
    #[error("a request that is {stage} doesn't take the step \"{command}\"")]
    WrongStage {
        /// The step.
        command: &'static str,
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
    VerificationDue,
    /// It was shown who asks, so that it can't be answered that nobody knows.
    #[error("it was shown who asks")]
    AlreadyVerified,
    /// The email doesn't say whose data it is about.
    #[error("the email doesn't say whose data it is about")]
    NobodyNamed,
    /// The identifier is none of this request's.
    #[error("the identifier is none of this request's")]
    NotTheirs,
    /// The holder of this identifier has taken the choice back.
    #[error("the choice has ended for this identifier")]
    EndedAlready,
    /// The request can't name as many more: what the submission asks becomes a request of its own, beside it
    /// ([`Request::open_overflow`](super::Request::open_overflow)).
    #[error("the request can't name as many more identifiers")]
    TooManyIdentifiers,
    /// The submission asks for something else, or is about somebody else.
    #[error("the submission belongs to another request")]
    AnotherRequest,
    /// The law lets this demand not be denied on this basis.
    #[error("the law lets this demand not be denied on this basis")]
    NotABasis,
    /// The answers of the last twelve months don't use up what is free.
    #[error(
        "the answers of the last twelve months don't use up the free ones: answer it, or find another basis"
    )]
    NotTooOften,
    /// Nothing of the kind was denied in the last six months.
    #[error("no correction was denied to this person in the last six months")]
    NotRepeated,
    /// A link and a code can't reach whoever gets their emails by hand.
    #[error(
        "emails to this person go by hand, and a link can't reach them: deliver it elsewhere and say how"
    )]
    FileByHand,
    /// The answer is no file.
    #[error("the answer is no file that a code could open")]
    NoFile,
    /// What was promised to be handed over isn't named, or there is nothing to hand over.
    #[error(
        "say how the person gets what they asked for; only a request to know hands something over"
    )]
    NoDelivery,
    /// The 30 days within which it could be taken back are over.
    #[error("it could be taken back within 30 days")]
    TooLateToReopen,
    /// What the person themselves sent or confirmed, or what staff have read, isn't open to another reading.
    #[error("only what was read by a machine can be read again")]
    NotMachineRead,
    /// There is nobody whom an email could ask.
    #[error("only the holder of an e-mail address can be asked by email")]
    NoLetter,
    /// It must be kept: it is open, in dispute, or its retention has not ended.
    #[error("it must be kept")]
    MustBeKept,
    /// The notification has come no further, or another one has taken its place.
    #[error("the notification has come no further")]
    NoNews,
    /// No milestone was passed since the last look.
    #[error("nothing was passed since the last look")]
    NothingPassed,
    /// The explanation that the law wants is missing.
    #[error("the step needs an explanation")]
    NoExplanation,
}
