//! Where the user's own registries are, and how they are asked.
//!
//! - files are read elsewhere (`stockade-scan` reads them for launch lines) and come in as plain settings, the strongest
//!   first; what they mean for a request is decided here;
//! - where nobody configured a registry the installed client is asked for its own default ([`ask`]); where there is no
//!   client either, that is an error which says how to set one;
//! - a project's file names no credential unless the caller trusts the project: `${…}` in it would send a secret of the
//!   user's environment to a host that the project chose;
//! - certificates are always verified: a setting that turns that off is told as a problem, not obeyed.

use std::path::PathBuf;

use crate::http::{Address, Answer, Client, FetchError, Request, Route};
use crate::{Credential, RegistryError, Secret};

mod accounts;
pub mod ask;
mod keyring;
mod netrc;
pub mod npm;
pub mod oci;
pub mod pypi;
mod url;

pub use accounts::{Account, Accounts};
pub use keyring::Keyring;

/// One setting of a client, variables filled in.
#[derive(Clone, Debug)]
pub struct Setting {
    /// Its name, as the client compares it.
    pub key: String,
    /// Its value, which may be or hold a secret.
    pub value: Secret,
    /// The file that says so; none for the environment.
    pub file: Option<PathBuf>,
    /// Whether that file came with a project.
    pub project: bool,
}

/// Why it is not known which registry to ask, or how.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// Nobody configured one, and the client could not be asked.
    #[error("no registry is configured for {ecosystem}, and {client} could not be asked for its own: {reason}")]
    NoRegistry {
        /// `npm` or `PyPI`.
        ecosystem: &'static str,
        /// The client.
        client: &'static str,
        /// What happened.
        reason: String,
    },
    /// A registry's address that cannot be used.
    #[error("the registry in {place} cannot be used: {reason}")]
    Address {
        /// Which setting of which file.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A setting that cannot be used.
    #[error("{place} cannot be used: {reason}")]
    Setting {
        /// Which setting of which file.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Roots or proxies.
    #[error(transparent)]
    Route(#[from] FetchError),
}

impl SettingsError {
    /// How to go on.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoRegistry { client: "npm", .. } => {
                "set one: `npm config set registry https://registry.example/`, or `registry=` in `.npmrc`"
            }
            Self::NoRegistry { .. } => {
                "set one: `index-url` in `pip.conf` or PIP_INDEX_URL for pip, `[[index]]` in `uv.toml` or UV_DEFAULT_INDEX for uv"
            }
            Self::Address { .. } => "write it as `https://registry.example/path/`",
            Self::Setting { .. } => "correct it, or take it out",
            Self::Route(error) => error.hint(),
        }
    }
}

/// A registry as the user has configured it.
#[derive(Clone, Debug)]
pub struct Registry {
    /// Its address, below which everything lies.
    pub address: Address,
    /// Who says that it is this one, for messages.
    pub origin: String,
    /// How it is reached.
    pub route: Route,
    /// Who asks.
    pub accounts: Accounts,
    /// Where else a password may be.
    pub keyring: Option<Keyring>,
}

impl Registry {
    /// One that anybody may ask.
    pub fn open(address: Address, origin: impl Into<String>, route: Route) -> Self {
        Self { address, origin: origin.into(), route, accounts: Accounts::default(), keyring: None }
    }

    /// What people call it.
    pub fn shown(&self) -> String {
        self.address.shown()
    }

    /// An address below it; the parts of the path become encoded.
    ///
    /// # Errors
    /// [`FetchError::Address`] where that is none.
    pub fn below(&self, parts: &[&str]) -> Result<Address, FetchError> {
        let parts: Vec<String> = parts.iter().map(|part| crate::http::encode(part)).collect();
        self.address.below(&parts.join("/"))
    }

    /// The 200 that answers a request; `what` is what it asks for, in words.
    ///
    /// # Errors
    /// [`RegistryError`], with those of no such thing and of no right to it told apart.
    pub fn ask(&self, client: &Client, what: &str, request: &Request<'_>) -> Result<Answer, RegistryError> {
        let credential = self.accounts.of(request.address());
        let mut answer = self.send(client, request, credential)?;
        let mut known = credential.is_some();
        if matches!(answer.status.as_u16(), 401 | 403)
            && !known
            && let Some(found) = self.keyring.as_ref().and_then(|keyring| keyring.ask(request.address()))
        {
            known = true;
            answer = self.send(client, request, Some(&found))?;
        }
        match answer.status.as_u16() {
            200 => Ok(answer),
            404 | 410 => Err(RegistryError::NotFound { registry: self.shown(), what: what.to_owned() }),
            status @ (401 | 403) => {
                Err(RegistryError::Refused { registry: self.shown(), what: what.to_owned(), status, credential: known })
            }
            _ => Err(FetchError::Status { address: answer.address.shown(), status: answer.status }.into()),
        }
    }

    /// Any answer at all, as somebody.
    pub(crate) fn send(
        &self,
        client: &Client,
        request: &Request<'_>,
        credential: Option<&Credential>,
    ) -> Result<Answer, FetchError> {
        // Whoever configured `http` chose it for this registry, and for nothing that the registry names beyond it.
        let plain = !self.address.is_encrypted();
        client.ask(&self.route, &request.clone().credential(credential).plain(plain))
    }
}
