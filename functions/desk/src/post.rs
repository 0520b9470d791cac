//! One letter: its words, for whoever posts them, and what staff want done about it.

use crate::Deps;
use crate::call::Call;
use crate::fields::Fields;
use crate::problem::Problem;
use crate::requests::words;
use crate::view::LetterView;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use http::StatusCode;
use serde::Serialize;
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
    Ok(gateway::response::json(StatusCode::OK, &view))
}

/// A letter that was ordered about.
#[derive(Serialize)]
struct Ordered {
    #[serde(flatten)]
    letter: LetterView,
    /// The other letters of the request that go to the corrected address now.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also_corrected: Vec<String>,
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
    let (moved, also_corrected) = match &order {
        LetterOrder::CorrectAddress(address) => {
            deps.store.correct_address(&key, address, &by, now).await?
        }
        order => {
            let moved = deps.store.order_letter(&key, order, &by, now).await?;
            (moved, Vec::new())
        }
    };
    let also = also_corrected.len();
    tracing::info!(order = order.name(), also, "staff moved a letter");
    let ordered = Ordered {
        letter: LetterView::of(&moved, None),
        also_corrected,
    };
    Ok(gateway::response::json(StatusCode::OK, &ordered))
}
