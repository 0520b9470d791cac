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
use pages::{Pages, Problem, Visitor, Wants, negotiate};
use serde_json::json;

/// The page of a link.
#[derive(Template)]
#[template(path = "unsubscribe.html")]
pub(crate) struct UnsubscribePage<'a> {
    pub(crate) pages: &'a Pages,
    /// The masked address.
    pub(crate) address: String,
    pub(crate) done: bool,
}

type Token = Result<Path<String>, PathRejection>;

/// Shows the button. Changes nothing, because email scanners open every link.
pub(crate) async fn offer(
    State(deps): State<Deps>,
    token: Token,
    visitor: Visitor,
    headers: HeaderMap,
) -> HttpResponse {
    let wants = negotiate(&headers);
    let pages = deps.pages.for_visitor(&visitor);
    match addressed(&deps, token) {
        Some((address, _)) => show(&pages, &address, false, wants),
        None => pages.problem(Problem::broken_link(), wants),
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
    let visitor = Visitor::of(&head.uri, &head.headers);
    let pages = deps.pages.for_visitor(&visitor);
    let Some((address, token)) = addressed(&deps, token) else {
        return pages.problem(Problem::broken_link(), wants);
    };
    if let Err(problem) = one_click::read(&head.headers, body).await {
        return pages.problem(problem, wants);
    }
    match deps.unsubscribe(address.clone(), &token).await {
        Ok(()) => show(&pages, &address, true, wants),
        Err(error) => {
            tracing::error!(%error, "an unsubscribe could not be stored");
            pages.problem(Problem::not_saved(RETRY_AFTER), wants)
        }
    }
}

/// Returns the address in a link, and the link's token.
fn addressed(deps: &Deps, token: Token) -> Option<(EmailAddress, String)> {
    let Path(token) = token.ok()?;
    let address = token::open(&deps.keys, &token)?;
    Some((address, token))
}

fn show(pages: &Pages, address: &EmailAddress, done: bool, wants: Wants) -> HttpResponse {
    match wants {
        Wants::Html => {
            let page = UnsubscribePage {
                pages,
                address: address.masked(),
                done,
            };
            pages.unlisted(StatusCode::OK, &page)
        }
        Wants::Json => pages.json(StatusCode::OK, &json!({ "unsubscribed": done })),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use crate::for_tests::in_language;

    #[test]
    fn the_pages_are_easy_to_read_in_each_language() {
        for locale in texts::OFFERED {
            let pages = in_language(locale);
            for done in [false, true] {
                let page = UnsubscribePage {
                    pages: &pages,
                    address: EmailAddress::parse("ana@example.org").unwrap().masked(),
                    done,
                };
                let blocks = readability::blocks(&page.render().unwrap());
                let why = readability::hard(blocks.iter().map(String::as_str), locale);
                assert_eq!(why, None, "{locale:?}, done: {done}");
            }
        }
    }
}
