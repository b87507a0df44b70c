//! `notifications/cancelled`: what waits for a human is withdrawn, and what runs may still be answered.
//!
//! Constraints:
//! - a call that was cancelled while it waited never reaches the server, and neither does its cancellation;
//! - a batch whose other answers are there is not kept back by one that was cancelled;
//! - what a call reserved stays reserved: nobody knows what the server has done by then.

use stockade_policy::message::Id;

use super::{Ask, Filter, Step};
use crate::judge::Side;
use crate::judge::gatekeeper::Gatekeeper;

/// The filter.
pub(super) struct Cancellation;

impl Filter for Cancellation {
    fn ask(&self, gate: &Gatekeeper, ask: &mut Ask<'_>) -> Step {
        if ask.method != "notifications/cancelled" {
            return Step::Pass;
        }
        let Some(Ok(id)) = ask.params().and_then(|params| params.get("requestId")).map(Id::read) else {
            return Step::Drop("a cancellation without the id of a request");
        };
        let mut state = gate.state();
        let Some(asked) = state.flights(ask.from).get_mut(&id) else { return Step::Pass };
        let (hold, batch) = (asked.hold, asked.batch);
        asked.cancelled = hold.is_none();
        // The rest of its batch does not wait for an answer that need not come.
        if let Some(batch) = batch.and_then(|batch| state.batches.get_mut(&batch)) {
            batch.waiting.remove(&id);
        }
        let Some(hold) = hold else { return Step::Pass };
        state.flights(Side::Client).remove(&id);
        state.held = state.held.saturating_sub(1);
        drop(state);
        if let (Some(approver), Some(ticket)) = (&gate.lent.approver, hold.ticket) {
            approver.withdraw(ticket);
        }
        Step::Drop("the call was cancelled while it waited for a human")
    }
}
