//! The real command line clients whose `mcp add` writes configs.
//!
//! Their platform binaries are ordinary optional dependencies, so install scripts stay off. One client's script puts the
//! binary in its place without a download; that one is run by name.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::node::Node;
use super::stamp::Folder;
use crate::process;

/// A client: its command, its package, and the script of the package that must run once.
struct Client {
    command: &'static str,
    package: &'static str,
    version: &'static str,
    script: Option<&'static str>,
}

const CLIENTS: &[Client] = &[
    Client { command: "claude", package: "@anthropic-ai/claude-code", version: "2.1.330", script: Some("install.cjs") },
    Client { command: "codex", package: "@openai/codex", version: "0.169.0", script: None },
    Client { command: "gemini", package: "@google/gemini-cli", version: "0.61.0", script: None },
];

/// What is pinned here.
pub(crate) fn versions() -> Vec<(&'static str, &'static str)> {
    CLIENTS.iter().map(|client| (client.command, client.version)).collect()
}

/// Installs all, and returns command name to path.
pub(crate) fn install(folder: &Folder, node: &Node) -> Result<BTreeMap<&'static str, PathBuf>> {
    let mut found = BTreeMap::new();
    for Client { command, package, version, script } in CLIENTS {
        let spec = format!("{package}@{version}");
        let executable = format!("node_modules/.bin/{command}");
        let part = folder.part(command, &spec, &[&executable], |into| {
            node.npm_install(into, std::slice::from_ref(&spec))?;
            if let Some(script) = script {
                let package = into.join("node_modules").join(package);
                process::run_quietly(Command::new(&node.node).arg(script).current_dir(package))?;
            }
            process::run_quietly(Command::new(into.join(&executable)).arg("--version").env("PATH", node.path()?))?;
            Ok(())
        })?;
        found.insert(*command, part.join(executable));
    }
    Ok(found)
}
