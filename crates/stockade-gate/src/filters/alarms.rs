//! Prompts and resources that look as if they hid instructions: left out, as tools that do are held.
//!
//! - they are not pinned, so nobody accepts one: `--prose note` lets them through, and says so.

use stockade_policy::message::Value;

use super::Reply;
use crate::judge::Side;
use crate::judge::gatekeeper::Gatekeeper;
use crate::judge::lent::Kind;

/// Looks at what the answer lists under this name, as the server wrote it.
pub(super) fn leave_out(gate: &Gatekeeper, reply: &mut Reply<'_>, listed: &str) {
    let found = reply.message.get_mut("result").and_then(|result| result.get_mut(listed));
    let Some(Value::Array(items)) = found.filter(|items| items.as_array().is_some_and(|items| !items.is_empty()))
    else {
        return;
    };
    let mut alarms = gate.lent.pins.alarms(items).into_iter();
    let before = items.len();
    items.retain(|_| match alarms.next().flatten() {
        Some(alarm) => {
            gate.note(Kind::Listing, Side::Server, "hidden-instructions", &alarm.said);
            !alarm.held
        }
        None => true,
    });
    reply.changed |= items.len() != before;
}
