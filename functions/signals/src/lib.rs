//! Browsers' opt-out preference signals, and one-click unsubscribe.
//!
//! `POST /signals` is called by the company's site: it records the opt-out of the browser whose cookie it carries.
//! `GET /signals/seen` is an image on our own pages, with which the cookie of a browser comes back that asked for one
//! with the signal on; the record is written then. It is the one `GET` of the house that writes, by law: a browser
//! that sends the signal has made its choice, and no button may stand in between (11 CCR § 7025(c)). `GET /signals`
//! says where this browser stands. `POST /unsubscribe/{token}` is what a mail program's button calls (RFC 8058): it
//! stops marketing mail, and never is an opt-out of sale. `POST /unsubscribe-links` makes such links for the
//! company's own systems.

mod answer;
mod browsers;
mod limits;
mod mint;
mod origins;
mod press;
mod record;
mod said;
mod source;
mod token;
mod unsubscribe;

pub use limits::{BrowsersADay, NotANumber};
pub use origins::{Origins, UnreadableOrigins};
pub use token::{link, open, seal};

use axum::Router;
use axum::extract::{Request, State};
use axum::response::Response as HttpResponse;
use axum::routing::{get, post};
use domain::keys::{AccountKeys, UnsubscribeKeys};
use domain::person::EmailAddress;
use gateway::Authorizer;
use gateway::Edge;
use http::HeaderMap;
use pages::{OptOutCookie, Pages, Problem, negotiate};
use runtime::{BadSetting, Clock, Runtime};
use store::Store;

/// What the function can do.
#[derive(Clone)]
pub struct Deps {
    /// What stands before it.
    pub edge: Edge,
    /// The table.
    pub store: Store,
    /// The look.
    pub pages: Pages,
    /// How a browser keeps its choice.
    pub cookie: OptOutCookie,
    /// The sites that may call on behalf of their visitors.
    pub origins: Origins,
    /// How many browsers of one network address are recorded in a day.
    pub browsers_a_day: BrowsersADay,
    /// Where staff are told of a burst, if anywhere.
    pub staff: Option<EmailAddress>,
    /// The keys with which the company shows who is signed in, if it does.
    pub accounts: Option<AccountKeys>,
    /// The keys of unsubscribe links.
    pub keys: UnsubscribeKeys,
    /// Who may have such links made.
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
        let settings = runtime.settings();
        let pages = Pages::new(runtime.company()?);
        let base_url = &pages.company().base_url;
        let origins = |text: &str| Origins::parse(text, base_url);
        Ok(Self {
            edge: Edge::of(runtime.settings(), runtime.clock())?,
            store: runtime.store()?,
            cookie: runtime.opt_out_cookie()?,
            origins: settings
                .optional("SIGNAL_ORIGINS", origins)?
                .unwrap_or_else(|| Origins::none(base_url)),
            browsers_a_day: settings
                .optional("BROWSERS_A_DAY", BrowsersADay::parse)?
                .unwrap_or_default(),
            staff: settings.optional("STAFF_ADDRESS", EmailAddress::parse)?,
            accounts: runtime.account_keys()?,
            keys: runtime.unsubscribe_keys()?,
            authorizer: Authorizer::of(settings)?,
            clock: runtime.clock(),
            pages,
        })
    }
}

/// The function's routes.
pub fn router(deps: Deps) -> Router {
    let signals = get(browsers::show)
        .post(browsers::take)
        .options(browsers::preflight);
    let edge = deps.edge.clone();
    let routes = Router::new()
        .route("/signals", signals)
        .route("/signals/seen", get(browsers::seen))
        .route(
            "/unsubscribe/{token}",
            get(unsubscribe::offer).post(unsubscribe::press),
        )
        .route("/unsubscribe-links", post(mint::mint))
        .method_not_allowed_fallback(wrong_method)
        .fallback(nothing_here)
        .with_state(deps);
    edge.before(routes)
}

async fn wrong_method(State(deps): State<Deps>, request: Request) -> HttpResponse {
    let allowed = match request.uri().path() {
        "/signals" => "GET, HEAD, POST, OPTIONS",
        "/signals/seen" => "GET, HEAD",
        "/unsubscribe-links" => "POST",
        _ => "GET, HEAD, POST",
    };
    Problem::method_not_allowed(allowed).answer(&deps.pages, negotiate(request.headers()))
}

async fn nothing_here(State(deps): State<Deps>, headers: HeaderMap) -> HttpResponse {
    Problem::not_found().answer(&deps.pages, negotiate(&headers))
}
