//! Which credential belongs to which address.

use crate::Credential;
use crate::http::Address;

/// A credential and where it may go.
#[derive(Clone, Debug)]
pub struct Account {
    /// The host, in lower case.
    pub host: String,
    /// The port; none is the usual one of the scheme, and any where `any_port` says so.
    pub port: Option<u16>,
    /// Whether the port does not matter (`.netrc` has none).
    pub any_port: bool,
    /// The path that everything of it lies below, with a slash in front.
    pub path: String,
    /// What is sent.
    pub credential: Credential,
}

impl Account {
    /// For an address and what lies below it.
    pub fn below(address: &Address, credential: Credential) -> Self {
        let path = address.uri().path().to_owned();
        Self {
            host: address.host().to_ascii_lowercase(),
            port: Some(address.port()),
            any_port: false,
            path,
            credential,
        }
    }

    fn fits(&self, address: &Address) -> bool {
        let usual = if address.is_encrypted() { 443 } else { 80 };
        let path = self.path.trim_end_matches('/');
        let below = address.uri().path().strip_prefix(path);
        self.host == address.host().to_ascii_lowercase()
            && (self.any_port || self.port.unwrap_or(usual) == address.port())
            && below.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// All of them, the strongest source first.
#[derive(Clone, Debug, Default)]
pub struct Accounts(Vec<Account>);

impl Accounts {
    /// From the strongest source to the weakest.
    pub const fn new(accounts: Vec<Account>) -> Self {
        Self(accounts)
    }

    /// The credential for an address: of those that fit the one with the longest path, and of these the first.
    pub fn of(&self, address: &Address) -> Option<&Credential> {
        let fitting = self.0.iter().rev().filter(|account| account.fits(address));
        fitting.max_by_key(|account| account.path.trim_end_matches('/').len()).map(|account| &account.credential)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Secret;

    #[test]
    fn the_longest_path_wins_and_never_another_host() {
        let account = |host: &str, port, path: &str, token: &str| Account {
            host: host.to_owned(),
            port,
            any_port: false,
            path: path.to_owned(),
            credential: Credential::Bearer(Secret::new(token)),
        };
        let accounts = Accounts::new(vec![
            account("a.example", None, "/", "root"),
            account("a.example", None, "/npm/", "npm"),
            account("a.example", Some(8080), "/", "port"),
            account("a.example", None, "/", "weaker"),
        ]);
        let of = |text: &str| {
            accounts.of(&Address::parse(text).unwrap()).map(|credential| match credential {
                Credential::Bearer(token) => token.reveal().to_owned(),
                other => format!("{other:?}"),
            })
        };
        assert_eq!(of("https://a.example/npm/x").unwrap(), "npm");
        assert_eq!(of("https://A.example/npm").unwrap(), "npm");
        assert_eq!(of("https://a.example/npmx").unwrap(), "root");
        assert_eq!(of("https://a.example:8080/npm/x").unwrap(), "port");
        assert_eq!(of("https://a.example:8081/"), None);
        assert_eq!(of("https://b.a.example/"), None);
    }
}
