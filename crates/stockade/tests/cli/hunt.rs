//! `stockade hunt` as people use it: a list of names in, ordered look-alikes out, also after an interruption.

use std::io::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use stockade_testkit::{FakeHome, Outcome};

use crate::check::fed;
use crate::program;

fn hunt(home: &FakeHome, args: &[&str]) -> Outcome {
    program(home).args(["hunt"]).args(args).run()
}

/// Many names, of which every seventh is a look-alike.
fn names(count: usize) -> String {
    let look_alikes = ["npm:suport-color", "pypi:requets", "npm:mcp-server-fetch", "pypi:reqeusts"];
    (0..count)
        .map(|at| if at % 7 == 3 { format!("{}\n", look_alikes[at % 4]) } else { format!("npm:zqxj-{at}-vkw\n") })
        .collect()
}

fn read(home: &FakeHome, name: &str) -> String {
    std::fs::read_to_string(home.project().join(name)).unwrap()
}

#[test]
fn look_alikes_are_listed_in_the_order_of_the_input() {
    let home = FakeHome::new();
    let outcome = fed(&home, &["hunt", "-"], b"# names\nnpm:suport-color\r\n\nnpm:lodash\npypi:requets\n");
    assert_eq!(outcome.code, 1);
    insta::assert_snapshot!(outcome.stdout, @r#"
    block   npm:suport-color [known-malware]
    confirm pypi:requets ~ pypi:requests [omission]
    "#);
    assert!(outcome.stderr.contains("3 names in ") && outcome.stderr.contains("2 look-alikes at or above `medium`"));
    assert_eq!(fed(&home, &["hunt", "-", "--no-exit-codes"], b"pypi:requets\n").code, 0);
    assert_eq!(fed(&home, &["hunt", "-", "--fail-on", "high"], b"pypi:requets\n").code, 0);
    assert_eq!(fed(&home, &["hunt", "-"], b"npm:lodash\n").code, 0);
}

#[test]
fn filters_choose_by_verdict_mechanism_and_target() {
    let home = FakeHome::new();
    let list = b"suport-color\nlodash-js\nloadsh-x\nopenclaww\nrequets\n";
    let found = |args: &[&str]| fed(&home, &[&["hunt", "-", "--ecosystem", "npm"], args].concat(), list).stdout;
    assert_eq!(found(&["--verdict", "block"]).lines().count(), 1);
    assert!(found(&["--verdict", "note", "--mechanism", "affix"]).contains("npm:lodash-js ~ npm:lodash [affix]"));
    let of_lodash = found(&["--verdict", "note", "--target", "npm:lodash"]);
    assert!(of_lodash.contains("lodash-js") && !of_lodash.contains("openclaww"), "{of_lodash}");
    let wrong = fed(&home, &["hunt", "-", "--mechanism", "omision"], b"");
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("did you mean `omission`?"), "{}", wrong.stderr);
}

#[test]
fn rows_are_csv_and_json_lines_at_once_and_keep_to_the_schema() {
    let home = FakeHome::new().file("project/names.txt", &names(200));
    let outcome = hunt(&home, &["names.txt", "--csv=rows.csv", "--jsonl"]);
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema/hunt-row.v1.json");
    let schema: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let rows: Vec<serde_json::Value> = outcome.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), 29);
    assert!(rows.iter().all(|row| validator.is_valid(row)), "{rows:#?}");
    assert!(!validator.is_valid(&serde_json::json!({ "line": 1 })));
    let lines: Vec<u64> = rows.iter().map(|row| row["line"].as_u64().unwrap()).collect();
    assert!(lines.is_sorted() && lines[0] == 4, "{lines:?}");
    let csv = read(&home, "rows.csv");
    assert_eq!(csv.lines().count(), 30);
    assert!(csv.starts_with("line,ecosystem,name,verdict,") && csv.ends_with("\r\n"), "{csv}");
    assert_eq!(hunt(&home, &["names.txt", "--csv", "--jsonl"]).code, 2);
    assert_eq!(hunt(&home, &["names.txt", "--csv=a", "--jsonl=a"]).code, 2);
}

