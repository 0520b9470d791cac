//! The desk in the browser: pages for staff, under `/desk`.
//!
//! The gateway admits every caller to these paths, so each call is checked here: `session` finds the member of staff, and
//! every form carries a token of its session. The crate [`desk`] does the work, for these pages and for the staff API. The
//! pages work without JavaScript.

mod account;
mod actions;
mod bulk;
mod emails;
mod frame;
mod inbox;
mod issuer;
mod law_changes;
mod marks;
mod metrics;
mod new_request;
mod partners;
mod people;
mod posted;
mod preview;
mod queue;
mod replies;
mod reports;
mod request;
mod search;
mod session;
mod settings;
mod sign_in;
mod thread;
mod timeline;
mod upload;
mod web;
mod words;

pub use settings::SETTINGS;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response as HttpResponse;
use axum::routing::{get, post};
use desk::Desk;
use desk::access::{self, Call};
use domain::log::Role;
use frame::Frame;
use gateway::{Authorizer, Edge, Problem};
use http::header::REFERRER_POLICY;
use http::{HeaderValue, Method};
use issuer::Issuer;
use pages::Pages;
use runtime::access::{Access, NO_ROLE, NO_ROUTE};
use runtime::{BadSetting, Clock, Runtime};
use session::{Cookies, NotSigned, Signed};
use settings::{CLIENT_ID, CLIENT_SECRET, ISSUER, LOCAL_SIGN_IN};
use store::StaffSessions;

/// The style that only the desk's pages need.
const STYLE: &str = include_str!("desk.css");
/// The keyboard shortcuts.
const SCRIPT: &str = include_str!("keys.js");

/// The function's dependencies.
#[derive(Clone)]
pub struct Deps {
    /// The origin check.
    pub edge: Edge,
    /// What staff see and do.
    pub desk: Desk,
    /// The sessions of staff.
    pub sessions: StaffSessions,
    /// The roles of staff.
    pub authorizer: Authorizer,
    /// The company's pages.
    pub pages: Pages,
    /// The clock that the issuer's clock agrees with.
    pub wall_clock: Clock,
    issuer: Option<Issuer>,
    local_sign_in: Option<String>,
    cookies: Cookies,
    /// The origin of our pages, as browsers send it.
    origin: String,
}

impl Deps {
    /// Creates the dependencies from the settings.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting that is missing or unusable.
    pub fn of(runtime: &Runtime) -> Result<Self, BadSetting> {
        let settings = runtime.settings();
        let company = runtime.company()?;
        let text = |text: &str| Ok::<_, BadSetting>(text.to_owned());
        let url = settings.optional(&ISSUER, text)?;
        let client_id = settings.optional(&CLIENT_ID, text)?;
        let secret = settings.optional(&CLIENT_SECRET, text)?;
        let issuer = match (url, client_id) {
            (Some(url), Some(id)) => Some(Issuer::new(url, id, secret, &company.base_url)),
            (Some(_), None) => return Err(BadSetting::Missing(CLIENT_ID.name)),
            (None, _) => None,
        };
        Ok(Self {
            edge: Edge::of(settings, runtime.clock())?,
            desk: Desk::of(runtime)?,
            sessions: runtime.store()?,
            authorizer: Authorizer::of(settings)?,
            wall_clock: runtime.wall_clock(),
            issuer,
            local_sign_in: settings
                .optional(&LOCAL_SIGN_IN, text)?
                .filter(|_| is_local(&company.base_url)),
            cookies: Cookies::of(&company.base_url),
            origin: origin_of(&company.base_url),
            pages: Pages::for_staff(company, STYLE, SCRIPT).with_texts(&texts::DESK),
        })
    }
}

/// Returns the scheme, host and port of a URL, as browsers write an origin.
fn origin_of(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("https", url));
    let host = rest.split('/').next().unwrap_or_default();
    format!("{scheme}://{}", host.to_ascii_lowercase())
}

/// Whether our pages are on this machine alone. Only there, a link can sign in without an issuer.
fn is_local(base_url: &str) -> bool {
    let address: Option<http::Uri> = base_url.parse().ok();
    let is_local = address.is_some_and(|address| web::is_of_this_machine(&address));
    if !is_local {
        tracing::warn!("no sign-in link works: BASE_URL is not on this machine");
    }
    is_local
}

