//! The pins of one running server.
//!
//! - what was listed last in this session counts for its calls; the file counts where nothing was listed yet;
//! - the file is looked at before each answer, so that an acceptance from another terminal counts at once: one `fstat` where
//!   nothing changed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use jiff::Timestamp;
use stockade_policy::message::Value;
use stockade_policy::prose::{self, Context};

use super::book::{Book, Version};
use super::store::{Stamp, Store, Watch};
use super::{Alarm, Page, PinError, PinState, PinVerdicts, Pins};
use crate::judge::lent::with_source;

/// What is done about a tool that looks, when it is first seen, as if it hid instructions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Prose {
    /// It is held until somebody accepts it.
    #[default]
    Hold,
    /// It is pinned as any other, and said.
    Note,
}

/// The pins of one server, for as long as it runs.
pub struct SessionPins {
    store: Store,
    server: String,
    path: PathBuf,
    prose: Prose,
    now: Box<dyn Fn() -> Timestamp + Send + Sync>,
    state: Mutex<State>,
    warmed: AtomicBool,
    reading: AtomicBool,
}

impl std::fmt::Debug for SessionPins {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("SessionPins").field("server", &self.server).finish_non_exhaustive()
    }
}

#[derive(Debug, Default)]
struct State {
    book: Option<Book>,
    stamp: Option<Stamp>,
    /// The file of that stamp, where there is one.
    watch: Option<Watch>,
    /// This session made the book, and its first listing is not over yet.
    first_listing: bool,
    /// Digest of each tool as listed last in this session; none where a listing named it twice.
    shown: BTreeMap<String, Option<String>>,
    /// Why what was listed is not recorded.
    failed: Option<String>,
    /// Names of the listing that is going on.
    listing: BTreeSet<String>,
}

impl SessionPins {
    /// Of this server. A file that cannot be used is an error before the client sees a server.
    pub fn open(
        store: Store,
        server: impl Into<String>,
        prose: Prose,
        now: impl Fn() -> Timestamp + Send + Sync + 'static,
    ) -> Result<Self, PinError> {
        let server = server.into();
        let book = store.read(&server)?;
        // Tools that are known are not searched, so that nothing needs to be at hand for them.
        let warmed = AtomicBool::new(book.is_some());
        let state = State { first_listing: book.is_none(), stamp: store.stamp(&server)?, book, ..State::default() };
        let path = store.path(&server);
        let (state, reading) = (Mutex::new(state), AtomicBool::new(false));
        Ok(Self { store, server, path, prose, now: Box::new(now), state, warmed, reading })
    }

    /// Changes the book, and remembers what the file looks like then.
    fn change<T>(
        &self,
        state: &mut State,
        change: impl FnOnce(&mut Book, Timestamp) -> Result<(bool, T), PinError>,
    ) -> Result<T, PinError> {
        let now = (self.now)();
        let (book, answer) = self.store.change(&self.server, |stored| {
            let fresh = stored.is_none();
            let book = stored.get_or_insert_with(|| Book::new(&self.server, now));
            let (changed, answer) = change(book, now)?;
            Ok((changed || fresh, (book.clone(), answer)))
        })?;
        state.book = Some(book);
        state.stamp = Store::stamp_at(&self.path)?;
        Ok(answer)
    }

    fn refresh(&self, state: &mut State) -> Result<(), PinError> {
        if state.watch.as_ref().is_some_and(Watch::is_same) {
            return Ok(());
        }
        let stamp = Store::stamp_at(&self.path)?;
        if stamp != state.stamp {
            state.book = self.store.read(&self.server)?;
            state.stamp = stamp;
        }
        match &mut state.watch {
            Some(watch) if Some(watch.stamp()) == stamp => watch.seen(),
            watch => *watch = stamp.and_then(|stamp| Watch::of(&self.path, stamp)),
        }
        Ok(())
    }
}

impl State {
    fn of(&self, tool: &str) -> PinState {
        let pinned = self.book.as_ref().and_then(|book| book.tools.get(tool));
        match (pinned, self.shown.get(tool)) {
            (_, Some(None)) => {
                PinState::Held { reason: "the server lists two tools of this name".to_owned(), digest: None }
            }
            (Some(pinned), Some(Some(digest))) => pinned.state_of(digest),
            (Some(pinned), None) => pinned.state(),
            (None, Some(Some(_))) => {
                let forgotten = || "it was forgotten since it was listed; list the tools again".to_owned();
                let failed = self.failed.as_ref();
                let failed =
                    failed.map(|why| format!("it could not be recorded: {why}; mend that and list the tools again"));
                PinState::Held { reason: failed.unwrap_or_else(forgotten), digest: None }
            }
            (None, None) => PinState::Unlisted,
        }
    }
}

/// A hit, for people.
fn said(tool: &str, hit: &prose::Hit) -> String {
    format!("the tool `{tool}` has {} at {}: {}", hit.rule, hit.pointer, hit.excerpt)
}

/// The name of a listed tool. One without a name can neither be called nor pinned.
fn name_of(tool: &Value) -> Option<&str> {
    tool.get("name").and_then(Value::as_str)
}

