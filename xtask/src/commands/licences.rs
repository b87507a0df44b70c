//! `cargo xtask licences`: licences, bans and sources of the dependency tree, by `deny.toml`.
//!
//! - cargo-deny does it where it is installed;
//! - without it the same lists are held against `cargo metadata`: every package has a licence expression that the allowed
//!   licences satisfy (SPDX 2.3 annex D), none is banned, and all come from one registry, none from git.

use std::collections::BTreeSet;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::metadata::{Metadata, Package};
use crate::{process, spdx, workspace};

/// Arguments of `licences`.
#[derive(Debug, clap::Args)]
pub(crate) struct Licences {}

/// The lists of `deny.toml`.
struct Rules {
    allowed: BTreeSet<String>,
    banned: BTreeSet<String>,
}

impl Licences {
    /// Checks the whole tree.
    pub(crate) fn run(&self) -> Result<()> {
        let root = workspace::root()?;
        if process::answers("cargo", &["deny", "--version"]) {
            let mut deny = Command::new("cargo");
            deny.args(["deny", "--all-features", "check", "licenses", "bans", "sources"]);
            return process::run(deny.current_dir(root));
        }
        let text = std::fs::read_to_string(root.join("deny.toml")).context("cannot read `deny.toml`")?;
        let rules = Rules::parse(&text)?;
        let metadata = Metadata::load()?;
        let mut wrong: Vec<String> = metadata.foreign().filter_map(|package| rules.complaint(package)).collect();
        let registries: BTreeSet<&str> = metadata.foreign().filter_map(|package| package.source.as_deref()).collect();
        if registries.len() > 1 {
            wrong.push(format!("packages come from {} sources; one registry is allowed", registries.len()));
        }
        for member in metadata.members() {
            for dependency in &member.dependencies {
                if dependency.path.is_none() && !dependency.req.starts_with('=') {
                    wrong.push(format!("`{}` does not pin `{}` exactly", member.name, dependency.name));
                }
            }
        }
        if !wrong.is_empty() {
            bail!("the dependency tree breaks `deny.toml`:\n  {}", wrong.join("\n  "));
        }
        println!("licences: {} packages, all allowed, none banned, one registry", metadata.foreign().count());
        Ok(())
    }
}

impl Rules {
    fn parse(text: &str) -> Result<Self> {
        let document: toml_edit::DocumentMut = text.parse().context("`deny.toml` is not TOML")?;
        let list = |table: &str, key: &str| {
            let value = document.get(table).and_then(|table| table.get(key)).and_then(|value| value.as_array());
            value.with_context(|| format!("`deny.toml` has no list `{table}.{key}`"))
        };
        let allowed = list("licenses", "allow")?.iter().filter_map(|value| value.as_str().map(str::to_owned)).collect();
        let mut banned = BTreeSet::new();
        for entry in list("bans", "deny")? {
            let name = entry.as_inline_table().and_then(|table| table.get("crate")).and_then(|value| value.as_str());
            banned.insert(name.context("an entry of `bans.deny` in `deny.toml` has no `crate`")?.to_owned());
        }
        Ok(Self { allowed, banned })
    }

    fn complaint(&self, package: &Package) -> Option<String> {
        let shown = format!("`{} {}`", package.name, package.version);
        if self.banned.contains(&package.name) {
            return Some(format!("{shown} is banned"));
        }
        if !package.source.as_deref().is_some_and(|source| source.starts_with("registry+")) {
            return Some(format!("{shown} does not come from a registry"));
        }
        let Some(licence) = &package.license else {
            return Some(format!("{shown} names no licence"));
        };
        match spdx::satisfied(licence, &self.allowed) {
            Ok(true) => None,
            Ok(false) => Some(format!("{shown} is under `{licence}`, which is not allowed")),
            Err(error) => Some(format!("{shown} has a licence expression that cannot be read: {error}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Rules;
    use crate::metadata::Package;

    fn package(name: &str, licence: Option<&str>, source: &str) -> Package {
        Package {
            id: name.into(),
            name: name.into(),
            version: "1.0.0".into(),
            license: licence.map(Into::into),
            source: Some(source.into()),
            dependencies: Vec::new(),
        }
    }

    #[test]
    fn licences_bans_and_sources_are_held_against_the_lists() {
        let rules = Rules::parse("[licenses]\nallow = [\"MIT\"]\n[bans]\ndeny = [{ crate = \"bad\" }]\n").unwrap();
        let registry = "registry+https://registry.example/index";
        assert_eq!(rules.complaint(&package("good", Some("MIT OR GPL-3.0-only"), registry)), None);
        for (name, licence, source, why) in [
            ("bad", Some("MIT"), registry, "is banned"),
            ("viral", Some("MIT AND GPL-3.0-only"), registry, "not allowed"),
            ("silent", None, registry, "names no licence"),
            ("forked", Some("MIT"), "git+https://git.example/x", "does not come from a registry"),
            ("odd", Some("MIT OR"), registry, "cannot be read"),
        ] {
            let found = rules.complaint(&package(name, licence, source)).unwrap();
            assert!(found.contains(why), "{found}");
        }
    }
}
