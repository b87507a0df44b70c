//! Factory Droid.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "factory-droid",
    "Factory Droid",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.factory/mcp.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.factory/mcp.json", &["mcpServers"]),
    ],
);
