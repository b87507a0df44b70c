//! The way an answer takes to a running gate: one line of JSON there, one back, over a socket of the gate's own.
//!
//! Constraints:
//! - the gate looks who answers, reads nothing that its own server says, and writes down what the system says of others;
//! - a socket is renamed into place when it already listens: a name that cannot be dialled is a gate that is gone;
//! - where no gate runs, the answer is written into the queue directly, under the same rules.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use stockade_model::approval::{Answer, Moment, Word};

use crate::caller::{Caller, Refusal};
use crate::folder;
use crate::queue::{Entry, Queue, QueueError, io_error};

/// The bytes of an answer; a reason has less.
const MOST_BYTES: u64 = 64 << 10;
/// How long either side waits for the other's line.
const PATIENCE: Duration = Duration::from_secs(5);
/// Answers that are read at once.
const MOST_READERS: usize = 16;
/// What fits into a `sockaddr_un` on every Unix, the null byte included.
const LONGEST_ADDRESS: usize = 104;

/// An answer as it is given; who gives it is not for the giver to say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Say {
    /// The request's whole id.
    pub id: String,
    /// The digest of the binding that was shown to whoever answers.
    pub binding: String,
    /// The answer.
    pub word: Word,
    /// Why, for the agent.
    pub reason: Option<String>,
    /// By which way it is given.
    pub face: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Heard {
    Taken(Box<Entry>),
    Refused(String),
}

/// The answer was not taken.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// Whoever answers may not.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The queue did not take it.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// The gate did not take it, for this reason.
    #[error("{0}")]
    ByGate(String),
    /// The gate did not say whether it took it.
    #[error("the gate did not reply")]
    Silent(#[source] io::Error),
}

/// Gives an answer: through a gate that runs, else into the queue.
///
/// # Errors
/// [`AnswerError`] where it was not taken.
pub fn answer(queue: &Queue, say: &Say, now: Moment) -> Result<Entry, AnswerError> {
    let folder = queue.folder().join("gates");
    for pid in names(&folder).map_err(|source| io_error("read", &folder, source))? {
        let Some(stream) = dial(&folder, pid) else { continue };
        return match converse(stream, say).map_err(AnswerError::Silent)? {
            Heard::Taken(entry) => Ok(*entry),
            Heard::Refused(why) => Err(AnswerError::ByGate(why)),
        };
    }
    take(queue, say, &Caller::here()?, &[], now)
}

fn converse(mut stream: UnixStream, say: &Say) -> io::Result<Heard> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut line = serde_json::to_vec(say)?;
    line.push(b'\n');
    // A gate that refuses closes without reading; its reply still stands in the buffer.
    let sent = stream.write_all(&line);
    let mut reply = String::new();
    BufReader::new(stream.take(8 * crate::queue::MOST_BYTES as u64)).read_line(&mut reply)?;
    if reply.is_empty() {
        sent?;
    }
    Ok(serde_json::from_str(&reply)?)
}

/// Takes an answer from this caller.
fn take(queue: &Queue, say: &Say, caller: &Caller, gates: &[u32], now: Moment) -> Result<Entry, AnswerError> {
    caller.may_answer(gates)?;
    let found = queue.find(&say.id, now)?;
    if found.request.binding.digest() != say.binding {
        return Err(QueueError::Unknown(say.id.clone()).into());
    }
    let answer = |_: &_| Answer {
        word: say.word,
        who: caller.who.clone(),
        when: now,
        from: caller.place(&say.face),
        reason: say.reason.clone(),
        expires: now,
    };
    Ok(queue.answer(&say.id, answer, now)?)
}

/// A gate's ear. It is deaf once this is dropped.
#[derive(Debug)]
pub(crate) struct Ear {
    folder: PathBuf,
    path: PathBuf,
}

impl Ear {
    /// Listens; `heard` is called after each answer that was taken.
    pub(crate) fn open(queue: &Queue, heard: impl Fn() + Send + Sync + 'static) -> Result<Self, QueueError> {
        let folder = queue.folder().join("gates");
        let failed = |source| io_error("listen in", &folder, source);
        folder::make_private(queue.folder()).map_err(failed)?;
        folder::make_private(&folder).map_err(failed)?;
        for pid in names(&folder).map_err(failed)? {
            if dial(&folder, pid).is_none() {
                folder::remove(&folder.join(format!("{pid}.sock"))).map_err(failed)?;
            }
        }
        let pid = std::process::id();
        let path = folder.join(format!("{pid}.sock"));
        let listener = listen(&folder, &format!(".{pid}"), &path).map_err(failed)?;
        let queue = queue.clone();
        let serving = std::thread::Builder::new().name("approvals".to_owned());
        serving.spawn(move || serve(&listener, &queue, &Arc::new(heard))).map_err(failed)?;
        Ok(Self { folder, path })
    }
}

impl Drop for Ear {
    fn drop(&mut self) {
        // The thread sits in `accept`: it is woken by a last call, and finds that its name is gone.
        let last = dial(&self.folder, std::process::id());
        let _ = folder::remove(&self.path);
        drop(last);
    }
}

