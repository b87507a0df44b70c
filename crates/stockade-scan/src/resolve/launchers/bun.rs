//! `bunx`, `bun x`, `bun create`, `bun run`, and `bun` in front of a file.

use std::path::{Path, PathBuf};

use stockade_model::{Component, Effect, Launch, Pin, Role, Target, launch::EffectKind, launch::OpaqueReason};

use super::Launcher;
use crate::document::{self, Format};
use crate::resolve::npm::manifest::Manifest;
use crate::resolve::npm::script::Script;
use crate::resolve::npm::{bunx, parts, tree};
use crate::resolve::options::{Grammar, Parsed};
use crate::resolve::{Call, Machine, Outcome, Word, peel};

pub(super) const LAUNCHER: Launcher = Launcher {
    id: "bun",
    names: &["bun", "bunx"],
    summary: "a package (`bunx`, `bun x`), a script of the project (`bun run`) or a file",
    resolve,
};

const GRAMMAR: Grammar = Grammar {
    switches: &[
        "--no-env-file",
        "-h",
        "--help",
        "--preserve-symlinks",
        "--preserve-symlinks-main",
        "--no-macros",
        "--jsx-side-effects",
        "--ignore-dce-annotations",
        "--watch",
        "--hot",
        "--no-clear-screen",
        "--smol",
        "--cpu-prof",
        "--cpu-prof-md",
        "--heap-prof",
        "--heap-prof-md",
        "--if-present",
        "--no-install",
        "-i",
        "--prefer-offline",
        "--prefer-latest",
        "--experimental-http2-fetch",
        "--experimental-http3-fetch",
        "--expose-gc",
        "--no-deprecation",
        "--throw-deprecation",
        "--zero-fill-buffers",
        "--use-system-ca",
        "--use-openssl-ca",
        "--use-bundled-ca",
        "--redis-preconnect",
        "--sql-preconnect",
        "--no-addons",
        "-b",
        "--bun",
        "--no-orphans",
        "--workspaces",
        "--parallel",
        "--sequential",
        "--no-exit-on-error",
        "--silent",
        "-v",
        "--version",
        "--revision",
    ],
    values: &[
        "--env-file",
        "--cwd",
        "--main-fields",
        "--extension-order",
        "--tsconfig-override",
        "-d",
        "--define",
        "--drop",
        "--feature",
        "-l",
        "--loader",
        "--jsx-factory",
        "--jsx-fragment",
        "--jsx-import-source",
        "--jsx-runtime",
        "-r",
        "--preload",
        "--require",
        "--import",
        "--cpu-prof-name",
        "--cpu-prof-dir",
        "--cpu-prof-interval",
        "--heap-prof-name",
        "--heap-prof-dir",
        "--install",
        "-e",
        "--eval",
        "-p",
        "--print",
        "--port",
        "-u",
        "--origin",
        "--conditions",
        "--fetch-preconnect",
        "--max-http-header-size",
        "--dns-result-order",
        "--title",
        "--unhandled-rejections",
        "--console-depth",
        "--user-agent",
        "-F",
        "--filter",
        "--shell",
        "--elide-lines",
    ],
    attached: &["-c", "--config", "--inspect", "--inspect-wait", "--inspect-brk"],
    ..Grammar::NONE
};

/// Subcommands that start nothing of what a server could be.
static OTHERS: &[&str] = &[
    "install",
    "i",
    "add",
    "a",
    "remove",
    "rm",
    "update",
    "outdated",
    "link",
    "unlink",
    "publish",
    "patch",
    "pm",
    "info",
    "why",
    "audit",
    "build",
    "init",
    "upgrade",
    "repl",
    "test",
    "patch-commit",
    "completions",
    "discord",
    "help",
    "login",
    "logout",
    "whoami",
];

