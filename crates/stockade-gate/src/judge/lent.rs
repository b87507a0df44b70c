//! What the gate's judge is lent: pins, journal, and who reads prose. Each is a trait, wired by the program.
//!
//! Constraints:
//! - none of them is asked while the judge holds a lock;
//! - each answers at once: what takes long (a human) goes by the approver;
//! - what fails says why, and the judge denies with that reason.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use stockade_model::Verdict;
use stockade_policy::Listing;
use stockade_policy::message::Value;

use super::Side;

/// What a server lists.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    /// The names, for look-alikes.
    pub listing: Listing,
    /// Each name with the annotations of its tool.
    pub annotations: BTreeMap<String, Option<Value>>,
}

/// What is remembered of a tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing.
    Unknown,
    /// It is as it was recorded, so long ago.
    Pinned {
        /// Since it was first seen.
        age: Duration,
    },
    /// It is not as it was recorded, or says what no tool should, until a human accepts it.
    Held {
        /// What changed, for people.
        reason: String,
    },
}

/// Remembers what tools and instructions were.
pub trait Pins: Send + Sync {
    /// A tool as it was just listed. What must not reach the client is taken out of it.
    fn listed(&self, tool: &mut Value) -> Standing;

    /// The server's instructions as they just came, likewise.
    fn instructions(&self, text: &mut String) -> Standing;

    /// What is remembered of a tool at the moment of a call.
    fn standing(&self, tool: &str) -> Standing;
}

/// Reads texts.
pub trait Prose: Send + Sync {
    /// The text without secrets, where there are any.
    fn without_secrets(&self, text: &str) -> Option<String>;

    /// The text without invisible characters, where there are any.
    fn without_invisible(&self, text: &str) -> Option<String>;
}

/// What happened, for the journal.
#[derive(Clone, Copy, Debug)]
pub struct Event<'a> {
    /// What kind of event, for programs.
    pub kind: &'static str,
    /// Who sent the message.
    pub from: Side,
    /// What it asked for.
    pub method: Option<&'a str>,
    /// Which tool.
    pub tool: Option<&'a str>,
    /// With what: journalled as a digest unless asked otherwise.
    pub arguments: Option<&'a Value>,
    /// Which client.
    pub client: Option<&'a str>,
    /// The decision.
    pub verdict: Verdict,
    /// Why, for programs.
    pub code: &'a str,
    /// The rule that decided.
    pub rule: Option<&'a str>,
    /// Why, for people.
    pub reason: &'a str,
    /// The policy's digest.
    pub policy: &'a str,
    /// The request of approval, where there is one.
    pub approval: Option<&'a str>,
    /// How long deciding took.
    pub latency: Duration,
}

/// Writes events down.
pub trait Journal: Send + Sync {
    /// Writes one event. A call that cannot be written down is denied.
    ///
    /// # Errors
    /// Why it could not be written, for people.
    fn record(&self, event: &Event<'_>) -> Result<(), String>;
}

/// Tells the time.
pub trait Clock: Send + Sync {
    /// This moment.
    fn now(&self) -> Timestamp;
}
