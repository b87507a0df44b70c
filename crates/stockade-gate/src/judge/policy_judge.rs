//! The judge of a session: reads each line strictly, lets the filters decide, and sends what was decided.
//!
//! Constraints:
//! - client to server, what was judged is written again from the tree; server to client, what no filter changed goes on
//!   as it came;
//! - a request is remembered before it is sent, so that no answer overtakes it;
//! - of a batch each item is decided on its own, and the client hears one array again.

use std::sync::Arc;

use stockade_policy::Policy;
use stockade_policy::message::revision::{self, Era};
use stockade_policy::message::{
    Envelope, INVALID_PARAMS, INVALID_REQUEST, Id, METHOD_NOT_FOUND, PARSE_ERROR, ParseError, Value, items, parse,
};

use super::answer::{self, Denial};
use super::gatekeeper::{Gatekeeper, Lent, Owed, Settings, batch_is_whole};
use super::lent::Kind;
use super::salvage;
use super::state::{Asked, Batch, MAX_NAME};
use super::{Judge, Ports, Side, held};
use crate::filters::{self, Ask, Reply, Step};

/// Judges a session by a policy.
pub struct PolicyJudge {
    pub(super) gate: Arc<Gatekeeper>,
}

/// What becomes of one message.
pub(super) enum Fate {
    /// It goes on, and then is written down where that is owed.
    Send { changed: bool, owed: Option<Owed> },
    /// Its sender hears this instead.
    Answer(Value),
    /// Nothing more happens here.
    Nothing,
}

/// Methods that something is decided about: whoever spells one in another way wants it read differently.
const METHODS: &[&str] = &[
    "initialize",
    "server/discover",
    "tools/list",
    "tools/call",
    "resources/read",
    "prompts/get",
    "sampling/createMessage",
    "elicitation/create",
    "tasks/get",
    "tasks/result",
    "tasks/cancel",
    "notifications/cancelled",
];

impl PolicyJudge {
    /// A judge of one session.
    pub fn new(settings: Settings, lent: Lent, rules: Arc<Policy>) -> Self {
        Self { gate: Arc::new(Gatekeeper::new(settings, lent, rules)) }
    }

    /// Puts other rules in force for a client that is not there yet.
    pub fn set_rules(&self, rules: &Arc<Policy>) {
        self.gate.set_rules(Arc::clone(rules));
    }

    /// Puts other rules in force, and tells the client where it may see other tools now.
    pub fn replace_rules(&self, rules: &Arc<Policy>, ports: &Ports) {
        let old = self.gate.set_rules(Arc::clone(rules));
        let listed = Arc::clone(&self.gate.state().listed);
        if listed.annotations.keys().any(|tool| old.visible(tool) != rules.visible(tool)) {
            ports.to_client.send(&answer::line(&answer::notification("notifications/tools/list_changed", None)));
        }
    }

    fn message(&self, from: Side, mut value: Value, line: &[u8], ports: &Ports) {
        match self.item(from, &mut value, line.len(), None, ports) {
            Fate::Send { changed: false, owed: None } if from == Side::Server => {
                ports.to_client.send(line);
            }
            Fate::Send { owed, .. } => {
                ports.to(other(from)).send(&answer::line(&value));
                if let Some(owed) = owed {
                    self.gate.settle(&owed, arguments_of(&value));
                }
            }
            Fate::Answer(value) => {
                ports.to(from).send(&answer::line(&value));
            }
            Fate::Nothing => {}
        }
    }

