//! The journal: what was asked of servers, what was decided and why, in a file that shows when it was changed.
//!
//! Constraints:
//! - append-only JSON Lines; each record holds the digest of the one before it, across files, from one first record with
//!   a random id on: an edit, a deletion or another order shows in [`verify`];
//! - one chain for all gates of this user, written one after the other under a lock;
//! - a record is written whole or not at all; what could not be written is an error, and the caller denies;
//! - a line that a killed gate left half-written is taken away by the next one, which says so in a record;
//! - arguments stand there as a salted digest: equal calls can be told, their contents cannot. Plain only when asked;
//! - who may write the files may also write a chain that fits: what must hold against that is kept elsewhere, as
//!   `stockade log verify --expect` takes it, or exported as it is written.
//!
//! Layout: [`event`] what is told, `line` how it is sealed, `files` where it stands, [`read`] and [`verify`] the way back.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use stockade_model::canonical::hex;
use stockade_policy::message::Value;

use self::digest::Salt;
use self::files::Head;
use self::line::{Line, Sealed};
use crate::own_files::{self, Held, Identity, Lock, PATIENCE};
use crate::telemetry::Telemetry;

mod digest;
pub mod event;
mod files;
mod line;
pub mod read;
#[cfg(test)]
mod tests;
pub mod verify;

pub use event::{Event, Kind};

/// How much a call's record may need besides the calls of other gates: none holds arguments, so all are far smaller.
const MARGIN: u64 = 256 * 1024;

/// How long what was seen right after a record holds, so that calls that come one right after the other wait for no look at the
/// file. Other gates cannot write [`MARGIN`] in that time but where they write arguments as they are.
const FRESH: Duration = Duration::from_millis(2);

/// How much space is taken at once for records to come.
const ROOM: u64 = 1024 * 1024;

/// Why something is not in the journal.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The system refused: no space, no right, no directory.
    #[error("the journal `{}` cannot be written", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Its end is not what a gate wrote.
    #[error("the journal `{}` is damaged: {why}; `stockade log verify` shows where, and moving its folder away begins a new one", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
}

/// How a journal is kept.
#[derive(Clone, Debug)]
pub struct Options {
    /// Size from which a new file is begun.
    pub max_bytes: u64,
    /// How many full files are kept beside the one that is written.
    pub keep: usize,
    /// Whether arguments are written as they are, besides their digest.
    pub plain: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { max_bytes: 32 * 1024 * 1024, keep: 16, plain: false }
    }
}

/// The journal of this user, open for writing.
#[derive(Debug)]
pub struct Journal {
    folder: PathBuf,
    options: Options,
    telemetry: Mutex<Option<Telemetry>>,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    lock: Lock,
    salt: Salt,
    /// What this process knows of the end; none until it writes, and again after a failure.
    tail: Option<Tail>,
}

/// The end of the chain.
#[derive(Debug)]
struct Tail {
    file: File,
    identity: Identity,
    /// When its path was found to lead to it, and how many files were full then.
    looked: Instant,
    turn: u64,
    end: u64,
    chain: String,
    last: Head,
    head: File,
    /// Up to where the file has space of its own.
    room: u64,
    /// When the next record was seen to have space.
    sure: Option<Instant>,
}

impl Journal {
    /// Opens the journal in a folder of its own, which is made where it is not there.
    ///
    /// # Errors
    /// When the folder cannot be used, or others may write to it.
    pub fn open(folder: &Path, options: Options) -> Result<Self, JournalError> {
        let open = || {
            own_files::directory(folder)?;
            let mut lock = Lock::open(folder.join(files::LOCK))?;
            let held = lock.hold(PATIENCE)?;
            let salt = Salt::load(folder)?;
            drop(held);
            Ok(Mutex::new(Inner { lock, salt, tail: None }))
        };
        let inner = open().map_err(|source| JournalError::Io { path: folder.to_owned(), source })?;
        Ok(Self { folder: folder.to_owned(), options, telemetry: Mutex::new(None), inner })
    }

    /// Exports what is written, too.
    #[must_use]
    pub fn exported(self, telemetry: Telemetry) -> Self {
        Self { telemetry: Mutex::new(Some(telemetry)), ..self }
    }

    /// Ends the export once what waits was sent, or cannot be. Records are written as before.
    pub fn finish(&self) {
        let ended = self.telemetry.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(ended);
    }

    /// Whether the next record surely has space: who lets a call go on first and writes it down then asks this before.
    /// False where nobody can tell, and where arguments are written as they are: those have any length.
    pub fn is_sure(&self) -> bool {
        if self.options.plain {
            return false;
        }
        let path = self.folder.join(files::CURRENT);
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        inner.tail.as_mut().is_some_and(|tail| {
            if tail.sure.is_some_and(|seen| seen.elapsed() < FRESH) {
                return true;
            }
            // A file that nobody finds under its name has space, too.
            let found = own_files::look_again(&tail.file, &mut tail.looked, &path);
            let found = found.ok().filter(|found| found.identity == tail.identity);
            found.is_some_and(|found| tail.has_room(found.length, self.options.max_bytes))
        })
    }

