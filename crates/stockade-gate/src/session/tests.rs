//! Sessions with real processes, whose times are short.

use std::io::{BufRead as _, BufReader, PipeWriter, Write as _, pipe};
use std::process::Command;
use std::sync::Mutex;

use self::pass::Pass;
use super::*;

mod pass;

/// Long enough for any machine.
const NEVER: Duration = Duration::from_secs(600);
const SOON: Duration = Duration::from_millis(1);

struct Client {
    input: PipeWriter,
    output: BufReader<std::io::PipeReader>,
    end: thread::JoinHandle<End>,
}

impl Client {
    fn of(script: &str, judge: Arc<dyn Judge>, options: Options) -> Self {
        let (read, input) = pipe().unwrap();
        let (output, write) = pipe().unwrap();
        let signals = Signals::install().unwrap();
        let server = Server::start(Command::new("/bin/sh").args(["-c", script])).unwrap();
        let end = thread::spawn(move || run(server, (read, write), signals, &judge, options, || {}));
        Self { input, output: BufReader::new(output), end }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line
    }
}

fn pass() -> Arc<dyn Judge> {
    Arc::new(Pass)
}

#[test]
fn what_is_done_beside_is_done_whatever_the_server_says() {
    for script in ["echo '{}'; read -r line", "read -r line", "exec >&-; read -r line", "exit 0"] {
        let (read, input) = pipe().unwrap();
        let (output, write) = pipe().unwrap();
        let signals = Signals::install().unwrap();
        let server = Server::start(Command::new("/bin/sh").args(["-c", script])).unwrap();
        let (done, beside) = channel();
        let session = thread::spawn(move || {
            run(server, (read, write), signals, &pass(), Options::default(), || done.send(()).unwrap())
        });
        assert_eq!(beside.recv_timeout(Duration::from_secs(60)), Ok(()), "{script}");
        drop(input);
        assert!(matches!(session.join().unwrap(), End::Server(_)), "{script}");
        drop(output);
    }
}

#[test]
fn a_server_that_ignores_the_end_of_its_input_gets_term() {
    let options = Options { after_end: SOON, after_term: NEVER, ..Options::default() };
    let script = r#"trap 'echo "{\"got\":\"term\"}"; exit 9' TERM; echo '{}'; while :; do sleep 0.05; done"#;
    let mut client = Client::of(script, pass(), options);
    assert_eq!(client.line(), "{}\n");
    drop(client.input);
    let mut rest = String::new();
    client.output.read_line(&mut rest).unwrap();
    assert_eq!((rest.as_str(), client.end.join().unwrap()), ("{\"got\":\"term\"}\n", End::Server(9)));
}

#[test]
fn a_server_that_ignores_term_gets_kill() {
    let options = Options { after_end: SOON, after_term: SOON, ..Options::default() };
    let mut client = Client::of("trap '' TERM; echo '{}'; while :; do sleep 0.05; done", pass(), options);
    assert_eq!(client.line(), "{}\n");
    drop(client.input);
    assert_eq!(client.end.join().unwrap(), End::Server(137));
}

#[test]
fn a_server_that_still_answers_is_waited_for() {
    // A line each 20 ms for a second after the end of its input, with a patience of 400 ms.
    let options = Options { after_end: Duration::from_millis(400), after_term: SOON, ..Options::default() };
    let script = r#"cat >/dev/null; i=0; while [ $i -lt 50 ]; do echo "{\"i\":$i}"; sleep 0.02; i=$((i+1)); done"#;
    let client = Client::of(script, pass(), options);
    drop(client.input);
    assert_eq!(client.output.lines().count(), 50);
    assert_eq!(client.end.join().unwrap(), End::Server(0));
}

/// Panics at a word, and writes down what it was told.
#[derive(Default)]
struct Fragile(Mutex<Vec<String>>);

impl Judge for Fragile {
    fn line(&self, from: Side, line: &[u8], ports: &Ports) {
        let text = String::from_utf8_lossy(line);
        assert!(text != "panic");
        self.0.lock().unwrap().push(format!("{from} {text}"));
        ports.to(if from == Side::Client { Side::Server } else { Side::Client }).send(line);
    }

    fn too_long(&self, from: Side, start: &[u8], _: &Ports) {
        self.0.lock().unwrap().push(format!("{from} too long {}", start.len()));
    }

    fn ended(&self, from: Side, _: &Ports) {
        self.0.lock().unwrap().push(format!("{from} ended"));
    }
}

#[test]
fn a_judge_that_panics_ends_the_session() {
    let mut client = Client::of("cat", Arc::new(Fragile::default()), Options::default());
    client.input.write_all(b"{}\n").unwrap();
    assert_eq!(client.line(), "{}\n");
    client.input.write_all(b"panic\n{}\n").unwrap();
    assert_eq!(client.line(), "", "nothing comes after it");
    assert_eq!(client.end.join().unwrap(), End::Failed);
}

#[test]
fn a_judge_is_told_everything_once() {
    let judge = Arc::new(Fragile::default());
    let options = Options { limit: 100, ..Options::default() };
    let mut client = Client::of("cat", Arc::clone(&judge) as Arc<dyn Judge>, options);
    client.input.write_all(&[b"a\n", [b'x'; 200].as_slice(), b"\nb"].concat()).unwrap();
    drop(client.input);
    let lines: Result<Vec<_>, _> = client.output.lines().collect();
    assert_eq!(lines.unwrap(), ["a", "b"]);
    assert_eq!(client.end.join().unwrap(), End::Server(0));
    let told = judge.0.lock().unwrap();
    for from in ["client", "server"] {
        let of: Vec<_> = told.iter().filter_map(|line| line.strip_prefix(from)).collect();
        let long = if from == "client" { of.iter().any(|line| line.starts_with(" too long")) } else { of.len() == 3 };
        assert!(long && of.first() == Some(&" a") && of.last() == Some(&" ended"), "{told:?}");
        assert_eq!(of.iter().filter(|line| **line == " ended").count(), 1, "{told:?}");
    }
}
