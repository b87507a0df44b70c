//! What a rule may ask about besides the arguments: the tool, its server, the client.
//!
//! Constraints:
//! - a fact that nobody could tell is missing, and a missing value is an error unless the rule says otherwise.

use std::time::Duration;

use crate::message::Value;
use crate::operand::Operand;

/// What the gate knows about a call.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts<'a> {
    /// The tool's annotations, as its server lists them: hints, never proofs.
    pub annotations: Option<&'a Value>,
    /// Whether the tool is what was recorded of it.
    pub pinned: Option<bool>,
    /// How long ago the tool was first seen.
    pub first_seen_age: Option<Duration>,
    /// The server's name in its client.
    pub server_name: Option<&'a str>,
    /// The package it is.
    pub server_purl: Option<&'a str>,
    /// Who publishes that.
    pub server_publisher: Option<&'a str>,
    /// Whether the server is held.
    pub server_held: Option<bool>,
    /// The client that calls.
    pub client: Option<&'a str>,
}

/// What no gate can tell yet: a condition on it is an error in every call.
pub(crate) const UNTOLD: &[&str] = &["server.publisher", "server.held"];

/// One fact: its path, its kind, and how it is read.
pub struct Fact {
    /// The path a condition names.
    pub path: &'static str,
    /// The kind of value: `text`, `boolean` or `age`.
    pub kind: &'static str,
    /// What it says.
    pub summary: &'static str,
    /// Reads it; the second argument is the tool's name.
    pub(crate) read: for<'a> fn(&Facts<'a>, &'a str) -> Option<Operand<'a>>,
}

macro_rules! facts {
    ($($path:literal $kind:literal $summary:literal = $read:expr;)*) => {
        /// Every fact; the annotations stand beside them, under `tool.annotations.`.
        pub const ALL: &[Fact] = &[$(Fact { path: $path, kind: $kind, summary: $summary, read: $read }),*];
    };
}

facts! {
    "tool.name" "text" "the tool's name" = |_, tool| Some(Operand::Text(tool));
    "tool.pinned" "boolean" "whether the tool is what was recorded of it" = |facts, _| facts.pinned.map(Operand::Bool);
    "tool.first_seen_age" "age" "how long ago the tool was first seen" = |facts, _| facts.first_seen_age.map(Operand::Age);
    "server.name" "text" "the server's name in its client" = |facts, _| facts.server_name.map(Operand::Text);
    "server.purl" "text" "the package the server is" = |facts, _| facts.server_purl.map(Operand::Text);
    "server.publisher" "text" "who publishes that package; no gate can tell yet" = |facts, _| facts.server_publisher.map(Operand::Text);
    "server.held" "boolean" "whether the server is held; no gate can tell yet" = |facts, _| facts.server_held.map(Operand::Bool);
    "call.client" "text" "the client that calls" = |facts, _| facts.client.map(Operand::Text);
}

/// The fact of this path.
pub fn find(path: &str) -> Option<&'static Fact> {
    ALL.iter().find(|fact| fact.path == path)
}
