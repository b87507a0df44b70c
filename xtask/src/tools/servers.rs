//! Real MCP servers and the official SDKs, for tests that put the gate in front of them.
//!
//! - each is pinned by version and installed by npm or uv without running any script of a package;
//! - Python packages come as wheels only, each set in an environment of its own: the SDK's two majors exclude each other.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use serde::Serialize;

use super::node::Node;
use super::stamp::Folder;
use super::uv::Uv;
use crate::process;

const EVERYTHING: &str = "2026.8.31";
const FILESYSTEM: &str = "2026.8.31";
const MEMORY: &str = "2026.8.31";
const INSPECTOR: &str = "2.12.0";
/// The last major in one package.
const TYPESCRIPT_1: &str = "1.32.2";
/// The major that is split into a client's and a server's package.
const TYPESCRIPT_2: &str = "2.4.0";
const GIT: &str = "2026.10.19";
const TIME: &str = "2026.10.19";
const FETCH: &str = "2026.10.24";
const PYTHON_1: &str = "1.30.0";
const PYTHON_2: &str = "2.3.0";

/// Executables of servers, and the places of SDKs.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Servers {
    /// `server-everything`'s script, started with `node`.
    pub(crate) server_everything: PathBuf,
    /// `server-filesystem`'s script, started with `node`.
    pub(crate) server_filesystem: PathBuf,
    /// `server-memory`'s script, started with `node`.
    pub(crate) server_memory: PathBuf,
    /// The inspector's script, started with `node`; `--cli` for tests.
    pub(crate) inspector: PathBuf,
    /// The folder with `node_modules` of the TypeScript SDK 1.x (`@modelcontextprotocol/sdk`).
    pub(crate) typescript_sdk_1: PathBuf,
    /// The folder with `node_modules` of the TypeScript SDK 2.x (`@modelcontextprotocol/client` and `/server`).
    pub(crate) typescript_sdk_2: PathBuf,
    /// `mcp-server-git`'s executable.
    pub(crate) mcp_server_git: PathBuf,
    /// `mcp-server-time`'s executable.
    pub(crate) mcp_server_time: PathBuf,
    /// `mcp-server-fetch`'s executable.
    pub(crate) mcp_server_fetch: PathBuf,
    /// A Python that has the Python SDK 1.x.
    pub(crate) python_sdk_1: PathBuf,
    /// A Python that has the Python SDK 2.x.
    pub(crate) python_sdk_2: PathBuf,
}

/// What is pinned here.
pub(crate) fn versions() -> Vec<(&'static str, &'static str)> {
    vec![
        ("server-everything", EVERYTHING),
        ("server-filesystem", FILESYSTEM),
        ("server-memory", MEMORY),
        ("inspector", INSPECTOR),
        ("typescript-sdk-1", TYPESCRIPT_1),
        ("typescript-sdk-2", TYPESCRIPT_2),
        ("mcp-server-git", GIT),
        ("mcp-server-time", TIME),
        ("mcp-server-fetch", FETCH),
        ("python-sdk-1", PYTHON_1),
        ("python-sdk-2", PYTHON_2),
    ]
}

/// Installs all.
pub(crate) fn install(folder: &Folder, node: &Node, uv: &Uv) -> Result<Servers> {
    let npm = |part: &str, packages: &[(&str, &str)], wanted: &[&str]| {
        let specs: Vec<String> = packages.iter().map(|(name, version)| format!("{name}@{version}")).collect();
        folder.part(part, &specs.join(" "), wanted, |into| node.npm_install(into, &specs))
    };
    let bin = |name: &str| format!("node_modules/.bin/{name}");
    let executables = [bin("mcp-server-everything"), bin("mcp-server-filesystem"), bin("mcp-server-memory")];
    let servers = npm(
        "mcp-servers",
        &[
            ("@modelcontextprotocol/server-everything", EVERYTHING),
            ("@modelcontextprotocol/server-filesystem", FILESYSTEM),
            ("@modelcontextprotocol/server-memory", MEMORY),
        ],
        &executables.each_ref().map(String::as_str),
    )?;
    let [everything, filesystem, memory] = executables.map(|path| servers.join(path));
    let executable = bin("mcp-inspector");
    let inspector = npm("mcp-inspector", &[("@modelcontextprotocol/inspector", INSPECTOR)], &[&executable])?;
    let inside = "node_modules/@modelcontextprotocol/sdk/package.json";
    let typescript_sdk_1 = npm("typescript-sdk-1", &[("@modelcontextprotocol/sdk", TYPESCRIPT_1)], &[inside])?;
    let typescript_sdk_2 = npm(
        "typescript-sdk-2",
        &[("@modelcontextprotocol/client", TYPESCRIPT_2), ("@modelcontextprotocol/server", TYPESCRIPT_2)],
        &[
            "node_modules/@modelcontextprotocol/client/package.json",
            "node_modules/@modelcontextprotocol/server/package.json",
        ],
    )?;

    let wheels = |part: &str, packages: &[(&str, &str)], wanted: &[&str]| {
        let specs: Vec<String> = packages.iter().map(|(name, version)| format!("{name}=={version}")).collect();
        folder.part(part, &specs.join(" "), wanted, |into| wheels(uv, into, &specs))
    };
    let python_servers = wheels(
        "mcp-python-servers",
        &[("mcp-server-git", GIT), ("mcp-server-time", TIME), ("mcp-server-fetch", FETCH)],
        &["bin/mcp-server-git", "bin/mcp-server-time", "bin/mcp-server-fetch"],
    )?;
    let sdk = |major: &str, version: &str| {
        wheels(&format!("python-sdk-{major}"), &[("mcp", version)], &["bin/python"]).map(|part| part.join("bin/python"))
    };
    Ok(Servers {
        server_everything: everything,
        server_filesystem: filesystem,
        server_memory: memory,
        inspector: inspector.join(executable),
        typescript_sdk_1,
        typescript_sdk_2,
        mcp_server_git: python_servers.join("bin/mcp-server-git"),
        mcp_server_time: python_servers.join("bin/mcp-server-time"),
        mcp_server_fetch: python_servers.join("bin/mcp-server-fetch"),
        python_sdk_1: sdk("1", PYTHON_1)?,
        python_sdk_2: sdk("2", PYTHON_2)?,
    })
}

/// An environment of exactly these packages and what they need.
fn wheels(uv: &Uv, into: &Path, specs: &[String]) -> Result<()> {
    let mut venv = Command::new(&uv.uv);
    venv.args(["venv", "--quiet", "--no-config", "--allow-existing", "--python"]).arg(&uv.python).arg(into);
    process::run_quietly(&mut venv)?;
    let mut install = Command::new(&uv.uv);
    install.args(["pip", "install", "--quiet", "--only-binary", ":all:", "--python"]);
    install.arg(into.join("bin/python")).args(specs);
    process::run_quietly(&mut install).map(drop)
}
