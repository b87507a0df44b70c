//! The conversation: opened in the era that the server speaks, then page after page.

use std::collections::{HashSet, VecDeque};
use std::time::{Duration, Instant};

use memchr::memmem;
use stockade_policy::message::revision::{Era, Revision};
use stockade_policy::message::{Envelope, Id, METHOD_NOT_FOUND, Value, items, parse};

use super::running::{Heard, Running};
use super::wire::{self, Discovered, Opened};
use super::{Limits, ListError, Listing, Tell};
use crate::supervisor::Server;

/// The longest cursor that is sent back.
const LONGEST_CURSOR: usize = 16 << 10;
/// How many dropped lines are told.
const TOLD: usize = 10;
/// When it is first told that one waits, and how often again.
const FIRST: Duration = Duration::from_secs(5);
const AGAIN: Duration = Duration::from_secs(15);

/// What came for a question.
type Answer = Result<Value, Value>;

pub(super) struct Talk<'a> {
    running: Running,
    limits: &'a Limits,
    until: Instant,
    tell: &'a Tell,
    last_id: i64,
    /// None until the era is known; nobody is answered before.
    revision: Option<Revision>,
    /// The rest of a batch.
    rest: VecDeque<Value>,
    /// Bytes of the line that was heard last.
    length: usize,
    dropped: usize,
    since: Instant,
    next_word: Instant,
}

impl<'a> Talk<'a> {
    pub(super) fn new(server: Server, limits: &'a Limits, until: Instant, tell: &'a Tell) -> Self {
        let since = Instant::now();
        Self {
            running: Running::new(server, limits.line),
            limits,
            until,
            tell,
            last_id: 0,
            revision: None,
            rest: VecDeque::new(),
            length: 0,
            dropped: 0,
            since,
            next_word: since + FIRST,
        }
    }

    fn id(&mut self) -> i64 {
        self.last_id += 1;
        self.last_id
    }

    fn silent(&self, method: &'static str) -> ListError {
        ListError::Silent { method, limit: self.limits.whole }
    }

    /// Finds out how the server is spoken to.
    pub(super) fn open(&mut self) -> Result<Opened, ListError> {
        let discover = self.id();
        self.running.send(wire::discover(discover));
        let probe = self.until.min(Instant::now() + self.limits.probe);
        let answer = match self.answer(wire::DISCOVER, &[discover], probe)? {
            Some((_, answer)) => answer,
            None if Instant::now() >= self.until => return Err(self.silent(wire::DISCOVER)),
            None => {
                // It is slow, or knows no answer: both are asked now, and the first good answer counts.
                let initialize = self.id();
                self.running.send(wire::initialize(initialize));
                match self.answer(wire::INITIALIZE, &[discover, initialize], self.until)? {
                    None => return Err(self.silent(wire::INITIALIZE)),
                    Some((id, answer)) if id == initialize => return self.granted(answer),
                    Some((_, answer)) => match wire::discovered(&answer) {
                        Discovered::Legacy => {
                            let answer = self.answer(wire::INITIALIZE, &[initialize], self.until)?;
                            let (_, answer) = answer.ok_or_else(|| self.silent(wire::INITIALIZE))?;
                            return self.granted(answer);
                        }
                        _ => answer,
                    },
                }
            }
        };
        match wire::discovered(&answer) {
            Discovered::Modern(opened) => {
                self.revision = Some(opened.revision);
                Ok(opened)
            }
            Discovered::Legacy => self.handshake(),
            Discovered::Unknown(versions) => Err(ListError::Revision(versions)),
        }
    }

    /// Opens the conversation as before 2026-07-28.
    pub(super) fn handshake(&mut self) -> Result<Opened, ListError> {
        let id = self.id();
        self.running.send(wire::initialize(id));
        let answer = self.answer(wire::INITIALIZE, &[id], self.until)?;
        let (_, answer) = answer.ok_or_else(|| self.silent(wire::INITIALIZE))?;
        self.granted(answer)
    }

    fn granted(&mut self, answer: Answer) -> Result<Opened, ListError> {
        let result = answer.map_err(|error| ListError::Refused { method: wire::INITIALIZE, why: wire::why(&error) })?;
        let opened = wire::granted(&result).map_err(ListError::Revision)?;
        self.revision = Some(opened.revision);
        self.running.send(wire::initialized());
        Ok(opened)
    }

