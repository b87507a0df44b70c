//! The advisories that a user imported: all records of npm and PyPI, in one file, looked up on the disk.
//!
//! ```text
//! advisories.tsv   `stockade advisories 1`, when, how many; then a line a package and record: `npm/name`, a tab, the
//!                  record's part about it as JSON. Sorted by bytes.
//! ```
//! - a dump has hundreds of thousands of records and a server needs a few: lines are found by halving, and memory is that
//!   of what was found;
//! - of a record the parts are kept that are judged: id, aliases, summary, rating, what is affected;
//! - the file is written beside its place and moved there whole; one that is damaged is an error, never "nothing known".
//!
//! Layout: [`build`] makes the file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use stockade_assess::advisory::Advisories;
use stockade_model::Package;

use crate::commands::Start;
use crate::knowledge;

pub mod build;

/// The file beside the packs.
const FILE: &str = "advisories.tsv";
/// What the first line begins with.
const MAGIC: &str = "stockade advisories 1\t";
/// Longer lines no record has: those of a few thousand versions.
const LONGEST: usize = 4 << 20;
/// How much is read at a time while a line is looked for.
const BLOCK: usize = 4096;

/// Where it lies; none where nobody says where the home is.
pub fn path(start: &Start) -> Option<PathBuf> {
    knowledge::folder(start).map(|folder| folder.join(FILE))
}

/// The key of a package.
fn key(package: &Package) -> String {
    format!("{}/{}", package.ecosystem.purl_type(), package.name)
}

/// The file, opened.
#[derive(Debug)]
pub struct Imported {
    path: PathBuf,
    file: Mutex<File>,
    length: u64,
    /// Where the lines begin.
    begin: u64,
    taken: String,
}

impl Imported {
    /// Opens what was imported; none where nothing was.
    ///
    /// # Errors
    /// Why it cannot be read, and how to go on.
    pub fn open(start: &Start) -> Result<Option<Self>, String> {
        let Some(path) = path(start) else { return Ok(None) };
        Self::at(&path)
    }

    fn at(path: &Path) -> Result<Option<Self>, String> {
        let failed = |error: std::io::Error| format!("cannot read `{}`: {error}", path.display());
        let mut file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let length = file.metadata().map_err(failed)?.len();
        let mut head = Vec::new();
        (&mut file).take(256).read_to_end(&mut head).map_err(failed)?;
        let end = head.iter().position(|byte| *byte == b'\n');
        let line = end.and_then(|end| std::str::from_utf8(head.get(..end)?).ok());
        let rest = line.and_then(|line| line.strip_prefix(MAGIC));
        let Some((rest, end)) = rest.zip(end) else { return Err(damaged(path)) };
        let (taken, _) = rest.split_once('\t').ok_or_else(|| damaged(path))?;
        let taken = taken.to_owned();
        Ok(Some(Self { path: path.to_owned(), file: Mutex::new(file), length, begin: end as u64 + 1, taken }))
    }

    /// The lines of a key.
    fn lines(&self, key: &str) -> Result<Vec<String>, String> {
        let failed = |error: std::io::Error| format!("cannot read `{}`: {error}", self.path.display());
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let wanted = format!("{key}\t");
        // The first line that is not before the key begins in `low..=high`.
        let (mut low, mut high) = (self.begin, self.length);
        while low < high {
            let middle = low + (high - low) / 2;
            let at = self.next_line(&mut file, middle).map_err(failed)?;
            let before = at < self.length && {
                let text = self.read(&mut file, at, wanted.len()).map_err(failed)?;
                text.as_slice() < wanted.as_bytes()
            };
            if before {
                low = self.next_line(&mut file, at + 1).map_err(failed)?;
            } else {
                high = middle;
            }
        }
        let mut at = self.next_line(&mut file, low).map_err(failed)?;
        let mut lines = Vec::new();
        while at < self.length {
            let end = self.next_line(&mut file, at + 1).map_err(failed)?;
            let size = usize::try_from(end - at).unwrap_or(usize::MAX);
            if size > LONGEST {
                return Err(damaged(&self.path));
            }
            let line = self.read(&mut file, at, size).map_err(failed)?;
            if !line.starts_with(wanted.as_bytes()) {
                break;
            }
            let text = line.strip_suffix(b"\n").ok_or_else(|| damaged(&self.path))?;
            lines.push(String::from_utf8(text.to_vec()).map_err(|_| damaged(&self.path))?);
            at = end;
        }
        Ok(lines)
    }

    /// Where the first line begins at a place or behind it.
    fn next_line(&self, file: &mut File, place: u64) -> std::io::Result<u64> {
        if place <= self.begin {
            return Ok(self.begin);
        }
        // A line begins behind an end, so that the byte before the place counts.
        let mut at = place - 1;
        while at < self.length {
            let block = self.read(file, at, BLOCK)?;
            if let Some(end) = block.iter().position(|byte| *byte == b'\n') {
                return Ok(at + end as u64 + 1);
            }
            if block.is_empty() {
                break;
            }
            at += block.len() as u64;
        }
        Ok(self.length)
    }

    fn read(&self, file: &mut File, at: u64, most: usize) -> std::io::Result<Vec<u8>> {
        file.seek(SeekFrom::Start(at))?;
        let mut bytes = Vec::new();
        file.take(most as u64).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

impl stockade_survey::Imported for Imported {
    fn about(&self, packages: &BTreeSet<Package>) -> Result<Advisories, String> {
        // One record may be about several of them: its parts come together again.
        let mut records: BTreeMap<String, Value> = BTreeMap::new();
        for package in packages {
            for line in self.lines(&key(package))? {
                let (_, json) = line.split_once('\t').ok_or_else(|| damaged(&self.path))?;
                let mut record: Value = serde_json::from_str(json).map_err(|_| damaged(&self.path))?;
                let id = record.get("id").and_then(Value::as_str).ok_or_else(|| damaged(&self.path))?.to_owned();
                match records.get_mut(&id).and_then(|known| known.get_mut("affected")?.as_array_mut()) {
                    Some(known) => known.extend(
                        record
                            .get_mut("affected")
                            .and_then(Value::as_array_mut)
                            .map(std::mem::take)
                            .unwrap_or_default(),
                    ),
                    None => drop(records.insert(id, record)),
                }
            }
        }
        let mut advisories = Advisories::new();
        for record in records.values() {
            let text = serde_json::to_vec(record).map_err(|error| error.to_string())?;
            advisories.add(&text).map_err(|error| format!("`{}`: {error}", self.path.display()))?;
        }
        Ok(advisories)
    }

    fn shown(&self) -> String {
        format!("of {}", self.taken.get(..10).unwrap_or(&self.taken))
    }
}

fn damaged(path: &Path) -> String {
    format!("`{}` is damaged: import the advisories anew with `stockade pack import-osv --replace`", path.display())
}
