//! The browser: its opt-out preference signal, and the cookie that remembers its opt-out.
//!
//! The cookie takes effect in the browser right away. Only browsers that opted out get it. Its value is the id of a
//! profile and contains nothing else.

use axum::response::Response as HttpResponse;
use domain::signal::{self, ProfileId};
use http::header::{COOKIE, SET_COOKIE, VARY};
use http::{HeaderMap, HeaderName, HeaderValue};
use runtime::settings::COOKIE_DOMAIN;
use runtime::{BadSetting, Settings};

/// The header of Global Privacy Control.
const SEC_GPC: HeaderName = HeaderName::from_static("sec-gpc");

/// The cookie's names: for our pages alone, for every server of `COOKIE_DOMAIN`, and without TLS. Browsers accept a name
/// with a prefix from https only, and `__Host-` from the host itself only (RFC 6265bis, section 4.1.3).
///
/// [`Browser::of`] reads each of them: a browser stays opted out after `COOKIE_DOMAIN` has changed.
const NAMES: [&str; 3] = [OWN, SHARED, WITHOUT_TLS];
const OWN: &str = "__Host-honored_opt_out";
const SHARED: &str = "__Secure-honored_opt_out";
const WITHOUT_TLS: &str = "honored_opt_out";

/// 400 days, the maximum that browsers allow (RFC 6265bis). Each visit renews the cookie.
const MAX_AGE: u32 = 400 * 24 * 60 * 60;

/// A browser, as its request describes it.
#[derive(Debug, Clone, Copy)]
pub struct Browser {
    /// True if the browser sends the signal.
    pub signal: bool,
    /// The profile from the cookie.
    pub profile: Option<ProfileId>,
}

impl Browser {
    /// Reads the browser from the request headers.
    #[must_use]
    pub fn of(headers: &HeaderMap) -> Self {
        let signal = signal::is_on(headers.get_all(SEC_GPC).iter().map(HeaderValue::as_bytes));
        let cookies = headers.get_all(COOKIE).iter();
        let pairs: Vec<_> = cookies
            .filter_map(|cookies| cookies.to_str().ok())
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .collect();
        // A cookie of the same name may come from a parent domain. Only ours parses as a profile.
        let profile = NAMES.into_iter().find_map(|ours| {
            let of_name = pairs.iter().filter(|(name, _)| *name == ours);
            let mut profiles =
                of_name.filter_map(|(_, value)| ProfileId::parse(value.trim_matches('"')));
            profiles.next()
        });
        Self { signal, profile }
    }

    //= req: ca-7025-c-5
    /// Returns whether the browser has opted out, now or before. A browser that stops sending the signal stays opted out
    /// (11 CCR § 7025(c)(5)).
    #[must_use]
    pub fn has_opted_out(&self) -> bool {
        self.signal || self.profile.is_some()
    }

    /// Returns the browser's profile, or a new one if the browser opts out without a profile. Returns `None` if it doesn't
    /// opt out, or if the operating system returns no random bytes.
    #[must_use]
    pub fn profile_to_keep(&self) -> Option<ProfileId> {
        if self.profile.is_some() || !self.signal {
            return self.profile;
        }
        let mut random = [0; 16];
        if getrandom::fill(&mut random).is_err() {
            tracing::error!("the operating system returned no random bytes");
            return None;
        }
        Some(ProfileId::from_bytes(random))
    }
}

/// The opt-out cookie.
#[derive(Debug, Clone)]
pub struct OptOutCookie {
    /// The domain that the pages share with the company's site, if they do.
    domain: Option<String>,
    name: &'static str,
    attributes: String,
    /// The names and attributes that the cookie has without `COOKIE_DOMAIN` or TLS.
    others: Vec<(&'static str, String)>,
}

/// The setting of the cookie's domain is not usable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "set the domain that these pages and the company's site share, such as example.com for privacy.example.com; browsers reject any other domain"
)]
pub struct NotOurDomain;

impl OptOutCookie {
    /// Reads the setting `COOKIE_DOMAIN`, the domain that the company's site shares with the pages at `base_url`.
    /// Without it, the cookie returns to our pages only.
    ///
    /// # Errors
    /// [`BadSetting`] if the setting is unreadable.
    pub fn of(settings: &Settings, base_url: &str) -> Result<Self, BadSetting> {
        let shared = |domain: &str| Self::shared(domain, base_url);
        let shared = settings.optional(&COOKIE_DOMAIN, shared)?;
        Ok(shared.unwrap_or_else(|| Self::own(base_url)))
    }

