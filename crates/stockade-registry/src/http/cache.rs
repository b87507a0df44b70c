//! Answers on the disk, so that the same is not asked twice.
//!
//! - an entry says what a question was answered with and when; bodies lie apart, by their SHA-256, and are hashed again
//!   when they are read: what does not fit is as good as not there;
//! - everything is written beside its place and moved there whole; folders are the user's alone (0700), and so are files;
//! - a cache that cannot be written to costs speed, never an answer.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::digest::{Algorithm, Digest};
use crate::private_file;

/// No entry is longer.
const MOST_ENTRY: u64 = 64 * 1024;

/// A folder of kept answers.
#[derive(Clone, Debug)]
pub struct Cache {
    entries: PathBuf,
    bodies: PathBuf,
}

/// The folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("`{}` cannot hold the cache", path.display())]
pub struct CacheError {
    path: PathBuf,
    #[source]
    source: std::io::Error,
}

/// What a question was answered with, but for the body.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// The address that answered in the end, without its query.
    pub(super) address: String,
    pub(super) status: u16,
    pub(super) content_type: String,
    /// Not for the disk: what is kept was no refusal.
    #[serde(skip)]
    pub(super) challenge: Option<String>,
    pub(super) facts: Vec<(String, String)>,
    pub(super) etag: Option<String>,
    pub(super) last_modified: Option<String>,
    /// When the server was last asked.
    #[serde(with = "moment")]
    pub(super) asked: Timestamp,
    /// For how many seconds it may be used from then on; none where the server did not say.
    pub(super) lifetime: Option<u64>,
}

mod moment {
    use jiff::Timestamp;
    use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

    pub(super) fn serialize<S: Serializer>(time: &Timestamp, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(time)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// An entry's file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File<E> {
    entry: E,
    body: String,
}

/// A whole answer.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    pub(super) entry: Entry,
    pub(super) body: Vec<u8>,
}

impl Cache {
    /// The cache in this folder, which is made where it is not there.
    ///
    /// # Errors
    /// [`CacheError`] where it cannot be made, or made the user's alone.
    pub fn open(folder: &Path) -> Result<Self, CacheError> {
        let cache = Self { entries: folder.join("answers"), bodies: folder.join("bodies") };
        for path in [folder, &cache.entries, &cache.bodies] {
            make_private(path).map_err(|source| CacheError { path: path.to_owned(), source })?;
        }
        Ok(cache)
    }

    /// When the name of a host had no address last.
    pub(super) fn unfound(&self, host: &str) -> Option<Timestamp> {
        let text = read(&self.entry(&unfound(host)), MOST_ENTRY)?;
        String::from_utf8(text).ok()?.parse().ok()
    }

    /// Notes that it had none.
    pub(super) fn lose(&self, host: &str, now: Timestamp) {
        // What cannot be noted is looked up again, which is all that is lost.
        let _ = write(&self.entry(&unfound(host)), now.to_string().as_bytes());
    }

    /// What is kept for a key; none also where its body has more than `most` bytes.
    pub(super) fn load(&self, key: &str, most: u64) -> Option<Stored> {
        let text = read(&self.entry(key), MOST_ENTRY)?;
        let File { entry, body } = serde_json::from_slice::<File<Entry>>(&text).ok()?;
        let digest = Digest::from_hex(Algorithm::Sha256, &body)?;
        let body = read(&self.body(&digest), most)?;
        (Digest::of(Algorithm::Sha256, &body) == digest).then_some(Stored { entry, body })
    }

    pub(super) fn store(&self, key: &str, stored: &Stored) {
        let digest = Digest::of(Algorithm::Sha256, &stored.body);
        let path = self.body(&digest);
        // A body that was damaged on the disk is written over, not kept.
        let there = read(&path, stored.body.len() as u64).is_some_and(|body| body == stored.body);
        if there || write(&path, &stored.body).is_ok() {
            self.write_entry(key, &stored.entry, digest.hex());
        }
    }

    /// Notes that what is kept is still right.
    pub(super) fn renew(&self, key: &str, entry: &Entry) {
        let old = read(&self.entry(key), MOST_ENTRY);
        if let Some(old) = old.and_then(|text| serde_json::from_slice::<File<Entry>>(&text).ok()) {
            self.write_entry(key, entry, old.body);
        }
    }

    fn write_entry(&self, key: &str, entry: &Entry, body: String) {
        if let Ok(text) = serde_json::to_vec(&File { entry, body })
            && text.len() as u64 <= MOST_ENTRY
        {
            // Without an entry the question is asked again, which is all that is lost.
            let _ = write(&self.entry(key), &text);
        }
    }

    fn entry(&self, key: &str) -> PathBuf {
        self.entries.join(key.get(..2).unwrap_or("00")).join(format!("{key}.json"))
    }

