//! What the reader of event streams passes on, the clients' own readers take for the same events: real processes, one batch
//! each.
//!
//! Constraints:
//! - the readers are those of the SDKs that `cargo xtask setup` installs: `eventsource-parser` behind Node's decoder,
//!   `httpx-sse`, and that of `httpx2`; a test that is skipped looks like one that passed;
//! - two that are not installed stand beside them: `httpx-sse` before 0.4.2, which is its decoder behind `httpx`'s lines, and
//!   the reader of Go's SDK, written down here;
//! - the streams are the same on every run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

use std::ffi::OsStr;
use std::io::Write as _;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use stockade_gate::transport::sse::{Limits, Piece, Reader, Reason};

/// Prints each stream's events: type, data and id, in hexadecimal. A stream is a line, its chunks in Base64.
const NODE: &str = r#"
const { EventSourceParserStream } = require('module').createRequire(process.argv[1] + '/')('eventsource-parser/stream');
const hex = text => Buffer.from(text, 'utf8').toString('hex');
const answer = async line => {
  const chunks = line.split(' ').map(chunk => new Uint8Array(Buffer.from(chunk, 'base64')));
  const source = new ReadableStream({ start(to) { chunks.forEach(chunk => to.enqueue(chunk)); to.close(); } });
  const events = [];
  for await (const event of source.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()))
    events.push([hex(event.event ?? 'message'), hex(event.data), event.id === undefined ? '-' : hex(event.id)].join(':'));
  return events.join(' ');
};
(async () => {
  const lines = require('fs').readFileSync(0, 'latin1').split('\n').slice(0, -1);
  for (const line of lines) process.stdout.write(await answer(line) + '\n');
})();
"#;

/// As it for `httpx-sse`, for what it was before 0.4.2, and for Go's SDK, with `|` between.
const PYTHON_1: &str = r#"
import base64, sys, httpx
from httpx_sse import EventSource
from httpx_sse._decoders import SSEDecoder
class Stream(httpx.SyncByteStream):
    def __init__(self, chunks): self.chunks = chunks
    def __iter__(self): return iter(self.chunks)
def response(chunks):
    return httpx.Response(200, headers={'content-type': 'text/event-stream'}, stream=Stream(chunks))
def shown(kind, data, last): return ':'.join(part.encode().hex() for part in (kind, data, last))
def former(chunks):
    decoder = SSEDecoder()
    decoded = (decoder.decode(line.rstrip('\n')) for line in response(chunks).iter_lines())
    return [event for event in decoded if event is not None]
WHITE = b'\t\n\v\f\r '
def trim(value):
    text = value.decode()
    spaces = WHITE.decode() + '\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000'
    return text.strip(spaces)
def go(stream):
    lines = stream.split(b'\n')
    if lines[-1] == b'': lines.pop()
    kind, last, data, lines_of_data = '', '', '', None
    for line in lines + [b'']:
        line = line[:-1] if line.endswith(b'\r') else line
        name, colon, value = line.partition(b':')
        if name != b'data' and lines_of_data is not None:
            data, lines_of_data = '\n'.join(lines_of_data), None
        if line == b'':
            if kind or last or data: yield shown(kind or 'message', data, last)
            kind, last, data = '', '', ''
        elif not colon: return
        elif name == b'event': kind = trim(value)
        elif name == b'id': last = trim(value)
        elif name == b'data': lines_of_data = (lines_of_data or []) + [trim(value)]
def answer(line):
    chunks = [base64.b64decode(chunk) for chunk in line.split(' ')]
    new = [shown(event.event, event.data, event.id) for event in EventSource(response(chunks)).iter_sse()]
    old = [shown(event.event, event.data, event.id) for event in former(chunks)]
    return '|'.join(map(' '.join, (new, old, go(b''.join(chunks)))))
sys.stdout.write(''.join(answer(line) + '\n' for line in sys.stdin.read().split('\n')[:-1]))
"#;