    /// Creates a cookie for these pages only.
    #[must_use]
    pub fn own(base_url: &str) -> Self {
        let plain = "; Path=/; HttpOnly; SameSite=Lax";
        if !base_url.starts_with("https://") {
            return Self {
                domain: None,
                name: WITHOUT_TLS,
                attributes: plain.to_owned(),
                others: Vec::new(),
            };
        }
        let attributes = format!("{plain}; Secure");
        Self {
            domain: None,
            name: OWN,
            others: vec![(WITHOUT_TLS, attributes.clone())],
            attributes,
        }
    }

    /// Creates a cookie for all servers of a domain that includes these pages.
    ///
    /// # Errors
    /// [`NotOurDomain`] if the domain doesn't include these pages.
    pub fn shared(domain: &str, base_url: &str) -> Result<Self, NotOurDomain> {
        let plain =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
        if !is_within(domain, base_url) || !domain.contains('.') || !domain.bytes().all(plain) {
            return Err(NotOurDomain);
        }
        let own = Self::own(base_url);
        let attributes = format!("; Domain={domain}{}", own.attributes);
        let mut others = own.others;
        others.push((own.name, own.attributes));
        let name = match own.name {
            WITHOUT_TLS => WITHOUT_TLS,
            _ => {
                others.push((WITHOUT_TLS, attributes.clone()));
                SHARED
            }
        };
        Ok(Self {
            domain: Some(domain.to_owned()),
            name,
            attributes,
            others,
        })
    }

    /// Returns the cookie for pages at this address. A brand outside the shared domain has a cookie of its own pages, because
    /// browsers reject any other.
    #[must_use]
    pub fn at(&self, base_url: &str) -> Self {
        match &self.domain {
            Some(domain) if !is_within(domain, base_url) => Self::own(base_url),
            _ => self.clone(),
        }
    }

    /// Sets the cookie.
    pub fn set(&self, response: &mut HttpResponse, profile: ProfileId) {
        let (name, value, attributes) = (self.name, profile.text(), &self.attributes);
        put(
            response,
            format!("{name}={value}; Max-Age={MAX_AGE}{attributes}"),
        );
    }

    /// Deletes the cookie after the opt-out has ended, under each of its names: one that is left would opt out again.
    pub fn forget(&self, response: &mut HttpResponse) {
        put(
            response,
            format!("{}=; Max-Age=0{}", self.name, self.attributes),
        );
        for (name, attributes) in &self.others {
            put(response, format!("{name}=; Max-Age=0{attributes}"));
        }
    }
}

/// Whether the host of these pages is part of the domain.
fn is_within(domain: &str, base_url: &str) -> bool {
    let host = base_url
        .split_once("://")
        .map_or(base_url, |(_, rest)| rest);
    let host = host.split(['/', ':']).next().unwrap_or_default();
    let sub = host.strip_suffix(domain);
    host == domain || sub.is_some_and(|sub| sub.ends_with('.'))
}

fn put(response: &mut HttpResponse, cookie: String) {
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
}

