//! `env [options] [K=V …] cmd`.

use stockade_model::{Launch, launch::OpaqueReason};

use super::Launcher;
use crate::resolve::options::Grammar;
use crate::resolve::{Call, Machine, Origin, Outcome, Setting, Word, peel, shell};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "env", names: &["env", "genv"], summary: "a command in a changed environment", resolve };

const GRAMMAR: Grammar = Grammar {
    switches: &["-i", "--ignore-environment", "-0", "--null", "-v", "--debug", "-"],
    values: &["-u", "--unset", "-C", "--chdir", "-S", "--split-string", "-P", "-a", "--argv0"],
    attached: &["--block-signal", "--default-signal", "--ignore-signal", "--list-signal-handling"],
    ..Grammar::NONE
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let parsed = match GRAMMAR.front(&call.args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(LAUNCHER.id, &unknown, launch),
    };
    let mut inner = call.clone();
    if let Some(folder) = parsed.last_of(&["-C", "--chdir"]) {
        inner.cwd = machine.path(&folder.text, call.cwd.as_deref());
    }
    for flag in parsed.flags.iter().filter(|flag| matches!(flag.name, "-u" | "--unset")) {
        if let Some(name) = flag.values.first() {
            inner.env.retain(|setting| setting.name != name.text);
        }
    }
    if let Some(path) = parsed.last("-P") {
        inner.env.push(Setting { name: "PATH".into(), value: path.text.clone(), origin: Origin::Entry, span: path.span });
    }
    let mut words: Vec<Word> = Vec::new();
    for flag in parsed.flags.iter().filter(|flag| matches!(flag.name, "-S" | "--split-string")) {
        let Some(string) = flag.values.first() else { continue };
        if string.text.contains(['$', '\\', '#']) {
            let detail = "`env -S` evaluates a variable, an escape or a comment";
            return peel::opaque(OpaqueReason::ShellSyntax, detail, string.span, launch);
        }
        match shell::words_only(&string.text) {
            Some(split) => words.extend(split.into_iter().map(|text| Word::at(text, string.span))),
            None => return peel::opaque(OpaqueReason::ShellSyntax, "a quote is left open", string.span, launch),
        }
    }
    words.extend(parsed.operands);
    let count = words.iter().take_while(|word| word.text.find('=').is_some_and(|at| at > 0)).count();
    for word in words.drain(..count) {
        if let Some((name, value)) = word.text.split_once('=') {
            inner.env.push(Setting { name: name.to_owned(), value: value.to_owned(), origin: Origin::Entry, span: word.span });
        }
    }
    match inner.inner(words) {
        Some(inner) => peel::call(LAUNCHER.id, "", inner),
        None => peel::empty(LAUNCHER.id, call, launch),
    }
}
