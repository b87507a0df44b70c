//! VS Code Server: what the editor starts on this machine when it is used from another one (SSH, WSL, tunnels).

use stockade_model::Scope;

use super::vscode::{GAPS, SERVERS, SETTINGS};
use super::{Client, On, Source};
use crate::discover::workspaces;

pub(super) const CLIENT: Client = Client {
    switches: &[],
    gaps: GAPS,
    projects: Some(|hunt, client| {
        for data in ["{home}/.vscode-server/data", "{home}/.vscode-server-insiders/data"] {
            workspaces::add_recorded(hunt, client, data);
        }
    }),
    ..Client::new(
        "vscode-server",
        "VS Code Server",
        &[
            Source::json(Scope::User, On::ALL, "{home}/.vscode-server/data/User/mcp.json", SERVERS),
            Source::json(Scope::User, On::ALL, "{home}/.vscode-server/data/Machine/settings.json", SETTINGS),
            Source::json(Scope::User, On::ALL, "{home}/.vscode-server-insiders/data/User/mcp.json", SERVERS),
            Source::json(Scope::User, On::ALL, "{home}/.vscode-server-insiders/data/Machine/settings.json", SETTINGS),
        ],
    )
};
