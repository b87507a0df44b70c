//! The whole run: discover, resolve, check, in that order.

use std::collections::BTreeMap;
use std::path::PathBuf;

use stockade_model::{Finding, Inventory, Launch, Location, Os};

use crate::allow_list::AllowLists;
use crate::elsewhere::Elsewhere;
use crate::names::Knowledge;
use crate::{checks, discover, ignore, resolve};

/// What to scan and as whom.
#[derive(Clone, Debug)]
pub struct Options {
    /// The home directory whose clients are scanned.
    pub home: PathBuf,
    /// Whose path rules apply.
    pub os: Os,
    /// Where system-wide paths (`/etc/…`, `%ProgramData%`) are found: `/` for the running system, a mounted image for forensics;
    /// none leaves system-wide configs out and says so.
    pub root: Option<PathBuf>,
    /// Whether `home` is the home of the running user: only then environment overrides (`CODEX_HOME`), `PATH` and processes count.
    pub live: bool,
    /// The environment, for overrides and lookups. Empty unless `live`.
    pub env: BTreeMap<String, String>,
    /// Project directories to look at besides those that clients have on record.
    pub projects: Vec<PathBuf>,
    /// Whether projects that clients have on record are looked at.
    pub recorded_projects: bool,
    /// Whether running processes are compared (needs `live`).
    pub processes: bool,
    /// Only these clients; empty means all.
    pub clients: Vec<String>,
    /// Ignores from settings.
    pub ignores: Vec<ignore::Rule>,
    /// What may be started, from settings.
    pub allow_lists: AllowLists,
    /// What is known of package names. [`Knowledge::NONE`] leaves their judgement out.
    pub knowledge: Knowledge,
    /// Today, for the expiry of ignores and approvals.
    pub today: jiff::civil::Date,
    /// What others check.
    pub elsewhere: Elsewhere,
}

impl Options {
    /// Somebody else's home: no environment, no system-wide files, no processes, no project but those on record.
    pub fn foreign(home: PathBuf, os: Os) -> Self {
        Self {
            home,
            os,
            root: None,
            live: false,
            env: BTreeMap::new(),
            projects: Vec::new(),
            recorded_projects: true,
            processes: false,
            clients: Vec::new(),
            ignores: Vec::new(),
            allow_lists: AllowLists::default(),
            knowledge: Knowledge::NONE,
            today: jiff::civil::Date::constant(1970, 1, 1),
            elsewhere: Elsewhere::default(),
        }
    }
}

/// A finding that was left out, and why.
#[derive(Clone, Debug)]
pub struct Suppressed {
    /// What was found.
    pub finding: Finding,
    /// The reason that the ignore gives.
    pub reason: String,
    /// Where the ignore is written.
    pub ignore: Location,
    /// Whether it is a comment in the file itself, and not in settings.
    pub inline: bool,
}

/// Everything a scan says.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What was found.
    pub inventory: Inventory,
    /// What each server of the inventory really runs, in the same order.
    pub launches: Vec<Launch>,
    /// What the checks say, worst first.
    pub findings: Vec<Finding>,
    /// What ignores cover.
    pub suppressed: Vec<Suppressed>,
}

/// What there is, before anything is said of it.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// What was found.
    pub inventory: Inventory,
    /// What each server of the inventory really runs, in the same order.
    pub launches: Vec<Launch>,
}

/// Runs the whole scan. `progress` is told what is going on, a short phrase at a time.
pub fn scan(options: &Options, progress: &(dyn Fn(&str) + Sync)) -> Report {
    let seen = look(options, progress);
    progress("checking");
    seen.judge(options)
}

/// Discovers and resolves. Others can look at it before it is judged: what they find goes into [`Options::elsewhere`].
pub fn look(options: &Options, progress: &(dyn Fn(&str) + Sync)) -> Seen {
    progress("discovering configs");
    let mut inventory = discover::discover(options);
    progress("resolving launch lines");
    let launches = resolve::resolve_all(&mut inventory, options);
    if options.live && options.processes {
        progress("comparing with running processes");
        discover::processes::compare(&mut inventory, &launches, options);
    }
    Seen { inventory, launches }
}

impl Seen {
    /// Runs the checks, with what others found, and leaves out what is ignored.
    pub fn judge(self, options: &Options) -> Report {
        let Self { mut inventory, launches } = self;
        ignore::add_sources(&mut inventory, options);
        if !(inventory.servers.is_empty() && inventory.mentions.is_empty() && inventory.dependencies.is_empty()) {
            inventory.problems.extend(options.knowledge.problem());
        }
        let findings = checks::run_all(&inventory, &launches, options);
        let (findings, suppressed) = ignore::apply(findings, &inventory, options);
        Report { inventory, launches, findings, suppressed }
    }
}
