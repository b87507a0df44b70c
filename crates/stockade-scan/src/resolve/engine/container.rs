//! What a container holds: its image, and the package that a bare runtime image is told to fetch and run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use stockade_model::{Component, Launch, Os, Role, Target, Wrapper, launch::OpaqueReason};

use crate::resolve::{
    Call, MAX_WRAPPERS, Machine, Outcome, Setting, Word, image, launchers, peel, resolve_call, script,
};

/// A folder of this machine inside the container.
#[derive(Clone, Debug)]
pub struct Bind {
    /// Here.
    pub host: PathBuf,
    /// There.
    pub target: String,
}

/// What is known of a container besides its image.
#[derive(Clone, Debug, Default)]
pub struct Container {
    /// What replaces the image's entry point.
    pub entrypoint: Option<Vec<Word>>,
    /// Words handed to the entry point.
    pub args: Vec<Word>,
    /// Environment that is set in it.
    pub env: Vec<Setting>,
    /// Folders of this machine in it.
    pub binds: Vec<Bind>,
    /// The folder it starts in.
    pub workdir: Option<String>,
}

/// Images that are a runtime and nothing else, with the program their entry point puts in front of words that are no
/// command by themselves.
static RUNTIMES: &[(&str, Option<&str>)] = &[
    ("docker.io/library/node", Some("node")),
    ("docker.io/library/python", None),
    ("docker.io/library/golang", None),
    ("docker.io/library/rust", None),
    ("docker.io/library/ruby", None),
    ("docker.io/library/php", Some("php")),
    ("docker.io/library/perl", None),
    ("docker.io/library/eclipse-temurin", None),
    ("docker.io/library/openjdk", None),
    ("docker.io/library/alpine", None),
    ("docker.io/library/debian", None),
    ("docker.io/library/ubuntu", None),
    ("docker.io/library/fedora", None),
    ("docker.io/library/busybox", None),
    ("docker.io/library/bash", Some("bash")),
    ("docker.io/oven/bun", Some("bun")),
    ("docker.io/denoland/deno", Some("deno")),
    ("docker.io/astral/uv", Some("uv")),
    ("ghcr.io/astral-sh/uv", Some("uv")),
    ("docker.io/nixos/nix", None),
    ("docker.io/jbangdev/jbang-action", Some("jbang")),
    ("mcr.microsoft.com/dotnet/sdk", None),
    ("mcr.microsoft.com/dotnet/runtime", None),
    ("mcr.microsoft.com/dotnet/aspnet", None),
];

/// A folder that exists nowhere, so that nothing of this disk is taken for the container's.
const INSIDE: &str = "/dev/null/container";
const INSIDE_HOME: &str = "/dev/null/container/root";
static NO_ENVIRONMENT: BTreeMap<String, String> = BTreeMap::new();

