//! A process that does nothing but end the server's processes where the gate was killed and cannot (`kill -9`, out of memory).
//!
//! Constraints:
//! - it is there before the server is, and is told the server's group as soon as that is known: of a gate that is killed in between
//!   it only sees the end, as the server does at its own input;
//! - it learns of the gate's end by the end of its standard input: the other end is held by the gate alone, and the system
//!   closes it whatever the gate dies of;
//! - it has a group of its own and no terminal, so that what ends the gate does not end it;
//! - a dismissed warden does nothing: after an orderly end the number of the group may be somebody else's;
//! - it is a shell where there is one, which takes a tenth of the memory and of the time of this program, once for each
//!   server of a machine. Its words are fixed, and it is called by its place, never looked for.

use std::io::{self, BufRead as _, BufReader, Read, Write as _};
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

/// What [`keep`] does, for a shell. A sleep that knows no fractions is as long as it can be.
const SCRIPT: &str = "read -r group || exit 0
[ \"$group\" -gt 1 ] || exit 2
read -r word
[ -n \"$word\" ] && exit 0
kill -s TERM -- \"-$group\"
for turn in 1 2 3 4 5 6 7 8; do
  kill -s 0 -- \"-$group\" || exit 0
  sleep 0.25 || sleep 1
done
kill -s KILL -- \"-$group\"";

/// The gate's side.
#[derive(Debug)]
pub struct Warden(Option<ChildStdin>);

impl Warden {
    /// Starts one that guards nobody yet: a shell, and where there is none `program warden`.
    ///
    /// # Errors
    /// If it cannot be started.
    pub fn start(program: &Path) -> io::Result<Self> {
        let mut shell = Command::new(SHELL);
        shell.args(["-c", SCRIPT, "stockade-warden"]);
        Self::spawn(shell).or_else(|_| {
            let mut own = Command::new(program);
            own.arg(COMMAND);
            Self::spawn(own)
        })
    }

    /// Tells it whom it guards.
    ///
    /// # Errors
    /// If it is gone.
    pub fn guard(&mut self, group: Group) -> io::Result<()> {
        // In one write, so that it is there whole or not at all (PIPE_BUF, pipe(7)).
        let line = format!("{}\n", group.number());
        self.0.as_mut().map_or_else(|| Err(io::ErrorKind::BrokenPipe.into()), |input| input.write_all(line.as_bytes()))
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

/// The warden's side: reads from its standard input whom it guards, waits there for a word or the end, and ends the group at
/// the latter. False where it was told something else than a group.
pub fn keep(input: impl Read) -> bool {
    let mut input = BufReader::new(input);
    let mut line = || {
        let mut line = Vec::new();
        // What cannot be read is the end.
        let _ = input.read_until(b'\n', &mut line);
        line
    };
    let told = line();
    if !told.ends_with(b"\n") {
        // The gate has ended before it had a server.
        return told.is_empty();
    }
    let number = std::str::from_utf8(&told).ok().and_then(|text| text.trim_end().parse().ok());
    let Some(group) = number.and_then(Group::from_number) else { return false };
    if !line().trim_ascii().is_empty() {
        return true;
    }
    group.signal(Signal::SIGTERM);
    group.end_leftover(PATIENCE);
    true
}

#[cfg(test)]
mod tests {
    use std::os::unix::process::ExitStatusExt as _;

    use super::*;

    /// A process in a group of its own that ignores TERM and has said so.
    fn stubborn() -> (Group, std::process::Child) {
        let script = "trap '' TERM; echo ready; while :; do sleep 1; done";
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]).process_group(0).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
        (Group::of(&child), child)
    }

    fn told(group: Group, word: &str) -> String {
        format!("{}\n{word}", group.number())
    }

    #[test]
    fn the_end_of_the_gate_is_the_end_of_the_group() {
        let (group, mut first) = stubborn();
        assert!(keep(told(group, "").as_bytes()));
        assert_eq!(first.wait().unwrap().signal(), Some(Signal::SIGKILL as i32));
    }

    #[test]
    fn the_shell_does_the_same() {
        let nowhere = Path::new("/nowhere/stockade");
        let (group, mut first) = stubborn();
        let mut warden = Warden::start(nowhere).unwrap();
        warden.guard(group).unwrap();
        drop(warden);
        assert_eq!(first.wait().unwrap().signal(), Some(Signal::SIGKILL as i32));

        let (group, mut first) = stubborn();
        let mut warden = Warden::start(nowhere).unwrap();
        warden.guard(group).unwrap();
        warden.dismiss();
        // One that was not dismissed would have ended it by then.
        std::thread::sleep(PATIENCE + Duration::from_secs(1));
        assert!(first.try_wait().unwrap().is_none());
        group.signal(Signal::SIGKILL);
        first.wait().unwrap();
    }

    #[test]
    fn a_shell_that_is_told_of_no_group_ends_at_once() {
        for (told, code) in [("", 0), ("12", 0), ("1\n", 2), ("0\n", 2), ("-1\n", 2), ("x\n", 2)] {
            let mut child = Command::new(SHELL)
                .args(["-c", SCRIPT])
                .stdin(Stdio::piped())
                .stderr(Stdio::null())
                .process_group(0)
                .spawn()
                .unwrap();
            child.stdin.take().unwrap().write_all(told.as_bytes()).unwrap();
            assert_eq!(child.wait().unwrap().code(), Some(code), "{told:?}");
        }
    }

    #[test]
    fn a_dismissed_warden_ends_nobody() {
        let (group, mut first) = stubborn();
        assert!(keep(told(group, ".").as_bytes()));
        assert!(keep(io::empty()));
        for nobody in [b"1\n".as_slice(), b"0\n", b"-1\n", b"x\n", b"\xff\n", b"12"] {
            assert!(!keep(nobody), "{nobody:?}");
        }
        assert!(first.try_wait().unwrap().is_none());
        group.signal(Signal::SIGKILL);
        first.wait().unwrap();
    }
}
