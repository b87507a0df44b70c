//! What decides about each line, and the two ports it sends by.
//!
//! Constraints:
//! - a judge decides what is sent on, to whom and as what bytes: the session itself sends nothing;
//! - [`Judge::line`] is called by one thread a direction, so both directions at once, each in order;
//! - a judge that must wait (for a human) keeps a clone of the [`Ports`], returns, and posts later from a thread of its own:
//!   a blocked `line` blocks its whole direction;
//! - what goes on to the other side is sent, what the judge says itself is posted ([`port`]): a thread that writes to the
//!   side it reads from would wait for a side that waits for it;
//! - a judge that panics ends the session: nothing is sent on undecided.

pub(crate) mod answer;
mod batches;
mod bounded;
pub mod codes;
pub(crate) mod gatekeeper;
mod held;
pub mod lent;
mod methods;
mod noise;
mod policy_judge;
pub mod port;
mod salvage;
pub(crate) mod state;
mod unreadable;

use std::fmt;
use std::io::Write;
use std::sync::Arc;

pub use self::gatekeeper::{Lent, Settings};
pub use self::policy_judge::PolicyJudge;
pub use self::port::Port;

/// Who a line comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The app that started the gate.
    Client,
    /// The MCP server behind the gate.
    Server,
}

impl Side {
    /// As messages name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Server => "server",
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// Decides about each line.
pub trait Judge: Send + Sync {
    /// One line without its line end. It is never longer than the session's limit and may be empty or anything but JSON.
    fn line(&self, from: Side, line: &[u8], ports: &Ports);

    /// A line over the limit went by; `start` is how it began. The stream goes on with the next line.
    fn too_long(&self, from: Side, start: &[u8], ports: &Ports);

    /// No more lines come from this side. After the client's end the session closes the server's input.
    fn ended(&self, from: Side, ports: &Ports);
}

/// Both ways out. Clones send to the same places.
#[derive(Clone, Debug)]
pub struct Ports {
    /// The client's input: the gate's standard output.
    pub to_client: Arc<Port>,
    /// The server's standard input.
    pub to_server: Arc<Port>,
}

impl Ports {
    /// Ports that write there.
    pub fn new(to_client: impl Write + Send + 'static, to_server: impl Write + Send + 'static) -> Self {
        Self { to_client: Arc::new(Port::new(to_client)), to_server: Arc::new(Port::new(to_server)) }
    }

    /// The port to a side.
    pub fn to(&self, side: Side) -> &Port {
        match side {
            Side::Client => &self.to_client,
            Side::Server => &self.to_server,
        }
    }
}
