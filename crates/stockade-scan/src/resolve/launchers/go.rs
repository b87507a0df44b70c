//! `go run module@version`, `go run ./folder`, `go tool name`.

use stockade_model::{
    Component, Ecosystem, Launch, Package, Pin, Role, Target, launch::EffectKind, launch::OpaqueReason,
};

use super::Launcher;
use crate::resolve::{Call, Machine, Outcome, Word, options::Grammar, peel, pin, script};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "go", names: &["go"], summary: "a Go module at a version, or a folder of Go source", resolve };

/// Options of `go run`, which are those of `go build`; each also answers to two dashes.
const GRAMMAR: Grammar = Grammar {
    switches: &[
        "-a",
        "-n",
        "-v",
        "-x",
        "-race",
        "-msan",
        "-asan",
        "-cover",
        "-work",
        "-linkshared",
        "-trimpath",
        "-modcacherw",
        "--race",
        "--trimpath",
    ],
    values: &[
        "-C",
        "-p",
        "-asmflags",
        "-buildmode",
        "-compiler",
        "-covermode",
        "-coverpkg",
        "-gccgoflags",
        "-gcflags",
        "-installsuffix",
        "-ldflags",
        "-mod",
        "-modfile",
        "-overlay",
        "-pgo",
        "-pkgdir",
        "-tags",
        "-toolexec",
        "-exec",
        "--ldflags",
        "--tags",
        "--mod",
        "--modfile",
        "--exec",
        "--toolexec",
    ],
    attached: &["-buildvcs", "-json"],
    ..Grammar::NONE
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let verb = call.args.first().map(|word| word.text.as_str());
    let rest = call.args.get(1..).unwrap_or_default();
    match verb {
        Some("run") => run(rest, call, machine, launch),
        Some("tool") => match rest.iter().find(|word| !word.text.starts_with('-')) {
            Some(word) => {
                let detail = format!("`go tool {}` runs a tool that the project's `go.mod` names", word.text);
                peel::opaque(OpaqueReason::Indirect, detail, word.span, launch)
            }
            None => peel::empty(LAUNCHER.id, call, launch),
        },
        Some(other) => {
            let detail = format!("`go {other}` starts no server");
            peel::opaque(OpaqueReason::Indirect, detail, call.program.span, launch)
        }
        None => peel::empty(LAUNCHER.id, call, launch),
    }
}

fn run(args: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let parsed = match GRAMMAR.front(args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown("go run", &unknown, launch),
    };
    for flag in &parsed.flags {
        let Some(value) = flag.values.first() else { continue };
        match flag.name.trim_start_matches('-') {
            "exec" | "toolexec" | "overlay" => script::effect(EffectKind::InjectsCode, flag.name, value, launch),
            "modfile" => script::effect(EffectKind::PackageSource, flag.name, value, launch),
            _ => {}
        }
    }
    let mut here = call.clone();
    if let Some(folder) = parsed.last("-C") {
        here.cwd = machine.path(&folder.text, call.cwd.as_deref());
    }
    let Some(word) = parsed.operands.first() else { return peel::empty(LAUNCHER.id, call, launch) };
    if word.has_placeholder() {
        return peel::unexpanded(LAUNCHER.id, word, launch);
    }
    let is_path = word.text.starts_with(['.', '/']) || word.text.contains('\\') || word.text.ends_with(".go");
    if is_path {
        return script::run(LAUNCHER.id, word, &[], &[], &here, machine, launch);
    }
    let Some((path, version)) = word.text.split_once('@') else {
        // Without a version it is a package of the module that it stands in, or of one that `go.mod` requires.
        let detail = format!("`go run {}` runs a package as the project's `go.mod` resolves it", word.text);
        return peel::opaque(OpaqueReason::Indirect, detail, word.span, launch);
    };
    let component = module(path, version, word);
    launch.components.push(component);
    Outcome::Done
}

/// A module path with its version; a commit's hash is one as well.
pub(super) fn module(path: &str, version: &str, word: &Word) -> Component {
    let hash = version.len() == 40 && version.bytes().all(|byte| byte.is_ascii_hexdigit());
    // Versions keep their `v`: it is part of what the module proxy is asked for.
    let pin = match pin::of_version(version) {
        _ if hash => Pin::Hash(version.to_owned()),
        Pin::Exact(_) => Pin::Exact(version.to_owned()),
        pin => pin,
    };
    let package = Package {
        version: matches!(pin, Pin::Exact(_) | Pin::Hash(_)).then(|| version.to_owned()),
        ..Package::new(Ecosystem::Golang, path)
    };
    let mut component = Component::new(Role::Server, Target::Package { package, entry: None }, pin);
    component.span = word.span;
    component
}
