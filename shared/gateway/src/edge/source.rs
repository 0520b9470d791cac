//! Where a call comes from.

use http::HeaderMap;
use http::header::HeaderName;
use std::net::IpAddr;

/// In which CloudFront says who called it: an address and a port.
const VIEWER_ADDRESS: HeaderName = HeaderName::from_static("cloudfront-viewer-address");

/// The network address of whoever calls. [`Edge`](crate::Edge) sets it on each call, and no header that a client can
/// write changes it. Without a gateway, it is the local runner's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source(pub IpAddr);

/// Where a call comes from: what CloudFront says if the call came through it, else what the gateway saw, which would be
/// CloudFront's own address then.
pub(crate) fn source(
    headers: &HeaderMap,
    through_cloudfront: bool,
    seen: Option<IpAddr>,
) -> Option<IpAddr> {
    let notified = headers.get_all(VIEWER_ADDRESS).iter();
    let notified = match notified.collect::<Vec<_>>()[..] {
        [one] if through_cloudfront => one.to_str().ok().and_then(viewer),
        _ => None,
    };
    notified.or(seen)
}

/// The address in `192.0.2.1:443`, `2001:db8::1:443` or `[2001:db8::1]:443`.
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

    fn of(notified: &[&str], through_cloudfront: bool, seen: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        for one in notified {
            headers.append(VIEWER_ADDRESS, one.parse().unwrap());
        }
        let seen = seen.parse().ok();
        source(&headers, through_cloudfront, seen).map(|address| address.to_string())
    }

    #[test]
    fn cloudfront_is_believed_only_if_the_call_came_through_it() {
        for (notified, address) in [
            ("198.51.100.10:46532", "198.51.100.10"),
            ("2001:db8::1:443", "2001:db8::1"),
            ("2001:db8:::443", "2001:db8::"),
            ("2001:db8:1:2:3:4:5:6:65535", "2001:db8:1:2:3:4:5:6"),
            ("[2001:db8::1]:443", "2001:db8::1"),
        ] {
            assert_eq!(of(&[notified], true, "192.0.2.1").as_deref(), Some(address));
            let forged = of(&[notified], false, "192.0.2.1");
            assert_eq!(forged.as_deref(), Some("192.0.2.1"), "{notified}");
        }
    }

    #[test]
    fn what_is_no_address_leaves_that_of_the_gateway() {
        for notified in [
            "",
            "198.51.100.10",
            "198.51.100.10:",
            "198.51.100.10:70000",
            "2001:db8:1:2:3:4:5:6",
            "viewer:443",
            "198.51.100.10:1, 203.0.113.5:2",
            "::",
        ] {
            let address = of(&[notified], true, "192.0.2.1");
            assert_eq!(address.as_deref(), Some("192.0.2.1"), "{notified}");
        }
        let two = of(&["198.51.100.10:1", "203.0.113.5:2"], true, "192.0.2.1");
        assert_eq!(two.as_deref(), Some("192.0.2.1"));
        assert_eq!(of(&[], true, ""), None);
    }

    proptest! {
        #[test]
        fn every_address_is_read_as_it_was_written(address: IpAddr, port: u16) {
            prop_assert_eq!(viewer(&format!("{address}:{port}")), Some(address));
        }

        #[test]
        fn no_text_breaks_it(text in "[ -~]{0,60}") {
            if let Some(address) = viewer(&text) {
                prop_assert!(text.contains(':') && !address.to_string().is_empty());
            }
        }
    }
}
