//! Files, modules and source text that an interpreter is told to run or to load: what all of them have in common.

use std::path::{Path, PathBuf};

use stockade_model::{
    Component, Effect, Launch, Package, Pin, Role, Target,
    launch::{EffectKind, OpaqueReason},
};

use super::{Call, Machine, Origin, Outcome, Word, bridges, launchers, local, peel};

/// Notes what an option changes.
pub fn effect(kind: EffectKind, name: &str, value: &Word, launch: &mut Launch) {
    let effect = Effect { kind, name: name.to_owned(), value: value.text.clone(), file: None, span: value.span };
    if !launch.effects.contains(&effect) {
        launch.effects.push(effect);
    }
}

/// A file on this machine. `endings` are what the interpreter tries behind a name that does not exist as it stands.
pub fn file(role: Role, word: &Word, endings: &[&str], call: &Call, machine: &Machine<'_>) -> Component {
    let target = match machine.path(&word.text, call.cwd.as_deref()) {
        Some(path) => {
            let path = found(path, endings, machine);
            let real = path.canonicalize().unwrap_or_else(|_| path.clone());
            let exists = Some(machine.is_file(&path) || machine.is_dir(&path));
            Target::Local { belongs_to: local::belongs_to(&real, machine), exists, path }
        }
        None => Target::Local { path: word.text.clone().into(), exists: None, belongs_to: local::named_by(&word.text) },
    };
    let mut component = Component::new(role, target, Pin::NotApplicable);
    component.span = word.span;
    component
}

/// The name itself, or with the first ending behind which there is a file.
fn found(path: PathBuf, endings: &[&str], machine: &Machine<'_>) -> PathBuf {
    if machine.is_file(&path) {
        return path;
    }
    let longer = |ending: &&str| {
        let mut text = path.as_os_str().to_owned();
        text.push(ending);
        Some(PathBuf::from(text)).filter(|path| machine.is_file(path))
    };
    endings.iter().find_map(longer).unwrap_or(path)
}