#[test]
fn lines_that_are_no_names_are_said_and_counted() {
    let home = FakeHome::new();
    let mut list = b"npm:a\x1b[2J\nnolabel\ngem:rails\nnpm:\xff\n".to_vec();
    list.extend(vec![b'x'; 1 << 20]);
    list.extend(b"\npypi:left-pad\n");
    list.extend("npm:a b\n".repeat(40).bytes());
    let outcome = fed(&home, &["hunt", "-"], &list);
    assert_eq!(outcome.code, 3, "{}", outcome.stderr);
    for part in [
        "line 1: the name has the invisible",
        "line 2: it does not say",
        "line 3: `gem`",
        "line 4: the line is not UTF-8",
        "line 5: the line has 1048576 bytes",
    ] {
        assert!(outcome.stderr.contains(part), "{part}: {}", outcome.stderr);
    }
    assert_eq!(outcome.stderr.lines().filter(|line| line.starts_with("error: line")).count(), 20);
    assert!(outcome.stderr.contains("45 lines are no names"), "{}", outcome.stderr);
    assert!(outcome.stderr.chars().all(|c| c == '\n' || !stockade::visible::is_hidden(c)));
    let missing = hunt(&home, &["no.txt"]);
    assert!(missing.code == 2 && missing.stderr.contains("could not read `no.txt`"), "{}", missing.stderr);
}

