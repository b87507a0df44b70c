//! `env-injection`: a variable of the entry loads code or changes which program runs.

use stockade_model::{Confidence, Effect, Finding, Persona, Severity, launch::EffectKind};

use super::{Check, Scene, about, is_shared, place};
use crate::resolve::local::OPEN;

pub(super) const CHECK: Check = Check {
    id: "env-injection",
    summary: "the environment of an entry loads code into the server or changes which program runs",
    severity: Severity::High,
    confidence: Confidence::High,
    page: include_str!("../../../../docs/checks/env-injection.md"),
    run,
};

fn run(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    for (server, launch) in scene.servers() {
        for effect in &launch.effects {
            let (severity, why) = match effect.kind {
                EffectKind::InjectsCode => injects(effect),
                EffectKind::ProgramLookup if effect.name == "PATH" => lookup(effect, is_shared(server.scope)),
                EffectKind::ProgramLookup if effect.name == "command" => {
                    (CHECK.severity, "is called like a launcher and lies in a folder that others can write to")
                }
                EffectKind::ProgramLookup => interpreter(effect, is_shared(server.scope)),
                EffectKind::Elsewhere if ENGINES.contains(&effect.name.as_str()) => engine(effect),
                _ => continue,
            };
            let help = match (effect.kind, effect.name.as_str()) {
                (EffectKind::ProgramLookup, "command") => {
                    "start the installed launcher, by its name or from a folder that only you and the system write to"
                }
                (EffectKind::Elsewhere, _) => {
                    "leave it to the engine of this machine, or reach the other one by `ssh://`"
                }
                _ => "remove the variable; name what the server needs in its own launch line",
            };
            let mut builder = about(&CHECK, severity, CHECK.confidence, server)
                .evidence(format!("`{}={}`", effect.name, effect.value))
                .help(help);
            if severity == Severity::Info {
                builder = builder.persona(Persona::Pedantic);
            }
            let message = format!("`{}` of `{}` {why}", effect.name, server.name.value);
            findings.push(builder.at(place(server, effect.span), why, message));
        }
    }
}

/// Variables by which an entry says which container engine runs its image.
static ENGINES: &[&str] = &["DOCKER_HOST", "DOCKER_CONTEXT", "CONTAINER_HOST", "CONTAINER_CONNECTION"];

/// Whoever holds the engine holds the server: its image, its mounts, the secrets that it is given.
fn engine(effect: &Effect) -> (Severity, &'static str) {
    let scheme = effect.value.split_once("://").map_or("", |(scheme, _)| scheme);
    match scheme {
        "unix" | "npipe" | "fd" => (Severity::Info, "names a container engine of this machine"),
        "tcp" | "http" => (
            Severity::High,
            "hands the server and its secrets to a container engine over the network, unencrypted unless TLS is set up beside it",
        ),
        _ => (Severity::Medium, "hands the server and its secrets to another container engine"),
    }
}

fn injects(effect: &Effect) -> (Severity, &'static str) {
    let value = effect.value.as_str();
    match effect.name.to_ascii_uppercase().as_str() {
        "NODE_OPTIONS" | "BUN_OPTIONS" => {
            const LOADS: &[&str] =
                &["-r", "--require", "--import", "--loader", "--experimental-loader", "--env-file", "--preload"];
            const OPENS: &[&str] = &["--inspect", "--inspect-brk", "--inspect-wait"];
            // Node takes double quotes away wherever they stand, and reads `_` as `-`.
            let plain = value.replace('"', "").replace('_', "-");
            let has = |list: &[&str]| {
                plain.split_whitespace().any(|word| list.contains(&word.split('=').next().unwrap_or(word)))
            };
            if has(LOADS) {
                (Severity::High, "loads code before the server's own")
            } else if has(OPENS) {
                (Severity::High, "opens the server to a debugger")
            } else {
                (Severity::Info, "sets options of the interpreter, none that loads code")
            }
        }
        // Checkouts and monorepos set these to run from source; nothing else in the line says where the code is.
        "PYTHONPATH" | "NODE_PATH" | "CLASSPATH" | "RUBYLIB" | "PERL5LIB" | "PERLLIB" | "PYTHONUSERBASE" => {
            (Severity::Low, "adds folders from which modules are loaded")
        }
        "LD_LIBRARY_PATH"
        | "DYLD_LIBRARY_PATH"
        | "DYLD_FRAMEWORK_PATH"
        | "DYLD_FALLBACK_LIBRARY_PATH"
        | "DYLD_FALLBACK_FRAMEWORK_PATH"
        | "OPENSSL_CONF" => (Severity::Medium, "changes which libraries the server is linked with"),
        // `all:0:some.module.Category`: the module is imported to look at the category.
        "PYTHONWARNINGS"
            if value.split(',').any(|rule| rule.split(':').nth(2).is_some_and(|category| category.contains('.'))) =>
        {
            (Severity::High, "imports a module of its choice")
        }
        "PYTHONWARNINGS" => (Severity::Info, "says which warnings are shown"),
        "NODE_TLS_REJECT_UNAUTHORIZED" | "STRICT-SSL" if matches!(value, "0" | "false") => {
            (Severity::Medium, "accepts any certificate: whoever stands on the way can answer, with code too")
        }
        "NODE_TLS_REJECT_UNAUTHORIZED" | "STRICT-SSL" => (Severity::Info, "checks certificates, as without it"),
        name if name.starts_with("--INSPECT") => {
            let open = value.contains("0.0.0.0") || value.contains("::");
            (if open { Severity::High } else { Severity::Medium }, "opens the server to a debugger")
        }
        "ELECTRON_RUN_AS_NODE" => (Severity::Low, "turns an app into a script interpreter"),
        "PYTHONHOME" | "DENO_CONFIG" => (Severity::Medium, "replaces the interpreter's own library or settings"),
        _ => (CHECK.severity, "loads code into the server"),
    }
}

