//! The folder of the tools, and the stamps that make a second installation a no-op.
//!
//! A part is installed into a fresh folder and stamped last: an installation that was cut off is done again.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// `<target>/test-tools`.
#[derive(Debug)]
pub(crate) struct Folder {
    root: PathBuf,
}

impl Folder {
    /// Creates the folder where it is missing, and makes its path absolute.
    pub(crate) fn new(root: &Path) -> Result<Self> {
        fs::create_dir_all(root).with_context(|| format!("cannot create `{}`", root.display()))?;
        let root = root.canonicalize().with_context(|| format!("cannot resolve `{}`", root.display()))?;
        Ok(Self { root })
    }

    /// A path below the folder.
    pub(crate) fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.root.join(below)
    }

    /// Fills `<root>/<part>` by `fill`, unless it already holds what `pin` says and all of `wanted` (relative to it) is there.
    pub(crate) fn part(
        &self,
        part: &str,
        pin: &str,
        wanted: &[&str],
        fill: impl FnOnce(&Path) -> Result<()>,
    ) -> Result<PathBuf> {
        let folder = self.path(part);
        let stamp = self.path(format!(".{part}.stamp"));
        let complete = || wanted.iter().find(|path| !folder.join(path).exists());
        if fs::read_to_string(&stamp).is_ok_and(|found| found == pin) && complete().is_none() {
            return Ok(folder);
        }
        eprintln!("setup: {part}: installing {pin}");
        let start = Instant::now();
        remove(&stamp)?;
        remove(&folder)?;
        fs::create_dir_all(&folder).with_context(|| format!("cannot create `{}`", folder.display()))?;
        fill(&folder).with_context(|| format!("cannot install {part} ({pin})"))?;
        if let Some(missing) = complete() {
            bail!("{part} ({pin}) was installed, but `{missing}` is not there");
        }
        fs::write(&stamp, pin).with_context(|| format!("cannot write `{}`", stamp.display()))?;
        eprintln!("setup: {part}: done in {:.0?}", start.elapsed());
        Ok(folder)
    }
}

fn remove(path: &Path) -> Result<()> {
    let gone = match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(_) => Ok(()),
    };
    gone.with_context(|| format!("cannot remove `{}`", path.display()))
}

/// Makes `folder` hold these links; a link that points elsewhere is replaced.
pub(crate) fn link_all(folder: &Path, links: &[(&str, &Path)]) -> Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create `{}`", folder.display()))?;
    for (name, target) in links {
        let link = folder.join(name);
        if fs::read_link(&link).is_ok_and(|found| found == *target) {
            continue;
        }
        remove(&link)?;
        std::os::unix::fs::symlink(target, &link).with_context(|| format!("cannot link `{}`", link.display()))?;
    }
    Ok(())
}
