//! Why nothing can be said about a package.

use std::path::PathBuf;
use std::sync::Arc;

use stockade_content::ArchiveError;
use stockade_model::Package;
use stockade_registry::RegistryError;
use stockade_registry::http::{CacheError, FetchError};

/// Why there is no answer. Whoever decides by it refuses.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SurveyError {
    /// The registry has no such package: a clear answer, and a bad one. Whoever registers the name first is what runs.
    #[error("`{registry}` has no package `{}`", package.name)]
    NoSuchPackage {
        /// Which.
        package: Package,
        /// Who says so.
        registry: String,
    },
    /// The package has no such version.
    #[error("`{}` has no version{}, after `{registry}`", package.name, quoted(wanted))]
    NoSuchVersion {
        /// Which.
        package: Package,
        /// The version, tag or range that was asked for; empty where none was and nothing can be taken.
        wanted: String,
        /// Who says so.
        registry: String,
    },
    /// The registry could not be asked, or its answer cannot be used.
    #[error("`{}` could not be looked up: {source}", package.name)]
    Registry {
        /// Which.
        package: Package,
        /// What happened.
        source: Arc<RegistryError>,
    },
    /// Packages of this kind cannot be looked up.
    #[error("`{package}` cannot be looked up: no client for packages of type `{}`", package.ecosystem.purl_type())]
    Unsupported {
        /// Which.
        package: Package,
    },
    /// A file whose name is no archive's.
    #[error("`{}` is no archive of a package", path.display())]
    NoArchive {
        /// Which.
        path: PathBuf,
    },
    /// A file that cannot be read.
    #[error("`{}` cannot be read: {source}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: Arc<std::io::Error>,
    },
    /// An archive that is here and cannot be opened.
    #[error("`{name}` cannot be opened: {source}")]
    Archive {
        /// Which.
        name: String,
        /// Why.
        source: ArchiveError,
    },
    /// Two things that are no versions of one another.
    #[error("`{old}` and `{new}` are packages of different kinds")]
    Different {
        /// One.
        old: String,
        /// The other.
        new: String,
    },
    /// The folder of the cache cannot be used.
    #[error(transparent)]
    Cache(Arc<CacheError>),
}

impl SurveyError {
    pub(crate) fn registry(package: &Package, error: RegistryError) -> Self {
        Self::Registry { package: package.clone(), source: Arc::new(error) }
    }

    /// Whether it is only that nothing is fetched offline.
    pub(crate) fn is_offline(&self) -> bool {
        let Self::Registry { source, .. } = self else { return false };
        matches!(&**source, RegistryError::Fetch(FetchError::Offline(_)))
    }

    /// How to go on.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NoSuchPackage { .. } => {
                "do not run it: the name is free, and whoever registers it decides what runs; check the spelling"
            }
            Self::NoSuchVersion { wanted, .. } if wanted.is_empty() => {
                "nothing of it can be installed: it may have been taken back, or only be a name that somebody holds"
            }
            Self::NoSuchVersion { .. } => "check the version; one that was taken back is not listed any more",
            Self::Registry { source, .. } => source.hint(),
            Self::Unsupported { .. } => "npm, PyPI and container images can be looked up",
            Self::NoArchive { .. } => "archives end in `.tgz`, `.whl` or `.tar.gz`",
            Self::Read { .. } => "check the path and who may read it",
            Self::Archive { .. } => "it may be damaged, or made to harm whoever opens it: do not install it",
            Self::Different { .. } => "compare two versions of a package, or two archives of one kind",
            Self::Cache(_) => "check who may write to the folder of the cache",
        }
    }

    /// Whether it is the registry's clear answer that there is no such thing, and no failure to ask.
    pub const fn is_answer(&self) -> bool {
        matches!(self, Self::NoSuchPackage { .. } | Self::NoSuchVersion { .. })
    }
}

impl From<CacheError> for SurveyError {
    fn from(error: CacheError) -> Self {
        Self::Cache(Arc::new(error))
    }
}

/// The version that was asked for, where one was.
fn quoted(wanted: &str) -> String {
    if wanted.is_empty() { String::new() } else { format!(" `{wanted}`") }
}

/// Stands where an answer is missing for no reason that anybody knows of.
pub(crate) fn nothing() -> SurveyError {
    let source = Arc::new(std::io::Error::other("nothing was found out"));
    SurveyError::Read { path: PathBuf::from("."), source }
}

#[cfg(test)]
mod tests {
    use stockade_model::Ecosystem;

    use super::*;

    #[test]
    fn a_name_without_versions_has_none() {
        let of = |wanted: &str| SurveyError::NoSuchVersion {
            package: Package::new(Ecosystem::Npm, "x"),
            wanted: wanted.to_owned(),
            registry: "https://registry.example/".to_owned(),
        };
        assert_eq!(of("").to_string(), "`x` has no version, after `https://registry.example/`");
        assert_eq!(of("^2").to_string(), "`x` has no version `^2`, after `https://registry.example/`");
        assert!(of("").hint().contains("nothing of it") && of("^2").hint().contains("check the version"));
    }
}
