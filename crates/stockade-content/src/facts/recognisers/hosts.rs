//! Hosts: in URLs anywhere, and constants under a key that says where to send.

use super::addresses::domain_at_start;
use crate::event::Event;
use crate::facts::{Class, Found};
use crate::value::GAP;
use crate::watch::{self, Role};

/// URLs of one text that are looked at.
const MAX_URLS: usize = 64;
const SCHEMES: &[&str] =
    &["http", "https", "ws", "wss", "ftp", "smtp", "smtps", "tcp", "udp", "mqtt", "mqtts", "socks5"];

pub(super) fn see(event: &Event<'_>, at: usize, found: &mut Found<'_>) {
    match event {
        Event::Text { text, key } => {
            for host in in_urls(text) {
                found.add(Class::Host, &host, at, *key);
            }
        }
        Event::Field { key, value, .. } if watch::role(key) == Some(Role::Host) => {
            value.texts(&mut |text| {
                let bare =
                    || domain_at_start(text).filter(|domain| domain.len() == text.trim().len() && !is_file(domain));
                for host in in_urls(text).into_iter().chain(bare().map(normalise)) {
                    found.add(Class::HostKey, &host, at, Some(key));
                }
            });
        }
        _ => {}
    }
}

pub(super) fn in_urls(text: &str) -> Vec<String> {
    let mut hosts = Vec::new();
    let bytes = text.as_bytes();
    let starts = memchr::memchr_iter(b':', bytes).filter(|at| bytes.get(at + 1..at + 3) == Some(b"//"));
    for at in starts.take(MAX_URLS) {
        let (Some(before), Some(after)) = (text.get(..at), text.get(at + 3..)) else { continue };
        let scheme_start = before
            .rfind(|char: char| !char.is_ascii_alphanumeric())
            .map_or(0, |at| at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8));
        let scheme = before.get(scheme_start..).unwrap_or_default();
        if !SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(scheme)) {
            continue;
        }
        let end = after
            .find(|char: char| {
                char.is_whitespace()
                    || matches!(char, '/' | '?' | '#' | '"' | '\'' | '`' | '<' | '>' | ')' | '\\' | ',' | '|' | '*')
            })
            .unwrap_or(after.len());
        let authority = after.get(..end).unwrap_or_default();
        let host = authority.rsplit('@').next().unwrap_or(authority);
        let host = match host.find(']') {
            Some(end) if host.starts_with('[') => host.get(..=end).unwrap_or(host),
            _ => host.split(':').next().unwrap_or(host),
        };
        let known = host.chars().any(|char| char.is_ascii_alphanumeric());
        let whole = host.len() < 254
            && host
                .chars()
                .all(|char| char.is_alphanumeric() || matches!(char, '.' | '-' | '_' | '[' | ']' | ':' | GAP));
        if known && whole && (host.contains(['.', ':']) || host.eq_ignore_ascii_case("localhost")) {
            hosts.push(normalise(host));
        }
    }
    hosts
}

/// Lower case, no dot at the end, `*` for what is not known.
fn normalise(host: &str) -> String {
    let host = host.trim_end_matches(['.', '-', '_']);
    if host.is_ascii() { host.to_ascii_lowercase() } else { host.to_lowercase().replace(GAP, "*") }
}

/// `index.js` under a key `url` is no host.
fn is_file(domain: &str) -> bool {
    let ending = domain.rsplit('.').next().unwrap_or_default();
    matches!(
        ending,
        "js" | "ts"
            | "json"
            | "html"
            | "py"
            | "mjs"
            | "cjs"
            | "css"
            | "svg"
            | "png"
            | "md"
            | "txt"
            | "sock"
            | "toml"
            | "yaml"
    )
}

#[cfg(test)]
mod tests {
    use super::in_urls;

    #[test]
    fn hosts_of_urls() {
        for (text, expected) in [
            ("https://API.Evil.example:8443/x?y", &["api.evil.example"][..]),
            ("see http://a.example and wss://b.example.", &["a.example", "b.example"]),
            ("https://\u{fffd}.evil.example/\u{fffd}", &["*.evil.example"]),
            ("https://user:pass@evil.example/", &["evil.example"]),
            ("http://[::1]:80/", &["[::1]"]),
            ("https://\u{fffd}/x", &[]),
            ("file:///etc/hosts", &[]),
            ("a://b", &[]),
        ] {
            assert_eq!(in_urls(text), expected, "{text}");
        }
    }
}
