//! Changes that a command causes outside the request that it is applied to.

use super::{AppealDecision, Command, Note, Refused, Request, RequestId, Transition};
use jiff::Timestamp;

impl Command {
    /// Whether the counters of code attempts and downloads start again.
    #[must_use]
    pub fn resets_downloads(&self) -> bool {
        matches!(self, Self::RenewCode)
    }

    /// Returns the command to apply instead if the person has another active request for the same right. Upholding an
    /// appeal doesn't reopen the request then, because the newer request is already in force. A corrected age leaves both
    /// requests active, this one without a uniqueness guard. `None` for a command that can't be applied while another
    /// request is active.
    #[must_use]
    pub fn beside_other(&self, active: RequestId) -> Option<Self> {
        match self {
            Self::CorrectAge { age, beside: None } => Some(Self::CorrectAge {
                age: *age,
                beside: Some(active),
            }),
            Self::DecideAppeal(AppealDecision::Upheld { remedy }) => Some(Self::UpholdSuperseded {
                remedy: remedy.clone(),
            }),
            _ => None,
        }
    }
}

impl Request {
    /// Joins this request, opened by an email, to the request that the email is about. Returns the transitions of
    /// both, to be written together.
    ///
    /// # Errors
    /// [`Refused::WrongStage`] if this request isn't waiting for review.
    pub fn join_to(
        &self,
        target: &Self,
        now: Timestamp,
    ) -> Result<(Transition, Transition), Refused> {
        let joined = self.apply(Command::Join { to: target.id }, now)?;
        let noted = target.noted(Note::Joined { from: self.id }, now);
        Ok((joined, noted))
    }
}
