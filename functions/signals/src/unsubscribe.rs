//! Unsubscribe links: a page with a button for people, and one call for email programs. Without cookies, redirects or a
//! second step (RFC 8058, section 3.2; 16 CFR § 316.5).

use crate::browsers::RETRY_AFTER;
use crate::{Deps, one_click, token};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use domain::person::EmailAddress;
use http::{HeaderMap, StatusCode};
use pages::{Pages, Problem, Wants, negotiate};
use serde_json::json;

/// The page of a link.
#[derive(Template)]
#[template(path = "unsubscribe.html")]
struct UnsubscribePage<'a> {
    pages: &'a Pages,
    /// The masked address.
    address: String,
    done: bool,
}

type Token = Result<Path<String>, PathRejection>;

/// Shows the button. Changes nothing, because email scanners open every link.
pub(crate) async fn offer(
    State(deps): State<Deps>,
    token: Token,
    headers: HeaderMap,
) -> HttpResponse {
    let wants = negotiate(&headers);
    match addressed(&deps, token) {
        Some((address, _)) => show(&deps, address, false, wants),
        None => deps.pages.problem(Problem::broken_link(), wants),
    }
}

/// Stops marketing emails to the address. A second press has the same result and changes nothing.
pub(crate) async fn press(
    State(deps): State<Deps>,
    token: Token,
    request: Request,
) -> HttpResponse {
    let (head, body) = request.into_parts();
    let wants = negotiate(&head.headers);
    let Some((address, token)) = addressed(&deps, token) else {
        return deps.pages.problem(Problem::broken_link(), wants);
    };
    if let Err(problem) = one_click::read(&head.headers, body).await {
        return deps.pages.problem(problem, wants);
    }
    match deps.unsubscribe(address.clone(), &token).await {
        Ok(()) => show(&deps, address, true, wants),
        Err(error) => {
            tracing::error!(%error, "an unsubscribe could not be stored");
            deps.pages.problem(Problem::not_saved(RETRY_AFTER), wants)
        }
    }
}

/// Returns the address in a link, and the link's token.
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
