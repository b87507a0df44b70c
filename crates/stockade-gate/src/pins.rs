//! What a server's tools and instructions were when they were first seen, and what is held back because it changed since.
//!
//! A server can show one description to the person who adds it and another one later (a "rug pull"). So the whole object of
//! each tool is remembered as listed, and a change waits until somebody has seen it.
//!
//! Constraints:
//! - the first use of a server records; a tool that appears later is recorded as new, with its moment; a change is held;
//! - a call is judged by what the server listed last in this session, else by what is recorded: a client that keeps an old
//!   listing (`ttlMs`) and never lists again gets nothing that the pins do not cover;
//! - what cannot be read, or could have been written by somebody else, is an error, and the caller denies;
//! - an acceptance names the digest that was shown, so that nothing newer slips in between.
//!
//! Layout: [`book`] is what is remembered and how it changes, [`store`] the files, [`session`] the pins of one running
//! server, [`diff`] what a person reads.

use std::collections::BTreeMap;
use std::path::PathBuf;

use jiff::Timestamp;
use stockade_policy::message::Value;

pub mod book;
pub mod diff;
pub mod session;
pub mod store;

pub use book::{Book, Pinned, Version};
pub use session::{Prose, SessionPins};
pub use store::Store;

/// One page of `tools/list`.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// The tools as listed.
    pub tools: &'a [Value],
    /// It answers a request without a cursor.
    pub first: bool,
    /// It has no `nextCursor`.
    pub last: bool,
}

impl<'a> Page<'a> {
    /// A listing that is one page.
    pub const fn whole(tools: &'a [Value]) -> Self {
        Self { tools, first: true, last: true }
    }
}

/// How a tool, or the instructions, stand to what is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PinState {
    /// As recorded on first use, or as accepted.
    Pinned {
        /// When the tool was first seen.
        first_seen: Timestamp,
    },
    /// Appeared after the first use, unchanged since; nobody has accepted it yet.
    New {
        /// When it was first seen.
        first_seen: Timestamp,
    },
    /// Not as recorded: to be hidden and denied until somebody accepts it.
    Held {
        /// Why, for people.
        reason: String,
        /// What is held: the digest to accept. None where there is nothing that could be accepted.
        digest: Option<String>,
    },
    /// Never listed by this server.
    Unlisted,
}

impl PinState {
    /// The fact `tool.pinned` of a policy.
    pub const fn is_pinned(&self) -> bool {
        matches!(self, Self::Pinned { .. })
    }

    /// Whether it is to be hidden and denied.
    pub const fn is_held(&self) -> bool {
        matches!(self, Self::Held { .. })
    }

    /// When it was first seen, where it is recorded and as recorded.
    pub const fn first_seen(&self) -> Option<Timestamp> {
        match self {
            Self::Pinned { first_seen } | Self::New { first_seen } => Some(*first_seen),
            Self::Held { .. } | Self::Unlisted => None,
        }
    }
}

/// What a page of a listing came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PinVerdicts {
    /// One for each tool of the page, in its order.
    pub tools: Vec<PinState>,
    /// Tools that this page made known.
    pub recorded: Vec<String>,
    /// What looks like instructions that are hidden from people, in tools that this page made known.
    pub alarms: Vec<String>,
    /// Tools that were listed before and no longer are; known after the last page.
    pub removed: Vec<String>,
}

/// Something that is listed and not pinned looks as if it hid instructions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// What it is, for people.
    pub said: String,
    /// Whether it is not to be shown.
    pub held: bool,
}

/// What the gate asks. Everything that fails is a denial.
pub trait Pins: Send + Sync {
    /// The client has asked for what a listing or instructions come with: what takes long may begin now, on a thread of its
    /// own, while the server thinks.
    fn expected(&self) {}
    /// The client has asked for what [`alarms`](Self::alarms) will look at: likewise.
    fn reads(&self) {}
    /// Prompts or resources go by: what is wrong with each, where anything is.
    fn alarms(&self, _items: &[Value]) -> Vec<Option<Alarm>> {
        Vec::new()
    }
    /// A page of the listing goes by.
    fn listing(&self, page: Page<'_>) -> Result<PinVerdicts, PinError>;
    /// The server's instructions go by; none where it has none.
    fn instructions(&self, text: Option<&str>) -> Result<PinState, PinError>;
    /// A tool is about to be called.
    fn of(&self, tool: &str) -> Result<PinState, PinError>;
    /// The schema of a tool's arguments as it was recorded; none where it is not known.
    fn schema(&self, _tool: &str) -> Option<Value> {
        None
    }
}

/// The pins cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PinError {
    /// The file or folder cannot be read or written.
    #[error("cannot use the pins in `{}`", path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Somebody else could have written it.
    #[error("the pins in `{}` are not trusted: {reason}", path.display())]
    Unsafe {
        /// Which file or folder.
        path: PathBuf,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// It is no file of pins, or a damaged one.
    #[error("the pins in `{}` are damaged: {reason}", path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// Nothing is recorded under this name.
    #[error("`{0}` is not pinned")]
    Unknown(String),
    /// There is no change to accept.
    #[error("nothing of `{0}` is held")]
    NothingHeld(String),
    /// The digest is not that of what is held.
    #[error("what is held of `{name}` has the digest {held}, not {given}")]
    OtherDigest {
        /// The tool.
        name: String,
        /// What is held.
        held: String,
        /// What was named.
        given: String,
    },
    /// There is nothing before what is accepted.
    #[error("nothing was accepted before what is pinned of `{0}`")]
    NothingBefore(String),
    /// More tools than any server has.
    #[error("the server lists more than {0} tools")]
    TooMany(usize),
}

/// Names of tools to what they are, and the instructions beside them.
pub(crate) type Tools = BTreeMap<String, Pinned>;

#[cfg(test)]
mod tests;
