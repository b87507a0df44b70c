//! Witsy.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "witsy",
    "Witsy",
    &[
        Source::json(Scope::User, On::ALL, "{ud:Witsy}/settings.json", &["mcpServers", "mcp/servers"]),
    ],
);
