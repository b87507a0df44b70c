//! Addresses as settings hold them: with a user name and a password in front of the host, perhaps.

use super::SettingsError;
use crate::http::Address;
use crate::{Credential, Secret};

/// The address without its credential, and the credential. `place` is what a message calls it.
pub(super) fn read(text: &str, place: &str) -> Result<(Address, Option<Credential>), SettingsError> {
    let (bare, user) = split(text.trim());
    let address = Address::parse(&bare)
        .map_err(|error| SettingsError::Address { place: place.to_owned(), reason: error.to_string() })?;
    Ok((address, user.map(|user| credential(&user))))
}

/// `https://user:password@host/…` as `https://host/…` and `user:password`.
fn split(text: &str) -> (String, Option<String>) {
    let Some((scheme, rest)) = text.split_once("://") else { return (text.to_owned(), None) };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
    match authority.rsplit_once('@') {
        Some((user, host)) => (format!("{scheme}://{host}{tail}"), Some(user.to_owned())),
        None => (text.to_owned(), None),
    }
}

fn credential(user: &str) -> Credential {
    let (user, password) = user.split_once(':').unwrap_or((user, ""));
    Credential::Basic { user: Secret::new(decode(user)), password: Secret::new(decode(password)) }
}

/// `%40` as `@`; what is no such sequence stays.
pub(super) fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let pair = bytes.get(at + 1..at + 3).and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.filter(|_| *byte == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(decoded) => {
                out.push(decoded);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_taken_out_of_addresses() {
        let (address, credential) = read("https://an%6e:p%40ss@a.example:8443/simple?x", "`index-url`").unwrap();
        assert_eq!((address.bare().as_str(), address.port()), ("https://a.example:8443/simple", 8443));
        let wanted = Credential::Basic { user: Secret::new("ann"), password: Secret::new("p@ss") };
        assert_eq!(credential.unwrap(), wanted);
        assert_eq!(read("https://a.example/@scope", "x").unwrap().1, None);
        let error = read("ftp://ann:hunter2@a.example/", "`index-url` of `pip.conf`").unwrap_err().to_string();
        assert!(error.contains("`index-url` of `pip.conf`") && !error.contains("hunter2"), "{error}");
        assert_eq!(decode("100%"), "100%");
    }
}
