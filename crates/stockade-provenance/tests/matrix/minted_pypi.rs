//! PyPI from an instance of the tests' own.

use serde_json::{Value, json};
use stockade_provenance::{
    Check, Document, Evidence, Identity, Invalid, Level, Problem, Sha256, Unverifiable, Verifier, pypi,
};
use stockade_testkit::sigstore::{Certified, Holder, Instance, pypi_attestation};

use crate::fixtures::{SLSA, invalid, unverifiable};

const PUBLISH: &str = concat!("https://docs.", "pypi", ".org/attestations/publish/v1");
const GITHUB: &str = "https://token.actions.githubusercontent.com";
const FILE: &str = "a_mcp-1.0.0-py3-none-any.whl";

const CLAIMS: &[(u32, &str)] = &[
    (8, GITHUB),
    (12, "https://github.com/a/mcp"),
    (13, "c0ffee"),
    (14, "refs/tags/v1"),
    (15, "1"),
    (16, "https://github.com/a"),
    (17, "10"),
    (18, "https://github.com/a/mcp/.github/workflows/release.yml@refs/tags/v1"),
    (23, "pypi"),
];

fn statement(predicate: &str) -> Value {
    json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": FILE, "digest": {"sha256": "ab".repeat(32)}}],
        "predicateType": predicate, "predicate": null,
    })
}

fn certified<'a>(claims: &[(u32, &'a str)]) -> Certified<'a> {
    let holder = Holder::Uri("https://github.com/a/mcp/.github/workflows/release.yml@refs/tags/v1");
    Certified { holder, claims: claims.to_vec(), at: 1_737_331_200 }
}

fn publisher(repository: &str, environment: &Value) -> Value {
    json!({"kind": "GitHub", "repository": repository, "workflow": "release.yml", "environment": environment})
}

struct World {
    instance: Instance,
    verifier: Verifier,
}

impl World {
    fn new() -> Self {
        let instance = Instance::new();
        let verifier = Verifier::with_root(instance.trusted_root().to_string().as_bytes()).unwrap();
        Self { instance, verifier }
    }

    fn attestation(&self, statement: &Value, claims: &[(u32, &str)]) -> Value {
        pypi_attestation(&self.instance.certified(statement, &certified(claims)))
    }

    fn judge(&self, groups: &[(Value, Vec<Value>)]) -> Evidence {
        self.judge_file(groups, |file| file)
    }

