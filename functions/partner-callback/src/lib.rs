//! Acknowledgements of those who were told: by signed callback, or by the link in a mail.
//!
//! A callback is signed with the partner's own secret, as our webhooks to it are, and names the notification in its signed
//! body: it fits no other notification and nobody else's. Opening a link changes nothing; the button on its page
//! acknowledges. Either may come on any later day, and as often as it likes: the first time counts.

mod callback;
mod page;
mod settings;

pub use settings::SETTINGS;

use crate::page::{NotificationPage, View};
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

/// The largest callback that is read, in bytes.
const LARGEST_BODY: usize = 16 * 1024;

/// What the function can do.
#[derive(Clone)]
pub struct Deps {
    /// What stands before it.
    pub edge: Edge,
    /// The handle of the table.
    pub store: PartnerCallbacks,
    /// The look.
    pub pages: Pages,
    /// The keys of links.
    pub links: LinkKeys,
    /// The secrets of partners.
    pub keys: PartnerKeys,
    /// The clock.
    pub clock: Clock,
}

impl Deps {
    /// What the function can do, by its settings.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting that is missing or unusable.
    pub fn of(runtime: &Runtime) -> Result<Self, BadSetting> {
        let keys = runtime.partner_keys()?;
        Ok(Self {
            edge: Edge::of(runtime.settings(), runtime.clock())?,
            store: runtime.store()?,
            pages: Pages::new(runtime.company()?),
            links: runtime.link_keys()?,
            keys,
            clock: runtime.clock(),
        })
    }
}

/// The function's routes.
pub fn router(deps: Deps) -> Router {
    let edge = deps.edge.clone();
    let routes = Router::new()
        .route("/partners/callbacks", post(called_back))
        .route(
            "/partners/notifications/{id}/{token}",
            get(open).post(press),
        )
        .method_not_allowed_fallback(wrong_method)
        .fallback(nothing_here)
        .with_state(deps);
    edge.before(routes)
}

async fn wrong_method(State(deps): State<Deps>, headers: HeaderMap) -> HttpResponse {
    deps.pages
        .problem(Problem::method_not_allowed(), negotiate(&headers))
}

async fn nothing_here(State(deps): State<Deps>, headers: HeaderMap) -> HttpResponse {
    deps.pages.problem(Problem::no_page(), negotiate(&headers))
}

/// A partner's program says that it is done.
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

/// The parts of a link's path. A path that is no text fits nothing, like any other that is wrong.
type Parts = Result<Path<(String, String)>, PathRejection>;

/// What a link leads to, if it fits.
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

/// Shows what a link in a mail to a partner is about. Nothing changes.
async fn open(State(deps): State<Deps>, parts: Parts, headers: HeaderMap) -> HttpResponse {
    let wants = negotiate(&headers);
    match view(&deps, parts).await {
        Ok(Some((_, view))) => show(&deps, view, wants),
        Ok(None) => deps.pages.problem(Problem::no_page(), wants),
        Err(error) => unavailable(&deps, &error, wants),
    }
}

/// Somebody who reads a partner's mail says that it is done.
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
    tracing::error!(%error, "an acknowledgement could not be noted");
    deps.pages
        .problem(Problem::unavailable(Duration::from_secs(5)), wants)
}