    fn body(&self, digest: &Digest) -> PathBuf {
        let hex = digest.hex();
        self.bodies.join(hex.get(..2).unwrap_or("00")).join(hex)
    }

    /// Deletes what was not written for longest until at most `most` bytes are left; returns how many were freed.
    ///
    /// # Errors
    /// Where a folder cannot be read; files that vanish meanwhile are no failure.
    pub fn prune(&self, most: u64) -> std::io::Result<u64> {
        let mut files = Vec::new();
        for folder in [&self.entries, &self.bodies] {
            for shard in std::fs::read_dir(folder)? {
                let shard = shard?;
                if !shard.file_type()?.is_dir() {
                    continue;
                }
                for file in std::fs::read_dir(shard.path())? {
                    let file = file?;
                    if let Ok(metadata) = file.metadata()
                        && metadata.is_file()
                    {
                        files.push((
                            metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH),
                            metadata.len(),
                            file.path(),
                        ));
                    }
                }
            }
        }
        let whole: u64 = files.iter().map(|(_, size, _)| size).sum();
        let mut over = whole.saturating_sub(most);
        let mut freed = 0;
        files.sort();
        for (_, size, path) in files {
            if over == 0 {
                break;
            }
            if std::fs::remove_file(path).is_ok() {
                freed += size;
                over = over.saturating_sub(size);
            }
        }
        Ok(freed)
    }
}

/// Under which name it is noted that a host has no address.
fn unfound(host: &str) -> String {
    Digest::of(Algorithm::Sha256, format!("unfound\0{}", host.to_ascii_lowercase()).as_bytes()).hex()
}

/// A folder that nobody else reads, also where it was there before.
fn make_private(path: &Path) -> std::io::Result<()> {
    private_file::make_folder(path)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(path)?.permissions().mode();
        if mode & 0o077 != 0 {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))?;
        }
    }
    Ok(())
}

/// A file's bytes; none where there is no such regular file, or a longer one.
fn read(path: &Path, most: u64) -> Option<Vec<u8>> {
    let metadata = std::fs::symlink_metadata(path).ok()?;
    if !metadata.is_file() || metadata.len() > most {
        return None;
    }
    std::fs::read(path).ok().filter(|bytes| bytes.len() as u64 <= most)
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    make_private(path.parent().ok_or(std::io::ErrorKind::InvalidInput)?)?;
    private_file::write(path, |file| file.write_all(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(body: &[u8]) -> Stored {
        let entry = Entry {
            address: "https://registry.example/a".to_owned(),
            status: 200,
            content_type: "application/json".to_owned(),
            challenge: None,
            facts: Vec::new(),
            etag: Some("\"1\"".to_owned()),
            last_modified: None,
            asked: Timestamp::UNIX_EPOCH,
            lifetime: Some(1),
        };
        Stored { entry, body: body.to_vec() }
    }

    #[test]
    fn a_damaged_body_is_not_there_and_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path()).unwrap();
        let key = "ab".repeat(32);
        cache.store(&key, &stored(b"body"));
        assert_eq!(cache.load(&key, 4).unwrap().body, b"body");
        assert!(cache.load(&key, 3).is_none());
        let path = cache.body(&Digest::of(Algorithm::Sha256, b"body"));
        std::fs::write(&path, b"evil").unwrap();
        assert!(cache.load(&key, 4).is_none());
        cache.store(&key, &stored(b"body"));
        assert_eq!(cache.load(&key, 4).unwrap().body, b"body");
        std::fs::write(cache.entry(&key), b"{\"entry\":").unwrap();
        assert!(cache.load(&key, 4).is_none());
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("cache");
        std::fs::create_dir(&root).unwrap();
        std::fs::set_permissions(&root, std::fs::Permissions::from_mode(0o755)).unwrap();
        let cache = Cache::open(&root).unwrap();
        let key = "ab".repeat(32);
        cache.store(&key, &stored(b"body"));
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let file = cache.entry(&key);
        assert_eq!((mode(&root), mode(file.parent().unwrap()), mode(&file)), (0o700, 0o700, 0o600));
        assert_eq!(mode(&cache.body(&Digest::of(Algorithm::Sha256, b"body"))), 0o600);
    }

    #[test]
    fn pruning_keeps_within_the_limit() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path()).unwrap();
        for number in 0..10_u8 {
            cache.store(&format!("{number:064}"), &stored(&[number; 4096]));
        }
        assert_eq!(cache.prune(u64::MAX).unwrap(), 0);
        assert!(cache.prune(8192).unwrap() >= 8 * 4096);
        let left = (0..10).filter(|number| cache.load(&format!("{number:064}"), 4096).is_some()).count();
        assert!(left <= 2, "{left}");
    }
}
