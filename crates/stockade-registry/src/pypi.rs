//! PyPI and indexes like it: the files of a project (PEP 691, else the HTML of PEP 503), metadata, provenance.
//!
//! - what newer standards add (yanked files, sizes, times, provenance) is unknown where an index does not say it;
//! - a file is held against the index's SHA-256 and size while it is read, and so is the metadata beside it; it may lie on
//!   another host, as the index says, and no credential goes there;
//! - the JSON metadata and the provenance lie beside `…/simple/`, where there are any: mirrors mostly have neither.

use stockade_model::package::normalise_pypi;

use crate::digest::{Algorithm, Digest};
use crate::http::{Address, Client, FetchError, OTHER_HOST, Request, encode};
use crate::{Fact, Registry, RegistryError, json};

mod html;
mod metadata;
mod provenance;
mod simple;

pub use metadata::{Metadata, Role};
pub use provenance::{Bundle, Provenance};
pub use simple::{File, FileKind, Project};

const MOST_INDEX: u64 = 64 << 20;
/// Wheels with native parts are large.
const MOST_FILE: u64 = 160 << 20;
const MOST_SMALL: u64 = 16 << 20;
/// What is understood, the best first (PEP 691, section on version and format selection).
const ACCEPT: &str = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01";

/// A client of one index.
#[derive(Debug)]
pub struct Pypi<'a> {
    client: &'a Client,
    registry: Registry,
}

/// A file, as it came.
#[derive(Clone, Debug)]
pub struct Download {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its SHA-256, computed here.
    pub sha256: Digest,
    /// Its SHA-512, computed here.
    pub sha512: Digest,
    /// Which promised digest it was held against; unknown where the index promised none.
    pub held_against: Fact<Digest>,
}

impl<'a> Pypi<'a> {
    /// For an index.
    pub const fn new(client: &'a Client, registry: Registry) -> Self {
        Self { client, registry }
    }

    /// The index that is asked.
    pub const fn registry(&self) -> &Registry {
        &self.registry
    }

    /// The files of a project.
    ///
    /// # Errors
    /// [`RegistryError`].
    pub fn project(&self, name: &str) -> Result<Project, RegistryError> {
        let name = checked(name)?;
        let request = Request::get(self.registry.address.below(&format!("{name}/"))?, MOST_INDEX).accept(ACCEPT);
        let answer = self.registry.ask(self.client, &format!("project `{name}`"), &request)?;
        let malformed = |reason| RegistryError::Malformed { address: answer.address.shown(), reason };
        let now = self.client.options().clock.now();
        let read = match answer.content_type.as_str() {
            "application/vnd.pypi.simple.v1+json" | "application/json" => {
                Project::read(&name, &json::object(&answer)?, &answer.address, now)
            }
            "application/vnd.pypi.simple.v1+html" | "text/html" | "" => {
                html::read(&name, &String::from_utf8_lossy(&answer.body), &answer.address)
            }
            other => Err(format!("its kind is `{}`", stockade_model::visible::short(other, 80))),
        };
        read.map_err(malformed)
    }

    /// A file.
    ///
    /// # Errors
    /// [`RegistryError`], also where other bytes come than the index promises.
    pub fn download(&self, file: &File) -> Result<Download, RegistryError> {
        let promised = file.sha256.known();
        let mut request = Request::get(file.address.clone(), MOST_FILE).size(file.size.known().copied());
        if let Some(digest) = promised {
            request = request.digest(digest);
        }
        let answer = self.registry.ask(self.client, &format!("file `{}`", file.filename), &request)?;
        Ok(Download {
            sha256: Digest::of(Algorithm::Sha256, &answer.body),
            sha512: Digest::of(Algorithm::Sha512, &answer.body),
            held_against: promised.cloned().into(),
            bytes: answer.body,
        })
    }

    /// The metadata of a project's newest version, or of this one; unknown where the index has no such thing.
    ///
    /// # Errors
    /// [`RegistryError`].
    pub fn metadata(&self, name: &str, version: Option<&str>) -> Result<Fact<Metadata>, RegistryError> {
        let name = checked(name)?;
        let Some(address) = self.beside("pypi", &[Some(&name), version, Some("json")])? else {
            return Ok(Fact::Unknown);
        };
        let request = Request::get(address, MOST_INDEX).accept("application/json");
        match self.registry.ask(self.client, &format!("metadata of `{name}`"), &request) {
            Ok(answer) => Ok(Fact::Known(Metadata::read(&json::object(&answer)?))),
            Err(error) if error.is_not_found() => Ok(Fact::Unknown),
            Err(error) => Err(error),
        }
    }

