//! A running process that looks like, or is known to be, an MCP server.

use std::path::PathBuf;

use serde::Serialize;

/// A snapshot of one process. Arguments have secrets replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Process {
    /// Process id.
    pub pid: u32,
    /// Parent's process id.
    pub parent: Option<u32>,
    /// The executable behind it.
    pub executable: Option<PathBuf>,
    /// Its argument vector.
    pub argv: Vec<String>,
    /// Its working directory.
    pub cwd: Option<PathBuf>,
    /// Why it counts as an MCP server; none if only a config matches it.
    pub looks_like: Option<String>,
    /// Ids of the config entries that explain it.
    pub explained_by: Vec<String>,
    /// Where it differs from what those entries would start: one line each.
    pub deviations: Vec<String>,
}
