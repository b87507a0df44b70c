//! What SLSA provenance says of its source, held against the certificate.
//!
//! The predicate is written by the build, which is to be described; the certificate by the identity provider. The certificate
//! wins, and every difference is a problem for people. What a predicate does not say is no difference.
//!
//! Sources: SLSA provenance v1 (`slsa.dev/spec/v1.0/provenance`) with GitHub's build types, v0.2 with npm's `gha@v0` and `v2`.

use serde_json::Value;

use crate::check::said;
use crate::claims::Claims;
use crate::evidence::Problem;
use crate::repository;

/// Provenance, version 0.2.
pub(crate) const V0_2: &str = "https://slsa.dev/provenance/v0.2";
/// Provenance, version 1.
pub(crate) const V1: &str = "https://slsa.dev/provenance/v1";

/// Where a predicate says something, and what of the certificate it has to equal.
struct Saying {
    field: &'static str,
    places: &'static [&'static str],
    certified: fn(&Claims) -> Option<&String>,
    same: fn(&str, &str) -> bool,
}

const SAYINGS: &[Saying] = &[
    Saying {
        field: "repository",
        places: &[
            "/buildDefinition/externalParameters/workflow/repository",
            "/buildDefinition/externalParameters/source/uri",
            "/buildDefinition/resolvedDependencies/0/uri",
            "/invocation/configSource/uri",
            "/materials/0/uri",
        ],
        certified: |claims| claims.repository.as_ref(),
        same: repository::same,
    },
    Saying {
        field: "repository id",
        places: &[
            "/buildDefinition/internalParameters/github/repository_id",
            "/invocation/environment/GITHUB_REPOSITORY_ID",
        ],
        certified: |claims| claims.repository_id.as_ref(),
        same: |this, that| this == that,
    },
    Saying {
        field: "owner id",
        places: &[
            "/buildDefinition/internalParameters/github/repository_owner_id",
            "/invocation/environment/GITHUB_REPOSITORY_OWNER_ID",
        ],
        certified: |claims| claims.owner_id.as_ref(),
        same: |this, that| this == that,
    },
    Saying {
        field: "commit",
        places: &[
            "/buildDefinition/resolvedDependencies/0/digest/gitCommit",
            "/invocation/configSource/digest/sha1",
            "/materials/0/digest/sha1",
        ],
        certified: |claims| claims.commit.as_ref(),
        same: |this, that| this.eq_ignore_ascii_case(that),
    },
    Saying {
        field: "ref",
        places: &["/buildDefinition/externalParameters/workflow/ref", "/invocation/environment/GITHUB_REF"],
        certified: |claims| claims.reference.as_ref(),
        same: |this, that| this == that,
    },
];

/// The differences between a predicate and the certificate that signed it.
pub(crate) fn differences(predicate: &Value, claims: &Claims) -> Vec<Problem> {
    let mut out = Vec::new();
    for saying in SAYINGS {
        let Some(certified) = (saying.certified)(claims) else { continue };
        let said_at = saying.places.iter().filter_map(|place| predicate.pointer(place).and_then(scalar));
        if let Some(other) = said_at.into_iter().find(|text| !(saying.same)(text, certified)) {
            let certificate = said(certified);
            out.push(Problem::Predicate { field: saying.field, predicate: said(&other), certificate });
        }
    }
    out
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn claims() -> Claims {
        Claims {
            repository: Some("https://github.com/a/b".into()),
            repository_id: Some("1".into()),
            owner_id: Some("10".into()),
            commit: Some("c0ffee".into()),
            reference: Some("refs/heads/main".into()),
            ..Claims::default()
        }
    }

    fn fields(predicate: &Value) -> Vec<&'static str> {
        let problems = differences(predicate, &claims());
        let field = |problem: &Problem| match problem {
            Problem::Predicate { field, .. } => *field,
            other => panic!("{other:?}"),
        };
        problems.iter().map(field).collect()
    }

    fn v1(repository: &str, id: &str, commit: &str) -> Value {
        json!({"buildDefinition": {
            "externalParameters": {"workflow": {"repository": repository, "ref": "refs/heads/main"}},
            "internalParameters": {"github": {"repository_id": id, "repository_owner_id": "10"}},
            "resolvedDependencies": [{"uri": format!("git+{repository}@refs/heads/main"), "digest": {"gitCommit": commit}}],
        }})
    }

    #[test]
    fn a_true_predicate_differs_in_nothing() {
        assert_eq!(fields(&v1("https://github.com/A/B", "1", "c0ffee")), [""; 0]);
        let v0_2 = json!({
            "invocation": {
                "configSource": {"uri": "git+https://github.com/a/b@refs/heads/main", "digest": {"sha1": "C0FFEE"}},
                "environment": {"GITHUB_REPOSITORY_ID": "1", "GITHUB_REF": "refs/heads/main"},
            },
            "materials": [{"uri": "git+https://github.com/a/b@refs/heads/main"}],
        });
        assert_eq!(fields(&v0_2), [""; 0]);
        assert_eq!(fields(&json!({})), [""; 0]);
        assert_eq!(fields(&json!([1, {"invocation": 3}])), [""; 0]);
    }

    #[test]
    fn each_lie_is_named() {
        assert_eq!(fields(&v1("https://github.com/a/other", "1", "c0ffee")), ["repository"]);
        assert_eq!(fields(&v1("https://github.com/a/b", "2", "c0ffee")), ["repository id"]);
        assert_eq!(fields(&v1("https://github.com/a/b", "1", "bad")), ["commit"]);
        assert_eq!(fields(&json!({"materials": [{"uri": "git+https://evil.example/a/b"}]})), ["repository"]);
    }
}
