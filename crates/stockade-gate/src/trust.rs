//! Whether a policy file can be relied on, and its text.
//!
//! Constraints:
//! - the text comes from the file that was judged: everything is asked of one open handle, so that nothing can be put in its
//!   place between;
//! - nobody but the user and the system's administrator may change it or put another in its place: neither the file nor a
//!   directory on its way may be writable by group or others (a directory whose files only their owners may move, as `/tmp`,
//!   may), unless the file system as a whole cannot be written;
//! - it may not stand where the server may write by its own account: see [`Reach`]. The comparison is of real paths, links
//!   resolved on both sides, and of the links on the policy's way;
//! - what cannot be told is a refusal.
//!
//! Layout: [`reach`] is what the server may write.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use nix::fcntl::OFlag;
use nix::sys::statvfs::{FsFlags, fstatvfs, statvfs};

use crate::resolve_path::{ResolveError, follow};

pub mod reach;

pub use reach::Reach;

/// More bytes than this are no policy.
const MOST: u64 = 4 << 20;

/// Bits of a mode: writable by group or others; files of others cannot be moved.
const WRITABLE: u32 = 0o022;
const STICKY: u32 = 0o1000;

/// Why a policy is not relied on.
#[derive(Debug, thiserror::Error)]
pub enum Distrust {
    /// There is none.
    #[error("there is no policy at `{}`", .0.display())]
    Missing(PathBuf),
    /// It could not be read.
    #[error("could not read the policy `{}`", .0.display())]
    Unread(PathBuf, #[source] io::Error),
    /// It leads nowhere.
    #[error("could not follow the path of the policy")]
    Unfollowed(#[from] ResolveError),
    /// A directory, a pipe or a device.
    #[error("the policy `{}` is no file", .0.display())]
    NoFile(PathBuf),
    /// Too large.
    #[error("the policy `{}` is larger than {} MiB", .0.display(), MOST >> 20)]
    TooLarge(PathBuf),
    /// No text.
    #[error("the policy `{}` is not UTF-8", .0.display())]
    NoText(PathBuf),
    /// Writable by more than its owner: the file or a directory on its way.
    #[error("`{}` can be written by {}", path.display(), if mode & 0o002 == 0 { "its group" } else { "everybody" })]
    Writable {
        /// Which.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// Somebody else's: the file or a directory on its way.
    #[error("`{}` belongs to another user (number {owner})", path.display())]
    Foreign {
        /// Which.
        path: PathBuf,
        /// Whose.
        owner: u32,
    },
    /// Where the server may write.
    #[error("the policy `{}` stands in {what} (`{}`), where the server could change it", path.display(), place.display())]
    Reachable {
        /// The policy, or a link to it.
        path: PathBuf,
        /// What the place is to the server.
        what: &'static str,
        /// The place.
        place: PathBuf,
    },
    /// It was replaced again and again while it was looked at.
    #[error("the policy `{}` changes while it is read", .0.display())]
    Restless(PathBuf),
}

impl Distrust {
    /// What to do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::Missing(_) => "write one, or leave out --policy".to_owned(),
            Self::Writable { path, .. } => format!("chmod go-w {}", path.display()),
            Self::Foreign { path, .. } => format!("copy it, or give it to yourself: chown $(id -u) {}", path.display()),
            Self::Reachable { .. } => {
                "keep it where the server has nothing to do, for example in ~/.config/stockade/policies".to_owned()
            }
            Self::Restless(_) => "try again".to_owned(),
            _ => "name a readable file with the policy in it".to_owned(),
        }
    }
}

/// Reads a policy that can be relied on.
///
/// # Errors
/// Why it cannot.
pub fn read(path: &Path, reach: &Reach) -> Result<String, Distrust> {
    // An atomic replacement between opening and looking gives two files; then both are looked at anew.
    for _ in 0..10 {
        if let Some(text) = read_once(path, reach)? {
            return Ok(text);
        }
    }
    Err(Distrust::Restless(path.to_owned()))
}

fn read_once(path: &Path, reach: &Reach) -> Result<Option<String>, Distrust> {
    let unread = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Distrust::Missing(path.to_owned()),
        _ => Distrust::Unread(path.to_owned(), error),
    };
    // A pipe would wait for its writer before it could be refused.
    let mut file = OpenOptions::new().read(true).custom_flags(OFlag::O_NONBLOCK.bits()).open(path).map_err(unread)?;
    let seen = file.metadata().map_err(unread)?;
    if !seen.is_file() {
        return Err(Distrust::NoFile(path.to_owned()));
    }
    let absolute = std::path::absolute(path).map_err(unread)?;
    let mut links = Vec::new();
    let real = follow(&absolute, &mut links)?;
    let there = std::fs::symlink_metadata(&real);
    if !there.is_ok_and(|there| there.dev() == seen.dev() && there.ino() == seen.ino()) {
        return Ok(None);
    }

    let locked = fstatvfs(&file).is_ok_and(|system| system.flags().contains(FsFlags::ST_RDONLY));
    judge(&real, &seen, locked, false)?;
    for place in links.iter().chain([&real]) {
        for directory in place.ancestors().skip(1) {
            judge_directory(directory)?;
        }
        if let Some((what, within)) = reach.holds(place) {
            return Err(Distrust::Reachable { path: place.clone(), what, place: within.to_owned() });
        }
    }
    text(&mut file, path, &seen).map(Some)
}

fn text(file: &mut File, path: &Path, seen: &Metadata) -> Result<String, Distrust> {
    if seen.len() > MOST {
        return Err(Distrust::TooLarge(path.to_owned()));
    }
    let mut bytes = Vec::new();
    file.take(MOST + 1).read_to_end(&mut bytes).map_err(|error| Distrust::Unread(path.to_owned(), error))?;
    if bytes.len() as u64 > MOST {
        return Err(Distrust::TooLarge(path.to_owned()));
    }
    String::from_utf8(bytes).map_err(|_| Distrust::NoText(path.to_owned()))
}

fn judge_directory(path: &Path) -> Result<(), Distrust> {
    let seen = std::fs::symlink_metadata(path).map_err(|error| Distrust::Unread(path.to_owned(), error))?;
    let locked = statvfs(path).is_ok_and(|system| system.flags().contains(FsFlags::ST_RDONLY));
    judge(path, &seen, locked, seen.mode() & STICKY != 0)
}

/// Whether somebody else may change what is there. `sticky`: only what they own.
fn judge(path: &Path, seen: &Metadata, locked: bool, sticky: bool) -> Result<(), Distrust> {
    let mine = nix::unistd::geteuid().as_raw();
    if ![0, mine].contains(&seen.uid()) && !locked {
        return Err(Distrust::Foreign { path: path.to_owned(), owner: seen.uid() });
    }
    if seen.mode() & WRITABLE != 0 && !sticky && !locked {
        return Err(Distrust::Writable { path: path.to_owned(), mode: seen.mode() });
    }
    Ok(())
}

#[cfg(test)]
mod tests;
