//! Where a gate takes answers.

use std::collections::BTreeSet;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use stockade_model::approval::{Answer, Asked, Binding, Moment, Question};

use super::{AnswerError, Heard, PATIENCE, Say, at, dial, live, names};
use crate::caller::client::Search;
use crate::caller::{Caller, Client, Refusal};
use crate::folder;
use crate::queue::{Entry, Fate, MOST, Queue, QueueError, io_error};

/// The bytes of an answer; a reason has less.
const MOST_BYTES: u64 = 64 << 10;
/// Answers that are read at once.
const MOST_READERS: usize = 16;

/// A gate's ear. It is deaf once this is dropped.
#[derive(Debug)]
pub(crate) struct Ear {
    folder: PathBuf,
    path: PathBuf,
    gate: Arc<Gate>,
    /// Until somebody listens.
    waiting: Mutex<Option<UnixListener>>,
    heard: Heed,
}

/// Called after each answer that was taken.
#[derive(Clone)]
struct Heed(Arc<dyn Fn() + Send + Sync>);

impl std::fmt::Debug for Heed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Heed")
    }
}

/// The gate that listens.
#[derive(Debug)]
pub(crate) struct Gate {
    queue: Queue,
    /// Its client as it was when the gate started, before there was a server: processes in between may end, and what they
    /// started goes on. None where it cannot be told.
    client: Option<Client>,
    /// The requests that it put into the queue, or joined.
    asked: Mutex<BTreeSet<String>>,
}

impl Ear {
    /// Can be dialled from now on; `heard` is called after each answer that was taken.
    pub(crate) fn open(
        queue: &Queue,
        client: Search,
        heard: impl Fn() + Send + Sync + 'static,
    ) -> Result<Self, QueueError> {
        let folder = queue.folder().join("gates");
        let failed = |source| io_error("listen in", &folder, source);
        folder::make_private(queue.folder()).map_err(failed)?;
        folder::make_private(&folder).map_err(failed)?;
        for pid in names(&folder).map_err(failed)? {
            // One that cannot be dialled may still be a gate.
            if matches!(dial(&folder, pid), Ok(None)) {
                folder::remove(&folder.join(format!("{pid}.sock"))).map_err(failed)?;
            }
        }
        let pid = std::process::id();
        let path = folder.join(format!("{pid}.sock"));
        let listener = listen(&folder, &format!(".{pid}"), &path).map_err(failed)?;
        let gate = Arc::new(Gate { queue: queue.clone(), client: client.end(), asked: Mutex::default() });
        Ok(Self { folder, path, gate, waiting: Mutex::new(Some(listener)), heard: Heed(Arc::new(heard)) })
    }

    /// Takes answers on a thread of its own, the first time that this is called.
    pub(crate) fn listen(&self) -> Result<(), QueueError> {
        let failed = |source| io_error("listen in", &self.folder, source);
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(listener) = waiting.as_ref() else { return Ok(()) };
        // A second handle: where no thread starts, others still see by the first one that this gate runs.
        let listener = listener.try_clone().map_err(failed)?;
        let (gate, own, heard) = (Arc::clone(&self.gate), self.path.clone(), self.heard.clone());
        let serving = std::thread::Builder::new().name("approvals".to_owned());
        serving.spawn(move || serve(&listener, &own, &gate, &heard)).map_err(failed)?;
        *waiting = None;
        Ok(())
    }

    /// Puts a question into the queue; an answer to it is taken here from then on.
    pub(crate) fn ask(&self, question: Question, now: Moment) -> Result<Asked, QueueError> {
        // Held meanwhile: an answer that comes at once waits until it is known that it was asked for.
        let mut asked = self.gate.asked();
        let said = self.gate.queue.ask_for(self.gate.client.as_ref(), question, now)?;
        if let Asked::Waiting(request) = &said {
            if asked.len() > 2 * MOST {
                let entries = self.gate.queue.list(now)?.entries;
                asked.retain(|id| entries.iter().any(|entry| entry.request.id == *id));
            }
            asked.insert(request.id.clone());
        }
        Ok(said)
    }

    /// What looks for answers.
    pub(crate) fn gate(&self) -> Arc<Gate> {
        Arc::clone(&self.gate)
    }

    /// Hears no more, and lets others know that this gate has ended.
    pub(crate) fn close(&self) {
        // The thread sits in `accept`: it is woken by a last call, and finds that its name is gone.
        let last = dial(&self.folder, std::process::id());
        let _ = folder::remove(&self.path);
        drop(last);
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        self.close();
    }
}

impl Gate {
    /// A thread that panicked with the lock left a list that is still whole.
    fn asked(&self) -> MutexGuard<'_, BTreeSet<String>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What has become of a request of this gate's client; a grant is taken.
    pub(crate) fn fate(&self, id: &str, binding: &Binding, now: Moment) -> Result<Fate, QueueError> {
        self.queue.take_for(self.client.as_ref(), id, binding, now)
    }

