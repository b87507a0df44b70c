//! One way out of the gate: lines that are passed on, and lines that the gate says itself.
//!
//! Constraints:
//! - what is passed on is written by the thread that read it, which waits for the reader: nothing piles up, and nobody is
//!   between a call and its server;
//! - what the gate says itself is never written by the thread that reads the side it is for. A server that writes and does
//!   not read would wait for that thread to read on, and the thread for the server to read: it is put into a queue, which a
//!   thread of its own writes out;
//! - all of it goes out in the order in which it was given: who passes a line on writes out the queue before it;
//! - the queue is bounded. Where it stays full, the reader is stuck, and the session ends with that reason rather than lose
//!   an answer.
//!
//! Layout: [`scratch`] is the memory that messages are put into words in, [`stream`] how large ones go out.

use std::collections::VecDeque;
use std::fmt;
use std::io::{self, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;
use std::time::Duration;

use stockade_policy::message::Value;

use self::scratch::Scratch;
use crate::framing;

mod scratch;
mod stream;

/// The most lines that wait, and the most bytes of them; one line may wait however long it is.
const LINES: usize = 1024;
const BYTES: usize = 64 << 20;

/// How long a reader may take nothing while the queue is full, unless a session says otherwise.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// Who is told once that a reader has taken nothing for so long.
struct Stuck {
    patience: Duration,
    tell: Box<dyn Fn() + Send + Sync>,
}

/// One way out. Lines of several threads never mix.
pub struct Port {
    shared: Arc<Shared>,
}

struct Shared {
    /// Taken before the queue's lock where both are.
    out: Mutex<Out>,
    queue: Mutex<Queue>,
    /// Something was put in, taken out, or the port was closed.
    changed: Condvar,
    /// As `queue.unwritten`, for those who only want to know whether there is any.
    unwritten: AtomicUsize,
    stuck: OnceLock<Stuck>,
}

/// Where lines are written.
struct Out {
    /// None once nobody reads there any longer, or it was closed.
    writer: Option<Box<dyn Write + Send>>,
    /// What messages are put into words in; kept, since memory that is taken anew costs more than the words.
    scratch: Scratch,
}

#[derive(Debug, Default)]
struct Queue {
    lines: VecDeque<Vec<u8>>,
    bytes: usize,
    /// Lines of it that are not written yet, with the one that is being written.
    unwritten: usize,
    /// How many it has let go, written or not.
    gone: u64,
    closed: bool,
    has_thread: bool,
}

impl Port {
    /// A port that writes there.
    pub fn new(writer: impl Write + Send + 'static) -> Self {
        let shared = Shared {
            out: Mutex::new(Out { writer: Some(Box::new(writer)), scratch: Scratch::default() }),
            queue: Mutex::default(),
            changed: Condvar::new(),
            unwritten: AtomicUsize::new(0),
            stuck: OnceLock::new(),
        };
        Self { shared: Arc::new(shared) }
    }

    /// Says once, from any thread, that the reader took nothing of what it is told for so long.
    pub fn when_stuck(&self, patience: Duration, tell: impl Fn() + Send + Sync + 'static) {
        let _ = self.shared.stuck.set(Stuck { patience, tell: Box::new(tell) });
    }

    /// Writes one whole line, after all that was posted before, and waits while the reader is slow: for the thread that reads
    /// the other side. The line holds no line feed of its own; where it does, nothing is sent, because the reader would see
    /// two messages of which only one was judged.
    ///
    /// False where nothing was sent: the reader has gone away, the port is closed, or the line is none.
    pub fn send(&self, line: &[u8]) -> bool {
        if has_line_feed(line) {
            return false;
        }
        let mut out = self.shared.out();
        if self.shared.unwritten.load(Ordering::SeqCst) > 0 {
            self.shared.write_queue(&mut out);
        }
        self.shared.write(&mut out, |writer| framing::write_line(writer, line))
    }

    /// As [`send`](Self::send), of a message that has about so many bytes. It is written from the tree that was judged, as a
    /// line that every reader takes for one.
    pub(crate) fn send_value(&self, value: &Value, about: usize) -> bool {
        let mut out = self.shared.out();
        if self.shared.unwritten.load(Ordering::SeqCst) > 0 {
            self.shared.write_queue(&mut out);
        }
        if about >= stream::LARGE {
            return self.shared.write(&mut out, |writer| stream::write_line(writer, value));
        }
        let mut line = out.scratch.take(about);
        value.write(&mut line);
        let mut line = framing::one_line(line);
        let sent = !has_line_feed(&line) && {
            line.push(b'\n');
            self.shared.write(&mut out, |writer| framing::write_all(writer, &line))
        };
        out.scratch.give_back(line);
        sent
    }

    /// Gives one whole line to the thread that writes what the gate says itself, and returns; where too much waits, after the
    /// reader took some. The same holds of the line as of one that is sent.
    ///
    /// False where it will not be sent: the port is closed, the line is none, or the reader is stuck, which ends the session.
    pub fn post(&self, line: Vec<u8>) -> bool {
        if has_line_feed(&line) {
            return false;
        }
        let patience = self.shared.stuck.get().map_or(PATIENCE, |stuck| stuck.patience);
        let mut queue = self.shared.queue();
        while !queue.closed && queue.is_full(line.len()) {
            let before = queue.gone;
            let (now, waited) = self
                .shared
                .changed
                .wait_timeout_while(queue, patience, |queue| !queue.closed && queue.gone == before)
                .unwrap_or_else(PoisonError::into_inner);
            queue = now;
            if waited.timed_out() {
                drop(queue);
                self.shared.give_up();
                return false;
            }
        }
        if queue.closed {
            return false;
        }
        if !queue.has_thread {
            let shared = Arc::clone(&self.shared);
            let started = thread::Builder::new().name("answers".to_owned()).spawn(move || shared.write_out());
            if started.is_err() {
                drop(queue);
                self.shared.give_up();
                return false;
            }
            queue.has_thread = true;
        }
        queue.bytes = queue.bytes.saturating_add(line.len());
        queue.lines.push_back(line);
        queue.unwritten += 1;
        self.shared.unwritten.store(queue.unwritten, Ordering::SeqCst);
        drop(queue);
        self.shared.changed.notify_all();
        true
    }

    /// Waits until all that was posted is written, or cannot be; false where the reader takes nothing for so long.
    pub fn settle(&self, patience: Duration) -> bool {
        let mut queue = self.shared.queue();
        while queue.unwritten > 0 {
            let before = queue.gone;
            let (now, waited) = self
                .shared
                .changed
                .wait_timeout_while(queue, patience, |queue| queue.unwritten > 0 && queue.gone == before)
                .unwrap_or_else(PoisonError::into_inner);
            queue = now;
            if waited.timed_out() {
                return false;
            }
        }
        true
    }

    /// Ends the stream for the reader, after what was posted.
    pub fn close(&self) {
        let mut out = self.shared.out();
        self.shared.write_queue(&mut out);
        out.writer = None;
        drop(out);
        self.shared.drop_queue();
    }

    /// Whether nothing can be sent any longer. Waits for a line that is being written.
    pub fn is_closed(&self) -> bool {
        self.shared.out().writer.is_none()
    }
}

impl Drop for Port {
    fn drop(&mut self) {
        // What waits is still written: the thread ends with the last of it.
        self.shared.queue().closed = true;
        self.shared.changed.notify_all();
    }
}

impl Queue {
    fn is_full(&self, more: usize) -> bool {
        self.lines.len() >= LINES || !self.lines.is_empty() && self.bytes.saturating_add(more) > BYTES
    }

    fn pop(&mut self) -> Option<Vec<u8>> {
        let line = self.lines.pop_front()?;
        self.bytes = self.bytes.saturating_sub(line.len());
        Some(line)
    }
}

impl Shared {
    fn out(&self) -> MutexGuard<'_, Out> {
        self.out.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The thread of the queue.
    fn write_out(&self) {
        loop {
            let mut queue = self.queue();
            while queue.lines.is_empty() {
                if queue.closed {
                    return;
                }
                queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
            }
            drop(queue);
            self.write_queue(&mut self.out());
        }
    }

    /// Writes what is in the queue. Only for the holder of the writer, so that nothing overtakes it.
    fn write_queue(&self, out: &mut Out) {
        loop {
            let Some(line) = self.queue().pop() else { return };
            self.write(out, |writer| framing::write_line(writer, &line));
            let mut queue = self.queue();
            queue.unwritten = queue.unwritten.saturating_sub(1);
            queue.gone += 1;
            self.unwritten.store(queue.unwritten, Ordering::SeqCst);
            drop(queue);
            self.changed.notify_all();
        }
    }

    fn write(&self, out: &mut Out, write: impl FnOnce(&mut (dyn Write + Send)) -> io::Result<()>) -> bool {
        let Some(open) = out.writer.as_mut() else { return false };
        let sent = write(open.as_mut()).is_ok();
        if !sent {
            // Half a line may be out: a whole one after it would be read as its end.
            out.writer = None;
            self.drop_queue();
        }
        sent
    }

    /// Takes nothing more, and lets go of what nobody will read.
    fn drop_queue(&self) {
        let mut queue = self.queue();
        let lost = queue.lines.len();
        queue.lines.clear();
        queue.bytes = 0;
        queue.closed = true;
        // The one that is being written is counted by whoever writes it.
        queue.unwritten = queue.unwritten.saturating_sub(lost);
        queue.gone += u64::try_from(lost).unwrap_or(u64::MAX);
        self.unwritten.store(queue.unwritten, Ordering::SeqCst);
        drop(queue);
        self.changed.notify_all();
    }

    fn give_up(&self) {
        let was_closed = {
            let mut queue = self.queue();
            std::mem::replace(&mut queue.closed, true)
        };
        if let (false, Some(stuck)) = (was_closed, self.stuck.get()) {
            (stuck.tell)();
        }
        self.changed.notify_all();
    }
}

fn has_line_feed(line: &[u8]) -> bool {
    memchr::memchr(b'\n', line).is_some()
}

impl fmt::Debug for Port {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Port").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
