//! The options of `run` that open the container to the machine, or change what runs in it.

use stockade_model::{Launch, Role, launch::EffectKind};

use super::container::{Bind, Container};
use crate::resolve::{Call, Machine, Origin, Setting, Word, image, options::Parsed, script};

/// Reads them all; what changes the meaning is noted in the launch. `args` are the words they were read from.
pub fn read(parsed: &Parsed, args: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Container {
    let mut container = Container::default();
    for flag in &parsed.flags {
        let value = flag.values.first();
        match (flag.name, value) {
            ("-v" | "--volume", Some(value)) => volume(value, call, machine, &mut container, launch),
            ("--mount", Some(value)) => mount(value, call, machine, &mut container, launch),
            ("-e" | "--env", Some(value)) => variable(value, call, &mut container),
            ("--env-file", Some(value)) => script::env_file(flag.name, value, call, machine, launch),
            ("--entrypoint", Some(value)) => {
                script::effect(EffectKind::Entrypoint, flag.name, value, launch);
                container.entrypoint = Some(entrypoint(value));
            }
            ("-w" | "--workdir" | "--cwd", Some(value)) => container.workdir = Some(value.text.clone()),
            ("--volumes-from", Some(value)) => {
                launch.notes.push(format!("the mounts of the container `{}` are added", value.text));
            }
            (name, Some(value)) => privilege(name, value, launch),
            _ => {}
        }
    }
    if is_on(parsed, "--privileged") {
        let word = Word::at("--privileged", switch_span("--privileged", args));
        script::effect(EffectKind::Privilege, "--privileged", &word, launch);
    }
    if is_on(parsed, "--use-api-socket") {
        let socket = "/var/run/docker.sock:/var/run/docker.sock";
        let word = Word::at(socket, switch_span("--use-api-socket", args));
        script::effect(EffectKind::Mount, "--use-api-socket", &word, launch);
    }
    if is_on(parsed, "--ssh") {
        launch.notes.push("the user's SSH agent is handed to the container".to_owned());
    }
    container
}

/// Where a switch stands: it has no value whose place could be told.
fn switch_span(name: &str, args: &[Word]) -> Option<stockade_model::Span> {
    let is = |word: &&Word| word.text.split('=').next() == Some(name);
    args.iter().find(is).and_then(|word| word.span)
}

/// Whether a switch is on: given, and not as `--x=false`.
pub fn is_on(parsed: &Parsed, name: &str) -> bool {
    parsed.flags.iter().rev().find(|flag| flag.name == name).is_some_and(|flag| {
        flag.values
            .first()
            .is_none_or(|value| !matches!(value.text.as_str(), "0" | "f" | "F" | "false" | "FALSE" | "False"))
    })
}

/// Rights beyond the default, written as the one flag they come down to.
pub fn privilege(name: &str, value: &Word, launch: &mut Launch) {
    let text = value.text.as_str();
    let name = match name {
        "--net" => "--network",
        "-u" => "--user",
        name => name,
    };
    let shared = text == "host" || text.starts_with("container:") || text.starts_with("ns:");
    let counts = match name {
        "--cap-add" | "--security-opt" | "--device" | "--device-cgroup-rule" => true,
        "--network" => shared || text.split(',').any(|part| part == "host" || part == "name=host"),
        "--pid" | "--ipc" | "--uts" | "--userns" | "--cgroupns" => shared,
        "--user" | "--uid" => matches!(text.split(':').next(), Some("root" | "0")),
        "--group-add" => matches!(text, "docker" | "root" | "0"),
        _ => false,
    };
    if !counts {
        return;
    }
    // Podman and nerdctl take several capabilities in one word.
    let parts: Vec<&str> = if name == "--cap-add" { text.split(',').collect() } else { vec![text] };
    for part in parts {
        let part = if name == "--network" && part.contains("name=host") { "host" } else { part };
        script::effect(EffectKind::Privilege, name, &Word::at(format!("{name}={part}"), value.span), launch);
    }
}

/// `host:container[:mode]`, where either side may begin with a drive letter. A lone path is a new, empty volume.
pub fn volume(value: &Word, call: &Call, machine: &Machine<'_>, container: &mut Container, launch: &mut Launch) {
    let parts = parts(&value.text);
    let (Some(host), Some(target)) = (parts.first(), parts.get(1)) else { return };
    let mode = parts.get(2..).unwrap_or_default().join(":");
    bind(host, target, &mode, value, call, machine, container, launch);
}

/// Splits at colons that stand behind no drive letter.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut drive = false;
    for part in text.split(':') {
        match parts.last_mut() {
            Some(last) if drive && part.starts_with(['\\', '/']) => {
                last.push(':');
                last.push_str(part);
                drive = false;
            }
            _ => {
                parts.push(part.to_owned());
                drive = part.len() == 1 && part.starts_with(|c: char| c.is_ascii_alphabetic());
            }
        }
    }
    parts
}

