//! Addresses and hosts, read so that two readers cannot see two hosts in one text.
//!
//! Clients and browsers read addresses more loosely than the standard (a backslash is a slash, `0x7f.1` is an address). An
//! address on which they could differ has no host here, so that no entry matches it.

use std::net::{Ipv4Addr, Ipv6Addr};

/// The parts of an address that entries compare. User, query and fragment are left out: they name no server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) scheme: String,
    /// Lower case, without a dot at the end.
    pub(super) host: String,
    /// As written, or the scheme's own.
    pub(super) port: Option<u16>,
    /// Without slashes at the end; none for one with `.` or `..` in it, which names some other path.
    pub(super) path: Option<String>,
}

impl Address {
    /// Reads `scheme://host:port/path`, with `git+` in front or as `user@host:path` too; none for what is in doubt.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
            return None;
        }
        let text = text.strip_prefix("git+").unwrap_or(text);
        let Some((scheme, rest)) = text.split_once("://") else { return Self::parse_scp(text) };
        let scheme = scheme.to_ascii_lowercase();
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at_checked(end)?;
        let place = authority.rsplit_once('@').map_or(authority, |(_, place)| place);
        let (host, port) = split_port(place)?;
        let own = match scheme.as_str() {
            "http" | "ws" => Some(80),
            "https" | "wss" => Some(443),
            "ssh" => Some(22),
            _ => None,
        };
        let path = rest.split(['?', '#']).next().unwrap_or("");
        Some(Self { scheme, host: host_of(host)?, port: port.or(own), path: path_of(path) })
    }

    fn parse_scp(text: &str) -> Option<Self> {
        let (_, rest) = text.split_once('@')?;
        let (host, path) = rest.split_once(':')?;
        Some(Self {
            scheme: "ssh".to_owned(),
            host: host_of(host)?,
            port: Some(22),
            path: path_of(&format!("/{path}")),
        })
    }

    /// The address as an entry states it.
    pub(super) fn text(&self) -> Option<String> {
        let own = matches!((self.scheme.as_str(), self.port), ("http" | "ws", Some(80)) | ("https" | "wss", Some(443)))
            || (self.scheme == "ssh" && self.port == Some(22));
        let port = self.port.filter(|_| !own).map(|port| format!(":{port}")).unwrap_or_default();
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        Some(format!("{}://{host}{port}{}", self.scheme, self.path.as_ref()?))
    }
}

fn path_of(path: &str) -> Option<String> {
    let dots = |part: &str| matches!(part.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
    (!path.split('/').any(dots)).then(|| path.trim_end_matches('/').to_owned())
}

fn split_port(place: &str) -> Option<(&str, Option<u16>)> {
    let colon = match place.strip_prefix('[') {
        Some(_) => place.find(']')? + 1,
        None => place.find(':').unwrap_or(place.len()),
    };
    let (host, port) = place.split_at_checked(colon)?;
    match port.strip_prefix(':') {
        None if port.is_empty() => Some((host, None)),
        None => None,
        Some("") => Some((host, None)),
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => Some((host, Some(digits.parse().ok()?))),
        Some(_) => None,
    }
}

fn host_of(host: &str) -> Option<String> {
    if let Some(v6) = host.strip_prefix('[') {
        let address: Ipv6Addr = v6.strip_suffix(']')?.parse().ok()?;
        return Some(address.to_string());
    }
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    };
    if !host.split('.').all(label) {
        return None;
    }
    let last = host.rsplit('.').next().unwrap_or("");
    let number = last.bytes().all(|byte| byte.is_ascii_digit())
        || last.strip_prefix("0x").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_hexdigit()));
    (!number || host.parse::<Ipv4Addr>().is_ok()).then_some(host)
}

/// Which hosts an entry means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct HostPattern {
    name: HostName,
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum HostName {
    Any,
    Exact(String),
    /// Every name that ends with this and has a label more.
    Below(String),
}

impl HostPattern {
    /// Reads `host`, `host:port` or `*.host`. Only a denial may be as wide as `*` or `*.com`.
    pub(super) fn parse(text: &str, denies: bool) -> Result<Self, String> {
        if text == "*" && denies {
            return Ok(Self { name: HostName::Any, port: None });
        }
        if text.contains('/') {
            return Err("write the host alone, or use `url` for a whole address".to_owned());
        }
        if !text.is_ascii() {
            return Err("write the host in its ASCII form, `xn--…`".to_owned());
        }
        let (below, rest) = text.strip_prefix("*.").map_or((false, text), |rest| (true, rest));
        let read = split_port(rest).and_then(|(host, port)| Some((host_of(host)?, port)));
        let Some((host, port)) = read else {
            return Err("write `mcp.example.com`, `mcp.example.com:8443` or `*.example.com`".to_owned());
        };
        if below && !denies && !host.contains('.') {
            return Err("anybody can have a host there: name a domain that has one owner".to_owned());
        }
        let name = if below { HostName::Below(host) } else { HostName::Exact(host) };
        Ok(Self { name, port })
    }

