//! Sign-in: through the company's issuer, or through the link that the local runner prints.

use crate::Deps;
use crate::frame::Frame;
use crate::issuer::{Attempt, Claims, Issuer, SignInFailed};
use crate::session::{self, ATTEMPT, ATTEMPT_SECONDS, LOCAL, SESSION};
use axum::extract::State;
use axum::response::Response as HttpResponse;
use data_encoding::BASE64URL_NOPAD;
use domain::digest::Digest;
use gateway::Problem;
use http::request::Parts;
use http::{HeaderMap, StatusCode, Uri};
use jiff::{SignedDuration, Timestamp};
use runtime::access::{NO_ROLE, SignIn};
use serde_json::Value;
use store::StaffSession;
use subtle::ConstantTimeEq;

/// The first page after the sign-in.
const HOME: &str = "/desk";
/// The maximum length of the page to return to, in bytes.
const LONGEST_PAGE: usize = 500;
/// The maximum length of a name, in characters.
const LONGEST_NAME: usize = 100;
/// How long a used sign-in link is remembered. The runner makes a new one at each start.
const USED_FOR: SignedDuration = SignedDuration::from_hours(24 * 400);

/// Sends a browser without a session to the sign-in, and back to this page.
pub(crate) fn redirect(deps: &Deps, head: &Parts) -> HttpResponse {
    // A script can't sign in. It stops without an answer.
    let mode = head.headers.get("sec-fetch-mode");
    if mode.is_some_and(|mode| mode != "navigate") {
        return deps.failed(None, Problem::authentication_required());
    }
    let page = head.uri.path_and_query().map_or(HOME, |page| page.as_str());
    deps.pages.see_other(&path_to(page))
}

fn path_to(page: &str) -> String {
    let query = crate::words::query([("next", page)]);
    format!("/desk/sign-in?{query}")
}

/// Returns the page to return to, if it is one of ours.
fn own_page(page: &str) -> Option<&str> {
    let ours = page == HOME || page.starts_with("/desk?") || page.starts_with("/desk/");
    let plain = page
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (ours && plain && page.len() <= LONGEST_PAGE && !page.contains("//")).then_some(page)
}

/// Returns a parameter of the query.
fn parameter(uri: &Uri, name: &str) -> Option<String> {
    let query = uri.query().unwrap_or_default();
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs
        .find(|(of, _)| of == name)
        .map(|(_, value)| value.into_owned())
}

/// Begins a sign-in: the browser gets a cookie with a random value, and goes to the issuer.
pub(crate) async fn begin(State(deps): State<Deps>, uri: Uri, headers: HeaderMap) -> HttpResponse {
    let Some(issuer) = &deps.issuer else {
        let pages = &deps.pages;
        let title = pages.text("desk-sign-in-title").into();
        let text = pages.text("desk-no-issuer").into();
        return deps.message(None, StatusCode::UNAUTHORIZED, title, text, None);
    };
    let next = parameter(&uri, "next");
    let next = next.as_deref().and_then(own_page).unwrap_or(HOME);
    let mut random = [0; 32];
    if getrandom::fill(&mut random).is_err() {
        return deps.failed(None, Problem::unavailable(gateway::RETRY_AFTER));
    }
    let now = deps.wall_clock.now();
    let anew = match session::has_ended(&deps, &headers).await {
        Ok(anew) => anew,
        Err(error) => return deps.failed(None, desk::Error::from(error).into()),
    };
    let attempt = Attempt {
        random,
        anew_since: anew.then(|| now.as_second()),
    };
    match issuer.authorization_url(&attempt, now).await {
        Ok(url) => {
            let mut response = match is_from_our_page(&headers) {
                true => deps.leave(url, deps.pages.text("desk-sign-in-title").into()),
                false => deps.pages.see_other(&url),
            };
            let since = attempt.anew_since.map(|since| since.to_string());
            let value = format!(
                "{}.{}.{}",
                BASE64URL_NOPAD.encode(&random),
                BASE64URL_NOPAD.encode(next.as_bytes()),
                since.unwrap_or_default()
            );
            let name = attempt_cookie(&attempt.state());
            deps.cookies
                .set_for(response.headers_mut(), &name, &value, ATTEMPT_SECONDS);
            response
        }
        Err(error) => failed(&deps, &error),
    }
}

/// Whether a page of ours sent the browser here, perhaps with a form.
fn is_from_our_page(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site");
    site.is_some_and(|site| site == "same-origin")
}

