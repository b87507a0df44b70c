//! The MCP Registry: the `server.json` of a server, and what the registry says of it (interface version 0.1).
//!
//! The registry hosts no code. What it names is a claim of whoever owns the name's namespace, to be looked up elsewhere.

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::http::{Client, FetchError, Request, encode};
use crate::{Fact, Registry, RegistryError, json};

const MOST: u64 = 16 << 20;
/// How many servers a page holds, as many as the official registry gives.
const PAGE: &str = "100";
/// More pages than that are a loop.
const MOST_PAGES: usize = 2000;
const OFFICIAL: &str = "io.modelcontextprotocol.registry/official";

/// A client of one MCP registry.
#[derive(Debug)]
pub struct McpRegistry<'a> {
    client: &'a Client,
    registry: Registry,
}

/// A version of a server.
#[derive(Clone, Debug)]
pub struct Server {
    /// Its name (`io.github.owner/name`).
    pub name: String,
    /// Its version.
    pub version: Fact<String>,
    /// What it is.
    pub description: Fact<String>,
    /// Where its source is said to be.
    pub repository: Fact<Repository>,
    /// The packages that bring it.
    pub packages: Vec<Package>,
    /// Addresses that serve it.
    pub remotes: Vec<Remote>,
    /// `active`, `deprecated` or `deleted`.
    pub status: Fact<String>,
    /// When it was published there.
    pub published: Fact<Timestamp>,
    /// When it was changed there.
    pub updated: Fact<Timestamp>,
    /// Whether it is the newest.
    pub latest: Fact<bool>,
}

/// Where a server's source is said to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repository {
    /// Its address.
    pub url: String,
    /// Which service hosts it.
    pub source: Fact<String>,
    /// The service's own id of it, which does not change with its name.
    pub id: Fact<String>,
    /// The folder in it.
    pub subfolder: Fact<String>,
}

/// A package that brings a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// `npm`, `pypi`, `oci`, `nuget` or `mcpb`.
    pub kind: String,
    /// Its name there.
    pub identifier: String,
    /// Its version there.
    pub version: Fact<String>,
    /// From which registry.
    pub registry: Fact<String>,
    /// Its SHA-256, which `mcpb` has.
    pub sha256: Fact<String>,
    /// How it is spoken to.
    pub transport: Fact<String>,
}

/// An address that serves a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remote {
    /// `streamable-http` or `sse`.
    pub kind: String,
    /// The address.
    pub url: String,
}

impl<'a> McpRegistry<'a> {
    /// For a registry.
    pub const fn new(client: &'a Client, registry: Registry) -> Self {
        Self { client, registry }
    }

    /// The newest version of a server, or this one.
    ///
    /// # Errors
    /// [`RegistryError`].
    pub fn server(&self, name: &str, version: Option<&str>) -> Result<Server, RegistryError> {
        let version = version.unwrap_or("latest");
        let address = self.registry.below(&["v0.1", "servers", name, "versions", version])?;
        let request = Request::get(address, MOST).accept("application/json");
        let what = format!("server `{}`", stockade_model::visible::short(name, 120));
        let answer = self.registry.ask(self.client, &what, &request)?;
        let malformed =
            |reason: &str| RegistryError::Malformed { address: answer.address.shown(), reason: reason.to_owned() };
        let server = Server::read(&json::object(&answer)?).ok_or_else(|| malformed("it is no server"))?;
        if server.name != name {
            return Err(malformed("it tells of another server than was asked for"));
        }
        Ok(server)
    }

    /// All servers, or those whose name holds a text, or those changed since a time.
    ///
    /// # Errors
    /// [`RegistryError`]; half a list is none.
    pub fn servers(&self, search: Option<&str>, since: Option<Timestamp>) -> Result<Vec<Server>, RegistryError> {
        let mut found = Vec::new();
        let mut cursor: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let mut query = format!("limit={PAGE}");
            for (key, value) in [
                ("search", search.map(str::to_owned)),
                ("updated_since", since.map(|since| since.to_string())),
                ("cursor", cursor.clone()),
            ] {
                query.extend(value.map(|value| format!("&{key}={}", encode(&value))));
            }
            let address = self.registry.address.below(&format!("v0.1/servers?{query}"))?;
            let request = Request::get(address, MOST).accept("application/json");
            let answer = self.registry.ask(self.client, "list of servers", &request)?;
            let malformed =
                |reason: &str| RegistryError::Malformed { address: answer.address.shown(), reason: reason.to_owned() };
            let page = json::object(&answer)?;
            let servers = json::list(&page, "servers").ok_or_else(|| malformed("it has no list of servers"))?;
            found.extend(servers.iter().filter_map(|server| Server::read(server.as_object()?)));
            let metadata = json::inner(&page, "metadata");
            let next = metadata.and_then(|metadata| json::text(metadata, "nextCursor").known().cloned());
            match next {
                None => return Ok(found),
                Some(next) if Some(&next) == cursor.as_ref() => return Err(malformed("its pages do not end")),
                Some(next) => cursor = Some(next),
            }
        }
        Err(FetchError::Redirects(self.registry.shown()).into())
    }
}

impl Server {
    /// Reads one; none where it has no name.
    fn read(object: &Map<String, Value>) -> Option<Self> {
        let server = json::inner(object, "server").unwrap_or(object);
        let meta = json::inner(object, "_meta").and_then(|meta| json::inner(meta, OFFICIAL));
        let said = |key| meta.map_or(Fact::Unknown, |meta| json::text(meta, key));
        let time = |key| said(key).known().map_or(Fact::Unknown, |text| json::time(text));
        let objects = |key| json::list(server, key).unwrap_or_default().iter().filter_map(Value::as_object);
        let repository = json::inner(server, "repository").and_then(|repository| {
            Some(Repository {
                url: json::text(repository, "url").known()?.clone(),
                source: json::text(repository, "source"),
                id: json::text(repository, "id"),
                subfolder: json::text(repository, "subfolder"),
            })
        });
        Some(Self {
            name: json::text(server, "name").known()?.clone(),
            version: json::text(server, "version"),
            description: json::text(server, "description"),
            repository: repository.into(),
            packages: objects("packages").filter_map(Package::read).collect(),
            remotes: objects("remotes").filter_map(Remote::read).collect(),
            status: said("status"),
            published: time("publishedAt"),
            updated: time("updatedAt"),
            latest: meta.and_then(|meta| meta.get("isLatest")?.as_bool()).into(),
        })
    }
}

impl Package {
    fn read(object: &Map<String, Value>) -> Option<Self> {
        let transport = json::inner(object, "transport").map_or(Fact::Unknown, |one| json::text(one, "type"));
        Some(Self {
            kind: json::text(object, "registryType").known()?.clone(),
            identifier: json::text(object, "identifier").known()?.clone(),
            version: json::text(object, "version"),
            registry: json::text(object, "registryBaseUrl"),
            sha256: json::text(object, "fileSha256"),
            transport,
        })
    }
}

impl Remote {
    fn read(object: &Map<String, Value>) -> Option<Self> {
        Some(Self {
            kind: json::text(object, "type").known()?.clone(),
            url: json::text(object, "url").known()?.clone(),
        })
    }
}
