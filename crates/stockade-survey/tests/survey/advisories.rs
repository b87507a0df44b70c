//! What is known to be wrong, with the path that pulls it in; what the repository says of the package.

use serde_json::{Value, json};
use stockade_assess::Action;
use stockade_assess::advisory::Advisories;
use stockade_survey::{Sources, Survey, What};
use stockade_testkit::registry::{Fault, PypiFile};

use crate::support::{World, alarmed, look, npm, old, open, pypi, state, why_not};

fn advisory(id: &str, name: &str, versions: &[&str]) -> Value {
    json!({"id": id, "modified": "2026-01-01T00:00:00Z", "summary": "a hole",
        "database_specific": {"severity": "HIGH"},
        "affected": [{"package": {"ecosystem": "npm", "name": name}, "versions": versions,
            "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.0.1"}]}]}]})
}

fn sources(world: &World) -> Sources {
    Sources { osv: Some(open(&world.registry.osv_url())), ..world.sources() }
}

fn survey(world: &World) -> Survey {
    Survey::new(sources(world), world.options()).unwrap()
}

#[test]
fn what_comes_in_is_looked_up_with_its_path() {
    let world = World::new();
    world.registry.publish(old("hole", "1.0.0"));
    world.registry.publish(old("mail", "1.0.0").field("dependencies", json!({"hole": "^1.0.0"})));
    world.registry.advisory(advisory("GHSA-1", "hole", &["1.0.0"]));
    let looked = look(&survey(&world), "mail");
    let said = looked.said.of("advisory").next().unwrap_or_else(|| panic!("{:#?}", looked.said));
    let text = format!("{:?}", said.finding);
    assert!(text.contains("GHSA-1") && text.contains("mail@1.0.0") && text.contains("1.0.1"), "{text}");
    assert!(state(&looked, What::Advisories).is_done());
    let names: Vec<&str> = looked.closure.known().unwrap().packages().map(|package| package.name.as_str()).collect();
    assert_eq!(names, ["hole"]);
    assert!(looked.said.gaps.iter().all(|gap| gap.what != "everything it brings in"), "{:#?}", looked.said.gaps);
}

#[test]
fn what_was_not_followed_is_a_gap() {
    let world = World::new();
    world.registry.publish(old("deep", "1.0.0"));
    world.registry.publish(old("near", "1.0.0").field("dependencies", json!({"deep": "1"})));
    let needs = json!({"near": "1", "absent": "1", "odd": "git+https://code.example/x.git"});
    world.registry.publish(old("mail", "1.0.0").field("dependencies", needs));
    let gaps = |depth: usize| {
        let mut options = world.options();
        options.depth = depth;
        let looked = look(&Survey::new(sources(&world), options).unwrap(), "mail");
        let whys = looked.said.gaps.iter().filter(|gap| gap.what == "everything it brings in");
        whys.map(|gap| gap.why.clone()).collect::<Vec<_>>().join("\n")
    };
    let one = gaps(1);
    for part in ["`odd` is not of a registry", "has no package `absent`", "no lock file says"] {
        assert!(one.contains(part), "{one}");
    }
    assert!(!gaps(3).contains("no lock file says"));
    assert!(gaps(0).contains("3 dependencies were not looked up"));
}

#[test]
fn a_malicious_version_is_nothing_to_compare_with() {
    let world = World::new();
    for version in ["1.0.0", "1.0.1", "1.0.2"] {
        world.registry.publish(old("mail", version));
    }
    let mut record = advisory("MAL-2026-1", "mail", &["1.0.1"]);
    record["affected"][0]["ranges"] = json!([]);
    world.registry.advisory(record);
    let looked = look(&survey(&world), "mail");
    assert_eq!(looked.diff.unwrap().old.version, "1.0.0");
    let looked = look(&survey(&world), "mail@1.0.1");
    assert_eq!(alarmed(&looked, "advisory"), Some(Action::Block), "{:#?}", looked.said);
}

