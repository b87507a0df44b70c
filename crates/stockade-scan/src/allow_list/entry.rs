//! One entry of a list: everything it names has to hold.
//!
//! Constraints:
//! - an approval holds only for what is known: an unknown version, registry or publisher matches nothing;
//! - a denial holds for what may be so: any of several registries, a name that a manifest only claims.

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use stockade_model::{Ecosystem, Layer, Rule, Target};

use super::address::{Address, HostPattern};
use super::facts::{Facts, Named};
use super::miss::{Miss, name_miss};
use super::purl::Purl;
use super::version::{self, Purpose, Range};
use crate::ignore::Origin;

/// An entry of `[[servers.allow]]` or `[[servers.deny]]`.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    pub(super) purl: Option<Purl>,
    pub(super) versions: Option<Range>,
    pub(super) publisher: Option<String>,
    pub(super) registry: Option<Source>,
    pub(super) host: Option<HostPattern>,
    pub(super) url: Option<Address>,
    pub(super) path: Option<FilePattern>,
    /// Why, in the words of whoever wrote it.
    pub reason: Option<String>,
    /// The last day it holds.
    pub expires: Option<Date>,
    /// What it names, in one line.
    pub text: String,
    /// Where it is written.
    pub origin: Option<Origin>,
}

/// Which registry an entry means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The one a package client asks when nothing names another.
    ClientDefault,
    /// This address.
    Address(Address),
    /// A registry of images, which has no address but a host.
    Host(HostPattern),
}

/// A file, or with `/*` at the end everything below a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct FilePattern {
    pub(super) path: PathBuf,
    pub(super) below: bool,
}

impl FilePattern {
    fn is(&self, path: &Path) -> bool {
        let steps = |path: &Path| path.components().any(|part| matches!(part, std::path::Component::ParentDir));
        if steps(path) || !path.is_absolute() {
            return false;
        }
        if self.below { path != self.path && path.starts_with(&self.path) } else { path == self.path }
    }
}

/// Whether a denial holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Denial {
    No,
    /// It holds for some versions or hosts, and the launch leaves open which one it is.
    Perhaps,
    Yes,
}

impl Entry {
    /// Whether it is over on this day.
    pub fn is_over(&self, today: Date) -> bool {
        self.expires.is_some_and(|last| last < today)
    }

    /// As a rule that decisions can name.
    pub fn rule(&self, layer: Layer) -> Option<Rule> {
        let origin = self.origin.as_ref()?;
        let (file, span, position) = (origin.file.clone(), origin.span, origin.position());
        Some(Rule { text: self.text.clone(), layer, file, span, position })
    }

    /// Why the entry does not approve a component; none where it does.
    pub(super) fn misses(&self, facts: &Facts<'_>, today: Date) -> Option<Miss> {
        self.names(facts)
            .or_else(|| self.version_misses(facts))
            .or_else(|| self.registry_misses(facts))
            .or_else(|| self.publisher_misses(facts))
            .or_else(|| match &facts.component().shadow {
                Some(shadow) if self.path.is_none() => Some(Miss::Shadowed(shadow.path.clone())),
                _ => None,
            })
            .or_else(|| self.expires.filter(|_| self.is_over(today)).map(Miss::Expired))
    }

    fn names(&self, facts: &Facts<'_>) -> Option<Miss> {
        if let Some(purl) = &self.purl {
            match (&facts.package, &facts.claims) {
                (Some(Named { ecosystem, name }), _) if purl.is_name(*ecosystem, name) => {}
                (Some(named), _) => return Some(name_miss(purl, named)),
                (None, Some(Named { ecosystem, name })) if purl.is_name(*ecosystem, name) => {
                    return Some(Miss::Claimed);
                }
                (None, _) => return Some(Miss::Other),
            }
        }
        if let Some(host) = &self.host {
            match &facts.address {
                Some(address) if facts.is_remote() => {
                    let difference = host.differs(address);
                    if let Some(difference) = difference {
                        return Some(if difference.near { Miss::Host(difference.why) } else { Miss::Other });
                    }
                }
                _ if facts.is_remote() => return Some(Miss::Doubtful),
                _ => return Some(Miss::Other),
            }
        }
        if let Some(url) = &self.url {
            match &facts.address {
                Some(address) if address.path.is_some() && is_same_url(url, address) => {}
                Some(address) if address.host == url.host => {
                    return Some(Miss::Host("addresses are compared exactly, up to the `?`".to_owned()));
                }
                _ => return Some(Miss::Other),
            }
        }
        let path = self.path.as_ref()?;
        (!facts.path.is_some_and(|found| path.is(found))).then_some(Miss::Other)
    }

    fn version_misses(&self, facts: &Facts<'_>) -> Option<Miss> {
        let purl = self.purl.as_ref()?;
        if let Some(tag) = purl.tag.as_deref().filter(|tag| facts.tag != Some(*tag)) {
            let found = facts.tag.unwrap_or("latest");
            return Some(Miss::Version(format!("the tag is `{found}` and not `{tag}`")));
        }
        if let Some(wanted) = &purl.version {
            return match &facts.version {
                Some(found) if version::is_same(found, wanted, purl.ecosystem) => None,
                Some(found) => Some(Miss::Version(format!("the version is `{found}` and not `{wanted}`"))),
                None => Some(Miss::Version(format!("{}; the entry approves `{wanted}` only", facts.open_version()))),
            };
        }
        let range = self.versions.as_ref()?;
        match &facts.version {
            Some(found) if range.holds(found, Purpose::Approve) => None,
            Some(found) => Some(Miss::Version(format!("the version `{found}` is outside of `{}`", range.text))),
            None => Some(Miss::Version(format!("{}; the entry approves `{}` only", facts.open_version(), range.text))),
        }
    }

