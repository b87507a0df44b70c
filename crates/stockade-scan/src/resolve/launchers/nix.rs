//! `nix run flake#name`, `nix shell flake… -c command`, `nix develop -c command`.

use stockade_model::{
    Component, Ecosystem, Launch, Package, Pin, Role, Target, launch::EffectKind, launch::OpaqueReason, redact,
};

use super::Launcher;
use crate::resolve::{Call, Machine, Outcome, Word, options::Grammar, options::Parsed, peel, script};

pub(super) const LAUNCHER: Launcher = Launcher {
    id: "nix",
    names: &["nix"],
    summary: "a program of a Nix flake, or a command inside its environment",
    resolve,
};

const GRAMMAR: Grammar = Grammar {
    switches: &[
        "-v",
        "--verbose",
        "--debug",
        "--quiet",
        "-L",
        "--print-build-logs",
        "--offline",
        "--refresh",
        "--impure",
        "-i",
        "--ignore-env",
        "--ignore-environment",
        "--no-update-lock-file",
        "--no-write-lock-file",
        "--no-registries",
        "--recreate-lock-file",
        "--accept-flake-config",
        "--no-accept-flake-config",
        "--keep-going",
        "--fallback",
        "--show-trace",
        "--repair",
        "--derivation",
    ],
    values: &[
        "--extra-experimental-features",
        "--experimental-features",
        "-f",
        "--file",
        "--expr",
        "-I",
        "--include",
        "--inputs-from",
        "--log-format",
        "--eval-store",
        "--store",
        "--profile",
        "-j",
        "--max-jobs",
        "-k",
        "--keep",
        "--keep-env-var",
        "-u",
        "--unset",
        "--unset-env-var",
        "--update-input",
        "--output-lock-file",
        "--reference-lock-file",
        "--builders",
    ],
    pairs: &["--override-input", "--override-flake", "--arg", "--argstr", "--option", "--redirect"],
    ..Grammar::NONE
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    // Everything behind `-c` is the command, dashes or not.
    let cut = call.args.iter().position(|word| matches!(word.text.as_str(), "-c" | "--command"));
    let (front, command) = match cut {
        Some(at) => (call.args.get(..at).unwrap_or_default(), call.args.get(at + 1..)),
        None => (call.args.as_slice(), None),
    };
    let global = match GRAMMAR.front(front) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
    };
    let Some((verb, rest)) = global.operands.split_first() else { return peel::empty(LAUNCHER.id, call, launch) };
    let is_run = verb.text == "run";
    if !matches!(verb.text.as_str(), "run" | "shell" | "develop") {
        let detail = format!("`nix {}` starts no server", verb.text);
        return peel::opaque(OpaqueReason::Indirect, detail, verb.span, launch);
    }
    // Options stand anywhere in front of `--`; what follows `--` is the program's own.
    let parsed = match GRAMMAR.anywhere(rest) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
    };
    effects(&global, launch);
    effects(&parsed, launch);
    if let Some(code) = parsed.last("--expr") {
        return script::inline("nix", code, Role::Server, launch);
    }
    let until = parsed.before_dashes.unwrap_or(parsed.operands.len());
    let flakes = parsed.operands.get(..until).unwrap_or_default();
    if let Some(word) = flakes.iter().find(|word| word.has_placeholder()) {
        return peel::unexpanded(LAUNCHER.id, word, launch);
    }
    if is_run {
        let here = Word::at(".", verb.span);
        let word = flakes.first().unwrap_or(&here);
        launch.components.push(flake(Role::Server, word, call, machine));
        return Outcome::Done;
    }
    for word in flakes {
        launch.components.push(flake(Role::Additional, word, call, machine));
    }
    match command {
        Some(words) => peel::words(LAUNCHER.id, "inside the environment of a flake", call, words.to_vec(), launch),
        None => peel::empty(LAUNCHER.id, call, launch),
    }
}

fn effects(parsed: &Parsed, launch: &mut Launch) {
    for flag in &parsed.flags {
        let Some(value) = flag.values.last() else { continue };
        if matches!(
            flag.name,
            "--override-input" | "--override-flake" | "--inputs-from" | "-I" | "--include" | "--option"
        ) {
            let words: Vec<&str> = flag.values.iter().map(|word| word.text.as_str()).collect();
            script::effect(EffectKind::PackageSource, flag.name, &Word::at(words.join(" "), value.span), launch);
        }
    }
}

/// A flake reference: `nixpkgs#x`, `github:owner/repo/rev#x`, `git+https://…?rev=…`, `./folder`, a tarball.
fn flake(role: Role, word: &Word, call: &Call, machine: &Machine<'_>) -> Component {
    let (reference, attribute) = word.text.split_once('#').map_or((word.text.as_str(), None), |(r, a)| (r, Some(a)));
    let (path, query) = reference.split_once('?').unwrap_or((reference, ""));
    let asked = |name: &str| {
        query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    let local = path.strip_prefix("path:").or_else(|| path.strip_prefix("git+file://")).or_else(|| {
        (path.is_empty() || path.starts_with(['.', '/', '~'])).then_some(if path.is_empty() { "." } else { path })
    });
    if let Some(local) = local {
        return script::file(role, &Word::at(local, word.span), &[], call, machine);
    }
    if let Some(url) = path.strip_prefix("git+") {
        return script::git(role, url, asked("rev").or_else(|| asked("ref")), word);
    }
    let (scheme, rest) = path.split_once(':').unwrap_or(("flake", path));
    let component = match scheme {
        "github" | "gitlab" | "sourcehut" => {
            let mut parts = rest.splitn(3, '/');
            let (owner, name) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
            let revision = parts.next().or_else(|| asked("rev")).or_else(|| asked("ref"));
            let pin = revision_pin(revision);
            let ecosystem = if scheme == "github" { Ecosystem::Github } else { Ecosystem::Generic };
            let package = Package {
                version: revision.filter(|revision| script::is_commit(revision)).map(str::to_owned),
                ..Package::new(ecosystem, format!("{owner}/{name}"))
            };
            Component::new(role, Target::Package { package, entry: attribute.map(str::to_owned) }, pin)
        }
        "http" | "https" | "tarball+https" | "tarball+http" | "file+https" => {
            let (url, _) = redact::redact(None, reference);
            let pin = asked("narHash").map_or(Pin::Nothing, |hash| Pin::Hash(hash.to_owned()));
            Component::new(role, Target::Archive { url }, pin)
        }
        // A name of the flake registry: `nixpkgs`, `nixpkgs/nixos-25.05`.
        _ => {
            let mut parts = rest.splitn(3, '/');
            let name = parts.next().unwrap_or("");
            let revision = parts.last();
            let package = Package {
                version: revision.filter(|revision| script::is_commit(revision)).map(str::to_owned),
                ..Package::new(Ecosystem::Generic, format!("nix/{name}"))
            };
            let target = Target::Package { package, entry: attribute.map(str::to_owned) };
            Component::new(role, target, revision_pin(revision))
        }
    };
    Component { span: word.span, ..component }
}

fn revision_pin(revision: Option<&str>) -> Pin {
    match revision {
        Some(revision) if script::is_commit(revision) => Pin::Hash(revision.to_owned()),
        Some(revision) => Pin::Tag(revision.to_owned()),
        None => Pin::Nothing,
    }
}
