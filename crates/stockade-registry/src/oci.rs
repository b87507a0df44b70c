//! Container registries (OCI distribution specification 1.1): manifests, what refers to them, blobs.
//!
//! - what is asked for by digest is held against it; what is asked for by tag is held against what the registry says of it;
//! - a registry that sends elsewhere for a token is followed over `https` alone, and a password goes along only to the
//!   registry's own host or one that the user listed; a token is asked for to read, never for more.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value};

use crate::digest::{Algorithm, Digest};
use crate::http::{Address, Answer, Client, FetchError, Request};
use crate::{Credential, Fact, Registry, RegistryError, Secret, json};

mod challenge;
mod manifest;

pub use manifest::{Content, Descriptor, Manifest};

/// The specification lets registries refuse manifests beyond 4 MiB.
const MOST_MANIFEST: u64 = 4 << 20;
const MOST_BLOB: u64 = 64 << 20;
const ACCEPT: &str = "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, \
                      application/vnd.docker.distribution.manifest.list.v2+json, \
                      application/vnd.docker.distribution.manifest.v2+json";

/// Which manifest of a repository.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// A name that may point elsewhere tomorrow.
    Tag(String),
    /// Its content.
    Digest(Digest),
}

/// A client of one container registry.
#[derive(Debug)]
pub struct Oci<'a> {
    client: &'a Client,
    registry: Registry,
    tokens: Mutex<BTreeMap<String, Secret>>,
}

impl<'a> Oci<'a> {
    /// For a registry.
    pub const fn new(client: &'a Client, registry: Registry) -> Self {
        Self { client, registry, tokens: Mutex::new(BTreeMap::new()) }
    }

    /// A manifest of a repository.
    ///
    /// # Errors
    /// [`RegistryError`], also where its digest is another one than was promised.
    pub fn manifest(&self, repository: &str, reference: &Reference) -> Result<Manifest, RegistryError> {
        check(repository, reference)?;
        let (which, digest) = match reference {
            Reference::Tag(tag) => (tag.clone(), None),
            Reference::Digest(digest) => (digest.oci(), Some(digest)),
        };
        let address = self.address(repository, "manifests", &which)?;
        let mut request = Request::get(address, MOST_MANIFEST).accept(ACCEPT);
        if let Some(digest) = digest {
            request = request.digest(digest);
        }
        let answer = self.ask(repository, &format!("manifest `{repository}` `{which}`"), request)?;
        let malformed = |reason| RegistryError::Malformed { address: answer.address.shown(), reason };
        let said = answer.fact("docker-content-digest").and_then(Digest::from_oci);
        let algorithm = digest.or(said.as_ref()).map_or(Algorithm::Sha256, |digest| digest.algorithm);
        let found = Digest::of(algorithm, &answer.body);
        if let Some(said) = said.filter(|said| said.algorithm == algorithm && *said != found) {
            return Err(malformed(format!("the registry says that its digest is {said}, and it is {found}")));
        }
        Manifest::read(&json::object(&answer)?, &answer.content_type, found).map_err(malformed)
    }

    /// Manifests that refer to one, such as signatures; unknown where the registry cannot tell.
    ///
    /// # Errors
    /// [`RegistryError`].
    pub fn referrers(&self, repository: &str, digest: &Digest) -> Result<Fact<Vec<Descriptor>>, RegistryError> {
        check(repository, &Reference::Digest(digest.clone()))?;
        let address = self.address(repository, "referrers", &digest.oci())?;
        let request = Request::get(address, MOST_MANIFEST).accept("application/vnd.oci.image.index.v1+json");
        let listed = match self.ask(repository, &format!("referrers of {digest}"), request) {
            Ok(answer) => {
                let malformed = |reason| RegistryError::Malformed { address: answer.address.shown(), reason };
                let found = Digest::of(Algorithm::Sha256, &answer.body);
                Manifest::read(&json::object(&answer)?, &answer.content_type, found).map_err(malformed)?
            }
            // The specification's fallback for registries without that interface: an index under a tag.
            Err(error) if error.is_not_found() => {
                let tag = format!("{}-{}", digest.algorithm.name(), digest.hex());
                match self.manifest(repository, &Reference::Tag(tag)) {
                    Ok(manifest) => manifest,
                    Err(error) if error.is_not_found() => return Ok(Fact::Unknown),
                    Err(error) => return Err(error),
                }
            }
            Err(error) => return Err(error),
        };
        Ok(match listed.content {
            Content::Index(manifests) => Fact::Known(manifests),
            Content::Image { .. } => Fact::Unknown,
        })
    }

    /// A blob, such as an image's configuration or a signature's bundle.
    ///
    /// # Errors
    /// [`RegistryError`], also where other bytes come than the descriptor promises.
    pub fn blob(&self, repository: &str, descriptor: &Descriptor) -> Result<Vec<u8>, RegistryError> {
        check(repository, &Reference::Digest(descriptor.digest.clone()))?;
        let address = self.address(repository, "blobs", &descriptor.digest.oci())?;
        let request = Request::get(address, MOST_BLOB).digest(&descriptor.digest).size(Some(descriptor.size));
        Ok(self.ask(repository, &format!("blob {}", descriptor.digest), request)?.body)
    }

