//! The signed statement: one subject, the expected one, the expected bytes.
//!
//! The library underneath is content with *some* subject whose digest matches; name, count and type are for its caller
//! (in-toto `spec/v1/statement.md`, and v0.1 which npm's publish attestations still use).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::check::{Invalid, Refusal, Unverifiable, said};
use crate::document::DocumentError;
use crate::door::Digest;

const TYPES: &[&str] = &["https://in-toto.io/Statement/v1", "https://in-toto.io/Statement/v0.1"];

/// Bytes of a statement. SLSA v0.2 of npm has 6 KB.
const MAX_STATEMENT: usize = 256 << 10;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Raw {
    #[serde(rename = "_type")]
    kind: String,
    subject: Vec<Subject>,
    predicate_type: String,
    #[serde(default)]
    predicate: Value,
}

#[derive(Debug, Deserialize)]
struct Subject {
    #[serde(default)]
    name: String,
    digest: BTreeMap<String, String>,
}

/// A statement that is about the expected file.
#[derive(Debug)]
pub(crate) struct Statement {
    pub(crate) predicate_type: String,
    pub(crate) predicate: Value,
}

/// Reads a verified payload. `is_expected` judges the subject's name.
pub(crate) fn read(
    payload: &[u8],
    expected: &str,
    is_expected: impl Fn(&str) -> bool,
    digest: Digest,
) -> Result<Statement, Refusal> {
    if payload.len() > MAX_STATEMENT {
        return Err(DocumentError::TooLarge(payload.len()).into());
    }
    let raw: Raw = serde_json::from_slice(payload).map_err(|error| DocumentError::Json(said(&error.to_string())))?;
    if !TYPES.contains(&raw.kind.as_str()) {
        return Err(Unverifiable::Format(format!("statement type `{}`", said(&raw.kind))).into());
    }
    let [subject] = raw.subject.as_slice() else {
        return Err(Invalid::SubjectCount(raw.subject.len()).into());
    };
    if !is_expected(&subject.name) {
        return Err(Invalid::SubjectName { expected: said(expected), found: said(&subject.name) }.into());
    }
    let (algorithm, hex) = match digest {
        Digest::Sha256(digest) => ("sha256", digest.to_hex()),
        Digest::Sha512(digest) => ("sha512", digest.to_hex()),
    };
    if !subject.digest.get(algorithm).is_some_and(|found| found.eq_ignore_ascii_case(&hex)) {
        return Err(Invalid::SubjectDigest.into());
    }
    Ok(Statement { predicate_type: raw.predicate_type, predicate: raw.predicate })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Sha256;

    fn read_text(text: &str) -> Result<Statement, Refusal> {
        read(text.as_bytes(), "x", |name| name == "x", Digest::Sha256(Sha256::new([0xab; 32])))
    }

    fn statement(kind: &str, subjects: &str) -> String {
        format!(r#"{{"_type":"{kind}","subject":[{subjects}],"predicateType":"p"}}"#)
    }

    #[test]
    fn one_subject_the_expected_one() {
        let digest = "ab".repeat(32);
        let subject = |name: &str, algorithm: &str, digest: &str| {
            format!(r#"{{"name":"{name}","digest":{{"{algorithm}":"{digest}"}}}}"#)
        };
        let good = subject("x", "sha256", &digest);
        let v1 = |subjects: &str| read_text(&statement(TYPES[0], subjects));
        assert_eq!(v1(&good).unwrap().predicate_type, "p");
        assert!(read_text(&statement(TYPES[1], &good)).is_ok());
        let invalid = |refused: Result<Statement, Refusal>| match refused {
            Err(Refusal::Invalid(why)) => why,
            other => panic!("{other:?}"),
        };
        assert_eq!(invalid(v1("")), Invalid::SubjectCount(0));
        assert_eq!(invalid(v1(&format!("{good},{good}"))), Invalid::SubjectCount(2));
        assert!(matches!(invalid(v1(&subject("y", "sha256", &digest))), Invalid::SubjectName { .. }));
        assert_eq!(invalid(v1(&subject("x", "sha512", &digest))), Invalid::SubjectDigest);
        assert_eq!(invalid(v1(&subject("x", "sha256", &"ac".repeat(32)))), Invalid::SubjectDigest);
        assert!(matches!(
            read_text(&statement("https://in-toto.io/Statement/v9", &good)),
            Err(Refusal::Unverifiable(Unverifiable::Format(_)))
        ));
    }
}
