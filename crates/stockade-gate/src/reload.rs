//! The policy file, watched while the gate runs.
//!
//! Constraints:
//! - what counts is the content: whatever happens in a directory that the path leads through, the file is read again, and a
//!   text that is the same as before is no change. So a write in place, a rename over it and the replacement of a linked
//!   directory (as Kubernetes mounts do it) are all seen;
//! - it is read as at the start ([`trust`](crate::trust)), and what is refused changes nothing: whoever is told keeps the
//!   policy they have;
//! - what happens to other entries of those directories is not looked at: a policy may stand in a busy one;
//! - watching begins beside the session, and a moment after it: the system needs milliseconds for a directory with many
//!   entries, in which nobody else looks anything up there, and a server that starts does. What happens in that moment is
//!   seen at its end;
//! - a file in the middle of a write is left until it has been quiet. A writer who rests longer shows a part of it: who must
//!   not have that renames a whole file over it;
//! - some file systems tell nothing (network mounts): it is looked at every now and then, told or not.
//!
//! Layout: [`Watch`] is the thread, [`places`] are the directories.

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, SystemTime};

use notify::event::{AccessKind, AccessMode};
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use sha2::{Digest as _, Sha256};

use crate::resolve_path::follow;
use crate::trust::{self, Distrust, Reach};

/// How long nothing may happen before the file is read.
const QUIET: Duration = Duration::from_millis(50);

/// How many times at most that is waited for: a directory that never rests must not keep a change from being seen.
const PATIENCE: u32 = 20;

/// How long the server is left to start before anything is watched.
const LATER: Duration = Duration::from_millis(200);

/// How often the file is looked at when nobody tells anything.
const ANYWAY: Duration = Duration::from_secs(10);

/// A policy file and where the server may write.
#[derive(Clone, Debug)]
pub struct PolicyFile {
    /// The path as the user gave it, absolute.
    pub path: PathBuf,
    /// Where it must not stand.
    pub reach: Reach,
}

impl PolicyFile {
    /// Its text, if it can be relied on.
    ///
    /// # Errors
    /// Why it cannot.
    pub fn read(&self) -> Result<String, Distrust> {
        trust::read(&self.path, &self.reach)
    }
}

/// It could not be watched.
#[derive(Debug, thiserror::Error)]
#[error("could not watch the policy `{}`", path.display())]
pub struct WatchError {
    path: PathBuf,
    #[source]
    source: notify::Error,
}

/// Watches until it is dropped.
#[derive(Debug)]
pub struct Watch(Sender<Told>);

/// What the thread is woken by.
#[derive(Debug)]
enum Told {
    Changed,
    Stop,
}

