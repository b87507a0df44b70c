//! `tools/call`: what the rules say of it.
//!
//! Constraints:
//! - the pin is looked at again: a client that kept a listing did not see that the tool changed;
//! - a retry of a call that the server answered with a question (2026-07-28, "Multi Round-Trip Requests") is the same call
//!   where tool, arguments and the server's state are the same: its denials are decided again, its approval and its
//!   reservation go with it, once. Under another policy than the call was decided by it is a call of its own, which is
//!   counted in place of the first.

use std::time::Duration;

use stockade_model::Verdict;
use stockade_policy::message::revision::Era;
use stockade_policy::message::{INVALID_PARAMS, ToolCall, Value};
use stockade_policy::{Call, Facts, Lent};

use super::{Ask, Filter, Step};
use crate::judge::Side;
use crate::judge::answer::{self, Denial};
use crate::judge::gatekeeper::Gatekeeper;
use crate::judge::lent::PinState;
use crate::judge::state::MAX_NAME;

/// The filter.
pub(super) struct ToolsCall;

impl Filter for ToolsCall {
    fn ask(&self, gate: &Gatekeeper, ask: &mut Ask<'_>) -> Step {
        if ask.from != Side::Client || ask.method != "tools/call" {
            return Step::Pass;
        }
        let call = match ToolCall::read(ask.message.get("params")) {
            Ok(call) => call,
            Err(reason) => return Step::Refuse(Denial::malformed(INVALID_PARAMS, reason)),
        };
        if call.name.len() > MAX_NAME {
            let reason = format!("a tool's name of {} bytes", call.name.len());
            return Step::Refuse(Denial::malformed(INVALID_PARAMS, reason));
        }
        ask.asked.tool = Some(call.name.to_owned());
        let standing = gate.standing(call.name);
        if let PinState::Held { reason, .. } = &standing {
            return Step::Refuse(answer::held(reason, &gate.settings.server, call.name));
        }
        let empty = Value::Object(Vec::new());
        let rules = gate.rules();
        ask.asked.rules = Some(std::sync::Arc::clone(&rules));
        if ask.era == Era::Modern {
            let params = ask.message.get("params");
            let salient = gate.salient(&[params.and_then(|params| params.get("name")), call.arguments]);
            let state = params.and_then(|params| params.get("requestState"));
            let answers = params.and_then(|params| params.get("inputResponses"));
            if state.is_some() || answers.is_some() {
                let pending = gate.state().retries.remove(&retry_key(gate, &salient, state));
                match pending {
                    Some(pending) if pending.policy.as_deref() == Some(rules.digest()) => {
                        ask.asked.receipt = pending.receipt;
                        ask.resumed = true;
                    }
                    Some(pending) => gate.give_back(pending.receipt),
                    None => {}
                }
            }
            ask.asked.salient = Some(salient);
        }
        let (listed, client) = {
            let state = gate.state();
            (std::sync::Arc::clone(&state.listed), state.client.clone())
        };
        let now = gate.lent.clock.now();
        // A moment in the future is no age: the fact is missing then.
        let first_seen_age = standing.first_seen().and_then(|seen| Duration::try_from(now.duration_since(seen)).ok());
        let settings = &gate.settings;
        let facts = Facts {
            annotations: listed.annotations.get(call.name).and_then(Option::as_ref),
            pinned: Some(standing.is_pinned()),
            first_seen_age,
            server_name: settings.name.as_deref(),
            server_purl: settings.purl.as_deref(),
            server_publisher: settings.publisher.as_deref(),
            server_held: settings.held,
            client: client.as_deref(),
        };
        let schema = |tool: &str| gate.lent.pins.schema(tool);
        let lent = Lent {
            counters: &*gate.lent.counters,
            paths: &*gate.lent.paths,
            now,
            owner: &settings.server,
            listing: Some(&listed.listing),
            schema: Some(&schema),
            store_fail: settings.store_fail,
        };
        let mut judgement =
            rules.decide(&Call { tool: call.name, arguments: call.arguments.unwrap_or(&empty), facts }, &lent);
        ask.asked.records = std::mem::take(&mut judgement.records);
        if ask.resumed {
            judgement.claims.clear();
            judgement.claimants.clear();
        }
        // Where the call itself has taken the last unit, its retry finds none left.
        let own = ask.resumed && judgement.code == "limit-reached";
        if judgement.verdict == Verdict::Deny && !own {
            return Step::Refuse(Denial::from(judgement));
        }
        ask.judgement = Some(judgement);
        Step::Pass
    }
}

/// What a retry is recognised by.
pub(super) fn retry_key(gate: &Gatekeeper, salient: &str, state: Option<&Value>) -> String {
    format!("{salient}{}", gate.salient(&[state]))
}
