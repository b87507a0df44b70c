//! `deno run`, `deno x`, `deno serve`, `deno task`, `deno eval`: modules by path, `npm:`, `jsr:` or address, and the
//! permissions that the line grants. Options as its `cli/args/flags.rs` declares them; most take a value only with `=`.

use stockade_model::{
    Component, Ecosystem, Launch, Package, Pin, Role, Target, launch::EffectKind, launch::OpaqueReason, redact,
};

use super::Launcher;
use crate::resolve::{
    Call, Machine, Outcome, Word, bridges,
    options::{Grammar, Parsed},
    peel, pin, script,
};

pub(super) const LAUNCHER: Launcher = Launcher {
    id: "deno",
    names: &["deno", "dx", "denox"],
    summary: "a module of npm, JSR, the web or this machine, with Deno's permissions",
    resolve,
};

const GRAMMAR: Grammar = Grammar {
    switches: &[
        "-A",
        "--allow-all",
        "-q",
        "--quiet",
        "-y",
        "--yes",
        "--allow-hrtime",
        "--deny-hrtime",
        "--no-prompt",
        "--no-remote",
        "--no-npm",
        "--no-config",
        "--no-lock",
        "--no-code-cache",
        "--no-clear-screen",
        "--cached-only",
        "--cpu-prof",
        "--cpu-prof-md",
        "--cpu-prof-flamegraph",
        "--open",
        "--parallel",
        "--unstable",
        "--unstable-bare-node-builtins",
        "--unstable-broadcast-channel",
        "--unstable-cron",
        "--unstable-detect-cjs",
        "--unstable-ffi",
        "--unstable-fs",
        "--unstable-http",
        "--unstable-kv",
        "--unstable-lazy-dynamic-imports",
        "--unstable-net",
        "--unstable-node-globals",
        "--unstable-npm-lazy-caching",
        "--unstable-otel",
        "--unstable-process",
        "--unstable-raw-imports",
        "--unstable-sloppy-imports",
        "--sloppy-imports",
        "--unstable-subdomain-wildcards",
        "--unstable-temporal",
        "--unstable-tsgo",
        "--unstable-unsafe-proto",
        "--unstable-vsock",
        "--unstable-webgpu",
        "--unstable-worker-options",
    ],
    values: &[
        "-L",
        "--log-level",
        "-c",
        "--config",
        "--import-map",
        "--importmap",
        "--conditions",
        "--cert",
        "--minimum-dependency-age",
        "--location",
        "--seed",
        "--preload",
        "--import",
        "--require",
        "--ext",
        "--port",
        "--host",
        "--cpu-prof-dir",
        "--cpu-prof-name",
        "--cpu-prof-interval",
    ],
    attached: &[
        "-R",
        "--allow-read",
        "--deny-read",
        "--ignore-read",
        "-W",
        "--allow-write",
        "--deny-write",
        "-N",
        "--allow-net",
        "--deny-net",
        "-E",
        "--allow-env",
        "--deny-env",
        "--ignore-env",
        "-S",
        "--allow-sys",
        "--deny-sys",
        "--allow-run",
        "--deny-run",
        "--allow-ffi",
        "--deny-ffi",
        "-I",
        "--allow-import",
        "--deny-import",
        "-P",
        "--permission-set",
        "--allow-scripts",
        "--check",
        "--no-check",
        "--node-modules-dir",
        "--vendor",
        "-r",
        "--reload",
        "--frozen",
        "--frozen-lockfile",
        "--v8-flags",
        "--trace-ops",
        "--unsafely-ignore-certificate-errors",
        "--inspect",
        "--inspect-brk",
        "--inspect-wait",
        "--inspect-publish-uid",
        "--watch",
        "--watch-hmr",
        "--unstable-hmr",
        "--watch-exclude",
        "--env-file",
        "--env",
        "--coverage",
        "-t",
        "--tunnel",
        "--connected",
    ],
    maybe: &["--lock"],
    ..Grammar::NONE
};

