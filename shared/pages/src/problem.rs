//! What a client is told when something went wrong: RFC 9457 for machines, a page with a next step for people.

use askama::Template;
use axum::response::Response as HttpResponse;
use http::header::{ALLOW, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use std::time::Duration;

use crate::{FieldError, Pages, Wants};

const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// An error as the client sees it. It carries nothing that may not be logged or shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    slug: &'static str,
    status: StatusCode,
    title: &'static str,
    detail: &'static str,
    errors: Vec<FieldError>,
    allow: Option<&'static str>,
    retry_after: Option<Duration>,
}

/// The members of an `application/problem+json` body, in the order of RFC 9457, section 3.
#[derive(Serialize)]
struct Body<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    #[serde(skip_serializing_if = "<[FieldError]>::is_empty")]
    errors: &'a [FieldError],
    /// Where a person answers.
    contact: &'a str,
}

#[derive(Template)]
#[template(path = "problem.html")]
struct Page<'a> {
    pages: &'a Pages,
    problem: &'a Problem,
}

impl Problem {
    fn new(
        slug: &'static str,
        status: StatusCode,
        title: &'static str,
        detail: &'static str,
    ) -> Self {
        Self {
            slug,
            status,
            title,
            detail,
            errors: Vec::new(),
            allow: None,
            retry_after: None,
        }
    }

    /// 400: the body can't be read.
    #[must_use]
    pub fn bad_request() -> Self {
        Self::new(
            "bad-request",
            StatusCode::BAD_REQUEST,
            "We could not read what was sent",
            "Nothing was recorded. Open the form again and fill it in there.",
        )
    }

    /// 400: a body that is no press of a mail program's button.
    #[must_use]
    pub fn not_one_click() -> Self {
        Self::new(
            "bad-request",
            StatusCode::BAD_REQUEST,
            "We could not read what was sent",
            "Nothing was changed. Open the link in the mail and press its button; a program posts the form field List-Unsubscribe=One-Click.",
        )
    }

    /// 401: only the company's systems may ask this, and nobody says that one of them does.
    #[must_use]
    pub fn unauthorized() -> Self {
        Self::new(
            "unauthorized",
            StatusCode::UNAUTHORIZED,
            "Nobody says who calls",
            "Sign the call, or send a token that the gateway knows.",
        )
    }

    /// 403: whoever calls is none of the systems that may.
    #[must_use]
    pub fn no_role() -> Self {
        Self::new(
            "no-role",
            StatusCode::FORBIDDEN,
            "You have no role here",
            "Whoever looks after the setting ROLES can give you the role machine.",
        )
    }

    /// 403: a script of a site that may not call.
    #[must_use]
    pub fn foreign_origin() -> Self {
        Self::new(
            "foreign-origin",
            StatusCode::FORBIDDEN,
            "This site may not call this address",
            "Nothing was recorded. Whoever looks after the setting SIGNAL_ORIGINS can add the site’s origin, exactly as browsers send it.",
        )
    }

    /// 404: a link in a mail that isn't whole, or none of ours.
    #[must_use]
    pub fn broken_link() -> Self {
        Self::new(
            "broken-link",
            StatusCode::NOT_FOUND,
            "This link is not complete",
            "Nothing was changed. Copy the whole link from the mail, or ask on the form to get no more marketing mail.",
        )
    }

    /// 401: what a program sent is not signed as it must be; `detail` says what is wrong.
    #[must_use]
    pub fn not_signed(detail: &'static str) -> Self {
        Self::new(
            "not-signed",
            StatusCode::UNAUTHORIZED,
            "The signature is not taken",
            detail,
        )
    }

