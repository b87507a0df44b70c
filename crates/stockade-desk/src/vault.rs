//! What makes an answer one: a note of it that no writer of the queue can make.
//!
//! ```text
//! grants/                  0700, apart from the queue and from all other state
//!   <request id>           the digest of request, answer and who gave it, and when it ends, 0600
//! ```
//!
//! Constraints:
//! - only a gate that took an answer over its socket writes here; a note is used up by whoever removes its file, so that
//!   a copy of a used answer, put back into the queue, counts for nothing;
//! - there is no key that could leak: what counts is who can write here. `stockade run` starts no server that was given
//!   this folder;
//! - what cannot be read is an error, and an error grants nothing.

use std::io;
use std::path::{Path, PathBuf};

use stockade_model::approval::{Answer, Moment, Request};
use stockade_model::canonical::sha256;

use crate::folder;
use crate::queue::Entry;

/// The bytes of a note.
const MOST_BYTES: u64 = 256;

/// The folder of notes.
#[derive(Clone, Debug)]
pub(crate) struct Vault {
    folder: PathBuf,
}

impl Vault {
    pub(crate) const fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Notes an answer, and forgets those that are over.
    pub(crate) fn note(&self, entry: &Entry, answer: &Answer, now: Moment) -> io::Result<()> {
        folder::make_private(&self.folder)?;
        for file in std::fs::read_dir(&self.folder)? {
            let path = file?.path();
            if folder::read(&path, MOST_BYTES).ok().flatten().is_some_and(|note| is_over(&note, now)) {
                folder::remove(&path)?;
            }
        }
        folder::replace(&self.path(&entry.request)?, note(entry, answer)?.as_bytes())
    }

    /// Whether this very answer was given, and not used up.
    pub(crate) fn knows(&self, entry: &Entry, answer: &Answer) -> io::Result<bool> {
        let found = folder::read(&self.path(&entry.request)?, MOST_BYTES)?;
        Ok(found.is_some_and(|found| note(entry, answer).is_ok_and(|note| note.as_bytes() == found)))
    }

    /// Uses an answer up. False where another was faster, or it never was given.
    pub(crate) fn take(&self, entry: &Entry, answer: &Answer) -> io::Result<bool> {
        Ok(self.knows(entry, answer)? && folder::remove(&self.path(&entry.request)?)?)
    }

    /// An id comes from a file of the queue: it names no other folder.
    fn path(&self, request: &Request) -> io::Result<PathBuf> {
        let is_id = !request.id.is_empty() && request.id.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_id {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the request has no id of ours"));
        }
        Ok(self.folder.join(&request.id))
    }
}

fn note(entry: &Entry, answer: &Answer) -> io::Result<String> {
    let bytes = serde_json::to_vec(&(&entry.request, answer, &entry.giver))?;
    Ok(format!("{} {}\n", answer.expires, sha256(&bytes)))
}

fn is_over(note: &[u8], now: Moment) -> bool {
    let text = String::from_utf8_lossy(note);
    text.split_once(' ').and_then(|(moment, _)| moment.parse::<Moment>().ok()).is_none_or(|moment| now >= moment)
}
