//! The status of a request, by the link in an email or by reference number and contact.
//!
//! The status page is also the receipt page, and the way to confirm that an opt-out was processed
//! (11 CCR §§ 7026(g), 7027(h)). If the company turns it on, a page shows the metrics of a year. **Invariant:** this function only reads.

mod lookup;
mod metrics;
pub mod page;
pub mod samples;
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
use domain::figures::People;
use domain::keys::{LinkAction, LinkKeys};
use domain::person::EmailAddress;
use domain::receipt::{Receipt, Reference};
use domain::request::Request as PrivacyRequest;
use gateway::{Edge, origin_list};
use http::{HeaderMap, StatusCode};
use pages::{Browser, OptOutCookie, Pages, Problem, Visitor, Wants, negotiate, negotiate_for};
use runtime::settings::FORM_ORIGINS;
use runtime::{BadSetting, Clock, Runtime};
use std::time::Duration;
use store::{StatusReader, StoreError};
use texts::Texts;

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
    /// Whose requests the public metrics count; `None` if there is no such page.
    pub public_metrics: Option<People>,
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
        let public_metrics = runtime
            .settings()
            .optional(&settings::PUBLIC_METRICS, settings::people)?;
        Ok(Self {
            public_metrics,
            edge: Edge::of(runtime.settings(), runtime.clock())?,
            store: runtime.store()?,
            cookie: OptOutCookie::of(runtime.settings(), &runtime.company()?.base_url)?,
            links: runtime.link_keys()?,
            clock: runtime.clock(),
            pages: Pages::in_frames_of(runtime.company()?, &frames)
                .with_texts(runtime.texts(&texts::STATUS)?),
        })
    }
}

/// The function's routes.
pub fn router(deps: Deps) -> Router {
    let (edge, pages) = (deps.edge.clone(), deps.pages.clone());
    let routes = Router::new()
        .route("/status", get(form).post(look_up))
        .route("/status/{reference}/{token}", get(open_link))
        .route(metrics::PATH, get(metrics::show));
    let routes = pages.with_fallbacks(routes, None).with_state(deps);
    edge.before(env!("CARGO_PKG_NAME"), pages.within_budget(routes))
}

async fn form(State(deps): State<Deps>, visitor: Visitor, headers: HeaderMap) -> HttpResponse {
    let browser = Browser::of(&headers);
    let pages = deps.pages.for_visitor(&visitor);
    let page = LookupPage::empty(&pages, browser);
    let response = pages.unlisted(StatusCode::OK, &page);
    pages.to_browser(response, &browser, &deps.cookie)
}

//= req: ca-7026-g, ca-7027-h, ca-7221-h
/// Shows the status behind the link in an email or on a receipt.
async fn open_link(
    State(deps): State<Deps>,
    path: Result<Path<(String, String)>, PathRejection>,
    visitor: Visitor,
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
            Some(holder) => {
                let view = Reading {
                    pages: deps
                        .pages
                        .about(&visitor, request.locale, request.brand.as_ref()),
                    wants,
                };
                for_mailbox(&deps, &receipt, &request, &holder, view).await
            }
            None => {
                // The language and the brand of the request could tell a stranger that it existed before this receipt.
                let brand = receipt.brand.as_ref();
                let pages = deps.pages.about(&visitor, receipt.locale, brand);
                Ok(for_bearer(
                    &deps,
                    &receipt,
                    &request,
                    Reading { pages, wants },
                ))
            }
        }
        .map(Some)
    };
    match opened.await {
        Ok(Some(response)) => response,
        Ok(None) => deps
            .pages
            .for_visitor(&visitor)
            .problem(Problem::no_page(), wants),
        Err(error) => unavailable(&deps.pages.for_visitor(&visitor), &error, wants),
    }
}

/// Returns the address of the requester, or of a child's confirmed parent, if the link comes from an email to it.
fn reader(
    deps: &Deps,
    token: &str,
    receipt: &Receipt,
    request: &PrivacyRequest,
) -> Option<EmailAddress> {
    let own = match request.is_about_child() {
        true => request.confirmed_parent()?,
        false => request.person.email_address()?,
    };
    let reads = request.is_read_at(own) && deps.links.fits_mailbox(token, &receipt.id, own);
    reads.then(|| own.clone())
}

