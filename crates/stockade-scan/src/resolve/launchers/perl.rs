//! `perl [switches] script.pl`. Letters stand together, and some of them take the rest of their word.

use stockade_model::{Launch, Role, launch::EffectKind, launch::OpaqueReason};

use super::Launcher;
use crate::resolve::{Call, Machine, Outcome, Word, options::Unknown, peel, script};

pub(super) const LAUNCHER: Launcher = Launcher { id: "perl", names: &["perl"], summary: "a Perl file", resolve };

fn resolve(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    walk(call, machine, launch).unwrap_or_else(|unknown| peel::unknown(LAUNCHER.id, &unknown, launch))
}

fn walk(call: &Call, machine: &Machine<'_>, launch: &mut Launch) -> Result<Outcome, Unknown> {
    let mut rest = call.args.as_slice();
    let mut code: Option<Word> = None;
    while let Some((word, tail)) = rest.split_first() {
        if !word.text.starts_with('-') || word.text == "-" {
            break;
        }
        rest = tail;
        if word.text == "--" {
            break;
        }
        let unknown = || Unknown { word: word.clone() };
        let letters = word.text.get(1..).unwrap_or("");
        for (at, letter) in letters.char_indices() {
            let after = letters.get(at + letter.len_utf8()..).unwrap_or("");
            match letter {
                'a' | 'c' | 'f' | 'n' | 'p' | 's' | 'S' | 't' | 'T' | 'u' | 'U' | 'w' | 'W' | 'X' | 'g' => {}
                // What follows in the same word is theirs.
                '0' | 'C' | 'd' | 'D' | 'F' | 'i' | 'l' | 'x' | 'V' | 'v' => break,
                'I' | 'm' | 'M' | 'e' | 'E' => {
                    let value = if after.is_empty() && matches!(letter, 'I' | 'e' | 'E') {
                        let (value, tail) = rest.split_first().ok_or_else(unknown)?;
                        rest = tail;
                        value.clone()
                    } else {
                        Word::at(after, word.span)
                    };
                    if matches!(letter, 'e' | 'E') {
                        code = Some(value);
                    } else {
                        script::effect(EffectKind::InjectsCode, &format!("-{letter}"), &value, launch);
                    }
                    break;
                }
                _ => return Err(unknown()),
            }
        }
    }
    Ok(match (code, rest.split_first()) {
        (Some(code), _) => script::inline("perl", &code, Role::Server, launch),
        (None, Some((word, _))) if word.text == "-" => {
            peel::opaque(OpaqueReason::InlineCode, "`perl -` runs what stands on its input", word.span, launch)
        }
        (None, Some((word, args))) => script::run(LAUNCHER.id, word, args, &[], call, machine, launch),
        (None, None) => peel::empty(LAUNCHER.id, call, launch),
    })
}
