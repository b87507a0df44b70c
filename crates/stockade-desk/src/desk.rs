//! A gate's end of the queue: asks, holds calls without a thread for each, and is woken when they are answered.
//!
//! Constraints:
//! - a gate can be dialled from its start on, asked or not: others tell by it that it runs. It takes answers once it listens,
//!   and files are looked at only once a call waits;
//! - an answer through this gate wakes it at once; one that another gate took is found within [`LOOK`];
//! - each wait is called back exactly once, on a thread of its own: a callback that blocks holds up nobody.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use stockade_model::approval::{Asked, Binding, Outcome, Question, Request};

use crate::caller::client::Search;
use crate::queue::{Fate, Queue, QueueError};
use crate::socket::ear::{Ear, Gate};

/// How often the files are looked at while a call is held.
pub const LOOK: Duration = Duration::from_millis(100);

/// One wait of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// Called once with how the wait ended.
pub type Then = Box<dyn FnOnce(Outcome) + Send>;

/// The desk of one gate. Dropping it ends all waits with [`Outcome::Gone`]; requests and answers stay in the files.
pub struct Desk {
    inner: Arc<Inner>,
    ear: Ear,
}

struct Inner {
    queue: Queue,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    waits: Vec<Wait>,
    tickets: u64,
    answers: u64,
    watched: bool,
    closed: bool,
}

struct Wait {
    ticket: Ticket,
    id: String,
    binding: Binding,
    until: Instant,
    then: Then,
}

impl Desk {
    /// Over this queue, of the gate that this process is. To be made before its server is started.
    ///
    /// # Errors
    /// [`QueueError`] where it cannot listen.
    pub fn open(queue: Queue, client: Search) -> Result<Self, QueueError> {
        let inner = Arc::new(Inner { queue, state: Mutex::default(), changed: Condvar::new() });
        let listening = Arc::downgrade(&inner);
        let ear = Ear::open(&inner.queue, client, move || {
            if let Some(inner) = listening.upgrade() {
                inner.state().answers += 1;
                inner.changed.notify_all();
            }
        })?;
        Ok(Self { inner, ear })
    }

    /// Takes answers, on a thread of its own: those too that were given since it was opened, for they wait. Once.
    ///
    /// # Errors
    /// [`QueueError`] where there is no thread for it.
    pub fn listen(&self) -> Result<(), QueueError> {
        self.ear.listen()
    }

    /// Puts a question in, unless the very same was answered or waits; takes its grant where there is one.
    ///
    /// # Errors
    /// [`QueueError`] where the queue does not take it: the call is denied then.
    pub fn ask(&self, question: Question) -> Result<Asked, QueueError> {
        self.watch()?;
        self.ear.ask(question, crate::now())
    }

    /// Calls `then` once: when the request is answered or over, when the wait is withdrawn, or at `until`.
    pub fn wait(&self, request: &Request, until: Instant, then: Then) -> Ticket {
        let mut state = self.inner.state();
        state.tickets += 1;
        let ticket = Ticket(state.tickets);
        let (id, binding) = (request.id.clone(), request.binding.clone());
        state.waits.push(Wait { ticket, id, binding, until, then });
        drop(state);
        self.inner.changed.notify_all();
        ticket
    }

    /// Ends a wait with [`Outcome::Gone`]; an unanswered request that nobody else asks leaves the queue.
    pub fn withdraw(&self, ticket: Ticket) {
        let Some(wait) = self.inner.state().remove(ticket) else { return };
        // A queue that cannot be written keeps the request until it expires; nobody waits for it.
        let _ = self.inner.queue.withdraw(&wait.id, &wait.binding);
        call(wait.then, Outcome::Gone);
    }

    /// Takes no more answers, and lets others know that this gate has ended. For ends that drop nothing.
    pub fn close(&self) {
        self.ear.close();
    }

    /// The first time: watches the files.
    fn watch(&self) -> Result<(), QueueError> {
        let mut state = self.inner.state();
        if !state.watched {
            let (watching, gate) = (Arc::clone(&self.inner), self.ear.gate());
            let watch = std::thread::Builder::new().name("approvals-watch".to_owned());
            watch
                .spawn(move || watching.watch(&gate))
                .map_err(|source| crate::queue::io_error("watch", self.inner.queue.folder(), source))?;
            state.watched = true;
        }
        Ok(())
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let mut state = self.inner.state();
        state.closed = true;
        let waits = std::mem::take(&mut state.waits);
        drop(state);
        self.inner.changed.notify_all();
        for wait in waits {
            call(wait.then, Outcome::Gone);
        }
    }
}

impl State {
    fn remove(&mut self, ticket: Ticket) -> Option<Wait> {
        let at = self.waits.iter().position(|wait| wait.ticket == ticket)?;
        Some(self.waits.remove(at))
    }
}

impl Inner {
    /// A thread that panicked with the lock left lists that are still whole.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn watch(&self, gate: &Gate) {
        let mut seen = 0;
        loop {
            let mut state = self.state();
            while state.waits.is_empty() && !state.closed {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            if state.closed {
                return;
            }
            let looks: Vec<_> = state
                .waits
                .iter()
                .map(|wait| (wait.ticket, wait.id.clone(), wait.binding.clone(), wait.until))
                .collect();
            drop(state);
            for (ticket, id, binding, until) in looks {
                let outcome = match gate.fate(&id, &binding, crate::now()) {
                    Ok(Fate::Waiting) if Instant::now() < until => continue,
                    Ok(Fate::Waiting) => Outcome::Pending,
                    Ok(Fate::Granted(answer)) => Outcome::Granted(answer),
                    Ok(Fate::Denied(answer)) => Outcome::Denied(answer),
                    Ok(Fate::Expired) => Outcome::Expired,
                    Ok(Fate::Gone) => Outcome::Gone,
                    Err(error) => Outcome::Failed(with_cause(&error)),
                };
                // Withdrawn in between: the grant of a call that nobody makes any more is lost with it.
                if let Some(wait) = self.state().remove(ticket) {
                    call(wait.then, outcome);
                }
            }
            let state = self.state();
            if state.closed {
                return;
            }
            if state.answers != seen {
                seen = state.answers;
                continue;
            }
            let next = state.waits.iter().map(|wait| wait.until).min();
            let rest = next.map_or(LOOK, |next| next.saturating_duration_since(Instant::now()).min(LOOK));
            if !state.waits.is_empty() {
                drop(self.changed.wait_timeout(state, rest).unwrap_or_else(PoisonError::into_inner));
            }
        }
    }
}

pub(crate) fn with_cause(error: &QueueError) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

/// On a thread of its own; on this one where the system has none left.
fn call(then: Then, outcome: Outcome) {
    let shared = Arc::new(Mutex::new(Some((then, outcome))));
    let run = |shared: &Mutex<Option<(Then, Outcome)>>| {
        if let Some((then, outcome)) = shared.lock().unwrap_or_else(PoisonError::into_inner).take() {
            then(outcome);
        }
    };
    let other = Arc::clone(&shared);
    if std::thread::Builder::new().name("approved".to_owned()).spawn(move || run(&other)).is_err() {
        run(&shared);
    }
}

#[cfg(test)]
#[path = "desk/tests.rs"]
mod tests;
