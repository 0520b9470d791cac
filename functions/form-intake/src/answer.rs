//! What the function answers: a page for people, JSON for programs.

use crate::Deps;
use crate::page::FormPage;
use crate::submission::Envelope;
use axum::response::{IntoResponse, Response as HttpResponse};
use domain::calendar::Due;
use domain::law::Rule;
use domain::receipt::{Receipt, Reference};
use domain::request::{Asked, Channel};
use http::{HeaderValue, StatusCode, header};
use pages::{FieldError, Problem, Wants};
use serde::Serialize;
use std::time::Duration;

/// When to try again after an outage.
pub(crate) const RETRY_AFTER: Duration = Duration::from_secs(5);

/// What a program gets for a submission, whether it opened a request or met one. The law and the rule are those
/// that set the date.
#[derive(Serialize)]
struct Taken<'a> {
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

/// The submission is ours now: a receipt page for people, the receipt for programs.
pub(crate) fn taken(deps: &Deps, channel: Channel, receipt: &Receipt) -> HttpResponse {
    let path = deps.links.status_path(&receipt.id);
    if channel == Channel::Form {
        let location = HeaderValue::from_str(&path).unwrap_or(HeaderValue::from_static("/status"));
        let headers = [
            (header::LOCATION, location),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (
                header::REFERRER_POLICY,
                HeaderValue::from_static("no-referrer"),
            ),
        ];
        return (StatusCode::SEE_OTHER, headers).into_response();
    }
    let rule = receipt.rule();
    let taken = Taken {
        reference: receipt.reference(),
        status_url: format!("{}{path}", deps.pages.company().base_url),
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
    deps.pages.json(StatusCode::CREATED, &taken)
}

/// Something has to be corrected: the form with what was typed, or a problem with an entry per field.
pub(crate) fn wrong(
    deps: &Deps,
    envelope: Envelope,
    errors: Vec<FieldError>,
    wants: Wants,
) -> HttpResponse {
    if envelope.is_shown_again(wants) {
        let page = FormPage::wrong(&deps.pages, envelope.fields.typed(), errors);
        return deps.pages.html(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    Problem::invalid(errors).answer(&deps.pages, wants)
}

/// It could not be stored: the form with what was typed and its nonce, so that the next try counts once.
pub(crate) fn unsaved(deps: &Deps, envelope: Envelope, wants: Wants) -> HttpResponse {
    if envelope.is_shown_again(wants) {
        let page = FormPage::unsaved(&deps.pages, envelope.fields.typed());
        let mut answer = deps.pages.html(StatusCode::SERVICE_UNAVAILABLE, &page);
        answer.headers_mut().insert(
            header::RETRY_AFTER,
            HeaderValue::from(RETRY_AFTER.as_secs()),
        );
        return answer;
    }
    Problem::unsaved(RETRY_AFTER).answer(&deps.pages, wants)
}

impl Envelope {
    /// Whether the answer is the form with what was typed.
    fn is_shown_again(&self, wants: Wants) -> bool {
        self.channel == Channel::Form && wants == Wants::Html
    }
}
