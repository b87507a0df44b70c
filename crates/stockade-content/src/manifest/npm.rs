//! `package.json`, as npm installs by it.
//!
//! - a dependency's `preinstall`, `install` and `postinstall` run; `prepare` and the rest do not (npm docs, "scripts");
//! - a `binding.gyp` beside it is an `install` script unless there is one or `gypfile` is false.

use serde_json::{Map, Value};

use super::{InstallScript, MAX_ENTRIES, Manifest, text};
use crate::archive::File;

const FILE: &str = "package.json";
const RUN_AT_INSTALL: &[&str] = &["preinstall", "install", "postinstall"];

pub(super) fn read(files: &[File]) -> Manifest {
    let mut manifest = Manifest::default();
    // Two files of one name are a problem of the archive; a reader may take either, so both are read here.
    let mut any = false;
    for file in files.iter().filter(|file| file.path == FILE) {
        any = true;
        match text(file).and_then(|text| serde_json::from_str(text).map_err(|error| format!("`{FILE}`: {error}"))) {
            Ok(Value::Object(json)) => fill(&mut manifest, &json, files),
            Ok(_) => manifest.unread.push(format!("`{FILE}` holds no object")),
            Err(why) => manifest.unread.push(why),
        }
    }
    if !any {
        manifest.unread.push(format!("there is no `{FILE}`"));
    }
    manifest
}

fn fill(manifest: &mut Manifest, json: &Map<String, Value>, files: &[File]) {
    let string = |key: &str| json.get(key).and_then(Value::as_str).map(str::to_owned);
    manifest.name = string("name");
    manifest.version = string("version");
    manifest.repository = match json.get("repository") {
        Some(Value::String(url)) => Some(url.clone()),
        Some(Value::Object(repository)) => repository.get("url").and_then(Value::as_str).map(str::to_owned),
        _ => None,
    };
    for (name, command) in strings(json.get("scripts")) {
        if RUN_AT_INSTALL.contains(&name.as_str()) {
            let script = InstallScript { event: name.clone(), command: command.clone(), file: FILE.to_owned() };
            manifest.install_scripts.push(script);
        }
        manifest.scripts.insert(name, command);
    }
    let own = manifest.install_scripts.iter().any(|script| script.event != "postinstall");
    let gyp = files.iter().any(|file| file.path == "binding.gyp");
    if gyp && !own && json.get("gypfile") != Some(&Value::Bool(false)) {
        let command = "node-gyp rebuild".to_owned();
        manifest.install_scripts.push(InstallScript {
            event: "binding.gyp".into(),
            command,
            file: "binding.gyp".into(),
        });
    }
    match json.get("bin") {
        Some(Value::String(path)) => {
            let name = manifest.name.as_deref().unwrap_or_default();
            let short = name.rsplit('/').next().unwrap_or(name).to_owned();
            manifest.programs.insert(short, path.clone());
        }
        programs => manifest.programs.extend(strings(programs)),
    }
    for key in ["dependencies", "optionalDependencies"] {
        manifest.dependencies.extend(strings(json.get(key)));
    }
    let mut entries = Vec::new();
    for key in ["main", "module", "exports", "imports", "browser"] {
        json.get(key).into_iter().for_each(|value| leaves(value, &mut entries, 0));
    }
    entries.extend(manifest.programs.values().cloned());
    manifest.entries.extend(entries);
}

fn strings(value: Option<&Value>) -> impl Iterator<Item = (String, String)> {
    value
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
        .take(MAX_ENTRIES)
        .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
}

fn leaves(value: &Value, into: &mut Vec<String>, depth: u32) {
    if depth > 8 || into.len() >= MAX_ENTRIES {
        return;
    }
    match value {
        Value::String(path) => into.push(path.clone()),
        Value::Array(items) => items.iter().for_each(|item| leaves(item, into, depth + 1)),
        Value::Object(entries) => entries.values().for_each(|item| leaves(item, into, depth + 1)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
