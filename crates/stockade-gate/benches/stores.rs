//! What one store operation costs, alone and with four processes on the same store. Prints a table, asserts nothing.
//!
//! `cargo bench -p stockade-gate --bench stores`

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::indexing_slicing, reason = "a benchmark prints")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use stockade_gate::counters::FileCounters;
use stockade_gate::journal::{Event, Journal, Kind, Options};
use stockade_model::Verdict;
use stockade_policy::counter::{Claim, Counters as _, Key, Limit, Reservation, Window};
use stockade_policy::decimal::Decimal;
use stockade_policy::message::Value;

/// Operations of one process.
const OPERATIONS: usize = 50_000;
/// Processes of the crowd.
const CROWD: usize = 4;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(place) = args.iter().position(|arg| arg == "--worker") {
        let folder = Path::new(&args[place + 2]);
        let times = run(&args[place + 1], folder);
        let lines: String = times.iter().map(|time| format!("{}\n", time.as_nanos())).collect();
        print!("{lines}");
        return;
    }
    println!("{:<22} {:>10} {:>10} {:>10} {:>10}", "operation", "p50", "p99", "p99.9", "most");
    for what in ["counter", "journal"] {
        let folder = tempfile::tempdir().unwrap();
        show(&format!("{what}, alone"), run(what, folder.path()));
        show(&format!("{what}, {CROWD} processes"), crowd(what));
    }
}

/// The times of one process.
fn run(what: &str, folder: &Path) -> Vec<Duration> {
    match what {
        "counter" => counter(folder),
        "journal" => journal(folder),
        other => unreachable!("{other}"),
    }
}

/// The times of all processes together; they begin when all are there.
fn crowd(what: &str) -> Vec<Duration> {
    let folder = tempfile::tempdir().unwrap();
    let program = std::env::current_exe().unwrap();
    let start = |_| {
        let mut command = Command::new(&program);
        command.args(["--worker", what]).arg(folder.path()).stdout(Stdio::piped()).spawn().unwrap()
    };
    let children: Vec<_> = (0..CROWD).map(start).collect();
    let readers = children.into_iter().map(|child| std::thread::spawn(move || child.wait_with_output().unwrap()));
    let readers: Vec<_> = readers.collect();
    let outputs = readers.into_iter().map(|reader| String::from_utf8(reader.join().unwrap().stdout).unwrap());
    outputs
        .flat_map(|text| text.lines().map(|line| Duration::from_nanos(line.parse().unwrap())).collect::<Vec<_>>())
        .collect()
}

fn show(name: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |part: f64| times[((times.len() - 1) as f64 * part) as usize];
    let text = |time: Duration| format!("{:.1} µs", time.as_nanos() as f64 / 1e3);
    println!("{name:<22} {:>10} {:>10} {:>10} {:>10}", text(at(0.5)), text(at(0.99)), text(at(0.999)), text(at(1.0)));
}

fn counter(folder: &Path) -> Vec<Duration> {
    let store = FileCounters::open(folder).unwrap();
    let key = Key {
        owner: "pkg:npm/example-server@1.0.0".into(),
        tool: "create_charge".into(),
        counter: "_rate_hour".into(),
        window: Window::Hour,
    };
    let limit = Some(Limit { bound: Decimal::from(1_000_000_000), inclusive: true });
    let claims = [Claim { key, amount: Decimal::ONE, limit }];
    (0..OPERATIONS)
        .map(|_| {
            let start = Instant::now();
            let answer = store.reserve(&claims, Timestamp::now()).unwrap();
            assert!(matches!(answer, Reservation::Granted(_)));
            start.elapsed()
        })
        .collect()
}

fn journal(folder: &Path) -> Vec<Duration> {
    let journal = Journal::open(folder, Options::default()).unwrap();
    let arguments = Value::Object(vec![
        ("to".into(), Value::String("ann@example.com".into())),
        ("subject".into(), Value::String("Numbers of the second quarter".into())),
        ("body".into(), Value::String("x".repeat(500))),
    ]);
    let digest = "0".repeat(64);
    let event = Event {
        client: Some("example-client 1.0"),
        tool: Some("send_email"),
        arguments: Some(&arguments),
        decision: Some(Verdict::Deny),
        code: Some("rule-denied"),
        rule: Some("no untrusted bcc"),
        policy: Some(&digest),
        latency: Some(Duration::from_micros(3)),
        ..Event::new(Kind::Call, "pkg:npm/example-server@1.0.0")
    };
    (0..OPERATIONS)
        .map(|_| {
            let start = Instant::now();
            journal.record(&event).unwrap();
            start.elapsed()
        })
        .collect()
}