    /// All pages.
    pub(super) fn tools(mut self, opened: Opened) -> Result<Listing, ListError> {
        let method = wire::TOOLS;
        let malformed = |why: &str| ListError::Malformed { method, why: why.to_owned() };
        let mut listing = Listing { revision: opened.revision, server: opened.server, tools: Vec::new(), pages: 0 };
        let (mut cursor, mut seen, mut bytes) = (None::<String>, HashSet::new(), 0_usize);
        loop {
            let id = self.id();
            self.running.send(wire::request(id, method, Some(opened.revision), cursor.as_deref()));
            let answer = self.answer(method, &[id], self.until)?;
            let mut result = match answer.ok_or_else(|| self.silent(method))?.1 {
                Ok(result) => result,
                // It never said that it has any.
                Err(error)
                    if !opened.has_tools && wire::code(&error) == Some(METHOD_NOT_FOUND.to_string().as_str()) =>
                {
                    return Ok(listing);
                }
                Err(error) => return Err(ListError::Refused { method, why: wire::why(&error) }),
            };
            bytes = bytes.saturating_add(self.length);
            if bytes > self.limits.bytes {
                return Err(ListError::TooMuch { limit: self.limits.bytes, of: "bytes" });
            }
            if result.get("resultType").is_some_and(|kind| kind.as_str() != Some("complete")) {
                return Err(malformed("it is not complete"));
            }
            let Some(Value::Array(tools)) = result.get_mut("tools") else {
                return Err(malformed("`tools` must be a list"));
            };
            if tools.iter().any(|tool| tool.as_object().is_none()) {
                return Err(malformed("a tool must be an object"));
            }
            listing.tools.append(tools);
            listing.pages += 1;
            if listing.tools.len() > self.limits.tools {
                return Err(ListError::TooMuch { limit: self.limits.tools, of: "tools" });
            }
            cursor = match result.get("nextCursor") {
                None | Some(Value::Null) => return Ok(listing),
                Some(Value::String(next)) if next.len() > LONGEST_CURSOR => {
                    return Err(malformed("the cursor is too long"));
                }
                Some(Value::String(next)) => Some(next.clone()),
                Some(_) => return Err(malformed("`nextCursor` must be a string")),
            };
            if !cursor.as_ref().is_some_and(|cursor| seen.insert(cursor.clone())) {
                return Err(malformed("the same cursor comes again, so its pages have no end"));
            }
            if listing.pages >= self.limits.pages {
                return Err(ListError::TooMuch { limit: self.limits.pages, of: "pages" });
            }
        }
    }

    /// Waits for an answer to one of these questions; none where there was none until then.
    fn answer(
        &mut self,
        method: &'static str,
        ids: &[i64],
        until: Instant,
    ) -> Result<Option<(i64, Answer)>, ListError> {
        loop {
            while let Some(item) = self.rest.pop_front() {
                if let Some(found) = self.take(&item, ids) {
                    return Ok(Some(found));
                }
            }
            if Instant::now() >= until {
                return Ok(None);
            }
            match self.running.hear(until.min(self.next_word)) {
                Heard::Line(line) => self.read(method, &line)?,
                Heard::TooLong => {
                    return Err(ListError::TooMuch { limit: self.limits.line, of: "bytes in one line" });
                }
                Heard::Ended(code) => return Err(ListError::Ended { method, code }),
                Heard::Nothing => {}
            }
            self.waited(method);
        }
    }

    /// Says that one waits, from time to time.
    fn waited(&mut self, method: &str) {
        let now = Instant::now();
        if now >= self.next_word {
            let seconds = now.duration_since(self.since).as_secs();
            (self.tell)(&format!("no answer to `{method}` for {seconds} s; a package may have to be installed first"));
            self.next_word = now + AGAIN;
        }
    }

    /// Takes a line apart. What is no message is dropped, as in a session; what only looks like one is an error, because
    /// what stands in it could be read in two ways.
    fn read(&mut self, method: &'static str, line: &[u8]) -> Result<(), ListError> {
        if line.trim_ascii().is_empty() {
            return Ok(());
        }
        self.length = line.len();
        let value = match parse(line, self.limits.line) {
            Ok(value) => value,
            Err(error) if line.trim_ascii_start().starts_with(b"{") && memmem::find(line, b"\"jsonrpc\"").is_some() => {
                return Err(ListError::Malformed { method, why: error.to_string() });
            }
            Err(_) => {
                self.drop_line(line);
                return Ok(());
            }
        };
        match items(&value, self.revision.is_some_and(Revision::has_batches)) {
            Ok(items) => self.rest.extend(items.iter().cloned()),
            Err(_) => self.drop_line(line),
        }
        Ok(())
    }

    fn drop_line(&mut self, line: &[u8]) {
        self.dropped += 1;
        if self.dropped <= TOLD {
            let text = wire::cut(String::from_utf8_lossy(line).into_owned());
            (self.tell)(&format!("dropped a line of the server that is no message: {text}"));
        }
    }

    /// The answer in a message, where it is one of those that are waited for.
    fn take(&mut self, item: &Value, ids: &[i64]) -> Option<(i64, Answer)> {
        let asked = |id: &Id| if let Id::Integer(id) = id { Some(*id).filter(|id| ids.contains(id)) } else { None };
        match Envelope::read(item) {
            Ok(Envelope::Response { id, result }) => asked(&id).map(|id| (id, Ok(result.clone()))),
            Ok(Envelope::Error { id, error }) => id.as_ref().and_then(asked).map(|id| (id, Err(error.clone()))),
            Ok(Envelope::Request { id, method, .. }) => {
                if self.revision.is_some_and(|revision| revision.era() == Era::Legacy) {
                    self.running.send(wire::reply(&id.to_value(), method));
                }
                None
            }
            Ok(Envelope::Notification { .. }) => None,
            Err(_) => {
                self.drop_line(item.to_json().as_bytes());
                None
            }
        }
    }
}
