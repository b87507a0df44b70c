//! Whose a host is: reserved, a namespace, the package's own brand, or somebody's.
//!
//! Constraints:
//! - a domain is what somebody registers: one label below a public suffix (<https://publicsuffix.org>), so that two names
//!   below `co.jp` are two parties;
//! - suffixes that a company lends (`workers.dev`, `s3.amazonaws.com`, `github.io`) are public as well: whoever has an
//!   account has a name there, so that none of it is a brand's, the company's own neither;
//! - an address has no domain: its neighbours are other people's.

use psl::{List, Psl, Type};

/// Hosts whose names stand in schemas and licences. Nobody can put anything there for a package to fetch.
const NAMESPACES: &[&str] = &[
    "json-schema.org",
    "schema.org",
    "www.w3.org",
    "w3.org",
    "spdx.org",
    "creativecommons.org",
    "www.apache.org",
    "opensource.org",
    "tools.ietf.org",
    "www.ietf.org",
    "www.rfc-editor.org",
    "datatracker.ietf.org",
];

/// Hosts that say nothing: reserved and local ones, namespaces, and those of the package's own brand.
pub(crate) fn is_ordinary(host: &str, package: &str) -> bool {
    is_reserved(host) || NAMESPACES.contains(&host) || is_own(host, package)
}

/// Names that never leave this machine, or that lead nowhere (RFC 2606, RFC 6761); private and loopback addresses.
pub(crate) fn is_reserved(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let bare = host.trim_start_matches('[').split(']').next().unwrap_or("");
    if let Ok(address) = bare.parse::<std::net::IpAddr>() {
        return match address {
            std::net::IpAddr::V4(v4) => {
                v4.is_loopback() || v4.is_private() || v4.is_link_local() || v4.is_unspecified()
            }
            std::net::IpAddr::V6(v6) => v6.is_loopback() || v6.is_unspecified(),
        };
    }
    let host = host.split(':').next().unwrap_or("");
    let ends = |name: &str| host == name || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'));
    ["localhost", "test", "invalid", "example", "local", "internal", "example.com", "example.net", "example.org"]
        .iter()
        .any(|name| ends(name))
}

/// What somebody registered: the domain below the public suffix, and the host as it is where there is none.
pub(super) fn registered(host: &str) -> String {
    let bare = host.trim_start_matches('[').split(']').next().unwrap_or(host);
    if bare.parse::<std::net::IpAddr>().is_ok() {
        return bare.to_owned();
    }
    let host = plain(host);
    psl::domain_str(&host).map(str::to_owned).unwrap_or(host)
}

/// In lower case, without a port and a dot at the end.
fn plain(host: &str) -> String {
    host.split(':').next().unwrap_or("").trim_end_matches('.').to_ascii_lowercase()
}

/// Whether the domain bears a word of the package's name: `api.acme.com` in `@acme/mail`.
fn is_own(host: &str, package: &str) -> bool {
    let host = plain(host);
    let lent = List.suffix(host.as_bytes()).is_some_and(|suffix| suffix.typ() == Some(Type::Private));
    // The label that somebody registered, and no other: `acme.evil.com` is not Acme's.
    let Some((label, _)) = psl::domain_str(&host).filter(|_| !lent).and_then(|domain| domain.split_once('.')) else {
        return false;
    };
    package
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.len() >= 4 && !["server", "client", "node", "python"].contains(word))
        .any(|word| word.eq_ignore_ascii_case(label))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_and_reserved_hosts_are_ordinary() {
        for host in
            ["localhost", "localhost:3000", "127.0.0.1", "10.0.0.8", "[::1]", "api.example.com", "x.test", "a.local"]
        {
            assert!(is_reserved(host), "{host}");
        }
        for host in ["evil.com", "example.com.evil.com", "myexample.com", "8.8.8.8", "localhost.evil.com"] {
            assert!(!is_reserved(host), "{host}");
        }
    }

    #[test]
    fn a_domain_is_what_somebody_registers_and_an_address_is_itself() {
        for (host, expected) in [
            ("api.acme.dev", "acme.dev"),
            ("www.acme.co.jp", "acme.co.jp"),
            ("www.acme.com.br", "acme.com.br"),
            ("a.acme.workers.dev:443", "acme.workers.dev"),
            ("acme-drop.s3.amazonaws.com", "acme-drop.s3.amazonaws.com"),
            ("github.io", "github.io"),
            ("localhost", "localhost"),
            ("8.8.4.4", "8.8.4.4"),
            ("[2001:db8::1]", "2001:db8::1"),
        ] {
            assert_eq!(registered(host), expected, "{host}");
        }
    }

    #[test]
    fn a_brands_own_host_is_one_it_registered() {
        assert!(is_own("api.postmarkapp.com", "postmarkapp-mcp") && is_own("acme.io", "@acme/mail"));
        assert!(is_own("acme.co.uk", "@acme/mail"));
        assert!(!is_own("acme.evil.com", "@acme/mail") && !is_own("mcp.com", "x-mcp") && !is_own("acme", "@acme/mail"));
    }

    #[test]
    fn what_is_lent_is_nobodys_brand() {
        for (host, package) in [
            ("drop.workers.dev", "workers-mcp"),
            ("acme.workers.dev", "@acme/mail"),
            ("x.s3.amazonaws.com", "amazonaws-mcp"),
            ("x.vercel.app", "@vercel/mcp"),
            ("vercel.app", "@vercel/mcp"),
            ("x.github.io", "github-mcp"),
        ] {
            assert!(!is_own(host, package), "{host} in {package}");
        }
    }
}
