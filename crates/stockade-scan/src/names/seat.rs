//! The places where packages are named: components of launches, and mentions in project files.

use std::collections::HashSet;
use std::path::Path;

use stockade_model::{
    Component, Dependency, Ecosystem, Inventory, Launch, Location, Mention, MentionReason, Package, Pin, Registry,
    Server, SourceId, Span, Target,
};

use super::address::{asked_name, named, repository};
use crate::document::{self, Format, Node};

/// What the engine is asked: everything that an answer depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Asked {
    /// Where it lives.
    pub(crate) ecosystem: Ecosystem,
    /// Its name; images without the host of their registry.
    pub(crate) name: String,
    /// The one version that would run, where that is fixed.
    pub(crate) version: Option<String>,
    /// The repository (`owner/name`) to which the config ties it.
    pub(crate) tied: Option<String>,
}

/// One place.
pub(crate) struct Seat<'a> {
    pub(crate) asked: Asked,
    /// The package, as purl writers and allow-lists take it.
    pub(crate) package: Package,
    pub(crate) server: Option<&'a Server>,
    pub(crate) part: Option<&'a Component>,
    /// The number of the launch.
    pub(crate) launch: Option<usize>,
    /// The file it stands in.
    pub(crate) file: Option<&'a Path>,
    /// The exact name, or what is nearest to it.
    pub(crate) place: Location,
    /// The name under which a manifest lists it, where that is another.
    pub(crate) alias: Option<String>,
    /// The registry that it comes from, where that is not the public one.
    pub(crate) elsewhere: Option<&'a str>,
    /// What runs instead of it.
    pub(crate) shadow: Option<&'a Path>,
    /// Whether it is what the project itself is or publishes, so that its name is its author's own choice.
    pub(crate) is_own: bool,
}

/// Every place, servers first. A package that one file or launch names several times is there once.
pub(super) fn all<'a>(inventory: &'a Inventory, launches: &'a [Launch]) -> Vec<Seat<'a>> {
    let mut seats = Vec::new();
    for (number, (server, launch)) in inventory.servers.iter().zip(launches).enumerate() {
        let mut seen = HashSet::new();
        let tied = registry_name(&server.name.value);
        for part in &launch.components {
            let Some((package, is_own)) = package_of(part) else { continue };
            let is_server = part.role == stockade_model::Role::Server;
            let asked = ask(&package, fixed(&part.pin), tied.clone().filter(|_| is_server));
            if seen.insert(asked.clone()) {
                let span = part.span.unwrap_or(server.name.span);
                let (span, _) = exact(inventory, server.source, span, &asked.name);
                seats.push(Seat {
                    asked,
                    package,
                    server: Some(server),
                    part: Some(part),
                    launch: Some(number),
                    file: inventory.source(server.source).map(|file| file.path.as_path()),
                    place: Location::span(server.source, span),
                    alias: None,
                    elsewhere: elsewhere(&part.registries),
                    shadow: part.shadow.as_ref().map(|shadow| shadow.path.as_path()),
                    is_own,
                });
            }
        }
    }
    let mut seen = HashSet::new();
    for mention in &inventory.mentions {
        let is_own = matches!(mention.reason, MentionReason::SdkDependency | MentionReason::Declared);
        let tied =
            if mention.manifest == "server-json" { declared_repository(inventory, mention.source) } else { None };
        let asked = ask(&mention.package, fixed(&mention.pin), tied);
        if mention.pin == Pin::NotApplicable && !is_own || !seen.insert((mention.source, asked.clone())) {
            continue;
        }
        let (span, found) = exact(inventory, mention.source, mention.span, &asked.name);
        let alias = (!found && mention.manifest == "package-json").then(|| alias_of(inventory, mention)).flatten();
        seats.push(Seat {
            asked,
            package: mention.package.clone(),
            server: None,
            part: None,
            launch: None,
            file: inventory.source(mention.source).map(|file| file.path.as_path()),
            place: Location::span(mention.source, span),
            alias,
            elsewhere: None,
            shadow: None,
            is_own,
        });
    }
    seats
}

/// The place of a plain dependency.
pub(super) fn of_dependency<'a>(inventory: &'a Inventory, dependency: &'a Dependency) -> Seat<'a> {
    let asked = ask(&dependency.package, None, None);
    let (span, _) = exact(inventory, dependency.source, dependency.span, &asked.name);
    Seat {
        asked,
        package: dependency.package.clone(),
        server: None,
        part: None,
        launch: None,
        file: inventory.source(dependency.source).map(|file| file.path.as_path()),
        place: Location::span(dependency.source, span),
        alias: None,
        elsewhere: dependency.resolved.as_deref().and_then(not_public),
        shadow: None,
        is_own: false,
    }
}

