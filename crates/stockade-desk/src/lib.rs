//! Where people answer: the queue of calls that wait for a human.
//!
//! ```text
//! approvals/                 0700
//!   lock                     held while a request changes
//!   <digest>.json            one request and its answer, 0600, named after what it is bound to
//!   gates/<pid>.sock         where the gate with that process id takes answers, 0600
//! ```
//!
//! Constraints:
//! - requests and grants live in files: they outlive a gate that is killed, and every gate of the user sees them;
//! - files are replaced as a whole, under one lock; a grant counts where it was noted apart from the queue, and is used
//!   up by whoever removes that note;
//! - an answer is given to a gate that has asked and runs. It looks itself who answers ([`caller`]): nothing that an
//!   answer says of its sender is believed;
//! - what cannot be read or told is an error, and an error grants nothing;
//! - the number of requests, their size and their life are bounded.
//!
//! Limits: a server that runs unconfined as the same user can write all files of the user, these and the notes, too;
//! only a sandbox ends that. What is refused here is the easy way: a server or an agent that answers for itself, and a
//! server that was given the queue to write in.
//!
//! Layout: [`queue`] is the files and `vault` the notes, [`desk`] the gate's end (waits and wakes), [`socket`] the way an
//! answer takes, [`caller`] who gave it. Whatever else lets people answer builds on [`queue`] and [`socket::answer`].

pub mod caller;
pub mod desk;
mod folder;
pub mod queue;
pub mod socket;
mod vault;

pub use desk::{Desk, Ticket};
pub use queue::{Entry, Queue, QueueError};

use stockade_model::approval::Moment;

/// Now. Only ever from the system: what is over must not be revived.
pub fn now() -> Moment {
    jiff::Timestamp::now().as_millisecond()
}
