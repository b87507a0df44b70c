//! Visual Studio: its own file in the home, and the files of other tools beside the solution.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "visual-studio",
    "Visual Studio",
    &[
        Source::json(Scope::User, On::WINDOWS, "{home}/.mcp.json", &["servers", "mcpServers"]),
        Source::json(Scope::Project, On::WINDOWS, "{project}/.vs/mcp.json", &["servers", "mcpServers"]),
        Source::json(Scope::Project, On::WINDOWS, "{project}/.mcp.json", &["servers", "mcpServers"]),
        Source::json(Scope::Project, On::WINDOWS, "{project}/.vscode/mcp.json", &["servers"]),
        Source::json(Scope::Project, On::WINDOWS, "{project}/.cursor/mcp.json", &["mcpServers", "servers"]),
    ],
);
