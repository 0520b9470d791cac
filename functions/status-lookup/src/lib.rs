//! Where does my request stand: by the link in an email, or by reference and address.
//!
//! It is also the receipt page, and the means to confirm that an opt-out was processed
//! (11 CCR §§ 7026(g), 7027(h)). No request here changes anything.

mod contact;
pub mod page;
mod story;

pub use story::{Story, StoryJson};

use crate::contact::Question;
use crate::page::{LookupPage, StatusPage};
use axum::Router;
use axum::body::to_bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use axum::routing::get;
use domain::keys::LinkKeys;
use domain::receipt::{Receipt, Reference};
use domain::request::Request as Obligation;
use gateway::Edge;
use http::{HeaderMap, StatusCode};
use pages::{Browser, OptOutCookie, Pages, Problem, Wants, negotiate};
use runtime::{BadSetting, Clock, Runtime};
use std::time::Duration;
use store::{Store, StoreError};

/// The largest question that is taken, in bytes.
const LARGEST_BODY: usize = 8 * 1024;

/// What the function can do.
#[derive(Clone)]
pub struct Deps {
    /// What stands before it.
    pub edge: Edge,
    /// The table.
    pub store: Store,
    /// The look.
    pub pages: Pages,
    /// How a browser that sends the opt-out signal keeps its choice.
    pub cookie: OptOutCookie,
    /// The keys of status links.
    pub links: LinkKeys,
    /// The clock.
    pub clock: Clock,
}

impl Deps {
    /// What the function can do, by its settings.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting that is missing or unusable.
    pub fn of(runtime: &Runtime) -> Result<Self, BadSetting> {
        Ok(Self {
            edge: Edge::of(runtime.settings(), runtime.clock())?,
            store: runtime.store()?,
            cookie: runtime.opt_out_cookie()?,
            links: runtime.link_keys()?,
            clock: runtime.clock(),
            pages: Pages::new(runtime.company()?),
        })
    }
}

/// The function's routes.
pub fn router(deps: Deps) -> Router {
    let edge = deps.edge.clone();
    let routes = Router::new()
        .route("/status", get(ask).post(answer))
        .route("/status/{reference}/{token}", get(follow))
        .method_not_allowed_fallback(wrong_method)
        .fallback(nothing_here)
        .with_state(deps);
    edge.before(routes)
}

async fn ask(State(deps): State<Deps>, headers: HeaderMap) -> HttpResponse {
    let browser = Browser::of(&headers);
    let page = LookupPage::empty(&deps.pages, browser);
    let answer = deps.pages.unlisted(StatusCode::OK, &page);
    deps.pages.to_browser(answer, &browser, &deps.cookie)
}

async fn wrong_method(State(deps): State<Deps>, request: Request) -> HttpResponse {
    let allowed = if request.uri().path() == "/status" {
        "GET, HEAD, POST"
    } else {
        "GET, HEAD"
    };
    Problem::method_not_allowed(allowed).answer(&deps.pages, negotiate(request.headers()))
}

async fn nothing_here(State(deps): State<Deps>, headers: HeaderMap) -> HttpResponse {
    Problem::not_found().answer(&deps.pages, negotiate(&headers))
}

/// By the link in an email or on a receipt.
async fn follow(
    State(deps): State<Deps>,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
) -> HttpResponse {
    let wants = negotiate(&headers);
    // A path that is no text fits nothing, like any other that is wrong.
    let (reference, token) = path.map_or_else(|_| Default::default(), |Path(named)| named);
    match find(&deps, Reference::parse(&reference).ok(), |receipt| {
        deps.links.fits(&token, &receipt.id)
    })
    .await
    {
        Ok(Some((receipt, request))) => show(&deps, &receipt, &request, wants),
        Ok(None) => Problem::not_found().answer(&deps.pages, wants),
        Err(error) => unavailable(&deps, &error, wants),
    }
}

/// By reference and address.
async fn answer(State(deps): State<Deps>, request: Request) -> HttpResponse {
    let wants = negotiate(request.headers());
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return Problem::too_large().answer(&deps.pages, wants);
    };
    let question = match Question::read(&head.headers, &body) {
        Ok(question) => question,
        Err(problem) => return problem.answer(&deps.pages, wants),
    };
    match find(&deps, question.reference, |receipt| {
        question.names_somebody_of(receipt)
    })
    .await
    {
        Ok(Some((receipt, request))) => show(&deps, &receipt, &request, wants),
        // Nothing that was typed stands on this page: it is the same whatever was wrong.
        Ok(None) if wants == Wants::Html => {
            let page = LookupPage::not_found(&deps.pages, String::new(), String::new());
            deps.pages.unlisted(StatusCode::NOT_FOUND, &page)
        }
        Ok(None) => Problem::not_found().answer(&deps.pages, wants),
        Err(error) => unavailable(&deps, &error, wants),
    }
}

/// The receipt and its request, if `may` be shown. The same two reads, whatever was asked.
async fn find(
    deps: &Deps,
    reference: Option<Reference>,
    may: impl Fn(&Receipt) -> bool,
) -> Result<Option<(Receipt, Obligation)>, StoreError> {
    match deps.store.look_up(reference).await? {
        Some((receipt, request)) => Ok(may(&receipt).then_some((receipt, request))),
        None => Ok(None),
    }
}

fn show(deps: &Deps, receipt: &Receipt, request: &Obligation, wants: Wants) -> HttpResponse {
    let story = Story::of(receipt, request);
    match wants {
        Wants::Html => {
            let view = story.view(deps.clock.now());
            deps.pages.unlisted(
                StatusCode::OK,
                &StatusPage {
                    pages: &deps.pages,
                    view,
                },
            )
        }
        Wants::Json => deps.pages.json(StatusCode::OK, &story.json()),
    }
}

fn unavailable(deps: &Deps, error: &StoreError, wants: Wants) -> HttpResponse {
    tracing::error!(%error, "a status could not be read");
    Problem::unavailable(Duration::from_secs(5)).answer(&deps.pages, wants)
}
