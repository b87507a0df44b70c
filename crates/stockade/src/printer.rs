//! The only place that prints: data to stdout, everything else to stderr.
//!
//! Colours are written by everybody and stripped here, per stream: `--color`, `NO_COLOR`, `CLICOLOR_FORCE`, then
//! whether the stream is a terminal. A reader that has gone away (a closed pipe) is no failure.

use std::borrow::Cow;
use std::fs::OpenOptions;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use anstream::{AutoStream, ColorChoice};

/// Writing failed for another reason than a closed pipe.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// The standard output could not be written.
    #[error("could not write to the standard output")]
    Stdout(#[source] io::Error),
    /// A report file could not be written.
    #[error("could not write `{}`", .0.display())]
    File(PathBuf, #[source] io::Error),
}

/// Where everything is printed.
#[derive(Clone, Copy, Debug)]
pub struct Printer {
    color: ColorChoice,
    quiet: bool,
}

impl Printer {
    /// A printer for this process's streams.
    pub const fn new(color: ColorChoice, quiet: bool) -> Self {
        Self { color, quiet }
    }

    /// Data, as it is, to stdout.
    pub fn data(&self, text: &str) -> Result<(), PrintError> {
        self.stream(text).map(|_| ())
    }

    /// As [`Printer::data`]; false where the reader has gone away, so that more of it is in vain.
    pub fn stream(&self, text: &str) -> Result<bool, PrintError> {
        let stream = AutoStream::new(io::stdout(), self.color);
        let written = if stream.current_choice() == ColorChoice::Never {
            // A stripping stream writes what stands between two colours piece by piece; stripped here, all goes out at once.
            let colours = text.contains('\u{1b}');
            let text: Cow<'_, str> =
                if colours { anstream::adapter::strip_str(text).to_string().into() } else { text.into() };
            let mut stream = stream.into_inner().lock();
            stream.write_all(text.as_bytes()).and_then(|()| stream.flush())
        } else {
            let mut stream = stream.lock();
            stream.write_all(text.as_bytes()).and_then(|()| stream.flush())
        };
        match written {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(PrintError::Stdout(error)),
            written => Ok(written.is_ok()),
        }
    }

    /// A line for people to stderr. Where even that fails there is nobody left to tell.
    pub fn error(&self, text: &str) {
        let mut stream = AutoStream::new(io::stderr(), self.color).lock();
        let _ = writeln!(stream, "{text}");
    }

    /// As [`Printer::error`], but not with `--quiet`.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.error(text);
        }
    }

    /// Whether a spinner on stderr would be seen by somebody.
    pub fn shows_progress(&self) -> bool {
        !self.quiet && io::stderr().is_terminal()
    }

    /// Columns of the terminal: `COLUMNS`, else what the terminal says, else 120.
    pub fn width(columns: Option<&str>) -> usize {
        let asked = columns.and_then(|text| text.parse::<usize>().ok()).filter(|width| *width > 0);
        let seen = || {
            let (width, _) = terminal_size::terminal_size_of(io::stdout())?;
            Some(usize::from(width.0)).filter(|width| *width > 0)
        };
        asked.or_else(seen).unwrap_or(120).clamp(40, 400)
    }
}

/// Replaces a file in one step, so that nobody ever reads half of it. A device or a pipe is written to as it is.
pub fn write_file(path: &Path, text: &str) -> Result<(), PrintError> {
    if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return std::fs::write(path, text).map_err(|error| PrintError::File(path.to_owned(), error));
    }
    write_whole(path, text, OpenOptions::new().write(true), |temporary| std::fs::rename(temporary, path))
}

/// Writes a file that only its owner may read, in one step. One that is there already is an error unless it is to be
/// replaced, also where it came only just now.
#[cfg(unix)]
pub fn write_private(path: &Path, text: &str, replace: bool) -> Result<(), PrintError> {
    use std::os::unix::fs::OpenOptionsExt as _;
    write_whole(path, text, OpenOptions::new().write(true).mode(0o600), |temporary| {
        if replace {
            return std::fs::rename(temporary, path);
        }
        // Unlike a rename, a second name is never given over a file that is there.
        std::fs::hard_link(temporary, path)?;
        std::fs::remove_file(temporary)
    })
}

fn write_whole(
    path: &Path,
    text: &str,
    options: &mut OpenOptions,
    put: impl FnOnce(&Path) -> io::Result<()>,
) -> Result<(), PrintError> {
    let failed = |error| PrintError::File(path.to_owned(), error);
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let Some(name) = path.file_name() else {
        return Err(failed(io::Error::new(io::ErrorKind::InvalidInput, "this is no file name")));
    };
    let temporary = directory.join(format!(".{}.{}.tmp", name.to_string_lossy(), std::process::id()));
    let write = || {
        let mut file = options.create_new(true).open(&temporary)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        put(&temporary)
    };
    write().map_err(|error| {
        let _ = std::fs::remove_file(&temporary);
        failed(error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("report.json");
        write_file(&path, "one").unwrap();
        write_file(&path, "two").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_private_file_is_nobody_elses_and_takes_the_place_of_another_only_when_told_to() {
        use std::os::unix::fs::PermissionsExt as _;
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("mail.yaml");
        write_private(&path, "one", false).unwrap();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        let PrintError::File(_, error) = write_private(&path, "two", false).unwrap_err() else { panic!() };
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one");
        write_private(&path, "three", true).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "three");
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_missing_directory_is_named() {
        let error = write_file(Path::new("/nonexistent-directory/report.json"), "x").unwrap_err();
        assert!(error.to_string().contains("/nonexistent-directory/report.json"));
    }

    #[test]
    fn columns_are_asked_first() {
        assert_eq!(Printer::width(Some("72")), 72);
        assert_eq!(Printer::width(Some("3")), 40);
    }
}