pub(super) fn ask(package: &Package, version: Option<&str>, tied: Option<String>) -> Asked {
    Asked {
        ecosystem: package.ecosystem,
        name: asked_name(package).to_owned(),
        version: package.version.as_deref().or(version).map(str::to_owned),
        tied,
    }
}

pub(super) fn fixed(pin: &Pin) -> Option<&str> {
    match pin {
        Pin::Exact(version) => Some(version),
        _ => None,
    }
}

/// The package of a component, and whether it may be the user's own project.
fn package_of(part: &Component) -> Option<(Package, bool)> {
    match &part.target {
        Target::Local { path, belongs_to: Some(package), .. } => {
            let installed = path.components().any(|folder| {
                matches!(folder.as_os_str().to_str(), Some("node_modules" | "site-packages" | "dist-packages"))
            });
            Some((package.clone(), !installed))
        }
        other => Some((named(other)?, false)),
    }
}

/// The registry that is asked first, where somebody named one that is not the public one.
fn elsewhere(registries: &[Registry]) -> Option<&str> {
    not_public(registries.first()?.url.as_deref()?)
}

/// An address that is not the public registry's.
pub(crate) fn not_public(url: &str) -> Option<&str> {
    /// The public registries, by the words of their addresses: naming one changes nothing.
    const PUBLIC: &[&[&str]] = &[
        &["registry", "npmjs", "org"],
        &["registry", "yarnpkg", "com"],
        &["pypi", "org"],
        &["files", "pythonhosted", "org"],
    ];
    let host = url.split_once("://").map_or(url, |(_, rest)| rest).split(['/', ':']).next()?;
    let words: Vec<&str> = host.split('.').collect();
    (!PUBLIC.contains(&words.as_slice())).then_some(url)
}

/// `io.github.owner/name`: entries of the MCP registry say whose repository they are.
fn registry_name(key: &str) -> Option<String> {
    let (owner, name) = key.strip_prefix("io.github.")?.split_once('/')?;
    (!owner.is_empty() && !name.is_empty() && !name.contains('/')).then(|| format!("{owner}/{name}"))
}

/// The repository that a `server.json` names.
fn declared_repository(inventory: &Inventory, source: SourceId) -> Option<String> {
    let node = document::parse(Format::Json, &inventory.source(source)?.text).ok()?;
    let url = node.get("repository")?.get("url").and_then(Node::as_str)?;
    Some(repository(url)?.name)
}

/// The place of the name itself inside a place, and whether it is there: registries take `-`, `_`, `.` and capitals for
/// one another, so that it may be spelled otherwise.
fn exact(inventory: &Inventory, source: SourceId, span: Span, name: &str) -> (Span, bool) {
    let text = inventory.source(source).and_then(|file| file.slice(span)).unwrap_or("");
    match position(text, name) {
        Some(at) => (Span::new(span.start + at, span.start + at + name.len()), true),
        None => (span, false),
    }
}

fn position(text: &str, name: &str) -> Option<usize> {
    if let Some(at) = text.find(name) {
        return Some(at);
    }
    let fold = |byte: u8| match byte {
        b'_' | b'.' => b'-',
        byte => byte.to_ascii_lowercase(),
    };
    let (text, name) = (text.as_bytes(), name.as_bytes());
    if name.is_empty() || name.len() > text.len() {
        return None;
    }
    text.windows(name.len()).position(|window| window.iter().zip(name).all(|(a, b)| fold(*a) == fold(*b)))
}

/// The key of a manifest that stands for another package.
fn alias_of(inventory: &Inventory, mention: &Mention) -> Option<String> {
    let text = inventory.source(mention.source)?.slice(mention.span)?.trim_matches(['"', '\'']);
    let plain = !text.is_empty() && text.len() < 215 && !text.contains(|c: char| c.is_whitespace() || c == '>');
    plain.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_however_they_are_spelled() {
        assert_eq!(position("--from=Mcp_Server.Fetch==1", "mcp-server-fetch"), Some(7));
        assert_eq!(position("npm:evil@1", "evil"), Some(4));
        assert_eq!((position("x", "evil"), position("x", "")), (None, Some(0)));
    }

    #[test]
    fn entries_of_the_registry_say_whose_they_are() {
        assert_eq!(registry_name("io.github.a/b").as_deref(), Some("a/b"));
        assert_eq!((registry_name("github"), registry_name("io.github.a/b/c")), (None, None));
    }
}
