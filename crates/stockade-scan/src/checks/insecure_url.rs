//! `insecure-url`: everything said to the server can be read and changed on the way.

use stockade_model::{Confidence, Finding, Severity, Target};

use super::{Check, Scene, about, place};

pub(super) const CHECK: Check = Check {
    id: "insecure-url",
    summary: "a remote server is reached without encryption",
    severity: Severity::High,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/insecure-url.md"),
    run,
};

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for (server, _, component) in scene.components() {
        let (Target::Remote { url } | Target::Archive { url } | Target::Git { url, .. }) = &component.target else {
            continue;
        };
        let Some((scheme, rest)) = split(url) else { continue };
        if !matches!(scheme.as_str(), "http" | "ws" | "git" | "git+http" | "ftp") {
            continue;
        }
        let host = host(&rest);
        if is_loopback(&host) {
            continue;
        }
        let local = is_private(&host);
        let severity = if local { Severity::Medium } else { CHECK.severity };
        // Only the client knows which host that will be; it may be this very machine.
        let confidence = if host.contains(['$', '{', '%']) { Confidence::Medium } else { CHECK.confidence };
        let mut builder = about(&CHECK, severity, confidence, server)
            .evidence(format!("the address begins with `{scheme}://`"))
            .help("use the encrypted address (`https://`, `wss://`)");
        if local {
            builder = builder.counter_evidence(format!("`{host}` is an address of a private network"));
        }
        let message = format!("`{}` talks to `{host}` unencrypted", server.name.value);
        findings.push(builder.at(place(server, component.span), "not encrypted", message));
    }
}

/// Scheme and what stands behind its slashes, read as clients read addresses: they drop blanks around them and line
/// breaks inside, take `\\` for `/`, and do not count the slashes of `http:` and its like.
pub(super) fn split(url: &str) -> Option<(String, String)> {
    let url: String = url.trim().chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
    let (scheme, rest) = url.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    let special = matches!(scheme.as_str(), "http" | "https" | "ws" | "wss" | "ftp");
    let rest = if special { rest.trim_start_matches(['/', '\\']) } else { rest.strip_prefix("//")? };
    Some((scheme, if special { rest.replace('\\', "/") } else { rest.to_owned() }))
}

/// The host of what stands behind the scheme, in small letters.
pub(super) fn host(rest: &str) -> String {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host = authority.rsplit('@').next().unwrap_or(authority);
    match host.strip_prefix('[') {
        // `${input:host}` holds a colon of its own.
        _ if host.contains("${") => host.to_ascii_lowercase(),
        Some(v6) => v6.split(']').next().unwrap_or("").to_ascii_lowercase(),
        None => host.split(':').next().unwrap_or("").to_ascii_lowercase(),
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host.ends_with(".localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback() || address.is_unspecified())
        // A container's word for the machine it runs on.
        || host == "host.docker.internal"
}

fn is_private(host: &str) -> bool {
    match host.parse::<std::net::IpAddr>() {
        Ok(std::net::IpAddr::V4(address)) => address.is_private() || address.is_link_local(),
        Ok(std::net::IpAddr::V6(address)) => address.is_unique_local() || address.is_unicast_link_local(),
        Err(_) if host.contains(['$', '{', '%']) => false,
        Err(_) => {
            host.ends_with(".local") || host.ends_with(".internal") || host.ends_with(".lan") || !host.contains('.')
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spelling_hides_the_scheme() {
        for spelt in [" http://a.example/x", "HTTP:a.example", "http:\\\\a.example\\x", "ht\ntp:/a.example"] {
            let (scheme, rest) = split(spelt).unwrap();
            assert_eq!((scheme.as_str(), host(&rest).as_str()), ("http", "a.example"), "{spelt}");
        }
        assert_eq!(split("git://a.example/r").unwrap().0, "git");
        assert_eq!(split("a.example/mcp"), None);
        assert_eq!(split("mailto:a@a.example"), None);
    }

    #[test]
    fn hosts_are_told_apart() {
        assert_eq!(host("user:x@Example.com:80/p"), "example.com");
        assert!(is_loopback(&host("[::1]:80/")) && is_loopback("127.9.9.9") && !is_loopback("localhost.example.com"));
        assert!(
            is_private("10.0.0.1")
                && is_private("nas")
                && !is_private("${host}")
                && !is_private("example.com")
                && !is_private("127.0.0.1.example.com")
        );
    }
}
