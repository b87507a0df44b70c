//! What every filter works with: the rules in force, what is lent, what is remembered; and what a call goes through
//! after they agreed: reserve, write down, remember.
//!
//! Constraints:
//! - the lock is never held while anything lent is asked;
//! - what was reserved is given back on every way out but an answer.

use std::collections::hash_map::DefaultHasher;
use std::fmt;
use std::hash::{BuildHasher as _, Hash as _, Hasher as _, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use stockade_model::Verdict;
use stockade_model::approval::{Answer, Person, Word};
use stockade_policy::counter::{Counters, Receipt, Reservation, StoreError};
use stockade_policy::message::{Id, Value};
use stockade_policy::{Judgement, PathResolver, Policy, StoreFail};

use super::answer::Denial;
use super::lent::{Clock, Event, Journal, Kind, PinState, Pins, with_source};
use super::noise::{Noise, Silenced};
use super::state::{Asked, State};
use super::{Ports, Side, answer};
use crate::approver::{Approver, HOLD};
use crate::framing;

/// What a gate is told once.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The server's identity, as approvals and counters name it.
    pub server: String,
    /// The server's name in its client.
    pub name: Option<String>,
    /// The package it is.
    pub purl: Option<String>,
    /// Who publishes that.
    pub publisher: Option<String>,
    /// Whether the server is held.
    pub held: Option<bool>,
    /// How long a call is held open before it is answered "pending".
    pub hold: Duration,
    /// Whether the server may ask the client's model.
    pub sampling: bool,
    /// What happens to a call where the store of counters cannot answer.
    pub store_fail: StoreFail,
    /// The most bytes of a message.
    pub limit: usize,
}

impl Settings {
    /// The strict settings.
    pub fn new(server: impl Into<String>) -> Self {
        let (server, store_fail) = (server.into(), StoreFail::Closed);
        let (name, purl, publisher, held) = (None, None, None, None);
        Self { server, name, purl, publisher, held, store_fail, hold: HOLD, sampling: false, limit: framing::LIMIT }
    }
}

/// What the program wires in.
#[derive(Clone)]
pub struct Lent {
    /// Counters.
    pub counters: Arc<dyn Counters>,
    /// The file system, as conditions see it.
    pub paths: Arc<dyn PathResolver>,
    /// Who asks a human; without one, what needs a human is denied.
    pub approver: Option<Arc<dyn Approver>>,
    /// What tools were.
    pub pins: Arc<dyn Pins>,
    /// Where events go.
    pub journal: Arc<dyn Journal>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

impl fmt::Debug for Lent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lent").field("approver", &self.approver.is_some()).finish_non_exhaustive()
    }
}

/// The code of what no rule is about, and goes on.
const PASSED: &str = "passed";

/// What the journal is told of a call that goes on.
pub(crate) struct Owed {
    client: Option<String>,
    tool: Option<String>,
    code: &'static str,
    rule: Option<String>,
    records: Vec<String>,
    rules: Arc<Policy>,
    latency: Duration,
    note: Option<String>,
    person: Option<String>,
}

/// A human's answer that a call goes by.
#[derive(Clone, Copy)]
pub(crate) struct Answered<'a> {
    /// The request's id.
    pub(crate) request: &'a str,
    pub(crate) answer: &'a Answer,
}

/// What judging one session needs.
pub(crate) struct Gatekeeper {
    pub(crate) settings: Settings,
    pub(crate) lent: Lent,
    rules: RwLock<Arc<Policy>>,
    state: Mutex<State>,
    salt: RandomState,
    noise: Mutex<Noise>,
}

impl Gatekeeper {
    pub(crate) fn new(settings: Settings, lent: Lent, rules: Arc<Policy>) -> Self {
        let state = Mutex::new(State::new());
        let (salt, noise) = (RandomState::new(), Mutex::default());
        Self { settings, lent, rules: RwLock::new(rules), state, salt, noise }
    }

