//! The responses to a submission: a page for people, JSON for programs.

use crate::Deps;
use crate::offer::Offer;
use crate::page::{FormPage, FormValues};
use crate::submission::Envelope;
use axum::response::Response as HttpResponse;
use domain::calendar::Due;
use domain::law::Rule;
use domain::person::Region;
use domain::receipt::{Receipt, Reference};
use domain::request::{Asked, Channel};
use http::{HeaderValue, StatusCode, header};
use pages::{FieldError, Pages, Problem, Wants};
use serde::Serialize;
use std::time::Duration;

/// The retry delay after an outage.
pub(crate) const RETRY_AFTER: Duration = Duration::from_secs(5);

/// The receipt for programs. It is the same whether the submission created a request or was merged into an active one.
/// `law` and `rule` are the ones that set the date.
#[derive(Serialize)]
struct ReceiptJson<'a> {
    reference: Reference,
    status_url: String,
    right: &'a str,
    law: &'a str,
    rule: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unconfirmed: bool,
    received_at: String,
    due: Option<Due>,
}

/// Responds that the submission is stored: redirects people to the receipt page, and returns the receipt to programs.
pub(crate) fn accepted(
    deps: &Deps,
    pages: &Pages,
    channel: Channel,
    receipt: &Receipt,
) -> HttpResponse {
    let path = deps.links.status_path(&receipt.id);
    if channel == Channel::Form {
        return deps.pages.see_other(&path);
    }
    let rule = receipt.rule();
    let json = ReceiptJson {
        reference: receipt.reference(),
        status_url: format!("{}{path}", pages.company().base_url),
        right: match receipt.asked {
            Asked::Right(right) => right.as_str(),
            Asked::Unclear { .. } => "to_be_read",
        },
        law: rule.map_or("", |rule| rule.law.as_str()),
        rule: rule.map_or("", |rule| rule.id),
        unconfirmed: rule.is_some_and(Rule::unconfirmed),
        received_at: receipt.received.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        due: receipt.due,
    };
    deps.pages.json(StatusCode::CREATED, &json)
}

//= req: ca-7020-f
/// Responds with the errors: the form with the input for people, a problem with one entry per field for programs.
pub(crate) fn invalid(
    deps: &Deps,
    envelope: Envelope,
    errors: Vec<FieldError>,
    wants: Wants,
) -> HttpResponse {
    let pages = deps.pages.for_visitor(&envelope.visitor);
    if envelope.shows_form_again(wants) {
        let values = envelope.fields.typed();
        let page = FormPage::with_errors(&pages, offer(deps, &values), values, errors);
        return pages.html(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    pages.problem(Problem::invalid(errors), wants)
}

/// Responds that the submission could not be stored. The form keeps the input and its nonce, so a retry is idempotent.
pub(crate) fn not_saved(deps: &Deps, envelope: Envelope, wants: Wants) -> HttpResponse {
    let pages = deps.pages.for_visitor(&envelope.visitor);
    if envelope.shows_form_again(wants) {
        let values = envelope.fields.typed();
        let page = FormPage::not_saved(&pages, offer(deps, &values), values);
        let mut response = pages.html(StatusCode::SERVICE_UNAVAILABLE, &page);
        response.headers_mut().insert(
            header::RETRY_AFTER,
            HeaderValue::from(RETRY_AFTER.as_secs()),
        );
        return response;
    }
    pages.problem(Problem::not_saved(RETRY_AFTER), wants)
}

/// Returns the offer to the person who filled in the form.
fn offer(deps: &Deps, values: &FormValues) -> Offer {
    deps.offer(Region::parse(&values.state).ok())
}

impl Envelope {
    /// Returns whether the response is the form with the input.
    fn shows_form_again(&self, wants: Wants) -> bool {
        self.channel == Channel::Form && wants == Wants::Html
    }
}
