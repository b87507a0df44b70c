//! Settings about packages: whom to ask, how to judge, what is required, and ignores of what only a registry can tell.

use stockade_testkit::FakeHome;

use crate::{home, program, scan};

const USER: &str = ".config/stockade/stockade.toml";

#[test]
fn a_project_can_ask_for_more_and_redirects_nothing() {
    let home = FakeHome::new()
        .file(USER, "[registries]\nosv = \"off\"\n[assess]\nhold = \"72 hours\"\n[[require]]\npurl = \"pkg:npm/*\"\nminimum-age = \"7 days\"\nreason = \"no rush\"\n")
        .file(
            "project/stockade.toml",
            "[registries]\noffline = true\nosv = \"https://osv.example/\"\nmcp-registry = \"off\"\n\
             [assess]\nhold = \"48 hours\"\nnew-name = \"60 days\"\nburst = 9\n\
             [[require]]\npurl = \"pkg:npm/%40acme/*\"\nprovenance = \"A\"\nexpires = 2020-01-31\n\
             [[require.except]]\npurl = \"pkg:npm/%40acme/old\"\nreason = \"was there before\"\n",
        );
    let shown = program(&home).env("STOCKADE_OFFLINE", "").args(["config", "show"]).run();
    insta::assert_snapshot!(shown.stdout, @r#"
    scan.fail-on            high       default
    scan.min-confidence     low        default
    scan.persona            regular    default
    scan.recorded-projects  true       default
    scan.processes          true       default
    servers.unlisted        warn       default
    registries.offline      false      default
    registries.osv          off        [HOME]/.config/stockade/stockade.toml:2
    registries.osv-dumps    https://osv-vulnerabilities.storage.googleapis.com/ default
    registries.redirects    none       default
    registries.mcp-registry https://registry.modelcontextprotocol.io/ default
    assess.hold             3 days     [HOME]/.config/stockade/stockade.toml:4
    assess.new-name         60 days    [HOME]/project/stockade.toml:7
    assess.burst            8          default
    assess.burst-window     48 hours   default
    assess.secret-families  3          default
    require minimum-age = "7 days" for pkg:npm/*: no rush   user [HOME]/.config/stockade/stockade.toml:5
    require provenance = "A" for pkg:npm/%40acme/* EXPIRED on 2020-01-31   project [HOME]/project/stockade.toml:9; 1 exception
    refused registries.offline true: a project does not decide this, and false stands   [HOME]/project/stockade.toml:2
    refused registries.osv https://osv.example/: a project does not decide this, and off stands   [HOME]/project/stockade.toml:3
    refused registries.mcp-registry off: a project does not decide this, and https://registry.modelcontextprotocol.io/ stands   [HOME]/project/stockade.toml:4
    refused assess.hold 48 hours: a project can only be stricter than 3 days   [HOME]/project/stockade.toml:6
    refused assess.burst 9: a project can only be stricter than 8   [HOME]/project/stockade.toml:8
    "#);
    let json = program(&home).args(["config", "show", "--json"]).run().json();
    assert_eq!(json["require"][0]["origin"]["line"], 5, "{json:#}");
    assert_eq!(json["refused"][0]["stricter"], false, "{json:#}");
}

#[test]
fn the_environment_keeps_off_the_network_and_says_so() {
    let home = FakeHome::new().file(USER, "[registries]\noffline = true\n");
    let offline = |value: &str| {
        let shown = program(&home).args(["config", "show"]).env("STOCKADE_OFFLINE", value).run();
        shown.stdout.lines().find(|line| line.starts_with("registries.offline")).map(str::to_owned)
    };
    assert!(offline("1").unwrap().ends_with("environment STOCKADE_OFFLINE"));
    // It lets nothing on that settings keep off.
    for value in ["", "0", "no"] {
        assert!(offline(value).unwrap().contains("true"), "{value}");
    }
    let wrong = program(&home).args(["config", "show"]).env("STOCKADE_OFFLINE", "maybe").run();
    assert_eq!((wrong.code, wrong.stdout.as_str()), (2, ""));
    assert!(wrong.stderr.contains("STOCKADE_OFFLINE is wrong: `maybe`"), "{}", wrong.stderr);
}

#[test]
fn a_mistake_in_what_is_required_stops_the_run() {
    let home = home().file("project/stockade.toml", "[[require]]\npurl = \"pkg:npm/*\"\nprovenence = \"A\"\n");
    for args in [&["scan", "--no-processes"][..], &["config", "check"]] {
        let outcome = program(&home).args(args).run();
        assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""), "{args:?}");
        assert!(outcome.stderr.contains("unknown key `provenence` in `[[require]]`"), "{}", outcome.stderr);
        assert!(outcome.stderr.contains("stockade.toml:3:1"), "{}", outcome.stderr);
    }
}

fn ignore(check: &str) -> String {
    format!("[[ignore]]\ncheck = \"{check}\"\nreason = \"looked at\"\n")
}

/// What a scan cannot find without a registry is no reason to call its ignore stale.
#[test]
fn an_ignore_of_what_a_registry_tells_is_not_stale_offline() {
    let home = home().file(USER, &ignore("young-version")).file(
        "project/.cursor/mcp.json",
        r#"{ "mcpServers": {
  // stockade: ignore[young-version] ours
  "a": { "command": "node" } } }"#,
    );
    let outcome = scan(&home, &["--quiet", "--persona", "auditor"]);
    assert!(!outcome.stdout.contains("stale-ignore"), "{}", outcome.stdout);
    // Of a name that nobody runs it is one.
    let home = home.file(
        "project/.cursor/mcp.json",
        r#"{ "mcpServers": {
  // stockade: ignore[jung-version] ours
  "a": { "command": "node" } } }"#,
    );
    let outcome = scan(&home, &["--quiet", "--persona", "auditor"]);
    assert!(outcome.stdout.contains("there is no check `jung-version` to ignore"), "{}", outcome.stdout);
}

#[test]
fn a_project_does_not_vouch_for_its_packages() {
    let home = home().file("project/stockade.toml", &ignore("constant-recipient"));
    let outcome = scan(&home, &["--quiet"]);
    let said = "the ignore of `constant-recipient` in project settings does not count: \
                a project does not vouch for the packages it brings along";
    assert!(outcome.stdout.contains(said), "{}", outcome.stdout);
    let shown = program(&home).args(["config", "show"]).run();
    assert!(shown.stdout.contains("does not count in settings of this layer"), "{}", shown.stdout);
    // What is asked for is accepted by nobody below those who ask; the user who asks may.
    let home = FakeHome::new()
        .file(USER, &format!("[[require]]\npurl = \"pkg:npm/*\"\nprovenance = \"B\"\n{}", ignore("unmet-requirement")));
    let shown = program(&home).args(["config", "show"]).run();
    assert!(!shown.stdout.contains("does not count"), "{}", shown.stdout);
}

#[test]
fn a_check_that_asks_a_registry_is_not_silently_clean() {
    let outcome = scan(&home(), &["--check", "new-name"]);
    assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""));
    assert!(outcome.stderr.contains("`new-name` needs what a registry says"), "{}", outcome.stderr);
    assert_eq!(scan(&home(), &["--exclude-check", "new-name"]).code, 1);
}
