//! Package identity: an ecosystem, a name as that registry spells it, and what is known of the version.
//!
//! Written as a package URL (<https://github.com/package-url/purl-spec>) wherever people or other tools read it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A package ecosystem that a launcher can fetch from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Ecosystem {
    /// npm.
    Npm,
    /// The Python Package Index and mirrors.
    Pypi,
    /// OCI container images.
    Oci,
    /// Go modules.
    Golang,
    /// Rust crates.
    Cargo,
    /// NuGet.
    Nuget,
    /// RubyGems.
    Gem,
    /// JSR, the JavaScript registry of Deno.
    Jsr,
    /// Maven coordinates.
    Maven,
    /// A repository of a code host, addressed directly.
    Github,
    /// Anything else that has a name: Homebrew formulae, Nix flakes, mise tools.
    Generic,
}

impl Ecosystem {
    /// The purl type.
    pub const fn purl_type(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::Pypi => "pypi",
            Self::Oci => "oci",
            Self::Golang => "golang",
            Self::Cargo => "cargo",
            Self::Nuget => "nuget",
            Self::Gem => "gem",
            Self::Jsr => "jsr",
            Self::Maven => "maven",
            Self::Github => "github",
            Self::Generic => "generic",
        }
    }
}

/// A package of an ecosystem. `name` holds the namespace too: `@scope/name`, `owner/repository`, `registry.example/team/image`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Package {
    /// Where it lives.
    pub ecosystem: Ecosystem,
    /// Its full name as its registry compares it (PyPI names normalised after PEP 503).
    pub name: String,
    /// The exact version, where the launch line or a lock file fixes one.
    pub version: Option<String>,
}

impl Package {
    /// A package without a known version. PyPI names are normalised here, so that equal packages compare equal.
    pub fn new(ecosystem: Ecosystem, name: impl Into<String>) -> Self {
        let name = name.into();
        let name = if ecosystem == Ecosystem::Pypi { normalise_pypi(&name) } else { name };
        Self { ecosystem, name, version: None }
    }

    /// The same package at an exact version.
    #[must_use]
    pub fn at(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// The package URL. An OCI image becomes `pkg:oci/name@digest?repository_url=…` as the specification asks.
    pub fn purl(&self) -> String {
        let (namespace, name, qualifier) = self.purl_parts();
        let Ok(mut purl) = packageurl::PackageUrl::new(self.ecosystem.purl_type().to_owned(), name.clone()) else {
            return format!("pkg:{}/{}", self.ecosystem.purl_type(), self.name);
        };
        if let Some(namespace) = namespace {
            let _ = purl.with_namespace(namespace);
        }
        if let Some(version) = &self.version {
            let _ = purl.with_version(version.clone());
        }
        if let Some((key, value)) = qualifier {
            let _ = purl.add_qualifier(key, value);
        }
        purl.to_string()
    }

    fn purl_parts(&self) -> (Option<String>, String, Option<(&'static str, String)>) {
        match self.name.rsplit_once('/') {
            Some((_, name)) if self.ecosystem == Ecosystem::Oci => {
                (None, name.to_owned(), Some(("repository_url", self.name.clone())))
            }
            Some((namespace, name)) => (Some(namespace.to_owned()), name.to_owned(), None),
            None => (None, self.name.clone(), None),
        }
    }
}

impl std::fmt::Display for Package {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.purl())
    }
}

/// PEP 503: lower case, and every run of `-`, `_` and `.` becomes one `-`.
pub fn normalise_pypi(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut gap = false;
    for c in name.chars() {
        if matches!(c, '-' | '_' | '.') {
            gap = true;
        } else {
            if gap && !out.is_empty() {
                out.push('-');
            }
            gap = false;
            out.extend(c.to_lowercase());
        }
    }
    if gap {
        out.push('-');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purls_follow_the_specification() {
        assert_eq!(Package::new(Ecosystem::Npm, "@scope/name").at("1.2.3").purl(), "pkg:npm/%40scope/name@1.2.3");
        assert_eq!(Package::new(Ecosystem::Pypi, "Mcp_Server.Fetch").purl(), "pkg:pypi/mcp-server-fetch");
        assert_eq!(
            Package::new(Ecosystem::Oci, "registry.example/team/image").purl(),
            "pkg:oci/image?repository_url=registry.example%2Fteam%2Fimage"
        );
        assert_eq!(
            Package::new(Ecosystem::Golang, "example.com/a/b").at("v1.0.0").purl(),
            "pkg:golang/example.com/a/b@v1.0.0"
        );
    }

    #[test]
    fn pypi_names_are_normalised() {
        assert_eq!(normalise_pypi("A__b-.C"), "a-b-c");
    }
}