    /// Takes an answer from this caller.
    fn take(&self, say: &Say, caller: &Caller, now: Moment) -> Result<Entry, AnswerError> {
        let folder = self.queue.folder().join("gates");
        // Without them another gated server, or its client's agent, could pass for a human.
        let gates = live(&folder).map_err(|source| io_error("tell which gates run from", &folder, source))?;
        let own = std::process::id();
        let client = |gate: &u32| {
            let known = if *gate == own { self.client.clone() } else { Client::of_gate(*gate) };
            known.ok_or(Refusal::UnknownClient(*gate))
        };
        let clients = gates.iter().map(client).collect::<Result<Vec<_>, _>>()?;
        caller.may_answer(&gates, &clients)?;
        if !self.asked().contains(&say.id) {
            return Err(AnswerError::NotAsked);
        }
        let found = self.queue.find(&say.id, now)?;
        if found.request.binding.digest() != say.binding {
            return Err(QueueError::Unknown(say.id.clone()).into());
        }
        // Those whose gates have ended asked, too.
        let told = |client: &Option<Client>| client.clone().ok_or(Refusal::Unknown);
        let asked = found.clients.iter().map(told).collect::<Result<Vec<_>, _>>()?;
        caller.may_answer(&gates, &asked)?;
        let answer = |_: &_| Answer {
            word: say.word,
            who: caller.who.clone(),
            when: now,
            from: caller.place(&say.face),
            reason: say.reason.clone(),
            expires: now,
        };
        Ok(self.queue.answer_from(&caller.chain, &say.id, answer, now)?)
    }

    /// Reads one answer and takes it; nothing where the other side says nothing.
    fn hear(&self, stream: &mut UnixStream, caller: &Caller) -> Option<Heard> {
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        let mut line = String::new();
        BufReader::new(stream.take(MOST_BYTES)).read_line(&mut line).ok()?;
        if line.is_empty() {
            return None;
        }
        let Ok(say) = serde_json::from_str::<Say>(&line) else {
            return Some(Heard::Refused { why: "the answer cannot be read".to_owned(), hint: None });
        };
        Some(match self.take(&say, caller, crate::now()) {
            Ok(entry) => Heard::Taken(Box::new(entry)),
            Err(error) => refused(&error),
        })
    }
}

fn serve(listener: &UnixListener, own: &Path, gate: &Arc<Gate>, heard: &Heed) {
    let readers = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming() {
        if !own.exists() {
            return;
        }
        let Ok(mut stream) = stream else {
            // Out of file descriptors, most likely: not in a busy loop.
            std::thread::sleep(std::time::Duration::from_millis(50));
            continue;
        };
        let caller = match Caller::of(&stream) {
            Ok(caller) => caller,
            Err(refusal) => {
                reply(&mut stream, &refused(&refusal.into()));
                continue;
            }
        };
        // Its own server is not even listened to. Which other gates live is looked at only when somebody speaks: they
        // look by dialling too, and two gates would dial each other for ever.
        let own_pid = std::process::id();
        if caller.gate_above(&[own_pid]) == Some(own_pid) {
            reply(&mut stream, &refused(&Refusal::Server(own_pid).into()));
            continue;
        }
        if readers.fetch_add(1, Ordering::SeqCst) >= MOST_READERS {
            readers.fetch_sub(1, Ordering::SeqCst);
            reply(&mut stream, &Heard::Refused { why: "the gate is busy; try again".to_owned(), hint: None });
            continue;
        }
        let (gate, heard, readers_here) = (Arc::clone(gate), heard.clone(), Arc::clone(&readers));
        let reading = std::thread::Builder::new().name("approval".to_owned());
        let started = reading.spawn(move || {
            if let Some(said) = gate.hear(&mut stream, &caller) {
                reply(&mut stream, &said);
                (heard.0)();
            }
            readers_here.fetch_sub(1, Ordering::SeqCst);
        });
        if started.is_err() {
            readers.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

fn refused(error: &AnswerError) -> Heard {
    let why = match error {
        AnswerError::Queue(error) => crate::desk::with_cause(error),
        error => error.to_string(),
    };
    Heard::Refused { why, hint: error.hint().map(str::to_owned) }
}

fn reply(stream: &mut UnixStream, heard: &Heard) {
    let Ok(mut line) = serde_json::to_vec(heard) else { return };
    line.push(b'\n');
    // Whoever has gone away hears nothing; the answer stands all the same.
    let _ = stream.set_write_timeout(Some(PATIENCE));
    let _ = stream.write_all(&line);
}

fn listen(folder: &Path, name: &str, path: &Path) -> io::Result<UnixListener> {
    folder::remove(&folder.join(name))?;
    let listener = at(folder, name, |path| UnixListener::bind(path))?;
    let new = folder.join(name);
    std::fs::set_permissions(&new, std::fs::Permissions::from_mode(0o600))?;
    std::fs::rename(&new, path)?;
    Ok(listener)
}
