//! What may be a notification, and what may be a request.
//!
//! Constraints:
//! - a request's method without an id is dropped: a server that acts on it would act unseen. A tool call is decided all the
//!   same, so that the journal has it, and is dropped where a human would have to say;
//! - since 2026-07-28 a server sends no requests; one that does all the same is judged as the servers before it.

use stockade_policy::message::INVALID_REQUEST;

use super::{Ask, Filter, Step};
use crate::judge::answer::Denial;
use crate::judge::gatekeeper::Gatekeeper;

/// The filter.
pub(super) struct Notifications;

impl Filter for Notifications {
    fn ask(&self, _gate: &Gatekeeper, ask: &mut Ask<'_>) -> Step {
        let told = ask.method.starts_with("notifications/");
        match ask.id {
            Some(_) if told => {
                Step::Refuse(Denial::malformed(INVALID_REQUEST, format!("`{}` is a notification", ask.method)))
            }
            None if !told && ask.method != "tools/call" => Step::Drop("a request without an id"),
            _ => Step::Pass,
        }
    }
}
