//! Real attestations for the tests of provenance, through the machine's own clients, for the machine alone: none is committed.
//!
//! - PyPI's are test data in the source archive of the reference implementation, which pip downloads;
//! - npm's are asked of the registry that npm is configured with, by npm's own code. Mirrors do not serve them: what was
//!   refused is written into `report.json`, and the tests and this task say so.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::{Deserialize, Serialize};

use super::node::Node;
use super::pip::pip;
use super::stamp::Folder;
use crate::process;

/// `pypi-attestations`, whose source archive has the attestations of each kind of publisher.
const PYPI_ATTESTATIONS: &str = "0.0.30";
/// Releases of npm's `sigstore`: one with SLSA v0.2 and certificates of the old kind, one with v1.
const NPM_RELEASES: &[&str] = &["0.4.0", "2.0.0"];
/// Bytes of a file of test data. The largest has 30 KB.
const MAX_FILE: u64 = 1 << 20;

/// npm's own configuration and HTTP client, so that scopes, tokens, proxies and authorities are the user's.
const SCRIPT: &str = r"
const [, root, into, ...releases] = process.argv
const fs = require('fs'), path = require('path')
const Npm = require(path.join(root, 'lib', 'npm.js'))
const ask = require(path.join(root, 'node_modules', 'npm-registry-fetch'))
const missing = {}
async function fetched (place, name, change) {
  try {
    const text = await (await ask(place, options)).text()
    fs.writeFileSync(path.join(into, name), change ? change(JSON.parse(text)) : text)
  } catch (error) {
    if (!error.statusCode) throw error
    missing['npm/' + name] = 'the registry answered ' + error.statusCode
  }
}
let options
async function main () {
  const npm = new Npm({ argv: [] })
  await npm.load()
  options = { ...npm.flatOptions, cache: undefined }
  await fetched('/-/npm/v1/keys', 'keys.json')
  for (const version of releases) {
    const name = 'sigstore@' + version
    await fetched('/-/npm/v1/attestations/' + name, name + '.attestations.json')
    await fetched('/sigstore', name + '.release.json', root =>
      JSON.stringify({ dist: root.versions[version].dist, time: (root.time || {})[version] }))
  }
  fs.writeFileSync(path.join(into, 'missing.json'), JSON.stringify(missing))
}
main().catch(error => { console.error(String(error)); process.exit(1) })
";

/// What could not be had, and why.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Report {
    missing: BTreeMap<String, String>,
}

/// What is pinned here.
pub(crate) fn versions() -> Vec<(&'static str, &'static str)> {
    vec![("pypi-attestations", PYPI_ATTESTATIONS)]
}

/// Fetches what is missing, and says each time what the registry does not serve.
pub(crate) fn install(folder: &Folder, node: &Node) -> Result<PathBuf> {
    let pin = format!("pypi-attestations {PYPI_ATTESTATIONS}, sigstore {}", NPM_RELEASES.join(" "));
    let part = folder.part("provenance", &pin, &["report.json", "pypi", "npm"], |into| {
        from_pypi(&into.join("pypi"))?;
        let report = from_npm(&into.join("npm"), node)?;
        let text = serde_json::to_string_pretty(&report).context("cannot write down what is missing")?;
        fs::write(into.join("report.json"), text + "\n").context("cannot write down what is missing")
    })?;
    let text = fs::read_to_string(part.join("report.json")).context("cannot read what is missing")?;
    let report: Report = serde_json::from_str(&text).context("cannot read what is missing")?;
    for (name, why) in &report.missing {
        eprintln!("setup: provenance: `{name}` is not there, its tests do not run: {why}");
    }
    Ok(part)
}

fn from_pypi(into: &Path) -> Result<()> {
    let download = into.join("download");
    fs::create_dir_all(&download).with_context(|| format!("cannot create `{}`", download.display()))?;
    let mut command = pip()?;
    command.args(["download", "--quiet", "--no-deps", "--no-binary", ":all:", "--dest"]).arg(&download);
    process::run_quietly(command.arg(format!("pypi-attestations=={PYPI_ATTESTATIONS}")))?;
    let archive = download.join(format!("pypi_attestations-{PYPI_ATTESTATIONS}.tar.gz"));
    let file = File::open(&archive).with_context(|| format!("cannot open `{}`", archive.display()))?;
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(file));
    let mut count = 0;
    for entry in archive.entries().context("cannot read the source archive")? {
        let entry = entry.context("cannot read the source archive")?;
        let path = entry.path().context("a name in the source archive is none")?.into_owned();
        let is_data = path.parent().is_some_and(|folder| folder.ends_with("test/assets"));
        let Some(name) = path.file_name().filter(|_| is_data && entry.header().entry_type().is_file()) else {
            continue;
        };
        let mut bytes = Vec::new();
        entry.take(MAX_FILE).read_to_end(&mut bytes).context("cannot read the source archive")?;
        fs::write(into.join(name), bytes).with_context(|| format!("cannot write `{}`", path.display()))?;
        count += 1;
    }
    if count == 0 {
        bail!("the source archive of pypi-attestations {PYPI_ATTESTATIONS} has no test data");
    }
    fs::remove_dir_all(&download).with_context(|| format!("cannot remove `{}`", download.display()))
}

fn from_npm(into: &Path, node: &Node) -> Result<Report> {
    fs::create_dir_all(into).with_context(|| format!("cannot create `{}`", into.display()))?;
    let root = node.npm_cli.parent().and_then(Path::parent).context("npm stands in no folder")?;
    let mut command = Command::new(&node.node);
    command.args(["-e", SCRIPT]).arg(root).arg(into).args(NPM_RELEASES);
    process::run_quietly(&mut command)?;
    let path = into.join("missing.json");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    let missing = serde_json::from_str(&text).with_context(|| format!("cannot read `{}`", path.display()))?;
    Ok(Report { missing })
}
