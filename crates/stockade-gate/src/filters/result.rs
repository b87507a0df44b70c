//! What a tool, a resource or a prompt answers.
//!
//! Constraints:
//! - a failed call gives back what it reserved: a JSON-RPC error, or a result with `isError`;
//! - a kind of result that is not known is invalid ("Results", 2026-07-28);
//! - texts and `structuredContent` may disagree, so both are read ([`stockade_policy::results`]).

use stockade_policy::message::Value;
use stockade_policy::results::{self, Done, Outcome};

use super::tools_call::retry_key;
use super::{Filter, Reply, Step};
use crate::judge::Side;
use crate::judge::answer::Denial;
use crate::judge::gatekeeper::Gatekeeper;
use crate::judge::lent::Kind;

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
                    let pending = reply.asked.pending();
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

/// The most places that are named in one line of the journal.
const MOST_NAMED: usize = 5;
/// The most characters of them.
const MOST_CHARACTERS: usize = 300;

impl Results {
    fn limits(&self, gate: &Gatekeeper, reply: &mut Reply<'_>) -> Step {
        let rules = gate.rules();
        let checks = match (&reply.asked.tool, &reply.asked.task) {
            (Some(tool), _) => rules.result_checks(tool),
            // Of a task that nobody knows, from before this session, say: it is some tool's.
            (None, Some(_)) => rules.strictest_result_checks(),
            // Resources and prompts are no tool's: what holds for all.
            (None, None) => rules.result_checks(""),
        };
        let part = if reply.message.get("result").is_some() { "result" } else { "error" };
        let Some(answer) = reply.message.get_mut(part) else { return Step::Pass };
        match results::check(answer, u64::try_from(reply.size).unwrap_or(u64::MAX), &checks) {
            Outcome::Denied { code, message, rule } => Step::Refuse(Denial::new(code, message).by(rule)),
            Outcome::Passed { value, done } => {
                reply.changed |= value.is_some();
                if let Some(value) = value {
                    *answer = value;
                }
                note_done(gate, &done);
                Step::Pass
            }
        }
    }
}

/// Writes down what was done to a text of the server.
pub(super) fn note_done(gate: &Gatekeeper, done: &[Done]) {
    for code in results::CODES {
        let done: Vec<&Done> = done.iter().filter(|done| done.code() == *code).collect();
        if !done.is_empty() {
            gate.note(Kind::Result, Side::Server, code, &summary(&done));
        }
    }
}

/// What was done, the first places by name: a server decides how many there are, and how long their names.
fn summary(done: &[&Done]) -> String {
    let named: Vec<String> = done.iter().take(MOST_NAMED).map(ToString::to_string).collect();
    let mut text: String = named.join(", ").chars().take(MOST_CHARACTERS).collect();
    if done.len() > MOST_NAMED {
        text.push_str(&format!(", and {} more", done.len() - MOST_NAMED));
    }
    text
}
