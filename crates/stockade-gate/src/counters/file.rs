//! The embedded store: an append-only log in the state directory, shared by every gate of this user.
//!
//! Constraints:
//! - one lock for all processes, held for microseconds; each keeps the sums in memory and reads only what others added;
//! - what is refused writes nothing, and what could not be written whole is taken away again and not counted;
//! - a log whose last line is cut (a process was killed, a machine lost power) goes on without that line; any other
//!   line that is not whole is an error, because a sum with a hole is no sum;
//! - a log that grew is rewritten as its sums, on disk before it takes the old one's place.
//!
//! Nothing waits for the disk otherwise: what a killed process wrote stays, what was written in the last seconds before
//! a power cut may be missing.

use std::fs::File;
use std::io::{self, Write as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use stockade_policy::counter::{Claim, Counters, Key, Receipt, Reservation, StoreError};
use stockade_policy::decimal::Decimal;

use self::record::{Amount, Record, VERSION};
use self::tally::{Tally, TooMuch};
use super::window::micros;
use crate::own_files::{self, Held, Identity, Lock, PATIENCE};

mod record;
mod tally;
#[cfg(test)]
mod tests;

/// Size from which a log is rewritten as its sums.
const SHORTEN_FROM: u64 = 256 * 1024;

/// The embedded store.
#[derive(Debug)]
pub struct FileCounters {
    path: PathBuf,
    patience: Duration,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    lock: Lock,
    /// What this process knows; none until it is first asked for, and again after a failure.
    log: Option<Log>,
    /// Whether this process has had a log already: one that goes missing is not made anew in silence.
    seen: bool,
    next_mark: u128,
}

/// The log as far as it was read.
#[derive(Debug)]
struct Log {
    file: File,
    identity: Identity,
    /// When its path was found to lead to it, and how often another log had taken its place then.
    looked: Instant,
    turn: u64,
    /// The end of the last whole line.
    end: u64,
    /// Whether part of a line stands behind it.
    torn: bool,
    tally: Tally,
    shorten_from: u64,
    /// It is to be rewritten, at this time, where its sums take no more bytes than that.
    due: Option<(i64, u64)>,
}

impl FileCounters {
    /// Opens the store in a directory, which is made where it is not there.
    ///
    /// # Errors
    /// When the directory or the lock cannot be used, or others may write to them.
    pub fn open(directory: &Path) -> Result<Self, StoreError> {
        let failed = |error| unreachable(directory, &error);
        own_files::directory(directory).map_err(failed)?;
        let lock = Lock::open(directory.join("counters.lock")).map_err(failed)?;
        let next_mark = u128::from_le_bytes(own_files::random().map_err(failed)?);
        let inner = Mutex::new(Inner { lock, log: None, seen: false, next_mark });
        Ok(Self { path: directory.join("counters.log"), patience: PATIENCE, inner })
    }

    /// Does something with the log as it stands, alone.
    fn alone<T>(&self, work: impl FnOnce(&mut Log, &mut u128) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let mut inner = self.inner();
        let Inner { lock, log, seen, next_mark } = &mut *inner;
        let mut held = lock.hold(self.patience).map_err(|error| unreachable(&self.path, &error))?;
        let mut current = match Log::refreshed(log.take(), &self.path, *seen, held.turn) {
            Ok(current) => current,
            Err(Trouble::Io(error)) => return Err(unreachable(&self.path, &error)),
            Err(Trouble::Damaged(why)) => {
                let path = self.path.display();
                return Err(StoreError::Damaged(format!(
                    "`{path}` {why}; moving it away begins every limit from nothing"
                )));
            }
        };
        *seen = true;
        let answer = work(&mut current, next_mark);
        if let Some((now, at_most)) = current.due.take() {
            current.shorten(&self.path, now, at_most, &mut held);
        }
        *log = Some(current);
        answer
    }

    /// NOTE: who panicked while it held this had taken the log out, so what is left is sound.
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Counters for FileCounters {
    fn read(&self, key: &Key, now: Timestamp) -> Result<Decimal, StoreError> {
        self.alone(|log, _| {
            log.tally
                .value(key, micros(now))
                .map_err(|error| StoreError::Number { counter: key.counter.clone(), reason: error.to_string() })
        })
    }

    fn reserve(&self, claims: &[Claim], now: Timestamp) -> Result<Reservation, StoreError> {
        super::not_negative(claims)?;
        let at = micros(now);
        self.alone(|log, next_mark| {
            if let Some(TooMuch { claim, value, retry_after }) = log.tally.fit(claims, at)? {
                return Ok(Reservation::Refused { claim, value, retry_after });
            }
            let mark = *next_mark;
            *next_mark = mark.wrapping_add(1);
            if !claims.is_empty() {
                let record = Record::Add { at, mark, amounts: claims.iter().map(Amount::from).collect() };
                log.append(record, &self.path, at)?;
            }
            Ok(Reservation::Granted(Receipt { claims: claims.to_vec(), at: now, mark }))
        })
    }

    fn release(&self, receipt: &Receipt, now: Timestamp) -> Result<(), StoreError> {
        if receipt.claims.is_empty() {
            return Ok(());
        }
        let amounts = receipt.claims.iter().map(Amount::from).collect();
        let record = Record::Back { at: micros(receipt.at), mark: receipt.mark, amounts };
        self.alone(|log, _| log.append(record, &self.path, micros(now)))
    }
}

fn unreachable(path: &Path, error: &io::Error) -> StoreError {
    StoreError::Unreachable(format!("`{}`: {error}", path.display()))
}

/// Why a log could not be read.
enum Trouble {
    Io(io::Error),
    Damaged(String),
}

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Log {
    /// What is known, brought up to what the file holds now. Only for the holder of the lock.
    fn refreshed(known: Option<Self>, path: &Path, seen: bool, turn: u64) -> Result<Self, Trouble> {
        let mut known = known;
        let found = match &mut known {
            Some(log) if log.turn == turn => own_files::look_again(&log.file, &mut log.looked, path),
            _ => own_files::look(path),
        };
        let found = match found {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound && !seen => {
                let mut line = Vec::new();
                Record::Store { version: VERSION }.write(&mut line).map_err(io::Error::other)?;
                own_files::replace(path, &line)?;
                own_files::look(path)?
            }
            Err(error) => return Err(error.into()),
        };
        let own_files::Found { identity, length } = found;
        let mut log = match known {
            Some(log) if log.identity == identity && log.end <= length => log,
            _ => Self {
                file: own_files::open_existing(path)?,
                identity,
                looked: Instant::now(),
                turn,
                end: 0,
                torn: false,
                tally: Tally::default(),
                shorten_from: SHORTEN_FROM,
                due: None,
            },
        };
        log.torn = false;
        log.turn = turn;
        if length > log.end {
            log.read_to(length)?;
        }
        if log.end == 0 {
            return Err(Trouble::Damaged("is empty".to_owned()));
        }
        Ok(log)
    }

    /// Takes in what stands between what was read and the file's end.
    fn read_to(&mut self, length: u64) -> Result<(), Trouble> {
        let mut bytes = vec![0; usize::try_from(length - self.end).map_err(io::Error::other)?];
        self.file.read_exact_at(&mut bytes, self.end)?;
        let mut rest = bytes.as_slice();
        while let Some(place) = rest.iter().position(|byte| *byte == b'\n') {
            let (line, behind) = rest.split_at(place);
            let behind = behind.get(1..).unwrap_or_default();
            let Some(record) = Record::read(line) else {
                if behind.is_empty() && self.end > 0 {
                    break;
                }
                return Err(Trouble::Damaged(format!("has a line that is not whole at byte {}", self.end)));
            };
            let first = self.end == 0;
            match (&record, first) {
                (Record::Store { version: VERSION }, true) => {}
                (Record::Store { version }, true) => {
                    return Err(Trouble::Damaged(format!("is of form {version}, and this program reads {VERSION}")));
                }
                (_, true) => return Err(Trouble::Damaged("does not begin as a store does".to_owned())),
                (Record::Store { .. }, false) => {
                    return Err(Trouble::Damaged(format!("begins again at byte {}", self.end)));
                }
                (_, false) => {}
            }
            let what = self.end;
            self.tally
                .apply(record)
                .map_err(|error| Trouble::Damaged(format!("does not add up at byte {what}: {error}")))?;
            self.end += line.len() as u64 + 1;
            rest = behind;
        }
        self.torn = self.end < length;
        Ok(())
    }

    /// Writes a line and counts it, or does neither.
    fn append(&mut self, record: Record, path: &Path, now: i64) -> Result<(), StoreError> {
        let failed = |error| unreachable(path, &error);
        let mut line = Vec::with_capacity(256);
        record.write(&mut line).map_err(|error| failed(io::Error::other(error)))?;
        if self.torn {
            self.file.set_len(self.end).map_err(failed)?;
            self.torn = false;
        }
        if let Err(error) = self.file.write_all(&line) {
            // Where even this fails, the next one finds a line that is cut, and goes on without it.
            self.torn = self.file.set_len(self.end).is_err();
            return Err(failed(error));
        }
        self.end += line.len() as u64;
        self.tally.apply(record).map_err(|error| StoreError::Damaged(error.to_string()))?;
        if self.end >= self.shorten_from {
            self.due = Some((now, self.end / 2));
        }
        Ok(())
    }

    /// Rewrites the log as its sums, where these take no more bytes than that. A failure (a full disk) leaves the log as it is, which is as right and only longer.
    fn shorten(&mut self, path: &Path, now: i64, at_most: u64, held: &mut Held<'_>) {
        self.shorten_from = self.end.saturating_mul(2);
        let records: Vec<Record> =
            [Record::Store { version: VERSION }].into_iter().chain(self.tally.records(now)).collect();
        let mut text = Vec::new();
        if records.iter().any(|record| record.write(&mut text).is_err()) || text.len() as u64 > at_most {
            return;
        }
        let mut tally = Tally::default();
        if records.into_iter().any(|record| tally.apply(record).is_err()) {
            return;
        }
        // Others hear of it before it happens: not every file system tells an open file that it was replaced.
        if held.turn().is_err() {
            return;
        }
        let replaced =
            own_files::replace(path, &text).and_then(|file| Ok((own_files::identity(&file.metadata()?), file)));
        if let Ok((identity, file)) = replaced {
            let end = text.len() as u64;
            let looked = Instant::now();
            let (turn, shorten_from) = (held.turn, SHORTEN_FROM.max(end * 4));
            *self = Self { file, identity, looked, turn, end, torn: false, tally, shorten_from, due: None };
        }
    }
}
