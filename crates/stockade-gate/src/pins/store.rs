//! The files of pins: one a server, in a folder of the user's state.
//!
//! - 0600 in a folder of 0700; a file or folder that others may write, or that belongs to somebody else, is refused;
//! - a file is replaced in one step (temporary file, `fsync`, rename), and gates of one server wait for each other by a lock;
//! - a file says whose it is: one that was copied to another server's name is damaged.

use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Instant;

use stockade_model::canonical::sha256;

use super::PinError;
use super::book::{Book, FORMAT};
use crate::own_files::BELIEVED;

/// A larger file is not read.
const MOST_BYTES: u64 = 256 << 20;
/// The most bytes of other servers' files that are read for the names of their tools, and the most names.
const MOST_OF_OTHERS: (u64, usize) = (32 << 20, 4096);

/// The folder of pins.
#[derive(Clone, Debug)]
pub struct Store {
    folder: PathBuf,
}

/// Which state of a file was read, to see cheaply whether it has changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    inode: u64,
    length: u64,
    changed: (i64, i64),
}

impl From<&Metadata> for Stamp {
    fn from(found: &Metadata) -> Self {
        Self { inode: found.ino(), length: found.len(), changed: (found.mtime(), found.mtime_nsec()) }
    }
}

/// A file that was read, held open: to see at each call whether it is still the same costs a fraction of what finding it by
/// its name does. Whoever writes pins puts another file in its place, which takes the name away from this one.
#[derive(Debug)]
pub(super) struct Watch {
    file: File,
    stamp: Stamp,
    looked: Instant,
}

impl Watch {
    /// The file at a path, where it is the one of that stamp.
    pub(super) fn of(path: &Path, stamp: Stamp) -> Option<Self> {
        let file = File::open(path).ok()?;
        let found = file.metadata().ok()?;
        (Stamp::from(&found) == stamp).then(|| Self { file, stamp, looked: Instant::now() })
    }

    /// Whether it surely is what it was. No only means that the path has to be asked.
    pub(super) fn is_same(&self) -> bool {
        self.looked.elapsed() < BELIEVED
            && self.file.metadata().is_ok_and(|found| found.nlink() > 0 && Stamp::from(&found) == self.stamp)
    }

    /// What it was when it was opened.
    pub(super) const fn stamp(&self) -> Stamp {
        self.stamp
    }

    /// It was found to be the one of that name.
    pub(super) fn seen(&mut self) {
        self.looked = Instant::now();
    }
}

impl Store {
    /// In this folder, which is made when something is first written.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file of a server. Identities hold anything, so the name is a digest of it.
    pub fn path(&self, server: &str) -> PathBuf {
        let digest = sha256(server.as_bytes());
        self.folder.join(format!("{}.json", digest.get(..32).unwrap_or(&digest)))
    }

    /// The state of a server's file; none where there is none.
    pub fn stamp(&self, server: &str) -> Result<Option<Stamp>, PinError> {
        Self::stamp_at(&self.path(server))
    }

    /// As [`stamp`](Self::stamp), for who asks at each call and keeps the [`path`](Self::path).
    pub(super) fn stamp_at(path: &Path) -> Result<Option<Stamp>, PinError> {
        match fs::symlink_metadata(path) {
            Ok(found) => Ok(Some(Stamp::from(&found))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(PinError::Io { path: path.to_owned(), source }),
        }
    }

    /// What is remembered of a server; none where it was never used.
    pub fn read(&self, server: &str) -> Result<Option<Book>, PinError> {
        let path = self.path(server);
        let Some(book) = self.read_file(&path)? else { return Ok(None) };
        if book.server != server {
            return Err(PinError::Damaged { path, reason: format!("it is of another server, `{}`", book.server) });
        }
        Ok(Some(book))
    }

    /// What is remembered of all servers, by name; and the files that cannot be used.
    pub fn all(&self) -> Result<(Vec<Book>, Vec<PinError>), PinError> {
        let (mut books, mut broken) = (Vec::new(), Vec::new());
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((books, broken)),
            Err(source) => return Err(self.failed(source)),
        };
        for entry in entries {
            let path = entry.map_err(|source| self.failed(source))?.path();
            let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if hidden || path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            match self.read_file(&path) {
                Ok(Some(book)) if self.path(&book.server) == path => books.push(book),
                Ok(Some(book)) => broken
                    .push(PinError::Damaged { path, reason: format!("it is of another server, `{}`", book.server) }),
                Ok(None) => {}
                Err(error) => broken.push(error),
            }
        }
        books.sort_by(|a, b| a.server.cmp(&b.server));
        Ok((books, broken))
    }

