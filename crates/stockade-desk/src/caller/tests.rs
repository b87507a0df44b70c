//! Tests of `caller`: trees as they stand on real machines.

use super::client::tests::chain;
use super::*;

const INIT: (u32, &str, u32, i32) = (1, "init", 1, 0);
const XTERM: (u32, &str, u32, i32) = (20, "xterm", 5, 0);
const DESKTOP: (u32, &str, u32, i32) = (5, "i3", 5, 0);

fn caller(words: &[(u32, &str, u32, i32)]) -> Caller {
    let who = Person { uid: nix::unistd::geteuid().as_raw(), name: None };
    Caller { who, chain: chain(words) }
}

/// What is said of this caller, where the gate 90 was started by `claude` in a terminal, or by the editor `code`.
fn said(words: &[(u32, &str, u32, i32)], client_of: &[(u32, &str, u32, i32)]) -> Result<(), Refusal> {
    caller(words).may_answer(&[90], &[Client::of_chain(&chain(client_of))])
}

const IN_TERMINAL: &[(u32, &str, u32, i32)] =
    &[(90, "gate", 30, 7), (80, "claude", 30, 7), (30, "bash", 30, 7), XTERM, DESKTOP, INIT];
const EDITOR: &[(u32, &str, u32, i32)] = &[(90, "gate", 5, 0), (80, "code", 5, 0), (70, "code", 5, 0), DESKTOP, INIT];

#[test]
fn a_human_at_a_terminal_of_their_own_answers() {
    for client in [IN_TERMINAL, EDITOR] {
        for human in [
            // Another window, and another window of the same program.
            &[(99, "stockade", 95, 8), (95, "bash", 95, 8), (93, "xterm", 5, 0), DESKTOP, INIT] as &[_],
            &[(99, "stockade", 95, 8), (95, "bash", 95, 8), XTERM, DESKTOP, INIT],
            // A multiplexer that was there before the client.
            &[(99, "stockade", 95, 8), (95, "zsh", 95, 8), (15, "tmux: server", 15, 0), INIT],
            // Logged in over the network, or in a container beside its first process.
            &[(99, "stockade", 95, 8), (95, "bash", 95, 8), (94, "sshd-session", 94, 0), (93, "sshd", 93, 0), INIT],
            &[(99, "stockade", 95, 8), (95, "bash", 95, 8)],
            // With `sudo`, which makes a terminal of its own.
            &[
                (99, "stockade", 98, 9),
                (98, "sudo", 98, 9),
                (97, "sudo", 95, 8),
                (95, "bash", 95, 8),
                XTERM,
                DESKTOP,
                INIT,
            ],
        ] {
            assert_eq!(said(human, client), Ok(()), "{human:?}");
        }
    }
}

#[test]
fn below_a_gate_nobody_answers() {
    let server = [(99, "stockade", 98, 8), (98, "sh", 98, 8), (95, "script", 90, 0), (90, "gate", 30, 7), INIT];
    assert_eq!(said(&server, EDITOR), Err(Refusal::Server(90)));
    // A gate that nobody has heard of.
    let other = [(99, "stockade", 98, 8), (98, "sh", 98, 8), (60, "stockade", 50, 7), (30, "bash", 30, 7), INIT];
    assert_eq!(said(&other, EDITOR), Err(Refusal::Server(60)));
}

#[test]
fn below_the_client_nobody_answers_whatever_the_terminal() {
    let agent = |pid: u32, name: &str| Err(Refusal::Agent { pid, name: name.to_owned() });
    for terminal in [0, 7, 9] {
        let tool = [
            (99, "stockade", 95, terminal),
            (95, "sh", 95, terminal),
            (80, "claude", 30, 7),
            (30, "bash", 30, 7),
            XTERM,
            INIT,
        ];
        assert_eq!(said(&tool, IN_TERMINAL), agent(80, "claude"));
    }
    let scripted = [
        (99, "stockade", 98, 9),
        (98, "sh", 98, 9),
        (95, "script", 30, 7),
        (80, "claude", 30, 7),
        (30, "bash", 30, 7),
        INIT,
    ];
    assert_eq!(said(&scripted, IN_TERMINAL), agent(80, "claude"));
    // The shell that the client was started from: its terminal is the client's.
    let same = [(99, "stockade", 30, 7), (30, "bash", 30, 7), XTERM, DESKTOP, INIT];
    assert_eq!(said(&same, IN_TERMINAL), agent(30, "bash"));
    // The editor's own terminal, which its agent types into as well.
    let built_in =
        [(99, "stockade", 95, 8), (95, "bash", 95, 8), (75, "code", 5, 0), (70, "code", 5, 0), DESKTOP, INIT];
    assert_eq!(said(&built_in, EDITOR), agent(70, "code"));
}

