//! The judge of a session: reads each line strictly, lets the filters decide, and sends what was decided.
//!
//! Constraints:
//! - client to server, what goes on are the bytes that the judged tree is written as: as it came where these are the same,
//!   written again where they are not; server to client, what no filter changed goes on as it came;
//! - a request is remembered before it is sent, so that no answer overtakes it;
//! - of a batch each item is decided on its own, and the client hears one array again.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use stockade_policy::Policy;
use stockade_policy::message::revision::{self, Era};
use stockade_policy::message::{Envelope, INVALID_PARAMS, Id, Parsed, Pool, Value, items, parse_line};

use super::answer::{self, Denial};
use super::gatekeeper::{Gatekeeper, Lent, Owed, Settings, batch_is_whole};
use super::lent::Kind;
use super::port::Port;
use super::state::Asked;
use super::{Judge, Ports, Side, held, methods};
use crate::filters::{self, Ask, Reply, Step};
use crate::framing;

/// Judges a session by a policy.
pub struct PolicyJudge {
    pub(super) gate: Arc<Gatekeeper>,
    /// Memory for what the client says, and for what the server does: each is read by a thread of its own.
    pools: (Mutex<Pool>, Mutex<Pool>),
}

const LIST_CHANGED: &str = "notifications/tools/list_changed";

/// From how many bytes of a call on a thread more is worth its start.
const LARGE: usize = 256 << 10;

/// What becomes of one message.
pub(super) enum Fate {
    /// It goes on, and then is written down where that is owed.
    Send { changed: bool, owed: Option<Owed> },
    /// Its sender hears this instead.
    Answer(Value),
    /// Nothing more happens here.
    Nothing,
}

/// The words of a message that goes on.
#[derive(Clone, Copy)]
enum Words<'a> {
    /// As it came.
    Same(&'a [u8]),
    /// Of its tree, about so many bytes.
    Of(&'a Value, usize),
}

impl Words<'_> {
    fn send(self, port: &Port) {
        // Where nobody reads, the session hears of it from the port.
        let _ = match self {
            Self::Same(line) => port.send(line),
            Self::Of(value, about) => port.send_value(value, about),
        };
    }
}

impl PolicyJudge {
    /// A judge of one session.
    pub fn new(settings: Settings, lent: Lent, rules: Arc<Policy>) -> Self {
        Self { gate: Arc::new(Gatekeeper::new(settings, lent, rules)), pools: Default::default() }
    }

