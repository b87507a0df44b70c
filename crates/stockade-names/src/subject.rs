//! What is judged: a name, and whatever else somebody knows of it. What nobody told is unknown.

use stockade_model::Ecosystem;

use crate::name::{Name, NameError};

/// Facts about a package, from a registry or a config. Every one may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Downloads a month (npm) or rank (PyPI), as in [`crate::pack::NameRecord::popularity`].
    pub popularity: Option<u64>,
    /// Days since the name was first published.
    pub age_days: Option<u32>,
    /// The account that publishes it.
    pub publisher: Option<String>,
    /// The repository that it says it comes from, `owner/name`.
    pub repository: Option<String>,
    /// Whether that repository's own manifest names this package.
    pub repository_names_it: Option<bool>,
    /// Whether it runs code when installed.
    pub install_hook: Option<bool>,
    /// Its first published version.
    pub first_version: Option<String>,
    /// Its newest version, or the one that would run.
    pub version: Option<String>,
    /// Whether a signed attestation says that the repository above built it.
    pub attested: Option<bool>,
}

/// What a spec or config claims besides the package that it really names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// The name that the launch line shows (`decoy@npm:evil`, `--package=evil decoy`).
    pub alias: Option<String>,
    /// The key or title under which a client lists the server.
    pub title: Option<String>,
    /// The repository to which a catalogue binds the name, `owner/name`.
    pub catalogued_repository: Option<String>,
}

/// A name to be judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// The name.
    pub name: Name,
    /// What is known of it.
    pub facts: Facts,
    /// What is claimed of it.
    pub claims: Claims,
}

impl Subject {
    /// A name of which nothing else is known.
    ///
    /// # Errors
    /// [`NameError`] for a text that is no name.
    pub fn new(ecosystem: Ecosystem, name: &str) -> Result<Self, NameError> {
        Ok(Self { name: Name::parse(ecosystem, name)?, facts: Facts::default(), claims: Claims::default() })
    }
}
