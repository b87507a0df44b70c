//! Tables recorded from the real clients (`npx.json`, `uvx.json`): what they asked a loopback registry for, or ran.
//!
//! The client resolves a version, a launch line need not: where Stockade names a version it must be the recorded one,
//! where it names none that is no difference. Everything else must agree.

use std::collections::BTreeMap;

use serde::Deserialize;
use stockade_model::{Component, Ecosystem, Launch, Os, Role, Target};

use super::stage::Stage;

/// One recorded line.
#[derive(Debug, Deserialize)]
pub(crate) struct Recorded {
    pub(crate) id: String,
    argv: Vec<String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    #[serde(default)]
    cwd: Option<String>,
    truth: Truth,
}

/// What the client did.
#[derive(Debug, Deserialize)]
struct Truth {
    kind: String,
    #[serde(default)]
    ecosystem: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    version: Option<String>,
    #[serde(default)]
    also: Option<Vec<serde_json::Value>>,
    #[serde(default)]
    registry: Option<String>,
    /// Which indexes were asked for the package, in order.
    #[serde(default)]
    asked: Vec<String>,
    /// Folders and addresses that were installed beside what ran.
    #[serde(default)]
    also_direct: Vec<String>,
    #[serde(default)]
    path: Option<String>,
    #[serde(default)]
    url: Option<String>,
}

pub(crate) fn parse(table: &str, text: &str) -> Vec<Recorded> {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{table}: {error}"))
}

pub(crate) fn differences(line: &Recorded) -> Vec<String> {
    let stage = Stage::new(&line.files);
    let launch = stage.resolve(&line.argv, line.cwd.as_deref(), &line.env, &BTreeMap::new(), Os::Linux);
    let mut found = match line.truth.kind.as_str() {
        "package" => package(&line.truth, &launch, &stage),
        "local-file" => local(&line.truth, &launch, &stage),
        "url" => kind(&launch, &stage, |target| matches!(target, Target::Archive { .. }), &line.truth),
        "git" => kind(&launch, &stage, |target| matches!(target, Target::Git { .. }), &line.truth),
        "shell" => shell(&launch, &stage),
        "inline" => kind(&launch, &stage, |target| matches!(target, Target::Inline { .. }), &line.truth),
        "error" if launch.opaque.is_empty() => {
            vec![format!("the client refuses this line, resolved to {}", all(&launch, &stage))]
        }
        "error" => Vec::new(),
        other => panic!("{}: unknown kind of truth `{other}`", line.id),
    };
    if line.truth.kind != "package" {
        found.extend(also(&line.truth, &launch));
    }
    found.extend(also_direct(&line.truth, &launch, &stage));
    if !found.is_empty() {
        found.push(format!("argv: {:?}, truth: {:?}", line.argv, line.truth));
        found.extend(launch.opaque.iter().map(|opaque| format!("opaque: {}", opaque.detail)));
    }
    found
}

fn all(launch: &Launch, stage: &Stage) -> String {
    let texts: Vec<String> = launch.components.iter().map(|component| stage.target(component)).collect();
    format!("[{}]", texts.join(", "))
}

/// The component the client ran first: the server, or the bridge in front of it.
fn main(launch: &Launch) -> Option<&Component> {
    launch.components.iter().find(|component| matches!(component.role, Role::Server | Role::Bridge))
}

fn package(truth: &Truth, launch: &Launch, stage: &Stage) -> Vec<String> {
    let name = truth.name.clone().unwrap_or_default();
    let Some((component, package)) = main(launch).and_then(|component| Some((component, component.package()?))) else {
        return vec![format!("should be the package `{name}`, is {}", all(launch, stage))];
    };
    let mut found = Vec::new();
    if package.name != name || truth.ecosystem.as_deref().is_some_and(|e| e != package.ecosystem.purl_type()) {
        found.push(format!("should be the package `{name}`, is `{}`", package.name));
    }
    if let (Some(wanted), Some(got)) = (&truth.version, &package.version)
        && !same_version(package.ecosystem, wanted, got)
    {
        found.push(format!("version: should be `{wanted}`, is `{got}`"));
    }
    if let Some(shadow) = &component.shadow {
        found.push(format!(
            "nothing local runs instead, but `{}` is said to",
            stage.mask(&shadow.path.display().to_string())
        ));
    }
    if !launch.opaque.is_empty() {
        found.push("can be known, but is opaque".to_owned());
    }
    // Where several were asked, the package came from a later one: then their order is what can be known.
    if let Some(wanted) = truth.registry.as_ref().filter(|_| truth.asked.len() < 2) {
        let first = component.registries.first().and_then(|registry| registry.url.as_deref());
        let got = if first.is_some_and(|url| url.contains("attacker.registry.example")) { "attacker" } else { "main" };
        if wanted != got {
            found.push(format!("registry: should be `{wanted}`, is `{}`", first.unwrap_or("the client's default")));
        }
    }
    let known = indexes(component);
    if !known.starts_with(&truth.asked.iter().map(String::as_str).collect::<Vec<_>>()) {
        found.push(format!("asked in order: should begin with {:?}, is {known:?}", truth.asked));
    }
    found.extend(also(truth, launch));
    found
}

