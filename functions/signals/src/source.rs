//! The network address of a caller, for the limits.

use gateway::Source;
use http::Extensions;
use std::net::{IpAddr, Ipv6Addr};

/// Returns the network of the caller. It is counted under a keyed hash, and never stored or logged.
pub(crate) fn of(extensions: &Extensions) -> String {
    // All callers without an address share one count.
    extensions.get::<Source>().map_or_else(
        || "nowhere".to_owned(),
        |source| network(source.0).to_string(),
    )
}

/// Returns the network of one customer: an IPv4 address, or the first 64 bits of an IPv6 address. An IPv6 host chooses the
/// other 64 bits itself.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let bits = address.to_bits() & (u128::MAX << 64);
            IpAddr::V6(Ipv6Addr::from_bits(bits))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_host_counts_as_one_network() {
        let place = |text: &str| {
            let mut extensions = Extensions::new();
            extensions.insert(Source(text.parse().expect("an address")));
            of(&extensions)
        };
        assert_eq!(place("2001:db8:1:2:3::4"), place("2001:db8:1:2::9"));
        assert_ne!(place("2001:db8:1:2::1"), place("2001:db8:1:3::1"));
        assert_eq!(place("::ffff:192.0.2.1"), place("192.0.2.1"));
        assert_ne!(place("192.0.2.1"), place("192.0.2.2"));
        assert_eq!(of(&Extensions::new()), "nowhere");
    }
}