/// Letters that take no word, so that several may stand together.
const LETTERS: &str = "AqyRWNESIPrt";

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let args = apart(&call.args);
    let (parsed, verb, operands) = match read(&args, call, machine) {
        Ok(read) => read,
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
    };
    let Some((word, args)) = operands.split_first() else { return peel::empty(LAUNCHER.id, call, launch) };
    effects(&parsed, call, machine, launch);
    if word.has_placeholder() {
        return peel::unexpanded(LAUNCHER.id, word, launch);
    }
    match verb.as_str() {
        "eval" => script::inline("typescript", word, Role::Server, launch),
        "task" => task(word, launch),
        "x" => execute(word, args, call, machine, launch),
        _ => module(word, args, call, machine, launch),
    }
}

/// `-RW` as `-R -W`: Deno takes values of these only behind `=`.
fn apart(args: &[Word]) -> Vec<Word> {
    let together = |word: &Word| {
        word.text.len() > 2
            && word.text.strip_prefix('-').is_some_and(|letters| letters.chars().all(|letter| LETTERS.contains(letter)))
    };
    // Behind the module the words are its own; taking them apart as well changes nothing that is looked at.
    args.iter()
        .flat_map(|word| match together(word) {
            true => word.text.chars().skip(1).map(|letter| Word::at(format!("-{letter}"), word.span)).collect(),
            false => vec![word.clone()],
        })
        .collect()
}

/// Options in front of and behind the subcommand; without one it is `run`.
fn read(
    args: &[Word],
    call: &Call,
    machine: &Machine<'_>,
) -> Result<(Parsed, String, Vec<Word>), crate::resolve::options::Unknown> {
    let mut parsed = GRAMMAR.front(args)?;
    if matches!(call.program_name(machine.os).as_str(), "dx" | "denox") {
        let operands = parsed.operands.clone();
        return Ok((parsed, "x".to_owned(), operands));
    }
    let verb = parsed.operands.first().map(|word| word.text.clone()).unwrap_or_default();
    if !matches!(verb.as_str(), "run" | "x" | "serve" | "task" | "eval") {
        let operands = parsed.operands.clone();
        return Ok((parsed, "run".to_owned(), operands));
    }
    let inner = GRAMMAR.front(parsed.operands.get(1..).unwrap_or_default())?;
    parsed.flags.extend(inner.flags);
    Ok((parsed, verb, inner.operands))
}

fn effects(parsed: &Parsed, call: &Call, machine: &Machine<'_>, launch: &mut Launch) {
    for flag in &parsed.flags {
        let none = Word::plain("");
        let value = flag.values.first().unwrap_or(&none);
        let long = match flag.name {
            "-A" => "--allow-all",
            "-R" => "--allow-read",
            "-W" => "--allow-write",
            "-N" => "--allow-net",
            "-E" => "--allow-env",
            "-S" => "--allow-sys",
            "-I" => "--allow-import",
            "-P" => "--permission-set",
            "-c" => "--config",
            name => name,
        };
        match long {
            "--config" | "--import-map" | "--importmap" => {
                script::effect(EffectKind::PackageSource, long, value, launch);
            }
            "--preload" | "--import" | "--require" => {
                script::effect(EffectKind::InjectsCode, long, value, launch);
                beside(value, call, machine, launch);
            }
            "--env-file" | "--env" => {
                let file = if value.text.is_empty() { &Word::plain(".env") } else { value };
                script::env_file(long, file, call, machine, launch);
            }
            "--inspect" | "--inspect-brk" | "--inspect-wait" => {
                launch.notes.push(format!("`{long}` lets a debugger into the server"));
            }
            _ if long.starts_with("--allow-")
                || matches!(long, "--permission-set" | "--unsafely-ignore-certificate-errors") =>
            {
                script::effect(EffectKind::Permission, long, value, launch);
            }
            _ => {}
        }
    }
}

