//! The queue for programs.

use schemars::JsonSchema;
use serde::Serialize;
use stockade_desk::Entry;
use stockade_model::approval::{Asking, Moment, Person, Place, Word};

use super::text::{state, time};

/// What `stockade approvals` prints with `--json`: `list` all of it, the others one request in it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct Document {
    /// The version of this form.
    version: u8,
    /// Oldest first.
    requests: Vec<Shown>,
}

/// A tool call that waits, or waited, for a human.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct Shown {
    /// What it is called.
    id: String,
    /// `waiting`, `approved`, `denied`, or `expired`.
    state: &'static str,
    /// The server's identity.
    server: String,
    /// The tool.
    tool: String,
    /// The arguments as canonical JSON text: keys sorted, digits as they were sent.
    arguments: String,
    /// The SHA-256 of the policy.
    policy: String,
    /// The rules that ask.
    asks: Vec<Asking>,
    /// The client, as it names itself.
    client: Option<String>,
    /// When it was asked (RFC 3339).
    created: String,
    /// When it ends unanswered (RFC 3339).
    expires: String,
    /// The answer, once there is one.
    answer: Option<Answered>,
}

/// A human's answer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
struct Answered {
    /// What was answered.
    word: Word,
    /// Who.
    who: Person,
    /// When (RFC 3339).
    when: String,
    /// From where.
    from: Place,
    /// Why.
    reason: Option<String>,
    /// Until when it holds (RFC 3339).
    expires: String,
}

/// The schema of `--json`.
pub fn schema() -> String {
    crate::generated::pretty(&schemars::schema_for!(Document))
}

/// All requests.
pub(super) fn list(entries: &[Entry], now: Moment) -> String {
    let document = Document { version: 1, requests: entries.iter().map(|entry| shown(entry, now)).collect() };
    let text = serde_json::to_string_pretty(&document).unwrap_or_default();
    format!("{}\n", crate::visible::json(&text))
}

/// One request, in the same form.
pub(super) fn one(entry: &Entry, now: Moment) -> String {
    list(std::slice::from_ref(entry), now)
}

fn shown(entry: &Entry, now: Moment) -> Shown {
    let request = entry.request.clone();
    Shown {
        state: state(entry, now),
        id: request.id,
        server: request.binding.server,
        tool: request.binding.tool,
        arguments: request.binding.arguments,
        policy: request.binding.policy,
        asks: request.asks,
        client: request.client,
        created: time(request.created),
        expires: time(request.expires),
        answer: entry.answer.clone().map(|answer| Answered {
            word: answer.word,
            who: answer.who,
            when: time(answer.when),
            from: answer.from,
            reason: answer.reason,
            expires: time(answer.expires),
        }),
    }
}
