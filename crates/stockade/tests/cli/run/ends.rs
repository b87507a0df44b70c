//! Who ends first, and what is then left.

use super::*;

#[test]
fn the_servers_status_is_passed_on() {
    for (script, code) in [("exit 0", 0), ("exit 7", 7), ("exit 255", 255), ("kill -9 $$", 137), ("kill -SEGV $$", 139)]
    {
        let (out, err, status) = Client::of(script).end();
        assert_eq!((out.as_str(), err.as_str(), status), ("", "", code), "{script}");
    }
}

#[test]
fn nothing_is_lost_when_the_server_answers_and_exits() {
    // More than the pipe to the client holds, and less than both pipes and the gate hold together: the server is gone
    // before the first line is read.
    let line = said(&format!("\"text\":\"{}\"", "x".repeat(920)));
    let line = line.trim_end();
    let script = format!(r#"say "\"pid\":$$"; i=0; while [ $i -lt 120 ]; do echo '{line}'; i=$((i+1)); done; exit 3"#);
    let mut client = Client::of(&script);
    let server = client.number();
    gone(server);
    let (out, err, code) = client.end();
    assert_eq!(code, 3, "{err}");
    assert_eq!(out.lines().count(), 120);
    assert!(out.lines().all(|said| said == line));
}

#[test]
fn a_server_that_dies_ends_the_session_while_the_client_waits() {
    let mut client = Client::of(r#"say "\"pid\":$$"; while :; do sleep 0.05; done"#);
    let server = client.number();
    kill(server, Signal::SIGKILL).unwrap();
    // The client's input is still open.
    assert_eq!(client.end().2, 137);
}

#[test]
fn a_client_that_closes_its_input_ends_the_server() {
    let mut client = Client::of(r#"cat; say '"bye":1'; exit 5"#);
    let sent = said("\"a\":1") + &said("\"b\":2");
    client.send(&sent);
    client.input = None;
    assert_eq!(client.end(), (sent + &said("\"bye\":1"), String::new(), 5));
}

#[test]
fn a_client_that_no_longer_reads_ends_the_server() {
    let mut client = Client::of(r#"say "\"pid\":$$"; while read -r line; do echo "$line"; done; exit 6"#);
    let server = client.number();
    let Client { mut gate, mut input, output, _home } = client;
    drop(output);
    // Its input stays open: the answer is what shows that nobody reads.
    input.as_mut().unwrap().write_all(said("").as_bytes()).unwrap();
    assert_eq!(gate.wait().unwrap().code(), Some(6));
    gone(server);
}

#[test]
fn what_the_server_leaves_behind_is_ended() {
    let script =
        r#"sleep 600 & say "\"pid\":$!"; (trap '' TERM; say "\"ready\":1"; exec sleep 600) & read -r line; exit 4"#;
    let mut client = Client::of(script);
    let left = client.number();
    assert_eq!(client.line(), said("\"ready\":1"));
    client.send(&said("\"go\":1"));
    assert_eq!(client.end().2, 4);
    gone(left);
}

#[test]
fn a_stranger_with_the_servers_output_does_not_hold_the_session() {
    let mut client = Client::of(r#"setsid sleep 600 2>&- & say "\"pid\":$!"; read -r line; exit 4"#);
    let stranger = client.number();
    client.send(&said("\"go\":1"));
    assert_eq!(client.end().2, 4);
    let _ = kill(stranger, Signal::SIGKILL);
}

#[test]
fn a_gate_that_is_killed_takes_the_server_with_it() {
    // Neither the end of the input nor TERM moves these two.
    let script = r#"trap '' TERM; (say "\"pid\":$(sh -c 'echo $PPID')"; while :; do sleep 0.05; done) &
        say "\"pid\":$$"; while :; do sleep 0.05; done"#;
    let mut client = Client::of(script);
    let processes = [client.number(), client.number()];
    client.signal(Signal::SIGKILL);
    client.gate.wait().unwrap();
    processes.into_iter().for_each(gone);
}

#[test]
fn a_limit_of_file_sizes_does_not_end_the_gate() {
    let home = FakeHome::new();
    let log = home.write("log", "x".repeat(4096));
    let gate = program(&home).into_command();
    let script = format!(
        "ulimit -f 8; exec {} run -- /bin/sh -c 'echo banner; echo '\\''{}'\\''; exit 3'",
        gate.get_program().to_string_lossy(),
        said("").trim_end()
    );
    let mut command = std::process::Command::new("/bin/sh");
    command.args(["-c", &script]).env_clear().env("PATH", "/usr/bin:/bin").env("HOME", home.path());
    let output = command
        .stdin(Stdio::null())
        .stderr(std::fs::OpenOptions::new().append(true).open(&log).unwrap())
        .output()
        .unwrap();
    assert_eq!(
        (String::from_utf8(output.stdout).unwrap().as_str(), output.status.code()),
        (said("").as_str(), Some(3))
    );
    assert_eq!(std::fs::read(&log).unwrap().len(), 4096, "the banner was to be written there");
}