impl Watch {
    /// Watches a file whose text was `known`. Each new text, and each new reason why there is none to be relied on, is
    /// handed to `apply` once, one after the other. Where the system cannot watch, for example because its number of
    /// watches is used up, `unwatched` is told so, and the file is looked at every now and then.
    ///
    /// # Errors
    /// If no thread can be started for it.
    pub fn start(
        file: PolicyFile,
        known: &str,
        mut apply: impl FnMut(Result<String, Distrust>) + Send + 'static,
        unwatched: impl FnOnce(WatchError) + Send + 'static,
    ) -> Result<Self, WatchError> {
        let (tell, told) = channel();
        let to = tell.clone();
        let path = file.path.clone();
        let mut known = Seen::of(&Ok(known.to_owned()));
        let work = move || {
            match told.recv_timeout(LATER) {
                Err(RecvTimeoutError::Timeout) | Ok(Told::Changed) => {}
                Ok(Told::Stop) | Err(RecvTimeoutError::Disconnected) => return,
            }
            let mut places = match Places::watched(&file.path, to) {
                Ok(places) => Some(places),
                Err(source) => {
                    unwatched(WatchError { path: file.path.clone(), source });
                    None
                }
            };
            // Between the first reading and the watch it may have changed.
            loop {
                if Seen::of(&file.read()) != known {
                    if !quiet(&told) {
                        return;
                    }
                    let read = file.read();
                    let seen = Seen::of(&read);
                    if seen != known {
                        known = seen;
                        apply(read);
                    }
                }
                if let Some(places) = &mut places {
                    // A directory that cannot be watched now is tried again the next time.
                    let _ = places.follow(&file.path);
                }
                match told.recv_timeout(ANYWAY) {
                    Err(RecvTimeoutError::Timeout) | Ok(Told::Changed) => {}
                    Ok(Told::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                }
            }
        };
        let started = thread::Builder::new().name("policy".to_owned()).spawn(work);
        started.map_err(|error| WatchError { path, source: notify::Error::io(error) })?;
        Ok(Self(tell))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.0.send(Told::Stop);
    }
}

/// What was seen of the file: the digest of its text, or why it is refused.
#[derive(Debug, PartialEq, Eq)]
enum Seen {
    Text([u8; 32]),
    Refused(String),
}

impl Seen {
    fn of(read: &Result<String, Distrust>) -> Self {
        match read {
            Ok(text) => Self::Text(Sha256::digest(text).into()),
            Err(error) => Self::Refused(error.to_string()),
        }
    }
}

/// Waits until nothing has happened for a while. False at the end.
fn quiet(told: &Receiver<Told>) -> bool {
    for _ in 0..PATIENCE {
        match told.recv_timeout(QUIET) {
            Err(RecvTimeoutError::Timeout) => return true,
            Ok(Told::Changed) => {}
            Ok(Told::Stop) | Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
    true
}

/// Whether an event can mean another content. Reading, our own too, cannot.
const fn changes(kind: EventKind) -> bool {
    !matches!(kind, EventKind::Access(_)) || matches!(kind, EventKind::Access(AccessKind::Close(AccessMode::Write)))
}

/// Which directory a name means: its device, its number, and when it was made, since numbers are given again.
type Which = (u64, u64, SystemTime);

/// None where it cannot be told for sure.
fn which(place: &Path) -> Option<Which> {
    let found = std::fs::metadata(place).ok()?;
    Some((found.dev(), found.ino(), found.created().ok()?))
}

/// The entries that the path leads through: what happens to others is no matter.
type Way = Arc<Mutex<BTreeSet<PathBuf>>>;

/// The watched directories.
#[derive(Debug)]
struct Places {
    watcher: RecommendedWatcher,
    watched: BTreeMap<PathBuf, Option<Which>>,
    way: Way,
}

impl Places {
    /// Watches, and tells of what may have changed the file.
    fn watched(path: &Path, tell: Sender<Told>) -> Result<Self, notify::Error> {
        let way = Way::default();
        let of = Arc::clone(&way);
        let on_the_way = move |event: &notify::Event| {
            let way = of.lock().unwrap_or_else(PoisonError::into_inner);
            event.paths.is_empty() || event.need_rescan() || event.paths.iter().any(|path| way.contains(path))
        };
        let watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
            if event.map_or(true, |event| changes(event.kind) && on_the_way(&event)) {
                let _ = tell.send(Told::Changed);
            }
        })?;
        let mut places = Self { watcher, watched: BTreeMap::new(), way };
        places.follow(path)?;
        Ok(places)
    }

    /// Watches what the path leads through now, and no longer what it led through before.
    fn follow(&mut self, path: &Path) -> Result<(), notify::Error> {
        let (wanted, way) = places(path);
        *self.way.lock().unwrap_or_else(PoisonError::into_inner) = way;
        for gone in self.watched.keys().filter(|place| !wanted.contains(*place)) {
            let _ = self.watcher.unwatch(gone);
        }
        self.watched.retain(|place, _| wanted.contains(place));
        let mut failure = None;
        for place in wanted {
            // A directory that was replaced under its name lost its watch. One that was not is left alone: watching it
            // again takes as long as the first time.
            let now = which(&place);
            if now.is_some() && self.watched.get(&place) == Some(&now) {
                continue;
            }
            match self.watcher.watch(&place, RecursiveMode::NonRecursive) {
                Ok(()) => {
                    self.watched.insert(place, now);
                }
                Err(error) => {
                    self.watched.remove(&place);
                    failure = Some(error);
                }
            }
        }
        match failure {
            Some(error) if self.watched.is_empty() => Err(error),
            _ => Ok(()),
        }
    }
}

/// The directories whose entries decide what a path leads to: those of each link on the way and of the file, and the one
/// above the file's, for its whole replacement. Where they are gone, the nearest that is there. With them, all entries that
/// the path leads through.
fn places(path: &Path) -> (BTreeSet<PathBuf>, BTreeSet<PathBuf>) {
    let mut links = Vec::new();
    let real = follow(path, &mut links);
    let mut places: BTreeSet<PathBuf> = links.iter().filter_map(|link| link.parent()).map(Path::to_owned).collect();
    for file in [Some(path), real.as_deref().ok()].into_iter().flatten() {
        let there = file.ancestors().skip(1).filter(|above| above.is_dir());
        places.extend(there.take(2).map(Path::to_owned));
    }
    let ends = [Some(path), real.as_deref().ok()].into_iter().flatten();
    let way = ends.chain(links.iter().map(PathBuf::as_path)).flat_map(Path::ancestors).map(Path::to_owned).collect();
    (places, way)
}

#[cfg(test)]
mod tests;
