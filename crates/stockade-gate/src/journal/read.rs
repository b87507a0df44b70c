//! Reading a journal: all of it as it stands, or what is added to it.
//!
//! - nothing is changed and nothing is locked for long: the files are opened together, then read at leisure;
//! - a line that is no record is given as it is: [`super::verify`] says what is wrong with it.

use std::fs::File;
use std::io::{self, BufReader, Read as _};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use super::files;
use crate::own_files::{self, Lock};

/// How long a reader waits for writers before it reads without being sure that no file is just being begun.
const PATIENCE: Duration = Duration::from_secs(1);

/// A record as far as it is shown and searched.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Entry {
    /// Its number, from 1.
    pub seq: u64,
    /// When it was written, RFC 3339.
    pub time: String,
    /// What it is about.
    pub kind: String,
    /// The gate's process.
    pub gate: Option<u32>,
    /// The server's identity.
    pub server: Option<String>,
    /// The client.
    pub client: Option<String>,
    /// Who answered.
    pub by: Option<String>,
    /// The method, where it is no tool call.
    pub method: Option<String>,
    /// The tool.
    pub tool: Option<String>,
    /// The salted digest of the arguments.
    pub arguments: Option<String>,
    /// `allow`, `ask` or `deny`.
    pub decision: Option<String>,
    /// Why, for programs.
    pub code: Option<String>,
    /// The rule that decided.
    pub rule: Option<String>,
    /// The rules that only record and fired.
    pub recorded: Vec<String>,
    /// The policy's digest.
    pub policy: Option<String>,
    /// How long the decision took, in microseconds.
    pub latency_us: Option<u64>,
    /// Why, for people.
    pub note: Option<String>,
}

/// One line of a journal.
#[derive(Clone, Debug)]
pub struct Row {
    /// The file.
    pub file: PathBuf,
    /// From 1.
    pub line: u64,
    /// Its bytes, without their end.
    pub text: Vec<u8>,
    /// Whether its end is there.
    pub whole: bool,
}

impl Row {
    /// The record; none where it is none.
    pub fn entry(&self) -> Option<Entry> {
        serde_json::from_slice(&self.text).ok().filter(|_| self.whole)
    }
}

/// The files of a journal, oldest first, opened at one moment.
#[derive(Debug)]
pub struct Snapshot {
    pub(super) files: Vec<(PathBuf, File, u64)>,
    pub(super) head: Option<files::Head>,
}

impl Snapshot {
    /// Opens what is there.
    ///
    /// # Errors
    /// When it cannot be read; `NotFound` where there is no journal.
    pub fn open(folder: &Path) -> io::Result<Self> {
        // A copy that was brought elsewhere has no lock, and nobody who writes.
        let mut lock = if folder.join(files::LOCK).exists() { Lock::open(folder.join(files::LOCK)).ok() } else { None };
        let held = lock.as_mut().and_then(|lock| lock.hold(PATIENCE).ok());
        let mut paths: Vec<PathBuf> = files::rotated(folder)?.into_iter().map(|(_, path)| path).collect();
        let current = folder.join(files::CURRENT);
        if current.exists() {
            paths.push(current);
        }
        let mut opened = Vec::new();
        for path in paths {
            let file = File::open(&path)?;
            let length = file.metadata()?.len();
            opened.push((path, file, length));
        }
        let head = files::read_head(folder)?;
        drop(held);
        if opened.is_empty() {
            return Err(io::Error::new(io::ErrorKind::NotFound, "there is no journal"));
        }
        Ok(Self { files: opened, head })
    }

    /// Every line, oldest first.
    pub fn rows(self) -> impl Iterator<Item = io::Result<Row>> {
        self.files.into_iter().flat_map(|(path, file, length)| {
            let mut reader = BufReader::new(file.take(length));
            let mut line = 0;
            std::iter::from_fn(move || next_row(&mut reader, &path, &mut line).transpose())
        })
    }

    /// What is added from now on.
    ///
    /// # Errors
    /// When the current file cannot be read.
    pub fn follow(&self, folder: &Path) -> io::Result<Follow> {
        let current = folder.join(files::CURRENT);
        match self.files.last() {
            Some((path, file, length)) if *path == current => {
                let mut open = Open { file: file.try_clone()?, offset: 0, line: 0, part: Vec::new() };
                open.read(*length, |_, _| {})?;
                Ok(Follow { current, open: Some(open) })
            }
            _ => Ok(Follow { current, open: None }),
        }
    }
}

fn next_row(reader: &mut impl io::BufRead, path: &Path, line: &mut u64) -> io::Result<Option<Row>> {
    let mut text = Vec::new();
    if reader.read_until(b'\n', &mut text)? == 0 {
        return Ok(None);
    }
    *line += 1;
    let whole = text.pop_if(|byte| *byte == b'\n').is_some();
    Ok(Some(Row { file: path.to_owned(), line: *line, text, whole }))
}

/// Reads what gates add, across the begin of new files.
#[derive(Debug)]
pub struct Follow {
    current: PathBuf,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    file: File,
    /// How far it was read. Not the file's own place, which others who hold it move.
    offset: u64,
    line: u64,
    /// A line whose end is not written yet.
    part: Vec<u8>,
}

impl Follow {
    /// The whole lines that were added since it was last asked.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn added(&mut self) -> io::Result<Vec<Row>> {
        let mut rows = Vec::new();
        loop {
            // Asked before reading: what is written to a file that was left behind by then is all there.
            let moved = self.moved()?;
            if let Some(open) = &mut self.open {
                let current = &self.current;
                let row = |line, text| rows.push(Row { file: current.clone(), line, text, whole: true });
                open.read(u64::MAX, row)?;
            }
            if !moved {
                return Ok(rows);
            }
            self.open = match File::open(&self.current) {
                Ok(file) => Some(Open { file, offset: 0, line: 0, part: Vec::new() }),
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(rows),
                Err(error) => return Err(error),
            };
        }
    }

    /// Whether the name now means another file.
    fn moved(&mut self) -> io::Result<bool> {
        let found = match std::fs::metadata(&self.current) {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
            Err(error) => return Err(error),
        };
        let Some(open) = &mut self.open else { return Ok(true) };
        let same = own_files::identity(&open.file.metadata()?) == own_files::identity(&found);
        let read = open.offset + open.part.len() as u64;
        if same && found.len() < read {
            // A line that was cut is taken away: what came of it is forgotten.
            open.part.clear();
            open.offset = open.offset.min(found.len());
        }
        Ok(!same)
    }
}

impl Open {
    /// Gives the whole lines up to `end`, or to the end of the file.
    fn read(&mut self, end: u64, mut row: impl FnMut(u64, Vec<u8>)) -> io::Result<()> {
        let mut bytes = vec![0; 64 * 1024];
        loop {
            let at = self.offset + self.part.len() as u64;
            let most = usize::try_from(end.saturating_sub(at)).unwrap_or(usize::MAX).min(bytes.len());
            let count = self.file.read_at(bytes.get_mut(..most).unwrap_or_default(), at)?;
            if count == 0 {
                return Ok(());
            }
            for piece in bytes.get(..count).unwrap_or_default().split_inclusive(|byte| *byte == b'\n') {
                self.part.extend_from_slice(piece);
                if self.part.last() == Some(&b'\n') {
                    self.offset += self.part.len() as u64;
                    self.line += 1;
                    self.part.pop();
                    row(self.line, std::mem::take(&mut self.part));
                }
            }
        }
    }
}