const PYTHON_2: &str = r#"
import base64, sys, httpx2
class Stream(httpx2.SyncByteStream):
    def __init__(self, chunks): self.chunks = chunks
    def __iter__(self): return iter(self.chunks)
def answer(line):
    chunks = [base64.b64decode(chunk) for chunk in line.split(' ')]
    request = httpx2.Request('GET', 'http://127.0.0.1/')
    response = httpx2.Response(200, headers={'content-type': 'text/event-stream'}, stream=Stream(chunks), request=request)
    events = httpx2.EventSource(response)
    return ' '.join(':'.join(part.encode().hex() for part in (event.event, event.data, event.id)) for event in events)
sys.stdout.write(''.join(answer(line) + '\n' for line in sys.stdin.read().split('\n')[:-1]))
"#;

/// Type, data and id of an event; no id is not an empty one.
type Event = (String, String, Option<String>);

/// What the readers make of streams.
struct Readings {
    node: Vec<Vec<Event>>,
    httpx_sse: Vec<Vec<Event>>,
    httpx2: Vec<Vec<Event>>,
    former: Vec<Vec<Event>>,
    go: Vec<Vec<Event>>,
}

fn ask(program: &OsStr, arguments: &[&OsStr], input: &str) -> Vec<String> {
    let started = Command::new(program).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = started.unwrap_or_else(|error| panic!("`{}`: {error}", program.display()));
    let mut pipe = child.stdin.take().unwrap();
    let lines = input.lines().count();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || pipe.write_all(input.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "`{}` ended with {}", program.display(), output.status);
    let answers: Vec<String> = String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
    assert_eq!(answers.len(), lines, "`{}` did not answer for each stream", program.display());
    answers
}

fn text(hex: &str) -> String {
    let bytes = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap());
    String::from_utf8(bytes.collect()).unwrap()
}

fn events(answer: &str) -> Vec<Event> {
    let events = answer.split(' ').filter(|event| !event.is_empty()).map(|event| {
        let parts: Vec<&str> = event.split(':').collect();
        (text(parts[0]), text(parts[1]), (parts[2] != "-").then(|| text(parts[2])))
    });
    events.collect()
}

/// Of streams that come in chunks of these lengths.
fn readings(streams: &[Vec<u8>], lengths: &[usize]) -> Readings {
    let tools = stockade_testkit::tools();
    let mut numbers = Numbers(0x51_7c_c1_b7_27_22_0a_95);
    let mut input = String::new();
    for stream in streams {
        let mut chunks = Vec::new();
        let mut rest = stream.as_slice();
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(lengths[numbers.below(lengths.len())]));
            chunks.push(STANDARD.encode(now));
            rest = later;
        }
        input += &(chunks.join(" ") + "\n");
    }
    let script = OsStr::new;
    let sdk = tools.path("typescript_sdk_2");
    let node = ask(tools.path("node").as_os_str(), &[script("-e"), script(NODE), sdk.as_os_str()], &input);
    let python = |tool: &str, code: &str| ask(tools.path(tool).as_os_str(), &[script("-c"), script(code)], &input);
    let one: Vec<[Vec<Event>; 3]> = python("python_sdk_1", PYTHON_1)
        .iter()
        .map(|line| line.split('|').map(events).collect::<Vec<_>>().try_into().unwrap())
        .collect();
    Readings {
        node: node.iter().map(|line| events(line)).collect(),
        httpx_sse: one.iter().map(|read| read[0].clone()).collect(),
        httpx2: python("python_sdk_2", PYTHON_2).iter().map(|line| events(line)).collect(),
        former: one.iter().map(|read| read[1].clone()).collect(),
        go: one.iter().map(|read| read[2].clone()).collect(),
    }
}

/// The same numbers on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap() % limit
    }
}

