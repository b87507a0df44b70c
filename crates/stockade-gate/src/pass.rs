//! A judge that decides nothing: what is JSON goes through as it is.
//!
//! Constraints:
//! - a line of the server that is no JSON object or array never reaches the client: it is what `npx` and friends print, and
//!   clients take it for a broken server;
//! - what was dropped is told, once a line.

use std::fmt;
use std::sync::Arc;

use crate::judge::{Judge, Ports, Side};

/// How much of a dropped line is told.
const TOLD: usize = 200;

/// Where what a person should know goes. The text may hold what the server wrote: whoever shows it makes it harmless.
pub type Tell = Arc<dyn Fn(&str) + Send + Sync>;

/// Lets everything through.
pub struct Pass {
    tell: Tell,
}

impl Pass {
    /// One that tells there what it dropped.
    pub const fn new(tell: Tell) -> Self {
        Self { tell }
    }
}

impl fmt::Debug for Pass {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pass").finish_non_exhaustive()
    }
}

impl Judge for Pass {
    fn line(&self, from: Side, line: &[u8], ports: &Ports) {
        match from {
            Side::Client => {
                ports.to_server.send(line);
            }
            Side::Server if is_message(line) => {
                ports.to_client.send(line);
            }
            Side::Server if line.trim_ascii().is_empty() => {}
            Side::Server => (self.tell)(&format!("dropped a line of the server that is no message: {}", start(line))),
        }
    }

    fn too_long(&self, from: Side, line: &[u8], ports: &Ports) {
        (self.tell)(&format!("dropped a line of the {from} that is too long: {}", start(line)));
        if from == Side::Client {
            ports.to_client.send(
                br#"{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"the message is longer than the gate takes"}}"#,
            );
        }
    }

    fn ended(&self, _: Side, _: &Ports) {}
}

/// Whether a line can be a message: a JSON object, or an array of them.
pub fn is_message(line: &[u8]) -> bool {
    matches!(line.trim_ascii_start().first(), Some(b'{' | b'['))
        && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()
}

/// The start of a line, for people.
pub fn start(line: &[u8]) -> String {
    let cut = line.get(..TOLD).unwrap_or(line);
    let more = if cut.len() < line.len() { "..." } else { "" };
    format!("{}{more}", String::from_utf8_lossy(cut))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::sync::Mutex;

    use super::*;

    fn judged(from: Side, lines: &[&[u8]]) -> (String, String, Vec<String>) {
        let (mut client, to_client) = std::io::pipe().unwrap();
        let (mut server, to_server) = std::io::pipe().unwrap();
        let told = Arc::new(Mutex::new(Vec::new()));
        let to = Arc::clone(&told);
        let pass = Pass::new(Arc::new(move |text| to.lock().unwrap().push(text.to_owned())));
        let ports = Ports::new(to_client, to_server);
        lines.iter().for_each(|line| pass.line(from, line, &ports));
        drop(ports);
        let (mut a, mut b) = (String::new(), String::new());
        client.read_to_string(&mut a).unwrap();
        server.read_to_string(&mut b).unwrap();
        let told = told.lock().unwrap().clone();
        (a, b, told)
    }

    #[test]
    fn banners_are_dropped_and_told() {
        let lines: [&[u8]; 6] = [b"Server running", b"", b" {\"id\":1} ", b"[1]", b"{\"id\":", b"\xff"];
        let (client, server, told) = judged(Side::Server, &lines);
        assert_eq!((client.as_str(), server.as_str()), (" {\"id\":1} \n[1]\n", ""));
        assert_eq!(told.len(), 3);
        assert!(told[0].ends_with(": Server running"), "{told:?}");
    }

    #[test]
    fn the_client_speaks_unchanged() {
        let (client, server, told) = judged(Side::Client, &[b"{\"a\": 1}", b"odd"]);
        assert_eq!((client.as_str(), server.as_str(), told.len()), ("", "{\"a\": 1}\nodd\n", 0));
    }
}
