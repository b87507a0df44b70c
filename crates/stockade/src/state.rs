//! Where this user's state is kept: packs, counters, the journal.

use std::path::PathBuf;

use stockade_model::Os;

use crate::commands::Start;

/// The platform's folder for state. None where nobody says where the home is.
pub fn folder(start: &Start) -> Option<PathBuf> {
    let env = |name: &str| start.env.get(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = match Os::current() {
        Os::Windows => env("LOCALAPPDATA"),
        Os::Macos => start.home.as_ref().map(|home| home.join("Library/Application Support")),
        Os::Linux => env("XDG_STATE_HOME").or_else(|| start.home.as_ref().map(|home| home.join(".local/state"))),
    };
    state.map(|state| state.join("stockade"))
}

/// The platform's folder for what can be had again.
pub fn cache(start: &Start) -> Option<PathBuf> {
    let env = |name: &str| start.env.get(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let cache = match Os::current() {
        Os::Windows => env("LOCALAPPDATA").map(|data| data.join("cache")),
        Os::Macos => start.home.as_ref().map(|home| home.join("Library/Caches")),
        Os::Linux => env("XDG_CACHE_HOME").or_else(|| start.home.as_ref().map(|home| home.join(".cache"))),
    };
    cache.map(|cache| cache.join("stockade"))
}

/// Where it is noted which answers of humans were given: apart from all other state, so that whoever is given that to write
/// in gives no answers.
pub fn grants(start: &Start) -> Option<PathBuf> {
    if Os::current() != Os::Linux {
        return folder(start).map(|state| state.join("grants"));
    }
    let set = start.env.get("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let data = set.or_else(|| start.home.as_ref().map(|home| home.join(".local/share")));
    data.map(|data| data.join("stockade/grants"))
}

/// Where the journal stands.
pub fn journal(start: &Start) -> Option<PathBuf> {
    folder(start).map(|state| state.join("journal"))
}

/// Where it is remembered what tools were.
pub fn pins(start: &Start) -> Option<PathBuf> {
    folder(start).map(|state| state.join("pins"))
}

/// Where the counters of policies stand.
pub fn counters(start: &Start) -> Option<PathBuf> {
    folder(start).map(|state| state.join("counters"))
}
