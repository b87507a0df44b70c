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
    /// Every account that may publish it; empty where nobody knows.
    pub maintainers: Vec<String>,
    /// How many names its publisher first published within the last 48 hours, this one among them.
    pub new_names: Option<u32>,
    /// Whether other names of its publisher were removed or deprecated by the registry.
    pub siblings_removed: Option<bool>,
    /// The repository that it says it comes from, `owner/name`. A claim: anybody can write it into his package.
    pub repository: Option<String>,
    /// Whether that repository's own manifest names this package: then the claim holds both ways.
    pub repository_names_it: Option<bool>,
    /// The repository or owner that its description says it is of, `owner/name` or `owner`.
    pub readme_names: Option<String>,
    /// Whether it runs code when installed.
    pub install_hook: Option<bool>,
    /// Its first published version.
    pub first_version: Option<String>,
    /// Its newest version, or the one that would run.
    pub version: Option<String>,
    /// Whether a signed attestation says that the repository above built it. That says where it was built and nothing of
    /// who asked for it: hijacked packages carried valid ones.
    pub attested: Option<bool>,
    /// Packages that it could be mistaken for, as their registry tells them.
    pub originals: Vec<Original>,
}

impl Facts {
    /// Whether anything is known besides the version.
    pub fn are_told(&self) -> bool {
        self.popularity.is_some()
            || self.age_days.is_some()
            || self.publisher.is_some()
            || !self.maintainers.is_empty()
            || self.new_names.is_some()
            || self.siblings_removed.is_some()
            || self.repository.is_some()
            || self.repository_names_it.is_some()
            || self.readme_names.is_some()
            || self.install_hook.is_some()
            || self.first_version.is_some()
            || self.attested.is_some()
            || !self.originals.is_empty()
    }

    /// The owner of its repository, where more than the package's own word says so.
    pub fn repository_owner(&self) -> Option<&str> {
        let checked = self.repository_names_it == Some(true) || self.attested == Some(true);
        // What the repository itself denies no attestation makes true.
        let checked = checked && self.repository_names_it != Some(false);
        self.repository.as_deref().filter(|_| checked).and_then(owner)
    }
}

/// The owner of `owner/name`.
pub(crate) fn owner(repository: &str) -> Option<&str> {
    repository.split('/').next().filter(|owner| !owner.is_empty())
}

/// A package that the subject could be mistaken for. Every fact may be unknown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// Where it lives.
    pub ecosystem: Ecosystem,
    /// Its full name.
    pub name: String,
    /// Days since its name was first published.
    pub age_days: Option<u32>,
    /// Its newest version.
    pub version: Option<String>,
    /// Every account that may publish it; empty where nobody knows.
    pub maintainers: Vec<String>,
    /// Whether the subject's description is nearly its own.
    pub same_readme: Option<bool>,
}

impl Original {
    /// A package of which nothing else is known.
    pub fn new(ecosystem: Ecosystem, name: impl Into<String>) -> Self {
        let (name, maintainers) = (name.into(), Vec::new());
        Self { ecosystem, name, age_days: None, version: None, maintainers, same_readme: None }
    }
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
