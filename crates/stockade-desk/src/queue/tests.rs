//! Tests of `queue`.

use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use stockade_model::approval::{Asking, Person, Place};

use super::*;
use crate::caller::client::tests::chain;

const MINUTE: Moment = 60_000;

/// As a gate of one client asks, and a human in another window answers.
impl Queue {
    pub(crate) fn ask(&self, question: Question, now: Moment) -> Result<Asked, QueueError> {
        self.ask_for(Some(&client(80)), question, now)
    }

    pub(crate) fn answer(
        &self,
        id: &str,
        answer: impl FnOnce(&Request) -> Answer,
        now: Moment,
    ) -> Result<Entry, QueueError> {
        self.answer_from(&window(70), id, answer, now)
    }

    pub(crate) fn take(&self, id: &str, binding: &Binding, now: Moment) -> Result<Fate, QueueError> {
        self.take_for(Some(&client(80)), id, binding, now)
    }
}

fn client(pid: u32) -> Client {
    Client::of_chain(&chain(&[(90, "gate", 5, 0), (pid, "code", 5, 0), (5, "i3", 5, 0), (1, "init", 1, 0)]))
}

/// A shell in a window that this process is.
fn window(pid: u32) -> Vec<Process> {
    chain(&[(99, "stockade", 95, 8), (95, "bash", 95, 8), (pid, "xterm", 5, 0), (5, "i3", 5, 0), (1, "init", 1, 0)])
}

fn queue() -> (tempfile::TempDir, Queue) {
    let folder = tempfile::tempdir().unwrap();
    let queue = Queue::new(folder.path().join("state/approvals"), folder.path().join("data/grants"));
    (folder, queue)
}

fn question(server: &str, arguments: &serde_json::Value) -> Question {
    Question {
        binding: Binding::new(server, "send_email", arguments, "policy-one"),
        asks: vec![Asking { rule: "ask".into(), message: "say".into() }],
        client: None,
        timeout: Duration::from_secs(600),
    }
}

fn plain() -> Question {
    question("mail", &serde_json::json!({"to": "a@example.com"}))
}

fn say(word: Word) -> impl Fn(&Request) -> Answer {
    move |_| Answer {
        word,
        who: Person { uid: 1000, name: Some("ann".into()) },
        when: 0,
        from: Place { face: "command".into(), terminal: None, process: 1, ancestors: vec![] },
        reason: None,
        expires: 0,
    }
}

