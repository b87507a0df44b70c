//! `stockade policy new`: a first policy for a server, from the tools it lists.
//!
//! Constraints:
//! - the server runs unguarded while it is asked, as the person who asks has it: no tool of it is called;
//! - a file that is there is not replaced unasked, and none is left half written;
//! - what the server wrote reaches the terminal and the file made harmless.

use std::ffi::OsString;
use std::process::Command;

use stockade_gate::listing::{self, Limits, Listing};
use stockade_gate::supervisor::warden::Warden;
use stockade_gate::supervisor::{Server, StartError};
use stockade_policy::Policy;
use stockade_policy::draft::{Class, Draft, draft};

use super::draw;
use crate::cli::policy::New;
use crate::commands::run::{is_address, name_of, tell, this_program};
use crate::commands::{Failure, Start, with_causes};
use crate::exit::count;
use crate::printer::{Printer, write_private};
use crate::visible;

/// The longest name that is taken from a server.
const LONGEST_NAME: usize = 100;

/// Starts the server, lists, writes, and ends the server before that.
pub(super) fn run(args: &New, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    let Some((program, arguments)) = args.server.split_first() else {
        return Err(Failure::new("there is no command after `--`"));
    };
    if is_address(&program.to_string_lossy()) {
        return Err(Failure::new(format!(
            "remote server: its tools cannot be listed: `{}`",
            program.to_string_lossy()
        ))
        .hint("only servers that are started here can be asked"));
    }
    let output = args.output.as_deref().map(|path| (path, start.absolute(path)));
    if let Some((path, file)) = &output
        && !args.force
        && file.symlink_metadata().is_ok()
    {
        return Err(Failure::new(format!("`{}` is there already", path.display())).hint("--force replaces it"));
    }
    let typed = args.name.clone();
    let called = typed.clone().unwrap_or_else(|| name_of(program));
    let limits = Limits { whole: args.timeout, ..Limits::default() };
    let listing = ask(program, arguments, &called, &limits, printer)?;

    let own = listing.server.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let name = typed.or_else(|| own.map(|name| name.chars().take(LONGEST_NAME).collect())).unwrap_or(called);
    let draft = draft(&name, &listing.tools);
    // A policy that this program would not take is no first policy.
    if let Err(problems) = Policy::parse("the policy", &draft.text) {
        let message = draw::problems("the policy", &draft.text, &problems.list);
        return Err(Failure { message, hints: Vec::new(), rendered: true }.hint("nothing was written"));
    }
    match &output {
        None => printer.data(&draft.text)?,
        Some((_, file)) => {
            write_private(file, &draft.text, args.force).map_err(|error| Failure::new(with_causes(&error)))?;
        }
    }
    printer.note(&summary(&name, &listing, &draft));
    if let Some((path, _)) = &output {
        printer.note(&format!("  hint: read `{}` before you use it: classes are guessed from names", path.display()));
    }
    Ok(0)
}

/// The tools of the server, which has ended when this returns.
fn ask(
    program: &OsString,
    arguments: &[OsString],
    called: &str,
    limits: &Limits,
    printer: &Printer,
) -> Result<Listing, Failure> {
    let tell = tell(*printer, called);
    let mut warden: Option<Warden> = None;
    let mut start = || -> Result<Server, StartError> {
        // The one before has ended.
        if let Some(warden) = warden.take() {
            warden.dismiss();
        }
        let unguarded = |error| tell(&format!("the server will go on where this program is killed: {error}"));
        warden = Warden::start(&this_program()).map_err(unguarded).ok();
        let server = Server::start(Command::new(program).args(arguments))?;
        if let Some(Err(error)) = warden.as_mut().map(|warden| warden.guard(server.group())) {
            unguarded(error);
        }
        Ok(server)
    };
    let listing = listing::list(&mut start, limits, &tell);
    if let Some(warden) = warden {
        warden.dismiss();
    }
    listing.map_err(|error| {
        Failure::new(with_causes(&error)).hint(match error {
            listing::ListError::Silent { .. } => "--timeout gives it longer; what it says itself stands above",
            listing::ListError::Start(_) => "the command stands after `--`, as a client's config has it",
            _ => "start it as a client does, with the same arguments and variables; what it says itself stands above",
        })
    })
}

fn summary(name: &str, listing: &Listing, draft: &Draft) -> String {
    let of_class = |class: &Class| {
        let number = draft.tools.iter().filter(|(_, found)| found.class == *class).count();
        (number > 0).then(|| format!("{number} {}", class.as_str()))
    };
    let classes: Vec<String> = Class::ALL.iter().filter_map(of_class).collect();
    let mut text = format!("{}: {}", visible::short(name, LONGEST_NAME), count(draft.tools.len(), "tool"));
    if !classes.is_empty() {
        text.push_str(&format!(" ({})", classes.join(", ")));
    }
    if !draft.left_out.is_empty() {
        text.push_str(&format!(", {} left out", draft.left_out.len()));
    }
    format!("{text}, listed by revision {}", listing.revision)
}
