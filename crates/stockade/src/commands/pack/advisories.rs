//! OSV records from a file, a folder or an archive, put beside the pack: those of malicious packages as lines that names are
//! judged by, and all of them, of npm and PyPI, for whoever looks at what a server brings in.
//!
//! - a single file that is refused fails the command; among many, refusals are counted and named on stderr; where nothing
//!   was taken at all the command fails, and what was known before stays;
//! - in folders and archives files named `*.json` are read; of those that are no `MAL-*.json` one that is no record is passed
//!   over, and counted;
//! - each record replaces what an earlier import said under its id; one that was taken back takes that back, and what the
//!   pack says under the id, whether it names packages or not;
//! - no entry of an archive is unpacked beyond the size that any record has, and nothing is written to disk from it;
//! - memory is that of the lines that are kept: they stand in one buffer, and one other is used to unpack every entry. A
//!   string for each line between the buffers of the unpacker left holes that nothing fitted into, 20 KiB a record.

use std::fs::File;
use std::io::Read;
use std::ops::Range;
use std::path::Path;

use stockade_names::Pack;
use stockade_names::pack::osv;
use stockade_names::pack::store::{self, Store, StoreError};

use crate::advisories::build::Builder;
use crate::commands::{Failure, Start, with_causes};
use crate::knowledge::ANEW;
use crate::printer::Printer;
use crate::visible;

/// Deeper folders than any collection of advisories has.
const DEEPEST: usize = 8;
/// Room for what an earlier import left and for what replaces it.
const MOST_BYTES: usize = 2 * store::MOST_BYTES as usize;

/// What was said under an id: places in [`Records::text`].
struct Record {
    id: Range<usize>,
    lines: Range<usize>,
    /// Counts the records read; 0 is an earlier import.
    saying: usize,
}

/// What an import works with.
struct Records<'a> {
    printer: &'a Printer,
    /// The pack in use.
    pack: &'a Pack,
    /// Ids and lines, one after the other.
    text: String,
    records: Vec<Record>,
    /// For the text of a record.
    buffer: Vec<u8>,
    /// All of them, of every kind.
    all: Builder,
    read: usize,
    withdrawn: usize,
    refused: usize,
    /// Files of other kinds of advisories that are none.
    passed: usize,
}

/// Imports, and says what was done.
pub(super) fn import(
    path: &Path,
    replace: bool,
    store: &Store<'_>,
    pack: &Pack,
    start: &Start,
    printer: &Printer,
) -> Result<String, Failure> {
    let (text, records, buffer) = (String::new(), Vec::new(), Vec::new());
    let whole = crate::advisories::path(start)
        .ok_or_else(|| Failure::new("there is no home directory to keep advisories in"))?;
    let unkept = |error: std::io::Error| Failure::new(format!("cannot keep `{}`: {error}", whole.display()));
    let all = Builder::new(whole.parent().unwrap_or(Path::new("."))).map_err(unkept)?;
    let mut records =
        Records { printer, pack, text, records, buffer, all, read: 0, withdrawn: 0, refused: 0, passed: 0 };
    if !replace {
        records.all.keep(&whole).map_err(unkept)?;
        let before = store.imported().map_err(|error| stored(&error))?;
        records.keep(&String::from_utf8_lossy(&before));
    }
    let unreadable = |error: &dyn std::error::Error| Failure::new(format!("cannot read `{}`: {error}", path.display()));
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    if path.is_dir() {
        folder(path, 0, &mut records).map_err(|error| unreadable(&error))?;
    } else if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("zip")) {
        archive(file, &mut records).map_err(|error| unreadable(&error))?;
    } else {
        records.fill(file).map_err(|error| unreadable(&error))?;
        let wrong = |error: &dyn std::fmt::Display| Failure::new(format!("`{}`: {error}", path.display()));
        match osv::read(&records.buffer) {
            Ok(import) => records.add(&import),
            // A weakness: for those who look at what comes in.
            Err(osv::OsvError::NotMalicious(_)) => {}
            Err(error) => return Err(wrong(&error)),
        }
        records.all.add(&records.buffer).map_err(unkept)?.map_err(|error| wrong(&error))?;
    }
    if records.all.read == 0 {
        let refused = if records.refused == 0 { String::new() } else { format!(", and {} refused", records.refused) };
        return Err(Failure::new(format!("no record was taken from `{}`{refused}", path.display()))
            .hint("records are files that end in `.json`, in a folder or in an archive that ends in `.zip`"));
    }
    let lines = records.lines();
    store.import(&lines).map_err(|error| stored(&error))?;
    let (read, all) = (records.read, records.all.read);
    let known = records.all.end(&whole, crate::commands::clock(start)?).map_err(unkept)?;
    let passed = if records.passed == 0 { String::new() } else { format!(", {} passed over", records.passed) };
    Ok(format!(
        "{read} records read, {} of them withdrawn, {} refused; {} lines known\n\
         {all} advisories read{passed}; {known} known\n",
        records.withdrawn,
        records.refused,
        lines.lines().count()
    ))
}

