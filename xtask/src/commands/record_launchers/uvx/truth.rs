//! What a run left behind, boiled down to the form of the tables.

use anyhow::{Context, Result};
use serde_json::Value;

/// What a run left behind.
pub(super) struct Evidence {
    /// One JSON object for each program that ran.
    pub(super) ran: String,
    /// The arguments of each call of git.
    pub(super) git: String,
    /// Which index was asked for what, in order.
    pub(super) requests: Vec<(&'static str, String)>,
    /// Temporary texts and what stands for them.
    pub(super) masks: Vec<(String, &'static str)>,
}

/// What the client did.
#[derive(Debug, Default, serde::Serialize)]
pub(super) struct Truth {
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ecosystem: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<String>,
    /// Packages from an index that were installed beside what ran.
    #[serde(skip_serializing_if = "Option::is_none")]
    also: Option<Vec<String>>,
    /// Addresses and folders that were installed beside what ran.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also_direct: Vec<String>,
    /// The index that what ran came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    registry: Option<String>,
    /// Every index that was asked for what ran, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    asked: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

impl Truth {
    /// Reads the evidence.
    pub(super) fn of(evidence: &Evidence) -> Result<Self> {
        if let Some(first) = evidence.ran.lines().next() {
            let ran: Value = serde_json::from_str(first).context("what ran is not JSON")?;
            return Ok(Self::of_run(&ran, evidence));
        }
        if let Some(url) = evidence.git.split_whitespace().find(|word| word.contains("://")) {
            return Ok(Self { kind: "git", url: Some(evidence.mask(url)), ..Self::default() });
        }
        let wanted = evidence.wanted();
        Ok(match wanted.as_slice() {
            // Nothing of that name or version is there, or it has no such program; still it is what was asked for.
            [only] => Self {
                kind: "package",
                ecosystem: Some("pypi"),
                asked: evidence.asked(only),
                name: Some(only.clone()),
                ..Self::default()
            },
            _ => Self { kind: "error", ..Self::default() },
        })
    }

    fn of_run(ran: &Value, evidence: &Evidence) -> Self {
        let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let found = ran.get("found").and_then(Value::as_array).cloned().unwrap_or_default();
        let name = text(ran, "distribution");
        let own = found.iter().find(|item| name.is_some() && text(item, "name") == name);
        let others = || found.iter().filter(|item| text(item, "name") != name);
        let mut also: Vec<String> =
            others().filter(|item| text(item, "url").is_none()).filter_map(|item| text(item, "name")).collect();
        also.sort();
        also.dedup();
        let mut also_direct: Vec<String> =
            others().filter_map(|item| text(item, "url")).map(|url| evidence.direct(&url)).collect();
        also_direct.sort();
        let mut truth = Self { also: Some(also), also_direct, ..Self::default() };
        match own {
            Some(own) => match text(own, "url") {
                Some(url) if url.starts_with("file:") => {
                    truth.kind = "local-file";
                    truth.path = Some(evidence.direct(&url));
                }
                Some(url) => {
                    truth.kind = "url";
                    truth.url = Some(evidence.direct(&url));
                }
                // Nobody was asked for it: it is what `uv tool install` has put there.
                None if evidence.is_installed(ran) => {
                    truth.kind = "local-file";
                    truth.path = text(ran, "main").map(|main| evidence.mask(&main));
                }
                None => {
                    truth.kind = "package";
                    truth.ecosystem = Some("pypi");
                    truth.version = text(own, "version");
                    truth.registry = text(own, "index");
                    truth.asked = evidence.asked(name.as_deref().unwrap_or_default());
                    truth.name = name;
                }
            },
            None => match text(ran, "script") {
                Some(script) => {
                    truth.kind = "url";
                    truth.url = evidence.source(&format!("/scripts/{script}"));
                }
                None => match text(ran, "main") {
                    Some(main) => {
                        truth.kind = "local-file";
                        truth.path = Some(evidence.mask(&main));
                    }
                    None => truth.kind = "inline",
                },
            },
        }
        truth
    }
}

impl Evidence {
    fn mask(&self, text: &str) -> String {
        self.masks.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
    }

    fn direct(&self, url: &str) -> String {
        let masked = self.mask(url);
        masked.strip_prefix("file://").map_or_else(|| masked.clone(), str::to_owned)
    }

    /// Whether what ran lies in uv's folder of installed tools.
    fn is_installed(&self, ran: &Value) -> bool {
        let main = ran.get("main").and_then(Value::as_str).unwrap_or_default();
        self.mask(main).starts_with(&format!("{{home}}/{}", super::run::TOOLS))
    }

    /// Which indexes were asked for a name, in order.
    fn asked(&self, name: &str) -> Vec<&'static str> {
        let page = format!("/simple/{name}/");
        let mut found = Vec::new();
        for (index, _) in self.requests.iter().filter(|(_, path)| path.starts_with(&page)) {
            if !found.contains(index) {
                found.push(*index);
            }
        }
        found
    }

    /// The names that some index was asked for.
    fn wanted(&self) -> Vec<String> {
        let mut names: Vec<String> = (self.requests.iter())
            .filter_map(|(_, path)| Some(path.strip_prefix("/simple/")?.trim_end_matches('/').to_owned()))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    fn source(&self, path: &str) -> Option<String> {
        let (index, _) = self.requests.iter().find(|(_, asked)| asked == path)?;
        let origin =
            if *index == "attacker" { "https://attacker.registry.example" } else { "https://registry.example" };
        Some(format!("{origin}{path}"))
    }
}
