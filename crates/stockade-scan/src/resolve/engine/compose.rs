//! `compose run SERVICE`, `compose up SERVICE`: the service is described in files beside the server.
//!
//! Later files override earlier ones and lists add up, as Compose merges them; variables come from the entry, then from
//! the project's `.env`, then from the default beside them. What is left open makes the image unknown.

use std::path::{Path, PathBuf};

use stockade_model::{Component, Launch, Pin, Role, Target, launch::EffectKind, launch::OpaqueReason};

use super::{Engine, container, flags};
use crate::document::{Node, Value};
use crate::resolve::{Call, Machine, Outcome, Word, options::Grammar, options::Parsed, peel, script, shell};

mod project;

use project::Project;

/// Options in front of `run` and `up`.
const GLOBAL: Grammar = Grammar {
    values: &[
        "--ansi",
        "--env-file",
        "-f",
        "--file",
        "--parallel",
        "--profile",
        "--progress",
        "--project-directory",
        "-p",
        "--project-name",
        "--workdir",
    ],
    attached: &["--all-resources", "--compatibility", "--dry-run", "--verbose"],
    ..Grammar::NONE
};

const RUN: Grammar = Grammar {
    switches: &["-d", "-i", "-T", "-q", "-P", "-t"],
    values: &[
        "--cap-add",
        "--cap-drop",
        "--entrypoint",
        "-e",
        "--env",
        "--env-from-file",
        "-l",
        "--label",
        "--name",
        "-p",
        "--publish",
        "--pull",
        "-u",
        "--user",
        "-v",
        "--volume",
        "-w",
        "--workdir",
    ],
    attached: &[
        "--build",
        "--detach",
        "--interactive",
        "--no-TTY",
        "--no-tty",
        "--no-deps",
        "--quiet",
        "--quiet-build",
        "--quiet-pull",
        "--remove-orphans",
        "--rm",
        "--service-ports",
        "--tty",
        "--use-aliases",
    ],
    ..Grammar::NONE
};

const UP: Grammar = Grammar {
    switches: &["-d", "-V", "-w", "-y"],
    values: &["--attach", "--exit-code-from", "--no-attach", "--pull", "--scale", "-t", "--timeout", "--wait-timeout"],
    attached: &[
        "--abort-on-container-exit",
        "--abort-on-container-failure",
        "--always-recreate-deps",
        "--attach-dependencies",
        "--build",
        "--detach",
        "--force-recreate",
        "--menu",
        "--no-build",
        "--no-color",
        "--no-deps",
        "--no-log-prefix",
        "--no-recreate",
        "--no-start",
        "--quiet-build",
        "--quiet-pull",
        "--remove-orphans",
        "--renew-anon-volumes",
        "--timestamps",
        "--wait",
        "--watch",
        "--yes",
    ],
    ..Grammar::NONE
};

/// Keys of a service that are an option of `run` under another name.
static PRIVILEGES: &[(&str, &str)] = &[
    ("cap_add", "--cap-add"),
    ("security_opt", "--security-opt"),
    ("devices", "--device"),
    ("device_cgroup_rules", "--device-cgroup-rule"),
    ("group_add", "--group-add"),
    ("network_mode", "--network"),
    ("pid", "--pid"),
    ("ipc", "--ipc"),
    ("uts", "--uts"),
    ("userns_mode", "--userns"),
    ("cgroup", "--cgroupns"),
    ("user", "--user"),
];

