//! A loopback npm registry that has every package: each name in a few versions, whose only command writes down that it ran.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use anyhow::{Context, Result};
use base64::Engine as _;
use sha2::{Digest as _, Sha512};
use tiny_http::{Header, Response, Server};

/// The versions of every package, oldest first.
const VERSIONS: &[&str] = &["0.9.0", "1.0.0", "1.2.3", "1.4.0", "2.0.0", "3.0.0-beta.1"];
const TAGS: &[(&str, &str)] = &[("latest", "2.0.0"), ("next", "3.0.0-beta.1"), ("old", "0.9.0")];

/// A running registry.
pub(super) struct Registry {
    server: Arc<Server>,
    thread: Option<JoinHandle<()>>,
    asked: Arc<Mutex<Vec<String>>>,
    /// Its address, with a slash at the end.
    pub(super) url: String,
}

impl Registry {
    /// Starts on a free port.
    pub(super) fn start() -> Result<Self> {
        let server = Server::http("127.0.0.1:0").map_err(|error| anyhow::anyhow!("cannot listen: {error}"))?;
        let server = Arc::new(server);
        let port = server.server_addr().to_ip().context("no port")?.port();
        let url = format!("http://127.0.0.1:{port}/");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (serving, log, base) = (Arc::clone(&server), Arc::clone(&asked), url.clone());
        let thread = std::thread::spawn(move || {
            for request in serving.incoming_requests() {
                let path = decode(request.url().split('?').next().unwrap_or("/"));
                if let Ok(mut log) = log.lock() {
                    log.push(path.clone());
                }
                let (status, kind, body) = answer(&path, &base);
                let mut response = Response::from_data(body).with_status_code(status);
                if let Ok(header) = Header::from_bytes("Content-Type", kind) {
                    response.add_header(header);
                }
                // A client that hung up has its answer already.
                let _ = request.respond(response);
            }
        });
        Ok(Self { server, thread: Some(thread), asked, url })
    }

    /// The paths asked for since the last call.
    pub(super) fn take_asked(&self) -> Vec<String> {
        self.asked.lock().map(|mut log| std::mem::take(&mut *log)).unwrap_or_default()
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

fn decode(path: &str) -> String {
    path.replace("%2f", "/").replace("%2F", "/").replace("%40", "@")
}

fn answer(path: &str, base: &str) -> (u16, &'static str, Vec<u8>) {
    let name = path.trim_start_matches('/');
    // `/files/x.tgz` is an archive outside any package's page; `/name/-/name-1.2.3.tgz` is one of a package.
    if let Some(file) = name.strip_prefix("files/").and_then(|file| file.strip_suffix(".tgz")) {
        return (200, "application/octet-stream", archive(file, "1.0.0"));
    }
    if let Some((name, file)) = name.split_once("/-/") {
        let base_name = name.rsplit('/').next().unwrap_or(name);
        let version = file.strip_prefix(base_name).and_then(|rest| rest.strip_prefix('-'));
        return match version.and_then(|version| version.strip_suffix(".tgz")) {
            Some(version) => (200, "application/octet-stream", archive(name, version)),
            None => (404, "application/json", b"{}".to_vec()),
        };
    }
    if name.starts_with('-') || name.is_empty() || name.contains("missing") {
        return (404, "application/json", b"{}".to_vec());
    }
    (200, "application/json", packument(name, base).to_string().into_bytes())
}

fn packument(name: &str, base: &str) -> serde_json::Value {
    let short = name.rsplit('/').next().unwrap_or(name);
    let versions: BTreeMap<&str, serde_json::Value> = VERSIONS
        .iter()
        .map(|version| {
            let bytes = archive(name, version);
            let integrity = base64::engine::general_purpose::STANDARD.encode(Sha512::digest(&bytes));
            let mut manifest = manifest(name, version);
            let dist = serde_json::json!({
                "tarball": format!("{base}{name}/-/{short}-{version}.tgz"),
                "integrity": format!("sha512-{integrity}"),
            });
            if let Some(members) = manifest.as_object_mut() {
                members.insert("dist".to_owned(), dist);
            }
            (*version, manifest)
        })
        .collect();
    let tags: BTreeMap<&str, &str> = TAGS.iter().copied().collect();
    serde_json::json!({ "name": name, "dist-tags": tags, "versions": versions })
}

fn manifest(name: &str, version: &str) -> serde_json::Value {
    let short = name.rsplit('/').next().unwrap_or(name);
    serde_json::json!({ "name": name, "version": version, "bin": { short: "cli.js" } })
}

/// A tarball whose command appends who it is to the file that `STOCKADE_RECORD` names.
fn archive(name: &str, version: &str) -> Vec<u8> {
    let script = format!(
        "#!/usr/bin/env node\nrequire('fs').appendFileSync(process.env.STOCKADE_RECORD, JSON.stringify({{name: {name:?}, version: {version:?}, file: __filename}}) + '\\n')\n"
    );
    let mut builder = tar::Builder::new(Vec::new());
    for (path, content) in [("package/package.json", manifest(name, version).to_string()), ("package/cli.js", script)] {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o755);
        header.set_mtime(0);
        header.set_cksum();
        // Writing to memory does not fail.
        let _ = builder.append_data(&mut header, path, content.as_bytes());
    }
    let tar = builder.into_inner().unwrap_or_default();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let _ = gzip.write_all(&tar);
    gzip.finish().unwrap_or_default()
}
