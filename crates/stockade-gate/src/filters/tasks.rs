//! Tasks: a call's real output comes later, under the task's name.
//!
//! Constraints:
//! - what is read of a task is judged as the result of its tool; of a task that is not known, as that of any tool;
//! - a task that failed gives back what its call reserved.

use stockade_policy::message::{INVALID_PARAMS, Value};

use super::{Ask, Filter, Reply, Step};
use crate::judge::Side;
use crate::judge::answer::Denial;
use crate::judge::gatekeeper::Gatekeeper;
use crate::judge::state::MAX_NAME;

/// The filter.
pub(super) struct Tasks;

impl Filter for Tasks {
    fn ask(&self, gate: &Gatekeeper, ask: &mut Ask<'_>) -> Step {
        let about = matches!(ask.method, "tasks/get" | "tasks/result" | "tasks/cancel" | "tasks/update");
        if ask.from != Side::Client || !about {
            return Step::Pass;
        }
        let task = match ask.params().and_then(|params| params.get("taskId")) {
            Some(Value::String(task)) if task.len() <= MAX_NAME => task.clone(),
            _ => return Step::Refuse(Denial::malformed(INVALID_PARAMS, "`taskId` must be the name of a task")),
        };
        ask.asked.tool = gate.state().tasks.get(&task).and_then(|pending| pending.tool.clone());
        ask.asked.task = Some(task);
        Step::Pass
    }

    fn reply(&self, gate: &Gatekeeper, reply: &mut Reply<'_>) -> Step {
        if reply.asker != Side::Client {
            return Step::Pass;
        }
        let Some(result) = reply.message.get("result") else { return Step::Pass };
        if let Some(task) = &reply.asked.task {
            if has_failed(&reply.asked.method, result) {
                let receipt = gate.state().tasks.get_mut(task).and_then(|pending| pending.receipt.take());
                gate.give_back(receipt);
            }
        } else if let Some(name) = created(&reply.asked.method, result) {
            if name.len() > MAX_NAME {
                return Step::Refuse(Denial::new("task-name", "the task's name is too long"));
            }
            let pending = reply.asked.pending();
            gate.state().tasks.insert(name.to_owned(), pending);
        }
        Step::Pass
    }
}

/// The task that a call became: `task` in 2025-11-25, `resultType: "task"` since 2026-07-28.
fn created<'a>(method: &str, result: &'a Value) -> Option<&'a str> {
    if method != "tools/call" {
        return None;
    }
    let inside = result.get("task").and_then(|task| task.get("taskId"));
    let beside = || {
        let is_task = result.get("resultType").and_then(Value::as_str) == Some("task");
        is_task.then(|| result.get("taskId")).flatten()
    };
    inside.or_else(beside).and_then(Value::as_str)
}

fn has_failed(method: &str, result: &Value) -> bool {
    let is_error = |result: &Value| result.get("isError").and_then(Value::as_bool) == Some(true);
    match method {
        "tasks/result" => is_error(result),
        "tasks/get" => {
            result.get("status").and_then(Value::as_str) == Some("failed") || result.get("result").is_some_and(is_error)
        }
        _ => false,
    }
}
