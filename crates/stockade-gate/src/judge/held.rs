//! Calls that wait for a human (policy.md, section 7), without a thread waiting with them.
//!
//! Constraints:
//! - a grant counts for the policy that the call was decided by: where another is in force by then, the call is denied;
//! - what is cancelled while it waits is withdrawn, and never reaches the server;
//! - an answer that comes after the call is over does nothing.

use std::sync::Arc;

use stockade_model::approval::{Answer, Asking, Binding, Question};
use stockade_policy::message::{Id, Value};
use stockade_policy::policy::APPROVAL_TIMEOUT;
use stockade_policy::{Ask, Judgement};

use super::answer::{self, Denial};
use super::gatekeeper::{Answered, Gatekeeper, person};
use super::lent::PinState;
use super::state::{Asked, HELD, Hold};
use super::{Ports, Side};
use crate::approver::{Asked as Known, Outcome};

/// A call that needs a human's word.
pub(super) struct HeldCall<'a> {
    pub(super) id: Option<Id>,
    pub(super) message: &'a Value,
    pub(super) judgement: Judgement,
}

/// Whether a call waits.
pub(super) enum Held {
    /// It goes on now.
    Not,
    /// It does, and is answered later.
    Waits,
}

/// A call as it is taken up again.
struct Resumption {
    gate: Arc<Gatekeeper>,
    ports: Ports,
    id: Id,
    serial: u64,
    request: String,
    message: Value,
    judgement: Judgement,
}

/// Asks a human about a call, and arranges what happens then.
pub(super) fn hold(
    gate: &Arc<Gatekeeper>,
    asked: &mut Asked,
    call: HeldCall<'_>,
    ports: &Ports,
) -> Result<Held, Denial> {
    let HeldCall { id, message, judgement } = call;
    let rule = judgement.rule.clone().or_else(|| judgement.asks.first().map(|ask| ask.rule.clone()));
    let deny = |code, reason: String| Denial::new(code, reason).by(rule.clone());
    let approver = gate.lent.approver.clone();
    let approver =
        approver.ok_or_else(|| deny("approval-impossible", "a human has to say, and none can be asked".into()))?;
    let id = id.ok_or_else(|| deny("approval-impossible", "a notification cannot wait for a human".into()))?;
    let arguments = message.get("params").and_then(|params| params.get("arguments"));
    let empty = Value::Object(Vec::new());
    let rules = gate.rules_of(asked);
    let tool = asked.tool.as_deref();
    let tool = tool.ok_or_else(|| deny("approval-impossible", "it is not known which tool is called".into()))?;
    let binding = Binding::new(&*gate.settings.server, tool, arguments.unwrap_or(&empty), rules.digest());
    let client = gate.state().client.clone();
    let asks =
        judgement.asks.iter().map(|ask| Asking { rule: ask.rule.clone(), message: ask.message.clone() }).collect();
    let timeout = judgement.timeout.unwrap_or(APPROVAL_TIMEOUT);
    let question = Question { binding, asks, client, timeout };
    let known = approver.ask(question).map_err(|error| deny("approval-failed", error.to_string()).retryable(None))?;
    let request = match known {
        Known::Granted(request, answer) => {
            let answered = Answered { request: &request.id, answer: &answer };
            gate.commit(asked, &judgement, arguments, Some(answered), false)?;
            return Ok(Held::Not);
        }
        Known::Denied(request, answer) => {
            let answered = Answered { request: &request.id, answer: &answer };
            // It is denied whether that is written down or not.
            let _ = gate.note_answer(asked, answered, arguments);
            return Err(denied(rule, answered));
        }
        Known::Expired(request) => return Err(expired(rule, &judgement.asks, &request.id)),
        Known::Waiting(request) => request,
    };
    let serial = {
        let mut state = gate.state();
        if state.held >= HELD {
            drop(state);
            return Err(pending(rule, &judgement.asks, &request.id));
        }
        state.held += 1;
        let serial = state.serial();
        let batch = asked.batch;
        let waiting = asked.again(Some(Hold { serial, ticket: None }));
        if let Some(batch) = batch.and_then(|batch| state.batches.get_mut(&batch)) {
            batch.waiting.insert(id.clone());
        }
        state.from_client.insert(id.clone(), waiting);
        serial
    };
    tell_progress(gate, message, &request.id, ports);
    let resumption = Resumption {
        gate: Arc::clone(gate),
        ports: ports.clone(),
        id: id.clone(),
        serial,
        request: request.id.clone(),
        message: message.clone(),
        judgement,
    };
    let ticket = approver.wait(&request, gate.hold_until(), Box::new(move |outcome| resumption.go_on(outcome)));
    let mut state = gate.state();
    let hold = state.from_client.get_mut(&id).and_then(|asked| asked.hold.as_mut());
    if let Some(hold) = hold.filter(|hold| hold.serial == serial) {
        hold.ticket = Some(ticket);
    }
    Ok(Held::Waits)
}

