//! `stockade policy import`: a policy that was written for Intercept, each difference as a comment.

use stockade_policy::import::import;

use super::{Source, draw};
use crate::cli::policy::Import;
use crate::commands::{Failure, Start, with_causes};
use crate::exit::count;
use crate::printer::{Printer, write_file, write_private};
use crate::visible::line;

/// What has no equivalent is shown at its lines, and nothing is written.
pub(super) fn run(args: &Import, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    let source = Source::read(&args.file, start)?;
    let imported = import(&source.name, &source.text).map_err(|problems| {
        let message = draw::problems(&source.name, &source.text, &problems.list);
        let failure = Failure { message, hints: Vec::new(), rendered: true };
        failure.hint("these are refused here; mend them and import again")
    })?;
    match &args.output {
        None => printer.data(&imported.text)?,
        Some(path) => {
            let path = start.absolute(path);
            // A policy that its group may write is one that `run` refuses; a device is written to as it is.
            let device = std::fs::metadata(&path).is_ok_and(|found| !found.is_file());
            let written =
                if device { write_file(&path, &imported.text) } else { write_private(&path, &imported.text, true) };
            written.map_err(|error| Failure::new(with_causes(&error)))?;
        }
    }
    let differences = count(imported.differences.len(), "difference");
    printer.note(&format!("{}: {differences}, each stands as a comment", line(&source.name)));
    Ok(0)
}
