//! Muse Code.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "muse-code",
    "Muse Code",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.config/muse/settings.json", &["mcp_servers", "mcpServers"]),
    ],
);