    /// The rules in force.
    pub(crate) fn rules(&self) -> Arc<Policy> {
        Arc::clone(&self.rules.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn set_rules(&self, rules: Arc<Policy>) -> Arc<Policy> {
        std::mem::replace(&mut *self.rules.write().unwrap_or_else(PoisonError::into_inner), rules)
    }

    /// The rules that a call was decided by; those in force for what no rule was asked about.
    pub(crate) fn rules_of(&self, asked: &Asked) -> Arc<Policy> {
        asked.rules.clone().unwrap_or_else(|| self.rules())
    }

    /// What is remembered. Nothing lent is asked while it is held.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What a call and its retry have in common. Keyed, so that nobody can make another call look the same.
    pub(crate) fn salient(&self, parts: &[Option<&Value>]) -> String {
        let mut hasher: DefaultHasher = self.salt.build_hasher();
        for part in parts {
            part.is_some().hash(&mut hasher);
            if let Some(value) = part {
                hash(value, &mut hasher);
            }
        }
        format!("{:016x}", hasher.finish())
    }

    /// Writes down what happened to a message that is dropped, changed or answered anyway.
    pub(crate) fn note(&self, kind: Kind, from: Side, code: &str, reason: &str) {
        if from == Side::Client || self.hears(kind, code) {
            self.write_note(kind, from, code, reason);
        }
    }

    /// Whether what a server causes to be written down is written down: of many in a second only the first are.
    pub(crate) fn hears(&self, kind: Kind, code: &str) -> bool {
        let (heard, silenced) = self.noise().hear(kind, code, Instant::now());
        self.tell_silenced(silenced);
        heard
    }

    /// Writes down what was only counted; the server has ended.
    pub(crate) fn quiet(&self) {
        let silenced = self.noise().rest();
        self.tell_silenced(silenced);
    }

    fn noise(&self) -> MutexGuard<'_, Noise> {
        self.noise.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell_silenced(&self, silenced: Vec<Silenced>) {
        for Silenced { kind, code, more } in silenced {
            self.write_note(kind, Side::Server, &code, &format!("{more} more of these within a second"));
        }
    }

    fn write_note(&self, kind: Kind, from: Side, code: &str, reason: &str) {
        let rules = self.rules();
        let client = self.state().client.clone();
        let note = format!("from the {from}: {reason}");
        let event = Event {
            client: client.as_deref(),
            code: Some(code),
            policy: Some(rules.digest()),
            note: Some(&note),
            ..Event::new(kind, &self.settings.server)
        };
        // Nothing depends on it: what is noted here goes on in no case as it came.
        let _ = self.lent.journal.record(&event);
    }

    /// Writes down what goes on though no rule was asked about it.
    pub(crate) fn note_passing(&self, from: Side, asked: &Asked, params: Option<&Value>) -> Result<(), Denial> {
        if from == Side::Server && !self.hears(Kind::Message, PASSED) {
            return Ok(());
        }
        let (rules, client) = (self.rules(), self.state().client.clone());
        let note = format!("from the {from}");
        let event = Event {
            client: client.as_deref(),
            method: Some(&asked.method),
            arguments: params,
            decision: Some(Verdict::Allow),
            code: Some(PASSED),
            policy: Some(rules.digest()),
            latency: Some(asked.since.elapsed()),
            note: Some(&note),
            ..Event::new(Kind::Message, &self.settings.server)
        };
        let failed = |reason| Denial::new("journal", format!("`{}` cannot be written down: {reason}", asked.method));
        self.lent.journal.record(&event).map_err(|reason| failed(reason).retryable(None))
    }

    /// Writes a refusal down.
    pub(crate) fn note_refusal(&self, asked: &Asked, denial: &Denial, arguments: Option<&Value>) {
        let rules = self.rules_of(asked);
        let client = self.state().client.clone();
        let pending = denial.code == "approval-pending";
        let unnamed = denial.approval.as_ref().filter(|approval| !denial.message.contains(&approval.id));
        let approval = unnamed.map(|approval| format!("approval {}: {}", approval.id, denial.message));
        let event = Event {
            client: client.as_deref(),
            by: denial.approval.as_ref().and_then(|approval| approval.person.as_deref()),
            method: Some(&asked.method),
            tool: asked.tool.as_deref(),
            arguments,
            decision: Some(if pending { Verdict::Ask } else { Verdict::Deny }),
            code: Some(denial.code),
            rule: denial.rule.as_deref(),
            recorded: &asked.records,
            policy: Some(rules.digest()),
            latency: Some(asked.since.elapsed()),
            note: Some(approval.as_deref().unwrap_or(&denial.message)),
            ..Event::new(if asked.method == "tools/call" { Kind::Call } else { Kind::Message }, &self.settings.server)
        };
        // It is refused either way.
        let _ = self.lent.journal.record(&event);
    }

    /// How a tool stands; held where nobody can tell.
    pub(crate) fn standing(&self, tool: &str) -> PinState {
        let pins = &self.lent.pins;
        pins.of(tool).unwrap_or_else(|error| PinState::Held { reason: with_source(&error), digest: None })
    }

    /// Reserves what a call counts, and writes the call down: after that it goes on. Where `later` says that it is alone in
    /// its line, and the journal is sure to have space, that is left to [`settle`](Self::settle): the server works meanwhile.
    pub(crate) fn commit(
        &self,
        asked: &mut Asked,
        judgement: &Judgement,
        arguments: Option<&Value>,
        approval: Option<Answered<'_>>,
        later: bool,
    ) -> Result<Option<Owed>, Denial> {
        let resumed = asked.receipt.is_some();
        if !resumed {
            asked.receipt = self.reserve(judgement)?;
        }
        let owed = Owed {
            client: self.state().client.clone(),
            tool: asked.tool.clone(),
            code: if approval.is_some() { "approved" } else { judgement.code },
            rule: judgement.rule.clone(),
            records: asked.records.clone(),
            rules: self.rules_of(asked),
            latency: asked.since.elapsed(),
            note: approval.map(|approval| format!("approval {}", approval.request)),
            person: approval.map(|approval| person(&approval.answer.who)),
        };
        // Whose word it was is written down before the call that goes by it.
        let noted = approval.map_or(Ok(()), |approval| self.note_answer(asked, approval, arguments));
        if later && self.lent.journal.is_sure() {
            return Ok(Some(owed));
        }
        match noted.and_then(|()| self.record(&owed, arguments, None)) {
            Ok(()) => Ok(None),
            Err(reason) => {
                self.give_back(asked.receipt.take());
                Err(Denial::new("journal", format!("the call cannot be written down: {reason}")).retryable(None))
            }
        }
    }

    /// Writes down who answered a request, from where and what.
    ///
    /// # Errors
    /// Why it is not written: a grant counts only where it is.
    pub(crate) fn note_answer(
        &self,
        asked: &Asked,
        answered: Answered<'_>,
        arguments: Option<&Value>,
    ) -> Result<(), String> {
        let Answered { request, answer } = answered;
        let (rules, client) = (self.rules_of(asked), self.state().client.clone());
        let (person, note) = (person(&answer.who), told(request, answer));
        self.lent.journal.record(&Event {
            client: client.as_deref(),
            by: Some(&person),
            tool: asked.tool.as_deref(),
            arguments,
            decision: Some(if answer.word == Word::Approved { Verdict::Allow } else { Verdict::Deny }),
            code: Some(answer.word.as_str()),
            policy: Some(rules.digest()),
            note: Some(&note),
            ..Event::new(Kind::Approval, &self.settings.server)
        })
    }

    /// Writes a call down that went on. Where that fails against all expectation, it was said on stderr, and the journal is
    /// not sure any more: the next call is denied if it cannot be written down either.
    pub(crate) fn settle(&self, owed: &Owed, arguments: Option<&Value>, digest: Option<&str>) {
        let _ = self.record(owed, arguments, digest);
    }

    fn record(&self, owed: &Owed, arguments: Option<&Value>, digest: Option<&str>) -> Result<(), String> {
        self.lent.journal.record(&Event {
            client: owed.client.as_deref(),
            by: owed.person.as_deref(),
            tool: owed.tool.as_deref(),
            arguments,
            digest,
            decision: Some(Verdict::Allow),
            code: Some(owed.code),
            rule: owed.rule.as_deref(),
            recorded: &owed.records,
            policy: Some(owed.rules.digest()),
            latency: Some(owed.latency),
            note: owed.note.as_deref(),
            ..Event::new(Kind::Call, &self.settings.server)
        })
    }

    fn reserve(&self, judgement: &Judgement) -> Result<Option<Receipt>, Denial> {
        if judgement.claims.is_empty() {
            return Ok(None);
        }
        match self.lent.counters.reserve(&judgement.claims, self.lent.clock.now()) {
            Ok(Reservation::Granted(receipt)) => Ok(Some(receipt)),
            Ok(Reservation::Refused { claim, value, retry_after }) => {
                Err(Denial::from(judgement.clone().refused(claim, value, retry_after)))
            }
            // The store is there, and the amount is what cannot be counted: that is never passed over.
            Err(error @ StoreError::Number { .. }) => Err(Denial::new("amount", error.to_string())
                .by(judgement.claimants.first().map(|claimant| claimant.rule.clone()))),
            Err(error) if self.settings.store_fail == StoreFail::Open => {
                self.note(Kind::Call, Side::Client, "store-open", &error.to_string());
                Ok(None)
            }
            Err(error) => Err(Denial::from(judgement.clone().unreachable(0, &error.to_string()))),
        }
    }

    /// Takes a reservation back.
    pub(crate) fn give_back(&self, receipt: Option<Receipt>) {
        let Some(receipt) = receipt else { return };
        if let Err(error) = self.lent.counters.release(&receipt, self.lent.clock.now()) {
            self.note(Kind::Result, Side::Server, "not-released", &error.to_string());
        }
    }

    /// What is sent instead of an answer, or of what was asked.
    pub(crate) fn denial(&self, asked: &Asked, id: &Id, denial: &Denial, task: bool) -> Value {
        let tool = asked.method == "tools/call" && !task && denial.rpc == stockade_policy::message::DENIED;
        if tool {
            let modern = asked.era == stockade_policy::message::revision::Era::Modern;
            denial.to_tool_result(id, self.rules().prefix(), modern)
        } else {
            denial.to_error(Some(id))
        }
    }

    /// Says something to a side: not on the thread that reads it, which goes on.
    pub(crate) fn say(&self, ports: &Ports, to: Side, message: &Value) {
        ports.to(to).post(answer::line(message));
    }

    /// Sends an answer to the client: at once, or with the rest of its batch. `thread` is the side whose lines this thread
    /// reads, where it reads any.
    pub(crate) fn deliver(&self, ports: &Ports, thread: Option<Side>, batch: Option<u64>, id: &Id, message: Value) {
        let mut state = self.state();
        match batch.and_then(|batch| state.batches.get_mut(&batch)) {
            Some(batch) => {
                batch.waiting.remove(id);
                batch.answers.push(message);
                drop(state);
                self.flush(ports, thread, batch_is_whole);
            }
            None => {
                drop(state);
                self.to_client(ports, thread, &message);
            }
        }
    }

    /// Sends the batches that are ready.
    pub(crate) fn flush(&self, ports: &Ports, thread: Option<Side>, ready: fn(&super::state::Batch) -> bool) {
        let ready = self.state().batches.take(ready);
        for (_, batch) in ready {
            if !batch.answers.is_empty() {
                self.to_client(ports, thread, &Value::Array(batch.answers));
            }
        }
    }

    /// The server's own thread waits for the client as it does with whatever the server says; any other does not.
    fn to_client(&self, ports: &Ports, thread: Option<Side>, message: &Value) {
        if thread == Some(Side::Server) {
            ports.to_client.send_value(message, 0);
        } else {
            self.say(ports, Side::Client, message);
        }
    }

    /// Ends the waits of every held call: nobody is there to hear.
    pub(crate) fn withdraw_all(&self) {
        let tickets: Vec<_> = {
            let mut state = self.state();
            let held = state.from_client.take(|asked| asked.hold.is_some());
            state.held = 0;
            held.into_iter().filter_map(|(_, asked)| asked.hold.and_then(|hold| hold.ticket)).collect()
        };
        if let Some(approver) = &self.lent.approver {
            tickets.into_iter().for_each(|ticket| approver.withdraw(ticket));
        }
    }

    /// Until when a call is held open.
    pub(crate) fn hold_until(&self) -> Instant {
        Instant::now() + self.settings.hold
    }
}

/// Who it is, for the journal.
pub(crate) fn person(who: &Person) -> String {
    let uid = who.uid;
    who.name.as_ref().map_or_else(|| format!("uid {uid}"), |name| format!("{name} (uid {uid})"))
}

/// What was answered to a request, and from where: `approval 3f9a approved by command, at /dev/pts/3, from process 99 below
/// bash, xterm`.
fn told(request: &str, answer: &Answer) -> String {
    let from = &answer.from;
    let mut text = format!("approval {request} {} by {}", answer.word, from.face);
    if let Some(terminal) = &from.terminal {
        text.push_str(&format!(", at {terminal}"));
    }
    text.push_str(&format!(", from process {}", from.process));
    if !from.ancestors.is_empty() {
        text.push_str(&format!(" below {}", from.ancestors.join(", ")));
    }
    if let Some(reason) = &answer.reason {
        text.push_str(&format!(": {reason}"));
    }
    text
}

/// Every item is decided and answered.
pub(crate) fn batch_is_whole(batch: &super::state::Batch) -> bool {
    !batch.open && batch.waiting.is_empty()
}

fn hash(value: &Value, hasher: &mut DefaultHasher) {
    value.kind().hash(hasher);
    match value {
        Value::Null => {}
        Value::Bool(truth) => truth.hash(hasher),
        Value::Number(digits) => digits.hash(hasher),
        Value::String(text) => text.hash(hasher),
        Value::Array(elements) => {
            elements.len().hash(hasher);
            elements.iter().for_each(|element| hash(element, hasher));
        }
        Value::Object(members) => {
            members.len().hash(hasher);
            for (key, member) in members {
                key.hash(hasher);
                hash(member, hasher);
            }
        }
    }
}
