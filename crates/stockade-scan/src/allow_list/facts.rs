//! What of a component entries are compared with, in the spelling in which they are compared.

use std::path::Path;

use stockade_model::{Component, Ecosystem, Package, Pin, Registry, Target};

use super::Subject;
use super::address::Address;
use super::purl;

/// One component, ready to compare.
pub(super) struct Facts<'a> {
    pub(super) subject: &'a Subject<'a>,
    /// The package that runs, with its canonical name.
    pub(super) package: Option<Named>,
    /// Packages that it says to be without proof: the manifest above a local file.
    pub(super) claims: Option<Named>,
    /// The one version or digest, where the launch fixes one.
    pub(super) version: Option<String>,
    /// An image's tag.
    pub(super) tag: Option<&'a str>,
    /// The address of a remote server, repository or archive; none where there is none or it is in doubt.
    pub(super) address: Option<Address>,
    /// The file or program that runs, where it is one.
    pub(super) path: Option<&'a Path>,
    /// Who publishes it, where that is known.
    pub(super) publisher: Option<String>,
}

/// An ecosystem and a canonical name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) ecosystem: Ecosystem,
    pub(super) name: String,
}

impl Named {
    fn of(package: &Package) -> Self {
        Self { ecosystem: package.ecosystem, name: purl::canonical(package.ecosystem, &package.name) }
    }
}

/// The code host whose repositories have a package type of their own.
const GITHUB: &str = "github.com";

impl<'a> Facts<'a> {
    pub(super) fn of(subject: &'a Subject<'a>) -> Self {
        let mut facts = Self {
            subject,
            package: None,
            claims: None,
            version: None,
            tag: None,
            address: None,
            path: None,
            publisher: subject.publisher.map(str::to_owned),
        };
        match &subject.component.target {
            Target::Package { package, .. } => {
                facts.package = Some(Named::of(package));
                facts.version = package.version.clone().or_else(|| match &subject.component.pin {
                    Pin::Exact(version) => Some(version.clone()),
                    _ => None,
                });
            }
            Target::Image { package, digest, tag } => {
                facts.package = Some(Named::of(package));
                facts.version.clone_from(digest);
                facts.tag = tag.as_deref();
            }
            Target::Git { url, .. } => {
                facts.address = Address::parse(url);
                facts.repository();
            }
            Target::Archive { url } | Target::Remote { url } => facts.address = Address::parse(url),
            Target::Local { path, belongs_to, .. } => {
                facts.path = Some(path);
                facts.claims = belongs_to.as_ref().map(Named::of);
            }
            Target::Program { path, .. } => facts.path = path.as_deref(),
            Target::Inline { .. } | Target::Builtin { .. } => {}
        }
        if let Some(shadow) = &subject.component.shadow {
            facts.path = Some(&shadow.path);
        }
        if let Some(Named { ecosystem: Ecosystem::Github, name }) = &facts.package
            && let Some((owner, _)) = name.split_once('/')
        {
            // The address itself says who: nobody else can put code there.
            facts.publisher.get_or_insert_with(|| format!("github:{owner}"));
        }
        facts
    }

    /// A repository of the code host is the package `github:owner/name`, however its address is written.
    fn repository(&mut self) {
        let Some(address) = self.address.as_ref().filter(|address| address.host == GITHUB) else { return };
        let path = address.path.as_deref().unwrap_or("").trim_start_matches('/');
        let path = path.strip_suffix(".git").unwrap_or(path);
        if path.split('/').count() == 2 && path.split('/').all(|part| !part.is_empty()) {
            let name = purl::canonical(Ecosystem::Github, path);
            self.package = Some(Named { ecosystem: Ecosystem::Github, name });
            if let Pin::Hash(commit) = &self.subject.component.pin {
                self.version = Some(commit.clone());
            }
        }
    }

    pub(super) fn component(&self) -> &'a Component {
        self.subject.component
    }

    /// Every registry the package may come from.
    pub(super) fn registries(&self) -> &'a [Registry] {
        &self.component().registries
    }

    /// Whether it is a remote server, and not merely something fetched from an address.
    pub(super) const fn is_remote(&self) -> bool {
        matches!(self.subject.component.target, Target::Remote { .. })
    }

    /// What runs, in one word: the exact package URL, the address, the path.
    pub(super) fn shown(&self) -> String {
        if let Some(Named { ecosystem, name }) = &self.package {
            return purl::written(
                *ecosystem,
                name,
                self.version.as_deref(),
                self.tag.filter(|_| self.version.is_none()),
            );
        }
        match &self.component().target {
            Target::Git { url, .. } | Target::Archive { url } | Target::Remote { url } => url.clone(),
            Target::Local { path, .. } => path.display().to_string(),
            Target::Program { name, path } => {
                path.as_ref().map_or_else(|| name.clone(), |path| path.display().to_string())
            }
            Target::Inline { language } => format!("source text in {language}"),
            Target::Builtin { name } => name.clone(),
            Target::Package { package, .. } | Target::Image { package, .. } => package.purl(),
        }
    }

    /// How the launch leaves the version open, where it does.
    pub(super) fn open_version(&self) -> String {
        match &self.component().pin {
            Pin::Range(range) => format!("the launch line takes the range `{range}` and not one version"),
            Pin::Tag(tag) => format!("the launch line takes the tag `{tag}`, which can move"),
            _ => "the launch line fixes no version".to_owned(),
        }
    }
}
