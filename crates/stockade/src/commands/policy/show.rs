//! `stockade policy show`: the text of a policy that comes with the program.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt as _;

use stockade_policy::shipped;

use super::unknown;
use crate::cli::policy::Show;
use crate::commands::{Failure, Start, with_causes};
use crate::printer::{PrintError, Printer, write_private};

/// Prints it as it is, to be taken as a beginning; into a file that `run` does not refuse, whatever the umask.
pub(super) fn run(args: &Show, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    let policy = shipped::find(&args.name).ok_or_else(|| unknown(&args.name))?;
    let Some(path) = &args.output else {
        printer.data(policy.text)?;
        return Ok(0);
    };
    let file = start.absolute(path);
    if let Some(folder) = file.parent() {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made.map_err(|error| Failure::new(format!("`{}` cannot be made: {error}", folder.display())))?;
    }
    write_private(&file, policy.text, args.force).map_err(|error| match &error {
        PrintError::File(_, cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => {
            Failure::new(format!("`{}` is there already", path.display())).hint("--force replaces it")
        }
        _ => Failure::new(with_causes(&error)),
    })?;
    Ok(0)
}
