//! npm: the packument of a package, the registry's keys, attestations, tarballs, the feed of changes.
//!
//! - what is judged is read from the full document of the package's root: abbreviated ones have no times, and mirrors drop
//!   signatures from documents of single versions. The abbreviated one does for what a package brings in;
//! - a tarball is held against the promised digest while it is read, and comes from the configured registry's host unless
//!   the user says otherwise;
//! - nothing here verifies a signature: that is for whoever has a trust root.

use crate::digest::{Algorithm, Digest};
use crate::http::{Address, Client, FetchError, OTHER_HOST, Request, encode};
use crate::settings::npm::ReplaceHost;
use crate::{Fact, Registry, RegistryError, json};

mod attestations;
mod changes;
mod packument;

pub use attestations::{Attestation, Key};
pub use changes::{Change, Changes};
pub use packument::{
    Attestations, Dependency, DependencyKind, Dist, Machines, Packument, Person, Release, Repository, Signature,
    TrustedPublisher,
};

/// The largest full documents of today have 40 MB.
const MOST_PACKUMENT: u64 = 96 << 20;
/// What npm asks with (npm registry docs, "package metadata").
const ABBREVIATED: &str = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8";
/// No MCP server comes near.
const MOST_TARBALL: u64 = 160 << 20;
const MOST_SMALL: u64 = 8 << 20;
/// Changes carry the ids of revisions too.
const MOST_CHANGES: u64 = 32 << 20;

/// A client of one npm registry.
#[derive(Debug)]
pub struct Npm<'a> {
    client: &'a Client,
    registry: Registry,
    replace: ReplaceHost,
}

/// A package's archive, as it came.
#[derive(Clone, Debug)]
pub struct Tarball {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its SHA-512, computed here.
    pub sha512: Digest,
    /// Its SHA-256, computed here.
    pub sha256: Digest,
    /// Which promised digest it was held against; unknown where the registry promised none. SHA-1 is no promise.
    pub held_against: Fact<Digest>,
    /// Where it came from.
    pub address: Address,
}

impl<'a> Npm<'a> {
    /// For a registry.
    pub const fn new(client: &'a Client, registry: Registry, replace: ReplaceHost) -> Self {
        Self { client, registry, replace }
    }

    /// The registry that is asked.
    pub const fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Everything that the registry says of a package.
    ///
    /// # Errors
    /// [`RegistryError`], also where the document is of another package.
    pub fn packument(&self, name: &str) -> Result<Packument, RegistryError> {
        self.document(name, "application/json")
    }

    /// What npm itself reads to install a package: a tenth of the full document. It has neither people nor, on most
    /// registries, times. A registry that has no such form answers with the full one.
    ///
    /// # Errors
    /// [`RegistryError`], also where the document is of another package.
    pub fn abbreviated(&self, name: &str) -> Result<Packument, RegistryError> {
        self.document(name, ABBREVIATED)
    }

    fn document(&self, name: &str, accept: &str) -> Result<Packument, RegistryError> {
        check_name(name)?;
        let request = Request::get(self.registry.below(&[name])?, MOST_PACKUMENT).accept(accept);
        let answer = self.registry.ask(self.client, &format!("package `{name}`"), &request)?;
        let malformed = |reason| RegistryError::Malformed { address: answer.address.shown(), reason };
        let packument = Packument::read(&answer.body, self.client.options().clock.now()).map_err(malformed)?;
        if packument.name != name {
            let other = stockade_model::visible::short(&packument.name, 80);
            return Err(malformed(format!("it tells of `{other}`, which was not asked for")));
        }
        Ok(packument)
    }

    /// What changed since a sequence, at most so many changes; `now` is where the feed ends at this moment. Not every
    /// registry has such a feed.
    ///
    /// # Errors
    /// [`RegistryError::NotFound`] where it has none.
    pub fn changes(&self, since: &str, most: usize) -> Result<Changes, RegistryError> {
        let path = format!("_changes?since={}&limit={most}", encode(since));
        let address = self.registry.address.below(&path)?;
        let request = Request::get(address, MOST_CHANGES).accept("application/json").unkept();
        let answer = self.registry.ask(self.client, "feed of changes", &request)?;
        let malformed = |reason| RegistryError::Malformed { address: answer.address.shown(), reason };
        changes::read(&json::object(&answer)?).map_err(malformed)
    }

    /// The keys that the registry signs with; unknown where it has none.
    ///
    /// # Errors
    /// [`RegistryError`].
    pub fn keys(&self) -> Result<Fact<Vec<Key>>, RegistryError> {
        let request = Request::get(self.registry.below(&["-", "npm", "v1", "keys"])?, MOST_SMALL);
        match self.registry.ask(self.client, "keys", &request.accept("application/json")) {
            Ok(answer) => Ok(Fact::Known(attestations::keys(&json::object(&answer)?))),
            Err(error) if error.is_not_found() => Ok(Fact::Unknown),
            Err(error) => Err(error),
        }
    }

