//! `intercept -c policy.yaml -- command …`, or `--upstream URL`: PolicyLayer's guard.

use stockade_model::{Ecosystem, Launch, Role};

use super::{Bridge, guarded, note_second_guard, remote};
use crate::resolve::{Call, Machine, Outcome, Word, options::Grammar, peel};

pub(super) const BRIDGE: Bridge = Bridge {
    id: "intercept",
    packages: &[(Ecosystem::Npm, "@policylayer/intercept")],
    names: &["intercept"],
    role: Role::Bridge,
    summary: "a local command or remote server behind a policy file",
    resolve,
};

const GRAMMAR: Grammar =
    Grammar { values: &["-c", "--config", "--header", "--log-level", "--transport", "--upstream"], ..Grammar::NONE };

/// Subcommands that start no server.
static OTHER: &[&str] = &["completion", "help", "init", "scan", "status", "validate", "version"];

fn resolve(args: &[Word], call: &Call, _machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    if args.first().is_some_and(|word| OTHER.contains(&word.text.as_str())) {
        return Outcome::NotMine;
    }
    match GRAMMAR.anywhere(args) {
        Ok(parsed) => match (parsed.last("--upstream"), parsed.operands.is_empty()) {
            (Some(url), true) => {
                note_second_guard(BRIDGE.id, launch);
                remote(BRIDGE.id, url, launch)
            }
            (None, false) => guarded(BRIDGE.id, parsed.operands, call, launch),
            _ => peel::empty(BRIDGE.id, call, launch),
        },
        Err(unknown) => peel::unknown(BRIDGE.id, &unknown, launch),
    }
}
