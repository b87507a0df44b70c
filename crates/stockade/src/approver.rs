//! Lets the gate ask the desk: the two know nothing of each other but the nouns of an approval.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use stockade_desk::caller::client::Search;
use stockade_desk::{Desk, Queue, QueueError};
use stockade_gate::approver::{Approver, ApproverError, Asked, Then, Ticket};
use stockade_model::approval::{Question, Request};

use crate::commands::{Failure, Start, with_causes};

/// The user's queue.
pub fn queue(start: &Start) -> Result<Queue, Failure> {
    let places = crate::state::folder(start).zip(crate::state::grants(start));
    let (state, grants) =
        places.ok_or_else(|| Failure::new("there is no home directory to keep approvals in").hint("set HOME"))?;
    Ok(Queue::new(state.join("approvals"), grants))
}

/// Says something on stderr.
pub type Tell = Arc<dyn Fn(&str) + Send + Sync>;

/// The user's queue as a gate asks it.
pub struct OverDesk {
    desk: Desk,
    tell: Option<Tell>,
    /// The requests that were told of.
    told: Mutex<BTreeSet<String>>,
}

/// The ids that are remembered; more do not wait at once.
const MOST_TOLD: usize = 1024;

impl OverDesk {
    /// To be made before the server is started: from then on this process adopts what the server orphans, and has to
    /// reap it; and others can tell that this gate runs.
    pub fn new(start: &Start, client: Search) -> Result<Self, Failure> {
        stockade_desk::caller::adopt_orphans()
            .map_err(|error| Failure::new(format!("cannot adopt the server's children: {error}")))?;
        let desk = Desk::open(queue(start)?, client).map_err(|error| {
            Failure::new(format!("answers of humans could not be taken: {}", with_causes(&error)))
                .hint("the state directory must be yours, and on a file system that has sockets")
        })?;
        Ok(Self { desk, tell: None, told: Mutex::default() })
    }

    /// Says of each call that is held, once, how a human answers it.
    #[must_use]
    pub fn telling(self, tell: Tell) -> Self {
        Self { tell: Some(tell), ..self }
    }

    fn tell_once(&self, request: &Request) {
        let Some(tell) = &self.tell else { return };
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.len() >= MOST_TOLD {
            told.clear();
        }
        if told.insert(request.id.clone()) {
            drop(told);
            let id = &request.id;
            tell(&format!(
                "{} waits for you: `stockade approvals show {id}`, then `approve` or `deny`",
                request.binding.tool
            ));
        }
    }

    /// Takes answers from now on; those that were given meanwhile, too.
    pub fn listen(&self) {
        if let (Err(error), Some(tell)) = (self.desk.listen(), &self.tell) {
            tell(&format!("answers of humans cannot be taken: {}", with_causes(&error)));
        }
    }

    /// The session is over: nobody takes answers here any more.
    pub fn close(&self) {
        self.desk.close();
    }
}

impl Approver for OverDesk {
    fn ask(&self, question: Question) -> Result<Asked, ApproverError> {
        self.desk.ask(question).map_err(|error| match error {
            QueueError::Full(waiting) => ApproverError::Full(waiting),
            QueueError::TooLarge(size) => ApproverError::TooLarge { size, limit: stockade_desk::queue::MOST_BYTES },
            error => ApproverError::Broken(with_causes(&error)),
        })
    }

    fn wait(&self, request: &Request, until: Instant, then: Then) -> Ticket {
        self.tell_once(request);
        Ticket(self.desk.wait(request, until, then).0)
    }

    fn withdraw(&self, ticket: Ticket) {
        self.desk.withdraw(stockade_desk::Ticket(ticket.0));
    }
}
