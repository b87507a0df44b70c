//! Indexes as JSON and as HTML, files, metadata, provenance.

use serde_json::json;
use stockade_registry::digest::{Algorithm, Digest};
use stockade_registry::http::FetchError;
use stockade_registry::{Fact, RegistryError};
use stockade_testkit::TestRegistry;
use stockade_testkit::registry::{Fault, Lost, PypiFile};

use super::{client, open, pypi};

fn registry() -> TestRegistry {
    let registry = TestRegistry::start();
    registry.upload(PypiFile::wheel("My.Server", "1.0").uploaded("2026-01-01T00:00:00Z"));
    registry
        .upload(PypiFile::wheel("My.Server", "1.1").uploaded("2026-02-01T00:00:00Z").field("yanked", json!("broken")));
    registry
}

#[test]
fn a_project_is_told_whole() {
    let registry = registry();
    let client = client(&registry);
    let project = pypi(&client, &registry).project("my_server").unwrap();
    assert_eq!(registry.paths(), ["/simple/my-server/"]);
    let [old, new] = &project.files[..] else { panic!("{project:?}") };
    assert_eq!((old.version(), new.version()), (Some("1.0"), Some("1.1")));
    assert_eq!((&old.yanked, &new.yanked), (&Fact::Known(None), &Fact::Known(Some("broken".to_owned()))));
    assert_eq!(old.uploaded, Fact::Known("2026-01-01T00:00:00Z".parse().unwrap()));
    assert_eq!(project.versions, Fact::Known(vec!["1.0".to_owned(), "1.1".to_owned()]));
}

#[test]
fn a_file_is_held_against_digest_and_size() {
    let registry = registry();
    let client = client(&registry);
    let pypi = pypi(&client, &registry);
    let file = pypi.project("my-server").unwrap().files.remove(0);
    let found = pypi.download(&file).unwrap();
    assert_eq!(found.held_against.known(), Some(&found.sha256));
    registry.fault("/files/", Some(1), Fault::Flipped);
    assert!(matches!(pypi.download(&file), Err(RegistryError::Fetch(FetchError::Digest { .. }))));
    let mut short = file.clone();
    short.size = Fact::Known(3);
    assert!(matches!(pypi.download(&short), Err(RegistryError::Fetch(FetchError::Size { expected: 3, .. }))));
}

#[test]
fn html_is_read_where_there_is_nothing_else() {
    let registry = registry();
    registry.lose(Lost::Json);
    let client = client(&registry);
    let pypi = pypi(&client, &registry);
    let project = pypi.project("my-server").unwrap();
    assert_eq!(project.files.len(), 2);
    let file = &project.files[0];
    assert!(
        file.uploaded.is_unknown()
            && file.yanked.is_unknown()
            && file.size.is_unknown()
            && file.provenance.is_unknown()
    );
    let bytes = pypi.download(file).unwrap();
    assert_eq!(file.sha256, Fact::Known(Digest::of(Algorithm::Sha256, &bytes.bytes)));
    registry.fault("/simple/", None, Fault::LoginPage);
    assert!(matches!(pypi.project("my-server"), Err(RegistryError::Malformed { .. })));
}

#[test]
fn a_file_on_another_host_is_fetched_without_the_credential() {
    let (registry, files) = (TestRegistry::start(), registry());
    let wheel = PypiFile::wheel("My.Server", "1.0");
    let url = format!("{}/files/{}", files.url(), wheel.filename());
    registry.upload(wheel.field("url", json!(url)));
    registry.guard("/simple/", "Basic YW5uOmh1bnRlcjI=");
    let (address, credential) = {
        let text = registry.simple_url().replace("http://", "http://ann:hunter2@");
        let mut settings = stockade_registry::settings::pypi::PypiSettings::new(
            stockade_registry::settings::pypi::PythonClient::Pip,
            std::collections::BTreeMap::new(),
        );
        settings.indexes.push(stockade_registry::settings::pypi::Index {
            kind: stockade_registry::settings::pypi::IndexKind::Main,
            name: None,
            url: stockade_registry::Secret::new(text),
            file: None,
            project: false,
        });
        let found = settings.registries(None, || panic!("one is configured")).unwrap().remove(0);
        (found.address.clone(), found)
    };
    assert_eq!(address.bare(), registry.simple_url());
    let client = client(&registry);
    let pypi = stockade_registry::pypi::Pypi::new(&client, credential);
    let file = pypi.project("my-server").unwrap().files.remove(0);
    pypi.download(&file).unwrap();
    assert!(files.asked().iter().all(|asked| asked.authorization.is_none()) && !files.asked().is_empty());
}

