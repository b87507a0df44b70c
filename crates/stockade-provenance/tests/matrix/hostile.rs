//! Documents made to hurt: bounded, typed, and never verified.

use serde_json::{Value, json};
use stockade_provenance::{Check, Document, DocumentError, Invalid, MAX_ATTESTATIONS, MAX_DOCUMENT, Sha256, npm, pypi};

use crate::fixtures::{SLSA, invalid, listed, public, real_provenance, real_release};

fn npm(document: &[u8]) -> stockade_provenance::Evidence {
    public().npm(&real_release(document))
}

fn pypi(document: &[u8]) -> stockade_provenance::Evidence {
    let file = pypi::File::new("a-1.0.tar.gz", Sha256::new([0; 32]));
    public().pypi(&pypi::File { provenance: Document::Served(document), ..file })
}

#[test]
fn what_is_no_document() {
    let deep = "[".repeat(100_000);
    let nested = format!(r#"{{"attestations":{}{}}}"#, "[".repeat(200), "]".repeat(200));
    let large = vec![b' '; MAX_DOCUMENT + 1];
    let odd: &[&[u8]] = &[
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b"{\"attestations\":null}",
        b"{\"attestations\":{}}",
        b"<html>not found</html>",
        deep.as_bytes(),
        nested.as_bytes(),
        &large,
    ];
    for document in odd {
        let start = String::from_utf8_lossy(&document[..document.len().min(40)]).into_owned();
        assert!(matches!(invalid(&npm(document)), Invalid::Document(_)), "{start}");
        assert!(matches!(invalid(&pypi(document)), Invalid::Document(_)), "{start}");
    }
}

#[test]
fn many_attestations() {
    let bundle = real_provenance();
    let many = vec![(SLSA, &bundle); MAX_ATTESTATIONS + 1];
    let evidence = npm(&listed(&many));
    let too_many =
        DocumentError::TooMany { part: "attestations", count: MAX_ATTESTATIONS + 1, limit: MAX_ATTESTATIONS };
    assert_eq!(invalid(&evidence), &Invalid::Document(too_many.clone()));
    let group = json!({"publisher": {"kind": "New"}, "attestations": vec![json!({}); 9]});
    let document = json!({"version": 1, "attestation_bundles": [group, group]}).to_string();
    assert!(matches!(invalid(&pypi(document.as_bytes())), Invalid::Document(DocumentError::TooMany { count: 18, .. })));
}

/// Every place of the real bundle, replaced by values of each type. Nothing panics, and nothing verifies but where the place is
/// known to be unsigned.
#[test]
fn any_place_of_a_real_bundle_may_be_anything() {
    // The envelope's key id is a hint, an empty list of timestamps is none, and format 0.1 is content with the log's promise.
    const UNSIGNED: &[&str] = &[
        "/verificationMaterial/tlogEntries/0/inclusionProof",
        "/dsseEnvelope/signatures/0/keyid",
        "/verificationMaterial/timestampVerificationData",
        "/verificationMaterial/timestampVerificationData/rfc3161Timestamps",
    ];
    let real = real_provenance();
    let mut places = Vec::new();
    walk(&real, String::new(), &mut places);
    assert!(places.len() > 30, "{places:?}");
    let odd = [json!(null), json!(-1), json!(""), json!([]), json!({}), json!([[{}]])];
    let verifier = public();
    let mut wrong = Vec::new();
    for place in &places {
        for value in &odd {
            let mut bundle = real.clone();
            *bundle.pointer_mut(place).unwrap() = value.clone();
            if bundle == real {
                continue;
            }
            let list = listed(&[(SLSA, &bundle)]);
            let evidence = verifier.npm(&real_release(&list));
            if evidence.provenance.is_verified() && !UNSIGNED.contains(&place.as_str()) {
                wrong.push(format!("{place} = {value}"));
            }
            assert!(
                evidence.attestations.len() == 1 && evidence.provenance.to_string().len() < 1000,
                "{place} = {value}"
            );
        }
    }
    assert!(wrong.is_empty(), "verified: {wrong:#?}");
}

fn walk(value: &Value, at: String, out: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, item)| walk(item, format!("{at}/{index}"), out));
        }
        Value::Object(members) => members.iter().for_each(|(key, item)| walk(item, format!("{at}/{key}"), out)),
        _ => {}
    }
    if !at.is_empty() {
        out.push(at);
    }
}

#[test]
fn a_message_holds_no_control_characters() {
    let list = listed(&[("evil\u{1b}[2J\u{202e}", &real_provenance())]);
    let evidence = npm(&list);
    let Check::Unverifiable(why) = &evidence.provenance else { panic!("{evidence:#?}") };
    assert!(!why.to_string().contains(['\u{1b}', '\u{202e}']), "{why}");
    assert!(!evidence.attestations[0].predicate.contains('\u{1b}'));
    let name = format!("{}\u{7}", "x".repeat(5000));
    let release = npm::Release { name: &name, ..real_release(&list) };
    let list = listed(&[(SLSA, &real_provenance())]);
    let evidence = public().npm(&npm::Release { attestations: Document::Served(&list), ..release });
    assert!(evidence.provenance.to_string().len() < 1000);
}
