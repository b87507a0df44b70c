//! `host_in`: the host of an address is one of these.
//!
//! What URL parsers read differently (backslashes, white space, two `@`, a scheme without `//`, odd forms of IPv4) is an
//! error: the server's parser may be any of them. So is an address whose host says nothing about where it leads: that of a
//! scheme that opens files or runs code (`file://example.com/etc/passwd`, `javascript://example.com/%0A…`).

use std::borrow::Cow;

use super::{Operator, Predicate, Sight, labels};
use crate::operand::{Operand, Trouble, Truth};
use crate::resolver::PathResolver;

pub(super) const OPERATOR: Operator = Operator {
    id: "host_in",
    value: "list",
    summary: "the host of the URL, or the host itself, is one of these",
    sight: Sight::Each,
    compile: |node, _| Ok(Box::new(Hosts(labels::Labels::compile(node)?))),
};

/// Schemes whose host is the one that is connected to, in lower case.
const NETWORK: &[&str] = &[
    "http",
    "https",
    "ws",
    "wss",
    "ftp",
    "ftps",
    "sftp",
    "ssh",
    "git",
    "git+http",
    "git+https",
    "git+ssh",
    "svn",
    "redis",
    "rediss",
    "postgres",
    "postgresql",
    "mysql",
    "mongodb",
    "amqp",
    "amqps",
    "mqtt",
    "mqtts",
    "nats",
    "grpc",
    "grpcs",
    "smtp",
    "smtps",
    "imap",
    "imaps",
    "ldap",
    "ldaps",
    "rtsp",
    "rtmp",
    "tcp",
    "udp",
    "tls",
];

struct Hosts(labels::Labels);

impl Predicate for Hosts {
    fn one(&self, operand: Operand<'_>, _: &dyn PathResolver) -> Truth {
        match operand.want_text() {
            Ok(text) => match host(text) {
                Some(host) => Truth::of(self.0.have(&host)),
                None => Truth::Error(Trouble::Unreadable("a URL or a host")),
            },
            Err(why) => Truth::Error(why),
        }
    }
}

/// The host, in A-labels or as a canonical address.
fn host(text: &str) -> Option<Cow<'_, str>> {
    let odd = |c: char| c.is_whitespace() || c.is_control() || c == '\\';
    if !text.bytes().all(|byte| matches!(byte, b'!'..=b'~') && byte != b'\\') && text.contains(odd) {
        return None;
    }
    let (authority, is_url) = match text.split_once("://") {
        Some((scheme, rest)) => {
            if !NETWORK.iter().any(|known| known.eq_ignore_ascii_case(scheme)) {
                return None;
            }
            // More slashes are nothing to a browser, and an empty host to others.
            let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            let (authority, behind) = rest.split_at(end);
            // `https://good.example#@evil.example`: to some the host ends with the last `@` before a slash.
            if authority.is_empty() || (!behind.starts_with('/') && behind.contains('@')) {
                return None;
            }
            (authority, true)
        }
        None => (text, false),
    };
    let authority = match authority.split_once('@') {
        Some((_, rest)) if is_url && !rest.contains('@') => rest,
        Some(_) => return None,
        None => authority,
    };
    let (name, port) = if let Some(rest) = authority.strip_prefix('[') {
        let (inner, tail) = rest.split_once(']')?;
        let address: std::net::Ipv6Addr = inner.parse().ok()?;
        (address.to_canonical().to_string().into(), tail)
    } else if !is_url && let Ok(address) = authority.parse::<std::net::Ipv6Addr>() {
        (address.to_canonical().to_string().into(), "")
    } else {
        let end = authority.find(':').unwrap_or(authority.len());
        let (name, port) = authority.split_at(end);
        if name.contains(['%', '/', '?', '#']) {
            return None;
        }
        let name = labels::ascii(name)?;
        // A last label that is a number is an IPv4 address in some form; only the plain one is read alike everywhere.
        let last = name.rsplit('.').next()?;
        let number = last.bytes().all(|byte| byte.is_ascii_digit()) || last.strip_prefix("0x").is_some();
        let name = if number { name.parse::<std::net::Ipv4Addr>().ok()?.to_string().into() } else { name };
        (name, port)
    };
    let digits = |port: &str| port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit());
    (port.is_empty() || port.strip_prefix(':').is_some_and(digits)).then_some(name)
}
