//! A simple index (PEP 503) of Python wheels on loopback, its wheels built in memory.
//!
//! - it holds every distribution it is asked for, but for names that begin with `internal-` where `has_internal` is off:
//!   those exist on one index only, as in a dependency confusion;
//! - a wheel's scripts and module only write down which distribution, version and index they came from;
//! - every request is kept, in one list for all indexes, so that their order shows.

use std::io::{Cursor, Write};
use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Result, anyhow};
use sha2::{Digest, Sha256};
use tiny_http::{Header, Method, Response, Server};
use zip::write::SimpleFileOptions;

/// Every request: the index's name and the path, in the order they came.
#[derive(Clone, Debug, Default)]
pub(super) struct Log(Arc<Mutex<Vec<(&'static str, String)>>>);

impl Log {
    fn add(&self, index: &'static str, path: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((index, path));
    }

    /// The requests since the last time.
    pub(super) fn take(&self) -> Vec<(&'static str, String)> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// One index, answering until it is dropped.
pub(super) struct Index {
    server: Arc<Server>,
    /// `http://127.0.0.1:port`.
    pub(super) origin: String,
}

/// What an index holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stock {
    /// Written into its wheels.
    pub(super) name: &'static str,
    /// The versions of every distribution.
    pub(super) versions: &'static [&'static str],
    /// Whether it holds distributions whose name begins with `internal-`.
    pub(super) has_internal: bool,
}

impl Index {
    /// Starts it on a port of the system's choice.
    pub(super) fn start(stock: Stock, log: &Log) -> Result<Self> {
        let server = Arc::new(Server::http("127.0.0.1:0").map_err(|error| anyhow!("cannot listen: {error}"))?);
        let origin = format!("http://{}", server.server_addr());
        let (serving, log) = (Arc::clone(&server), log.clone());
        std::thread::spawn(move || {
            for request in serving.incoming_requests() {
                let path = request.url().to_owned();
                log.add(stock.name, path.clone());
                // A client that hangs up early is its own business.
                let _ = match (request.method(), answer(&path, &stock)) {
                    (Method::Get | Method::Head, Some((kind, body))) => {
                        let response = Response::from_data(body);
                        match Header::from_bytes("Content-Type", kind) {
                            Ok(header) => request.respond(response.with_header(header)),
                            Err(()) => request.respond(response),
                        }
                    }
                    _ => request.respond(Response::empty(404)),
                };
            }
        });
        Ok(Self { server, origin })
    }
}

impl Drop for Index {
    fn drop(&mut self) {
        self.server.unblock();
    }
}

fn answer(path: &str, stock: &Stock) -> Option<(&'static str, Vec<u8>)> {
    let held = |name: &str| stock.has_internal || !name.starts_with("internal-");
    if let Some(name) = path.strip_prefix("/simple/") {
        let name = name.trim_end_matches('/');
        return (held(name) && !name.is_empty()).then(|| ("text/html", page(&[name], stock).into_bytes()));
    }
    if path.trim_end_matches('/') == "/flat" {
        return Some(("text/html", page(&["flat-tool", "mytool", "internal-tool"], stock).into_bytes()));
    }
    if let Some(script) = path.strip_prefix("/scripts/").filter(|name| name.ends_with(".py")) {
        let text = format!("import recorder\nrecorder.ran(script={script:?})\n");
        return Some(("text/x-python", text.into_bytes()));
    }
    let file = path.strip_prefix("/files/")?;
    let (module, version) = file.strip_suffix("-py3-none-any.whl")?.split_once('-')?;
    Some(("application/zip", wheel(&module.replace('_', "-"), version, stock.name).ok()?))
}

fn page(names: &[&str], stock: &Stock) -> String {
    let mut text = String::from("<!DOCTYPE html><html><body>\n");
    for name in names {
        for version in stock.versions {
            let file = format!("{}-{version}-py3-none-any.whl", name.replace('-', "_"));
            let hash = wheel(name, version, stock.name).map(|bytes| hex(&bytes)).unwrap_or_default();
            text.push_str(&format!("<a href=\"/files/{file}#sha256={hash}\">{file}</a>\n"));
        }
    }
    text + "</body></html>\n"
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A wheel whose scripts (`name`, `name-cmd`, and for `evil` also `good`) and module say who they are.
fn wheel(name: &str, version: &str, index: &str) -> Result<Vec<u8>> {
    let module = name.replace('-', "_");
    let info = format!("{module}-{version}.dist-info");
    let own = format!("import recorder\n\ndef main():\n    recorder.ran(distribution={name:?})\n");
    let mut scripts = format!("[console_scripts]\n{name} = {module}:main\n{name}-cmd = {module}:main\n");
    if name == "evil" {
        scripts.push_str("good = evil:main\n");
    }
    let files = [
        (format!("{module}/__init__.py"), own),
        (format!("{module}/__main__.py"), format!("import {module}\n{module}.main()\n")),
        (
            format!("{info}/METADATA"),
            format!("Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nProvides-Extra: extra\n"),
        ),
        (
            format!("{info}/WHEEL"),
            "Wheel-Version: 1.0\nGenerator: stockade\nRoot-Is-Purelib: true\nTag: py3-none-any\n".to_owned(),
        ),
        (format!("{info}/entry_points.txt"), scripts),
        (format!("{info}/index.txt"), index.to_owned()),
    ];
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut record = String::new();
    for (path, text) in files {
        archive.start_file(path.as_str(), options)?;
        archive.write_all(text.as_bytes())?;
        record.push_str(&format!("{path},,\n"));
    }
    archive.start_file(format!("{info}/RECORD"), options)?;
    archive.write_all(format!("{record}{info}/RECORD,,\n").as_bytes())?;
    Ok(archive.finish()?.into_inner())
}
