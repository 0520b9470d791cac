//! One outbound email: its text, for printing and posting, and the actions of staff on it.

use crate::Deps;
use crate::error::Error;
use crate::fields::Fields;
use crate::requests::words;
use crate::staff_call::StaffCall;
use crate::views::EmailView;
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use gateway::Problem;
use http::StatusCode;
use serde::Serialize;
use store::EmailAction;

/// Shows an email with its text.
pub(crate) async fn read(
    State(deps): State<Deps>,
    Path((owner, email)): Path<(String, String)>,
) -> Result<HttpResponse, Error> {
    let key = deps.find_email(&owner, &email).await?;
    let found = deps.store.email(&key).await?;
    let found = found.ok_or_else(|| Problem::not_found("There is no such email."))?;
    let view = EmailView::of(&found, Some(words(&deps, &found)));
    Ok(gateway::response::json(StatusCode::OK, &view))
}

/// An email after an action.
#[derive(Serialize)]
struct Changed {
    #[serde(flatten)]
    email: EmailView,
    /// The other emails of the request that now go to the corrected address.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also_corrected: Vec<String>,
}

/// Applies an action: `{"action": "release"}`, `resend`, `correct_address` with an `address`, `delivered` or `close`.
pub(crate) async fn act(
    State(deps): State<Deps>,
    Path((owner, email)): Path<(String, String)>,
    request: Request,
) -> Result<HttpResponse, Error> {
    let call = StaffCall::of(request).await?;
    let mut fields = Fields::of(&call.body)?;
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
    let key = deps.find_email(&owner, &email).await?;
    let (by, now) = (call.staff.actor(), deps.clock.now());
    let (email, also_corrected) = match &action {
        EmailAction::CorrectAddress(address) => {
            deps.store.correct_address(&key, address, &by, now).await?
        }
        action => {
            let email = deps.store.act_on_email(&key, action, &by, now).await?;
            (email, Vec::new())
        }
    };
    let also = also_corrected.len();
    tracing::info!(action = action.name(), also, "staff acted on an email");
    let changed = Changed {
        email: EmailView::of(&email, None),
        also_corrected,
    };
    Ok(gateway::response::json(StatusCode::OK, &changed))
}
