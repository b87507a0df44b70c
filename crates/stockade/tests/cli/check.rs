//! `stockade check` as people use it: specs in, explained answers out.

use std::io::Write as _;
use std::process::Stdio;

use serde_json::Value;
use stockade_testkit::{FakeHome, Outcome};

use crate::program;

const SHOWN: [&str; 5] = [
    "npm:postmark-mcp",
    "npm:mcp-server-fetch",
    "npm:suport-color",
    "pypi:requets",
    "npm:@modelcontextprotocol/server-filesystem",
];

fn check(home: &FakeHome, args: &[&str]) -> Outcome {
    program(home).args(["check"]).args(args).run()
}

/// Runs with a list on the standard input.
pub(crate) fn fed(home: &FakeHome, args: &[&str], input: &[u8]) -> Outcome {
    let mut command = program(home).args(args).into_command();
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || {
        // A program that ends early closes the pipe; what it says is the test's business.
        let _ = pipe.write_all(&input);
    });
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let raw = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    Outcome { code: output.status.code().unwrap(), stdout: raw.clone(), stderr, raw }
}

/// The pack changes with every table; what is said about these names should not.
fn without_pack(text: &str) -> String {
    text.split("; pack ").next().unwrap().to_owned()
}

#[test]
fn four_alarms_are_explained_and_the_genuine_one_is_one_line() {
    let home = FakeHome::new();
    let outcome = check(&home, &SHOWN);
    assert_eq!(outcome.code, 1);
    assert!(outcome.stderr.ends_with("stockade: 4 findings at or above `medium`\n"), "{}", outcome.stderr);
    assert!(outcome.stdout.contains("; pack 20") && outcome.stdout.contains(" sha256:"));
    insta::assert_snapshot!(without_pack(&outcome.stdout), @r#"
    deny    npm:postmark-mcp [known-malware, critical, confidence high]
                                     npm:postmark-mcp
               repository activecampaign/postmark-mcp
               ^^^^^^^^^^^^^^^^^^^^^^^^^^
      for:     malicious (1.0.0 to 1.0.15 clean) (ossf/malicious-packages MAL-2025-47604;Koi;Snyk;Postmark notice): versions >=1.0.16 (known-malware)
      for:     advisory MAL-2025-47604 (known-malware)
      for:     `activecampaign/postmark-mcp` is the repository of an MCP server (2 sources) (unclaimed-official-name, mechanism 21)
      for:     it is called official, and no source ties a package of this name to `activecampaign` (unclaimed-official-name, mechanism 21)
      known:   the pack does not know this name
      lacking: popularity, publisher, age, repository, version, install hooks (offline)
      fix:     take what `activecampaign/postmark-mcp` itself tells people to install
      fix:     do not install it; where it ran, whatever it could read is known to others
      accept:  no entry lifts this; only a knowledge pack that no longer says so does
    deny    npm:mcp-server-fetch [known-malware, critical, confidence high]
               npm: mcp-server-fetch
               pypi:mcp-server-fetch
               ^^^^^
      for:     malicious (seen: 0.0.1,0.0.2) (ossf/malicious-packages MAL-2026-5476): versions * (known-malware)
      for:     advisory MAL-2026-5476 (known-malware)
      for:     `mcp-server-fetch` is a well-known package of pypi (cross-ecosystem, mechanism 22)
      for:     it belongs to `modelcontextprotocol`, who is not known to publish it for npm (cross-ecosystem, mechanism 22)
      known:   the pack does not know this name
      lacking: popularity, publisher, age, repository, version, install hooks (offline)
      fix:     if you mean the one of pypi, start that: `pypi:mcp-server-fetch`
      fix:     do not install it; where it ran, whatever it could read is known to others
      accept:  no entry lifts this; only a knowledge pack that no longer says so does
    deny    npm:suport-color [known-malware, critical, confidence high]
               npm:su·port·-color
               npm:supports-color
                     ^    ^
      for:     malicious (seen: 1.0.1) (Socket 2026-02-20;Cobenian/shai-hulud-detect): versions * (known-malware)
      like:    `supports-color` without `ps` (omission, mechanism 1, note)
      known:   the pack does not know this name
      lacking: popularity, publisher, age, repository, version, install hooks (offline)
      fix:     if you mean `npm:supports-color`, write that
      fix:     do not install it; where it ran, whatever it could read is known to others
      accept:  no entry lifts this; only a knowledge pack that no longer says so does
    ask     pypi:requets [omission, medium, confidence medium]
               pypi:reque·ts
               pypi:requests
                         ^
      for:     `requests` without `s` (omission, mechanism 1)
      for:     `requests` is in wide use (rank 6) (omission, mechanism 1)
      known:   the pack does not know this name
      lacking: popularity, publisher, age, repository, version, install hooks (offline)
      fix:     if you mean `pypi:requests`, write that
      accept:  if you looked at `pypi:requets` and trust it, add to [HOME]/.config/stockade/stockade.toml
               [[servers.allow]]
               purl = "pkg:pypi/requets"
    allow   npm:@modelcontextprotocol/server-filesystem [by-name-alone]
    5 specs: 3 denied, 1 to ask about, 1 allowed
    "#);
}

#[test]
fn one_line_each_where_little_should_be_said() {
    let outcome = check(&FakeHome::new(), &["--quiet", "npm:suport-color", "pypi:requets", "pypi:mcp-server-fetch"]);
    insta::assert_snapshot!(outcome.stdout, @r#"
    deny    npm:suport-color [known-malware, critical, confidence high]
    ask     pypi:requets [omission, medium, confidence medium]
    allow   pypi:mcp-server-fetch [by-name-alone]
    "#);
}

#[test]
fn a_launch_line_is_judged_by_what_it_runs() {
    let home = FakeHome::new();
    for args in [&["--", "npx", "-y", "suport-color@1.0.0"][..], &["npx -y suport-color@1.0.0"][..]] {
        let outcome = check(&home, args);
        assert_eq!(outcome.code, 1, "{args:?}");
        assert!(outcome.stdout.contains("npm:suport-color@1.0.0 [known-malware"), "{}", outcome.stdout);
        assert!(outcome.stdout.contains("via npx"), "{}", outcome.stdout);
    }
    let alias = check(&home, &["npm:chalk@npm:chalk-tempalte@1.0.0"]);
    assert_eq!(alias.code, 1, "{}", alias.stdout);
    let opaque = check(&home, &["--", "sh", "-c", "curl https://sh.example.com/x | sh"]);
    assert_eq!(opaque.code, 1);
    assert!(opaque.stdout.contains("[opaque, medium") && opaque.stdout.contains("a pipe"), "{}", opaque.stdout);
    let unknown = check(&home, &["--", "node", "server.js"]);
    assert_eq!(unknown.code, 3, "{}", unknown.stdout);
    assert!(unknown.stdout.contains("unknown "), "{}", unknown.stdout);
    assert_eq!(check(&home, &["pkg:cargo/serde"]).code, 3);
}

#[test]
fn a_name_of_no_ecosystem_is_judged_in_each() {
    let home = FakeHome::new();
    let outcome = check(&home, &["mcp-server-fetch"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.stdout.contains("write `npm:mcp-server-fetch` or `pypi:mcp-server-fetch`"), "{}", outcome.stdout);
    let known = check(&home, &["--ecosystem", "pypi", "mcp-server-fetch"]);
    assert_eq!((known.code, without_pack(&known.stdout).lines().count()), (0, 2), "{}", known.stdout);
}

#[test]
fn an_approval_answers_a_question_and_lifts_no_denial() {
    let home = FakeHome::new();
    let asked = check(&home, &["pypi:requets", "--json"]).json();
    let entry = asked["specs"][0]["parts"][0]["approval"].as_str().unwrap().to_owned();
    assert_eq!(entry, "[[servers.allow]]\npurl = \"pkg:pypi/requets\"\n");
    let malware = "\n[[servers.allow]]\npurl = \"pkg:npm/suport-color\"\n";
    home.write(".config/stockade/stockade.toml", entry + malware);
    let approved = check(&home, &["pypi:requets"]);
    assert_eq!(approved.code, 0, "{}", approved.stdout);
    assert!(approved.stdout.starts_with("allow   pypi:requets [approved]"), "{}", approved.stdout);
    assert_eq!(check(&home, &["npm:suport-color"]).code, 1);
    // What is on no list is said, and fails only who wants it to.
    let unlisted = check(&home, &["npm:left-pad", "--no-exit-codes"]);
    assert!(unlisted.stdout.contains("[unlisted, low, confidence high]"), "{}", unlisted.stdout);
    assert!(unlisted.stdout.contains("purl = \"pkg:npm/left-pad\""), "{}", unlisted.stdout);
    assert_eq!(check(&home, &["npm:left-pad"]).code, 0);
    assert_eq!(check(&home, &["npm:left-pad", "--fail-on", "low"]).code, 1);
}

#[test]
fn a_denial_of_the_list_counts_and_is_explained() {
    let home = FakeHome::new()
        .file("project/stockade.toml", "[[servers.deny]]\npurl = \"pkg:npm/left-pad\"\nreason = \"we said no\"\n");
    let outcome = check(&home, &["npm:left-pad"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.stdout.starts_with("deny    npm:left-pad [denied, high"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("we said no"), "{}", outcome.stdout);
}

#[test]
fn fail_on_is_as_in_a_scan_and_files_only_make_it_stricter() {
    let home = FakeHome::new();
    let code = |args: &[&str]| check(&home, args).code;
    assert_eq!((code(&["pypi:requets"]), code(&["pypi:requets", "--fail-on", "high"])), (1, 0));
    assert_eq!(
        (code(&["npm:suport-color", "--fail-on", "critical"]), code(&["npm:suport-color", "--no-exit-codes"])),
        (1, 0)
    );
    let environment = program(&home).args(["check", "pypi:requets"]).env("STOCKADE_FAIL_ON", "critical").run();
    assert_eq!(environment.code, 0);
    home.write(".config/stockade/stockade.toml", "[scan]\nfail-on = \"critical\"\n");
    assert_eq!(code(&["pypi:requets"]), 1);
}

#[test]
fn bad_specs_are_named_and_cost_only_themselves() {
    let home = FakeHome::new();
    let long = format!("npm:{}", "a".repeat(10_000));
    let bad = [&long, "npm:git\u{202e}buh", "npm:a\u{1b}[2Jb", "npm:%40acme%2Fnotes", "npm:left-pad.", "gem:rails"];
    let outcome = check(&home, &[&bad[..], &["pypi:requets"]].concat());
    assert_eq!(outcome.code, 2);
    assert!(outcome.stdout.starts_with("ask     pypi:requets"), "{}", outcome.stdout);
    assert!(outcome.stdout.chars().all(|c| c == '\n' || !stockade::visible::is_hidden(c)));
    assert!(outcome.stderr.chars().all(|c| c == '\n' || !stockade::visible::is_hidden(c)), "{:?}", outcome.stderr);
    assert!(outcome.stderr.lines().all(|line| line.len() < 300), "{}", outcome.stderr);
    assert!(
        outcome.stderr.lines().filter(|line| line.starts_with("error: ")).count() == bad.len(),
        "{}",
        outcome.stderr
    );
    assert!(outcome.stderr.contains("6 specs could not be understood"), "{}", outcome.stderr);
    assert_eq!(check(&home, &["-", "-"]).code, 2);
    assert_eq!(check(&home, &[]).code, 2);
}

#[test]
fn a_list_is_read_line_by_line() {
    let home = FakeHome::new();
    let outcome = fed(
        &home,
        &["check", "-"],
        b"# what we use\n\npypi:requets\r\nnpm:\xff\nnpm:a b\nnpm:@acme\nnpx -y suport-color\n",
    );
    assert_eq!(outcome.code, 2);
    assert!(outcome.stderr.contains("error: line 4: the line is not UTF-8"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("error: line 6: `npm:@acme`: a scope needs a name"), "{}", outcome.stderr);
    assert!(
        outcome.stdout.contains("pypi:requets") && outcome.stdout.contains("npm:suport-color"),
        "{}",
        outcome.stdout
    );
    for nothing in [&b""[..], b"# nothing\n\n"] {
        let empty = fed(&home, &["check", "--json", "-"], nothing);
        assert_eq!(empty.code, 2);
        assert!(empty.stderr.contains("the standard input names nothing to check"), "{}", empty.stderr);
        assert_eq!(empty.json()["exit"]["code"], 2);
    }
    let json = fed(&home, &["check", "--json", "-"], b"pypi:requets\nnpm:left-pad.\n").json();
    assert_eq!((&json["specs"][1]["line"], &json["exit"]["code"]), (&2.into(), &2.into()));
}

/// An answer is there before the next question comes.
#[test]
fn answers_do_not_wait_for_the_end_of_the_list() {
    use std::io::{BufRead as _, BufReader};
    let home = FakeHome::new();
    let mut command = program(&home).args(["check", "--quiet", "-"]).into_command();
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let (mut input, mut output) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    for name in ["pypi:requets", "npm:left-pad"] {
        writeln!(input, "{name}").unwrap();
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        assert!(line.contains(name), "{line}");
    }
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

fn committed(name: &str) -> Value {
    let path = format!("{}/../../schema/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

#[test]
fn reports_keep_to_the_committed_schema() {
    let validator = jsonschema::validator_for(&committed("check-report.v1.json")).unwrap();
    let home = FakeHome::new();
    let specs =
        ["--json", "npm:left-pad.", "pkg:cargo/serde", "sh -c 'a | b'", "mcp-server-fetch", "--", "npx", "-y", "x"];
    for outcome in [
        check(&home, &[&["--json"], &SHOWN[..]].concat()),
        check(&home, &specs),
        fed(&home, &["check", "--json", "-"], b""),
    ] {
        let report = outcome.json();
        let errors: Vec<String> =
            validator.iter_errors(&report).map(|error| format!("{error} at {}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
        assert_eq!(report["exit"]["code"], outcome.code);
    }
    assert!(!validator.is_valid(&serde_json::json!({ "schema_version": 2 })));
    let file = check(&home, &["--json=report.json", "pypi:requets"]);
    assert_eq!((file.code, file.stdout.as_str()), (1, ""));
    let written = std::fs::read_to_string(home.project().join("report.json")).unwrap();
    assert!(validator.is_valid(&serde_json::from_str(&written).unwrap()));
}

#[test]
fn sarif_keeps_to_the_official_schema_and_names_the_spec() {
    let home = FakeHome::new();
    let hostile = "npm:x\u{1b}[2J](http://a.example.com)";
    let log = check(&home, &[&["--sarif", hostile, "pkg:cargo/serde", "sh -c 'a | b'"], &SHOWN[..]].concat()).json();
    crate::sarif::valid(&log);
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 5);
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"].is_string());
    }
    let prints: std::collections::BTreeSet<_> =
        results.iter().map(|result| result["partialFingerprints"]["stockadeCheck/v1"].as_str().unwrap()).collect();
    assert_eq!(prints.len(), results.len());
    let notifications = run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap();
    let ids: Vec<&str> = notifications.iter().map(|note| note["descriptor"]["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["wrong-spec", "unknown", "by-name-alone"], "{notifications:#?}");
    assert_eq!(run["invocations"][0]["exitCode"], 2);
}

#[test]
fn differences_are_marked_in_colour_where_asked() {
    let home = FakeHome::new();
    let plain = check(&home, &["pypi:requets"]).stdout;
    let coloured = check(&home, &["pypi:requets", "--color", "always"]).stdout;
    assert!(!plain.contains('\u{1b}') && plain.contains("reque·ts") && plain.contains('^'), "{plain}");
    assert!(coloured.contains("\u{1b}[31m·\u{1b}[0m") || coloured.contains("\u{1b}[1m\u{1b}[31m·"), "{coloured:?}");
}

#[test]
fn secrets_of_launch_lines_are_never_said() {
    let home = FakeHome::new();
    let words = [
        "--json",
        "npx notes --api-key hunter2hunter2hunter2",
        "--",
        "npx",
        "-y",
        "x",
        "--token",
        "hunter2hunter2hunter2",
    ];
    let outcome = check(&home, &words);
    assert!(!outcome.stdout.contains("hunter2") && !outcome.stderr.contains("hunter2"), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("pkg:npm/notes"), "{}", outcome.stdout);
}

/// Records of malicious versions, as `import-osv` keeps them.
fn with_advisories(records: &[(&str, &str, &str)]) -> FakeHome {
    let home = FakeHome::new();
    for (number, (ecosystem, name, versions)) in records.iter().enumerate() {
        let number = number + 1;
        let text = format!(
            r#"{{"id":"MAL-2026-{number}","affected":[{{"package":{{"ecosystem":"{ecosystem}","name":"{name}"}},"versions":{versions}}}]}}"#
        );
        home.write(&format!("project/osv/MAL-2026-{number}.json"), text);
    }
    let imported = program(&home).args(["pack", "import-osv", "osv"]).run();
    assert_eq!(imported.code, 0, "{}", imported.stderr);
    home
}

#[test]
fn malicious_versions_are_asked_about_where_no_version_is_named() {
    let home = with_advisories(&[("npm", "zqxvj-tool", r#"["1.0.0","1.0.1"]"#)]);
    let unknown = check(&home, &["npm:zqxvj-tool"]);
    assert_eq!(unknown.code, 1, "{}", unknown.stdout);
    assert!(unknown.stdout.starts_with("ask     npm:zqxvj-tool [known-malware"), "{}", unknown.stdout);
    for part in ["versions 1.0.0,1.0.1", "which version would run is not known", "name one exact version"] {
        assert!(unknown.stdout.contains(part), "{part}: {}", unknown.stdout);
    }
    assert!(check(&home, &["npm:zqxvj-tool@1.0.1"]).stdout.starts_with("deny"));
    assert_eq!(check(&home, &["npm:zqxvj-tool@1.0.2"]).code, 0);
    assert!(check(&home, &["npx -y zqxvj-tool@^1"]).stdout.contains("ask     npm:zqxvj-tool [known-malware"));
}

#[test]
fn a_made_up_name_is_answered_with_the_registry_of_what_is_meant() {
    let outcome = check(&FakeHome::new(), &["pypi:claude-code"]);
    for line in [
        "           pypi:claude-code\n",
        "           npm: @anthropic-ai/claude-code\n",
        "for:     this name is asked for by mistake; `npm:@anthropic-ai/claude-code` is meant (",
        "fix:     if you mean `npm:@anthropic-ai/claude-code`, write that\n",
    ] {
        assert!(outcome.stdout.contains(line), "{line}: {}", outcome.stdout);
    }
    assert!(!outcome.stdout.contains("npm @anthropic"), "{}", outcome.stdout);
}

#[test]
fn a_popular_package_with_bad_versions_is_not_told_to_be_another() {
    let home = with_advisories(&[("npm", "express", r#"["99.0.1"]"#), ("npm", "webpack", r#"["99.0.1"]"#)]);
    for name in ["npm:express@99.0.1", "npm:webpack@99.0.1", "npm:express"] {
        let outcome = check(&home, &[name]);
        assert_eq!(outcome.code, 1, "{name}");
        assert!(!outcome.stdout.contains("if you mean"), "{name}: {}", outcome.stdout);
    }
}

#[test]
fn a_command_of_the_package_that_is_named_is_no_alias() {
    let home = FakeHome::new();
    let outcome = check(&home, &["npx -p typescript tsc"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stdout);
    assert!(!outcome.stdout.contains("npm:tsc"), "{}", outcome.stdout);
    let other = check(&home, &["npx -p typoscript-x tsc"]);
    assert!(other.stdout.contains("ask "), "{}", other.stdout);
}

#[test]
fn what_nobody_sees_is_named() {
    let home = FakeHome::new();
    let script = check(&home, &["npm:r\u{435}act"]);
    assert!(script.stdout.contains("U+0435 for `e`"), "{}", script.stdout);
    let encoded = check(&home, &["npx -y %40acme%2Fnotes"]);
    assert_eq!(encoded.code, 1, "{}", encoded.stdout);
    assert!(encoded.stdout.contains("`@acme/notes` written percent-encoded"), "{}", encoded.stdout);
    assert!(!encoded.stdout.contains("placeholder"), "{}", encoded.stdout);
}