/// Keeps the client from giving up, where it asked to hear of progress.
fn tell_progress(gate: &Gatekeeper, message: &Value, request: &str, ports: &Ports) {
    let meta = message.get("params").and_then(|params| params.get("_meta"));
    let Some(token @ (Value::String(_) | Value::Number(_))) = meta.and_then(|meta| meta.get("progressToken")) else {
        return;
    };
    let params = answer::object([
        ("progressToken", token.clone()),
        ("progress", Value::Number("0".into())),
        ("message", answer::text(&format!("waits for approval {request}"))),
    ]);
    gate.say(ports, Side::Client, &answer::notification("notifications/progress", Some(params)));
}

impl Resumption {
    fn go_on(self, outcome: Outcome) {
        let Some(mut asked) = self.taken_up() else { return };
        let rule = self.judgement.rule.clone().or_else(|| self.judgement.asks.first().map(|ask| ask.rule.clone()));
        let decided = match outcome {
            Outcome::Granted(answer) => self.granted(&mut asked, rule, &answer),
            Outcome::Denied(answer) => {
                let answered = Answered { request: &self.request, answer: &answer };
                // It is denied whether that is written down or not.
                let _ = self.gate.note_answer(&asked, answered, self.arguments());
                Err(denied(rule, answered))
            }
            Outcome::Expired => Err(expired(rule, &self.judgement.asks, &self.request)),
            Outcome::Pending => Err(pending(rule, &self.judgement.asks, &self.request)),
            Outcome::Gone => {
                Err(Denial::new("approval-gone", "the request of approval is gone").by(rule).retryable(None))
            }
            Outcome::Failed(reason) => Err(Denial::new("approval-failed", reason).by(rule).retryable(None)),
        };
        match decided {
            Ok(()) => self.send(asked),
            Err(denial) => {
                self.gate.state().from_client.remove(&self.id);
                self.gate.note_refusal(&asked, &denial, self.arguments());
                let task = self.message.get("params").is_some_and(|params| params.get("task").is_some());
                let answer = self.gate.denial(&asked, &self.id, &denial, task);
                self.gate.deliver(&self.ports, None, asked.batch, &self.id, answer);
            }
        }
    }

    fn arguments(&self) -> Option<&Value> {
        self.message.get("params").and_then(|params| params.get("arguments"))
    }

    /// The call, where it still waits for this very answer. Its id stays taken.
    fn taken_up(&self) -> Option<Asked> {
        let mut state = self.gate.state();
        let asked = state.from_client.get_mut(&self.id)?;
        asked.hold.filter(|hold| hold.serial == self.serial)?;
        asked.hold = None;
        let copy = asked.again(None);
        state.held = state.held.saturating_sub(1);
        Some(copy)
    }

    fn granted(&self, asked: &mut Asked, rule: Option<String>, answer: &Answer) -> Result<(), Denial> {
        if self.gate.rules().digest() != self.gate.rules_of(asked).digest() {
            let reason = "the policy changed while the call waited";
            return Err(Denial::new("policy-changed", reason).by(rule).retryable(None));
        }
        let tool = asked.tool.as_deref();
        let tool = tool.ok_or_else(|| Denial::new("tool-held", "it is not known which tool is called"))?;
        if let PinState::Held { reason, .. } = self.gate.standing(tool) {
            return Err(answer::held(&reason, &self.gate.settings.server, tool));
        }
        let answered = Answered { request: &self.request, answer };
        self.gate.commit(asked, &self.judgement, self.arguments(), Some(answered), false).map(drop)
    }

    fn send(&self, mut asked: Asked) {
        let mut state = self.gate.state();
        let cancelled = state.from_client.get(&self.id).is_none_or(|asked| asked.cancelled);
        if cancelled {
            state.from_client.remove(&self.id);
            drop(state);
            self.gate.give_back(asked.receipt.take());
            return;
        }
        state.from_client.insert(self.id.clone(), asked);
        drop(state);
        self.gate.say(&self.ports, Side::Server, &self.message);
    }
}

fn denied(rule: Option<String>, answered: Answered<'_>) -> Denial {
    let Answered { request, answer } = answered;
    let reason = answer
        .reason
        .as_ref()
        .map_or_else(|| "a human denied it".to_owned(), |reason| format!("a human denied it: {reason}"));
    Denial::new("approval-denied", reason).by(rule).about(request, Some(person(&answer.who)))
}

/// Why a human has to say, in the words of the first rule that asks.
fn why(asks: &[Ask]) -> String {
    asks.first().map(|ask| format!("{}; ", ask.message)).unwrap_or_default()
}

fn expired(rule: Option<String>, asks: &[Ask], request: &str) -> Denial {
    let reason = format!("{}nobody approved it in time", why(asks));
    let denial = Denial::new("approval-expired", reason).by(rule).retryable(None);
    denial.about(request, None)
}

fn pending(rule: Option<String>, asks: &[Ask], request: &str) -> Denial {
    let reason = format!(
        "{}waits for approval {request}: a human answers with `stockade approvals approve {request}`; make the very same call again once it is granted",
        why(asks)
    );
    Denial::new("approval-pending", reason).by(rule).retryable(None).about(request, None)
}
