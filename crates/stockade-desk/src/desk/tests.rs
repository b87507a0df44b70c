//! Tests of `desk`.

use std::sync::mpsc::{Receiver, channel};

use stockade_model::approval::{Answer, Person, Place, Word};

use super::*;
use crate::socket::{AnswerError, Say, answer};

/// Far beyond what any wait here needs.
const PATIENCE: Duration = Duration::from_secs(60);

fn desk() -> (tempfile::TempDir, Queue, Desk) {
    let folder = tempfile::tempdir().unwrap();
    let queue = Queue::new(folder.path().join("approvals"), folder.path().join("grants"));
    let desk = Desk::open(queue.clone(), Search::begin()).unwrap();
    desk.listen().unwrap();
    (folder, queue, desk)
}

fn question(text: &str) -> Question {
    let binding = Binding::new("mail", "send", &serde_json::json!({ "text": text }), "policy");
    Question { binding, asks: vec![], client: None, timeout: Duration::from_secs(600) }
}

fn ask(desk: &Desk, text: &str) -> Request {
    match desk.ask(question(text)).unwrap() {
        Asked::Waiting(request) => request,
        other => panic!("{other:?}"),
    }
}

fn wait(desk: &Desk, request: &Request, time: Duration) -> (Ticket, Receiver<Outcome>) {
    let (sender, receiver) = channel();
    // Whoever no longer listens has seen enough.
    let then = Box::new(move |outcome| drop(sender.send(outcome)));
    (desk.wait(request, Instant::now() + time, then), receiver)
}

/// A human's yes, as a terminal sends it.
fn say(request: &Request) -> Say {
    Say {
        id: request.id.clone(),
        binding: request.binding.digest(),
        word: Word::Approved,
        reason: None,
        face: "test".into(),
    }
}

/// As another gate takes it, past this one.
fn write(queue: &Queue, request: &Request, word: Word) {
    let from = Place { face: "test".into(), terminal: None, process: 1, ancestors: vec![] };
    let answer = |_: &_| Answer {
        word,
        who: Person { uid: 0, name: None },
        when: 0,
        from: from.clone(),
        reason: None,
        expires: 0,
    };
    queue.answer(&request.id, answer, crate::now()).unwrap();
}

#[test]
fn held_calls_hear_of_answers_and_one_of_two_equal_ones_passes() {
    let (_folder, queue, desk) = desk();
    let (one, other) = (ask(&desk, "one"), ask(&desk, "other"));
    let (_, first) = wait(&desk, &one, PATIENCE);
    let (_, denied) = wait(&desk, &other, PATIENCE);
    assert_eq!(ask(&desk, "one"), one);
    let (_, second) = wait(&desk, &one, PATIENCE);
    write(&queue, &one, Word::Approved);
    write(&queue, &other, Word::Denied);
    let outcomes = [first.recv_timeout(PATIENCE).unwrap(), second.recv_timeout(PATIENCE).unwrap()];
    assert!(
        matches!(outcomes, [Outcome::Granted(_), Outcome::Gone] | [Outcome::Gone, Outcome::Granted(_)]),
        "{outcomes:?}"
    );
    assert!(matches!(denied.recv_timeout(PATIENCE).unwrap(), Outcome::Denied(_)));
}

#[test]
fn after_the_deadline_it_is_pending_and_the_same_call_passes_later() {
    let (_folder, queue, desk) = desk();
    let request = ask(&desk, "late");
    let (_, outcome) = wait(&desk, &request, Duration::ZERO);
    assert_eq!(outcome.recv_timeout(PATIENCE).unwrap(), Outcome::Pending);
    write(&queue, &request, Word::Approved);
    // The gate has died; the next one finds the grant.
    drop(desk);
    let desk = Desk::open(queue, Search::begin()).unwrap();
    assert!(matches!(desk.ask(question("late")).unwrap(), Asked::Granted(..)));
    ask(&desk, "late");
}

#[test]
fn a_withdrawn_call_is_called_back_and_leaves() {
    let (_folder, queue, desk) = desk();
    let request = ask(&desk, "gone");
    let (ticket, outcome) = wait(&desk, &request, PATIENCE);
    desk.withdraw(ticket);
    desk.withdraw(ticket);
    assert_eq!(outcome.recv_timeout(PATIENCE).unwrap(), Outcome::Gone);
    assert!(queue.list(crate::now()).unwrap().entries.is_empty());
    let request = ask(&desk, "closed");
    let (_, outcome) = wait(&desk, &request, PATIENCE);
    drop(desk);
    assert_eq!(outcome.recv_timeout(PATIENCE).unwrap(), Outcome::Gone);
    assert_eq!(queue.list(crate::now()).unwrap().entries.len(), 1, "another gate may go on with it");
}

