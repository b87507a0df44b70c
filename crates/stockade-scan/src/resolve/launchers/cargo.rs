//! `cargo run` of a checkout, `cargo script` files, `cargo binstall` and `cargo install` of a crate.

use stockade_model::{Component, Ecosystem, Launch, Package, Role, Target, launch::EffectKind, launch::OpaqueReason};

use super::Launcher;
use crate::resolve::{Call, Machine, Outcome, Word, options::Grammar, peel, pin, script};

pub(super) const LAUNCHER: Launcher = Launcher {
    id: "cargo",
    names: &["cargo", "cargo-binstall"],
    summary: "a checkout of Rust source, or a crate",
    resolve,
};

const GRAMMAR: Grammar = Grammar {
    switches: &[
        "-v",
        "--verbose",
        "-vv",
        "-q",
        "--quiet",
        "-r",
        "--release",
        "--all-features",
        "--no-default-features",
        "--keep-going",
        "--unit-graph",
        "--ignore-rust-version",
        "--locked",
        "--offline",
        "--frozen",
    ],
    values: &[
        "--color",
        "--config",
        "-Z",
        "-C",
        "--message-format",
        "-p",
        "--package",
        "--bin",
        "--example",
        "-F",
        "--features",
        "-j",
        "--jobs",
        "--profile",
        "--target",
        "--target-dir",
        "--manifest-path",
        "--lockfile-path",
    ],
    attached: &["--timings"],
    ..Grammar::NONE
};

/// `cargo install` and `cargo binstall`.
const INSTALL: Grammar = Grammar {
    switches: &[
        "-y",
        "--no-confirm",
        "-f",
        "--force",
        "--locked",
        "-q",
        "--quiet",
        "-v",
        "--verbose",
        "--dry-run",
        "--no-symlinks",
        "--no-cleanup",
        "--no-track",
        "--disable-telemetry",
        "--all-features",
        "--no-default-features",
        "--debug",
        "--bins",
        "--offline",
        "--frozen",
        "--no-discover-github-token",
        "--only-signed",
        "--skip-signatures",
    ],
    values: &[
        "--version",
        "--vers",
        "--git",
        "--branch",
        "--tag",
        "--rev",
        "--path",
        "--root",
        "--index",
        "--registry",
        "--bin",
        "--example",
        "-F",
        "--features",
        "-j",
        "--jobs",
        "--profile",
        "--target",
        "--targets",
        "--target-dir",
        "--color",
        "--config",
        "-Z",
        "--install-path",
        "--roots",
        "--manifest-path",
        "--pkg-url",
        "--pkg-fmt",
        "--bin-dir",
        "--strategies",
        "--disable-strategies",
        "--rate-limit",
        "--log-level",
        "--github-token",
        "--min-tls-version",
        "--root-certificates",
    ],
    ..Grammar::NONE
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    if call.program_name(machine.os) == "cargo-binstall" {
        return install(&call.args, call, machine, launch);
    }
    let args = match call.args.split_first() {
        // `cargo +nightly run`
        Some((first, rest)) if first.text.starts_with('+') => rest,
        _ => call.args.as_slice(),
    };
    let global = match GRAMMAR.front(args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
    };
    let Some((verb, rest)) = global.operands.split_first() else { return peel::empty(LAUNCHER.id, call, launch) };
    configured(&global.flags, launch);
    match verb.text.as_str() {
        "run" | "r" => run(rest, call, machine, launch),
        "install" | "binstall" => install(rest, call, machine, launch),
        "script" => match rest.iter().find(|word| !word.text.starts_with('-')) {
            Some(word) => script::run(LAUNCHER.id, word, &[], &[], call, machine, launch),
            None => peel::empty(LAUNCHER.id, call, launch),
        },
        text if text.ends_with(".rs") => script::run(LAUNCHER.id, verb, rest, &[], call, machine, launch),
        other => {
            let detail = format!("`cargo {other}` is an alias or a program `cargo-{other}`, or starts no server");
            peel::opaque(OpaqueReason::Indirect, detail, verb.span, launch)
        }
    }
}

fn configured(flags: &[crate::resolve::options::Flag], launch: &mut Launch) {
    for flag in flags.iter().filter(|flag| matches!(flag.name, "--config" | "--registry" | "--index")) {
        if let Some(value) = flag.values.first() {
            script::effect(EffectKind::PackageSource, flag.name, value, launch);
        }
    }
}

fn run(args: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    // Options and the program's words are kept apart by `--`, or by the first operand.
    let parsed = match GRAMMAR.front(args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown("cargo run", &unknown, launch),
    };
    configured(&parsed.flags, launch);
    let manifest = parsed.last("--manifest-path");
    let folder = match manifest {
        Some(word) if word.has_placeholder() => return peel::unexpanded(LAUNCHER.id, word, launch),
        Some(word) => word.text.strip_suffix("Cargo.toml").map(|folder| Word::at(format!("{folder}."), word.span)),
        None => call.cwd.as_ref().map(|cwd| Word::at(cwd.display().to_string(), call.program.span)),
    };
    let Some(folder) = folder else {
        let detail = "`cargo run` runs the package of the folder it starts in, which nobody names";
        return peel::opaque(OpaqueReason::Indirect, detail, call.program.span, launch);
    };
    launch.components.push(script::file(Role::Server, &folder, &[], call, machine));
    Outcome::Done
}

fn install(args: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let parsed = match INSTALL.anywhere(args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown("cargo install", &unknown, launch),
    };
    configured(&parsed.flags, launch);
    if let Some(url) = parsed.last("--git") {
        let reference = parsed.last_of(&["--rev", "--tag", "--branch"]);
        launch.components.push(script::git(Role::Server, &url.text, reference.map(|word| word.text.as_str()), url));
        return Outcome::Done;
    }
    if let Some(path) = parsed.last("--path") {
        return script::run(LAUNCHER.id, path, &[], &[], call, machine, launch);
    }
    let Some(word) = parsed.operands.first() else { return peel::empty(LAUNCHER.id, call, launch) };
    if word.has_placeholder() {
        return peel::unexpanded(LAUNCHER.id, word, launch);
    }
    let (name, version) = word.text.split_once('@').unwrap_or((&word.text, ""));
    let version = parsed.last_of(&["--version", "--vers"]).map_or(version, |word| word.text.as_str());
    let pin = pin::of_version(version);
    let package = Package { version: pin::exact(&pin).map(str::to_owned), ..Package::new(Ecosystem::Cargo, name) };
    let mut component = Component::new(Role::Server, Target::Package { package, entry: None }, pin);
    component.span = word.span;
    launch.components.push(component);
    Outcome::Done
}
