//! Whom to ask about packages, as this user has it configured: the registries of the package clients, and whether anybody
//! may be asked at all. No package registry is named here: one that nobody configured is asked of the installed client.

use std::path::{Path, PathBuf};
use std::time::Duration;

use stockade_model::Os;
use stockade_registry::settings::ask::Asker;
use stockade_registry::{Registry, RegistryError};
use stockade_scan::registries;
use stockade_scan::resolve::Machine;

use crate::commands::{Failure, Start, with_causes};
use crate::settings::{Origin, Settings};

/// How long an installed client may take to say what its own registry is.
const PATIENCE: Duration = Duration::from_secs(20);

fn home(start: &Start) -> Result<PathBuf, Failure> {
    start.home.clone().ok_or_else(|| {
        Failure::new("where packages come from depends on the user's settings, and the home directory is unknown")
            .hint("set HOME")
    })
}

fn machine<'a>(home: &'a Path, start: &'a Start) -> Machine<'a> {
    let root = Path::new(if cfg!(windows) { "C:\\" } else { "/" });
    Machine { os: Os::current(), home, root: Some(root), live: true, env: &start.env, unread: None }
}

fn asker(home: &Path, start: &Start) -> Asker {
    Asker { env: start.env.clone(), home: home.to_path_buf(), timeout: PATIENCE }
}

/// An error unless this run may go on the network; `what` wants to.
pub fn online(settings: &Settings, what: &str) -> Result<(), Failure> {
    let offline = &settings.packages.offline;
    if !offline.value {
        return Ok(());
    }
    let who = match &offline.origin {
        Origin::File(path, line) => format!("`registries.offline` at {}:{line}", path.display()),
        Origin::Environment(name) | Origin::Argument(name) => format!("`{name}`"),
        Origin::Default => "a setting".to_owned(),
    };
    Err(Failure::new(format!("{what} asks a registry, and {who} keeps this run off the network")))
}

/// The registry of npm, as configured; the installed client is asked where nobody configured one.
pub fn npm(start: &Start) -> Result<Registry, Failure> {
    let home = home(start)?;
    let asker = asker(&home, start);
    let found = registries::npm(&machine(&home, start), None).registry("", || asker.npm());
    found.map_err(|error| failed(&RegistryError::Settings(error)))
}

/// A registry's error, with how to go on.
pub fn failed(error: &RegistryError) -> Failure {
    Failure::new(with_causes(error)).hint(error.hint())
}
