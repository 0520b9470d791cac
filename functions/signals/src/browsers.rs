//! The routes for browsers: a site's script, a page, and an image that makes the browser return its cookie.

use crate::browser_state::respond;
use crate::record::{Record, Visit};
use crate::settings::SIGNAL_ORIGINS;
use crate::signal::{Signal, SignedAccount};
use crate::{Deps, source};
use axum::extract::{Request, State};
use axum::response::Response as HttpResponse;
use gateway::Caller;
use http::header::SET_COOKIE;
use http::{HeaderMap, StatusCode};
use pages::{Browser, Pages, Problem, Visitor, Wants, negotiate};
use std::time::Duration;
use store::{IntakeError, StoreError};

/// The retry delay after an outage.
pub(crate) const RETRY_AFTER: Duration = Duration::from_secs(5);

/// Records the opt-out of a browser. A site's script or one of our own pages calls this.
pub(crate) async fn take(State(deps): State<Deps>, request: Request) -> HttpResponse {
    let (head, body) = request.into_parts();
    let caller = deps.origins.caller(&head.headers);
    let refuse = |problem: Problem| caller.let_read(deps.pages.problem(problem, Wants::Json));
    if caller == Caller::Foreign {
        return refuse(Problem::foreign_origin(SIGNAL_ORIGINS.name));
    }
    let (signal, problem) = Signal::read(&head.headers, body).await;
    let mut browser = Browser::of(&head.headers);
    browser.signal |= signal.is_on;
    let problem = match problem {
        Some(problem) if !browser.signal => return refuse(problem),
        problem => problem,
    };
    let source = source::of(&head.extensions);
    let pages = deps
        .pages
        .for_visitor(&Visitor::of(&head.uri, &head.headers));
    let mut honored = honor(&deps, &pages, browser, signal.account, source).await;
    if let Some(problem) = problem
        && honored.status().is_success()
    {
        // The opt-out counts. The response says what the script got wrong, and sets the cookie.
        let detail = match problem.errors() {
            [] => {
                let what_to_do = problem.detail().trim_start_matches("We recorded nothing. ");
                format!("We honor the browser’s opt-out. {what_to_do}")
            }
            _ => "We honor the browser’s opt-out. Correct the fields listed here in your script."
                .to_owned(),
        };
        let problem = problem.with_detail(detail);
        let cookies = honored.headers_mut().remove(SET_COOKIE);
        honored = deps.pages.problem(problem, Wants::Json);
        honored
            .headers_mut()
            .extend(cookies.map(|set| (SET_COOKIE, set)));
    }
    caller.let_read(honored)
}

//= req: ca-7025-b, ca-7025-c-2.5
/// Records a browser's opt-out and sets its cookie. The cookie is set even if recording fails: the opt-out takes effect in
/// the browser, and the retry must come from the same profile.
async fn honor(
    deps: &Deps,
    pages: &Pages,
    browser: Browser,
    account: Option<SignedAccount>,
    source: String,
) -> HttpResponse {
    let Some(profile) = browser.profile_to_keep() else {
        return match browser.signal {
            true => deps
                .pages
                .problem(Problem::not_saved(RETRY_AFTER), Wants::Json),
            // A browser without the signal has not opted out.
            false => respond(pages, &browser, Record::Missing, None, Wants::Json),
        };
    };
    // Without the signal, a signed-in account has not opted out either.
    let account = account.filter(|_| browser.signal);
    let (keys, now) = (deps.accounts.as_ref(), deps.clock.now());
    let verified = account
        .as_ref()
        .and_then(|account| account.verify(keys, now));
    let is_verified = account.map(|_| verified.is_some());
    let visit = Visit {
        profile,
        is_new: browser.profile.is_none(),
        signal: browser.signal,
        account: verified,
        source,
    };
    let (record, mut response) = match deps.opt_out(visit).await {
        Ok(record) => (
            record,
            respond(pages, &browser, record, is_verified, Wants::Json),
        ),
        Err(error) => (Record::Missing, unrecorded(deps, &error)),
    };
    let cookie = deps.cookie.at(&pages.company().base_url);
    if record.is_honored(&browser) {
        cookie.set(&mut response, profile);
    } else {
        cookie.forget(&mut response);
    }
    response
}

/// Responds to a browser's CORS preflight.
pub(crate) async fn preflight(State(deps): State<Deps>, headers: HeaderMap) -> HttpResponse {
    let caller = deps.origins.caller(&headers);
    if caller == Caller::Foreign {
        let refused = deps
            .pages
            .problem(Problem::foreign_origin(SIGNAL_ORIGINS.name), Wants::Json);
        return caller.let_read(refused);
    }
    let mut response = HttpResponse::default();
    *response.status_mut() = StatusCode::NO_CONTENT;
    caller.let_send(response)
}

/// Shows the state of this browser. Records nothing. A browser that sends the signal gets its cookie, as on any page.
pub(crate) async fn show(
    State(deps): State<Deps>,
    visitor: Visitor,
    headers: HeaderMap,
) -> HttpResponse {
    let pages = deps.pages.for_visitor(&visitor);
    let caller = deps.origins.caller(&headers);
    let wants = match caller {
        Caller::Own => negotiate(&headers),
        Caller::Listed(..) | Caller::Foreign => Wants::Json,
    };
    if caller == Caller::Foreign {
        let refused = deps
            .pages
            .problem(Problem::foreign_origin(SIGNAL_ORIGINS.name), wants);
        return caller.let_read(refused);
    }
    let browser = Browser::of(&headers);
    let record = match browser.profile {
        Some(profile) => deps.look(profile).await,
        None => Ok(Record::Missing),
    };
    caller.let_read(match record {
        Ok(record) if record == Record::Ended && !browser.signal => {
            let mut response = respond(&pages, &browser, record, None, wants);
            let cookie = deps.cookie.at(&pages.company().base_url);
            cookie.forget(&mut response);
            response
        }
        Ok(record) => {
            let response = respond(&pages, &browser, record, None, wants);
            pages.to_browser(response, &browser, &deps.cookie)
        }
        Err(error) => unread(&pages, &error, wants),
    })
}

//= req: ca-7025-b
/// Returns the image on our pages. Records the opt-out of a browser that returns its cookie.
pub(crate) async fn seen(State(deps): State<Deps>, request: Request) -> HttpResponse {
    let (head, _) = request.into_parts();
    let browser = Browser::of(&head.headers);
    // A browser that doesn't keep cookies is not recorded. Otherwise it would fill the table with its visits.
    let Some(profile) = browser.profile else {
        return deps.pages.pixel(StatusCode::OK);
    };
    let visit = Visit {
        profile,
        is_new: false,
        signal: browser.signal,
        account: None,
        source: source::of(&head.extensions),
    };
    match deps.opt_out(visit).await {
        Ok(_) => deps.pages.pixel(StatusCode::OK),
        Err(error) => {
            tracing::error!(%error, "a browser's opt-out could not be recorded");
            deps.pages.pixel(StatusCode::SERVICE_UNAVAILABLE)
        }
    }
}

fn unrecorded(deps: &Deps, error: &IntakeError) -> HttpResponse {
    tracing::error!(%error, "a browser's opt-out could not be recorded");
    deps.pages
        .problem(Problem::not_saved(RETRY_AFTER), Wants::Json)
}

fn unread(pages: &Pages, error: &StoreError, wants: Wants) -> HttpResponse {
    tracing::error!(%error, "a browser's opt-out could not be read");
    pages.problem(Problem::unavailable(RETRY_AFTER), wants)
}
