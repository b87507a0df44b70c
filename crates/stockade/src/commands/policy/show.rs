//! `stockade policy show`: the text of a policy that comes with the program.

use stockade_policy::shipped;

use super::unknown;
use crate::cli::policy::Show;
use crate::commands::Failure;
use crate::printer::Printer;

/// Prints it as it is, to be taken as a beginning.
pub(super) fn run(args: &Show, printer: &Printer) -> Result<u8, Failure> {
    let policy = shipped::find(&args.name).ok_or_else(|| unknown(&args.name))?;
    printer.data(policy.text)?;
    Ok(0)
}
