//! A registry of everything, in process, on a loopback port of its own: npm, PyPI, OCI, the MCP Registry, OSV.
//!
//! - a test says what is in it ([`NpmRelease`], [`PypiFile`], [`TestRegistry::image`] …) and how it misbehaves ([`Fault`],
//!   [`Lost`]); archives are made in memory, and npm's signatures are real ones, by a key of this registry alone;
//! - its clock is the test's, and every time in it too;
//! - what was asked is kept in order, credentials too, so that a test can say who got what;
//! - it goes away when it is dropped. Its server is its own: half an answer has to end with the connection, which the
//!   servers that one can have do not let one do.

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde_json::{Value, json};

mod archive;
mod fault;
mod mcp;
mod npm;
mod oci;
mod osv;
mod pypi;
mod server;
mod signing;

pub use fault::{Fault, Lost};
pub use npm::NpmRelease;
pub use pypi::PypiFile;
pub use server::Asked;
pub use signing::SigningKey;

use fault::Planned;
use server::{Request, Response};

/// The registry, until it is dropped.
#[derive(Debug)]
pub struct TestRegistry {
    address: SocketAddr,
    inner: Arc<Mutex<Inner>>,
    ended: Arc<AtomicBool>,
}

/// All that is in it.
#[derive(Debug)]
struct Inner {
    base: String,
    now: Timestamp,
    key: SigningKey,
    asked: Vec<Asked>,
    faults: Vec<Planned>,
    lost: Vec<Lost>,
    guards: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    packed: bool,
    npm: Vec<NpmRelease>,
    unpublished: Vec<(String, String, Timestamp)>,
    attestations: BTreeMap<String, Value>,
    bulk: Value,
    changes: Option<Vec<(String, bool)>>,
    pypi: Vec<PypiFile>,
    metadata: BTreeMap<String, Value>,
    oci: oci::Images,
    servers: Vec<Value>,
    osv: Vec<Value>,
    dumps: BTreeMap<String, Vec<u8>>,
    page: usize,
}

impl Default for TestRegistry {
    fn default() -> Self {
        Self::start()
    }
}

impl TestRegistry {
    /// Listens on a free port. Nothing is in it, and it is 2026-06-15.
    ///
    /// # Panics
    /// If there is no port.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a loopback port");
        let address = listener.local_addr().expect("the port that was just bound");
        let inner = Arc::new(Mutex::new(Inner {
            base: format!("http://{address}"),
            now: "2026-06-15T00:00:00Z".parse().expect("a date"),
            key: SigningKey::generate(),
            asked: Vec::new(),
            faults: Vec::new(),
            lost: Vec::new(),
            guards: Vec::new(),
            headers: Vec::new(),
            packed: false,
            npm: Vec::new(),
            unpublished: Vec::new(),
            attestations: BTreeMap::new(),
            bulk: json!({}),
            changes: None,
            pypi: Vec::new(),
            metadata: BTreeMap::new(),
            oci: oci::Images::default(),
            servers: Vec::new(),
            osv: Vec::new(),
            dumps: BTreeMap::new(),
            page: 2,
        }));
        let ended = Arc::new(AtomicBool::new(false));
        let (serving, over) = (Arc::clone(&inner), Arc::clone(&ended));
        server::serve(listener, over, move |request| answer(&serving, request));
        Self { address, inner, ended }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `http://127.0.0.1:PORT`, without a slash.
    pub fn url(&self) -> String {
        self.inner().base.clone()
    }

    /// Host and port.
    pub fn host(&self) -> String {
        self.address.to_string()
    }

    /// npm's part, in a folder, as company registries have it.
    pub fn npm_url(&self) -> String {
        format!("{}/npm/", self.url())
    }

    /// PyPI's index.
    pub fn simple_url(&self) -> String {
        format!("{}/simple", self.url())
    }

    /// OSV.
    pub fn osv_url(&self) -> String {
        format!("{}/osv/", self.url())
    }

    /// The MCP Registry.
    pub fn mcp_url(&self) -> String {
        format!("{}/mcp/", self.url())
    }

    /// What time it is there.
    pub fn now(&self) -> Timestamp {
        self.inner().now
    }

    /// Puts its clock.
    pub fn set_clock(&self, now: Timestamp) {
        self.inner().now = now;
    }

    /// What it signs with.
    pub fn key(&self) -> SigningKey {
        self.inner().key.clone()
    }

    /// A version of an npm package.
    pub fn publish(&self, release: NpmRelease) {
        self.inner().npm.push(release);
    }

    /// A version that was there once.
    pub fn unpublish(&self, name: &str, version: &str, published: Timestamp) {
        let mut inner = self.inner();
        inner.npm.retain(|release| (release.name.as_str(), release.version.as_str()) != (name, version));
        inner.unpublished.push((name.to_owned(), version.to_owned(), published));
    }

    /// The attestations of `NAME@VERSION`, as the test has them.
    pub fn attest(&self, which: &str, attestations: Value) {
        self.inner().attestations.insert(which.to_owned(), attestations);
    }

    /// What `npm audit` is answered.
    pub fn bulk_advisories(&self, answer: Value) {
        self.inner().bulk = answer;
    }

    /// Names at the end of npm's feed of changes, which there is from the first one on.
    pub fn changed(&self, names: &[&str]) {
        let names = names.iter().map(|name| ((*name).to_owned(), false));
        self.inner().changes.get_or_insert_default().extend(names);
    }

    /// A name that the feed says is gone.
    pub fn removed(&self, name: &str) {
        self.inner().changes.get_or_insert_default().push((name.to_owned(), true));
    }

    /// A file of a Python project.
    pub fn upload(&self, file: PypiFile) {
        self.inner().pypi.push(file);
    }

