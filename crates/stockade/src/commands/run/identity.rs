//! Which server a command line starts: what counters, pins and approvals are kept under.
//!
//! - the package without its version where the line names one: a new version is the same server;
//! - else the command line's digest, with what was typed under it: the same words are the same server. The working
//!   directory counts where a word is a path from there;
//! - secrets are no part of it: a new token makes no new server.

use std::ffi::OsString;
use std::path::Path;

use stockade_model::canonical::sha256;
use stockade_model::{Os, Role, Target, redact};
use stockade_scan::resolve::{Machine, resolve_argv};

use super::name_of;
use crate::commands::Start;

/// A server as the gate knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identity {
    /// What everything is kept under.
    pub(super) server: String,
    /// The package, without a version.
    pub(super) purl: Option<String>,
    /// What it is called in messages.
    pub(super) name: String,
}

impl Identity {
    /// Of what is started by this line.
    pub(super) fn of(line: &[OsString], name: Option<&str>, start: &Start) -> Self {
        let words: Vec<String> = line.iter().map(|word| word.to_string_lossy().into_owned()).collect();
        let words = redact::redact_argv(words.iter().map(String::as_str));
        let program = line.first().map_or_else(String::new, |program| name_of(program));
        let purl = package(&words, start);
        let server = purl.clone().unwrap_or_else(|| by_digest(&words, &program, start.cwd.as_deref()));
        Self { server, purl, name: name.map_or(program, str::to_owned) }
    }
}

/// The package that surely is the server.
fn package(words: &[String], start: &Start) -> Option<String> {
    let home = start.home.as_deref()?;
    let (os, root) = (Os::current(), Some(Path::new("/")));
    let machine = Machine { os, home, root, live: true, env: &start.env, unread: None };
    let launch = resolve_argv(words, start.cwd.clone(), &machine);
    let component = launch.primary()?;
    let sure = launch.opaque.is_empty() && component.role == Role::Server && component.shadow.is_none();
    match &component.target {
        Target::Package { package, .. } | Target::Image { package, .. } if sure => {
            let mut package = package.clone();
            package.version = None;
            Some(package.purl())
        }
        _ => None,
    }
}

fn by_digest(words: &[String], program: &str, cwd: Option<&Path>) -> String {
    let from_here = |word: &String| {
        let path = Path::new(word);
        !word.is_empty() && path.is_relative() && cwd.is_some_and(|cwd| cwd.join(path).exists())
    };
    let mut text = String::new();
    if let Some(cwd) = cwd.filter(|_| words.iter().any(from_here)) {
        text.push_str(&cwd.to_string_lossy());
    }
    for word in words {
        text.push('\0');
        text.push_str(word);
    }
    let digest = sha256(text.as_bytes());
    format!("command:{program}:{}", digest.get(..32).unwrap_or(&digest))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn identity(line: &[&str], cwd: &Path) -> Identity {
        let home = Some(cwd.to_owned());
        let start = Start { env: BTreeMap::new(), cwd: Some(cwd.to_owned()), home, managed: None };
        Identity::of(&line.iter().map(OsString::from).collect::<Vec<_>>(), None, &start)
    }

    #[test]
    fn a_package_is_the_same_server_in_every_version() {
        let folder = tempfile::tempdir().unwrap();
        let of = |line: &[&str]| identity(line, folder.path());
        let plain = of(&["npx", "-y", "@modelcontextprotocol/server-memory"]);
        assert_eq!(plain.server, "pkg:npm/%40modelcontextprotocol/server-memory");
        assert_eq!(plain.purl.as_ref(), Some(&plain.server));
        assert_eq!(plain.name, "npx");
        assert_eq!(of(&["npx", "-y", "@modelcontextprotocol/server-memory@1.0.0", "--flag"]).server, plain.server);
        assert_eq!(of(&["uvx", "mcp-server-git", "--repository", "/srv"]).server, "pkg:pypi/mcp-server-git");
    }

    #[test]
    fn anything_else_is_known_by_its_line() {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let line = ["/opt/mail/server", "--account", "a"];
        let known = identity(&line, one.path());
        assert!(known.server.starts_with("command:server:") && known.purl.is_none(), "{known:?}");
        assert_eq!(identity(&line, two.path()), known);
        assert_ne!(identity(&["/opt/mail/server", "--account", "b"], one.path()).server, known.server);
        assert_ne!(identity(&["/opt/mail/server", "--accounta"], one.path()).server, known.server);
        // The same words mean another file elsewhere.
        for folder in [&one, &two] {
            std::fs::write(folder.path().join("server.js"), "").unwrap();
        }
        let line = ["node", "server.js"];
        assert_ne!(identity(&line, one.path()).server, identity(&line, two.path()).server);
    }

    #[test]
    fn a_new_token_makes_no_new_server() {
        let folder = tempfile::tempdir().unwrap();
        let of = |token| identity(&["/opt/mail/server", "--password", token], folder.path()).server;
        assert_eq!(of("hunter2hunter2"), of("correct-horse-battery"));
    }
}