    fn pool(&self, from: Side) -> MutexGuard<'_, Pool> {
        let pool = match from {
            Side::Client => &self.pools.0,
            Side::Server => &self.pools.1,
        };
        pool.lock().unwrap_or_else(PoisonError::into_inner)
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
            for message in self.list_changed() {
                self.gate.say(ports, Side::Client, &message);
            }
        }
    }

    /// What the client hears of a listing that changed. Since 2026-07-28 ("Subscriptions") that is what it listens for, under
    /// the id of what it listens with, and nothing where it does not.
    fn list_changed(&self) -> Vec<Value> {
        let state = self.gate.state();
        if !state.modern {
            return vec![answer::notification(LIST_CHANGED, None)];
        }
        let listening = state.from_client.iter().filter(|(_, asked)| asked.listens && !asked.cancelled);
        let under = |id: &Id| {
            let meta = answer::object([(revision::SUBSCRIPTION_ID, id.to_value())]);
            answer::notification(LIST_CHANGED, Some(answer::object([("_meta", meta)])))
        };
        listening.map(|(id, _)| under(id)).collect()
    }

    fn message(&self, from: Side, parsed: Parsed, line: &[u8], ports: &Ports) {
        let Parsed { mut value, is_compact } = parsed;
        match self.item(from, &mut value, line.len(), None, ports) {
            Fate::Send { changed, owed } => {
                // What some readers would take for two lines is written again as one that nobody does.
                let same = !changed && (is_compact || from == Side::Server) && framing::is_one_line(line);
                debug_assert!(!same || !is_compact || value.to_json().as_bytes() == line, "it was changed");
                let words = if same { Words::Same(line) } else { Words::Of(&value, line.len()) };
                let port = ports.to(other(from));
                match owed {
                    None => words.send(port),
                    Some(owed) => {
                        let arguments = arguments_of(&value);
                        let digest = self.send_and_digest(words, line.len(), arguments, port);
                        self.gate.settle(&owed, arguments, digest.as_deref());
                    }
                }
            }
            Fate::Answer(answer) => self.gate.say(ports, from, &answer),
            Fate::Nothing => {}
        }
        self.pool(from).take_back(value);
    }

    /// Sends a call, and has the digest of large arguments made while the server reads them.
    fn send_and_digest(&self, words: Words<'_>, size: usize, arguments: Option<&Value>, port: &Port) -> Option<String> {
        let Some(arguments) = arguments.filter(|_| size >= LARGE) else {
            words.send(port);
            return None;
        };
        let journal = &*self.gate.lent.journal;
        thread::scope(|scope| {
            let work = thread::Builder::new().name("digest".to_owned());
            let digest = work.spawn_scoped(scope, || journal.digest(arguments));
            words.send(port);
            // Where there is no thread, the journal makes it itself.
            digest.ok()?.join().ok().flatten()
        })
    }

    pub(super) fn item(&self, from: Side, value: &mut Value, size: usize, batch: Option<u64>, ports: &Ports) -> Fate {
        let read = Envelope::read(value).map(|envelope| match envelope {
            Envelope::Request { id, method, params } => (Some(id), Some(methods::owned(method)), revision::era(params)),
            Envelope::Notification { method, params } => (None, Some(methods::owned(method)), revision::era(params)),
            Envelope::Response { id, .. } => (Some(id), None, Ok(Era::Legacy)),
            Envelope::Error { id, .. } => (id, None, Ok(Era::Legacy)),
        });
        match read {
            Err(refusal) => {
                self.gate.note(Kind::Message, from, "malformed", &refusal.reason);
                // What a server prints besides messages is not worth an answer, and what is an answer itself gets none.
                let asks = from == Side::Client || refusal.id.is_some();
                if refusal.answered && asks && !self.is_answer(from, value, refusal.id.as_ref()) {
                    Fate::Answer(Denial::malformed(refusal.code, refusal.reason).to_error(refusal.id.as_ref()))
                } else {
                    self.unanswerable(from, refusal.id, &refusal.reason, ports);
                    Fate::Nothing
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
            Ok((None, None, _)) if from == Side::Client => Fate::Send { changed: false, owed: None },
            Ok((None, None, _)) => match filters::of_nobody(&self.gate, value) {
                Ok(changed) => Fate::Send { changed, owed: None },
                Err(denial) => {
                    self.gate.note(Kind::Message, from, "dropped", &denial.message);
                    Fate::Nothing
                }
            },
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
        let asked = Asked::new(methods::owned(method), era, batch);
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
        let step = match methods::identity(&self.gate, from, id.as_ref(), method) {
            Step::Pass => first(|filter| filter.ask(&self.gate, &mut ask)),
            step => step,
        };
        let Ask { mut asked, judgement, resumed, changed, message, .. } = ask;
        let refuse = |asked: &mut Asked, message: &Value, denial: &Denial| {
            // A retry that is refused is the end of its call.
            self.gate.give_back(asked.receipt.take());
            let kind = if asked.method == "tools/call" { Kind::Call } else { Kind::Message };
            if from == Side::Client || self.gate.hears(kind, denial.code) {
                self.gate.note_refusal(asked, denial, arguments_of(message));
            }
            let task = message.get("params").is_some_and(|params| params.get("task").is_some());
            id.as_ref().map_or(Fate::Nothing, |id| Fate::Answer(self.gate.denial(asked, id, denial, task)))
        };
        match step {
            Step::Pass => {}
            Step::Refuse(denial) => return refuse(&mut asked, message, &denial),
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
                Err(denial) => return refuse(&mut asked, message, &denial),
            }
        } else if methods::is_told(method)
            && let Err(denial) = self.gate.note_passing(from, &asked, message.get("params"))
        {
            return refuse(&mut asked, message, &denial);
        }
        if let Some(id) = id {
            let mut state = self.gate.state();
            if let Some(batch) = batch.and_then(|batch| state.batches.get_mut(&batch)) {
                batch.waiting.insert(id.clone());
            }
            state.flights(from).insert(id, asked);
        }
        Fate::Send { changed, owed }
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
            self.gate.deliver(ports, Some(from), asked.batch, id, std::mem::replace(value, Value::Null));
            return Fate::Nothing;
        }
        Fate::Send { changed, owed: None }
    }

    /// Whether a message without anything in it is meant as an answer: it names no method, and somebody waits for it.
    fn is_answer(&self, from: Side, value: &Value, id: Option<&Id>) -> bool {
        let version = value.get("jsonrpc").and_then(Value::as_str);
        let waits = |id: &Id| self.gate.state().flights(other(from)).get(id).is_some_and(|asked| asked.hold.is_none());
        value.get("method").is_none() && version == Some("2.0") && id.is_some_and(waits)
    }

    /// The request that is answered; one that waits for a human was never sent, so nobody can answer it.
    pub(super) fn take(&self, asker: Side, id: &Id) -> Option<Asked> {
        let mut state = self.gate.state();
        let flights = state.flights(asker);
        if flights.get(id)?.hold.is_some() { None } else { flights.remove(id) }
    }
}

impl Judge for PolicyJudge {
    fn line(&self, from: Side, line: &[u8], ports: &Ports) {
        if line.iter().all(u8::is_ascii_whitespace) {
            return;
        }
        let read = parse_line(line, self.gate.settings.limit, &mut self.pool(from));
        let parsed = match read {
            Ok(parsed) => parsed,
            Err(error) => return self.unreadable(from, line, &error, ports),
        };
        let batches = self.gate.state().batches_allowed;
        if let Err(refusal) = items(&parsed.value, batches) {
            self.gate.note(Kind::Message, from, "batch", &refusal.reason);
            let denial = Denial::malformed(refusal.code, refusal.reason);
            if from == Side::Client {
                self.gate.say(ports, Side::Client, &denial.to_error(None));
            }
            return;
        }
        match parsed {
            Parsed { value: Value::Array(all), .. } => self.batch(from, all, line, ports),
            one => self.message(from, one, line, ports),
        }
        if batches {
            self.gate.flush(ports, Some(from), batch_is_whole);
        }
    }

    fn too_long(&self, from: Side, start: &[u8], ports: &Ports) {
        self.over_the_limit(from, start, ports);
    }

    fn ended(&self, from: Side, ports: &Ports) {
        self.gate.withdraw_all();
        self.gate.quiet();
        if from == Side::Server {
            self.gate.flush(ports, None, |_| true);
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
