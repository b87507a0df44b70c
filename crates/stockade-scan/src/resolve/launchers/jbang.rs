//! `jbang file.java`, `jbang group:artifact:version`, `jbang https://…`, `jbang alias@catalog`.

use stockade_model::{
    Component, Ecosystem, Launch, Package, Pin, Role, Target, launch::EffectKind, launch::OpaqueReason, redact,
};

use super::Launcher;
use crate::resolve::{Call, Machine, Outcome, Word, options::Grammar, peel, pin, script};

pub(super) const LAUNCHER: Launcher = Launcher {
    id: "jbang",
    names: &["jbang"],
    summary: "a Java file, a Maven artifact, an address, or an alias of a catalogue",
    resolve,
};

const GRAMMAR: Grammar = Grammar {
    switches: &[
        "-o",
        "--offline",
        "--fresh",
        "--quiet",
        "--verbose",
        "--insecure",
        "--preview",
        "--enable-preview",
        "-n",
        "--native",
        "--cds",
        "--no-cds",
        "--jsh",
        "--ea",
        "--enableassertions",
        "--esa",
        "--enablesystemassertions",
        "-x",
        "--stacktrace",
        "--ignore-transitive-repositories",
        "--itr",
        "--no-integrations",
        "--integrations",
        "--module",
    ],
    values: &[
        "--config",
        "-j",
        "--java",
        "--deps",
        "--repos",
        "--cp",
        "--class-path",
        "--sources",
        "-s",
        "--files",
        "-f",
        "-m",
        "--main",
        "-D",
        "-R",
        "--runtime-option",
        "--java-options",
        "-C",
        "--compile-option",
        "-N",
        "--native-option",
        "--manifest",
        "--javaagent",
        "-T",
        "--source-type",
        "--catalog",
        "-c",
        "--code",
        "--docs",
        "--jdk-providers",
    ],
    attached: &["-d", "--debug", "--jfr", "-i", "--interactive"],
    ..Grammar::NONE
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let mut parsed = match GRAMMAR.front(&call.args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
    };
    if parsed.operands.first().is_some_and(|word| word.text == "run") {
        let inner = match GRAMMAR.front(parsed.operands.get(1..).unwrap_or_default()) {
            Ok(inner) => inner,
            Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
        };
        parsed.flags.extend(inner.flags);
        parsed.operands = inner.operands;
    }
    for flag in &parsed.flags {
        let Some(value) = flag.values.first() else { continue };
        match flag.name {
            "--javaagent" => script::effect(EffectKind::InjectsCode, flag.name, value, launch),
            "--repos" | "--catalog" => script::effect(EffectKind::PackageSource, flag.name, value, launch),
            _ => {}
        }
    }
    let outcome = match (parsed.last_of(&["-c", "--code"]), parsed.operands.split_first()) {
        (Some(code), _) => script::inline("java", code, Role::Server, launch),
        (None, Some((word, args))) => reference(word, args, call, machine, launch),
        (None, None) => peel::empty(LAUNCHER.id, call, launch),
    };
    for flag in parsed.flags.iter().filter(|flag| matches!(flag.name, "--deps" | "--javaagent")) {
        for part in flag.values.iter().flat_map(|word| word.text.split(',').map(|part| Word::at(part, word.span))) {
            if let Some(mut component) = artifact(part.text.split('=').next().unwrap_or(""), &part) {
                component.role = Role::Additional;
                launch.components.push(component);
            }
        }
    }
    outcome
}

fn reference(word: &Word, args: &[Word], call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    if word.has_placeholder() {
        return peel::unexpanded(LAUNCHER.id, word, launch);
    }
    if word.text == "-" {
        let detail = "`jbang -` runs what stands on its input";
        return peel::opaque(OpaqueReason::InlineCode, detail, word.span, launch);
    }
    if word.text.starts_with("https://") || word.text.starts_with("http://") {
        let (url, _) = redact::redact(None, &word.text);
        let mut component = Component::new(Role::Server, Target::Archive { url }, Pin::Nothing);
        component.span = word.span;
        launch.components.push(component);
        return Outcome::Done;
    }
    let is_there = machine.path(&word.text, call.cwd.as_deref()).is_some_and(|path| machine.is_file(&path));
    let ending = [".java", ".jsh", ".jar", ".war", ".kt", ".groovy", ".md"].iter().any(|end| word.text.ends_with(end));
    if is_there || ending || word.text.starts_with(['.', '/']) {
        return script::run(LAUNCHER.id, word, args, &[], call, machine, launch);
    }
    if let Some(component) = artifact(&word.text, word) {
        launch.components.push(component);
        return Outcome::Done;
    }
    let detail = format!("`{}` is an alias that a jbang catalogue stands behind", word.text);
    let reason = if word.text.contains('@') { OpaqueReason::RemoteChoice } else { OpaqueReason::Indirect };
    peel::opaque(reason, detail, word.span, launch)
}

/// `group:artifact:version[:classifier][@type]`.
fn artifact(text: &str, word: &Word) -> Option<Component> {
    let text = text.split('@').next().unwrap_or(text);
    let mut parts = text.split(':');
    let (group, name, version) = (parts.next()?, parts.next()?, parts.next()?);
    if [group, name, version].iter().any(|part| part.is_empty() || part.contains(['/', '\\', ' '])) {
        return None;
    }
    // Maven versions follow no grammar: what is neither a range nor a moving word is one version.
    let pin = match version {
        "RELEASE" | "LATEST" => Pin::Tag(version.to_owned()),
        _ if version.ends_with("-SNAPSHOT") => Pin::Tag(version.to_owned()),
        _ if version.starts_with(['[', '(']) || version.contains(['+', ',']) => Pin::Range(version.to_owned()),
        _ => Pin::Exact(version.to_owned()),
    };
    let package = Package {
        version: pin::exact(&pin).map(str::to_owned),
        ..Package::new(Ecosystem::Maven, format!("{group}/{name}"))
    };
    let mut component = Component::new(Role::Server, Target::Package { package, entry: None }, pin);
    component.span = word.span;
    Some(component)
}
