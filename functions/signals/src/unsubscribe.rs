//! An unsubscribe link: a page with a button for people, and one call for mail programs. No cookie, no redirect, no
//! second step (RFC 8058, section 3.2; 16 CFR § 316.5).

use crate::browsers::RETRY_AFTER;
use crate::{Deps, press, token};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use domain::person::EmailAddress;
use http::{HeaderMap, StatusCode};
use pages::{Pages, Problem, Wants, negotiate};
use serde_json::json;

/// The page behind a link.
#[derive(Template)]
#[template(path = "unsubscribe.html")]
struct UnsubscribePage<'a> {
    pages: &'a Pages,
    /// The address, masked.
    address: String,
    done: bool,
}

type Token = Result<Path<String>, PathRejection>;

/// Shows the button. Programs open links that nobody pressed, so nothing changes.
pub(crate) async fn offer(
    State(deps): State<Deps>,
    token: Token,
    headers: HeaderMap,
) -> HttpResponse {
    let wants = negotiate(&headers);
    match addressed(&deps, token) {
        Some((address, _)) => show(&deps, address, false, wants),
        None => Problem::broken_link().answer(&deps.pages, wants),
    }
}

/// Stops marketing mail to the address. Pressed again it says the same, and changes nothing.
pub(crate) async fn press(
    State(deps): State<Deps>,
    token: Token,
    request: Request,
) -> HttpResponse {
    let (head, body) = request.into_parts();
    let wants = negotiate(&head.headers);
    let Some((address, token)) = addressed(&deps, token) else {
        return Problem::broken_link().answer(&deps.pages, wants);
    };
    if let Err(problem) = press::read(&head.headers, body).await {
        return problem.answer(&deps.pages, wants);
    }
    match deps.unsubscribe(address.clone(), &token).await {
        Ok(()) => show(&deps, address, true, wants),
        Err(error) => {
            tracing::error!(%error, "a press of an unsubscribe button could not be stored");
            Problem::unsaved(RETRY_AFTER).answer(&deps.pages, wants)
        }
    }
}

/// The address that a link is about, and the link's token.
fn addressed(deps: &Deps, token: Token) -> Option<(EmailAddress, String)> {
    let Path(token) = token.ok()?;
    let address = token::open(&deps.keys, &token)?;
    Some((address, token))
}

fn show(deps: &Deps, address: EmailAddress, done: bool, wants: Wants) -> HttpResponse {
    match wants {
        Wants::Html => {
            let page = UnsubscribePage {
                pages: &deps.pages,
                address: address.masked(),
                done,
            };
            deps.pages.unlisted(StatusCode::OK, &page)
        }
        Wants::Json => deps
            .pages
            .json(StatusCode::OK, &json!({ "unsubscribed": done })),
    }
}