/// Graphical clients know little of the user's `PATH`, so entries often set it: only odd folders are worth a word.
fn lookup(effect: &Effect, shared: bool) -> (Severity, &'static str) {
    let separator = if effect.value.contains(';') || effect.value.get(1..3) == Some(":\\") { ';' } else { ':' };
    let writable = effect.value.split(separator).any(|folder| {
        let relative = !folder.starts_with(['/', '~', '$', '%']) && folder.get(1..2) != Some(":");
        relative || OPEN.iter().any(|open| folder.starts_with(open))
    });
    match (writable, shared) {
        (true, _) => {
            (CHECK.severity, "finds programs in a folder that others can write to, or that depends on where it starts")
        }
        (false, true) => (Severity::Medium, "changes which programs are found, and comes with a checkout"),
        (false, false) => (Severity::Info, "changes which programs are found"),
    }
}

/// An interpreter named by its path: virtual environments are, so only what a stranger can put there is worth a word.
fn interpreter(effect: &Effect, shared: bool) -> (Severity, &'static str) {
    match (OPEN.iter().any(|open| effect.value.starts_with(open)), shared) {
        (true, _) => (CHECK.severity, "names an interpreter in a folder that others can write to"),
        (false, true) => (Severity::Low, "names the interpreter, and comes with a checkout"),
        (false, false) => (Severity::Info, "names the interpreter"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn effect(kind: EffectKind, name: &str, value: &str) -> Effect {
        Effect { kind, name: name.into(), value: value.into(), file: None, span: None }
    }

    #[test]
    fn harmless_options_are_told_from_loaders() {
        let node = |value| injects(&effect(EffectKind::InjectsCode, "NODE_OPTIONS", value)).0;
        assert_eq!(node("--max-old-space-size=4096"), Severity::Info);
        assert_eq!(node("--max-old-space-size=4096 --require=/tmp/x.js"), Severity::High);
        assert_eq!(node("-r ./x"), Severity::High);
        for hidden in
            ["\"--require\" /tmp/x.js", "--requi\"re\" /x.js", "--experimental_loader /x.mjs", "--inspect_brk=0"]
        {
            assert_eq!(node(hidden), Severity::High, "{hidden}");
        }
        let other = |name, value| injects(&effect(EffectKind::InjectsCode, name, value)).0;
        assert_eq!(other("PYTHONWARNINGS", "ignore,default::DeprecationWarning"), Severity::Info);
        assert_eq!(other("PYTHONWARNINGS", "all:0:antigravity.x:0:0"), Severity::High);
        assert_eq!(other("NODE_TLS_REJECT_UNAUTHORIZED", "0"), Severity::Medium);
        assert_eq!(other("NODE_TLS_REJECT_UNAUTHORIZED", "1"), Severity::Info);
        assert_eq!(other("--inspect", "0.0.0.0:9229"), Severity::High);
        assert_eq!(injects(&effect(EffectKind::InjectsCode, "LD_PRELOAD", "/x.so")).0, Severity::High);
        let path = |value, shared| lookup(&effect(EffectKind::ProgramLookup, "PATH", value), shared).0;
        assert_eq!(path("/usr/local/bin:/usr/bin", false), Severity::Info);
        assert_eq!(path("/usr/local/bin:/usr/bin", true), Severity::Medium);
        assert_eq!(path("./bin:/usr/bin", false), Severity::High);
        assert_eq!(path("/tmp/x:/usr/bin", false), Severity::High);
        assert_eq!(path("C:\\Windows;C:\\x", false), Severity::Info);
    }
}
