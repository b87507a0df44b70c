//! The report that people read.

use stockade_testkit::FakeHome;

use crate::{home, hostile, scan, scanner};

#[test]
fn the_whole_report() {
    let outcome = scan(&home(), &["--exclude-check", "secret-in-config"]);
    insta::assert_snapshot!(outcome.stdout, @r#"
    CLIENT  SCOPE  SERVER  RUNS                         PIN  STATE
    cursor  user   plain   http://mcp.example.com/mcp   n/a  enabled
    cursor  user   notes   notes-server (file unknown)  n/a  enabled

    high[insecure-url]: `plain` talks to `mcp.example.com` unencrypted
     --> ~/.cursor/mcp.json:2:21
      |
    2 |   "plain": { "url": "http://mcp.example.com/mcp" },
      |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ not encrypted
      |
      = note: confidence high, server cursor/user/plain
      = for: the address begins with `http://`
      = help: use the encrypted address (`https://`, `wss://`)

    Gaps: what this scan cannot see
      cursor: servers switched off in Cursor's settings page count as enabled: the choice is in its state database
      cursor: servers that extensions register in code, or a team's dashboard sets, stand in no file

    2 servers of 1 client in 1 config file; 1 finding: 1 high; 2 gaps
    1 remote server: not gated
    not shown: 1 of other checks
    "#);
}

#[test]
fn quiet_is_one_line_a_finding() {
    let outcome = scan(&home(), &["--quiet"]);
    insta::assert_snapshot!(outcome.stdout, @r"
    ~/.cursor/mcp.json:2:21: high[insecure-url]: `plain` talks to `mcp.example.com` unencrypted (confidence high)
    ~/.cursor/mcp.json:3:89: medium[secret-in-config]: the value of `NOTES_PASSWORD` (password) of `notes` stands here as plain text (confidence medium)
    Gaps: what this scan cannot see
      cursor: servers switched off in Cursor's settings page count as enabled: the choice is in its state database
      cursor: servers that extensions register in code, or a team's dashboard sets, stand in no file

    2 servers of 1 client in 1 config file; 2 findings: 1 high, 1 medium; 2 gaps
    1 remote server: not gated
    ");
}

#[test]
fn gaps_are_printed_on_every_run() {
    let theirs = FakeHome::new();
    for flag in ["--no-ignores", "--quiet", "--verbose"] {
        let outcome = crate::program(&home()).args(["scan", flag, "--home"]).args([theirs.path()]).run();
        assert!(
            outcome.stdout.contains("Gaps: what this scan cannot see\n  system-wide configs"),
            "{}",
            outcome.stdout
        );
    }
}

#[test]
fn narrow_terminals_get_a_list() {
    let outcome = scanner(&home(), &["--check", "unpinned"]).env("COLUMNS", "50").run();
    insta::assert_snapshot!(outcome.stdout, @r"
    plain cursor/user
      http://mcp.example.com/mcp
      pin: n/a; enabled
    notes cursor/user
      notes-server (file unknown)
      pin: n/a; enabled

    Gaps: what this scan cannot see
      cursor: servers switched off in Cursor's settings page count as enabled: the choice is in its state database
      cursor: servers that extensions register in code, or a team's dashboard sets, stand in no file

    2 servers of 1 client in 1 config file; 0 findings; 2 gaps
    1 remote server: not gated
    not shown: 2 of other checks
    ");
}

#[test]
fn verbose_tells_the_line_and_the_place() {
    let outcome = scan(&home(), &["--verbose", "--check", "unpinned"]);
    assert!(
        outcome.stdout.contains("cursor/user/notes ~/.cursor/mcp.json:3:3\n  line: notes-server --stdio\n"),
        "{}",
        outcome.stdout
    );
}

#[cfg(unix)]
#[test]
fn both_sides_of_a_link_are_shown() {
    let home = FakeHome::new().file("dotfiles/cursor.json", crate::CONFIG);
    home.link(".cursor/mcp.json", "dotfiles/cursor.json");
    let outcome = scan(&home, &[]);
    assert!(outcome.stdout.contains("--> ~/.cursor/mcp.json:2:21"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("the file is a link to ~/dotfiles/cursor.json"), "{}", outcome.stdout);
}

#[test]
fn colour_follows_the_environment_and_the_flag() {
    let home = home();
    let coloured = |args: &[&str], env: &[(&str, &str)]| {
        env.iter()
            .fold(scanner(&home, args), |scan, (name, value)| scan.env(name, value))
            .run()
            .stdout
            .contains('\u{1b}')
    };
    assert!(!coloured(&[], &[]), "no terminal, no colour");
    assert!(coloured(&[], &[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[], &[("NO_COLOR", "1")]));
    assert!(!coloured(&["--color", "never"], &[("CLICOLOR_FORCE", "1")]));
    assert!(coloured(&["--color", "always"], &[("NO_COLOR", "1")]));
    assert!(!coloured(&["--output", "report.txt"], &[("CLICOLOR_FORCE", "1")]));
    assert!(!std::fs::read_to_string(home.project().join("report.txt")).unwrap().contains('\u{1b}'));
}

#[test]
fn nothing_hidden_reaches_the_terminal() {
    for args in [&["--persona", "auditor"][..], &["--verbose"], &["--quiet"]] {
        let outcome = scan(&hostile(), args);
        let hidden = |text: &str| text.chars().any(|c| c != '\n' && c != '\t' && stockade::visible::is_hidden(c));
        assert!(!hidden(&outcome.stdout) && !hidden(&outcome.stderr), "{}", outcome.stdout);
        assert!(!outcome.stdout.contains("hunter2"));
    }
}