    /// Whether it means every host.
    pub(super) fn is_any(&self) -> bool {
        self.name == HostName::Any
    }

    /// Why an address is not meant; none where it is.
    pub(super) fn differs(&self, address: &Address) -> Option<Difference> {
        let named = match &self.name {
            HostName::Any => true,
            HostName::Exact(host) => *host == address.host,
            HostName::Below(host) => is_below(&address.host, host),
        };
        if named {
            let port = self.port.filter(|port| address.port != Some(*port))?;
            return Some(Difference { near: true, why: format!("the entry approves port {port} only") });
        }
        let (HostName::Exact(host) | HostName::Below(host)) = &self.name else { return None };
        let apex = matches!(self.name, HostName::Below(_)) && *host == address.host;
        let near = apex
            || is_below(&address.host, host)
            || is_below(host, &address.host)
            || address.host.contains(host.as_str());
        let why =
            if apex { "`*.` stands for names below it, not for the name itself" } else { "hosts are compared exactly" };
        Some(Difference { near, why: why.to_owned() })
    }
}

/// Why a host is not the one that an entry means.
pub(super) struct Difference {
    /// Whether a reader could take the one for the other.
    pub(super) near: bool,
    pub(super) why: String,
}

fn is_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host(text: &str) -> Option<String> {
        Address::parse(text).map(|address| address.host)
    }

    #[test]
    fn an_address_has_the_host_that_every_reader_sees_or_none() {
        assert_eq!(host("https://Mcp.Example.COM./x?y#z").as_deref(), Some("mcp.example.com"));
        assert_eq!(host("https://good.example.com@evil.example.net/").as_deref(), Some("evil.example.net"));
        assert_eq!(host("http://[0:0::1]:80/").as_deref(), Some("::1"));
        assert_eq!(host("git+ssh://git@git.example/o/r.git").as_deref(), Some("git.example"));
        assert_eq!(host("git@git.example:o/r.git").as_deref(), Some("git.example"));
        for text in [
            "https://evil.example.net\\@good.example.com/",
            "https://good.example.com%2eevil.example.net/",
            "https://${HOST}/",
            "https:///good.example.com",
            "https:good.example.com",
            "https://ex\u{430}mple.com/",
            "http://0x7f.1/",
            "http://2130706433/",
            "http://127.0.0.010/",
            "http://[::1",
            "http://[::1]x:3/",
            "https://h.example.com:99999/",
            "https://a b/",
            "",
        ] {
            assert_eq!(host(text), None, "{text}");
        }
    }

    #[test]
    fn an_address_is_written_as_it_is_compared() {
        let text = |url: &str| Address::parse(url).and_then(|address| address.text());
        assert_eq!(text("HTTPS://H.example.com:443/A/?k=v").as_deref(), Some("https://h.example.com/A"));
        assert_eq!(text("http://h.example.com:8080").as_deref(), Some("http://h.example.com:8080"));
        assert_eq!(text("https://h.example.com/a/%2E./b"), None);
    }

    #[test]
    fn hosts_match_exactly_or_below() {
        let matches = |pattern: &str, url: &str| {
            HostPattern::parse(pattern, false).unwrap().differs(&Address::parse(url).unwrap()).is_none()
        };
        assert!(matches("mcp.example.com", "https://MCP.example.com/a"));
        assert!(matches("mcp.example.com", "https://mcp.example.com:8443/a"));
        assert!(!matches("mcp.example.com:443", "https://mcp.example.com:8443/a"));
        assert!(matches("mcp.example.com:443", "https://mcp.example.com/a"));
        assert!(matches("*.example.com", "https://a.b.example.com/"));
        assert!(!matches("*.example.com", "https://example.com/"));
        assert!(!matches("*.example.com", "https://badexample.com/"));
        assert!(!matches("mcp.example.com", "https://mcp.example.com.evil.example.net/"));
        for bad in ["https://h.example.com", "h/x", "*", "*.com", "a.*.com", "", "ex\u{430}mple.com", "h:x"] {
            assert!(HostPattern::parse(bad, false).is_err(), "{bad}");
        }
        assert!(HostPattern::parse("*", true).unwrap().differs(&Address::parse("https://x/").unwrap()).is_none());
    }
}