/// What a file may end in; a name without an ending is tried with these.
static ENDINGS: &[&str] = &["tsx", "jsx", "ts", "mjs", "js", "cjs", "mts", "cts"];

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    if call.program_name(machine.os) == "bunx" {
        return bunx::resolve(LAUNCHER.id, &call.args, call, machine, launch);
    }
    let parsed = match GRAMMAR.front(&call.args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
    };
    let Some((first, rest)) = parsed.operands.split_first() else { return without_operand(&parsed, call, launch) };
    match first.text.as_str() {
        "x" => bunx::resolve(LAUNCHER.id, rest, call, machine, launch),
        "create" | "c" => create(rest, call, machine, launch),
        "exec" => {
            let line = Word::at(rest.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" "), first.span);
            let note = "runs a shell string".to_owned();
            crate::resolve::npm::shell::peel(LAUNCHER.id, note, &line, call.cwd.as_deref(), call, machine, launch)
        }
        "run" => match GRAMMAR.front(rest) {
            Ok(mut inner) => {
                inner.flags.splice(0..0, parsed.flags.clone());
                match inner.operands.is_empty() {
                    true => without_operand(&inner, call, launch),
                    false => run(&inner, true, call, machine, launch),
                }
            }
            Err(unknown) => peel::unknown(LAUNCHER.id, &unknown, launch),
        },
        _ if first.has_placeholder() => peel::unexpanded(LAUNCHER.id, first, launch),
        other if OTHERS.contains(&other) => {
            let detail = format!("`bun {other}` starts nothing that can be told from the line");
            peel::opaque(OpaqueReason::Empty, detail, first.span, launch)
        }
        _ => run(&parsed, false, call, machine, launch),
    }
}

fn without_operand(parsed: &Parsed, call: &Call, launch: &mut Launch) -> Outcome {
    match parsed.last_of(&["-e", "--eval", "-p", "--print"]) {
        Some(text) => inline(text, launch),
        None => peel::empty(LAUNCHER.id, call, launch),
    }
}

fn inline(text: &Word, launch: &mut Launch) -> Outcome {
    let target = Target::Inline { language: "javascript".to_owned() };
    let mut component = Component::new(Role::Server, target, Pin::NotApplicable);
    component.span = text.span;
    launch.components.push(component);
    peel::opaque(OpaqueReason::InlineCode, "`bun` runs source text of the line", text.span, launch)
}

fn create(rest: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let Some((first, args)) = rest.split_first() else { return peel::empty(LAUNCHER.id, call, launch) };
    match super::npm::initializer(&first.text, machine) {
        Ok(text) => {
            let words: Vec<Word> = [Word::at(text, first.span)].into_iter().chain(args.iter().cloned()).collect();
            bunx::resolve(LAUNCHER.id, &words, call, machine, launch)
        }
        Err(why) => peel::opaque(OpaqueReason::UnknownArgument, why, first.span, launch),
    }
}

