//! The signals that a client or a person sends. The server says first that it can take them.

use super::*;

/// Says what it gets, and goes on.
const TRAPS: &str = r#"for name in INT TERM HUP QUIT USR1 USR2; do trap "say '\"got\":\"$name\"'" $name; done
    say '"ready":1'; while :; do sleep 0.05; done"#;

#[test]
fn signals_reach_the_server() {
    let mut client = Client::of(TRAPS);
    assert_eq!(client.line(), said("\"ready\":1"));
    let all = [
        (Signal::SIGHUP, "HUP"),
        (Signal::SIGUSR1, "USR1"),
        (Signal::SIGUSR2, "USR2"),
        (Signal::SIGQUIT, "QUIT"),
        (Signal::SIGINT, "INT"),
    ];
    for (signal, name) in all {
        client.signal(signal);
        assert_eq!(client.line(), said(&format!("\"got\":\"{name}\"")));
    }
    // The second of those that insist is the end.
    client.signal(Signal::SIGTERM);
    assert_eq!(client.end().2, 143);
}

#[test]
fn a_signal_that_the_server_dies_of_is_the_status() {
    for (signal, code) in [(Signal::SIGTERM, 143), (Signal::SIGINT, 130), (Signal::SIGUSR1, 138)] {
        let mut client = Client::of(r#"say "\"pid\":$$"; exec sleep 600"#);
        let server = client.number();
        client.signal(signal);
        assert_eq!(client.end().2, code);
        gone(server);
    }
}

#[test]
fn all_of_the_servers_processes_get_a_signal() {
    // The outer one is ready first: the inner one says so, and the signal comes at once. It ends a `wait`, so there are two.
    let script = r#"trap : USR1; (trap 'say "\"inner\":1"; exit' USR1; say '"ready":1'; while :; do sleep 0.05; done) & wait; wait; exit 8"#;
    let mut client = Client::of(script);
    assert_eq!(client.line(), said("\"ready\":1"));
    client.signal(Signal::SIGUSR1);
    let (out, err, code) = client.end();
    assert_eq!((out.as_str(), code), (said("\"inner\":1").as_str(), 8), "{err}");
}
