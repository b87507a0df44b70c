//! Resources: an address is a text, and names and descriptions have nothing invisible in them, and no hidden instructions.

use stockade_policy::message::INVALID_PARAMS;

use super::alarms::leave_out;
use super::texts::{each_text, without_invisible};
use super::{Ask, Filter, Reply, Step};
use crate::judge::Side;
use crate::judge::answer::Denial;
use crate::judge::gatekeeper::Gatekeeper;

/// The filter.
pub(super) struct Resources;

impl Filter for Resources {
    fn ask(&self, gate: &Gatekeeper, ask: &mut Ask<'_>) -> Step {
        if ask.from == Side::Client && matches!(ask.method, "resources/list" | "resources/templates/list") {
            gate.lent.pins.reads();
        }
        let about = matches!(ask.method, "resources/read" | "resources/subscribe" | "resources/unsubscribe");
        if ask.from != Side::Client || !about {
            return Step::Pass;
        }
        match ask.params().and_then(|params| params.get("uri")).and_then(|uri| uri.as_str()) {
            Some(_) => Step::Pass,
            None => Step::Refuse(Denial::malformed(INVALID_PARAMS, "`uri` must be the address of a resource")),
        }
    }

    fn reply(&self, gate: &Gatekeeper, reply: &mut Reply<'_>) -> Step {
        let listing = matches!(&*reply.asked.method, "resources/list" | "resources/templates/list");
        if reply.asker == Side::Client && listing {
            leave_out(gate, reply, "resources");
            leave_out(gate, reply, "resourceTemplates");
            let result = reply.message.get_mut("result");
            reply.changed |= result.is_some_and(|result| each_text(result, &without_invisible));
        }
        Step::Pass
    }
}