/// `type=bind,source=…,target=…,readonly` in any order.
fn mount(value: &Word, call: &Call, machine: &Machine<'_>, container: &mut Container, launch: &mut Launch) {
    let (mut kind, mut source, mut target, mut mode) = ("volume", None, None, "");
    for field in value.text.split(',') {
        let (key, content) = field.split_once('=').map_or((field, None), |(key, content)| (key, Some(content)));
        match key {
            "type" => kind = content.unwrap_or(kind),
            "source" | "src" => source = content,
            "target" | "destination" | "dst" => target = content,
            "readonly" | "ro" if content.is_none_or(|content| !matches!(content, "false" | "0")) => mode = "ro",
            _ => {}
        }
    }
    let (Some(source), Some(target)) = (source, target) else { return };
    match kind {
        "tmpfs" => {}
        "image" => {
            if let Some(image) = image::parse(source) {
                launch.components.push(image.component(Role::Additional, value.span));
            }
        }
        _ => bind(source, target, mode, value, call, machine, container, launch),
    }
}

#[expect(clippy::too_many_arguments, reason = "one mount, and all that it is noted in")]
fn bind(
    host: &str,
    target: &str,
    mode: &str,
    value: &Word,
    call: &Call,
    machine: &Machine<'_>,
    container: &mut Container,
    launch: &mut Launch,
) {
    // Relative folders are the caller's: `.` in the home folder is the whole home.
    let relative = host == "." || host == ".." || host.starts_with("./") || host.starts_with("../");
    let path = machine.path(host, call.cwd.as_deref()).filter(|_| relative || host.contains(['/', '\\']));
    let shown = match &path {
        Some(path) if relative => path.display().to_string(),
        _ => host.to_owned(),
    };
    let mode = if mode.is_empty() { String::new() } else { format!(":{mode}") };
    script::effect(EffectKind::Mount, "--volume", &Word::at(format!("{shown}:{target}{mode}"), value.span), launch);
    if let Some(host) = path {
        container.binds.push(Bind { host, target: target.to_owned() });
    }
}

/// `NAME=value`, or `NAME` alone for the value that the engine's own environment has.
pub fn variable(value: &Word, call: &Call, container: &mut Container) {
    let (name, text) = match value.text.split_once('=') {
        Some((name, text)) => (name, text.to_owned()),
        None => match call.env.iter().rfind(|setting| setting.name == value.text) {
            Some(setting) if setting.origin == Origin::Entry => (value.text.as_str(), setting.value.clone()),
            _ => return,
        },
    };
    container.env.push(Setting { name: name.to_owned(), value: text, origin: Origin::Entry, span: value.span });
}

/// One program, or the JSON list that Podman takes too.
fn entrypoint(value: &Word) -> Vec<Word> {
    let list = value
        .text
        .trim_start()
        .starts_with('[')
        .then(|| crate::document::parse(crate::document::Format::Json, &value.text));
    match list {
        Some(Ok(node)) => node.items().iter().filter_map(|item| Some(Word::at(item.as_str()?, value.span))).collect(),
        _ if value.text.is_empty() => Vec::new(),
        _ => vec![value.clone()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colons_behind_drive_letters_split_nothing() {
        assert_eq!(parts("/a:/b:ro"), ["/a", "/b", "ro"]);
        assert_eq!(parts("C:\\x:/b"), ["C:\\x", "/b"]);
        assert_eq!(parts("c:/x:D:\\y:ro"), ["c:/x", "D:\\y", "ro"]);
        assert_eq!(parts("data:/b"), ["data", "/b"]);
        assert_eq!(parts("/only"), ["/only"]);
    }
}
