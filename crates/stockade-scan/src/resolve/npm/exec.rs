//! `npm exec` in all its spellings: which packages are fetched, and what of them runs.

use std::path::Path;

use stockade_model::{Component, Launch, Package, Pin, Role, Shadow, Target, launch::OpaqueReason};

use super::local;
use super::npmrc::Configuration;
use super::options::Given;
use super::spec::{self, Spec};
use crate::resolve::{Call, Machine, Outcome, Word, bridges, local as manifests, peel, shell};

/// Resolves the arguments of `npm exec`, already read.
pub fn run(id: &'static str, given: &Given, call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let configuration = Configuration::of(given, call, machine);
    let cwd = given
        .last("prefix")
        .and_then(|path| machine.path(&path.text, call.cwd.as_deref()))
        .or_else(|| call.cwd.clone());
    let cwd = cwd.as_deref();
    let string = given.last("call").cloned().or_else(|| configuration.value("call").map(|(text, _)| Word::plain(text)));
    let mut packages: Vec<Word> = given.all("package").cloned().collect();
    if packages.is_empty() {
        packages = configuration.list("package").into_iter().map(Word::plain).collect();
        if !packages.is_empty() {
            launch.notes.push(format!("{id} takes the package from its settings or environment, not from the line"));
        }
    }
    if let Some(string) = string.filter(|string| !string.text.is_empty()) {
        if !given.operands.is_empty() {
            return peel::opaque(
                OpaqueReason::UnknownArgument,
                format!("`{id}` takes either a command or `--call`"),
                string.span,
                launch,
            );
        }
        return shell_string(id, &string, &packages, &configuration, cwd, call, machine, launch);
    }
    if given.last("yes").is_some_and(|value| value.text == "false") {
        launch.notes.push(format!("{id} is told not to install: only a copy that it already has runs"));
    }
    let mut operands = given.operands.iter();
    if packages.is_empty() {
        let Some(operand) = operands.next() else { return peel::empty(id, call, launch) };
        return fetched(id, operand, None, operands.as_slice(), &configuration, cwd, call, machine, launch);
    }
    let command = operands.next();
    // Of several packages the one that is named like the command is taken for the one that has it.
    let wanted = command.map(|command| command.text.clone());
    let has_it = |word: &&Word| match spec::parse(&word.text) {
        Spec::Registry { package, .. } => wanted.as_deref() == Some(local::base(&package.name)),
        _ => false,
    };
    let main = packages.iter().find(has_it).or_else(|| packages.first()).cloned();
    for word in packages.iter().filter(|word| Some(*word) != main.as_ref()) {
        let mut component = component(Role::Additional, &word.text, None, &configuration, cwd, machine, launch);
        component.span = word.span;
        launch.components.push(component);
    }
    match main {
        Some(main) => fetched(id, &main, command, operands.as_slice(), &configuration, cwd, call, machine, launch),
        None => peel::empty(id, call, launch),
    }
}

