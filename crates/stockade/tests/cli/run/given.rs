//! A server that was given what is the gate's own is not started.

use super::*;

/// What a start with these arguments and this server says. `[HOME]` is the home, the working directory its `project`.
fn outcome(home: &FakeHome, args: &[&str], server: &[&str], set: &[(&str, &str)]) -> stockade_testkit::Outcome {
    let put = |text: &str| text.replace("[HOME]", home.path().to_str().unwrap());
    // The server would say that it was started.
    let line = ["run"].iter().chain(args).chain(&["--", "/bin/echo", "started"]).chain(server).map(|text| put(text));
    let set = set.iter().map(|(name, value)| (*name, put(value)));
    set.fold(program(home).args(line.collect::<Vec<_>>()), |program, (name, value)| program.env(name, value)).run()
}

fn home() -> FakeHome {
    let home = FakeHome::new().file(".config/stockade/stockade.toml", "").file("notes/x", "").file("app/x", "");
    home.link("link", ".local/state/stockade");
    home
}

#[test]
fn its_state_in_any_spelling() {
    let home = home();
    for server in [
        &["[HOME]/.local/state/stockade"] as &[&str],
        &["[HOME]/.local/state/stockade/approvals"],
        &["[HOME]/.local/state"],
        &["[HOME]"],
        &["/"],
        &["~/.local/state"],
        &["../.local/state/stockade"],
        &["[HOME]/link"],
        &["../link/journal"],
        &["-d[HOME]/.local/state"],
        &["--dir=[HOME]/.local/state"],
        &["--dir", "[HOME]/notes:[HOME]/.local/state"],
        &[r#"{"root":"[HOME]/.local/state"}"#],
        &[r#"--options={"roots":[{"path":"~/.local/state"}]}"#],
        &["file://[HOME]/.local/state"],
        &["--root=file://localhost[HOME]/%2elocal/state"],
        &["sh", "-c", "cd [HOME]/.local && exec server state"],
        &["bash", "-lc", "server --root \"$HOME/.local/state\""],
        &["sh", "-c", "cd ~; exec server"],
    ] {
        let outcome = outcome(&home, &[], server, &[]);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""), "{server:?}: {}", outcome.stderr);
        let said = &outcome.stderr;
        assert!(
            said.starts_with("error: the server could change the gate's state (`[HOME]/.local/state/stockade`)"),
            "{said}"
        );
        assert!(said.contains("what the server's arguments name") && said.contains("\n  hint: "), "{said}");
    }
    assert!(!home.path().join(".local").exists(), "nothing was made before");
}

#[test]
fn whatever_else_is_the_gates_own() {
    let home = home();
    let policy = home.write("notes/p.yaml", "version: \"1\"\n");
    std::fs::set_permissions(policy, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    for (args, server, set, what) in [
        (
            &[] as &[&str],
            &["[HOME]/.local/share"] as &[&str],
            &[] as &[(&str, &str)],
            "the notes of what humans answered",
        ),
        (&[], &["[HOME]/.config"], &[], "the settings"),
        (&[], &["[HOME]/notes"], &[("STOCKADE_CONFIG", "[HOME]/notes/s.toml")], "the settings"),
        (&["--journal", "[HOME]/notes/j"], &["[HOME]/notes"], &[], "the journal"),
        (&["--store", "../notes/c"], &["[HOME]/notes"], &[], "the counters"),
        (&[], &["[HOME]/notes"], &[("STOCKADE_STORE", "[HOME]/notes/c")], "the counters"),
        (&[], &["[HOME]/notes"], &[("XDG_STATE_HOME", "[HOME]/notes")], "the gate's state"),
        (&["--policy", "[HOME]/notes/p.yaml"], &["{\"root\":\"[HOME]/notes\"}"], &[], "the policy"),
        (&[], &[], &[("ROOT_DIR", "[HOME]/.local")], "a variable of the server's environment"),
        (&[], &[], &[("ALLOWED", "[\"[HOME]/notes\",\"[HOME]\"]")], "a variable of the server's environment"),
    ] {
        let outcome = outcome(&home, args, server, set);
        assert_eq!((outcome.code, outcome.stdout.as_str()), (1, ""), "{what}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(what), "{what}: {}", outcome.stderr);
    }
    // In it: the working directory.
    let state = home.path().join(".local/state/stockade/x");
    std::fs::create_dir_all(&state).unwrap();
    let outcome = program(&home).args(["run", "--", "/bin/echo", "started"]).cwd(state).run();
    assert!(outcome.code == 1 && outcome.stderr.contains("the server's directory"), "{}", outcome.stderr);
}

#[test]
fn what_is_the_servers_it_gets() {
    let home = home();
    for (server, set) in [
        (&["[HOME]/notes", "--url=https://example.com/", "-v", "[HOME]/app:/data"] as &[&str], &[] as &[(&str, &str)]),
        (&["with / or ~ between", "text/plain", "*"], &[]),
        (
            &[".", "./x"],
            &[("DATA", "[HOME]/app"), ("TMPDIR", "/tmp"), ("PWD", "[HOME]"), ("npm_config_local_prefix", "[HOME]")],
        ),
    ] {
        let outcome = outcome(&home, &[], server, set);
        assert_eq!(outcome.code, 0, "{server:?}: {}", outcome.stderr);
    }
    // Clients start everything at home.
    let outcome = program(&home).args(["run", "--", "/bin/echo", "started"]).cwd(home.path()).run();
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
}
