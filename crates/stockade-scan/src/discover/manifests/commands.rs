//! Commands written in a script, a workflow or a container definition: what they launch and what they install.
//!
//! Launching is the resolver's business; installing is read here, because installed packages are what later lines start
//! by a bare name. Only literal words count.

use std::collections::BTreeMap;
use std::path::PathBuf;

use stockade_model::{Ecosystem, Launch, MentionReason, Os, Package, Pin, Role, Span, Target};

use super::found::Facts;
use super::{Found, names, npm_spec, pep508, script};
use crate::resolve::{self, Machine};

/// Where a command would run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// On the scanned machine, in the folder of the file.
    Here,
    /// In a container or on a build machine, of which nothing is known.
    Elsewhere,
}

/// A shell script seen at `span`.
pub(super) fn script(found: &mut Found<'_>, text: &str, span: Span, place: Place) {
    for words in script::commands(text) {
        command(found, &words, span, place);
    }
}

/// One command, seen at `span`.
pub(super) fn command(found: &mut Found<'_>, words: &[String], span: Span, place: Place) {
    if let Some((ecosystem, packages)) = installs(words) {
        for package in packages {
            installed(found, ecosystem, package, span);
        }
        return;
    }
    // `claude mcp add name -- npx x`: whatever it is, it becomes an MCP server.
    let adds = words.iter().position(|word| word == "mcp").filter(|at| words.get(at + 1).is_some_and(|w| w == "add"));
    if let Some(inner) = adds.and_then(|_| words.iter().position(|word| word == "--")) {
        launch(found, words.get(inner + 1..).unwrap_or(&[]), span, place, true);
        return;
    }
    launch(found, words, span, place, false);
}

/// A launch line. `server` says that it is known to start an MCP server; else its name has to say so.
pub(super) fn launch(found: &mut Found<'_>, words: &[String], span: Span, place: Place, server: bool) {
    if words.is_empty() {
        return;
    }
    let nothing = BTreeMap::new();
    let machine = match place {
        Place::Here => Machine::of(found.options),
        Place::Elsewhere => {
            Machine { os: Os::Linux, home: &found.options.home, root: None, live: false, env: &nothing, unread: None }
        }
    };
    let folder: Option<PathBuf> = (place == Place::Here).then(|| found.folder.clone());
    let launch = resolve::resolve_argv(words, folder, &machine);
    launched(found, &launch, span, server);
}

/// The packages and images that a launch brings in.
fn launched(found: &mut Found<'_>, launch: &Launch, span: Span, server: bool) {
    let bridged = launch.components.iter().any(|component| component.role == Role::Bridge);
    for component in &launch.components {
        let (package, digest): (&Package, Option<&String>) = match &component.target {
            Target::Package { package, .. } => (package, None),
            Target::Image { package, digest, .. } => (package, digest.as_ref()),
            _ => continue,
        };
        let named = names::reason(package.ecosystem, &package.name).is_some();
        let certain = (server || bridged) && component.role != Role::Additional;
        if named || certain {
            let facts = Facts {
                version: package.version.clone(),
                pin: Some(component.pin.clone()),
                integrity: digest.cloned(),
                resolved: component.registries.first().and_then(|registry| registry.url.clone()),
            };
            // The line may write an image or a Python name in another form than the registry.
            let word = component.claimed.as_deref().unwrap_or(&package.name);
            found.add(package.ecosystem, &package.name, MentionReason::LaunchLine, span, Some(word), facts);
        }
    }
}

