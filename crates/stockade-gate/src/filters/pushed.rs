//! What a server says and asks without being asked: what became of a task, log lines, progress, and whatever else there is.
//!
//! Constraints:
//! - `notifications/tasks` (2026-07-28, "Tasks") has the whole task in it, as the answer to `tasks/get` has: it passes what
//!   that passes. Nobody waits for it, so what is refused is dropped; whoever asks for the task hears why;
//! - all other texts may be any tool's: for them the strictest of `on_result` holds, but for sizes;
//! - what names a request, a task, a question, a resource or a page goes on as it came.

use stockade_policy::message::Value;

use super::elicitation::Elicitation;
use super::result::{Results, checked};
use super::sampling::Sampling;
use super::tasks::Tasks;
use super::{Ask, Filter, Reply, Step};
use crate::judge::Side;
use crate::judge::gatekeeper::Gatekeeper;
use crate::judge::state::{Asked, MAX_NAME};

/// The filter.
pub(super) struct Pushed;

/// What names something that was said before.
const NAMES: &[&str] = &["progressToken", "requestId", "taskId", "elicitationId"];

/// Whether a member is a name, which is worth nothing in other words: of something that was said before, of what was subscribed
/// to, or of the page that the user is to open.
fn is_name(method: &str, key: &str, member: &Value) -> bool {
    let is_name = match member {
        Value::String(name) => name.len() <= MAX_NAME,
        Value::Number(_) => true,
        _ => false,
    };
    let place = matches!((method, key), ("elicitation/create", "url") | ("notifications/resources/updated", "uri"));
    // An address has any length, and is one only as a text.
    (place && matches!(member, Value::String(_))) || (is_name && NAMES.contains(&key))
}

/// What an answer about a task passes, in the order of the filters.
const OF_TASKS: &[&dyn Filter] = &[&Sampling, &Elicitation, &Tasks, &Results];

impl Filter for Pushed {
    fn ask(&self, gate: &Gatekeeper, ask: &mut Ask<'_>) -> Step {
        match ask.method {
            _ if ask.from != Side::Server => Step::Pass,
            "notifications/tasks" | "notifications/tasks/status" => task(gate, ask),
            _ => words(gate, ask),
        }
    }
}

fn task(gate: &Gatekeeper, ask: &mut Ask<'_>) -> Step {
    let name = match ask.params().and_then(|params| params.get("taskId")) {
        Some(Value::String(name)) if name.len() <= MAX_NAME => name.clone(),
        _ => return Step::Drop("a task without a name"),
    };
    let mut asked = Asked::new("tasks/get".into(), ask.era, None);
    asked.tool = gate.state().tasks.get(&name).and_then(|pending| pending.tool.clone());
    asked.task = Some(name);
    let Some(params) = ask.message.get_mut("params") else { return Step::Pass };
    let size = params.to_json().len();
    let mut message = Value::Object(vec![("result".to_owned(), std::mem::replace(params, Value::Null))]);
    let mut reply = Reply { asker: Side::Client, asked: &mut asked, message: &mut message, size, changed: false };
    let steps = OF_TASKS.iter().map(|filter| filter.reply(gate, &mut reply));
    let step = steps.into_iter().find(|step| !matches!(step, Step::Pass)).unwrap_or(Step::Pass);
    ask.changed |= reply.changed;
    ask.asked.tool = asked.tool.take();
    if let Some(result) = message.get_mut("result") {
        *params = std::mem::replace(result, Value::Null);
    }
    step
}

fn words(gate: &Gatekeeper, ask: &mut Ask<'_>) -> Step {
    let rules = gate.rules();
    let checks = rules.strictest_result_checks();
    let Some(Value::Object(members)) = ask.message.get_mut("params") else { return Step::Pass };
    for (_, member) in members.iter_mut().filter(|(key, member)| !is_name(ask.method, key, member)) {
        match checked(gate, member, 0, &checks) {
            Ok(changed) => ask.changed |= changed,
            Err(denial) => return Step::Refuse(denial),
        }
    }
    Step::Pass
}
