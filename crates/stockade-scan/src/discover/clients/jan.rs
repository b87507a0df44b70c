//! Jan: its default entries have an empty command beside an address, and `active` switches them.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "jan",
    "Jan",
    &[
        Source::json(Scope::User, On::ALL, "{ud:Jan}/data/mcp_config.json", &["mcpServers"]),
        Source::json(Scope::User, On::LINUX, "{data}/Jan/data/mcp_config.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{home}/jan/mcp_config.json", &["mcpServers"]),
    ],
);
