//! `cargo xtask catalogue --from DIR`: the table of published MCP servers that the scan carries.
//!
//! - reads `legit-mcp.tsv`, `protected-mcp.tsv` and the two popularity lists of a data directory;
//! - keeps ecosystem and name alone, and only names that could be a package's: some catalogues list display titles;
//! - `--check-sorted` looks at the committed table without the data: sorted, unique, well-formed, small.

use std::collections::{BTreeSet, HashSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::workspace;

const TABLE: &str = "crates/stockade-scan/data/catalogue.tsv";
const MOST_BYTES: usize = 300 * 1024;
/// A catalogue that derives names from display titles: its rows count only if the name speaks for itself.
const TITLES: &str = "toolsdk-ai/toolsdk-mcp-registry";
/// How many lines of the npm list are the most downloaded; names that mention MCP follow behind them.
const RANKED: usize = 60_000;
/// The same for PyPI.
const RANKED_PYPI: usize = 14_985;

/// Arguments of `catalogue`.
#[derive(Debug, clap::Args)]
pub(crate) struct Catalogue {
    /// The directory with the data files.
    #[arg(long, required_unless_present = "check_sorted")]
    from: Option<PathBuf>,
    /// Only check the committed table.
    #[arg(long)]
    check_sorted: bool,
}

impl Catalogue {
    /// Writes the table, or checks it.
    pub(crate) fn run(&self) -> Result<()> {
        let path = workspace::root()?.join(TABLE);
        if let Some(folder) = &self.from {
            let text = table(folder)?;
            if !self.check_sorted {
                std::fs::write(&path, text).with_context(|| format!("cannot write `{TABLE}`"))?;
            } else if std::fs::read_to_string(&path).with_context(|| format!("cannot read `{TABLE}`"))? != text {
                bail!("`{TABLE}` differs from what the data gives: run `cargo xtask catalogue --from DIR`");
            }
        }
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read `{TABLE}`"))?;
        check(&text)?;
        println!("catalogue: {} names, {} bytes", text.lines().count(), text.len());
        Ok(())
    }
}

fn check(text: &str) -> Result<()> {
    let lines: Vec<&str> = text.lines().collect();
    if !lines.is_sorted_by(|a, b| a < b) {
        bail!("`{TABLE}` is not sorted, or a line stands twice");
    }
    for line in lines {
        match line.split_once('\t') {
            Some((ecosystem @ ("npm" | "pypi" | "oci"), name)) if is_name(ecosystem, name) => {}
            _ => bail!("`{TABLE}` has the line `{line}`, which is no ecosystem and name"),
        }
    }
    if text.len() > MOST_BYTES {
        bail!("`{TABLE}` has {} bytes, more than {MOST_BYTES}", text.len());
    }
    Ok(())
}

fn table(folder: &Path) -> Result<String> {
    let npm = ranked(&folder.join("popular-npm.tsv.gz"), RANKED)?;
    let pypi = ranked(&folder.join("popular-pypi.tsv.gz"), RANKED_PYPI)?;
    let mut lines = BTreeSet::new();
    let read = |name: &str| {
        std::fs::read_to_string(folder.join(name))
            .with_context(|| format!("cannot read `{name}` of the data directory"))
    };
    for row in read("protected-mcp.tsv")?.lines().skip(1) {
        let mut cells = row.split('\t');
        let (ecosystem, name) = (cells.next().unwrap_or(""), normal(cells.next().unwrap_or("")));
        if is_name(ecosystem, &name) {
            lines.insert(format!("{ecosystem}\t{name}"));
        }
    }
    for row in read("legit-mcp.tsv")?.lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [ecosystem, name, _, _, _, _, source, ..] = cells.as_slice() else {
            bail!("`legit-mcp.tsv` has a row of {} cells: `{row}`", cells.len());
        };
        let (ecosystem, name) = match *ecosystem {
            "npm" => ("npm", (*name).to_owned()),
            "pypi" => ("pypi", normal(name)),
            "docker" => ("oci", image(name).to_owned()),
            _ => continue,
        };
        let known = match ecosystem {
            "npm" => npm.contains(&name),
            "pypi" => pypi.contains(&name),
            _ => false,
        };
        let speaks = hints(&name) || name.starts_with('@') || ecosystem == "oci";
        // A library that everybody uses is no sign of MCP, whoever lists it.
        if is_name(ecosystem, &name) && (speaks || (!known && !source.starts_with(TITLES))) {
            lines.insert(format!("{ecosystem}\t{name}"));
        }
    }
    Ok(lines.into_iter().map(|line| line + "\n").collect())
}

/// The most downloaded names of a list.
fn ranked(path: &Path, most: usize) -> Result<HashSet<String>> {
    let file = std::fs::File::open(path).with_context(|| format!("cannot open `{}`", path.display()))?;
    let mut text = String::new();
    flate2::read::GzDecoder::new(file)
        .read_to_string(&mut text)
        .with_context(|| format!("cannot unpack `{}`", path.display()))?;
    Ok(text.lines().skip(1).take(most).filter_map(|line| Some(line.split('\t').next()?.to_owned())).collect())
}

/// Whether a name says itself that it is about MCP.
fn hints(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.contains("modelcontextprotocol")
        || lower
            .split(|c: char| !c.is_ascii_alphanumeric())
            .any(|part| part.starts_with("mcp") || part.ends_with("mcp"))
}

/// PyPI names as they are compared.
fn normal(name: &str) -> String {
    if name.starts_with('@') {
        return name.to_owned();
    }
    let lower = name.to_ascii_lowercase().replace(['_', '.'], "-");
    let mut out = String::with_capacity(lower.len());
    for c in lower.chars() {
        if c != '-' || !out.ends_with('-') {
            out.push(c);
        }
    }
    out
}

/// An image without host, tag and digest.
fn image(name: &str) -> &str {
    let name = name.split('@').next().unwrap_or(name);
    let (host, path) = name.split_once('/').unwrap_or(("", name));
    let path = if host.contains(['.', ':']) || host == "localhost" { path } else { name };
    match path.rsplit_once(':') {
        Some((path, tag)) if !tag.contains('/') => path,
        _ => path,
    }
}

fn is_name(ecosystem: &str, name: &str) -> bool {
    let part = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    match (ecosystem, name.strip_prefix('@')) {
        ("npm", Some(scoped)) => scoped.split_once('/').is_some_and(|(scope, name)| part(scope) && part(name)),
        ("npm" | "pypi", None) => part(name) && name.len() > 2,
        ("oci", None) => name.split('/').all(part) && !name.bytes().any(|byte| byte.is_ascii_uppercase()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{check, image, is_name, normal};

    #[test]
    fn names_are_told_from_titles() {
        assert!(is_name("npm", "@a/b") && is_name("pypi", "mcp-server-fetch") && is_name("oci", "mcp/git"));
        assert!(!is_name("npm", "amap-(gaode-maps)") && !is_name("npm", "a/b") && !is_name("pypi", "@a/b"));
        assert_eq!(image("registry.example:5000/a/b:1.0@sha256:00"), "a/b");
        assert_eq!(image("mcp/git"), "mcp/git");
        assert_eq!(normal("A__b.c"), "a-b-c");
    }

    #[test]
    fn a_table_out_of_order_is_named() {
        assert!(check("npm\taaa\nnpm\tbbb\n").is_ok());
        assert!(check("npm\tbbb\nnpm\taaa\n").unwrap_err().to_string().contains("not sorted"));
        assert!(check("npm\taaa\nnpm\taaa\n").is_err());
        assert!(check("gem\taaa\n").is_err());
    }
}
