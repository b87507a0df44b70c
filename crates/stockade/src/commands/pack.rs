//! `stockade pack`: which pack is in use, what it knows of a name, and how it is renewed, taken back and added to.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use stockade_names::pack::store;
use stockade_registry::http::{Client, Clock, Options};

use super::scan::progress::Progress;
use super::{Failure, Start, with_causes};
use crate::cli::{Global, Pack, PackCommand, Scan};
use crate::fetch::{self as fetching, Address, Fetch, FetchError};
use crate::knowledge::{self, Knowledge};
use crate::packages;
use crate::printer::Printer;
use crate::settings::Settings;
use crate::visible;

mod advisories;
mod fetch;
mod show;

/// Runs one of the subcommands.
pub(super) fn run(args: &Pack, global: &Global, start: &Start, printer: &Printer) -> Result<u8, Failure> {
    match &args.command {
        PackCommand::Show { name } => {
            let known = Knowledge::load(start)?;
            known.tell(printer);
            let shown = name.as_deref().map_or_else(|| show::summary(&known), |name| show::about(&known, name))?;
            printer.data(&shown)?;
        }
        PackCommand::Update { from, osv, fetch_osv, catalogue, cafile, timeout, allow_http } => {
            let asked = Asked {
                cafile: cafile.as_deref(),
                timeout: Duration::from_secs(timeout.get()),
                allow_http: *allow_http,
            };
            if from.as_ref().is_some_and(|from| from.to_str().is_some_and(|text| text.contains("://"))) {
                let settings = Settings::resolve(&Scan::default(), global, start, &[])?;
                packages::online(&settings, "`stockade pack update --from` an address")?;
            }
            match from {
                Some(from) => update(from, &asked, start, printer)?,
                None if (cafile.is_some() && !fetch_osv) || *allow_http => {
                    return Err(Failure::new("`--cafile` and `--allow-http` are for `--from` an address")
                        .hint("leave them out"));
                }
                None => {}
            }
            for path in osv {
                import(path, false, start, printer)?;
            }
            if *fetch_osv || *catalogue {
                let settings = Settings::resolve(&Scan::default(), global, start, &[])?;
                packages::online(&settings, "`stockade pack update`")?;
                if *fetch_osv {
                    fetch::dumps(&settings, asked.cafile, asked.timeout, start, printer)?;
                }
                if *catalogue {
                    servers(&settings, start, printer)?;
                }
            }
        }
        PackCommand::Rollback => {
            let own = knowledge::own()?;
            let used = knowledge::with_store(start, folder(start)?, |store| {
                store.roll_back(own).map_err(|error| failure(&error))
            })?;
            printer.data(&format!("pack {} is in use\n", used.pack.version()))?;
        }
        PackCommand::ImportOsv { path, replace } => import(path, *replace, start, printer)?,
    }
    Ok(0)
}

/// How an address is asked.
struct Asked<'a> {
    cafile: Option<&'a Path>,
    timeout: Duration,
    allow_http: bool,
}

/// Takes a newer pack.
fn update(from: &Path, asked: &Asked<'_>, start: &Start, printer: &Printer) -> Result<(), Failure> {
    let Asked { cafile, timeout, allow_http } = *asked;
    let (bytes, from) = match from.to_str().filter(|text| text.contains("://")) {
        Some(address) => {
            let cafile = cafile.map(|path| start.absolute(path));
            let fetch = Fetch::new(&start.env, cafile.as_deref(), timeout, allow_http);
            (
                fetched(&fetch.map_err(|error| unfetched(&error))?, address, printer)?,
                PathBuf::from(Address::parse(address).map_err(|error| unfetched(&error))?.shown()),
            )
        }
        None if cafile.is_some() || allow_http => {
            return Err(Failure::new(format!("`{}` is no address", visible::line(&from.to_string_lossy())))
                .hint("`--cafile` and `--allow-http` are for addresses; one begins with `https://`"));
        }
        None => read(from, start)?,
    };
    take(bytes, &from, start, printer)
}

/// Takes the servers of the MCP Registry.
fn servers(settings: &Settings, start: &Start, printer: &Printer) -> Result<(), Failure> {
    let progress = Progress::start(printer);
    progress.say("fetching the servers of the MCP Registry");
    let now = super::clock(start)?;
    let options = Options { clock: Clock::standing(now), ..Options::default() };
    let taken = crate::catalogue::take(&settings.packages.mcp_registry.value, &Client::new(options, None), now, start);
    progress.end();
    printer.data(&format!("{} of the MCP Registry known\n", crate::exit::count(taken?, "server")))?;
    Ok(())
}

/// Adds records.
fn import(path: &Path, replace: bool, start: &Start, printer: &Printer) -> Result<(), Failure> {
    let path = start.absolute(path);
    let own = knowledge::own()?;
    let counts = knowledge::with_store(start, folder(start)?, |store| {
        let used = store.in_use(own).map_err(|error| failure(&error))?;
        advisories::import(&path, replace, store, &used.pack, start, printer)
    })?;
    Ok(printer.data(&counts)?)
}

fn folder(start: &Start) -> Result<PathBuf, Failure> {
    knowledge::folder(start).ok_or_else(|| Failure::new("there is no home directory to keep packs in"))
}

fn failure(error: &dyn std::error::Error) -> Failure {
    Failure::new(with_causes(error))
}

/// A pack's bytes from a file or the standard input, and what to call it.
fn read(from: &Path, start: &Start) -> Result<(Vec<u8>, PathBuf), Failure> {
    if from == Path::new("-") {
        let mut bytes = Vec::new();
        let read = std::io::stdin().lock().take(store::MOST_BYTES + 1).read_to_end(&mut bytes);
        read.map_err(|error| failure(&error))?;
        return Ok((bytes, PathBuf::from("the standard input")));
    }
    let path = start.absolute(from);
    let bytes = store::read_bounded(&path).map_err(|error| failure(&error))?;
    Ok((bytes.ok_or_else(|| Failure::new(format!("there is no file `{}`", path.display())))?, path))
}

/// A pack's bytes from an address.
fn fetched(fetch: &Fetch, address: &str, printer: &Printer) -> Result<Vec<u8>, Failure> {
    const MIB: f64 = 1024.0 * 1024.0;
    let progress = Progress::start(printer);
    progress.say("fetching the pack");
    let bytes = fetch.get(address, store::MOST_BYTES, &|read, whole| {
        let whole = whole.map_or_else(String::new, |whole| format!(" of {:.1}", whole as f64 / MIB));
        progress.say(&format!("fetching the pack: {:.1}{whole} MiB", read as f64 / MIB));
    });
    progress.end();
    bytes.map_err(|error| unfetched(&error))
}

fn unfetched(error: &FetchError) -> Failure {
    failure(error).hint(fetching::hint(error))
}

/// Checks signature and age, and makes it the one in use.
fn take(bytes: Vec<u8>, from: &Path, start: &Start, printer: &Printer) -> Result<(), Failure> {
    if bytes.len() as u64 > store::MOST_BYTES {
        return Err(Failure::new(format!("`{}` has more bytes than any pack", from.display())));
    }
    let own = knowledge::own()?;
    let id = knowledge::with_store(start, folder(start)?, |store| {
        store.take(bytes, from, own).map_err(|error| failure(&error))
    })?;
    printer.data(&format!("pack {} is in use, sha256 {}\n", id.version, id.digest))?;
    Ok(())
}