    /// The attestations of a version; unknown where the registry has none, which a mirror may not have either way.
    ///
    /// # Errors
    /// [`RegistryError`].
    pub fn attestations(&self, name: &str, version: &str) -> Result<Fact<Vec<Attestation>>, RegistryError> {
        check_name(name)?;
        // The address that the document gives is not asked: npm takes its path alone, and that is this one.
        let which = format!("{name}@{version}");
        let address = self.registry.below(&["-", "npm", "v1", "attestations", &which])?;
        let request = Request::get(address, MOST_SMALL).accept("application/json");
        match self.registry.ask(self.client, &format!("attestations of `{which}`"), &request) {
            Ok(answer) => {
                let malformed = |reason| RegistryError::Malformed { address: answer.address.shown(), reason };
                attestations::read(&json::object(&answer)?).map(Fact::Known).map_err(malformed)
            }
            Err(error) if error.is_not_found() => Ok(Fact::Unknown),
            Err(error) => Err(error),
        }
    }

    /// The archive of a version.
    ///
    /// # Errors
    /// [`RegistryError`], also where other bytes come than the document promises.
    pub fn tarball(&self, release: &Release) -> Result<Tarball, RegistryError> {
        let what = format!("archive of `{}@{}`", release.name, release.version);
        let address = self.tarball_address(release)?;
        let promised = release.dist.integrity.known().or(release.dist.shasum.known());
        let mut request = Request::get(address, MOST_TARBALL);
        if let Some(digest) = promised {
            request = request.digest(digest);
        }
        let answer = self.registry.ask(self.client, &what, &request)?;
        let strong = promised.filter(|digest| digest.algorithm > Algorithm::Sha1);
        Ok(Tarball {
            sha512: Digest::of(Algorithm::Sha512, &answer.body),
            sha256: Digest::of(Algorithm::Sha256, &answer.body),
            held_against: strong.cloned().into(),
            bytes: answer.body,
            address: answer.address,
        })
    }

    /// Where the archive of a version is fetched from.
    ///
    /// # Errors
    /// [`FetchError`] where the document names another host that is not to be replaced, and that nobody listed.
    pub fn tarball_address(&self, release: &Release) -> Result<Address, FetchError> {
        let base = &self.registry.address;
        let Some(named) = release.dist.tarball.known() else {
            let file = release.name.rsplit('/').next().unwrap_or(&release.name);
            return self.registry.below(&[&release.name, "-", &format!("{file}-{}.tgz", release.version)]);
        };
        let named = base.join(named)?;
        if named.is_same_origin(base) {
            return Ok(named);
        }
        let replace = match &self.replace {
            ReplaceHost::Always => true,
            ReplaceHost::Host(host) => host == &named.host().to_ascii_lowercase(),
            // The same host over another scheme or port is that of a proxy in front of it.
            ReplaceHost::Never => named.host().eq_ignore_ascii_case(base.host()),
        };
        if replace {
            let folder = base.uri().path().trim_end_matches('/');
            let path = named.uri().path();
            let below = path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
            return base.join(&if below { path.to_owned() } else { format!("{folder}{path}") });
        }
        if self.client.options().hosts.iter().any(|host| host.eq_ignore_ascii_case(named.host())) {
            return Ok(named);
        }
        Err(FetchError::Redirect { from: base.shown(), to: named.shown(), reason: OTHER_HOST })
    }
}

/// Whether it can be a name at all; what it may hold beyond that is the registry's business.
fn check_name(name: &str) -> Result<(), RegistryError> {
    let parts: Vec<&str> = name.split('/').collect();
    let good = match parts.as_slice() {
        [name] => !name.is_empty() && !name.starts_with('@'),
        [scope, name] => scope.len() > 1 && scope.starts_with('@') && !name.is_empty(),
        _ => false,
    };
    let plain = name.len() <= 214 && name.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '?' | '#' | '\\' | '%'));
    let hidden = parts.iter().any(|part| part.starts_with('.'));
    if good && plain && !hidden {
        return Ok(());
    }
    Err(RegistryError::Name { name: stockade_model::visible::short(name, 80) })
}

#[cfg(test)]
mod tests {
    use super::check_name;

    #[test]
    fn names_lead_nowhere_else() {
        for name in ["left-pad", "@scope/name", "JSONStream", "a.b"] {
            assert!(check_name(name).is_ok(), "{name}");
        }
        for name in ["", "@scope", "@scope/", "a/b", "../x", "@s/..", "a?b", "a b", "a%2f", ".npmrc", "@a/b/c", "é"] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }
}
