//! The publisher that the index names, and whether a certificate confirms it.
//!
//! Trusted publishers are configured without a ref, and certificates hold the workflow with one: the expected address is
//! put together from the publisher's names and the certificate's own ref or commit, and compared whole.

use serde_json::Value;

use crate::check::{Invalid, Refusal, Unverifiable, said};
use crate::claims::Claims;
use crate::document::{self, DocumentError};

/// CircleCI's issuer.
pub(super) const CIRCLECI: &str = "https://oidc.circleci.com";
const GITHUB: &str = "https://token.actions.githubusercontent.com";
const GITLAB: &str = "https://gitlab.com";
const GOOGLE: &str = "https://accounts.google.com";

/// As the index names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Publisher {
    GitHub { repository: String, workflow: String, environment: Option<String> },
    GitLab { repository: String, workflow: String, environment: Option<String> },
    Google { email: String },
    CircleCi { project: String, pipeline: String, origin: Option<String>, reference: Option<String> },
}

impl Publisher {
    /// Reads the object. A kind that is not known is no error of the document.
    pub(super) fn read(value: &Value) -> Result<Self, Refusal> {
        let text = |key: &'static str| document::text(value, key).map(str::to_owned);
        let optional = |key: &'static str| document::optional_text(value, key).map(|text| text.map(str::to_owned));
        let read = match document::text(value, "kind")? {
            "GitHub" => Self::GitHub {
                repository: text("repository")?,
                workflow: text("workflow")?,
                environment: optional("environment")?,
            },
            "GitLab" => Self::GitLab {
                repository: text("repository")?,
                workflow: text("workflow_filepath")?,
                environment: optional("environment")?,
            },
            "Google" => Self::Google { email: text("email")? },
            "CircleCI" => Self::CircleCi {
                project: text("project_id")?,
                pipeline: text("pipeline_definition_id")?,
                origin: optional("vcs_origin")?,
                reference: optional("vcs_ref")?,
            },
            other => return Err(Unverifiable::Publisher(said(other)).into()),
        };
        Ok(read)
    }

    /// Whether the certificate is this publisher's.
    pub(super) fn confirm(&self, claims: &Claims) -> Result<(), Refusal> {
        match self {
            Self::GitHub { repository, workflow, environment } => {
                // A workflow is a file's name; with a slash it could walk into another folder.
                if workflow.contains('/') {
                    return Err(DocumentError::Shape("workflow").into());
                }
                confirm("issuer", GITHUB, claims.issuer.as_deref())?;
                let repository = format!("https://github.com/{repository}");
                confirm("repository", &repository, claims.repository.as_deref())?;
                build(&format!("{repository}/.github/workflows/{workflow}"), claims)?;
                in_environment(environment.as_deref(), claims)
            }
            Self::GitLab { repository, workflow, environment } => {
                confirm("issuer", GITLAB, claims.issuer.as_deref())?;
                let repository = format!("https://gitlab.com/{repository}");
                confirm("repository", &repository, claims.repository.as_deref())?;
                build(&format!("{repository}//{workflow}"), claims)?;
                in_environment(environment.as_deref(), claims)
            }
            Self::Google { email } => {
                confirm("issuer", GOOGLE, claims.issuer.as_deref())?;
                confirm("account", email, claims.builder.as_deref().filter(|_| claims.by_email))
            }
            Self::CircleCi { project, pipeline, origin, reference } => {
                confirm("issuer", CIRCLECI, claims.issuer.as_deref())?;
                let signer = format!("https://circleci.com/api/v2/projects/{project}/pipeline-definitions/{pipeline}");
                confirm("pipeline", &signer, claims.signer.as_deref())?;
                if let Some(origin) = origin {
                    confirm("repository", origin, claims.repository.as_deref())?;
                }
                if let Some(reference) = reference {
                    confirm("ref", reference, claims.reference.as_deref())?;
                }
                Ok(())
            }
        }
    }
}

fn confirm(field: &'static str, index: &str, certificate: Option<&str>) -> Result<(), Refusal> {
    if certificate == Some(index) {
        return Ok(());
    }
    let certificate = certificate.map_or_else(|| "nothing".to_owned(), said);
    Err(Invalid::Publisher { field, index: said(index), certificate }.into())
}

