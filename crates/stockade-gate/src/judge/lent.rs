//! What the gate's judge is lent: rules, pins, journal, and who reads prose. Each is a trait, wired by the program.
//!
//! Constraints:
//! - none of them is asked while the judge holds a lock;
//! - each answers at once: what takes long (a human) goes by the approver;
//! - what fails says why, and the judge denies with that reason.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use stockade_model::Verdict;
use stockade_model::approval::Asking;
use stockade_policy::counter::{Claim, Counters};
use stockade_policy::message::Value;

use super::Side;

/// The tools that the server lists, by name, with their annotations.
pub type Listed = BTreeMap<String, Option<Value>>;

/// A call that is to be decided.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The tool, as it was named.
    pub tool: &'a str,
    /// The arguments: an object.
    pub arguments: &'a Value,
    /// What the server lists, for look-alikes and annotations.
    pub listed: &'a Listed,
    /// What the pins say of the tool.
    pub standing: &'a Standing,
    /// The client, as it named itself.
    pub client: Option<&'a str>,
    /// The moment of the call.
    pub now: Timestamp,
}

/// What a call would count, and what the agent is told when that is too much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// What is reserved.
    pub claim: Claim,
    /// The rule that counts.
    pub rule: String,
    /// What it says.
    pub message: String,
}

/// What the rules say of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The answer.
    pub verdict: Verdict,
    /// Why, for programs.
    pub code: &'static str,
    /// The rule that decided.
    pub rule: Option<String>,
    /// Why, for the agent.
    pub message: String,
    /// Every rule that wants a human's word.
    pub asks: Vec<Asking>,
    /// What is reserved once nothing else stands against the call.
    pub charges: Vec<Charge>,
    /// The rules that only want to be written down.
    pub records: Vec<String>,
    /// How long an approval is waited for.
    pub timeout: Duration,
}

/// What to do about something found in a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Take it out.
    Clean,
    /// Keep the result back.
    Deny,
}

/// What holds for results, each with the rule that says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultLimits {
    /// The most bytes.
    pub max_bytes: u64,
    /// Whether one that is larger passes and is only written down.
    pub only_log: bool,
    /// The rule of the size.
    pub size_rule: Option<String>,
    /// About secrets.
    pub secrets: Option<(Found, String)>,
    /// About invisible characters.
    pub invisible: Option<(Found, String)>,
}

/// The rules of one policy.
pub trait Rules: Send + Sync {
    /// The policy's digest.
    fn digest(&self) -> &str;

    /// What denials begin with.
    fn prefix(&self) -> &str;

    /// Whether the client may see a tool.
    fn visible(&self, tool: &str) -> bool;

    /// Decides about a call; reserves nothing.
    fn decide(&self, call: &Call<'_>, counters: &dyn Counters) -> Judgement;

    /// What holds for the results of a tool; of any tool where none is known.
    fn results(&self, tool: Option<&str>) -> ResultLimits;
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
