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
    uv: bool,
    /// Whether `keyring` may be started, and the name it is asked for.
    program: Option<String>,
}

impl Keyring {
    /// uv's own store, and `keyring` for `user` where the settings allow that (`keyring-provider`).
    pub const fn new(asker: Asker, uv: bool, program: Option<String>) -> Self {
        Self { asker, uv, program }
    }

    /// The credential for an address, from the first that has one.
    pub fn ask(&self, address: &Address) -> Option<Credential> {
        let service = address.bare();
        let one_line = |text: String| {
            let text = text.trim();
            (!text.is_empty() && !text.contains('\n')).then(|| Secret::new(text))
        };
        let run = |program, args: &[&str]| self.asker.run(program, args, None).ok().and_then(one_line);
        if self.uv
            && let Some(password) = run("uv", &["auth", "token", "--color", "never", &service])
        {
            return Some(Credential::Basic { user: Secret::new("__token__"), password });
        }
        let user = self.program.as_deref()?;
        let password = run("keyring", &["get", &service, user]);
        let password = password.or_else(|| run("keyring", &["get", address.host(), user]))?;
        Some(Credential::Basic { user: Secret::new(user), password })
    }
}
