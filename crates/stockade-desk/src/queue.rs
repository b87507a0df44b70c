//! The requests and their answers, as files.
//!
//! Constraints:
//! - one file per binding: the same call asked twice is one request, and no binding has two grants;
//! - every change happens under the folder's lock, so that of two takers of a grant one gets it;
//! - an answer counts where the vault knows it: whoever can only write here can neither give one nor use one twice;
//! - an answer counts for a gate whose client is not who gave it, whichever gate took it: the clients of all gates that
//!   asked are kept with the request, and who answered with the answer, so that ending a gate helps nobody;
//! - moments are given by the caller, and what is over is removed by whoever comes next.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use serde::{Deserialize, Serialize};
use stockade_model::approval::{Answer, Asked, Binding, Moment, Question, Request, Word};
use stockade_model::canonical::sha256;

use crate::caller::{Client, Process, Refusal};
use crate::folder;
use crate::vault::Vault;

/// Requests that may wait at once, and how many of them for one server: one that floods must not silence the others.
pub const MOST: usize = 256;
/// As [`MOST`], for one server.
pub const MOST_OF_ONE: usize = 64;
/// Gates that are remembered to have asked one question.
const MOST_GATES: usize = 32;
/// Clients that may ask one question. None is forgotten before the request is over: it could be whose agent answers.
const MOST_CLIENTS: usize = 64;
/// The bytes of one question; nobody can read more.
pub const MOST_BYTES: usize = 1 << 20;

/// The queue could not do its work.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// A file or folder of the queue.
    #[error("cannot {what} `{}`", path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// With which path.
        path: PathBuf,
        /// Why it failed.
        #[source]
        source: io::Error,
    },
    /// A file that is none of ours.
    #[error("`{}` is damaged; remove it, and the call will be asked about again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// An answer that no gate took, or that was used up.
    #[error("the answer in `{}` was given through no gate or was used already; remove the file, and the call will be asked about again", .0.display())]
    UnknownAnswer(PathBuf),
    /// More wait than people could answer.
    #[error("{0} calls wait for an answer already")]
    Full(usize),
    /// More than people could read.
    #[error("the question has {0} bytes, more than {MOST_BYTES}")]
    TooLarge(usize),
    /// No request has this id.
    #[error("no request has the id `{0}`")]
    Unknown(String),
    /// Several have it.
    #[error("{1} requests have an id that begins with `{0}`")]
    Ambiguous(String, usize),
    /// Somebody was faster.
    #[error("the request `{0}` was {1} already")]
    Answered(String, Word),
    /// It is over.
    #[error("the request `{0}` has expired")]
    Expired(String),
    /// More clients have asked than are kept.
    #[error("{0} clients have asked this already")]
    Crowd(usize),
    /// It was given by who may be this gate's client.
    #[error("the answer to `{id}` does not count for this client, and is given up: {why}")]
    Own {
        /// The request.
        id: String,
        /// Who gave it.
        why: Refusal,
    },
}

/// A request in the queue, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The question.
    pub request: Request,
    /// The process ids of the gates that asked, the last one last.
    pub gates: Vec<u32>,
    /// The clients of all gates that asked, also of those that ended; none where a client cannot be told.
    pub(crate) clients: Vec<Option<Client>>,
    /// How many calls asked and were not withdrawn.
    pub askers: u32,
    /// The answer, once there is one.
    pub answer: Option<Answer>,
    /// Who gave it: the process and its ancestors as they were.
    pub(crate) giver: Vec<Process>,
}

impl Entry {
    /// Whether it can still be answered.
    pub const fn is_open(&self, now: Moment) -> bool {
        self.answer.is_none() && !self.request.is_expired(now)
    }

    /// That it can still be answered.
    pub(crate) fn check_open(&self, now: Moment) -> Result<(), QueueError> {
        match &self.answer {
            Some(answer) => Err(QueueError::Answered(self.request.id.clone(), answer.word)),
            None if self.request.is_expired(now) => Err(QueueError::Expired(self.request.id.clone())),
            None => Ok(()),
        }
    }

    /// That its answer was not given by this client, which is about to use it.
    fn check_giver(&self, client: Option<&Client>) -> Result<(), QueueError> {
        let apart = client.map_or(Err(Refusal::Unknown), |client| client.stands_apart(&self.giver));
        apart.map_err(|why| QueueError::Own { id: self.request.id.clone(), why })
    }

