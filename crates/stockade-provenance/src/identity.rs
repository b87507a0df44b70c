//! Who stands behind a release, and whether two releases have the same.
//!
//! Constraints:
//! - ids are compared where both sides have them: a renamed repository is the same one, and a new repository under an old
//!   name is another;
//! - without ids names are compared, and the answer says so: it is weaker;
//! - an environment that appears is no difference (the claim is younger than most certificates), one that changes or goes is.

use serde::{Deserialize, Serialize};

use crate::claims::Claims;
use crate::repository;

/// Who stands behind a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
#[non_exhaustive]
pub enum Identity {
    /// A build of a repository, named by a certificate.
    Workload(Box<Workload>),
    /// An account with an e-mail address, named by a certificate: Google's service accounts.
    Account {
        /// Who vouched for the address.
        issuer: String,
        /// The address.
        email: String,
    },
    /// Somebody the registry names. Nothing but its word.
    Registry {
        /// As the registry names them.
        name: String,
    },
}

/// A build of a repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Workload {
    /// The OIDC issuer of the build system.
    pub issuer: String,
    /// The repository's address, for people.
    pub repository: String,
    /// The repository's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository_id: Option<String>,
    /// The owner's address, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The owner's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_id: Option<String>,
    /// The started workflow's file, without a ref.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workflow: Option<String>,
    /// The deployment environment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
}

/// What can differ between two identities.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Field {
    /// One is a build, the other an account or the registry's word.
    Kind,
    /// The build system or identity provider.
    Issuer,
    /// The repository.
    Repository,
    /// The owner of the repository.
    Owner,
    /// The workflow's file.
    Workflow,
    /// The deployment environment.
    Environment,
    /// The account.
    Account,
}

/// One difference, with both sides as people read them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Difference {
    /// What differs.
    pub field: Field,
    /// On the side that was asked.
    pub this: String,
    /// On the side it was compared with.
    pub other: String,
}

/// The outcome of [`Identity::compare`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Comparison {
    /// What differs; nothing means the same.
    pub differences: Vec<Difference>,
    /// Whether a repository or an owner could be compared by name alone, for want of ids.
    pub by_name: bool,
}

impl Comparison {
    /// Whether nothing differs.
    pub fn is_same(&self) -> bool {
        self.differences.is_empty()
    }

    fn differ(&mut self, field: Field, this: &str, other: &str) {
        self.differences.push(Difference { field, this: this.to_owned(), other: other.to_owned() });
    }
}

impl Identity {
    /// The identity that verified claims name.
    pub(crate) fn from_claims(claims: &Claims) -> Option<Self> {
        let issuer = claims.issuer.clone()?;
        if let Some(repository) = claims.repository.clone() {
            return Some(Self::Workload(Box::new(Workload {
                issuer,
                repository,
                repository_id: claims.repository_id.clone(),
                owner: claims.owner.clone(),
                owner_id: claims.owner_id.clone(),
                workflow: claims.workflow(),
                environment: claims.environment.clone(),
            })));
        }
        let email = claims.by_email.then(|| claims.builder.clone()).flatten()?;
        Some(Self::Account { issuer, email })
    }

    /// The build, where it is one.
    pub fn workload(&self) -> Option<&Workload> {
        match self {
            Self::Workload(workload) => Some(workload),
            Self::Account { .. } | Self::Registry { .. } => None,
        }
    }

    /// Whether both are the same publisher. [`Self::compare`] says what differs.
    pub fn same_as(&self, other: &Self) -> bool {
        self.compare(other).is_same()
    }

    /// What differs between this one and `other`, an earlier one or the one that was pinned.
    pub fn compare(&self, other: &Self) -> Comparison {
        let mut out = Comparison::default();
        match (self, other) {
            (Self::Workload(this), Self::Workload(other)) => this.compare(other, &mut out),
            (Self::Account { issuer, email }, Self::Account { issuer: other_issuer, email: other_email }) => {
                if issuer != other_issuer {
                    out.differ(Field::Issuer, issuer, other_issuer);
                }
                if email != other_email {
                    out.differ(Field::Account, email, other_email);
                }
            }
            (Self::Registry { name }, Self::Registry { name: other_name }) => {
                out.by_name = true;
                if name != other_name {
                    out.differ(Field::Account, name, other_name);
                }
            }
            _ => out.differ(Field::Kind, &self.to_string(), &other.to_string()),
        }
        out
    }

    /// Whether both are builds of one repository, whatever else differs.
    pub fn same_repository(&self, other: &Self) -> bool {
        let Some((this, other)) = self.workload().zip(other.workload()) else { return false };
        this.issuer == other.issuer && this.repository_is(other).0
    }
}

impl Workload {
    /// Whether the repository is the same, and whether that was found by name.
    fn repository_is(&self, other: &Self) -> (bool, bool) {
        match (&self.repository_id, &other.repository_id) {
            (Some(this), Some(other)) => (this == other, false),
            _ => (repository::same(&self.repository, &other.repository), true),
        }
    }