impl Pins for SessionPins {
    /// The patterns that tools are searched with; where no thread is to be had, the listing waits for them.
    fn expected(&self) {
        if !self.warmed.swap(true, Ordering::Relaxed) {
            let _ = thread::Builder::new().name("patterns".to_owned()).spawn(prose::warm);
        }
    }

    fn reads(&self) {
        if !self.reading.swap(true, Ordering::Relaxed) {
            let _ = thread::Builder::new().name("patterns".to_owned()).spawn(prose::warm);
        }
    }

    /// Not asked for the tools of other servers: clients list all at once, and the server's own may not be known yet.
    fn alarms(&self, items: &[Value]) -> Vec<Option<Alarm>> {
        let of = |item: &Value| {
            let hit = prose::object(item, Context::default()).into_iter().find(prose::Hit::is_alarming)?;
            let name = name_of(item).or_else(|| item.get("uri").and_then(Value::as_str)).unwrap_or_default();
            let said = format!("`{name}` has {} at {}: {}", hit.rule, hit.pointer, hit.excerpt);
            Some(Alarm { said, held: self.prose == Prose::Hold })
        };
        items.iter().map(of).collect()
    }

    fn listing(&self, page: Page<'_>) -> Result<PinVerdicts, PinError> {
        let mut guard = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let state = &mut *guard;
        if page.first {
            state.listing.clear();
        }
        let now = (self.now)();
        let known = |name: &str| state.book.as_ref().is_some_and(|book| book.tools.contains_key(name));
        // Read only where there is a tool to be looked at.
        let elsewhere = if page.tools.iter().filter_map(name_of).all(known) {
            BTreeSet::new()
        } else {
            self.store.names_elsewhere(&self.server)
        };
        let others: Vec<&str> = elsewhere.iter().map(String::as_str).collect();
        let earlier: Vec<String> = state.listing.iter().cloned().collect();
        let mut own: Vec<&str> = page.tools.iter().filter_map(name_of).collect();
        own.extend(earlier.iter().map(String::as_str));
        let context = Context { own: &own, others: &others };
        let mut versions: Vec<(String, Version, bool)> = Vec::with_capacity(page.tools.len());
        let mut alarms = Vec::new();
        for tool in page.tools {
            let Some(name) = name_of(tool) else { continue };
            if state.listing.insert(name.to_owned()) {
                let version = Version::of(tool, now);
                state.shown.insert(name.to_owned(), Some(version.digest.clone()));
                let known = state.book.as_ref().is_some_and(|book| book.tools.contains_key(name));
                let hits = if known { Vec::new() } else { prose::object(tool, context) };
                let alarm = hits.iter().find(|hit| hit.is_alarming());
                alarms.extend(alarm.map(|hit| said(name, hit)));
                versions.push((name.to_owned(), version, alarm.is_some() && self.prose == Prose::Hold));
            } else {
                // Which of two a client takes is its own affair, so neither can be judged.
                state.shown.insert(name.to_owned(), None);
            }
        }
        versions.retain(|(name, ..)| state.shown.get(name).is_some_and(Option::is_some));
        let first = state.first_listing;
        let listed = page.last.then(|| state.listing.clone());
        let done = self.change(state, |book, now| {
            let (mut changed, mut recorded) = (false, Vec::new());
            for (name, version, held) in versions {
                let known = book.tools.contains_key(&name);
                changed |= book.tool_seen(&name, version, first, held)?;
                if !known {
                    recorded.push(name);
                }
            }
            let removed = listed.map_or_else(Vec::new, |listed| book.listing_over(|name| listed.contains(name), now));
            changed |= !removed.is_empty();
            Ok((changed, (recorded, removed)))
        });
        state.failed = done.as_ref().err().map(|error| with_source(error));
        let (recorded, removed) = done?;
        if page.last {
            state.first_listing = false;
            state.shown.retain(|name, _| state.listing.contains(name));
        }
        let nameless = || PinState::Held { reason: "it has no name".to_owned(), digest: None };
        let tools = page.tools.iter().map(|tool| name_of(tool).map_or_else(nameless, |name| state.of(name))).collect();
        Ok(PinVerdicts { tools, recorded, alarms, removed })
    }

    fn instructions(&self, text: Option<&str>) -> Result<PinState, PinError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        // No instructions are pinned too: where there were none, new ones are a change.
        let value = text.map_or(Value::Null, |text| Value::String(text.to_owned()));
        // The patterns are compiled at their first use: not for a server that says nothing, or nothing new.
        let alarms = |text: &str| prose::text(text, Context::default()).iter().any(prose::Hit::is_alarming);
        let held = || self.prose == Prose::Hold && text.is_some_and(alarms);
        self.change(&mut state, |book, now| {
            let version = Version::of(&value, now);
            let digest = version.digest.clone();
            let changed = book.instructions_seen(version, held);
            let state = book.instructions.as_ref().map_or(PinState::Unlisted, |pinned| pinned.state_of(&digest));
            Ok((changed, state))
        })
    }

    fn schema(&self, tool: &str) -> Option<Value> {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let pinned = state.book.as_ref()?.tools.get(tool)?;
        pinned.current.value()?.get("inputSchema").cloned()
    }

    fn of(&self, tool: &str) -> Result<PinState, PinError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        self.refresh(&mut state)?;
        Ok(state.of(tool))
    }
}
