//! Roo Code and what its forks left in place.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "roo-code",
    "Roo Code",
    &[
        Source::json(Scope::User, On::ALL, "{ud:Code}/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{ud:Code - Insiders}/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{ud:VSCodium}/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{ud:Cursor}/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{ud:Windsurf}/User/globalStorage/rooveterinaryinc.roo-cline/settings/mcp_settings.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.roo/mcp.json", &["mcpServers"]),
    ],
);