    /// Whether nothing of it counts any more. An unanswered request is kept as long again as it was open, so that the
    /// same call made a little too late hears that nobody answered.
    const fn is_over(&self, now: Moment) -> bool {
        match &self.answer {
            Some(answer) => now >= answer.expires,
            None => now >= self.request.expires.saturating_add(life(&self.request)),
        }
    }
}

const fn life(request: &Request) -> Moment {
    request.expires.saturating_sub(request.created)
}

/// What has become of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Granted(Answer),
    Denied(Answer),
    Expired,
    Waiting,
    Gone,
}

/// What is in the queue: readable requests, oldest first, and what is wrong with the other files.
#[derive(Debug, Default)]
pub struct Listing {
    /// The requests.
    pub entries: Vec<Entry>,
    /// The others.
    pub damaged: Vec<QueueError>,
}

/// The folder of requests, and the one in which their answers are noted.
#[derive(Clone, Debug)]
pub struct Queue {
    folder: PathBuf,
    vault: Vault,
}

impl Queue {
    /// In this folder, with answers noted in the other. Neither need exist.
    pub const fn new(folder: PathBuf, vault: PathBuf) -> Self {
        Self { folder, vault: Vault::new(vault) }
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where answers are noted.
    pub fn vault(&self) -> &Path {
        self.vault.folder()
    }

    /// Puts a question of this gate's client in, unless the very same was answered or waits; takes its grant where there
    /// is one.
    pub(crate) fn ask_for(
        &self,
        client: Option<&Client>,
        question: Question,
        now: Moment,
    ) -> Result<Asked, QueueError> {
        let _lock = self.lock()?;
        let (path, own) = (self.path(&question.binding), std::process::id());
        if let Some(mut entry) = self.believed(&path, now)?.filter(|entry| !entry.is_over(now)) {
            return match entry.answer.clone() {
                Some(answer) if answer.word == Word::Approved => {
                    self.use_up(&path, &entry, &answer, client)?;
                    Ok(Asked::Granted(entry.request, answer))
                }
                Some(answer) => Ok(Asked::Denied(entry.request, answer)),
                None if entry.request.is_expired(now) => {
                    self.remove(&path)?;
                    Ok(Asked::Expired(entry.request))
                }
                None => {
                    entry.askers = entry.askers.saturating_add(1);
                    entry.gates.retain(|gate| *gate != own);
                    entry.gates.push(own);
                    // More than can run at once have ended.
                    let ended = entry.gates.len().saturating_sub(MOST_GATES);
                    entry.gates.drain(..ended);
                    let client = client.cloned();
                    if !entry.clients.contains(&client) {
                        if entry.clients.len() >= MOST_CLIENTS {
                            return Err(QueueError::Crowd(entry.clients.len()));
                        }
                        entry.clients.push(client);
                    }
                    self.write(&path, &entry)?;
                    Ok(Asked::Waiting(entry.request))
                }
            };
        }
        self.make_room(&question.binding.server, now)?;
        let timeout = Moment::try_from(question.timeout.as_millis()).unwrap_or(Moment::MAX);
        let request = Request {
            id: new_id(&question.binding, now),
            binding: question.binding,
            asks: question.asks,
            client: question.client,
            created: now,
            expires: now.saturating_add(timeout),
        };
        let clients = vec![client.cloned()];
        let entry = Entry { request, gates: vec![own], clients, askers: 1, answer: None, giver: Vec::new() };
        self.write(&path, &entry)?;
        Ok(Asked::Waiting(entry.request))
    }

    /// Writes an answer down, and notes that it was given. Only a gate does that, once it has looked who gives it.
    ///
    /// # Errors
    /// [`QueueError`] where there is no such request, it is answered or over, or the files cannot be used.
    pub(crate) fn answer_from(
        &self,
        giver: &[Process],
        id: &str,
        answer: impl FnOnce(&Request) -> Answer,
        now: Moment,
    ) -> Result<Entry, QueueError> {
        let _lock = self.lock()?;
        let mut entry = self.find(id, now)?;
        if entry.request.id != id {
            return Err(QueueError::Unknown(id.to_owned()));
        }
        entry.check_open(now)?;
        // A grant must be usable as long as the request was answerable, whenever in that time it was given.
        let answer = Answer { when: now, expires: now.saturating_add(life(&entry.request)), ..answer(&entry.request) };
        entry.giver = giver.to_vec();
        self.vault
            .note(&entry, &answer, now)
            .map_err(|source| io_error("note an answer in", self.vault.folder(), source))?;
        entry.answer = Some(answer);
        self.write(&self.path(&entry.request.binding), &entry)?;
        Ok(entry)
    }

    /// The one request whose id begins so.
    ///
    /// # Errors
    /// [`QueueError::Unknown`], [`QueueError::Ambiguous`], or where the folder cannot be read.
    pub fn find(&self, prefix: &str, now: Moment) -> Result<Entry, QueueError> {
        let mut found: Vec<Entry> = self.list(now)?.entries;
        found.retain(|entry| !prefix.is_empty() && entry.request.id.starts_with(prefix));
        match (found.len(), found.pop()) {
            (1, Some(entry)) => Ok(entry),
            (0, _) => Err(QueueError::Unknown(prefix.to_owned())),
            (several, _) => Err(QueueError::Ambiguous(prefix.to_owned(), several)),
        }
    }

    /// What is in the queue and not over.
    ///
    /// # Errors
    /// [`QueueError`] where the folder is there and cannot be read.
    pub fn list(&self, now: Moment) -> Result<Listing, QueueError> {
        let mut listing = Listing::default();
        for path in self.files()? {
            let mut read = self.believed(&path, now);
            // An answer is used up in two steps; who looks between them looks again.
            for _ in 0..10 {
                if !matches!(read, Err(QueueError::UnknownAnswer(_))) {
                    break;
                }
                std::thread::sleep(std::time::Duration::from_millis(2));
                read = self.believed(&path, now);
            }
            match read {
                Ok(Some(entry)) if !entry.is_over(now) => listing.entries.push(entry),
                Ok(_) => {}
                Err(error) => listing.damaged.push(error),
            }
        }
        listing.entries.sort_by(|a, b| (a.request.created, &a.request.id).cmp(&(b.request.created, &b.request.id)));
        Ok(listing)
    }

    /// What has become of a request; a grant is taken, and an expiry said once.
    pub(crate) fn take_for(
        &self,
        client: Option<&Client>,
        id: &str,
        binding: &Binding,
        now: Moment,
    ) -> Result<Fate, QueueError> {
        let path = self.path(binding);
        // Looked at without the lock first: most looks find that nothing has happened.
        match self.read(&path)? {
            Some(entry) if entry.request.id == id && entry.is_open(now) => return Ok(Fate::Waiting),
            Some(_) => {}
            None => return Ok(Fate::Gone),
        }
        let _lock = self.lock()?;
        let Some(entry) = self.believed(&path, now)?.filter(|entry| entry.request.id == id) else {
            return Ok(Fate::Gone);
        };
        match entry.answer.clone() {
            None if !entry.request.is_expired(now) => Ok(Fate::Waiting),
            Some(answer) if now < answer.expires && answer.word == Word::Denied => Ok(Fate::Denied(answer)),
            Some(answer) if now < answer.expires => {
                self.use_up(&path, &entry, &answer, client)?;
                Ok(Fate::Granted(answer))
            }
            _ => {
                self.remove(&path)?;
                Ok(Fate::Expired)
            }
        }
    }

    /// Uses up a grant. What was noted goes first: a grant that is lost in between is asked for anew. One that does not
    /// count for this client is gone as well.
    fn use_up(&self, path: &Path, entry: &Entry, answer: &Answer, client: Option<&Client>) -> Result<(), QueueError> {
        let taken = self.vault.take(entry, answer);
        if !taken.map_err(|source| io_error("read", self.vault.folder(), source))? {
            return Err(QueueError::UnknownAnswer(path.to_owned()));
        }
        self.remove(path)?;
        entry.check_giver(client)
    }

    /// One asker less; a request that nobody asks any more, and nobody answered, leaves.
    pub(crate) fn withdraw(&self, id: &str, binding: &Binding) -> Result<(), QueueError> {
        let _lock = self.lock()?;
        let path = self.path(binding);
        let Some(mut entry) = self.read(&path)?.filter(|entry| entry.request.id == id) else { return Ok(()) };
        if entry.answer.is_some() {
            return Ok(());
        }
        entry.askers = entry.askers.saturating_sub(1);
        if entry.askers == 0 { self.remove(&path) } else { self.write(&path, &entry) }
    }

    /// Removes what is over, and refuses where too much is left.
    fn make_room(&self, server: &str, now: Moment) -> Result<(), QueueError> {
        let (mut all, mut of_one) = (0, 0);
        for path in self.files()? {
            match self.read(&path) {
                Ok(Some(entry)) if entry.is_over(now) => self.remove(&path)?,
                Ok(Some(entry)) => {
                    all += 1;
                    of_one += usize::from(entry.request.binding.server == server);
                }
                Ok(None) => {}
                // What is damaged takes room too, or the folder would grow without end.
                Err(_) => all += 1,
            }
        }
        match () {
            () if all >= MOST => Err(QueueError::Full(all)),
            () if of_one >= MOST_OF_ONE => Err(QueueError::Full(of_one)),
            () => Ok(()),
        }
    }

    fn path(&self, binding: &Binding) -> PathBuf {
        self.folder.join(format!("{}.json", binding.digest()))
    }

    #[cfg(test)]
    pub(crate) fn path_of(&self, request: &Request) -> PathBuf {
        self.path(&request.binding)
    }

    fn lock(&self) -> Result<std::fs::File, QueueError> {
        folder::make_private(&self.folder).map_err(|source| io_error("use", &self.folder, source))?;
        let path = self.folder.join("lock");
        folder::lock(&path).map_err(|source| io_error("lock", &path, source))
    }

    fn files(&self) -> Result<Vec<PathBuf>, QueueError> {
        let failed = |source| io_error("read", &self.folder, source);
        let folder = match std::fs::read_dir(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            folder => folder.map_err(failed)?,
        };
        let mut files = Vec::new();
        for file in folder {
            let path = file.map_err(failed)?.path();
            let stem = path.file_stem().and_then(|stem| stem.to_str());
            let is_ours =
                stem.is_some_and(|stem| stem.len() == 64 && stem.bytes().all(|byte| byte.is_ascii_hexdigit()));
            if is_ours && path.extension().is_some_and(|extension| extension == "json") {
                files.push(path);
            }
        }
        Ok(files)
    }

    /// The entry of a file. One that is not named after its own binding was put there by somebody else.
    fn read(&self, path: &Path) -> Result<Option<Entry>, QueueError> {
        // JSON in JSON: every quote of the arguments is escaped once more.
        let bytes = folder::read(path, 4 * MOST_BYTES as u64).map_err(|source| io_error("read", path, source))?;
        let Some(bytes) = bytes else { return Ok(None) };
        let damaged = |source| QueueError::Damaged { path: path.to_owned(), source };
        let entry: Entry = serde_json::from_slice(&bytes).map_err(damaged)?;
        if self.path(&entry.request.binding) != path {
            return Err(damaged(serde::de::Error::custom("its name is that of another call")));
        }
        Ok(Some(entry))
    }

    /// As [`Queue::read`], and an answer that still counts was given through a gate.
    fn believed(&self, path: &Path, now: Moment) -> Result<Option<Entry>, QueueError> {
        let Some(entry) = self.read(path)? else { return Ok(None) };
        if let Some(answer) = entry.answer.as_ref().filter(|_| !entry.is_over(now)) {
            let known = self.vault.knows(&entry, answer);
            if !known.map_err(|source| io_error("read", self.vault.folder(), source))? {
                return Err(QueueError::UnknownAnswer(path.to_owned()));
            }
        }
        Ok(Some(entry))
    }

    fn write(&self, path: &Path, entry: &Entry) -> Result<(), QueueError> {
        let damaged = |source| QueueError::Damaged { path: path.to_owned(), source };
        let bytes = serde_json::to_vec(entry).map_err(damaged)?;
        if bytes.len() > MOST_BYTES {
            return Err(QueueError::TooLarge(bytes.len()));
        }
        folder::replace(path, &bytes).map_err(|source| io_error("write", path, source))
    }

    fn remove(&self, path: &Path) -> Result<(), QueueError> {
        folder::remove(path).map(|_| ()).map_err(|source| io_error("remove", path, source))
    }
}

/// Unique in the queue, and no secret: it names a request and opens nothing.
fn new_id(binding: &Binding, now: Moment) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let mut id = sha256(format!("{} {now} {} {count}", binding.digest(), std::process::id()).as_bytes());
    id.truncate(16);
    id
}

pub(crate) fn io_error(what: &'static str, path: &Path, source: io::Error) -> QueueError {
    QueueError::Io { what, path: path.to_owned(), source }
}

#[cfg(test)]
#[path = "queue/tests.rs"]
mod tests;
