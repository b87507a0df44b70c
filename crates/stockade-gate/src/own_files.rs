//! Files that only their owner may touch, and a lock that several gates take in turn.
//!
//! Constraints:
//! - directories are made 0700 and files 0600; what others may write is refused, not used;
//! - a lock that is not to be had in time is an error: a gate that waits for ever is a gate that is down;
//! - a lock file that was removed or replaced meanwhile counts for nothing: it is opened anew before it is believed;
//! - to ask an open file what became of it costs a fraction of what finding it by its name does: [`look_again`].

use std::fs::{DirBuilder, File, Metadata, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How long a lock is waited for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// Which file a name means at the moment.
pub(crate) type Identity = (u64, u64);

/// The identity of an open file, or of what a path leads to.
pub(crate) fn identity(found: &Metadata) -> Identity {
    (found.dev(), found.ino())
}

/// What a name leads to at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) identity: Identity,
    pub(crate) length: u64,
}

impl From<&Metadata> for Found {
    fn from(found: &Metadata) -> Self {
        Self { identity: identity(found), length: found.len() }
    }
}

/// Looks what a path leads to. Not for its times: whoever asks for those has the next write note an exact one, which costs
/// as much as the write (Linux from 6.13 on, "multigrain timestamps").
#[cfg(target_os = "linux")]
pub(crate) fn look(path: &Path) -> io::Result<Found> {
    use rustix::fs::{AtFlags, CWD, StatxFlags, makedev, statx};
    let wanted = StatxFlags::INO | StatxFlags::SIZE;
    match statx(CWD, path, AtFlags::empty(), wanted) {
        Ok(found) if StatxFlags::from_bits_retain(found.stx_mask).contains(wanted) => {
            let identity = (makedev(found.stx_dev_major, found.stx_dev_minor), found.stx_ino);
            Ok(Found { identity, length: found.stx_size })
        }
        // A sandbox or an old kernel has no statx(2).
        Ok(_) | Err(rustix::io::Errno::NOSYS | rustix::io::Errno::PERM) => Ok(Found::from(&std::fs::metadata(path)?)),
        Err(error) => Err(error.into()),
    }
}

/// Looks what a path leads to.
#[cfg(not(target_os = "linux"))]
pub(crate) fn look(path: &Path) -> io::Result<Found> {
    Ok(Found::from(&std::fs::metadata(path)?))
}

/// How long a file that was neither removed nor replaced is believed to be the one of its name: somebody may have
/// moved it or its folder.
pub(crate) const BELIEVED: Duration = Duration::from_millis(100);

/// Looks what a path leads to, which led to this open file at that time. The file tells most by itself: it has lost its name
/// where it was removed or another one was put in its place. Not so where it was given another name: who does that says so by
/// [`Held::turn`].
pub(crate) fn look_again(file: &File, at: &mut Instant, path: &Path) -> io::Result<Found> {
    if at.elapsed() < BELIEVED
        && let Some(found) = still_named(file)
    {
        return Ok(found);
    }
    let found = look(path)?;
    *at = Instant::now();
    Ok(found)
}

#[cfg(target_os = "linux")]
fn still_named(file: &File) -> Option<Found> {
    use rustix::fs::{AtFlags, StatxFlags, makedev, statx};
    let wanted = StatxFlags::INO | StatxFlags::SIZE | StatxFlags::NLINK;
    let found = statx(file, "", AtFlags::EMPTY_PATH, wanted).ok()?;
    let known = StatxFlags::from_bits_retain(found.stx_mask).contains(wanted);
    (known && found.stx_nlink > 0).then(|| {
        let identity = (makedev(found.stx_dev_major, found.stx_dev_minor), found.stx_ino);
        Found { identity, length: found.stx_size }
    })
}

#[cfg(not(target_os = "linux"))]
fn still_named(file: &File) -> Option<Found> {
    let found = file.metadata().ok()?;
    (found.nlink() > 0).then(|| Found::from(&found))
}

/// Makes a directory that only its owner may enter, and refuses one that others may write.
pub(crate) fn directory(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    check(path, &std::fs::metadata(path)?)
}

/// Opens a file for reading and appending; made 0600 where it is not there.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path)?;
    check(path, &file.metadata()?)?;
    Ok(file)
}

/// As [`open`], but only what is there already.
pub(crate) fn open_existing(path: &Path) -> io::Result<File> {
    let file = OpenOptions::new().read(true).append(true).open(path)?;
    check(path, &file.metadata()?)?;
    Ok(file)
}

/// Puts a whole file in place in one step. Only for the holder of a lock: the temporary name is the same each time.
pub(crate) fn replace(path: &Path, content: &[u8]) -> io::Result<File> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    let temporary = path.with_file_name(name);
    match std::fs::remove_file(&temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let write = || {
        let mut file = OpenOptions::new().read(true).append(true).create_new(true).mode(0o600).open(&temporary)?;
        file.write_all(content)?;
        // Without it a machine that loses power may keep the new name and none of the content.
        file.sync_data()?;
        std::fs::rename(&temporary, path)?;
        Ok(file)
    };
    write().inspect_err(|_| {
        let _ = std::fs::remove_file(&temporary);
    })
}

/// Random bytes of the system, for salts and marks that nobody guesses.
pub(crate) fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Refuses what another user owns or may write.
fn check(path: &Path, found: &Metadata) -> io::Result<()> {
    let refuse = |why: &str| {
        let text = format!("`{}` {why}", path.display());
        Err(io::Error::new(io::ErrorKind::PermissionDenied, text))
    };
    if found.uid() != nix::unistd::geteuid().as_raw() {
        return refuse("belongs to another user");
    }
    if found.mode() & 0o022 != 0 {
        return refuse("may be written by others: take that right away with `chmod go-w`");
    }
    Ok(())
}

