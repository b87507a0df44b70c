//! The host of a web page that a user may be sent to.
//!
//! Constraints:
//! - what two readers of addresses could take for two hosts is refused: user names, backslashes, escapes in the host,
//!   numbers that are no plain IPv4 address;
//! - names that only a private network knows, and addresses of none but public networks (RFC 6890), are refused.

use std::borrow::Cow;
use std::net::{Ipv4Addr, Ipv6Addr};

/// The host of an HTTPS address, in lower case.
pub(super) fn public_host(url: &str) -> Result<String, Cow<'static, str>> {
    let plain = |c: char| !c.is_whitespace() && !c.is_control() && c != '\\';
    if !url.chars().all(plain) {
        return Err("its address has characters that no address has".into());
    }
    let rest = match url.split_at_checked(8) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https://") => rest,
        _ => return Err("only `https` pages may be opened".into()),
    };
    let (authority, behind) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    // `https://good.example#@evil.example`: to some readers the host ends with the last `@` before a slash.
    if authority.contains('@') || (!behind.starts_with('/') && behind.contains('@')) {
        return Err("its address has a user name in it".into());
    }
    let host = match authority.strip_prefix('[') {
        Some(rest) => {
            let (inside, port) = rest.split_once(']').ok_or("its address has half a bracket")?;
            check_port(port)?;
            let address: Ipv6Addr = inside.parse().map_err(|_| "its address has no IPv6 address in brackets")?;
            if !is_public_v6(address) {
                return Err(format!("`{address}` is not a public address").into());
            }
            return Ok(format!("[{address}]"));
        }
        None => {
            let (host, port) = authority.split_at(authority.find(':').unwrap_or(authority.len()));
            check_port(port)?;
            host
        }
    };
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let labels: Vec<&str> = host.split('.').collect();
    let is_label = |label: &&str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    };
    if !labels.iter().all(is_label) {
        return Err(format!("`{}` is not a host in ASCII", host.escape_debug()).into());
    }
    let last = labels.last().copied().unwrap_or_default();
    // Readers of addresses take a last label of digits for a number (WHATWG URL, "ends in a number").
    if last.bytes().all(|byte| byte.is_ascii_digit()) || last.starts_with("0x") {
        let address: Ipv4Addr = host.parse().map_err(|_| format!("`{host}` is not a plain IPv4 address"))?;
        if !is_public_v4(address) {
            return Err(format!("`{address}` is not a public address").into());
        }
        return Ok(host);
    }
    let private =
        ["localhost", "local", "internal", "lan", "home", "corp", "intranet", "private", "test", "invalid", "onion"];
    if labels.len() < 2 || private.contains(&last) || host.ends_with(".home.arpa") {
        return Err(format!("`{host}` is a host of a private network").into());
    }
    Ok(host)
}

fn check_port(port: &str) -> Result<(), Cow<'static, str>> {
    let digits = port.strip_prefix(':');
    let fine = port.is_empty() || digits.is_some_and(|digits| digits.is_empty() || digits.parse::<u16>().is_ok());
    if fine && !digits.is_some_and(|digits| digits.starts_with('+')) {
        Ok(())
    } else {
        Err("its address has no port".into())
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let benchmark = a == 198 && (b == 18 || b == 19);
    let special = a == 0 || a >= 224 || (a == 192 && b == 0 && c == 0);
    !(address.is_private() || address.is_loopback() || address.is_link_local() || address.is_documentation())
        && !(shared || benchmark || special)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let [first, second, ..] = segments;
    let [.., high, low] = segments;
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match (first, second) {
        // Global unicast, but for 6to4, Teredo, benchmarks and documentation.
        (0x2002, _) | (0x3fff, _) | (0x2001, 0..=0x1ff | 0xdb8) => false,
        (0x2000..=0x3fff, _) => true,
        // NAT64 stands for the IPv4 address in it.
        (0x64, 0xff9b) => embedded(high, low),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_hosts_are_shown() {
        for (url, host) in [
            ("https://example.com", "example.com"),
            ("HTTPS://Example.COM:8443/a?b#c", "example.com"),
            ("https://example.com./", "example.com"),
            ("https://a.b.example.co.uk/?x=@y", "a.b.example.co.uk"),
            ("https://a.b.example.co.uk?x=y", "a.b.example.co.uk"),
            ("https://xn--bcher-kva.example/", "xn--bcher-kva.example"),
            ("https://8.8.8.8/", "8.8.8.8"),
            ("https://[2606:4700::1111]:443/", "[2606:4700::1111]"),
        ] {
            assert_eq!(public_host(url).as_deref(), Ok(host), "{url}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for url in [
            "",
            "http://example.com",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "https:/example.com",
            "https://",
            "https:///x",
            "https://example.com@evil.example/",
            "https://user:pass@example.com/",
            "https://example.com\\@evil.example/",
            "https://example.com#@evil.example/",
            "https://example.com?@evil.example/",
            "https://exam ple.com/",
            "https://example.com\n",
            "https://b\u{fc}cher.example/",
            "https://ex%61mple.com/",
            "https://localhost/",
            "https://a.localhost/",
            "https://printer.local/",
            "https://db.internal/",
            "https://intranet/",
            "https://router.home.arpa/",
            "https://127.0.0.1/",
            "https://127.1/",
            "https://2130706433/",
            "https://0x7f.0.0.1/",
            "https://0x7f000001/",
            "https://017700000001/",
            "https://10.0.0.1/",
            "https://172.16.0.1/",
            "https://192.168.1.1/",
            "https://169.254.169.254/latest/meta-data",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://224.0.0.1/",
            "https://255.255.255.255/",
            "https://[::1]/",
            "https://[::]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::ffff:8.8.8.8]/",
            "https://[64:ff9b::7f00:1]/",
            "https://[2002:7f00:1::]/",
            "https://[fe80::1]/",
            "https://[fd00::1]/",
            "https://[2001:db8::1]/",
            "https://[fe80::1%25eth0]/",
            "https://[::1/",
            "https://example.com:99999/",
            "https://example.com:x/",
            "https://example..com/",
        ] {
            assert!(public_host(url).is_err(), "{url}");
        }
    }
}
