//! A package registry on the loopback interface that has whatever it is asked for.
//!
//! - any name exists in the same few versions and with the same tags, but for names that begin with `missing`;
//! - a package's executables only write down which file they are, see [`REPORT`];
//! - what was asked is kept, in order.

use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use anyhow::{Context, Result, anyhow};
use serde_json::{Map, Value, json};
use tiny_http::{Header, Response, Server};

/// The content of every executable: it appends its own real path to the file that `RECORD` names.
pub(crate) const REPORT: &str = "#!/bin/sh\nreadlink -f \"$0\" >> \"$RECORD\"\n";

/// The versions that every package has.
const VERSIONS: &[&str] = &["1.0.0", "1.2.3", "1.9.0", "2.0.0", "3.0.0-beta.1", "9.9.9-old.1"];

/// The registry, until it is dropped.
pub(crate) struct Registry {
    base: String,
    asked: Arc<Mutex<Vec<String>>>,
    server: Arc<Server>,
    thread: Option<JoinHandle<()>>,
}

impl Registry {
    /// Listens on a free port.
    pub(crate) fn start() -> Result<Self> {
        let server = Server::http("127.0.0.1:0").map_err(|error| anyhow!("cannot listen on the loopback: {error}"))?;
        let port = server.server_addr().to_ip().context("the loopback registry has no port")?.port();
        let base = format!("http://127.0.0.1:{port}/");
        let server = Arc::new(server);
        let asked = Arc::new(Mutex::new(Vec::new()));
        let thread = {
            let (server, asked, base) = (Arc::clone(&server), Arc::clone(&asked), base.clone());
            std::thread::spawn(move || {
                for request in server.incoming_requests() {
                    let path = request.url().replace("%2f", "/").replace("%2F", "/").replace("%40", "@");
                    asked.lock().unwrap_or_else(PoisonError::into_inner).push(path.clone());
                    // A client that went away is no trouble of the registry.
                    let _ = match answer(&base, path.trim_start_matches('/')) {
                        Some((kind, body)) => {
                            let response = Response::from_data(body);
                            match Header::from_bytes("Content-Type", kind) {
                                Ok(header) => request.respond(response.with_header(header)),
                                Err(()) => request.respond(response),
                            }
                        }
                        None => request.respond(Response::from_string("{}").with_status_code(404)),
                    };
                }
            })
        };
        Ok(Self { base, asked, server, thread: Some(thread) })
    }

    /// Its address, with a slash at the end.
    pub(crate) fn base(&self) -> &str {
        &self.base
    }

    /// The paths that were asked for.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        self.server.unblock();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A packument, or an archive.
fn answer(base: &str, path: &str) -> Option<(&'static str, Vec<u8>)> {
    let path = path.split('?').next().unwrap_or(path);
    if path.starts_with('-') || path.starts_with("missing") || path.is_empty() {
        return None;
    }
    if let Some((name, file)) = path.split_once("/-/") {
        let version = file.strip_suffix(".tgz")?.strip_prefix(unscoped(name))?.strip_prefix('-')?;
        return Some(("application/octet-stream", archive(name, version).ok()?));
    }
    let mut versions = Map::new();
    for version in VERSIONS {
        let mut manifest = manifest(path, version);
        let file = format!("{base}{path}/-/{}-{version}.tgz", unscoped(path));
        if let Some(object) = manifest.as_object_mut() {
            object.insert("dist".to_owned(), json!({ "tarball": file }));
        }
        versions.insert((*version).to_owned(), manifest);
    }
    let tags = json!({ "latest": "2.0.0", "next": "3.0.0-beta.1", "old": "1.0.0" });
    let packument = json!({ "name": path, "dist-tags": tags, "versions": versions });
    Some(("application/json", packument.to_string().into_bytes()))
}

fn unscoped(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// `package.json`. A few names differ, for what depends on the executables that a package has.
fn manifest(name: &str, version: &str) -> Value {
    let bin = match name {
        "no-bin" => json!({}),
        "two-bins" => json!({ "alpha": "cli.sh", "beta": "other.sh" }),
        "other-bin" => json!({ "different": "cli.sh" }),
        "evil" => json!({ "evil": "cli.sh", "good": "cli.sh" }),
        _ => json!({ unscoped(name): "cli.sh" }),
    };
    json!({ "name": name, "version": version, "bin": bin })
}

/// The archive of one version.
pub(crate) fn archive(name: &str, version: &str) -> Result<Vec<u8>> {
    let encoder = flate2::read::GzEncoder::new(
        std::io::Cursor::new(tree(name, version).context("cannot build an archive")?),
        flate2::Compression::fast(),
    );
    let mut bytes = Vec::new();
    let mut encoder = encoder;
    encoder.read_to_end(&mut bytes).context("cannot compress an archive")?;
    Ok(bytes)
}

fn tree(name: &str, version: &str) -> Result<Vec<u8>> {
    let mut builder = tar::Builder::new(Vec::new());
    let manifest = manifest(name, version).to_string();
    for (path, content, mode) in [
        ("package/package.json", manifest.as_str(), 0o644),
        ("package/cli.sh", REPORT, 0o755),
        ("package/other.sh", REPORT, 0o755),
    ] {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(mode);
        header.set_mtime(0);
        header.set_cksum();
        builder.append_data(&mut header, path, content.as_bytes())?;
    }
    Ok(builder.into_inner()?)
}