#[test]
fn an_update_knows_what_it_mends() {
    let world = World::new();
    world.registry.publish(old("mail", "1.0.0"));
    world.registry.publish(old("mail", "1.0.1").published("2026-06-14T20:00:00Z"));
    world.registry.advisory(advisory("GHSA-2", "mail", &["1.0.0"]));
    let looked = look(&survey(&world), "mail");
    assert_eq!(looked.subject.mends, ["GHSA-2"]);
    assert_eq!(alarmed(&looked, "advisory"), None);
}

#[test]
fn a_service_that_does_not_answer_is_said_unless_advisories_were_imported() {
    let world = World::new();
    world.registry.publish(old("mail", "1.0.0"));
    world.registry.fault("/osv/", None, Fault::Status(500, Vec::new()));
    let looked = look(&survey(&world), "mail");
    assert!(why_not(&looked, What::Advisories).contains("500"), "{:#?}", looked.steps);
    assert!(looked.said.gaps.iter().any(|gap| gap.check == "advisory"), "{:#?}", looked.said.gaps);
    let mut imported = Advisories::new();
    imported.add(advisory("GHSA-3", "mail", &["1.0.0"]).to_string().as_bytes()).unwrap();
    let sources = Sources { advisories: Some(Box::new(imported)), ..sources(&world) };
    let looked = look(&Survey::new(sources, world.options()).unwrap(), "mail");
    assert!(alarmed(&looked, "advisory").is_some(), "{:#?}", looked.said);
    let why = why_not(&looked, What::Advisories);
    assert!(why.contains("imported ones alone") && why.contains("500"), "half of it is not done: {why}");
}

#[test]
fn a_repository_that_publishes_something_else_is_told() {
    let world = World::new();
    world.registry.publish(old("mail-mcp", "1.0.0"));
    let server = |package: &str| {
        json!({"server": {"name": "io.github.acme/mail", "version": "1.0.0", "description": "mail",
            "repository": {"url": "https://github.com/acme/mail", "source": "github"},
            "packages": [{"registryType": "npm", "identifier": package, "version": "1.0.0", "transport": {"type": "stdio"}}]}})
    };
    world.registry.mcp_server(server("@acme/mail"));
    let with = || Sources { mcp: Some(open(&world.registry.mcp_url())), ..world.sources() };
    let looked = Survey::new(with(), world.options()).unwrap().look(&npm("mail-mcp")).unwrap();
    assert_eq!(
        alarmed(&looked, "repository-one-way-claim"),
        Some(Action::Hold),
        "{:#?} {:#?}",
        looked.said,
        looked.steps
    );
    world.registry.mcp_server(server("mail-mcp"));
    let looked = Survey::new(with(), world.options()).unwrap().look(&npm("mail-mcp")).unwrap();
    assert_eq!(alarmed(&looked, "repository-one-way-claim"), None);
    assert!(state(&looked, What::Backlink).is_done());
}

#[test]
fn a_repository_that_nobody_lists_is_no_gap_and_one_that_cannot_be_asked_for_is() {
    let world = World::new();
    world.registry.publish(old("mail", "1.0.0"));
    let file = PypiFile::wheel_with("mail", "1.0", "Project-URL: Source, https://github.com/acme/mail\n", &[]);
    world.registry.upload(file.uploaded("2026-01-01T00:00:00Z"));
    let survey = || {
        let sources = Sources { mcp: Some(open(&world.registry.mcp_url())), ..world.sources() };
        Survey::new(sources, world.options()).unwrap()
    };
    for ask in [npm("mail"), pypi("mail")] {
        let looked = survey().look(&ask).unwrap();
        assert!(
            state(&looked, What::Backlink).detail().contains("no server of the MCP Registry"),
            "{:#?}",
            looked.steps
        );
        assert!(state(&looked, What::Backlink).is_done());
    }
    world.registry.fault("/mcp/", None, Fault::Status(500, Vec::new()));
    assert!(why_not(&look(&survey(), "mail"), What::Backlink).contains("500"));
}
