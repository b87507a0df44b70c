//! Who is at the other end of a socket: user, terminal and ancestors, as the system tells them.
//!
//! Constraints:
//! - a process below a gate, whichever, is a server or was started by one: it may not answer. Gates adopt orphans
//!   ([`adopt_orphans`]), so that a grandchild that lets itself be orphaned stays below its gate;
//! - whoever answers sits at a terminal, and what leads that terminal stands above it;
//! - that terminal was not made by the [`Client`] of a gate: an agent makes itself one with `script` as easily as it
//!   leaves one with `setsid`. The terminal that a client itself runs in is the client's, too;
//! - a terminal of a process that let itself be orphaned counts as the client's where it may be ([`Client::lost`]);
//! - what cannot be told is refused.
//!
//! Limits: a process can ask another program to start something for it or to type for it (a user's service manager, a
//! scheduler, a terminal's server); that something stands elsewhere in the tree. Only a sandbox ends that.
//!
//! Layout: [`process`] reads the system, [`client`] says which processes may have an agent in them.

use std::os::unix::net::UnixStream;

#[cfg(any(target_os = "linux", target_os = "android"))]
use nix::sys::socket::{getsockopt, sockopt};
use stockade_model::approval::{Person, Place};

pub mod client;
pub mod process;

pub use client::Client;
pub use process::Process;

/// Why an answer is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The system does not say who it is.
    #[error("it cannot be told which process answers")]
    Unknown,
    /// The system does not say whose child a gate is.
    #[error("it cannot be told which client has started the gate {0}")]
    UnknownClient(u32),
    /// Another user.
    #[error("the answer comes from another user (uid {0})")]
    OtherUser(u32),
    /// The server, or a child of it.
    #[error("the answer comes from below the gate {0}: a server does not answer for itself")]
    Server(u32),
    /// Nobody sits there.
    #[error("the answer comes from no terminal: nobody can be seen to have given it")]
    NoTerminal,
    /// It was left behind at a terminal, or slipped away from there.
    #[error("the answer comes from {0}, but what leads that terminal has not started it")]
    Astray(String),
    /// The client's own child.
    #[error("the answer comes from below the client (`{name}`, process {pid}): an agent does not answer for itself")]
    Agent {
        /// The client's process.
        pid: u32,
        /// Its program.
        name: String,
    },
    /// Something that may have been the client's child.
    #[error(
        "the answer comes from below `{name}` (process {pid}), which nothing shows not to be the client's: it was started after it in the same control group, and what started it is gone"
    )]
    Lost {
        /// The outermost process of it.
        pid: u32,
        /// Its program.
        name: String,
    },
}

impl Refusal {
    /// What to do about it.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::OtherUser(_) => None,
            Self::Unknown | Self::UnknownClient(_) => Some(
                "answer on the machine and in the container that the gate runs in, where /proc shows all of your processes",
            ),
            Self::NoTerminal => Some("type the command into a terminal; it takes no answer from scripts"),
            Self::Server(_) | Self::Agent { .. } | Self::Astray(_) => Some(
                "type the command into a terminal window of your own: not into the client's own terminal, and not into the one the client was started from",
            ),
            Self::Lost { .. } => Some(
                "type the command into a terminal window itself, or log in once more (ssh, a text console); a multiplexer counts where it was started before the client",
            ),
        }
    }
}

/// A process, and what it descends from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Who it runs as.
    pub who: Person,
    /// Itself first, then its ancestors.
    pub chain: Vec<Process>,
}

impl Caller {
    /// Who opened the other end of a connection.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] where the system does not say, as across process namespaces.
    #[cfg(any(target_os = "linux", target_os = "android"))]
    pub fn of(stream: &UnixStream) -> Result<Self, Refusal> {
        let peer = getsockopt(stream, sockopt::PeerCredentials).map_err(|_| Refusal::Unknown)?;
        Self::of_process(u32::try_from(peer.pid()).map_err(|_| Refusal::Unknown)?, peer.uid())
    }