/// A file, a script of the project, an installed executable, in Bun's order.
fn run(parsed: &Parsed, named: bool, call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    if let Some(text) = parsed.last_of(&["-e", "--eval", "-p", "--print"]) {
        return inline(text, launch);
    }
    let many = ["-F", "--filter", "--workspaces", "--parallel", "--sequential"];
    if let Some(many) = many.into_iter().find(|name| parsed.has(name)) {
        let detail = format!("`bun {many}` runs more than one script");
        return peel::opaque(OpaqueReason::Indirect, detail, call.program.span, launch);
    }
    let cwd = match parsed.last("--cwd") {
        Some(cwd) => machine.path(&cwd.text, call.cwd.as_deref()),
        None => call.cwd.clone(),
    };
    let Some((name, args)) = parsed.operands.split_first() else { return peel::empty(LAUNCHER.id, call, launch) };
    if name.has_placeholder() {
        return peel::unexpanded(LAUNCHER.id, name, launch);
    }
    if name.text == "-" {
        return inline(name, launch);
    }
    let looks_like_file = name.text.starts_with(['.', '/', '~'])
        || Path::new(&name.text).extension().is_some_and(|end| ENDINGS.iter().any(|known| end == *known))
        || machine.path(&name.text, None).is_some();
    let found = file(&name.text, cwd.as_deref(), machine);
    if looks_like_file && (found.is_some() || !named) {
        return run_file(found, name, parsed, cwd.as_deref(), machine, launch);
    }
    let nearest =
        |cwd: &Path| machine.ancestors(cwd).find(|f| machine.is_file(&f.join("package.json"))).map(Path::to_path_buf);
    let folder = cwd.as_deref().and_then(nearest);
    let manifest = folder.as_deref().and_then(|folder| Manifest::read(folder, machine));
    if manifest.is_some_and(|manifest| manifest.script(&name.text).is_some()) {
        let script = Script { id: LAUNCHER.id, name, args, folder: folder.as_deref(), around: true };
        return script.resolve(call, machine, launch);
    }
    if found.is_some() || looks_like_file {
        return run_file(found, name, parsed, cwd.as_deref(), machine, launch);
    }
    let Some(mut inner) = call.inner(parsed.operands.clone()) else { return peel::empty(LAUNCHER.id, call, launch) };
    inner.cwd.clone_from(&cwd);
    match cwd.as_deref().and_then(|cwd| tree::executable(cwd, &name.text, machine)) {
        Some(file) => inner.program = Word::at(file.display().to_string(), name.span),
        None if named && cwd.is_some() => {}
        None => {
            let detail = format!("`{}` is no file, script or executable that can be found", name.text);
            return peel::opaque(OpaqueReason::Indirect, detail, name.span, launch);
        }
    }
    peel::call(LAUNCHER.id, "", inner)
}

fn run_file(
    found: Option<PathBuf>,
    name: &Word,
    parsed: &Parsed,
    cwd: Option<&Path>,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> Outcome {
    let path = found.or_else(|| machine.path(&name.text, cwd));
    match path {
        Some(path) => launch.components.push(parts::local(path, name, machine)),
        None => {
            let target = Target::Local { path: name.text.clone().into(), exists: None, belongs_to: None };
            let mut component = Component::new(Role::Server, target, Pin::NotApplicable);
            component.span = name.span;
            launch.components.push(component);
        }
    }
    preloads(parsed, cwd, machine, launch);
    Outcome::Done
}

/// Modules that are loaded before the file, by option or by the project's `bunfig.toml`.
fn preloads(parsed: &Parsed, cwd: Option<&Path>, machine: &Machine<'_>, launch: &mut Launch) {
    let named = parsed.flags.iter().filter(|flag| matches!(flag.name, "-r" | "--preload" | "--require" | "--import"));
    for (flag, word) in named.filter_map(|flag| Some((flag, flag.values.first()?))) {
        if let Some(path) = machine.path(&word.text, cwd).filter(|_| word.text.starts_with(['.', '/', '~'])) {
            let mut component = parts::local(path, word, machine);
            component.role = Role::Additional;
            launch.components.push(component);
        }
        push(flag.name, &word.text, None, word, launch);
    }
    let Some(file) = cwd.map(|cwd| cwd.join("bunfig.toml")) else { return };
    let settings = machine.read(&file).and_then(|text| document::parse(Format::Toml, &text).ok());
    let Some(preload) = settings.as_ref().and_then(|settings| settings.get("preload")) else { return };
    for text in preload.as_str().into_iter().chain(preload.items().iter().filter_map(|item| item.as_str())) {
        push("preload", text, Some(file.clone()), &Word::plain(text), launch);
    }
}

fn push(name: &str, value: &str, file: Option<PathBuf>, word: &Word, launch: &mut Launch) {
    let effect =
        Effect { kind: EffectKind::InjectsCode, name: name.to_owned(), value: value.to_owned(), file, span: word.span };
    launch.effects.push(effect);
}

/// The file that a name means, its ending completed.
fn file(name: &str, cwd: Option<&Path>, machine: &Machine<'_>) -> Option<PathBuf> {
    let path = machine.path(name, cwd)?;
    if machine.is_file(&path) {
        return Some(path);
    }
    ENDINGS.iter().map(|end| PathBuf::from(format!("{}.{end}", path.display()))).find(|path| machine.is_file(path))
}