/// An exclusive lock between processes, on a file of its own.
#[derive(Debug)]
pub(crate) struct Lock {
    path: PathBuf,
    file: File,
    identity: Identity,
    /// When its path was found to lead to it.
    looked: Instant,
}

/// The lock, held until this goes away.
#[derive(Debug)]
pub(crate) struct Held<'a> {
    file: &'a File,
    path: &'a Path,
    identity: Identity,
    /// How often somebody gave a file that the lock is for another name: the length of the lock file, which nobody reads.
    pub(crate) turn: u64,
}

impl Held<'_> {
    /// Whether its path leads to the lock that is held: to be asked before something is made anew, for whoever moved the folder
    /// away took the lock with it, and others may hold another one.
    pub(crate) fn is_named(&self) -> bool {
        look(self.path).is_ok_and(|found| found.identity == self.identity)
    }

    /// Says to all who have it open that a file that the lock is for has another name now.
    pub(crate) fn turn(&mut self) -> io::Result<()> {
        self.file.set_len(self.turn + 1)?;
        self.turn += 1;
        Ok(())
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

impl Lock {
    /// Opens the lock file, or makes it.
    pub(crate) fn open(path: PathBuf) -> io::Result<Self> {
        let file = open(&path)?;
        let identity = identity(&file.metadata()?);
        Ok(Self { path, file, identity, looked: Instant::now() })
    }

    /// Waits for the lock.
    pub(crate) fn hold(&mut self, patience: Duration) -> io::Result<Held<'_>> {
        loop {
            wait(&self.file, &self.path, patience)?;
            match look_again(&self.file, &mut self.looked, &self.path) {
                Ok(found) if found.identity == self.identity => {
                    let Self { path, file, identity, .. } = self;
                    return Ok(Held { file, path, identity: *identity, turn: found.length });
                }
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    self.file.unlock()?;
                    return Err(error);
                }
                _ => *self = Self::open(std::mem::take(&mut self.path))?,
            }
        }
    }
}

/// How often a lock is tried for again at once: it is held for microseconds, and a sleep takes longer than that.
const TRIES: u32 = 8;

/// The longest sleep between two tries.
const LONGEST: Duration = Duration::from_millis(1);

/// Tries again and again, in steps that grow: the system's own waiting knows no end. Who waits gives the processor away by a
/// sleep and not by `sched_yield`: that puts it behind everybody else for a whole turn, while the holder needs a moment.
fn wait(file: &File, path: &Path, patience: Duration) -> io::Result<()> {
    let mut tries: u32 = 0;
    let mut since = None;
    let mut pause = Duration::from_micros(10);
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) => {}
        }
        let start = *since.get_or_insert_with(Instant::now);
        if start.elapsed() >= patience {
            let text = format!("`{}` is held by another process for longer than {patience:?}", path.display());
            return Err(io::Error::new(io::ErrorKind::TimedOut, text));
        }
        tries += 1;
        if tries < TRIES {
            (0..32).for_each(|_| std::hint::spin_loop());
        } else {
            std::thread::sleep(pause);
            pause = LONGEST.min(pause + pause / 4);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn what_others_may_write_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state/deep");
        directory(&path).unwrap();
        assert_eq!(path.metadata().unwrap().mode() & 0o777, 0o700);
        let file = path.join("a");
        drop(open(&file).unwrap());
        assert_eq!(file.metadata().unwrap().mode() & 0o777, 0o600);
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o620)).unwrap();
        assert!(open(&file).unwrap_err().to_string().contains("chmod go-w"));
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o702)).unwrap();
        assert!(directory(&path).unwrap_err().to_string().contains("chmod go-w"));
    }

    #[test]
    fn a_lock_that_is_held_is_an_error_in_time_and_one_that_was_removed_counts_for_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let (mut one, mut two) = (Lock::open(path.clone()).unwrap(), Lock::open(path.clone()).unwrap());
        let held = one.hold(PATIENCE).unwrap();
        let error = two.hold(Duration::from_millis(10)).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        drop(held);
        std::fs::remove_file(&path).unwrap();
        let held = one.hold(PATIENCE).unwrap();
        assert!(two.hold(Duration::from_millis(10)).is_err(), "both mean the new file");
        drop(held);
        drop(two.hold(PATIENCE).unwrap());
    }

    #[test]
    fn a_look_says_what_the_system_says() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        assert_eq!(look(&path).unwrap_err().kind(), io::ErrorKind::NotFound);
        std::fs::write(&path, "content").unwrap();
        std::os::unix::fs::symlink(&path, folder.path().join("link")).unwrap();
        for name in ["a", "link"] {
            assert_eq!(look(&folder.path().join(name)).unwrap(), Found::from(&path.metadata().unwrap()));
        }
    }

    #[test]
    fn an_open_file_knows_what_became_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let start = |path: &Path| (replace(path, b"one").unwrap(), Instant::now());
        let (mut file, mut at) = start(&path);
        file.write_all(b", two").unwrap();
        assert_eq!(look_again(&file, &mut at, &path).unwrap(), Found::from(&file.metadata().unwrap()));
        let new = replace(&path, b"three").unwrap();
        assert_eq!(look_again(&file, &mut at, &path).unwrap(), Found::from(&new.metadata().unwrap()));
        std::fs::remove_file(&path).unwrap();
        assert_eq!(look_again(&new, &mut at, &path).unwrap_err().kind(), io::ErrorKind::NotFound);
        // One that was only moved is believed for a moment.
        let (file, mut at) = start(&path);
        std::fs::rename(&path, folder.path().join("b")).unwrap();
        std::thread::sleep(BELIEVED);
        assert_eq!(look_again(&file, &mut at, &path).unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn a_file_is_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        replace(&path, b"one").unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