    /// The digest that arguments are written down by: of large ones it can be made while something else is waited for.
    pub fn digest(&self, arguments: &Value) -> String {
        let salt = self.inner.lock().unwrap_or_else(PoisonError::into_inner).salt;
        salt.digest(arguments)
    }

    /// Writes an event down.
    ///
    /// # Errors
    /// When it is not in the journal now.
    pub fn record(&self, event: &Event<'_>) -> Result<(), JournalError> {
        // The digest is made before anybody is kept waiting.
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let Inner { lock, salt, tail } = &mut *inner;
        let digest = match (event.digest, event.arguments) {
            (Some(digest), Some(_)) => Some(Cow::Borrowed(digest)),
            (_, arguments) => arguments.map(|arguments| Cow::Owned(salt.digest(arguments))),
        };
        let path = self.folder.join(files::CURRENT);
        let failed = |source| JournalError::Io { path: path.clone(), source };
        // Whatever fails from here on, nothing is known of the end then, so nothing is promised for the next record.
        let known = tail.take();
        let mut held = lock.hold(PATIENCE).map_err(failed)?;
        let mut current = self.refreshed(known, &held)?;
        if current.end >= self.options.max_bytes {
            current = self.rotated(current, &mut held).map_err(failed)?;
        }
        let written = current.append(|line| event.write(line, digest.as_deref(), self.options.plain));
        written.map_err(failed)?;
        // Before the start nobody calls, and the client waits for it: the space is taken when a call asks for it.
        if !self.options.plain && event.kind != Kind::Start {
            // Nor can they then fill the file, which would be followed by one that has no space yet.
            let sure = current.has_room(current.end, self.options.max_bytes.saturating_sub(MARGIN));
            current.sure = sure.then(Instant::now);
        }
        *tail = Some(current);
        if let Some(telemetry) = &*self.telemetry.lock().unwrap_or_else(PoisonError::into_inner) {
            telemetry.offer(event, jiff::Timestamp::now());
        }
        Ok(())
    }

    /// The end as it is now. Only for the holder of the lock.
    fn refreshed(&self, mut known: Option<Tail>, held: &Held<'_>) -> Result<Tail, JournalError> {
        let path = self.folder.join(files::CURRENT);
        let failed = |source| JournalError::Io { path: path.clone(), source };
        let found = match &mut known {
            Some(tail) if tail.turn == held.turn => own_files::look_again(&tail.file, &mut tail.looked, &path),
            _ => own_files::look(&path),
        };
        let tail = match (known, found) {
            (Some(tail), Ok(found)) if tail.identity == found.identity => {
                if tail.end == found.length {
                    Ok(tail)
                } else {
                    // Others wrote: as a rule a line or two, which are read from where this process stopped.
                    self.load(Some(tail.end).filter(|end| *end < found.length))
                }
            }
            (_, Ok(_)) => self.load(None),
            (_, Err(error)) if error.kind() == io::ErrorKind::NotFound => {
                if !held.is_named() {
                    return Err(failed(io::Error::other("its folder was moved away a moment ago: try again")));
                }
                self.begin().map_err(failed)
            }
            (_, Err(error)) => Err(failed(error)),
        };
        tail.map(|tail| Tail { turn: held.turn, ..tail })
    }

    /// Reads the end of the current file, from a known end of a line on, or from wherever the last line begins.
    fn load(&self, from: Option<u64>) -> Result<Tail, JournalError> {
        let path = self.folder.join(files::CURRENT);
        let failed = |source| JournalError::Io { path: path.clone(), source };
        let damaged = |why: &str| JournalError::Damaged { path: path.clone(), why: why.to_owned() };
        let file = own_files::open_existing(&path).map_err(failed)?;
        let found = file.metadata().map_err(failed)?;
        let ending = files::ending(&file, found.len(), from).map_err(failed)?;
        let Some(text) = ending.last else { return Err(damaged("it has no whole line")) };
        let Some(sealed) = Sealed::read(&text) else {
            return Err(damaged("its last line is not what a gate wrote"));
        };
        let last = Head { seq: sealed.seq, hash: sealed.hash };
        let chain = files::chain(&file).map_err(failed)?.ok_or_else(|| damaged("its first line names no chain"))?;
        let head = files::open_head(&self.folder).map_err(failed)?;
        let identity = own_files::identity(&found);
        let looked = Instant::now();
        let mut tail =
            Tail { file, identity, looked, turn: 0, end: ending.end, chain, last, head, room: 0, sure: None };
        if ending.torn > 0 {
            tail.file.set_len(tail.end).map_err(failed)?;
            let torn = ending.torn;
            tail.append(|line| line.text("kind", "healed").number("lost_bytes", torn)).map_err(failed)?;
        }
        self.missing(&mut tail).map_err(failed)?;
        Ok(tail)
    }

