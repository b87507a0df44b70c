//! What a tool, a resource or a prompt answers.
//!
//! Constraints:
//! - a failed call gives back what it reserved: a JSON-RPC error, or a result with `isError`;
//! - a kind of result that is not known is invalid ("Results", 2026-07-28);
//! - texts and `structuredContent` may disagree, so both are read.

use stockade_policy::message::Value;

use super::tools_call::retry_key;
use super::{Filter, Reply, Step, each_text};
use crate::judge::Side;
use crate::judge::answer::Denial;
use crate::judge::gatekeeper::Gatekeeper;
use crate::judge::lent::Found;
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
        let limits = rules.results(reply.asked.tool.as_deref());
        if u64::try_from(reply.size).unwrap_or(u64::MAX) > limits.max_bytes {
            let reason = format!("the result has {} bytes, more than {}", reply.size, limits.max_bytes);
            if !limits.only_log {
                return Step::Refuse(Denial::new("result-size", reason).by(limits.size_rule));
            }
            gate.note(Side::Server, "result", "result-size", &reason);
        }
        let prose = &gate.lent.prose;
        let checks: [(_, &'static str, &dyn Fn(&str) -> Option<String>); 2] = [
            (limits.secrets, "result-secrets", &|text| prose.without_secrets(text)),
            (limits.invisible, "result-invisible", &|text| prose.without_invisible(text)),
        ];
        for (limit, code, clean) in checks {
            let Some((found, rule)) = limit else { continue };
            let part = if reply.message.get("result").is_some() { "result" } else { "error" };
            let Some(part) = reply.message.get_mut(part) else { continue };
            let changed = each_text(part, clean);
            if !changed {
                continue;
            }
            let what = if code == "result-secrets" { "secrets" } else { "invisible characters" };
            if found == Found::Deny {
                return Step::Refuse(Denial::new(code, format!("the result has {what} in it")).by(Some(rule)));
            }
            gate.note(Side::Server, "result", code, &format!("{what} were taken out of a result"));
            reply.changed = true;
        }
        Step::Pass
    }
}
