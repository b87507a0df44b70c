//! What installed clients said of their own registries, kept: starting npm takes most of a second, and offline nothing is
//! started at all.
//!
//! - an answer counts for the program that gave it and for the settings that it had then: both are in the key, by their
//!   times and by the variables that clients read. The key is a digest, for those variables hold passwords;
//! - it counts for a day; offline for as long as nothing of that changes;
//! - an address with anything that has to be left out of messages is not kept;
//! - files are the user's alone, and moved to their place whole. A folder that cannot be written costs speed, never an answer.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::digest::{Algorithm, Digest};
use crate::http::Address;
use crate::private_file;

/// No answer is longer.
const MOST: u64 = 64 * 1024;
/// For how long an answer is not asked for again.
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(24);
/// Variables that clients read, by their beginnings, in lower case.
const READ: &[&str] =
    &["npm_config_", "uv_", "pip_", "prefix", "home", "userprofile", "appdata", "xdg_config_", "node_options"];
/// Files of the home in which clients are configured.
const FILES: &[&str] = &[
    ".npmrc",
    ".config/npm/npmrc",
    ".config/uv/uv.toml",
    ".config/pip/pip.conf",
    ".pip/pip.conf",
    "AppData/Roaming/uv/uv.toml",
    "AppData/Roaming/pip/pip.ini",
    "AppData/Roaming/npm/etc/npmrc",
    "Library/Application Support/pip/pip.conf",
];
/// Files of the whole machine.
const COMMON: &[&str] = &["/etc/npmrc", "/usr/etc/npmrc", "/usr/local/etc/npmrc", "/etc/uv/uv.toml", "/etc/pip.conf"];
/// Files beside a program, above the folder it stands in: the settings that a distribution gives it.
const BESIDE: &[&str] = &["etc/npmrc", "npmrc", "../npmrc", "pip.conf"];

/// An answer.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    key: String,
    at: Timestamp,
    address: String,
}

/// What a client said, under everything that its answer depends on.
pub(super) struct Kept {
    path: PathBuf,
    key: String,
}

impl Kept {
    /// Of a client that would be started from here; `programs` is what it is.
    pub(super) fn new(
        folder: &Path,
        client: &str,
        programs: &[PathBuf],
        env: &BTreeMap<String, String>,
        home: &Path,
    ) -> Self {
        let mut text = String::from("1\n");
        for program in programs {
            let real = std::fs::canonicalize(program).unwrap_or_else(|_| program.clone());
            text.push_str(&format!("{} {}\n{} {}\n", program.display(), stamp(program), real.display(), stamp(&real)));
            let above = real.parent().and_then(Path::parent).into_iter().chain(program.parent().and_then(Path::parent));
            for path in above.flat_map(|folder| BESIDE.iter().map(move |name| folder.join(name))) {
                text.push_str(&format!("{}\n", stamp(&path)));
            }
        }
        let files = FILES.iter().map(|name| home.join(name)).chain(COMMON.iter().map(PathBuf::from));
        for path in files {
            text.push_str(&format!("{}\n", stamp(&path)));
        }
        for (name, value) in env {
            let name = name.to_ascii_lowercase();
            if READ.iter().any(|start| name.starts_with(start)) {
                text.push_str(&format!("{name}={value}\n"));
            }
        }
        let key = Digest::of(Algorithm::Sha256, text.as_bytes()).hex();
        Self { path: folder.join(format!("{client}.json")), key }
    }

    /// What it said; `any_age` where it cannot be asked again.
    pub(super) fn load(&self, now: Timestamp, any_age: bool) -> Option<Address> {
        let metadata = std::fs::symlink_metadata(&self.path).ok()?;
        if !metadata.is_file() || metadata.len() > MOST {
            return None;
        }
        let answer: Answer = serde_json::from_slice(&std::fs::read(&self.path).ok()?).ok()?;
        let fresh = answer.at <= now && now.duration_since(answer.at) < GOOD_FOR;
        if answer.key != self.key || !(fresh || any_age) {
            return None;
        }
        Address::parse(&answer.address).ok()
    }

    /// Keeps it.
    pub(super) fn keep(&self, now: Timestamp, address: &Address) {
        let text = address.shown();
        if Address::parse(&text).is_ok_and(|same| same.bare() == address.bare()) {
            // What cannot be kept is asked for again, which is all that is lost.
            let _ = self.write(&Answer { key: self.key.clone(), at: now, address: text });
        }
    }

    fn write(&self, answer: &Answer) -> std::io::Result<()> {
        private_file::write(&self.path, |file| Ok(serde_json::to_writer(file, answer)?))
    }
}

/// When a file was changed, and how long it is; that there is none is an answer too.
fn stamp(path: &Path) -> String {
    let Ok(metadata) = std::fs::metadata(path) else { return "-".to_owned() };
    let at = metadata.modified().ok().and_then(|at| at.duration_since(SystemTime::UNIX_EPOCH).ok());
    format!("{} {}", at.map_or(0, |at| at.as_nanos()), metadata.len())
}
