//! Where rows go: files that can be gone on with, or the standard output.
//!
//! A file keeps the digest of what was written, so that a later run can tell that it is still the same, and cut off what
//! was written after the last checkpoint.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::input::hex;
use super::row::{self, Row};
use crate::commands::Failure;
use crate::printer::Printer;

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Format {
    /// A line for people.
    Text,
    /// CSV.
    Csv,
    /// JSON Lines.
    Jsonl,
}

impl Format {
    /// The argument that names its file.
    pub(super) const fn flag(self) -> &'static str {
        match self {
            Self::Text => "standard output",
            Self::Csv => "--csv",
            Self::Jsonl => "--jsonl",
        }
    }
}

/// What a file held at a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Written {
    pub(super) format: Format,
    pub(super) path: PathBuf,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

/// One output.
pub(super) struct Sink {
    format: Format,
    file: Option<(PathBuf, BufWriter<File>)>,
    bytes: u64,
    digest: Sha256,
}

impl Sink {
    /// A new output; without a path the standard one. A file is emptied first.
    pub(super) fn create(format: Format, path: Option<PathBuf>) -> Result<Self, Failure> {
        let file = match path {
            None => None,
            Some(path) => {
                let file = File::create(&path).map_err(|error| broken(&path, &error))?;
                Some((path, BufWriter::new(file)))
            }
        };
        Ok(Self { format, file, bytes: 0, digest: Sha256::new() })
    }

    /// The output of an earlier run, cut back to its last checkpoint.
    pub(super) fn reopen(written: &Written) -> Result<Self, Failure> {
        let path = written.path.clone();
        let changed = || {
            Failure::new(format!("`{}` is not what the interrupted run wrote", path.display()))
                .hint("put it back, or remove the state to begin anew")
        };
        let failed = |error: io::Error| broken(&path, &error);
        let mut file = OpenOptions::new().read(true).write(true).open(&path).map_err(failed)?;
        let mut digest = Sha256::new();
        let mut left = written.bytes;
        let mut buffer = vec![0; 64 << 10];
        while left > 0 {
            let most = usize::try_from(left).unwrap_or(usize::MAX).min(buffer.len());
            let read = file.read(buffer.get_mut(..most).unwrap_or(&mut [])).map_err(failed)?;
            if read == 0 {
                return Err(changed());
            }
            digest.update(buffer.get(..read).unwrap_or(&[]));
            left -= read as u64;
        }
        if hex(digest.clone()) != written.sha256 {
            return Err(changed());
        }
        file.set_len(written.bytes).map_err(failed)?;
        file.seek(SeekFrom::Start(written.bytes)).map_err(failed)?;
        Ok(Self { format: written.format, file: Some((path, BufWriter::new(file))), bytes: written.bytes, digest })
    }

    /// What stands in front of the rows.
    pub(super) fn begin(&mut self, printer: &Printer) -> Result<bool, Failure> {
        if self.format == Format::Csv && self.bytes == 0 { self.write(&row::header(), printer) } else { Ok(true) }
    }

    /// Rows, in order. False where nobody reads the standard output any longer.
    pub(super) fn rows(&mut self, rows: &[Box<Row>], printer: &Printer) -> Result<bool, Failure> {
        let mut text = String::new();
        for row in rows {
            match self.format {
                Format::Text => text.push_str(&row.text()),
                Format::Csv => text.push_str(&row.csv()),
                Format::Jsonl => {
                    let json = row.json().map_err(|error| Failure::new(format!("could not write JSON: {error}")))?;
                    text.push_str(&json);
                }
            }
        }
        self.write(&text, printer)
    }

    fn write(&mut self, text: &str, printer: &Printer) -> Result<bool, Failure> {
        if text.is_empty() {
            return Ok(true);
        }
        match &mut self.file {
            None => Ok(printer.stream(text)?),
            Some((path, file)) => {
                file.write_all(text.as_bytes()).map_err(|error| broken(path, &error))?;
                self.bytes += text.len() as u64;
                self.digest.update(text.as_bytes());
                Ok(true)
            }
        }
    }

    /// Brings everything to the disk, and says what it is; none for the standard output.
    pub(super) fn checkpoint(&mut self) -> Result<Option<Written>, Failure> {
        let Some((path, file)) = &mut self.file else { return Ok(None) };
        let written = file.flush().and_then(|()| file.get_ref().sync_data());
        // A pipe or a device has nothing to bring anywhere.
        match written {
            Err(error) if error.kind() != io::ErrorKind::InvalidInput => return Err(broken(path, &error)),
            _ => {}
        }
        let sha256 = hex(self.digest.clone());
        Ok(Some(Written { format: self.format, path: path.clone(), bytes: self.bytes, sha256 }))
    }
}

fn broken(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("could not write `{}`: {error}", path.display()))
}