    fn batch(&self, from: Side, all: Vec<Value>, line: &[u8], ports: &Ports) {
        let number = (from == Side::Client).then(|| {
            let mut state = self.gate.state();
            let number = state.serial();
            state.batches.insert(number, Batch { open: true, ..Batch::default() });
            number
        });
        let count = all.len();
        let mut unchanged = from == Side::Server;
        let (mut sent, mut answers) = (Vec::new(), Vec::new());
        for mut value in all {
            match self.item(from, &mut value, line.len(), number, ports) {
                Fate::Send { changed, owed: _ } => {
                    unchanged &= !changed;
                    sent.push(value);
                }
                Fate::Answer(answer) => answers.push(answer),
                Fate::Nothing => {}
            }
        }
        if unchanged && sent.len() == count {
            ports.to_client.send(line);
        } else if !sent.is_empty() {
            ports.to(other(from)).send(&answer::line(&Value::Array(sent)));
        }
        match number {
            Some(number) => {
                let mut state = self.gate.state();
                if let Some(batch) = state.batches.get_mut(&number) {
                    batch.open = false;
                    batch.answers.append(&mut answers);
                }
                drop(state);
                self.gate.flush(ports, batch_is_whole);
            }
            None if !answers.is_empty() => {
                ports.to(from).send(&answer::line(&Value::Array(answers)));
            }
            None => {}
        }
    }

    fn item(&self, from: Side, value: &mut Value, size: usize, batch: Option<u64>, ports: &Ports) -> Fate {
        let read = Envelope::read(value).map(|envelope| match envelope {
            Envelope::Request { id, method, params } => (Some(id), Some(method.to_owned()), revision::era(params)),
            Envelope::Notification { method, params } => (None, Some(method.to_owned()), revision::era(params)),
            Envelope::Response { id, .. } => (Some(id), None, Ok(Era::Legacy)),
            Envelope::Error { id, .. } => (id, None, Ok(Era::Legacy)),
        });
        match read {
            Err(refusal) => {
                self.gate.note(Kind::Message, from, "malformed", &refusal.reason);
                // What a server prints besides messages is not worth an answer.
                if refusal.answered && (from == Side::Client || refusal.id.is_some()) {
                    Fate::Answer(Denial::malformed(refusal.code, refusal.reason).to_error(refusal.id.as_ref()))
                } else {
                    self.unanswerable(from, refusal.id, &refusal.reason, ports)
                }
            }
            Ok((id, Some(method), era)) => match era {
                Ok(era) => self.ask(from, id, &method, era, value, batch, ports),
                Err(reason) => {
                    self.gate.note(Kind::Message, from, "malformed", reason);
                    let error = || Denial::malformed(INVALID_PARAMS, reason).to_error(id.as_ref());
                    if id.is_some() { Fate::Answer(error()) } else { Fate::Nothing }
                }
            },
            Ok((Some(id), None, _)) => self.reply(from, &id, value, size, ports),
            // The receiver could not read something: it says so to whoever sent it.
            Ok((None, None, _)) => Fate::Send { changed: false, owed: None },
        }
    }

    #[expect(clippy::too_many_arguments, reason = "they are what a request has")]
    fn ask(
        &self,
        from: Side,
        id: Option<Id>,
        method: &str,
        era: Era,
        value: &mut Value,
        batch: Option<u64>,
        ports: &Ports,
    ) -> Fate {
        let asked = Asked::new(method, era, batch);
        let mut ask = Ask {
            from,
            id: id.as_ref(),
            method,
            message: value,
            era,
            in_batch: batch.is_some(),
            asked,
            judgement: None,
            resumed: false,
            changed: false,
        };
        let step = match self.identity(from, id.as_ref(), method) {
            Step::Pass => first(|filter| filter.ask(&self.gate, &mut ask)),
            step => step,
        };
        let Ask { mut asked, judgement, resumed, changed, message, .. } = ask;
        let refuse = |asked: &Asked, message: &Value, denial: &Denial| {
            self.gate.note_refusal(asked, denial, arguments_of(message));
            let task = message.get("params").is_some_and(|params| params.get("task").is_some());
            id.as_ref().map_or(Fate::Nothing, |id| Fate::Answer(self.gate.denial(asked, id, denial, task)))
        };
        match step {
            Step::Pass => {}
            Step::Refuse(denial) => return refuse(&asked, message, &denial),
            Step::Drop(reason) => {
                self.gate.note(Kind::Message, from, "dropped", reason);
                return Fate::Nothing;
            }
        }
        let mut owed = None;
        if let Some(judgement) = judgement {
            let decided = if judgement.asks.is_empty() || resumed {
                // One that nothing answers is written down before: nobody would wait for its record.
                let later = batch.is_none() && id.is_some();
                let committed = self.gate.commit(&mut asked, &judgement, arguments_of(message), None, later);
                committed.map(|left| {
                    owed = left;
                    held::Held::Not
                })
            } else {
                let call = held::HeldCall { id: id.clone(), message, judgement };
                held::hold(&self.gate, &mut asked, call, ports)
            };
            match decided {
                Ok(held::Held::Not) => {}
                Ok(held::Held::Waits) => return Fate::Nothing,
                Err(denial) => return refuse(&asked, message, &denial),
            }
        }
        if let Some(id) = id {
            let mut state = self.gate.state();
            if let Some(batch) = batch.and_then(|batch| state.batches.get_mut(&batch)) {
                batch.waiting.insert(id.clone());
            }
            if let Some((forgotten, asked)) = state.flights(from).insert(id, asked) {
                if let Some(batch) = asked.batch.and_then(|batch| state.batches.get_mut(&batch)) {
                    batch.waiting.remove(&forgotten);
                }
                drop(state);
                self.gate.note(Kind::Message, from, "too-many-requests", &format!("the request {forgotten}"));
            }
        }
        Fate::Send { changed, owed }
    }

