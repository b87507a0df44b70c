//! The SARIF log keeps to the official schema and says what a code scanning service needs.

use serde_json::Value;
use stockade_testkit::tools;

use crate::{CONFIG, home, hostile, scan};

const IGNORE: &str = "[[ignore]]\ncheck = \"secret-in-config\"\nreason = \"a lab\"\n";

pub(crate) fn valid(log: &Value) {
    let mut schema = tools().json("sarif_schema");
    // The official pattern for a language has a bracket too many, which a strict engine refuses. We write no language.
    let language = schema.pointer_mut("/definitions/run/properties/language/pattern");
    *language.unwrap() = "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$".into();
    let component = schema.pointer_mut("/definitions/toolComponent/properties/language/pattern");
    *component.unwrap() = "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$".into();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(log).map(|error| format!("{error} at {}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert!(!validator.is_valid(&serde_json::json!({ "version": "2.1.0", "runs": 1 })), "the schema refuses nothing");
}

#[test]
fn logs_keep_to_the_official_schema() {
    let ignoring = home().file(".config/stockade/stockade.toml", IGNORE);
    for outcome in [
        scan(&home(), &["--sarif"]),
        scan(&ignoring, &["--sarif"]),
        scan(&hostile(), &["--sarif", "--persona", "auditor"]),
    ] {
        valid(&outcome.json());
    }
}

#[test]
fn a_result_has_rule_region_and_base() {
    let home = home().file("project/.cursor/mcp.json", CONFIG);
    let log = scan(&home, &["--sarif"]).json();
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    let of = |base: &str| {
        results.iter().find(|result| {
            let at = &result["locations"][0]["physicalLocation"]["artifactLocation"];
            result["ruleId"] == "insecure-url" && at["uriBaseId"] == base
        })
    };
    let project = of("%SRCROOT%").unwrap();
    let place = &project["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], ".cursor/mcp.json");
    assert_eq!(of("HOME").unwrap()["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], ".cursor/mcp.json");
    let region = &place["region"];
    assert_eq!(
        (&region["startLine"], &region["startColumn"], &region["endColumn"]),
        (&2.into(), &21.into(), &49.into())
    );
    let start = usize::try_from(region["byteOffset"].as_u64().unwrap()).unwrap();
    assert!(CONFIG.get(start..).unwrap().starts_with("\"http://mcp.example.com/mcp\""));
    assert_eq!(region["snippet"]["text"], "\"http://mcp.example.com/mcp\"");
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let root = run["originalUriBaseIds"]["%SRCROOT%"]["uri"].as_str().unwrap();
    assert_eq!(root, format!("file://{}/", home.project().display()));

    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let rule = &rules[usize::try_from(project["ruleIndex"].as_u64().unwrap()).unwrap()];
    assert_eq!(rule["id"], "insecure-url");
    assert_eq!(rules.len(), stockade::checks::count());
    for rule in rules {
        assert!(rule["help"]["markdown"].as_str().unwrap().starts_with("# "), "{rule}");
        assert!(rule["properties"]["security-severity"].as_str().unwrap().parse::<f64>().is_ok(), "{rule}");
    }
    assert_eq!((&project["level"], &rule["defaultConfiguration"]["level"]), (&"error".into(), &"error".into()));
}

#[test]
fn fingerprints_survive_moved_lines_and_tell_servers_apart() {
    let home = home();
    let prints = |log: &Value| -> Vec<String> {
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        results
            .iter()
            .map(|result| result["partialFingerprints"]["stockadeFinding/v1"].as_str().unwrap().to_owned())
            .collect()
    };
    let before = prints(&scan(&home, &["--sarif"]).json());
    home.write(".cursor/mcp.json", format!("\n\n\n{CONFIG}"));
    assert_eq!(prints(&scan(&home, &["--sarif"]).json()), before);
    assert_eq!(prints(&scan(&crate::home(), &["--sarif"]).json()), before, "another home, the same files");
    let unique: std::collections::BTreeSet<_> = before.iter().collect();
    assert_eq!(unique.len(), before.len());
}

#[test]
fn ignored_findings_are_suppressed_with_their_reason() {
    let home = home()
        .file(".config/stockade/stockade.toml", IGNORE)
        .file("project/.cursor/mcp.json", "{ \"mcpServers\": {\n  // stockade: ignore[insecure-url] inside\n  \"a\": { \"url\": \"http://a.example.com/m\" } } }");
    let log = scan(&home, &["--sarif"]).json();
    let suppressions: Vec<&Value> = log["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|result| result.get("suppressions").map(|all| &all[0]))
        .collect();
    let kinds: Vec<_> =
        suppressions.iter().map(|by| (by["kind"].as_str().unwrap(), by["justification"].as_str().unwrap())).collect();
    assert!(kinds.contains(&("external", "a lab")) && kinds.contains(&("inSource", "inside")), "{kinds:?}");
    for by in suppressions {
        assert!(by["location"]["physicalLocation"]["region"]["startLine"].as_u64().is_some(), "{by}");
    }
}

#[test]
fn problems_and_gaps_are_notifications() {
    let log = scan(&hostile(), &["--sarif"]).json();
    let invocation = &log["runs"][0]["invocations"][0];
    assert_eq!((&invocation["executionSuccessful"], &invocation["exitCode"]), (&false.into(), &1.into()));
    assert_eq!(invocation["startTimeUtc"], "2026-06-15T00:00:00Z");
    let said = invocation["toolExecutionNotifications"].as_array().unwrap();
    assert!(
        said.iter().any(|note| note["descriptor"]["id"] == "problem/entry" && note["level"] == "error"),
        "{said:#?}"
    );
    let known = log["runs"][0]["tool"]["driver"]["notifications"].as_array().unwrap().clone();
    for note in said {
        assert!(known.iter().any(|known| known["id"] == note["descriptor"]["id"]), "{note}");
    }
}

#[test]
fn texts_of_others_form_no_links() {
    let text = scan(&hostile(), &["--sarif", "--persona", "auditor"]).stdout;
    let log: Value = serde_json::from_str(&text).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap().clone();
    assert!(
        results.iter().any(|result| result["message"]["text"].as_str().unwrap().contains("[click] (http")),
        "{results:#?}"
    );
    for result in results {
        assert!(!result["message"]["text"].as_str().unwrap().contains("]("), "{result}");
    }
}
