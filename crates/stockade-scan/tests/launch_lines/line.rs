//! Tables written by hand (`*.toml`): one `[[line]]` each, checked field by field.

use std::collections::BTreeMap;

use serde::Deserialize;
use stockade_model::Os;

use super::stage::{self, Stage};

/// One line. What is left out is not checked, but for `opaque`: a line that does not say so must not be opaque.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Line {
    /// Unique in its table.
    pub(crate) id: String,
    argv: Vec<String>,
    /// The first component that is the server (or the bridge); left out where the answer is only opaque.
    target: Option<String>,
    /// The other components, in order.
    also: Option<Vec<String>>,
    /// The primary component's pin: `exact`, or with its value `exact 1.2.3`.
    pin: Option<String>,
    /// Ids, outermost first.
    wrappers: Option<Vec<String>>,
    #[serde(default)]
    opaque: Vec<String>,
    /// `kind name=value`, in any order, all of them.
    effects: Option<Vec<String>>,
    claimed: Option<String>,
    /// The file that runs instead of the package.
    shadow: Option<String>,
    /// The package whose tree a local target belongs to, as purl.
    belongs_to: Option<String>,
    /// The addresses of the registries asked, in order; `default` for the client's default.
    registries: Option<Vec<String>>,
    launcher: Option<String>,
    /// Words that must stand in some note, wrapper note or opaque detail.
    note: Option<String>,
    #[serde(default)]
    files: BTreeMap<String, String>,
    #[serde(default)]
    env: BTreeMap<String, String>,
    #[serde(default)]
    user_env: BTreeMap<String, String>,
    cwd: Option<String>,
    /// `linux` (default), `macos` or `windows`.
    os: Option<String>,
}

pub(crate) fn parse(table: &str, text: &str) -> Vec<Line> {
    let document: toml_edit::DocumentMut = text.parse().unwrap_or_else(|error| panic!("{table}: {error}"));
    let lines = document.get("line").and_then(|item| item.as_array_of_tables());
    let lines = lines.unwrap_or_else(|| panic!("{table}: no [[line]]"));
    lines
        .iter()
        .map(|entry| {
            let value = json(&toml_edit::Item::Table(entry.clone()));
            serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{table}: {error} in {value}"))
        })
        .collect()
}

fn json(item: &toml_edit::Item) -> serde_json::Value {
    if let Some(table) = item.as_table_like() {
        return table.iter().map(|(key, item)| (key.to_owned(), json(item))).collect();
    }
    if let Some(array) = item.as_array() {
        return array.iter().map(|value| json(&toml_edit::Item::Value(value.clone()))).collect();
    }
    if let Some(text) = item.as_str() {
        return text.into();
    }
    item.as_bool().map_or(serde_json::Value::Null, Into::into)
}

pub(crate) fn differences(line: &Line) -> Vec<String> {
    let stage = Stage::new(&line.files);
    let os = match line.os.as_deref() {
        None | Some("linux") => Os::Linux,
        Some("macos") => Os::Macos,
        Some("windows") => Os::Windows,
        Some(other) => panic!("{}: unknown os `{other}`", line.id),
    };
    let launch = stage.resolve(&line.argv, line.cwd.as_deref(), &line.env, &line.user_env, os);
    let primary = launch.primary();
    let mut found = Vec::new();
    let mut compare = |what: &str, wanted: String, got: String| {
        if wanted != got {
            found.push(format!("{what}: should be `{wanted}`, is `{got}`"));
        }
    };
    let none = || "none".to_owned();
    compare(
        "target",
        line.target.clone().unwrap_or_else(none),
        primary.map_or_else(none, |component| stage.target(component)),
    );
    let others =
        || launch.components.iter().filter(|component| primary.is_some_and(|first| !std::ptr::eq(*component, first)));
    if let Some(also) = &line.also {
        compare(
            "also",
            also.join(", "),
            others().map(|component| stage.target(component)).collect::<Vec<_>>().join(", "),
        );
    }
    if let Some(pin) = &line.pin {
        let mut got = primary.map_or_else(none, |component| stage::pin(&component.pin));
        if !pin.contains(' ') {
            got = got.split(' ').next().unwrap_or("").to_owned();
        }
        compare("pin", pin.clone(), got);
    }
    if let Some(wrappers) = &line.wrappers {
        compare("wrappers", wrappers.join(" "), launch.wrappers.iter().map(|w| w.id).collect::<Vec<_>>().join(" "));
    }
    compare(
        "opaque",
        line.opaque.join(" "),
        launch.opaque.iter().map(|opaque| stage::kebab(&opaque.reason)).collect::<Vec<_>>().join(" "),
    );
    if let Some(effects) = &line.effects {
        let mut wanted = effects.clone();
        let mut got: Vec<String> = launch
            .effects
            .iter()
            .map(|effect| stage.mask(&format!("{} {}={}", stage::kebab(&effect.kind), effect.name, effect.value)))
            .collect();
        wanted.sort();
        got.sort();
        compare("effects", wanted.join(", "), got.join(", "));
    }
    if let Some(claimed) = &line.claimed {
        let got = primary.and_then(|component| component.claimed.clone()).unwrap_or_else(none);
        compare("claimed", claimed.clone(), got);
    }
    if let Some(shadow) = &line.shadow {
        let got = primary.and_then(|component| component.shadow.as_ref());
        compare("shadow", shadow.clone(), got.map_or_else(none, |s| stage.mask(&s.path.display().to_string())));
    }
    if let Some(belongs_to) = &line.belongs_to {
        let got = primary.and_then(|component| match &component.target {
            stockade_model::Target::Local { belongs_to, .. } => belongs_to.as_ref(),
            _ => None,
        });
        compare("belongs_to", belongs_to.clone(), got.map_or_else(none, stage::readable));
    }
    if let Some(registries) = &line.registries {
        let got = primary.map(|component| component.registries.as_slice()).unwrap_or_default();
        let got: Vec<&str> = got.iter().map(|registry| registry.url.as_deref().unwrap_or("default")).collect();
        compare("registries", registries.join(", "), got.join(", "));
    }
    if let Some(launcher) = &line.launcher {
        compare("launcher", launcher.clone(), launch.launcher.unwrap_or("none").to_owned());
    }
    if let Some(note) = &line.note {
        let all: Vec<&str> = (launch.notes.iter().map(String::as_str))
            .chain(launch.wrappers.iter().map(|wrapper| wrapper.note.as_str()))
            .chain(launch.opaque.iter().map(|opaque| opaque.detail.as_str()))
            .collect();
        if !all.iter().any(|text| stage.mask(text).contains(note.as_str())) {
            found.push(format!("note: none says `{note}`: {all:?}"));
        }
    }
    if !found.is_empty() {
        found.push(format!("argv: {:?}", line.argv));
        found.extend(launch.opaque.iter().map(|opaque| format!("opaque: {}", opaque.detail)));
    }
    found
}
