//! Cline, and what extensions of the VS Code family have in common: a settings folder in each editor's global storage.

use stockade_model::Scope;

use super::{Client, On, Source};

const KEYS: &[&str] = &["mcpServers"];

/// One file of an extension's global storage in every editor and remote server that can host it, with further sources
/// before and behind.
macro_rules! in_editors {
    ([$($before:expr),* $(,)?], $file:literal, [$($behind:expr),* $(,)?]) => {
        &[
            $($before,)*
            Source::json(Scope::User, On::ALL, concat!("{ud:Code}/User/globalStorage/", $file), KEYS),
            Source::json(Scope::User, On::ALL, concat!("{ud:Code - Insiders}/User/globalStorage/", $file), KEYS),
            Source::json(Scope::User, On::ALL, concat!("{ud:VSCodium}/User/globalStorage/", $file), KEYS),
            Source::json(Scope::User, On::ALL, concat!("{ud:Cursor}/User/globalStorage/", $file), KEYS),
            Source::json(Scope::User, On::ALL, concat!("{ud:Windsurf}/User/globalStorage/", $file), KEYS),
            Source::json(Scope::User, On::ALL, concat!("{ud:Trae}/User/globalStorage/", $file), KEYS),
            Source::json(Scope::User, On::ALL, concat!("{ud:Kiro}/User/globalStorage/", $file), KEYS),
            Source::json(Scope::User, On::ALL, concat!("{ud:Antigravity}/User/globalStorage/", $file), KEYS),
            Source::json(Scope::User, On::ALL, concat!("{home}/.vscode-server/data/User/globalStorage/", $file), KEYS),
            Source::json(
                Scope::User,
                On::ALL,
                concat!("{home}/.vscode-server-insiders/data/User/globalStorage/", $file),
                KEYS
            ),
            Source::json(Scope::User, On::ALL, concat!("{home}/.cursor-server/data/User/globalStorage/", $file), KEYS),
            Source::json(Scope::User, On::ALL, concat!("{home}/.windsurf-server/data/User/globalStorage/", $file), KEYS),
            $($behind,)*
        ]
    };
}
pub(super) use in_editors;

pub(super) const CLIENT: Client = Client {
    switches: &["disabled"],
    gaps: &["Cline's switch that approves all MCP tools is kept in the editor's state database"],
    ..Client::new(
        "cline",
        "Cline",
        in_editors!(
            [
                Source::json(Scope::User, On::ALL, "{env:CLINE_MCP_SETTINGS_PATH}", KEYS),
                Source::json(Scope::User, On::ALL, "{env:CLINE_DATA_DIR}/settings/cline_mcp_settings.json", KEYS),
                Source::json(
                    Scope::User,
                    On::ALL,
                    "{env:CLINE_DIR|{home}/.cline}/data/settings/cline_mcp_settings.json",
                    KEYS
                ),
            ],
            "saoudrizwan.claude-dev/settings/cline_mcp_settings.json",
            [
                Source::json(Scope::User, On::ALL, "{home}/Documents/Cline/MCP/cline_mcp_settings.json", KEYS),
                Source::json(Scope::User, On::ALL, "{home}/.cline/settings/cline_mcp_settings.json", KEYS),
            ]
        ),
    )
};
