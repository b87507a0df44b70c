//! Which server a command line starts: what counters, pins and approvals are kept under.
//!
//! - the package without its version where the line names one: a new version is the same server. What else the line says
//!   counts as a digest behind it: `--account a` and `--account b` share neither counters nor pins nor approvals;
//! - else the command line's digest, with what was typed under it: the same words are the same server;
//! - the working directory counts where a word is a path from there;
//! - secrets are no part of it: a new token makes no new server. Nor is what lies on the disk: an installed copy of the
//!   package is the same server, since its tools are pinned all the same. It is no longer surely the package, so that facts
//!   and policies of the package do not hold for it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;

use stockade_model::canonical::sha256;
use stockade_model::{Ecosystem, Launch, Os, Package, Role, Target, redact};
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
        let cwd = start.cwd.as_deref();
        let server = match named(&words) {
            Some(package) => {
                let more = arguments(&words, &package);
                let digest = (!more.is_empty()).then(|| digest(&more, cwd));
                let behind = digest.map_or_else(String::new, |digest| format!("#{}", short(&digest, 16)));
                format!("{}{behind}", package.purl())
            }
            None => {
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                format!("command:{program}:{}", short(&digest(&words, cwd), 32))
            }
        };
        Self { server, purl: running(&words, start), name: name.map_or(program, str::to_owned) }
    }
}

/// The package that surely is the server, and runs as its registry gives it.
fn running(words: &[String], start: &Start) -> Option<String> {
    let home = start.home.as_deref()?;
    let (os, root) = (Os::current(), Some(Path::new("/")));
    let machine = Machine { os, home, root, live: true, env: &start.env, unread: None };
    let launch = resolve_argv(words, start.cwd.clone(), &machine);
    let shadowed = launch.primary().is_some_and(|component| component.shadow.is_some());
    if shadowed { None } else { package(&launch).map(|package| package.purl()) }
}

/// The package that the line names by its words alone: resolved against a disk on which nothing is. No file can have such a
/// name, which is why the system is not even asked.
fn named(words: &[String]) -> Option<Package> {
    let (home, root, env) = (Path::new("/\0/home"), Path::new("/\0"), BTreeMap::new());
    let machine = Machine { os: Os::current(), home, root: Some(root), live: false, env: &env, unread: None };
    package(&resolve_argv(words, None, &machine))
}

/// The one that surely is the server, without a version.
fn package(launch: &Launch) -> Option<Package> {
    let component = launch.primary()?;
    let sure = launch.opaque.is_empty() && component.role == Role::Server;
    match &component.target {
        Target::Package { package, .. } | Target::Image { package, .. } if sure => {
            Some(Package { version: None, ..package.clone() })
        }
        _ => None,
    }
}

/// Words in front of a package that say nothing about which server it is.
const NOTHING: &[&str] = &[
    "-y",
    "--yes",
    "-q",
    "--quiet",
    "-s",
    "--silent",
    "-i",
    "--interactive",
    "-t",
    "--tty",
    "-it",
    "--rm",
    "--init",
    "run",
    "exec",
    "dlx",
    "x",
    "tool",
    "--",
    "-p",
    "--package",
    "--from",
];

/// What a line says besides the program and the package.
fn arguments<'w>(words: &'w [String], package: &Package) -> Vec<&'w str> {
    let rest = words.get(1..).unwrap_or_default();
    let at = rest.iter().position(|word| names(word, package));
    let (before, after) = rest.split_at(at.unwrap_or(0));
    let before = before.iter().filter(|word| !NOTHING.contains(&word.as_str()));
    before.chain(after.iter().skip(usize::from(at.is_some()))).map(String::as_str).collect()
}

/// Whether a word is the package's, in whatever version.
fn names(word: &str, package: &Package) -> bool {
    let word = match word.split_once('=') {
        Some((flag, value)) if flag.starts_with('-') => value,
        _ => word,
    };
    // A scope begins with what else a version begins with.
    let from = usize::from(word.starts_with('@'));
    let end = word.get(from..).and_then(|rest| rest.find(['@', '=', '<', '>', '!', '~', '[', ';', ' ']));
    let name = end.and_then(|end| word.get(..from + end)).unwrap_or(word);
    if package.ecosystem == Ecosystem::Oci {
        // A tag, but not the port of a registry; and the registry may be left out.
        let tag = name.rfind(':').filter(|at| name.get(*at..).is_some_and(|rest| !rest.contains('/')));
        let name = tag.and_then(|at| name.get(..at)).unwrap_or(name);
        return package.name == name || package.name.strip_suffix(name).is_some_and(|host| host.ends_with('/'));
    }
    Package::new(package.ecosystem, name).name == package.name
}

