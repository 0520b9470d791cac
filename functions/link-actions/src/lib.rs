//! What a person does from a link in an email: confirm that it was them who asked, or that they allowed an agent
//! to; take a choice back, in two steps; appeal; answer a question; collect an answer.
//!
//! Opening a link changes nothing, since programs open links that nobody pressed. Only the button on its page
//! acts, and once: pressed again, it says that it was done. A link that fits nothing gets the page of an address
//! that isn't there, after the same reads.

mod act;
mod keep;
mod page;
mod said;
mod standing;
mod visit;
mod words;

use crate::act::Outcome;
use crate::page::{ReplyPage, View, ViewJson};
use crate::said::{LARGEST_BODY, Said};
use crate::standing::Standing;
use crate::visit::{Link, Visit};
use archive::{Archive, ArchiveError};
use axum::Router;
use axum::body::to_bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use axum::routing::get;
use domain::keys::LinkKeys;
use gateway::Edge;
use http::{HeaderMap, StatusCode};
use pages::{FieldError, Pages, Problem, Wants, negotiate};
use runtime::{BadSetting, Clock, Runtime};
use std::time::Duration;
use store::{ActionError, Store, StoreError};

/// What the function can do.
#[derive(Clone)]
pub struct Deps {
    /// What stands before it.
    pub edge: Edge,
    /// The table.
    pub store: Store,
    /// Where an answer's file is, and where what people write is kept.
    pub archive: Archive,
    /// The look.
    pub pages: Pages,
    /// The keys of links.
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
            archive: runtime.archive()?,
            pages: Pages::new(runtime.company()?),
            links: runtime.link_keys()?,
            clock: runtime.clock(),
        })
    }
}

/// Why a link could not be followed now.
#[derive(Debug, thiserror::Error)]
enum ReplyError {
    /// The table can't be read or written.
    #[error("the table can't be read or written")]
    Store(#[from] StoreError),
    /// The step was not taken.
    #[error("the step was not taken")]
    Command(#[from] ActionError),
    /// The archive can't be reached.
    #[error("the archive can't be reached")]
    Archive(#[from] ArchiveError),
}

/// The function's routes.
pub fn router(deps: Deps) -> Router {
    let edge = deps.edge.clone();
    let routes = Router::new()
        .route(
            "/requests/{reference}/{action}/{token}",
            get(open).post(press),
        )
        .method_not_allowed_fallback(wrong_method)
        .fallback(nothing_here)
        .with_state(deps);
    edge.before(routes)
}

/// The parts of a link's path. A path that is no text fits nothing, like any other that is wrong.
type Parts = Result<Path<(String, String, String)>, PathRejection>;

fn link(parts: Parts) -> Link {
    parts.map_or_else(
        |_| Link::default(),
        |Path((reference, action, token))| Link::read(&action, &reference, token),
    )
}

async fn wrong_method(State(deps): State<Deps>, headers: HeaderMap) -> HttpResponse {
    Problem::method_not_allowed("GET, HEAD, POST").answer(&deps.pages, negotiate(&headers))
}

async fn nothing_here(State(deps): State<Deps>, headers: HeaderMap) -> HttpResponse {
    Problem::not_found().answer(&deps.pages, negotiate(&headers))
}

/// Shows what a link offers. Nothing changes.
async fn open(State(deps): State<Deps>, parts: Parts, headers: HeaderMap) -> HttpResponse {
    let wants = negotiate(&headers);
    let look = async {
        let Some(visit) = link(parts).open(&deps).await? else {
            return Ok(None);
        };
        let standing = standing::of(&deps, &visit, deps.clock.now()).await?;
        Ok(Some((visit, standing)))
    };
    match look.await {
        Ok(Some((visit, standing))) => show(&deps, &visit, standing, StatusCode::OK, wants),
        Ok(None) => Problem::not_found().answer(&deps.pages, wants),
        Err(error) => unavailable(&deps, &error, wants),
    }
}

/// Does what a link offers.
async fn press(State(deps): State<Deps>, parts: Parts, request: Request) -> HttpResponse {
    let wants = negotiate(request.headers());
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return Problem::too_large().answer(&deps.pages, wants);
    };
    let said = match Said::read(&head.headers, &body) {
        Ok(said) => said,
        Err(problem) => return problem.answer(&deps.pages, wants),
    };
    let link = link(parts);
    let now = deps.clock.now();
    let press = async {
        let Some(visit) = link.open(&deps).await? else {
            return Ok(None);
        };
        let outcome = act::act(&deps, &link, &visit, &said, now).await?;
        // What a page says of a link_action that was done, it says of the request as it is now.
        let visit = match outcome {
            Outcome::Stands(Standing::Done) => link.open(&deps).await?.unwrap_or(visit),
            _ => visit,
        };
        Ok(Some((visit, outcome)))
    };
    match press.await {
        Ok(Some((visit, Outcome::Stands(standing)))) => {
            let status = match standing {
                Standing::Open | Standing::Done => StatusCode::OK,
                Standing::Refused(_) => StatusCode::CONFLICT,
            };
            show(&deps, &visit, standing, status, wants)
        }
        Ok(Some((visit, Outcome::Wrong(error)))) => correct(&deps, &visit, error, said, wants),
        Ok(Some((_, Outcome::File { name, content }))) => deps.pages.file(&name, content),
        Ok(None) => Problem::not_found().answer(&deps.pages, wants),
        Err(error) => unavailable(&deps, &error, wants),
    }
}

fn show(
    deps: &Deps,
    visit: &Visit,
    standing: Standing,
    status: StatusCode,
    wants: Wants,
) -> HttpResponse {
    let view = View::of(visit, standing, &deps.links);
    match (wants, standing) {
        (Wants::Html, _) => {
            let pages = &deps.pages;
            pages.unlisted(status, &ReplyPage { pages, view })
        }
        (Wants::Json, Standing::Refused(why)) if status == StatusCode::CONFLICT => {
            let (title, detail) = words::refused(why);
            Problem::not_now(title, detail).answer(&deps.pages, wants)
        }
        (Wants::Json, _) => deps
            .pages
            .json(status, &ViewJson::of(visit, standing, view)),
    }
}

/// Shows the page again with what must be corrected.
fn correct(
    deps: &Deps,
    visit: &Visit,
    error: FieldError,
    said: Said,
    wants: Wants,
) -> HttpResponse {
    match wants {
        Wants::Html => {
            let view = View::of(visit, Standing::Open, &deps.links).wrong(error, said);
            let pages = &deps.pages;
            pages.unlisted(StatusCode::UNPROCESSABLE_ENTITY, &ReplyPage { pages, view })
        }
        Wants::Json => Problem::invalid(vec![error]).answer(&deps.pages, wants),
    }
}

fn unavailable(deps: &Deps, error: &ReplyError, wants: Wants) -> HttpResponse {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    tracing::error!(%error, cause, "a link could not be followed");
    Problem::unavailable(Duration::from_secs(5)).answer(&deps.pages, wants)
}
