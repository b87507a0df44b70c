//! Whether the files of a run are different ones, by what they are and not by how they are written: a link or a second name
//! of the input would be emptied by the rows, and the state would replace them.

use std::path::{Path, PathBuf};

use super::STANDARD;
use super::sink::Format;
use crate::commands::{Failure, Start};

/// What a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Id {
    /// Device and number: the same under every name.
    #[cfg(unix)]
    Node(u64, u64),
    /// Where it is, links followed.
    Path(PathBuf),
}

/// Refuses a run that would write over its own input, rows or state.
pub(super) fn check(
    input: Option<&Path>,
    outputs: &[(Format, Option<PathBuf>)],
    resume: Option<&Path>,
    start: &Start,
) -> Result<(), Failure> {
    let mut seen: Vec<(String, Option<Id>)> = Vec::new();
    if let Some(input) = input {
        let standard = input == Path::new(STANDARD);
        let name = if standard { "the standard input".to_owned() } else { format!("`{}`", input.display()) };
        let id = if standard { of_stdin() } else { of_path(&start.absolute(input)) };
        seen.push((format!("{name}, which holds the names,"), id));
    }
    let rows = outputs.iter().filter_map(|(format, path)| Some((format.flag(), path.as_deref()?)));
    for (what, path) in rows.chain(resume.map(|path| ("--resume", path))) {
        let id = of_path(path);
        if let Some((other, _)) = seen.iter().find(|(_, other)| other.is_some() && *other == id) {
            return Err(Failure::new(format!("{other} and `{what}` are one file: `{}`", path.display()))
                .hint("give each a file of its own"));
        }
        seen.push((format!("`{what}`"), id));
    }
    Ok(())
}

/// None where nothing can be overwritten: a device, a pipe.
fn of_path(path: &Path) -> Option<Id> {
    match std::fs::metadata(path) {
        Ok(found) if found.is_file() => Some(of_file(&found, path)),
        Ok(_) => None,
        // Not there yet: it will be made where its folder really is.
        Err(_) => {
            let folder = path.parent().and_then(|folder| std::fs::canonicalize(folder).ok());
            Some(Id::Path(match (folder, path.file_name()) {
                (Some(folder), Some(name)) => folder.join(name),
                _ => path.to_owned(),
            }))
        }
    }
}

#[cfg(unix)]
fn of_file(found: &std::fs::Metadata, _path: &Path) -> Id {
    use std::os::unix::fs::MetadataExt as _;
    Id::Node(found.dev(), found.ino())
}

#[cfg(not(unix))]
fn of_file(_found: &std::fs::Metadata, path: &Path) -> Id {
    Id::Path(std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()))
}

/// The file that the standard input was redirected from.
#[cfg(unix)]
fn of_stdin() -> Option<Id> {
    use std::os::fd::AsFd as _;
    let file = std::fs::File::from(std::io::stdin().as_fd().try_clone_to_owned().ok()?);
    let found = file.metadata().ok().filter(std::fs::Metadata::is_file)?;
    Some(of_file(&found, Path::new(STANDARD)))
}

/// Windows opens no file for writing that a shell holds open for a program to read.
#[cfg(not(unix))]
fn of_stdin() -> Option<Id> {
    None
}
