//! `stockade policy show`: the text of a policy that comes with the program.

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
    write_private(&start.absolute(path), policy.text, args.force).map_err(|error| match &error {
        PrintError::File(_, cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => {
            Failure::new(format!("`{}` is there already", path.display())).hint("--force replaces it")
        }
        _ => Failure::new(with_causes(&error)),
    })?;
    Ok(0)
}
