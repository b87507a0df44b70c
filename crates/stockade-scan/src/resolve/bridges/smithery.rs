//! `@smithery/cli run @owner/server`: a service decides what runs.

use stockade_model::{Ecosystem, Launch, Role, launch::OpaqueReason};

use super::Bridge;
use crate::resolve::{Call, Machine, Outcome, Word, peel};

pub(super) const BRIDGE: Bridge = Bridge {
    id: "smithery",
    packages: &[(Ecosystem::Npm, "@smithery/cli")],
    names: &["smithery"],
    role: Role::Bridge,
    summary: "a server that the Smithery service looks up by name",
    resolve,
};

fn resolve(args: &[Word], _call: &Call, _machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    match args {
        [run, server, ..] if run.text == "run" => {
            let detail = format!("the Smithery service decides what `{}` is, anew on each start", server.text);
            peel::opaque(OpaqueReason::RemoteChoice, detail, server.span, launch)
        }
        _ => Outcome::NotMine,
    }
}
