//! The MCP Registry and OSV, page by page.

use serde_json::{Value, json};
use stockade_model::{Ecosystem, Package};
use stockade_registry::mcp_registry::McpRegistry;
use stockade_registry::osv::Osv;
use stockade_registry::{Fact, RegistryError};
use stockade_testkit::TestRegistry;
use stockade_testkit::registry::Fault;

use super::{client, open};

fn server(name: &str, version: &str) -> Value {
    json!({
        "server": {
            "name": name, "version": version, "description": "A server.",
            "repository": {"url": "https://code.example/owner/repo", "source": "github", "id": "1"},
            "packages": [{"registryType": "npm", "identifier": "@s/a", "version": version, "transport": {"type": "stdio"}}, {"odd": 1}],
            "remotes": [{"type": "streamable-http", "url": "https://mcp.example/"}]
        },
        "_meta": {"io.modelcontextprotocol.registry/official": {
            "status": "active", "publishedAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z", "isLatest": true}}
    })
}

#[test]
fn servers_are_found_by_name_and_in_pages() {
    let registry = TestRegistry::start();
    for number in 0..5 {
        registry.mcp_server(server(&format!("io.example/s{number}"), "1.0.0"));
    }
    registry.mcp_server(server("io.example/s0", "1.1.0"));
    let client = client(&registry);
    let mcp = McpRegistry::new(&client, open(&registry.mcp_url()));
    assert_eq!(mcp.servers(None, None).unwrap().len(), 6);
    assert_eq!(registry.asked().len(), 3);
    assert_eq!(mcp.servers(Some("s3"), None).unwrap().len(), 1);
    let found = mcp.server("io.example/s0", None).unwrap();
    assert_eq!((found.version.known().unwrap().as_str(), found.latest), ("1.1.0", Fact::Known(true)));
    assert_eq!((found.packages.len(), found.packages[0].transport.clone()), (1, Fact::Known("stdio".to_owned())));
    assert_eq!(mcp.server("io.example/s0", Some("1.0.0")).unwrap().version, Fact::Known("1.0.0".to_owned()));
    assert!(mcp.server("io.example/none", None).unwrap_err().is_not_found());
}

#[test]
fn pages_that_do_not_end_are_an_error() {
    let registry = TestRegistry::start();
    registry.fault("/mcp/", None, Fault::Json(json!({"servers": [], "metadata": {"nextCursor": "x"}})));
    let client = client(&registry);
    let error = McpRegistry::new(&client, open(&registry.mcp_url())).servers(None, None).unwrap_err();
    assert!(error.to_string().contains("pages do not end"), "{error}");
    registry.fault(
        "/osv/",
        None,
        Fault::Json(json!({"vulns": [], "results": [{"next_page_token": "x"}], "next_page_token": "x"})),
    );
    let osv = Osv::new(&client, open(&registry.osv_url()));
    for error in [osv.query(&package("a", "1")).unwrap_err(), osv.query_batch(&[package("a", "1")]).unwrap_err()] {
        assert!(error.to_string().contains("pages do not end"), "{error}");
    }
}

#[test]
fn another_server_than_was_asked_for_is_none() {
    let registry = TestRegistry::start();
    registry.fault("/mcp/", None, Fault::Json(server("io.example/b", "1.0.0")));
    let client = client(&registry);
    let error = McpRegistry::new(&client, open(&registry.mcp_url())).server("io.example/a", None).unwrap_err();
    assert!(error.to_string().contains("another server"), "{error}");
}

fn advisory(id: &str, name: &str, versions: &[&str]) -> Value {
    json!({"id": id, "modified": "2026-01-01T00:00:00Z",
           "affected": [{"package": {"name": name, "ecosystem": "npm"}, "versions": versions}]})
}

fn package(name: &str, version: &str) -> Package {
    Package::new(Ecosystem::Npm, name).at(version)
}

#[test]
fn advisories_are_found_one_by_one_and_many_at_once() {
    let registry = TestRegistry::start();
    for number in 0..5 {
        registry.advisory(advisory(&format!("MAL-{number}"), "a", &["1.0.0"]));
    }
    registry.advisory(advisory("GHSA-x", "b", &["2.0.0"]));
    let client = client(&registry);
    let osv = Osv::new(&client, open(&registry.osv_url()));
    assert_eq!(osv.query(&package("a", "1.0.0")).unwrap().unwrap().len(), 5);
    assert!(osv.query(&package("a", "1.0.1")).unwrap().unwrap().is_empty());
    assert_eq!(osv.query(&Package::new(Ecosystem::Oci, "registry.example/a")).unwrap(), None);
    let all = [
        package("a", "1.0.0"),
        Package::new(Ecosystem::Oci, "registry.example/a"),
        package("b", "2.0.0"),
        package("c", "1.0.0"),
    ];
    let found = osv.query_batch(&all).unwrap();
    let ids =
        |place: usize| found[place].as_ref().map(|list| list.iter().map(|one| one.id.as_str()).collect::<Vec<_>>());
    assert_eq!(ids(0).unwrap(), ["MAL-0", "MAL-1", "MAL-2", "MAL-3", "MAL-4"]);
    assert_eq!((ids(1), ids(2).unwrap(), ids(3).unwrap()), (None, vec!["GHSA-x"], vec![]));
    assert_eq!(osv.advisory("GHSA-x").unwrap()["id"], "GHSA-x");
    assert!(osv.advisory("GHSA-y").unwrap_err().is_not_found());
}

#[test]
fn half_an_answer_to_many_questions_is_none() {
    let registry = TestRegistry::start();
    registry.fault("/osv/", None, Fault::Json(json!({"results": [{}]})));
    let client = client(&registry);
    let osv = Osv::new(&client, open(&registry.osv_url()));
    let error = osv.query_batch(&[package("a", "1"), package("b", "1")]).unwrap_err();
    assert!(matches!(error, RegistryError::Malformed { .. }) && error.to_string().contains("1 of 2"), "{error}");
}
