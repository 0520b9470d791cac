//! The desk: what waits for staff, and the steps that they take.
//!
//! JSON over HTTP, under `/desk`. Whoever calls is who the gateway says they are ([`Authorizer`]); without its
//! word nobody gets further than that. Each step is taken by the request itself, so the desk decides nothing: it
//! reads what staff order, has it taken, and the log says who ordered it and in which role.

mod answer;
mod answer_file;
mod call;
mod fields;
mod mail;
mod notifications;
mod open;
mod original;
mod partners;
mod post;
mod problem;
mod queue;
mod requests;
mod steps;
mod view;

pub use problem::{FieldError, Problem};

use archive::Archive;
use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response as HttpResponse};
use axum::routing::{get, post, put};
use domain::company::Company;
use domain::keys::{KeyRing, LinkKeys, PartnerKeys};
use domain::log::Role;
use gateway::Edge;
use gateway::{AccessDenied, Authorizer, Staff};
use http::Method;
use runtime::{BadSetting, Clock, Runtime};
use store::Store;

/// What the function can do.
#[derive(Clone)]
pub struct Deps {
    /// What stands before it.
    pub edge: Edge,
    /// The table.
    pub store: Store,
    /// The raw mail.
    pub archive: Archive,
    /// Who may call.
    pub authorizer: Authorizer,
    /// The company, for the words of emails.
    pub company: Company,
    /// The keys of status links, for the words of emails.
    pub links: LinkKeys,
    /// The secrets of partners.
    pub partner_keys: PartnerKeys,
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
            authorizer: Authorizer::of(runtime.settings())?,
            company: runtime.company()?,
            links: runtime.link_keys()?,
            partner_keys: PartnerKeys(runtime.settings().read("PARTNER_KEYS", KeyRing::parse)?),
            clock: runtime.clock(),
        })
    }
}

/// The function's routes.
pub fn router(deps: Deps) -> Router {
    let edge = deps.edge.clone();
    let routes = Router::new()
        .route("/desk/me", get(me))
        .route("/desk/requests", get(queue::requests).post(open::manual))
        .route("/desk/requests/{id}", get(requests::read))
        .route("/desk/requests/{id}/steps", post(requests::command))
        .route("/desk/requests/{id}/hold", post(requests::hold))
        .route("/desk/requests/{id}/erase", post(requests::erase))
        .route("/desk/requests/{id}/answer-file", put(answer_file::put))
        .route("/desk/requests/{id}/export", get(requests::export))
        .route("/desk/emails", get(queue::emails))
        .route(
            "/desk/emails/{owner}/{email}",
            get(post::read).post(post::order),
        )
        .route("/desk/partners", get(partners::read).put(partners::set))
        .route("/desk/notifications", get(notifications::given_up))
        .route(
            "/desk/notifications/{id}",
            get(notifications::read).post(notifications::order),
        )
        .route("/desk/mail", get(queue::mail))
        .route("/desk/mail/{id}", get(mail::read))
        .route("/desk/mail/{id}/open", post(mail::open))
        .route("/desk/mail/{id}/close", post(mail::close))
        .method_not_allowed_fallback(wrong_method)
        .fallback(nothing_here)
        .layer(from_fn_with_state(deps.clone(), let_in))
        .with_state(deps);
    edge.before(routes)
}

/// Nothing behind this is reached without a name and a role, not even the answer that nothing is there.
async fn let_in(State(deps): State<Deps>, request: Request, next: Next) -> HttpResponse {
    let (mut head, body) = request.into_parts();
    let staff = match deps.authorizer.staff(&head) {
        Ok(staff) => staff,
        Err(AccessDenied::Nobody) => return Problem::nobody().into_response(),
        Err(AccessDenied::NoRole) => return Problem::no_role().into_response(),
    };
    let needed = match head.method {
        Method::GET | Method::HEAD => Role::Read,
        _ => Role::Decide,
    };
    if staff.role < needed {
        return Problem::role_too_small(needed).into_response();
    }
    head.extensions.insert(staff);
    next.run(Request::from_parts(head, body)).await
}

async fn me(axum::Extension(staff): axum::Extension<Staff>) -> HttpResponse {
    let who = serde_json::json!({ "id": staff.id, "role": staff.role });
    gateway::response::json(http::StatusCode::OK, &who)
}

async fn wrong_method(request: Request) -> HttpResponse {
    let path = request.uri().path();
    let both = path == "/desk/requests"
        || path.starts_with("/desk/emails/")
        || path.starts_with("/desk/notifications/");
    let read = [
        "/desk/me",
        "/desk/emails",
        "/desk/mail",
        "/desk/notifications",
    ]
    .contains(&path)
        || path.ends_with("/export")
        || path.matches('/').count() == 3;
    let allowed = match (both, read) {
        _ if path.ends_with("/answer-file") => "PUT",
        _ if path == "/desk/partners" => "GET, HEAD, PUT",
        (true, _) => "GET, HEAD, POST",
        (false, true) => "GET, HEAD",
        (false, false) => "POST",
    };
    Problem::method_not_allowed(allowed).into_response()
}

async fn nothing_here() -> HttpResponse {
    Problem::not_found("There is nothing at this address.").into_response()
}