fn waiting(asked: Asked) -> Request {
    match asked {
        Asked::Waiting(request) => request,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_grant_passes_the_same_call_once_and_no_other() {
    let (_folder, queue) = queue();
    let request = waiting(queue.ask(plain(), 0).unwrap());
    assert_eq!((request.created, request.expires), (0, 10 * MINUTE));
    queue.answer(&request.id, say(Word::Approved), MINUTE).unwrap();
    let original = plain();
    let mut others = vec![question("mail", &serde_json::json!({"to": "b@example.com"}))];
    others.push(question("other", &serde_json::json!({"to": "a@example.com"})));
    for change in [|b: &mut Binding| b.tool = "draft".into(), |b: &mut Binding| b.policy = "policy-two".into()] {
        let mut other = original.clone();
        change(&mut other.binding);
        others.push(other);
    }
    for other in others {
        let asked = queue.ask(other, 2 * MINUTE).unwrap();
        assert_ne!(waiting(asked).id, request.id);
    }
    assert!(matches!(queue.ask(plain(), 2 * MINUTE).unwrap(), Asked::Granted(of, _) if of == request));
    assert_ne!(waiting(queue.ask(plain(), 2 * MINUTE).unwrap()).id, request.id);
}

#[test]
fn of_many_takers_one_gets_the_grant() {
    let (_folder, queue) = queue();
    let request = waiting(queue.ask(plain(), 0).unwrap());
    queue.answer(&request.id, say(Word::Approved), 1).unwrap();
    let granted: usize = std::thread::scope(|scope| {
        let takers: Vec<_> = (0..16)
            .map(|at| {
                let (queue, request) = (&queue, &request);
                scope.spawn(move || match at % 2 {
                    0 => matches!(queue.ask(plain(), 2).unwrap(), Asked::Granted(..)),
                    _ => matches!(queue.take(&request.id, &request.binding, 2).unwrap(), Fate::Granted(_)),
                })
            })
            .collect();
        takers.into_iter().map(|taker| usize::from(taker.join().unwrap())).sum()
    });
    assert_eq!(granted, 1);
}

#[test]
fn a_denial_stands_until_it_ends() {
    let (_folder, queue) = queue();
    let request = waiting(queue.ask(plain(), 0).unwrap());
    queue.answer(&request.id, say(Word::Denied), MINUTE).unwrap();
    for _ in 0..2 {
        assert!(matches!(queue.ask(plain(), 10 * MINUTE).unwrap(), Asked::Denied(..)));
    }
    waiting(queue.ask(plain(), 11 * MINUTE).unwrap());
}

#[test]
fn an_answer_holds_as_long_as_the_request_was_open() {
    let (_folder, queue) = queue();
    let request = waiting(queue.ask(plain(), 0).unwrap());
    let entry = queue.answer(&request.id, say(Word::Approved), 9 * MINUTE).unwrap();
    assert_eq!(entry.answer.unwrap().expires, 19 * MINUTE);
    waiting(queue.ask(plain(), 19 * MINUTE).unwrap());
    let request = waiting(queue.ask(plain(), 20 * MINUTE).unwrap());
    queue.answer(&request.id, say(Word::Approved), 20 * MINUTE).unwrap();
    assert!(matches!(queue.ask(plain(), 29 * MINUTE).unwrap(), Asked::Granted(..)));
}

#[test]
fn nobody_answering_is_said_once_and_then_it_is_asked_anew() {
    let (_folder, queue) = queue();
    let request = waiting(queue.ask(plain(), 0).unwrap());
    let late = queue.answer(&request.id, say(Word::Approved), 10 * MINUTE);
    assert!(matches!(late, Err(QueueError::Expired(_))));
    assert!(matches!(queue.ask(plain(), 10 * MINUTE).unwrap(), Asked::Expired(of) if of == request));
    let again = waiting(queue.ask(plain(), 10 * MINUTE).unwrap());
    assert_eq!(queue.take(&again.id, &again.binding, 11 * MINUTE).unwrap(), Fate::Waiting);
    assert_eq!(queue.take(&again.id, &again.binding, 20 * MINUTE).unwrap(), Fate::Expired);
    assert_eq!(queue.take(&again.id, &again.binding, 20 * MINUTE).unwrap(), Fate::Gone);
    // Long after, nothing is known of it.
    waiting(queue.ask(plain(), 20 * MINUTE).unwrap());
    waiting(queue.ask(plain(), 40 * MINUTE).unwrap());
}

#[test]
fn an_answer_is_given_once_and_to_what_was_asked() {
    let (_folder, queue) = queue();
    let request = waiting(queue.ask(plain(), 0).unwrap());
    assert!(matches!(queue.answer("ffff", say(Word::Approved), 1), Err(QueueError::Unknown(_))));
    let beginning = request.id.get(..4).unwrap();
    assert!(matches!(queue.answer(beginning, say(Word::Approved), 1), Err(QueueError::Unknown(_))), "a part of an id");
    assert_eq!(queue.find(beginning, 1).unwrap().request, request);
    assert!(matches!(queue.find("", 1), Err(QueueError::Unknown(_))));
    queue.answer(&request.id, say(Word::Denied), 1).unwrap();
    let again = queue.answer(&request.id, say(Word::Approved), 2);
    assert!(matches!(again, Err(QueueError::Answered(_, Word::Denied))));
}

#[test]
fn the_last_asker_takes_an_unanswered_request_along() {
    let (_folder, queue) = queue();
    let request = waiting(queue.ask(plain(), 0).unwrap());
    assert_eq!(waiting(queue.ask(plain(), 1).unwrap()), request);
    queue.withdraw(&request.id, &request.binding).unwrap();
    assert_eq!(queue.list(1).unwrap().entries.len(), 1);
    queue.withdraw(&request.id, &request.binding).unwrap();
    assert!(queue.list(1).unwrap().entries.is_empty());
    queue.withdraw(&request.id, &request.binding).unwrap();
    let request = waiting(queue.ask(plain(), 2).unwrap());
    queue.answer(&request.id, say(Word::Approved), 3).unwrap();
    queue.withdraw(&request.id, &request.binding).unwrap();
    assert!(matches!(queue.ask(plain(), 4).unwrap(), Asked::Granted(..)));
}

#[test]
fn a_server_that_floods_leaves_room_for_others() {
    let (_folder, queue) = queue();
    for number in 0..MOST_OF_ONE {
        waiting(queue.ask(question("loud", &serde_json::json!({ "n": number })), 0).unwrap());
    }
    let more = question("loud", &serde_json::json!({"n": "more"}));
    assert!(matches!(queue.ask(more.clone(), 0), Err(QueueError::Full(MOST_OF_ONE))));
    waiting(queue.ask(plain(), 0).unwrap());
    // What is over makes room.
    waiting(queue.ask(more, 20 * MINUTE).unwrap());
    assert_eq!(queue.list(20 * MINUTE).unwrap().entries.len(), 1);
    let long = question("mail", &serde_json::json!({ "text": "x".repeat(MOST_BYTES) }));
    assert!(matches!(queue.ask(long, 0), Err(QueueError::TooLarge(_))));
}

#[test]
fn only_the_owner_looks_in_and_strange_files_are_not_believed() {
    let (_folder, queue) = queue();
    let request = waiting(queue.ask(plain(), 0).unwrap());
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let file = queue.path(&request.binding);
    assert_eq!((mode(queue.folder()), mode(&file), mode(&queue.folder().join("lock"))), (0o700, 0o600, 0o600));
    std::fs::set_permissions(queue.folder(), std::fs::Permissions::from_mode(0o755)).unwrap();
    // A grant for one call, put where another call looks.
    queue.answer(&request.id, say(Word::Approved), 1).unwrap();
    let other = question("mail", &serde_json::json!({"to": "x@evil.example"}));
    std::fs::copy(&file, queue.path(&other.binding)).unwrap();
    assert!(matches!(queue.ask(other.clone(), 2), Err(QueueError::Damaged { .. })));
    assert_eq!(mode(queue.folder()), 0o700, "an open folder is closed");
    std::fs::remove_file(queue.path(&other.binding)).unwrap();
    std::os::unix::fs::symlink(&file, queue.path(&other.binding)).unwrap();
    assert!(matches!(queue.ask(other.clone(), 2), Err(QueueError::Io { what: "read", .. })));
    std::fs::remove_file(queue.path(&other.binding)).unwrap();
    std::fs::write(queue.path(&other.binding), "{").unwrap();
    let listing = queue.list(2).unwrap();
    assert_eq!((listing.entries.len(), listing.damaged.len()), (1, 1));
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o666)).unwrap();
    assert!(matches!(queue.ask(plain(), 2), Err(QueueError::Io { what: "read", .. })));
}

