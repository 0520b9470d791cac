//! One outbound email: its text, for printing and posting, and the actions of staff on it.

use crate::Desk;
use crate::error::Error;
use crate::fields::Fields;
use crate::requests::words;
use crate::views::EmailView;
use domain::person::{PersonName, PostalAddress};
use gateway::{Problem, Staff};
use serde::Serialize;
use store::EmailAction;

/// An email with its text, and where to post it.
#[derive(Debug, Serialize)]
pub struct WholeEmail {
    /// The email.
    #[serde(flatten)]
    pub email: EmailView,
    /// The person of its first request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient: Option<Recipient>,
}

/// A person to whom staff post a letter.
#[derive(Debug, Serialize)]
pub struct Recipient {
    /// The name.
    pub name: Option<PersonName>,
    /// The postal address.
    pub postal_address: Option<PostalAddress>,
}

/// Returns an email with its text.
///
/// # Errors
/// [`Error`] if there is no such email, or if the store fails.
pub async fn read(desk: &Desk, owner: &str, email: &str) -> Result<WholeEmail, Error> {
    let key = desk.find_email(owner, email).await?;
    let found = desk.store.email(&key).await?;
    let found = found.ok_or_else(|| Problem::not_found("There is no such email."))?;
    let request = match found.requests.first() {
        Some(request) => desk.store.request(*request).await?,
        None => None,
    };
    Ok(WholeEmail {
        email: EmailView::of(&found, Some(words(desk, &found))),
        recipient: request.map(|request| Recipient {
            name: request.person.name,
            postal_address: request.person.postal_address,
        }),
    })
}

/// An email after an action.
#[derive(Debug, Serialize)]
pub struct Changed {
    /// The email.
    #[serde(flatten)]
    pub email: EmailView,
    /// The other emails of the request that now go to the corrected address.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_corrected: Vec<String>,
}

/// Applies an action: `{"action": "release"}`, `resend`, `correct_address` with an `address`, `delivered` or `close`.
///
/// # Errors
/// [`Error`] if a field is wrong, if the email's state doesn't allow the action, or if the store fails.
pub async fn act(
    desk: &Desk,
    owner: &str,
    email: &str,
    staff: &Staff,
    mut fields: Fields,
) -> Result<Changed, Error> {
    let names = EmailAction::NAMES;
    let action = fields.deciding("action", &names);
    let action = match action {
        Some("release") => Some(EmailAction::Release),
        Some("resend") => Some(EmailAction::Resend),
        Some("correct_address") => fields
            .required("address", Fields::email)
            .map(EmailAction::CorrectAddress),
        Some("delivered") => Some(EmailAction::Delivered),
        Some(_) => Some(EmailAction::Close),
        None => None,
    };
    fields.done()?;
    let action = action.ok_or_else(Problem::bad_json)?;
    let key = desk.find_email(owner, email).await?;
    let (by, now) = (staff.actor(), desk.clock.now());
    let (email, also_corrected) = match &action {
        EmailAction::CorrectAddress(address) => {
            desk.store.correct_address(&key, address, &by, now).await?
        }
        action => {
            let email = desk.store.act_on_email(&key, action, &by, now).await?;
            (email, Vec::new())
        }
    };
    let also = also_corrected.len();
    tracing::info!(action = action.name(), also, "staff acted on an email");
    Ok(Changed {
        email: EmailView::of(&email, None),
        also_corrected,
    })
}