#[test]
fn a_blocked_callback_holds_up_nobody() {
    let (_folder, queue, desk) = desk();
    let (slow, quick) = (ask(&desk, "slow"), ask(&desk, "quick"));
    let (release, blocked) = channel::<()>();
    let (entered, inside) = channel();
    let then = Box::new(move |_| {
        entered.send(()).unwrap();
        let _ = blocked.recv();
    });
    desk.wait(&slow, Instant::now() + PATIENCE, then);
    write(&queue, &slow, Word::Approved);
    inside.recv_timeout(PATIENCE).unwrap();
    let (_, outcome) = wait(&desk, &quick, PATIENCE);
    write(&queue, &quick, Word::Approved);
    assert!(matches!(outcome.recv_timeout(PATIENCE).unwrap(), Outcome::Granted(_)));
    drop(release);
}

#[test]
fn a_gate_does_not_take_its_own_word_and_is_deaf_when_it_ends() {
    let (_folder, queue, desk) = desk();
    let request = ask(&desk, "self");
    let refused = answer(&queue, &say(&request), crate::now());
    assert!(matches!(&refused, Err(AnswerError::ByGate { why, .. }) if why.contains("below the gate")), "{refused:?}");
    assert!(queue.find(&request.id, crate::now()).unwrap().answer.is_none());
    drop(desk);
    // The gate that asked is gone: nobody is left who could tell whose word it is.
    let nobody = answer(&queue, &say(&request), crate::now());
    assert!(matches!(nobody, Err(AnswerError::NoGate)), "{nobody:?}");
    assert!(queue.find(&request.id, crate::now()).unwrap().answer.is_none());
}

/// The gate listens once its server runs; who answers before that waits for it.
#[test]
fn what_was_said_before_it_listens_is_heard() {
    let folder = tempfile::tempdir().unwrap();
    let queue = Queue::new(folder.path().join("approvals"), folder.path().join("grants"));
    let desk = Desk::open(queue.clone(), Search::begin()).unwrap();
    let request = ask(&desk, "early");
    let say = say(&request);
    let said = std::thread::spawn(move || answer(&queue, &say, crate::now()));
    std::thread::sleep(LOOK);
    assert!(!said.is_finished());
    desk.listen().unwrap();
    desk.listen().unwrap();
    // This process is the gate itself, which is none to answer: it was heard.
    let heard = said.join().unwrap();
    assert!(matches!(&heard, Err(AnswerError::ByGate { why, .. }) if why.contains("below the gate")), "{heard:?}");
}

#[test]
fn an_impostor_at_a_gates_name_is_not_spoken_to() {
    use std::os::unix::net::UnixListener;
    let (_folder, queue, desk) = desk();
    let request = ask(&desk, "x");
    // Whoever listens there is this process, and the name that of the first one.
    let path = queue.path_of(&request);
    let mut entry = queue.find(&request.id, crate::now()).unwrap();
    entry.gates = vec![1];
    std::fs::write(&path, serde_json::to_vec(&entry).unwrap()).unwrap();
    let socket = queue.folder().join("gates/1.sock");
    let listener = UnixListener::bind(&socket).unwrap();
    let say = say(&request);
    let refused = answer(&queue, &say, crate::now());
    assert!(
        matches!(&refused, Err(AnswerError::Queue(QueueError::Io { what: "reach the gate at", .. }))),
        "{refused:?}"
    );
    drop(listener);
    assert!(matches!(answer(&queue, &say, crate::now()), Err(AnswerError::NoGate)));
}

#[test]
fn a_long_path_is_listened_in_too_and_dead_sockets_are_cleared() {
    use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _};
    let folder = tempfile::tempdir().unwrap();
    let queue = Queue::new(folder.path().join("long".repeat(40)).join("approvals"), folder.path().join("grants"));
    let gates = queue.folder().join("gates");
    std::fs::create_dir_all(&gates).unwrap();
    let dead = gates.join("4194399.sock");
    let short = folder.path().join("s");
    drop(std::os::unix::net::UnixListener::bind(&short).unwrap());
    std::fs::rename(&short, &dead).unwrap();
    // Nor is this a gate.
    let file = gates.join("4194398.sock");
    std::fs::write(&file, "").unwrap();
    // It can be dialled before anybody asks.
    let desk = Desk::open(queue, Search::begin()).unwrap();
    assert!(!dead.exists() && !file.exists());
    let own = std::fs::metadata(gates.join(format!("{}.sock", std::process::id()))).unwrap();
    assert!(own.file_type().is_socket() && own.permissions().mode() & 0o777 == 0o600);
    assert_eq!(std::fs::metadata(&gates).unwrap().permissions().mode() & 0o777, 0o700);
    desk.close();
    assert_eq!(std::fs::read_dir(&gates).unwrap().count(), 0);
    drop(desk);
}
