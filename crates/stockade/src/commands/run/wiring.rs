//! What the judge is lent: the stores, the journal, the desk, the clock. All of it is opened before the server is started.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use stockade_desk::caller::client::Search;
use stockade_gate::approver::Approver;
use stockade_gate::counters::{FileCounters, RedisCounters};
use stockade_gate::journal::{Journal, Options};
use stockade_gate::judge::Lent;
use stockade_gate::judge::lent::{self, Clock, Event, Kind};
use stockade_gate::pins::{Prose, SessionPins, Store};
use stockade_gate::resolve_path::Resolver;
use stockade_gate::telemetry::{self, Telemetry};
use stockade_model::Verdict;
use stockade_policy::counter::Counters;
use stockade_policy::message::Value;

use super::Tell;
use super::identity::Identity;
use crate::approver::OverDesk;
use crate::cli::run::{self, Record, Run, Store as StoreArgs, StoreFail};
use crate::commands::{Failure, Start, with_causes};
use crate::state;

/// Everything of [`Lent`], and the journal and the desk once more: the end has to be told to them.
pub(super) struct Wiring {
    pub(super) lent: Lent,
    pub(super) journal: Arc<Recorder>,
    pub(super) desk: Arc<OverDesk>,
}

/// Where the store is, password and all: what others see of a process is its command line, not its environment.
pub(super) const STORE: &str = "STOCKADE_STORE";

/// Opens everything.
pub(super) fn wire(
    args: &Run,
    identity: &Identity,
    start: &Start,
    client: Search,
    tell: &Tell,
) -> Result<Wiring, Failure> {
    let state = state::folder(start)
        .ok_or_else(|| Failure::new("there is no home directory to keep the gate's state in").hint("set HOME"))?;
    let journal = Arc::new(Recorder { journal: journal(&args.record, &state, start)?, tell: Arc::clone(tell) });
    let prose = match args.prose {
        run::Prose::Hold => Prose::Hold,
        run::Prose::Note => Prose::Note,
    };
    let pins = SessionPins::open(Store::new(state.join("pins")), &*identity.server, prose, Timestamp::now)
        .map_err(|error| Failure::new(with_causes(&error)).hint("`stockade pins list` says what is wrong with them"))?;
    let directory = start.cwd.clone().unwrap_or_else(|| "/".into());
    let desk = Arc::new(OverDesk::new(start, client)?.telling(Arc::clone(tell)));
    let lent = Lent {
        counters: counters(&args.store, &state, start, tell)?,
        paths: Arc::new(Resolver::new(directory, start.home.clone())),
        approver: Some(Arc::clone(&desk) as Arc<dyn Approver>),
        pins: Arc::new(pins),
        journal: Arc::clone(&journal) as Arc<dyn lent::Journal>,
        clock: Arc::new(System),
    };
    Ok(Wiring { lent, journal, desk })
}

fn counters(args: &StoreArgs, state: &Path, start: &Start, tell: &Tell) -> Result<Arc<dyn Counters>, Failure> {
    let refused = |error: &dyn std::error::Error| {
        Failure::new(format!("the store of counters cannot be used: {}", with_causes(error)))
            .hint("`--store`, or the variable STOCKADE_STORE, names a folder or a Redis server")
    };
    let place = store(args, start);
    if let Some(address) = place.and_then(OsStr::to_str).filter(|place| place.contains("://")) {
        let store = RedisCounters::open(address).map_err(|error| refused(&error))?;
        match store.reach() {
            Err(error) if args.store_fail == StoreFail::Closed => return Err(refused(&error)),
            Err(error) => tell(&format!("calls pass uncounted until the store answers: {error}")),
            Ok(()) => {}
        }
        return Ok(Arc::new(store));
    }
    let folder = folder_of_counters(args, start).unwrap_or_else(|| state.join("counters"));
    Ok(Arc::new(FileCounters::open(&folder).map_err(|error| refused(&error))?))
}

/// Where counters are kept, as the user says.
fn store<'a>(args: &'a StoreArgs, start: &'a Start) -> Option<&'a OsStr> {
    args.store.as_deref().or_else(|| start.env.get(STORE).filter(|place| !place.is_empty()).map(OsStr::new))
}

/// The folder that the user keeps counters in: none where that is a server, or not said.
pub(super) fn folder_of_counters(args: &StoreArgs, start: &Start) -> Option<PathBuf> {
    let place = store(args, start).filter(|place| !place.to_string_lossy().contains("://"));
    place.map(|place| start.absolute(Path::new(place)))
}

fn journal(args: &Record, state: &Path, start: &Start) -> Result<Journal, Failure> {
    let folder = args.journal.as_ref().map_or_else(|| state.join("journal"), |folder| start.absolute(folder));
    let options = Options { plain: args.journal_arguments, ..Options::default() };
    let journal = Journal::open(&folder, options)
        .map_err(|error| Failure::new(with_causes(&error)).hint("`--journal` names another folder"))?;
    let Some(endpoint) = &args.otlp else { return Ok(journal) };
    let telemetry = Telemetry::start(telemetry::Options::new(endpoint))
        .map_err(|error| Failure::new(with_causes(&error)).hint("`--otlp` takes a collector: `http://host:4318`"))?;
    Ok(journal.exported(telemetry))
}

/// The machine's clock: what is counted and approved does not follow an environment that pins the time of reports.
struct System;

impl Clock for System {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// Writes events down, and says on stderr what a person who looks there wants to know.
pub(super) struct Recorder {
    journal: Journal,
    tell: Tell,
}

impl Recorder {
    /// Writes down what the gate itself did.
    pub(super) fn own(&self, kind: Kind, server: &str, policy: &str, note: Option<&str>) -> Result<(), Failure> {
        let event = Event { policy: Some(policy), note, ..Event::new(kind, server) };
        self.journal.record(&event).map_err(|error| {
            Failure::new(with_causes(&error))
                .hint("make space or take the right back, or name another folder with `--journal`")
        })
    }

    /// Nothing more comes.
    pub(super) fn finish(&self) {
        self.journal.finish();
    }
}

impl lent::Journal for Recorder {
    fn record(&self, event: &Event<'_>) -> Result<(), String> {
        if let Some(text) = said(event) {
            (self.tell)(&text);
        }
        let written = lent::Journal::record(&self.journal, event);
        if let Err(reason) = &written {
            (self.tell)(reason);
        }
        written
    }

    fn digest(&self, arguments: &Value) -> Option<String> {
        Some(self.journal.digest(arguments))
    }

    fn is_sure(&self) -> bool {
        self.journal.is_sure()
    }
}

/// What is worth a line: what was refused, held or dropped. Calls that pass are in the journal.
fn said(event: &Event<'_>) -> Option<String> {
    let note = event.note.unwrap_or_default();
    let code = event.code.unwrap_or_default();
    let what = event.tool.or(event.method).unwrap_or_default();
    match (event.decision, event.kind) {
        // The call that goes by it has a line of its own.
        (_, Kind::Approval) => None,
        (Some(Verdict::Deny), _) => Some(format!("denied {what}: {note} ({code})")),
        (Some(Verdict::Ask), _) => Some(format!("{what}: {note} ({code})")),
        (None, Kind::Message | Kind::Listing | Kind::Result | Kind::Call) => Some(format!("{note} ({code})")),
        _ => None,
    }
}
