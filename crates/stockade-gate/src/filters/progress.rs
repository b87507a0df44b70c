//! `notifications/progress`: a token is a text or an integer, as ids are. Tokens are not changed, since ids are not.

use stockade_policy::message::Id;

use super::{Ask, Filter, Step};
use crate::judge::gatekeeper::Gatekeeper;

/// The filter.
pub(super) struct Progress;

impl Filter for Progress {
    fn ask(&self, _gate: &Gatekeeper, ask: &mut Ask<'_>) -> Step {
        if ask.method != "notifications/progress" {
            return Step::Pass;
        }
        match ask.params().and_then(|params| params.get("progressToken")).map(Id::read) {
            Some(Ok(_)) => Step::Pass,
            _ => Step::Drop("progress without a token"),
        }
    }
}
