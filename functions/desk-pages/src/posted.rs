//! A form that staff posted, and the check that a page of ours sent it.

use crate::Deps;
use crate::frame::Frame;
use crate::session::{Signed, is_our_origin, is_ours};
use askama::Template;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::response::Response as HttpResponse;
use desk::{Fields, StaffOrder, form};
use gateway::Problem;
use http::StatusCode;

/// The maximum size of a form, in bytes: more than 5,000 characters in each of its text fields.
const LARGEST_FORM: usize = 128 * 1024;

/// A posted form.
pub(crate) struct Posted {
    pub(crate) signed: Signed,
    /// The path that it was posted to.
    pub(crate) path: String,
    /// The fields, without the token.
    pub(crate) pairs: Vec<(String, String)>,
}

/// The field with the token of the session.
const CSRF: &str = "csrf";
/// The field with the version that the page showed.
const VERSION: &str = "version";

impl Posted {
    /// Reads a form. Returns the page to show instead if no page of ours sent it.
    pub(crate) async fn of(deps: &Deps, request: Request) -> Result<Self, Box<HttpResponse>> {
        let signed = request.extensions().get::<Signed>().cloned();
        let Some(signed) = signed else {
            return Err(Box::new(
                deps.failed(None, Problem::authentication_required()),
            ));
        };
        let path = request.uri().path().to_owned();
        let (head, body) = request.into_parts();
        let Some(pairs) = pairs(body).await else {
            return Err(Box::new(
                deps.failed(Some(&signed), Problem::form_too_large()),
            ));
        };
        let (csrf, pairs): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(n, _)| n == CSRF);
        let csrf = csrf.first().map(|(_, value)| value.as_str());
        if !is_ours(deps, &head.headers, &signed, csrf.unwrap_or_default()) {
            tracing::warn!("a form came from another page or session");
            let response = match is_our_origin(deps, &head.headers) {
                true => again(deps, &signed, path, pairs),
                false => forged(deps, &signed),
            };
            return Err(Box::new(response));
        }
        Ok(Self {
            signed,
            path,
            pairs,
        })
    }

    /// Returns the value of a field; empty without one.
    pub(crate) fn value(&self, name: &str) -> &str {
        let found = self.pairs.iter().find(|(of, _)| of == name);
        found.map_or("", |(_, value)| value)
    }

    /// Returns who acts, on the version that the page showed.
    pub(crate) fn order(&self) -> StaffOrder {
        StaffOrder {
            staff: self.signed.staff.clone(),
            seen: self.value(VERSION).parse().ok(),
        }
    }

    /// Returns the fields as the API takes them.
    pub(crate) fn fields(&self) -> Fields {
        let pairs = self.pairs.iter().filter(|(name, _)| name != VERSION);
        let pairs = pairs.map(|(name, value)| (name.as_str(), value.as_str()));
        Fields::of_object(form::object(pairs))
    }
}

async fn pairs(body: axum::body::Body) -> Option<Vec<(String, String)>> {
    let body = to_bytes(body, LARGEST_FORM).await.ok()?;
    Some(form_urlencoded::parse(&body).into_owned().collect())
}

fn forged(deps: &Deps, signed: &Signed) -> HttpResponse {
    let pages = &deps.pages;
    let address = format!("{}/desk", deps.origin);
    let text = format!(
        "{} {}",
        pages.text("desk-forged"),
        pages.text("desk-forged-address").with("address", address)
    );
    let back = (pages.text("desk-problem-back").into(), "/desk".to_owned());
    let title = pages.text("desk-forged-title").into();
    deps.message(Some(signed), StatusCode::FORBIDDEN, title, text, Some(back))
}

/// The page that keeps a form while its member of staff signs in again.
#[derive(Template)]
#[template(path = "renew.html")]
struct RenewPage<'a> {
    frame: Frame<'a>,
    title: String,
    text: String,
    path: String,
    pairs: Vec<(String, String)>,
}

/// Shows a form of an ended session again, so that nothing is typed twice. Only a press on this page sends it.
fn again(deps: &Deps, signed: &Signed, path: String, pairs: Vec<(String, String)>) -> HttpResponse {
    let page = RenewPage {
        frame: deps.frame(signed, ""),
        title: deps.pages.text("desk-again-title").into(),
        text: deps.pages.text("desk-again").into(),
        path,
        pairs,
    };
    deps.pages.unlisted(StatusCode::FORBIDDEN, &page)
}

/// Keeps a posted form on a page while its member of staff signs in again. Nothing is recorded.
pub(crate) async fn renew(deps: &Deps, request: Request) -> HttpResponse {
    let (head, body) = request.into_parts();
    // A page can't keep a file.
    let pairs = match pages::media_type(&head.headers).starts_with("multipart/") {
        true => Some(Vec::new()),
        false => pairs(body).await,
    };
    let Some(pairs) = pairs else {
        return deps.failed(None, Problem::form_too_large());
    };
    let page = RenewPage {
        frame: Frame::outside(&deps.pages),
        title: deps.pages.text("desk-renew-title").into(),
        text: deps.pages.text("desk-renew").into(),
        path: head.uri.path().to_owned(),
        pairs,
    };
    deps.pages.unlisted(StatusCode::UNAUTHORIZED, &page)
}
