//! What a signing certificate claims about the build it was issued to.
//!
//! Constraints:
//! - the values are what the identity provider said to Fulcio (`docs/oid-info.md`, arc 1.3.6.1.4.1.57264.1); they prove
//!   something only after the certificate was verified, and nobody outside this crate gets them before;
//! - certificates of before May 2023 carry GitHub's old claims alone: names without ids. [`Claims::has_ids`] tells;
//! - [`Claims::builder`] is not the source: it is the workflow that ran, which may be another repository's.

use serde::Serialize;

/// The claims. Field names follow the meaning, the number of the extension stands beside each.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Claims {
    /// Who vouched for the identity: the OIDC issuer's URL (.1.8, formerly .1.1).
    pub issuer: Option<String>,
    /// The alternative name of the certificate: a workflow of the builder, or an e-mail address.
    pub builder: Option<String>,
    /// Whether [`Self::builder`] is an e-mail address.
    pub by_email: bool,
    /// The source repository's address (.1.12, formerly .1.5).
    pub repository: Option<String>,
    /// The source repository's id, which a rename leaves alone (.1.15).
    pub repository_id: Option<String>,
    /// The owner's address (.1.16).
    pub owner: Option<String>,
    /// The owner's id (.1.17).
    pub owner_id: Option<String>,
    /// The commit that was built (.1.13, formerly .1.3).
    pub commit: Option<String>,
    /// The branch or tag that was built (.1.14, formerly .1.6).
    pub reference: Option<String>,
    /// The workflow that was started, with its ref (.1.18).
    pub build_config: Option<String>,
    /// The commit of that workflow (.1.19).
    pub build_config_commit: Option<String>,
    /// The workflow that asked for the signature, with its ref (.1.9).
    pub signer: Option<String>,
    /// The commit of that workflow (.1.10).
    pub signer_commit: Option<String>,
    /// What started the build, such as `push` (.1.20, formerly .1.2).
    pub trigger: Option<String>,
    /// The kind of machine, such as `github-hosted` or `self-hosted` (.1.11).
    pub runner: Option<String>,
    /// The run, as an address (.1.21).
    pub run: Option<String>,
    /// Whether the repository was `public`, `private` or `internal` then (.1.22).
    pub visibility: Option<String>,
    /// The deployment environment, which may ask for a person's consent (.1.23).
    pub environment: Option<String>,
}

impl Claims {
    /// Whether repository and owner are named by ids, and not by names alone that somebody else may own one day.
    pub fn has_ids(&self) -> bool {
        self.repository_id.is_some() && self.owner_id.is_some()
    }

    /// The started workflow's file inside the source repository, without the ref: `.github/workflows/release.yml`.
    ///
    /// Where the started configuration lies elsewhere it is the signer's address without a ref: CircleCI names a
    /// configuration anew for each run, and its project and pipeline there.
    pub fn workflow(&self) -> Option<String> {
        let without_ref = |address: &str| address.rsplit_once('@').map_or(address, |(path, _)| path).to_owned();
        let inside = |path: String| {
            let inside = path.strip_prefix(self.repository.as_deref()?)?;
            inside.starts_with('/').then(|| inside.trim_start_matches('/').to_owned())
        };
        let file = self.build_config.as_deref().map(without_ref).and_then(inside);
        file.or_else(|| self.signer.as_deref().or(self.build_config.as_deref()).map(without_ref))
    }

    /// Fills what only the old claims say. The old repository claim is `owner/name` of GitHub.
    pub(crate) fn fill_from(&mut self, old: OldClaims) {
        if self.repository.is_none() {
            self.repository = old.repository.map(|name| format!("https://github.com/{name}"));
        }
        self.trigger = self.trigger.take().or(old.trigger);
        self.commit = self.commit.take().or(old.commit);
        self.reference = self.reference.take().or(old.reference);
    }
}

/// GitHub's claims of before May 2023 (.1.2 to .1.6).
#[derive(Debug, Default)]
pub(crate) struct OldClaims {
    pub(crate) trigger: Option<String>,
    pub(crate) commit: Option<String>,
    pub(crate) repository: Option<String>,
    pub(crate) reference: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(repository: &str, config: &str) -> Claims {
        Claims { repository: Some(repository.into()), build_config: Some(config.into()), ..Claims::default() }
    }

    #[test]
    fn a_workflow_is_named_inside_its_repository() {
        let of = |repository, config| claims(repository, config).workflow().unwrap();
        let github = "https://github.com/a/b";
        assert_eq!(
            of(github, "https://github.com/a/b/.github/workflows/x.yml@refs/heads/main"),
            ".github/workflows/x.yml"
        );
        assert_eq!(
            of("https://gitlab.com/g/h/p", "https://gitlab.com/g/h/p//.gitlab-ci.yml@refs/heads/main"),
            ".gitlab-ci.yml"
        );
        assert_eq!(
            of(github, "https://github.com/a/bc/x.yml@v1"),
            "https://github.com/a/bc/x.yml",
            "another repository"
        );
        assert_eq!(of(github, "https://github.com/c/d/x@y.yml@v1"), "https://github.com/c/d/x@y.yml");
        let elsewhere = Claims {
            signer: Some("https://ci.example/project/1@main".into()),
            ..claims("ci.example/a", "https://ci.example/run/77")
        };
        assert_eq!(elsewhere.workflow().unwrap(), "https://ci.example/project/1");
    }

    #[test]
    fn old_claims_fill_gaps_alone() {
        let old = || OldClaims {
            trigger: Some("push".into()),
            commit: Some("c0".into()),
            repository: Some("a/b".into()),
            reference: Some("refs/heads/main".into()),
        };
        let mut alone = Claims::default();
        alone.fill_from(old());
        assert_eq!(alone.repository.as_deref(), Some("https://github.com/a/b"));
        assert!(!alone.has_ids());
        let mut both = claims("https://github.com/new/name", "x");
        both.fill_from(old());
        assert_eq!(both.repository.as_deref(), Some("https://github.com/new/name"));
    }
}
