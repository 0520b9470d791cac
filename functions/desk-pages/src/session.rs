//! The session of a member of staff: its cookie, and the check of every call.
//!
//! The cookie holds a random ID, and the table holds its hash. The role comes from the setting `ROLES` on every call, so a
//! role that is taken away is gone at once. The issuer vouches again after fifteen minutes.

use crate::Deps;
use data_encoding::BASE64URL_NOPAD;
use domain::digest::Digest;
use domain::log::Role;
use gateway::{AccessDenied, Staff};
use http::header::{COOKIE, ORIGIN, SET_COOKIE};
use http::{HeaderMap, HeaderValue};
use jiff::{SignedDuration, Timestamp};
use store::{StaffSession, StoreError};
use subtle::ConstantTimeEq;

/// How long a session lasts without a page that its member of staff opens.
pub(crate) const IDLE: SignedDuration = SignedDuration::from_hours(1);
/// How long a session lasts at most.
pub(crate) const LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// How long the facts of a token count. After that, the issuer vouches again.
pub(crate) const RENEWED_WITHIN: SignedDuration = SignedDuration::from_mins(15);
/// How exact [`StaffSession::seen_at`] is. Not every page writes it.
const SEEN_WITHIN: SignedDuration = SignedDuration::from_mins(5);

/// Who vouches for the member of staff on a developer's machine.
pub(crate) const LOCAL: &str = "local";

/// The random ID of a session.
#[derive(Clone)]
pub(crate) struct SessionId([u8; 32]);

impl SessionId {
    /// Makes an ID. `None` if the operating system returns no random bytes.
    pub(crate) fn random() -> Option<Self> {
        let mut random = [0; 32];
        getrandom::fill(&mut random).ok()?;
        Some(Self(random))
    }

    fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        bytes.try_into().ok().map(Self)
    }

    /// Returns the key in the table.
    pub(crate) fn key(&self) -> Digest {
        Digest::of(&self.0)
    }

    /// Whether a text has the form of a token of any session.
    pub(crate) fn is_csrf(text: &str) -> bool {
        Self::parse(text).is_some()
    }

    /// Returns the token that every form of this session carries.
    pub(crate) fn csrf(&self) -> String {
        let digest = Digest::of_parts([b"desk-csrf", &self.0[..]]);
        BASE64URL_NOPAD.encode(digest.as_bytes())
    }
}

/// A member of staff who is signed in.
#[derive(Clone)]
pub(crate) struct Signed {
    pub(crate) id: SessionId,
    pub(crate) staff: Staff,
    pub(crate) session: StaffSession,
}

/// Why a call has no session that counts.
pub(crate) enum NotSigned {
    /// There is none, or it has ended.
    Out,
    /// The issuer must vouch again. The member of staff may be still there.
    Stale,
    /// The setting `ROLES` grants no role of staff.
    NoRole(StaffSession),
}

/// Reads the session of a call.
pub(crate) async fn of(
    deps: &Deps,
    headers: &HeaderMap,
) -> Result<Result<Signed, NotSigned>, StoreError> {
    let now = deps.wall_clock.now();
    let id = deps
        .cookies
        .read(headers, SESSION)
        .as_deref()
        .and_then(SessionId::parse);
    let Some(id) = id else {
        return Ok(Err(NotSigned::Out));
    };
    let Some(mut session) = deps.sessions.session(&id.key()).await? else {
        return Ok(Err(NotSigned::Out));
    };
    let is_over = now.duration_since(session.signed_in_at) >= LONGEST
        || now.duration_since(session.seen_at) >= IDLE;
    if is_over {
        return Ok(Err(NotSigned::Out));
    }
    let staff = match role(deps, &session) {
        Ok(staff) => staff,
        Err(_) => return Ok(Err(NotSigned::NoRole(session))),
    };
    if session.issuer != LOCAL && now.duration_since(session.renewed_at) >= RENEWED_WITHIN {
        return Ok(Err(NotSigned::Stale));
    }
    if now.duration_since(session.seen_at) >= SEEN_WITHIN {
        session.seen_at = now;
        if !deps.sessions.keep_session(&id.key(), &session).await? {
            return Ok(Err(NotSigned::Out));
        }
    }
    Ok(Ok(Signed { id, staff, session }))
}

/// Whether the browser had a session that has ended. Then the issuer must ask for a sign-in again: its own session would
/// open the desk to the next person at the same browser.
pub(crate) async fn has_ended(deps: &Deps, headers: &HeaderMap) -> Result<bool, StoreError> {
    if deps.cookies.read(headers, SESSION).is_none() {
        return Ok(false);
    }
    Ok(matches!(of(deps, headers).await?, Err(NotSigned::Out)))
}