fn digest(words: &[&str], cwd: Option<&Path>) -> String {
    let from_here = |word: &&str| {
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
    sha256(text.as_bytes())
}

fn short(digest: &str, length: usize) -> &str {
    digest.get(..length).unwrap_or(digest)
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
        for line in [
            &["npx", "@modelcontextprotocol/server-memory@1.0.0"][..],
            &["/usr/bin/npx", "--yes", "@modelcontextprotocol/server-memory@latest"],
            &["npx", "-y", "--package=@modelcontextprotocol/server-memory@2", "@modelcontextprotocol/server-memory"],
        ] {
            let of = of(line);
            assert_eq!(of.purl, plain.purl, "{line:?}");
            assert!(of.server == plain.server || line.len() == 4, "{line:?}: {}", of.server);
        }
        assert_eq!(of(&["uvx", "mcp-server-git==1.2"]).server, "pkg:pypi/mcp-server-git");
        assert_eq!(of(&["uvx", "MCP_Server.git"]).server, "pkg:pypi/mcp-server-git");
        let image = of(&["docker", "run", "-i", "--rm", "mcp/fetch:1.0"]);
        assert_eq!(of(&["docker", "run", "-i", "--rm", "mcp/fetch"]).server, image.server);
        assert!(image.server.starts_with("pkg:oci/") && !image.server.contains('#'), "{}", image.server);
    }

    #[test]
    fn what_else_the_line_says_makes_another_server() {
        let folder = tempfile::tempdir().unwrap();
        let of = |line: &[&str]| identity(line, folder.path());
        let (a, b) =
            (of(&["npx", "-y", "mail-mcp", "--account", "A"]), of(&["npx", "-y", "mail-mcp", "--account", "B"]));
        assert_ne!(a.server, b.server);
        assert_eq!((&a.purl, a.purl.as_deref()), (&b.purl, Some("pkg:npm/mail-mcp")));
        assert!(a.server.starts_with("pkg:npm/mail-mcp#") && a.server.len() == "pkg:npm/mail-mcp#".len() + 16);
        assert_eq!(of(&["npx", "mail-mcp@2", "--account", "A"]).server, a.server, "in every version");
        let with = |variable| of(&["docker", "run", "-i", "-e", variable, "mcp/mail"]).server;
        assert_ne!(with("ACCOUNT=A"), with("ACCOUNT=B"));
        let with = |token| of(&["npx", "mail-mcp", "--api-key", token]).server;
        assert_eq!(with("hunter2hunter2"), with("correct-horse-battery"));
        // A path from here is another one elsewhere.
        let other = tempfile::tempdir().unwrap();
        for folder in [&folder, &other] {
            std::fs::create_dir(folder.path().join("data")).unwrap();
        }
        let line = ["npx", "files-mcp", "data"];
        assert_ne!(of(&line).server, identity(&line, other.path()).server);
    }

    #[test]
    fn an_installed_copy_is_the_same_server_and_not_surely_the_package() {
        use std::os::unix::fs::symlink;
        let folder = tempfile::tempdir().unwrap();
        let line = ["npx", "-y", "mail-mcp", "--account", "A"];
        let before = identity(&line, folder.path());
        let package = folder.path().join("node_modules/mail-mcp");
        std::fs::create_dir_all(&package).unwrap();
        let manifest = r#"{"name":"mail-mcp","version":"1.0.0","bin":"cli.js"}"#;
        std::fs::write(package.join("package.json"), manifest).unwrap();
        std::fs::write(package.join("cli.js"), "").unwrap();
        std::fs::write(folder.path().join("package.json"), r#"{"name":"here"}"#).unwrap();
        for linked in [false, true] {
            if linked {
                std::fs::create_dir(folder.path().join("node_modules/.bin")).unwrap();
                symlink("../mail-mcp/cli.js", folder.path().join("node_modules/.bin/mail-mcp")).unwrap();
            }
            let now = identity(&line, folder.path());
            assert_eq!((now.server, now.purl), (before.server.clone(), None));
        }
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
