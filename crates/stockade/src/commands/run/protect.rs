//! What is kept out of the server's reach: what a decision rests on, and what is remembered of decisions.
//!
//! - a server that was given one of these places is not started: it could change counters, pins and the journal, answer for
//!   a human, or loosen what is checked;
//! - what it was given is a guess from its command line and its environment: see [`Reach`].

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use stockade_gate::trust::Reach;
use stockade_gate::trust::reach::Launch;
use stockade_model::Os;

use super::wiring;
use crate::cli;
use crate::commands::{Failure, Start};
use crate::settings::find;
use crate::state;

/// Where the server may write by its own account.
pub(super) fn reach(args: &cli::Run, start: &Start) -> Reach {
    let Some((program, arguments)) = args.server.split_first() else { return Reach::default() };
    Reach::of(&Launch {
        program,
        arguments,
        directory: start.cwd.as_deref().unwrap_or(Path::new("/")),
        home: start.home.as_deref(),
        variables: &start.env,
        inherited: environment_of_client().as_ref(),
    })
}

/// Refuses a server that was given what is ours.
pub(super) fn check(reach: &Reach, args: &cli::Run, start: &Start) -> Result<(), Failure> {
    for (what, path) in places(args, start) {
        let Some((how, place)) = reach.touches(&path) else { continue };
        let (path, place) = (path.display(), place.display());
        let error = Failure::new(format!("the server could change {what} (`{path}`): it was given `{place}` ({how})"));
        return Err(error
            .hint("give it narrower folders, none with these in it, and start it in one")
            .hint("where that is no folder to it, start it by a script of yours that has the value in it"));
    }
    Ok(())
}

fn places(args: &cli::Run, start: &Start) -> Vec<(&'static str, PathBuf)> {
    let settings = start.env.get("STOCKADE_CONFIG").filter(|path| !path.is_empty());
    let found = [
        ("the gate's state", state::folder(start)),
        ("the notes of what humans answered", state::grants(start)),
        ("the settings", find::user_directory(start, Os::current())),
        ("the settings", settings.map(|path| start.absolute(Path::new(path)))),
        ("the journal", args.record.journal.as_ref().map(|folder| start.absolute(folder))),
        ("the counters", wiring::folder_of_counters(&args.store, start)),
    ];
    found.into_iter().filter_map(|(what, path)| Some((what, path?))).collect()
}

/// The environment that the gate's parent was started with. None where the system does not show it: then every variable
/// counts as the client's own.
fn environment_of_client() -> Option<BTreeMap<String, String>> {
    let parent = std::os::unix::process::parent_id();
    // It claims to be empty: room for all of it saves asking for it in small pieces.
    let mut text = Vec::with_capacity(16 << 10);
    File::open(format!("/proc/{parent}/environ")).ok()?.take(u64::MAX).read_to_end(&mut text).ok()?;
    let text = String::from_utf8_lossy(&text);
    let pairs = text.split('\0').filter_map(|pair| pair.split_once('='));
    Some(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}
