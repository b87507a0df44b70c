//! Which packages, and which of their versions.

use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::read::GzDecoder;
use sha2::{Digest, Sha256};
use stockade_model::Ecosystem;
use stockade_survey::Looked;

/// What a server has in its name, or its scope.
const SERVERS: &[&str] = &["mcp", "modelcontextprotocol", "model-context-protocol"];

/// The servers of an ecosystem by the catalogues and the list of popular packages: the best known first, then the others in the order of a hash of their names, which nobody chose.
pub(super) fn names(data: &Path, ecosystem: Ecosystem) -> Result<Vec<String>> {
    let id = ecosystem.purl_type();
    let table = data.join("legit-mcp.tsv");
    let text = fs::read_to_string(&table).with_context(|| format!("could not read {}", table.display()))?;
    let ranks = ranks(&data.join(format!("popular-{id}.tsv.gz")))?;
    let popular = ranks.keys().map(String::as_str);
    let mut names: Vec<&str> = text
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut columns = line.split('\t');
            (columns.next() == Some(id)).then(|| columns.next()).flatten()
        })
        .chain(popular)
        .collect();
    names.sort_unstable();
    names.dedup();
    // The catalogues also list what servers are made of, and some list whatever a manifest names.
    names.retain(|name| SERVERS.iter().any(|word| name.to_ascii_lowercase().contains(word)));
    let hash = |name: &str| Sha256::digest(name.as_bytes()).to_vec();
    names.sort_by_cached_key(|name| (ranks.get(*name).copied().unwrap_or(usize::MAX), hash(name)));
    Ok(names.into_iter().map(str::to_owned).collect())
}

fn ranks(table: &Path) -> Result<HashMap<String, usize>> {
    let file = fs::File::open(table).with_context(|| format!("could not open {}", table.display()))?;
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text)?;
    let names = text.lines().skip(1).filter_map(|line| line.split('\t').next());
    Ok(names.enumerate().map(|(rank, name)| (name.to_owned(), rank)).collect())
}

/// The versions before the one that was looked at, the latest first: pre-releases and versions that were taken back are
/// none that a client would have taken.
pub(super) fn before(looked: &Looked, count: usize) -> Vec<String> {
    let Some(history) = looked.subject.history.known() else { return Vec::new() };
    let taken = |release: &stockade_assess::Release| matches!(release.yanked.known(), Some(Some(_)));
    let ordered = history.ordered();
    let plain = ordered.iter().filter(|(version, release)| !version.is_prerelease() && !taken(release));
    let versions: Vec<&str> = plain.map(|(_, release)| release.version.as_str()).collect();
    let at = versions.iter().position(|version| *version == looked.subject.version()).unwrap_or(0);
    // The first version of all is no update of anything.
    let first = usize::from(at > 0);
    let earlier = versions.get(first..at).unwrap_or_default();
    earlier.iter().rev().take(count.saturating_sub(1)).map(|version| (*version).to_owned()).collect()
}