    /// Whether the method and the id are ones that can be kept apart from others.
    fn identity(&self, from: Side, id: Option<&Id>, method: &str) -> Step {
        let refuse = |code, reason: String| Step::Refuse(Denial::malformed(code, reason));
        if method.len() > MAX_NAME {
            return refuse(METHOD_NOT_FOUND, format!("a method of {} bytes", method.len()));
        }
        let like = |known: &&&str| known.eq_ignore_ascii_case(method.trim()) && **known != method;
        if let Some(known) = METHODS.iter().find(like) {
            return refuse(
                METHOD_NOT_FOUND,
                format!("the method `{}` may be read as `{known}`", method.escape_debug()),
            );
        }
        match id {
            Some(Id::Text(text)) if text.len() > MAX_NAME => {
                refuse(INVALID_REQUEST, format!("an id of {} bytes", text.len()))
            }
            Some(id) if self.gate.state().flights(from).contains(id) => {
                refuse(INVALID_REQUEST, format!("the id {id} is in flight"))
            }
            _ => Step::Pass,
        }
    }

    fn reply(&self, from: Side, id: &Id, value: &mut Value, size: usize, ports: &Ports) -> Fate {
        let asker = other(from);
        let Some(mut asked) = self.take(asker, id) else {
            self.gate.note(Kind::Message, from, "unasked", &format!("an answer to {id}, which nobody asked"));
            return Fate::Nothing;
        };
        let mut reply = Reply { asker, asked: &mut asked, message: value, size, changed: false };
        let step = first(|filter| filter.reply(&self.gate, &mut reply));
        let changed = reply.changed;
        let (answer, changed) = match step {
            Step::Pass => (None, changed),
            Step::Refuse(denial) => {
                self.gate.note_refusal(&asked, &denial, None);
                (Some(self.gate.denial(&asked, id, &denial, false)), true)
            }
            Step::Drop(reason) => {
                self.gate.note(Kind::Message, from, "dropped", reason);
                return Fate::Nothing;
            }
        };
        if let Some(answer) = answer {
            *value = answer;
        }
        if asked.batch.is_some() && asker == Side::Client {
            self.gate.deliver(ports, asked.batch, id, std::mem::replace(value, Value::Null));
            return Fate::Nothing;
        }
        Fate::Send { changed, owed: None }
    }

    /// The request that is answered; one that waits for a human was never sent, so nobody can answer it.
    fn take(&self, asker: Side, id: &Id) -> Option<Asked> {
        let mut state = self.gate.state();
        let flights = state.flights(asker);
        if flights.get(id)?.hold.is_some() { None } else { flights.remove(id) }
    }

