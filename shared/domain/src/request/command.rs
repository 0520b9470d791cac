//! The commands that a request accepts.

use super::names::CommandName;
use super::note::Note;
use super::stage::{AppealDecision, FraudBelief};
use super::submission::Submission;
use super::verification::{ParentMethod, VerificationMethod};
use super::{RequestId, Response};
use crate::law::Right;
use crate::locale::Locale;
use crate::notification::NotificationReport;
use crate::person::{AgeGroup, Agent, EmailAddress, Identifier, Person};

/// A command to a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// The same person asks for the same right again.
    Repeat(Submission),
    /// A notification was fanned out to partners, or made progress.
    NotificationProgressed(NotificationReport),
    /// Staff notified partners themselves.
    PartnersNotified {
        /// The number of partners.
        notified: u16,
    },
    /// One more of the partners that staff notified has acknowledged.
    PartnerAcknowledged,
    /// The company denies the immediate right, for a documented good-faith belief of fraud.
    DenyForFraud(FraudBelief),
    /// A person asks to opt back in for this identifier: the first of two steps. The holder of the identifier gets an
    /// email to confirm it, and nothing changes before they do (11 CCR § 7028(a)).
    RequestOptIn {
        /// The identifier.
        of: Identifier,
    },
    /// The holder of this identifier opted back in and confirmed it separately.
    OptIn {
        /// The identifier.
        confirmed: Identifier,
    },
    /// Staff established that the requester is the parent or guardian of a child under 13.
    ConfirmParent {
        /// The method.
        by: ParentMethod,
        /// The parent's address, if it isn't the agent's.
        email: Option<EmailAddress>,
        /// Whether the parent asked to opt the child back in. Then they get the email with the second step.
        opt_in: bool,
    },
    /// Staff learned the age of the person.
    CorrectAge {
        /// The age group. `None` from 16.
        age: Option<AgeGroup>,
        /// The person's active request for the same right and age, if there is one. This request then has no uniqueness
        /// guard.
        beside: Option<RequestId>,
    },
    /// The requester's identity is verified.
    Verify(VerificationMethod),
    /// The one extension of a response, or of a decision on an appeal.
    Extend {
        /// The reason; the requester reads it.
        reason: String,
    },
    /// The company responds.
    Respond {
        /// The response.
        response: Response,
        /// What staff write beside the text that a grant, or a denial of an unverified request, has; the requester reads it.
        words: Option<String>,
        /// Whether staff checked that a copy leaves out what must never be disclosed, and names it (11 CCR § 7024(d)).
        copy_checked: bool,
    },
    /// The requester gets a new code for the file of the response.
    RenewCode,
    /// The requester appeals.
    Appeal,
    /// The company decides the appeal.
    DecideAppeal(AppealDecision),
    /// The company upholds an appeal against a denied immediate right while a newer request of the same person for the
    /// same right is active. The newer request continues; this one is closed.
    UpholdSuperseded {
        /// The action that the company takes now; the requester reads it.
        remedy: String,
    },
    /// Staff read the email: it exercises this right.
    Confirm(Right),
    /// Staff read the email: it is no request.
    NotARequest {
        /// The reason.
        why: String,
    },
    /// Staff take back, within 30 days, that the email is no request.
    Reopen,
    /// Staff read the email: it is about this person.
    ChangePerson {
        /// The person.
        person: Person,
        /// Who acts for the person, if the email says so.
        agent: Option<Agent>,
    },
    /// Staff read the email, and ask the requester one question.
    AskPerson {
        /// The question; the requester reads it.
        question: String,
    },
    /// Staff write to the requester.
    Write {
        /// The words; the requester reads them.
        text: String,
    },
    /// Staff read the email: it belongs to another request.
    Join {
        /// The other request.
        to: RequestId,
    },
    /// Staff doubt how the system read the email, and send the request back to review. An opt-out stays in force.
    Reread,
    /// Staff set the language of pages and emails to the requester.
    SetLanguage {
        /// The language.
        language: Locale,
    },
    /// Staff assign the request to a member of staff.
    Assign {
        /// The ID of the member of staff, as the log records it. `None` removes the assignment.
        to: Option<String>,
    },
    /// Staff place or lift a legal hold. A request on hold is not erased.
    Hold {
        /// Whether the request is on hold.
        held: bool,
    },
    /// Staff erase a message that the requester sent after the request, such as proof of identity (11 CCR § 7060(d)).
    EraseMessage {
        /// The key of the message in the archive.
        archived: String,
    },
    /// Erase personal data: the retention period is over, or the law lets the company erase it earlier.
    Erase,
    /// Add a note to the log.
    Note(Note),
    /// Check the deadlines.
    CheckDeadlines,
    /// Apply what a later law adds for the requester.
    ApplyLawChange,
}

impl Command {
    /// Returns the command of a response without words of staff. Its copy, if it delivers one, was checked.
    #[must_use]
    pub fn respond(response: Response) -> Self {
        Self::Respond {
            response,
            words: None,
            copy_checked: true,
        }
    }

    /// Returns the command's name.
    #[must_use]
    pub const fn name(&self) -> CommandName {
        match self {
            Self::Repeat(_) => CommandName::Repeat,
            Self::NotificationProgressed(_) => CommandName::NotificationProgressed,
            Self::PartnersNotified { .. } => CommandName::PartnersNotified,
            Self::PartnerAcknowledged => CommandName::PartnerAcknowledged,
            Self::DenyForFraud(_) => CommandName::DenyForFraud,
            Self::RequestOptIn { .. } => CommandName::RequestOptIn,
            Self::OptIn { .. } => CommandName::OptIn,
            Self::ConfirmParent { .. } => CommandName::ConfirmParent,
            Self::CorrectAge { .. } => CommandName::CorrectAge,
            Self::Verify(_) => CommandName::Verify,
            Self::Extend { .. } => CommandName::Extend,
            Self::Respond { .. } => CommandName::Respond,
            Self::RenewCode => CommandName::RenewCode,
            Self::Appeal => CommandName::Appeal,
            Self::DecideAppeal(_) => CommandName::DecideAppeal,
            Self::UpholdSuperseded { .. } => CommandName::UpholdSuperseded,
            Self::Confirm(_) => CommandName::Confirm,
            Self::NotARequest { .. } => CommandName::NotARequest,
            Self::Reopen => CommandName::Reopen,
            Self::ChangePerson { .. } => CommandName::ChangePerson,
            Self::AskPerson { .. } => CommandName::AskPerson,
            Self::Write { .. } => CommandName::Write,
            Self::Join { .. } => CommandName::Join,
            Self::Reread => CommandName::Reread,
            Self::SetLanguage { .. } => CommandName::SetLanguage,
            Self::Assign { .. } => CommandName::Assign,
            Self::Hold { .. } => CommandName::Hold,
            Self::EraseMessage { .. } => CommandName::EraseMessage,
            Self::Erase => CommandName::Erase,
            Self::Note(_) => CommandName::Note,
            Self::CheckDeadlines => CommandName::CheckDeadlines,
            Self::ApplyLawChange => CommandName::ApplyLawChange,
        }
    }
}
