//! Begins at a registry's feed of changes: whom to ask, and from where on.

use std::time::Duration;

use stockade_registry::http::{Client, Options};
use stockade_registry::npm::Npm;
use stockade_registry::settings::npm::ReplaceHost;
use stockade_registry::{Registry, RegistryError};

use super::feed::{self, Feed};
use super::input::Input;
use super::state::{self, State};
use super::{Begun, STANDARD};
use crate::cli::check::Registry as Ecosystem;
use crate::cli::{Global, Hunt, Scan};
use crate::commands::{Failure, Start, with_causes};
use crate::packages;
use crate::printer::Printer;
use crate::settings::Settings;

/// For a page.
const TIMEOUT: Duration = Duration::from_secs(120);

/// A feed on its way.
#[derive(Debug)]
pub(super) struct Followed {
    registry: String,
    place: feed::Place,
}

impl Followed {
    /// What the state keeps.
    pub(super) fn state(&self) -> state::Place {
        state::Place { registry: self.registry.clone(), since: self.place.get() }
    }
}

/// The feed of the configured registry, behind what an earlier run has done.
pub(super) fn begin(
    args: &Hunt,
    earlier: Option<&State>,
    global: &Global,
    start: &Start,
    printer: &Printer,
) -> Result<Begun, Failure> {
    if args.ecosystem.is_some_and(|ecosystem| ecosystem != Ecosystem::Npm) {
        return Err(Failure::new("only registries of npm have a feed that is understood")
            .hint(format!("give a file of names, or `{STANDARD}` for the standard input")));
    }
    let here: Vec<_> = start.cwd.iter().cloned().collect();
    let settings = Settings::resolve(&Scan::default(), global, start, &here)?;
    settings.tell(printer);
    packages::online(&settings, "`--feed`")?;
    let registry = packages::npm(start)?;
    let shown = registry.shown();
    let since = since(args, earlier, &shown)?;
    let feed = open(registry, &since).map_err(|error| match error {
        RegistryError::NotFound { .. } => Failure::new(with_causes(&error))
            .hint("not every registry has one: give this one's names as a file, or configure a registry that has"),
        error => packages::failed(&error),
    })?;
    if earlier.is_none() && since == feed::NOW {
        printer.note(&format!("begins at the end of the feed of `{shown}`: the next run lists what comes from now on"));
    }
    let followed = Followed { registry: shown.clone(), place: feed.place() };
    let input: Input<Box<dyn std::io::BufRead>> = Input::new(Box::new(feed));
    let input = match earlier {
        Some(state) => input.after(state.lines, state.bytes),
        None => input,
    };
    Ok(Begun { input, name: format!("the feed of `{shown}`"), followed: Some(followed) })
}

/// From where on: as told, else behind an earlier run, else from now on.
fn since(args: &Hunt, earlier: Option<&State>, registry: &str) -> Result<String, Failure> {
    let Some(state) = earlier else {
        if args.since.is_none() && args.resume.is_none() {
            return Err(Failure::new("nothing says from where on the feed is read")
                .hint("keep the place with `--resume STATE`, or name one with `--since SEQUENCE` (0 for all)"));
        }
        return Ok(args.since.clone().unwrap_or_else(|| feed::NOW.to_owned()));
    };
    let Some(place) = state.feed.as_ref().filter(|place| place.registry == registry) else {
        let other = state.feed.as_ref().map_or("no feed", |place| place.registry.as_str());
        return Err(Failure::new(format!("the state is of `{other}`, and `{registry}` is configured now"))
            .hint("remove it to begin anew, or name another one"));
    };
    if args.since.is_some() {
        return Err(Failure::new("the state says where to go on, and so does `--since`")
            .hint("leave out `--since`, or name another state"));
    }
    Ok(place.since.clone())
}

fn open(registry: Registry, since: &str) -> Result<Feed, RegistryError> {
    let client = Client::new(Options { timeout: TIMEOUT, ..Options::default() }, None);
    let ask = move |since: &str| Npm::new(&client, registry.clone(), ReplaceHost::default()).changes(since, feed::PAGE);
    Feed::open(since, Box::new(ask))
}
