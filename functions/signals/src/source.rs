//! What calls from one place have in common.

use gateway::Source;
use http::Extensions;
use std::net::{IpAddr, Ipv6Addr};

/// The place that a call comes from. It is counted under a keyed hash, and never stored or logged.
pub(crate) fn of(extensions: &Extensions) -> String {
    // Whoever comes from nowhere shares one count.
    extensions.get::<Source>().map_or_else(
        || "nowhere".to_owned(),
        |source| network(source.0).to_string(),
    )
}

/// A customer's own network: one IPv4 address, or the 64 bits before what an IPv6 host chooses itself.
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
    fn an_ipv6_host_can_t_be_many_places() {
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
