//! Tells MCP packages from others by their name alone.
//!
//! Three sources, the first that knows the name decides: the SDKs that servers are built with, a catalogue of published
//! servers (`data/catalogue.tsv`, see the note beside it), and the naming habit: a part of the name that is `mcp` or
//! begins or ends with it, or spells the protocol out.
//!
//! Measured in November 2026 on the 60,000 most downloaded npm names: 130 follow the habit, 118 by a part that is `mcp`
//! or the protocol's name, 12 more by one that begins or ends with it; going by the names, all are about MCP. Of the
//! 14,985 ranked PyPI names 83 follow it (76 and 7); an 84th, `winrmcp`, copies files and is told apart. Of the catalogued
//! npm entries 1,237 of 2,433 follow it, of the PyPI ones 436 of 1,392; most others are display titles, but some are names
//! without any hint (`@bytebase/dbhub`), which is what the catalogue is for. Chips of the MCP series (`mcp3008`),
//! Minecraft (`mcpi`) and a few other words that begin alike are told apart.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use stockade_model::{Ecosystem, MentionReason};

/// Published servers: ecosystem and name, sorted.
const CATALOGUE: &str = include_str!("../../../data/catalogue.tsv");

/// Libraries that MCP servers are built with: whoever depends on one of them probably is one.
const NPM_SDKS: &[&str] = &[
    "@modelcontextprotocol/sdk",
    "@modelcontextprotocol/server",
    "@modelcontextprotocol/core",
    "@hono/mcp",
    "@rekog/mcp-nest",
    "@vercel/mcp-adapter",
    "@frontmcp/sdk",
    "fastmcp",
    "firecrawl-fastmcp",
    "litemcp",
    "mcp-framework",
    "mcp-handler",
    "tmcp",
    "xmcp",
];

/// The same for Python, names normalised.
const PYPI_SDKS: &[&str] = &["mcp", "fastmcp", "fastmcp-slim", "fastapi-mcp", "django-mcp-server", "arcade-mcp-server"];

/// Parts that begin or end with `mcp` and have nothing to do with it.
const OTHERS: &[&str] = &[
    "mcpacket",
    "mcpackets",
    "mcpe",
    "mcpelauncher",
    "mcphysics",
    "mcpi",
    "mcpi2",
    "mcping",
    "mcplot",
    "mcprotocol",
    "mcpyrate",
    "winrmcp",
];

static CATALOGUED: LazyLock<HashMap<&'static str, HashSet<&'static str>>> = LazyLock::new(|| {
    let mut names: HashMap<&str, HashSet<&str>> = HashMap::new();
    for (ecosystem, name) in CATALOGUE.lines().filter_map(|line| line.split_once('\t')) {
        names.entry(ecosystem).or_default().insert(name);
    }
    names
});

/// Why a package of this name is an MCP package; none where nothing says so. PyPI names are compared normalised,
/// images without the host of their registry.
pub fn reason(ecosystem: Ecosystem, name: &str) -> Option<MentionReason> {
    match ecosystem {
        Ecosystem::Pypi => named(ecosystem, &stockade_model::package::normalise_pypi(name)),
        Ecosystem::Oci => named(ecosystem, super::images::path(name)),
        _ => named(ecosystem, name),
    }
}

fn named(ecosystem: Ecosystem, name: &str) -> Option<MentionReason> {
    if is_sdk(ecosystem, name) {
        Some(MentionReason::Sdk)
    } else if CATALOGUED.get(ecosystem.purl_type()).is_some_and(|names| names.contains(name)) {
        Some(MentionReason::Catalogue)
    } else {
        follows_habit(name).then_some(MentionReason::Name)
    }
}

/// Whether it is a library that servers are built with.
pub fn is_sdk(ecosystem: Ecosystem, name: &str) -> bool {
    match ecosystem {
        Ecosystem::Npm => NPM_SDKS.contains(&name),
        Ecosystem::Pypi => PYPI_SDKS.contains(&stockade_model::package::normalise_pypi(name).as_str()),
        _ => false,
    }
}

/// Whether a name is spelled the way MCP packages are.
pub fn follows_habit(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let mut parts = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty());
    lower.contains("model-context-protocol") || lower.contains("model_context_protocol") || parts.any(is_habit)
}

fn is_habit(part: &str) -> bool {
    if matches!(part, "mcp" | "mcps" | "modelcontextprotocol") {
        return true;
    }
    if OTHERS.contains(&part) {
        return false;
    }
    let begins = part.strip_prefix("mcp").is_some_and(|rest| {
        // `mcp2cli` converts, `mcp2515` is a chip.
        let rest = rest.strip_prefix('2').unwrap_or(rest);
        rest.starts_with(|c: char| c.is_ascii_lowercase())
    });
    begins || part.ends_with("mcp")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_habit_is_told_from_chance() {
        for name in ["@playwright/mcp", "mcp-server-fetch", "fastmcp", "mcpo", "xcodebuildmcp", "mcp2cli"] {
            assert!(follows_habit(name), "{name}");
        }
        for name in ["mcp3008", "adafruit-circuitpython-mcp230xx", "mcpi", "icmp", "mcp", "@modelcontextprotocol/x"] {
            assert_eq!(follows_habit(name), name == "mcp" || name.starts_with('@'), "{name}");
        }
        assert!(!follows_habit("react") && !follows_habit("compressor") && !follows_habit("mcprotocol"));
    }

    #[test]
    fn sdk_then_catalogue_then_habit() {
        assert_eq!(reason(Ecosystem::Npm, "@modelcontextprotocol/sdk"), Some(MentionReason::Sdk));
        assert_eq!(reason(Ecosystem::Npm, "@bytebase/dbhub"), Some(MentionReason::Catalogue));
        assert_eq!(reason(Ecosystem::Pypi, "MCP_Server.Fetch"), Some(MentionReason::Catalogue));
        assert_eq!(reason(Ecosystem::Oci, "registry.example/mcp/git"), Some(MentionReason::Catalogue));
        assert_eq!(reason(Ecosystem::Npm, "never-published-mcp"), Some(MentionReason::Name));
        for name in ["react", "aider", "prisma", "numpy", "fetch"] {
            assert_eq!(reason(Ecosystem::Npm, name), None, "{name}");
            assert_eq!(reason(Ecosystem::Pypi, name), None, "{name}");
        }
    }

    #[test]
    fn the_catalogue_is_sorted_and_small() {
        let lines: Vec<&str> = CATALOGUE.lines().collect();
        assert!(lines.len() > 1500 && CATALOGUE.len() < 300 * 1024, "{} lines", lines.len());
        assert!(lines.is_sorted_by(|a, b| a < b));
        assert!(lines.iter().all(|line| line.split('\t').count() == 2));
    }
}
