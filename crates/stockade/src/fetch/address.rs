//! An address that may be fetched, and where a redirect may lead from it.

use ureq::http::Uri;

use super::FetchError;
use crate::visible;

/// Longer ones are shortened in messages.
const SHOWN: usize = 200;

/// An `http` or `https` address with a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(Uri);

impl Address {
    /// Reads one. Credentials in it are refused: they would stand in shell histories and process lists.
    pub fn parse(text: &str) -> Result<Self, FetchError> {
        let refuse = |reason| FetchError::Address { address: visible::short(bare(text), SHOWN), reason };
        let odd = "it is no address, or has characters that an address cannot have";
        let uri: Uri = text.parse().ok().filter(|_| text.is_ascii()).ok_or_else(|| refuse(odd))?;
        if !matches!(uri.scheme_str(), Some("http" | "https")) {
            return Err(refuse("only `https` and `http` are spoken"));
        }
        let authority = uri.authority().map(ureq::http::uri::Authority::as_str);
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

    /// Where a `Location` leads (RFC 9110, section 10.2.2). Only the same host is followed, on the same port unless the
    /// connection becomes an encrypted one.
    pub fn follow(&self, to: &str) -> Result<Self, FetchError> {
        let scheme = self.0.scheme_str().unwrap_or("https");
        let authority = self.0.authority().map_or("", |authority| authority.as_str());
        let text = if to.contains("://") {
            to.to_owned()
        } else if to.starts_with("//") {
            format!("{scheme}:{to}")
        } else if to.starts_with('/') {
            format!("{scheme}://{authority}{to}")
        } else {
            let folder = self.0.path().rsplit_once('/').map_or("", |(folder, _)| folder);
            format!("{scheme}://{authority}{folder}/{to}")
        };
        let refuse =
            |reason| FetchError::Redirect { from: self.shown(), to: visible::short(bare(&text), SHOWN), reason };
        let next = Self::parse(&text).map_err(|_| refuse("which is no address that could be fetched"))?;
        if !next.host().eq_ignore_ascii_case(self.host()) {
            return Err(refuse("which is another host"));
        }
        if self.is_encrypted() && !next.is_encrypted() {
            return Err(refuse("which is not encrypted"));
        }
        if next.port() != self.port() && self.is_encrypted() == next.is_encrypted() {
            return Err(refuse("which is another port"));
        }
        Ok(next)
    }
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
        let from = |text: &str, to: &str| Address::parse(text).unwrap().follow(to);
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
    }
}