#[test]
fn an_interrupted_run_goes_on_without_losing_or_doubling_a_row() {
    let all = names(3000);
    let home = FakeHome::new().file("project/names.txt", &all);
    let whole = hunt(&home, &["names.txt", "--csv=whole.csv", "--jsonl=whole.jsonl"]);
    assert_eq!(whole.code, 1);

    let args = ["hunt", "-", "--csv=rows.csv", "--jsonl=rows.jsonl", "--resume", "hunt.state", "--checkpoint", "100"];
    let mut command = program(&home).args(args).into_command();
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    // The pipe stays open, so that the run waits in the middle of a line.
    let mut pipe = child.stdin.take().unwrap();
    pipe.write_all(&all.as_bytes()[..all.len() / 2]).unwrap();
    pipe.flush().unwrap();
    let state = home.project().join("hunt.state");
    let until = Instant::now() + Duration::from_secs(60);
    let lines = || -> u64 {
        let text = std::fs::read_to_string(&state).unwrap_or_default();
        serde_json::from_str::<serde_json::Value>(&text).ok().and_then(|state| state["lines"].as_u64()).unwrap_or(0)
    };
    while lines() < 500 {
        assert!(Instant::now() < until, "no checkpoint came");
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    drop(pipe);
    let done = lines();
    assert!((500..3000).contains(&done), "{done}");
    // Rows of after the checkpoint, the last one torn.
    for name in ["rows.csv", "rows.jsonl"] {
        let mut file = std::fs::OpenOptions::new().append(true).open(home.project().join(name)).unwrap();
        file.write_all(b"{\"line\":1701,\"torn").unwrap();
    }
    let rest = fed(&home, &args, all.as_bytes());
    assert_eq!(rest.code, 1, "{}", rest.stderr);
    assert!(rest.stderr.contains(&format!("{} names in", 3000 - done)), "{}", rest.stderr);
    assert_eq!(read(&home, "rows.csv"), read(&home, "whole.csv"));
    assert_eq!(read(&home, "rows.jsonl"), read(&home, "whole.jsonl"));
    assert_eq!(whole.stderr.lines().last(), rest.stderr.lines().last());
    // Once more: nothing is left to do. And a list that has grown is gone on with.
    assert!(fed(&home, &args, all.as_bytes()).stderr.contains("0 names in"));
    let grown = format!("{all}pypi:requets\n");
    assert!(fed(&home, &args, grown.as_bytes()).stderr.contains("1 name in"));
    assert_eq!(read(&home, "rows.jsonl").lines().count(), read(&home, "whole.jsonl").lines().count() + 1);
}

#[test]
fn a_state_of_something_else_is_refused() {
    let home = FakeHome::new()
        .file("project/names.txt", &names(50))
        .file("project/other.txt", &names(60).replace("zqxj", "zqxk"));
    let resume = |args: &[&str]| hunt(&home, &[args, &["--resume", "hunt.state"]].concat());
    assert_eq!(resume(&["names.txt", "--csv=rows.csv"]).code, 1);
    for (args, part) in [
        (&["other.txt", "--csv=rows.csv"][..], "the input is not the one"),
        (&["names.txt", "--csv=rows.csv", "--verdict", "note"], "other filters or outputs"),
        (&["names.txt", "--csv=others.csv"], "other filters or outputs"),
        (&["names.txt"], "what was printed"),
    ] {
        let outcome = resume(args);
        assert!(outcome.code == 2 && outcome.stderr.contains(part), "{part}: {}", outcome.stderr);
    }
    home.write("project/rows.csv", "tampered with");
    let changed = resume(&["names.txt", "--csv=rows.csv"]);
    assert!(
        changed.code == 2 && changed.stderr.contains("is not what the interrupted run wrote"),
        "{}",
        changed.stderr
    );
    home.write("project/hunt.state", "{");
    assert!(resume(&["names.txt", "--csv=rows.csv"]).stderr.contains("it is no state"));
    assert_eq!(hunt(&home, &["names.txt", "--csv=rows.csv", "--checkpoint", "5"]).code, 2);
}

#[test]
fn a_state_is_of_one_version_and_one_knowledge() {
    let home = FakeHome::new().file("project/names.txt", &names(50));
    let resume = || hunt(&home, &["names.txt", "--csv=rows.csv", "--resume", "hunt.state"]);
    assert_eq!(resume().code, 1);
    let state = read(&home, "hunt.state");
    // Version 1 had no digest of advisories: it is refused for its version, not for a field that it lacks.
    let old = state.replace("\"version\": 2", "\"version\": 1").replace("\"advisories\"", "\"was\"");
    assert_ne!(old, state);
    home.write("project/hunt.state", &old);
    let outcome = resume();
    assert!(outcome.code == 2 && outcome.stderr.contains("a state of version 1"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("hint: remove it to begin anew"), "{}", outcome.stderr);
    home.write("project/hunt.state", &state);
    assert_eq!(resume().code, 1);
    home.write(
        "project/MAL-2026-7.json",
        r#"{"id":"MAL-2026-7","affected":[{"package":{"ecosystem":"npm","name":"zqxj"},"versions":["1.0.0"]}]}"#,
    );
    let imported = program(&home).args(["pack", "import-osv", "MAL-2026-7.json"]).run();
    assert_eq!(imported.code, 0, "{}", imported.stderr);
    let outcome = resume();
    assert!(outcome.code == 2 && outcome.stderr.contains("advisories were imported since"), "{}", outcome.stderr);
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let home = FakeHome::new().file("project/names.txt", &names(30_000));
    let mut command = program(&home).args(["hunt", "names.txt", "--jsonl"]).into_command();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!String::from_utf8_lossy(&output.stderr).contains("30000 names in"));
}

#[test]
fn known_malware_that_looks_like_the_target_is_listed() {
    let home = FakeHome::new();
    let list = b"suport-color\nmcp-server-fetch\n";
    let found = fed(&home, &["hunt", "-", "--ecosystem", "npm", "--target", "supports-color"], list).stdout;
    assert_eq!(found, "block   npm:suport-color ~ npm:supports-color [known-malware]\n");
    // However many more popular names a name is nearer to.
    let args = ["hunt", "-", "--ecosystem", "npm", "--verdict", "note", "--target", "mcp-remote"];
    let found = fed(&home, &args, b"@evil/mcp-remote\nzqxvj\n").stdout;
    assert_eq!(found, "note    npm:@evil/mcp-remote ~ npm:mcp-remote [scope-confusion]\n");
}

/// Names of one file in every way that a system knows.
#[cfg(unix)]
#[test]
fn no_file_is_written_over_that_the_run_reads_or_writes() {
    let names = names(20);
    let home = FakeHome::new().file("project/names.txt", &names).file("project/other.txt", &names);
    let project = home.project();
    std::os::unix::fs::symlink("names.txt", project.join("link.txt")).unwrap();
    std::fs::hard_link(project.join("names.txt"), project.join("hard.txt")).unwrap();
    std::fs::create_dir(project.join("folder")).unwrap();
    std::os::unix::fs::symlink("..", project.join("folder/up")).unwrap();
    for args in [
        &["names.txt", "--csv=names.txt"][..],
        &["names.txt", "--jsonl=./folder/../names.txt"],
        &["names.txt", "--csv=link.txt"],
        &["names.txt", "--csv=hard.txt"],
        &["names.txt", "--csv=folder/up/names.txt"],
        &["names.txt", "--csv=rows.csv", "--resume", "names.txt"],
        &["names.txt", "--csv=rows.csv", "--resume", "rows.csv"],
        &["names.txt", "--csv=rows.csv", "--resume", "folder/up/rows.csv"],
        &["names.txt", "--csv=rows.csv", "--jsonl=folder/up/rows.csv"],
    ] {
        let outcome = hunt(&home, args);
        assert_eq!(outcome.code, 2, "{args:?}");
        assert!(outcome.stderr.contains("are one file"), "{args:?}: {}", outcome.stderr);
        assert_eq!(read(&home, "names.txt"), names, "{args:?}");
        assert!(!project.join("rows.csv").exists(), "{args:?}");
    }
    let redirected = std::fs::File::open(project.join("names.txt")).unwrap();
    let mut command = program(&home).args(["hunt", "-", "--csv=hard.txt"]).into_command();
    let output = command.stdin(redirected).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(read(&home, "names.txt"), names);
    // Devices are written to by as many as like.
    assert_eq!(hunt(&home, &["other.txt", "--csv=/dev/null", "--no-exit-codes"]).code, 0);
}
