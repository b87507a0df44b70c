//! Visual Studio: its own files, and those of other tools beside a solution, in the order it documents.

use stockade_model::Scope;

use super::{Client, On, Source};

/// Its own key, and the one of the tools whose files it reads.
const KEYS: &[&str] = &["servers", "mcpServers"];

pub(super) const CLIENT: Client = Client {
    switches: &[],
    gaps: &["tool approvals of Visual Studio are kept in its private settings, which are not read"],
    ..Client::new(
        "visual-studio",
        "Visual Studio",
        &[
            Source::json(Scope::User, On::WINDOWS, "{home}/.mcp.json", KEYS),
            Source::json(Scope::Project, On::WINDOWS, "{project}/.vs/mcp.json", KEYS),
            Source::json(Scope::Project, On::WINDOWS, "{project}/.mcp.json", KEYS),
            Source::json(Scope::Project, On::WINDOWS, "{project}/.vscode/mcp.json", KEYS),
            Source::json(Scope::Project, On::WINDOWS, "{project}/.cursor/mcp.json", KEYS),
        ],
    )
};
