//! A judge between two ends that a test holds.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use stockade_gate::approver::{Approver, ApproverError, Asked, Outcome, Then, Ticket};
use stockade_gate::counters::FileCounters;
use stockade_gate::judge::lent::{Clock, Event, Journal, Page, PinError, PinState, PinVerdicts, Pins};
use stockade_gate::judge::{Lent, PolicyJudge, Settings};
use stockade_gate::pins::Alarm;
use stockade_gate::{Judge, Port, Ports, Side};
use stockade_model::approval::{Answer, Person, Place, Question, Request, Word};
use stockade_policy::Policy;
use stockade_policy::message::{Value, parse};
use stockade_policy::resolver::Lexical;

/// What was written to one end.
#[derive(Clone, Default)]
pub(crate) struct End(Arc<Mutex<Vec<u8>>>);

impl Write for End {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// One side, which reads at once.
pub(crate) struct Hearer {
    end: End,
    port: Arc<Port>,
}

impl Hearer {
    /// What came since the last look.
    pub(crate) fn lines(&self) -> Vec<String> {
        assert!(self.port.settle(NEVER));
        let bytes = std::mem::take(&mut *self.end.0.lock().unwrap());
        String::from_utf8(bytes).unwrap().lines().map(str::to_owned).collect()
    }
}

/// Long enough for any machine.
pub(crate) const NEVER: Duration = Duration::from_secs(600);

/// Pins, journal, clock and approver, as a test sets them.
#[derive(Default)]
pub(crate) struct World {
    pub(crate) held: Mutex<BTreeMap<String, String>>,
    pub(crate) events: Mutex<Vec<String>>,
    pub(crate) notes: Mutex<Vec<String>>,
    pub(crate) full: Mutex<bool>,
    pub(crate) waits: Mutex<BTreeMap<u64, (Request, Then)>>,
    pub(crate) granted: Mutex<Vec<String>>,
    pub(crate) questions: Mutex<Vec<Question>>,
}

impl Pins for World {
    fn listing(&self, page: Page<'_>) -> Result<PinVerdicts, PinError> {
        let states = page.tools.iter().map(|tool| self.of(tool.get("name").unwrap().as_str().unwrap()));
        Ok(PinVerdicts { tools: states.collect::<Result<_, _>>()?, ..PinVerdicts::default() })
    }

    fn instructions(&self, _: Option<&str>) -> Result<PinState, PinError> {
        self.of("instructions")
    }

    fn of(&self, tool: &str) -> Result<PinState, PinError> {
        match self.held.lock().unwrap().get(tool) {
            Some(reason) if reason == "unreadable" => Err(PinError::Unknown(tool.to_owned())),
            Some(reason) => Ok(PinState::Held { reason: reason.clone(), digest: None }),
            None => Ok(PinState::Unlisted),
        }
    }

    fn alarms(&self, items: &[Value]) -> Vec<Option<Alarm>> {
        let held = |item: &Value| item.get("name").and_then(Value::as_str) == Some("bad");
        items.iter().map(|item| held(item).then(|| Alarm { said: "it orders".into(), held: true })).collect()
    }

