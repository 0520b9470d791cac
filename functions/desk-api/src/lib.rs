//! The staff API: JSON over HTTP, under `/api/desk`.
//!
//! API Gateway authenticates the caller and [`Authorizer`] reads the role; every other caller is refused. The crate
//! [`desk`] does the work, for this API and for the staff pages.

mod emails;
mod partners;
mod requests;
mod response;
mod saved_replies;
mod settings;
mod staff_call;

pub use settings::SETTINGS;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response as HttpResponse};
use axum::routing::{get, post, put};
use desk::access::{self, Call};
use desk::{Desk, Error, Query, law_changes, metrics, reports};
use domain::log::Role;
use gateway::{Authorizer, Edge, Problem, Staff};
use http::{Method, Uri};
use runtime::{BadSetting, Runtime};

/// The function's dependencies.
#[derive(Clone)]
pub struct Deps {
    /// The origin check.
    pub edge: Edge,
    /// What staff see and do.
    pub desk: Desk,
    /// The roles of callers.
    pub authorizer: Authorizer,
}

impl Deps {
    /// Creates the dependencies from the settings.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting that is missing or unusable.
    pub fn of(runtime: &Runtime) -> Result<Self, BadSetting> {
        Ok(Self {
            edge: Edge::of(runtime.settings(), runtime.clock())?,
            desk: Desk::of(runtime)?,
            authorizer: Authorizer::of(runtime.settings())?,
        })
    }
}

/// Returns the function's routes.
pub fn router(deps: Deps) -> Router {
    let (edge, desk) = (deps.edge.clone(), deps.desk.clone());
    let routes = Router::new()
        .route("/me", get(me))
        .route("/people", get(people))
        .route("/bulk", post(requests::bulk_action))
        .route(
            "/saved-replies",
            get(saved_replies::list).post(saved_replies::create),
        )
        .route(
            "/saved-replies/{id}",
            put(saved_replies::change).delete(saved_replies::remove),
        )
        .route("/queue", get(requests::queue_sizes))
        .route("/queue/{view}", get(requests::queue_view))
        .route("/requests", get(requests::list).post(requests::create))
        .route("/requests/{id}", get(requests::read))
        .route("/requests/{id}/actions", post(requests::act))
        .route("/requests/{id}/preview", post(requests::preview_emails))
        .route("/requests/{id}/hold", post(requests::hold))
        .route("/requests/{id}/erase", post(requests::erase))
        .route("/requests/{id}/response-file", put(requests::put_file))
        .route("/requests/{id}/export", get(requests::export_all))
        .route("/search", post(requests::search))
        .route("/law-changes", get(count_law_changes))
        .route("/reports", get(report))
        .route("/metrics", get(year_metrics))
        .route("/emails", get(emails::list))
        .route(
            "/emails/{owner}/{email}",
            get(emails::read).post(emails::act),
        )
        .route("/partners", get(partners::read).put(partners::set))
        .route(
            "/partners/{partner}/notifications",
            post(partners::act_on_all),
        )
        .route("/notifications", get(partners::given_up))
        .route(
            "/notifications/{id}",
            get(partners::notification).post(partners::act),
        )
        .route("/inbound", get(emails::list_inbound))
        .route("/inbound/{id}", get(emails::read_inbound))
        .route("/inbound/{id}/open", post(emails::open_inbound))
        .route("/inbound/{id}/reply", post(emails::reply_to_inbound))
        .route("/inbound/{id}/close", post(emails::close_inbound));
    let routes = Router::new()
        .nest("/api/desk", routes)
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
        .fallback(async || Problem::no_route())
        .layer(from_fn_with_state(deps, authorize))
        .with_state(desk);
    edge.before(env!("CARGO_PKG_NAME"), routes)
}

/// Refuses callers without a staff role before the route lookup: the difference between 404 and 401 would reveal routes.
async fn authorize(State(deps): State<Deps>, request: Request, next: Next) -> HttpResponse {
    let (mut head, body) = request.into_parts();
    let staff = match deps.authorizer.staff(&head) {
        Ok(staff) => staff,
        Err(denied) => {
            let problem = deps.authorizer.refuse(&head, denied, deps.desk.clock.now());
            return problem.into_response();
        }
    };
    let needed = match head.method {
        Method::GET | Method::HEAD => Role::Read,
        // Its words are in the body, because a URL ends up in logs.
        Method::POST if head.uri.path() == "/api/desk/search" => Role::Read,
        _ => Role::Decide,
    };
    let (method, route) = (
        head.method.clone(),
        head.extensions.get::<MatchedPath>().cloned(),
    );
    let may = staff.role >= needed;
    head.extensions.insert(staff.clone());
    let call = Call {
        staff: &staff,
        method: method.as_str(),
        route: route.as_ref().map(MatchedPath::as_str),
        at: deps.desk.clock.now(),
    };
    let answer = async {
        match may {
            true => next.run(Request::from_parts(head, body)).await,
            false => Problem::role_required(needed).into_response(),
        }
    };
    access::logged(call, answer).await
}

async fn me(axum::Extension(staff): axum::Extension<Staff>) -> HttpResponse {
    let who = serde_json::json!({ "id": staff.id, "role": staff.role });
    gateway::response::json(http::StatusCode::OK, &who)
}

/// Lists who has signed in to the desk.
async fn people(State(desk): State<Desk>) -> Result<HttpResponse, Error> {
    response::shown(desk::people::list(&desk).await)
}

/// Counts the open requests that the laws of a day change.
async fn count_law_changes(State(desk): State<Desk>, uri: Uri) -> Result<HttpResponse, Error> {
    response::shown(law_changes::read(&desk, Query::of(uri.query())).await)
}

/// Returns the report of a year.
async fn report(State(desk): State<Desk>, uri: Uri) -> Result<HttpResponse, Error> {
    response::shown(reports::read(&desk, Query::of(uri.query())).await)
}

/// Returns the metrics of a year that 11 CCR § 7102(a)(1) names.
async fn year_metrics(State(desk): State<Desk>, uri: Uri) -> Result<HttpResponse, Error> {
    response::shown(metrics::read(&desk, Query::of(uri.query())).await)
}
