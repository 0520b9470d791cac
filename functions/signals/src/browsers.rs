//! The routes of browsers: a site's script, a page, and an image with which a cookie comes back.

use crate::answer::state;
use crate::origins::Caller;
use crate::record::{Record, Visit};
use crate::said::{Named, Said};
use crate::{Deps, source};
use axum::extract::{Request, State};
use axum::response::Response as HttpResponse;
use http::{HeaderMap, StatusCode};
use pages::{Browser, Problem, Wants, negotiate};
use std::time::Duration;
use store::{IntakeError, StoreError};

/// When to try again after an outage.
pub(crate) const RETRY_AFTER: Duration = Duration::from_secs(5);

/// A site's script, or a page of ours, says that this browser sends the signal.
pub(crate) async fn take(State(deps): State<Deps>, request: Request) -> HttpResponse {
    let (head, body) = request.into_parts();
    let caller = deps.origins.caller(&head.headers);
    let refuse = |problem: Problem| caller.let_read(problem.answer(&deps.pages, Wants::Json));
    if caller == Caller::Foreign {
        return refuse(Problem::foreign_origin());
    }
    let said = match Said::read(&head.headers, body).await {
        Ok(said) => said,
        Err(problem) => return refuse(problem),
    };
    let mut browser = Browser::of(&head.headers);
    browser.signal |= said.signal;
    let source = source::of(&head.extensions);
    caller.let_read(honor(&deps, browser, said.account, source).await)
}

/// Puts a browser's choice on record, and has it keep its profile: also if it could not be recorded, since the choice
/// takes effect there, and the next try must be the same browser's.
async fn honor(
    deps: &Deps,
    browser: Browser,
    named: Option<Named>,
    source: String,
) -> HttpResponse {
    let Some(profile) = browser.profile_to_keep() else {
        return match browser.signal {
            true => Problem::unsaved(RETRY_AFTER).answer(&deps.pages, Wants::Json),
            // Who sends no signal has asked for nothing.
            false => state(deps, &browser, Record::Not, None, Wants::Json),
        };
    };
    // Whoever is signed in where no signal is sent has asked for nothing, either.
    let named = named.filter(|_| browser.signal);
    let (keys, now) = (deps.accounts.as_ref(), deps.clock.now());
    let account = named.as_ref().and_then(|named| named.proven(keys, now));
    let proven = named.map(|_| account.is_some());
    let visit = Visit {
        profile,
        is_new: browser.profile.is_none(),
        signal: browser.signal,
        account,
        source,
    };
    let (record, mut answer) = match deps.opt_out(visit).await {
        Ok(record) => (record, state(deps, &browser, record, proven, Wants::Json)),
        Err(error) => (Record::Not, unrecorded(deps, &error)),
    };
    if record.is_honored(&browser) {
        deps.cookie.set(&mut answer, profile);
    } else {
        deps.cookie.forget(&mut answer);
    }
    answer
}

/// A browser asks first whether a site's script may call.
pub(crate) async fn preflight(State(deps): State<Deps>, headers: HeaderMap) -> HttpResponse {
    let caller = deps.origins.caller(&headers);
    if caller == Caller::Foreign {
        let refused = Problem::foreign_origin().answer(&deps.pages, Wants::Json);
        return caller.let_read(refused);
    }
    let mut answer = HttpResponse::default();
    *answer.status_mut() = StatusCode::NO_CONTENT;
    caller.let_send(answer)
}

/// Where this browser stands. Records nothing; a browser that sends the signal gets its cookie, as on any page.
pub(crate) async fn show(State(deps): State<Deps>, headers: HeaderMap) -> HttpResponse {
    let caller = deps.origins.caller(&headers);
    let wants = match caller {
        Caller::Own => negotiate(&headers),
        Caller::Listed(_) | Caller::Foreign => Wants::Json,
    };
    if caller == Caller::Foreign {
        let refused = Problem::foreign_origin().answer(&deps.pages, wants);
        return caller.let_read(refused);
    }
    let browser = Browser::of(&headers);
    let record = match browser.profile {
        Some(profile) => deps.look(profile).await,
        None => Ok(Record::Not),
    };
    caller.let_read(match record {
        Ok(record) if record == Record::Ended && !browser.signal => {
            let mut answer = state(&deps, &browser, record, None, wants);
            deps.cookie.forget(&mut answer);
            answer
        }
        Ok(record) => {
            let answer = state(&deps, &browser, record, None, wants);
            deps.pages.to_browser(answer, &browser, &deps.cookie)
        }
        Err(error) => unread(&deps, &error, wants),
    })
}

/// The image on our pages: a browser that comes back with its cookie is put on record.
pub(crate) async fn seen(State(deps): State<Deps>, request: Request) -> HttpResponse {
    let (head, _) = request.into_parts();
    let browser = Browser::of(&head.headers);
    // A browser that doesn't keep cookies leaves nothing here, however often it comes.
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
            tracing::error!(%error, "a browser's choice could not be recorded");
            deps.pages.pixel(StatusCode::SERVICE_UNAVAILABLE)
        }
    }
}

fn unrecorded(deps: &Deps, error: &IntakeError) -> HttpResponse {
    tracing::error!(%error, "a browser's choice could not be recorded");
    Problem::unsaved(RETRY_AFTER).answer(&deps.pages, Wants::Json)
}

fn unread(deps: &Deps, error: &StoreError, wants: Wants) -> HttpResponse {
    tracing::error!(%error, "a browser's choice could not be read");
    Problem::unavailable(RETRY_AFTER).answer(&deps.pages, wants)
}
