//! Policies: validated, linted, explained, tested, taken over, listed and shown.

use stockade_policy::shipped;
use stockade_testkit::{FakeHome, Outcome};

use crate::{home, program};

const GOOD: &str = "version: \"1\"\ntools:\n  send:\n    rules:\n      - name: known\n        conditions: [{path: args.to, op: \
                    email_domain_in, value: [example.com]}]\n        on_deny: Not to strangers\ntests:\n  - call: {tool: send, \
                    args: {to: a@example.com}}\n    expect: allow\n";
const BAD: &str = "version: 2\ntool: {}\ndefault: alow\nhide: [a, a]\n";

fn run(home: &FakeHome, args: &[&str]) -> Outcome {
    program(home).args(["policy"]).args(args).run()
}

#[test]
fn every_mistake_is_shown_at_its_line() {
    let home = home().file("project/good.yaml", GOOD).file("project/bad.yaml", BAD);
    let outcome = run(&home, &["validate", "good.yaml", "bad.yaml"]);
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    assert!(outcome.stdout.starts_with("good.yaml: valid, 1 key, sha256 "), "{}", outcome.stdout);
    for part in [
        "bad.yaml:1:10",
        "bad.yaml:2:1",
        "did you mean `tools`?",
        "did you mean `allow`?",
        "hidden twice",
        "first here",
    ] {
        assert!(outcome.stdout.contains(part), "{part} in {}", outcome.stdout);
    }
    let report = run(&home, &["validate", "--json", "bad.yaml"]).json();
    assert_eq!(report["files"][0]["valid"], false);
    assert_eq!(report["files"][0]["problems"].as_array().unwrap().len(), 4, "{report}");
    assert_eq!(run(&home, &["validate", "good.yaml"]).code, 0);
    let missing = run(&home, &["validate", "nowhere.yaml"]);
    assert_eq!(missing.code, 2);
    assert!(missing.stderr.contains("policy list"), "{}", missing.stderr);
}

#[test]
fn a_lint_says_what_to_write_instead() {
    let asks = GOOD.replace("Not to strangers", "Strangers need approval");
    let home = home().file("project/asks.yaml", &asks).file("project/good.yaml", GOOD);
    let outcome = run(&home, &["lint", "asks.yaml"]);
    assert_eq!(outcome.code, 1);
    assert!(
        outcome.stdout.contains("never asks") && outcome.stdout.contains("action: require_approval"),
        "{}",
        outcome.stdout
    );
    assert_eq!(run(&home, &["lint", "good.yaml"]).code, 0);
}

