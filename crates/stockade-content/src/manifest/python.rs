//! Metadata of PyPI's archives: `METADATA` or `PKG-INFO`, `entry_points.txt`, `pyproject.toml`, `setup.py`, `.pth` files.
//!
//! - a wheel runs nothing when it is installed, but a `.pth` file with an `import` in it runs at every start of Python
//!   (docs of the `site` module), and so do `sitecustomize.py` and `usercustomize.py`;
//! - a source distribution runs its `setup.py` or its own build backend (PEP 517, `backend-path`).

use toml_edit::{Document, Item, Value};

use super::{InstallScript, MAX_ENTRIES, Manifest, text};
use crate::archive::File;

pub(super) fn read(files: &[File]) -> Manifest {
    let mut manifest = Manifest::default();
    let metadata = files.iter().find(|file| {
        let mut parts = file.path.split('/');
        let first = parts.next().unwrap_or_default();
        let second = parts.next();
        (first.ends_with(".dist-info") && second == Some("METADATA")) || (first == "PKG-INFO" && second.is_none())
    });
    match metadata {
        Some(file) => match text(file) {
            Ok(text) => headers(&mut manifest, text),
            Err(why) => manifest.unread.push(why),
        },
        None => manifest.unread.push("there is no `METADATA` and no `PKG-INFO`".to_owned()),
    }
    for file in files {
        match file.path.as_str() {
            "pyproject.toml" => match text(file).and_then(|text| project(&mut manifest, text)) {
                Ok(()) => {}
                Err(why) => manifest.unread.push(why),
            },
            "setup.py" => manifest.install_scripts.push(InstallScript {
                event: "setup.py".to_owned(),
                command: "python setup.py".to_owned(),
                file: file.path.clone(),
            }),
            "sitecustomize.py" | "usercustomize.py" => manifest.startup.push(file.path.clone()),
            path if path.ends_with(".dist-info/entry_points.txt") => {
                text(file).into_iter().for_each(|text| programs(&mut manifest, text));
            }
            path if path.ends_with(".pth") && !path.contains(".egg-info/") => {
                let code = |line: &str| line.starts_with("import ") || line.starts_with("import\t");
                if text(file).map_or(true, |text| text.lines().any(code)) {
                    manifest.startup.push(file.path.clone());
                }
            }
            path if path.contains(".data/scripts/") => {
                let name = path.rsplit('/').next().unwrap_or(path).to_owned();
                manifest.programs.insert(name, file.path.clone());
            }
            _ => {}
        }
    }
    manifest
}

/// Headers up to the first empty line (core metadata specification).
fn headers(manifest: &mut Manifest, text: &str) {
    for line in text.lines().take(MAX_ENTRIES).take_while(|line| !line.is_empty()) {
        let Some((key, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match key {
            "Name" => manifest.name = Some(value.to_owned()),
            "Version" => manifest.version = Some(value.to_owned()),
            "Home-page" if value.contains("://") => {
                manifest.repository.get_or_insert_with(|| value.to_owned());
            }
            "Project-URL" => {
                if let Some((label, url)) = value.split_once(',')
                    && matches!(
                        label.trim().to_ascii_lowercase().as_str(),
                        "repository" | "source" | "source code" | "code" | "github"
                    )
                {
                    manifest.repository = Some(url.trim().to_owned());
                }
            }
            "Requires-Dist" => {
                let end = value
                    .find(|char: char| !(char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.')))
                    .unwrap_or(value.len());
                let (name, asked) = value.split_at(end);
                if !asked.contains("extra ==") {
                    manifest.dependencies.insert(normalise(name), asked.trim().to_owned());
                }
            }
            _ => {}
        }
    }
}

/// PEP 503.
fn normalise(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for char in name.chars() {
        let char = if matches!(char, '_' | '.') { '-' } else { char.to_ascii_lowercase() };
        if !(char == '-' && out.ends_with('-')) {
            out.push(char);
        }
    }
    out
}

/// The `console_scripts` and `gui_scripts` of an INI file.
fn programs(manifest: &mut Manifest, text: &str) {
    let mut inside = false;
    for line in text.lines().map(str::trim).take(MAX_ENTRIES) {
        if line.starts_with('[') {
            inside = matches!(line, "[console_scripts]" | "[gui_scripts]");
        } else if inside && let Some((name, target)) = line.split_once('=') {
            manifest.programs.insert(name.trim().to_owned(), target.trim().to_owned());
        }
    }
}

fn project(manifest: &mut Manifest, text: &str) -> Result<(), String> {
    let document = Document::parse(text).map_err(|error| format!("`pyproject.toml`: {}", error.message()))?;
    if let Some(build) = document.get("build-system").and_then(Item::as_table_like) {
        let backend = build.get("build-backend").and_then(Item::as_str).unwrap_or("setuptools.build_meta:__legacy__");
        if build.contains_key("backend-path") {
            manifest.install_scripts.push(InstallScript {
                event: "build-backend".to_owned(),
                command: backend.to_owned(),
                file: "pyproject.toml".to_owned(),
            });
        }
    }
    let Some(project) = document.get("project").and_then(Item::as_table_like) else { return Ok(()) };
    let string = |key: &str| project.get(key).and_then(Item::as_str).map(str::to_owned);
    manifest.name = manifest.name.take().or_else(|| string("name"));
    manifest.version = manifest.version.take().or_else(|| string("version"));
    for key in ["scripts", "gui-scripts"] {
        let entries = project.get(key).and_then(Item::as_table_like).into_iter().flat_map(|table| table.iter());
        for (name, target) in entries.take(MAX_ENTRIES) {
            if let Some(target) = target.as_str() {
                manifest.programs.insert(name.to_owned(), target.to_owned());
            }
        }
    }
    let listed = project.get("dependencies").and_then(Item::as_array).into_iter().flatten();
    for requirement in listed.filter_map(Value::as_str).take(MAX_ENTRIES) {
        let end = requirement
            .find(|char: char| !(char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.')))
            .unwrap_or(requirement.len());
        let (name, asked) = requirement.split_at(end);
        manifest.dependencies.insert(normalise(name), asked.trim().to_owned());
    }
    Ok(())
}
