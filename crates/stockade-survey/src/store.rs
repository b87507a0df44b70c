//! What was worked out of an archive, on the disk, by the archive's digest and everything else that it depends on.
//!
//! Constraints:
//! - a file begins with the digest of what follows: what is damaged, or of another version, is as good as not there;
//! - everything is written beside its place and moved there whole; folders are the user's alone (0700), and so are files;
//! - a folder that cannot be written to costs speed, never an answer.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use stockade_registry::digest::{Algorithm, Digest};
use stockade_registry::private_file;

/// No file is longer: facts are bounded by whoever collects them.
const MOST: u64 = 64 << 20;

/// A folder of what was worked out.
#[derive(Debug)]
pub(crate) struct Store(Option<PathBuf>);

impl Store {
    pub(crate) const fn new(folder: Option<PathBuf>) -> Self {
        Self(folder)
    }

    /// What is kept under a key, where it is whole.
    pub(crate) fn load<T: DeserializeOwned>(&self, kind: &str, key: &str) -> Option<T> {
        let path = self.path(kind, key)?;
        let metadata = std::fs::symlink_metadata(&path).ok()?;
        if !metadata.is_file() || metadata.len() > MOST {
            return None;
        }
        let bytes = std::fs::read(&path).ok()?;
        let at = bytes.iter().position(|byte| *byte == b'\n')?;
        let (head, body) = (bytes.get(..at)?, bytes.get(at + 1..)?);
        if head != digest(body).as_bytes() {
            return None;
        }
        serde_json::from_slice(body).ok()
    }

    /// Keeps it.
    pub(crate) fn keep<T: Serialize>(&self, kind: &str, key: &str, value: &T) {
        let Some(path) = self.path(kind, key) else { return };
        let Ok(body) = serde_json::to_vec(value) else { return };
        // What cannot be kept is worked out again, which is all that is lost.
        let _ = write(&path, &body);
    }

    fn path(&self, kind: &str, key: &str) -> Option<PathBuf> {
        let name = digest(key.as_bytes());
        Some(self.0.as_ref()?.join(kind).join(name.get(..2)?).join(format!("{name}.json")))
    }
}

fn digest(bytes: &[u8]) -> String {
    Digest::of(Algorithm::Sha256, bytes).hex()
}

fn write(path: &Path, body: &[u8]) -> std::io::Result<()> {
    private_file::write(path, |file| {
        file.write_all(digest(body).as_bytes())?;
        file.write_all(b"\n")?;
        file.write_all(body)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only_file(folder: &Path) -> PathBuf {
        let entry = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
        if entry.is_dir() { only_file(&entry) } else { entry }
    }

    #[test]
    fn what_is_damaged_is_not_there_and_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(Some(folder.path().to_owned()));
        let load = || store.load::<Vec<u32>>("facts", "key");
        assert_eq!(load(), None);
        store.keep("facts", "key", &vec![1, 2]);
        assert_eq!(load(), Some(vec![1, 2]));
        let path = only_file(folder.path());
        let whole = std::fs::read(&path).unwrap();
        let cut = &whole[..whole.len() - 1];
        let mut flipped = whole.clone();
        *flipped.last_mut().unwrap() ^= 1;
        for damaged in [b"" as &[u8], b"[1,2]", b"\n[1,2]", cut, &flipped] {
            std::fs::write(&path, damaged).unwrap();
            assert_eq!(load(), None);
        }
        store.keep("facts", "key", &vec![1, 2]);
        assert_eq!(load(), Some(vec![1, 2]));
        assert_eq!(store.load::<Vec<u32>>("facts", "other"), None);
        assert_eq!(Store::new(None).load::<Vec<u32>>("facts", "key"), None);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_reads_it_and_no_link_is_followed() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new(Some(folder.path().join("deep")));
        store.keep("facts", "key", &1);
        let path = only_file(folder.path());
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
        let elsewhere = folder.path().join("elsewhere");
        std::fs::rename(&path, &elsewhere).unwrap();
        std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
        assert_eq!(store.load::<u32>("facts", "key"), None);
    }
}
