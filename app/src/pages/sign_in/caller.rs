//! The address of the caller, which failed sign-ins are counted by.

use std::net::{IpAddr, SocketAddr};

use http::HeaderMap;

/// The address of the peer or, behind a trusted proxy, the last address of `X-Forwarded-For`: the proxy wrote that one,
/// those before it are the caller's own claim.
pub(super) fn address(headers: &HeaderMap, peer: Option<SocketAddr>, behind_proxy: bool) -> String {
    let forwarded = if behind_proxy { last_forwarded(headers) } else { None };
    forwarded
        .or_else(|| peer.map(|peer| peer.ip()))
        .map_or_else(|| "inconnue".to_owned(), |address| address.to_canonical().to_string())
}

fn last_forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    let text = last.rsplit(',').next()?.trim();
    let with_port = || text.parse().ok().map(|address: SocketAddr| address.ip());
    text.parse().ok().or_else(with_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(values: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        headers
    }

    fn peer() -> Option<SocketAddr> {
        Some("192.0.2.7:40000".parse().unwrap())
    }

    #[test]
    fn without_a_proxy_the_header_is_the_callers_claim_and_ignored() {
        assert_eq!(address(&headers(&["203.0.113.9"]), peer(), false), "192.0.2.7");
    }

    #[test]
    fn behind_a_proxy_only_the_last_address_counts() {
        let claimed = headers(&["198.51.100.1, 198.51.100.2", "10.0.0.1, 203.0.113.9"]);
        assert_eq!(address(&claimed, peer(), true), "203.0.113.9");
        assert_eq!(address(&headers(&["[2001:db8::1]:443"]), peer(), true), "2001:db8::1");
    }

    #[test]
    fn an_unreadable_header_falls_back_to_the_peer() {
        assert_eq!(address(&headers(&["203.0.113.9, <script>"]), peer(), true), "192.0.2.7");
        assert_eq!(address(&HeaderMap::new(), None, true), "inconnue");
    }

    #[test]
    fn both_writings_of_an_address_count_as_one() {
        assert_eq!(address(&headers(&["::ffff:203.0.113.9"]), None, true), "203.0.113.9");
    }
}