    fn compare(&self, other: &Self, out: &mut Comparison) {
        if self.issuer != other.issuer {
            out.differ(Field::Issuer, &self.issuer, &other.issuer);
        }
        let (same, by_name) = self.repository_is(other);
        out.by_name |= by_name;
        if !same {
            let show = |workload: &Self| match &workload.repository_id {
                Some(id) => format!("{} (id {id})", workload.repository),
                None => workload.repository.clone(),
            };
            out.differ(Field::Repository, &show(self), &show(other));
        }
        match (&self.owner_id, &other.owner_id) {
            (Some(this), Some(that)) if this == that => {}
            (Some(this), Some(that)) => {
                let show = |owner: &Option<String>, id: &str| match owner {
                    Some(owner) => format!("{owner} (id {id})"),
                    None => format!("id {id}"),
                };
                out.differ(Field::Owner, &show(&self.owner, this), &show(&other.owner, that));
            }
            // The repository's name holds the owner's, and it was compared.
            _ => out.by_name = true,
        }
        if let (Some(this), Some(that)) = (&self.workflow, &other.workflow)
            && this != that
        {
            out.differ(Field::Workflow, this, that);
        }
        if other.environment.is_some() && self.environment != other.environment {
            let show = |environment: &Option<String>| environment.clone().unwrap_or_else(|| "none".into());
            out.differ(Field::Environment, &show(&self.environment), &show(&other.environment));
        }
    }
}

impl std::fmt::Display for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Workload(workload) => {
                f.write_str(&workload.repository)?;
                match &workload.workflow {
                    Some(workflow) => write!(f, " ({workflow})"),
                    None => Ok(()),
                }
            }
            Self::Account { email, .. } => f.write_str(email),
            Self::Registry { name } => write!(f, "{name} (the registry's word)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn build() -> Workload {
        Workload {
            issuer: "https://ci.example".into(),
            repository: "https://github.com/a/b".into(),
            repository_id: Some("1".into()),
            owner: Some("https://github.com/a".into()),
            owner_id: Some("10".into()),
            workflow: Some(".github/workflows/release.yml".into()),
            environment: None,
        }
    }

    fn fields(this: Workload, other: Workload) -> Vec<Field> {
        let (this, other) = (Identity::Workload(Box::new(this)), Identity::Workload(Box::new(other)));
        this.compare(&other).differences.into_iter().map(|difference| difference.field).collect()
    }

    #[test]
    fn a_rename_is_the_same_repository() {
        let renamed = Workload {
            repository: "https://github.com/new/name".into(),
            owner: Some("https://github.com/new".into()),
            ..build()
        };
        assert_eq!(fields(renamed, build()), []);
    }

    #[test]
    fn an_old_name_taken_by_somebody_else_is_another() {
        let squatter = Workload { repository_id: Some("2".into()), owner_id: Some("20".into()), ..build() };
        assert_eq!(fields(squatter, build()), [Field::Repository, Field::Owner]);
    }

    #[test]
    fn a_repository_that_changed_hands_is_a_difference() {
        assert_eq!(fields(Workload { owner_id: Some("20".into()), ..build() }, build()), [Field::Owner]);
    }

    #[test]
    fn without_ids_names_are_compared_and_that_is_said() {
        let old = Workload { repository_id: None, owner_id: None, workflow: None, ..build() };
        let this = Identity::Workload(Box::new(build()));
        let compared = this.compare(&Identity::Workload(Box::new(old.clone())));
        assert!(compared.is_same() && compared.by_name);
        let other = Workload { repository: "https://github.com/a/c".into(), ..old };
        assert_eq!(fields(build(), other), [Field::Repository]);
        assert!(!this.compare(&this).by_name);
    }

    #[test]
    fn environments_may_appear_but_not_go() {
        let guarded = Workload { environment: Some("release".into()), ..build() };
        assert_eq!(fields(guarded.clone(), build()), []);
        assert_eq!(fields(build(), guarded.clone()), [Field::Environment]);
        let other = Workload { environment: Some("test".into()), ..build() };
        assert_eq!(fields(other, guarded), [Field::Environment]);
    }

    #[test]
    fn kinds_never_mix() {
        let word = Identity::Registry { name: "ann".into() };
        let build = Identity::Workload(Box::new(build()));
        assert_eq!(build.compare(&word).differences[0].field, Field::Kind);
        assert!(!word.same_as(&Identity::Registry { name: "bob".into() }));
        assert!(!build.same_repository(&word));
        let account = |issuer: &str, email: &str| Identity::Account { issuer: issuer.into(), email: email.into() };
        assert!(account("i", "a@x.example").same_as(&account("i", "a@x.example")));
        assert!(!account("i", "a@x.example").same_as(&account("j", "a@x.example")));
    }

    #[test]
    fn a_lock_can_hold_one() {
        let identity = Identity::Workload(Box::new(build()));
        let text = serde_json::to_string(&identity).unwrap();
        assert_eq!(serde_json::from_str::<Identity>(&text).unwrap(), identity);
    }
}
