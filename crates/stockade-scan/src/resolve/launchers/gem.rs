//! `gem exec [options] command`: fetches the gem that has the command, unless it is installed already.

use stockade_model::{
    Component, Ecosystem, Launch, Package, Registry, RegistryOrigin, Role, Target, launch::OpaqueReason, redact,
};

use super::Launcher;
use crate::resolve::{Call, Machine, Outcome, options::Grammar, peel, pin};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "gem", names: &["gem"], summary: "a command of a Ruby gem", resolve };

const GRAMMAR: Grammar = Grammar {
    switches: &[
        "--prerelease",
        "--conservative",
        "-q",
        "--quiet",
        "-V",
        "--verbose",
        "--silent",
        "-f",
        "--force",
        "--backtrace",
    ],
    values: &[
        "-v",
        "--version",
        "-g",
        "--gem",
        "-s",
        "--source",
        "-i",
        "--install-dir",
        "-n",
        "--bindir",
        "-P",
        "--trust-policy",
        "-p",
        "--http-proxy",
        "-B",
        "--bulk-threshold",
        "--config-file",
        "--platform",
    ],
    attached: &["--pre", "--no-prerelease", "--no-verbose", "--clear-sources", "--no-http-proxy", "--norc", "--debug"],
    ..Grammar::NONE
};

fn resolve(call: &Call, _machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let Some((verb, rest)) = call.args.split_first() else { return peel::empty(LAUNCHER.id, call, launch) };
    if verb.text != "exec" {
        let detail = format!("`gem {}` starts no server", verb.text);
        return peel::opaque(OpaqueReason::Indirect, detail, verb.span, launch);
    }
    let parsed = match GRAMMAR.front(rest) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown("gem exec", &unknown, launch),
    };
    let Some(command) = parsed.operands.first() else { return peel::empty("gem exec", call, launch) };
    let gem = parsed.last_of(&["-g", "--gem"]);
    let word = gem.unwrap_or(command);
    if word.has_placeholder() {
        return peel::unexpanded("gem exec", word, launch);
    }
    let (name, version) = word.text.split_once(':').unwrap_or((&word.text, ""));
    let version = parsed.last_of(&["-v", "--version"]).map_or(version, |word| word.text.as_str());
    let pin = pin::of_version(version);
    let package = Package { version: pin::exact(&pin).map(str::to_owned), ..Package::new(Ecosystem::Gem, name) };
    let mut component = Component::new(
        Role::Server,
        Target::Package { package, entry: gem.is_some().then(|| command.text.clone()) },
        pin,
    );
    component.claimed = gem.is_some_and(|gem| gem.text != command.text).then(|| command.text.clone());
    component.span = word.span;
    let source = parsed.last_of(&["-s", "--source"]);
    component.registries.push(match source {
        Some(source) => Registry {
            origin: RegistryOrigin::Argument,
            url: Some(redact::redact(None, &source.text).0),
            file: None,
            users_own: None,
            additional: false,
        },
        None => Registry::client_default(),
    });
    launch.components.push(component);
    Outcome::Done
}
