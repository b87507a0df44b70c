//! `cmd /c …` of Windows.

use stockade_model::{Launch, launch::OpaqueReason};

use super::Launcher;
use crate::resolve::{Call, Machine, Outcome, Word, peel, shell};

pub(super) const LAUNCHER: Launcher =
    Launcher { id: "cmd", names: &["cmd"], summary: "the command interpreter of Windows", resolve };

fn resolve(call: &Call, _machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let mut rest = call.args.as_slice();
    loop {
        let Some((word, tail)) = rest.split_first() else { return peel::empty(LAUNCHER.id, call, launch) };
        rest = tail;
        let lower = word.text.to_ascii_lowercase();
        match lower.as_str() {
            "/c" | "/k" | "/r" => break,
            "/d" | "/s" | "/q" | "/a" | "/u" => {}
            _ if lower.starts_with("/e:") || lower.starts_with("/f:") || lower.starts_with("/v:") => {}
            _ => {
                let detail = format!("`cmd` is given `{}`, which is not an option known to it", word.text);
                return peel::opaque(OpaqueReason::UnknownArgument, detail, word.span, launch);
            }
        }
    }
    let span = rest.first().and_then(|word| word.span);
    // Everything behind `/c` is one string to cmd, whatever quotes the caller put around its words.
    if let Some(bad) = rest.iter().find_map(|word| evaluated(&word.text)) {
        let detail = format!("the command has `{bad}`, which `cmd` evaluates");
        return peel::opaque(OpaqueReason::ShellSyntax, detail, span, launch);
    }
    let words: Vec<Word> = match rest {
        [only] if only.text.contains(char::is_whitespace) => match shell::cmd_words(&only.text) {
            Some(words) => words.into_iter().map(|text| Word::at(text, only.span)).collect(),
            None => return peel::opaque(OpaqueReason::ShellSyntax, "a quote is left open", span, launch),
        },
        words => words.to_vec(),
    };
    let words = match words.split_first() {
        Some((first, tail)) if first.text.eq_ignore_ascii_case("call") => tail.to_vec(),
        _ => words,
    };
    peel::words(LAUNCHER.id, "", call, words, launch)
}

/// The first character that cmd evaluates outside of quotes; variables are evaluated inside them too.
fn evaluated(text: &str) -> Option<char> {
    let mut quoted = false;
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            '&' | '|' | '<' | '>' | '^' | '(' | ')' if !quoted => return Some(c),
            '\n' | '\r' => return Some(' '),
            _ => {}
        }
    }
    None
}