fn installed(found: &mut Found<'_>, ecosystem: Ecosystem, word: &str, span: Span) {
    let literal = |name: &str| !name.contains(['%', '$', '{']);
    let facts_of = |spec: &str| {
        if literal(spec) { npm_spec::facts(spec) } else { Facts { pin: Some(Pin::Nothing), ..Facts::default() } }
    };
    let (name, facts) = match ecosystem {
        Ecosystem::Npm => {
            let (name, spec) = npm_spec::split(word);
            match spec.and_then(|spec| spec.strip_prefix("npm:")) {
                Some(alias) => {
                    let (real, spec) = npm_spec::split(alias);
                    (real, facts_of(spec.unwrap_or("latest")))
                }
                None => (name, facts_of(spec.unwrap_or("latest"))),
            }
        }
        _ => {
            // `uv tool install name@1.2` has npm's form, the rest is a requirement.
            match word.split_once('@').filter(|(_, version)| version.starts_with(|c: char| c.is_ascii_digit())) {
                Some((name, version)) => (name, Facts { version: Some(version.to_owned()), ..Facts::default() }),
                None => match pep508::parse(word) {
                    Some(requirement) if literal(requirement.rest) => (requirement.name, pep508::facts(&requirement)),
                    Some(requirement) => (requirement.name, facts_of("%")),
                    None => return,
                },
            }
        }
    };
    if !literal(name) {
        return;
    }
    match names::reason(ecosystem, name) {
        Some(reason) => found.add(ecosystem, name, reason, span, Some(name), facts),
        None => found.plain(ecosystem, name, span, facts),
    }
}

/// Programs in front of the one that installs.
const WRAPPERS: &[&str] = &["sudo", "exec", "time", "env", "corepack"];
/// Options of the installers whose value is the next word.
const VALUED: &[&str] = &[
    "-c",
    "--constraint",
    "-i",
    "--index-url",
    "--index",
    "--default-index",
    "--extra-index-url",
    "-f",
    "--find-links",
    "-t",
    "--target",
    "--prefix",
    "--root",
    "--python",
    "-p",
    "--registry",
    "--cache",
    "--cache-dir",
    "-w",
    "--workspace",
    "--filter",
    "-C",
    "--dir",
    "--cwd",
    "--tag",
    "--loglevel",
    "--group",
    "--extra",
    "--platform",
    "--trusted-host",
    "--proxy",
    "--timeout",
    "--retries",
];

/// The ecosystem and package words of an installing command.
fn installs(words: &[String]) -> Option<(Ecosystem, Vec<&str>)> {
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    while words.first().is_some_and(|word| WRAPPERS.contains(word)) {
        words.remove(0);
    }
    let program = words.first()?.rsplit('/').next()?;
    let mut rest = positional(words.get(1..)?).into_iter();
    let python = program.starts_with("python") && words.get(1) == Some(&"-m") && words.get(2) == Some(&"pip");
    let ecosystem = match (program, rest.next()?) {
        ("npm" | "pnpm" | "bun" | "cnpm", "install" | "i" | "add" | "in" | "isntall") => Ecosystem::Npm,
        ("yarn", "add") => Ecosystem::Npm,
        ("yarn", "global") if rest.next()? == "add" => Ecosystem::Npm,
        ("pip" | "pip3" | "pipx" | "pipenv", "install") => Ecosystem::Pypi,
        ("uv", "add") | ("poetry" | "pdm", "add") => Ecosystem::Pypi,
        ("uv", "pip" | "tool") if rest.next()? == "install" => Ecosystem::Pypi,
        _ if python && rest.next()? == "install" => Ecosystem::Pypi,
        (pip, "install") if pip.starts_with("pip3.") => Ecosystem::Pypi,
        _ => return None,
    };
    Some((ecosystem, rest.collect()))
}

/// The words that are neither options nor values of options. `-r file` names no package.
fn positional<'w>(words: &[&'w str]) -> Vec<&'w str> {
    let mut out = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if VALUED.contains(word) || matches!(*word, "-r" | "--requirement" | "-e" | "--editable") {
            words.next();
        } else if !word.starts_with('-') {
            out.push(*word);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn installing_commands_are_known() {
        let shown = |line: &str| {
            let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
            installs(&words).map(|(ecosystem, words)| format!("{} {}", ecosystem.purl_type(), words.join(" ")))
        };
        for (line, expected) in [
            ("npm install -g --registry https://registry.example a@1 b", Some("npm a@1 b")),
            ("yarn global add a", Some("npm a")),
            ("sudo pip install --no-cache-dir -r x.txt mcp==1", Some("pypi mcp==1")),
            ("python3 -m pip install mcp", Some("pypi mcp")),
            ("uv tool install a-mcp", Some("pypi a-mcp")),
            ("uv pip install --system a-mcp", Some("pypi a-mcp")),
            ("npm run build", None),
            ("uv run x", None),
            ("npm", None),
        ] {
            assert_eq!(shown(line).as_deref(), expected, "{line}");
        }
    }
}
