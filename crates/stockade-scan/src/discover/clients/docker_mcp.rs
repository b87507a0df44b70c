//! Docker MCP Toolkit: clients see `docker mcp gateway run`, the images come from the Toolkit's own files.

use stockade_model::{Scope, Spanned};

use super::{Client, On, Read, Shape, Source};
use crate::discover::entry::{Entries, blank};
use crate::document::{Format, Node};

pub(super) const CLIENT: Client = Client {
    gaps: &["profiles of the Docker MCP Toolkit are kept in its database; only its registry file is read"],
    ..Client::new(
        "docker-mcp",
        "Docker MCP Toolkit",
        &[
            Source::new(Scope::User, On::ALL, "{home}/.docker/mcp/registry.yaml", Read::Text(Format::Yaml, Shape::Custom(registry))),
            Source::new(
                Scope::Profile,
                On::ALL,
                "{home}/.docker/mcp/mcp-toolkit.db",
                Read::Invisible("the Toolkit's profiles are in a database without a documented schema"),
            ),
        ],
    )
};

/// `registry: {name: {ref: ""}}`: servers that are switched on. What image a name stands for is in the catalogue.
fn registry(root: &Node, entries: &mut Entries<'_>) {
    for entry in root.get("registry").map(Node::entries).unwrap_or_default() {
        let name = Spanned::new(entry.key.clone(), entry.key_span);
        let mut server = blank(name, entries.client_id(), Scope::User, entry.node.span, None);
        let word = |text: &str| Spanned::new(text.to_owned(), entry.key_span);
        server.command = Some(word("docker"));
        server.args = ["mcp", "gateway", "run", "--servers", entry.key.as_str()].map(word).to_vec();
        server.transport = stockade_model::Transport::Stdio;
        entries.servers.push(server);
    }
}
