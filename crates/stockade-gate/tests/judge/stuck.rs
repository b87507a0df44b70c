//! Sides that do not read while they write, and more than can be kept.

use std::io::{BufRead as _, BufReader, Read as _, Write as _, pipe};
use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use stockade_gate::session::{self, End, Options};
use stockade_gate::supervisor::Server;
use stockade_gate::supervisor::signals::Signals;
use stockade_gate::{Judge, Ports, Side};

use super::room::{NEVER, OPEN, Room, call, decision, done, tree};

const SAMPLING: &str = r#"{"jsonrpc":"2.0","id":ID,"method":"sampling/createMessage","params":{"messages":[]}}"#;

fn sampling(id: usize) -> String {
    SAMPLING.replace("ID", &id.to_string())
}

#[test]
fn a_server_that_asks_and_does_not_read_does_not_stop_what_it_says() {
    let room = Room::new(OPEN);
    let (server, to_server) = pipe().unwrap();
    let (client, to_client) = pipe().unwrap();
    let ports = Ports::new(to_client, to_server);
    // More denials than the server's input holds; nobody reads it before the last of them.
    for id in 0..900 {
        room.judge.line(Side::Server, sampling(id).as_bytes(), &ports);
    }
    let told = r#"{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":1}}"#;
    room.judge.line(Side::Server, told.as_bytes(), &ports);
    let mut heard = String::new();
    BufReader::new(client).read_line(&mut heard).unwrap();
    assert_eq!(heard, format!("{told}\n"));
    let reads = thread::spawn(move || BufReader::new(server).lines().map(Result::unwrap).collect::<Vec<_>>());
    room.judge.line(Side::Client, call(1, "a", "{}").as_bytes(), &ports);
    ports.to_server.close();
    let lines = reads.join().unwrap();
    assert_eq!(lines.len(), 901, "no answer is lost");
    for (id, line) in lines.iter().take(900).enumerate() {
        assert_eq!(
            (tree(line).get("id").unwrap().to_json(), decision(&tree(line))),
            (id.to_string(), "sampling".into())
        );
    }
    assert_eq!(lines[900], call(1, "a", "{}"));
}

#[test]
fn a_client_that_sends_and_does_not_read_does_not_stop_what_it_sends() {
    let room = Room::new("version: \"1\"\ntools:\n  b:\n    rules: [{name: no, action: deny}]\n");
    let (server, to_server) = pipe().unwrap();
    let (client, to_client) = pipe().unwrap();
    let ports = Ports::new(to_client, to_server);
    for id in 0..900 {
        room.judge.line(Side::Client, call(id, "b", "{}").as_bytes(), &ports);
    }
    room.judge.line(Side::Client, call(900, "a", "{}").as_bytes(), &ports);
    let mut heard = String::new();
    BufReader::new(server).read_line(&mut heard).unwrap();
    assert_eq!(heard, call(900, "a", "{}") + "\n");
    drop((room, ports));
    assert_eq!(BufReader::new(client).lines().count(), 900);
}

/// A session of a shell script behind an open gate; what is written to its input, and how it ended.
fn session(script: &str, input: &[u8]) -> (Vec<String>, End) {
    let room = Room::new(OPEN);
    let (read, mut write) = pipe().unwrap();
    let (output, out) = pipe().unwrap();
    let signals = Signals::install().unwrap();
    let server = Server::start(Command::new("/bin/sh").args(["-c", script])).unwrap();
    let judge: Arc<dyn Judge> = Arc::new(room.judge);
    let options = Options { patience: Duration::from_millis(200), ..Options::default() };
    let gate = thread::spawn(move || session::run(server, (read, out), signals, &judge, options, || {}));
    let input = input.to_vec();
    let writes = thread::spawn(move || {
        let _ = write.write_all(&input);
        write
    });
    let reads = thread::spawn(move || BufReader::new(output).lines().map(Result::unwrap).collect());
    let end = gate.join().unwrap();
    // The client's end is that of the thread that reads it, and so of what it hears.
    drop(writes.join().unwrap());
    (reads.join().unwrap(), end)
}

#[test]
fn a_call_on_its_way_and_a_server_that_asks_do_not_wait_for_each_other() {
    // The call is larger than the server's input; the server reads it after it has asked and written as much.
    let large = call(1, "a", &format!("{{\"t\":\"{}\"}}", "x".repeat(300_000)));
    let script = format!(
        "for i in 1 2 3; do echo '{}'; done; \
         i=0; while [ $i -lt 2000 ]; do echo '{{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{{\"data\":\"{}\"}}}}'; i=$((i+1)); done; \
         head -n 4 | tail -c 1 >/dev/null; echo '{}'",
        sampling(7),
        "y".repeat(200),
        done(1)
    );
    let (lines, end) = session(&script, format!("{large}\n").as_bytes());
    assert_eq!(end, End::Server(0));
    assert_eq!((lines.len(), lines.last().unwrap()), (2001, &done(1)));
}

