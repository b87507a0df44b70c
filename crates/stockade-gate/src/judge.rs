//! What decides about each line, and the two ports it sends by.
//!
//! Constraints:
//! - a judge decides what is sent on, to whom and as what bytes: the session itself sends nothing;
//! - [`Judge::line`] is called by one thread a direction, so both directions at once, each in order;
//! - a judge that must wait (for a human) keeps a clone of the [`Ports`], returns, and sends later from a thread of its own:
//!   a blocked `line` blocks its whole direction;
//! - a judge that panics ends the session: nothing is sent on undecided.

pub(crate) mod answer;
mod bounded;
pub mod codes;
pub(crate) mod gatekeeper;
mod held;
pub mod lent;
mod policy_judge;
mod salvage;
pub(crate) mod state;

use std::fmt;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

pub use self::gatekeeper::{Lent, Settings};
pub use self::policy_judge::PolicyJudge;
use crate::framing;

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

/// One way out. Lines of several threads never mix.
pub struct Port {
    /// None once nobody reads there any longer, or it was closed.
    writer: Mutex<Option<Box<dyn Write + Send>>>,
}

impl Port {
    /// A port that writes there.
    pub fn new(writer: impl Write + Send + 'static) -> Self {
        Self { writer: Mutex::new(Some(Box::new(writer))) }
    }

    /// Writes one whole line, and waits while the reader is slow. The line holds no line feed of its own; where it does,
    /// nothing is sent, because the reader would see two messages of which only one was judged.
    ///
    /// False where nothing was sent: the reader has gone away, the port is closed, or the line is none.
    pub fn send(&self, line: &[u8]) -> bool {
        if line.contains(&b'\n') {
            return false;
        }
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(open) = writer.as_mut() else { return false };
        let sent = framing::write_line(open.as_mut(), line).is_ok();
        if !sent {
            // Half a line may be out: a whole one after it would be read as its end.
            *writer = None;
        }
        sent
    }

    /// Ends the stream for the reader.
    pub fn close(&self) {
        *self.writer.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Whether nothing can be sent any longer. Waits for a line that is being written.
    pub fn is_closed(&self) -> bool {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }
}

impl fmt::Debug for Port {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Port").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    /// Takes a part of the first line, then fails.
    struct Broken(usize);

    impl Write for Broken {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let taken = bytes.len().min(self.0);
            self.0 -= taken;
            if taken == 0 { Err(io::ErrorKind::BrokenPipe.into()) } else { Ok(taken) }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_port_closes_with_its_reader() {
        let port = Port::new(Broken(7));
        assert!(port.send(b"a"));
        assert!(!port.send(b"0123456789"));
        assert!(port.is_closed());
        assert!(!port.send(b""));
    }

    #[test]
    fn two_lines_are_not_sent_as_one() {
        let port = Port::new(io::sink());
        assert!(!port.send(b"{}\n{}"));
        assert!(port.send(b"{}"), "the port stays open");
    }

    #[test]
    fn lines_of_several_threads_do_not_mix() {
        let (reader, writer) = io::pipe().unwrap();
        let port = Arc::new(Port::new(writer));
        let threads: Vec<_> = (b'a'..b'e')
            .map(|letter| {
                let port = Arc::clone(&port);
                std::thread::spawn(move || (0..50).for_each(|_| assert!(port.send(&vec![letter; 10_000]))))
            })
            .collect();
        let closer = std::thread::spawn(move || {
            threads.into_iter().for_each(|thread| thread.join().unwrap());
            port.close();
        });
        let text = io::read_to_string(reader).unwrap();
        closer.join().unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 200);
        assert!(
            lines.iter().all(|line| line.len() == 10_000 && line.bytes().all(|byte| line.starts_with(byte as char)))
        );
    }
}
