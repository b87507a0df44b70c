//! The bill of materials keeps to the official schema, holds together, and is the same for the same machine.

use std::collections::BTreeSet;

use serde_json::Value;
use stockade_testkit::tools;

use crate::{home, hostile, scan, scanner};

fn valid(bom: &Value) {
    let tools = tools();
    let mut registry = jsonschema::Registry::new();
    for name in ["spdx.SNAPSHOT.schema.json", "jsf-0.82.SNAPSHOT.schema.json"] {
        let schema = tools.json_in("cyclonedx_schema_dir", name);
        registry = registry.add(format!("http://cyclonedx.org/schema/{name}"), schema).unwrap();
    }
    let registry = registry.prepare().unwrap();
    let options = jsonschema::options().offline().with_registry(&registry).should_validate_formats(true);
    let validator = options.build(&tools.json("cyclonedx_schema")).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(bom).map(|error| format!("{error} at {}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert!(!validator.is_valid(&serde_json::json!({ "bomFormat": "CycloneDX" })), "the schema refuses nothing");
}

fn references(bom: &Value) -> Vec<String> {
    let all = |key: &str| bom[key].as_array().unwrap().iter().map(|part| part["bom-ref"].as_str().unwrap().to_owned());
    let root = bom["metadata"]["component"]["bom-ref"].as_str().unwrap().to_owned();
    all("components").chain(all("services")).chain([root]).collect()
}

#[test]
fn documents_keep_to_the_official_schema_and_hold_together() {
    for home in [home(), hostile()] {
        let bom = scan(&home, &["--cyclonedx"]).json();
        valid(&bom);
        let listed = references(&bom);
        let unique: BTreeSet<&String> = listed.iter().collect();
        assert_eq!(unique.len(), listed.len(), "a reference stands twice");
        for dependency in bom["dependencies"].as_array().unwrap() {
            let of = std::iter::once(&dependency["ref"]);
            let on = dependency.get("dependsOn").into_iter().flat_map(|on| on.as_array().unwrap());
            for reference in of.chain(on) {
                assert!(unique.contains(&reference.as_str().unwrap().to_owned()), "{reference} is not listed");
            }
        }
    }
}

#[test]
fn servers_are_applications_and_services() {
    let bom = scan(&home(), &["--cyclonedx"]).json();
    let names = |key: &str| -> Vec<String> {
        let parts =
            bom[key].as_array().unwrap().iter().filter(|part| part["bom-ref"].as_str().unwrap().starts_with("server:"));
        parts.map(|part| part["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!((names("components"), names("services")), (vec!["notes".to_owned()], vec!["plain".to_owned()]));
    assert_eq!(bom["services"][0]["endpoints"][0], "http://mcp.example.com/mcp");
    let application = bom["components"].as_array().unwrap().iter().find(|part| part["name"] == "notes").unwrap();
    assert_eq!(application["evidence"]["occurrences"][0]["line"], 3);
    let properties = application["properties"].as_array().unwrap();
    let property = |name: &str| properties.iter().find(|property| property["name"] == name).map(|p| p["value"].clone());
    assert_eq!(property("stockade:client"), Some("cursor".into()));
    assert_eq!(property("stockade:launch-line"), Some("notes-server --stdio".into()));
    assert!(!bom.to_string().contains("hunter2"));
    let root =
        &bom["dependencies"].as_array().unwrap().iter().find(|d| d["ref"] == "mcp-servers").unwrap()["dependsOn"];
    assert_eq!(root.as_array().unwrap().len(), 2);
}

#[test]
fn the_serial_number_follows_from_the_content_alone() {
    let home = home();
    let serial = |outcome: &stockade_testkit::Outcome| outcome.json()["serialNumber"].as_str().unwrap().to_owned();
    let first = scan(&home, &["--cyclonedx"]);
    let later = scanner(&home, &["--cyclonedx"]).env("SOURCE_DATE_EPOCH", "1800000000").run();
    assert_eq!(serial(&first), serial(&later));
    assert_ne!(first.json()["metadata"]["timestamp"], later.json()["metadata"]["timestamp"]);
    home.write(".cursor/mcp.json", r#"{ "mcpServers": {} }"#);
    assert_ne!(serial(&first), serial(&scan(&home, &["--cyclonedx"])));
}
