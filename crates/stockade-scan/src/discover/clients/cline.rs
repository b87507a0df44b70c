//! Cline: its data folder, and the places of older versions inside the editors.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "cline",
    "Cline",
    &[
        Source::json(Scope::User, On::ALL, "{env:CLINE_DIR|{home}/.cline}/data/settings/cline_mcp_settings.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{home}/.cline/settings/cline_mcp_settings.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{ud:Code}/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{ud:Code - Insiders}/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{ud:VSCodium}/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{ud:Cursor}/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{ud:Windsurf}/User/globalStorage/saoudrizwan.claude-dev/settings/cline_mcp_settings.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{home}/Documents/Cline/MCP/cline_mcp_settings.json", &["mcpServers"]),
    ],
);
