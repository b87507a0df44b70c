//! What the MCP Registry's servers say about who publishes what, as what is judged.
//!
//! Constraints:
//! - a server's entry is its namespace's owner's word: it returns a claim only for the repository that it names itself;
//! - that no server names a repository proves nothing: most are not listed.

use stockade_assess::provenance::place;
use stockade_assess::subject::Backlink;
use stockade_model::Ecosystem;
use stockade_registry::mcp_registry::Server;

use crate::{Catalogue, Listed};

/// Words that so many servers are called that looking for them finds everybody's.
const COMMON: &[&str] = &["mcp", "server", "servers", "the", "app", "api"];

/// What to look for: entries are called after the owner of their repository, or after its name. A name that says nothing is
/// not looked for, since a registry would answer with all there is.
pub fn searches(repository: &str) -> Vec<String> {
    let Some(place) = place(repository) else { return Vec::new() };
    let mut parts = place.split('/');
    let (Some(host), Some(owner), Some(name)) = (parts.next(), parts.next(), parts.next()) else { return Vec::new() };
    let code_host = host.split('.').next().unwrap_or(host);
    let telling = name.split(['-', '_', '.']).any(|word| word.len() > 2 && !COMMON.contains(&word));
    let by_name = telling.then(|| format!("/{name}"));
    [format!("io.{code_host}.{owner}/")].into_iter().chain(by_name).collect()
}

/// The packages of one kind that the servers of a repository name; none where there is no such server.
pub fn backlink(servers: &[Server], repository: &str, ecosystem: Ecosystem) -> Option<Backlink> {
    let wanted = place(repository)?;
    let named = |server: &&Server| {
        let deleted = server.status.known().is_some_and(|status| status == "deleted");
        let own = server.repository.known().and_then(|repository| place(&repository.url));
        !deleted && own.as_ref() == Some(&wanted)
    };
    let packages = servers.iter().filter(named).flat_map(|server| &server.packages);
    let of_kind = packages.filter(|package| package.kind == ecosystem.purl_type());
    linked(of_kind.map(|package| package.identifier.clone()).collect(), "the MCP Registry".to_owned())
}

/// The same from a catalogue that was taken before.
pub fn of_catalogue(catalogue: &Catalogue, repository: &str, ecosystem: Ecosystem) -> Option<Backlink> {
    let wanted = place(repository)?;
    let named = catalogue.servers.iter().filter(|server| place(&server.repository).as_ref() == Some(&wanted));
    let packages = named.flat_map(|server| &server.packages).filter(|(kind, _)| kind == ecosystem.purl_type());
    let source = format!("the MCP Registry of {}", catalogue.taken.strftime("%Y-%m-%d"));
    linked(packages.map(|(_, name)| name.clone()).collect(), source)
}

/// A catalogue of what a registry lists.
pub fn catalogue(servers: &[Server], taken: jiff::Timestamp) -> Catalogue {
    let listed = |server: &Server| {
        let deleted = server.status.known().is_some_and(|status| status == "deleted");
        let repository = server.repository.known().filter(|_| !deleted)?.url.clone();
        let packages: Vec<(String, String)> =
            server.packages.iter().map(|package| (package.kind.clone(), package.identifier.clone())).collect();
        (!packages.is_empty()).then_some(Listed { repository, packages })
    };
    Catalogue { taken, servers: servers.iter().filter_map(listed).collect() }
}

fn linked(mut packages: Vec<String>, source: String) -> Option<Backlink> {
    packages.sort();
    packages.dedup();
    // Servers that come as images alone say nothing about packages of another kind.
    (!packages.is_empty()).then_some(Backlink { packages, source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_is_not_looked_for() {
        assert_eq!(searches("git+https://github.com/Acme/mail-mcp.git"), ["io.github.acme/", "/mail-mcp"]);
        assert_eq!(searches("https://github.com/acme/mcp-server"), ["io.github.acme/"]);
        assert!(searches("https://acme.example").is_empty());
    }
}
