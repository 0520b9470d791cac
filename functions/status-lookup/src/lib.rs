//! The status of a request, by the link in an email or by reference number and contact.
//!
//! The status page is also the receipt page, and the way to confirm that an opt-out was processed
//! (11 CCR §§ 7026(g), 7027(h)). **Invariant:** this function only reads.

mod lookup;
pub mod page;
mod settings;
mod status;

pub use settings::SETTINGS;
pub use status::{Status, StatusJson};

use crate::lookup::Typed;
use crate::page::{LookupPage, StatusPage};
use axum::Router;
use axum::body::to_bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use axum::routing::get;
use domain::keys::{LinkAction, LinkKeys};
use domain::person::EmailAddress;
use domain::receipt::{Receipt, Reference};
use domain::request::Request as PrivacyRequest;
use gateway::{Edge, origin_list};
use http::{HeaderMap, StatusCode};
use pages::{Browser, OptOutCookie, Pages, Problem, Wants, negotiate};
use runtime::settings::FORM_ORIGINS;
use runtime::{BadSetting, Clock, Runtime};
use std::time::Duration;
use store::{StatusReader, StoreError};

/// The maximum body size in bytes.
const MAX_BODY: usize = 8 * 1024;

/// The function's capabilities.
#[derive(Clone)]
pub struct Deps {
    /// The checks before each call.
    pub edge: Edge,
    /// The handle of the table.
    pub store: StatusReader,
    /// The company's pages.
    pub pages: Pages,
    /// The cookie that remembers a browser's opt-out signal.
    pub cookie: OptOutCookie,
    /// The keys of status links.
    pub links: LinkKeys,
    /// The clock.
    pub clock: Clock,
}

impl Deps {
    /// Builds the capabilities from the settings.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting that is missing or unusable.
    pub fn of(runtime: &Runtime) -> Result<Self, BadSetting> {
        // The form's receipt page is shown where the form was.
        let frames = runtime.settings().optional(&FORM_ORIGINS, origin_list)?;
        let frames = frames.unwrap_or_default();
        Ok(Self {
            edge: Edge::of(runtime.settings(), runtime.clock())?,
            store: runtime.store()?,
            cookie: OptOutCookie::of(runtime.settings(), &runtime.company()?.base_url)?,
            links: runtime.link_keys()?,
            clock: runtime.clock(),
            pages: Pages::in_frames_of(runtime.company()?, &frames),
        })
    }
}

/// The function's routes.
pub fn router(deps: Deps) -> Router {
    let (edge, pages) = (deps.edge.clone(), deps.pages.clone());
    let routes = Router::new()
        .route("/status", get(form).post(look_up))
        .route("/status/{reference}/{token}", get(open_link))
        .method_not_allowed_fallback(wrong_method)
        .fallback(nothing_here)
        .with_state(deps);
    edge.before(env!("CARGO_PKG_NAME"), pages.within_budget(routes))
}

async fn form(State(deps): State<Deps>, headers: HeaderMap) -> HttpResponse {
    let browser = Browser::of(&headers);
    let page = LookupPage::empty(&deps.pages, browser);
    let response = deps.pages.unlisted(StatusCode::OK, &page);
    deps.pages.to_browser(response, &browser, &deps.cookie)
}

async fn wrong_method(State(deps): State<Deps>, headers: HeaderMap) -> HttpResponse {
    deps.pages
        .problem(Problem::method_not_allowed(), negotiate(&headers))
}

async fn nothing_here(State(deps): State<Deps>, headers: HeaderMap) -> HttpResponse {
    deps.pages.problem(Problem::no_page(), negotiate(&headers))
}

//= req: ca-7026-g, ca-7027-h, ca-7221-h
/// Shows the status behind the link in an email or on a receipt.
async fn open_link(
    State(deps): State<Deps>,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
) -> HttpResponse {
    let wants = negotiate(&headers);
    // A path that is not UTF-8 is an invalid link, like any other wrong path.
    let (reference, token) = path.map_or_else(|_| Default::default(), |Path(named)| named);
    let opened = async {
        let found = find(&deps, Reference::parse(&reference).ok(), |receipt| {
            deps.links.fits(&token, &receipt.id)
        });
        let Some((receipt, request)) = found.await? else {
            return Ok(None);
        };
        match reader(&deps, &token, &receipt, &request) {
            Some(holder) => for_mailbox(&deps, &receipt, &request, &holder, wants).await,
            None => Ok(for_bearer(&deps, &receipt, &request, wants)),
        }
        .map(Some)
    };
    match opened.await {
        Ok(Some(response)) => response,
        Ok(None) => deps.pages.problem(Problem::no_page(), wants),
        Err(error) => unavailable(&deps, &error, wants),
    }
}

