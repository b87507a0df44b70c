//! A process that does nothing but end the server's processes where the gate was killed and cannot (`kill -9`, out of memory).
//!
//! Constraints:
//! - it learns of the gate's end by the end of its standard input: the other end is held by the gate alone, and the system
//!   closes it whatever the gate dies of;
//! - it has a group of its own and no terminal, so that what ends the gate does not end it;
//! - a dismissed warden does nothing: after an orderly end the number of the group may be somebody else's;
//! - it is a shell where there is one, which takes a tenth of the memory and of the time of this program, once for each
//!   server of a machine. Its words are fixed, and it is called by its place, never looked for.

use std::io::{self, Read, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{ChildStdin, Command, Stdio};
use std::time::Duration;

use nix::sys::signal::Signal;

use super::Group;

/// The command of the binary that is the warden.
pub const COMMAND: &str = "warden";

/// How long the server is given to end by itself.
const PATIENCE: Duration = Duration::from_secs(2);

/// Where every Unix has its shell.
const SHELL: &str = "/bin/sh";

/// What [`keep`] does, for a shell: `$1` is the group's number. A sleep that knows no fractions is as long as it can be.
const SCRIPT: &str = "read -r word
[ -n \"$word\" ] && exit 0
kill -s TERM -- \"-$1\"
for turn in 1 2 3 4 5 6 7 8; do
  kill -s 0 -- \"-$1\" || exit 0
  sleep 0.25 || sleep 1
done
kill -s KILL -- \"-$1\"";

/// The gate's side.
#[derive(Debug)]
pub struct Warden(Option<ChildStdin>);

impl Warden {
    /// Starts one for this group: a shell, and where there is none `program warden NUMBER`.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn start(program: &Path, group: Group) -> io::Result<Self> {
        let number = group.number().to_string();
        let mut shell = Command::new(SHELL);
        shell.args(["-c", SCRIPT, "stockade-warden", &number]);
        Self::spawn(shell).or_else(|_| {
            let mut own = Command::new(program);
            own.args([COMMAND, &number]);
            Self::spawn(own)
        })
    }

    fn spawn(mut command: Command) -> io::Result<Self> {
        command.env_clear().env("PATH", "/usr/bin:/bin").current_dir("/").process_group(0);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        Ok(Self(child.stdin.take()))
    }

    /// The group has ended, and its number is nobody's business any longer.
    pub fn dismiss(mut self) {
        if let Some(mut input) = self.0.take() {
            // A warden that is gone needs no dismissal.
            let _ = input.write_all(b".");
        }
    }
}

/// The warden's side: waits on its standard input for a word or the end, and ends the group at the latter.
pub fn keep(mut input: impl Read, group: Group) {
    let mut word = [0_u8; 1];
    loop {
        match input.read(&mut word) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Ok(1..) => return,
            Ok(0) | Err(_) => break,
        }
    }
    group.signal(Signal::SIGTERM);
    group.end_leftover(PATIENCE);
}

#[cfg(test)]
mod tests {
    use std::io::BufRead as _;
    use std::os::unix::process::ExitStatusExt as _;

    use super::*;

    /// A process in a group of its own that ignores TERM and has said so.
    fn stubborn() -> (Group, std::process::Child) {
        let script = "trap '' TERM; echo ready; while :; do sleep 1; done";
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]).process_group(0).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        io::BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
        (Group::of(&child), child)
    }

    #[test]
    fn the_end_of_the_gate_is_the_end_of_the_group() {
        let (group, mut first) = stubborn();
        keep(io::empty(), group);
        assert_eq!(first.wait().unwrap().signal(), Some(Signal::SIGKILL as i32));
    }

    #[test]
    fn the_shell_does_the_same() {
        let nowhere = Path::new("/nowhere/stockade");
        let (group, mut first) = stubborn();
        drop(Warden::start(nowhere, group).unwrap());
        assert_eq!(first.wait().unwrap().signal(), Some(Signal::SIGKILL as i32));

        let (group, mut first) = stubborn();
        let warden = Warden::start(nowhere, group).unwrap();
        warden.dismiss();
        // One that was not dismissed would have ended it by then.
        std::thread::sleep(PATIENCE + Duration::from_secs(1));
        assert!(first.try_wait().unwrap().is_none());
        group.signal(Signal::SIGKILL);
        first.wait().unwrap();
    }

    #[test]
    fn a_dismissed_warden_ends_nobody() {
        let (group, mut first) = stubborn();
        keep(b".".as_slice(), group);
        assert!(first.try_wait().unwrap().is_none());
        group.signal(Signal::SIGKILL);
        first.wait().unwrap();
    }
}