    /// The JSON metadata of a project, or of `NAME/VERSION`.
    pub fn metadata(&self, which: &str, metadata: Value) {
        self.inner().metadata.insert(which.to_owned(), metadata);
    }

    /// Bytes in a repository of images, by their digest; says which.
    pub fn blob(&self, repository: &str, bytes: &[u8]) -> String {
        self.inner().oci.blob(repository, bytes)
    }

    /// A manifest in a repository of images, also under a tag; says its digest.
    pub fn image(&self, repository: &str, tag: Option<&str>, manifest: &Value) -> String {
        self.inner().oci.manifest(repository, tag, manifest)
    }

    /// Asks for a token for images, and for a name and password before there is one where some are given.
    pub fn token_for_images(&self, account: Option<(&str, &str)>) {
        self.inner().oci.token = Some(account.map(|(user, password)| signing::basic(user, password)));
    }

    /// A server of the MCP Registry (`{"server": …, "_meta": …}`).
    pub fn mcp_server(&self, server: Value) {
        self.inner().servers.push(server);
    }

    /// An advisory of OSV; pages hold `page` of them.
    pub fn advisory(&self, advisory: Value) {
        self.inner().osv.push(advisory);
    }

    /// An OSV dump of an ecosystem, below [`TestRegistry::dumps_url`].
    pub fn dump(&self, ecosystem: &str, zip: Vec<u8>) {
        self.inner().dumps.insert(format!("{ecosystem}/all.zip"), zip);
    }

    /// Where the dumps lie.
    pub fn dumps_url(&self) -> String {
        format!("{}/dumps/", self.url())
    }

    /// Lets requests whose path begins so misbehave, so many times or each time.
    pub fn fault(&self, path: &str, times: Option<usize>, fault: Fault) {
        self.inner().faults.push(Planned { path: path.to_owned(), times, fault });
    }

    /// As mirrors do: something is not told.
    pub fn lose(&self, what: Lost) {
        self.inner().lost.push(what);
    }

    /// Answers paths that begin so to nobody without this `Authorization`.
    pub fn guard(&self, path: &str, authorization: &str) {
        self.inner().guards.push((path.to_owned(), authorization.to_owned()));
    }

    /// A header on every answer.
    pub fn header(&self, name: &str, value: &str) {
        self.inner().headers.push((name.to_owned(), value.to_owned()));
    }

    /// Packs bodies for whoever takes that.
    pub fn pack(&self) {
        self.inner().packed = true;
    }

    /// What was asked, in order.
    pub fn asked(&self) -> Vec<Asked> {
        self.inner().asked.clone()
    }

    /// The paths of what was asked, in order, with the method in front where it is no GET.
    pub fn paths(&self) -> Vec<String> {
        let path = |asked: Asked| match asked.method.as_str() {
            "GET" => asked.path,
            method => format!("{method} {}", asked.path),
        };
        self.asked().into_iter().map(path).collect()
    }

    /// Forgets what was asked.
    pub fn forget(&self) {
        self.inner().asked.clear();
    }
}

impl Drop for TestRegistry {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        // The listener waits for somebody.
        let _ = std::net::TcpStream::connect(self.address);
    }
}

fn answer(inner: &Mutex<Inner>, request: &Request) -> Response {
    let mut inner = inner.lock().unwrap_or_else(PoisonError::into_inner);
    inner.asked.push(request.asked());
    let path = request.path.clone();
    let fault = fault::take(&mut inner.faults, &path);
    if let Some(response) = fault.as_ref().and_then(Fault::instead) {
        return response;
    }
    let guard =
        inner.guards.iter().filter(|(prefix, _)| path.starts_with(prefix)).max_by_key(|(prefix, _)| prefix.len());
    if let Some((_, wanted)) = guard
        && request.header("authorization") != Some(wanted)
    {
        return Response::status(401).with("WWW-Authenticate", "Basic realm=\"test\"");
    }
    let response = inner.route(request);
    let mut response = response.unwrap_or_else(|| Response::status(404));
    for (name, value) in &inner.headers {
        response = response.with(name, value);
    }
    let packed = inner.packed && request.header("accept-encoding").is_some_and(|codings| codings.contains("gzip"));
    drop(inner);
    if response.status == 200 {
        let tag = format!("\"{}\"", signing::sha256_hex(&response.body));
        if request.header("if-none-match") == Some(&tag) {
            response = Response { status: 304, body: Vec::new(), ..response };
        } else if packed && !response.body.is_empty() {
            response.body = archive::gzip(&response.body);
            response = response.with("Content-Encoding", "gzip");
        }
        response = response.with("ETag", &tag);
    }
    match fault {
        Some(fault) => fault.apply(response),
        None => response,
    }
}

impl Inner {
    fn route(&self, request: &Request) -> Option<Response> {
        let path = server::decode(&request.path);
        if let Some(rest) = path.strip_prefix("/npm/") {
            return self.npm_route(rest, request);
        }
        if path.starts_with("/simple/")
            || path.starts_with("/files/")
            || path.starts_with("/pypi/")
            || path.starts_with("/integrity/")
        {
            return self.pypi_route(&path, request);
        }
        if path.starts_with("/v2/") || path == "/token" {
            return Some(self.oci.route(&path, request, &self.base, self.lost.contains(&Lost::Referrers)));
        }
        if let Some(rest) = path.strip_prefix("/osv/v1/") {
            return osv::route(&self.osv, self.page, rest, request);
        }
        if let Some(which) = path.strip_prefix("/dumps/") {
            return Some(Response::bytes("application/zip", self.dumps.get(which)?.clone()));
        }
        if path.starts_with("/mcp/v0.1/servers") {
            return mcp::route(&self.servers, self.page, &request.path, request);
        }
        None
    }
}
