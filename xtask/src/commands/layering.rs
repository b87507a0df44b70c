//! `cargo xtask layering`: the crates depend on each other in one direction only, as the list below says.
//!
//! - the list is whole: a new crate without a line fails;
//! - normal and build dependencies count; a test may use what it likes.

use anyhow::{Result, bail};

use crate::metadata::Metadata;

/// Each crate, and the crates of the workspace that it may use. `scan` and `gate` never know each other.
const LAYERS: &[(&str, &[&str])] = &[
    ("stockade-model", &[]),
    ("stockade-skeleton", &[]),
    ("stockade-names", &["stockade-model", "stockade-skeleton"]),
    ("stockade-pack", &["stockade-names"]),
    ("stockade-content", &["stockade-model"]),
    ("stockade-registry", &["stockade-model"]),
    ("stockade-scan", &["stockade-model", "stockade-names", "stockade-registry"]),
    ("stockade-assess", &["stockade-model"]),
    ("stockade-provenance", &["stockade-model"]),
    (
        "stockade-survey",
        &["stockade-model", "stockade-assess", "stockade-content", "stockade-provenance", "stockade-registry"],
    ),
    ("stockade-policy", &["stockade-model", "stockade-skeleton"]),
    ("stockade-sandbox", &["stockade-model"]),
    ("stockade-egress", &["stockade-model"]),
    ("stockade-desk", &["stockade-model"]),
    ("stockade-gate", &["stockade-model", "stockade-policy", "stockade-sandbox", "stockade-egress"]),
    (
        "stockade",
        &[
            "stockade-model",
            "stockade-names",
            "stockade-pack",
            "stockade-provenance",
            "stockade-registry",
            "stockade-scan",
            "stockade-assess",
            "stockade-content",
            "stockade-survey",
            "stockade-policy",
            "stockade-sandbox",
            "stockade-egress",
            "stockade-desk",
            "stockade-gate",
        ],
    ),
    ("stockade-testkit", &["stockade-model"]),
    (
        "xtask",
        &[
            "stockade-model",
            "stockade-names",
            "stockade-pack",
            "stockade-provenance",
            "stockade-registry",
            "stockade-scan",
            "stockade-assess",
            "stockade-content",
            "stockade-survey",
            "stockade-policy",
            "stockade-sandbox",
            "stockade-egress",
            "stockade-desk",
            "stockade-gate",
            "stockade",
            "stockade-testkit",
        ],
    ),
];

/// Arguments of `layering`.
#[derive(Debug, clap::Args)]
pub(crate) struct Layering {}

impl Layering {
    /// Compares the manifests with the list.
    pub(crate) fn run(&self) -> Result<()> {
        let metadata = Metadata::load()?;
        let members: Vec<_> = metadata.members().collect();
        let mut edges = Vec::new();
        for member in &members {
            for dependency in &member.dependencies {
                let own = members.iter().any(|other| other.name == dependency.name);
                if own && dependency.kind.as_deref() != Some("dev") {
                    edges.push((member.name.as_str(), dependency.name.as_str()));
                }
            }
        }
        let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
        let wrong = violations(&names, &edges);
        if !wrong.is_empty() {
            bail!("the crates are out of order:\n  {}", wrong.join("\n  "));
        }
        println!("layering: {} crates, {} dependencies between them, all in order", names.len(), edges.len());
        Ok(())
    }
}

/// One line for each crate without a layer and each dependency that the list does not allow.
fn violations(members: &[&str], edges: &[(&str, &str)]) -> Vec<String> {
    let mut wrong: Vec<String> = members
        .iter()
        .filter(|name| !LAYERS.iter().any(|(layer, _)| layer == *name))
        .map(|name| format!("`{name}` has no layer: add it to `LAYERS`"))
        .collect();
    for (from, to) in edges {
        let allowed = LAYERS.iter().any(|(layer, below)| layer == from && below.contains(to));
        if !allowed {
            wrong.push(format!("`{from}` must not depend on `{to}`"));
        }
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::{LAYERS, violations};

    #[test]
    fn a_dependency_against_the_order_is_named() {
        let members = ["stockade-model", "stockade-scan", "stockade-gate"];
        assert_eq!(violations(&members, &[("stockade-scan", "stockade-model")]), Vec::<String>::new());
        assert_eq!(
            violations(&members, &[("stockade-scan", "stockade-gate"), ("stockade-model", "stockade-scan")]),
            [
                "`stockade-scan` must not depend on `stockade-gate`",
                "`stockade-model` must not depend on `stockade-scan`"
            ]
        );
    }

    #[test]
    fn a_crate_without_a_layer_is_named() {
        assert_eq!(violations(&["stockade-new"], &[]), ["`stockade-new` has no layer: add it to `LAYERS`"]);
    }

    #[test]
    fn the_list_itself_has_no_cycle() {
        // Each crate may only use crates that stand before it, apart from the two leaves at the end.
        for (place, (name, below)) in LAYERS.iter().enumerate() {
            for used in *below {
                let other = LAYERS.iter().position(|(layer, _)| layer == used);
                assert!(other.is_some_and(|other| other < place), "{name} uses {used}");
            }
        }
    }
}
