//! `stockade generate`: writes the files of [`crate::generated`], or says which of them differ.

use super::{Failure, with_causes};
use crate::cli::Generate;
use crate::printer::{Printer, write_file};

/// Writes or compares.
pub(super) fn run(args: &Generate, printer: &Printer) -> Result<u8, Failure> {
    let mut stale = Vec::new();
    for (name, content) in crate::generated() {
        let path = args.dir.join(&name);
        if std::fs::read_to_string(&path).is_ok_and(|found| found == content) {
            continue;
        }
        if args.check {
            stale.push(name);
            continue;
        }
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|error| {
                Failure::new(format!("could not create `{}`: {}", parent.display(), with_causes(&error)))
            })?;
        }
        write_file(&path, &content)?;
        printer.note(&format!("wrote {name}"));
    }
    if stale.is_empty() {
        return Ok(0);
    }
    Err(Failure::new(format!("out of date: {}", stale.join(", "))).hint("run `cargo xtask generate`"))
}
