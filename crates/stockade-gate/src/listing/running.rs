//! A server that one asks: nothing waits for it longer than it is told to.
//!
//! Constraints:
//! - a server that does not read blocks a thread of its own, and one that writes without end is read no faster than heard;
//! - what it wrote before it ended is heard;
//! - dropping it ends all of its processes: its input is closed, then TERM, then KILL.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, SyncSender, channel, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use nix::sys::wait::WaitStatus;

use crate::framing::{Frame, Lines, write_line};
use crate::pipe::Pipe;
use crate::supervisor::{Group, Server};

/// How long it may take to end after its input was closed, and after TERM.
const AFTER_END: Duration = Duration::from_secs(2);
const AFTER_TERM: Duration = Duration::from_secs(2);
/// After its end or that of its output: how long the other may take.
const REST: Duration = Duration::from_secs(1);

/// What threads report.
enum Event {
    Line(Vec<u8>),
    TooLong,
    Silent,
    Ended(Option<WaitStatus>),
}

/// What is heard of it.
pub(super) enum Heard {
    Line(Vec<u8>),
    TooLong,
    /// Nothing until then.
    Nothing,
    /// Nothing ever: its status, where it has ended.
    Ended(Option<u8>),
}

/// A server that runs.
pub(super) struct Running {
    group: Group,
    /// None once its input is to be closed.
    to_server: Option<Sender<Vec<u8>>>,
    events: Receiver<Event>,
    silent: bool,
    code: Option<u8>,
}

impl Running {
    pub(super) fn new(server: Server, line: usize) -> Self {
        let (group, input, output) = server.into_parts();
        let (to_server, lines) = channel();
        let (report, events) = sync_channel(1);
        let exit = report.clone();
        // NOTE: a thread that cannot be started leaves its part of the channel closed, which is heard as the end.
        let _ = spawn("write", move || write(input, &lines));
        let _ = spawn("read", move || read(output, line, &report));
        let _ = spawn("exit", move || drop(exit.send(Event::Ended(group.wait()))));
        Self { group, to_server: Some(to_server), events, silent: false, code: None }
    }

    /// Sends a line, as soon as the server reads.
    pub(super) fn send(&self, line: String) {
        if let Some(to_server) = &self.to_server {
            // Who is gone is heard to be gone.
            let _ = to_server.send(line.into_bytes());
        }
    }

    /// The next that is heard.
    pub(super) fn hear(&mut self, until: Instant) -> Heard {
        let mut limit = until;
        if self.silent || self.code.is_some() {
            limit = limit.min(Instant::now() + REST);
        }
        loop {
            match self.events.recv_timeout(limit.saturating_duration_since(Instant::now())) {
                Ok(Event::Line(line)) => return Heard::Line(line),
                Ok(Event::TooLong) => return Heard::TooLong,
                Ok(Event::Silent) => self.silent = true,
                Ok(Event::Ended(status)) => self.code = Some(self.group.end(status)),
                Err(RecvTimeoutError::Timeout) if self.silent || self.code.is_some() => {
                    return Heard::Ended(self.code);
                }
                Err(RecvTimeoutError::Timeout) => return Heard::Nothing,
                Err(RecvTimeoutError::Disconnected) => return Heard::Ended(self.code),
            }
            limit = limit.min(Instant::now() + REST);
            if self.silent && self.code.is_some() {
                return Heard::Ended(self.code);
            }
        }
    }

    /// Waits for its end, and for nothing that it says.
    fn has_ended(&mut self, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        while self.code.is_none() {
            match self.events.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(Event::Ended(status)) => self.code = Some(self.group.end(status)),
                // One that writes without end would else be listened to without end.
                Ok(_) if Instant::now() < until => {}
                Ok(_) | Err(_) => return false,
            }
        }
        true
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.to_server = None;
        if self.has_ended(AFTER_END) {
            return;
        }
        self.group.signal(Signal::SIGTERM);
        if !self.has_ended(AFTER_TERM) {
            self.group.signal(Signal::SIGKILL);
            self.has_ended(AFTER_TERM);
        }
    }
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> std::io::Result<thread::JoinHandle<()>> {
    thread::Builder::new().name(name.to_owned()).spawn(work)
}

fn write(mut input: Pipe, lines: &Receiver<Vec<u8>>) {
    for line in lines {
        if write_line(&mut input, &line).is_err() {
            return;
        }
    }
}

fn read(output: Pipe, limit: usize, report: &SyncSender<Event>) {
    let mut lines = Lines::new(output, limit);
    while let Ok(Some(frame)) = lines.next() {
        let event = match frame {
            Frame::Line(line) => Event::Line(line.to_vec()),
            Frame::TooLong(_) => Event::TooLong,
        };
        if report.send(event).is_err() {
            return;
        }
    }
    let _ = report.send(Event::Silent);
}
