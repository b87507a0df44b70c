//! Who is at the other end of a socket: user, terminal and ancestors, as the system tells them.
//!
//! Constraints:
//! - a process below a gate is that gate's server, or was started by it: it may not answer. Gates adopt orphans
//!   ([`adopt_orphans`]), so that a grandchild that lets itself be orphaned stays below its gate;
//! - a process below the client, without a terminal, is the agent at its own shell tool: it may not answer either;
//! - what cannot be told is refused.
//!
//! Limits: a server can ask another program to start something for it (a user's service manager, a scheduler); that
//! something stands elsewhere in the tree. Only a sandbox ends that.

use std::fs;
use std::os::unix::net::UnixStream;

#[cfg(any(target_os = "linux", target_os = "android"))]
use nix::sys::socket::{getsockopt, sockopt};
use stockade_model::approval::{Person, Place};

/// No sound tree is deeper.
const DEEPEST: usize = 128;

/// Why an answer is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The system does not say who it is.
    #[error("it cannot be told which process answers")]
    Unknown,
    /// Another user.
    #[error("the answer comes from another user (uid {0})")]
    OtherUser(u32),
    /// The server, or a child of it.
    #[error("the answer comes from below the gate {0}: a server does not answer for itself")]
    Server(u32),
    /// The client's own child, with no human at it.
    #[error(
        "the answer comes from a child of the client (process {0}) and from no terminal: an agent does not answer for itself"
    )]
    Agent(u32),
}

/// A process, and what it descends from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// Who it runs as.
    pub who: Person,
    /// The controlling terminal.
    pub terminal: Option<String>,
    /// Itself first, then its ancestors: id and name.
    pub chain: Vec<(u32, String)>,
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

    /// This very process.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] where the system does not say.
    pub fn here() -> Result<Self, Refusal> {
        Self::of_process(std::process::id(), nix::unistd::geteuid().as_raw())
    }

    fn of_process(pid: u32, uid: u32) -> Result<Self, Refusal> {
        let (mut chain, mut at, mut terminal) = (Vec::new(), pid, None);
        while at != 0 {
            let found = look(at).ok_or(Refusal::Unknown)?;
            if chain.is_empty() {
                terminal = terminal_name(found.terminal);
            }
            chain.push((at, found.name));
            if chain.len() > DEEPEST {
                return Err(Refusal::Unknown);
            }
            at = found.parent;
        }
        if chain.is_empty() {
            return Err(Refusal::Unknown);
        }
        let name = nix::unistd::User::from_uid(uid.into()).ok().flatten().map(|user| user.name);
        Ok(Self { who: Person { uid, name }, terminal, chain })
    }

    /// Whether it may answer, while gates with these process ids run.
    ///
    /// # Errors
    /// [`Refusal`] with the reason.
    pub fn may_answer(&self, gates: &[u32]) -> Result<(), Refusal> {
        let own = nix::unistd::geteuid().as_raw();
        if self.who.uid != own && self.who.uid != 0 {
            return Err(Refusal::OtherUser(self.who.uid));
        }
        if let Some((gate, _)) = self.chain.iter().find(|(pid, _)| gates.contains(pid)) {
            return Err(Refusal::Server(*gate));
        }
        if self.terminal.is_some() {
            return Ok(());
        }
        // The first process is everybody's ancestor: a client that is gone, or a container's only program.
        let clients: Vec<u32> = gates.iter().filter_map(|gate| look(*gate)).map(|gate| gate.parent).collect();
        let agent = self.chain.iter().find(|(pid, _)| *pid > 1 && clients.contains(pid));
        agent.map_or(Ok(()), |(pid, _)| Err(Refusal::Agent(*pid)))
    }

    /// From where it answers, by this way.
    pub fn place(&self, face: &str) -> Place {
        let process = self.chain.first().map_or(0, |(pid, _)| *pid);
        let ancestors = self.chain.iter().skip(1).map(|(_, name)| name.clone()).collect();
        Place { face: face.to_owned(), terminal: self.terminal.clone(), process, ancestors }
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

struct Found {
    name: String,
    parent: u32,
    terminal: i32,
}

/// One line of proc(5), `/proc/PID/stat`. The name stands in parentheses and may hold any character, these too.
fn look(pid: u32) -> Option<Found> {
    let text = fs::read(format!("/proc/{pid}/stat")).ok()?;
    let text = String::from_utf8_lossy(&text);
    let (name, rest) = text.split_once('(')?.1.rsplit_once(')')?;
    let mut fields = rest.split_ascii_whitespace();
    let parent = fields.nth(1)?.parse().ok()?;
    let terminal = fields.nth(2)?.parse().ok()?;
    Some(Found { name: name.to_owned(), parent, terminal })
}

/// The file of a controlling terminal, from its device number (makedev(3), devices.txt of the kernel).
fn terminal_name(device: i32) -> Option<String> {
    let device = u32::try_from(device).ok().filter(|device| *device != 0)?;
    let (major, minor) = ((device >> 8) & 0xfff, (device & 0xff) | ((device >> 12) & 0xfff00));
    Some(match major {
        136..=143 => format!("/dev/pts/{}", (major - 136) * 256 + minor),
        4 if minor < 64 => format!("/dev/tty{minor}"),
        4 => format!("/dev/ttyS{}", minor - 64),
        _ => format!("terminal {major}:{minor}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_known_down_to_the_first() {
        let caller = Caller::here().unwrap();
        assert_eq!(caller.chain.first().unwrap().0, std::process::id());
        assert_eq!(caller.chain.get(1).unwrap().0, nix::unistd::getppid().as_raw() as u32);
        let (one, two) = UnixStream::pair().unwrap();
        assert_eq!(Caller::of(&one).unwrap(), caller);
        drop(two);
    }

    #[test]
    fn whoever_stands_below_a_gate_is_refused() {
        let caller = Caller::here().unwrap();
        let parent = caller.chain.get(1).unwrap().0;
        assert_eq!(caller.may_answer(&[parent]), Err(Refusal::Server(parent)));
        let own = std::process::id();
        assert_eq!(caller.may_answer(&[own]), Err(Refusal::Server(own)));
        assert_eq!(caller.may_answer(&[]), Ok(()));
        let stranger = Caller { who: Person { uid: u32::MAX, name: None }, ..caller };
        assert_eq!(stranger.may_answer(&[]), Err(Refusal::OtherUser(u32::MAX)));
    }

    #[test]
    fn a_child_of_the_client_needs_a_terminal() {
        let caller = Caller { terminal: None, ..Caller::here().unwrap() };
        // A sibling of this process is a gate; its parent, which is ours too, is the client.
        let mut gate = std::process::Command::new("sleep").arg("60").spawn().unwrap();
        let refusal = caller.may_answer(&[gate.id()]);
        let seated = Caller { terminal: Some("/dev/pts/1".into()), ..caller }.may_answer(&[gate.id()]);
        gate.kill().unwrap();
        gate.wait().unwrap();
        assert_eq!(refusal, Err(Refusal::Agent(std::process::id())));
        assert_eq!(seated, Ok(()));
    }

    #[test]
    fn terminals_have_names() {
        assert_eq!(terminal_name(0), None);
        assert_eq!(terminal_name((136 << 8) | 7).unwrap(), "/dev/pts/7");
        assert_eq!(terminal_name((137 << 8) | 1).unwrap(), "/dev/pts/257");
        assert_eq!(terminal_name((136 << 8) | 0x2c | (1 << 20)).unwrap(), "/dev/pts/300");
        assert_eq!(terminal_name((4 << 8) | 1).unwrap(), "/dev/tty1");
    }
}