/// Says what runs: the image, or what the image is told to run.
pub fn place(
    id: &'static str,
    word: &Word,
    container: &Container,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> Outcome {
    if word.has_placeholder() {
        return peel::unexpanded(id, word, launch);
    }
    let text = word.text.strip_prefix("docker://").unwrap_or(&word.text);
    let Some(image) = image::parse(text) else {
        let detail = format!("`{id}` is given `{}`, which is not the name of an image", word.text);
        return peel::opaque(OpaqueReason::UnknownArgument, detail, word.span, launch);
    };
    if id == "podman" && image.short {
        let note = "`podman` looks names without a registry up in the ones its own settings list; Docker's is assumed";
        launch.notes.push(note.to_owned());
    }
    let environment = Call { env: container.env.clone(), ..Call::new(word.clone(), Vec::new(), None) };
    launchers::note_environment(&environment, machine, launch);
    let component = image.component(Role::Server, word.span);
    match command(&image.name, container) {
        Some(words) => told(id, words, component, container, machine, launch),
        None => launch.components.insert(first_free(launch), component),
    }
    Outcome::Done
}

/// The server stands in front of what its options brought in.
fn first_free(launch: &Launch) -> usize {
    launch.components.iter().position(|component| component.role == Role::Additional).unwrap_or(launch.components.len())
}

/// The command line inside, where it is not the image's own.
fn command(image: &str, container: &Container) -> Option<Vec<Word>> {
    if let Some(entrypoint) = &container.entrypoint {
        // An empty one takes the image's own away, so that the words stand alone.
        let words: Vec<Word> = entrypoint.iter().chain(&container.args).cloned().collect();
        return (!words.is_empty()).then_some(words);
    }
    let (_, program) = RUNTIMES.iter().find(|(name, _)| *name == image)?;
    let first = container.args.first()?;
    // `docker run node x.js`, `docker run ghcr.io/astral-sh/uv run x`: the entry point knows only its own program.
    let base = first.text.rsplit('/').next().unwrap_or(&first.text);
    let is_command = !first.text.starts_with('-')
        && !is_own_word(*program, base)
        && (launchers::find(base).is_some() || !base.contains('.'));
    let front = program.filter(|_| !is_command).map(|program| Word::at(program, first.span));
    Some(front.into_iter().chain(container.args.iter().cloned()).collect())
}

/// Whether a word is a subcommand of the image's own program rather than a program.
fn is_own_word(program: Option<&str>, word: &str) -> bool {
    match program {
        Some("uv") => matches!(word, "run" | "tool" | "pip" | "x"),
        Some("deno") => matches!(word, "run" | "x" | "task" | "eval" | "serve"),
        Some("bun") => matches!(word, "run" | "x"),
        _ => false,
    }
}

/// Resolves the command inside; only what comes from elsewhere can take the image's place as the server.
fn told(
    id: &'static str,
    words: Vec<Word>,
    mut image: Component,
    container: &Container,
    machine: &Machine<'_>,
    launch: &mut Launch,
) {
    if launch.wrappers.len() >= MAX_WRAPPERS {
        drop(peel::opaque(OpaqueReason::TooDeep, "containers are nested too deep", image.span, launch));
        return;
    }
    let inside = Machine {
        os: Os::Linux,
        home: Path::new(INSIDE_HOME),
        root: Some(Path::new(INSIDE)),
        live: false,
        env: &NO_ENVIRONMENT,
        unread: None,
    };
    let cwd = container.workdir.as_deref().and_then(|workdir| inside.path(workdir, None));
    let mut words = words.into_iter();
    let Some(program) = words.next() else { return };
    let mut call = Call::new(program, words.collect(), cwd);
    call.env.clone_from(&container.env);
    let mut inner = Launch { wrappers: launch.wrappers.clone(), ..Launch::default() };
    let note = match &image.target {
        Target::Image { package, .. } => format!("inside a container of `{}`", package.name),
        _ => String::new(),
    };
    inner.wrappers.push(Wrapper { id, note });
    resolve_call(call, &inside, &mut inner);

    let components: Vec<Component> =
        inner.components.into_iter().filter_map(|component| outside(component, container, machine)).collect();
    let replaces = components.iter().any(|component| matches!(component.role, Role::Server | Role::Bridge));
    if replaces {
        image.role = Role::Additional;
        launch.wrappers = inner.wrappers;
        launch.launcher = inner.launcher;
        let at = first_free(launch);
        launch.components.splice(at..at, components.into_iter().chain([image]));
    } else {
        launch.components.insert(first_free(launch), image);
    }
    launch.opaque.extend(inner.opaque);
    launch.notes.extend(inner.notes);
    for effect in inner.effects {
        if !launch.effects.contains(&effect) {
            launch.effects.push(effect);
        }
    }
}

/// A component as seen from this machine: files that are mounted are ours, files of the image are part of it.
fn outside(component: Component, container: &Container, machine: &Machine<'_>) -> Option<Component> {
    match &component.target {
        Target::Program { .. } => None,
        Target::Local { path, .. } => {
            let inside = Path::new("/").join(path.strip_prefix(INSIDE).ok()?);
            let bind = (container.binds.iter())
                .filter(|bind| inside.starts_with(&bind.target))
                .max_by_key(|bind| bind.target.len())?;
            let host = bind.host.join(inside.strip_prefix(&bind.target).ok()?);
            let word = Word::at(host.display().to_string(), component.span);
            let call = Call::new(word.clone(), Vec::new(), None);
            Some(script::file(component.role, &word, &[], &call, machine))
        }
        _ => Some(component),
    }
}
