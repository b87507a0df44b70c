//! What the gate's judge is lent: pins, journal, clock. Each is a trait, wired by the program.
//!
//! Constraints:
//! - none of them is asked while the judge holds a lock;
//! - each answers at once: what takes long (a human) goes by the approver;
//! - what fails says why, and the judge denies with that reason.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use stockade_policy::Listing;
use stockade_policy::message::Value;

pub use crate::journal::{Event, Kind};

/// What a server lists.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    /// The names, for look-alikes.
    pub listing: Listing,
    /// Each name with the annotations of its tool.
    pub annotations: BTreeMap<String, Option<Value>>,
}

/// What is remembered of a tool, or of the instructions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing: it was never listed.
    Unlisted,
    /// It appeared after the first use, and nobody has accepted it.
    New {
        /// Since it was first seen.
        age: Duration,
    },
    /// It is as it was recorded.
    Pinned {
        /// Since it was first seen.
        age: Duration,
    },
    /// It is not as it was recorded, or says what no tool should, until a human accepts it.
    Held {
        /// Why, for people.
        reason: String,
    },
}

/// Remembers what tools and instructions were. What fails is a denial with the reason that is given back.
pub trait Pins: Send + Sync {
    /// A page of the listing, as the server sent it: how each of its tools stands, in their order.
    ///
    /// # Errors
    /// Why that cannot be told.
    fn listing(&self, tools: &[Value], first: bool, last: bool) -> Result<Vec<Standing>, String>;

    /// The server's instructions; none where it has none.
    ///
    /// # Errors
    /// Why that cannot be told.
    fn instructions(&self, text: Option<&str>) -> Result<Standing, String>;

    /// A tool that is about to be called.
    ///
    /// # Errors
    /// Why that cannot be told.
    fn of(&self, tool: &str) -> Result<Standing, String>;
}

/// Writes events down.
pub trait Journal: Send + Sync {
    /// Writes one event. A call that cannot be written down is denied.
    ///
    /// # Errors
    /// Why it could not be written, for people.
    fn record(&self, event: &Event<'_>) -> Result<(), String>;
}

impl Journal for crate::journal::Journal {
    fn record(&self, event: &Event<'_>) -> Result<(), String> {
        Self::record(self, event).map_err(|error| match std::error::Error::source(&error) {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        })
    }
}

/// Tells the time.
pub trait Clock: Send + Sync {
    /// This moment.
    fn now(&self) -> Timestamp;
}
