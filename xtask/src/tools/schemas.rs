//! The official schemas that outputs are validated against, from packages that carry them unchanged.
//!
//! The SARIF schema comes with the source of a crate that is fetched but never built; CycloneDX's with its own library.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::node::Node;
use super::stamp::Folder;
use crate::process;

/// The crate whose source holds `src/schema.json`.
const SARIF: (&str, &str) = ("serde-sarif", "0.8.0");
/// The npm package whose `res/schema` holds the schemas.
const CYCLONEDX: (&str, &str) = ("@cyclonedx/cyclonedx-library", "10.3.0");

/// Where the schemas are.
#[derive(Debug)]
pub(crate) struct Schemas {
    pub(crate) sarif: PathBuf,
    pub(crate) cyclonedx_dir: PathBuf,
}

/// What is pinned here.
pub(crate) fn versions() -> Vec<(&'static str, &'static str)> {
    vec![SARIF, CYCLONEDX]
}

/// Installs both.
pub(crate) fn install(folder: &Folder, node: &Node) -> Result<Schemas> {
    let (name, version) = SARIF;
    let file = "sarif-schema-2.1.0.json";
    let sarif = folder.part("sarif", &format!("{name} {version}"), &[file], |into| fetch_sarif(into, file))?;
    let (name, version) = CYCLONEDX;
    let spec = format!("{name}@{version}");
    let schemas = format!("node_modules/{name}/res/schema");
    let newest = format!("{schemas}/bom-1.6.SNAPSHOT.schema.json");
    let part =
        folder.part("cyclonedx", &spec, &[&newest], |into| node.npm_install(into, std::slice::from_ref(&spec)))?;
    Ok(Schemas { sarif: sarif.join(file), cyclonedx_dir: part.join(schemas) })
}

/// Lets cargo fetch the crate for a package that is never built, and copies the schema out of its source.
fn fetch_sarif(into: &Path, file: &str) -> Result<()> {
    let (name, version) = SARIF;
    let manifest = into.join("Cargo.toml");
    let text = format!(
        "[package]\nname = \"schema-source\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{name} = \"={version}\"\n"
    );
    fs::create_dir_all(into.join("src"))?;
    fs::write(into.join("src/lib.rs"), "")?;
    fs::write(&manifest, text)?;
    let metadata = process::run_quietly(
        Command::new("cargo").args(["metadata", "--format-version", "1", "--manifest-path"]).arg(&manifest),
    )?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata).context("cargo's metadata is not JSON")?;
    let own = metadata
        .pointer("/packages")
        .and_then(serde_json::Value::as_array)
        .and_then(|packages| packages.iter().find(|package| package.get("name").is_some_and(|found| found == name)))
        .and_then(|package| package.get("manifest_path")?.as_str())
        .with_context(|| format!("cargo did not fetch `{name}`"))?;
    let schema = Path::new(own).with_file_name("src").join("schema.json");
    fs::copy(&schema, into.join(file)).with_context(|| format!("`{name}` has no `src/schema.json`"))?;
    Ok(())
}
