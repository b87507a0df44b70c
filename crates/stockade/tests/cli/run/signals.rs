//! The signals that a client or a person sends. The server says first that it can take them.

use super::*;

/// Says what it gets, and goes on.
const TRAPS: &str = r#"for name in INT TERM HUP QUIT USR1 USR2; do trap "echo '{\"got\":\"$name\"}'" $name; done
    echo '{"ready":1}'; while :; do sleep 0.05; done"#;

#[test]
fn signals_reach_the_server() {
    let mut client = Client::of(TRAPS);
    assert_eq!(client.line(), "{\"ready\":1}\n");
    let all = [
        (Signal::SIGHUP, "HUP"),
        (Signal::SIGUSR1, "USR1"),
        (Signal::SIGUSR2, "USR2"),
        (Signal::SIGQUIT, "QUIT"),
        (Signal::SIGINT, "INT"),
    ];
    for (signal, name) in all {
        client.signal(signal);
        assert_eq!(client.line(), format!("{{\"got\":\"{name}\"}}\n"));
    }
    // The second of those that insist is the end.
    client.signal(Signal::SIGTERM);
    assert_eq!(client.end().2, 143);
}

#[test]
fn a_signal_that_the_server_dies_of_is_the_status() {
    for (signal, code) in [(Signal::SIGTERM, 143), (Signal::SIGINT, 130), (Signal::SIGUSR1, 138)] {
        let mut client = Client::of(r#"echo "{\"pid\":$$}"; exec sleep 600"#);
        let server = client.number();
        client.signal(signal);
        assert_eq!(client.end().2, code);
        gone(server);
    }
}

#[test]
fn all_of_the_servers_processes_get_a_signal() {
    let script = r#"(trap 'echo "{\"inner\":1}"; exit' USR1; echo '{"ready":1}'; while :; do sleep 0.05; done) & trap '' USR1; wait; exit 8"#;
    let mut client = Client::of(script);
    assert_eq!(client.line(), "{\"ready\":1}\n");
    client.signal(Signal::SIGUSR1);
    let (out, err, code) = client.end();
    assert_eq!((out.as_str(), code), ("{\"inner\":1}\n", 8), "{err}");
}
