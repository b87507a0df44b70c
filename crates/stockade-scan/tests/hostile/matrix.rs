//! Every kind of bad file in every place where a client or a manifest is looked for.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use stockade_model::{Os, Problem};
use stockade_scan::discover::clients::{self, Client, Read, Source};
use stockade_scan::discover::manifests;

use super::evil::{self, Evil};
use super::{HONEST, Stage, WITNESS, has_honest, problems_at};

/// A path that a template leads to, folders for stars made up.
fn place(stage: &Stage, source: &Source) -> PathBuf {
    let mut path = source.path.to_owned();
    // `{env:NAME|rest}` without the variable is the rest.
    while let Some(at) = path.find("{env:") {
        let bar = path[at..].find('|').unwrap() + at;
        let mut depth = 0;
        let close = path[bar..].char_indices().find(|(_, c)| {
            depth += i32::from(*c == '{') - i32::from(*c == '}');
            depth < 0
        });
        let close = close.unwrap().0 + bar;
        path = format!("{}{}{}", &path[..at], &path[bar + 1..close], &path[close + 1..]);
    }
    if let Some(at) = path.find("{ud:") {
        let close = path[at..].find('}').unwrap() + at;
        path = format!("{}{{cfg}}/{}{}", &path[..at], &path[at + 4..close], &path[close + 1..]);
    }
    let home = stage.home().display().to_string();
    let (project, root) = (stage.project().display().to_string(), stage.base.join("root").display().to_string());
    for (part, value) in [
        ("{home}", home.clone()),
        ("{cfg}", format!("{home}/.config")),
        ("{data}", format!("{home}/.local/share")),
        ("{cache}", format!("{home}/.cache")),
        ("{project}", project.clone()),
        ("{ancestors}", project),
        ("{programdata}", format!("{root}/ProgramData")),
        ("{programfiles}", format!("{root}/Program Files")),
        ("{root}", root),
        ("/**", String::new()),
        ("*", "x".to_owned()),
    ] {
        path = path.replace(part, &value);
    }
    assert!(!path.contains('{'), "{}", source.path);
    PathBuf::from(path)
}

fn applies(evil: &Evil, read: &Read) -> bool {
    match read {
        Read::Invisible(_) => false,
        Read::Raw(_) => evil.for_any,
        Read::Text(..) | Read::Sqlite(_) | Read::Archive(..) => true,
    }
}

/// A place that only a variable names, which no foreign home has.
fn is_elsewhere(source: &Source) -> bool {
    let unset =
        source.path.split("{env:").skip(1).any(|rest| rest.find('|').is_none_or(|bar| rest.find('}') < Some(bar)));
    source.path.contains("{paths:") || unset
}

/// Plain text that is no front matter is a good file without servers.
fn is_harmless(evil: &Evil, source: &Source) -> bool {
    use stockade_scan::document::Format;
    let text = matches!(source.read, Read::Text(Format::FrontMatter | Format::Properties, _));
    text && !evil.for_any && !(evil.name == "10,000 levels" && source.path.ends_with(".md"))
}