    /// Elsewhere nobody answers yet: ancestors can be told only from `/proc`.
    ///
    /// # Errors
    /// [`Refusal::Unknown`], always.
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    pub fn of(_stream: &UnixStream) -> Result<Self, Refusal> {
        Err(Refusal::Unknown)
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn of_process(pid: u32, uid: u32) -> Result<Self, Refusal> {
        let chain = Process::chain(pid).ok_or(Refusal::Unknown)?;
        let name = nix::unistd::User::from_uid(uid.into()).ok().flatten().map(|user| user.name);
        Ok(Self { who: Person { uid, name }, chain })
    }

    /// This process.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] where the system does not say what it descends from.
    pub fn this() -> Result<Self, Refusal> {
        #[cfg(any(target_os = "linux", target_os = "android"))]
        return Self::of_process(std::process::id(), nix::unistd::getuid().as_raw());
        #[cfg(not(any(target_os = "linux", target_os = "android")))]
        Err(Refusal::Unknown)
    }

    /// Whether it is none of these gates' servers, and none of what their clients started, whatever its terminal.
    ///
    /// # Errors
    /// [`Refusal`] with the reason.
    pub fn stands_apart(&self, gates: &[u32], clients: &[Client]) -> Result<(), Refusal> {
        if let Some(gate) = self.gate_above(gates) {
            return Err(Refusal::Server(gate));
        }
        clients.iter().try_for_each(|client| client.stands_apart(&self.chain))
    }

    /// Whether it may answer, while these gates of these clients run.
    ///
    /// # Errors
    /// [`Refusal`] with the reason.
    pub fn may_answer(&self, gates: &[u32], clients: &[Client]) -> Result<(), Refusal> {
        let own = nix::unistd::geteuid().as_raw();
        if self.who.uid != own && self.who.uid != 0 {
            return Err(Refusal::OtherUser(self.who.uid));
        }
        if let Some(gate) = self.gate_above(gates) {
            return Err(Refusal::Server(gate));
        }
        if let Some(Process { pid, name, .. }) = clients.iter().find_map(|client| client.holds(&self.chain)) {
            return Err(Refusal::Agent { pid: *pid, name: name.clone() });
        }
        let terminal = self.terminal().ok_or(Refusal::NoTerminal)?;
        if !self.is_led() {
            return Err(Refusal::Astray(terminal));
        }
        clients.iter().try_for_each(|client| client.stands_apart(&self.chain))
    }

    /// A gate that it stands below: one of these, or what runs Stockade's program. The second finds gates that keep
    /// their state elsewhere, or whose name was taken out of the folder; it is asked of ancestors alone, for the command
    /// that carries an answer is that program, too.
    pub(crate) fn gate_above(&self, gates: &[u32]) -> Option<u32> {
        let known = self.chain.iter().find(|process| gates.contains(&process.pid));
        let found = known.or_else(|| self.chain.iter().skip(1).find(|process| process.is_stockade()));
        found.map(|process| process.pid)
    }

    /// Whether the process that leads its terminal's session is above it, on the same terminal.
    fn is_led(&self) -> bool {
        let Some(own) = self.chain.first() else { return false };
        self.chain.iter().any(|process| process.pid == own.session && process.terminal == own.terminal)
    }

    fn terminal(&self) -> Option<String> {
        self.chain.first()?.terminal_name()
    }

    /// From where it answers, by this way.
    pub fn place(&self, face: &str) -> Place {
        let process = self.chain.first().map_or(0, |process| process.pid);
        let ancestors = self.chain.iter().skip(1).map(|process| process.name.clone()).collect();
        Place { face: face.to_owned(), terminal: self.terminal(), process, ancestors }
    }
}

/// Makes this process the parent of every orphan below it, so that no descendant of its server can slip away from it.
/// The caller reaps them.
///
/// # Errors
/// Where the system refuses.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub fn adopt_orphans() -> std::io::Result<()> {
    Ok(nix::sys::prctl::set_child_subreaper(true)?)
}

/// Elsewhere nobody can adopt.
///
/// # Errors
/// None.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub fn adopt_orphans() -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
#[path = "caller/tests.rs"]
mod tests;
