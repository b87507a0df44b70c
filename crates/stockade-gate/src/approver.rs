//! Who is asked when a policy wants a human's word: the gate's side of the queue.
//!
//! Constraints:
//! - nothing here blocks a session's thread: [`Approver::ask`] returns at once, [`Approver::wait`] calls back;
//! - a grant passes one call, the very one it was given for; whoever hears [`Outcome::Granted`] or [`Asked::Granted`]
//!   has used it up;
//! - a queue that fails denies.

use std::time::{Duration, Instant};

pub use stockade_model::approval::{Asked, Outcome};
use stockade_model::approval::{Question, Request};

/// How long a call is held open before it is answered "pending" (policy.md, section 7), unless a setting says otherwise.
pub const HOLD: Duration = Duration::from_secs(45);

/// The queue could not be used.
#[derive(Debug, thiserror::Error)]
pub enum ApproverError {
    /// More requests wait than people could answer.
    #[error("{0} calls wait for an answer already")]
    Full(usize),
    /// The question is larger than a person could read.
    #[error("the question has {size} bytes, more than {limit}")]
    TooLarge {
        /// What it has.
        size: usize,
        /// What it may have.
        limit: usize,
    },
    /// The queue cannot be read or written.
    #[error("the queue of approvals cannot be used: {0}")]
    Broken(String),
}

/// Called once, on a thread of the queue's own: it must not block for long.
pub type Then = Box<dyn FnOnce(Outcome) + Send>;

/// One wait of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// Takes questions, and says how they were answered.
pub trait Approver: Send + Sync {
    /// Puts a question into the queue, unless the very same was answered or waits already.
    fn ask(&self, question: Question) -> Result<Asked, ApproverError>;

    /// Calls `then` once: when the request is answered or over, when the wait is withdrawn, or at `until`.
    ///
    /// The request must have come from [`Approver::ask`] as [`Asked::Waiting`]; each such answer is waited for once.
    fn wait(&self, request: &Request, until: Instant, then: Then) -> Ticket;

    /// The client has cancelled the call or is gone: the wait ends with [`Outcome::Gone`], and the request leaves the
    /// queue unless it is answered or others asked the same. A ticket whose wait has ended does nothing.
    fn withdraw(&self, ticket: Ticket);
}
