//! The part of VS Code that runs on a remote host.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "vscode-server",
    "VS Code Server",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.vscode-server/data/User/mcp.json", &["servers"]),
        Source::json(Scope::User, On::ALL, "{home}/.vscode-server-insiders/data/User/mcp.json", &["servers"]),
    ],
);
