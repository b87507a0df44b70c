//! The way an answer takes to a running gate: one line of JSON there, one back, over a socket of the gate's own.
//!
//! Constraints:
//! - an answer is taken by a gate that has asked, while it runs, and by nobody else: only that gate knows its client, and
//!   whose word is the agent's;
//! - every gate has its socket from its start on, whether it asks or not: those that run are told by it;
//! - the gate looks who answers, reads nothing that its own server says, and writes down what the system says of others;
//! - a socket is renamed into place when it already listens: a name that nobody listens at is a gate that is gone. One
//!   that cannot be dialled for any other reason is an error: it may be a gate.
//!
//! Layout: [`ear`] is the gate's side.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use stockade_model::approval::{Moment, Word};

use crate::caller::{Caller, Client, Refusal};
use crate::queue::{Entry, Queue, QueueError, io_error};

pub(crate) mod ear;

/// How long either side waits for the other's line.
const PATIENCE: Duration = Duration::from_secs(5);
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
    Refused { why: String, hint: Option<String> },
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
    /// Nobody is there to take it.
    #[error("the gate that asked has ended")]
    NoGate,
    /// The gate has not asked for it.
    #[error("the gate has not asked for this")]
    NotAsked,
    /// The gate did not take it, for this reason.
    #[error("{why}")]
    ByGate {
        /// Why.
        why: String,
        /// What to do about it.
        hint: Option<String>,
    },
    /// The gate did not say whether it took it.
    #[error("the gate did not reply")]
    Silent(#[source] io::Error),
}

impl AnswerError {
    /// What to do about it.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Refused(refusal) => refusal.hint(),
            Self::NoGate | Self::NotAsked => {
                Some("have the client make the call again, and answer while its server runs")
            }
            Self::ByGate { hint, .. } => hint.as_deref(),
            Self::Queue(_) | Self::Silent(_) => None,
        }
    }
}

/// Gives an answer to a gate that asked for it.
///
/// # Errors
/// [`AnswerError`] where it was not taken.
pub fn answer(queue: &Queue, say: &Say, now: Moment) -> Result<Entry, AnswerError> {
    let entry = queue.find(&say.id, now)?;
    entry.check_open(now)?;
    let folder = queue.folder().join("gates");
    for gate in entry.gates.iter().rev() {
        let failed =
            |source| AnswerError::Queue(io_error("reach the gate at", &folder.join(format!("{gate}.sock")), source));
        let Some((stream, listener)) = dial(&folder, *gate).map_err(failed)? else { continue };
        if listener.is_some_and(|listener| listener != *gate) {
            return Err(failed(io::Error::other("another process listens there")));
        }
        return match converse(stream, say).map_err(AnswerError::Silent)? {
            Heard::Taken(entry) => Ok(*entry),
            Heard::Refused { why, hint } => Err(AnswerError::ByGate { why, hint }),
        };
    }
    Err(AnswerError::NoGate)
}

/// Whether this process may settle what gates go by, which an agent could otherwise settle for itself: it stands where an
/// answer would be taken from, or, where nobody has to sit at it, at least below no gate and no client of one.
///
/// Elsewhere than on Linux ancestors cannot be told, and nothing is refused.
///
/// # Errors
/// [`AnswerError`] with the reason.
pub fn may_settle(queue: &Queue, unattended: bool) -> Result<(), AnswerError> {
    if cfg!(not(any(target_os = "linux", target_os = "android"))) {
        return Ok(());
    }
    let caller = Caller::this()?;
    let folder = queue.folder().join("gates");
    let mut gates = live(&folder).map_err(|source| io_error("tell which gates run from", &folder, source))?;
    gates.retain(|gate| *gate != std::process::id());
    let client = |gate: &u32| Client::of_gate(*gate).ok_or(Refusal::UnknownClient(*gate));
    let clients = gates.iter().map(client).collect::<Result<Vec<_>, _>>()?;
    let may = if unattended { caller.stands_apart(&gates, &clients) } else { caller.may_answer(&gates, &clients) };
    Ok(may?)
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

/// The gates that listen, as the system numbers those who do, this process among them.
fn live(folder: &Path) -> io::Result<Vec<u32>> {
    let own = std::process::id();
    let mut gates = vec![own];
    for name in names(folder)?.into_iter().filter(|name| *name != own) {
        let named = |error: io::Error| io::Error::new(error.kind(), format!("`{name}.sock`: {error}"));
        if let Some((_, listener)) = dial(folder, name).map_err(named)? {
            gates.push(listener.unwrap_or(name));
        }
    }
    Ok(gates)
}

/// The numbers in the names of the sockets.
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

/// A connection to a gate, and who listens there where the system says so. None where nobody does.
fn dial(folder: &Path, pid: u32) -> io::Result<Option<(UnixStream, Option<u32>)>> {
    match at(folder, &format!("{pid}.sock"), |path| UnixStream::connect(path)) {
        Ok(stream) => {
            let listener = listener(&stream)?;
            Ok(Some((stream, listener)))
        }
        // What is no socket refuses, too.
        Err(error) if matches!(error.kind(), io::ErrorKind::ConnectionRefused | io::ErrorKind::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Who called listen(2) at the other end.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn listener(stream: &UnixStream) -> io::Result<Option<u32>> {
    use nix::sys::socket::{getsockopt, sockopt};
    let peer = getsockopt(stream, sockopt::PeerCredentials)?;
    // Zero where it lives in a process namespace that cannot be seen from here.
    let pid = u32::try_from(peer.pid()).ok().filter(|pid| *pid != 0);
    pid.map(Some).ok_or_else(|| io::Error::other("a process that cannot be seen from here listens there"))
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn listener(_stream: &UnixStream) -> io::Result<Option<u32>> {
    Ok(None)
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
