//! `stockade policy validate`: is it a policy, and if not, everything that is wrong.

use stockade_policy::Policy;

use super::{Source, draw, report};
use crate::cli::policy::Files;
use crate::commands::{Failure, Start};
use crate::exit::count;
use crate::printer::Printer;
use crate::visible::line;

/// Looks at every file before it says anything.
pub(super) fn run(args: &Files, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    let sources = args.files.iter().map(|path| Source::read(path, start)).collect::<Result<Vec<_>, _>>()?;
    let mut files = Vec::new();
    let mut wrong = 0;
    for source in &sources {
        match Policy::parse(&source.name, &source.text) {
            Ok(policy) => {
                files.push(report::File::of(source, true, &[]));
                if !args.json {
                    let blocks = count(policy.document().tools.len(), "key");
                    printer.data(&format!("{}: valid, {blocks}, sha256 {}\n", line(&source.name), policy.digest()))?;
                }
            }
            Err(problems) => {
                wrong += 1;
                files.push(report::File::of(source, false, &problems.list));
                if !args.json {
                    printer.data(&(draw::problems(&source.name, &source.text, &problems.list) + "\n"))?;
                }
            }
        }
    }
    if args.json {
        printer.data(&report::print(&report::Findings { version: report::VERSION, files }))?;
    }
    Ok(u8::from(wrong > 0))
}