#[test]
fn whoever_can_only_write_the_queue_gives_no_answer_and_uses_none_twice() {
    let (_folder, queue) = queue();
    let request = waiting(queue.ask(plain(), 0).unwrap());
    let file = queue.path(&request.binding);
    let mut forged = queue.find(&request.id, 1).unwrap();
    for word in [Word::Approved, Word::Denied] {
        forged.answer = Some(Answer { expires: Moment::MAX, ..say(word)(&request) });
        std::fs::write(&file, serde_json::to_vec(&forged).unwrap()).unwrap();
        assert!(matches!(queue.ask(plain(), 2), Err(QueueError::UnknownAnswer(_))));
        assert!(matches!(queue.take(&request.id, &request.binding, 2), Err(QueueError::UnknownAnswer(_))));
        let listing = queue.list(2).unwrap();
        assert_eq!((listing.entries.len(), listing.damaged.len()), (0, 1));
    }
    std::fs::remove_file(&file).unwrap();

    // A real one: not made to last longer, not moved to another request, not put back once it was used.
    let request = waiting(queue.ask(plain(), 0).unwrap());
    let real = queue.answer(&request.id, say(Word::Approved), 1).unwrap();
    let copy = std::fs::read(&file).unwrap();
    let answer = real.answer.clone().unwrap();
    let longer = Entry { answer: Some(Answer { expires: Moment::MAX, ..answer.clone() }), ..real.clone() };
    let moved = Entry { request: Request { id: "ab".into(), ..real.request.clone() }, ..real.clone() };
    let outside = Entry { request: Request { id: "../ab".into(), ..real.request.clone() }, ..real };
    for other in [longer, moved, outside] {
        std::fs::write(&file, serde_json::to_vec(&other).unwrap()).unwrap();
        assert!(queue.ask(plain(), 2).is_err(), "{other:?}");
    }
    std::fs::write(&file, &copy).unwrap();
    assert!(matches!(queue.ask(plain(), 2).unwrap(), Asked::Granted(..)));
    std::fs::write(&file, &copy).unwrap();
    assert!(matches!(queue.ask(plain(), 3), Err(QueueError::UnknownAnswer(_))));
    // Once it would be over anyway, nothing is left of it.
    waiting(queue.ask(plain(), 11 * MINUTE).unwrap());
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(queue.vault()), std::fs::read_dir(queue.vault()).unwrap().count()), (0o700, 0));
}

#[test]
fn an_answer_that_comes_as_the_request_ends_is_given_or_refused_and_never_both() {
    let (_folder, queue) = queue();
    for round in 0..40 {
        let call = question("mail", &serde_json::json!({ "round": round }));
        let request = waiting(queue.ask(call, 0).unwrap());
        let end = request.expires;
        let (answered, taken) = std::thread::scope(|scope| {
            let answer = scope.spawn(|| queue.answer(&request.id, say(Word::Approved), end - 1));
            let take = scope.spawn(|| queue.take(&request.id, &request.binding, end).unwrap());
            (answer.join().unwrap(), take.join().unwrap())
        });
        match answered {
            Ok(_) => assert!(matches!(taken, Fate::Granted(_)), "{taken:?}"),
            Err(QueueError::Unknown(_)) => assert_eq!(taken, Fate::Expired),
            Err(error) => panic!("{error}"),
        }
    }
}

