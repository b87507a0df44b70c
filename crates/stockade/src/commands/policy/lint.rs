//! `stockade policy lint`: does it say what is meant.

use stockade_policy::Policy;

use super::{Source, draw, report};
use crate::cli::policy::Files;
use crate::commands::{Failure, Start};
use crate::printer::Printer;
use crate::visible::line;

/// What is no policy is shown with its errors.
pub(super) fn run(args: &Files, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    let sources = args.files.iter().map(|path| Source::read(path, start)).collect::<Result<Vec<_>, _>>()?;
    let mut files = Vec::new();
    let mut found = false;
    for source in &sources {
        let (valid, problems) = match Policy::parse(&source.name, &source.text) {
            Ok(policy) => (true, policy.lint(&[])),
            Err(problems) => (false, problems.list),
        };
        found |= !problems.is_empty();
        files.push(report::File::of(source, valid, &problems));
        if args.json {
            continue;
        }
        if problems.is_empty() {
            printer.note(&format!("{}: nothing to say", line(&source.name)));
        } else {
            printer.data(&(draw::problems(&source.name, &source.text, &problems) + "\n"))?;
        }
    }
    if args.json {
        printer.data(&report::print(&report::Findings { version: report::VERSION, files }))?;
    }
    Ok(u8::from(found))
}
