//! Which proxy is used for an address: the one that the environment names, or a client's own setting.
//!
//! - `HTTPS_PROXY` for `https`, `HTTP_PROXY` for `http`, else `ALL_PROXY`; lower case too, and before the upper one. An
//!   empty value names none;
//! - `NO_PROXY` is a list with commas: `*`; a host, which holds for hosts below it too, with or without a dot or `*.` in
//!   front; an address; each with `:port` behind it for that port only; a range of addresses (`10.0.0.0/8`, `fd00::/8`),
//!   which holds for hosts that are written as addresses, since no name is looked up here;
//! - `http` and `https` proxies are spoken to, SOCKS is not.

use std::collections::BTreeMap;
use std::net::IpAddr;

use ureq::Proxy;

use super::{Address, FetchError};
use crate::Secret;

const ENCRYPTED: &[&str] = &["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
const PLAIN: &[&str] = &["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];

/// A proxy and the setting that names it. Its address may hold a password.
type Named = (&'static str, Secret);

/// Which proxies there are.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    encrypted: Option<Named>,
    plain: Option<Named>,
    without: String,
}

impl Proxies {
    /// Those of an environment.
    pub fn of_env(env: &BTreeMap<String, String>) -> Self {
        let of = |names: &[&'static str]| {
            let (name, text) = names.iter().find_map(|name| Some((*name, env.get(*name)?.trim())))?;
            (!text.is_empty()).then(|| (name, Secret::new(text)))
        };
        let without = env.get("no_proxy").or_else(|| env.get("NO_PROXY")).cloned().unwrap_or_default();
        Self { encrypted: of(ENCRYPTED), plain: of(PLAIN), without }
    }

    /// The same with one that a setting names for both schemes.
    #[must_use]
    pub fn with(mut self, setting: &'static str, address: &str) -> Self {
        self.encrypted = Some((setting, Secret::new(address)));
        self.plain = self.encrypted.clone();
        self
    }

    /// The same with one for encrypted connections.
    #[must_use]
    pub fn with_encrypted(mut self, setting: &'static str, address: &str) -> Self {
        self.encrypted = Some((setting, Secret::new(address)));
        self
    }

    /// The same with a list of hosts that need none.
    #[must_use]
    pub fn without(mut self, hosts: &str) -> Self {
        hosts.clone_into(&mut self.without);
        self
    }
}

/// The proxy for an address.
pub(super) fn of(address: &Address, proxies: &Proxies) -> Result<Option<Proxy>, FetchError> {
    if is_exempt(address.host(), address.port(), &proxies.without) {
        return Ok(None);
    }
    let named = if address.is_encrypted() { &proxies.encrypted } else { &proxies.plain };
    let Some((variable, text)) = named.as_ref().map(|(variable, text)| (*variable, text.reveal())) else {
        return Ok(None);
    };
    let refuse = |reason: &str| FetchError::Proxy { variable, reason: reason.to_owned() };
    let scheme = text.split_once("://").map_or("http", |(scheme, _)| scheme);
    if !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") {
        return Err(refuse("only `http` and `https` proxies are spoken to"));
    }
    Proxy::new(text).map(Some).map_err(|_| refuse("it is no address"))
}

fn is_exempt(host: &str, port: u16, list: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    list.split(',').map(str::trim).filter(|entry| !entry.is_empty()).any(|entry| {
        if entry == "*" {
            return true;
        }
        let entry = entry.to_ascii_lowercase();
        if let Some((network, bits)) = entry.split_once('/') {
            let address = host.trim_matches(['[', ']']).parse().ok();
            return address.is_some_and(|address| is_in_range(address, network, bits));
        }
        let (name, only) = with_port(&entry);
        if only.is_some_and(|only| only != port) {
            return false;
        }
        let name = name.strip_prefix("*.").unwrap_or(name).trim_matches('.');
        let below = || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'));
        let numeric = host.parse::<IpAddr>().is_ok();
        !name.is_empty() && (host == name || !numeric && below())
    })
}

/// Whether an address is in a range (RFC 4632 and RFC 4291, section 2.3); a text that is none holds nothing. An IPv4 address
/// in IPv6 form is in the ranges of both.
fn is_in_range(address: IpAddr, network: &str, bits: &str) -> bool {
    let (Ok(network), Ok(bits)) = (network.parse::<IpAddr>(), bits.parse::<u32>()) else { return false };
    let shared = |a: u128, b: u128, width: u32| {
        bits <= width && (bits == 0 || (a ^ b).checked_shr(width - bits).is_none_or(|differing| differing == 0))
    };
    match (address.to_canonical(), network) {
        (IpAddr::V4(a), IpAddr::V4(b)) => shared(a.to_bits().into(), b.to_bits().into(), 32),
        (IpAddr::V6(a), IpAddr::V6(b)) => shared(a.to_bits(), b.to_bits(), 128),
        (IpAddr::V4(a), IpAddr::V6(b)) => shared(a.to_ipv6_mapped().to_bits(), b.to_bits(), 128),
        (IpAddr::V6(_), IpAddr::V4(_)) => false,
    }
}

/// An entry and its port; the colons of a bare IPv6 address are none.
fn with_port(entry: &str) -> (&str, Option<u16>) {
    if let Some((name, rest)) = entry.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return (name, rest.strip_prefix(':').and_then(|port| port.parse().ok()));
    }
    match entry.rsplit_once(':') {
        Some((name, port)) if !name.contains(':') => match port.parse() {
            Ok(port) => (name, Some(port)),
            Err(_) => (entry, None),
        },
        _ => (entry, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(address: &str, env: &[(&str, &str)]) -> Result<Option<String>, String> {
        let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let proxy = of(&Address::parse(address).unwrap(), &Proxies::of_env(&env)).map_err(|error| error.to_string())?;
        Ok(proxy.map(|proxy| format!("{}:{}", proxy.host(), proxy.port())))
    }

    #[test]
    fn the_scheme_decides_which_variable_counts() {
        let env = [("HTTPS_PROXY", "http://a:1"), ("http_proxy", "b:2"), ("ALL_PROXY", "http://c:3")];
        assert_eq!(named("https://x.example/", &env), Ok(Some("a:1".into())));
        assert_eq!(named("http://x.example/", &env), Ok(Some("b:2".into())));
        assert_eq!(named("http://x.example/", &[("HTTPS_PROXY", "http://a:1")]), Ok(None));
        assert_eq!(named("https://x.example/", &[("ALL_PROXY", "http://c:3")]), Ok(Some("c:3".into())));
        assert_eq!(named("https://x.example/", &[("https_proxy", ""), ("HTTPS_PROXY", "http://a:1")]), Ok(None));
        let socks = named("https://x.example/", &[("ALL_PROXY", "socks5://me:hunter2@c:3")]).unwrap_err();
        assert!(socks.contains("ALL_PROXY") && !socks.contains("hunter2"), "{socks}");
        assert!(named("https://x.example/", &[("HTTPS_PROXY", "http://a b")]).unwrap_err().contains("no address"));
    }

    #[test]
    fn hosts_are_exempt_by_name_suffix_and_port() {
        for (host, list, exempt) in [
            ("packs.example.com", "example.com", true),
            ("packs.example.com", ".example.com", true),
            ("packs.example.com", "*.example.com", true),
            ("example.com", ".example.com", true),
            ("Example.COM.", "a, example.com ", true),
            ("badexample.com", "example.com", false),
            ("example.com.evil.example", "example.com", false),
            ("packs.example.com", "packs.example.com:443", true),
            ("packs.example.com", "packs.example.com:80", false),
            ("127.0.0.1", "127.0.0.1", true),
            ("110.0.0.1", "0.0.1", false),
            ("::1", "[::1]:443", true),
            ("::1", "::1", true),
            ("10.1.2.3", "10.0.0.0/8", true),
            ("11.1.2.3", "10.0.0.0/8", false),
            ("10.1.2.3", "x, 10.1.2.0/24", true),
            ("10.1.3.3", "10.1.2.0/24", false),
            ("10.1.2.3", "10.1.2.3/32", true),
            ("10.1.2.3", "0.0.0.0/0", true),
            ("10.1.2.3", "10.0.0.0/33", false),
            ("10.1.2.3", "10.0.0.0/", false),
            ("fd00::1", "fd00::/8", true),
            ("fe80::1", "fd00::/8", false),
            ("::ffff:10.1.2.3", "10.0.0.0/8", true),
            ("packs.example.com", "10.0.0.0/8", false),
            ("anything", "*", true),
            ("anything", " , ,", false),
        ] {
            assert_eq!(is_exempt(host, 443, list), exempt, "{host} {list}");
        }
    }
}
