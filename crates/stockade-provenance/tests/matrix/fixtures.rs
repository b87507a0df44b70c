//! Where the real bundles are.

use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use serde_json::{Value, json};
use stockade_provenance::{Check, Document, Evidence, Invalid, Sha512, Unverifiable, Verifier, npm};
use stockade_testkit::tools;

/// The folder of test data inside the library's own package, which cargo knows.
fn library() -> &'static PathBuf {
    static FOUND: OnceLock<PathBuf> = OnceLock::new();
    FOUND.get_or_init(|| {
        let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.args(["metadata", "--format-version", "1", "--locked", "--offline", "--manifest-path", manifest]);
        let output = command.output().expect("cargo, which started this test");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
        let packages = metadata["packages"].as_array().expect("packages");
        let library = packages.iter().find(|package| package["name"] == "sigstore-verify").expect("the library");
        let manifest = PathBuf::from(library["manifest_path"].as_str().expect("its manifest"));
        manifest.parent().expect("a manifest stands in a folder").join("test_data")
    })
}

/// A bundle that the library ships.
pub(crate) fn shipped(name: &str) -> Value {
    let path = library().join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The real provenance of an npm release.
pub(crate) fn real_provenance() -> Value {
    shipped("bundles/sigstore.js@2.0.0-provenance.sigstore.json")
}

/// The digest of that release's tarball.
pub(crate) fn real_digest() -> Sha512 {
    Sha512::from_hex(concat!(
        "46d4e2f74c4877316640000a6fdf8a8b59f1e0847667973e9859f774dd31b8f1",
        "e0937813b777fb66a2ac67d50540fe34640966eee9fc2ccca387082b4c85cd3c"
    ))
    .unwrap()
}

/// SLSA provenance, version 1.
pub(crate) const SLSA: &str = "https://slsa.dev/provenance/v1";

/// The registry's list of attestations.
pub(crate) fn listed(entries: &[(&str, &Value)]) -> Vec<u8> {
    let entries: Vec<Value> =
        entries.iter().map(|(predicate, bundle)| json!({"predicateType": predicate, "bundle": bundle})).collect();
    json!({"attestations": entries}).to_string().into_bytes()
}

/// What is known of the real release, with a list of attestations.
pub(crate) fn real_release(attestations: &[u8]) -> npm::Release<'_> {
    npm::Release {
        sha512: Some(real_digest()),
        attestations: Document::Served(attestations),
        ..npm::Release::new("sigstore", "2.0.0")
    }
}

/// A verifier of the public instance.
pub(crate) fn public() -> Verifier {
    Verifier::embedded().expect("the built-in root")
}

/// Why the only attestation is invalid.
pub(crate) fn invalid(evidence: &Evidence) -> &Invalid {
    match &evidence.provenance {
        Check::Invalid(why) => why,
        other => panic!("{other}: {evidence:#?}"),
    }
}

/// Why nobody can tell.
pub(crate) fn unverifiable(evidence: &Evidence) -> &Unverifiable {
    match &evidence.provenance {
        Check::Unverifiable(why) => why,
        other => panic!("{other}: {evidence:#?}"),
    }
}

/// A file that the set-up fetched. None, and a line that says so, where the registry does not serve it.
///
/// # Panics
/// If the set-up did not run.
pub(crate) fn fetched(name: &str) -> Option<Vec<u8>> {
    let folder = tools().path("provenance");
    let report = std::fs::read_to_string(folder.join("report.json")).expect("the report of the set-up");
    let report: Value = serde_json::from_str(&report).expect("the report is JSON");
    if let Some(why) = report["missing"].get(name).and_then(Value::as_str) {
        eprintln!("not run: `{name}` was not fetched: {why}");
        return None;
    }
    let path = folder.join(name);
    Some(std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

/// A JSON file that the set-up fetched.
pub(crate) fn fetched_json(name: &str) -> Option<Value> {
    fetched(name).map(|bytes| serde_json::from_slice(&bytes).unwrap_or_else(|error| panic!("{name}: {error}")))
}

/// Changes one base64 text: another first character of its middle.
pub(crate) fn flip(value: &mut Value) {
    let text = value.as_str().expect("a text");
    let middle = text.len() / 2;
    let other = if &text[middle..=middle] == "A" { "B" } else { "A" };
    *value = format!("{}{other}{}", &text[..middle], &text[middle + 1..]).into();
}
