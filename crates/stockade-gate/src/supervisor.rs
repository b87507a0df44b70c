//! The server's processes: started in a group of their own, signalled as one, none left behind.
//!
//! Constraints:
//! - the server's group gets the signals that the gate gets, and no other process does;
//! - its number is used only while it surely is the server's: the first process is looked at without being taken away
//!   (`waitid` with `WNOWAIT`) until the rest of the group was told to end;
//! - standard error is the gate's own, so that nothing that the server says there passes through the gate;
//! - no `pre_exec`: the crate has no unsafe code.
//!
//! Layout: [`signals`] is what the gate is told, [`warden`] ends the group where the gate cannot.

use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::{Signal, killpg};
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::Pid;

use crate::pipe::Pipe;

pub mod signals;
pub mod warden;

/// How long processes that outlive the server are given to end by themselves.
const LEFTOVER: Duration = Duration::from_millis(500);

/// How often is looked whether they have.
const STEP: Duration = Duration::from_millis(5);

/// A server that did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// There is no such program.
    #[error("could not start `{program}`: there is no such program{}", if program.contains('/') { "" } else { " in PATH" })]
    Missing {
        /// As it was typed.
        program: String,
    },
    /// The system refused.
    #[error("could not start `{program}`")]
    Refused {
        /// As it was typed.
        program: String,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// A server that runs.
#[derive(Debug)]
pub struct Server {
    group: Group,
    input: Pipe,
    output: Pipe,
}

impl Server {
    /// Starts what the command says, its standard input and output connected to the gate.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn start(command: &mut Command) -> Result<Self, StartError> {
        let program = command.get_program().to_string_lossy().into_owned();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::inherit()).process_group(0);
        let mut child = command.spawn().map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => StartError::Missing { program: program.clone() },
            _ => StartError::Refused { program: program.clone(), source },
        })?;
        let connected = child.stdin.take().zip(child.stdout.take());
        let Some((input, output)) = connected else {
            let source = io::Error::other("it was started without a standard input");
            return Err(StartError::Refused { program, source });
        };
        let (input, output) = (Pipe::from(OwnedFd::from(input)), Pipe::from(OwnedFd::from(output)));
        input.widen();
        output.widen();
        Ok(Self { group: Group::of(&child), input, output })
    }

    /// The group of its processes.
    pub const fn group(&self) -> Group {
        self.group
    }

    pub(crate) fn into_parts(self) -> (Group, Pipe, Pipe) {
        (self.group, self.input, self.output)
    }
}

/// The group of the server's processes, named after its first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group(Pid);

impl Group {
    fn of(child: &Child) -> Self {
        Self(Pid::from_raw(child.id().cast_signed()))
    }

    /// A group of somebody else, for the warden. None where the number is none of a group: 0 and -1 mean something else
    /// to the system, and 1 is not ours.
    pub fn from_number(number: i32) -> Option<Self> {
        (number > 1).then(|| Self(Pid::from_raw(number)))
    }

    /// Its number.
    pub fn number(self) -> i32 {
        self.0.as_raw()
    }

    /// Sends a signal to all of them. One that has ended cannot be reached and need not be.
    pub fn signal(self, signal: Signal) {
        let _ = killpg(self.0, signal);
    }

    /// Waits until the first process has ended, and leaves it there. Where the system cannot do that safely it is taken
    /// away, and this is its status.
    pub(crate) fn wait(self) -> Option<WaitStatus> {
        #[cfg(target_os = "linux")]
        {
            use nix::sys::wait::{Id, WaitPidFlag, waitid};
            while waitid(Id::Pid(self.0), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT) == Err(Errno::EINTR) {}
            None
        }
        #[cfg(not(target_os = "linux"))]
        self.take()
    }

    fn take(self) -> Option<WaitStatus> {
        loop {
            match waitpid(self.0, None) {
                Err(Errno::EINTR) => {}
                status => return status.ok(),
            }
        }
    }

