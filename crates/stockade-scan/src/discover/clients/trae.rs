//! Trae.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "trae",
    "Trae",
    &[
        Source::json(Scope::User, On::ALL, "{ud:Trae}/User/mcp.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{ud:Trae CN}/User/mcp.json", &["mcpServers"]),
        Source::json(Scope::User, On::LINUX, "{cfg}/trae/mcp.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.trae/mcp.json", &["mcpServers"]),
    ],
);
