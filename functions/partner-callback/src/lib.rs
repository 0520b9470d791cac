//! Acknowledgements of partners: by signed callback, or by the link in an email.
//!
//! A partner signs its callback with its own secret, as we sign our webhooks, and the signed body names the notification.
//! So a callback is valid for one notification of one partner. Opening a link changes nothing; the button on its page
//! acknowledges. An acknowledgement may arrive on any later day and more than once: the first one counts.

mod callback;
mod page;
mod partner_list;
mod settings;

pub use settings::SETTINGS;

use crate::page::{NotificationPage, View};
use crate::partner_list::PartnerList;
use axum::Router;
use axum::body::to_bytes;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::response::Response as HttpResponse;
use axum::routing::{get, post};
use domain::keys::{LinkKeys, PartnerKeys};
use domain::notification::{By, DeliveryId};
use gateway::Edge;
use http::{HeaderMap, StatusCode};
use pages::{Pages, Problem, Wants, negotiate};
use runtime::{BadSetting, Clock, Runtime};
use std::time::Duration;
use store::{PartnerCallbacks, StoreError};

/// The maximum size of a callback, in bytes.
const LARGEST_BODY: usize = 16 * 1024;

/// The function's dependencies.
#[derive(Clone)]
pub struct Deps {
    /// The origin check.
    pub edge: Edge,
    /// The handle of the table.
    pub store: PartnerCallbacks,
    /// The pages.
    pub pages: Pages,
    /// The keys of links.
    pub links: LinkKeys,
    /// The keys that derive the secrets of partners.
    pub keys: PartnerKeys,
    /// The clock.
    pub clock: Clock,
    /// The clock of signatures, which partners' clocks agree with.
    pub wall_clock: Clock,
    partner_list: PartnerList,
}

impl Deps {
    /// Creates the dependencies from the settings.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting that is missing or unusable.
    pub fn of(runtime: &Runtime) -> Result<Self, BadSetting> {
        let keys = runtime.partner_keys()?;
        Ok(Self {
            edge: Edge::of(runtime.settings(), runtime.clock())?,
            store: runtime.store()?,
            pages: Pages::new(runtime.company()?).with_texts(runtime.texts(&texts::PAGES)?),
            links: runtime.link_keys()?,
            keys,
            clock: runtime.clock(),
            wall_clock: runtime.wall_clock(),
            partner_list: PartnerList::default(),
        })
    }
}

/// Returns the function's routes.
pub fn router(deps: Deps) -> Router {
    let (edge, pages) = (deps.edge.clone(), deps.pages.clone());
    let routes = Router::new()
        .route("/partners/callbacks", post(called_back))
        .route(
            "/partners/notifications/{id}/{token}",
            get(open).post(press),
        )
        .method_not_allowed_fallback(wrong_method)
        .fallback(nothing_here)
        .with_state(deps);
    edge.before(env!("CARGO_PKG_NAME"), pages.within_budget(routes))
}

async fn wrong_method(State(deps): State<Deps>, headers: HeaderMap) -> HttpResponse {
    deps.pages
        .problem(Problem::method_not_allowed(), negotiate(&headers))
}

async fn nothing_here(State(deps): State<Deps>, headers: HeaderMap) -> HttpResponse {
    deps.pages.problem(Problem::no_page(), negotiate(&headers))
}

/// Records the acknowledgement of a partner's program.
async fn called_back(State(deps): State<Deps>, request: Request) -> HttpResponse {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else {
        return deps.pages.problem(
            Problem::too_large("A callback holds at most 16 KB."),
            Wants::Json,
        );
    };
    let answer = match callback::take(&deps, &head.headers, &body).await {
        Ok(Ok(taken)) => return deps.pages.json(StatusCode::OK, &taken),
        Ok(Err(problem)) => problem,
        Err(error) => return unavailable(&deps, &error, Wants::Json),
    };
    deps.pages.problem(answer, Wants::Json)
}

/// The parts of a link's path. A path that is not UTF-8 is an invalid link.
type Parts = Result<Path<(String, String)>, PathRejection>;

/// Returns the notification of a link, if the link is valid.
async fn view(deps: &Deps, parts: Parts) -> Result<Option<(DeliveryId, View)>, StoreError> {
    let (id, token) = parts.map_or_else(|_| Default::default(), |Path(parts)| parts);
    let Ok(id) = DeliveryId::parse(&id) else {
        return Ok(None);
    };
    if !deps.links.fits_notification(&token, &id) {
        return Ok(None);
    }
    let Some(found) = deps.store.delivery(&id).await? else {
        return Ok(None);
    };
    let request = deps.store.request(found.notification.request).await?;
    Ok(request.map(|request| {
        let view = View::of(&id, &found.delivery, request.right());
        (id, view)
    }))
}

/// Shows the notification of a link. Changes nothing.
async fn open(State(deps): State<Deps>, parts: Parts, headers: HeaderMap) -> HttpResponse {
    let wants = negotiate(&headers);
    match view(&deps, parts).await {
        Ok(Some((_, view))) => show(&deps, view, wants),
        Ok(None) => deps.pages.problem(Problem::no_page(), wants),
        Err(error) => unavailable(&deps, &error, wants),
    }
}

/// Records the acknowledgement of a partner who pressed the button.
async fn press(State(deps): State<Deps>, parts: Parts, headers: HeaderMap) -> HttpResponse {
    let wants = negotiate(&headers);
    let press = async {
        let Some((id, view)) = view(&deps, parts).await? else {
            return Ok(None);
        };
        let now = deps.clock.now();
        let moved = deps.store.acknowledge(&id, By::Link, now).await?;
        tracing::info!(partner = %id.to, "a partner acknowledged by its link");
        Ok(moved.map(|moved| view.after(&moved)))
    };
    match press.await {
        Ok(Some(view)) => show(&deps, view, wants),
        Ok(None) => deps.pages.problem(Problem::no_page(), wants),
        Err(error) => unavailable(&deps, &error, wants),
    }
}

fn show(deps: &Deps, view: View, wants: Wants) -> HttpResponse {
    let pages = &deps.pages;
    match wants {
        Wants::Html => pages.unlisted(StatusCode::OK, &NotificationPage { pages, view }),
        Wants::Json => pages.json(StatusCode::OK, &view),
    }
}

fn unavailable(deps: &Deps, error: &StoreError, wants: Wants) -> HttpResponse {
    tracing::error!(%error, "an acknowledgement could not be recorded");
    deps.pages
        .problem(Problem::unavailable(Duration::from_secs(5)), wants)
}
