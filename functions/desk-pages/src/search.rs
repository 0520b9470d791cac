//! The search for everything of a person. It posts a form, because the address in a link would end up in logs and histories.

use crate::Deps;
use crate::actions::{FormField, Input, form_field};
use crate::frame::Frame;
use crate::posted::Posted;
use crate::queue::{Row, row};
use crate::request::Failure;
use crate::session::Signed;
use crate::words;
use askama::Template;
use axum::Extension;
use axum::extract::{Request, State};
use axum::response::Response as HttpResponse;
use desk::search::{Hit, InboundHit, SearchResults, SuppressionView, search};
use gateway::{FieldError, Problem};
use http::StatusCode;
use pages::Pages;
use store::InboundList;

/// The kinds of values, the most usual first.
const BY: [&str; 5] = ["email", "phone", "name", "account", "reference"];

/// An email that opened no request.
struct InboundRow {
    href: String,
    from: String,
    subject: String,
    received: String,
    /// Whether it waits for staff.
    state: String,
}

/// The results of a search.
struct Results {
    requests: Vec<Row>,
    inbound: Vec<InboundRow>,
    suppressions: Vec<String>,
    /// The fields of the form that opens the next page.
    next: Vec<(String, String)>,
}

impl Results {
    fn is_empty(&self) -> bool {
        self.requests.is_empty() && self.inbound.is_empty() && self.suppressions.is_empty()
    }
}

#[derive(Template)]
#[template(path = "search.html")]
struct SearchPage<'a> {
    frame: Frame<'a>,
    fields: Vec<FormField>,
    errors: Vec<FieldError>,
    results: Option<Results>,
}

/// Shows the form.
pub(crate) async fn show(
    State(deps): State<Deps>,
    Extension(signed): Extension<Signed>,
) -> HttpResponse {
    page(&deps, &signed, &[], &[], None, StatusCode::OK)
}

/// Searches, and shows the results below the form.
pub(crate) async fn find(State(deps): State<Deps>, request: Request) -> HttpResponse {
    let posted = match Posted::of(&deps, request).await {
        Ok(posted) => posted,
        Err(response) => return *response,
    };
    let (signed, pairs) = (&posted.signed, &posted.pairs);
    let found = match search(&deps.desk, &signed.staff, posted.fields()).await {
        Ok(found) => found,
        Err(error) => {
            let problem = Problem::from(error);
            match problem.status() {
                StatusCode::NOT_FOUND => SearchResults::default(),
                _ if problem.errors().is_empty() => return deps.failed(Some(signed), problem),
                status => return page(&deps, signed, pairs, problem.errors(), None, status),
            }
        }
    };
    let found = results(&deps, found, pairs);
    page(&deps, signed, pairs, &[], Some(found), StatusCode::OK)
}

fn page(
    deps: &Deps,
    signed: &Signed,
    pairs: &[(String, String)],
    errors: &[FieldError],
    results: Option<Results>,
    status: StatusCode,
) -> HttpResponse {
    let pages = &deps.pages;
    let failure = Failure {
        action: "search",
        pairs,
        errors,
    };
    let kinds = BY.map(|by| {
        let label = pages.text("desk-search-kind").with("name", by);
        (by.to_owned(), label.into())
    });
    let kinds = Input::Choice(kinds.into());
    let field = |name, input| form_field(pages, "search", name, input, true, Some(&failure));
    let mut by = field("by", kinds);
    by.label = pages.text("desk-search-by").into();
    let mut value = field("value", Input::Line("text"));
    value.label = pages.text("desk-search-value").into();
    let page = SearchPage {
        frame: deps.frame(signed, "search"),
        fields: vec![by, value],
        errors: errors.to_vec(),
        results,
    };
    pages.unlisted(status, &page)
}

fn results(deps: &Deps, found: SearchResults, pairs: &[(String, String)]) -> Results {
    let (mut requests, mut inbound) = (Vec::new(), Vec::new());
    for hit in found.found {
        match hit {
            Hit::Request(hit) => {
                let mut row = row(deps, &hit.summary);
                if let Some(name) = hit.name {
                    row.who = format!("{}, {}", name.as_str(), row.who);
                }
                requests.push(row);
            }
            Hit::Inbound(email) => inbound.push(inbound_row(&deps.pages, &email)),
        }
    }
    let asked = pairs.iter().filter(|(name, _)| name != "cursor").cloned();
    let next = found.cursor.map(|cursor| ("cursor".to_owned(), cursor));
    Results {
        requests,
        inbound,
        suppressions: found
            .suppressions
            .iter()
            .map(|one| suppression(&deps.pages, one))
            .collect(),
        next: match next {
            Some(cursor) => asked.chain([cursor]).collect(),
            None => Vec::new(),
        },
    }
}

fn inbound_row(pages: &Pages, hit: &InboundHit) -> InboundRow {
    let email = &hit.inbound;
    let state = match (hit.waits, email.list) {
        (false, _) => "handled",
        (true, InboundList::Quarantine) => "quarantine",
        (true, InboundList::Unopened | InboundList::Replies) => "waits",
    };
    let none = || String::from(pages.text("desk-original-none"));
    InboundRow {
        href: format!("/desk/inbox/{}", email.id),
        from: email.sender.clone().unwrap_or_else(none),
        subject: email.subject.clone().unwrap_or_else(none),
        received: words::time(pages, email.received),
        state: pages.text("desk-search-state").with("name", state).into(),
    }
}

/// Describes a suppression: purpose, start, and the first day on which the company may ask the person again.
fn suppression(pages: &Pages, one: &SuppressionView) -> String {
    let purpose = pages.text("desk-purpose").with("name", one.purpose);
    let (state, at) = match (one.since, one.ended) {
        (Some(since), _) => ("in_force", words::time(pages, since)),
        (None, Some(ended)) => ("ended", words::time(pages, ended)),
        (None, None) => ("never", String::new()),
    };
    let ask = match (state, one.ask_again_from) {
        ("in_force", Some(day)) => pages
            .text("desk-ask-again")
            .with("date", words::date(pages, day))
            .into(),
        ("in_force", None) => String::from(pages.text("desk-ask-never")),
        _ => String::new(),
    };
    let text = pages
        .text("desk-suppression")
        .with("purpose", String::from(purpose))
        .with("state", state)
        .with("time", at)
        .with("ask", ask);
    String::from(text).trim_end().to_owned()
}
