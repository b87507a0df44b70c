//! What the strict reading of JSON accepts, Node and Python read the same way: real processes, one batch each.
//!
//! Constraints:
//! - both have to be there: a test that is skipped looks like one that passed;
//! - three comparisons: Node with Python, all numbers as 64-bit floats; Python with ours, numbers as they are written;
//!   and what we write again, read once more by both;
//! - the documents are the same on every run.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests fail by panicking"
)]

use std::io::Write as _;
use std::process::{Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use stockade_policy::message::{Pool, Value, parse, parse_line};

/// Prints each document's tree in a form with one spelling: keys sorted by their bytes, all texts in hexadecimal,
/// numbers as the bytes of a float.
const NODE: &str = r#"
const hex = text => Buffer.from(text, 'utf8').toString('hex');
const form = value => {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') { const b = Buffer.alloc(8); b.writeDoubleBE(value); return 'n' + b.toString('hex'); }
  if (typeof value === 'string') return 's' + hex(value);
  if (Array.isArray(value)) return '[' + value.map(form).join() + ']';
  return '{' + Object.keys(value).map(key => hex(key) + ':' + form(value[key])).sort().join() + '}';
};
const decode = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const answer = line => {
  try { return form(JSON.parse(decode.decode(Buffer.from(line, 'base64')))); } catch (error) { return 'refused'; }
};
const lines = require('fs').readFileSync(0, 'latin1').split('\n').slice(0, -1);
process.stdout.write(lines.map(line => answer(line) + '\n').join(''));
"#;

const PYTHON: &str = r#"
import base64, json, struct, sys
def form(value):
    if value is None: return 'null'
    if value is True: return 'true'
    if value is False: return 'false'
    if isinstance(value, float): return 'n' + struct.pack('>d', value).hex()
    if isinstance(value, Lexeme): return 'l' + value.text
    if isinstance(value, str): return 's' + value.encode().hex()
    if isinstance(value, list): return '[' + ','.join(map(form, value)) + ']'
    return '{' + ','.join(sorted(key.encode().hex() + ':' + form(item) for key, item in value.items())) + '}'
class Lexeme:
    def __init__(self, text): self.text = text
def answer(line):
    try:
        text = base64.b64decode(line).decode()
        floats = form(json.loads(text, parse_int=float))
        return floats + ' ' + form(json.loads(text, parse_int=Lexeme, parse_float=Lexeme))
    except (ValueError, RecursionError):
        return 'refused refused'
sys.stdout.write(''.join(answer(line) + '\n' for line in sys.stdin.read().split('\n')[:-1]))
"#;

fn ask(program: &str, script: &[&str], documents: &[Vec<u8>]) -> Vec<String> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(program);
    command.args(script).env_clear().env("PATH", path).env("HOME", home.path()).env("PYTHONUTF8", "1");
    if let Some(root) = std::env::var_os("PYENV_ROOT") {
        command.env("PYENV_ROOT", root);
    }
    let started = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = started.unwrap_or_else(|error| panic!("`{program}` has to be there for this test: {error}"));
    let mut input = child.stdin.take().unwrap();
    let lines: String = documents.iter().map(|document| STANDARD.encode(document) + "\n").collect();
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "`{program}` ended with {}", output.status);
    let answers: Vec<String> = String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
    assert_eq!(answers.len(), documents.len(), "`{program}` did not answer for each document");
    answers
}