    fn registry_misses(&self, facts: &Facts<'_>) -> Option<Miss> {
        if let (Some(redirect), Target::Package { .. }) = (facts.subject.redirect, &facts.component().target) {
            let (name, value) = (&redirect.name, &redirect.value);
            let why = format!("`{name}` with `{value}` changes where it comes from, which no entry can name");
            return Some(Miss::Registry(why));
        }
        let Some(source) = &self.registry else {
            let foreign = facts.registries().iter().find(|registry| registry.is_foreign())?;
            let url = foreign.url.as_deref().unwrap_or("the client's default");
            return Some(Miss::Registry(format!(
                "it may come from `{url}`; without `registry` an entry approves only where the machine's own settings point"
            )));
        };
        let Some(package) = &facts.package else { return Some(Miss::Other) };
        if package.ecosystem == Ecosystem::Oci {
            let found = Address::parse(&format!("https://{}", package.name));
            let is = found.as_ref().is_some_and(|found| source.is_image_host(found));
            let host = package.name.split('/').next().unwrap_or("");
            return (!is).then(|| Miss::Registry(format!("the image comes from `{host}`")));
        }
        let Some(other) = facts.registries().iter().find(|registry| !source.is(registry.url.as_deref())) else {
            let unknown = "where it comes from is not known, and an unknown registry matches nothing";
            return facts.registries().is_empty().then(|| Miss::Registry(unknown.to_owned()));
        };
        Some(Miss::Registry(match &other.url {
            Some(url) => format!("it may come from `{url}`"),
            None => "it comes from the registry that the package client asks by default".to_owned(),
        }))
    }

    fn publisher_misses(&self, facts: &Facts<'_>) -> Option<Miss> {
        let wanted = self.publisher.as_ref()?;
        let by_name = self.purl.is_some();
        match &facts.publisher {
            Some(found) if found == wanted => None,
            Some(found) => Some(Miss::Publisher { found: Some(found.clone()), by_name }),
            None => Some(Miss::Publisher { found: None, by_name }),
        }
    }

    /// Whether the entry denies a component.
    pub(super) fn denies(&self, facts: &Facts<'_>, today: Date) -> Denial {
        if self.is_over(today) {
            return Denial::No;
        }
        if let Some(host) = self.host.as_ref().filter(|_| facts.is_remote() && facts.address.is_none()) {
            return if host.is_any() { Denial::Yes } else { Denial::Perhaps };
        }
        if !self.may_be_named(facts) {
            return Denial::No;
        }
        let Some(purl) = &self.purl else { return Denial::Yes };
        if let Some(tag) = &purl.tag
            && facts.tag.unwrap_or("latest") != tag
        {
            return if facts.version.is_some() && facts.tag.is_none() { Denial::Perhaps } else { Denial::No };
        }
        let holds = |found: &str| match (&purl.version, &self.versions) {
            (Some(wanted), _) => version::is_same(found, wanted, purl.ecosystem),
            (None, Some(range)) => range.holds(found, Purpose::Deny),
            (None, None) => true,
        };
        match &facts.version {
            _ if purl.version.is_none() && self.versions.is_none() => Denial::Yes,
            Some(found) if holds(found) => Denial::Yes,
            Some(_) => Denial::No,
            None => Denial::Perhaps,
        }
    }

    fn may_be_named(&self, facts: &Facts<'_>) -> bool {
        let named = |purl: &Purl| {
            let shadowed = facts.component().shadow.as_ref().map(|shadow| &shadow.instead_of);
            let shadowed = shadowed.is_some_and(|package| {
                purl.is_name(package.ecosystem, &super::purl::canonical(package.ecosystem, &package.name))
            });
            let found = facts.package.iter().chain(&facts.claims);
            shadowed || found.into_iter().any(|Named { ecosystem, name }| purl.is_name(*ecosystem, name))
        };
        let from = |source: &Source| match &facts.package {
            Some(package) if package.ecosystem == Ecosystem::Oci => {
                Address::parse(&format!("https://{}", package.name)).is_some_and(|found| source.is_image_host(&found))
            }
            _ => facts.registries().iter().any(|registry| source.is(registry.url.as_deref())),
        };
        let address = facts.address.as_ref();
        self.purl.as_ref().is_none_or(named)
            && self.registry.as_ref().is_none_or(from)
            && self.publisher.as_ref().is_none_or(|wanted| facts.publisher.as_ref() == Some(wanted))
            && self.host.as_ref().is_none_or(|host| address.is_some_and(|found| host.differs(found).is_none()))
            && self.url.as_ref().is_none_or(|url| address.is_some_and(|found| is_same_url(url, found)))
            && self.path.as_ref().is_none_or(|path| facts.path.is_some_and(|found| path.is(found)))
    }
}

impl Source {
    fn is(&self, url: Option<&str>) -> bool {
        match (self, url) {
            (Self::ClientDefault, None) => true,
            (Self::Address(wanted), Some(url)) => Address::parse(url).as_ref() == Some(wanted),
            (Self::Host(host), Some(url)) => Address::parse(url).is_some_and(|found| host.differs(&found).is_none()),
            _ => false,
        }
    }

    fn is_image_host(&self, found: &Address) -> bool {
        match self {
            Self::ClientDefault => false,
            Self::Host(host) => host.differs(found).is_none(),
            Self::Address(wanted) => wanted.host == found.host && wanted.port == found.port,
        }
    }
}

/// Repositories answer with and without `.git`.
fn is_same_url(a: &Address, b: &Address) -> bool {
    let bare = |address: &Address| {
        let mut address = address.clone();
        address.path = address.path.map(|path| path.strip_suffix(".git").unwrap_or(&path).to_owned());
        address
    };
    a.path.is_some() && bare(a) == bare(b)
}