#[test]
fn provenance_is_asked_where_the_index_says_or_where_it_usually_is() {
    let registry = TestRegistry::start();
    let provenance =
        json!({"version": 1, "attestation_bundles": [{"publisher": {"kind": "GitHub"}, "attestations": [{}]}]});
    registry.upload(PypiFile::wheel("a", "1.0").provenance(provenance.clone()));
    registry.upload(PypiFile::wheel("a", "1.1").provenance(provenance).field("provenance", json!(null)));
    registry.upload(PypiFile::wheel("a", "1.2"));
    registry.upload(PypiFile::wheel("a", "1.3").field("provenance", json!("https://evil.example/provenance")));
    let client = client(&registry);
    let pypi = pypi(&client, &registry);
    let files = pypi.project("a").unwrap().files;
    let of = |place: usize, version: &str| pypi.provenance("a", version, &files[place]);
    assert_eq!(of(0, "1.0").unwrap().known().unwrap().bundles[0].publisher["kind"], "GitHub");
    assert!(of(1, "1.1").unwrap().known().is_some());
    registry.forget();
    assert!(of(2, "1.2").unwrap().is_unknown() && registry.asked().is_empty());
    assert!(matches!(of(3, "1.3"), Err(RegistryError::Fetch(FetchError::Redirect { .. }))));
}

#[test]
fn metadata_lies_beside_the_index_where_there_is_any() {
    let registry = registry();
    registry.metadata(
        "my-server",
        json!({"info": {"name": "My.Server", "version": "1.1"}, "ownership": {"organization": "corp"}}),
    );
    registry.metadata("my-server/1.0", json!({"info": {"name": "My.Server", "version": "1.0"}}));
    let client = client(&registry);
    let pypi = pypi(&client, &registry);
    let Fact::Known(metadata) = pypi.metadata("my.server", None).unwrap() else { panic!("none") };
    assert_eq!(metadata.organisation, Fact::Known(Some("corp".to_owned())));
    assert_eq!(
        pypi.metadata("my.server", Some("1.0")).unwrap().known().unwrap().version,
        Fact::Known("1.0".to_owned())
    );
    assert!(pypi.metadata("other", None).unwrap().is_unknown());
    let elsewhere = stockade_registry::pypi::Pypi::new(&client, open(&format!("{}/index/", registry.url())));
    registry.forget();
    assert!(elsewhere.metadata("my-server", None).unwrap().is_unknown() && registry.asked().is_empty());
}

#[test]
fn what_a_file_asks_for_stands_beside_it() {
    let registry = TestRegistry::start();
    registry.upload(PypiFile::wheel_with("a", "1.0", "Requires-Dist: b>=1\nRequires-Dist: c; extra == 'x'\n", &[]));
    registry.upload(PypiFile::of("a", "a-0.9.tar.gz", b"x".to_vec()));
    let client = client(&registry);
    let pypi = pypi(&client, &registry);
    let files = pypi.project("a").unwrap().files;
    let asks = |at: usize| pypi.requirements(&files[at]).unwrap();
    assert_eq!(asks(0), Fact::Known(vec!["b>=1".to_owned(), "c; extra == 'x'".to_owned()]));
    assert_eq!(asks(1), Fact::Unknown);
    registry.fault("/files/", None, Fault::Status(404, Vec::new()));
    assert_eq!(asks(0), Fact::Unknown, "an index that promises it and has it not");
}

#[test]
fn metadata_beside_a_file_are_held_against_their_digest() {
    for html in [false, true] {
        let registry = TestRegistry::start();
        registry.upload(PypiFile::wheel_with("a", "1.0", "Requires-Dist: b\n", &[]));
        if html {
            registry.lose(Lost::Json);
        }
        let client = client(&registry);
        let pypi = pypi(&client, &registry);
        let mut file = pypi.project("a").unwrap().files.remove(0);
        let said = Fact::Known(vec!["b".to_owned()]);
        assert_eq!(pypi.requirements(&file).unwrap(), said, "html: {html}");
        file.metadata_digest = Fact::Known(Digest::of(Algorithm::Sha256, b"other"));
        let lie = pypi.requirements(&file);
        assert!(matches!(lie, Err(RegistryError::Fetch(FetchError::Digest { .. }))), "html: {html}, {lie:?}");
        // What nobody promised anything of is taken as it is.
        file.metadata_digest = Fact::Unknown;
        assert_eq!(pypi.requirements(&file).unwrap(), said, "html: {html}");
    }
}

#[test]
fn metadata_that_were_changed_on_the_way_are_refused() {
    let registry = TestRegistry::start();
    registry.upload(PypiFile::wheel_with("a", "1.0", "Requires-Dist: b\n", &[]));
    let client = client(&registry);
    let pypi = pypi(&client, &registry);
    let file = pypi.project("a").unwrap().files.remove(0);
    registry.fault("/files/a-1.0-py3-none-any.whl.metadata", Some(1), Fault::Flipped);
    assert!(matches!(pypi.requirements(&file), Err(RegistryError::Fetch(FetchError::Digest { .. }))));
    assert!(pypi.requirements(&file).unwrap().known().is_some());
}