/// Our tree in Python's second form.
fn form(value: &Value) -> String {
    let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    match value {
        Value::Null => "null".into(),
        Value::Bool(truth) => truth.to_string(),
        Value::Number(digits) => format!("l{digits}"),
        Value::String(text) => format!("s{}", hex(text)),
        Value::Array(elements) => format!("[{}]", elements.iter().map(form).collect::<Vec<_>>().join(",")),
        Value::Object(members) => {
            let mut parts: Vec<String> =
                members.iter().map(|(key, value)| format!("{}:{}", hex(key), form(value))).collect();
            parts.sort();
            format!("{{{}}}", parts.join(","))
        }
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

/// What parsers are known to differ on, and the pieces that documents are made of.
const PIECES: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "-0",
    "-0.0",
    "1",
    "1.0",
    "1e2",
    "1E+2",
    "1e-7",
    "9007199254740993",
    "1e400",
    "-1e400",
    "1e-400",
    "123456789012345678901234567890",
    "0.1",
    "2.2250738585072011e-308",
    "5e-324",
    "01",
    "1.",
    ".5",
    "+1",
    "NaN",
    "Infinity",
    "-Infinity",
    "undefined",
    "0x1F",
    "1_000",
    "\"\"",
    "\"a\"",
    "\"\\u0000\"",
    "\"\\u0061\"",
    "\"\\ud83e\\udd80\"",
    "\"\\ud83e\"",
    "\"\\udd80\"",
    "\"\\udd80\\ud83e\"",
    "\"\u{e9}\"",
    "\"e\\u0301\"",
    "\"\u{1f980}\"",
    "\"\u{2028}\"",
    "\"\u{feff}\"",
    "\"\\ufeff\"",
    "\"\\/\"",
    "\"/\"",
    "\"\\b\\f\\n\\r\\t\"",
    "\"\u{7f}\"",
    "\"\\x41\"",
    "\"\t\"",
    "'a'",
    "[]",
    "{}",
    "[null]",
    "{\"a\":1}",
    "{\"a\":1,\"a\":2}",
    "{\"a\":1,\"\\u0061\":2}",
    "{\"__proto__\":{\"a\":1}}",
    "{\"constructor\":1,\"toString\":2,\"hasOwnProperty\":3}",
    "{\"2\":1,\"10\":2,\"1\":3}",
    "{\"\":0}",
    "{\"a\":1,\"A\":2}",
    "[1,]",
    "{\"a\":1,}",
    "// a\n",
    "/* a */",
    "\u{feff}",
    "\u{a0}",
    "\u{b}",
    "\u{85}",
    "\"\\uD834\\uDD1E\"",
    "\"\\u00e9\"",
    "\"\\U0041\"",
    "\"a",
    "a\"",
    "\"\\\\\"",
    "\"\\\"\"",
];

fn documents() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = PIECES.iter().map(|piece| piece.as_bytes().to_vec()).collect();
    for levels in [63, 64, 65, 500] {
        all.push(("[".repeat(levels) + &"]".repeat(levels)).into_bytes());
        all.push(("{\"a\":".repeat(levels) + "0" + &"}".repeat(levels)).into_bytes());
    }
    for bytes in
        [&b"\"\xff\""[..], b"\"\xc0\xaf\"", b"\"\xed\xa0\x80\"", b"\xff\xfe[\0]\0", b"\"\xf4\x90\x80\x80\"", b"\0"]
    {
        all.push(bytes.to_vec());
    }
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    for round in 0..6_000 {
        let mut text = compose(&mut numbers, 3).into_bytes();
        // Half of them are broken somewhere.
        if round % 2 == 1 {
            let at = numbers.below(text.len() + 1);
            match numbers.below(4) {
                0 => text.truncate(at),
                1 if at < text.len() => text[at] ^= 1 << numbers.below(8),
                2 if at < text.len() => drop(text.remove(at)),
                _ => drop(text.splice(at..at, PIECES[numbers.below(PIECES.len())].bytes())),
            }
        }
        all.push(text);
    }
    all
}