    fn schema(&self, tool: &str) -> Option<Value> {
        (tool == "declares").then(|| tree(r#"{"properties":{"to":{},"To":{}}}"#))
    }
}

impl Journal for World {
    fn record(&self, event: &Event<'_>) -> Result<(), String> {
        if *self.full.lock().unwrap() {
            return Err("no space left on device".into());
        }
        let tool = event.tool.or(event.method).unwrap_or("-");
        let decision = event.decision.map_or("-", |decision| decision.as_str());
        self.notes.lock().unwrap().extend(event.note.map(str::to_owned));
        let by = event.by.map(|by| format!(" by {by}")).unwrap_or_default();
        self.events.lock().unwrap().push(format!(
            "{} {tool} {decision} {}{by}",
            event.kind.as_str(),
            event.code.unwrap_or("-")
        ));
        Ok(())
    }
}

impl Clock for World {
    fn now(&self) -> Timestamp {
        "2026-06-15T12:00:00Z".parse().unwrap()
    }
}

impl Approver for World {
    fn ask(&self, question: Question) -> Result<Asked, ApproverError> {
        let id = question.binding.digest()[..8].to_owned();
        let (binding, asks, client) = (question.binding.clone(), question.asks.clone(), question.client.clone());
        let request = Request { id: id.clone(), binding, asks, client, created: 0, expires: i64::MAX };
        self.questions.lock().unwrap().push(question);
        let mut granted = self.granted.lock().unwrap();
        match granted.iter().position(|known| *known == id) {
            Some(at) => {
                granted.remove(at);
                Ok(Asked::Granted(request, answer(Word::Approved)))
            }
            None => Ok(Asked::Waiting(request)),
        }
    }

    fn wait(&self, request: &Request, _: Instant, then: Then) -> Ticket {
        let mut waits = self.waits.lock().unwrap();
        let number = waits.keys().last().map_or(1, |last| last + 1);
        waits.insert(number, (request.clone(), then));
        Ticket(number)
    }

    fn withdraw(&self, ticket: Ticket) {
        let wait = self.waits.lock().unwrap().remove(&ticket.0);
        if let Some((_, then)) = wait {
            then(Outcome::Gone);
        }
    }
}

pub(crate) fn answer(word: Word) -> Answer {
    let from = Place { face: "command".into(), terminal: None, process: 1, ancestors: vec![] };
    let who = Person { uid: 1000, name: None };
    Answer { word, who, when: 0, from, reason: None, expires: i64::MAX }
}

impl World {
    /// Answers the call that waits.
    pub(crate) fn answer(&self, outcome: Outcome) {
        let (_, (_, then)) = self.waits.lock().unwrap().pop_first().expect("a call that waits");
        std::thread::spawn(move || then(outcome)).join().unwrap();
    }
}

/// A session.
pub(crate) struct Room {
    pub(crate) judge: PolicyJudge,
    pub(crate) world: Arc<World>,
    pub(crate) ports: Ports,
    pub(crate) client: Hearer,
    pub(crate) server: Hearer,
    _folder: tempfile::TempDir,
}

pub(crate) fn policy(text: &str) -> Arc<Policy> {
    Arc::new(Policy::parse("test.yaml", text).unwrap_or_else(|problems| panic!("{problems:?}")))
}

impl Room {
    pub(crate) fn new(text: &str) -> Self {
        Self::with(text, |_| ())
    }

    pub(crate) fn with(text: &str, change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let world = Arc::new(World::default());
        let mut settings = Settings::new("server");
        settings.hold = Duration::from_secs(3600);
        change(&mut settings);
        let lent = Lent {
            counters: Arc::new(FileCounters::open(folder.path()).unwrap()),
            paths: Arc::new(Lexical::default()),
            approver: Some(Arc::<World>::clone(&world)),
            pins: Arc::<World>::clone(&world),
            journal: Arc::<World>::clone(&world),
            clock: Arc::<World>::clone(&world),
        };
        let judge = PolicyJudge::new(settings, lent, policy(text));
        let (client, server) = (End::default(), End::default());
        let ports = Ports::new(client.clone(), server.clone());
        let client = Hearer { end: client, port: Arc::clone(&ports.to_client) };
        let server = Hearer { end: server, port: Arc::clone(&ports.to_server) };
        Self { judge, world, ports, client, server, _folder: folder }
    }

    /// The client sends a line: what the server and the client hear of it.
    pub(crate) fn client_says(&self, line: impl AsRef<[u8]>) -> (Vec<String>, Vec<String>) {
        self.judge.line(Side::Client, line.as_ref(), &self.ports);
        (self.server.lines(), self.client.lines())
    }

    /// The server sends a line: what the client and the server hear of it.
    pub(crate) fn server_says(&self, line: impl AsRef<[u8]>) -> (Vec<String>, Vec<String>) {
        self.judge.line(Side::Server, line.as_ref(), &self.ports);
        (self.client.lines(), self.server.lines())
    }

    /// The client's line reaches the server as it is.
    pub(crate) fn passes(&self, line: &str) {
        assert_eq!(self.client_says(line), (vec![line.to_owned()], vec![]), "{line}");
    }

    /// The server's line reaches the client as it is.
    pub(crate) fn comes(&self, line: &str) {
        assert_eq!(self.server_says(line), (vec![line.to_owned()], vec![]), "{line}");
    }

    /// The client's line does not reach the server; what the client hears.
    pub(crate) fn refused(&self, line: impl AsRef<[u8]>) -> Value {
        let (server, client) = self.client_says(&line);
        assert_eq!(server, Vec::<String>::new());
        assert_eq!(client.len(), 1, "{}", line.as_ref().escape_ascii());
        tree(&client[0])
    }

    /// Calls a tool that the policy denies; the text that the model reads.
    pub(crate) fn denied(&self, line: &str) -> String {
        let answer = self.refused(line);
        let result = answer.get("result").unwrap_or_else(|| panic!("{}", answer.to_json()));
        assert_eq!(result.get("isError").unwrap().as_bool(), Some(true));
        result.get("content").unwrap().as_array().unwrap()[0].get("text").unwrap().as_str().unwrap().to_owned()
    }

    pub(crate) fn handshake(&self, revision: &str) {
        self.passes(&format!(
            r#"{{"jsonrpc":"2.0","id":"hand","method":"initialize","params":{{"protocolVersion":"{revision}","capabilities":{{}},"clientInfo":{{"name":"tester","version":"1"}}}}}}"#
        ));
        self.comes(&format!(
            r#"{{"jsonrpc":"2.0","id":"hand","result":{{"protocolVersion":"{revision}","capabilities":{{}},"serverInfo":{{"name":"s","version":"1"}}}}}}"#
        ));
        self.passes(r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#);
    }
}

pub(crate) fn tree(text: &str) -> Value {
    parse(text.as_bytes(), usize::MAX).unwrap_or_else(|error| panic!("{text}: {error}"))
}

pub(crate) fn call(id: u32, tool: &str, arguments: &str) -> String {
    format!(
        r#"{{"jsonrpc":"2.0","id":{id},"method":"tools/call","params":{{"name":"{tool}","arguments":{arguments}}}}}"#
    )
}

pub(crate) fn done(id: u32) -> String {
    format!(r#"{{"jsonrpc":"2.0","id":{id},"result":{{"content":[]}}}}"#)
}

pub(crate) fn code(answer: &Value) -> i64 {
    answer
        .get("error")
        .unwrap_or_else(|| panic!("{}", answer.to_json()))
        .get("code")
        .unwrap()
        .to_json()
        .parse()
        .unwrap()
}

pub(crate) fn decision(answer: &Value) -> String {
    let result = answer.get("result").and_then(|result| result.get("_meta")?.get("io.github.stockade/decision"));
    let data = || answer.get("error").and_then(|error| error.get("data"));
    result
        .or_else(data)
        .unwrap_or_else(|| panic!("{}", answer.to_json()))
        .get("code")
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned()
}

/// Everything is allowed.
pub(crate) const OPEN: &str = "version: \"1\"\n";