/// Shows the status for a reference number and a contact.
async fn look_up(State(deps): State<Deps>, request: Request) -> HttpResponse {
    let (head, body) = request.into_parts();
    let visitor = Visitor::of(&head.uri, &head.headers);
    let pages = deps.pages.for_visitor(&visitor);
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return pages.problem(Problem::form_too_large(), negotiate(&head.headers));
    };
    let wants = negotiate_for(&head.headers, &body);
    let typed = match Typed::read(&head.headers, &body) {
        Ok(typed) => typed,
        Err(problem) => return pages.problem(problem, wants),
    };
    let visitor = visitor.choosing(typed.value("language"));
    let pages = deps.pages.for_visitor(&visitor);
    let lookup = match typed.parse(pages.texts_as(wants)) {
        Ok(lookup) => lookup,
        Err(errors) if wants == Wants::Html => {
            let (reference, contact) = (typed.value("reference"), typed.value("contact"));
            let page = LookupPage::invalid(&pages, reference.into(), contact.into(), errors);
            return pages.unlisted(StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
        Err(errors) => return pages.problem(Problem::invalid(errors), wants),
    };
    match find(&deps, lookup.reference, |receipt| {
        lookup.has_contact_of(receipt)
    })
    .await
    {
        // People get the page at its own address, which they can keep and reload.
        Ok(Some((receipt, _))) if wants == Wants::Html => {
            pages.see_other(&pages.path(&deps.links.status_path(&receipt.id)))
        }
        Ok(Some((receipt, request))) => {
            for_bearer(&deps, &receipt, &request, Reading { pages, wants })
        }
        // The page doesn't repeat the input and doesn't say what was wrong. It is the same for an unknown reference and
        // for a wrong contact.
        Ok(None) if wants == Wants::Html => {
            let page = LookupPage::not_found(&pages, String::new(), String::new());
            pages.unlisted(StatusCode::NOT_FOUND, &page)
        }
        Ok(None) => pages.problem(Problem::no_page(), wants),
        Err(error) => unavailable(&pages, &error, wants),
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

/// The language and the format of a status.
struct Reading {
    pages: Pages,
    wants: Wants,
}

impl Reading {
    fn texts(&self) -> Texts {
        self.pages.texts_as(self.wants)
    }
}

fn for_bearer(
    deps: &Deps,
    receipt: &Receipt,
    request: &PrivacyRequest,
    reading: Reading,
) -> HttpResponse {
    let status = Status::for_bearer(reading.texts(), receipt, request, deps.clock.now());
    show(&reading, &status, |_| String::new())
}

/// Shows everything. It costs one more read than the bearer's page, for the downloads of the response's file.
async fn for_mailbox(
    deps: &Deps,
    receipt: &Receipt,
    request: &PrivacyRequest,
    holder: &EmailAddress,
    reading: Reading,
) -> Result<HttpResponse, StoreError> {
    let downloads = deps.store.downloads(request.id).await?;
    let now = deps.clock.now();
    let status = Status::for_mailbox(reading.texts(), receipt, request, &downloads, now);
    let made = receipt.received;
    Ok(show(&reading, &status, |action| {
        deps.links.action_path(action, &receipt.id, holder, made)
    }))
}

fn show(reading: &Reading, status: &Status, path: impl Fn(LinkAction) -> String) -> HttpResponse {
    let pages = &reading.pages;
    match reading.wants {
        Wants::Html => {
            let view = status.view(|action| pages.path(&path(action)));
            pages.unlisted(StatusCode::OK, &StatusPage { pages, view })
        }
        Wants::Json => pages.json(StatusCode::OK, &status.json(path)),
    }
}

fn unavailable(pages: &Pages, error: &StoreError, wants: Wants) -> HttpResponse {
    tracing::error!(%error, "a status could not be read");
    pages.problem(Problem::unavailable(Duration::from_secs(5)), wants)
}
