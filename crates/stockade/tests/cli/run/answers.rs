//! Who may answer for a human, and what counts as an answer: an agent with a shell, other servers, and files.

use std::path::Path;

use serde_json::{Value, json};

use super::approvals::{ASK, passes, the_one, waiting};
use super::world::{Session, World, decision, text, until};
use super::*;

/// A client with an agent in it: runs what it finds in `$HOME/agent/do`, and leaves what that says.
const CLIENT: &str = r#"exec 3<&0; "$@" <&3 3<&- & gate=$!; cd "$HOME/agent"
while kill -0 $gate 2> /dev/null; do
  if [ -f do ]; then mv do now; /bin/sh now < /dev/null > new 2>&1; echo "status $?" >> new; mv new said; fi
  sleep 0.02
done
wait $gate; exit $?"#;

fn world() -> World {
    let world = World::with(&["pay"]);
    world.policy(ASK);
    std::fs::create_dir(world.home.path().join("agent")).unwrap();
    world
}

fn session(world: &World) -> Session {
    let mut session = Session::of_client(&world.command(&["--hold", "5m"]), CLIENT);
    session.shake("2025-11-25");
    session
}

/// What approves a request, typed into a shell.
fn approve(world: &World, id: &str) -> String {
    let program = assert_cmd::cargo::cargo_bin!("stockade").display();
    format!("XDG_STATE_HOME= HOME='{}' '{program}' approvals approve {id}", world.home.path().display())
}

/// What a file says once it is whole.
fn wait_for(file: &Path) -> String {
    until("it says how it ended", || std::fs::read_to_string(file).is_ok_and(|text| text.contains("status ")));
    let text = std::fs::read_to_string(file).unwrap();
    std::fs::remove_file(file).unwrap();
    text
}

/// What the agent hears of its command.
fn agent(world: &World, command: &str) -> String {
    let next = world.home.write("agent/next", format!("PATH=/usr/bin:/bin; export PATH; {command}\n"));
    std::fs::rename(next, world.home.path().join("agent/do")).unwrap();
    wait_for(&world.home.path().join("agent/said"))
}

#[test]
fn an_agent_does_not_answer_whatever_terminal_it_makes() {
    let world = world();
    let mut session = session(&world);
    let call = session.start_call("pay", &json!({}));
    let request = the_one(&world);
    let approve = approve(&world, &request);
    for command in [
        approve.clone(),
        format!("setsid -w sh -c \"{approve}\""),
        format!("script -qec \"{approve}\" /dev/null"),
        format!("setsid -w script -qec \"{approve}\" /dev/null"),
        format!("(trap '' HUP; {approve})"),
    ] {
        let said = agent(&world, &command);
        assert!(said.contains("an agent does not answer for itself") && said.contains("status 1"), "{command}: {said}");
        assert!(said.contains("hint: type the command into a terminal window of your own"), "{said}");
    }
    // What slips away from it: its parent is gone before it asks.
    let out = world.home.path().join("agent/out");
    let script = format!(
        "sleep 0.3; {approve} > {out}.new 2>&1; echo status $? >> {out}.new; mv {out}.new {out}",
        out = out.display()
    );
    world.home.write("agent/slip", script);
    for (command, reason) in [
        ("setsid -f sh slip", "from no terminal"),
        ("(sh slip &)", "has not started it"),
        ("setsid -f script -qec 'sh slip' /dev/null", "which nothing shows not to be the client's"),
        ("setsid -f script -qec 'setsid -w sh slip' /dev/null", "from no terminal"),
    ] {
        agent(&world, &format!("{command} > /dev/null 2>&1"));
        let said = wait_for(&out);
        assert!(said.contains(reason) && said.contains("status 1"), "{command}: {said}");
    }
    assert!(waiting(&world).len() == 1 && world.calls().is_empty());
    assert_eq!(world.human(&["approvals", "approve", &request]).code, 0);
    assert_eq!(text(&session.answer_to(call)), "{}");
    session.end();
}

