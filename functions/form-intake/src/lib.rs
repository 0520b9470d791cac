//! The hosted form and its JSON API. A submission becomes a request that is in force in the same write.
//!
//! - `GET /` shows the form, and `GET /?state=CO` the form with the rights of a state. JSON lists the rights.
//! - `GET /?prefill=…` shows the form with what the company's site knows about the person.
//! - `POST /requests` accepts the form or JSON.
//! - `POST /machine/requests` accepts JSON from the company's own systems.
//! - `GET /.well-known/gpc.json` declares support for Global Privacy Control.

mod fields;
mod offer;
pub mod page;
pub mod prefill;
mod requirements;
mod response;
mod response_time;
mod settings;
mod submission;

pub use fields::{Fields, GivenIdentifier};
pub use offer::{Choice, Offer};
pub use requirements::{ForbiddenRequirement, Requirements};
pub use response_time::{NotMilliseconds, ResponseTime};
pub use settings::SETTINGS;
pub use submission::{AccountAssertion, Envelope, read};

use crate::page::FormPage;
use crate::prefill::Prefill;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{RawQuery, Request, State};
use axum::response::Response as HttpResponse;
use axum::routing::{get, post};
use data_encoding::BASE64URL_NOPAD;
use domain::keys::{AccountKeys, LinkKeys};
use domain::law::Practices;
use domain::person::Region;
use domain::receipt::ReceiptId;
use gateway::{Allowed, Authorizer, Caller, Edge, Origins, origin_list};
use http::{HeaderMap, StatusCode};
use pages::{Browser, FieldError, OptOutCookie, Pages, Problem, Visitor, Wants, negotiate};
use runtime::settings::FORM_ORIGINS;
use runtime::{BadSetting, Clock, Runtime};
use std::time::Duration;
use store::{Intake, IntakeError, IntakeOutcome};

/// The maximum body size in bytes. Twenty identifiers and an agent fit several times.
pub const MAX_BODY: usize = 64 * 1024;

/// The requests that a script of a listed site may send. They need no cookie.
const ALLOWED: Allowed = Allowed {
    methods: "POST",
    headers: "content-type, idempotency-key",
    cookies: false,
};

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
    /// The sites whose scripts may submit.
    pub origins: Origins,
    /// The keys of status links.
    pub links: LinkKeys,
    /// The fields that the company requires beyond one identifier.
    pub requirements: Requirements,
    /// The company's practices with data, which decide the rights on the form.
    pub practices: Practices,
    /// The keys that verify the signatures of account IDs, if the company signs them.
    pub accounts: Option<AccountKeys>,
    /// The authorizer of the company's systems.
    pub authorizer: Authorizer,
    /// The clock.
    pub clock: Clock,
    /// How long storing a submission may take. Then the person gets the form with the input.
    pub store_within: Duration,
    /// The least time until anyone's submission is answered.
    pub response_time: ResponseTime,
}

/// Less than [`pages::TIME_BUDGET`], so that the page with the input wins.
const STORE_WITHIN: Duration = Duration::from_secs(7);

impl Deps {
    /// Builds the capabilities from the settings.
    ///
    /// # Errors
    /// [`BadSetting`] names the setting that is missing or unusable.
    pub fn of(runtime: &Runtime) -> Result<Self, BadSetting> {
        let company = runtime.company()?;
        let base_url = company.base_url.clone();
        let origins = |text: &str| Origins::parse(text, &base_url, ALLOWED);
        let frames = runtime.settings().optional(&FORM_ORIGINS, origin_list)?;
        let frames = frames.unwrap_or_default();
        Ok(Self {
            edge: Edge::of(runtime.settings(), runtime.clock())?,
            origins: runtime
                .settings()
                .optional(&FORM_ORIGINS, origins)?
                .unwrap_or_else(|| Origins::none(&base_url, ALLOWED))
                .with_brands_of(&company),
            store: runtime.store()?,
            cookie: OptOutCookie::of(runtime.settings(), &base_url)?,
            links: runtime.link_keys()?,
            requirements: runtime
                .settings()
                .optional(&settings::REQUIRED_FIELDS, Requirements::parse)?
                .unwrap_or_default(),
            practices: runtime.practices()?,
            accounts: runtime.account_keys()?,
            authorizer: Authorizer::of(runtime.settings())?,
            clock: runtime.clock(),
            store_within: STORE_WITHIN,
            response_time: runtime
                .settings()
                .optional(&settings::RESPONSE_MILLISECONDS, ResponseTime::parse)?
                .unwrap_or_default(),
            pages: Pages::in_frames_of(company, &frames).with_texts(runtime.texts(&texts::FORM)?),
        })
    }

    /// Opens a link that fills in the form. `None` if it can't be opened, or no longer.
    fn prefill(&self, token: &str) -> Option<Prefill> {
        prefill::open(self.accounts.as_ref()?, token, self.clock.now())
    }

    /// Returns what the company offers now to a person who lives in `region`.
    pub(crate) fn offer(&self, region: Option<Region>) -> Offer {
        Offer::of(region, self.clock.now(), self.practices)
    }
}

//= req: ca-7026-a, ca-7027-b, ca-7020-b, ca-7221-c, nv-603a-345-1
/// The function's routes.
pub fn router(deps: Deps) -> Router {
    let (edge, pages) = (deps.edge.clone(), deps.pages.clone());
    let routes = Router::new()
        .route("/", get(form))
        .route("/requests", post(submit_by_anyone).options(preflight))
        .route("/machine/requests", post(submit_by_machine))
        .route("/.well-known/gpc.json", get(gpc));
    let routes = pages.with_fallbacks(routes, Some("/")).with_state(deps);
    edge.before(env!("CARGO_PKG_NAME"), pages.within_budget(routes))
}

