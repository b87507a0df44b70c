//! One client, one server, one judge between them, until one of them ends.
//!
//! Constraints:
//! - two blocking threads, one a direction; who writes waits for who reads, so nothing piles up. What the gate says itself
//!   waits in a bounded queue ([`crate::judge::port`]); a side that never takes it ends the session;
//! - an idle session is never ended: there is no timer but after the client's end ("Lifecycle: Shutdown, stdio": the
//!   server's input is closed, then TERM, then KILL);
//! - what the server wrote before it ended reaches the client, and then the session ends at once, whoever else of its
//!   processes holds the pipe;
//! - a thread that panics ends the session: nothing goes by undecided.
//!
//! Layout: [`activity`] tells a thread that waits from one that works.

use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use nix::sys::wait::WaitStatus;

use crate::framing::{Frame, LIMIT, Lines};
use crate::judge::port::PATIENCE;
use crate::judge::{Judge, Ports, Side};
use crate::supervisor::signals::{Signals, insists};
use crate::supervisor::{Group, Server, code_of};
use activity::{Activity, Watched};

mod activity;

/// How long what is done beside the messages waits for the server's first one, and signals with it.
const SOON: Duration = Duration::from_millis(20);

/// How often is looked whether there is more to read after the server's end, and how often in vain.
const LOOK: Duration = Duration::from_millis(10);
const LOOKS: u32 = 20;

/// How long the judge may take to hear of the end where the thread of the server could not tell it.
const TELL: Duration = Duration::from_secs(1);

/// What can be set.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The longest line, in bytes.
    pub limit: usize,
    /// After the client's end: how long the server may stay silent until it gets TERM.
    pub after_end: Duration,
    /// How long after that it gets KILL.
    pub after_term: Duration,
    /// How long a side may take nothing of what the gate tells it, once much of that waits.
    pub patience: Duration,
}

impl Default for Options {
    fn default() -> Self {
        let (after_end, after_term) = (Duration::from_secs(5), Duration::from_secs(3));
        Self { limit: LIMIT, after_end, after_term, patience: PATIENCE }
    }
}

/// How a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With the server: its status, 128 and more for a signal.
    Server(u8),
    /// Somebody insisted; the status that stands for the signal.
    Signal(u8),
    /// A thread of the gate itself failed, and the server was ended for it.
    Failed,
    /// This side does not read what the gate tells it, and the server was ended for it.
    Stuck(Side),
}

/// What the threads report.
#[derive(Debug)]
enum Event {
    /// No more lines, or no more readers, at the client.
    ClientEnded,
    /// All that the server said was judged.
    ServerSilent,
    /// The server's first process has ended; its status where that is known already.
    ServerEnded(Option<WaitStatus>),
    Signal(i32),
    Failed,
    /// This side takes nothing of what the gate tells it.
    Stuck(Side),
}

/// Runs until the server has ended. `beside` is done once the server has said something, at the latest after [`SOON`]: what
/// needs to be there, but would take the processors from a server that starts. The threads that are left in the end wait for a
/// client that says nothing; they end with it or with the process.
pub fn run(
    server: Server,
    client: (impl Read + Send + 'static, impl Write + Send + 'static),
    signals: Signals,
    judge: &Arc<dyn Judge>,
    options: Options,
    beside: impl FnOnce(),
) -> End {
    let (group, input, output) = server.into_parts();
    let (read, write) = client;
    let (report, events) = channel();
    let ports = Ports::new(write, input);
    for side in [Side::Client, Side::Server] {
        let to = report.clone();
        ports.to(side).when_stuck(options.patience, move || drop(to.send(Event::Stuck(side))));
    }
    let activity = Arc::new(Activity::default());
    let ended = Once::default();
    let watched = Watched::new(output, Arc::clone(&activity));
    let direction = Direction { judge: Arc::clone(judge), ports: ports.clone(), report: report.clone(), options };
    let from_client = direction.clone();
    spawn("client", &report, move || from_client.of_client(read));
    let once = ended.clone();
    let (said, first) = channel();
    spawn("server", &report, move || direction.of_server(watched, &once, said));
    let to = report.clone();
    spawn("exit", &report, move || {
        let _ = to.send(Event::ServerEnded(group.wait()));
    });
    let to = report.clone();
    spawn("signals", &report, move || {
        signals.each(|signal| {
            if signal != Signal::SIGCHLD as i32 {
                return to.send(Event::Signal(signal)).is_ok();
            }
            group.take_orphans();
            true
        });
    });
    drop(report);
    // Nothing is ever sent: its end is the news.
    let _: Result<(), _> = first.recv_timeout(SOON);
    beside();

    let end = Supervision { group, events, ports: ports.clone(), activity, options, asked: false }.run();
    // A judge that then writes to a client who does not read would wait for ever.
    let (told, done) = channel();
    let to_client = Arc::clone(&ports.to_client);
    let judge = Arc::clone(judge);
    let teller = thread::Builder::new().name("end".to_owned()).spawn(move || {
        ended.tell(&*judge, &ports);
        let _ = told.send(());
    });
    if teller.is_ok() {
        let _ = done.recv_timeout(TELL);
    }
    // What was said last, a batch that is not whole, say; what was said before was waited for already.
    if matches!(end, End::Server(_)) {
        to_client.settle(TELL);
    }
    end
}