/// Returns the requester's address, if the link comes from an email to it.
fn reader(
    deps: &Deps,
    token: &str,
    receipt: &Receipt,
    request: &PrivacyRequest,
) -> Option<EmailAddress> {
    let own = request.person.email_address()?;
    let reads = request.is_read_at(own) && deps.links.fits_mailbox(token, &receipt.id, own);
    reads.then(|| own.clone())
}

/// Shows the status for a reference number and a contact.
async fn look_up(State(deps): State<Deps>, request: Request) -> HttpResponse {
    let wants = negotiate(request.headers());
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return deps.pages.problem(Problem::form_too_large(), wants);
    };
    let typed = match Typed::read(&head.headers, &body) {
        Ok(typed) => typed,
        Err(problem) => return deps.pages.problem(problem, wants),
    };
    let lookup = match typed.parse() {
        Ok(lookup) => lookup,
        Err(errors) if wants == Wants::Html => {
            let (reference, contact) = (typed.text("reference"), typed.text("contact"));
            let page = LookupPage::invalid(&deps.pages, reference.into(), contact.into(), errors);
            return deps.pages.unlisted(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
        Err(errors) => return deps.pages.problem(Problem::invalid(errors), wants),
    };
    match find(&deps, lookup.reference, |receipt| {
        lookup.has_contact_of(receipt)
    })
    .await
    {
        // People get the page at its own address, which they can keep and reload.
        Ok(Some((receipt, _))) if wants == Wants::Html => {
            deps.pages.see_other(&deps.links.status_path(&receipt.id))
        }
        Ok(Some((receipt, request))) => for_bearer(&deps, &receipt, &request, wants),
        // The page doesn't repeat the input and doesn't say what was wrong. It is the same for an unknown reference and
        // for a wrong contact.
        Ok(None) if wants == Wants::Html => {
            let page = LookupPage::not_found(&deps.pages, String::new(), String::new());
            deps.pages.unlisted(StatusCode::NOT_FOUND, &page)
        }
        Ok(None) => deps.pages.problem(Problem::no_page(), wants),
        Err(error) => unavailable(&deps, &error, wants),
    }
}

/// Returns the receipt and its request if `may_see` accepts the receipt. Each call costs the same two reads, so that the
/// timing doesn't reveal whether a request exists.
async fn find(
    deps: &Deps,
    reference: Option<Reference>,
    may_see: impl Fn(&Receipt) -> bool,
) -> Result<Option<(Receipt, PrivacyRequest)>, StoreError> {
    match deps.store.look_up(reference).await? {
        Some((receipt, request)) => Ok(may_see(&receipt).then_some((receipt, request))),
        None => Ok(None),
    }
}

fn for_bearer(
    deps: &Deps,
    receipt: &Receipt,
    request: &PrivacyRequest,
    wants: Wants,
) -> HttpResponse {
    let status = Status::for_bearer(receipt, request, deps.clock.now());
    show(deps, &status, wants, |_| String::new())
}

/// Shows everything. It costs one more read than the bearer's page, for the downloads of the response's file.
async fn for_mailbox(
    deps: &Deps,
    receipt: &Receipt,
    request: &PrivacyRequest,
    holder: &EmailAddress,
    wants: Wants,
) -> Result<HttpResponse, StoreError> {
    let downloads = deps.store.downloads(request.id).await?;
    let status = Status::for_mailbox(receipt, request, &downloads, deps.clock.now());
    let made = receipt.received;
    Ok(show(deps, &status, wants, |action| {
        deps.links.action_path(action, &receipt.id, holder, made)
    }))
}

fn show(
    deps: &Deps,
    status: &Status,
    wants: Wants,
    path: impl Fn(LinkAction) -> String,
) -> HttpResponse {
    match wants {
        Wants::Html => {
            let (pages, view) = (&deps.pages, status.view(path));
            pages.unlisted(StatusCode::OK, &StatusPage { pages, view })
        }
        Wants::Json => deps.pages.json(StatusCode::OK, &status.json(path)),
    }
}

fn unavailable(deps: &Deps, error: &StoreError, wants: Wants) -> HttpResponse {
    tracing::error!(%error, "a status could not be read");
    deps.pages
        .problem(Problem::unavailable(Duration::from_secs(5)), wants)
}