    /// 404: nothing is here.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(
            "not-found",
            StatusCode::NOT_FOUND,
            "There is no page at this address",
            "Check that the whole address was copied, or look up your request with its reference.",
        )
    }

    /// 405: the address takes only the methods in `allow`, like `"GET, HEAD"`.
    #[must_use]
    pub fn method_not_allowed(allow: &'static str) -> Self {
        let problem = Self::new(
            "method-not-allowed",
            StatusCode::METHOD_NOT_ALLOWED,
            "This address does not take that kind of request",
            "Nothing was recorded. Open the form again and press its button.",
        );
        Self {
            allow: Some(allow),
            ..problem
        }
    }

    /// 409: what was asked for can't be done any more, or not yet; `title` and `detail` say why, and what to do.
    #[must_use]
    pub fn not_now(title: &'static str, detail: &'static str) -> Self {
        Self::new("not-now", StatusCode::CONFLICT, title, detail)
    }

    /// 413: the body is longer than any request needs.
    #[must_use]
    pub fn too_large() -> Self {
        Self::new(
            "too-large",
            StatusCode::PAYLOAD_TOO_LARGE,
            "That was too much text",
            "Nothing was recorded. Open the form again and type less, or write us an email.",
        )
    }

    /// 415: the body is neither a form nor JSON.
    #[must_use]
    pub fn unsupported_media_type() -> Self {
        Self::new(
            "unsupported-media-type",
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "We could not read what was sent",
            "Nothing was recorded. Send a form (application/x-www-form-urlencoded) or JSON (application/json).",
        )
    }

    /// 422: fields to correct, one error each, in the order of the page.
    #[must_use]
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let problem = Self::new(
            "invalid-fields",
            StatusCode::UNPROCESSABLE_ENTITY,
            "There is a problem with what was sent",
            "Nothing was recorded. Correct the fields named here and send the request again.",
        );
        Self { errors, ..problem }
    }

    /// 422: an idempotency key that came before with another body.
    #[must_use]
    pub fn key_reused() -> Self {
        Self::new(
            "idempotency-key-reused",
            StatusCode::UNPROCESSABLE_ENTITY,
            "This idempotency key was used for another request",
            "The first request stands. Send this one again with a key of its own.",
        )
    }

    /// 503: a request that could not be saved. The form shows itself again instead, with what was typed.
    #[must_use]
    pub fn unsaved(retry_after: Duration) -> Self {
        let problem = Self::new(
            "unavailable",
            StatusCode::SERVICE_UNAVAILABLE,
            "We could not save your request just now",
            "We cannot say that your request is recorded. Send the same request again in a moment: with the same nonce or Idempotency-Key it counts once, however often it is sent.",
        );
        Self {
            retry_after: Some(retry_after),
            ..problem
        }
    }

    /// 503: something that could not be looked up.
    #[must_use]
    pub fn unavailable(retry_after: Duration) -> Self {
        let problem = Self::new(
            "unavailable",
            StatusCode::SERVICE_UNAVAILABLE,
            "We could not look this up just now",
            "Your request is safe. Try again in a moment.",
        );
        Self {
            retry_after: Some(retry_after),
            ..problem
        }
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The answer, in the form that the client wants.
    pub fn answer(&self, pages: &Pages, wants: Wants) -> HttpResponse {
        let mut response = match wants {
            Wants::Html => pages.unlisted(
                self.status,
                &Page {
                    pages,
                    problem: self,
                },
            ),
            Wants::Json => pages.json_of_type(self.status, PROBLEM_JSON, &self.body(pages)),
        };
        if let Some(allow) = self.allow {
            response
                .headers_mut()
                .insert(ALLOW, HeaderValue::from_static(allow));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer");
            response.headers_mut().insert(WWW_AUTHENTICATE, scheme);
        }
        if let Some(wait) = self.retry_after {
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(wait.as_secs()));
        }
        response
    }

    fn body<'a>(&'a self, pages: &'a Pages) -> Body<'a> {
        Body {
            r#type: format!("urn:honored:problem:{}", self.slug),
            title: self.title,
            status: self.status.as_u16(),
            detail: self.detail,
            errors: &self.errors,
            contact: pages.company().inbox.as_str(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use crate::site::tests::{acme, text};

    fn every_problem() -> [Problem; 14] {
        let errors = vec![
            FieldError::new("email", "Enter an e-mail address or a phone number"),
            FieldError::new("state", "Choose a state from the list, or leave it empty"),
        ];
        let wait = Duration::from_secs(30);
        [
            Problem::bad_request(),
            Problem::unauthorized(),
            Problem::no_role(),
            Problem::not_found(),
            Problem::method_not_allowed("GET, HEAD"),
            Problem::too_large(),
            Problem::unsupported_media_type(),
            Problem::invalid(errors),
            Problem::key_reused(),
            Problem::unsaved(wait),
            Problem::unavailable(wait),
            Problem::not_one_click(),
            Problem::foreign_origin(),
            Problem::broken_link(),
        ]
    }

    #[tokio::test]
    async fn machines_read_problem_json() {
        let pages = acme("https://privacy.acme.example");
        let mut shown = String::new();
        for problem in every_problem() {
            let response = problem.answer(&pages, Wants::Json);
            assert_eq!(
                response.headers()["content-type"],
                "application/problem+json"
            );
            for header in ["allow", "retry-after", "www-authenticate"] {
                if let Some(value) = response.headers().get(header) {
                    shown += &format!("{header}: {}\n", value.to_str().unwrap());
                }
            }
            let body: serde_json::Value = serde_json::from_str(&text(response).await).unwrap();
            shown += &format!("{body:#}\n\n");
        }
        insta::assert_snapshot!(shown);
    }

    #[tokio::test]
    async fn people_read_what_to_do_next() {
        let pages = acme("https://privacy.acme.example");
        for problem in every_problem() {
            let response = problem.answer(&pages, Wants::Html);
            assert_eq!(response.status(), problem.status());
            assert_eq!(
                response.headers()["content-type"],
                "text/html; charset=utf-8"
            );
            let html = text(response).await.replace(pages.style(), "…");
            let (_, main) = html.split_once("<main").unwrap();
            assert!(
                main.contains("href=\"/\"")
                    && main.contains("href=\"mailto:privacy@acme.example\""),
                "{problem:?}"
            );
        }
    }

    #[tokio::test]
    async fn the_page_of_a_problem() {
        let pages = acme("https://privacy.acme.example");
        let mut shown = String::new();
        for problem in [&every_problem()[5], &every_problem()[7]] {
            shown += &text(problem.answer(&pages, Wants::Html))
                .await
                .replace(pages.style(), "…");
        }
        insta::assert_snapshot!(shown);
    }
}
