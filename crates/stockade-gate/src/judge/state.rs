//! What a judge remembers between lines.
//!
//! Constraints:
//! - everything is bounded: what is in flight is never forgotten, so the newest is refused; of tasks and of calls that were
//!   answered with a question the oldest is forgotten, and what goes on with it is judged as a call of its own;
//! - ids, tool names and tokens over [`MAX_NAME`] bytes are refused before they get here.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use stockade_policy::Policy;
use stockade_policy::counter::Receipt;
use stockade_policy::message::revision::Era;
use stockade_policy::message::{Id, Value};

use super::Side;
use super::bounded::Bounded;
use super::lent::Listed;
use crate::approver::Ticket;

/// The longest id, tool name or task.
pub(crate) const MAX_NAME: usize = 1024;
/// The most requests in flight, a direction.
pub(crate) const FLIGHTS: usize = 4096;
/// The most calls that wait for a human.
pub(crate) const HELD: usize = 256;
/// The most tasks, and the most calls that the server answered with a question.
const TASKS: usize = 4096;
/// The most tools that are remembered of a server.
pub(crate) const TOOLS: usize = 16_384;
/// The most bytes of their names and annotations.
pub(crate) const TOOL_BYTES: usize = 8 << 20;
/// The most batches that are being answered.
pub(crate) const BATCHES: usize = 64;

/// A request that is not answered yet.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) method: Cow<'static, str>,
    /// The tool that is called, or whose task is asked about.
    pub(crate) tool: Option<String>,
    /// The rules that a call was decided by: all that follows from the decision follows from the same.
    pub(crate) rules: Option<Arc<Policy>>,
    /// What the call reserved.
    pub(crate) receipt: Option<Receipt>,
    pub(crate) era: Era,
    /// The batch that it came in.
    pub(crate) batch: Option<u64>,
    pub(crate) since: Instant,
    /// The task that is asked about.
    pub(crate) task: Option<String>,
    /// What a retry of the call is recognised by, but for the server's state.
    pub(crate) salient: Option<String>,
    /// Set while a human is waited for.
    pub(crate) hold: Option<Hold>,
    /// The rules that only record, and fired.
    pub(crate) records: Vec<String>,
    /// Whether it asks for the first page of a listing.
    pub(crate) first_page: bool,
    /// Whether it asks to hear of tools that change.
    pub(crate) listens: bool,
    /// Whether the asker has cancelled it: its late answer is tolerated.
    pub(crate) cancelled: bool,
}

impl Asked {
    pub(crate) fn new(method: Cow<'static, str>, era: Era, batch: Option<u64>) -> Self {
        Self {
            method,
            tool: None,
            rules: None,
            receipt: None,
            era,
            batch,
            since: Instant::now(),
            task: None,
            salient: None,
            hold: None,
            records: Vec::new(),
            first_page: false,
            listens: false,
            cancelled: false,
        }
    }

    /// The same call, which waits or goes on: without what it reserved.
    pub(crate) fn again(&self, hold: Option<Hold>) -> Self {
        Self {
            tool: self.tool.clone(),
            rules: self.rules.clone(),
            since: self.since,
            salient: self.salient.clone(),
            records: self.records.clone(),
            hold,
            ..Self::new(self.method.clone(), self.era, self.batch)
        }
    }

    /// What a task or a retry goes on with.
    pub(crate) fn pending(&mut self) -> Pending {
        let policy = self.rules.as_ref().map(|rules| rules.digest().to_owned());
        Pending { tool: self.tool.clone(), receipt: self.receipt.take(), policy }
    }
}

/// A call that waits for a human.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Hold {
    /// Which wait: an id may be used again once its call is over.
    pub(crate) serial: u64,
    pub(crate) ticket: Option<Ticket>,
}

/// What a task or a retry goes on with.
#[derive(Debug)]
pub(crate) struct Pending {
    pub(crate) tool: Option<String>,
    pub(crate) receipt: Option<Receipt>,
    /// The digest of the policy that the call was decided by.
    pub(crate) policy: Option<String>,
}

/// The answers to a batch, until they are whole.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// Whether its items are still being decided.
    pub(crate) open: bool,
    pub(crate) waiting: HashSet<Id>,
    pub(crate) answers: Vec<Value>,
}

/// Everything remembered.
#[derive(Debug)]
pub(crate) struct State {
    /// Whether the negotiated revision has batches.
    pub(crate) batches_allowed: bool,
    /// Whether the client listed tools as one of 2026-07-28 does.
    pub(crate) modern: bool,
    pub(crate) client: Option<String>,
    /// What the client asked the server, by its own ids.
    pub(crate) from_client: Bounded<Id, Asked>,
    /// What the server asked the client, by its own.
    pub(crate) from_server: Bounded<Id, Asked>,
    pub(crate) tasks: Bounded<String, Pending>,
    /// Calls that the server answered with a question, by what their retry is recognised by.
    pub(crate) retries: Bounded<String, Pending>,
    pub(crate) batches: Bounded<u64, Batch>,
    pub(crate) listed: Arc<Listed>,
    pub(crate) held: usize,
    serial: u64,
}

impl State {
    pub(crate) fn new() -> Self {
        Self {
            batches_allowed: false,
            modern: false,
            client: None,
            from_client: Bounded::new(FLIGHTS),
            from_server: Bounded::new(FLIGHTS),
            tasks: Bounded::new(TASKS),
            retries: Bounded::new(TASKS),
            batches: Bounded::new(BATCHES),
            listed: Arc::default(),
            held: 0,
            serial: 0,
        }
    }

    /// What a side has asked.
    pub(crate) fn flights(&mut self, asker: Side) -> &mut Bounded<Id, Asked> {
        match asker {
            Side::Client => &mut self.from_client,
            Side::Server => &mut self.from_server,
        }
    }

    /// A number that nothing had before.
    pub(crate) fn serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }
}
