//! OSV records from a file, a folder or an archive, put beside the pack.
//!
//! - a single file that is refused fails the command; among many, refusals are counted and named on stderr;
//! - in folders and archives only files named `MAL-*.json` are read: an `all.zip` holds every kind of advisory;
//! - each record replaces what an earlier import said under its id;
//! - no entry of an archive is unpacked beyond the size that any record has, and nothing is written to disk from it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;

use stockade_names::pack::osv;
use stockade_names::pack::store::{Store, StoreError};

use crate::commands::{Failure, with_causes};
use crate::printer::Printer;
use crate::visible;

/// Deeper folders than any collection of advisories has.
const DEEPEST: usize = 8;

#[derive(Default)]
struct Records {
    lines: BTreeMap<String, Vec<String>>,
    read: usize,
    withdrawn: usize,
    refused: usize,
}

/// Imports, and says what was done.
pub(super) fn import(path: &Path, replace: bool, store: &Store<'_>, printer: &Printer) -> Result<String, Failure> {
    let mut records = Records::default();
    if !replace {
        let before = store.imported().map_err(|error| stored(&error))?;
        for line in String::from_utf8_lossy(&before).lines() {
            let id = line.split('\t').nth(3).unwrap_or_default().to_owned();
            records.lines.entry(id).or_default().push(line.to_owned());
        }
    }
    let unreadable = |error: &dyn std::error::Error| Failure::new(format!("cannot read `{}`: {error}", path.display()));
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    if path.is_dir() {
        folder(path, 0, &mut records, printer).map_err(|error| unreadable(&error))?;
    } else if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("zip")) {
        archive(file, &mut records, printer).map_err(|error| unreadable(&error))?;
    } else {
        let text = bounded(file).map_err(|error| unreadable(&error))?;
        let import = osv::read(&text).map_err(|error| Failure::new(format!("`{}`: {error}", path.display())))?;
        records.add(import);
    }
    let lines: BTreeSet<String> = records.lines.into_values().flatten().collect();
    store.import(&lines).map_err(|error| stored(&error))?;
    Ok(format!(
        "{} records read, {} of them withdrawn, {} refused; {} lines known\n",
        records.read,
        records.withdrawn,
        records.refused,
        lines.len()
    ))
}

impl Records {
    fn add(&mut self, import: osv::Import) {
        self.read += 1;
        self.withdrawn += usize::from(import.withdrawn);
        self.lines.insert(import.id, import.lines);
    }

    fn read(&mut self, name: &str, text: &[u8], printer: &Printer) {
        match osv::read(text) {
            Ok(import) => self.add(import),
            Err(error) => {
                self.refused += 1;
                printer.note(&format!("refused {}: {}", visible::short(name, 120), visible::line(&error.to_string())));
            }
        }
    }
}

fn folder(path: &Path, depth: usize, records: &mut Records, printer: &Printer) -> std::io::Result<()> {
    let mut entries = std::fs::read_dir(path)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let (kind, path) = (entry.file_type()?, entry.path());
        // Links are not followed: a collection has none, and a loop would not end.
        if kind.is_dir() && depth < DEEPEST {
            folder(&path, depth + 1, records, printer)?;
        } else if kind.is_file() && is_record(&entry.file_name().to_string_lossy()) {
            records.read(&path.display().to_string(), &bounded(File::open(&path)?)?, printer);
        }
    }
    Ok(())
}

fn archive(file: File, records: &mut Records, printer: &Printer) -> std::io::Result<()> {
    let mut archive = zip::ZipArchive::new(file).map_err(std::io::Error::other)?;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(std::io::Error::other)?;
        let name = entry.name().map_err(std::io::Error::other)?.into_owned();
        if entry.is_file() && is_record(name.rsplit('/').next().unwrap_or_default()) {
            records.read(&name, &bounded(entry)?, printer);
        }
    }
    Ok(())
}

fn is_record(name: &str) -> bool {
    name.starts_with("MAL-") && name.ends_with(".json")
}

/// No more bytes than any record has: a longer one is cut, and so no JSON any more.
fn bounded(source: impl Read) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    source.take(osv::MOST_BYTES).read_to_end(&mut text)?;
    Ok(text)
}

fn stored(error: &StoreError) -> Failure {
    Failure::new(with_causes(error))
}