fn compose(numbers: &mut Numbers, depth: usize) -> String {
    const SPACES: &[&str] = &["", "", "", " ", "\n", "\r\n\t"];
    const KEYS: &[&str] =
        &["a", "b", "A", "", "0", "__proto__", "\\u0061b", "\u{e9}", "\\n", "id", "\u{1f980}", "method"];
    let space = SPACES[numbers.below(SPACES.len())];
    match numbers.below(if depth == 0 { 1 } else { 3 }) {
        0 => {
            // Mostly what is accepted: else nothing long ever is.
            let piece = PIECES[numbers.below(PIECES.len())];
            let piece = if parse(piece.as_bytes(), 100).is_ok() || numbers.below(12) == 0 { piece } else { "7" };
            format!("{space}{piece}{space}")
        }
        1 => {
            let parts: Vec<String> = (0..numbers.below(5)).map(|_| compose(numbers, depth - 1)).collect();
            format!("{space}[{}{space}]", parts.join(","))
        }
        _ => {
            let from = numbers.below(KEYS.len());
            let step = if numbers.below(10) == 0 { 0 } else { 1 };
            let parts: Vec<String> = (0..numbers.below(5))
                .map(|at| {
                    format!("\"{}\"{space}:{}", KEYS[(from + at * step) % KEYS.len()], compose(numbers, depth - 1))
                })
                .collect();
            format!("{{{space}{}}}{space}", parts.join(","))
        }
    }
}

#[test]
fn node_and_python_read_what_we_accept_the_same_way() {
    let all = documents();
    let read: Vec<(Vec<u8>, Value)> =
        all.iter().filter_map(|document| Some((document.clone(), parse(document, 1 << 20).ok()?))).collect();
    assert!(read.len() > all.len() / 3 && all.len() - read.len() > all.len() / 8, "{} of {}", read.len(), all.len());
    // What was sent, and what is sent on.
    let mut sent: Vec<Vec<u8>> = read.iter().map(|(document, _)| document.clone()).collect();
    sent.extend(read.iter().map(|(_, value)| value.to_json().into_bytes()));
    let node = ask("node", &["-e", NODE], &sent);
    let python = ask("python3", &["-I", "-c", PYTHON], &sent);
    for (at, document) in sent.iter().enumerate() {
        let shown = String::from_utf8_lossy(document);
        let (floats, lexemes) = python[at].split_once(' ').unwrap();
        assert_ne!(node[at], "refused", "Node refuses {shown}");
        assert_ne!(lexemes, "refused", "Python refuses {shown}");
        assert_eq!(node[at], floats, "Node and Python differ on {shown}");
        assert_eq!(lexemes, form(&read[at % read.len()].1), "Python reads {shown} in another way");
    }
}

#[test]
fn the_forms_tell_readings_apart() {
    // The comparison has to see a difference where there is one: Node and Python both take this, and not as one.
    let documents = ["[9007199254740993]", "[9007199254740992]", "NaN", "\"a\""].map(|text| text.as_bytes().to_vec());
    let node = ask("node", &["-e", NODE], &documents);
    let python = ask("python3", &["-I", "-c", PYTHON], &documents);
    assert_eq!(node[0], node[1]);
    assert_ne!(python[0], python[1]);
    assert_eq!(node[2], "refused");
    assert!(!python[2].starts_with("refused"));
    assert_eq!(node[3], "s61");
}

#[test]
fn what_is_compact_is_written_as_it_was_read_and_nothing_else() {
    let mut counts = [0; 2];
    for document in documents() {
        let Ok(parsed) = parse_line(&document, 1 << 20, &mut Pool::default()) else { continue };
        let same = parsed.value.to_json().into_bytes() == document;
        // An escape may be the one that is written: then nobody is told that it is the same.
        assert!(same || !parsed.is_compact, "{}", document.escape_ascii());
        let escapes_or_spaces = document.iter().any(|byte| b" \r\n\t\\".contains(byte));
        assert!(parsed.is_compact || escapes_or_spaces, "{}", document.escape_ascii());
        counts[usize::from(parsed.is_compact)] += 1;
    }
    assert!(counts.iter().all(|count| *count > 100), "{counts:?}");
}
