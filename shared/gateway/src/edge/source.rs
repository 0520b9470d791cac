//! The network address of the caller.

use http::HeaderMap;
use http::header::HeaderName;
use std::net::IpAddr;

/// The header with the address of CloudFront's viewer. A CloudFront Function (`EdgeViewer` in the templates) sets it on each
/// call, in place of what the viewer sent. AWS doesn't say whether the origin request policy of the templates sends
/// CloudFront's own header `CloudFront-Viewer-Address`.
pub const VIEWER: HeaderName = HeaderName::from_static("x-honored-viewer");

/// The network address of the caller. [`Edge`](crate::Edge) sets it on each call, and no header of a client changes it.
/// Without a gateway, the local runner sets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source(pub IpAddr);

/// Returns the address of CloudFront's viewer. It counts only if the call came through CloudFront.
pub(crate) fn viewer(headers: &HeaderMap) -> Option<IpAddr> {
    let given = headers.get_all(VIEWER).iter();
    match given.collect::<Vec<_>>()[..] {
        [one] => one.to_str().ok()?.trim().parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

    use super::*;
    use proptest::prelude::*;

    fn of(given: &[&str]) -> Option<IpAddr> {
        let mut headers = HeaderMap::new();
        for one in given {
            headers.append(VIEWER, one.parse().unwrap());
        }
        viewer(&headers)
    }

    #[test]
    fn one_readable_address_is_the_viewer() {
        assert_eq!(of(&["198.51.100.10"]), "198.51.100.10".parse().ok());
        assert_eq!(of(&[" 2001:db8::1"]), "2001:db8::1".parse().ok());
        for unreadable in [
            "",
            "viewer",
            "198.51.100.10:443",
            "198.51.100.10, 203.0.113.5",
        ] {
            assert_eq!(of(&[unreadable]), None, "{unreadable}");
        }
        assert_eq!(of(&["198.51.100.10", "203.0.113.5"]), None);
        assert_eq!(of(&[]), None);
    }

    proptest! {
        #[test]
        fn every_address_is_parsed_as_it_was_written(address: IpAddr) {
            prop_assert_eq!(of(&[address.to_string().as_str()]), Some(address));
        }
    }
}
