//! The handshake, and what stands in its place since 2026-07-28: who speaks, which revision, with what instructions.
//!
//! Constraints:
//! - a server does not see a capability that it may not use;
//! - batches are a matter of the revision that the server granted, never of the one that was asked for;
//! - instructions that are not as they were recorded do not reach the model.

use stockade_policy::message::revision::{self, CLIENT_CAPABILITIES, CLIENT_INFO, Revision};
use stockade_policy::message::{INVALID_REQUEST, Value};

use super::texts::{each_text, without_invisible};
use super::{Ask, Filter, Reply, Step};
use crate::judge::Side;
use crate::judge::answer::Denial;
use crate::judge::gatekeeper::Gatekeeper;
use crate::judge::lent::{Kind, PinState, with_source};
use crate::judge::state::MAX_NAME;

/// The filter.
pub(super) struct Handshake;

impl Filter for Handshake {
    fn ask(&self, gate: &Gatekeeper, ask: &mut Ask<'_>) -> Step {
        if ask.from != Side::Client {
            return Step::Pass;
        }
        let initialize = ask.method == "initialize";
        if initialize && ask.in_batch {
            // 2025-03-26, "Initialization": it MUST NOT be part of a batch.
            return Step::Refuse(Denial::malformed(INVALID_REQUEST, "`initialize` cannot be part of a batch"));
        }
        let Some(params) = ask.message.get_mut("params") else { return Step::Pass };
        let (info, capabilities) = if initialize {
            (params.get("clientInfo").cloned(), params.get_mut("capabilities"))
        } else {
            let Some(meta) = params.get_mut("_meta") else { return Step::Pass };
            (meta.get(CLIENT_INFO).cloned(), meta.get_mut(CLIENT_CAPABILITIES))
        };
        if !gate.settings.sampling {
            ask.changed |= capabilities.is_some_and(without_sampling);
        }
        let name = info.as_ref().and_then(|info| info.get("name")).and_then(Value::as_str);
        if let Some(name) = name.filter(|name| name.len() <= MAX_NAME) {
            let mut state = gate.state();
            if state.client.as_deref() != Some(name) {
                state.client = Some(name.to_owned());
            }
        }
        Step::Pass
    }

    fn reply(&self, gate: &Gatekeeper, reply: &mut Reply<'_>) -> Step {
        let initialize = reply.asked.method == "initialize";
        if reply.asker != Side::Client || !(initialize || reply.asked.method == "server/discover") {
            return Step::Pass;
        }
        let Some(result) = reply.message.get_mut("result") else { return Step::Pass };
        if initialize {
            let granted = revision::negotiated(result).and_then(Revision::parse);
            gate.state().batches_allowed = granted.is_some_and(Revision::has_batches);
        }
        let info = result.get_mut("serverInfo");
        reply.changed |= info.is_some_and(|info| each_text(info, &without_invisible));
        let text = result.get("instructions").and_then(Value::as_str);
        let held = match gate.lent.pins.instructions(text) {
            Ok(PinState::Held { reason, .. }) => Some(reason),
            Ok(_) => None,
            Err(error) => Some(with_source(&error)),
        };
        if let Some(reason) = held {
            gate.note(Kind::Listing, Side::Server, "instructions-held", &reason);
            reply.changed |= remove(result, "instructions");
        } else if let Some(instructions) = result.get_mut("instructions") {
            reply.changed |= each_text(instructions, &without_invisible);
        }
        Step::Pass
    }
}

/// Takes sampling out of a client's capabilities, also as a task (2025-11-25, "Tasks").
fn without_sampling(capabilities: &mut Value) -> bool {
    let tasks = capabilities.get_mut("tasks").and_then(|tasks| tasks.get_mut("requests"));
    let in_tasks = tasks.is_some_and(|requests| remove(requests, "sampling"));
    remove(capabilities, "sampling") || in_tasks
}

/// Takes a member out.
fn remove(value: &mut Value, key: &str) -> bool {
    let Value::Object(members) = value else { return false };
    let before = members.len();
    members.retain(|(name, _)| name != key);
    members.len() != before
}