/// Starts a thread that reports when it panics.
fn spawn(name: &str, report: &Sender<Event>, work: impl FnOnce() + Send + 'static) {
    struct Guard(Sender<Event>);
    impl Drop for Guard {
        fn drop(&mut self) {
            if thread::panicking() {
                let _ = self.0.send(Event::Failed);
            }
        }
    }
    let guard = Guard(report.clone());
    let started = thread::Builder::new().name(name.to_owned()).spawn(move || {
        let _guard = guard;
        work();
    });
    if started.is_err() {
        let _ = report.send(Event::Failed);
    }
}

/// Tells the judge of the server's end, once, whoever sees it first.
#[derive(Clone, Default)]
struct Once(Arc<AtomicBool>);

impl Once {
    fn tell(&self, judge: &dyn Judge, ports: &Ports) {
        if !self.0.swap(true, Ordering::SeqCst) {
            judge.ended(Side::Server, ports);
        }
    }
}

/// What both directions share.
#[derive(Clone)]
struct Direction {
    judge: Arc<dyn Judge>,
    ports: Ports,
    report: Sender<Event>,
    options: Options,
}

impl Direction {
    fn of_client(&self, source: impl Read) {
        self.judge_all(Side::Client, source, || {});
        self.judge.ended(Side::Client, &self.ports);
        let _ = self.report.send(Event::ClientEnded);
        self.ports.to_server.close();
    }

    /// `said` ends with the first line.
    fn of_server(&self, source: impl Read, ended: &Once, said: Sender<()>) {
        let (mut told, mut said) = (false, Some(said));
        self.judge_all(Side::Server, source, || {
            said = None;
            if !told && self.ports.to_client.is_closed() {
                told = self.report.send(Event::ClientEnded).is_ok();
            }
        });
        ended.tell(&*self.judge, &self.ports);
        let _ = self.report.send(Event::ServerSilent);
    }

    /// An error of the source ends it as its end does: what follows could not be told apart from half a line.
    fn judge_all(&self, from: Side, source: impl Read, mut after: impl FnMut()) {
        let mut lines = Lines::new(source, self.options.limit);
        while let Ok(Some(frame)) = lines.next() {
            match frame {
                Frame::Line(line) => self.judge.line(from, line, &self.ports),
                Frame::TooLong(start) => self.judge.too_long(from, start, &self.ports),
            }
            after();
        }
    }
}

/// The main thread's part.
struct Supervision {
    group: Group,
    events: Receiver<Event>,
    ports: Ports,
    activity: Arc<Activity>,
    options: Options,
    /// Whether somebody asked by a signal for the end.
    asked: bool,
}

/// What is done to the server when the time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Nothing,
    Term,
    Kill,
}