/// Returns the function's routes.
pub fn router(deps: Deps) -> Router {
    let edge = deps.edge.clone();
    let protected = Router::new()
        .route("/desk", get(queue::show))
        .route("/desk/requests/{name}", get(request::show))
        .route("/desk/requests/{name}/actions/{action}", post(actions::act))
        .route(
            "/desk/requests/{name}/preview/{action}",
            post(preview::show),
        )
        .route("/desk/requests/{name}/edit/{action}", post(preview::edit))
        .route("/desk/requests/{name}/evidence", get(request::evidence))
        .route("/desk/requests/{name}/read/{email}", post(inbox::read))
        .route("/desk/requests/{name}/response-file", post(upload::put))
        .route(
            "/desk/new",
            get(new_request::show).post(new_request::record),
        )
        .route("/desk/search", get(search::show).post(search::find))
        .route("/desk/emails", get(emails::list))
        .route(
            "/desk/emails/{owner}/{email}",
            get(emails::show).post(emails::act),
        )
        .route("/desk/emails/{owner}/{email}/letter", get(emails::letter))
        .route("/desk/inbox", get(inbox::list))
        .route("/desk/inbox/{id}", get(inbox::show))
        .route("/desk/inbox/{id}/open", post(inbox::open))
        .route("/desk/inbox/{id}/reply", post(inbox::reply))
        .route("/desk/inbox/{id}/close", post(inbox::close))
        .route("/desk/bulk", post(bulk::check))
        .route("/desk/bulk/apply", post(bulk::apply))
        .route("/desk/replies", get(replies::list).post(replies::save))
        .route("/desk/replies/{id}/remove", post(replies::remove))
        .route("/desk/partners", get(partners::show))
        .route(
            "/desk/partners/{partner}/notifications",
            post(partners::act_on_all),
        )
        .route("/desk/notifications/{id}", post(partners::act))
        .route("/desk/law-changes", get(law_changes::show))
        .route("/desk/reports", get(reports::show))
        .route("/desk/reports.csv", get(reports::csv))
        .route("/desk/metrics", get(metrics::show))
        .route("/desk/metrics.csv", get(metrics::csv))
        .route("/desk/me", get(account::show))
        .route("/desk/sign-out", post(account::sign_out))
        .route(
            "/desk/sign-out-everywhere",
            post(account::sign_out_everywhere),
        )
        .method_not_allowed_fallback(no_page)
        .fallback(no_page)
        .layer(from_fn_with_state(deps.clone(), authenticate))
        .layer(from_fn(name_route));
    let routes = Router::new()
        .route("/desk/sign-in", get(sign_in::begin))
        .route("/desk/sign-in/done", get(sign_in::done))
        .route("/desk/sign-in/link", get(sign_in::link))
        .route("/desk/signed-out", get(sign_in::signed_out))
        .route("/desk/signed-in-again", get(sign_in::signed_in_again))
        .fallback_service(protected.with_state(deps.clone()))
        .layer(axum::middleware::map_response(referrer))
        .with_state(deps);
    edge.before(env!("CARGO_PKG_NAME"), routes)
}

/// Lets browsers send the origin with forms: under the policy of our other pages, they send `null`.
async fn referrer(mut response: HttpResponse) -> HttpResponse {
    let policy = HeaderValue::from_static("same-origin");
    response.headers_mut().insert(REFERRER_POLICY, policy);
    response
}

/// Tells the request log the route. The log is in front of the router that knows it.
async fn name_route(request: Request, next: Next) -> HttpResponse {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let mut response = next.run(request).await;
    if let Some(route) = route {
        response.extensions_mut().insert(route);
    }
    response
}

/// Admits staff with a session that counts. A page sends others to the sign-in and back; a form is not lost.
async fn authenticate(State(deps): State<Deps>, request: Request, next: Next) -> HttpResponse {
    let (mut head, body) = request.into_parts();
    let route = head.extensions.get::<MatchedPath>().cloned();
    let signed = match session::of(&deps, &head.headers).await {
        Ok(Ok(signed)) => signed,
        Ok(Err(NotSigned::NoRole(session))) => {
            let response = sign_in::no_role(&deps, &session);
            let access = Access {
                staff: &session.staff_id(),
                role: NO_ROLE,
                method: head.method.as_str(),
                route: route.as_ref().map_or(NO_ROUTE, MatchedPath::as_str),
                status: response.status().as_u16(),
                seen: &[],
            };
            access.log(deps.wall_clock.now());
            return response;
        }
        Ok(Err(NotSigned::Out | NotSigned::Stale)) if head.method == Method::POST => {
            return posted::renew(&deps, Request::from_parts(head, body)).await;
        }
        Ok(Err(NotSigned::Out | NotSigned::Stale)) => {
            return sign_in::redirect(&deps, &head);
        }
        Err(error) => return deps.failed(None, desk::Error::from(error).into()),
    };
    let path = head.uri.path();
    let changes_nothing = path.starts_with("/desk/sign-out") || path == "/desk/search";
    let may = head.method != Method::POST || signed.staff.role >= Role::Decide || changes_nothing;
    let (method, staff) = (head.method.clone(), signed.staff.clone());
    head.extensions.insert(signed.clone());
    let call = Call {
        staff: &staff,
        method: method.as_str(),
        route: route.as_ref().map(MatchedPath::as_str),
        at: deps.wall_clock.now(),
    };
    let answer = async {
        match may {
            true => next.run(Request::from_parts(head, body)).await,
            false => deps.failed(Some(&signed), Problem::role_required(Role::Decide)),
        }
    };
    access::logged(call, answer).await
}

async fn no_page(
    State(deps): State<Deps>,
    signed: Option<axum::Extension<Signed>>,
) -> HttpResponse {
    let signed = signed.map(|axum::Extension(signed)| signed);
    deps.failed(signed.as_ref(), Problem::no_page())
}

impl Deps {
    /// Returns the frame of a page for this member of staff.
    fn frame<'a>(&'a self, signed: &'a Signed, current: &'static str) -> Frame<'a> {
        Frame::of(&self.pages, signed, current)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_link_works_on_this_machine_alone() {
        for local in [
            "http://127.0.0.1:3000",
            "http://localhost:3000",
            "http://[::1]:80",
        ] {
            assert!(is_local(local), "{local}");
        }
        for other in [
            "https://privacy.example.com",
            "http://privacy.example.com",
            "https://127.0.0.1",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "",
        ] {
            assert!(!is_local(other), "{other}");
        }
    }
}
