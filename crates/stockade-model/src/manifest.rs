//! Packages named in a project's own files: MCP packages, and plain dependencies.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Package, Pin, SourceId, Span};

/// Why a named package counts as an MCP package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MentionReason {
    /// Its name follows the naming habits of MCP servers.
    Name,
    /// It is a workspace member with an MCP SDK among its dependencies.
    SdkDependency,
    /// It is an MCP SDK itself.
    Sdk,
    /// A catalogue of MCP servers lists it.
    Catalogue,
    /// A launch line in a workflow, Dockerfile or compose file starts it.
    LaunchLine,
    /// A manifest that publishes an MCP server names it (`server.json`).
    Declared,
}

/// One MCP package, named at one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mention {
    /// The package; `version` holds the locked or exact one.
    pub package: Package,
    /// How the file fixes it.
    pub pin: Pin,
    /// Which reader found it, for example `package-lock`.
    pub manifest: &'static str,
    /// Why it counts.
    pub reason: MentionReason,
    /// The file.
    pub source: SourceId,
    /// The place.
    pub span: Span,
    /// An integrity value of the lock file (SRI or `sha256:…`), as written.
    pub integrity: Option<String>,
    /// The registry or address the lock file records for it, secrets replaced.
    pub resolved: Option<String>,
}

/// A package that a project's file names and that is, by its name, no MCP package: it is judged and listed nowhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dependency {
    /// The package; `version` holds the locked or exact one.
    pub package: Package,
    /// Which reader found it, for example `package-lock`.
    pub manifest: &'static str,
    /// Whether somebody wrote the name, so that it can be a slip; in lock files a tool did.
    pub is_direct: bool,
    /// The file.
    pub source: SourceId,
    /// The place.
    pub span: Span,
    /// The address that the file records for it, secrets replaced.
    pub resolved: Option<String>,
}