impl Supervision {
    fn run(mut self) -> End {
        let mut next = (Next::Nothing, Instant::now());
        let mut silent = false;
        let mut seen = 0;
        loop {
            match self.event(next) {
                Ok(Event::ServerEnded(status)) => {
                    let code = self.group.end(status);
                    return self.drain(silent, code);
                }
                Ok(Event::ServerSilent) => {
                    silent = true;
                    next = self.close(next);
                }
                Ok(Event::ClientEnded) => {
                    seen = self.activity.count();
                    next = self.close(next);
                }
                Ok(Event::Signal(signal)) => {
                    if let Some(end) = self.signal(signal) {
                        let status = self.group.wait();
                        self.group.end(status);
                        return end;
                    }
                }
                Ok(Event::Failed) | Err(RecvTimeoutError::Disconnected) => return self.kill(End::Failed),
                Ok(Event::Stuck(side)) => return self.kill(End::Stuck(side)),
                Err(RecvTimeoutError::Timeout) => {
                    let now = self.activity.count();
                    next = match next.0 {
                        // It still answers what it was asked.
                        Next::Term if now != seen => (Next::Term, Instant::now() + self.options.after_end),
                        Next::Term => {
                            self.group.signal(Signal::SIGTERM);
                            (Next::Kill, Instant::now() + self.options.after_term)
                        }
                        Next::Kill => {
                            self.group.signal(Signal::SIGKILL);
                            (Next::Nothing, Instant::now())
                        }
                        Next::Nothing => next,
                    };
                    seen = now;
                }
            }
        }
    }

    fn event(&self, next: (Next, Instant)) -> Result<Event, RecvTimeoutError> {
        match next {
            (Next::Nothing, _) => self.events.recv().map_err(|_| RecvTimeoutError::Disconnected),
            (_, until) => self.events.recv_timeout(until.saturating_duration_since(Instant::now())),
        }
    }

    fn kill(&self, end: End) -> End {
        self.group.signal(Signal::SIGKILL);
        let status = self.group.wait();
        self.group.end(status);
        end
    }

    /// Closes the server's input, and sets the time if it is not set.
    fn close(&self, next: (Next, Instant)) -> (Next, Instant) {
        // Who writes to a server that does not read holds the port until the server has ended.
        let port = Arc::clone(&self.ports.to_server);
        let _ = thread::Builder::new().name("close".to_owned()).spawn(move || port.close());
        if next.0 == Next::Nothing { (Next::Term, Instant::now() + self.options.after_end) } else { next }
    }

    /// Passes a signal on. Some if it was the second of those that insist: the end, and nobody is waited for.
    fn signal(&mut self, signal: i32) -> Option<End> {
        if insists(signal) && std::mem::replace(&mut self.asked, true) {
            self.group.signal(Signal::SIGKILL);
            return Some(End::Signal(code_of(signal)));
        }
        if let Ok(signal) = Signal::try_from(signal) {
            self.group.signal(signal);
        }
        None
    }

    /// Waits until all that the server said has reached the client. What another process could still write into its pipe is
    /// not waited for: once the thread waits for more and none comes, that was all.
    fn drain(&self, mut silent: bool, code: u8) -> End {
        let mut looks = 0;
        let mut seen = None;
        while !silent && looks < LOOKS {
            match self.events.recv_timeout(LOOK) {
                Ok(Event::ServerSilent) => silent = true,
                // The server is gone, so there is nobody but a client that does not read to wait for.
                Ok(Event::Signal(signal)) if insists(signal) => break,
                Ok(Event::Failed) | Err(RecvTimeoutError::Disconnected) => return End::Failed,
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => {
                    let now = self.activity.waits();
                    looks = if now.is_some() && now == seen { looks + 1 } else { 0 };
                    seen = now;
                }
            }
        }
        // So must what the gate said itself. A client that takes none of it for so long is not waited for.
        let most = self.options.after_end.as_millis() / LOOK.as_millis();
        let mut vain = 0;
        while vain <= most && !self.ports.to_client.settle(LOOK) {
            vain += 1;
            match self.events.try_recv() {
                Ok(Event::Signal(signal)) if insists(signal) => break,
                Ok(Event::Failed) => return End::Failed,
                _ => {}
            }
        }
        End::Server(code)
    }
}

#[cfg(test)]
mod tests;
