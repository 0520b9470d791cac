//! The emails that an action would send, before it is sent. Nothing is recorded.

use crate::Desk;
use crate::actions::{Action, ActionCall};
use crate::error::{Error, not_possible};
use crate::requests::{found, with_earlier_responses};
use crate::staff_order::StaffOrder;
use domain::outbound_email::Addressee;
use serde::Serialize;

/// An email that an action would send.
#[derive(Debug, Serialize)]
pub struct PreviewedEmail {
    /// Where it would go.
    pub to: Addressee,
    /// The code of its language.
    pub language: &'static str,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
}

/// Returns the emails to the requester that an action would send. The same action then sends the same emails, unless the
/// request changes before. Its checks are those of the action, except for the check of a response file.
///
/// # Errors
/// [`Error`] if the request doesn't allow the action, if a colleague was faster, or if the store fails.
pub async fn preview(
    desk: &Desk,
    name: &str,
    by: &StaffOrder,
    asked: ActionCall,
) -> Result<Vec<PreviewedEmail>, Error> {
    by.needs(asked.spec.role)?;
    let request = found(desk, desk.find_request(name).await?).await?;
    let (command, decision) = (asked.spec.name, by.decision(None));
    desk.store.check_seen(&request, command, &decision).await?;
    if request.erased.is_some() {
        let gone = "The person of this request was erased. No action is possible.";
        return Err(not_possible(gone).into());
    }
    let Action::Command(command) = asked.action else {
        return Ok(Vec::new());
    };
    let command = with_earlier_responses(desk, &request, command).await?;
    let transition = request.apply(command, desk.clock.now())?;
    let shown = transition.emails.iter().map(|email| {
        let words = emails::render(email, &desk.company, &desk.links, desk.texts);
        PreviewedEmail {
            to: email.to.clone(),
            language: words.locale.code(),
            subject: words.subject,
            text: words.text,
        }
    });
    Ok(shown.collect())
}
