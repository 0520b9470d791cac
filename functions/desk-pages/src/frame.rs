//! The frame of every page of the desk: navigation, member of staff, problems.

use crate::Deps;
use crate::session::Signed;
use askama::Template;
use axum::response::Response as HttpResponse;
use gateway::Problem;
use http::header::REFRESH;
use http::{HeaderValue, StatusCode};
use pages::{FieldError, Pages};

/// The frame of a page.
pub(crate) struct Frame<'a> {
    pub(crate) pages: &'a Pages,
    /// The name of the member of staff. Empty on a page without a session.
    pub(crate) name: &'a str,
    /// The token that each form carries.
    pub(crate) csrf: String,
    /// The part of the desk that the page belongs to.
    pub(crate) current: &'static str,
}

impl<'a> Frame<'a> {
    pub(crate) fn of(pages: &'a Pages, signed: &'a Signed, current: &'static str) -> Self {
        Self {
            pages,
            name: &signed.session.name,
            csrf: signed.id.csrf(),
            current,
        }
    }

    /// Returns the frame of a page without a session.
    pub(crate) fn outside(pages: &'a Pages) -> Self {
        Self {
            pages,
            name: "",
            csrf: String::new(),
            current: "",
        }
    }

    /// Returns the script of the page.
    pub(crate) fn script(&self) -> &'static str {
        crate::SCRIPT
    }
}

/// A page with a title, some text and a link.
#[derive(Template)]
#[template(path = "message.html")]
pub(crate) struct MessagePage<'a> {
    pub(crate) frame: Frame<'a>,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) errors: Vec<FieldError>,
    /// The label and the target of the link.
    pub(crate) link: Option<(String, String)>,
    /// The label and the target of a second link.
    pub(crate) more: Option<(String, String)>,
}

impl Deps {
    /// Shows a page with a title, some text and a link.
    pub(crate) fn message(
        &self,
        signed: Option<&Signed>,
        status: StatusCode,
        title: String,
        text: String,
        link: Option<(String, String)>,
    ) -> HttpResponse {
        let frame = match signed {
            Some(signed) => self.frame(signed, ""),
            None => Frame::outside(&self.pages),
        };
        let page = MessagePage {
            frame,
            title,
            text,
            errors: Vec::new(),
            link,
            more: None,
        };
        self.pages.unlisted(status, &page)
    }

    /// Sends the browser to another site, through a page of ours. The page ends the navigation of a form, which our
    /// `Content-Security-Policy` keeps on our own origin.
    pub(crate) fn leave(&self, url: String, title: String) -> HttpResponse {
        let refresh = HeaderValue::try_from(format!("0;url={url}"));
        let text = self.pages.text("desk-leave").into();
        let label = self.pages.text("desk-leave-link").into();
        let mut response = self.message(None, StatusCode::OK, title, text, Some((label, url)));
        if let Ok(refresh) = refresh {
            response.headers_mut().insert(REFRESH, refresh);
        }
        response
    }

    /// Shows a problem.
    pub(crate) fn failed(&self, signed: Option<&Signed>, problem: Problem) -> HttpResponse {
        let pages = &self.pages;
        let (title, text) = match problem.status() {
            StatusCode::NOT_FOUND if problem.page_text().is_some() => (
                pages.text("problem-not-found").into(),
                pages.text("desk-no-page").into(),
            ),
            _ => (problem.title().to_owned(), problem.detail().to_owned()),
        };
        let frame = match signed {
            Some(signed) => self.frame(signed, ""),
            None => Frame::outside(pages),
        };
        let back = (pages.text("desk-problem-back").into(), "/desk".to_owned());
        let page = MessagePage {
            frame,
            title,
            text,
            errors: problem.errors().to_vec(),
            link: signed.map(|_| back),
            more: None,
        };
        let mut response = pages.unlisted(problem.status(), &page);
        problem.add_headers(response.headers_mut());
        response
    }
}
