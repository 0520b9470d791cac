//! Problems of functions with pages: HTML with a next step for people, JSON (RFC 9457) for programs.

use askama::Template;
use axum::response::Response as HttpResponse;
use gateway::{PageText, Problem};
use http::HeaderValue;

use crate::{Pages, Wants};

const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

#[derive(Template)]
#[template(path = "problem.html")]
struct Page<'a> {
    pages: &'a Pages,
    problem: &'a Problem,
    title: String,
    detail: String,
}

impl Pages {
    /// Responds with a problem, in the format that the client wants. The JSON names the privacy inbox.
    pub fn problem(&self, problem: Problem, wants: Wants) -> HttpResponse {
        let status = problem.status();
        let problem = problem.with_contact(self.company().inbox.as_str());
        let mut response = match wants {
            Wants::Html => {
                let (title, detail) = self.in_words(&problem);
                let page = Page {
                    pages: self,
                    problem: &problem,
                    title,
                    detail,
                };
                self.unlisted(status, &page)
            }
            Wants::Json => self.json_of_type(status, PROBLEM_JSON, &problem),
        };
        problem.add_headers(response.headers_mut());
        response
    }

    /// Returns the title and the detail of a problem's page. A problem that only programs can cause is in English.
    fn in_words(&self, problem: &Problem) -> (String, String) {
        let Some(text) = problem.page_text() else {
            return (problem.title().to_owned(), problem.detail().to_owned());
        };
        let texts = self.texts();
        let (title, detail) = match text {
            PageText::BadForm => (
                texts.text("problem-unreadable"),
                texts.text("problem-bad-form"),
            ),
            PageText::NotOneClick => (
                texts.text("problem-unreadable"),
                texts.text("problem-not-one-click"),
            ),
            PageText::NoPage => (
                texts.text("problem-not-found"),
                texts.text("problem-no-page"),
            ),
            PageText::BrokenLink => (
                texts.text("problem-broken-link-title"),
                texts.text("problem-broken-link"),
            ),
            PageText::WrongMethod | PageText::NotAForm => (
                texts.text("problem-wrong-method-title"),
                texts.text("problem-wrong-method"),
            ),
            PageText::FormTooLarge => (
                texts.text("problem-too-large-title"),
                texts.text("problem-too-large"),
            ),
            PageText::Invalid => (
                texts.text("problem-invalid-title"),
                texts.text("problem-invalid"),
            ),
            PageText::KeyUsedBefore => (
                texts.text("problem-key-reused-title"),
                texts.text("problem-key-reused"),
            ),
            PageText::NotSaved => (
                texts.text("problem-not-saved-title"),
                texts.text("problem-not-saved"),
            ),
            PageText::Unavailable => (
                texts.text("problem-unavailable-title"),
                texts.text("problem-unavailable"),
            ),
            PageText::Late => (texts.text("problem-late-title"), texts.text("problem-late")),
        };
        (title.into(), detail.into())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use crate::Visitor;
    use crate::site::tests::{acme, text};
    use domain::log::Role;
    use gateway::{AccessDenied, FieldError};
    use http::HeaderMap;
    use std::time::Duration;

    fn every_problem() -> [Problem; 18] {
        let errors = vec![
            FieldError::new("email", "Enter an email address or a phone number"),
            FieldError::new("state", "Choose a state from the list, or leave it empty"),
        ];
        let wait = Duration::from_secs(30);
        [
            Problem::bad_form(),
            Problem::authentication_required(),
            Problem::from(AccessDenied::NotMachine),
            Problem::no_page(),
            Problem::method_not_allowed(),
            Problem::form_too_large(),
            Problem::neither_form_nor_json(),
            Problem::invalid(errors),
            Problem::idempotency_key_reused(),
            Problem::not_saved(wait),
            Problem::unavailable(wait),
            Problem::from(AccessDenied::NotStaff),
            Problem::role_required(Role::Decide),
            Problem::foreign_origin("SIGNAL_ORIGINS"),
            Problem::broken_link(),
            Problem::invalid_signature("Sign the body."),
            Problem::conflict("This is done", "We did it on Monday."),
            Problem::direct_access(),
        ]
    }

    #[tokio::test]
    async fn programs_read_problem_json() {
        let pages = acme("https://privacy.acme.example");
        let mut shown = String::new();
        for problem in every_problem() {
            let response = pages.problem(problem, Wants::Json);
            assert_eq!(
                response.headers()["content-type"],
                "application/problem+json"
            );
            for header in ["retry-after", "www-authenticate"] {
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
            let response = pages.problem(problem.clone(), Wants::Html);
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
            shown += &text(pages.problem(problem.clone(), Wants::Html))
                .await
                .replace(pages.style(), "…");
        }
        insta::assert_snapshot!(shown);
    }

    #[tokio::test]
    async fn a_problem_for_people_is_easy_to_read_in_each_language() {
        let visitor = Visitor::of(&"/".parse().unwrap(), &HeaderMap::new());
        for locale in texts::OFFERED {
            let pages = acme("https://privacy.acme.example").about(&visitor, locale, None);
            for problem in every_problem() {
                let Some(name) = problem.page_text() else {
                    continue; // only programs cause it
                };
                let html = text(pages.problem(problem, Wants::Html)).await;
                let blocks = readability::blocks(&html);
                let why = readability::hard(blocks.iter().map(String::as_str), locale);
                assert_eq!(why, None, "{locale:?}, {name:?}");
            }
        }
    }
}
