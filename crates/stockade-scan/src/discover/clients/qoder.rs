//! Qoder: IDE and command line.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "qoder",
    "Qoder",
    &[
        Source::json(Scope::User, On::UNIX, "{home}/.qoder/mcp.json", &["mcpServers"]),
        Source::json(Scope::User, On::WINDOWS, "{roaming}/Qoder/SharedClientCache/mcp.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{home}/.qoder.json", &["mcpServers"]),
    ],
);