    /// An answer that cannot be read: whoever waits for it is told.
    fn unanswerable(&self, from: Side, id: Option<Id>, reason: &str, ports: &Ports) -> Fate {
        let asker = other(from);
        let Some((id, asked)) = id.and_then(|id| self.take(asker, &id).map(|asked| (id, asked))) else {
            return Fate::Nothing;
        };
        let denial = Denial::new("unreadable-answer", format!("the {from}'s answer is refused: {reason}"));
        self.gate.note_refusal(&asked, &denial, None);
        let answer = self.gate.denial(&asked, &id, &denial, false);
        match asker {
            Side::Client => self.gate.deliver(ports, asked.batch, &id, answer),
            Side::Server => drop(ports.to_server.send(&answer::line(&answer))),
        }
        Fate::Nothing
    }

    fn unreadable(&self, from: Side, line: &[u8], error: &ParseError, ports: &Ports) {
        let reason = error.to_string();
        let answered = salvage::answered(line);
        // A banner is worth reading; an answer, and what the client sends, may hold what nobody should.
        if from == Side::Server && answered.is_none() {
            self.gate.note(Kind::Message, from, "unreadable", &format!("{reason}: `{}`", shown(line)));
        } else {
            self.gate.note(Kind::Message, from, "unreadable", &reason);
        }
        match from {
            // An answer of the client is no request: the server gets the error, the client none.
            Side::Client => match answered {
                Some(id) => drop(self.unanswerable(from, Some(id), &reason, ports)),
                None => {
                    ports.to_client.send(&answer::line(&Denial::malformed(PARSE_ERROR, reason).to_error(None)));
                }
            },
            Side::Server => drop(self.unanswerable(from, answered, &reason, ports)),
        }
    }
}

impl Judge for PolicyJudge {
    fn line(&self, from: Side, line: &[u8], ports: &Ports) {
        if line.iter().all(u8::is_ascii_whitespace) {
            return;
        }
        let value = match parse(line, self.gate.settings.limit) {
            Ok(value) => value,
            Err(error) => return self.unreadable(from, line, &error, ports),
        };
        let batches = self.gate.state().batches_allowed;
        if let Err(refusal) = items(&value, batches) {
            self.gate.note(Kind::Message, from, "batch", &refusal.reason);
            let denial = Denial::malformed(refusal.code, refusal.reason);
            if from == Side::Client {
                ports.to_client.send(&answer::line(&denial.to_error(None)));
            }
            return;
        }
        match value {
            Value::Array(all) => self.batch(from, all, line, ports),
            one => self.message(from, one, line, ports),
        }
        if batches {
            self.gate.flush(ports, batch_is_whole);
        }
    }

    fn too_long(&self, from: Side, start: &[u8], ports: &Ports) {
        let limit = self.gate.settings.limit;
        let reason = format!("a line of more than {limit} bytes, beginning `{}`", shown(start));
        self.gate.note(Kind::Message, from, "too-long", &reason);
        match from {
            Side::Client => {
                let reason = format!("the message has more than {limit} bytes");
                ports.to_client.send(&answer::line(&Denial::malformed(PARSE_ERROR, reason).to_error(None)));
            }
            // Whose answer it was stands at its end; where one alone is waited for, it was that one.
            Side::Server => {
                let only = self.gate.state().from_client.only(|asked| asked.hold.is_none() && !asked.cancelled);
                drop(self.unanswerable(from, only, &format!("it has more than {limit} bytes"), ports));
            }
        }
    }

    fn ended(&self, from: Side, ports: &Ports) {
        self.gate.withdraw_all();
        if from == Side::Server {
            self.gate.flush(ports, |_| true);
        }
    }
}

fn arguments_of(message: &Value) -> Option<&Value> {
    message.get("params").and_then(|params| params.get("arguments"))
}

fn first(mut say: impl FnMut(&dyn filters::Filter) -> Step) -> Step {
    for (_, filter) in filters::ALL {
        match say(*filter) {
            Step::Pass => {}
            step => return step,
        }
    }
    Step::Pass
}

pub(super) const fn other(side: Side) -> Side {
    match side {
        Side::Client => Side::Server,
        Side::Server => Side::Client,
    }
}

fn shown(start: &[u8]) -> String {
    start.get(..80).unwrap_or(start).escape_ascii().to_string()
}