//= req: ca-7026-a-1, ca-7027-b-1, ca-7020-b.3, ca-7221-c-1
/// Shows the form. For a browser that sends the opt-out signal, the page says that we honor it, and a cookie remembers
/// it. Programs get the rights as JSON. Writes nothing to the table.
async fn form(
    State(deps): State<Deps>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
    headers: HeaderMap,
) -> HttpResponse {
    let pages = deps.pages.for_visitor(&visitor);
    let offer = deps.offer(Offer::region_in(query.as_deref()));
    if negotiate(&headers) == Wants::Json {
        return deps.pages.json(StatusCode::OK, &offer.json());
    }
    let browser = Browser::of(&headers);
    match nonce() {
        Some(nonce) => {
            let page = FormPage::empty(&pages, offer, nonce, browser);
            let page = page.asking_for(Offer::right_in(query.as_deref()));
            let response = match prefill::token_in(query.as_deref()) {
                None => pages.html(StatusCode::OK, &page),
                Some(token) => {
                    let page = page.filled_in(deps.prefill(&token));
                    pages.unlisted(StatusCode::OK, &page)
                }
            };
            pages.to_browser(response, &browser, &deps.cookie)
        }
        None => pages.problem(Problem::unavailable(response::RETRY_AFTER), Wants::Html),
    }
}

/// Declares that this site honors Global Privacy Control: it doesn't sell or share any data of its visitors.
async fn gpc(State(deps): State<Deps>) -> HttpResponse {
    deps.pages.json(
        StatusCode::OK,
        &serde_json::json!({ "gpc": true, "lastUpdate": "2026-11-21" }),
    )
}

/// Accepts a submission from anyone. Scripts of listed sites may read the response. A form on another site may be posted
/// here too: its submission counts, and no script can read the response.
async fn submit_by_anyone(State(deps): State<Deps>, request: Request) -> HttpResponse {
    let assertion = AccountAssertion::BySignature(deps.accounts.clone());
    let caller = deps.origins.caller(request.headers());
    caller.let_read(submit(deps, request, assertion).await)
}

/// Responds to a browser's CORS preflight.
async fn preflight(State(deps): State<Deps>, headers: HeaderMap) -> HttpResponse {
    let caller = deps.origins.caller(&headers);
    if caller == Caller::Foreign {
        let refused = Problem::foreign_origin(FORM_ORIGINS.name);
        return caller.let_read(deps.pages.problem(refused, Wants::Json));
    }
    let mut response = HttpResponse::default();
    *response.status_mut() = StatusCode::NO_CONTENT;
    caller.let_send(response)
}

/// Accepts a submission from the company's own system. The system vouches for the account ID.
async fn submit_by_machine(State(deps): State<Deps>, request: Request) -> HttpResponse {
    let (head, body) = request.into_parts();
    let refused = match deps.authorizer.machine(&head) {
        Ok(_) => {
            let request = Request::from_parts(head, body);
            return submit(deps, request, AccountAssertion::ByMachine).await;
        }
        Err(denied) => deps.authorizer.refuse(&head, denied, deps.clock.now()),
    };
    deps.pages.problem(refused, Wants::Json)
}

async fn submit(deps: Deps, request: Request, assertion: AccountAssertion) -> HttpResponse {
    let (head, body) = request.into_parts();
    let visitor = Visitor::of(&head.uri, &head.headers).on_page("/");
    let pages = deps.pages.for_visitor(&visitor);
    let body = match whole(body).await {
        Ok(body) => body,
        Err(problem) => return pages.problem(problem, negotiate(&head.headers)),
    };
    let wants = submission::wanted(&head.headers, &body);
    let refuse = |problem: Problem| pages.problem(problem, wants);
    let envelope = match Envelope::open(&head.headers, &body, &deps.pages) {
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
        deps.practices,
        &assertion,
        ReceiptId::from_bytes(random),
        now,
    ) {
        Ok(submission) => submission,
        Err(errors) => return response::invalid(&deps, envelope, errors, wants),
    };
    let response_time = match &assertion {
        AccountAssertion::ByMachine => ResponseTime::ZERO,
        AccountAssertion::BySignature(_) => deps.response_time,
    };
    let stored = tokio::time::timeout(deps.store_within, deps.store.submit(submission, now));
    let Ok(stored) = response_time.cover(stored).await else {
        tracing::error!("a submission could not be stored in time");
        return response::not_saved(&deps, envelope, wants);
    };
    match stored {
        Ok(
            IntakeOutcome::Created(receipt)
            | IntakeOutcome::MergedIntoActive(receipt)
            | IntakeOutcome::Replayed(receipt),
        ) => {
            tracing::info!(channel = channel.as_str(), "a submission was stored");
            response::accepted(&deps, &pages, channel, &receipt)
        }
        Ok(IntakeOutcome::IdempotencyConflict) => refuse(Problem::idempotency_key_reused()),
        Err(IntakeError::Refused(refused)) => {
            tracing::error!(reason = %refused, "a submission was refused");
            let refused = envelope.texts.text("error-right-refused");
            let error = FieldError::new("right", refused);
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
