//! The allow-list as people use it: settings in, findings out, and every setting with its origin.

use stockade_testkit::FakeHome;

use crate::{program, scan};

const USER: &str = "\
[servers]
unlisted = \"deny\"

[[servers.allow]]
purl = \"pkg:npm/%40acme/notes@1.0.0\"
reason = \"reviewed\"
expires = 2999-12-31

[[servers.allow]]
host = \"mcp.example.com\"
expires = 2020-01-31

[[servers.deny]]
purl = \"pkg:npm/*evil*\"
";

const PROJECT: &str = "\
[servers]
unlisted = \"warn\"
allow = [{ purl = \"pkg:npm/%40acme/notes\" }]
";

fn home() -> FakeHome {
    let config = r#"{ "mcpServers": {
  "notes": { "command": "npx", "args": ["-y", "@acme/notes@1.0.1"] },
  "good": { "command": "npx", "args": ["-y", "@acme/notes@1.0.0"] }
} }"#;
    FakeHome::new()
        .file(".config/stockade/stockade.toml", USER)
        .file("project/stockade.toml", PROJECT)
        .file("project/.cursor/mcp.json", config)
}

#[test]
fn a_finding_names_the_entry_that_is_nearest_and_the_one_to_add() {
    let home = home();
    let outcome = scan(&home, &["--check", "unlisted-server"]);
    assert_eq!(outcome.code, 1, "{}", outcome.stderr);
    insta::assert_snapshot!(outcome.stdout, @r#"
    CLIENT  SCOPE    SERVER  RUNS                                 PIN          STATE
    cursor  project  notes   pkg:npm/%40acme/notes@1.0.1 via npx  exact 1.0.1  enabled
    cursor  project  good    pkg:npm/%40acme/notes@1.0.0 via npx  exact 1.0.0  enabled

    high[unlisted-server]: `notes`: `pkg:npm/%40acme/notes@1.0.1` is not on the user allow-list
     --> .cursor/mcp.json:2:47
      |
    2 |   "notes": { "command": "npx", "args": ["-y", "@acme/notes@1.0.1"] },
      |                                               ^^^^^^^^^^^^^^^^^^^ not approved
     ::: ~/.config/stockade/stockade.toml:4:1
      |
    4 | [[servers.allow]]
      | ----------------- the nearest entry
     ::: ~/.config/stockade/stockade.toml:2:1
      |
    2 | unlisted = "deny"
      | -------- decides
      |
      = note: confidence high, server cursor/project/notes, pkg:npm/%40acme/notes@1.0.1
      = for: `unlisted = "deny"` at [HOME]/.config/stockade/stockade.toml:2 says what becomes of it
      = for: approved by `pkg:npm/%40acme/notes` on the project list, which is not enough
      = for: the nearest entry is `pkg:npm/%40acme/notes@1.0.0` at [HOME]/.config/stockade/stockade.toml:4: the version is `1.0.1` and not `1.0.0`
      = help: to approve exactly this, add to [HOME]/.config/stockade/stockade.toml:
              [[servers.allow]]
              purl = "pkg:npm/%40acme/notes@1.0.1"
      = help: or name a version that is approved

    Gaps: what this scan cannot see
      cursor: servers switched off in Cursor's settings page count as enabled: the choice is in its state database
      cursor: servers that extensions register in code, or a team's dashboard sets, stand in no file

    2 servers of 1 client in 1 config file; 1 finding: 1 high; 2 gaps
    not shown: 2 of other checks
    "#);
    let report = scan(&home, &["--json", "--check", "unlisted-server"]).json();
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0]["help"][0]["replacement"], "[[servers.allow]]\npurl = \"pkg:npm/%40acme/notes@1.0.1\"\n");
}

#[test]
fn a_project_loosens_nothing_and_its_ignores_neither() {
    let home = home();
    let ignore = "\n[[ignore]]\ncheck = \"unlisted-server\"\nreason = \"we like it\"\n";
    home.write("project/stockade.toml", format!("{PROJECT}{ignore}"));
    assert_eq!(scan(&home, &["--check", "unlisted-server"]).code, 1);
    home.write(".config/stockade/stockade.toml", format!("{USER}{ignore}"));
    assert_eq!(scan(&home, &["--check", "unlisted-server"]).code, 0);
}

