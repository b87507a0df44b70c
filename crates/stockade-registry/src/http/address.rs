//! An address that may be fetched, and where a redirect may lead from it.

use stockade_model::visible;
use ureq::http::Uri;
use ureq::http::uri::Authority;

use super::{FetchError, OTHER_HOST};

/// Longer ones are shortened in messages.
const SHOWN: usize = 200;

/// An `http` or `https` address with a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(Uri);

impl Address {
    /// Reads one. Credentials in it are refused: they would stand in shell histories and process lists.
    ///
    /// # Errors
    /// [`FetchError::Address`], which never repeats a password.
    pub fn parse(text: &str) -> Result<Self, FetchError> {
        let refuse = |reason| FetchError::Address { address: visible::short(bare(text), SHOWN), reason };
        let odd = "it is no address, or has characters that an address cannot have";
        let uri: Uri = text.parse().ok().filter(|_| text.is_ascii()).ok_or_else(|| refuse(odd))?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err(refuse("only `https` and `http` are spoken"));
        }
        let authority = uri.authority().map(Authority::as_str);
        if authority.is_some_and(|authority| authority.contains('@')) {
            return Err(FetchError::Address {
                address: format!("{}://…", uri.scheme_str().unwrap_or_default()),
                reason: "it holds a user name or a password",
            });
        }
        if uri.host().is_none_or(str::is_empty) {
            return Err(refuse("it names no host"));
        }
        Ok(Self(uri))
    }

    /// For the client.
    pub const fn uri(&self) -> &Uri {
        &self.0
    }

    /// Whether the connection is.
    pub fn is_encrypted(&self) -> bool {
        self.0.scheme_str() == Some("https")
    }

    /// The host, an address without its brackets.
    pub fn host(&self) -> &str {
        self.0.host().unwrap_or_default().trim_start_matches('[').trim_end_matches(']')
    }

    /// The port, also where it is not written.
    pub fn port(&self) -> u16 {
        self.0.port_u16().unwrap_or(if self.is_encrypted() { 443 } else { 80 })
    }

    /// For messages: a query may hold a secret and is left out.
    pub fn shown(&self) -> String {
        visible::short(bare(&self.0.to_string()), SHOWN)
    }

    /// The whole of it but for query and fragment.
    pub fn bare(&self) -> String {
        bare(&self.0.to_string()).to_owned()
    }

    /// Whether a credential for the one may be sent to the other.
    pub fn is_same_origin(&self, other: &Self) -> bool {
        self.is_encrypted() == other.is_encrypted()
            && self.port() == other.port()
            && self.host().eq_ignore_ascii_case(other.host())
    }

    /// An address below this one, as a folder: `path` is already encoded and has no slash in front.
    ///
    /// # Errors
    /// [`FetchError::Address`] where that is none.
    pub fn below(&self, path: &str) -> Result<Self, FetchError> {
        let folder = self.bare();
        Self::parse(&format!("{}/{path}", folder.trim_end_matches('/')))
    }

    /// Where a reference leads that stands in a document of this address (RFC 3986, section 5.2); to any host.
    ///
    /// # Errors
    /// [`FetchError::Address`] where that is no address.
    pub fn join(&self, reference: &str) -> Result<Self, FetchError> {
        Self::parse(&self.resolved(reference))
    }

    /// Where a `Location` leads (RFC 9110, section 10.2.2). Only the same host is followed, on the same port unless the
    /// connection becomes an encrypted one, and `hosts` beside it.
    ///
    /// # Errors
    /// [`FetchError::Redirect`] where it leads anywhere else.
    pub fn follow(&self, to: &str, hosts: &[String]) -> Result<Self, FetchError> {
        let text = self.resolved(to);
        let refuse =
            |reason| FetchError::Redirect { from: self.shown(), to: visible::short(bare(&text), SHOWN), reason };
        let next = Self::parse(&text).map_err(|_| refuse("which is no address that could be fetched"))?;
        if self.is_encrypted() && !next.is_encrypted() {
            return Err(refuse("which is not encrypted"));
        }
        if !next.host().eq_ignore_ascii_case(self.host()) {
            let listed = hosts.iter().any(|host| host.eq_ignore_ascii_case(next.host()));
            return if listed { Ok(next) } else { Err(refuse(OTHER_HOST)) };
        }
        if next.port() != self.port() && self.is_encrypted() == next.is_encrypted() {
            return Err(refuse("which is another port"));
        }
        Ok(next)
    }

    fn resolved(&self, to: &str) -> String {
        let scheme = self.0.scheme_str().unwrap_or("https");
        let authority = self.0.authority().map_or("", Authority::as_str);
        if to.split(['/', '?', '#']).next().unwrap_or("").contains(':') {
            to.to_owned()
        } else if to.starts_with("//") {
            format!("{scheme}:{to}")
        } else if to.starts_with('/') {
            format!("{scheme}://{authority}{}", flat(to))
        } else {
            let folder = self.0.path().rsplit_once('/').map_or("", |(folder, _)| folder);
            format!("{scheme}://{authority}{}", flat(&format!("{folder}/{to}")))
        }
    }
}

