//! The actions that a person takes from a link in an email: confirm a request, opt back in (in two steps), appeal,
//! answer our question, download our response.
//!
//! Opening a link changes nothing, because email scanners open every link. Only the button on the page acts, and it
//! acts once: a second press shows that the action was done. An invalid link gets the same "not found" page as an
//! unknown address, after the same reads.

mod action;
mod form;
mod link_state;
mod message;
mod page;
mod page_texts;
pub mod samples;
mod settings;
mod visit;

pub use settings::SETTINGS;

use crate::action::Outcome;
use crate::form::{Form, MAX_BODY};
use crate::link_state::LinkState;
use crate::page::{ActionPage, View, ViewJson};
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
use pages::{FieldError, FileKind, Pages, Problem, Visitor, Wants, negotiate, negotiate_for};
use runtime::{BadSetting, Clock, Runtime};
use std::time::Duration;
use store::{ActionError, LinkActions, StoreError};
use texts::Texts;

/// The function's capabilities.
#[derive(Clone)]
pub struct Deps {
    /// The checks before each call.
    pub edge: Edge,
    /// The handle of the table.
    pub store: LinkActions,
    /// The archive, with response files and messages.
    pub archive: Archive,
    /// The company's pages.
    pub pages: Pages,
    /// The keys of links.
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
        Ok(Self {
            edge: Edge::of(runtime.settings(), runtime.clock())?,
            store: runtime.store()?,
            archive: runtime.archive()?,
            pages: Pages::new(runtime.company()?).with_texts(runtime.texts(&texts::ACTIONS)?),
            links: runtime.link_keys()?,
            clock: runtime.clock(),
        })
    }
}

