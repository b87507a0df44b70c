//! `invariant-gateway mcp [options] --exec command …`: what mcp-scan puts in front of servers.

use stockade_model::{Ecosystem, Launch, Role};

use super::{Bridge, guarded};
use crate::resolve::{Call, Machine, Outcome, Word, options::Grammar, options::Unknown, peel};

pub(super) const BRIDGE: Bridge = Bridge {
    id: "invariant-gateway",
    packages: &[(Ecosystem::Pypi, "invariant-gateway")],
    names: &["invariant-gateway"],
    role: Role::Bridge,
    summary: "a local command behind the gateway of mcp-scan",
    resolve,
};

const GRAMMAR: Grammar = Grammar {
    switches: &["--push-explorer", "--verbose"],
    values: &["--project-name", "--failure-response-format"],
    ..Grammar::NONE
};

fn resolve(args: &[Word], call: &Call, _machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let [verb, rest @ ..] = args else { return Outcome::NotMine };
    if verb.text != "mcp" {
        return Outcome::NotMine;
    }
    // Everything behind `--exec` is the command, whatever it looks like.
    let Some(at) = rest.iter().position(|word| word.text == "--exec") else {
        return peel::empty(BRIDGE.id, call, launch);
    };
    let (own, command) = rest.split_at(at);
    let own: Vec<Word> = own.iter().filter(|word| !word.text.starts_with("--metadata-")).cloned().collect();
    match GRAMMAR.anywhere(&own) {
        Ok(parsed) => match parsed.operands.first() {
            None => guarded(BRIDGE.id, command.iter().skip(1).cloned().collect(), call, launch),
            Some(word) => peel::unknown(BRIDGE.id, &Unknown { word: word.clone() }, launch),
        },
        Err(unknown) => peel::unknown(BRIDGE.id, &unknown, launch),
    }
}
