//! One email: its words, for whoever posts them, and what staff want done about it.

use crate::Deps;
use crate::call::Call;
use crate::fields::Fields;
use crate::problem::Problem;
use crate::requests::words;
use crate::view::EmailView;
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use http::StatusCode;
use serde::Serialize;
use store::EmailAction;

/// One email with its words.
pub(crate) async fn read(
    State(deps): State<Deps>,
    Path((owner, email)): Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let key = deps.email_of(&owner, &email).await?;
    let found = deps.store.email(&key).await?;
    let found = found.ok_or_else(|| Problem::not_found("There is no such email."))?;
    let view = EmailView::of(&found, Some(words(&deps, &found)));
    Ok(gateway::response::json(StatusCode::OK, &view))
}

/// An email that was ordered about.
#[derive(Serialize)]
struct Ordered {
    #[serde(flatten)]
    email: EmailView,
    /// The other letters of the request that go to the corrected address now.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also_corrected: Vec<String>,
}

/// Carries out an order: `{"order": "release"}`, `resend`, `correct_address` with an `address`, `delivered`, `close`.
pub(crate) async fn order(
    State(deps): State<Deps>,
    Path((owner, email)): Path<(String, String)>,
    request: Request,
) -> Result<HttpResponse, Problem> {
    let call = Call::of(request).await?;
    let mut fields = Fields::of(&call.body)?;
    let names = EmailAction::NAMES;
    let order = fields.required("order", |fields, name| fields.one_of(name, &names));
    let order = match order {
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
    let order = order.ok_or_else(Problem::bad_json)?;
    let key = deps.email_of(&owner, &email).await?;
    let (by, now) = (call.staff.actor(), deps.clock.now());
    let (moved, also_corrected) = match &order {
        EmailAction::CorrectAddress(address) => {
            deps.store.correct_address(&key, address, &by, now).await?
        }
        order => {
            let moved = deps.store.order_email(&key, order, &by, now).await?;
            (moved, Vec::new())
        }
    };
    let also = also_corrected.len();
    tracing::info!(order = order.name(), also, "staff moved an email");
    let ordered = Ordered {
        email: EmailView::of(&moved, None),
        also_corrected,
    };
    Ok(gateway::response::json(StatusCode::OK, &ordered))
}
