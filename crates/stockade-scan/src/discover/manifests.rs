//! MCP packages named in a project's own files. One format, one file `manifests/<id>.rs`, one line in the list below.

use super::Hunt;

/// Reads the manifests of every project.
pub fn read_projects(_hunt: &mut Hunt<'_>) {}
