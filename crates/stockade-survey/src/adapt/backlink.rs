//! What the MCP Registry's servers say about who publishes what, as what is judged.
//!
//! Constraints:
//! - a server's entry is its namespace's owner's word: it returns a claim only for the repository that it names itself;
//! - that no server names a repository proves nothing: most are not listed.

use stockade_assess::provenance::place;
use stockade_assess::subject::Backlink;
use stockade_model::Ecosystem;
use stockade_registry::mcp_registry::Server;

/// What to look for: the owner of a repository, and its name. Entries are called after one of them.
pub fn searches(repository: &str) -> Option<[String; 2]> {
    let place = place(repository)?;
    let mut parts = place.split('/').skip(1);
    Some([parts.next()?.to_owned(), parts.next()?.to_owned()])
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
    let mut packages: Vec<String> = of_kind.map(|package| package.identifier.clone()).collect();
    packages.sort();
    packages.dedup();
    // Servers that come as images alone say nothing about packages of another kind.
    (!packages.is_empty()).then(|| Backlink { packages, source: "the MCP Registry".to_owned() })
}
