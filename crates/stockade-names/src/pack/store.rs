//! The packs that a user took after the program was built: the one in use, and the one before it.
//!
//! ```text
//! current.pack    newest one taken, signed
//! previous.pack   the one before it, signed
//! state.json      the highest version ever taken, and whether the user went back on purpose
//! osv.tsv         known malware that the user imported, lines of `malware`; unsigned: the user chose the source
//! lock            held while any of them changes
//! ```
//! - a pack is taken only with a signature of a trusted key, and only if it is newer than everything that was ever taken:
//!   whoever serves an old pack serves one that does not know the newest malware;
//! - every file is replaced as a whole (written beside, synced, renamed), so that a crash leaves the old or the new one;
//! - signatures are checked again each time a pack is read: whoever can write the folder cannot write a pack;
//! - what is damaged is an error; falling back to the program's own pack is the caller's decision, and must be said. A
//!   damaged pack can be replaced by a newer one and gone back from: the state says what the newest one was.

use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{Pack, PackError, PackId};

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
        match self.read(&path)? {
            Some(pack) if pack.version() > own.version() || state.rolled_back => {
                Ok(InUse { pack: Cow::Owned(pack), file: Some(path), rolled_back: state.rolled_back })
            }
            _ => Ok(InUse { pack: Cow::Borrowed(own), file: None, rolled_back: state.rolled_back }),
        }
    }

    /// Takes a pack.
    ///
    /// # Errors
    /// [`StoreError`] where it is unsigned, signed by somebody else, damaged, or not newer than what was taken before.
    pub fn take(&self, bytes: Vec<u8>, from: &Path, own: &Pack) -> Result<PackId, StoreError> {
        let pack = |source| StoreError::Pack { path: from.to_owned(), source };
        let new = Pack::open_signed(bytes, self.trusted).map_err(pack)?;
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
    /// [`StoreError`] where they cannot be read.
    pub fn imported(&self) -> Result<Vec<u8>, StoreError> {
        Ok(read_bounded(&self.path("osv.tsv"))?.unwrap_or_default())
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
        self.write("osv.tsv", lines.as_bytes())
    }

    fn path(&self, file: &str) -> PathBuf {
        self.folder.join(file)
    }

    fn read(&self, path: &Path) -> Result<Option<Pack>, StoreError> {
        let Some(bytes) = read_bounded(path)? else { return Ok(None) };
        let pack = Pack::open_signed(bytes, self.trusted);
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

/// A whole file of at most [`MOST_BYTES`]; none where there is no such file.
///
/// # Errors
/// [`StoreError`] where it cannot be read or is larger.
pub fn read_bounded(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file.map_err(|source| io_error("read", path, source))?,
    };
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|source| io_error("read", path, source))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(StoreError::TooLarge(path.to_owned()));
    }
    Ok(Some(bytes))
}

fn io_error(what: &'static str, path: &Path, source: io::Error) -> StoreError {
    StoreError::Io { what, path: path.to_owned(), source }
}

/// What is made is its owner's alone.
#[cfg(unix)]
fn private(options: &mut fs::OpenOptions) -> &mut fs::OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600)
}

#[cfg(not(unix))]
fn private(options: &mut fs::OpenOptions) -> &mut fs::OpenOptions {
    options
}

#[cfg(unix)]
fn make_folder(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn make_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)
}