/// Returns the member of staff with the role that `ROLES` grants now.
pub(crate) fn role(deps: &Deps, session: &StaffSession) -> Result<Staff, AccessDenied> {
    if session.issuer == LOCAL {
        let enabled = deps.local_sign_in.is_some();
        return enabled
            .then(|| Staff {
                id: session.staff_id(),
                role: Role::Configure,
            })
            .ok_or(AccessDenied::NotStaff);
    }
    deps.authorizer
        .staff_of_token(&session.issuer, &session.subject, &session.groups)
}

/// Opens a session, or renews the one that the browser has if it is of the same member of staff. Returns its ID.
pub(crate) async fn open(
    deps: &Deps,
    headers: &HeaderMap,
    session: StaffSession,
) -> Result<Option<SessionId>, StoreError> {
    let now = session.renewed_at;
    let had = deps
        .cookies
        .read(headers, SESSION)
        .as_deref()
        .and_then(SessionId::parse);
    if let Some(id) = had
        && let Some(before) = deps.sessions.session(&id.key()).await?
    {
        let counts = now.duration_since(before.signed_in_at) < LONGEST
            && now.duration_since(before.seen_at) < IDLE;
        if before.staff_id() == session.staff_id() && counts {
            let renewed = StaffSession {
                signed_in_at: before.signed_in_at,
                ..session
            };
            if deps.sessions.keep_session(&id.key(), &renewed).await? {
                return Ok(Some(id));
            }
            return Ok(None);
        }
        deps.sessions.end_session(&id.key()).await?;
    }
    let Some(id) = SessionId::random() else {
        tracing::error!("the operating system returned no random bytes");
        return Ok(None);
    };
    let role = role(deps, &session).ok().map(|staff| staff.role);
    let expires = expiry(session.signed_in_at);
    deps.sessions
        .open_session(&id.key(), &session, role, expires)
        .await?;
    Ok(Some(id))
}

fn expiry(from: Timestamp) -> Timestamp {
    from.checked_add(LONGEST).unwrap_or(Timestamp::MAX)
}

/// The name of the session's cookie.
pub(crate) const SESSION: &str = "honored_desk";
/// The value of the session's cookie after the sign-out. It is the ID of no session.
pub(crate) const SIGNED_OUT: &str = "out";
/// The start of the names of the cookies of sign-ins that have begun.
pub(crate) const ATTEMPT: &str = "honored_sign_in";
/// How long a browser keeps the cookie of a sign-in, in seconds.
pub(crate) const ATTEMPT_SECONDS: u32 = 600;

/// The desk's cookies. On https, the prefix `__Host-` keeps other hosts from setting them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cookies {
    secure: bool,
}

impl Cookies {
    pub(crate) fn of(base_url: &str) -> Self {
        Self {
            secure: base_url.starts_with("https://"),
        }
    }

    fn name(self, name: &str) -> String {
        match self.secure {
            true => format!("__Host-{name}"),
            false => name.to_owned(),
        }
    }

    /// Returns the value of a cookie.
    pub(crate) fn read(self, headers: &HeaderMap, name: &str) -> Option<String> {
        let name = self.name(name);
        let all = headers.get_all(COOKIE).iter();
        let mut pairs = all
            .filter_map(|cookies| cookies.to_str().ok())
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        pairs
            .find(|(of, _)| *of == name)
            .map(|(_, value)| value.to_owned())
    }

    /// Sets a cookie until the browser closes, or deletes it if `value` is empty.
    pub(crate) fn set(self, headers: &mut HeaderMap, name: &str, value: &str) {
        let age = if value.is_empty() { "; Max-Age=0" } else { "" };
        self.add(headers, name, value, age);
    }

    /// Sets a cookie for this many seconds.
    pub(crate) fn set_for(self, headers: &mut HeaderMap, name: &str, value: &str, seconds: u32) {
        self.add(headers, name, value, &format!("; Max-Age={seconds}"));
    }

    fn add(self, headers: &mut HeaderMap, name: &str, value: &str, age: &str) {
        let secure = if self.secure { "; Secure" } else { "" };
        let cookie = format!(
            "{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}",
            self.name(name)
        );
        if let Ok(cookie) = HeaderValue::try_from(cookie) {
            headers.append(SET_COOKIE, cookie);
        }
    }

    /// Sets the session's cookie.
    pub(crate) fn set_session(self, headers: &mut HeaderMap, id: &SessionId) {
        self.set(headers, SESSION, &BASE64URL_NOPAD.encode(&id.0));
    }
}

/// Whether a form was posted by a page of ours in this session.
pub(crate) fn is_ours(deps: &Deps, headers: &HeaderMap, signed: &Signed, csrf: &str) -> bool {
    is_our_origin(deps, headers) && bool::from(signed.id.csrf().as_bytes().ct_eq(csrf.as_bytes()))
}

/// Whether the header `Origin` names our own pages. Browsers send it with every form.
pub(crate) fn is_our_origin(deps: &Deps, headers: &HeaderMap) -> bool {
    let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
    origin == Some(deps.origin.as_str())
}