impl Records<'_> {
    /// Lines of an earlier import.
    fn keep(&mut self, lines: &str) {
        for line in lines.lines() {
            let id = line.split('\t').nth(3).unwrap_or_default();
            self.push(id, [line]);
        }
    }

    fn push<'l>(&mut self, id: &str, lines: impl IntoIterator<Item = &'l str>) {
        let start = self.text.len();
        self.text.push_str(id);
        let body = self.text.len();
        for line in lines {
            self.text.push_str(line);
            self.text.push('\n');
        }
        self.records.push(Record { id: start..body, lines: body..self.text.len(), saying: self.read });
    }

    fn add(&mut self, import: &osv::Import) {
        self.read += 1;
        self.withdrawn += usize::from(import.withdrawn);
        self.push(&import.id, import.lines.iter().map(String::as_str));
        // Whatever it names: what the pack says under the id is taken back.
        if import.withdrawn {
            let of_pack = self.pack.malware().iter().filter(|(_, record)| record.id == import.id);
            let back: Vec<String> =
                of_pack.map(|(registry, record)| osv::taken_back(registry, record.name, &import.id)).collect();
            self.push(&import.id, back.iter().map(String::as_str));
        }
    }

    /// Reads one text, no more bytes of it than any record has: a longer one is cut, and so no JSON any more.
    fn fill(&mut self, source: impl Read) -> std::io::Result<()> {
        self.buffer.clear();
        source.take(osv::MOST_BYTES).read_to_end(&mut self.buffer)?;
        Ok(())
    }

    fn take(&mut self, name: &str, source: impl Read) -> std::io::Result<()> {
        self.fill(source)?;
        if self.all.add(&self.buffer)?.is_err() && !is_malicious(name) {
            self.passed += 1;
        }
        if !is_malicious(name) {
            return Ok(());
        }
        match osv::read(&self.buffer) {
            Ok(import) => self.add(&import),
            Err(error) => {
                self.refused += 1;
                let name = visible::short(name, 120);
                self.printer.note(&format!("refused {name}: {}", visible::line(&error.to_string())));
            }
        }
        if self.text.len() > MOST_BYTES {
            return Err(std::io::Error::other("it holds more records than are kept"));
        }
        Ok(())
    }

    /// What is known now, sorted: of each id what was said last.
    fn lines(&self) -> String {
        let text = |part: &Range<usize>| self.text.get(part.clone()).unwrap_or_default();
        let mut records: Vec<(&str, usize, &str)> =
            self.records.iter().map(|record| (text(&record.id), record.saying, text(&record.lines))).collect();
        records.sort_unstable_by_key(|(id, saying, _)| (*id, std::cmp::Reverse(*saying)));
        let mut lines: Vec<&str> = Vec::with_capacity(records.len());
        let mut last = None;
        for (id, saying, body) in records {
            let (newest_id, newest) = *last.insert(last.filter(|(held, _)| *held == id).unwrap_or((id, saying)));
            if newest_id == id && newest == saying {
                lines.extend(body.lines());
            }
        }
        lines.sort_unstable();
        lines.dedup();
        lines.iter().flat_map(|line| [line, "\n"]).collect()
    }
}

fn folder(path: &Path, depth: usize, records: &mut Records<'_>) -> std::io::Result<()> {
    let mut entries = std::fs::read_dir(path)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let (kind, path) = (entry.file_type()?, entry.path());
        // Links are not followed: a collection has none, and a loop would not end.
        if kind.is_dir() && depth < DEEPEST {
            folder(&path, depth + 1, records)?;
        } else if kind.is_file() && is_record(&entry.file_name().to_string_lossy()) {
            records.take(&path.display().to_string(), File::open(&path)?)?;
        }
    }
    Ok(())
}

fn archive(file: File, records: &mut Records<'_>) -> std::io::Result<()> {
    let mut archive = zip::ZipArchive::new(file).map_err(std::io::Error::other)?;
    for index in 0..archive.len() {
        let entry = archive.by_index(index).map_err(std::io::Error::other)?;
        let name = entry.name().map_err(std::io::Error::other)?.into_owned();
        if entry.is_file() && is_record(name.rsplit('/').next().unwrap_or_default()) {
            records.take(&name, entry)?;
        }
    }
    Ok(())
}

fn is_record(name: &str) -> bool {
    name.ends_with(".json")
}

/// Whether a file is called as a record of a malicious package is.
fn is_malicious(path: &str) -> bool {
    path.rsplit(['/', '\\']).next().unwrap_or(path).starts_with("MAL-")
}

fn stored(error: &StoreError) -> Failure {
    let failure = Failure::new(with_causes(error));
    if matches!(error, StoreError::Records { .. } | StoreError::Changed(_)) { failure.hint(ANEW) } else { failure }
}
