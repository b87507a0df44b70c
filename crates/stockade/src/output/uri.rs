//! Paths and addresses as URIs, for formats that demand them.

use std::path::Path;

/// A relative URI reference of a path: what may not stand in a path segment is percent-encoded, hidden characters too.
pub(super) fn relative(path: &Path) -> String {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() };
    encode(&text, |byte| byte.is_ascii_alphanumeric() || b"-._~/@+,=!$&'()*;".contains(&byte))
}

/// The `file:` URI of an absolute path.
pub(super) fn file(path: &Path) -> String {
    let path = relative(path);
    // `C:/x` has a colon that is no scheme's.
    if path.starts_with('/') { format!("file://{path}") } else { format!("file:///{path}") }
}

/// The `file:` URI of a directory: it ends with a slash, so that relative references go below it.
pub(super) fn directory(path: &Path) -> String {
    let uri = file(path);
    if uri.ends_with('/') { uri } else { uri + "/" }
}

/// An address as an IRI reference: placeholders (`${HOST}`, `[redacted:token]`) and blanks are percent-encoded, except
/// for the brackets of an IPv6 host. None where even that gives no reference.
pub(super) fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let (scheme, rest) = text.split_once("://")?;
    let sound = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    if !sound {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at_checked(end)?;
    let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?%".contains(&byte);
    let host = authority.rsplit('@').next()?;
    let ipv6 = host.strip_prefix('[').and_then(|host| host.split_once(']')).is_some_and(|(address, port)| {
        address.parse::<std::net::Ipv6Addr>().is_ok()
            && (port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.bytes().all(|b| b.is_ascii_digit())))
    });
    let authority = if ipv6 && !authority.contains('@') { authority.to_owned() } else { host_of(authority) };
    // One fragment at most.
    let (tail, fragment) = tail.split_once('#').map_or((tail, None), |(tail, fragment)| (tail, Some(fragment)));
    let mut out = format!("{scheme}://{authority}{}", percent(&encode(tail, keep)));
    if let Some(fragment) = fragment {
        out.push('#');
        out.push_str(&percent(&encode(fragment, keep)));
    }
    Some(out)
}

/// An authority in which only a last `:digits` is a port; everything else that could mean something is encoded.
fn host_of(authority: &str) -> String {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => (host, Some(port)),
        _ => (authority, None),
    };
    let host = encode(host, |byte| byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte));
    port.map_or_else(|| host.clone(), |port| format!("{host}:{port}"))
}

/// A percent sign that does not begin an escape is itself escaped.
fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let escape = text.get(at + 1..at + 3).is_some_and(|code| code.bytes().all(|b| b.is_ascii_hexdigit()));
        out.push(c);
        if c == '%' && !escape {
            out.push_str("25");
        }
    }
    out
}

fn encode(text: &str, keep: impl Fn(u8) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if keep(byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_keep_their_slashes() {
        assert_eq!(relative(Path::new(".cursor/mcp file#1.json")), ".cursor/mcp%20file%231.json");
        assert_eq!(file(Path::new("/home/ü")), "file:///home/%C3%BC");
        assert_eq!(directory(Path::new("/")), "file:///");
    }

    #[test]
    fn addresses_become_references() {
        let cases = [
            ("https://h.example.com:8080/mcp?a=b", "https://h.example.com:8080/mcp?a=b"),
            ("https://${HOST}/m c?k=[redacted:token]", "https://%24%7BHOST%7D/m%20c?k=%5Bredacted:token%5D"),
            ("http://[::1]:3000/x", "http://[::1]:3000/x"),
            ("http://a:[redacted:x]@h/%zz#a#b", "http://a%3A%5Bredacted%3Ax%5D@h/%25zz#a%23b"),
        ];
        for (text, expected) in cases {
            assert_eq!(address(text).as_deref(), Some(expected));
        }
        assert_eq!(address("no address"), None);
        assert_eq!(address("://x"), None);
    }
}
