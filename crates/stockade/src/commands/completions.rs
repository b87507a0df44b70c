//! `stockade completions`: the completion script of a shell.

use clap::CommandFactory as _;

use super::Failure;
use crate::cli::{Cli, Completions};
use crate::printer::Printer;

/// Prints the script.
pub(super) fn run(args: &Completions, printer: &Printer) -> Result<u8, Failure> {
    printer.data(&script(args.shell))?;
    Ok(0)
}

/// The script of a shell.
pub fn script(shell: clap_complete::Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "stockade", &mut script);
    String::from_utf8(script).unwrap_or_default()
}
