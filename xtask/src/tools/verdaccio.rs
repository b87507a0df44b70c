//! Verdaccio: a registry server that is not ours, for the test that reads what real npm publishes.

use std::path::PathBuf;

use anyhow::{Context, Result};

use super::node::Node;
use super::stamp::Folder;

const VERSION: &str = "6.8.0";

/// What is pinned here.
pub(crate) fn versions() -> Vec<(&'static str, &'static str)> {
    vec![("verdaccio", VERSION)]
}

/// Installs it, and returns its entry script, started with `node`.
pub(crate) fn install(folder: &Folder, node: &Node) -> Result<PathBuf> {
    let script = "node_modules/verdaccio/bin/verdaccio";
    let part = folder.part("verdaccio", &format!("verdaccio {VERSION}"), &[script], |into| {
        // One of its dependencies asks for a version that was taken back; npm's own way round that is an override.
        let manifest = format!(
            r#"{{"private": true, "dependencies": {{"verdaccio": "{VERSION}"}}, "overrides": {{"node-fetch": "2.7.0"}}}}"#
        );
        std::fs::write(into.join("package.json"), manifest).context("cannot write the manifest")?;
        node.npm_install(into, &[format!("verdaccio@{VERSION}")])
    })?;
    Ok(part.join(script))
}