/// What lines are made of: first what is accepted where it stands well.
const PARTS: &[&str] = &[
    "data: {\"a\":1}",
    "data: {\"a\":",
    "data:1}",
    "data:",
    "data",
    "data:  x ",
    "data: \u{e9}\u{1f980}",
    "data: a:b",
    "data: \t",
    "data: a\u{2028}b",
    "data: a\u{85}data: b",
    "data: \u{b}c",
    "data: a\0",
    "data: \u{feff}",
    "event: message",
    "event: a",
    "event:",
    "event",
    "event: a b",
    "id: 1",
    "id:",
    "id",
    "id: a\0",
    "id: \u{e9}",
    "retry: 10",
    "retry: +1",
    "retry: \u{663}",
    "retry:",
    ":",
    ": alive",
    ": data: x",
    "foo: bar",
    "foo",
    "datas: 1",
    "dat: 1",
    ":\u{2028}data: x",
    "event: x ",
    "Data: 1",
    " data: 1",
    "data : 1",
    "\u{feff}data: 1",
    "\u{ef}\u{bb}\u{bf}data: 1",
    "id: 1\u{1c}data: 2",
    "data: \u{a0}1",
    "data: 1\u{3000}",
];
/// So many of them.
const COMMON: usize = 35;

fn streams() -> Vec<Vec<u8>> {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut all = Vec::new();
    for _ in 0..6_000 {
        let ends: &[&str] = [&["\n"][..], &["\r\n"], &["\r"], &["\n", "\r\n"], &["\n", "\r"]][numbers.below(5)];
        let mut stream = String::new();
        if numbers.below(10) == 0 {
            stream.push('\u{feff}');
        }
        for _ in 0..numbers.below(7) {
            // Mostly what is accepted: else nothing long ever is.
            for _ in 0..=numbers.below(4) {
                let common = if numbers.below(9) == 0 { PARTS.len() } else { COMMON };
                stream += PARTS[numbers.below(common)];
                stream += ends[numbers.below(ends.len())];
            }
            stream += ends[numbers.below(ends.len())];
        }
        let mut stream = stream.into_bytes();
        if numbers.below(12) == 0 && !stream.is_empty() {
            let at = numbers.below(stream.len());
            stream[at] ^= 1 << numbers.below(8);
        }
        all.push(stream);
    }
    all
}

fn read(stream: &[u8]) -> Result<Vec<Piece>, Reason> {
    let mut reader = Reader::new(Limits::default());
    let mut pieces = Vec::new();
    let end = reader.feed(stream, &mut pieces).and_then(|()| reader.finish(&mut pieces));
    end.map(|()| pieces).map_err(|error| error.reason)
}

/// What is passed on of a stream, and the events in that.
fn passed_on(pieces: &[Piece]) -> (Vec<u8>, Vec<Event>) {
    let (mut bytes, mut events) = (Vec::new(), Vec::new());
    for piece in pieces {
        match piece {
            Piece::Idle(idle) => bytes.extend_from_slice(idle),
            Piece::Event(event) => {
                let Some(as_it_came) = event.as_it_came() else { continue };
                bytes.extend_from_slice(as_it_came);
                if let Some(data) = &event.data {
                    events.push((event.kind().to_owned(), data.clone(), event.id.clone()));
                }
            }
        }
    }
    if bytes.ends_with(b"\r") {
        // Node's reader waits for another line.
        bytes.extend_from_slice(b":\r");
    }
    (bytes, events)
}

/// Type and data of what is a message to a client: those without data are none.
fn messages(events: &[Event]) -> Vec<(String, String)> {
    let with_data = events.iter().filter(|(_, data, _)| !data.is_empty());
    with_data.map(|(kind, data, _)| (kind.clone(), data.clone())).collect()
}

/// As Go's SDK has data: no white space around any line, and what is passed on has none but JSON's.
fn trimmed(events: &[Event]) -> Vec<(String, String)> {
    let lines = |data: &str| data.split('\n').map(|line| line.trim_matches([' ', '\t'])).collect::<Vec<_>>().join("\n");
    let trimmed: Vec<Event> = events.iter().map(|(kind, data, _)| (kind.clone(), lines(data), None)).collect();
    messages(&trimmed)
}