/// Makes a rename last through a power cut.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Windows writes renames through, and opens no folder as a file.
#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use minisign::KeyPair;

    use super::*;
    use crate::pack::build::{Input, build};
    use crate::pack::signature;

    struct Publisher(KeyPair);

    impl Publisher {
        fn new() -> Self {
            Self(KeyPair::generate_unencrypted_keypair().unwrap())
        }

        fn key(&self) -> String {
            self.0.pk.to_base64()
        }

        fn pack(&self, version: u64) -> Vec<u8> {
            let bytes = unsigned(version);
            let signed = signature::signed_part(&bytes).unwrap();
            let text = minisign::sign(None, &self.0.sk, signed, None, None).unwrap().into_string();
            signature::attach(&bytes, &text).unwrap()
        }
    }

    fn unsigned(version: u64) -> Vec<u8> {
        build(&Input { version, ..Input::default() }).unwrap()
    }

    fn refusal(error: &StoreError) -> &PackError {
        let StoreError::Pack { source, .. } = error else { panic!("{error:?}") };
        source
    }

    #[test]
    fn newer_packs_are_taken_and_given_back_on_purpose_alone() {
        let folder = tempfile::tempdir().unwrap();
        let publisher = Publisher::new();
        let key = publisher.key();
        let trusted = [key.as_str()];
        let store = Store::new(folder.path().join("packs"), &trusted);
        let own = Pack::open(unsigned(10)).unwrap();
        let used = |store: &Store<'_>| store.in_use(&own).map(|used| (used.pack.version(), used.rolled_back)).unwrap();
        let take = |version| store.take(publisher.pack(version), Path::new("new.pack"), &own);

        assert_eq!(used(&store), (10, false));
        assert!(matches!(store.roll_back(&own), Err(StoreError::NothingOlder)));
        assert!(matches!(refusal(&take(10).unwrap_err()), PackError::Rollback { found: 10, current: 10 }));
        assert_eq!(take(12).unwrap().version, 12);
        assert_eq!(take(14).unwrap().version, 14);
        assert_eq!(used(&store), (14, false));
        assert!(matches!(refusal(&take(13).unwrap_err()), PackError::Rollback { found: 13, current: 14 }));

        assert_eq!(store.roll_back(&own).unwrap().pack.version(), 12);
        assert_eq!(used(&store), (12, true));
        // Going back does not open the way for an older pack than the newest one.
        assert!(matches!(refusal(&take(13).unwrap_err()), PackError::Rollback { found: 13, current: 14 }));
        assert_eq!(store.roll_back(&own).unwrap().pack.version(), 10);
        assert!(store.roll_back(&own).is_err());
        assert_eq!(take(14).unwrap().version, 14);
        assert_eq!(used(&store), (14, false));
        // A program that brings a newer pack than the one taken uses its own.
        let newer = Pack::open(unsigned(20)).unwrap();
        assert!(store.in_use(&newer).unwrap().file.is_none());
    }

    #[test]
    fn what_is_not_signed_by_a_trusted_key_is_never_used() {
        let folder = tempfile::tempdir().unwrap();
        let (publisher, stranger) = (Publisher::new(), Publisher::new());
        let key = publisher.key();
        let trusted = [key.as_str()];
        let store = Store::new(folder.path().to_owned(), &trusted);
        let own = Pack::open(unsigned(1)).unwrap();
        let take = |bytes| refusal(&store.take(bytes, Path::new("new.pack"), &own).unwrap_err()).clone();
        assert_eq!(take(unsigned(2)), PackError::Unsigned);
        assert_eq!(take(stranger.pack(2)), PackError::Signature);
        assert_eq!(take(b"hello".to_vec()), PackError::NotAPack);
        let good = publisher.pack(2);
        for at in [9, 20, 40, good.len() / 3, good.len() - 30] {
            let mut damaged = good.clone();
            damaged[at] ^= 1;
            assert!(store.take(damaged, Path::new("new.pack"), &own).is_err(), "byte {at}");
        }
        // The last byte is the line break behind the signature.
        for cut in 0..good.len() - 1 {
            assert!(store.take(good[..cut].to_vec(), Path::new("new.pack"), &own).is_err(), "cut at {cut}");
        }
        store.take(good, Path::new("new.pack"), &own).unwrap();
        // Somebody writes into the folder.
        fs::write(folder.path().join("current.pack"), stranger.pack(3)).unwrap();
        assert_eq!(*refusal(&store.in_use(&own).unwrap_err()), PackError::Signature);
        fs::write(folder.path().join("state.json"), "{").unwrap();
        assert!(matches!(store.in_use(&own), Err(StoreError::State(_))));
    }

    #[test]
    fn a_damaged_pack_is_replaced_and_gone_back_from() {
        let folder = tempfile::tempdir().unwrap();
        let publisher = Publisher::new();
        let key = publisher.key();
        let trusted = [key.as_str()];
        let store = Store::new(folder.path().to_owned(), &trusted);
        let own = Pack::open(unsigned(10)).unwrap();
        let take = |version| store.take(publisher.pack(version), Path::new("new.pack"), &own);
        let damage = |name: &str| fs::write(folder.path().join(name), "cut").unwrap();
        take(12).unwrap();
        take(14).unwrap();
        damage("current.pack");
        assert!(store.in_use(&own).is_err(), "never in silence");
        assert!(matches!(refusal(&take(13).unwrap_err()), PackError::Rollback { found: 13, current: 14 }));
        assert_eq!(take(14).unwrap().version, 14);
        damage("current.pack");
        assert_eq!(store.roll_back(&own).unwrap().pack.version(), 12);
        take(15).unwrap();
        damage("current.pack");
        damage("previous.pack");
        assert_eq!(store.roll_back(&own).unwrap().pack.version(), 10);
        assert_eq!(store.in_use(&own).unwrap().pack.version(), 10);
        assert_eq!(take(16).unwrap().version, 16);
    }

    #[test]
    #[cfg(unix)]
    fn every_file_is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let publisher = Publisher::new();
        let key = publisher.key();
        let trusted = [key.as_str()];
        let store = Store::new(folder.path().join("packs"), &trusted);
        let own = Pack::open(unsigned(10)).unwrap();
        store.take(publisher.pack(12), Path::new("new.pack"), &own).unwrap();
        store.take(publisher.pack(13), Path::new("new.pack"), &own).unwrap();
        store.import("npm\tx\t*\tMAL-2026-1\tA\tmalicious\tOSV\n").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&folder.path().join("packs")), 0o700);
        let mut names = Vec::new();
        for entry in fs::read_dir(folder.path().join("packs")).unwrap() {
            let entry = entry.unwrap();
            assert_eq!(mode(&entry.path()), 0o600, "{}", entry.path().display());
            names.push(entry.file_name().into_string().unwrap());
        }
        names.sort();
        assert_eq!(names, ["current.pack", "lock", "osv.tsv", "previous.pack", "state.json"]);
    }
}
