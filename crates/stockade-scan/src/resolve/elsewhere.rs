//! Commands that run on another machine, in another container or distribution.
//!
//! The launch line still says which package or program it is, but not one file of this disk may be asked: a folder
//! `node_modules` here shadows nothing there. So the command is resolved against a disk on which nothing can be found.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use stockade_model::{Effect, Launch, Os, Target, Wrapper, launch::EffectKind, launch::OpaqueReason};

use super::{Call, MAX_WRAPPERS, Machine, Outcome, peel, resolve_call};

/// Stands for the other root; nobody has such a folder, and nothing is ever read below it.
const ROOT: &str = "/~";
/// Stands for the other home.
const HOME: &str = "/~/home";

static NO_ENVIRONMENT: BTreeMap<String, String> = BTreeMap::new();

/// Where it runs.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The launcher's id.
    pub id: &'static str,
    /// For people: `runs on another machine`.
    pub note: &'static str,
    /// Which one: host, distribution, container.
    pub name: &'a str,
    /// Whether this machine's home and environment are there too.
    pub shares_home: bool,
}

/// A disk on which nothing can be found.
pub fn nowhere() -> Machine<'static> {
    Machine {
        os: Os::Linux,
        home: Path::new(HOME),
        root: Some(Path::new(ROOT)),
        live: false,
        env: &NO_ENVIRONMENT,
        unread: None,
    }
}

/// Resolves the command there. Unless the home is shared, `inner` must not name a folder of this disk.
pub fn resolve(place: Place<'_>, mut inner: Call, machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    let span = inner.program.span;
    if launch.wrappers.len() >= MAX_WRAPPERS {
        return peel::opaque(OpaqueReason::TooDeep, "commands are nested too deep", span, launch);
    }
    launch.wrappers.push(Wrapper { id: place.id, note: place.note.to_owned() });
    launch.effects.push(Effect {
        kind: EffectKind::Elsewhere,
        name: place.id.to_owned(),
        value: place.name.to_owned(),
        file: None,
        span,
    });
    let there =
        if place.shares_home { Machine { home: machine.home, env: machine.env, ..nowhere() } } else { nowhere() };
    inner.unset("PATH");
    let before = launch.components.len();
    resolve_call(inner, &there, launch);
    for component in launch.components.iter_mut().skip(before) {
        if let Target::Local { path, exists, .. } = &mut component.target
            && let Some(real) = as_there(path)
        {
            *path = real;
            *exists = None;
        }
    }
    Outcome::Done
}

/// The path as it is called there; none where it is below a home that both share.
fn as_there(path: &Path) -> Option<PathBuf> {
    match path.strip_prefix(HOME) {
        Ok(rest) => Some(Path::new("~").join(rest)),
        Err(_) => Some(Path::new("/").join(path.strip_prefix(ROOT).ok()?)),
    }
}