/// The evil file in every place of every client but the witness, all at once.
fn complaints(evil: &Evil) -> Vec<String> {
    let stage = Stage::new();
    stage.write(WITNESS.1, HONEST);
    let mut placed: Vec<(PathBuf, &Client, &Source)> = Vec::new();
    for client in clients::ALL {
        let here =
            |source: &&Source| source.on.holds(Os::Linux) && applies(evil, &source.read) && !is_elsewhere(source);
        for source in client.sources.iter().filter(here) {
            let path = place(&stage, source);
            std::fs::create_dir_all(path.parent().unwrap()).ok();
            // Two sources can be one place, and one can stand in a folder that another one made a bad file.
            if path.parent().is_some_and(Path::is_dir) && std::fs::symlink_metadata(&path).is_err() {
                (evil.make)(&path);
                placed.push((path, client, source));
            }
        }
    }
    let inventory = stage.discover();
    let mut at: HashMap<&Path, Vec<&Problem>> = HashMap::new();
    for problem in &inventory.problems {
        at.entry(problem.location.path(&inventory.sources).unwrap()).or_default().push(problem);
    }
    let mut wrong = Vec::new();
    if !has_honest(&inventory) {
        wrong.push(format!("{}: the honest file was not read", evil.name));
    }
    if evil.for_any && placed.len() < 150 {
        wrong.push(format!("{}: only {} places", evil.name, placed.len()));
    }
    for (path, client, source) in placed {
        if is_harmless(evil, source) {
            continue;
        }
        let named = at.get(path.as_path()).map(Vec::as_slice).unwrap_or_default();
        if !named.iter().any(|problem| evil.kinds.contains(&problem.kind) && problem.kind.is_incomplete()) {
            wrong.push(format!("{} with {}: {} ({}) has {named:?}", client.id, evil.name, path.display(), source.path));
        }
    }
    wrong
}

#[test]
fn no_client_is_broken_by_a_bad_file() {
    let wrong: Vec<String> = evil::ALL.iter().flat_map(complaints).collect();
    assert!(wrong.is_empty(), "{} complaints:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn no_manifest_is_broken_by_a_bad_file() {
    const NAMES: &[&str] = &[
        "package.json",
        "package-lock.json",
        "npm-shrinkwrap.json",
        "yarn.lock",
        "pnpm-lock.yaml",
        "pnpm-workspace.yaml",
        "bun.lock",
        "requirements.txt",
        "pyproject.toml",
        "uv.lock",
        "poetry.lock",
        "Pipfile",
        "Pipfile.lock",
        "pylock.toml",
        "Dockerfile",
        "compose.yaml",
        ".github/workflows/ci.yml",
        "server.json",
        "manifest.json",
    ];
    // Anything is a good text to these.
    const TEXTS: &[&str] = &["requirements.txt", "Dockerfile", "yarn.lock", "server.json", "manifest.json"];
    let known = |id: &str| {
        NAMES.iter().any(|name| manifests::find(&Path::new("/p").join(name)).is_some_and(|found| found.id == id))
    };
    let missing: Vec<&str> = manifests::ALL.iter().map(|manifest| manifest.id).filter(|id| !known(id)).collect();
    assert!(missing.is_empty(), "no file for {missing:?}");
    let mut wrong = Vec::new();
    for evil in evil::ALL {
        let stage = Stage::new();
        for name in NAMES {
            (evil.make)(&stage.at(&format!("project/{name}")));
        }
        stage.write("project/honest/package.json", r#"{"dependencies": {"honest-mcp": "1.0.0"}}"#);
        let inventory = stage.discover();
        if !inventory.mentions.iter().any(|mention| mention.package.name == "honest-mcp") {
            wrong.push(format!("{}: the honest file was not read", evil.name));
        }
        // Links to one file are one file, which is read once, under the name that comes first.
        let linked: Vec<PathBuf> = NAMES.iter().map(|name| stage.project().join(name)).collect();
        let is_link = linked.iter().all(|path| path.is_symlink() && path.exists());
        if is_link && linked.iter().filter(|path| problems_at(&inventory, path).next().is_some()).count() != 1 {
            wrong.push(format!("{}: {:?}", evil.name, inventory.problems));
        }
        for name in NAMES.iter().filter(|name| evil.for_any || !TEXTS.contains(name)) {
            let path = stage.project().join(name);
            // Anything may be a folder's name.
            if is_link || evil.name == "a directory" {
                continue;
            }
            let named: Vec<_> = problems_at(&inventory, &path).collect();
            if !named.iter().any(|problem| evil.kinds.contains(&problem.kind) && problem.kind.is_incomplete()) {
                wrong.push(format!("{}: {name} has {named:?}", evil.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} complaints:\n{}", wrong.len(), wrong.join("\n"));
}
