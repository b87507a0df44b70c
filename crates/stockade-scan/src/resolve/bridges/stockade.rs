//! `stockade run -- command …`: this very tool in front of a server.

use stockade_model::{Launch, Role, launch::OpaqueReason};

use super::{Bridge, guarded};
use crate::resolve::{Call, Machine, Outcome, Word, options::Grammar, peel};

pub(super) const BRIDGE: Bridge = Bridge {
    id: "stockade",
    packages: &[],
    names: &["stockade"],
    role: Role::Bridge,
    summary: "a local command behind Stockade's own policy",
    resolve,
};

fn resolve(args: &[Word], call: &Call, _machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let [run, rest @ ..] = args else { return Outcome::NotMine };
    if run.text != "run" {
        return Outcome::NotMine;
    }
    match Grammar::NONE.anywhere(rest) {
        Ok(parsed) if parsed.before_dashes == Some(0) => guarded(BRIDGE.id, parsed.operands, call, launch),
        Ok(parsed) => match (parsed.before_dashes, parsed.operands.as_slice()) {
            (None, [id]) => {
                let detail = format!("what `{}` starts stands in Stockade's lock", id.text);
                peel::opaque(OpaqueReason::Indirect, detail, id.span, launch)
            }
            (None, []) => peel::empty(BRIDGE.id, call, launch),
            _ => {
                let detail = "`stockade run` takes one id, or a command behind `--`";
                peel::opaque(OpaqueReason::UnknownArgument, detail, run.span, launch)
            }
        },
        Err(unknown) => peel::unknown(BRIDGE.id, &unknown, launch),
    }
}
