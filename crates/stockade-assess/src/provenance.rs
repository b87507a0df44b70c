//! What evidence says about who published a release: levels, and the identity to pin.
//!
//! Verifying is done elsewhere; this is its outcome. A failure to verify (`Invalid`) is another thing than the absence of
//! evidence (`Missing`), and both are another thing than not knowing, which is [`crate::Known::Unknown`]: a trust root
//! that is too old, a mirror that serves no attestations.

use serde::{Deserialize, Serialize};

/// How strongly it is known who published, weakest first (`docs/assess.md`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Level {
    /// A name and a digest: nobody says who.
    D,
    /// The registry names an account.
    C,
    /// A certificate says where it was built; who pressed the button is not proved.
    B,
    /// The registry's trusted publisher: built there, and nobody else can publish.
    A,
}

impl Level {
    /// Every level, weakest first.
    pub const ALL: &'static [Self] = &[Self::D, Self::C, Self::B, Self::A];

    /// The letter used in settings and every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }

    /// What it means, in a few words.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::A => "published by the repository's own workflow, and by nothing else",
            Self::B => "built by a known workflow",
            Self::C => "an account of the registry",
            Self::D => "nobody says who",
        }
    }
}

impl std::fmt::Display for Level {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl std::str::FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "A" | "a" => Ok(Self::A),
            "B" | "b" => Ok(Self::B),
            "C" | "c" => Ok(Self::C),
            "D" | "d" => Ok(Self::D),
            other => Err(format!("`{other}` is not one of A, B, C, D")),
        }
    }
}

/// The outcome of looking for evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Provenance {
    /// The registry was asked and has none.
    Missing,
    /// There is some, and it holds.
    Verified(Identity),
    /// There is some, and it does not hold, for this reason.
    Invalid(String),
}

impl Provenance {
    /// The identity, where evidence holds.
    pub const fn identity(&self) -> Option<&Identity> {
        match self {
            Self::Verified(identity) => Some(identity),
            Self::Missing | Self::Invalid(_) => None,
        }
    }
}

/// Who a certificate names. Names can be registered anew after a rename; the ids cannot, and are what is compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// How strong.
    pub level: Level,
    /// Who vouches for the workflow.
    #[serde(default)]
    pub issuer: String,
    /// The source repository, as an address; the account's address where the certificate names one instead.
    pub repository: String,
    /// Its number at the code host.
    #[serde(default)]
    pub repository_id: Option<String>,
    /// The number of its owner.
    #[serde(default)]
    pub owner_id: Option<String>,
    /// The workflow's path in the repository, without the reference.
    #[serde(default)]
    pub workflow: Option<String>,
    /// The environment of the workflow, where one was named.
    #[serde(default)]
    pub environment: Option<String>,
}

impl Identity {
    /// The repository without protocol, `.git` and case: `host/owner/name`.
    pub fn place(&self) -> Option<String> {
        place(&self.repository)
    }

    /// Whether both name one repository: by number where both have one, else by name.
    pub fn is_same_repository(&self, other: &Self) -> bool {
        match (&self.repository_id, &other.repository_id) {
            (Some(a), Some(b)) => self.issuer == other.issuer && a == b,
            // An account that a certificate names has no repository, and is compared as it stands there.
            _ => match (self.place(), other.place()) {
                (None, None) => self.issuer == other.issuer && self.repository == other.repository,
                (this, other) => this == other,
            },
        }
    }

    /// Whether both belong to one owner: by number where both have one, else by name.
    pub fn is_same_owner(&self, other: &Self) -> bool {
        match (&self.owner_id, &other.owner_id) {
            (Some(a), Some(b)) => self.issuer == other.issuer && a == b,
            _ => {
                let owner = |identity: &Self| Some(identity.place()?.rsplit_once('/')?.0.to_owned());
                owner(self).is_some() && owner(self) == owner(other)
            }
        }
    }
}

/// `host/owner/name` of a repository's address in any of the forms that manifests use; none where it is no such address.
pub fn place(address: &str) -> Option<String> {
    let text = address.trim();
    let text = text.strip_prefix("git+").unwrap_or(text);
    let text = match text.split_once("://") {
        Some((_, rest)) => rest.to_owned(),
        None => match text.split_once(':') {
            // npm's short forms.
            Some(("github", rest)) => format!("github.com/{rest}"),
            Some(("gitlab", rest)) => format!("gitlab.com/{rest}"),
            Some(("bitbucket", rest)) => format!("bitbucket.org/{rest}"),
            // `git@host:owner/name`
            Some((host, rest)) => format!("{host}/{rest}"),
            None if text.split('/').count() == 2 => format!("github.com/{text}"),
            None => text.to_owned(),
        },
    };
    let text = text.split(['?', '#']).next().unwrap_or("");
    let text = text.rsplit_once('@').map_or(text, |(_, rest)| rest).to_ascii_lowercase();
    let mut parts = text.split('/').filter(|part| !part.is_empty());
    let (host, owner, name) = (parts.next()?, parts.next()?, parts.next()?);
    let host = host.strip_prefix("www.").unwrap_or(host);
    let name = name.strip_suffix(".git").unwrap_or(name);
    (host.contains('.') && !name.is_empty()).then(|| format!("{host}/{owner}/{name}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_repository_has_many_spellings() {
        for text in [
            "https://github.com/Acme/Mail.git",
            "git+https://github.com/acme/mail.git#main",
            "git+ssh://git@github.com/acme/mail.git",
            "git@github.com:acme/mail.git",
            "github:acme/mail",
            "acme/mail",
            "https://www.github.com/acme/mail/tree/main/packages/x",
        ] {
            assert_eq!(place(text).as_deref(), Some("github.com/acme/mail"), "{text}");
        }
        for text in ["", "https://acme.example", "https://acme.example/mail", "mail"] {
            assert_eq!(place(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_count_before_names() {
        let identity = |repository: &str, id: Option<&str>| Identity {
            level: Level::A,
            issuer: "https://issuer.example".into(),
            repository: repository.into(),
            repository_id: id.map(str::to_owned),
            owner_id: None,
            workflow: None,
            environment: None,
        };
        let first = identity("https://git.example/acme/mail", Some("1"));
        assert!(first.is_same_repository(&identity("https://git.example/acme/post", Some("1"))), "renamed");
        assert!(!first.is_same_repository(&identity("https://git.example/acme/mail", Some("2"))), "registered anew");
        assert!(first.is_same_repository(&identity("https://git.example/acme/mail", None)), "an old certificate");
        assert!(first.is_same_owner(&identity("https://git.example/acme/other", None)));
        assert!(!first.is_same_owner(&identity("https://git.example/evil/mail", None)));
        let account = identity("builds@project.example", None);
        assert!(account.is_same_repository(&account) && !account.is_same_repository(&first));
        assert!(!account.is_same_repository(&identity("others@project.example", None)));
    }

    #[test]
    fn levels_are_ordered_by_strength() {
        assert!(Level::A > Level::B && Level::B > Level::C && Level::C > Level::D);
        for level in Level::ALL {
            assert_eq!(level.as_str().parse(), Ok(*level));
        }
        assert!("E".parse::<Level>().is_err());
    }
}
