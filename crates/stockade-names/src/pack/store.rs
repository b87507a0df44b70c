//! The packs that a user took after the program was built: the one in use, and the one before it.
//!
//! ```text
//! current.pack    newest one taken, signed
//! previous.pack   the one before it, signed
//! state.json      the highest version ever taken, and whether the user went back on purpose
//! osv.tsv         known malware that the user imported, lines of `malware` and their sum; unsigned: the user chose the source
//! lock            held while any of them changes
//! ```
//! - a pack is taken only with a signature of a trusted key, and only if it is newer than everything that was ever taken:
//!   whoever serves an old pack serves one that does not know the newest malware;
//! - every file is replaced as a whole (written beside, synced, renamed), so that a crash leaves the old or the new one;
//! - signatures are checked again each time a pack is read: whoever can write the folder cannot write a pack;
//! - what is damaged is an error, and never a silent step back. A damaged pack can be replaced by a newer one and gone back
//!   from: the state says what the newest one was;
//! - a pack of a format that only former versions of the program read is set aside for the program's own, which came with the
//!   new version ([`InUse::set_aside`] says so), unless the user went back to it on purpose;
//! - a pack is walked once, when it is taken; the records that were imported are summed up each time, and looked through where
//!   the sum behind them is missing or another: that is slower, and nobody's name stands for them.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Pack, PackError, PackId, malware};
pub use files::read_bounded;
use files::{Sealed, io_error, make_folder, private, read_pack, read_records, sync_folder};

mod files;

/// No pack is larger; a larger file is not read to its end.
pub const MOST_BYTES: u64 = 64 * 1024 * 1024;

/// The store could not do its work.
#[derive(Debug, Error)]
pub enum StoreError {
    /// A file or folder of the store, or the file to take.
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
    /// A file that is no usable pack.
    #[error("`{}` cannot be used", path.display())]
    Pack {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: PackError,
    },
    /// More bytes than any pack has.
    #[error("`{}` has more than {MOST_BYTES} bytes", .0.display())]
    TooLarge(PathBuf),
    /// A line among the imported records that a look-up would miss.
    #[error("`{}` is damaged at line {}: {}", path.display(), bad.number, bad.what)]
    Records {
        /// The file.
        path: PathBuf,
        /// The line.
        bad: malware::BadLine,
    },
    /// Imported records that are all right, and others than were written.
    #[error("`{}` was changed since it was written", .0.display())]
    Changed(PathBuf),
    /// The state file is not one of ours.
    #[error("`{}` is damaged; remove the folder to start again with the program's own pack", .0.display())]
    State(PathBuf),
    /// Nothing to go back to.
    #[error("there is no older pack: the one in use came with the program")]
    NothingOlder,
}

/// As stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct State {
    highest: u64,
    rolled_back: bool,
}

/// The folder of packs.
#[derive(Clone, Debug)]
pub struct Store<'a> {
    folder: PathBuf,
    trusted: &'a [&'a str],
}

/// What is used, and where it came from.
#[derive(Debug)]
pub struct InUse<'a> {
    /// The pack.
    pub pack: Cow<'a, Pack>,
    /// Its file; none for the program's own.
    pub file: Option<PathBuf>,
    /// Whether the user went back to it on purpose.
    pub rolled_back: bool,
    /// What would be used if this program could read it.
    pub set_aside: Option<SetAside>,
}

impl<'a> InUse<'a> {
    const fn own(own: &'a Pack, rolled_back: bool) -> Self {
        Self { pack: Cow::Borrowed(own), file: None, rolled_back, set_aside: None }
    }
}

/// A pack that was taken by a former version of the program, in a format that this one reads no longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAside {
    /// Its file.
    pub file: PathBuf,
    /// Its format.
    pub format: u32,
    /// The newest version that was ever taken.
    pub highest: u64,
}