/// The started workflow is this path at the certificate's own commit or ref.
fn build(path: &str, claims: &Claims) -> Result<(), Refusal> {
    let certified = claims.build_config.as_deref();
    let refs = [claims.commit.as_deref(), claims.reference.as_deref()];
    let confirmed = refs.into_iter().flatten().any(|at| certified == Some(format!("{path}@{at}").as_str()));
    if confirmed { Ok(()) } else { confirm("workflow", path, certified) }
}

/// NOTE: The claim is younger than PEP 740, so that a certificate without one contradicts nothing. Both build systems compare
/// names of environments without case.
fn in_environment(index: Option<&str>, claims: &Claims) -> Result<(), Refusal> {
    match (index.filter(|name| !name.is_empty()), claims.environment.as_deref()) {
        (Some(index), Some(certificate)) if !index.eq_ignore_ascii_case(certificate) => {
            confirm("environment", index, Some(certificate))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn claims() -> Claims {
        Claims {
            issuer: Some(GITHUB.into()),
            repository: Some("https://github.com/a/b".into()),
            build_config: Some("https://github.com/a/b/.github/workflows/release.yml@refs/tags/v1".into()),
            commit: Some("c0ffee".into()),
            reference: Some("refs/tags/v1".into()),
            environment: Some("Release".into()),
            ..Claims::default()
        }
    }

    fn confirmed(publisher: &Value, claims: &Claims) -> Result<(), Refusal> {
        Publisher::read(publisher).and_then(|publisher| publisher.confirm(claims))
    }

    #[test]
    fn a_github_publisher() {
        let says = |repository: &str, workflow: &str, environment: Value| json!({"kind": "GitHub", "repository": repository, "workflow": workflow, "environment": environment});
        assert_eq!(confirmed(&says("a/b", "release.yml", Value::Null), &claims()), Ok(()));
        assert_eq!(confirmed(&says("a/b", "release.yml", json!("release")), &claims()), Ok(()));
        let by_commit = Claims {
            build_config: Some("https://github.com/a/b/.github/workflows/release.yml@c0ffee".into()),
            ..claims()
        };
        assert_eq!(confirmed(&says("a/b", "release.yml", Value::Null), &by_commit), Ok(()));
        let unnamed = Claims { environment: None, ..claims() };
        assert_eq!(confirmed(&says("a/b", "release.yml", json!("release")), &unnamed), Ok(()));
        for (publisher, field) in [
            (says("a/c", "release.yml", Value::Null), "repository"),
            (says("a/b", "other.yml", Value::Null), "workflow"),
            (says("a/b", "release.yml@v1", Value::Null), "workflow"),
            (says("a/b", "release.yml", json!("test")), "environment"),
        ] {
            let refused = confirmed(&publisher, &claims()).unwrap_err();
            assert!(
                matches!(&refused, Refusal::Invalid(Invalid::Publisher { field: found, .. }) if *found == field),
                "{refused:?}"
            );
        }
        let elsewhere = Claims { issuer: Some(GITLAB.into()), ..claims() };
        assert!(confirmed(&says("a/b", "release.yml", Value::Null), &elsewhere).is_err());
        assert!(confirmed(&says("a/b", "../../x.yml", Value::Null), &claims()).is_err());
    }

    #[test]
    fn a_service_account() {
        let says = json!({"kind": "Google", "email": "robot@x.example"});
        let account = |email: &str, by_email| Claims {
            issuer: Some(GOOGLE.into()),
            builder: Some(email.into()),
            by_email,
            ..Claims::default()
        };
        assert_eq!(confirmed(&says, &account("robot@x.example", true)), Ok(()));
        assert!(confirmed(&says, &account("other@x.example", true)).is_err());
        assert!(confirmed(&says, &account("robot@x.example", false)).is_err(), "an address that is no e-mail address");
        assert!(
            confirmed(
                &says,
                &Claims { issuer: Some("https://login.example".into()), ..account("robot@x.example", true) }
            )
            .is_err()
        );
    }

    #[test]
    fn kinds_and_types() {
        assert!(matches!(
            Publisher::read(&json!({"kind": "New"})),
            Err(Refusal::Unverifiable(Unverifiable::Publisher(_)))
        ));
        for odd in
            [json!(null), json!({"kind": 1}), json!({"kind": "GitHub"}), json!({"kind": "Google", "email": ["a"]})]
        {
            assert!(matches!(Publisher::read(&odd), Err(Refusal::Invalid(_))), "{odd}");
        }
    }
}