    /// Takes away what has ended of processes that this one adopted (the gate is their subreaper where it asks a human), but
    /// never the first process of the group: its status is what the session ends with.
    pub(crate) fn take_orphans(self) {
        #[cfg(target_os = "linux")]
        {
            use nix::sys::wait::{Id, WaitPidFlag, waitid};
            let any = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
            while let Some(ended) = waitid(Id::All, any).ok().and_then(|status| status.pid()) {
                if ended == self.0 || waitpid(ended, Some(WaitPidFlag::WNOHANG)).is_err() {
                    return;
                }
            }
        }
    }

    /// After the first process has ended: ends the others and says with what status it did.
    pub(crate) fn end(self, seen: Option<WaitStatus>) -> u8 {
        // Its zombie still holds the number, so this reaches nobody else.
        self.signal(Signal::SIGTERM);
        let status = seen.or_else(|| self.take());
        self.end_leftover(LEFTOVER);
        match status {
            Some(WaitStatus::Exited(_, code)) => u8::try_from(code & 0xff).unwrap_or(u8::MAX),
            Some(WaitStatus::Signaled(_, signal, _)) => code_of(signal as i32),
            _ => 1,
        }
    }

    /// Waits until nobody of the group is left, at most so long; then ends who is.
    pub(crate) fn end_leftover(self, patience: Duration) {
        let until = Instant::now() + patience;
        while self.is_left() {
            if Instant::now() >= until {
                self.signal(Signal::SIGKILL);
                return;
            }
            std::thread::sleep(STEP);
        }
    }

    /// Whether a process of it is left that does more than wait to be taken away by this one.
    fn is_left(self) -> bool {
        use nix::sys::wait::WaitPidFlag;
        let members = Pid::from_raw(-self.0.as_raw());
        while waitpid(members, Some(WaitPidFlag::WNOHANG)).is_ok_and(|status| status != WaitStatus::StillAlive) {}
        self.is_there()
    }

    /// Whether a process of it is left. As long as one is, the number is not given to another group.
    pub fn is_there(self) -> bool {
        killpg(self.0, None) != Err(Errno::ESRCH)
    }
}

/// The exit status that stands for an end by a signal.
pub(crate) fn code_of(signal: i32) -> u8 {
    u8::try_from(128 + signal).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_named() {
        let error = Server::start(&mut Command::new("no-such-server-here")).unwrap_err();
        assert_eq!(error.to_string(), "could not start `no-such-server-here`: there is no such program in PATH");
        let error = Server::start(&mut Command::new("/nonexistent/server")).unwrap_err();
        assert_eq!(error.to_string(), "could not start `/nonexistent/server`: there is no such program");
    }

    #[test]
    fn what_may_not_be_run_is_named() {
        let error = Server::start(&mut Command::new("/etc/passwd")).unwrap_err();
        assert!(matches!(error, StartError::Refused { .. }), "{error:?}");
    }

    #[test]
    fn only_a_group_has_a_number() {
        for number in [i32::MIN, -1, 0, 1] {
            assert_eq!(Group::from_number(number), None);
        }
        assert_eq!(Group::from_number(2).map(Group::number), Some(2));
    }

    #[test]
    fn the_status_is_that_of_the_first_process() {
        for (script, code) in
            [("exit 0", 0), ("exit 7", 7), ("exit 255", 255), ("kill -9 $$", 137), ("kill -TERM $$", 143)]
        {
            let server = Server::start(Command::new("/bin/sh").args(["-c", script])).unwrap();
            let seen = server.group().wait();
            assert_eq!(server.group().end(seen), code, "{script}");
        }
    }

    #[test]
    fn nobody_of_the_group_is_left() {
        // The second one ignores TERM.
        let script = "(trap '' TERM; exec sleep 600) & sleep 600 & exit 3";
        let server = Server::start(Command::new("/bin/sh").args(["-c", script])).unwrap();
        let group = server.group();
        let seen = group.wait();
        assert_eq!(group.end(seen), 3);
        // KILL is not instant.
        let until = Instant::now() + Duration::from_secs(20);
        while group.is_there() {
            assert!(Instant::now() < until);
            std::thread::sleep(STEP);
        }
    }
}
