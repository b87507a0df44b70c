//! The tools of a server, asked for as a client does: for a first policy, before any client is there.
//!
//! Constraints:
//! - both eras: `server/discover` first ("stdio: Backward Compatibility", 2026-07-28), and a server that does not know it,
//!   says nothing to it or ends because of it is asked by the newest handshake;
//! - what a server can do to who asks is bounded: time, pages, tools, bytes, and the length of a cursor;
//! - no tool is called, and nothing that the server asks for is granted;
//! - however it goes, the server's processes are ended ("Lifecycle: Shutdown, stdio").
//!
//! Layout: [`running`] is the server as one hears it, [`talk`] the conversation, `wire` what is said in it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use stockade_policy::message::Value;
use stockade_policy::message::revision::Revision;

use self::talk::Talk;
use crate::supervisor::{Server, StartError};

mod running;
mod talk;
#[cfg(test)]
mod tests;
mod wire;

/// Where what a person should know goes. The text may hold what the server wrote: whoever shows it makes it harmless.
pub type Tell = Arc<dyn Fn(&str) + Send + Sync>;

/// What is waited for and taken at most.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The time in all. A package may have to be installed first.
    pub whole: Duration,
    /// How long a server may say nothing to `server/discover` until the handshake is tried, too.
    pub probe: Duration,
    /// Bytes of one line.
    pub line: usize,
    /// Bytes of all listings.
    pub bytes: usize,
    /// Pages.
    pub pages: usize,
    /// Tools.
    pub tools: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            whole: Duration::from_secs(120),
            probe: Duration::from_secs(10),
            line: 16 << 20,
            bytes: 32 << 20,
            pages: 1_000,
            tools: 5_000,
        }
    }
}

/// What a server said of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The revision it was asked by.
    pub revision: Revision,
    /// Its name by its own account: anything may stand there.
    pub server: Option<String>,
    /// The tools of all pages, as they were listed.
    pub tools: Vec<Value>,
    /// How many pages there were.
    pub pages: usize,
}

/// Why there is no listing.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The server did not start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// It ended, or closed its output.
    #[error("the server {} before it answered `{method}`", ended(*.code))]
    Ended {
        /// What it was asked.
        method: &'static str,
        /// Its status; none where it only closed its output.
        code: Option<u8>,
    },
    /// It did not answer in time.
    #[error("the server did not answer `{method}` within {} s", .limit.as_secs())]
    Silent {
        /// What it was asked.
        method: &'static str,
        /// The time it had.
        limit: Duration,
    },
    /// It answered with an error.
    #[error("the server refused `{method}`: {why}")]
    Refused {
        /// What it was asked.
        method: &'static str,
        /// The error's message and code.
        why: String,
    },
    /// Its answer is not what the protocol has there.
    #[error("the server's answer to `{method}` is malformed: {why}")]
    Malformed {
        /// What it was asked.
        method: &'static str,
        /// What is wrong.
        why: String,
    },
    /// It speaks none of the known revisions.
    #[error("the server speaks revision {0} of the protocol, and none that is known here")]
    Revision(String),
    /// It lists more than is taken.
    #[error("the server lists more than {limit} {of}")]
    TooMuch {
        /// How much is taken.
        limit: usize,
        /// Of what.
        of: &'static str,
    },
}

fn ended(code: Option<u8>) -> String {
    code.map_or_else(|| "closed its output".to_owned(), |code| format!("ended with status {code}"))
}

/// Starts the server by `start`, asks for all its tools, and ends it. `start` is called again where the server ended at
/// the first question, which servers of before 2026 may.
///
/// # Errors
/// When there is no complete listing.
pub fn list(
    start: &mut dyn FnMut() -> Result<Server, StartError>,
    limits: &Limits,
    tell: &Tell,
) -> Result<Listing, ListError> {
    let until = Instant::now() + limits.whole;
    let mut talk = Talk::new(start()?, limits, until, tell);
    let opened = match talk.open() {
        Err(ListError::Ended { .. }) => {
            // Ended before the next one is started: they may want the same port or file.
            drop(talk);
            tell("the server ended when it was asked `server/discover`, and is started again for the handshake");
            talk = Talk::new(start()?, limits, until, tell);
            talk.handshake()?
        }
        opened => opened?,
    };
    talk.tools(opened)
}