#[test]
fn the_clients_read_what_is_passed_on_as_the_events_that_were_judged() {
    let all = streams();
    let read: Vec<Vec<Piece>> = all.iter().filter_map(|stream| read(stream).ok()).collect();
    assert!(read.len() > all.len() / 5 && read.len() < all.len() * 4 / 5, "{} of {}", read.len(), all.len());
    let (sent, judged): (Vec<Vec<u8>>, Vec<Vec<Event>>) = read.iter().map(|pieces| passed_on(pieces)).unzip();
    let readings = readings(&sent, &[1, 2, 5, 1000]);
    let mut compared = [0; 3];
    for (at, stream) in sent.iter().enumerate() {
        let (shown, judged) = (stream.escape_ascii(), &judged[at]);
        assert_eq!(&readings.node[at], judged, "Node's reader differs on {shown}");
        assert_eq!(messages(&readings.httpx_sse[at]), messages(judged), "httpx-sse differs on {shown}");
        assert_eq!(messages(&readings.httpx2[at]), messages(judged), "httpx2 differs on {shown}");
        assert_eq!(messages(&readings.former[at]), messages(judged), "httpx-sse before 0.4.2 differs on {shown}");
        compared[0] += messages(judged).len();
        if stream.ends_with(b"\r") {
            compared[1] += 1;
            continue;
        }
        // Go's reader ends at a line without a colon, so it may have read less.
        let go = messages(&readings.go[at]);
        assert!(trimmed(judged).starts_with(&go), "Go's reader differs on {shown}: {go:?}");
        compared[2] += go.len();
    }
    assert!(compared[0] > 2_000 && compared[1] > 200 && compared[2] > 800, "{compared:?}");
}

#[test]
fn the_readers_do_differ_on_what_is_refused_or_held_back() {
    let evil =
        |at: usize, readings: &[Vec<Event>]| messages(&readings[at]).iter().any(|(_, data)| data.contains("evil"));
    let refused: [(&[u8], Reason); 5] = [
        (b"data: {\"a\":1,\r\"b\":\"evil\",\ndata: \"c\":3}\n\n", Reason::MixedEnds),
        (b"data: a\n:\ndata: evil\n\n", Reason::DataApart),
        (b"\xc3\xaf\xc2\xbb\xc2\xbfdata: evil\n\n", Reason::ByteOrderMark),
        (b": \xe2\x80\xa8data: evil\n\n", Reason::Break),
        (b"event:  message\ndata: evil\n\n", Reason::Kind),
    ];
    for (stream, reason) in &refused {
        assert_eq!(read(stream).as_ref(), Err(reason));
    }
    let held_back = "data: {\"a\":\"\u{2028}\u{2028}data: evil\u{2028}\u{2028}\"}\n\n".as_bytes();
    assert!(matches!(read(held_back).unwrap().as_slice(), [Piece::Event(event)] if event.as_it_came().is_none()));
    let mut streams: Vec<Vec<u8>> = refused.iter().map(|(stream, _)| stream.to_vec()).collect();
    streams.push(held_back.to_vec());
    // What `eventsource-parser` strips has to come at once.
    let readings = readings(&streams, &[1000]);
    assert!(!evil(0, &readings.node) && !evil(0, &readings.httpx2) && evil(0, &readings.go));
    assert_eq!(messages(&readings.go[1]), [("message".into(), "evil".into())]);
    assert_eq!(messages(&readings.node[1]), [("message".into(), "a\nevil".into())]);
    assert!(evil(2, &readings.node) && !evil(2, &readings.httpx_sse) && !evil(2, &readings.httpx2));
    assert!(evil(3, &readings.former) && !evil(3, &readings.node) && !evil(3, &readings.httpx_sse));
    assert_eq!((readings.go[4][0].0.as_str(), readings.node[4][0].0.as_str()), ("message", " message"));
    assert!(messages(&readings.former[5]).contains(&("message".into(), "evil".into())));
}
