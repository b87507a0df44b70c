//! Who is asked when a policy wants a human's word: the gate's side of the queue.
//!
//! Constraints:
//! - nothing here blocks a session's thread: [`Approver::ask`] returns at once, [`Approver::wait`] calls back;
//! - a grant passes one call, the very one it was given for; whoever hears [`Outcome::Granted`] or [`Asked::Granted`]
//!   has used it up;
//! - a queue that fails denies.

use std::time::{Duration, Instant};

use stockade_model::approval::{Answer, Question, Request};

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

/// What is known at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Somebody has granted this very call before; the grant is now used up.
    Granted(Request, Answer),
    /// Somebody has denied this very call, and the denial still holds.
    Denied(Request, Answer),
    /// This very call was asked about, and nobody answered in time.
    Expired(Request),
    /// It waits in the queue, as a new request or as one that was there.
    Waiting(Request),
}

/// How waiting ended.
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
    /// The request was withdrawn, or its grant went to another call that asked the same: denied.
    Gone,
    /// The queue cannot be used: denied.
    Failed(String),
}

/// Called once, on a thread of the queue's own: it must not block for long.
pub type Then = Box<dyn FnOnce(Outcome) + Send>;

/// Takes questions, and says how they were answered.
pub trait Approver: Send + Sync {
    /// Puts a question into the queue, unless the very same was answered or waits already.
    fn ask(&self, question: Question) -> Result<Asked, ApproverError>;

    /// Calls `then` once: when the request `id` is answered or over, when it is withdrawn, or at `until`.
    fn wait(&self, id: &str, until: Instant, then: Then);

    /// The client has cancelled the call or is gone: its wait ends with [`Outcome::Gone`], and the request leaves the
    /// queue unless it is answered or others wait for it too.
    fn withdraw(&self, id: &str);
}
