//! The desk: the staff API.
//!
//! JSON over HTTP, under `/desk`. API Gateway authenticates the caller and [`Authorizer`] reads the role; every other
//! caller is refused. The desk decides nothing itself: it reads the action of staff and applies it to the request, whose
//! state machine accepts or refuses it. The log records the caller and the role.

mod actions;
mod email;
mod error;
mod export;
mod fields;
mod inbound;
pub mod law_changes;
mod lists;
mod manual_request;
mod notifications;
mod original;
mod partners;
mod query;
mod record;
mod requests;
mod response;
mod response_file;
mod settings;
mod staff_call;
mod views;

pub use settings::SETTINGS;

use archive::Archive;
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response as HttpResponse};
use axum::routing::{get, post, put};
use domain::company::Company;
use domain::keys::{LinkKeys, PartnerKeys};
use domain::law::Practices;
use domain::log::Role;
use gateway::{Authorizer, Edge, Problem, Staff};
use http::Method;
use runtime::{BadSetting, Clock, Runtime};
use store::Desk;

/// The function's dependencies.
#[derive(Clone)]
pub struct Deps {
    /// The origin check.
    pub edge: Edge,
    /// The handle of the table.
    pub store: Desk,
    /// The raw messages and the response files.
    pub archive: Archive,
    /// The roles of callers.
    pub authorizer: Authorizer,
    /// The company, for the text of emails.
    pub company: Company,
    /// The keys of status links, for the text of emails.
    pub links: LinkKeys,
    /// The keys that derive the secrets of partners.
    pub partner_keys: PartnerKeys,
    /// The company's practices with data.
    pub practices: Practices,
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
            archive: runtime.archive()?,
            authorizer: Authorizer::of(runtime.settings())?,
            company: runtime.company()?,
            practices: runtime.practices()?,
            links: runtime.link_keys()?,
            partner_keys: runtime.partner_keys()?,
            clock: runtime.clock(),
        })
    }
}

/// Returns the function's routes.
pub fn router(deps: Deps) -> Router {
    let edge = deps.edge.clone();
    let routes = Router::new()
        .route("/desk/me", get(me))
        .route(
            "/desk/requests",
            get(lists::requests).post(manual_request::create),
        )
        .route("/desk/requests/{id}", get(record::read))
        .route("/desk/requests/{id}/actions", post(requests::act))
        .route("/desk/requests/{id}/hold", post(requests::hold))
        .route("/desk/requests/{id}/erase", post(requests::erase))
        .route("/desk/requests/{id}/response-file", put(response_file::put))
        .route("/desk/requests/{id}/export", get(export::export))
        .route("/desk/law-changes", get(law_changes::read))
        .route("/desk/emails", get(lists::emails))
        .route(
            "/desk/emails/{owner}/{email}",
            get(email::read).post(email::act),
        )
        .route("/desk/partners", get(partners::read).put(partners::set))
        .route("/desk/notifications", get(notifications::given_up))
        .route(
            "/desk/notifications/{id}",
            get(notifications::read).post(notifications::act),
        )
        .route("/desk/inbound", get(lists::inbound))
        .route("/desk/inbound/{id}", get(inbound::read))
        .route("/desk/inbound/{id}/open", post(inbound::open))
        .route("/desk/inbound/{id}/close", post(inbound::close))
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
        .fallback(async || Problem::no_route())
        .layer(from_fn_with_state(deps.clone(), authorize))
        .with_state(deps);
    edge.before(env!("CARGO_PKG_NAME"), routes)
}

/// Refuses callers without a staff role before the route lookup: the difference between 404 and 401 would reveal routes.
async fn authorize(State(deps): State<Deps>, request: Request, next: Next) -> HttpResponse {
    let (mut head, body) = request.into_parts();
    let staff = match deps.authorizer.staff(&head) {
        Ok(staff) => staff,
        Err(denied) => return Problem::from(denied).into_response(),
    };
    let needed = match head.method {
        Method::GET | Method::HEAD => Role::Read,
        _ => Role::Decide,
    };
    if staff.role < needed {
        return Problem::role_required(needed).into_response();
    }
    head.extensions.insert(staff);
    next.run(Request::from_parts(head, body)).await
}

async fn me(axum::Extension(staff): axum::Extension<Staff>) -> HttpResponse {
    let who = serde_json::json!({ "id": staff.id, "role": staff.role });
    gateway::response::json(http::StatusCode::OK, &who)
}
