//! What the tests need from outside, pinned, in `<target>/test-tools`.
//!
//! - packages come through the user's own npm, pip and cargo, from whatever registries those are configured with;
//! - each part is a file of its own with a pin, and a stamp says which pin is installed, so that a second run does nothing;
//! - [`ToolList`] is written as `tools.json`, and tests find it through `STOCKADE_TEST_TOOLS`.

mod clients;
mod node;
mod pip;
mod provenance;
mod redis;
mod schemas;
mod servers;
mod stamp;
mod uv;
mod verdaccio;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde::Serialize;

pub(crate) use stamp::Folder;

/// Paths of everything that was installed, as tests read them.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ToolList {
    /// One folder with `node`, `npm`, `npx`, `uv`, `uvx`, `claude`, `codex`, `gemini`, for a `PATH`.
    pub(crate) bin_dir: PathBuf,
    /// Node's executable.
    pub(crate) node: PathBuf,
    /// npm's entry script, started with `node`.
    pub(crate) npm_cli: PathBuf,
    /// npx's entry script, started with `node`.
    pub(crate) npx_cli: PathBuf,
    /// uv's executable.
    pub(crate) uv: PathBuf,
    /// uvx's executable.
    pub(crate) uvx: PathBuf,
    /// The system's Python, not a shim.
    pub(crate) python: PathBuf,
    /// Claude Code's command.
    pub(crate) claude: PathBuf,
    /// Codex's command.
    pub(crate) codex: PathBuf,
    /// Gemini CLI's command.
    pub(crate) gemini: PathBuf,
    /// The SARIF 2.1.0 JSON schema.
    pub(crate) sarif_schema: PathBuf,
    /// The folder of the CycloneDX JSON schemas.
    pub(crate) cyclonedx_schema_dir: PathBuf,
    /// The CycloneDX 1.6 JSON schema in that folder.
    pub(crate) cyclonedx_schema: PathBuf,
    /// The folder of real attestations, with `report.json` about those that no registry serves.
    pub(crate) provenance: PathBuf,
    /// Verdaccio's entry script, started with `node`.
    pub(crate) verdaccio: PathBuf,
    /// Real MCP servers and SDKs.
    #[serde(flatten)]
    pub(crate) servers: servers::Servers,
    /// Name to pinned version.
    pub(crate) versions: BTreeMap<String, String>,
}

/// Installs what is missing and writes `tools.json`.
pub(crate) fn install(folder: &Path) -> Result<ToolList> {
    let folder = Folder::new(folder)?;
    redis::install()?;
    let node = node::install(&folder)?;
    let uv = uv::install(&folder)?;
    let clients = clients::install(&folder, &node)?;
    let schemas = schemas::install(&folder, &node)?;
    let verdaccio = verdaccio::install(&folder, &node)?;
    let servers = servers::install(&folder, &node, &uv)?;
    let provenance = provenance::install(&folder, &node)?;

    let bin_dir = folder.path("bin");
    let mut links: Vec<(&str, &Path)> = vec![
        ("node", &node.node),
        ("npm", &node.npm_cli),
        ("npx", &node.npx_cli),
        ("uv", &uv.uv),
        ("uvx", &uv.uvx),
        ("python3", &uv.python),
    ];
    links.extend(clients.iter().map(|(name, path)| (*name, path.as_path())));
    stamp::link_all(&bin_dir, &links)?;

    let versions = [
        node::versions(),
        uv::versions(),
        clients::versions(),
        schemas::versions(),
        verdaccio::versions(),
        servers::versions(),
        provenance::versions(),
    ]
    .concat();
    let client = |name: &str| clients.get(name).cloned().with_context(|| format!("`{name}` was not installed"));
    let list = ToolList {
        bin_dir,
        node: node.node,
        npm_cli: node.npm_cli,
        npx_cli: node.npx_cli,
        uv: uv.uv,
        uvx: uv.uvx,
        python: uv.python,
        claude: client("claude")?,
        codex: client("codex")?,
        gemini: client("gemini")?,
        sarif_schema: schemas.sarif,
        cyclonedx_schema: schemas.cyclonedx_dir.join("bom-1.6.SNAPSHOT.schema.json"),
        cyclonedx_schema_dir: schemas.cyclonedx_dir,
        provenance,
        verdaccio,
        servers,
        versions: versions.into_iter().map(|(name, version)| (name.to_owned(), version.to_owned())).collect(),
    };
    let text = serde_json::to_string_pretty(&list).context("cannot write down the tools")?;
    let path = folder.path("tools.json");
    std::fs::write(&path, text + "\n").with_context(|| format!("cannot write `{}`", path.display()))?;
    Ok(list)
}

/// The real attestations alone, with the client that fetches them.
pub(crate) fn install_provenance(folder: &Path) -> Result<PathBuf> {
    let folder = Folder::new(folder)?;
    let node = node::install(&folder)?;
    provenance::install(&folder, &node)
}