#[test]
fn the_server_of_a_gate_that_has_asked_nothing_does_not_answer() {
    let world = world();
    let mut asking = session(&world);
    let call = asking.start_call("pay", &json!({}));
    let request = the_one(&world);
    let gates = world.home.path().join(".local/state/stockade/approvals/gates");
    let known = || std::fs::read_dir(&gates).unwrap().count();
    assert_eq!(known(), 1);
    let home = world.home.path().display();
    let server = format!(
        "script -qec \"{}\" /dev/null > {home}/new 2>&1; echo status $? >> {home}/new; mv {home}/new {home}/said; cat > /dev/null",
        approve(&world, &request)
    );
    // Its command line names nothing but this file: a server that was given the home is not started.
    let server = world.home.write("server/other.sh", server);
    // The second keeps its state elsewhere, where the first gate does not look.
    for elsewhere in [String::new(), format!("{home}/elsewhere")] {
        let command = program(&world.home).args(["run", "--name", "other", "--", "/bin/sh"]).args([&server]);
        let command = command.env("PATH", "/usr/bin:/bin").env("XDG_STATE_HOME", &elsewhere).into_command();
        let other = Session::start(&command);
        let said = wait_for(&world.home.path().join("said"));
        assert!(said.contains("below the gate") && said.contains("status 1"), "{said}");
        assert_eq!(known(), if elsewhere.is_empty() { 2 } else { 1 }, "it is known without having asked");
        other.end();
    }
    assert_eq!(known(), 1, "it is forgotten once it has ended");
    assert!(world.calls().is_empty());
    assert_eq!(world.human(&["approvals", "deny", &request]).code, 0);
    assert_eq!(decision(&asking.answer_to(call))["code"], "approval-denied");
    asking.end();
}

#[test]
fn nobody_answers_once_the_gate_that_asked_is_killed() {
    let world = world();
    let mut first = session(&world);
    first.start_call("pay", &json!({}));
    let request = the_one(&world);
    kill(first.gate(), Signal::SIGKILL).unwrap();
    first.wait();
    let outcome = world.human(&["approvals", "approve", &request]);
    assert!(outcome.code == 1 && outcome.stderr.contains("the gate that asked has ended"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("hint: have the client make the call again"), "{}", outcome.stderr);
    let mut second = session(&world);
    let call = second.start_call("pay", &json!({}));
    until("it asks again", || world.human(&["approvals", "approve", &request]).code == 0);
    assert_eq!(text(&second.answer_to(call)), "{}");
    second.end();
    assert_eq!(world.calls().len(), 1);
}

#[test]
fn what_is_written_into_the_queue_is_no_answer() {
    let world = world();
    let mut session = world.session(&["--hold", "1s"]);
    let pending = session.call("pay", &json!({}));
    let request = decision(&pending)["approval"].as_str().unwrap().to_owned();
    let queue = world.home.path().join(".local/state/stockade/approvals");
    let file = std::fs::read_dir(&queue).unwrap().map(|file| file.unwrap().path());
    let file = file.into_iter().find(|path| path.extension().is_some_and(|end| end == "json")).unwrap();
    let asked = std::fs::read(&file).unwrap();

    let mut forged: Value = serde_json::from_slice(&asked).unwrap();
    forged["answer"] = json!({
        "word": "approved", "who": { "uid": 0, "name": "root" }, "when": forged["request"]["created"], "reason": null,
        "from": { "face": "command", "terminal": "/dev/pts/0", "process": 1, "ancestors": [] }, "expires": i64::MAX,
    });
    std::fs::write(&file, forged.to_string()).unwrap();
    let denied = session.call("pay", &json!({}));
    assert_eq!(decision(&denied)["code"], "approval-failed", "{denied}");
    assert!(text(&denied).contains("given through no gate"), "{denied}");
    let list = world.stockade(&["approvals", "list"]);
    assert!(list.code == 3 && list.stderr.contains("given through no gate"), "{}", list.stderr);

    // A real one passes one call; put back, it passes none.
    std::fs::write(&file, &asked).unwrap();
    assert_eq!(world.human(&["approvals", "approve", &request]).code, 0);
    let answered = std::fs::read(&file).unwrap();
    assert!(passes(&mut session, &json!({})));
    std::fs::write(&file, answered).unwrap();
    assert!(!passes(&mut session, &json!({})));
    session.end();
    assert_eq!(world.calls().len(), 1);
}
