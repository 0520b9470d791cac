//! The hosted form and its JSON API. A submission becomes a request that is in force in the same write.
//!
//! - `GET /` shows the form.
//! - `POST /requests` accepts the form or JSON.
//! - `POST /machine/requests` accepts JSON from the company's own systems.
//! - `GET /.well-known/gpc.json` declares support for Global Privacy Control.

mod fields;
mod idempotency;
pub mod page;
mod requirements;
mod response;
mod settings;
mod submission;

pub use fields::{Fields, GivenIdentifier};
pub use requirements::{ForbiddenRequirement, Requirements};
pub use settings::SETTINGS;
pub use submission::{AccountAssertion, Envelope, read};

use crate::page::FormPage;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response as HttpResponse;
use axum::routing::{get, post};
use data_encoding::BASE64URL_NOPAD;
use domain::keys::{AccountKeys, LinkKeys};
use domain::receipt::ReceiptId;
use gateway::Authorizer;
use gateway::Edge;
use http::{HeaderMap, StatusCode};
use pages::{Browser, FieldError, OptOutCookie, Pages, Problem, Wants, negotiate};
use runtime::{BadSetting, Clock, Runtime};
use store::{Intake, IntakeError, IntakeOutcome};

/// The maximum body size in bytes. Twenty identifiers and an agent fit several times.
pub const MAX_BODY: usize = 64 * 1024;

/// The function's capabilities.
#[derive(Clone)]
pub struct Deps {
    /// The checks before each call.
    pub edge: Edge,
    /// The handle of the table.
    pub store: Intake,
    /// The company's pages.
    pub pages: Pages,
    /// The cookie that remembers a browser's opt-out signal.
    pub cookie: OptOutCookie,
    /// The keys of status links.
    pub links: LinkKeys,
    /// The fields that the company requires beyond one identifier.
    pub requirements: Requirements,
    /// The keys that verify the signatures of account IDs, if the company signs them.
    pub accounts: Option<AccountKeys>,
    /// The authorizer of the company's systems.
    pub authorizer: Authorizer,
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
            cookie: OptOutCookie::of(runtime.settings(), &runtime.company()?.base_url)?,
            links: runtime.link_keys()?,
            requirements: runtime
                .settings()
                .optional(&settings::REQUIRED_FIELDS, Requirements::parse)?
                .unwrap_or_default(),
            accounts: runtime.account_keys()?,
            authorizer: Authorizer::of(runtime.settings())?,
            clock: runtime.clock(),
            pages: Pages::new(runtime.company()?),
        })
    }
}

/// The function's routes.
pub fn router(deps: Deps) -> Router {
    let edge = deps.edge.clone();
    let routes = Router::new()
        .route("/", get(form))
        .route("/requests", post(submit_by_anyone))
        .route("/machine/requests", post(submit_by_machine))
        .route("/.well-known/gpc.json", get(gpc))
        .method_not_allowed_fallback(wrong_method)
        .fallback(nothing_here)
        .with_state(deps);
    edge.before(routes)
}

/// Shows the form. For a browser that sends the opt-out signal, the page says that we honor it, and a cookie remembers
/// it. Writes nothing to the table.
async fn form(State(deps): State<Deps>, headers: HeaderMap) -> HttpResponse {
    let browser = Browser::of(&headers);
    match nonce() {
        Some(nonce) => {
            let page = FormPage::empty(&deps.pages, nonce, browser);
            let response = deps.pages.html(StatusCode::OK, &page);
            deps.pages.to_browser(response, &browser, &deps.cookie)
        }
        None => deps
            .pages
            .problem(Problem::unavailable(response::RETRY_AFTER), Wants::Html),
    }
}

/// Declares that this site honors Global Privacy Control: it doesn't sell or share any data of its visitors.
async fn gpc(State(deps): State<Deps>) -> HttpResponse {
    deps.pages.json(
        StatusCode::OK,
        &serde_json::json!({ "gpc": true, "lastUpdate": "2026-11-21" }),
    )
}

async fn wrong_method(State(deps): State<Deps>, headers: HeaderMap) -> HttpResponse {
    deps.pages
        .problem(Problem::method_not_allowed(), negotiate(&headers))
}

async fn nothing_here(State(deps): State<Deps>, request: Request) -> HttpResponse {
    deps.pages
        .problem(Problem::no_page(), negotiate(request.headers()))
}

async fn submit_by_anyone(State(deps): State<Deps>, request: Request) -> HttpResponse {
    let assertion = AccountAssertion::BySignature(deps.accounts.clone());
    submit(deps, request, assertion).await
}

/// Accepts a submission from the company's own system. The system vouches for the account ID.
async fn submit_by_machine(State(deps): State<Deps>, request: Request) -> HttpResponse {
    let (head, body) = request.into_parts();
    let refused = match deps.authorizer.machine(&head) {
        Ok(_) => {
            let request = Request::from_parts(head, body);
            return submit(deps, request, AccountAssertion::ByMachine).await;
        }
        Err(denied) => denied.into(),
    };
    deps.pages.problem(refused, Wants::Json)
}

async fn submit(deps: Deps, request: Request, assertion: AccountAssertion) -> HttpResponse {
    let wants = negotiate(request.headers());
    let (head, body) = request.into_parts();
    let refuse = |problem: Problem| deps.pages.problem(problem, wants);
    let body = match whole(body).await {
        Ok(body) => body,
        Err(problem) => return refuse(problem),
    };
    let envelope = match Envelope::open(&head.headers, &body) {
        Ok(envelope) => envelope,
        Err(problem) => return refuse(problem),
    };
    let channel = envelope.channel;
    let now = deps.clock.now();
    let mut random = [0; 16];
    if getrandom::fill(&mut random).is_err() {
        tracing::error!("the operating system returned no random bytes");
        return response::not_saved(&deps, envelope, wants);
    }
    let submission = match read(
        &envelope,
        &body,
        &deps.requirements,
        &assertion,
        ReceiptId::from_bytes(random),
        now,
    ) {
        Ok(submission) => submission,
        Err(errors) => return response::invalid(&deps, envelope, errors, wants),
    };
    match deps.store.submit(submission, now).await {
        Ok(
            IntakeOutcome::Created(receipt)
            | IntakeOutcome::MergedIntoActive(receipt)
            | IntakeOutcome::Replayed(receipt),
        ) => {
            tracing::info!(channel = channel.as_str(), "a submission was stored");
            response::accepted(&deps, channel, &receipt)
        }
        Ok(IntakeOutcome::IdempotencyConflict) => refuse(Problem::idempotency_key_reused()),
        Err(IntakeError::Refused(refused)) => {
            tracing::error!(reason = %refused, "a submission was refused");
            let error =
                FieldError::new("right", "You cannot use this right yet. Choose another one");
            response::invalid(&deps, envelope, vec![error], wants)
        }
        Err(IntakeError::Store(error)) => {
            tracing::error!(%error, channel = channel.as_str(), "a submission could not be stored");
            response::not_saved(&deps, envelope, wants)
        }
    }
}

/// Reads the whole body, up to the maximum size.
async fn whole(body: Body) -> Result<Vec<u8>, Problem> {
    match to_bytes(body, MAX_BODY).await {
        Ok(bytes) => Ok(bytes.into()),
        Err(_) => Err(Problem::form_too_large()),
    }
}

/// Returns an idempotency nonce for one form: 128 random bits.
fn nonce() -> Option<String> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).ok()?;
    Some(BASE64URL_NOPAD.encode(&random))
}
