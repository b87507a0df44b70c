//! `mcp-context-protector --command "command"`, `--command-args command …`, `--url URL`, `--sse-url URL`.
//!
//! `--command-args` is a trap: the guard still takes its own options out of the words behind it (`docker run -e X` loses
//! `-e X`), joins the rest with blanks, and splits that again.

use stockade_model::{Ecosystem, Launch, Role, launch::OpaqueReason};

use super::{Bridge, guarded, note_second_guard, remote};
use crate::resolve::{Call, Machine, Outcome, Word, options::Unknown, peel, shell};

pub(super) const BRIDGE: Bridge = Bridge {
    id: "context-protector",
    packages: &[(Ecosystem::Pypi, "mcp-context-protector")],
    names: &["mcp-context-protector", "mcp-context-protector.sh"],
    role: Role::Bridge,
    summary: "a local command or remote server whose tools are pinned on first use",
    resolve,
};

static VALUES: &[&str] = &[
    "--command",
    "--url",
    "--sse-url",
    "--environment",
    "-e",
    "--server-config-file",
    "--guardrail-provider",
    "--quarantine-id",
    "--quarantine-path",
];
static SWITCHES: &[&str] = &["--visualize-ansi-codes"];
/// Reviewing and managing, which start no server for a client.
static OTHER: &[&str] = &[
    "-h",
    "--help",
    "--list-guardrail-providers",
    "--review-server",
    "--review-quarantine",
    "--review-all-servers",
    "--manage-mcp-json-file",
    "--manage-all-mcp-json",
    "--wrap-mcp-json",
];

fn resolve(args: &[Word], call: &Call, _machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let mut sources: Vec<(&str, &Word)> = Vec::new();
    let mut words: Vec<Word> = Vec::new();
    let has_words = args.iter().any(|word| word.text == "--command-args");
    let mut rest = args;
    while let Some((word, tail)) = rest.split_first() {
        rest = tail;
        let (name, attached) = match word.text.split_once('=') {
            Some((name, value)) if VALUES.contains(&name) => (name, Some(Word::at(value, word.span))),
            _ => (word.text.as_str(), None),
        };
        if OTHER.contains(&name) {
            return Outcome::NotMine;
        }
        if name == "--command-args" || SWITCHES.contains(&name) {
            continue;
        }
        if VALUES.contains(&name) {
            let value = match (&attached, rest.split_first()) {
                (Some(_), _) => word,
                (None, Some((value, tail))) => {
                    rest = tail;
                    value
                }
                (None, None) => return peel::unknown(BRIDGE.id, &Unknown { word: word.clone() }, launch),
            };
            if matches!(name, "--command" | "--url" | "--sse-url") {
                sources.push((name, value));
            }
            continue;
        }
        if has_words && !taken(name) {
            words.push(word.clone());
        } else {
            return peel::unknown(BRIDGE.id, &Unknown { word: word.clone() }, launch);
        }
    }
    let joined;
    let source = match (sources.as_slice(), words.first()) {
        ([], Some(first)) => {
            let text = words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ");
            joined = Word::at(text, first.span);
            ("--command", &joined)
        }
        ([one], None) => *one,
        ([], None) => return peel::empty(BRIDGE.id, call, launch),
        _ => {
            let detail = "the context protector is given more than one server";
            return peel::opaque(OpaqueReason::UnknownArgument, detail, call.program.span, launch);
        }
    };
    let (name, word) = source;
    let prefix = format!("{name}=");
    let text = word.text.strip_prefix(&prefix).unwrap_or(&word.text);
    let value = Word::at(text, word.span);
    if name != "--command" {
        note_second_guard(BRIDGE.id, launch);
        return remote(BRIDGE.id, &value, launch);
    }
    match shell::words_only(&value.text) {
        Some(texts) => {
            guarded(BRIDGE.id, texts.into_iter().map(|text| Word::at(text, value.span)).collect(), call, launch)
        }
        None => {
            let detail = format!("the context protector cannot split `{}` into words", value.text);
            peel::opaque(OpaqueReason::UnknownArgument, detail, value.span, launch)
        }
    }
}

/// Words behind `--command-args` that its option parser would still take or shorten for itself.
fn taken(word: &str) -> bool {
    let long = |known: &&&str| known.starts_with("--") && known.starts_with(word.split('=').next().unwrap_or(word));
    word == "--"
        || (word.starts_with("--") && VALUES.iter().chain(SWITCHES).chain(OTHER).any(|known| long(&known)))
        || (!word.starts_with("--") && (word.starts_with("-e") || word.starts_with("-h")))
}
