//! The suppression API for the company's other systems: checks, changes and exports.
//!
//! JSON over HTTP, under `/suppression`. API Gateway authenticates the caller, and [`Authorizer`] requires the role
//! `machine`. Invariants: no route changes a suppression, no response holds an identifier that was not in its request,
//! and no log line holds an identifier or a hash.

mod changes;
mod check;
mod error;
mod exports;
mod row;
mod settings;

pub use check::{CheckRequest, Unusable};
pub use settings::SETTINGS;

use archive::Archive;
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response as HttpResponse};
use axum::routing::{get, post};
use gateway::{Authorizer, Edge, Problem};
use runtime::{BadSetting, Clock, Runtime};
use store::Suppressions;

/// The function's dependencies.
#[derive(Debug, Clone)]
pub struct Deps {
    /// The origin check.
    pub edge: Edge,
    /// The handle of the table.
    pub store: Suppressions,
    /// The bucket of exports.
    pub exports: Archive,
    /// The approximate number of rows in a part of an export.
    pub rows_in_part: usize,
    /// The roles of callers.
    pub authorizer: Authorizer,
    /// The clock.
    pub clock: Clock,
}

impl Deps {
    /// Creates the dependencies from the settings.
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

/// Returns the function's routes.
pub fn router(deps: Deps) -> Router {
    let edge = deps.edge.clone();
    let routes = Router::new()
        .route("/suppression/check", post(check::check))
        .route("/suppression/changes", get(changes::changes))
        .route("/suppression/exports", post(exports::export))
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
        .fallback(async || Problem::no_route())
        .layer(from_fn_with_state(deps.clone(), authorize))
        .with_state(deps);
    edge.before(env!("CARGO_PKG_NAME"), routes)
}

/// Refuses callers without the role `machine` before the route lookup: the difference between 404 and 401 would reveal routes.
async fn authorize(State(deps): State<Deps>, request: Request, next: Next) -> HttpResponse {
    let (head, body) = request.into_parts();
    match deps.authorizer.machine(&head) {
        Ok(_) => next.run(Request::from_parts(head, body)).await,
        Err(denied) => {
            let problem = deps.authorizer.refuse(&head, denied, deps.clock.now());
            problem.into_response()
        }
    }
}
