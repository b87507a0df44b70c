//! Where the user's packages come from, and who else knows something about them.

use stockade_assess::advisory::Advisories;
use stockade_registry::Registry;
use stockade_registry::settings::ask::Asker;
use stockade_registry::settings::npm::NpmSettings;
use stockade_registry::settings::oci::OciSettings;
use stockade_registry::settings::pypi::PypiSettings;

use crate::Trust;

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
    /// Advisories that were imported. With an OSV service both count.
    pub advisories: Option<Advisories>,
    /// An MCP Registry.
    pub mcp: Option<Registry>,
    /// Verifies provenance.
    pub trust: Option<Trust>,
}
