//! Why a registry's answer could not be had, or could not be used.

use crate::http::{FetchError, OTHER_HOST};
use crate::settings::SettingsError;

/// What went wrong with a question to a registry.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// It could not be fetched.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// It is not known where to ask.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// The registry has nothing of that name.
    #[error("`{registry}` has no {what}")]
    NotFound {
        /// Which registry.
        registry: String,
        /// What was asked for.
        what: String,
    },
    /// The registry wants to know who asks, or lets whoever asks have nothing.
    #[error("`{registry}` refuses to give {what}: status {status}")]
    Refused {
        /// Which registry.
        registry: String,
        /// What was asked for.
        what: String,
        /// 401 or 403.
        status: u16,
        /// Whether something was sent that proves who asks.
        credential: bool,
    },
    /// The answer is something else than what the registry's protocol asks for.
    #[error("the answer of `{address}` cannot be used: {reason}")]
    Malformed {
        /// What answered.
        address: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A name that cannot be a package of that registry.
    #[error("`{name}` is no name of a package")]
    Name {
        /// As it was given, shortened.
        name: String,
    },
}

impl RegistryError {
    /// How to go on.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Fetch(FetchError::Redirect { reason: OTHER_HOST, .. }) => {
                "if you trust where it leads, name that address, or list its host under `redirects` of `[registries]`"
            }
            Self::Fetch(error) => error.hint(),
            Self::Settings(error) => error.hint(),
            Self::NotFound { .. } => "check the spelling, and whether this registry is the one that should have it",
            Self::Refused { credential: true, .. } => "the token or password that is configured is not accepted there",
            Self::Refused { .. } => "configure a token or password for this registry where its client reads it",
            Self::Malformed { .. } => "it may be a login page or a proxy's; ask the registry's owner",
            Self::Name { .. } => "check the spelling",
        }
    }

    /// Whether the registry said clearly that there is no such thing.
    pub const fn is_not_found(&self) -> bool {
        matches!(self, Self::NotFound { .. })
    }
}
