//! Browsers' opt-out preference signals, and one-click unsubscribe.
//!
//! - `POST /signals`: the company's site calls this to record the opt-out of the browser that sends its cookie.
//! - `GET /signals/seen`: an image on our own pages. A page with the signal on sets a cookie. The browser returns the
//!   cookie with the image, and the opt-out is recorded. This is the only `GET` that writes, by law: a browser that sends
//!   the signal has already opted out, and no further step is allowed (11 CCR § 7025(c)).
//! - `GET /signals`: shows the state of this browser.
//! - `POST /unsubscribe/{token}`: the button in email programs (RFC 8058). It stops marketing emails. It is never an
//!   opt-out of sale.
//! - `POST /unsubscribe-links`: creates these links for the company's own systems.

mod browser_state;
mod browsers;
#[cfg(test)]
mod for_tests;
mod limits;
mod links;
mod one_click;
mod record;
pub mod samples;
mod settings;
mod signal;
mod source;
mod token;
mod unsubscribe;

pub use limits::{BrowsersADay, NotANumber};
pub use settings::SETTINGS;
pub use token::{link, open, seal};

use axum::Router;
use axum::routing::{get, post};
use domain::keys::{AccountKeys, UnsubscribeKeys};
use domain::person::EmailAddress;
use gateway::{Allowed, Authorizer, Edge, Origins};
use pages::{OptOutCookie, Pages};
use runtime::{BadSetting, Clock, Runtime};
use store::Signals;

/// The requests that a script of a listed site may send. The cookie remembers its visitor.
const ALLOWED: Allowed = Allowed {
    methods: "GET, POST",
    headers: "content-type",
    cookies: true,
};

/// The function's capabilities.
#[derive(Clone)]
pub struct Deps {
    /// The checks before each call.
    pub edge: Edge,
    /// The handle of the table.
    pub store: Signals,
    /// The company's pages.
    pub pages: Pages,
    /// The cookie that remembers a browser's opt-out.
    pub cookie: OptOutCookie,
    /// The sites that may call for their visitors.
    pub origins: Origins,
    /// The maximum number of browsers recorded per network address and day.
    pub browsers_a_day: BrowsersADay,
    /// The address for alarms to staff.
    pub staff: Option<EmailAddress>,
    /// The keys that verify the signatures of account IDs, if the company signs them.
    pub accounts: Option<AccountKeys>,
    /// The keys of unsubscribe links.
    pub keys: UnsubscribeKeys,
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
        let settings = runtime.settings();
        let pages = Pages::new(runtime.company()?).with_texts(runtime.texts(&texts::SIGNALS)?);
        let base_url = &pages.company().base_url;
        let origins = |text: &str| Origins::parse(text, base_url, ALLOWED);
        Ok(Self {
            edge: Edge::of(runtime.settings(), runtime.clock())?,
            store: runtime.store()?,
            cookie: OptOutCookie::of(runtime.settings(), &runtime.company()?.base_url)?,
            origins: settings
                .optional(&settings::SIGNAL_ORIGINS, origins)?
                .unwrap_or_else(|| Origins::none(base_url, ALLOWED))
                .with_brands_of(pages.company()),
            browsers_a_day: settings
                .optional(&settings::BROWSERS_A_DAY, BrowsersADay::parse)?
                .unwrap_or_default(),
            staff: settings.optional(&runtime::settings::STAFF_ADDRESS, EmailAddress::parse)?,
            accounts: runtime.account_keys()?,
            keys: runtime.unsubscribe_keys()?,
            authorizer: Authorizer::of(settings)?,
            clock: runtime.clock(),
            pages,
        })
    }
}

//= req: ca-7025-c-2, ca-7026-a-1
/// The function's routes.
pub fn router(deps: Deps) -> Router {
    let signals = get(browsers::show)
        .post(browsers::take)
        .options(browsers::preflight);
    let (edge, pages) = (deps.edge.clone(), deps.pages.clone());
    let routes = Router::new()
        .route("/signals", signals)
        .route("/signals/seen", get(browsers::seen))
        .route(
            "/unsubscribe/{token}",
            get(unsubscribe::offer).post(unsubscribe::press),
        )
        .route("/unsubscribe-links", post(links::create));
    let routes = pages.with_fallbacks(routes, Some("/")).with_state(deps);
    edge.before(env!("CARGO_PKG_NAME"), pages.within_budget(routes))
}
