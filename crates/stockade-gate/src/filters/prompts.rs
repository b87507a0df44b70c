//! Prompts: a name is a text, and names and descriptions have nothing invisible in them, and no hidden instructions.

use stockade_policy::message::INVALID_PARAMS;

use super::alarms::leave_out;
use super::texts::{each_text, without_invisible};
use super::{Ask, Filter, Reply, Step};
use crate::judge::Side;
use crate::judge::answer::Denial;
use crate::judge::gatekeeper::Gatekeeper;

/// The filter.
pub(super) struct Prompts;

impl Filter for Prompts {
    fn ask(&self, gate: &Gatekeeper, ask: &mut Ask<'_>) -> Step {
        if ask.from == Side::Client && ask.method == "prompts/list" {
            gate.lent.pins.reads();
        }
        if ask.from != Side::Client || ask.method != "prompts/get" {
            return Step::Pass;
        }
        match ask.params().and_then(|params| params.get("name")).and_then(|name| name.as_str()) {
            Some(_) => Step::Pass,
            None => Step::Refuse(Denial::malformed(INVALID_PARAMS, "`name` must be the name of a prompt")),
        }
    }

    fn reply(&self, gate: &Gatekeeper, reply: &mut Reply<'_>) -> Step {
        if reply.asker == Side::Client && reply.asked.method == "prompts/list" {
            leave_out(gate, reply, "prompts");
            let result = reply.message.get_mut("result");
            reply.changed |= result.is_some_and(|result| each_text(result, &without_invisible));
        }
        Step::Pass
    }
}