    fn judge_file(
        &self,
        groups: &[(Value, Vec<Value>)],
        change: impl Fn(pypi::File<'_>) -> pypi::File<'_>,
    ) -> Evidence {
        let groups: Vec<Value> = groups
            .iter()
            .map(|(publisher, attestations)| json!({"publisher": publisher, "attestations": attestations}))
            .collect();
        let document = json!({"version": 1, "attestation_bundles": groups}).to_string();
        let file = pypi::File {
            provenance: Document::Served(document.as_bytes()),
            ..pypi::File::new(FILE, Sha256::new([0xab; 32]))
        };
        self.verifier.pypi(&change(file))
    }
}

#[test]
fn a_trusted_publisher() {
    let world = World::new();
    let attestations =
        vec![world.attestation(&statement(PUBLISH), CLAIMS), world.attestation(&statement(SLSA), CLAIMS)];
    let group = [(publisher("a/mcp", &json!("PyPI")), attestations)];
    let evidence = world.judge(&group);
    assert_eq!((evidence.level, &evidence.provenance), (Level::A, &Check::Verified), "{evidence:#?}");
    assert_eq!(evidence.problems, []);
    let Some(Identity::Workload(build)) = &evidence.identity else { panic!() };
    assert_eq!((build.repository_id.as_deref(), build.environment.as_deref()), (Some("1"), Some("pypi")));
    let other = world.judge_file(&group, |file| pypi::File { repository: Some("https://github.com/b/mcp"), ..file });
    assert!(matches!(other.problems[..], [Problem::ManifestRepository { .. }]));
    let spelt = world.judge_file(&group, |file| pypi::File { name: "A.Mcp-1.0.0-py3-none-any.whl", ..file });
    assert!(spelt.provenance.is_verified());
}

#[test]
fn a_lying_index_is_refused() {
    let world = World::new();
    let attestation = world.attestation(&statement(PUBLISH), CLAIMS);
    for lie in
        [publisher("a/other", &Value::Null), publisher("b/mcp", &Value::Null), publisher("a/mcp", &json!("test"))]
    {
        let evidence = world.judge(&[(lie.clone(), vec![attestation.clone()])]);
        assert!(matches!(invalid(&evidence), Invalid::Publisher { .. }), "{lie}");
        assert_eq!((evidence.level, &evidence.identity), (Level::D, &None), "{lie}");
        assert_eq!(evidence.attestations[0].claims, None, "nothing of it is handed on");
    }
    let unknown = world.judge(&[(json!({"kind": "New"}), vec![attestation.clone()])]);
    assert_eq!(unverifiable(&unknown), &Unverifiable::Publisher("New".into()));
    // Anybody can have a certificate of a repository of their own.
    let stranger: Vec<(u32, &str)> = CLAIMS
        .iter()
        .map(|(number, value)| (*number, if *number == 12 { "https://github.com/evil/mcp" } else { value }))
        .collect();
    let evidence =
        world.judge(&[(publisher("a/mcp", &Value::Null), vec![world.attestation(&statement(PUBLISH), &stranger)])]);
    assert!(matches!(invalid(&evidence), Invalid::Publisher { field: "repository", .. }));
}

#[test]
fn another_file_is_refused() {
    let world = World::new();
    let group = [(publisher("a/mcp", &Value::Null), vec![world.attestation(&statement(PUBLISH), CLAIMS)])];
    let named = world.judge_file(&group, |file| pypi::File { name: "a_mcp-1.0.1-py3-none-any.whl", ..file });
    assert!(matches!(invalid(&named), Invalid::SubjectName { .. }));
    let bytes = world.judge_file(&group, |file| pypi::File { sha256: Sha256::new([0xac; 32]), ..file });
    assert_eq!(invalid(&bytes), &Invalid::SubjectDigest);
    let mut two = statement(PUBLISH);
    two["subject"] = json!([two["subject"][0], two["subject"][0]]);
    let two = world.judge(&[(publisher("a/mcp", &Value::Null), vec![world.attestation(&two, CLAIMS)])]);
    assert_eq!(invalid(&two), &Invalid::SubjectCount(2));
    let other = world.attestation(&statement("https://example.com/other"), CLAIMS);
    let other = world.judge(&[(publisher("a/mcp", &Value::Null), vec![other])]);
    assert_eq!(unverifiable(&other), &Unverifiable::Predicate("https://example.com/other".into()));
}

#[test]
fn publishers_do_not_mix() {
    let world = World::new();
    let other: Vec<(u32, &str)> = CLAIMS
        .iter()
        .map(|(number, value)| {
            let value = match number {
                12 => "https://github.com/b/mcp",
                15 => "2",
                17 => "20",
                18 => "https://github.com/b/mcp/.github/workflows/release.yml@refs/tags/v1",
                _ => value,
            };
            (*number, value)
        })
        .collect();
    let evidence = world.judge(&[
        (publisher("a/mcp", &Value::Null), vec![world.attestation(&statement(PUBLISH), CLAIMS)]),
        (publisher("b/mcp", &Value::Null), vec![world.attestation(&statement(PUBLISH), &other)]),
    ]);
    assert!(evidence.attestations.iter().all(|attestation| attestation.check.is_verified()));
    assert!(matches!(invalid(&evidence), Invalid::Conflict(_)));
    assert_eq!((evidence.level, evidence.identity), (Level::D, None));
}

#[test]
fn an_index_without_attestations() {
    let world = World::new();
    let file =
        pypi::File { provenance: Document::Absent, owner: Some("acme"), ..pypi::File::new(FILE, Sha256::new([0; 32])) };
    let evidence = world.verifier.pypi(&file);
    assert_eq!((evidence.level, unverifiable(&evidence)), (Level::C, &Unverifiable::Absent));
    let evidence = world.judge(&[]);
    assert_eq!((evidence.level, unverifiable(&evidence)), (Level::D, &Unverifiable::Absent));
}