#[test]
fn who_slips_away_from_the_client_does_not_answer() {
    let lost = |pid: u32, name: &str| Err(Refusal::Lost { pid, name: name.to_owned() });
    for adopter in [INIT, (4, "systemd", 4, 0)] {
        let scripted = [(99, "stockade", 98, 9), (98, "sh", 98, 9), (95, "script", 95, 0), adopter];
        assert_eq!(said(&scripted, EDITOR), lost(95, "script"));
        let multiplexed = [(99, "stockade", 98, 9), (98, "sh", 98, 9), (91, "tmux: server", 91, 0), adopter];
        assert_eq!(said(&multiplexed, IN_TERMINAL), lost(91, "tmux: server"));
        assert_eq!(said(&[(99, "stockade", 99, 0), adopter], IN_TERMINAL), Err(Refusal::NoTerminal));
        // Orphaned, and still at the terminal that its client runs in.
        let left = [(99, "stockade", 30, 7), (97, "sh", 30, 7), adopter];
        assert_eq!(said(&left, IN_TERMINAL), Err(Refusal::Astray("terminal 0:7".to_owned())));
    }
}

#[test]
fn who_is_called_like_a_service_manager_is_none() {
    // As a copy of the program, and as what started it.
    for names in [["systemd", "sh"], ["stockade", "systemd"], ["systemd", "systemd"]] {
        let tool = [(99, names[0], 98, 9), (98, names[1], 98, 9), (95, "script", 95, 0), INIT];
        assert!(matches!(said(&tool, EDITOR), Err(Refusal::Lost { .. })), "{names:?}");
    }
    // It does not end the client, either.
    let gate = [(90, "gate", 5, 0), (85, "systemd", 5, 0), (80, "code", 5, 0), (70, "code", 5, 0), DESKTOP, INIT];
    let tool = [(99, "stockade", 98, 9), (98, "sh", 98, 9), (95, "script", 5, 0), (80, "code", 5, 0), DESKTOP, INIT];
    assert_eq!(said(&tool, &gate), Err(Refusal::Agent { pid: 80, name: "code".to_owned() }));
    // A real one, of the system's.
    let human = [(99, "stockade", 95, 8), (95, "bash", 95, 8), (93, "xterm", 93, 0), (60, "systemd", 60, 0), INIT];
    let mut human = Caller { chain: chain(&human), ..caller(&[INIT]) };
    for process in human.chain.iter_mut().take(3) {
        process.groups = Some("0::/user.slice/app.slice/vte-spawn.scope\n".to_owned());
    }
    assert_eq!(human.may_answer(&[90], &[Client::of_chain(&chain(EDITOR))]), Ok(()));
}

#[test]
fn a_number_that_a_client_had_is_no_way_out() {
    let slipped = [(99, "stockade", 98, 9), (98, "sh", 98, 9), (80, "script", 80, 0), INIT];
    let mut slipped = Caller { chain: chain(&slipped), ..caller(&[INIT]) };
    slipped.chain[2].started = 96;
    let refused = slipped.may_answer(&[], &[Client::of_chain(&chain(EDITOR))]);
    assert_eq!(refused, Err(Refusal::Lost { pid: 80, name: "script".to_owned() }));
}

#[test]
fn nobody_at_a_terminal_is_nobody() {
    assert_eq!(said(&[(99, "stockade", 9, 0), (9, "cron", 9, 0), INIT], EDITOR), Err(Refusal::NoTerminal));
    let stranger = Caller { who: Person { uid: u32::MAX, name: None }, ..caller(&[INIT]) };
    assert_eq!(stranger.may_answer(&[], &[]), Err(Refusal::OtherUser(u32::MAX)));
}

#[cfg(target_os = "linux")]
#[test]
fn the_other_end_is_known() {
    let (one, _two) = UnixStream::pair().unwrap();
    let caller = Caller::of(&one).unwrap();
    assert_eq!(caller.chain.first().unwrap().pid, std::process::id());
    assert_eq!(caller.who.uid, nix::unistd::geteuid().as_raw());
    assert_eq!(caller.gate_above(&[std::process::id()]), Some(std::process::id()));
    let parent = caller.chain.get(1).unwrap().pid;
    assert_eq!(caller.may_answer(&[parent], &[]), Err(Refusal::Server(parent)));
    // A gate below this process: its client is this one.
    let mut gate = std::process::Command::new("sleep").arg("60").spawn().unwrap();
    let client = Client::of_gate(gate.id());
    gate.kill().unwrap();
    gate.wait().unwrap();
    let refused = caller.may_answer(&[], &[client.unwrap()]);
    assert!(matches!(refused, Err(Refusal::Agent { pid, .. }) if pid == std::process::id()), "{refused:?}");
}