/// Returns the name of the cookie of one sign-in. Each tab has its own.
fn attempt_cookie(state: &str) -> String {
    let letters = state
        .chars()
        .filter(|one| one.is_ascii_alphanumeric() || matches!(one, '-' | '_'));
    let start: String = letters.take(8).collect();
    format!("{ATTEMPT}_{start}")
}

/// Reads the cookie of a sign-in that has begun: its random value, the page to return to, and when it began if the issuer had to
/// ask.
fn attempt(deps: &Deps, headers: &HeaderMap, state: &str) -> Option<(Attempt, String)> {
    let cookie = deps.cookies.read(headers, &attempt_cookie(state))?;
    let mut parts = cookie.split('.');
    let (random, next, since) = (parts.next()?, parts.next()?, parts.next()?);
    let anew_since = match since {
        "" => None,
        since => Some(since.parse().ok()?),
    };
    let decoded = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).ok();
    let random: [u8; 32] = decoded(random)?.try_into().ok()?;
    let next = String::from_utf8(decoded(next)?).ok()?;
    let next = own_page(&next).unwrap_or(HOME).to_owned();
    Some((Attempt { random, anew_since }, next))
}

/// Ends a sign-in: exchanges the issuer's code and opens a session. The cookie counts once.
pub(crate) async fn done(State(deps): State<Deps>, uri: Uri, headers: HeaderMap) -> HttpResponse {
    let mut response = match &deps.issuer {
        Some(issuer) => signed_in(&deps, issuer, &uri, &headers).await,
        None => deps.failed(None, Problem::no_page()),
    };
    let state = parameter(&uri, "state").unwrap_or_default();
    let name = attempt_cookie(&state);
    deps.cookies.set(response.headers_mut(), &name, "");
    response
}

async fn signed_in(deps: &Deps, issuer: &Issuer, uri: &Uri, headers: &HeaderMap) -> HttpResponse {
    let wrong = |why| failed(deps, &SignInFailed::Token(why));
    let state = parameter(uri, "state").unwrap_or_default();
    let Some((attempt, next)) = attempt(deps, headers, &state) else {
        return wrong("this browser has not begun it");
    };
    if !bool::from(state.as_bytes().ct_eq(attempt.state().as_bytes())) {
        return wrong("its state is another one");
    }
    // RFC 9207: an issuer that names itself must be the one that was asked.
    if parameter(uri, "iss").is_some_and(|named| named != issuer.url()) {
        return failed(deps, &SignInFailed::WrongIssuer);
    }
    let Some(code) = parameter(uri, "code") else {
        return failed(deps, &SignInFailed::Refused);
    };
    let now = deps.wall_clock.now();
    let claims = match issuer.claims(&code, &attempt, now).await {
        Ok(claims) => claims,
        Err(error) => return failed(deps, &error),
    };
    let session = session_of(deps, issuer, &claims, now);
    if session::role(deps, &session).is_err() {
        log(deps, Some(&session), "no role");
        return no_role(deps, &session);
    }
    open(deps, headers, session, &next).await
}

fn session_of(deps: &Deps, issuer: &Issuer, claims: &Claims, now: Timestamp) -> StaffSession {
    let text = |name: &str| claims.all.get(name).and_then(Value::as_str);
    let names = ["name", "email", "preferred_username"];
    let name = names.into_iter().find_map(text).unwrap_or(&claims.subject);
    StaffSession {
        issuer: issuer.url().to_owned(),
        subject: claims.subject.clone(),
        groups: deps.authorizer.groups_of(&claims.all),
        name: name.chars().take(LONGEST_NAME).collect(),
        signed_in_at: now,
        renewed_at: now,
        seen_at: now,
    }
}

async fn open(deps: &Deps, headers: &HeaderMap, session: StaffSession, next: &str) -> HttpResponse {
    match session::open(deps, headers, session.clone()).await {
        Ok(Some(id)) => {
            log(deps, Some(&session), "signed in");
            let mut response = deps.pages.see_other(next);
            deps.cookies.set_session(response.headers_mut(), &id);
            response
        }
        Ok(None) => deps.pages.see_other(&path_to(next)),
        Err(error) => deps.failed(None, desk::Error::from(error).into()),
    }
}