    /// Says so where the head knows of records that are not there.
    fn missing(&self, tail: &mut Tail) -> io::Result<()> {
        match files::read_head(&self.folder)? {
            Some(head) if head.seq > tail.last.seq => {
                tail.append(|line| line.text("kind", "gap").number("after", head.seq).text("after_hash", &head.hash))
            }
            _ => Ok(()),
        }
    }

    /// Makes the current file where there is none: the first of all, or the next where a gate died between two.
    fn begin(&self) -> io::Result<Tail> {
        let rotated = files::rotated(&self.folder)?;
        let before = match rotated.last() {
            None => None,
            Some((_, path)) => {
                let file = File::open(path)?;
                let ending = files::ending(&file, file.metadata()?.len(), None)?;
                let last = ending.last.and_then(|text| Sealed::read(&text));
                let chain = files::chain(&file)?;
                last.zip(chain).map(|(last, chain)| (Head { seq: last.seq, hash: last.hash }, chain))
            }
        };
        let head = files::open_head(&self.folder)?;
        let mut tail = match before {
            Some((last, chain)) => self.next_file(&last, &chain, "continued", head)?,
            None => {
                let chain = hex(&own_files::random::<16>()?);
                self.next_file(&Head { seq: 0, hash: line::NOTHING.to_owned() }, &chain, "genesis", head)?
            }
        };
        self.missing(&mut tail)?;
        Ok(tail)
    }

    fn next_file(&self, last: &Head, chain: &str, kind: &str, head: File) -> io::Result<Tail> {
        let path = self.folder.join(files::CURRENT);
        let line = Line::new(last.seq + 1, jiff::Timestamp::now()).text("kind", kind).text("chain", chain);
        let (text, hash) = line.seal(&last.hash);
        let file = own_files::replace(&path, &text)?;
        let identity = own_files::identity(&file.metadata()?);
        let last = Head { seq: last.seq + 1, hash };
        // The head is not moved here: whoever begins a file first looks whether records are missing.
        let looked = Instant::now();
        Ok(Tail {
            file,
            identity,
            looked,
            turn: 0,
            end: text.len() as u64,
            chain: chain.to_owned(),
            last,
            head,
            room: 0,
            sure: None,
        })
    }

    /// Begins the next file, and lets go of those beyond what is kept.
    fn rotated(&self, tail: Tail, held: &mut Held<'_>) -> io::Result<Tail> {
        let current = self.folder.join(files::CURRENT);
        let mut rotated = files::rotated(&self.folder)?;
        let number = rotated.last().map_or(1, |(number, _)| number + 1);
        let full = self.folder.join(files::name(number));
        // Other gates hear of it before it happens: who looks at the path in vain has lost nothing.
        held.turn()?;
        std::fs::rename(&current, &full)?;
        rotated.push((number, full));
        let Tail { file, end, last, chain, head, .. } = tail;
        // Nothing more comes, so the space that was taken for it is given back.
        file.set_len(end)?;
        let mut tail = Tail { turn: held.turn, ..self.next_file(&last, &chain, "continued", head)? };
        let beyond = rotated.len().saturating_sub(self.options.keep);
        for (_, path) in rotated.iter().take(beyond) {
            let file = File::open(path)?;
            let ending = files::ending(&file, file.metadata()?.len(), None)?;
            if let Some(sealed) = ending.last.and_then(|text| Sealed::read(&text)) {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                tail.append(|line| {
                    line.text("kind", "retired")
                        .text("file", &name)
                        .number("through", sealed.seq)
                        .text("through_hash", &sealed.hash)
                })?;
            }
            std::fs::remove_file(path)?;
        }
        Ok(tail)
    }
}

impl Tail {
    /// Sees to it that there is space for a record behind all that anybody wrote, which ends there.
    fn has_room(&mut self, end: u64, max_bytes: u64) -> bool {
        // A full file is followed by another one, which has no space yet.
        if end >= max_bytes || !files::may_grow() {
            return false;
        }
        if end + MARGIN > self.room && files::take_room(&self.file, end, ROOM) {
            self.room = end + ROOM;
        }
        end + MARGIN <= self.room
    }

    /// Seals a record and writes it, or leaves the file as it was.
    fn append(&mut self, fill: impl FnOnce(Line) -> Line) -> io::Result<()> {
        let seq = self.last.seq + 1;
        let (text, hash) = fill(Line::new(seq, jiff::Timestamp::now())).seal(&self.last.hash);
        if let Err(error) = self.file.write_all(&text) {
            // Where even this fails, the next one finds a line that is cut, and heals it.
            let _ = self.file.set_len(self.end);
            return Err(error);
        }
        self.end += text.len() as u64;
        self.last = Head { seq, hash };
        // A head that is behind is caught up with the next record; it never is before what it tells of.
        let _ = files::write_head(&self.head, &self.last);
        Ok(())
    }
}
