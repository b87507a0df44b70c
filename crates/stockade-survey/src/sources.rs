//! Where the user's packages come from, and who else knows something about them.

use std::collections::BTreeSet;
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use stockade_assess::advisory::Advisories;
use stockade_model::Package;
use stockade_registry::Registry;
use stockade_registry::settings::ask::Asker;
use stockade_registry::settings::npm::NpmSettings;
use stockade_registry::settings::oci::OciSettings;
use stockade_registry::settings::pypi::PypiSettings;

use crate::Trust;

/// Advisories that lie on this machine: far more than anybody needs at a time.
pub trait Imported: fmt::Debug + Send + Sync {
    /// Every record about these packages, whatever the version.
    ///
    /// # Errors
    /// Why they cannot be read, in words.
    fn about(&self, packages: &BTreeSet<Package>) -> Result<Advisories, String>;

    /// What they are, in a few words: when they were imported.
    fn shown(&self) -> String;
}

impl Imported for Advisories {
    fn about(&self, _: &BTreeSet<Package>) -> Result<Advisories, String> {
        Ok(self.clone())
    }

    fn shown(&self) -> String {
        format!("{} records", self.len())
    }
}

/// Servers of an MCP Registry, as far as they say who publishes what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalogue {
    /// When it was taken.
    pub taken: Timestamp,
    /// Each server that names a repository and packages.
    pub servers: Vec<Listed>,
}

/// One server of a catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Where its source is said to be.
    pub repository: String,
    /// Its packages: `npm`, `pypi`, `oci`, and the name there.
    pub packages: Vec<(String, String)>,
}

/// Everybody who may be asked. Whatever is none is not asked, and the answer says that it was not.
#[derive(Debug, Default)]
pub struct Sources {
    /// npm's settings (`stockade_scan::registries::npm`): the registry of each scope, and who asks there.
    pub npm: Option<NpmSettings>,
    /// The settings of Python's clients, the preferred first: the first that names an index is asked, else the first whose
    /// client tells its own default.
    pub pypi: Vec<PypiSettings>,
    /// Docker's accounts.
    pub oci: Option<OciSettings>,
    /// Starts the installed clients where nobody configured a registry; none asks no client.
    pub asker: Option<Asker>,
    /// An OSV service.
    pub osv: Option<Registry>,
    /// Advisories that were imported. With an OSV service both count, and of one record what the service says.
    pub advisories: Option<Box<dyn Imported>>,
    /// An MCP Registry.
    pub mcp: Option<Registry>,
    /// What it listed when somebody took all of it: where it cannot be asked.
    pub catalogue: Option<Catalogue>,
    /// Verifies provenance.
    pub trust: Option<Trust>,
}
