//! Settings: where they come from, which one wins, and how mistakes are shown.

use stockade_testkit::FakeHome;

use crate::{home, program, scan};

fn ignore(place: &str) -> String {
    format!("[[ignore]]\ncheck = \"insecure-url\"\nplace = \"{place}\"\nreason = \"no certificates here\"\n")
}

#[test]
fn every_setting_names_its_origin() {
    let home = home()
        .file(".config/stockade/stockade.toml", "[scan]\nfail-on = \"critical\"\npersona = \"auditor\"\n")
        .file("project/stockade.toml", &format!("[scan]\nfail-on = \"low\"\npersona = \"regular\"\n{}", ignore("a")));
    let outcome = program(&home)
        .env("STOCKADE_OFFLINE", "")
        .args(["config", "show"])
        .env("STOCKADE_MIN_CONFIDENCE", "medium")
        .run();
    insta::assert_snapshot!(outcome.stdout, @r#"
    scan.fail-on            low        [HOME]/project/stockade.toml:2
    scan.min-confidence     medium     environment STOCKADE_MIN_CONFIDENCE
    scan.persona            auditor    [HOME]/.config/stockade/stockade.toml:3
    scan.recorded-projects  true       default
    scan.processes          true       default
    servers.unlisted        warn       default
    registries.offline      false      default
    registries.osv          https://api.osv.dev/ default
    registries.osv-dumps    https://osv-vulnerabilities.storage.googleapis.com/ default
    registries.redirects    none       default
    registries.mcp-registry https://registry.modelcontextprotocol.io/ default
    assess.hold             48 hours   default
    assess.new-name         30 days    default
    assess.burst            8          default
    assess.burst-window     48 hours   default
    assess.secret-families  3          default
    ignore insecure-url at a: no certificates here   project [HOME]/project/stockade.toml:4
    refused scan.persona regular: a project can only be stricter than auditor   [HOME]/project/stockade.toml:3
    "#);
}

#[test]
fn an_argument_beats_the_environment_which_beats_files() {
    let home = home().file("project/stockade.toml", "[scan]\nfail-on = \"medium\"\n");
    let code = |args: &[&str], env: Option<&str>| {
        let scan = program(&home).args(["scan", "--no-processes", "--exclude-check", "insecure-url"]).args(args);
        env.into_iter().fold(scan, |scan, value| scan.env("STOCKADE_FAIL_ON", value)).run().code
    };
    assert_eq!(code(&[], None), 1);
    assert_eq!(code(&[], Some("critical")), 0);
    assert_eq!(code(&["--fail-on", "medium"], Some("critical")), 1);
    assert_eq!(code(&["--no-config"], None), 0);
}

#[test]
fn an_ignore_accepts_and_is_counted() {
    let home = home().file(".config/stockade/stockade.toml", &ignore("cursor/user/plain"));
    let outcome = scan(&home, &[]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    assert!(outcome.stdout.contains("not shown: 1 ignored"), "{}", outcome.stdout);
    let verbose = scan(&home, &["--verbose"]);
    assert!(verbose.stdout.contains("ignored[insecure-url]"), "{}", verbose.stdout);
    assert!(verbose.stdout.contains("no certificates here"), "{}", verbose.stdout);
    let report = scan(&home, &["--json"]).json();
    assert_eq!(report["suppressed"][0]["reason"], "no certificates here");
    assert_eq!(report["suppressed"][0]["ignore"]["range"]["start"]["line"], 1);
    assert_eq!(scan(&home, &["--no-ignores"]).code, 1);
}

#[test]
fn a_project_cannot_silence_the_users_own_findings() {
    let home = home().file("project/stockade.toml", &ignore("**"));
    let outcome = scan(&home, &["--quiet"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.stdout.contains("low[stale-ignore]: the ignore of `insecure-url` at `**` covers nothing"));
}

#[test]
fn mistakes_are_drawn_where_they_stand() {
    let home =
        FakeHome::new().file("project/stockade.toml", "[scan]\nfail_on = \"high\"\n[[ignore]]\ncheck = \"unpined\"\n");
    let outcome = scan(&home, &[]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""));
    insta::assert_snapshot!(outcome.stderr, @r#"
    error: unknown key `fail_on` in `[scan]`
     --> [HOME]/project/stockade.toml:2:1
      |
    2 | fail_on = "high"
      | ^^^^^^^ did you mean `fail-on`?
      |
    error: there is no check `unpined`
     --> [HOME]/project/stockade.toml:4:9
      |
    4 | check = "unpined"
      |         ^^^^^^^^^ did you mean `unpinned`?
    error: an ignore needs a `reason`
     --> [HOME]/project/stockade.toml:3:1
      |
    3 | [[ignore]]
      | ^^^^^^^^^^ say why it is accepted, so that others can tell
    "#);
}

#[test]
fn a_project_above_the_working_directory_keeps_its_ignores() {
    let home = FakeHome::new()
        .file("other/.cursor/mcp.json", crate::CONFIG)
        .file("other/stockade.toml", &ignore(".cursor/mcp.json:2"));
    let report = scan(&home, &["../other", "--json"]).json();
    assert_eq!(report["suppressed"].as_array().unwrap().len(), 1, "{report:#}");
    let path = report["suppressed"][0]["finding"]["place"]["path"].as_str().unwrap();
    assert_eq!(path, home.path().join("other/.cursor/mcp.json").display().to_string());
}

/// The settings of a project that would silence what is said about its own names.
#[test]
fn a_project_does_not_vouch_for_its_own_names() {
    const LOOSE: &str = "[scan]\nfail-on = \"critical\"\nmin-confidence = \"high\"\nprocesses = false\n\
        [[servers.allow]]\npurl = \"pkg:pypi/requets\"\n\
        [[ignore]]\ncheck = \"squat\"\nreason = \"it is ours\"\n\
        [[ignore]]\ncheck = \"known-malware\"\nreason = \"it is ours\"\n";
    const CONFIG: &str = r#"{ "mcpServers": {
  "near": { "command": "uvx", "args": ["requets==1.0"] },
  "bad": { "command": "npx", "args": ["-y", "suport-color@1.0.1"] }
} }"#;
    let home = FakeHome::new().file("project/stockade.toml", LOOSE).file("project/.cursor/mcp.json", CONFIG);
    let only = ["--no-processes", "--check", "squat", "--check", "known-malware"];
    let report = program(&home).args(["scan", "--json"]).args(only).run();
    assert_eq!(report.code, 1, "{}", report.stderr);
    for part in
        ["`scan.fail-on = critical` at", "`scan.min-confidence = high` at", "stockade.toml:2", "stockade.toml:3"]
    {
        assert!(report.stderr.contains(part), "{part}: {}", report.stderr);
    }
    let report = report.json();
    let mut found: Vec<&str> =
        report["findings"].as_array().unwrap().iter().map(|finding| finding["check"].as_str().unwrap()).collect();
    found.sort_unstable();
    assert_eq!(found, ["known-malware", "squat"], "{report:#}");

    let ask = program(&home).args(["check", "pypi:requets"]).run();
    assert_eq!(ask.code, 1, "{}", ask.stdout);
    assert!(ask.stdout.contains("stockade.toml:5 approves it, which lifts no alarm about a name"), "{}", ask.stdout);

    let shown = program(&home).env("STOCKADE_OFFLINE", "").args(["config", "show"]).run();
    insta::assert_snapshot!(shown.stdout, @r#"
    scan.fail-on            high       default
    scan.min-confidence     low        default
    scan.persona            regular    default
    scan.recorded-projects  true       default
    scan.processes          true       default
    servers.unlisted        warn       default
    registries.offline      false      default
    registries.osv          https://api.osv.dev/ default
    registries.osv-dumps    https://osv-vulnerabilities.storage.googleapis.com/ default
    registries.redirects    none       default
    registries.mcp-registry https://registry.modelcontextprotocol.io/ default
    assess.hold             48 hours   default
    assess.new-name         30 days    default
    assess.burst            8          default
    assess.burst-window     48 hours   default
    assess.secret-families  3          default
    allow pkg:pypi/requets   project [HOME]/project/stockade.toml:5; lifts no alarm about a name
    ignore squat at everywhere: it is ours   project [HOME]/project/stockade.toml:7; does not count in settings of this layer
    ignore known-malware at everywhere: it is ours   project [HOME]/project/stockade.toml:10; does not count in settings of this layer
    refused scan.fail-on critical: a project can only be stricter than high   [HOME]/project/stockade.toml:2
    refused scan.min-confidence high: a project can only be stricter than low   [HOME]/project/stockade.toml:3
    refused scan.processes false: a project can only be stricter than true   [HOME]/project/stockade.toml:4
    "#);

    // The same words in the user's own settings count.
    let home = FakeHome::new().file(".config/stockade/stockade.toml", LOOSE).file("project/.cursor/mcp.json", CONFIG);
    let report = program(&home).args(["scan", "--json"]).args(only).run();
    assert_eq!(report.code, 0, "{}", report.stdout);
    assert_eq!(program(&home).args(["check", "pypi:requets"]).run().code, 0);
}