#[test]
fn every_entry_is_shown_with_its_origin() {
    let home = home();
    let outcome = program(&home).args(["config", "show"]).run();
    insta::assert_snapshot!(outcome.stdout, @r#"
    scan.fail-on            high       default
    scan.min-confidence     low        default
    scan.persona            regular    default
    scan.recorded-projects  true       default
    scan.processes          true       default
    servers.unlisted        deny       [HOME]/.config/stockade/stockade.toml:2
    registries.offline      true       environment STOCKADE_OFFLINE
    registries.osv          https://api.osv.dev/ default
    registries.osv-dumps    https://osv-vulnerabilities.storage.googleapis.com/ default
    registries.redirects    none       default
    registries.mcp-registry https://registry.modelcontextprotocol.io/ default
    assess.hold             48 hours   default
    assess.new-name         30 days    default
    assess.burst            8          default
    assess.burst-window     48 hours   default
    assess.secret-families  3          default
    allow pkg:npm/%40acme/notes@1.0.0 until 2999-12-31: reviewed   user [HOME]/.config/stockade/stockade.toml:4
    allow host mcp.example.com EXPIRED on 2020-01-31   user [HOME]/.config/stockade/stockade.toml:9
    allow pkg:npm/%40acme/notes   project [HOME]/project/stockade.toml:3; lifts no alarm about a name
    deny pkg:npm/*evil*   user [HOME]/.config/stockade/stockade.toml:13
    "#);
    let shown = program(&home).args(["config", "show", "--json"]).run().json();
    let schema =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema/config-show.v1.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    assert!(jsonschema::is_valid(&schema, &shown), "{shown:#}");
    assert_eq!(shown["allow"].as_array().unwrap().len(), 3);
    assert_eq!(shown["allow"][1]["expired"], true);
    assert_eq!(shown["allow"][1]["origin"]["line"], 9);
    let unlisted = shown["settings"].as_array().unwrap().iter().find(|s| s["key"] == "servers.unlisted").unwrap();
    assert_eq!((unlisted["value"].as_str(), unlisted["origin"]["line"].as_u64()), (Some("deny"), Some(2)));
}

#[test]
fn mistakes_are_drawn_where_they_stand() {
    let home = home();
    home.write(
        "project/stockade.toml",
        "[servers]\nunlisted = \"block\"\n[[servers.allow]]\npurl = \"pkg:npm/mcp-*\"\n",
    );
    home.write("project/good.toml", PROJECT);
    let outcome = program(&home).args(["config", "check", "stockade.toml"]).run();
    assert_eq!((outcome.code, outcome.stdout.as_str()), (2, ""));
    insta::assert_snapshot!(outcome.stderr, @r#"
    error: `unlisted` is wrong
     --> [HOME]/project/stockade.toml:2:12
      |
    2 | unlisted = "block"
      |            ^^^^^^^ `block` is not one of warn, ask, deny
      |
    error: `purl` is wrong
     --> [HOME]/project/stockade.toml:4:8
      |
    4 | purl = "pkg:npm/mcp-*"
      |        ^^^^^^^^^^^^^^^ `*` stands only for all names of one owner: `pkg:npm/%40scope/*`, `pkg:oci/*?repository_url=registry.example/team/*`; list other names one by one
    "#);
    assert_eq!(scan(&home, &[]).code, 2);
    assert_eq!(program(&home).args(["config", "check"]).run().code, 2);
    let good = program(&home).args(["config", "check", "good.toml"]).run();
    assert_eq!(good.code, 0, "{}", good.stderr);
    let missing = program(&home).args(["config", "check", "no.toml"]).run();
    assert!(missing.code == 2 && missing.stderr.contains("no.toml"), "{}", missing.stderr);
}

#[test]
fn the_schema_for_editors_takes_what_is_right_and_nothing_else() {
    let schema =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema/stockade-toml.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let valid = |entry: serde_json::Value| {
        validator.is_valid(&serde_json::json!({ "servers": { "unlisted": "ask", "allow": [entry] } }))
    };
    assert!(valid(
        serde_json::json!({ "purl": "pkg:npm/x", "versions": "<2", "reason": "r", "expires": "2027-01-31" })
    ));
    for bad in [
        serde_json::json!({ "purl": "npm:x" }),
        serde_json::json!({ "publisher": "acme" }),
        serde_json::json!({ "name": "x" }),
        serde_json::json!({ "host": 3 }),
    ] {
        assert!(!valid(bad.clone()), "{bad}");
    }
}
