//! The program in homes that somebody made to break it: within seconds, within a memory limit, with status 3 and the
//! file's name, and with everything else in the report.

use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::Command;

use stockade_testkit::{FakeHome, Outcome, Program};

use crate::{scan, scanner};

const HONEST: &str = r#"{"mcpServers": {"honest": {"command": "honest-server", "args": ["--stdio"]}}}"#;
/// What the program may ask the system for, in KiB; the test build is several times as large as what is shipped.
const MEMORY: &str = "1500000";
const SECONDS: &str = "60";
/// A kind of file that takes the test build some seconds.
const LARGEST: &str = "the largest file that is read";

/// The scan under limits: killed at the end of its time (status 137), refused memory beyond its share (status 134).
fn limited(home: &FakeHome, args: &[&str]) -> Outcome {
    let inner = scanner(home, args).into_command();
    let line = "ulimit -v \"$1\"; shift; exec /usr/bin/timeout -s KILL \"$@\"";
    let mut outer = Program::new("/bin/sh", home).args(["-c", line, "sh", MEMORY, SECONDS]).args([inner.get_program()]);
    outer = outer.args(inner.get_args());
    outer.run()
}

fn names_the_file(home: &FakeHome, place: &str, what: &str) {
    let outcome = limited(home, &[]);
    let tail: String = outcome.stdout.chars().take(2000).collect();
    assert_eq!(outcome.code, 3, "{what}: {} {tail}", outcome.stderr);
    assert!(outcome.stdout.contains(place), "{what}: `{place}` is not named: {tail}");
    assert!(outcome.stdout.contains("honest"), "{what}: the honest server is not there: {tail}");
    assert!(outcome.stderr.contains("left something unread"), "{what}: {}", outcome.stderr);
    assert!(!outcome.stderr.contains("panicked"), "{what}: {}", outcome.stderr);
    // Every output carries it, and none breaks.
    let outputs = ["--json", "--sarif", "--cyclonedx", "--html"];
    for output in outputs.iter().filter(|_| what != LARGEST) {
        let outcome = limited(home, &[*output]);
        assert_eq!(outcome.code, 3, "{what} {output}: {}", outcome.stderr);
        // SARIF has findings alone, and the honest server has none.
        let wanted = if *output == "--sarif" { "mcp.json" } else { "honest" };
        assert!(outcome.stdout.contains(wanted), "{what} {output}");
    }
}

/// As long as wanted, the same on every run.
fn random(count: usize) -> Vec<u8> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    std::iter::repeat_with(next).take(count).collect()
}

fn honest() -> FakeHome {
    FakeHome::new().file(".lmstudio/mcp.json", HONEST)
}

#[test]
fn bad_files_are_named_and_the_rest_is_scanned() {
    type Make = fn(&Path);
    let kinds: &[(&str, Make)] = &[
        ("a million random bytes", |path| std::fs::write(path, random(1_000_000)).unwrap()),
        ("10,000 levels", |path| std::fs::write(path, "{\"mcpServers\":".repeat(10_000)).unwrap()),
        ("1 GiB", |path| File::create(path).unwrap().set_len(1 << 30).unwrap()),
        (LARGEST, |path| {
            let mut file = File::create(path).unwrap();
            (0..32).for_each(|_| file.write_all(&b"[[],".repeat(1 << 18)).unwrap());
        }),
        ("broken UTF-8", |path| std::fs::write(path, b"{\"mcpServers\": {\"\xc3\x28\": {}}}").unwrap()),
        ("a loop of links", |path| symlink(path, path).unwrap()),
        ("a FIFO", |path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success())),
        ("a device", |path| symlink("/dev/zero", path).unwrap()),
        ("a directory", |path| std::fs::create_dir(path).unwrap()),
        ("a file that fails when it is read", |path| symlink("/proc/self/mem", path).unwrap()),
    ];
    for (what, make) in kinds {
        let home = honest().file(".cursor/there", "");
        make(&home.path().join(".cursor/mcp.json"));
        names_the_file(&home, "~/.cursor/mcp.json", what);
    }
}

