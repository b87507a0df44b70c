//! Kilo Code: the files of version 7, and those of the extension before it.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "kilo-code",
    "Kilo Code",
    &[
        Source::json(Scope::User, On::ALL, "{cfg}/kilo/kilo.jsonc", &["mcp"]),
        Source::json(Scope::User, On::ALL, "{cfg}/kilo/kilo.json", &["mcp"]),
        Source::json(Scope::Project, On::ALL, "{project}/kilo.jsonc", &["mcp"]),
        Source::json(Scope::Project, On::ALL, "{project}/kilo.json", &["mcp"]),
        Source::json(Scope::Project, On::ALL, "{project}/.kilo/kilo.jsonc", &["mcp"]),
        Source::json(Scope::Project, On::ALL, "{project}/.kilo/kilo.json", &["mcp"]),
        Source::json(Scope::User, On::ALL, "{ud:Code}/User/globalStorage/kilocode.kilo-code/settings/mcp_settings.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{ud:Code - Insiders}/User/globalStorage/kilocode.kilo-code/settings/mcp_settings.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{ud:VSCodium}/User/globalStorage/kilocode.kilo-code/settings/mcp_settings.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.kilocode/mcp.json", &["mcpServers"]),
    ],
);