/// Signs in through the link that the local runner printed. It works once.
pub(crate) async fn link(State(deps): State<Deps>, uri: Uri, headers: HeaderMap) -> HttpResponse {
    let given = parameter(&uri, "code").unwrap_or_default();
    let Some(code) = &deps.local_sign_in else {
        return deps.failed(None, Problem::no_page());
    };
    let fits = bool::from(given.as_bytes().ct_eq(code.as_bytes()));
    let now = deps.wall_clock.now();
    let until = now.checked_add(USED_FOR).unwrap_or(Timestamp::MAX);
    let key = Digest::of(code.as_bytes());
    match fits {
        true => match deps.sessions.use_sign_in_link(&key, until).await {
            Ok(true) => {}
            Ok(false) => return used(&deps),
            Err(error) => return deps.failed(None, desk::Error::from(error).into()),
        },
        false => return used(&deps),
    }
    let session = StaffSession {
        issuer: LOCAL.to_owned(),
        subject: String::new(),
        groups: Vec::new(),
        name: LOCAL.to_owned(),
        signed_in_at: now,
        renewed_at: now,
        seen_at: now,
    };
    open(&deps, &headers, session, HOME).await
}

/// Writes a sign-in, or one that failed, to the access log.
fn log(deps: &Deps, session: Option<&StaffSession>, outcome: &str) {
    let id = session.map(StaffSession::staff_id);
    let staff = session.and_then(|session| session::role(deps, session).ok());
    let sign_in = SignIn {
        staff: id.as_deref(),
        role: staff.map_or(NO_ROLE, |staff| staff.role.as_str()),
        outcome,
    };
    sign_in.log(deps.wall_clock.now());
}

fn used(deps: &Deps) -> HttpResponse {
    log(deps, None, "the link of the runner is wrong or used");
    let pages = &deps.pages;
    let title = pages.text("desk-sign-in-failed-title").into();
    let text = pages.text("desk-link-used").into();
    deps.message(None, StatusCode::FORBIDDEN, title, text, None)
}

fn failed(deps: &Deps, error: &SignInFailed) -> HttpResponse {
    log(deps, None, &error.to_string());
    let pages = &deps.pages;
    let status = match error {
        SignInFailed::Call(_) | SignInFailed::Unreadable => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::FORBIDDEN,
    };
    let again = (pages.text("desk-sign-in-again").into(), HOME.to_owned());
    let title = pages.text("desk-sign-in-failed-title").into();
    let text = pages.text("desk-sign-in-failed").into();
    deps.message(None, status, title, text, Some(again))
}

/// Tells a person that the setting `ROLES` grants them nothing. No session is opened.
pub(crate) fn no_role(deps: &Deps, session: &StaffSession) -> HttpResponse {
    let pages = &deps.pages;
    let title = pages.text("desk-no-role-title").into();
    let text = pages
        .text("desk-no-role")
        .with("name", session.name.clone());
    let mut response = deps.message(None, StatusCode::FORBIDDEN, title, text.into(), None);
    deps.cookies.set(response.headers_mut(), SESSION, "");
    response
}

/// Shows that the session has ended.
pub(crate) async fn signed_out(State(deps): State<Deps>) -> HttpResponse {
    let pages = &deps.pages;
    let title = pages.text("desk-signed-out-title").into();
    let text = pages.text("desk-signed-out").into();
    let again = (pages.text("desk-sign-in-button").into(), HOME.to_owned());
    deps.message(None, StatusCode::OK, title, text, Some(again))
}

/// Shows, in the tab of a renewed sign-in, that the other tab can go on.
pub(crate) async fn signed_in_again(State(deps): State<Deps>) -> HttpResponse {
    let page = crate::frame::MessagePage {
        frame: Frame::outside(&deps.pages),
        title: deps.pages.text("desk-renewed-title").into(),
        text: deps.pages.text("desk-renewed").into(),
        errors: Vec::new(),
        link: None,
        more: None,
    };
    deps.pages.unlisted(StatusCode::OK, &page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sign_in_has_its_own_cookie() {
        let state = |random| {
            let anew_since = None;
            Attempt { random, anew_since }.state()
        };
        let (one, other) = (state([1; 32]), state([2; 32]));
        assert_ne!(attempt_cookie(&one), attempt_cookie(&other));
        assert_eq!(attempt_cookie("a;b=c"), format!("{ATTEMPT}_abc"));
    }

    #[test]
    fn only_pages_of_the_desk_are_returned_to() {
        for page in [
            "/desk",
            "/desk?view=open",
            "/desk/requests/7K3M-9XQ2-4HTC?done=1",
        ] {
            assert_eq!(own_page(page), Some(page));
        }
        let long = format!("/desk/{}", "x".repeat(LONGEST_PAGE));
        for page in [
            "",
            "/",
            "/deskx",
            "//evil.example/desk",
            "/desk//evil.example",
            "/desk/\\evil.example",
            "https://evil.example/desk",
            "/desk/\r\nset-cookie: x",
            "/desk/ü",
            &long,
        ] {
            assert_eq!(own_page(page), None, "{page:?}");
        }
    }
}
