//! `stockade policy lint`: does it say what is meant.

use stockade_gate::pins::book::Part;
use stockade_policy::Policy;
use stockade_policy::lint::ListedTool;
use stockade_policy::message::Value;

use super::{Source, draw, report};
use crate::cli::policy::Lint;
use crate::commands::{Failure, Start, pins};
use crate::printer::Printer;
use crate::visible::line;

/// What is no policy is shown with its errors.
pub(super) fn run(args: &Lint, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    let recorded = args.server.as_deref().map_or(Ok(Vec::new()), |server| recorded(server, start))?;
    let listed: Vec<ListedTool<'_>> =
        recorded.iter().map(|(name, tool)| ListedTool { name, input_schema: tool.get("inputSchema") }).collect();
    let args = &args.files;
    let sources = args.files.iter().map(|path| Source::read(path, start)).collect::<Result<Vec<_>, _>>()?;
    let mut files = Vec::new();
    let mut found = false;
    for source in &sources {
        let (valid, problems) = match Policy::parse(&source.name, &source.text) {
            Ok(policy) => (true, policy.lint(&listed)),
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

/// The tools of a server as they were recorded.
fn recorded(server: &str, start: &Start) -> Result<Vec<(String, Value)>, Failure> {
    let book = pins::one(&pins::store(start)?, server)?;
    let tools = book.parts().filter_map(|(part, pinned)| match part {
        Part::Tool(name) if pinned.removed.is_none() => Some((name.to_owned(), pinned.current.value()?)),
        _ => None,
    });
    let tools: Vec<_> = tools.collect();
    if tools.is_empty() {
        let shown = line(&book.server).into_owned();
        return Err(Failure::new(format!("no tools of `{shown}` are recorded"))
            .hint("they are once a client has listed them through the gate"));
    }
    Ok(tools)
}