    /// The names of the tools that other servers have. What cannot be read is left out, as is what is too much: it is no
    /// reason to hold this server up. The same package with other arguments is no other server.
    pub fn names_elsewhere(&self, server: &str) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        let Ok(entries) = fs::read_dir(&self.folder) else { return names };
        let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        paths.sort();
        let (own, mut left) = (self.path(server), MOST_OF_OTHERS.0);
        for path in paths.iter().filter(|path| **path != own) {
            let length = fs::symlink_metadata(path).map_or(u64::MAX, |found| found.len());
            let Some(rest) = left.checked_sub(length) else { continue };
            let Ok(Some(book)) = self.read_file(path) else { continue };
            left = rest;
            if package(&book.server) != package(server) {
                names.extend(book.tools.into_keys().take(MOST_OF_OTHERS.1.saturating_sub(names.len())));
            }
        }
        names
    }

    /// Reads, changes and writes under a lock. Without a file, `change` gets none and may make one; what it says is written
    /// only where it says that something changed.
    pub fn change<T>(
        &self,
        server: &str,
        change: impl FnOnce(&mut Option<Book>) -> Result<(bool, T), PinError>,
    ) -> Result<T, PinError> {
        let lock = self.lock()?;
        let mut book = self.read(server)?;
        let (changed, answer) = change(&mut book)?;
        if changed {
            let path = self.path(server);
            match &book {
                Some(book) => self.write(&path, book)?,
                None => remove(&path)?,
            }
        }
        drop(lock);
        Ok(answer)
    }

    fn lock(&self) -> Result<File, PinError> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder).map_err(|source| self.failed(source))?;
        let found = fs::symlink_metadata(&self.folder).map_err(|source| self.failed(source))?;
        trusted(&self.folder, &found, false)?;
        let path = self.folder.join(".lock");
        let failed = |source| PinError::Io { path: path.clone(), source };
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false).mode(0o600);
        let file = options.open(&path).map_err(failed)?;
        file.lock().map_err(failed)?;
        Ok(file)
    }

    fn read_file(&self, path: &Path) -> Result<Option<Book>, PinError> {
        let failed = |source| PinError::Io { path: path.to_owned(), source };
        let damaged = |reason: String| PinError::Damaged { path: path.to_owned(), reason };
        match fs::symlink_metadata(path) {
            Ok(found) if !found.is_file() => {
                return Err(PinError::Unsafe { path: path.to_owned(), reason: "it is not a plain file" });
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        }
        trusted(&self.folder, &fs::symlink_metadata(&self.folder).map_err(failed)?, false)?;
        let file = File::open(path).map_err(failed)?;
        let found = file.metadata().map_err(failed)?;
        trusted(path, &found, true)?;
        let mut bytes = Vec::with_capacity(usize::try_from(found.len().min(MOST_BYTES)).unwrap_or(0) + 1);
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > MOST_BYTES {
            return Err(damaged("it is larger than any pins".to_owned()));
        }
        let book: Book = serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))?;
        if book.format != FORMAT {
            return Err(damaged(format!("it has format {}, and this program reads {FORMAT}", book.format)));
        }
        for (part, pinned) in book.parts() {
            for version in std::iter::once(&pinned.current).chain(&pinned.held).chain(&pinned.before) {
                if sha256(version.text.as_bytes()) != version.digest {
                    return Err(damaged(format!("the digest of `{}` is not that of its text", part.name())));
                }
            }
        }
        Ok(Some(book))
    }

    fn write(&self, path: &Path, book: &Book) -> Result<(), PinError> {
        let failed = |source: io::Error| PinError::Io { path: path.to_owned(), source };
        let text = serde_json::to_vec_pretty(book).map_err(|error| failed(error.into()))?;
        // Under the lock, so one name is enough; what a killed program left there is replaced.
        let temporary = path.with_extension("tmp");
        remove(&temporary)?;
        let write = || {
            let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
            file.write_all(&text)?;
            file.sync_all()?;
            fs::rename(&temporary, path)?;
            File::open(&self.folder)?.sync_all()
        };
        write().map_err(|error| {
            let _ = fs::remove_file(&temporary);
            failed(error)
        })
    }

    fn failed(&self, source: io::Error) -> PinError {
        PinError::Io { path: self.folder.clone(), source }
    }
}

/// The package of an identity, whatever its version and what else the command line says; anything else is itself.
fn package(server: &str) -> &str {
    if !server.starts_with("pkg:") {
        return server;
    }
    let name = server.split_once('#').map_or(server, |(name, _)| name);
    name.rsplit_once('@').filter(|(_, version)| !version.contains('/')).map_or(name, |(name, _)| name)
}

fn remove(path: &Path) -> Result<(), PinError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(PinError::Io { path: path.to_owned(), source: error })
        }
        _ => Ok(()),
    }
}

/// Only this user may have written it.
fn trusted(path: &Path, found: &Metadata, file: bool) -> Result<(), PinError> {
    let refuse = |reason| Err(PinError::Unsafe { path: path.to_owned(), reason });
    if file != found.is_file() || file == found.is_dir() {
        return refuse(if file { "it is not a plain file" } else { "it is not a folder" });
    }
    if found.uid() != nix::unistd::geteuid().as_raw() {
        return refuse("it belongs to somebody else");
    }
    if found.mode() & 0o022 != 0 {
        return refuse("others may write it");
    }
    Ok(())
}