#[test]
fn what_the_gate_said_itself_reaches_the_client_though_the_server_ended() {
    // Reads one line, and ends; what the client sent before it is no message.
    let input = format!("{}{}\n", "no message\n".repeat(500), call(1, "a", "{}"));
    let (lines, end) = session("read -r line", input.as_bytes());
    assert_eq!(end, End::Server(0));
    assert_eq!(lines.iter().filter(|line| line.contains("-32700")).count(), 500);
}

#[test]
fn a_server_that_never_reads_what_it_asked_for_is_ended() {
    let script = format!("while :; do echo '{}'; done", sampling(1));
    // Denied each time, since the id is free again at once.
    let (lines, end) = session(&script, b"");
    assert_eq!((lines.len(), end), (0, End::Stuck(Side::Server)));
}

#[test]
fn more_requests_than_can_be_kept_are_refused_and_no_older_one_is_forgotten() {
    let room = Room::new(OPEN);
    for id in 0..4096 {
        room.passes(&call(id, "a", "{}"));
    }
    let refused = room.refused(call(9000, "a", "{}"));
    assert_eq!(decision(&refused), "too-many-requests");
    assert!(refused.to_json().contains(r#""retryable":true"#));
    let ping = room.refused(r#"{"jsonrpc":"2.0","id":9000,"method":"ping"}"#);
    assert_eq!(decision(&ping), "too-many-requests");
    room.comes(&done(0));
    room.passes(&call(9000, "a", "{}"));
    // What was cancelled need not be answered: it makes room.
    room.passes(r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":5}}"#);
    room.passes(&call(9001, "a", "{}"));
    assert_eq!(decision(&room.refused(call(9002, "a", "{}"))), "too-many-requests");
    assert_eq!(room.server_says(done(5)), (vec![], vec![]));
    room.comes(&done(1));
    room.comes(&done(9001));
}

#[test]
fn more_batches_than_can_be_kept_are_refused_and_no_older_one_loses_its_answers() {
    let room = Room::new(OPEN);
    room.handshake("2025-03-26");
    let batch = |n: u32| format!("[{},{}]", call(n * 2, "a", "{}"), call(n * 2 + 1, "a", "{}"));
    for n in 0..64 {
        room.passes(&batch(n));
    }
    let told = r#"{"jsonrpc":"2.0","method":"notifications/roots/list_changed"}"#;
    let (server, client) = room.client_says(format!("[{},{told},{}]", call(500, "a", "{}"), call(501, "a", "{}")));
    assert_eq!(server, [format!("[{told}]")]);
    let answers = tree(&client[0]);
    let codes: Vec<String> = answers.as_array().unwrap().iter().map(decision).collect();
    assert_eq!(codes, ["too-many-requests", "too-many-requests"]);
    for n in 0..64 {
        assert_eq!(room.server_says(done(n * 2)), (vec![], vec![]));
        let (client, _) = room.server_says(done(n * 2 + 1));
        assert_eq!(tree(&client[0]).as_array().unwrap().len(), 2, "{n}");
    }
    room.passes(&batch(300));
}

#[test]
fn a_cancelled_item_does_not_keep_back_the_rest_of_its_batch() {
    let room = Room::new(OPEN);
    room.handshake("2025-03-26");
    room.passes(&format!("[{},{}]", call(1, "a", "{}"), call(2, "a", "{}")));
    assert_eq!(room.server_says(done(2)), (vec![], vec![]));
    let cancel = r#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#;
    let (server, client) = room.client_says(cancel);
    assert_eq!((server, client), (vec![cancel.to_owned()], vec![format!("[{}]", done(2))]));
    room.comes(&done(1));
}

#[test]
fn both_ends_of_a_port_may_go() {
    let room = Room::new(OPEN);
    let (server, to_server) = pipe().unwrap();
    let (mut client, to_client) = pipe().unwrap();
    let ports = Ports::new(to_client, to_server);
    drop(server);
    for id in 0..3 {
        room.judge.line(Side::Server, sampling(id).as_bytes(), &ports);
    }
    assert!(ports.to_server.settle(NEVER) && ports.to_server.is_closed());
    drop((room, ports));
    let mut rest = String::new();
    client.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
}
