//! `mcp-remote URL [port] [--header H] …`: stdio in front of a remote server, with OAuth.

use stockade_model::{Ecosystem, Launch, Role};

use super::{Bridge, own_version, remote, web_host};
use crate::resolve::{Call, Machine, Outcome, Word, peel};

pub(super) const BRIDGE: Bridge = Bridge {
    id: "mcp-remote",
    packages: &[(Ecosystem::Npm, "mcp-remote")],
    names: &["mcp-remote", "mcp-remote-client"],
    role: Role::Bridge,
    summary: "stdio in front of a remote server, with OAuth",
    resolve,
};

/// First version without CVE-2025-6514 (a hostile server could run commands through the login address).
const FIXED: semver::Version = semver::Version::new(0, 1, 16);

fn resolve(args: &[Word], call: &Call, _machine: &Machine<'_>, launch: &mut Launch) -> Outcome {
    // The client cuts out `--header X` wherever it stands, and takes the word that is then first, dashes or not.
    let mut rest = args;
    let url = loop {
        match rest {
            [header, _, tail @ ..] if header.text == "--header" => rest = tail,
            [url, ..] => break url,
            [] => return peel::empty(BRIDGE.id, call, launch),
        }
    };
    if let Some(version) = own_version("mcp-remote", launch).filter(|version| *version < FIXED) {
        launch.notes.push(format!("mcp-remote {version} is open to CVE-2025-6514; {FIXED} is the first without it"));
    }
    let local = web_host(&url.text).is_some_and(|host| matches!(host, "localhost" | "127.0.0.1"));
    let plain = url.text.trim().get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http://"));
    if plain && !local && !args.iter().any(|word| word.text == "--allow-http") {
        launch.notes.push("mcp-remote refuses a plain `http:` address without `--allow-http`".to_owned());
    }
    remote(BRIDGE.id, url, launch)
}
