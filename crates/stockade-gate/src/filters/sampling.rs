//! Sampling: the server asks the client's model. Denied unless a setting allows it: it spends the user's tokens on the
//! server's words.

use super::{Ask, Filter, Reply, Step, input_requests};
use crate::judge::Side;
use crate::judge::answer::Denial;
use crate::judge::gatekeeper::Gatekeeper;

const METHOD: &str = "sampling/createMessage";

/// The filter.
pub(super) struct Sampling;

impl Filter for Sampling {
    fn ask(&self, gate: &Gatekeeper, ask: &mut Ask<'_>) -> Step {
        if ask.from == Side::Server && ask.method == METHOD && !gate.settings.sampling { denied() } else { Step::Pass }
    }

    fn reply(&self, gate: &Gatekeeper, reply: &mut Reply<'_>) -> Step {
        if reply.asker != Side::Client || gate.settings.sampling {
            return Step::Pass;
        }
        if input_requests(reply.message).any(|(method, _)| method == METHOD) { denied() } else { Step::Pass }
    }
}

fn denied() -> Step {
    Step::Refuse(Denial::new("sampling", "this server may not ask the client's model"))
}
