//! Packuments as registries and their mirrors serve them: what is missing is unknown.

use serde_json::json;

use super::*;

fn read(document: &Value) -> Packument {
    Packument::read(document.to_string().as_bytes(), "2026-06-15T00:00:00Z".parse().unwrap()).unwrap()
}

#[test]
fn what_a_mirror_leaves_out_is_unknown() {
    let packument = read(&json!({"name": "a", "versions": {"1.0.0": {"name": "a", "version": "1.0.0", "dist": {}}}}));
    let release = packument.release("1.0.0").unwrap();
    assert!(packument.created.is_unknown() && packument.maintainers.is_unknown() && packument.repository.is_unknown());
    assert!(release.published.is_unknown() && release.publisher.is_unknown() && release.trusted_publisher.is_unknown());
    assert!(release.dist.integrity.is_unknown() && release.dist.signatures.is_unknown());
    assert!(release.has_install_script.is_unknown() && release.dependencies.is_empty());
    assert!(release.signed_text().is_none() && packument.doubts.is_empty());
}

#[test]
fn what_is_said_is_known() {
    let integrity = Digest::of(Algorithm::Sha512, b"abc").sri();
    let packument = read(&json!({
        "name": "@s/a",
        "dist-tags": {"latest": "1.0.1"},
        "maintainers": [{"name": "ann", "email": "ann@a.example"}, "bob <bob@b.example>"],
        "repository": {"type": "git", "url": "git+https://code.example/s/a.git", "directory": "packages/a"},
        "time": {"created": "2026-01-01T00:00:00.000Z", "modified": "2026-02-01T00:00:00.000Z",
                 "1.0.0": "2026-01-01T00:00:00.000Z", "1.0.1": "2026-01-02T00:00:00.000Z"},
        "versions": {"1.0.1": {
            "name": "@s/a", "version": "1.0.1",
            "_npmUser": {"name": "Shared account", "email": "none@a.example",
                         "trustedPublisher": {"id": "forge", "oidcConfigId": "oidc:1"},
                         "approver": {"name": "ann"}},
            "scripts": {"test": "x", "postinstall": "node evil.js"},
            "dependencies": {"b": "^1", "c": "^2"}, "optionalDependencies": {"c": "^2"}, "peerDependencies": {"d": "*"},
            "deprecated": "use another", "bin": "cli.js", "gitHead": "abc",
            "dist": {"integrity": integrity, "shasum": "a9993e364706816aba3e25717850c26c9cd0d89d",
                     "tarball": "https://registry.example/@s/a/-/a-1.0.1.tgz", "fileCount": 3, "unpackedSize": 9,
                     "signatures": [{"keyid": "SHA256:x", "sig": "y"}, {"odd": 1}],
                     "attestations": {"url": "https://registry.example/x", "provenance": {"predicateType": "slsa"}}}
        }}
    }));
    let release = packument.tagged("latest").unwrap();
    assert_eq!(release.signed_text().unwrap(), format!("@s/a@1.0.1:{integrity}"));
    assert_eq!(packument.maintainers.known().unwrap()[1].email, Fact::Known("bob@b.example".to_owned()));
    assert_eq!(packument.unpublished, [("1.0.0".to_owned(), "2026-01-01T00:00:00Z".parse().unwrap())]);
    assert_eq!(release.trusted_publisher.known().unwrap().config, Fact::Known("oidc:1".to_owned()));
    assert_eq!(release.approver.known().unwrap().name, "ann");
    assert_eq!(release.has_install_script, Fact::Known(true));
    assert_eq!(release.dist.signatures.known().unwrap().len(), 1);
    let kinds: Vec<_> = release.dependencies.iter().map(|one| (one.name.as_str(), one.kind)).collect();
    assert_eq!(kinds, [("b", DependencyKind::Normal), ("c", DependencyKind::Optional), ("d", DependencyKind::Peer)]);
    assert_eq!(packument.repository.known().unwrap().directory, Fact::Known("packages/a".to_owned()));
}

#[test]
fn lies_about_time_and_name_are_told() {
    let packument = read(&json!({
        "name": "a",
        "time": {"created": "2026-05-01T00:00:00Z", "1.0.0": "2020-01-01T00:00:00Z", "1.0.1": "2026-07-01T00:00:00Z", "1.0.2": 3},
        "versions": {"1.0.0": {"name": "a"}, "1.0.1": {"name": "b"}, "1.0.2": {"name": "a"}}
    }));
    assert!(packument.release("1.0.1").unwrap().published.is_unknown());
    assert!(packument.release("1.0.2").unwrap().published.is_unknown());
    let doubts = packument.doubts.join("\n");
    for part in ["`1.0.1` has not come yet", "`1.0.0` is older than the package", "`1.0.1` says that it is of `b`"] {
        assert!(doubts.contains(part), "{doubts}");
    }
}

#[test]
fn scripts_and_the_registry_may_say_that_nothing_runs() {
    let fact = |manifest: Value| {
        let document = json!({"name": "a", "versions": {"1.0.0": manifest}});
        read(&document).releases[0].has_install_script.clone()
    };
    assert_eq!(fact(json!({"scripts": {"test": "x"}})), Fact::Known(false));
    assert_eq!(fact(json!({"scripts": {"test": "x"}, "hasInstallScript": true})), Fact::Known(true));
    assert_eq!(fact(json!({"scripts": {}, "gypfile": true})), Fact::Known(true));
    assert_eq!(fact(json!({"hasInstallScript": "yes"})), Fact::Unknown);
}

#[test]
fn what_is_no_document_is_an_error() {
    let now = Timestamp::UNIX_EPOCH;
    for text in
        ["", "[]", "{}", "{\"name\": \"a\", \"versions\": []}", "{\"name\": \"a\", \"versions\": {\"1\": 2}}", "<html>"]
    {
        assert!(Packument::read(text.as_bytes(), now).is_err(), "{text}");
    }
}
