//! `cmd /c LINE`: the Windows command interpreter.

use stockade_model::{Launch, launch::OpaqueReason};

use super::{Launcher, shells};
use crate::resolve::{Call, Machine, Outcome, Word, options::Unknown, peel, shell};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "cmd", names: &["cmd"], summary: "a line for the Windows command interpreter", resolve };

const ID: &str = LAUNCHER.id;

/// Switches that do not change how the line is read. `/v:on` gives `!` a meaning and is left out.
static SWITCHES: &[&str] = &["a", "d", "e:off", "e:on", "f:off", "f:on", "q", "u", "v:off"];

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let mut strip = false;
    let mut rest = call.args.as_slice();
    while let Some((word, tail)) = rest.split_first() {
        let unknown = Unknown { word: word.clone() };
        let Some(mut switches) = word.text.strip_prefix('/') else {
            return peel::unknown(ID, &unknown, launch);
        };
        loop {
            // `/d/s/c` is three switches, and what follows `/c` directly is the line already.
            let lower = switches.get(..1).map(str::to_ascii_lowercase).unwrap_or_default();
            if matches!(lower.as_str(), "c" | "k" | "r") {
                let first = Word::at(switches.get(1..).unwrap_or(""), word.span);
                let words: Vec<Word> = Some(first)
                    .filter(|first| !first.text.is_empty())
                    .into_iter()
                    .chain(tail.iter().cloned())
                    .collect();
                return line(&words, strip, call, machine, launch);
            }
            let (switch, more) = switches.split_once('/').map_or((switches, None), |(s, more)| (s, Some(more)));
            let switch = switch.to_ascii_lowercase();
            strip |= switch == "s";
            if switch != "s" && !SWITCHES.contains(&switch.as_str()) {
                return peel::unknown(ID, &unknown, launch);
            }
            match more {
                Some(more) => switches = more,
                None => break,
            }
        }
        rest = tail;
    }
    let detail = "`cmd` runs what it reads from its standard input";
    peel::opaque(OpaqueReason::InlineCode, detail, call.program.span, launch)
}

fn line(words: &[Word], strip: bool, call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let Some(first) = words.first() else { return peel::empty(ID, call, launch) };
    let texts: Vec<String> = words.iter().map(|word| word.text.clone()).collect();
    // A runtime that quotes and one that hands the string on as it is (`spawn` with a shell) differ only here.
    if let ([only], true) = (texts.as_slice(), texts.iter().any(|text| text.contains('"'))) {
        let beyond = shell::Beyond {
            reason: OpaqueReason::ShellSyntax,
            what: format!("quotes inside `{only}`, which runtimes hand to `cmd` in different ways"),
        };
        return shells::opaque(ID, &beyond, first, launch);
    }
    let known = |name: &str| shells::value(name, true, call, machine);
    match shell::cmd::parse(&shell::cmd::join(&texts), strip, &known) {
        Ok(simple) => {
            // Words that came through unchanged keep their places.
            let same = simple.words == texts;
            let place = |(index, text): (usize, String)| {
                let span = if same { words.get(index).and_then(|word| word.span) } else { first.span };
                Word::at(text, span)
            };
            let words = simple.words.into_iter().enumerate().map(place).collect();
            peel::words(ID, "", call, words, launch)
        }
        Err(beyond) => shells::opaque(ID, &beyond, first, launch),
    }
}
