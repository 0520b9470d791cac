//! The host that the visitor opened, which chooses the brand.

use http::HeaderValue;
use http::header::{HOST, HeaderName};
use http::request::Parts;

/// The header with the host name that the visitor opened. Only the origin check sets it: it removes one that a client sent.
pub const VISITED_HOST: HeaderName = HeaderName::from_static("x-honored-host");

/// Sets [`VISITED_HOST`]. Behind CloudFront, the gateway gets its own host, so a CloudFront function copies the viewer's into
/// that header. The header counts only next to the origin secret. Otherwise the host of the call counts.
pub(crate) fn set(head: &mut Parts, through_cloudfront: bool) {
    let given = head.headers.get_all(VISITED_HOST).iter();
    let host = match given.cloned().collect::<Vec<_>>()[..] {
        [ref one] if through_cloudfront => Some(one.clone()),
        _ if through_cloudfront => None,
        _ => called(head),
    };
    head.headers.remove(VISITED_HOST);
    if let Some(host) = host {
        head.headers.insert(VISITED_HOST, host);
    }
}

fn called(head: &Parts) -> Option<HeaderValue> {
    let authority = || HeaderValue::from_str(head.uri.authority()?.as_str()).ok();
    head.headers.get(HOST).cloned().or_else(authority)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use http::Request;

    fn host(headers: &[(&str, &str)], through_cloudfront: bool) -> Option<String> {
        let mut request = Request::builder().uri("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (mut head, ()) = request.body(()).unwrap().into_parts();
        set(&mut head, through_cloudfront);
        let host = head.headers.get(VISITED_HOST)?;
        Some(host.to_str().unwrap().to_owned())
    }

    #[test]
    fn the_header_counts_only_next_to_the_origin_secret() {
        let own = ("host", "abc.execute-api.us-west-2.amazonaws.com");
        let kids = ("x-honored-host", "kids.example");
        assert_eq!(host(&[own, kids], true).as_deref(), Some("kids.example"));
        assert_eq!(host(&[own, kids], false).as_deref(), Some(own.1));
        assert_eq!(
            host(&[own], true),
            None,
            "the gateway's own host is no visitor's"
        );
        let two = [own, kids, ("x-honored-host", "other.example")];
        assert_eq!(host(&two, true), None);
        assert_eq!(host(&[kids], false), None);
    }
}