fn serve(listener: &UnixListener, queue: &Queue, heard: &Arc<impl Fn() + Send + Sync + 'static>) {
    let readers = Arc::new(AtomicUsize::new(0));
    let folder = queue.folder().join("gates");
    let own = folder.join(format!("{}.sock", std::process::id()));
    for stream in listener.incoming() {
        if !own.exists() {
            return;
        }
        let Ok(mut stream) = stream else {
            // Out of file descriptors, most likely: not in a busy loop.
            std::thread::sleep(Duration::from_millis(50));
            continue;
        };
        let Ok(caller) = Caller::of(&stream) else {
            reply(&mut stream, &Heard::Refused(Refusal::Unknown.to_string()));
            continue;
        };
        // Its own server is not even listened to. Whether other gates live is looked at only when somebody speaks:
        // they look by dialling too, and two gates would dial each other for ever.
        if let Err(refusal) = caller.may_answer(&[std::process::id()]) {
            reply(&mut stream, &Heard::Refused(refusal.to_string()));
            continue;
        }
        if readers.fetch_add(1, Ordering::SeqCst) >= MOST_READERS {
            readers.fetch_sub(1, Ordering::SeqCst);
            reply(&mut stream, &Heard::Refused("the gate is busy; try again".to_owned()));
            continue;
        }
        let (queue, heard, readers_here) = (queue.clone(), Arc::clone(heard), Arc::clone(&readers));
        let reading = std::thread::Builder::new().name("approval".to_owned());
        let started = reading.spawn(move || {
            if let Some(said) = hear(&mut stream, &queue, &caller) {
                reply(&mut stream, &said);
                heard();
            }
            readers_here.fetch_sub(1, Ordering::SeqCst);
        });
        if started.is_err() {
            readers.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

/// Reads one answer and takes it; nothing where the other side says nothing.
fn hear(stream: &mut UnixStream, queue: &Queue, caller: &Caller) -> Option<Heard> {
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let mut line = String::new();
    BufReader::new(stream.take(MOST_BYTES)).read_line(&mut line).ok()?;
    if line.is_empty() {
        return None;
    }
    let Ok(say) = serde_json::from_str::<Say>(&line) else {
        return Some(Heard::Refused("the answer cannot be read".to_owned()));
    };
    // Without them another gated server could pass for a human.
    let gates = match live(&queue.folder().join("gates")) {
        Ok(gates) => gates,
        Err(error) => return Some(Heard::Refused(format!("which gates run cannot be told: {error}"))),
    };
    Some(match take(queue, &say, caller, &gates, crate::now()) {
        Ok(entry) => Heard::Taken(Box::new(entry)),
        Err(error) => Heard::Refused(error.to_string()),
    })
}

fn reply(stream: &mut UnixStream, heard: &Heard) {
    let Ok(mut line) = serde_json::to_vec(heard) else { return };
    line.push(b'\n');
    // Whoever has gone away hears nothing; the answer stands all the same.
    let _ = stream.set_write_timeout(Some(PATIENCE));
    let _ = stream.write_all(&line);
}

/// The process ids of the gates that listen.
fn live(folder: &Path) -> io::Result<Vec<u32>> {
    let own = std::process::id();
    let mut gates = names(folder)?;
    gates.retain(|pid| *pid == own || dial(folder, *pid).is_some());
    if !gates.contains(&own) {
        gates.push(own);
    }
    Ok(gates)
}

fn names(folder: &Path) -> io::Result<Vec<u32>> {
    let files = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        files => files?,
    };
    let mut pids = Vec::new();
    for file in files {
        let name = file?.file_name();
        let pid = name.to_str().and_then(|name| name.strip_suffix(".sock")).and_then(|pid| pid.parse::<u32>().ok());
        pids.extend(pid);
    }
    pids.sort_unstable();
    Ok(pids)
}

fn dial(folder: &Path, pid: u32) -> Option<UnixStream> {
    at(folder, &format!("{pid}.sock"), |path| UnixStream::connect(path)).ok()
}

fn listen(folder: &Path, name: &str, path: &Path) -> io::Result<UnixListener> {
    folder::remove(&folder.join(name))?;
    let listener = at(folder, name, |path| UnixListener::bind(path))?;
    let new = folder.join(name);
    std::fs::set_permissions(&new, std::fs::Permissions::from_mode(0o600))?;
    std::fs::rename(&new, path)?;
    Ok(listener)
}

/// Calls with a path that fits into an address: where the folder's own is too long, the one of its descriptor.
fn at<T>(folder: &Path, name: &str, call: impl FnOnce(&Path) -> io::Result<T>) -> io::Result<T> {
    use std::os::fd::AsRawFd as _;
    let path = folder.join(name);
    if path.as_os_str().len() < LONGEST_ADDRESS || cfg!(not(target_os = "linux")) {
        return call(&path);
    }
    let folder = std::fs::File::open(folder)?;
    call(&Path::new("/proc/self/fd").join(folder.as_raw_fd().to_string()).join(name))
}