/// A path without `.` and `..` (RFC 3986, section 5.2.4); what stands behind it stays.
fn flat(path: &str) -> String {
    let end = path.find(['?', '#']).unwrap_or(path.len());
    let (path, rest) = path.split_at_checked(end).unwrap_or((path, ""));
    let mut out: Vec<&str> = Vec::new();
    for part in path.split('/').skip(1) {
        match part {
            "." => {}
            ".." => drop(out.pop()),
            part => out.push(part),
        }
    }
    let slash = if path.ends_with("/.") || path.ends_with("/..") { "/" } else { "" };
    format!("/{}{slash}{rest}", out.join("/"))
}

/// One part of a path, with nothing in it that would end the part or leave it (RFC 3986, section 3.3).
pub fn encode(part: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(part.len());
    for byte in part.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'@' | b'+' | b'!' => {
                out.push(char::from(byte));
            }
            byte => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    // A part of dots alone leads up.
    if out == "." || out == ".." { out.replace('.', "%2E") } else { out }
}

/// Without query and fragment.
fn bare(text: &str) -> &str {
    text.split(['?', '#']).next().unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reason(result: Result<Address, FetchError>) -> String {
        result.unwrap_err().to_string()
    }

    #[test]
    fn addresses_have_a_host_and_no_password() {
        let address = Address::parse("https://packs.example.com/a.pack?token=hunter2#x").unwrap();
        assert_eq!((address.host(), address.port()), ("packs.example.com", 443));
        assert_eq!(address.shown(), "https://packs.example.com/a.pack");
        assert_eq!(Address::parse("http://[::1]:8080/").unwrap().host(), "::1");
        for (text, part) in [
            ("ftp://packs.example.com/", "only `https`"),
            ("packs.example.com", "only `https`"),
            ("https:///a", "cannot be fetched"),
            ("https://a b/", "cannot be fetched"),
            ("https://packs.example.com/\u{202e}", "cannot be fetched"),
        ] {
            assert!(reason(Address::parse(text)).contains(part), "{text}");
        }
        let secret = reason(Address::parse("https://me:hunter2@packs.example.com/"));
        assert!(secret.contains("a password") && !secret.contains("hunter2"), "{secret}");
    }

    #[test]
    fn redirects_stay_where_they_are() {
        let from = |text: &str, to: &str| Address::parse(text).unwrap().follow(to, &[]);
        let here = "https://packs.example.com/v1/latest?x";
        for (to, end) in [
            ("a.pack", "https://packs.example.com/v1/a.pack"),
            ("/a.pack", "https://packs.example.com/a.pack"),
            ("//packs.example.com/a", "https://packs.example.com/a"),
            ("https://PACKS.example.com:443/a", "https://PACKS.example.com:443/a"),
        ] {
            assert_eq!(from(here, to).unwrap().shown(), end);
        }
        for (to, part) in [
            ("https://evil.example/a", "another host"),
            ("//evil.example/a", "another host"),
            ("https://packs.example.com.evil.example/", "another host"),
            ("https://packs.example.com@evil.example/", "no address"),
            ("http://packs.example.com/a", "not encrypted"),
            ("https://packs.example.com:8443/a", "another port"),
            ("file:///etc/passwd", "no address"),
        ] {
            assert!(reason(from(here, to)).contains(part), "{to}");
        }
        assert!(from("http://packs.example.com/", "https://packs.example.com/a").unwrap().is_encrypted());
        let listed = ["files.example.com".to_owned()];
        let to = |to: &str| Address::parse(here).unwrap().follow(to, &listed);
        assert_eq!(to("https://FILES.example.com/a").unwrap().host(), "FILES.example.com");
        assert!(reason(to("http://files.example.com/a")).contains("not encrypted"));
        assert!(reason(to("https://a.files.example.com/a")).contains("another host"));
    }

    #[test]
    fn references_are_resolved_against_the_document() {
        let page = Address::parse("https://registry.example/simple/name/?x").unwrap();
        for (reference, whole) in [
            ("a.whl#sha256=1", "https://registry.example/simple/name/a.whl"),
            ("../../files/a.whl", "https://registry.example/files/a.whl"),
            ("../../../../a.whl", "https://registry.example/a.whl"),
            ("./a/./b/..", "https://registry.example/simple/name/a/"),
            ("/files/a.whl", "https://registry.example/files/a.whl"),
            ("https://files.example/a.whl", "https://files.example/a.whl"),
            ("//files.example/a:b", "https://files.example/a:b"),
        ] {
            assert_eq!(page.join(reference).unwrap().shown(), whole, "{reference}");
        }
        assert!(page.join("javascript:alert(1)").is_err());
        assert!(page.join("https://me:hunter2@files.example/").is_err());
        assert_eq!(page.below("a/b").unwrap().bare(), "https://registry.example/simple/name/a/b");
    }

    #[test]
    fn a_part_of_a_path_stays_one() {
        assert_eq!(encode("@scope/name"), "@scope%2Fname");
        assert_eq!(encode("../../x?y#z"), "..%2F..%2Fx%3Fy%23z");
        assert_eq!((encode(".."), encode("."), encode("a..b")), ("%2E%2E".into(), "%2E".into(), "a..b".into()));
        assert_eq!(encode("1.0+cpu é"), "1.0+cpu%20%C3%A9");
    }
}
