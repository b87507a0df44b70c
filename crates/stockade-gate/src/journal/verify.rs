//! Whether a journal is what gates wrote: every seal, every link, the begin and the end.

use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::files::Head;
use super::line::{NOTHING, Sealed};
use super::read::{Row, Snapshot};

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Files read.
    pub files: usize,
    /// Records that hold together, from the first on.
    pub records: u64,
    /// The chain's id.
    pub chain: String,
    /// The number of the first record that is still there.
    pub first: u64,
    /// The number of the last record.
    pub last: u64,
    /// Its seal: kept elsewhere, it proves later that nothing up to it was changed.
    pub hash: String,
    /// The first thing that is wrong.
    pub broken: Option<Broken>,
    /// What is worth knowing and no fault.
    pub notes: Vec<String>,
    /// Whether the record that was expected is there; none where none was.
    pub expected: Option<bool>,
}

/// A record that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: u64,
    /// What is wrong.
    pub why: String,
}

/// What the checks need of a record besides its seal.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Marks {
    kind: String,
    chain: String,
    through: u64,
    through_hash: String,
    after: u64,
}

/// Reads all of a journal. `expect` is the seal of a record that must be in it.
///
/// # Errors
/// When it cannot be read; `NotFound` where there is none.
pub fn verify(folder: &Path, expect: Option<&str>) -> io::Result<Report> {
    let snapshot = Snapshot::open(folder)?;
    let head = snapshot.head.clone();
    let mut walk = Walk { report: Report { files: snapshot.files.len(), ..Report::default() }, ..Walk::default() };
    walk.report.expected = expect.map(|_| false);
    let last_file = snapshot.files.last().map(|(path, ..)| path.clone()).unwrap_or_default();
    for row in snapshot.rows() {
        let row = row?;
        if !row.whole && row.file == last_file {
            let cut = format!("the last line is cut, {} bytes of it: the next gate takes it away", row.text.len());
            walk.report.notes.push(cut);
            break;
        }
        if let Err(why) = walk.step(&row, head.as_ref(), expect) {
            walk.report.broken = Some(Broken { file: row.file, line: row.line, why });
            return Ok(walk.report);
        }
        walk.place = Some((row.file, row.line));
    }
    walk.end(head.as_ref());
    Ok(walk.report)
}

/// How far the chain was followed.
#[derive(Debug, Default)]
struct Walk {
    report: Report,
    /// The record before.
    before: Option<Head>,
    /// Where the last good record stands.
    place: Option<(PathBuf, u64)>,
    /// Where the first record stands, and what stood before it, where that is gone.
    start: Option<(PathBuf, u64, Head)>,
    /// What gates said they let go of.
    retired: Vec<Head>,
    /// Whether the record that the head names has that seal.
    head_seen: Option<bool>,
}

impl Walk {
    fn step(&mut self, row: &Row, head: Option<&Head>, expect: Option<&str>) -> Result<(), String> {
        let Some(sealed) = Sealed::read(&row.text) else {
            let kind = if row.whole { "changed after it was written, or never was a record" } else { "cut" };
            return Err(format!("the line is {kind}"));
        };
        let marks: Marks = serde_json::from_slice(&row.text).map_err(|error| error.to_string())?;
        match &self.before {
            None => self.first(row, &sealed, &marks)?,
            Some(before) if sealed.seq != before.seq + 1 => {
                return Err(format!(
                    "record {} follows record {}: records were removed, or moved",
                    sealed.seq, before.seq
                ));
            }
            Some(before) if sealed.prev != before.hash => {
                return Err(format!("record {} does not hold the seal of the one before it", sealed.seq));
            }
            Some(_) => {}
        }
        match marks.kind.as_str() {
            "genesis" | "continued" if self.report.chain.is_empty() => self.report.chain = marks.chain,
            "continued" if marks.chain == self.report.chain => {}
            "genesis" | "continued" => return Err(format!("record {} begins another chain", sealed.seq)),
            "retired" => self.retired.push(Head { seq: marks.through, hash: marks.through_hash }),
            "gap" => {
                return Err(format!("a gate found that records up to {} were gone when it wrote this", marks.after));
            }
            _ => {}
        }
        if let Some(head) = head.filter(|head| head.seq == sealed.seq) {
            self.head_seen = Some(head.hash == sealed.hash);
        }
        if expect == Some(sealed.hash.as_str()) {
            self.report.expected = Some(true);
        }
        self.report.records += 1;
        self.report.last = sealed.seq;
        self.report.hash.clone_from(&sealed.hash);
        self.before = Some(Head { seq: sealed.seq, hash: sealed.hash });
        Ok(())
    }

    /// The first record that is there must begin the chain, or a file of it.
    fn first(&mut self, row: &Row, sealed: &Sealed, marks: &Marks) -> Result<(), String> {
        self.report.first = sealed.seq;
        match marks.kind.as_str() {
            "genesis" if sealed.seq == 1 && sealed.prev == NOTHING => {}
            "continued" => {
                let gone = Head { seq: sealed.seq.saturating_sub(1), hash: sealed.prev.clone() };
                self.start = Some((row.file.clone(), row.line, gone));
            }
            _ => {
                return Err(format!(
                    "record {} is the first, and begins no file: records in front of it were removed",
                    sealed.seq
                ));
            }
        }
        Ok(())
    }

    fn end(&mut self, head: Option<&Head>) {
        if let Some((file, line, gone)) = self.start.take() {
            if !self.retired.contains(&gone) {
                let why = format!("the records up to {} are gone, and no gate says that it let go of them", gone.seq);
                self.report.broken = Some(Broken { file, line, why });
                return;
            }
            self.report
                .notes
                .push(format!("the records up to {} were let go of, as the journal's size asks", gone.seq));
        }
        let Some((file, line)) = self.place.take() else { return };
        let broken = |why: String| Some(Broken { file, line, why });
        match head {
            None => self.report.notes.push("there is no head: records cut off at the end would not show".to_owned()),
            Some(head) if head.seq > self.report.last => {
                let (last, head) = (self.report.last, head.seq);
                self.report.broken =
                    broken(format!("the journal ends with record {last}, and there were {head}: the end was cut off"));
            }
            Some(head) if self.head_seen == Some(false) => {
                self.report.broken = broken(format!("record {} is not the one that the head names", head.seq));
            }
            Some(_) => {}
        }
    }
}