/// A module loaded before the main one.
fn beside(word: &Word, call: &Call, machine: &Machine<'_>, launch: &mut Launch) {
    match fetched(&word.text) {
        Some((target, pin)) => {
            let mut component = Component::new(Role::Additional, target, pin);
            component.span = word.span;
            launch.components.push(component);
        }
        None => script::javascript_module(word, &[], call, machine, launch),
    }
}

fn task(word: &Word, launch: &mut Launch) -> Outcome {
    let detail =
        format!("`deno task` runs what `{}` stands for in the project's `deno.json` or `package.json`", word.text);
    peel::opaque(OpaqueReason::Indirect, detail, word.span, launch)
}

/// `deno x`: like `run`, but a bare name is a package of npm.
fn execute(word: &Word, args: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let bare = !word.text.contains(':') && !word.text.starts_with(['.', '/']) && !word.text.contains('\\');
    let word = if bare { &Word::at(format!("npm:{}", word.text), word.span) } else { word };
    module(word, args, call, machine, launch)
}

fn module(word: &Word, args: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    if word.text == "-" {
        let detail = "`deno run -` runs what stands on its input";
        return peel::opaque(OpaqueReason::InlineCode, detail, word.span, launch);
    }
    if word.text.starts_with("data:") {
        return script::inline("javascript", word, Role::Server, launch);
    }
    if let Some((target, pin)) = fetched(&word.text) {
        let mut component = Component::new(Role::Server, target, pin);
        component.span = word.span;
        let package = component.package().cloned();
        launch.components.push(component);
        return package
            .and_then(|package| bridges::after_package(&package, args, call, machine, launch))
            .unwrap_or(Outcome::Done);
    }
    let scheme = word.text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.len() > 1 && scheme != "file" && scheme.chars().all(|c| c.is_ascii_alphanumeric())
    });
    if scheme {
        let detail = format!("`deno` is given `{}`, an address it does not load", word.text);
        return peel::opaque(OpaqueReason::UnknownArgument, detail, word.span, launch);
    }
    let path = script::file_url(&word.text, machine).map(|path| Word::at(path, word.span));
    let file = path.as_ref().unwrap_or(word);
    let is_there = machine.path(&file.text, call.cwd.as_deref()).is_some_and(|path| machine.is_file(&path));
    if !is_there && !file.text.contains(['.', '/', '\\']) {
        return task(word, launch);
    }
    script::run(LAUNCHER.id, file, args, &[], call, machine, launch)
}

/// `npm:…`, `jsr:…`, `https:…`.
fn fetched(text: &str) -> Option<(Target, Pin)> {
    let (scheme, rest) = text.split_once(':')?;
    let ecosystem = match scheme {
        "npm" => Ecosystem::Npm,
        "jsr" => Ecosystem::Jsr,
        "http" | "https" => {
            let (url, _) = redact::redact(None, text);
            return Some((Target::Archive { url }, Pin::Nothing));
        }
        _ => return None,
    };
    let rest = rest.trim_start_matches('/');
    // The version ends the name; a path behind it names the executable or file.
    let skip = if rest.starts_with('@') { rest.find('/').map_or(0, |slash| slash + 1) } else { 0 };
    let (name, version, entry) = match rest.get(skip..)?.split_once('@') {
        Some((name, behind)) if !name.contains('/') => {
            let (version, entry) =
                behind.split_once('/').map_or((behind, None), |(version, path)| (version, Some(path)));
            (format!("{}{name}", rest.get(..skip)?), version, entry)
        }
        _ => {
            let (name, path) = script::split_module(rest);
            (name.to_owned(), "", path.strip_prefix('/'))
        }
    };
    let pin = pin::of_version(version);
    let package = Package { version: pin::exact(&pin).map(str::to_owned), ..Package::new(ecosystem, name) };
    let entry = entry.filter(|entry| !entry.is_empty()).map(str::to_owned);
    (!package.name.is_empty()).then_some((Target::Package { package, entry }, pin))
}
