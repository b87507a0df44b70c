//! The phases of a message: each file looks at one part of the protocol.
//!
//! Constraints:
//! - the order is that of the list below, and the first refusal ends it;
//! - a filter overrides only what it needs; what none is about passes;
//! - a filter changes a message in place and says so: what nothing changed goes to the client byte for byte.

use stockade_policy::Judgement;
use stockade_policy::message::revision::Era;
use stockade_policy::message::{Id, Value};

use crate::judge::Side;
use crate::judge::answer::Denial;
use crate::judge::gatekeeper::Gatekeeper;
use crate::judge::state::Asked;

/// A request or a notification on its way.
pub(crate) struct Ask<'a> {
    /// Who sends it.
    pub(crate) from: Side,
    /// None for a notification.
    pub(crate) id: Option<&'a Id>,
    pub(crate) method: &'a str,
    /// The whole message.
    pub(crate) message: &'a mut Value,
    pub(crate) era: Era,
    /// Whether it came in a batch.
    pub(crate) in_batch: bool,
    /// What is remembered of it until it is answered.
    pub(crate) asked: Asked,
    /// What the rules say of it, where it is a call.
    pub(crate) judgement: Option<Judgement>,
    /// Whether it goes on a call that was decided before.
    pub(crate) resumed: bool,
    /// Whether a filter changed the message: where none did, the bytes that came are those that go on, from either side.
    pub(crate) changed: bool,
}

impl Ask<'_> {
    pub(crate) fn params(&self) -> Option<&Value> {
        self.message.get("params")
    }
}

/// An answer on its way to who asked.
pub(crate) struct Reply<'a> {
    /// Who asked.
    pub(crate) asker: Side,
    pub(crate) asked: &'a mut Asked,
    /// The whole message.
    pub(crate) message: &'a mut Value,
    /// How many bytes it came in.
    pub(crate) size: usize,
    pub(crate) changed: bool,
}

/// What a filter says.
pub(crate) enum Step {
    /// Nothing against it.
    Pass,
    /// It is not sent on, and whoever waits is told why.
    Refuse(Denial),
    /// It is not sent on, and nobody waits.
    Drop(&'static str),
}

/// One phase.
pub(crate) trait Filter: Sync {
    /// A request or a notification, before it is sent on.
    fn ask(&self, _gate: &Gatekeeper, _ask: &mut Ask<'_>) -> Step {
        Step::Pass
    }

    /// An answer, before it is sent on.
    fn reply(&self, _gate: &Gatekeeper, _reply: &mut Reply<'_>) -> Step {
        Step::Pass
    }
}

mod alarms;
mod texts;

macro_rules! filters {
    ($($module:ident $name:literal = $filter:path;)*) => {
        $(mod $module;)*

        /// Every filter with its name, in the order in which they are asked.
        pub(crate) const ALL: &[(&str, &dyn Filter)] = &[$(($name, &$filter)),*];
    };
}

filters! {
    handshake "handshake" = handshake::Handshake;
    cancellation "cancellation" = cancellation::Cancellation;
    progress "progress" = progress::Progress;
    notifications "notifications" = notifications::Notifications;
    pushed "pushed" = pushed::Pushed;
    sampling "sampling" = sampling::Sampling;
    elicitation "elicitation" = elicitation::Elicitation;
    tasks "tasks" = tasks::Tasks;
    resources "resources" = resources::Resources;
    prompts "prompts" = prompts::Prompts;
    tools_list "tools-list" = tools_list::ToolsList;
    tools_call "tools-call" = tools_call::ToolsCall;
    result "result" = result::Results;
}

pub(crate) use result::of_nobody;

/// What a server asks the client in an answer ("Multi Round-Trip Requests", 2026-07-28): methods and parameters.
fn input_requests(message: &Value) -> impl Iterator<Item = (&str, Option<&Value>)> {
    let requests = message.get("result").and_then(|result| result.get("inputRequests")).and_then(Value::as_object);
    requests
        .into_iter()
        .flatten()
        .filter_map(|(_, request)| Some((request.get("method")?.as_str()?, request.get("params"))))
}
