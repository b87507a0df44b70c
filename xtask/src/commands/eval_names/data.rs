//! The labelled rows, read from a folder of tab-separated files; each file's own notes say where its rows come from.

use std::path::Path;

use anyhow::{Context, Result};
use stockade_names::Ecosystem;

/// Two names of which one imitates the other.
pub(super) struct PairRow {
    pub(super) adversarial: String,
    pub(super) target: String,
    /// None for registries that packs do not hold (RubyGems): such a row counts for the comparison of names alone.
    pub(super) ecosystem: Option<Ecosystem>,
    pub(super) relation: String,
    pub(super) campaign: String,
}

/// A package that did harm, or a good one with bad versions.
pub(super) struct MaliciousRow {
    pub(super) ecosystem: Ecosystem,
    pub(super) name: String,
    /// A good name with bad versions.
    pub(super) genuine: bool,
    /// Its source only suspects it: nobody showed that it does harm.
    pub(super) unconfirmed: bool,
}

/// A package that a catalogue lists.
pub(super) struct LegitRow {
    pub(super) ecosystem: Ecosystem,
    pub(super) name: String,
    /// Rows of one owner stay together in cross-validation.
    pub(super) owner: String,
}

/// All rows.
pub(super) struct Data {
    pub(super) pairs: Vec<PairRow>,
    pub(super) malicious: Vec<MaliciousRow>,
    pub(super) legit: Vec<LegitRow>,
}

impl Data {
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let pairs = rows(folder, "confusion-pairs.tsv")?
            .iter()
            .filter_map(|cells| {
                let [adversarial, target, registry, relation, campaign, ..] = cells.as_slice() else { return None };
                let ecosystem = ecosystem(registry);
                let normal = |text: &str| match ecosystem {
                    Some(Ecosystem::Pypi) => stockade_model::package::normalise_pypi(text),
                    _ => text.to_lowercase(),
                };
                Some(PairRow {
                    adversarial: normal(adversarial),
                    target: normal(target),
                    ecosystem,
                    relation: relation.clone(),
                    campaign: campaign.clone(),
                })
            })
            .collect();
        let malicious = rows(folder, "malicious-mcp.tsv")?
            .iter()
            .filter_map(|cells| {
                let [registry, name, _, _, class, ..] = cells.as_slice() else { return None };
                let genuine = class.starts_with("compromised") || class.starts_with("VULNERABLE");
                let unconfirmed = class.starts_with("sleeper");
                Some(MaliciousRow { ecosystem: ecosystem(registry)?, name: name.clone(), genuine, unconfirmed })
            })
            .collect();
        let mut legit: Vec<LegitRow> = rows(folder, "legit-mcp.tsv")?
            .iter()
            .filter_map(|cells| {
                let [registry, name, repository, ..] = cells.as_slice() else { return None };
                let ecosystem = ecosystem(registry)?;
                let name = if ecosystem == Ecosystem::Oci { image(name) } else { name.clone() };
                let owner = repository.split('/').nth(3).unwrap_or(&name).to_lowercase();
                Some(LegitRow { ecosystem, name, owner })
            })
            .collect();
        legit.sort_by(|a, b| (a.ecosystem, &a.name).cmp(&(b.ecosystem, &b.name)));
        legit.dedup_by(|a, b| (a.ecosystem, &a.name) == (b.ecosystem, &b.name));
        Ok(Self { pairs, malicious, legit })
    }
}

/// An image's name without registry host, tag and digest.
fn image(reference: &str) -> String {
    let reference = reference.split('@').next().filter(|name| !name.is_empty()).unwrap_or(reference);
    let name = reference.rsplit_once(':').filter(|(_, tag)| !tag.contains('/')).map_or(reference, |(name, _)| name);
    match name.split_once('/') {
        Some((host, path)) if host.contains(['.', ':']) => path.to_owned(),
        _ => name.to_owned(),
    }
}

fn ecosystem(registry: &str) -> Option<Ecosystem> {
    match registry {
        "npm" => Some(Ecosystem::Npm),
        "pypi" => Some(Ecosystem::Pypi),
        "docker" => Some(Ecosystem::Oci),
        _ => None,
    }
}

fn rows(folder: &Path, file: &str) -> Result<Vec<Vec<String>>> {
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
    Ok(text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect())
}