/// The reason a link could not be opened now.
#[derive(Debug, thiserror::Error)]
enum LinkError {
    /// The table can't be read or written.
    #[error("the table can't be read or written")]
    Store(#[from] StoreError),
    /// The command was not applied.
    #[error("the command was not applied")]
    Command(#[from] ActionError),
    /// The archive can't be reached.
    #[error("the archive can't be reached")]
    Archive(#[from] ArchiveError),
}

/// The function's routes.
pub fn router(deps: Deps) -> Router {
    let (edge, pages) = (deps.edge.clone(), deps.pages.clone());
    let routes = Router::new().route(
        "/requests/{reference}/{action}/{token}",
        get(open).post(press),
    );
    let routes = pages.with_fallbacks(routes, None).with_state(deps);
    edge.before(env!("CARGO_PKG_NAME"), pages.within_budget(routes))
}

/// The parts of a link's path: reference, action, token. A path that is not UTF-8 is an invalid link.
type Parts = Result<Path<(String, String, String)>, PathRejection>;

fn link(parts: Parts) -> Link {
    parts.map_or_else(
        |_| Link::default(),
        |Path((reference, action, token))| Link::read(&action, &reference, token),
    )
}

/// Shows the page of a link. Changes nothing.
async fn open(
    State(deps): State<Deps>,
    parts: Parts,
    visitor: Visitor,
    headers: HeaderMap,
) -> HttpResponse {
    let wants = negotiate(&headers);
    let pages = deps.pages.for_visitor(&visitor);
    let look = async {
        let Some(visit) = link(parts).open(&deps).await? else {
            return Ok(None);
        };
        let state = link_state::of(&deps, &visit, deps.clock.now()).await?;
        Ok(Some((visit, state)))
    };
    match look.await {
        Ok(Some((visit, state))) => {
            let reading = Reading::of(&deps, &visitor, &visit, wants);
            reading.show(&deps, &visit, state, StatusCode::OK)
        }
        Ok(None) => pages.problem(Problem::no_page(), wants),
        Err(error) => unavailable(&pages, &error, wants),
    }
}

/// Performs the action of a link.
async fn press(State(deps): State<Deps>, parts: Parts, request: Request) -> HttpResponse {
    let (head, body) = request.into_parts();
    let visitor = Visitor::of(&head.uri, &head.headers);
    let pages = deps.pages.for_visitor(&visitor);
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return pages.problem(Problem::form_too_large(), negotiate(&head.headers));
    };
    let wants = negotiate_for(&head.headers, &body);
    let form = match Form::read(&head.headers, &body) {
        Ok(form) => form,
        Err(problem) => return pages.problem(problem, wants),
    };
    let link = link(parts);
    let now = deps.clock.now();
    let press = async {
        let Some(visit) = link.open(&deps).await? else {
            return Ok(None);
        };
        let reading = Reading::of(&deps, &visitor, &visit, wants);
        let texts = reading.texts();
        let outcome = action::perform(&deps, &link, &visit, &form, texts, now).await?;
        // The page after the action shows the request as it is now.
        let visit = match outcome {
            Outcome::State(LinkState::Done) => link.open(&deps).await?.unwrap_or(visit),
            _ => visit,
        };
        Ok(Some((reading, visit, outcome)))
    };
    match press.await {
        Ok(Some((reading, visit, outcome))) => match outcome {
            Outcome::State(state) => {
                let status = match state {
                    LinkState::Open | LinkState::Done => StatusCode::OK,
                    LinkState::Refused(_) => StatusCode::CONFLICT,
                };
                reading.show(&deps, &visit, state, status)
            }
            Outcome::NotMine => {
                let view = View::denied(&visit, &deps.links, reading.texts());
                reading.respond(&visit, LinkState::Done, StatusCode::OK, view)
            }
            Outcome::Invalid(error) => reading.correct(&deps, &visit, error, form),
            Outcome::File { name, content } => {
                reading.pages.file(&name, FileKind::Unknown, content)
            }
        },
        Ok(None) => pages.problem(Problem::no_page(), wants),
        Err(error) => unavailable(&pages, &error, wants),
    }
}

/// The language and the format of a page.
struct Reading {
    pages: Pages,
    wants: Wants,
}

impl Reading {
    fn of(deps: &Deps, visitor: &Visitor, visit: &Visit, wants: Wants) -> Self {
        Self {
            pages: deps
                .pages
                .about(visitor, visit.request.locale, visit.request.brand.as_ref()),
            wants,
        }
    }

    /// Returns the texts of the page's language. Programs read English.
    fn texts(&self) -> Texts {
        self.pages.texts_as(self.wants)
    }

    fn show(
        &self,
        deps: &Deps,
        visit: &Visit,
        state: LinkState,
        status: StatusCode,
    ) -> HttpResponse {
        let view = View::of(visit, state, &deps.links, self.texts());
        self.respond(visit, state, status, view)
    }

    fn respond(
        &self,
        visit: &Visit,
        state: LinkState,
        status: StatusCode,
        mut view: View,
    ) -> HttpResponse {
        let pages = &self.pages;
        match (self.wants, state) {
            (Wants::Html, _) => {
                view.status = pages.path(&view.status);
                pages.unlisted(status, &ActionPage { pages, view })
            }
            (Wants::Json, LinkState::Refused(reason)) if status == StatusCode::CONFLICT => {
                let text = page_texts::refused(reason, self.texts());
                let problem = Problem::conflict(text.title, text.paragraphs.join(" "));
                pages.problem(problem, self.wants)
            }
            (Wants::Json, _) => pages.json(status, &ViewJson::of(visit, state, view)),
        }
    }

    /// Shows the page again with the field to correct.
    fn correct(&self, deps: &Deps, visit: &Visit, error: FieldError, form: Form) -> HttpResponse {
        if self.wants == Wants::Json {
            let problem = Problem::invalid(vec![error]);
            return self.pages.problem(problem, self.wants);
        }
        let view = View::of(visit, LinkState::Open, &deps.links, self.texts());
        let (state, status) = (LinkState::Open, StatusCode::UNPROCESSABLE_ENTITY);
        self.respond(visit, state, status, view.with_error(error, form))
    }
}

fn unavailable(pages: &Pages, error: &LinkError, wants: Wants) -> HttpResponse {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    tracing::error!(%error, cause, "a link could not be opened");
    pages.problem(Problem::unavailable(Duration::from_secs(5)), wants)
}