/// Sets the `Vary` header, because the response depends on the language, the signal and the cookie.
pub(crate) fn vary(response: &mut HttpResponse) {
    let by = HeaderValue::from_static("Accept-Language, Sec-GPC, Cookie");
    response.headers_mut().insert(VARY, by);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;

    const PROFILE: &str = "abcdefghijklmnopqrstuvwxya";
    const OTHER: &str = "bbcdefghijklmnopqrstuvwxya";

    fn browser(headers: &[(&str, &str)]) -> Browser {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name: HeaderName = name.parse().unwrap();
            map.append(name, value.parse().unwrap());
        }
        Browser::of(&map)
    }

    #[test]
    fn a_profile_is_found_among_other_cookies_and_no_other_value_is() {
        let ours = format!("honored_opt_out={PROFILE}");
        for cookies in [
            vec![ours.clone()],
            vec![format!("a=b; {ours};c=d")],
            vec!["a=b".to_owned(), ours.clone()],
            vec![format!("honored_opt_out=not-a-profile; {ours}")],
            vec![format!("honored_opt_out=\"{PROFILE}\"")],
            vec![format!("__Host-honored_opt_out={PROFILE}")],
            vec![format!("__Secure-honored_opt_out={PROFILE}")],
            vec![format!("honored_opt_out={OTHER}; __Host-{ours}")],
            vec![format!("__Secure-honored_opt_out={OTHER}; __Host-{ours}")],
            vec![format!("honored_opt_out={OTHER}; __Secure-{ours}")],
            vec![format!("__Host-honored_opt_out=out; {ours}")],
        ] {
            let headers: Vec<_> = cookies.iter().map(|c| ("cookie", c.as_str())).collect();
            let profile = browser(&headers).profile.unwrap();
            assert_eq!(profile.text(), PROFILE, "{cookies:?}");
        }
        for cookie in [
            "",
            "honored_opt_out",
            "honored_opt_out=",
            "honored_opt_out=a3f1c2d4-5678-90ab-cdef-1234567890ab",
            &format!("xhonored_opt_out={PROFILE}"),
            &format!("a=honored_opt_out={PROFILE}"),
        ] {
            assert!(browser(&[("cookie", cookie)]).profile.is_none(), "{cookie}");
        }
    }

    #[test]
    fn only_a_browser_that_opts_out_gets_a_profile() {
        assert!(browser(&[]).profile_to_keep().is_none());
        assert!(browser(&[("sec-gpc", "0")]).profile_to_keep().is_none());
        let (one, other) = (browser(&[("sec-gpc", "1")]), browser(&[("sec-gpc", "1")]));
        assert!(one.has_opted_out());
        assert_ne!(one.profile_to_keep(), other.profile_to_keep());
        let back = browser(&[("cookie", &format!("honored_opt_out={PROFILE}"))]);
        assert!(back.has_opted_out() && !back.signal);
        assert_eq!(back.profile_to_keep().unwrap().text(), PROFILE);
    }

    #[test]
    fn the_cookie_is_only_for_our_servers() {
        let set = |cookie: OptOutCookie| {
            let mut response = HttpResponse::default();
            cookie.set(&mut response, ProfileId::parse(PROFILE).unwrap());
            response.headers()[SET_COOKIE].to_str().unwrap().to_owned()
        };
        let https = "https://privacy.example.com";
        assert_eq!(
            set(OptOutCookie::own(https)),
            format!(
                "__Host-honored_opt_out={PROFILE}; Max-Age=34560000; Path=/; HttpOnly; SameSite=Lax; Secure"
            )
        );
        let shared = OptOutCookie::shared("example.com", https).unwrap();
        let shared = set(shared);
        assert!(shared.starts_with("__Secure-honored_opt_out="), "{shared}");
        assert!(shared.contains("; Domain=example.com; Path=/;"));
        let local = set(OptOutCookie::own("http://127.0.0.1:8080"));
        assert!(local.starts_with("honored_opt_out="), "{local}");
        assert!(!local.contains("Secure"));
        assert!(OptOutCookie::shared("privacy.example.com", https).is_ok());
        for domain in [
            "com",
            "other.com",
            "ample.com",
            ".example.com",
            "example.com; x",
            "Example.com",
            "",
        ] {
            assert!(OptOutCookie::shared(domain, https).is_err(), "{domain}");
        }
    }

    #[test]
    fn a_cookie_is_deleted_under_each_name_that_it_can_have() {
        let deleted = |cookie: OptOutCookie| {
            let mut response = HttpResponse::default();
            cookie.forget(&mut response);
            let set = response.headers().get_all(SET_COOKIE).iter();
            let set: Vec<_> = set.map(|set| set.to_str().unwrap().to_owned()).collect();
            assert!(
                set.iter().all(|set| set.contains("=; Max-Age=0; ")),
                "{set:?}"
            );
            set.into_iter()
                .map(|set| {
                    let name = set.split('=').next().unwrap().to_owned();
                    (name, set.contains("; Domain=example.com"))
                })
                .collect::<Vec<_>>()
        };
        let named = |names: &[(&str, bool)]| -> Vec<(String, bool)> {
            let names = names.iter();
            names
                .map(|(name, shared)| ((*name).to_owned(), *shared))
                .collect()
        };
        let https = "https://privacy.example.com";
        assert_eq!(
            deleted(OptOutCookie::own(https)),
            named(&[(OWN, false), (WITHOUT_TLS, false)])
        );
        assert_eq!(
            deleted(OptOutCookie::shared("example.com", https).unwrap()),
            named(&[
                (SHARED, true),
                (WITHOUT_TLS, false),
                (OWN, false),
                (WITHOUT_TLS, true),
            ])
        );
        let local = OptOutCookie::own("http://127.0.0.1:8080");
        assert_eq!(deleted(local), named(&[(WITHOUT_TLS, false)]));
    }
}
