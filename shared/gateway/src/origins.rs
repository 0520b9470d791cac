//! The sites whose scripts may call: exact origins from a setting, without patterns (Fetch, section 3.2).

use axum::response::Response as HttpResponse;
use domain::company::{Company, at_host};
use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_MAX_AGE, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderValue};

/// The allowed origins.
#[derive(Debug, Clone)]
pub struct Origins {
    listed: Vec<String>,
    /// The origins of our own pages, which are always allowed.
    own: Vec<String>,
    allowed: Allowed,
}

/// The requests that a script of a listed site may send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowed {
    /// The methods, separated by commas.
    pub methods: &'static str,
    /// The headers beyond those that every script may send.
    pub headers: &'static str,
    /// Whether the browser sends our cookies along.
    pub cookies: bool,
}

/// The setting can't be parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "separate origins with commas or spaces, and write each one as browsers send it, such as https://www.example.com: https, a lowercase host, a port only if it isn't 443, no path, no *"
)]
pub struct UnreadableOrigins;

/// The caller, by its `Origin` header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Caller {
    /// One of our own pages, or a program that is not a browser.
    Own,
    /// A site in the list, and what its script may send.
    Listed(HeaderValue, Allowed),
    /// A site that is not in the list.
    Foreign,
}

impl Origins {
    /// Returns a list with only our own pages.
    #[must_use]
    pub fn none(base_url: &str, allowed: Allowed) -> Self {
        Self {
            listed: Vec::new(),
            own: vec![origin_of(base_url)],
            allowed,
        }
    }

    /// Adds the pages of the company's brands to our own ones.
    #[must_use]
    pub fn with_brands_of(mut self, company: &Company) -> Self {
        let pages = company.brands.iter().flat_map(|brand| {
            let hosts = brand.hosts.iter();
            hosts.map(|host| at_host(&company.base_url, host))
        });
        self.own.extend(pages.map(|url| origin_of(&url)));
        self
    }

    /// Parses a list of origins.
    ///
    /// # Errors
    /// [`UnreadableOrigins`] if an entry is not an origin.
    pub fn parse(text: &str, base_url: &str, allowed: Allowed) -> Result<Self, UnreadableOrigins> {
        Ok(Self {
            listed: list(text)?,
            ..Self::none(base_url, allowed)
        })
    }

    /// Returns the caller that sent these headers.
    #[must_use]
    pub fn caller(&self, headers: &HeaderMap) -> Caller {
        let mut origins = headers.get_all(ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (None, _) => Caller::Own,
            (Some(origin), None) if self.is_own(origin) => Caller::Own,
            (Some(origin), None) => {
                let listed = self.listed.iter();
                let mut fits = listed.filter(|listed| listed.as_bytes() == origin.as_bytes());
                fits.next().map_or(Caller::Foreign, |_| {
                    Caller::Listed(origin.clone(), self.allowed)
                })
            }
            (Some(_), Some(_)) => Caller::Foreign,
        }
    }
}

impl Origins {
    fn is_own(&self, origin: &HeaderValue) -> bool {
        let mut own = self.own.iter();
        own.any(|own| own.as_bytes() == origin.as_bytes())
    }
}

/// Returns the origin of a page: its scheme, host and port.
fn origin_of(url: &str) -> String {
    let slashes = url.match_indices('/').nth(2);
    slashes.map_or(url, |(end, _)| &url[..end]).to_owned()
}