#[test]
fn an_explanation_shows_every_value() {
    let home = home().file("project/good.yaml", GOOD);
    let explain = |args: &str| run(&home, &["explain", "good.yaml", "--tool", "send", "--args", args]);
    let denied = explain(r#"{"to":"a@evil.example"}"#);
    assert_eq!(denied.code, 1, "{}", denied.stderr);
    insta::assert_snapshot!(denied.stdout, @r#"
    deny  send
      code     rule-denied
      rule     known
      message  Not to strangers

    deny  send: known (evaluate)
      fails  args.to email_domain_in ["example.com"]  read "a@evil.example"
    "#);
    assert_eq!(explain(r#"{"to":"a@example.com"}"#).code, 0);
    assert!(explain("{}").stdout.contains("read missing  (the value is missing)"));
    for (args, why) in [
        ("[]", "it is of type array"),
        ("{\"a\":1,\"a\":2}", "the key `a` is there twice"),
        ("{", "the text ends"),
        ("{to: a@example.com}", "line 1, column 2"),
        ("{\"to\":'a'}", "is expected"),
        ("{\"n\":01}", "line 1, column 7"),
    ] {
        let outcome = explain(args);
        assert_eq!(outcome.code, 2);
        assert!(outcome.stderr.contains(why), "{args}: {}", outcome.stderr);
    }
    let report = run(&home, &["explain", "good.yaml", "--json", "--tool", "send"]).json();
    assert_eq!(report["code"], "rule-error");
    assert_eq!(report["rules"][0]["conditions"][0]["outcome"], "error");
}

#[test]
fn tests_in_a_policy_are_run() {
    let home = home()
        .file("project/good.yaml", GOOD)
        .file("project/fails.yaml", &GOOD.replace("expect: allow", "expect: ask"));
    assert_eq!(run(&home, &["test", "good.yaml"]).stdout, "1 test, all passed\n");
    let failed = run(&home, &["test", "fails.yaml"]);
    assert_eq!(
        (failed.code, failed.stdout.as_str()),
        (1, "fails.yaml:9: send: expected ask, got allow\n1 test, 1 failed\n")
    );
    assert_eq!(run(&home, &["test", "fails.yaml", "--json"]).json()["tests"][0]["passed"], false);
}

#[test]
fn a_policy_is_taken_over_with_its_differences_as_comments() {
    let theirs = "version: \"1\"\ndefault: deny\ntools:\n  a:\n    rules:\n      - name: r\n        conditions:\n          - {path: args.x, \
                  op: eq, value: \"true\"}\n";
    let home = home().file("project/theirs.yaml", theirs);
    let outcome = run(&home, &["import", "theirs.yaml", "--output", "ours.yaml"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (0, ""), "{}", outcome.stderr);
    let ours = std::fs::read_to_string(home.path().join("project/ours.yaml")).unwrap();
    assert!(ours.contains("          # stockade: the text never equals the boolean"), "{ours}");
    assert!(ours.contains("# stockade: tools that no key names are not in tools/list either\ndefault: deny"), "{ours}");
    let kept: String =
        ours.lines().filter(|line| !line.trim_start().starts_with('#')).map(|line| format!("{line}\n")).collect();
    assert_eq!(kept, theirs);
    assert_eq!(run(&home, &["validate", "ours.yaml"]).code, 0);
}

#[test]
fn shipped_policies_are_listed_shown_and_used_by_name() {
    let home = FakeHome::new();
    let list = run(&home, &["list"]);
    assert_eq!(list.stdout.lines().count(), shipped::ALL.len());
    assert_eq!(run(&home, &["list", "--json"]).json()["policies"].as_array().unwrap().len(), shipped::ALL.len());
    for policy in shipped::ALL {
        assert_eq!(run(&home, &["show", policy.name]).stdout, policy.text);
        assert_eq!(run(&home, &["test", policy.name]).code, 0, "{}", policy.name);
    }
    let denied = run(&home, &["explain", "filesystem", "--tool", "read_file", "--args", r#"{"path":".env"}"#]);
    assert!(denied.stdout.starts_with("deny  read_file"), "{}", denied.stdout);
    let unknown = run(&home, &["show", "filesytem"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("did you mean `filesystem`?"), "{}", unknown.stderr);
}

#[test]
fn what_is_shown_into_a_file_is_what_run_takes() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = home().file("project/intercept.yaml", GOOD);
    let mode = |name: &str| home.path().join("project").join(name).metadata().unwrap().permissions().mode() & 0o777;
    let said = run(&home, &["show", "filesystem", "--output", "mine.yaml"]);
    assert_eq!((said.code, said.stdout.as_str()), (0, ""), "{}", said.stderr);
    let text = std::fs::read_to_string(home.path().join("project/mine.yaml")).unwrap();
    assert_eq!(text, run(&home, &["show", "filesystem"]).stdout);
    assert_eq!(mode("mine.yaml"), 0o600);
    let deeper = run(&home, &["show", "filesystem", "--output", "config/policies/mine.yaml"]);
    assert_eq!(deeper.code, 0, "{}", deeper.stderr);
    assert_eq!(mode("config/policies"), 0o700, "nobody else puts a policy there");
    let again = run(&home, &["show", "memory", "--output", "mine.yaml"]);
    assert_eq!(again.code, 2);
    assert!(again.stderr.contains("is there already") && again.stderr.contains("--force"), "{}", again.stderr);
    assert_eq!(run(&home, &["show", "memory", "--output", "mine.yaml", "--force"]).code, 0);
    assert_eq!(run(&home, &["validate", "mine.yaml"]).code, 0);
    assert_eq!(run(&home, &["import", "intercept.yaml", "--output", "taken.yaml"]).code, 0);
    assert_eq!(mode("taken.yaml"), 0o600);
}
