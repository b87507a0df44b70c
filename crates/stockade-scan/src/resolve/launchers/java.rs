//! `java -jar x.jar`, `java -cp … Main`, `java Main.java`, `java -m module/Class`; agents run in front of all of them.

use stockade_model::{Launch, Os, Pin, Role, Target, launch::EffectKind, launch::OpaqueReason};

use super::Launcher;
use crate::resolve::{Call, Machine, Outcome, Word, options::Unknown, peel, script};

pub(super) const LAUNCHER: Launcher = Launcher {
    id: "java",
    names: &["java", "javaw"],
    summary: "a jar file, a class of a class path, or a source file",
    resolve,
};

/// Take the next word, or `--name=value`.
static VALUES: &[&str] = &[
    "-cp",
    "-classpath",
    "--class-path",
    "-p",
    "--module-path",
    "--upgrade-module-path",
    "--add-modules",
    "--enable-native-access",
    "--limit-modules",
    "--add-exports",
    "--add-opens",
    "--add-reads",
    "--patch-module",
    "--source",
    "--finalization",
    "--illegal-native-access",
    "-jar",
    "-m",
    "--module",
];

/// Take nothing.
static SWITCHES: &[&str] = &[
    "-server",
    "-client",
    "-zero",
    "-esa",
    "-enablesystemassertions",
    "-dsa",
    "-disablesystemassertions",
    "-showversion",
    "--show-version",
    "--show-module-resolution",
    "--enable-preview",
    "--disable-@files",
    "-Xint",
    "-Xcomp",
    "-Xmixed",
    "-Xbatch",
    "-Xfuture",
    "-Xnoclassgc",
    "-Xrs",
    "-XstartOnFirstThread",
];

/// Carry what they say in the same word.
static PREFIXES: &[&str] = &[
    "-D",
    "-XX:",
    "-Xms",
    "-Xmx",
    "-Xss",
    "-Xmn",
    "-Xlog",
    "-Xshare",
    "-Xverify",
    "-Xbootclasspath/a:",
    "-Xcheck:",
    "-Xdebug",
    "-Xrunjdwp",
    "-Xloggc:",
    "-verbose",
    "-ea",
    "-enableassertions",
    "-da",
    "-disableassertions",
    "-splash:",
    "-javaagent:",
    "-agentlib:",
    "-agentpath:",
];

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    walk(call, machine, launch).unwrap_or_else(|unknown| peel::unknown(LAUNCHER.id, &unknown, launch))
}

fn walk(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Result<Outcome, Unknown> {
    let mut rest = call.args.as_slice();
    let mut class_path: Option<Word> = None;
    let mut agents: Vec<Word> = Vec::new();
    let outcome = loop {
        let Some((word, tail)) = rest.split_first() else { break peel::empty(LAUNCHER.id, call, launch) };
        rest = tail;
        if word.text.starts_with('@') {
            let detail = format!("`java` reads its arguments from the file `{}`", word.text);
            break peel::opaque(OpaqueReason::Indirect, detail, word.span, launch);
        }
        if !word.text.starts_with('-') {
            break main_class(word, tail, class_path.as_ref(), call, machine, launch);
        }
        let (name, attached) = match word.text.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(Word::at(value, word.span))),
            _ => (word.text.as_str(), None),
        };
        if SWITCHES.contains(&name) {
            continue;
        }
        if !VALUES.contains(&name) {
            let known = PREFIXES.iter().any(|prefix| word.text.starts_with(prefix));
            if !known {
                return Err(Unknown { word: word.clone() });
            }
            if ["-javaagent:", "-agentlib:", "-agentpath:", "-Xbootclasspath/a:"]
                .iter()
                .any(|p| word.text.starts_with(p))
            {
                agents.push(word.clone());
            }
            continue;
        }
        let value = match attached {
            Some(value) => value,
            None => {
                let (value, tail) = rest.split_first().ok_or_else(|| Unknown { word: word.clone() })?;
                rest = tail;
                value.clone()
            }
        };
        match name {
            "-jar" => break script::run(LAUNCHER.id, &value, rest, &[], call, machine, launch),
            "-m" | "--module" => {
                let detail = format!("`java` runs the module `{}` of its module path", value.text);
                break peel::opaque(OpaqueReason::Indirect, detail, value.span, launch);
            }
            "-cp" | "-classpath" | "--class-path" => class_path = Some(value),
            "--patch-module" => script::effect(EffectKind::InjectsCode, name, &value, launch),
            _ => {}
        }
    };
    for agent in &agents {
        let (name, what) = agent.text.split_once(':').unwrap_or((&agent.text, ""));
        let what = Word::at(what, agent.span);
        script::effect(EffectKind::InjectsCode, name, &what, launch);
        if name != "-agentlib" {
            let path = Word::at(what.text.split('=').next().unwrap_or(""), agent.span);
            launch.components.push(script::file(Role::Additional, &path, &[], call, machine));
        }
    }
    Ok(outcome)
}

/// A class is looked up in the class path: its first entry is what runs, the others are beside it.
fn main_class(
    word: &Word,
    args: &[Word],
    class_path: Option<&Word>,
    call: &Call,
    machine: &Machine<'_>,
    launch: &mut Launch,
) -> Outcome {
    if word.text.ends_with(".java") {
        return script::run(LAUNCHER.id, word, args, &[], call, machine, launch);
    }
    let Some(class_path) = class_path else {
        let detail = format!("`java` looks the class `{}` up in a class path that nobody names", word.text);
        return peel::opaque(OpaqueReason::Indirect, detail, word.span, launch);
    };
    let separator = if machine.os == Os::Windows { ';' } else { ':' };
    for (at, entry) in class_path.text.split(separator).filter(|entry| !entry.is_empty()).enumerate() {
        let role = if at == 0 { Role::Server } else { Role::Additional };
        let mut component = script::file(role, &Word::at(entry, class_path.span), &[], call, machine);
        component.pin = Pin::NotApplicable;
        if let Target::Local { .. } = component.target {
            launch.components.push(component);
        }
    }
    Outcome::Done
}