impl Caller {
    /// Allows the caller's script to read the response, if its site is listed.
    #[must_use]
    pub fn let_read(&self, mut response: HttpResponse) -> HttpResponse {
        let headers = response.headers_mut();
        headers.append(VARY, HeaderValue::from_static("Origin"));
        if let Self::Listed(origin, allowed) = self {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            if allowed.cookies {
                let yes = HeaderValue::from_static("true");
                headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, yes);
            }
        }
        response
    }

    /// Adds the methods and headers that the caller's script may send.
    #[must_use]
    pub fn let_send(&self, response: HttpResponse) -> HttpResponse {
        let mut response = self.let_read(response);
        if let Self::Listed(_, allowed) = self {
            for (name, value) in [
                (ACCESS_CONTROL_ALLOW_METHODS, allowed.methods),
                (ACCESS_CONTROL_ALLOW_HEADERS, allowed.headers),
                (ACCESS_CONTROL_MAX_AGE, "7200"),
            ] {
                let value = HeaderValue::from_static(value);
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

/// Parses a list of origins.
///
/// # Errors
/// [`UnreadableOrigins`] if an entry is not an origin.
pub fn list(text: &str) -> Result<Vec<String>, UnreadableOrigins> {
    let parts = text.split([',', ' ', '\n', '\t']);
    parts.filter(|part| !part.is_empty()).map(origin).collect()
}

/// Parses an origin as browsers write it. Plain HTTP is allowed only for the local machine.
fn origin(text: &str) -> Result<String, UnreadableOrigins> {
    let secure = text.strip_prefix("https://");
    let local = || text.strip_prefix("http://").filter(|rest| is_local(rest));
    let host = secure.or_else(local).ok_or(UnreadableOrigins)?;
    let (name, port) = match host.split_once(':') {
        Some((name, port)) => (name, Some(port)),
        None => (host, None),
    };
    let of_name =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte);
    let a_port = |port: &str| {
        port.parse::<u16>().is_ok_and(|port| port != 443) && !port.starts_with(['0', '+'])
    };
    let fits = !name.is_empty() && name.bytes().all(of_name) && port.is_none_or(a_port);
    fits.then(|| text.to_owned()).ok_or(UnreadableOrigins)
}

fn is_local(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default();
    matches!(name, "localhost" | "127.0.0.1")
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "https://privacy.example.com";
    const ALLOWED: Allowed = Allowed {
        methods: "GET, POST",
        headers: "content-type",
        cookies: true,
    };

    fn caller(origins: &[&str]) -> Caller {
        let listed = "https://www.example.com, https://shop.example.com:8443 http://localhost:3000";
        let mut headers = HeaderMap::new();
        for origin in origins {
            headers.append(ORIGIN, HeaderValue::from_str(origin).expect("a header"));
        }
        let origins = Origins::parse(listed, BASE, ALLOWED).expect("origins");
        origins.caller(&headers)
    }

    #[test]
    fn only_listed_origins_may_call() {
        for listed in [
            "https://www.example.com",
            "https://shop.example.com:8443",
            "http://localhost:3000",
        ] {
            assert_eq!(
                caller(&[listed]),
                Caller::Listed(HeaderValue::from_static(listed), ALLOWED)
            );
        }
        assert_eq!(caller(&[]), Caller::Own);
        assert_eq!(caller(&[BASE]), Caller::Own);
        for foreign in [
            "null",
            "",
            "https://www.example.com.evil.example",
            "https://evil.example/https://www.example.com",
            "http://www.example.com",
            "https://WWW.example.com",
            "https://www.example.com/",
            "https://www.example.com:443",
            "https://example.com",
            "https://shop.example.com",
        ] {
            assert_eq!(caller(&[foreign]), Caller::Foreign, "{foreign}");
        }
        let twice = caller(&["https://www.example.com", "https://www.example.com"]);
        assert_eq!(twice, Caller::Foreign);
    }

    #[test]
    fn a_setting_that_is_not_a_list_of_origins_is_rejected() {
        for text in [
            "*",
            "https://*.example.com",
            "www.example.com",
            "http://www.example.com",
            "https://www.example.com/",
            "https://WWW.example.com",
            "https://www.example.com:443",
            "https://www.example.com:0",
            "https://",
            "null",
        ] {
            assert!(list(text).is_err(), "{text}");
        }
        assert!(list(" ").is_ok());
    }
}