/// Python fills a version up with zeros: `1.2` is `1.2.0`.
fn same_version(ecosystem: Ecosystem, a: &str, b: &str) -> bool {
    let short = |text: &str| {
        let mut text = text;
        while let Some(rest) = text.strip_suffix(".0").filter(|_| ecosystem == Ecosystem::Pypi) {
            text = rest;
        }
        text.to_owned()
    };
    short(a) == short(b)
}

/// The indexes of a component by the recording's names, in order; the main one is the client's default too. Pages of
/// links are no index.
fn indexes(component: &Component) -> Vec<&'static str> {
    let urls = component.registries.iter().map(|registry| registry.url.as_deref().unwrap_or_default());
    let mut names: Vec<&str> = urls
        .filter(|url| !url.contains("/flat"))
        .map(|url| if url.contains("attacker.registry.example") { "attacker" } else { "main" })
        .collect();
    names.dedup();
    names
}

/// The packages beside what ran.
fn also(truth: &Truth, launch: &Launch) -> Vec<String> {
    let Some(also) = &truth.also else { return Vec::new() };
    let mut wanted: Vec<&str> =
        also.iter().filter_map(|entry| entry.as_str().or_else(|| entry.get("name")?.as_str())).collect();
    let mut got: Vec<&str> = (launch.components.iter())
        .filter(|component| component.role == Role::Additional)
        .filter_map(|component| Some(component.package()?.name.as_str()))
        .collect();
    wanted.sort_unstable();
    got.sort_unstable();
    if wanted == got { Vec::new() } else { vec![format!("also: should be {wanted:?}, is {got:?}")] }
}

/// Folders and addresses beside what ran. A project whose own file runs is there by that file.
fn also_direct(truth: &Truth, launch: &Launch, stage: &Stage) -> Vec<String> {
    let texts = |role: Role| {
        let of_role = launch.components.iter().filter(move |component| component.role == role);
        of_role.map(|component| stage.target(component)).collect::<Vec<_>>()
    };
    let (additional, servers) = (texts(Role::Additional), texts(Role::Server));
    let there = |wanted: &String| {
        additional.iter().any(|text| text.ends_with(wanted.as_str()))
            || servers.iter().any(|text| text.starts_with(&format!("local {wanted}/")))
    };
    let missing = truth.also_direct.iter().filter(|wanted| !there(wanted));
    missing.map(|wanted| format!("also: `{wanted}` is missing in {additional:?}")).collect()
}

fn local(truth: &Truth, launch: &Launch, stage: &Stage) -> Vec<String> {
    let got = main(launch).and_then(|component| match (&component.shadow, &component.target) {
        (Some(shadow), _) => Some(shadow.path.clone()),
        (None, Target::Local { path, .. }) => Some(path.clone()),
        (None, Target::Program { path, .. }) => path.clone(),
        _ => None,
    });
    let Some(got) = got else {
        return vec![format!("should run the local file {:?}, is {}", truth.path, all(launch, stage))];
    };
    let got = stage.mask(&got.display().to_string());
    match &truth.path {
        Some(wanted) if *wanted != got => vec![format!("path: should be `{wanted}`, is `{got}`")],
        _ => Vec::new(),
    }
}

fn kind(launch: &Launch, stage: &Stage, right: fn(&Target) -> bool, truth: &Truth) -> Vec<String> {
    match main(launch) {
        Some(component) if right(&component.target) => {
            let got = stage.target(component);
            let wanted = truth.url.as_deref().map(|url| stage.mask(url)).unwrap_or_default();
            let wanted = wanted.trim_start_matches("git+");
            if got.contains(wanted) { Vec::new() } else { vec![format!("address: should be `{wanted}`, is `{got}`")] }
        }
        _ => vec![format!("should be {}, is {}", truth.kind, all(launch, stage))],
    }
}

/// `npx -c`: a shell runs, so either the words were followed, or it is opaque; a package named as such is neither.
fn shell(launch: &Launch, stage: &Stage) -> Vec<String> {
    let followed = launch.wrappers.iter().any(|wrapper| matches!(wrapper.id, "npx" | "npm" | "sh" | "uvx"));
    if launch.opaque.is_empty() && !followed {
        return vec![format!("a shell string runs, resolved to {}", all(launch, stage))];
    }
    Vec::new()
}
