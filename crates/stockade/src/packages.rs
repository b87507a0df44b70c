//! Whom to ask about packages, as this user has it configured: the registries of the package clients, and whether anybody
//! may be asked at all.
//!
//! - no package registry is named here: one that nobody configured is asked of the installed client;
//! - offline the caches are all there is, and no client is started: what it said of its own registry is kept;
//! - the environment can make the clock earlier, so that versions wait longer, and never later.
//!
//! Layout: [`asking`] turns what a launch brings in into questions, [`locks`] reads what lock files bring in, [`accept`] knows what somebody accepted, [`told`] puts what was told
//! into the words of the name engine, [`report`] and [`text`] say what came of one.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use stockade_assess::Setting as AssessSetting;
use stockade_model::Os;
use stockade_registry::http::{Address, Clock, Proxies, Roots, Route};
use stockade_registry::settings::ask::Asker;
use stockade_registry::{Registry, RegistryError, http};
use stockade_scan::registries;
use stockade_scan::resolve::Machine;
use stockade_survey::{Options, Progress, Sources, Survey, Trust};

use crate::commands::{Failure, Start, clock, with_causes};
use crate::printer::Printer;
use crate::settings::packages::Service;
use crate::settings::{Origin, Settings};

pub mod accept;
pub mod asking;
pub mod locks;
pub mod report;
pub mod text;
pub mod told;

/// How long an installed client may take to say what its own registry is.
const PATIENCE: Duration = Duration::from_secs(20);

/// Hears what is going on, a short phrase at a time.
pub type Hear = Arc<dyn Fn(&str) + Send + Sync>;

/// What asking needs, put together once a run.
#[derive(Debug)]
pub struct Packages {
    /// Who asks.
    pub survey: Survey,
    /// Whether nothing is dialled.
    pub offline: bool,
    /// What time it is, and the numbers that checks go by.
    pub setting: AssessSetting,
    /// What of the clients' settings could not be used.
    unused: Vec<String>,
}

impl Packages {
    /// Everybody whom this user has configured. `project` is where packages would be installed: its settings count, but no
    /// credential of theirs.
    pub fn of(
        settings: &Settings,
        start: &Start,
        project: Option<&Path>,
        trusted_root: Option<&Path>,
        hear: Hear,
    ) -> Result<Self, Failure> {
        let offline = settings.packages.offline.value;
        let now = now(start)?;
        let limits = settings.packages.limits();
        let mut options = Options {
            http: http::Options {
                offline,
                clock: Clock::standing(now),
                hosts: settings.packages.redirects.value.0.clone(),
                ..Options::default().http
            },
            cache: crate::state::cache(start),
            limits,
            ..Options::default()
        };
        options.progress = Arc::new(move |progress| match progress {
            Progress::Questions(_) => {}
            Progress::Answered(what, package) => hear(&format!("{} of {}", what.id(), package.name)),
            Progress::Judged(package) => hear(&format!("judged {}", package.name)),
        });
        let mut unused = Vec::new();
        let survey = Survey::new(sources(settings, start, project, trusted_root, &mut unused)?, options);
        let survey = survey.map_err(|error| Failure::new(with_causes(&error)))?;
        Ok(Self { survey, offline, setting: AssessSetting { now, limits }, unused })
    }

    /// Says what of the clients' settings could not be used.
    pub fn tell(&self, printer: &Printer) {
        for text in &self.unused {
            printer.note(&crate::visible::line(text));
        }
    }
}

/// The time that ages are counted by.
fn now(start: &Start) -> Result<Timestamp, Failure> {
    Ok(clock(start)?.min(Timestamp::now()))
}

fn sources(
    settings: &Settings,
    start: &Start,
    project: Option<&Path>,
    trusted_root: Option<&Path>,
    unused: &mut Vec<String>,
) -> Result<Sources, Failure> {
    let advisories = crate::advisories::Imported::open(start).map_err(Failure::new)?;
    let advisories = advisories.map(|found| Box::new(found) as Box<dyn stockade_survey::Imported>);
    if start.home.is_none() && settings.packages.offline.value {
        return Ok(Sources { advisories, ..Sources::default() });
    }
    let home = home(start)?;
    let machine = machine(&home, start);
    // What one client cannot read is no reason to ask nobody about the packages of another.
    let uv = registries::uv(&machine, project).map_err(|error| unused.push(with_causes(&error))).ok();
    let oci = registries::oci(&machine).map_err(|error| unused.push(with_causes(&error))).ok();
    let trust = match trusted_root {
        None => Trust::embedded(),
        Some(path) => {
            let path = start.absolute(path);
            let json = std::fs::read(&path).map_err(|error| {
                Failure::new(format!("could not read the trusted root `{}`: {error}", path.display()))
            })?;
            Trust::with_root(&json)
        }
    };
    let trust = trust.map_err(|error| Failure::new(with_causes(&error)))?;
    let packages = &settings.packages;
    Ok(Sources {
        npm: Some(registries::npm(&machine, project)),
        pypi: uv.into_iter().chain([registries::pip(&machine)]).collect(),
        oci,
        asker: Some(Asker { offline: packages.offline.value, ..asker(&home, start) }),
        osv: service(&packages.osv.value, "registries.osv", start)?,
        advisories,
        catalogue: crate::catalogue::load(start).map_err(Failure::new)?,
        mcp: service(&packages.mcp_registry.value, "registries.mcp-registry", start)?,
        trust: Some(trust),
    })
}

/// A service that settings name, asked by the proxies of the environment; none where it is off.
pub fn service(service: &Service, key: &str, start: &Start) -> Result<Option<Registry>, Failure> {
    match service {
        Service::Off => Ok(None),
        Service::At(text) => {
            let address = Address::parse(text).map_err(|error| Failure::new(with_causes(&error)).hint(error.hint()))?;
            let route = Route::new(Proxies::of_env(&start.env), Roots::default());
            Ok(Some(Registry::open(address, format!("`{key}`"), route)))
        }
    }
}

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
    let kept = crate::state::cache(start).map(|folder| folder.join("clients"));
    Asker { kept, ..Asker::new(start.env.clone(), home.to_path_buf(), PATIENCE) }
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
