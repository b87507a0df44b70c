//! How long a verification takes, alone: medians, printed. `cargo bench -p stockade-provenance --bench verify`.
//!
//! The bar is 10 ms for each attestation. Real bundles of the library's own package where it has them, others of an instance
//! made here.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stderr,
    reason = "a benchmark prints and fails by panicking"
)]

#[allow(dead_code, reason = "the tests use the rest")]
#[path = "../tests/matrix/fixtures.rs"]
mod fixtures;

use std::hint::black_box;
use std::time::{Duration, Instant};

use serde_json::json;
use stockade_provenance::{Document, Keys, Sha256, Sha512, Verifier, npm, pypi};
use stockade_testkit::sigstore::{Certified, Holder, Instance, SigningKey, pypi_attestation};

const ROUNDS: usize = 301;
const AT: i64 = 1_737_331_200;

fn main() {
    let public = fixtures::public();
    let list = fixtures::listed(&[(fixtures::SLSA, &fixtures::real_provenance())]);
    measure("build a verifier, embedded root", || assert!(Verifier::embedded().is_ok()));
    measure("npm SLSA v1, real", || {
        let evidence = public.npm(black_box(&fixtures::real_release(&list)));
        assert!(evidence.provenance.is_verified());
    });

    let instance = Instance::new();
    let own = Verifier::with_root(instance.trusted_root().to_string().as_bytes()).unwrap();
    let key = SigningKey::generate();
    let publish = "https://github.com/npm/attestation/tree/main/specs/publish/v0.1";
    let statement = json!({
        "_type": "https://in-toto.io/Statement/v0.1", "predicateType": publish,
        "subject": [{"name": "pkg:npm/mcp@1.0.0", "digest": {"sha512": "ab".repeat(64)}}],
        "predicate": {"name": "mcp", "version": "1.0.0", "registry": "https://registry.example"},
    });
    let list = fixtures::listed(&[(publish, &instance.keyed(&statement, &key, "SHA256:test", AT))]);
    let listed =
        json!({"keys": [{"keyid": "SHA256:test", "scheme": "ecdsa-sha2-nistp256", "key": key.public_base64()}]});
    let keys = Keys::parse(listed.to_string().as_bytes()).unwrap();
    let integrity = format!("sha512-{}qw==", "q6ur".repeat(21));
    let signature = key.sign_base64(format!("mcp@1.0.0:{integrity}").as_bytes());
    let signatures = [npm::Signature { key: "SHA256:test", signature: &signature }];
    let release = npm::Release {
        sha512: Some(Sha512::new([0xab; 64])),
        keys: Some(&keys),
        attestations: Document::Served(&list),
        ..npm::Release::new("mcp", "1.0.0")
    };
    measure("npm publish attestation", || assert!(own.npm(black_box(&release)).attestations[0].check.is_verified()));
    let release = npm::Release {
        integrity: Some(&integrity),
        signatures: &signatures,
        attestations: Document::Absent,
        ..release
    };
    measure("npm registry signature", || assert!(own.npm(black_box(&release)).registry_signature.is_verified()));

    let statement = json!({
        "_type": "https://in-toto.io/Statement/v1", "predicateType": concat!("https://docs.", "pypi", ".org/attestations/publish/v1"),
        "subject": [{"name": "mcp-1.0.0.tar.gz", "digest": {"sha256": "ab".repeat(32)}}], "predicate": null,
    });
    let certified = Certified {
        holder: Holder::Uri("https://github.com/a/mcp/.github/workflows/release.yml@refs/tags/v1"),
        claims: vec![
            (8, "https://token.actions.githubusercontent.com"),
            (12, "https://github.com/a/mcp"),
            (14, "refs/tags/v1"),
            (15, "1"),
            (17, "10"),
            (18, "https://github.com/a/mcp/.github/workflows/release.yml@refs/tags/v1"),
        ],
        at: AT,
    };
    let attestation = pypi_attestation(&instance.certified(&statement, &certified));
    let publisher = json!({"kind": "GitHub", "repository": "a/mcp", "workflow": "release.yml"});
    let document = json!({
        "version": 1, "attestation_bundles": [{"publisher": publisher, "attestations": [attestation]}],
    });
    let document = document.to_string();
    let file = pypi::File {
        provenance: Document::Served(document.as_bytes()),
        ..pypi::File::new("mcp-1.0.0.tar.gz", Sha256::new([0xab; 32]))
    };
    measure("PyPI publish attestation", || assert!(own.pypi(black_box(&file)).provenance.is_verified()));
}

fn measure(name: &str, mut run: impl FnMut()) {
    for _ in 0..10 {
        run();
    }
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            run();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    let millis = |place: usize| times[place].as_secs_f64() * 1000.0;
    println!("{name:34} median {:7.3} ms   95th {:7.3} ms", millis(ROUNDS / 2), millis(ROUNDS * 95 / 100));
}
