//! Trae, its Chinese edition, and the folder that some write in lower case on Linux.

use stockade_model::Scope;

use super::{Client, On, Source};
use crate::discover::workspaces;

const KEYS: &[&str] = &["mcpServers"];

pub(super) const CLIENT: Client = Client {
    projects: Some(|hunt, client| {
        for data in ["{ud:Trae}", "{ud:Trae CN}"] {
            workspaces::add_recorded(hunt, client, data);
        }
    }),
    ..Client::new(
        "trae",
        "Trae",
        &[
            Source::json(Scope::User, On::ALL, "{ud:Trae}/User/mcp.json", KEYS),
            Source::json(Scope::User, On::ALL, "{ud:Trae CN}/User/mcp.json", KEYS),
            Source::json(Scope::User, On::LINUX, "{cfg}/trae/mcp.json", KEYS),
            Source::json(Scope::User, On::LINUX, "{cfg}/trae/User/mcp.json", KEYS),
            Source::json(Scope::Project, On::ALL, "{project}/.trae/mcp.json", KEYS),
        ],
    )
};