#[test]
fn every_gate_that_asked_is_remembered_once() {
    let (_folder, queue) = queue();
    let request = waiting(queue.ask(plain(), 0).unwrap());
    let file = queue.path(&request.binding);
    let mut entry = queue.find(&request.id, 1).unwrap();
    let own = std::process::id();
    assert_eq!(entry.gates, [own]);
    entry.gates = vec![own, 7, 8];
    std::fs::write(&file, serde_json::to_vec(&entry).unwrap()).unwrap();
    waiting(queue.ask(plain(), 1).unwrap());
    assert_eq!(queue.find(&request.id, 1).unwrap().gates, [7, 8, own]);
    entry.gates = (1_000_000..1_000_100).collect();
    std::fs::write(&file, serde_json::to_vec(&entry).unwrap()).unwrap();
    waiting(queue.ask(plain(), 1).unwrap());
    let gates = queue.find(&request.id, 1).unwrap().gates;
    assert_eq!((gates.len(), gates.last()), (MOST_GATES, Some(&own)));
}

#[test]
fn a_lock_that_is_never_let_go_denies() {
    let (_folder, queue) = queue();
    let held = queue.lock().unwrap();
    assert!(matches!(queue.ask(plain(), 0), Err(QueueError::Io { what: "lock", .. })));
    drop(held);
    waiting(queue.ask(plain(), 0).unwrap());
}

#[test]
fn all_clients_that_asked_are_remembered_however_many_gates_come_after() {
    let (_folder, queue) = queue();
    let request = waiting(queue.ask_for(Some(&client(80)), plain(), 0).unwrap());
    for _ in 0..2 {
        waiting(queue.ask_for(Some(&client(81)), plain(), 1).unwrap());
        waiting(queue.ask_for(None, plain(), 1).unwrap());
    }
    assert_eq!(queue.find(&request.id, 1).unwrap().clients, [Some(client(80)), Some(client(81)), None]);
    for pid in 100..161 {
        waiting(queue.ask_for(Some(&client(pid)), plain(), 1).unwrap());
    }
    let crowd = queue.ask_for(Some(&client(200)), plain(), 1);
    assert!(matches!(crowd, Err(QueueError::Crowd(MOST_CLIENTS))), "{crowd:?}");
    waiting(queue.ask_for(Some(&client(80)), plain(), 1).unwrap());
    assert_eq!(queue.find(&request.id, 1).unwrap().clients.first(), Some(&Some(client(80))));
}

#[test]
fn what_a_client_may_have_answered_itself_passes_none_of_its_calls() {
    let (_folder, queue) = queue();
    let script = [(99, "stockade", 98, 9), (98, "sh", 98, 9), (95, "script", 95, 0), (1, "init", 1, 0)];
    // Given through a gate of another client, and in no way odd for that one.
    for giver in [chain(&script), window(80), Vec::new()] {
        let request = waiting(queue.ask_for(Some(&client(97)), plain(), 0).unwrap());
        queue.answer_from(&giver, &request.id, say(Word::Approved), 1).unwrap();
        let asked = queue.ask(plain(), 2);
        assert!(matches!(asked, Err(QueueError::Own { .. })), "{asked:?}");
        let request = waiting(queue.ask(plain(), 3).unwrap());
        queue.answer_from(&giver, &request.id, say(Word::Approved), 4).unwrap();
        let taken = queue.take(&request.id, &request.binding, 5);
        assert!(matches!(taken, Err(QueueError::Own { .. })), "{taken:?}");
        assert_eq!(queue.take(&request.id, &request.binding, 6).unwrap(), Fate::Gone);
    }
    let request = waiting(queue.ask(plain(), 7).unwrap());
    queue.answer(&request.id, say(Word::Approved), 8).unwrap();
    let unknown = queue.ask_for(None, plain(), 9);
    assert!(matches!(unknown, Err(QueueError::Own { why: Refusal::Unknown, .. })), "{unknown:?}");
}

#[test]
fn who_gave_an_answer_is_noted_with_it() {
    let (_folder, queue) = queue();
    let request = waiting(queue.ask(plain(), 0).unwrap());
    let mut entry = queue.answer_from(&window(80), &request.id, say(Word::Approved), 1).unwrap();
    entry.giver = window(70);
    std::fs::write(queue.path(&request.binding), serde_json::to_vec(&entry).unwrap()).unwrap();
    assert!(matches!(queue.ask(plain(), 2), Err(QueueError::UnknownAnswer(_))));
}