impl<'a> Store<'a> {
    /// In this folder, which need not exist, with these keys.
    pub const fn new(folder: PathBuf, trusted: &'a [&'a str]) -> Self {
        Self { folder, trusted }
    }

    /// The pack to use: the newest one taken, if it is newer than the program's own or the user went back to it.
    ///
    /// # Errors
    /// [`StoreError`] where the folder holds something that cannot be used.
    pub fn in_use<'p>(&self, own: &'p Pack) -> Result<InUse<'p>, StoreError> {
        let state = self.state()?;
        let path = self.path("current.pack");
        match self.read(&path) {
            Err(StoreError::Pack { source: PackError::Format { found, known }, .. })
                if found < known && !state.rolled_back =>
            {
                let set_aside = Some(SetAside { file: path, format: found, highest: state.highest });
                Ok(InUse { set_aside, ..InUse::own(own, false) })
            }
            Err(error) => Err(error),
            Ok(Some(pack)) if pack.version() > own.version() || state.rolled_back => {
                let rolled_back = state.rolled_back;
                Ok(InUse { pack: Cow::Owned(pack), file: Some(path), rolled_back, set_aside: None })
            }
            Ok(_) => Ok(InUse::own(own, state.rolled_back)),
        }
    }

    /// Takes a pack.
    ///
    /// # Errors
    /// [`StoreError`] where it is unsigned, signed by somebody else, damaged, or not newer than what was taken before.
    pub fn take(&self, bytes: Vec<u8>, from: &Path, own: &Pack) -> Result<PackId, StoreError> {
        let pack = |source| StoreError::Pack { path: from.to_owned(), source };
        let new = Pack::open_signed(bytes, self.trusted).map_err(pack)?;
        new.walk().map_err(pack)?;
        let _lock = self.lock()?;
        let state = self.state()?;
        let used = usable(self.in_use(own))?;
        // After a step back the newest one may be taken again, but nothing older than it.
        let current = used.as_ref().map_or(own.version(), |used| used.pack.version());
        if new.version() <= current || new.version() < state.highest {
            let current = current.max(state.highest);
            return Err(pack(PackError::Rollback { found: new.version(), current }));
        }
        match &used {
            Some(used) if used.file.is_some() => self.write("previous.pack", used.pack.bytes())?,
            // The step back led to the program's own pack, or that one is newer than what lies here.
            Some(_) => self.remove("previous.pack")?,
            // A damaged one is nothing to go back to; the one before it still is.
            None => {}
        }
        // First the version: a crash in between refuses the older ones too early rather than too late.
        self.write_state(State { highest: new.version().max(state.highest), rolled_back: false })?;
        self.write("current.pack", new.bytes())?;
        Ok(new.id())
    }

    /// Goes back on purpose: to the pack before the one in use, else to the program's own.
    ///
    /// # Errors
    /// [`StoreError::NothingOlder`] where the program's own is in use already.
    pub fn roll_back<'p>(&self, own: &'p Pack) -> Result<InUse<'p>, StoreError> {
        let _lock = self.lock()?;
        let state = self.state()?;
        if usable(self.in_use(own))?.is_some_and(|used| used.file.is_none()) {
            return Err(StoreError::NothingOlder);
        }
        match usable(self.read(&self.path("previous.pack")))?.flatten() {
            Some(older) => {
                self.write_state(State { rolled_back: true, ..state })?;
                self.write("current.pack", older.bytes())?;
                self.remove("previous.pack")?;
            }
            None => {
                self.remove("current.pack")?;
                self.remove("previous.pack")?;
                self.write_state(State { rolled_back: true, ..state })?;
            }
        }
        self.in_use(own)
    }

    /// The records that the user imported: sorted lines of [`super::malware`]; empty where there are none.
    ///
    /// # Errors
    /// [`StoreError`] where they cannot be read, or where a look-up would miss one of them.
    pub fn imported(&self) -> Result<Vec<u8>, StoreError> {
        let path = self.path("osv.tsv");
        let Some((lines, sealed)) = read_records(&path)? else { return Ok(Vec::new()) };
        if sealed == Sealed::Well {
            return Ok(lines);
        }
        match malware::check(&lines) {
            Err(bad) => Err(StoreError::Records { path, bad }),
            Ok(()) if sealed == Sealed::Otherwise => Err(StoreError::Changed(path)),
            Ok(()) => Ok(lines),
        }
    }

    /// Replaces the records that the user imported by these lines, sorted by bytes.
    ///
    /// # Errors
    /// [`StoreError`] where they cannot be written or are more than [`MOST_BYTES`].
    pub fn import(&self, lines: &str) -> Result<(), StoreError> {
        if lines.len() as u64 > MOST_BYTES {
            return Err(StoreError::TooLarge(self.path("osv.tsv")));
        }
        let _lock = self.lock()?;
        self.write("osv.tsv", [lines, &files::seal(lines.as_bytes())].concat().as_bytes())
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.join(file)
    }

    fn read(&self, path: &Path) -> Result<Option<Pack>, StoreError> {
        let Some((bytes, sum)) = read_pack(path)? else { return Ok(None) };
        let pack = Pack::open_sealed(bytes, sum, self.trusted);
        pack.map(Some).map_err(|source| StoreError::Pack { path: path.to_owned(), source })
    }

    fn state(&self) -> Result<State, StoreError> {
        let path = self.path("state.json");
        match read_bounded(&path)? {
            Some(bytes) => serde_json::from_slice(&bytes).map_err(|_| StoreError::State(path)),
            None => Ok(State::default()),
        }
    }

    fn write_state(&self, state: State) -> Result<(), StoreError> {
        let text = serde_json::to_vec(&state).map_err(|_| StoreError::State(self.path("state.json")))?;
        self.write("state.json", &text)
    }

    /// Held until it is dropped; the system lets go of it when the process dies.
    fn lock(&self) -> Result<File, StoreError> {
        make_folder(&self.folder).map_err(|source| io_error("create", &self.folder, source))?;
        let path = self.path("lock");
        let file = private(File::options().create(true).truncate(false).write(true)).open(&path);
        let file = file.and_then(|file| file.lock().map(|()| file));
        file.map_err(|source| io_error("lock", &path, source))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.path(name);
        let written = || -> io::Result<()> {
            // Temporary files are readable by their owner alone.
            let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            file.persist(&path).map_err(|error| error.error)?;
            sync_folder(&self.folder)
        };
        written().map_err(|source| io_error("write", &path, source))
    }

    fn remove(&self, name: &str) -> Result<(), StoreError> {
        let path = self.path(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(io_error("remove", &path, error)),
            _ => sync_folder(&self.folder).map_err(|source| io_error("sync", &self.folder, source)),
        }
    }
}

/// None where it is a damaged pack: what replaces it need not read it.
fn usable<T>(read: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
    match read {
        Ok(read) => Ok(Some(read)),
        Err(StoreError::Pack { .. } | StoreError::TooLarge(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests;