/// Follows `compose …`.
pub fn resolve(engine: &Engine, args: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let global = match GLOBAL.front(args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(engine.id, &unknown, launch),
    };
    let Some((verb, rest)) = global.operands.split_first() else { return peel::empty(engine.id, call, launch) };
    let parsed = match verb.text.as_str() {
        "run" => RUN.front(rest),
        "up" => UP.anywhere(rest),
        other => {
            let detail = format!("`compose {other}` starts no service by itself");
            return peel::opaque(OpaqueReason::Indirect, detail, verb.span, launch);
        }
    };
    let parsed = match parsed {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(engine.id, &unknown, launch),
    };
    let project = match Project::read(&global, call, machine) {
        Ok(project) => project,
        Err(detail) => return peel::opaque(OpaqueReason::Indirect, detail, verb.span, launch),
    };
    let Some((service, command)) = parsed.operands.split_first() else {
        return every_service(&project, verb, launch);
    };
    if service.has_placeholder() {
        return peel::unexpanded(engine.id, service, launch);
    }
    if project.service(&service.text).is_empty() {
        let detail = format!("no service `{}` in {}", service.text, project.names());
        return peel::opaque(OpaqueReason::Indirect, detail, service.span, launch);
    }
    let up = verb.text == "up";
    let from = launch.effects.len();
    start(engine, &project, service, if up { &[] } else { command }, &parsed, call, machine, launch);
    if up {
        command.iter().for_each(|other| beside(&project, &other.text, other, launch));
    }
    if !flags::is_on(&parsed, "--no-deps") {
        for name in project.service(&service.text).iter().flat_map(|layer| names(layer.get("depends_on"))) {
            beside(&project, &name, service, launch);
        }
    }
    // What the options of the line itself do stands in the line; the rest stands in the file.
    for effect in launch.effects.iter_mut().skip(from).filter(|effect| effect.file.is_none() && effect.span.is_none()) {
        effect.file = project.files.first().map(|(path, _)| path.clone());
        effect.span = service.span;
    }
    Outcome::Done
}

/// `compose up` without a name starts all: one is the server, of several nobody can say which.
fn every_service(project: &Project, verb: &Word, launch: &mut Launch) -> Outcome {
    for name in project.all() {
        beside(project, &name, verb, launch);
    }
    let detail = format!("`compose {}` names no service of {}", verb.text, project.names());
    peel::opaque(OpaqueReason::Indirect, detail, verb.span, launch)
}

/// Another service that is started too.
fn beside(project: &Project, name: &str, word: &Word, launch: &mut Launch) {
    let text = project.service(name).iter().rev().find_map(|layer| layer.get("image")?.scalar());
    let Some(image) = text.and_then(|text| crate::resolve::image::parse(&project.fill(&text))) else { return };
    let component = image.component(Role::Additional, word.span);
    if !launch.components.contains(&component) {
        launch.components.push(component);
    }
}

#[expect(clippy::too_many_arguments, reason = "the line, the project, and what both are noted in")]
fn start(
    engine: &Engine,
    project: &Project,
    service: &Word,
    command: &[Word],
    parsed: &Parsed,
    call: &Call,
    machine: &Machine<'_>,
    launch: &mut Launch,
) {
    let layers = project.service(&service.text);
    let here = Call { cwd: Some(project.folder.clone()), env: project.env.clone(), ..call.clone() };
    let mut from_line = flags::read(parsed, &call.args, call, machine, launch);
    let mut container = described(project, &layers, &here, machine, launch);
    container.entrypoint = from_line.entrypoint.take().or(container.entrypoint);
    container.workdir = from_line.workdir.take().or(container.workdir);
    container.env.append(&mut from_line.env);
    container.binds.append(&mut from_line.binds);
    if !command.is_empty() {
        container.args = command.to_vec();
    }
    let last = |key: &str| layers.iter().rev().find_map(|layer| layer.get(key));
    let built = last("build").map(|build| folder(build, project, service, machine));
    match last("image").and_then(Node::scalar) {
        Some(image) => {
            let word = Word::at(project.fill(&image), service.span);
            drop(container::place(engine.id, &word, &container, machine, launch));
            launch.components.extend(built.map(|component| Component { role: Role::Additional, ..component }));
        }
        None => match built {
            Some(component) => launch.components.insert(0, component),
            None => {
                let detail = format!("the service `{}` has neither an image nor a build", service.text);
                drop(peel::opaque(OpaqueReason::Indirect, detail, service.span, launch));
            }
        },
    }
}

/// The folder that an image is built from.
fn folder(build: &Node, project: &Project, service: &Word, machine: &Machine<'_>) -> Component {
    let context = build.as_str().or_else(|| build.get("context")?.as_str()).unwrap_or(".");
    let context = project.fill(context);
    if context.contains("://") || context.starts_with("git@") {
        let (url, reference) = context.split_once('#').map_or((context.as_str(), None), |(url, at)| (url, Some(at)));
        let (url, _) = stockade_model::redact::redact(None, url);
        let pin = reference.map_or(Pin::Nothing, |reference| Pin::Tag(reference.to_owned()));
        let target = Target::Git { url, reference: reference.map(str::to_owned) };
        return Component { span: service.span, ..Component::new(Role::Server, target, pin) };
    }
    let call = Call::new(service.clone(), Vec::new(), Some(project.folder.clone()));
    script::file(Role::Server, &Word::at(context, service.span), &[], &call, machine)
}

