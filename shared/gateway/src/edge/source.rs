//! The network address of the caller.

use http::HeaderMap;
use http::header::HeaderName;
use std::net::IpAddr;

/// CloudFront's header with the address and port of its viewer.
const VIEWER_ADDRESS: HeaderName = HeaderName::from_static("cloudfront-viewer-address");

/// The network address of the caller. [`Edge`](crate::Edge) sets it on each call, and no header of a client changes it.
/// Without a gateway, the local runner sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source(pub IpAddr);

/// Returns the viewer that CloudFront names if the call came through CloudFront, otherwise the address that the gateway
/// saw. For a call through CloudFront, the gateway sees only CloudFront's own address.
pub(crate) fn source(
    headers: &HeaderMap,
    through_cloudfront: bool,
    seen: Option<IpAddr>,
) -> Option<IpAddr> {
    let given = headers.get_all(VIEWER_ADDRESS).iter();
    let given = match given.collect::<Vec<_>>()[..] {
        [one] if through_cloudfront => one.to_str().ok().and_then(viewer),
        _ => None,
    };
    given.or(seen)
}

/// Parses the address in `192.0.2.1:443`, `2001:db8::1:443` or `[2001:db8::1]:443`.
fn viewer(text: &str) -> Option<IpAddr> {
    let (address, port) = text.trim().rsplit_once(':')?;
    port.parse::<u16>().ok()?;
    let bare = address
        .strip_prefix('[')
        .and_then(|inner| inner.strip_suffix(']'));
    bare.unwrap_or(address).parse().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use proptest::prelude::*;

    fn of(given: &[&str], through_cloudfront: bool, seen: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        for one in given {
            headers.append(VIEWER_ADDRESS, one.parse().unwrap());
        }
        let seen = seen.parse().ok();
        source(&headers, through_cloudfront, seen).map(|address| address.to_string())
    }

    #[test]
    fn the_viewer_header_counts_only_if_the_call_came_through_cloudfront() {
        for (given, address) in [
            ("198.51.100.10:46532", "198.51.100.10"),
            ("2001:db8::1:443", "2001:db8::1"),
            ("2001:db8:::443", "2001:db8::"),
            ("2001:db8:1:2:3:4:5:6:65535", "2001:db8:1:2:3:4:5:6"),
            ("[2001:db8::1]:443", "2001:db8::1"),
        ] {
            assert_eq!(of(&[given], true, "192.0.2.1").as_deref(), Some(address));
            let forged = of(&[given], false, "192.0.2.1");
            assert_eq!(forged.as_deref(), Some("192.0.2.1"), "{given}");
        }
    }

    #[test]
    fn without_a_readable_viewer_the_address_of_the_gateway_counts() {
        for given in [
            "",
            "198.51.100.10",
            "198.51.100.10:",
            "198.51.100.10:70000",
            "2001:db8:1:2:3:4:5:6",
            "viewer:443",
            "198.51.100.10:1, 203.0.113.5:2",
            "::",
        ] {
            let address = of(&[given], true, "192.0.2.1");
            assert_eq!(address.as_deref(), Some("192.0.2.1"), "{given}");
        }
        let two = of(&["198.51.100.10:1", "203.0.113.5:2"], true, "192.0.2.1");
        assert_eq!(two.as_deref(), Some("192.0.2.1"));
        assert_eq!(of(&[], true, ""), None);
    }

    proptest! {
        #[test]
        fn every_address_is_parsed_as_it_was_written(address: IpAddr, port: u16) {
            prop_assert_eq!(viewer(&format!("{address}:{port}")), Some(address));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in "[ -~]{0,60}") {
            if let Some(address) = viewer(&text) {
                prop_assert!(text.contains(':') && !address.to_string().is_empty());
            }
        }
    }
}
