//! Why a request refuses a command.

use super::names::{CommandName, StageName};

/// Why a request refuses a command. The messages are for staff. They say why, then how to proceed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The stage of the request does not accept the command.
    #[error("The request is in stage {stage}, which does not accept the action {command}.")]
    WrongStage {
        /// The command.
        command: CommandName,
        /// The stage.
        stage: StageName,
    },
    /// The rule does not grant it.
    #[error("The rule {rule} grants no {what}. Respond to the request without it.")]
    NotGranted {
        /// The ID of the rule.
        rule: &'static str,
        /// The missing part, in words.
        what: &'static str,
    },
    /// No law grants the right on the day of receipt.
    #[error("No law granted this right on the day we received the request.")]
    NoLaw,
    /// The extension comes after the first period, or a second time.
    #[error(
        "It is too late to extend: a deadline can be extended once, within its first period. Respond to the request."
    )]
    TooLateToExtend,
    /// The requester's identity is not verified, so nothing may be disclosed, changed or deleted.
    #[error(
        "The requester's identity is not verified. Verify it first, or respond that it could not be verified."
    )]
    NotVerified,
    /// The requester's identity is verified, so the response can't be that it is not.
    #[error("The requester's identity is verified. Respond to the request on its merits.")]
    AlreadyVerified,
    /// A child under 13 is the subject, and no parent or guardian is confirmed.
    #[error(
        "The request is about a child under 13. Confirm first that the requester is a parent or guardian, with the action confirm_parent."
    )]
    ParentNotConfirmed,
    /// The request is not about a child under 13.
    #[error("The request is not about a child under 13, so there is no parent to confirm.")]
    NotAChild,
    /// The request already has this age.
    #[error("The request already says this about the age. Choose another age.")]
    SameAge,
    /// The request does not identify anyone.
    #[error("The request has no identifier. Add one with the action change_person.")]
    NoIdentifier,
    /// The requester gets a copy, and staff have not confirmed what it leaves out.
    #[error(
        "Check the copy first: it must leave out Social Security, ID and account numbers, passwords and biometric data, and say which of these you have. Then confirm that you did."
    )]
    CopyNotChecked,
    /// The identifier does not belong to the request.
    #[error("The identifier does not belong to this request.")]
    UnknownIdentifier,
    /// The holder of the identifier has opted back in already.
    #[error("The holder of this identifier has already opted back in.")]
    AlreadyEnded,
    /// The request can't hold the additional identifiers. The submission opens an overflow request with
    /// [`Request::open_overflow`](super::Request::open_overflow).
    #[error("The request can't hold more identifiers. Open an overflow request.")]
    TooManyIdentifiers,
    /// The submission asks for another right, or comes from another person.
    #[error("The submission belongs to another request.")]
    OtherRequest,
    /// The request has recorded as many submissions as it records in a day.
    #[error("The request has recorded the most submissions of one day. More are only counted.")]
    EnoughRepeats,
    /// The law does not allow a denial of this right on this basis.
    #[error("The law does not allow a denial of this right on this basis. Choose another basis.")]
    BasisNotAllowed,
    /// The earlier responses did not use up the free ones.
    #[error(
        "The requester has free responses left for the last twelve months. Respond, or choose another basis."
    )]
    FreeResponsesLeft,
    /// No correction was denied in the last six months.
    #[error(
        "No correction was denied to this person in the last six months. Respond, or choose another basis."
    )]
    NoEarlierDenial,
    /// The requester gets no emails, so a download link can't reach them.
    #[error(
        "The requester has no email address that we can send to, so they can't get a download link. Deliver the response another way and say how."
    )]
    NoEmailForFile,
    /// The response has no file.
    #[error("The response has no file to download, so there is no code to renew.")]
    NoFile,
    /// The response needs a delivery and has none, or has one and needs none.
    #[error(
        "Say how the requester gets the information. Only responses to requests to know or to explain a decision have a delivery."
    )]
    DeliveryMismatch,
    /// The response names information that partners keep, and no exception allows that.
    #[error(
        "Partners keep information only after a deletion that is granted in part because of a lawful exception. Respond without partners_keep."
    )]
    NothingToKeep,
    /// The 30 days for reopening are over.
    #[error("It is too late to reopen: the 30 days are over. Record a new request instead.")]
    TooLateToReopen,
    /// Staff, or the requester, have already said what the request is.
    #[error(
        "Only a request that the system read from an email, and that no one has confirmed, can go back to review."
    )]
    NotReadByMachine,
    /// The identifier is no email address.
    #[error("Only the holder of an email address can confirm by email.")]
    NoEmailAddress,
    /// The request can't be erased.
    #[error("The request must be kept: {0}.")]
    RetentionRequired(Retained),
    /// The request is open or on hold, or the message made the request.
    #[error(
        "The message must be kept: it made the request, or the request is open or on hold. Only messages that came later can be erased."
    )]
    MessageRequired,
    /// The request has no message with this key.
    #[error("The request has no such message. Send the key that the record shows as archived.")]
    NoSuchMessage,
    /// The notification made no progress, or a newer one has superseded it.
    #[error("The notification made no progress, or a newer one has superseded it.")]
    NothingNew,
    /// No milestone passed since the last check.
    #[error("No milestone passed since the last check.")]
    NoMilestonePassed,
    /// No later law favors the requester.
    #[error("No law that took effect since the receipt adds anything for the requester.")]
    NoLawChange,
    /// The explanation that the law wants is missing.
    #[error("The explanation is missing. The requester, or the record, needs one.")]
    ExplanationRequired,
}

/// Why a request can't be erased now. The text says how to proceed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retained {
    /// Staff blocked its erasure.
    Held,
    /// It is not closed.
    Open,
    /// An email to the requester or a notification to partners has yet to leave.
    Leaving,
}

impl std::fmt::Display for Retained {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Held => "it is on hold. Take the hold back with the action hold first",
            Self::Open => "it is open. Respond to it first",
            Self::Leaving => {
                "an email or a notification about it has yet to leave. Try again in some minutes, or look at the emails that wait for staff"
            }
        })
    }
}

impl Refused {
    /// Whether the submission itself is refused. Every other refusal is about a request that can't take it, and then
    /// another request must.
    #[must_use]
    pub fn is_about_submission(self) -> bool {
        matches!(self, Self::NoLaw | Self::NoIdentifier)
    }
}
