//! What a server answers: a tool, a resource, a prompt, a task, and whatever else is asked.
//!
//! Constraints:
//! - nothing that the client asked for is left out but what has a filter of its own: the handshake and the listings;
//! - a failed call gives back what it reserved: a JSON-RPC error, or a result with `isError`;
//! - a kind of result that is not known is invalid ("Results", 2026-07-28);
//! - texts and `structuredContent` may disagree, so both are read ([`stockade_policy::results`]).

use stockade_policy::message::Value;
use stockade_policy::results::{self, Checks, Done, Outcome};

use super::tools_call::retry_key;
use super::{Filter, Reply, Step};
use crate::judge::Side;
use crate::judge::answer::Denial;
use crate::judge::gatekeeper::Gatekeeper;
use crate::judge::lent::Kind;

/// The filter.
pub(super) struct Results;

/// What other filters look at as a whole; an error instead of it is nobody else's.
const OTHERS: &[&str] = &[
    "initialize",
    "server/discover",
    "tools/list",
    "resources/list",
    "resources/templates/list",
    "prompts/list",
];

/// What is no tool's: the rules that are about all tools hold for it.
const NO_TOOLS: &[&str] = &["resources/read", "prompts/get", "completion/complete"];

/// Whose results are of a kind that is known.
const KINDS: &[&str] = &["tools/call", "tasks/result", "tasks/get", "resources/read", "prompts/get"];

/// What a server can ask in an answer ("Multi Round-Trip Requests", 2026-07-28).
const QUESTIONS: &[&str] = &["sampling/createMessage", "elicitation/create", "roots/list"];

impl Filter for Results {
    fn reply(&self, gate: &Gatekeeper, reply: &mut Reply<'_>) -> Step {
        let method = &*reply.asked.method;
        if reply.asker != Side::Client {
            return Step::Pass;
        }
        if asks_otherwise(reply.message) {
            let reason = "the server asks for something in this answer that MCP does not have";
            return Step::Refuse(Denial::new("result-type", reason));
        }
        if reply.message.get("result").is_some() && OTHERS.contains(&method) {
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
            // What nobody here knows may have kinds of its own.
            Some(_) if !KINDS.contains(&method) => {}
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
            (None, None) if NO_TOOLS.contains(&&*reply.asked.method) => rules.result_checks(""),
            // Of a task that nobody knows, from before this session, say: it is some tool's.
            (None, Some(_)) => rules.strictest_result_checks(),
            // It may hold any tool's words, but sizes are those of a tool's results.
            (None, None) => {
                let (all, strictest) = (rules.result_checks(""), rules.strictest_result_checks());
                Checks { max_bytes: all.max_bytes, beyond: all.beyond, ..strictest }
            }
        };
        let part = if reply.message.get("result").is_some() { "result" } else { "error" };
        let Some(answer) = reply.message.get_mut(part) else { return Step::Pass };
        match checked(gate, answer, u64::try_from(reply.size).unwrap_or(u64::MAX), &checks) {
            Ok(changed) => {
                reply.changed |= changed;
                Step::Pass
            }
            Err(denial) => Step::Refuse(denial),
        }
    }
}

/// Holds a text of the server to what it must pass, and writes down what was done to it. Whether it was changed.
pub(super) fn checked(gate: &Gatekeeper, value: &mut Value, size: u64, checks: &Checks<'_>) -> Result<bool, Denial> {
    match results::check(value, size, checks) {
        Outcome::Denied { code, message, rule } => Err(Denial::new(code, message).by(rule)),
        Outcome::Passed { value: new, done } => {
            note_done(gate, &done);
            let changed = new.is_some();
            if let Some(new) = new {
                *value = new;
            }
            Ok(changed)
        }
    }
}

/// Whether a server asks in an answer for something else than [`QUESTIONS`]: some reader may take it for one of them all the same.
fn asks_otherwise(message: &Value) -> bool {
    match message.get("result").and_then(|result| result.get("inputRequests")) {
        None | Some(Value::Null) => false,
        Some(Value::Object(requests)) => requests.iter().any(|(_, request)| {
            let method = request.get("method").and_then(Value::as_str);
            !method.is_some_and(|method| QUESTIONS.contains(&method))
        }),
        Some(_) => true,
    }
}

/// Holds an error that is about no request to what any tool's words must pass. Whether it was changed.
pub(crate) fn of_nobody(gate: &Gatekeeper, message: &mut Value) -> Result<bool, Denial> {
    let rules = gate.rules();
    let checks = rules.strictest_result_checks();
    message.get_mut("error").map_or(Ok(false), |error| checked(gate, error, 0, &checks))
}

/// Writes down what was done to a text of the server.
fn note_done(gate: &Gatekeeper, done: &[Done]) {
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
