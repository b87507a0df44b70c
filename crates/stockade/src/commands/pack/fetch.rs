//! `stockade pack update --fetch-osv`: OSV's dumps of npm and PyPI, from where settings say.
//!
//! - a dump is larger than memory should hold: it goes to a file beside the packs, is imported from there, and is gone;
//! - the ecosystems are fetched one after the other, each bounded in size and time; the first that fails ends it, and what
//!   was imported before it stays.

use std::path::Path;
use std::time::Duration;

use super::{Failure, Progress, Start, folder, import, unfetched};
use crate::fetch::{Address, Fetch};
use crate::printer::Printer;
use crate::settings::Settings;
use crate::settings::packages::Service;

/// A folder of the dumps for each.
const ECOSYSTEMS: &[&str] = &["npm", "PyPI"];
/// The largest of today has a third of that.
const MOST: u64 = 1 << 30;
const MIB: f64 = 1024.0 * 1024.0;

/// Fetches and imports them.
pub(super) fn dumps(
    settings: &Settings,
    cafile: Option<&Path>,
    timeout: Duration,
    start: &Start,
    printer: &Printer,
) -> Result<(), Failure> {
    let Service::At(base) = &settings.packages.osv_dumps.value else {
        return Err(
            Failure::new("`registries.osv-dumps` is off").hint("set an address there, or give files with `--osv`")
        );
    };
    let cafile = cafile.map(|path| start.absolute(path));
    // Whoever wrote `http` into the settings chose it.
    let fetch = Fetch::new(&start.env, cafile.as_deref(), timeout, false).map_err(|error| unfetched(&error))?;
    let base = Address::parse(base).map_err(|error| unfetched(&error))?;
    let folder = folder(start)?;
    for ecosystem in ECOSYSTEMS {
        let address = base.below(&format!("{ecosystem}/all.zip")).map_err(|error| unfetched(&error))?;
        let failed = |error: std::io::Error| Failure::new(format!("cannot write in `{}`: {error}", folder.display()));
        std::fs::create_dir_all(&folder).map_err(failed)?;
        let mut file = tempfile::Builder::new().suffix(".zip").tempfile_in(&folder).map_err(failed)?;
        let progress = Progress::start(printer);
        progress.say(&format!("fetching the advisories of {ecosystem}"));
        let saved = fetch.save(address, MOST, file.as_file_mut(), &|read, whole| {
            let whole = whole.map_or_else(String::new, |whole| format!(" of {:.1}", whole as f64 / MIB));
            progress.say(&format!("fetching the advisories of {ecosystem}: {:.1}{whole} MiB", read as f64 / MIB));
        });
        progress.end();
        saved.map_err(|error| unfetched(&error))?;
        import(file.path(), false, start, printer)?;
    }
    Ok(())
}
