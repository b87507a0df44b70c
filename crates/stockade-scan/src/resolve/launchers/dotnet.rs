//! `dotnet tool exec Id@version`, `dotnet dnx`, `dotnet run --project folder`, `dotnet app.dll`, `dotnet exec app.dll`.

use stockade_model::{
    Component, Ecosystem, Launch, Package, Registry, RegistryOrigin, Role, Target,
    launch::{EffectKind, OpaqueReason},
    redact,
};

use super::Launcher;
use crate::resolve::{Call, Machine, Outcome, Word, options::Grammar, peel, pin, script};

pub(super) const LAUNCHER: Launcher = Launcher {
    id: "dotnet",
    names: &["dotnet"],
    summary: "a NuGet tool, a project folder, or a .NET assembly",
    resolve,
};

/// `dotnet tool exec`, `dnx`.
const TOOL: Grammar = Grammar {
    switches: &[
        "-y",
        "--yes",
        "--allow-roll-forward",
        "--disable-parallel",
        "--ignore-failed-sources",
        "--interactive",
        "--no-http-cache",
        "--prerelease",
    ],
    values: &[
        "--version",
        "-a",
        "--arch",
        "--add-source",
        "--source",
        "--configfile",
        "--framework",
        "-v",
        "--verbosity",
    ],
    ..Grammar::NONE
};

const RUN: Grammar = Grammar {
    switches: &[
        "--no-build",
        "--no-restore",
        "--no-dependencies",
        "--no-launch-profile",
        "--no-self-contained",
        "--sc",
        "--self-contained",
        "--force",
        "--interactive",
        "--disable-build-servers",
        "--no-cache",
    ],
    values: &[
        "--project",
        "-p",
        "--file",
        "-c",
        "--configuration",
        "-f",
        "--framework",
        "-lp",
        "--launch-profile",
        "-r",
        "--runtime",
        "-a",
        "--arch",
        "--os",
        "-v",
        "--verbosity",
        "-e",
        "--environment",
        "--artifacts-path",
        "--property",
    ],
    attached: &["--tl"],
    ..Grammar::NONE
};

/// Options of the runtime's host in front of an assembly.
const HOST: Grammar = Grammar {
    switches: &["-d", "--diagnostics"],
    values: &[
        "--additionalprobingpath",
        "--additional-deps",
        "--depsfile",
        "--runtimeconfig",
        "--fx-version",
        "--roll-forward",
    ],
    ..Grammar::NONE
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let parsed = match HOST.front(&call.args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
    };
    let words: Vec<&str> = parsed.operands.iter().take(2).map(|word| word.text.as_str()).collect();
    let behind = |count: usize| parsed.operands.get(count..).unwrap_or_default();
    for flag in parsed.flags.iter().filter(|flag| matches!(flag.name, "--additional-deps" | "--additionalprobingpath"))
    {
        if let Some(value) = flag.values.first() {
            script::effect(EffectKind::InjectsCode, flag.name, value, launch);
        }
    }
    match words.as_slice() {
        [] => peel::empty(LAUNCHER.id, call, launch),
        ["tool", "exec" | "execute"] => tool(behind(2), call, launch),
        ["dnx", ..] => tool(behind(1), call, launch),
        ["tool", "run"] => {
            let detail = "`dotnet tool run` runs what the project's tool manifest names";
            peel::opaque(OpaqueReason::Indirect, detail, call.program.span, launch)
        }
        ["run", ..] => run(behind(1), call, machine, launch),
        ["exec", ..] => match HOST.front(behind(1)) {
            Ok(parsed) => assembly(&parsed.operands, call, machine, launch),
            Err(unknown) => peel::unknown("dotnet exec", &unknown, launch),
        },
        [first, ..] if first.to_ascii_lowercase().ends_with(".dll") || first.to_ascii_lowercase().ends_with(".exe") => {
            assembly(&parsed.operands, call, machine, launch)
        }
        // Since .NET 10 a source file needs no `run`.
        [first, ..] if first.ends_with(".cs") => assembly(&parsed.operands, call, machine, launch),
        [other, ..] => {
            let detail = format!("`dotnet {other}` is a program `dotnet-{other}`, or starts no server");
            peel::opaque(OpaqueReason::Indirect, detail, call.program.span, launch)
        }
    }
}

