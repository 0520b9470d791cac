//! The hosted form and its JSON twin: a submission becomes a request, in force in the same write.
//!
//! `GET /` shows the form, `POST /requests` takes it or JSON, `POST /machine/requests` takes JSON from the company's own
//! systems, `GET /.well-known/gpc.json` says how this site treats Global Privacy Control.

mod answer;
mod fields;
pub mod page;
mod requirements;
mod submission;

pub use fields::{Fields, GivenIdentifier};
pub use requirements::{ForbiddenRequirement, Requirements};
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
use gateway::Edge;
use gateway::{AccessDenied, Authorizer};
use http::{HeaderMap, StatusCode};
use pages::{Browser, FieldError, OptOutCookie, Pages, Problem, Wants, negotiate};
use runtime::{BadSetting, Clock, Runtime};
use store::{IntakeError, IntakeOutcome, Store};

/// The largest body that is taken, in bytes: twenty identifiers and an agent fit many times over.
pub const LARGEST_BODY: usize = 64 * 1024;

/// What the function can do.
#[derive(Clone)]
pub struct Deps {
    /// What stands before it.
    pub edge: Edge,
    /// The table.
    pub store: Store,
    /// The look.
    pub pages: Pages,
    /// How a browser that sends the opt-out signal keeps its choice.
    pub cookie: OptOutCookie,
    /// The keys of status links.
    pub links: LinkKeys,
    /// What the company asks for beyond one identifier, right by right.
    pub requirements: Requirements,
    /// The keys with which the company's site signs accounts, if it does.
    pub accounts: Option<AccountKeys>,
    /// Which systems may submit.
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
            cookie: runtime.opt_out_cookie()?,
            links: runtime.link_keys()?,
            requirements: runtime
                .settings()
                .optional("REQUIRED_FIELDS", Requirements::parse)?
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

/// Shows the form. A browser that sends the signal is told that it is honored, and keeps its choice in a cookie;
/// nothing is written here.
async fn form(State(deps): State<Deps>, headers: HeaderMap) -> HttpResponse {
    let browser = Browser::of(&headers);
    match nonce() {
        Some(nonce) => {
            let page = FormPage::empty(&deps.pages, nonce, browser);
            let answer = deps.pages.html(StatusCode::OK, &page);
            deps.pages.to_browser(answer, &browser, &deps.cookie)
        }
        None => Problem::unavailable(answer::RETRY_AFTER).answer(&deps.pages, Wants::Html),
    }
}

/// What this site does with the signal: it sells and shares nothing that a visit here leaves.
async fn gpc(State(deps): State<Deps>) -> HttpResponse {
    deps.pages.json(
        StatusCode::OK,
        &serde_json::json!({ "gpc": true, "lastUpdate": "2026-11-21" }),
    )
}

async fn wrong_method(State(deps): State<Deps>, request: Request) -> HttpResponse {
    let allowed = match request.uri().path() {
        "/requests" | "/machine/requests" => "POST",
        _ => "GET, HEAD",
    };
    Problem::method_not_allowed(allowed).answer(&deps.pages, negotiate(request.headers()))
}

async fn nothing_here(State(deps): State<Deps>, request: Request) -> HttpResponse {
    Problem::not_found().answer(&deps.pages, negotiate(request.headers()))
}

async fn submit_by_anyone(State(deps): State<Deps>, request: Request) -> HttpResponse {
    let vouched = AccountAssertion::BySignature(deps.accounts.clone());
    submit(deps, request, vouched).await
}

/// The same from one of the company's systems, which knows whose account it names.
async fn submit_by_machine(State(deps): State<Deps>, request: Request) -> HttpResponse {
    let (head, body) = request.into_parts();
    let refused = match deps.authorizer.machine(&head) {
        Ok(_) => {
            let request = Request::from_parts(head, body);
            return submit(deps, request, AccountAssertion::ByMachine).await;
        }
        Err(AccessDenied::Nobody) => Problem::unauthorized(),
        Err(AccessDenied::NoRole) => Problem::no_role(),
    };
    refused.answer(&deps.pages, Wants::Json)
}

async fn submit(deps: Deps, request: Request, vouched: AccountAssertion) -> HttpResponse {
    let wants = negotiate(request.headers());
    let (head, body) = request.into_parts();
    let refuse = |problem: Problem| problem.answer(&deps.pages, wants);
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
        tracing::error!("the machine gives no randomness");
        return answer::unsaved(&deps, envelope, wants);
    }
    let submission = match read(
        &envelope,
        &body,
        &deps.requirements,
        &vouched,
        ReceiptId::from_bytes(random),
        now,
    ) {
        Ok(submission) => submission,
        Err(errors) => return answer::wrong(&deps, envelope, errors, wants),
    };
    match deps.store.intake(submission, now).await {
        Ok(
            IntakeOutcome::Created(receipt)
            | IntakeOutcome::MergedIntoActive(receipt)
            | IntakeOutcome::Replayed(receipt),
        ) => {
            tracing::info!(channel = channel.as_str(), "a submission was taken in");
            answer::taken(&deps, channel, &receipt)
        }
        Ok(IntakeOutcome::IdempotencyConflict) => refuse(Problem::key_reused()),
        Err(IntakeError::Refused(refused)) => {
            tracing::error!(reason = %refused, "a submission was refused");
            let error =
                FieldError::new("right", "This right cannot be used yet. Choose another one");
            answer::wrong(&deps, envelope, vec![error], wants)
        }
        Err(IntakeError::Store(error)) => {
            tracing::error!(%error, channel = channel.as_str(), "a submission could not be stored");
            answer::unsaved(&deps, envelope, wants)
        }
    }
}

/// The whole body, if it is small enough and arrives.
async fn whole(body: Body) -> Result<Vec<u8>, Problem> {
    match to_bytes(body, LARGEST_BODY).await {
        Ok(bytes) => Ok(bytes.into()),
        Err(_) => Err(Problem::too_large()),
    }
}

/// A name for one sending of the form: 128 random bits.
fn nonce() -> Option<String> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).ok()?;
    Some(BASE64URL_NOPAD.encode(&random))
}
