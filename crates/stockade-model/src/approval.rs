//! A tool call that waits for a human, and the human's answer.
//!
//! Constraints:
//! - an answer is bound to server, tool, arguments and policy: a call that differs in any of them is another question;
//! - moments are milliseconds since 1970 in UTC, so that they compare without a calendar;
//! - every text but `id` and digests may have been written by an attacker: people see it only escaped.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::canonical::{Json, canonical, sha256};

/// Milliseconds since 1970 in UTC.
pub type Moment = i64;

/// What exactly is asked about: the very call, under the very policy.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Binding {
    /// The server's identity, as counters and journal name it.
    pub server: String,
    /// The tool's name, byte for byte.
    pub tool: String,
    /// The arguments as canonical JSON ([`canonical`]).
    pub arguments: String,
    /// The policy's digest: an answer given under one policy says nothing under another.
    pub policy: String,
}

impl Binding {
    /// The binding of a call.
    pub fn new(
        server: impl Into<String>,
        tool: impl Into<String>,
        arguments: &impl Json,
        policy: impl Into<String>,
    ) -> Self {
        Self { server: server.into(), tool: tool.into(), arguments: canonical(arguments), policy: policy.into() }
    }

    /// One name for all four: each with its length in front, so that no two bindings run together.
    pub fn digest(&self) -> String {
        let mut bytes = Vec::new();
        for part in [&self.server, &self.tool, &self.arguments, &self.policy] {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        sha256(&bytes)
    }
}

/// A rule that wants a human's word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asking {
    /// The rule's name.
    pub rule: String,
    /// What it says, for people.
    pub message: String,
}

/// A question, before anybody has taken it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What is asked about.
    pub binding: Binding,
    /// Every rule that asks; one answer is for all of them.
    pub asks: Vec<Asking>,
    /// Which client makes the call, as it named itself.
    pub client: Option<String>,
    /// How long an answer is waited for; and, once given, how long it holds.
    pub timeout: std::time::Duration,
}

/// A question in the queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Request {
    /// Lower-case hex, unique in the queue; people type the beginning of it.
    pub id: String,
    /// What is asked about.
    pub binding: Binding,
    /// Every rule that asks; one answer is for all of them.
    pub asks: Vec<Asking>,
    /// Which client makes the call, as it named itself.
    pub client: Option<String>,
    /// When it was asked.
    pub created: Moment,
    /// When it ends: unanswered it is denied then.
    pub expires: Moment,
}

impl Request {
    /// Whether it is over.
    pub const fn is_expired(&self, now: Moment) -> bool {
        now >= self.expires
    }
}

/// What was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Word {
    /// This call may pass, once.
    Approved,
    /// It may not.
    Denied,
}

impl Word {
    /// The word used in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Denied => "denied",
        }
    }
}

impl std::fmt::Display for Word {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// Who answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The user's number, as the system reports it.
    pub uid: u32,
    /// The user's name, where the system knows one.
    pub name: Option<String>,
}

/// From where it was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// By which way: `command`, and later others.
    pub face: String,
    /// The controlling terminal, where there is one.
    pub terminal: Option<String>,
    /// The process.
    pub process: u32,
    /// That process's ancestors by name, nearest first.
    pub ancestors: Vec<String>,
}

/// A human's answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// What was answered.
    pub word: Word,
    /// Who.
    pub who: Person,
    /// When.
    pub when: Moment,
    /// From where.
    pub from: Place,
    /// Why, for the agent, where it was said.
    pub reason: Option<String>,
    /// When it ends: a grant that was not used is void then, and a denial no longer stands for the same call.
    pub expires: Moment,
}

/// What the queue knows at once about a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Somebody has granted this very call before; the grant is now used up.
    Granted(Request, Answer),
    /// Somebody has denied this very call, and the denial still holds.
    Denied(Request, Answer),
    /// This very call was asked about, and nobody answered in time; said once.
    Expired(Request),
    /// It waits in the queue, as a new request or as one that was there.
    Waiting(Request),
}

/// How waiting for an answer ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Granted, and the grant is used up.
    Granted(Answer),
    /// Denied.
    Denied(Answer),
    /// Nobody answered before the request ended: denied.
    Expired,
    /// The deadline of this wait has passed; the request stays in the queue.
    Pending,
    /// The wait was withdrawn, or the grant went to another call that asked the same: denied.
    Gone,
    /// The queue cannot be used: denied.
    Failed(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_of_a_binding_counts_and_none_runs_into_the_next() {
        let binding = Binding::new("s", "t", &serde_json::json!({"b": 1, "a": 2}), "p");
        assert_eq!(binding.arguments, r#"{"a":2,"b":1}"#);
        let digest = binding.digest();
        for other in [
            Binding { server: "x".into(), ..binding.clone() },
            Binding { tool: "x".into(), ..binding.clone() },
            Binding { arguments: "{}".into(), ..binding.clone() },
            Binding { policy: "x".into(), ..binding.clone() },
            Binding { server: "st".into(), tool: String::new(), ..binding.clone() },
        ] {
            assert_ne!(other.digest(), digest);
        }
    }

    #[test]
    fn a_request_ends_at_its_moment() {
        let binding = Binding::new("s", "t", &serde_json::json!({}), "p");
        let request = Request { id: "a".into(), binding, asks: vec![], client: None, created: 1, expires: 5 };
        assert!(!request.is_expired(4) && request.is_expired(5));
    }
}
