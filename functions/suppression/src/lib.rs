//! Suppression, for the company's other systems: is something stopped for this person, what changed, all of it.
//!
//! JSON over HTTP, under `/suppression`. Whoever calls is who the gateway says they are ([`Authorizer`]), and has the
//! role of machines; without both nobody gets further than that. Nothing here changes what is stopped, no answer holds
//! a value that was not in its call, and no log a value or a hash.

mod changes;
mod check;
mod exports;
mod problem;
mod row;

pub use check::{Asked, Unusable};
pub use problem::{FieldError, Problem};

use archive::Archive;
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response as HttpResponse};
use axum::routing::{get, post};
use gateway::Edge;
use gateway::{AccessDenied, Authorizer};
use runtime::{BadSetting, Clock, Runtime};
use store::Store;

/// What the function can do.
#[derive(Debug, Clone)]
pub struct Deps {
    /// What stands before it.
    pub edge: Edge,
    /// The table.
    pub store: Store,
    /// Where exports go.
    pub exports: Archive,
    /// About how many rows a part of an export holds.
    pub rows_in_part: usize,
    /// Who may call.
    pub authorizer: Authorizer,
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
            exports: runtime.exports()?,
            rows_in_part: exports::ROWS,
            authorizer: Authorizer::of(runtime.settings())?,
            clock: runtime.clock(),
        })
    }
}

/// The function's routes.
pub fn router(deps: Deps) -> Router {
    let edge = deps.edge.clone();
    let routes = Router::new()
        .route("/suppression/check", post(check::check))
        .route("/suppression/changes", get(changes::changes))
        .route("/suppression/exports", post(exports::export))
        .method_not_allowed_fallback(wrong_method)
        .fallback(nothing_here)
        .layer(from_fn_with_state(deps.clone(), let_in))
        .with_state(deps);
    edge.before(routes)
}

/// Nothing behind this is reached without a name and the role, not even the answer that nothing is there.
async fn let_in(State(deps): State<Deps>, request: Request, next: Next) -> HttpResponse {
    let (head, body) = request.into_parts();
    match deps.authorizer.machine(&head) {
        Ok(_) => next.run(Request::from_parts(head, body)).await,
        Err(AccessDenied::Nobody) => Problem::nobody().into_response(),
        Err(AccessDenied::NoRole) => Problem::no_role().into_response(),
    }
}

async fn wrong_method(request: Request) -> HttpResponse {
    let allowed = match request.uri().path() {
        "/suppression/changes" => "GET, HEAD",
        _ => "POST",
    };
    Problem::method_not_allowed(allowed).into_response()
}

async fn nothing_here() -> HttpResponse {
    Problem::not_found().into_response()
}
