//! Batches: each item is decided on its own, and the client hears one array again.
//!
//! Constraints:
//! - the answers to a batch wait for each other; a batch whose answers there is no room to keep is refused, each request of
//!   it by its id, so that no older one loses its answers.

use stockade_policy::message::revision::Era;
use stockade_policy::message::{Envelope, Value};

use super::gatekeeper::batch_is_whole;
use super::policy_judge::{Fate, PolicyJudge, other};
use super::state::{Asked, Batch};
use super::{Ports, Side, methods};
use crate::framing;

impl PolicyJudge {
    /// A batch goes by.
    pub(super) fn batch(&self, from: Side, all: Vec<Value>, line: &[u8], ports: &Ports) {
        let number = if from == Side::Client { self.open_batch() } else { None };
        let refused = from == Side::Client && number.is_none();
        let count = all.len();
        let mut unchanged = from == Side::Server && framing::is_one_line(line);
        let (mut sent, mut answers) = (Vec::new(), Vec::new());
        for mut value in all {
            let over = if refused { self.too_many(&value) } else { None };
            let fate = match over {
                Some(answer) => Fate::Answer(answer),
                None => self.item(from, &mut value, line.len(), number, ports),
            };
            match fate {
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
            ports.to(other(from)).send_value(&Value::Array(sent), line.len());
        }
        match number {
            Some(number) => {
                let mut state = self.gate.state();
                if let Some(batch) = state.batches.get_mut(&number) {
                    batch.open = false;
                    batch.answers.append(&mut answers);
                }
                drop(state);
                self.gate.flush(ports, Some(from), batch_is_whole);
            }
            None if !answers.is_empty() => self.gate.say(ports, from, &Value::Array(answers)),
            None => {}
        }
    }

    /// A place to collect answers in; none where there is no room.
    fn open_batch(&self) -> Option<u64> {
        let mut state = self.gate.state();
        if state.batches.is_full() {
            return None;
        }
        let number = state.serial();
        state.batches.insert(number, Batch { open: true, ..Batch::default() });
        Some(number)
    }

    /// What a request is answered for which there is no room; none for what needs no answer.
    fn too_many(&self, value: &Value) -> Option<Value> {
        let Ok(Envelope::Request { id, method, .. }) = Envelope::read(value) else { return None };
        let denial = methods::too_many_batches();
        let asked = Asked::new(methods::owned(method), Era::Legacy, None);
        self.gate.note_refusal(&asked, &denial, None);
        Some(self.gate.denial(&asked, &id, &denial, false))
    }
}