/// What the file says of the container.
fn described(
    project: &Project,
    layers: &[Node],
    here: &Call,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> container::Container {
    let mut container = container::Container::default();
    let word = |text: &str| Word::plain(project.fill(text));
    for layer in layers {
        if let Some(entrypoint) = layer.get("entrypoint") {
            let words = command_words(entrypoint, project);
            let shown = Word::plain(words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "));
            script::effect(EffectKind::Entrypoint, "entrypoint", &shown, launch);
            container.entrypoint = Some(words);
        }
        if let Some(command) = layer.get("command") {
            container.args = command_words(command, project);
        }
        if let Some(folder) = layer.get("working_dir").and_then(Node::as_str) {
            container.workdir = Some(project.fill(folder));
        }
        for text in pairs(layer.get("environment")) {
            flags::variable(&word(&text), here, &mut container);
        }
        for file in layer.get("env_file").map(list).unwrap_or_default() {
            if let Some(path) = file.as_str().or_else(|| file.get("path")?.as_str()) {
                script::env_file("env_file", &word(path), here, machine, launch);
            }
        }
        for volume in layer.get("volumes").map(list).unwrap_or_default() {
            if let Some(text) = volume.as_str() {
                flags::volume(&word(text), here, machine, &mut container, launch);
            } else if let (Some(source), Some(target)) =
                (volume.get("source").and_then(Node::as_str), volume.get("target").and_then(Node::as_str))
            {
                let read_only = volume.get("read_only").and_then(Node::as_bool) == Some(true);
                let mode = if read_only { ":ro" } else { "" };
                flags::volume(&word(&format!("{source}:{target}{mode}")), here, machine, &mut container, launch);
            }
        }
        if layer.get("privileged").and_then(Node::as_bool) == Some(true) {
            script::effect(EffectKind::Privilege, "--privileged", &Word::plain("--privileged"), launch);
        }
        for (key, flag) in PRIVILEGES {
            for value in layer.get(key).map(list).unwrap_or_default() {
                if let Some(text) = value.scalar() {
                    flags::privilege(flag, &word(&text), launch);
                }
            }
        }
    }
    container
}

fn command_words(node: &Node, project: &Project) -> Vec<Word> {
    let words = match &node.value {
        Value::Array(items) => items.iter().filter_map(Node::scalar).collect(),
        _ => node.scalar().and_then(|text| shell::words_only(&text)).unwrap_or_default(),
    };
    words.into_iter().map(|word| Word::plain(project.fill(&word))).collect()
}

/// A list, or the one value that stands for a list of one.
fn list(node: &Node) -> Vec<&Node> {
    match &node.value {
        Value::Array(items) => items.iter().collect(),
        Value::Null => Vec::new(),
        _ => vec![node],
    }
}

/// `NAME=value` of a map or a list.
fn pairs(node: Option<&Node>) -> Vec<String> {
    let Some(node) = node else { return Vec::new() };
    if !node.is_object() {
        return node.items().iter().filter_map(Node::scalar).collect();
    }
    let pair = |entry: &crate::document::Entry| match entry.node.scalar() {
        Some(value) => format!("{}={value}", entry.key),
        None => entry.key.clone(),
    };
    node.entries().iter().map(pair).collect()
}

/// The names in a list, or the keys of a map.
fn names(node: Option<&Node>) -> Vec<String> {
    let Some(node) = node else { return Vec::new() };
    let keys = node.entries().iter().map(|entry| entry.key.clone());
    keys.chain(node.items().iter().filter_map(Node::scalar)).collect()
}

/// The files of a project without `-f`, in the order in which Compose looks for them.
fn default_files(from: &Path, machine: &Machine<'_>) -> Vec<PathBuf> {
    const NAMES: &[&str] = &["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];
    const OVERRIDES: &[&str] = &[
        "compose.override.yml",
        "compose.override.yaml",
        "docker-compose.override.yml",
        "docker-compose.override.yaml",
    ];
    let first =
        |folder: &Path, names: &[&str]| names.iter().map(|name| folder.join(name)).find(|path| machine.is_file(path));
    let found = machine.ancestors(from).find_map(|folder| Some((folder, first(folder, NAMES)?)));
    let Some((folder, path)) = found else { return Vec::new() };
    std::iter::once(path).chain(first(folder, OVERRIDES)).collect()
}
