//! One letter: its words, for whoever posts them, and what staff want done about it.

use crate::call::Call;
use crate::fields::Fields;
use crate::problem::Problem;
use crate::requests::words;
use crate::view::LetterView;
use crate::{Deps, answer};
use axum::extract::{Path, Request, State};
use axum::response::Response;
use http::StatusCode;
use store::LetterOrder;

/// One letter with its words.
pub(crate) async fn read(
    State(deps): State<Deps>,
    Path((owner, letter)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let key = deps.letter_of(&owner, &letter).await?;
    let found = deps.store.letter(&key).await?;
    let found = found.ok_or_else(|| Problem::not_found("There is no such letter."))?;
    let view = LetterView::of(&found, Some(words(&deps, &found)));
    Ok(answer::json(StatusCode::OK, &view))
}

/// Carries out an order: `{"order": "release"}`, `resend`, `correct_address` with an `address`, `delivered`, `close`.
pub(crate) async fn order(
    State(deps): State<Deps>,
    Path((owner, letter)): Path<(String, String)>,
    request: Request,
) -> Result<Response, Problem> {
    let call = Call::of(request).await?;
    let mut fields = Fields::of(&call.body)?;
    let names = LetterOrder::NAMES;
    let order = fields.required("order", |fields, name| fields.one_of(name, &names));
    let order = match order {
        Some("release") => Some(LetterOrder::Release),
        Some("resend") => Some(LetterOrder::Resend),
        Some("correct_address") => fields
            .required("address", Fields::email)
            .map(LetterOrder::CorrectAddress),
        Some("delivered") => Some(LetterOrder::Delivered),
        Some(_) => Some(LetterOrder::Close),
        None => None,
    };
    fields.done()?;
    let order = order.ok_or_else(Problem::bad_json)?;
    let key = deps.letter_of(&owner, &letter).await?;
    let (by, now) = (call.staff.actor(), deps.clock.now());
    let moved = deps.store.order_letter(&key, &order, &by, now).await?;
    tracing::info!(order = order.name(), "staff moved a letter");
    Ok(answer::json(StatusCode::OK, &LetterView::of(&moved, None)))
}
