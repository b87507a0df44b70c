//! Whether a method and an id are ones that can be kept apart from others.
//!
//! Constraints:
//! - a method that something is decided about has one spelling; whoever sends another one that looks like it, or that some
//!   reader may fold into it, wants it read differently;
//! - what is in flight is remembered whole: where there is no room for one more, that one is refused, never an older one
//!   forgotten.

use std::borrow::Cow;
use std::sync::LazyLock;

use stockade_policy::Listing;
use stockade_policy::message::{INVALID_REQUEST, Id, METHOD_NOT_FOUND};
use stockade_policy::prose::hidden;

use super::answer::Denial;
use super::gatekeeper::Gatekeeper;
use super::state::{FLIGHTS, MAX_NAME, State};
use super::{Side, state};
use crate::filters::Step;

/// Methods that something is decided about.
const METHODS: &[&str] = &[
    "initialize",
    "server/discover",
    "tools/list",
    "tools/call",
    "resources/list",
    "resources/templates/list",
    "resources/read",
    "resources/subscribe",
    "resources/unsubscribe",
    "prompts/list",
    "prompts/get",
    "sampling/createMessage",
    "elicitation/create",
    "tasks/get",
    "tasks/result",
    "tasks/update",
    "tasks/cancel",
    "notifications/cancelled",
    "notifications/progress",
    "notifications/message",
    "notifications/tasks",
    "notifications/tasks/status",
];

/// What passes all the time, asks nothing of a server but what it is, or is only told. Whatever else passes is written down,
/// above all what nobody here knows.
const QUIET: &[&str] = &[
    "ping",
    "initialize",
    "server/discover",
    "tools/list",
    "resources/list",
    "resources/templates/list",
    "prompts/list",
    "roots/list",
    "tasks/get",
    "tasks/list",
    "tasks/result",
    "tasks/cancel",
    "logging/setLevel",
    "subscriptions/listen",
    "notifications/initialized",
    "notifications/cancelled",
    "notifications/progress",
    "notifications/message",
    "notifications/tasks",
    "notifications/tasks/status",
    "notifications/tools/list_changed",
    "notifications/resources/list_changed",
    "notifications/resources/updated",
    "notifications/prompts/list_changed",
    "notifications/roots/list_changed",
    "notifications/elicitation/complete",
    "notifications/subscriptions/acknowledged",
];

/// Whether a method that passes is written down.
pub(super) fn is_told(method: &str) -> bool {
    !QUIET.contains(&method)
}

static KNOWN: LazyLock<Listing> = LazyLock::new(|| Listing::new(METHODS.iter().copied()));

/// A method to be kept: those that are known need no memory of their own.
pub(super) fn owned(method: &str) -> Cow<'static, str> {
    let known = METHODS.iter().copied().find(|known| *known == method);
    known.map_or_else(|| Cow::Owned(method.to_owned()), Cow::Borrowed)
}

/// What is wrong with the method or the id of a message, where anything is.
pub(super) fn identity(gate: &Gatekeeper, from: Side, id: Option<&Id>, method: &str) -> Step {
    let refuse = |code, reason: String| Step::Refuse(Denial::malformed(code, reason));
    if method.len() > MAX_NAME {
        return refuse(METHOD_NOT_FOUND, format!("a method of {} bytes", method.len()));
    }
    if !METHODS.contains(&method) {
        if let Some(known) = KNOWN.like(method) {
            let shown = method.escape_debug();
            return refuse(METHOD_NOT_FOUND, format!("the method `{shown}` may be read as `{known}`"));
        }
        if method.chars().any(|c| c.is_whitespace() || hidden::is_hidden(c)) {
            let shown = method.escape_debug();
            return refuse(METHOD_NOT_FOUND, format!("the method `{shown}` has characters that nobody sees"));
        }
    }
    let Some(id) = id else { return Step::Pass };
    if let Id::Text(text) = id
        && text.len() > MAX_NAME
    {
        return refuse(INVALID_REQUEST, format!("an id of {} bytes", text.len()));
    }
    let mut state = gate.state();
    if state.flights(from).contains(id) {
        return refuse(INVALID_REQUEST, format!("the id {id} is in flight"));
    }
    if has_room(&mut state, from) { Step::Pass } else { Step::Refuse(full()) }
}

/// Whether one more request can be remembered. What the asker has cancelled is never waited for, and makes room.
fn has_room(state: &mut State, from: Side) -> bool {
    let flights = state.flights(from);
    !flights.is_full() || flights.forget(|asked| asked.cancelled && asked.hold.is_none()).is_some()
}

/// That there is no room for one more request.
fn full() -> Denial {
    let reason = format!("{FLIGHTS} requests wait for their answers already: ask again after one came");
    Denial::new("too-many-requests", reason).retryable(None)
}

/// That there is no room for the requests of one more batch.
pub(super) fn too_many_batches() -> Denial {
    let reason = format!("{} batches wait for their answers already: ask again after one came", state::BATCHES);
    Denial::new("too-many-requests", reason).retryable(None)
}