fn assembly(operands: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    match operands.split_first() {
        Some((word, args)) => script::run(LAUNCHER.id, word, args, &[], call, machine, launch),
        None => peel::empty(LAUNCHER.id, call, launch),
    }
}

fn run(args: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let parsed = match RUN.front(args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown("dotnet run", &unknown, launch),
    };
    if let Some(word) = parsed.last_of(&["--project", "-p", "--file"]) {
        return script::run(LAUNCHER.id, word, &[], &[], call, machine, launch);
    }
    let first = parsed.operands.first().filter(|word| word.text.ends_with(".cs") || word.text.ends_with(".csproj"));
    if let Some(word) = first {
        return script::run(LAUNCHER.id, word, &[], &[], call, machine, launch);
    }
    match &call.cwd {
        Some(cwd) => {
            let word = Word::at(cwd.display().to_string(), call.program.span);
            script::run(LAUNCHER.id, &word, &[], &[], call, machine, launch)
        }
        None => {
            let detail = "`dotnet run` runs the project of the folder it starts in, which nobody names";
            peel::opaque(OpaqueReason::Indirect, detail, call.program.span, launch)
        }
    }
}

/// A tool fetched from NuGet. Its options may stand behind its name as well, up to `--`.
pub(super) fn tool(args: &[Word], call: &Call, launch: &mut Launch) -> Outcome {
    let end = args.iter().position(|word| word.text == "--").unwrap_or(args.len());
    let front = match TOOL.front(args.get(..end).unwrap_or_default()) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown("dotnet tool exec", &unknown, launch),
    };
    let Some((word, rest)) = front.operands.split_first() else { return peel::empty("dotnet tool exec", call, launch) };
    if word.has_placeholder() {
        return peel::unexpanded("dotnet tool exec", word, launch);
    }
    // Words of the tool and options of the launcher mix there; what the launcher would not know is the tool's.
    let mut flags = front.flags;
    let mut rest = rest;
    while let Some((_, tail)) = rest.split_first() {
        for length in [1, 2] {
            if let Some(Ok(parsed)) = rest.get(..length).map(|words| TOOL.anywhere(words)) {
                flags.extend(parsed.flags);
                break;
            }
        }
        rest = tail;
    }
    let value = |name: &str| flags.iter().rev().find(|flag| flag.name == name).and_then(|flag| flag.values.first());
    let (name, version) = word.text.split_once('@').unwrap_or((&word.text, ""));
    let version = value("--version").map_or(version, |version| version.text.as_str());
    let pin = pin::of_version(version);
    let package = Package { version: pin::exact(&pin).map(str::to_owned), ..Package::new(Ecosystem::Nuget, name) };
    let mut component = Component::new(Role::Server, Target::Package { package, entry: None }, pin);
    component.span = word.span;
    for (name, additional) in [("--source", false), ("--add-source", true)] {
        for source in flags.iter().filter(|flag| flag.name == name).filter_map(|flag| flag.values.first()) {
            let (url, _) = redact::redact(None, &source.text);
            component.registries.push(Registry {
                origin: RegistryOrigin::Argument,
                url: Some(url),
                file: None,
                users_own: None,
                additional,
            });
        }
    }
    if component.registries.iter().all(|registry| registry.additional) {
        component.registries.insert(0, Registry::client_default());
    }
    if let Some(file) = value("--configfile") {
        script::effect(EffectKind::PackageSource, "--configfile", file, launch);
    }
    launch.components.push(component);
    Outcome::Done
}
