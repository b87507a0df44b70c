//! A home of a given number of servers: a file for each client, and projects with manifests, lock files and settings.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::launch;
use crate::table::File;

/// So many servers come with one project: four of them stand in the project's own file or are private to it.
const SERVERS_OF_A_PROJECT: usize = 20;
/// Packages in a lock file.
const LOCKED: usize = 150;

/// A home that was built.
#[derive(Debug)]
pub(crate) struct Home {
    /// The home itself.
    pub(crate) path: PathBuf,
    /// An empty system root.
    pub(crate) root: PathBuf,
    /// The project that a run starts in.
    pub(crate) project: PathBuf,
    /// How many files were written.
    pub(crate) files: usize,
    /// How many servers they hold.
    pub(crate) servers: usize,
}

impl Home {
    /// Builds it in an empty folder, or takes it as it is.
    pub(crate) fn build(folder: &Path, clients: &[File], servers: usize) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("cannot create `{}`", folder.display()))?;
        let folder = folder.canonicalize().context("the folder that was just made")?;
        let (path, root) = (folder.join("home"), folder.join("root"));
        let project = path.join("src/project-0");
        if !root.is_dir() {
            fill(&path, clients, servers)?;
            fs::create_dir_all(&root).context("the system root")?;
        }
        Ok(Self { files: count(&path)?, path, root, project, servers })
    }
}

fn fill(home: &Path, clients: &[File], servers: usize) -> Result<()> {
    let projects = servers.div_ceil(SERVERS_OF_A_PROJECT);
    let own = servers.checked_sub(projects * 4).context("too few servers")?;
    let mut next = 0..servers;
    let mut recorded = serde_json::Map::new();
    for number in 0..projects {
        let folder = home.join(format!("src/project-{number}"));
        project(&folder, number, &next.by_ref().take(3).collect::<Vec<_>>())?;
        let local: Value = next.by_ref().take(1).map(|n| (launch::name(n), launch::entry(n))).collect();
        recorded.insert(folder.display().to_string(), json!({ "mcpServers": local, "history": ["hello", "and then"] }));
    }
    let mut recorded = Some(recorded);
    for (at, file) in clients.iter().enumerate() {
        let share = own * (at + 1) / clients.len() - own * at / clients.len();
        let entries: Vec<usize> = next.by_ref().take(share).collect();
        let more = match file.client {
            "claude-code" => json!({ "numStartups": 7, "projects": recorded.take() }),
            _ => Value::Null,
        };
        file.write(home, &entries, more)?;
    }
    ensure!(recorded.is_none() && next.next().is_none(), "the home does not hold what it should");
    Ok(())
}

/// A project: servers of its own, and what people have in projects besides.
fn project(folder: &Path, number: usize, entries: &[usize]) -> Result<()> {
    let servers: Value = entries.iter().map(|n| (launch::name(*n), launch::entry(*n))).collect();
    write(&folder.join(".mcp.json"), &serde_json::to_string_pretty(&json!({ "mcpServers": servers }))?)?;
    write(&folder.join(".git/config"), "[core]\n")?;
    write(&folder.join("README.md"), "A project.\n")?;
    for module in 0..12 {
        write(&folder.join(format!("src/part-{}/module-{module}.ts", module % 4)), "export const x = 1;\n")?;
    }
    match number % 3 {
        0 => {
            let package = json!({ "name": format!("app-{number}"), "version": "1.0.0",
                "dependencies": { "@modelcontextprotocol/sdk": "^1.20.0", "express": "^5.0.0" } });
            write(&folder.join("package.json"), &serde_json::to_string_pretty(&package)?)?;
            write(&folder.join("package-lock.json"), &serde_json::to_string_pretty(&npm_lock(&package))?)?;
            write(&folder.join(".npmrc"), "registry=https://npm.registry.example/\n")?;
        }
        1 => {
            let name = format!("tool-{number}");
            let pyproject = format!("[project]\nname = \"{name}\"\ndependencies = [\"mcp>=1.2\", \"httpx\"]\n");
            write(&folder.join("pyproject.toml"), &pyproject)?;
            write(&folder.join("uv.lock"), &uv_lock(&name))?;
        }
        _ => {
            write(&folder.join("requirements.txt"), "fastmcp==2.1.0\nhttpx\n")?;
            write(
                &folder.join("Dockerfile"),
                "FROM docker.registry.example/node:22\nCMD [\"npx\", \"-y\", \"mcp-tool-1@1.0.0\"]\n",
            )?;
            write(
                &folder.join(".github/workflows/ci.yml"),
                "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npm test\n",
            )?;
        }
    }
    Ok(())
}

fn npm_lock(package: &Value) -> Value {
    let mut packages = serde_json::Map::new();
    packages.insert(String::new(), package.clone());
    for n in 0..LOCKED {
        let name = format!("library-{n}");
        let resolved = format!("https://npm.registry.example/{name}/-/{name}-1.{n}.0.tgz");
        let entry = json!({ "version": format!("1.{n}.0"), "resolved": resolved, "integrity": "sha512-AAAA" });
        packages.insert(format!("node_modules/{name}"), entry);
    }
    json!({ "name": package["name"], "lockfileVersion": 3, "requires": true, "packages": packages })
}

fn uv_lock(name: &str) -> String {
    let mut text =
        format!("version = 1\n\n[[package]]\nname = \"{name}\"\nversion = \"0.1.0\"\nsource = {{ virtual = \".\" }}\n");
    for n in 0..LOCKED {
        let _ = write!(
            text,
            "\n[[package]]\nname = \"library-{n}\"\nversion = \"1.{n}.0\"\nsource = {{ registry = \"https://pypi.registry.example/simple\" }}\n"
        );
    }
    text
}

/// Makes the folder of a file.
pub(crate) fn folder_of(path: &Path) -> Result<()> {
    let folder = path.parent().context("a file stands in a folder")?;
    fs::create_dir_all(folder).with_context(|| format!("cannot create `{}`", folder.display()))
}

/// Writes a file, its folders included.
pub(crate) fn write(path: &Path, text: &str) -> Result<()> {
    folder_of(path)?;
    fs::write(path, text).with_context(|| format!("cannot write `{}`", path.display()))
}

fn count(folder: &Path) -> Result<usize> {
    let mut files = 0;
    for entry in fs::read_dir(folder).with_context(|| format!("cannot list `{}`", folder.display()))? {
        let entry = entry?;
        files += if entry.file_type()?.is_dir() { count(&entry.path())? } else { 1 };
    }
    Ok(files)
}