    fn address(&self, repository: &str, kind: &str, which: &str) -> Result<Address, FetchError> {
        // Both were checked: nothing in them needs to be encoded, and `:` of a digest must not be.
        self.registry.address.below(&format!("v2/{repository}/{kind}/{which}"))
    }

    fn ask(&self, repository: &str, what: &str, request: Request<'_>) -> Result<Answer, RegistryError> {
        let account = self.registry.accounts.of(request.address()).cloned();
        let who = account.as_ref().and_then(Credential::header).unwrap_or_else(|| "anybody".to_owned());
        let request = request.kept_for(&who);
        let token = self.tokens().get(repository).cloned().map(Credential::Bearer);
        let mut answer = self.registry.send(self.client, &request, token.as_ref())?;
        let challenge = answer.challenge.as_deref().filter(|_| answer.status.as_u16() == 401).map(challenge::read);
        let credential = match challenge.unwrap_or_default() {
            challenge::Challenge::Bearer { realm, service } => {
                let token = self.token(repository, &realm, service.as_deref(), account.as_ref())?;
                self.tokens().insert(repository.to_owned(), token.clone());
                Some(Credential::Bearer(token))
            }
            challenge::Challenge::Basic => account.clone(),
            challenge::Challenge::None => None,
        };
        if let Some(credential) = &credential {
            answer = self.registry.send(self.client, &request, Some(credential))?;
        }
        let (registry, what) = (self.registry.shown(), what.to_owned());
        match answer.status.as_u16() {
            200 => Ok(answer),
            404 => Err(RegistryError::NotFound { registry, what }),
            status @ (401 | 403) => {
                Err(RegistryError::Refused { registry, what, status, credential: account.is_some() })
            }
            _ => Err(FetchError::Status { address: answer.address.shown(), status: answer.status }.into()),
        }
    }

    fn tokens(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Secret>> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn token(
        &self,
        repository: &str,
        realm: &str,
        service: Option<&str>,
        account: Option<&Credential>,
    ) -> Result<Secret, RegistryError> {
        let base = &self.registry.address;
        let mark = if realm.contains('?') { '&' } else { '?' };
        let scope = crate::http::encode(&format!("repository:{repository}:pull"));
        let service = service.map(|service| format!("service={}&", crate::http::encode(service))).unwrap_or_default();
        let address = base.join(&format!("{realm}{mark}{service}scope={scope}"))?;
        let own = address.host().eq_ignore_ascii_case(base.host());
        // Only the registry itself may go on unencrypted, where its user asks it so.
        let plain = own && !base.is_encrypted();
        if !address.is_encrypted() && !plain {
            return Err(FetchError::Plain(address.shown()).into());
        }
        let listed = own || self.client.options().hosts.iter().any(|host| host.eq_ignore_ascii_case(address.host()));
        let request = Request::get(address, 1 << 20).accept("application/json").unkept();
        let answer = self.registry.send(self.client, &request, account.filter(|_| listed))?;
        if answer.status.as_u16() != 200 {
            let (registry, status) = (answer.address.shown(), answer.status.as_u16());
            let credential = account.is_some();
            return Err(RegistryError::Refused { registry, what: "a token".to_owned(), status, credential });
        }
        let object: Map<String, Value> = json::object(&answer)?;
        let token = json::text(&object, "token").known().cloned();
        let token = token.or_else(|| json::text(&object, "access_token").known().cloned());
        let missing =
            || RegistryError::Malformed { address: answer.address.shown(), reason: "it holds no token".to_owned() };
        token.map(Secret::new).ok_or_else(missing)
    }
}

/// Repository and tag as the specification writes them: nothing in them can lead out of their place in a path.
fn check(repository: &str, reference: &Reference) -> Result<(), RegistryError> {
    let part = |part: &str| {
        let ends = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
        ends(part.chars().next()) && ends(part.chars().next_back()) && part.chars().all(inner)
    };
    let tag = match reference {
        Reference::Digest(_) => true,
        Reference::Tag(tag) => {
            let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
            tag.len() <= 128 && tag.chars().all(good) && !tag.is_empty() && !tag.starts_with(['.', '-'])
        }
    };
    if tag && repository.len() <= 255 && repository.split('/').all(part) {
        return Ok(());
    }
    let name = match reference {
        Reference::Tag(tag) => format!("{repository}:{tag}"),
        Reference::Digest(_) => repository.to_owned(),
    };
    Err(RegistryError::Name { name: stockade_model::visible::short(&name, 80) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere_else() {
        let good = |name: &str, tag: &str| check(name, &Reference::Tag(tag.to_owned())).is_ok();
        assert!(good("team/image", "1.4") && good("a.b/c__d/e", "latest"));
        for (name, tag) in [
            ("a/../b", "1"),
            ("a//b", "1"),
            ("A", "1"),
            ("", "1"),
            ("a", "../x"),
            ("a", ""),
            ("a", "b/c"),
            ("a?b", "1"),
        ] {
            assert!(!good(name, tag), "{name}:{tag}");
        }
    }
}
