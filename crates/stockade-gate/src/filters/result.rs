//! What a tool, a resource or a prompt answers.
//!
//! Constraints:
//! - a failed call gives back what it reserved: a JSON-RPC error, or a result with `isError`;
//! - a kind of result that is not known is invalid ("Results", 2026-07-28);
//! - texts and `structuredContent` may disagree, so both are read.

use stockade_policy::message::Value;
use stockade_policy::result::{Invisible, ResultAction, Secrets};

use super::texts::{each_text, without_invisible, without_secrets};
use super::tools_call::retry_key;
use super::{Filter, Reply, Step};
use crate::judge::Side;
use crate::judge::answer::Denial;
use crate::judge::gatekeeper::Gatekeeper;
use crate::judge::lent::Kind;
use crate::judge::state::Pending;

/// The filter.
pub(super) struct Results;

impl Filter for Results {
    fn reply(&self, gate: &Gatekeeper, reply: &mut Reply<'_>) -> Step {
        let method = &*reply.asked.method;
        let about = matches!(method, "tools/call" | "tasks/result" | "tasks/get" | "resources/read" | "prompts/get");
        if reply.asker != Side::Client || !about {
            return Step::Pass;
        }
        let call = method == "tools/call";
        let failed = reply.message.get("error").is_some()
            || reply.message.get("result").and_then(|result| result.get("isError")).and_then(Value::as_bool)
                == Some(true);
        if call && failed {
            gate.give_back(reply.asked.receipt.take());
        }
        let result = reply.message.get("result");
        match result.and_then(|result| result.get("resultType")) {
            None => {}
            Some(Value::String(kind)) if kind == "input_required" => {
                if let (true, Some(salient)) = (call, reply.asked.salient.as_deref()) {
                    let key = retry_key(gate, salient, result.and_then(|result| result.get("requestState")));
                    let pending = Pending { tool: reply.asked.tool.clone(), receipt: reply.asked.receipt.take() };
                    gate.state().retries.insert(key, pending);
                }
            }
            Some(Value::String(kind)) if kind == "complete" || kind == "task" => {}
            Some(_) => {
                return Step::Refuse(Denial::new("result-type", "the result is of a kind that MCP does not have"));
            }
        }
        self.limits(gate, reply)
    }
}

impl Results {
    fn limits(&self, gate: &Gatekeeper, reply: &mut Reply<'_>) -> Step {
        let rules = gate.rules();
        // Of a task that nobody knows, what holds whichever the tool.
        let limits = rules.result_limits(reply.asked.tool.as_deref().unwrap_or_default());
        let (most, beyond, rule) = limits.max_bytes;
        if u64::try_from(reply.size).unwrap_or(u64::MAX) > most {
            let reason = format!("the result has {} bytes, more than {most}", reply.size);
            if beyond == ResultAction::Deny {
                return Step::Refuse(Denial::new("result-size", reason).by(rule.map(str::to_owned)));
            }
            gate.note(Kind::Result, Side::Server, "result-size", &reason);
        }
        if let Some((what, rule)) = limits.secrets {
            let found = clean(reply.message, &without_secrets);
            if found && what == Secrets::Deny {
                return Step::Refuse(
                    Denial::new("result-secrets", "the result has secrets in it").by(Some(rule.to_owned())),
                );
            }
            if found {
                gate.note(Kind::Result, Side::Server, "result-secrets", "secrets were taken out of a result");
            }
            reply.changed |= found;
        }
        if let Some((what, rule)) = limits.invisible {
            let found = clean(reply.message, &without_invisible);
            if found && what == Invisible::Deny {
                return Step::Refuse(
                    Denial::new("result-invisible", "the result has invisible characters in it")
                        .by(Some(rule.to_owned())),
                );
            }
            if found {
                gate.note(
                    Kind::Result,
                    Side::Server,
                    "result-invisible",
                    "invisible characters were taken out of a result",
                );
            }
            reply.changed |= found;
        }
        Step::Pass
    }
}

/// Cleans what a server answered, but for its own state, which has to come back to it as it was.
fn clean(message: &mut Value, clean: &dyn Fn(&str) -> Option<String>) -> bool {
    let part = if message.get("result").is_some() { "result" } else { "error" };
    match message.get_mut(part) {
        Some(Value::Object(members)) => members
            .iter_mut()
            .filter(|(key, _)| key != "requestState")
            .fold(false, |found, (_, member)| each_text(member, clean) | found),
        Some(other) => each_text(other, clean),
        None => false,
    }
}