    /// What a file asks for, as its own metadata says (`Requires-Dist`), where the index has that beside it (PEP 658).
    ///
    /// # Errors
    /// [`RegistryError`], also where other bytes come than the index promises.
    pub fn requirements(&self, file: &File) -> Result<Fact<Vec<String>>, RegistryError> {
        if file.has_metadata.known() != Some(&true) {
            return Ok(Fact::Unknown);
        }
        let address = Address::parse(&format!("{}.metadata", file.address.bare()))?;
        let mut request = Request::get(address, MOST_SMALL);
        if let Some(digest) = file.metadata_digest.known() {
            request = request.digest(digest);
        }
        match self.registry.ask(self.client, &format!("metadata of `{}`", file.filename), &request) {
            Ok(answer) => Ok(Fact::Known(metadata::requirements(&String::from_utf8_lossy(&answer.body)))),
            Err(error) if error.is_not_found() => Ok(Fact::Unknown),
            Err(error) => Err(error),
        }
    }

    /// The provenance of a file; unknown where the index has none.
    ///
    /// # Errors
    /// [`RegistryError`], also where the index names a host for it that nobody listed.
    pub fn provenance(&self, name: &str, version: &str, file: &File) -> Result<Fact<Provenance>, RegistryError> {
        let name = checked(name)?;
        let address = match &file.provenance {
            Fact::Known(None) => return Ok(Fact::Unknown),
            Fact::Known(Some(address)) => Some(self.listed(address)?),
            Fact::Unknown => {
                self.beside("integrity", &[Some(&name), Some(version), Some(&file.filename), Some("provenance")])?
            }
        };
        let Some(address) = address else { return Ok(Fact::Unknown) };
        let request =
            Request::get(address, MOST_SMALL).accept("application/vnd.pypi.integrity.v1+json, application/json;q=0.5");
        match self.registry.ask(self.client, &format!("provenance of `{}`", file.filename), &request) {
            Ok(answer) => {
                let malformed = |reason| RegistryError::Malformed { address: answer.address.shown(), reason };
                Provenance::read(&json::object(&answer)?).map(Fact::Known).map_err(malformed)
            }
            Err(error) if error.is_not_found() => Ok(Fact::Unknown),
            Err(error) => Err(error),
        }
    }

    fn listed(&self, address: &Address) -> Result<Address, FetchError> {
        let own = address.host().eq_ignore_ascii_case(self.registry.address.host());
        if own || self.client.options().hosts.iter().any(|host| host.eq_ignore_ascii_case(address.host())) {
            return Ok(address.clone());
        }
        let (from, to) = (self.registry.shown(), address.shown());
        Err(FetchError::Redirect { from, to, reason: OTHER_HOST })
    }

    /// An address beside `…/simple`; none where the index does not lie in a folder of that name.
    fn beside(&self, folder: &str, parts: &[Option<&str>]) -> Result<Option<Address>, FetchError> {
        let bare = self.registry.address.bare();
        let Some(root) = bare.trim_end_matches('/').strip_suffix("/simple") else { return Ok(None) };
        let parts: Vec<String> = parts.iter().flatten().map(|part| encode(part)).collect();
        Address::parse(&format!("{root}/{folder}/{}", parts.join("/"))).map(Some)
    }
}

/// The name as indexes compare it (PEP 503), where it is one (PEP 508).
fn checked(name: &str) -> Result<String, RegistryError> {
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let ends = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    if name.len() <= 214 && name.chars().all(inner) && ends(name.chars().next()) && ends(name.chars().next_back()) {
        return Ok(normalise_pypi(name));
    }
    Err(RegistryError::Name { name: stockade_model::visible::short(name, 80) })
}

#[cfg(test)]
mod tests {
    use super::checked;

    #[test]
    fn names_lead_nowhere_else() {
        assert_eq!(checked("Mcp_Server.Fetch").unwrap(), "mcp-server-fetch");
        for name in ["", ".", "../x", "a/b", "-a", "a-", "a b", "a?b", "é"] {
            assert!(checked(name).is_err(), "{name}");
        }
    }
}