#[expect(clippy::too_many_arguments, reason = "everything that a launch line meets")]
fn shell_string(
    id: &'static str,
    string: &Word,
    packages: &[Word],
    configuration: &Configuration,
    cwd: Option<&Path>,
    call: &Call,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> Outcome {
    let first = shell::words_only(&string.text).and_then(|words| words.into_iter().next());
    let simple = !string.text.contains([';', '&', '|', '$', '`', '<', '>', '(', ')']);
    for word in packages {
        let named = spec::parse(&word.text);
        let runs =
            matches!(&named, Spec::Registry { package, .. } if Some(local::base(&package.name)) == first.as_deref());
        if runs && simple {
            let rest: Vec<Word> = shell::words_only(&string.text)
                .unwrap_or_default()
                .into_iter()
                .skip(1)
                .map(|text| Word::at(text, string.span))
                .collect();
            return fetched(id, word, None, &rest, configuration, cwd, call, machine, launch);
        }
        let mut component = component(Role::Additional, &word.text, None, configuration, cwd, machine, launch);
        component.span = word.span;
        launch.components.push(component);
    }
    peel::call(id, "the string runs in a shell", bridges::shell_call(string, call, machine))
}

/// One package is fetched and runs, unless a local file stands in for it.
#[expect(clippy::too_many_arguments, reason = "everything that a launch line meets")]
fn fetched(
    id: &'static str,
    operand: &Word,
    command: Option<&Word>,
    args: &[Word],
    configuration: &Configuration,
    cwd: Option<&Path>,
    call: &Call,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> Outcome {
    if operand.has_placeholder() {
        return peel::unexpanded(id, operand, launch);
    }
    let mut component = component(Role::Server, &operand.text, command, configuration, cwd, machine, launch);
    component.span = operand.span;
    if matches!(spec::parse(&operand.text), Spec::Invalid) {
        return peel::opaque(
            OpaqueReason::UnknownArgument,
            format!("`{}` is nothing that npm could fetch", operand.text),
            operand.span,
            launch,
        );
    }
    if let Target::Local { path, exists: Some(false), .. } = &component.target {
        let detail = format!("`{}` does not exist", path.display());
        return peel::opaque(OpaqueReason::Indirect, detail, operand.span, launch);
    }
    let package = component.package().cloned();
    launch.components.push(component);
    match package.and_then(|package| bridges::after_package(&package, args, call, machine, launch)) {
        Some(outcome) => outcome,
        None => Outcome::Done,
    }
}

fn component(
    role: Role,
    text: &str,
    command: Option<&Word>,
    configuration: &Configuration,
    cwd: Option<&Path>,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> Component {
    match spec::parse(text) {
        Spec::Registry { package, pin, wanted, alias } => {
            let (pin, package) = match (&pin, configuration.value("tag")) {
                // `--tag` is what a bare name means.
                (Pin::Nothing, Some((tag, _))) => (Pin::Tag(tag.to_owned()), package),
                _ => (pin, package),
            };
            let shadow = cwd.and_then(|cwd| stand_in(&package, &wanted, &pin, command, cwd, machine));
            if let Some(path) = &shadow {
                launch.notes.push(format!("`{}` runs instead of a fetched package", path.display()));
            }
            let entry = command.map(|command| command.text.clone());
            let differs = entry.as_deref().filter(|entry| *entry != local::base(&package.name)).map(str::to_owned);
            let mut component = Component::new(role, Target::Package { package: package.clone(), entry }, pin);
            component.registries = vec![configuration.registry(&package.name)];
            component.claimed = alias.or(differs);
            component.shadow = shadow.map(|path| Shadow { path, instead_of: package });
            component
        }
        Spec::Git { url, reference } => {
            let pin = match reference.as_deref() {
                Some(commit) if commit.len() == 40 && commit.chars().all(|c| c.is_ascii_hexdigit()) => {
                    Pin::Hash(commit.to_owned())
                }
                Some(reference) => Pin::Tag(reference.to_owned()),
                None => Pin::Nothing,
            };
            Component::new(role, Target::Git { url, reference }, pin)
        }
        Spec::Archive(url) => Component::new(role, Target::Archive { url }, Pin::Nothing),
        Spec::Path(text) => {
            let path = machine.path(&text, cwd);
            let folder = path.clone().unwrap_or_else(|| text.into());
            let runs = path.as_deref().filter(|path| machine.is_dir(path)).and_then(|path| {
                let manifest = local::manifest(path, machine)?;
                let name = manifest.get("name").and_then(crate::document::Node::as_str).unwrap_or("").to_owned();
                local::entry(path, &manifest, local::base(&name), machine)
            });
            let exists = path.as_deref().map(|path| machine.is_dir(path) || machine.is_file(path));
            let path = runs.unwrap_or(folder);
            let belongs_to = manifests::belongs_to(&path, machine);
            Component::new(role, Target::Local { path, exists, belongs_to }, Pin::NotApplicable)
        }
        Spec::Invalid => {
            Component::new(role, Target::Program { name: text.to_owned(), path: None }, Pin::NotApplicable)
        }
    }
}

/// The local file that runs instead of the package.
fn stand_in(
    package: &Package,
    wanted: &str,
    pin: &Pin,
    command: Option<&Word>,
    cwd: &Path,
    machine: &Machine<'_>,
) -> Option<std::path::PathBuf> {
    if let Some(command) = command {
        if let Some(path) = local::package(&package.name, wanted, pin, cwd, machine) {
            return Some(path);
        }
        // A command that the package is not named for may be a local one: the shell finds it if the package lacks it.
        return (command.text != local::base(&package.name))
            .then(|| local::command(&command.text, cwd, machine))
            .flatten();
    }
    if wanted.is_empty() && *pin == Pin::Nothing {
        let found = local::command(&package.name, cwd, machine).or_else(|| local::own(&package.name, cwd, machine));
        if found.is_some() {
            return found;
        }
    }
    local::package(&package.name, wanted, pin, cwd, machine)
}
