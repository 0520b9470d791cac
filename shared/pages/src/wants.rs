//! Content negotiation: a page or JSON.

use http::HeaderMap;
use http::header::{ACCEPT, CONTENT_TYPE};

/// The format that a client wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wants {
    /// A page for people.
    Html,
    /// JSON for programs.
    Json,
}

/// Returns the format that the client wants, from `Accept` (RFC 9110, section 12.5.1) and `Content-Type`.
///
/// A client that sends JSON gets JSON. Otherwise JSON needs a higher weight than HTML. A client that accepts anything gets
/// a page.
#[must_use]
pub fn negotiate(headers: &HeaderMap) -> Wants {
    if sends_json(headers) {
        return Wants::Json;
    }
    let ranges: Vec<Range<'_>> = headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .filter_map(Range::read)
        .collect();
    let preference = |kind, subtype| {
        let matching = ranges
            .iter()
            .filter_map(|range| range.specificity(kind, subtype).map(|s| (s, range.weight)));
        matching
            .max()
            .map_or((0, 0), |(specificity, weight)| (weight, specificity))
    };
    let html = preference("text", "html");
    let json = preference("application", "json").max(preference("application", "problem+json"));
    if json > html {
        Wants::Json
    } else {
        Wants::Html
    }
}

/// Returns the format that the client of a posted body wants. A client that sends JSON gets JSON, also without its content
/// type.
#[must_use]
pub fn negotiate_for(headers: &HeaderMap, body: &[u8]) -> Wants {
    match BodyFormat::of(headers, body) {
        BodyFormat::Json => Wants::Json,
        BodyFormat::Form | BodyFormat::Other => negotiate(headers),
    }
}

/// The format of a posted body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyFormat {
    /// A form.
    Form,
    /// JSON. `curl -d` says that everything is a form, so a body that begins with a brace is JSON: a form percent-encodes it.
    Json,
    /// Anything else.
    Other,
}

impl BodyFormat {
    /// Returns the format, from `Content-Type` and the first character.
    #[must_use]
    pub fn of(headers: &HeaderMap, body: &[u8]) -> Self {
        let looks_like_json = body.trim_ascii_start().starts_with(b"{");
        match media_type(headers).as_str() {
            "application/json" => Self::Json,
            "application/x-www-form-urlencoded" | "" if looks_like_json => Self::Json,
            "application/x-www-form-urlencoded" => Self::Form,
            _ => Self::Other,
        }
    }
}

fn sends_json(headers: &HeaderMap) -> bool {
    let sent = media_type(headers);
    sent == "application/json" || (sent.starts_with("application/") && sent.ends_with("+json"))
}

/// Returns the type and subtype of `Content-Type` in lowercase. Empty without the header.
#[must_use]
pub fn media_type(headers: &HeaderMap) -> String {
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = content_type
        .unwrap_or_default()
        .split(';')
        .next()
        .unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// One media range of an `Accept` header.
struct Range<'a> {
    kind: &'a str,
    subtype: &'a str,
    /// The weight in thousandths.
    weight: u16,
}

impl<'a> Range<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (kind, subtype) = parts.next()?.split_once('/')?;
        let weight = parts.find_map(|parameter| {
            parameter
                .strip_prefix("q=")
                .or(parameter.strip_prefix("Q="))
        });
        let weight = weight.map_or(Some(1000), thousandths)?;
        Some(Self {
            kind,
            subtype,
            weight,
        })
    }

    /// Returns how specific the range is for this type: 3 for an exact match, 2 for `kind/*`, 1 for `*/*`.
    fn specificity(&self, kind: &str, subtype: &str) -> Option<u8> {
        match (self.kind, self.subtype) {
            ("*", "*") => Some(1),
            (k, "*") if k.eq_ignore_ascii_case(kind) => Some(2),
            (k, s) if k.eq_ignore_ascii_case(kind) && s.eq_ignore_ascii_case(subtype) => Some(3),
            _ => None,
        }
    }
}

/// Parses a weight from `0` to `1` with at most three decimals.
fn thousandths(weight: &str) -> Option<u16> {
    let (whole, decimals) = weight.split_once('.').unwrap_or((weight, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let decimals: u16 = format!("{decimals:0<3}").parse().ok()?;
    match (whole, decimals) {
        ("0", decimals) => Some(decimals),
        ("1", 0) => Some(1000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;

    fn wants(accept: &str, content_type: &str) -> Wants {
        let mut headers = HeaderMap::new();
        if !accept.is_empty() {
            headers.insert(ACCEPT, accept.parse().unwrap());
        }
        if !content_type.is_empty() {
            headers.insert(CONTENT_TYPE, content_type.parse().unwrap());
        }
        negotiate(&headers)
    }

    #[test]
    fn a_browser_gets_a_page() {
        for accept in [
            "",
            "*/*",
            "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
            "text/html, application/json",
            "text/html;q=0.9, application/json;q=0.8",
            "text/*, application/json;q=0.9",
            "application/json;q=0, */*",
            "image/png",
            "application/json;q=high",
            "application/json;q=1.5",
            "/;=;,,",
        ] {
            assert_eq!(wants(accept, ""), Wants::Html, "{accept}");
            assert_eq!(
                wants(accept, "application/x-www-form-urlencoded"),
                Wants::Html,
                "{accept}"
            );
        }
    }

    #[test]
    fn a_program_gets_json() {
        for accept in [
            "application/json",
            "APPLICATION/JSON",
            "application/problem+json",
            "application/*",
            "application/json, text/html;q=0.9",
            "application/json, text/html;q=0.999",
            "application/json, */*",
            "text/html;q=0, */*",
            "text/html; charset=utf-8; q=0.5, application/json; q=0.500, application/problem+json;q=0.51",
        ] {
            assert_eq!(wants(accept, ""), Wants::Json, "{accept}");
        }
    }

    #[test]
    fn a_client_that_sends_json_gets_json() {
        for content_type in [
            "application/json",
            "Application/JSON; charset=utf-8",
            "application/ld+json",
        ] {
            for accept in ["", "*/*", "text/html"] {
                assert_eq!(
                    wants(accept, content_type),
                    Wants::Json,
                    "{accept} {content_type}"
                );
            }
        }
    }

    #[test]
    fn several_accept_headers_are_read_as_one() {
        let mut headers = HeaderMap::new();
        headers.append(ACCEPT, "text/html;q=0.1".parse().unwrap());
        headers.append(ACCEPT, "application/json".parse().unwrap());
        assert_eq!(negotiate(&headers), Wants::Json);
    }
}
