//! `env [options] [NAME=value …] command …`.

use stockade_model::{Launch, launch::EffectKind};

use super::{Launcher, shells};
use crate::resolve::{Call, MAX_WRAPPERS, Machine, Outcome, Word, options::Grammar, peel, script, shell};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "env", names: &["env", "genv"], summary: "a command in a changed environment", resolve };

const ID: &str = LAUNCHER.id;

/// GNU's, and BSD's `-P`. `-0` cannot stand in front of a command; `-S` is unfolded before.
const GRAMMAR: Grammar = Grammar {
    switches: &["-i", "--ignore-environment", "-v", "--debug", "--list-signal-handling"],
    values: &["-u", "--unset", "-C", "--chdir", "-a", "--argv0", "-P"],
    attached: &["--block-signal", "--default-signal", "--ignore-signal"],
    ..Grammar::NONE
};

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let args = match unfold(call, machine) {
        Ok(args) => args,
        Err((word, beyond)) => return shells::opaque(ID, &beyond, &word, launch),
    };
    let parsed = match GRAMMAR.front(&args) {
        Ok(parsed) => parsed,
        Err(unknown) => return peel::unknown(ID, &unknown, launch),
    };
    let mut inner = call.clone();
    let mut words = parsed.operands.as_slice();
    let mut empty = parsed.has("-i") || parsed.has("--ignore-environment");
    if let [dash, tail @ ..] = words
        && dash.text == "-"
    {
        empty = true;
        words = tail;
    }
    if empty {
        inner.clear_env(machine);
    }
    for flag in &parsed.flags {
        let Some(value) = flag.values.first() else { continue };
        match flag.name {
            "-u" | "--unset" => inner.unset(&value.text),
            "-C" | "--chdir" => inner.cwd = machine.path(&value.text, call.cwd.as_deref()),
            "-P" => {
                // The path that this program alone is looked up on.
                script::effect(EffectKind::ProgramLookup, "PATH", value, launch);
                inner.unset("PATH");
            }
            _ => {}
        }
    }
    while let Some((word, tail)) = words.split_first()
        && let Some((name, value)) = word.text.split_once('=')
    {
        inner.set(name, value, word.span);
        words = tail;
    }
    peel::words(ID, if empty { "starts from an empty environment" } else { "" }, &inner, words.to_vec(), launch)
}

/// Puts the words of `-S STRING` in its place: `env` reads its options anew from there.
fn unfold(call: &Call, machine: &Machine<'_>) -> Result<Vec<Word>, (Word, shell::Beyond)> {
    let mut words = call.args.clone();
    let mut at = 0;
    let mut unfolded = 0;
    while let Some(word) = words.get(at).cloned() {
        let text = word.text.as_str();
        if text == "--" || text == "-" || !text.starts_with('-') {
            break;
        }
        let Some((before, string)) = split_option(text) else {
            // The value of one of these is no option, whatever it looks like.
            at += if GRAMMAR.values.contains(&text) { 2 } else { 1 };
            continue;
        };
        let (string, used) = match string {
            Some(string) => (Word::at(string, word.span), 1),
            None => match words.get(at + 1) {
                Some(next) => (next.clone(), 2),
                None => break,
            },
        };
        unfolded += 1;
        if unfolded > MAX_WRAPPERS {
            break;
        }
        let known = |name: &str| shells::value(name, false, call, machine);
        let inside = shell::env::parse(&string.text, &known).map_err(|beyond| (string.clone(), beyond))?;
        let mut put: Vec<Word> = before.map(|before| Word::at(before, word.span)).into_iter().collect();
        put.extend(inside.into_iter().map(|text| Word::at(text, string.span)));
        words.splice(at..at + used, put);
    }
    Ok(words)
}

/// The letters in front of `S`, and what is attached behind it; none where the word is another option.
fn split_option(text: &str) -> Option<(Option<String>, Option<&str>)> {
    if let Some(rest) = text.strip_prefix("--split-string") {
        return if rest.is_empty() { Some((None, None)) } else { Some((None, Some(rest.strip_prefix('=')?))) };
    }
    let letters = text.strip_prefix('-').filter(|letters| !letters.starts_with('-'))?;
    let at = letters.find('S')?;
    let (before, behind) = (letters.get(..at)?, letters.get(at + 1..)?);
    if !before.chars().all(|c| matches!(c, 'i' | 'v')) {
        return None;
    }
    let before = (!before.is_empty()).then(|| format!("-{before}"));
    Some((before, (!behind.is_empty()).then_some(behind)))
}
