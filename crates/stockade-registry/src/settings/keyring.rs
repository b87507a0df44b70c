//! Passwords that a client keeps: `uv auth token`, and the `keyring` program that pip and uv start.
//!
//! Asked only once a registry has refused: most need no password, and a keyring may ask a human.

use super::ask::Asker;
use crate::http::Address;
use crate::{Credential, Secret};

/// Where passwords are kept.
#[derive(Clone, Debug)]
pub struct Keyring {
    asker: Asker,
    /// The name that the settings give, without a password.
    user: Option<String>,
    uv: bool,
    program: bool,
}

impl Keyring {
    /// uv's own store where `uv` says so, and `keyring` where `program` does (`keyring-provider`) and there is a name.
    pub const fn new(asker: Asker, user: Option<String>, uv: bool, program: bool) -> Self {
        Self { asker, user, uv, program }
    }

    /// The credential for an address, from the first that has one.
    pub fn ask(&self, address: &Address) -> Option<Credential> {
        let service = address.bare();
        let user = self.user.as_deref();
        let run = |program, args: &[&str]| {
            let text = self.asker.run(program, args, None).ok()?;
            let text = text.trim();
            (!text.is_empty() && !text.contains('\n')).then(|| Secret::new(text))
        };
        let named: Vec<&str> = user.into_iter().flat_map(|user| ["--username", user]).collect();
        let uv = self.uv.then(|| run("uv", &[&["auth", "token"], named.as_slice(), &[&service]].concat())).flatten();
        let keyring = || {
            let user = user.filter(|_| self.program)?;
            run("keyring", &["get", &service, user]).or_else(|| run("keyring", &["get", address.host(), user]))
        };
        let password = uv.or_else(keyring)?;
        Some(Credential::Basic { user: Secret::new(user.unwrap_or("__token__")), password })
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::collections::BTreeMap;
    use std::os::unix::fs::PermissionsExt as _;
    use std::time::Duration;

    use super::*;

    #[test]
    fn each_store_is_asked_by_its_own_words() {
        let folder = tempfile::tempdir().unwrap();
        for (name, script) in [
            ("uv", "[ \"$*\" = 'auth token https://a.example/simple/x/' ] && echo of-uv"),
            ("keyring", "[ \"$*\" = 'get b.example ann' ] && echo of-keyring"),
        ] {
            let path = folder.path().join(name);
            std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        let env = BTreeMap::from([("PATH".to_owned(), folder.path().display().to_string())]);
        let asker = Asker::new(env, folder.path().to_owned(), Duration::from_secs(20));
        let ask = |keyring: Keyring, address: &str| keyring.ask(&Address::parse(address).unwrap());
        let basic =
            |user, password| Some(Credential::Basic { user: Secret::new(user), password: Secret::new(password) });
        let (a, b) = ("https://a.example/simple/x/", "https://b.example/simple/x/");
        assert_eq!(ask(Keyring::new(asker.clone(), None, true, false), a), basic("__token__", "of-uv"));
        assert_eq!(ask(Keyring::new(asker.clone(), None, true, true), b), None);
        let ann = || Some("ann".to_owned());
        assert_eq!(ask(Keyring::new(asker.clone(), ann(), true, true), b), basic("ann", "of-keyring"));
        assert_eq!(ask(Keyring::new(asker, ann(), true, false), b), None);
    }
}