#[test]
fn what_the_user_may_not_read_is_named() {
    let home = honest().file(".cursor/mcp.json", HONEST).file(".codex/config.toml", "");
    let closed = |name: &str| {
        std::fs::set_permissions(home.path().join(name), std::fs::Permissions::from_mode(0o000)).unwrap();
    };
    // The superuser may read everything: the scan runs as somebody else, with the program where they can start it.
    let program = home.outside().join("stockade");
    std::fs::copy(assert_cmd::cargo::cargo_bin!("stockade"), &program).unwrap();
    std::fs::set_permissions(home.outside(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let superuser = std::fs::metadata(home.path()).unwrap().uid() == 0;
    closed(".cursor/mcp.json");
    closed(".codex");
    let mut command = Program::new(&program, &home).args(["scan", "--no-processes"]).into_command();
    if superuser {
        command.uid(65_534).gid(65_534);
    }
    let output = command.output().unwrap();
    std::fs::set_permissions(home.path().join(".codex"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let (said, complained) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(3), "{complained} {said}");
    for place in ["~/.cursor/mcp.json", "~/.codex"] {
        assert!(said.contains(place), "`{place}` is not named: {said}");
    }
    assert!(said.contains("honest"), "{said}");
}

#[test]
fn names_that_paint_the_terminal_are_shown_as_text() {
    let wild = "\u{1b}[31m\u{1b}]0;t\u{7}\r\n\u{8}\u{202e}\u{2066}\u{200b}\u{85}\u{9b}2J\u{e0041}";
    let name = serde_json::to_string(wild).unwrap();
    let config = format!(
        "{{\"mcpServers\": {{{name}: {{\"command\": {name}, \"args\": [{name}], \"env\": {{{name}: {name}}}, \"cwd\": {name}}},
          {name}: 3, \"u\": {{\"url\": {name}, \"headers\": {{{name}: {name}}}}}, \"honest\": {{\"command\": \"sh\", \"args\": [\"-c\", {name}]}}}}}}"
    );
    let toml = format!("[mcp_servers.{}]\ncommand = {}\n", toml(wild), toml(wild));
    let home = FakeHome::new().file(".cursor/mcp.json", &config).file(".codex/config.toml", &toml);
    home.write("project/package.json", format!("{{\"dependencies\": {{\"a-mcp\": {name}, {name}: \"mcp\"}}}}"));
    home.write("project/bad\u{1b}[2J\u{202e}name/.mcp.json", "{");
    home.write("project/bad\u{1b}[2J\u{202e}name/package.json", "{");
    // A project's own settings are read before anything else, and quoted where they are wrong.
    for args in [
        &[][..],
        &["--verbose", "--persona", "auditor"],
        &["--quiet"],
        &["--color", "never"],
        &["--json"],
        &["--sarif"],
        &["--cyclonedx"],
        &["--html"],
    ] {
        let outcome = scan(&home, args);
        let hidden = |text: &str| text.chars().find(|c| *c != '\n' && *c != '\t' && stockade::visible::is_hidden(*c));
        assert_eq!(hidden(&outcome.stdout), None, "{args:?}: {:?}", outcome.stdout);
        assert_eq!(hidden(&outcome.stderr), None, "{args:?}: {:?}", outcome.stderr);
        assert!(args == ["--sarif"] || outcome.stdout.contains("honest"), "{args:?}: {}", outcome.stdout);
    }
    home.write("project/stockade.toml", "[scan]\nfail-on = \"\u{202e}\u{200b}\"\n\"\\u001b[31m\u{202e}\" = 1\n");
    let outcome = scan(&home, &[]);
    assert_eq!(outcome.code, 2);
    assert!(!outcome.stderr.chars().any(|c| c != '\n' && stockade::visible::is_hidden(c)), "{:?}", outcome.stderr);
}

fn toml(text: &str) -> String {
    let escaped: String = text.chars().map(|c| format!("\\U{:08x}", u32::from(c))).collect();
    format!("\"{escaped}\"")
}

#[test]
fn many_servers_cost_no_more_than_their_number() {
    // Half of them have one name.
    let home = |count: usize| {
        let name = |at: usize| if at.is_multiple_of(2) { format!("s{at}") } else { "same".to_owned() };
        let servers: Vec<String> =
            (0..count).map(|at| format!("\"{}\": {{\"url\": \"http://a{at}.example.com/mcp\"}}", name(at))).collect();
        FakeHome::new().file(".cursor/mcp.json", &format!("{{\"mcpServers\": {{{}}}}}", servers.join(",\n")))
    };
    let seconds = |count: usize| {
        let home = home(count);
        let start = std::time::Instant::now();
        let outcome = limited(&home, &["--json"]);
        assert_eq!(outcome.code, 1, "{count}: {}", outcome.stderr);
        start.elapsed().as_secs_f64()
    };
    let fits = (0..3).any(|_| {
        let (few, many) = (seconds(400), seconds(3200));
        many < few.max(0.2) * 24.0
    });
    assert!(fits, "400 servers took {:.2} s, 3,200 took {:.2} s", seconds(400), seconds(3200));
}

#[test]
fn a_large_lock_file_is_read_whole() {
    let mut lock = String::from("{\"lockfileVersion\": 3, \"packages\": {");
    for at in 0..60_000 {
        lock.push_str(&format!(
            "\"node_modules/p{at}\": {{\"version\": \"1.0.{at}\", \"resolved\": \"https://registry.example/p{at}.tgz\"}},\n"
        ));
    }
    lock.push_str("\"node_modules/last-mcp\": {\"version\": \"1.0.0\"}}}");
    let home = honest().file("project/package-lock.json", &lock);
    let outcome = limited(&home, &["--json"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(outcome.stdout.contains("last-mcp"));
}
