//! A form that staff posted, and the check that a page of ours sent it.

use crate::Deps;
use crate::frame::Frame;
use crate::session::{SessionId, Signed, is_our_origin, is_ours};
use askama::Template;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::response::Response as HttpResponse;
use desk::{Fields, StaffOrder, form};
use gateway::Problem;
use http::StatusCode;
use pages::Pages;

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
        let csrf = csrf.unwrap_or_default();
        if !is_ours(deps, &head.headers, &signed, csrf) {
            tracing::warn!("a form came from another page or session");
            let is_ours = is_our_origin(deps, &head.headers) && SessionId::is_csrf(csrf);
            let response = match is_ours {
                true => again(deps, &signed, path, pairs),
                false => forged(deps, Some(&signed)),
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
    ///
    /// # Errors
    /// [`Problem`] refuses a form without a version: it could overwrite a decision that the page didn't show.
    pub(crate) fn order(&self) -> Result<StaffOrder, Problem> {
        let seen = self.value(VERSION).parse();
        Ok(StaffOrder {
            staff: self.signed.staff.clone(),
            seen: Some(seen.map_err(|_| Problem::bad_form())?),
        })
    }

    /// Returns the fields as the API takes them.
    pub(crate) fn fields(&self) -> Fields {
        self.fields_without(VERSION)
    }

    /// Returns the fields without one that is no field of the API, and without the version.
    pub(crate) fn fields_without(&self, but: &str) -> Fields {
        let pairs = self.pairs.iter();
        let pairs = pairs.filter(|(name, _)| name != VERSION && name != but);
        let pairs = pairs.map(|(name, value)| (name.as_str(), value.as_str()));
        Fields::of_object(form::object(pairs))
    }
}

async fn pairs(body: axum::body::Body) -> Option<Vec<(String, String)>> {
    let body = to_bytes(body, LARGEST_FORM).await.ok()?;
    Some(form_urlencoded::parse(&body).into_owned().collect())
}

fn forged(deps: &Deps, signed: Option<&Signed>) -> HttpResponse {
    let pages = &deps.pages;
    let address = format!("{}/desk", deps.origin);
    let text = format!(
        "{} {}",
        pages.text("desk-forged"),
        pages.text("desk-forged-address").with("address", address)
    );
    let back = (pages.text("desk-problem-back").into(), "/desk".to_owned());
    let title = pages.text("desk-forged-title").into();
    deps.message(signed, StatusCode::FORBIDDEN, title, text, Some(back))
}

/// Returns what a form does, in words: its action, and its request if it has one.
fn purpose(pages: &Pages, path: &str, pairs: &[(String, String)]) -> String {
    let action = pairs.iter().find(|(name, _)| name == "action");
    let action = action.map_or("other", |(_, value)| value.as_str());
    let parts: Vec<&str> = path.trim_start_matches("/desk/").split('/').collect();
    match parts[..] {
        ["requests", name, "actions", action] => {
            let action = pages.text("desk-action").with("name", action.to_owned());
            format!("{action}: {name}")
        }
        ["requests", name, "preview" | "edit", action] => {
            let action = pages.text("desk-action").with("name", action.to_owned());
            format!("{}: {action}: {name}", pages.text("desk-preview-button"))
        }
        ["bulk", ..] => pages
            .text("desk-action")
            .with("name", action.to_owned())
            .into(),
        ["replies", ..] => pages.text("desk-replies-title").into(),
        ["requests", name, "read", _] => format!("{}: {name}", pages.text("desk-reply-mark")),
        ["new"] => pages.text("desk-new-button").into(),
        ["inbox", _, "open"] => pages.text("desk-inbox-open").into(),
        ["inbox", _, "reply"] => pages.text("desk-inbox-reply").into(),
        ["inbox", _, "close"] => pages.text("desk-inbox-close").into(),
        ["emails", ..] => pages
            .text("desk-email-action")
            .with("name", action.to_owned())
            .into(),
        ["notifications", ..] | ["partners", _, "notifications"] => pages
            .text("desk-notification-action")
            .with("name", action.to_owned())
            .into(),
        ["sign-out"] => pages.text("desk-sign-out").into(),
        ["sign-out-everywhere"] => pages.text("desk-sign-out-everywhere").into(),
        _ => path.to_owned(),
    }
}

/// The page that keeps a form while its member of staff signs in again.
#[derive(Template)]
#[template(path = "renew.html")]
struct RenewPage<'a> {
    frame: Frame<'a>,
    title: String,
    text: String,
    /// What the form does.
    purpose: String,
    path: String,
    pairs: Vec<(String, String)>,
}

/// Shows a form of an ended session again, so that nothing is typed twice. Only a press on this page sends it.
fn again(deps: &Deps, signed: &Signed, path: String, pairs: Vec<(String, String)>) -> HttpResponse {
    let page = RenewPage {
        frame: deps.frame(signed, ""),
        title: deps.pages.text("desk-again-title").into(),
        text: deps.pages.text("desk-again").into(),
        purpose: purpose(&deps.pages, &path, &pairs),
        path,
        pairs,
    };
    deps.pages.unlisted(StatusCode::FORBIDDEN, &page)
}

/// Keeps a posted form on a page while its member of staff signs in again. Nothing is recorded.
///
/// Only a form that one of our pages sent is kept: our origin would vouch for the form of another site.
pub(crate) async fn renew(deps: &Deps, request: Request) -> HttpResponse {
    let (head, body) = request.into_parts();
    if !is_our_origin(deps, &head.headers) {
        tracing::warn!("a form without a session came from another page");
        return forged(deps, None);
    }
    // A page can't keep a file.
    if pages::media_type(&head.headers).starts_with("multipart/") {
        return choose_again(deps, head.uri.path());
    }
    let Some(pairs) = pairs(body).await else {
        return deps.failed(None, Problem::form_too_large());
    };
    let has_token = pairs
        .iter()
        .any(|(name, value)| name == CSRF && SessionId::is_csrf(value));
    if !has_token {
        return forged(deps, None);
    }
    let page = RenewPage {
        frame: Frame::outside(&deps.pages),
        title: deps.pages.text("desk-renew-title").into(),
        text: deps.pages.text("desk-renew").into(),
        purpose: purpose(&deps.pages, head.uri.path(), &pairs),
        path: head.uri.path().to_owned(),
        pairs,
    };
    deps.pages.unlisted(StatusCode::UNAUTHORIZED, &page)
}

/// Says that a file was not stored because the session has ended, with a link to the page of its form.
fn choose_again(deps: &Deps, path: &str) -> HttpResponse {
    let pages = &deps.pages;
    let title = pages.text("desk-renew-title").into();
    let text = pages.text("desk-renew-file").into();
    let page = path.trim_end_matches("/response-file").to_owned();
    let link = (pages.text("desk-renew-file-open").into(), page);
    deps.message(None, StatusCode::UNAUTHORIZED, title, text, Some(link))
}