/// Runs a script: its file is the server, or the bridge that its package is known to be.
pub fn run(
    id: &str,
    word: &Word,
    args: &[Word],
    endings: &[&str],
    call: &Call,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> Outcome {
    if word.has_placeholder() {
        return peel::unexpanded(id, word, launch);
    }
    let component = file(Role::Server, word, endings, call, machine);
    let package = match &component.target {
        Target::Local { belongs_to, .. } => belongs_to.clone(),
        _ => None,
    };
    launch.components.push(component);
    package.and_then(|package| bridges::after_package(&package, args, call, machine, launch)).unwrap_or(Outcome::Done)
}

/// Source text in the launch line.
pub fn inline(language: &str, word: &Word, role: Role, launch: &mut Launch) -> Outcome {
    let mut component = Component::new(role, Target::Inline { language: language.to_owned() }, Pin::NotApplicable);
    component.span = word.span;
    launch.components.push(component);
    let detail = format!("the launch line holds {language} source text");
    peel::opaque(OpaqueReason::InlineCode, detail, word.span, launch)
}

/// A JavaScript module that is loaded before the server (`--require`, `--import`, `--loader`).
pub fn javascript_module(word: &Word, endings: &[&str], call: &Call, machine: &Machine<'_>, launch: &mut Launch) {
    let text = word.text.as_str();
    if text.starts_with("data:") {
        drop(inline("javascript", word, Role::Additional, launch));
        return;
    }
    if text.starts_with("node:") {
        return;
    }
    let path = file_url(text, machine).map(|path| Word::at(path, word.span));
    let word = path.as_ref().unwrap_or(word);
    let is_path =
        word.text.starts_with(['/', '.', '~']) || word.text.contains('\\') || word.text.get(1..2) == Some(":");
    if is_path || word.has_placeholder() {
        launch.components.push(file(Role::Additional, word, endings, call, machine));
        return;
    }
    let (name, _) = split_module(&word.text);
    let folder = call.cwd.as_deref().and_then(|cwd| installed(name, cwd, machine));
    let mut component = match folder {
        Some(folder) => file(Role::Additional, &Word::at(folder.display().to_string(), word.span), &[], call, machine),
        None => {
            let package = Package::new(stockade_model::Ecosystem::Npm, name);
            Component::new(Role::Additional, Target::Package { package, entry: None }, Pin::NotApplicable)
        }
    };
    component.span = word.span;
    launch.components.push(component);
}

/// The path in a `file:` address.
pub fn file_url(text: &str, machine: &Machine<'_>) -> Option<String> {
    let rest = text.strip_prefix("file://")?;
    let windows = machine.os == stockade_model::Os::Windows && rest.get(2..3) == Some(":");
    Some(if windows { rest.trim_start_matches('/').to_owned() } else { rest.to_owned() })
}

/// `@scope/name/sub/path` into the package's name and the rest.
pub fn split_module(text: &str) -> (&str, &str) {
    let skip = if text.starts_with('@') { text.find('/').map_or(0, |at| at + 1) } else { 0 };
    let end = text.get(skip..).and_then(|rest| rest.find('/')).map_or(text.len(), |at| skip + at);
    (text.get(..end).unwrap_or(text), text.get(end..).unwrap_or(""))
}

/// The folder that a bare module name is found in, from a folder upwards.
fn installed(name: &str, from: &Path, machine: &Machine<'_>) -> Option<PathBuf> {
    machine.ancestors(from).map(|folder| folder.join("node_modules").join(name)).find(|path| machine.is_dir(path))
}

/// A file of environment variables: what it says is read, that it cannot be read is noted.
pub fn env_file(name: &str, word: &Word, call: &Call, machine: &Machine<'_>, launch: &mut Launch) {
    let path = machine.path(&word.text, call.cwd.as_deref());
    let Some(text) = path.as_deref().and_then(|path| machine.read(path)) else {
        launch.notes.push(format!("`{name}` names `{}`, which could not be read", word.text));
        return;
    };
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
        let Some((key, value)) = line.strip_prefix("export ").unwrap_or(line).split_once('=') else { continue };
        if let Some(kind) = launchers::environment::kind_of(key.trim(), machine.os) {
            let (value, _) = stockade_model::redact::redact(Some(key), value.trim().trim_matches(['"', '\'']));
            launch.effects.push(Effect {
                kind,
                name: key.trim().to_owned(),
                value,
                file: path.clone(),
                span: word.span,
            });
        }
    }
}

/// The words of a variable that holds options (`NODE_OPTIONS`), where the entry itself sets it.
pub fn option_variable(name: &str, call: &Call, machine: &Machine<'_>) -> Vec<Word> {
    let fold = machine.os == stockade_model::Os::Windows;
    call.env
        .iter()
        .rfind(|setting| {
            setting.origin == Origin::Entry && (setting.name == name || fold && setting.name.eq_ignore_ascii_case(name))
        })
        .and_then(|setting| Some((super::shell::words_only(&setting.value)?, setting.span)))
        .map(|(words, span)| words.into_iter().map(|word| Word::at(word, span)).collect())
        .unwrap_or_default()
}

/// A repository that the launcher clones; only a full commit id fixes what it gets.
pub fn git(role: Role, url: &str, reference: Option<&str>, word: &Word) -> Component {
    let pin = match reference {
        Some(reference) if is_commit(reference) => Pin::Hash(reference.to_owned()),
        Some(reference) => Pin::Tag(reference.to_owned()),
        None => Pin::Nothing,
    };
    let (url, _) = stockade_model::redact::redact(None, url);
    let mut component = Component::new(role, Target::Git { url, reference: reference.map(str::to_owned) }, pin);
    component.span = word.span;
    component
}

/// A full commit id, SHA-1 or SHA-256.
pub fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
