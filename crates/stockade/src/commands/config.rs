//! `stockade config`: what is set and by whom, and whether a settings file is right.

use std::path::PathBuf;

use stockade_model::{Layer, Os};

use super::{Failure, Start};
use crate::cli::{Config, ConfigCheck, ConfigCommand, ConfigShow, Global, Scan};
use crate::exit::count;
use crate::printer::Printer;
use crate::settings::find::{self, Found};
use crate::settings::{Settings, file};
use crate::visible::line;

pub mod shown;

/// Runs one of the subcommands.
pub(super) fn run(args: &Config, global: &Global, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    match &args.command {
        ConfigCommand::Show(args) => show(args, global, start, printer),
        ConfigCommand::Check(args) => check(args, global, start, printer),
    }
}

fn show(args: &ConfigShow, global: &Global, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    let projects: Vec<_> = start.cwd.iter().cloned().collect();
    let settings = Settings::resolve(&Scan::default(), global, start, &projects)?;
    let shown = shown::Shown::of(&settings, start.cwd.as_deref(), super::today());
    printer.data(&if args.json { shown.json() } else { shown.text() })?;
    Ok(0)
}

/// All files are read before any is complained about: mending one should not uncover the next.
fn check(args: &ConfigCheck, global: &Global, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    let projects: Vec<_> = start.cwd.iter().cloned().collect();
    let files = match args.files.as_slice() {
        [] => find::files(global, start, &projects)?,
        named => named.iter().map(|path| found(start.absolute(path), start)).collect(),
    };
    let failures: Vec<Failure> =
        files.iter().filter_map(|found| file::read(found, start.home.as_deref()).err()).collect();
    match failures.as_slice() {
        [] if files.is_empty() => printer.note("no settings file counts here"),
        [] => {
            let names = files.iter().map(|found| found.path.to_string_lossy()).collect::<Vec<_>>().join(", ");
            printer.note(&format!("{} without a mistake: {}", count(files.len(), "settings file"), line(&names)));
        }
        failures => {
            let message = failures.iter().map(Failure::text).collect::<Vec<_>>().join("\n");
            return Err(Failure { message, hints: Vec::new(), rendered: true });
        }
    }
    Ok(0)
}

/// Whose file it is: what a file may say depends on that.
fn found(path: PathBuf, start: &Start) -> Found {
    let of_user =
        find::user_directory(start, Os::current()).is_some_and(|directory| directory.join(find::NAME) == path);
    if start.managed.as_ref() == Some(&path) {
        Found { path, project: None, layer: Layer::Managed }
    } else if of_user {
        Found { path, project: None, layer: Layer::User }
    } else {
        Found { project: path.parent().map(PathBuf::from), path, layer: Layer::Project }
    }
}
