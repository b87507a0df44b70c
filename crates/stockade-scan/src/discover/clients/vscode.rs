//! VS Code, Insiders and VSCodium: user, profiles, workspace, settings of older versions, workspace files, dev containers.

use stockade_model::Scope;

use super::{Client, On, Source};
use crate::document::Format;
use crate::discover::Hunt;
use crate::document::Node;

pub(super) const CLIENT: Client = Client {
    projects: Some(projects),
    ..Client::new(
        "vscode",
        "VS Code",
        &[
            Source::json(Scope::User, On::ALL, "{ud:Code}/User/mcp.json", &["servers"]),
            Source::json(Scope::Profile, On::ALL, "{ud:Code}/User/profiles/*/mcp.json", &["servers"]),
            Source::json(Scope::User, On::ALL, "{ud:Code}/User/settings.json", &["mcp/servers", "mcp.servers"]),
            Source::json(Scope::User, On::ALL, "{ud:Code - Insiders}/User/mcp.json", &["servers"]),
            Source::json(Scope::Profile, On::ALL, "{ud:Code - Insiders}/User/profiles/*/mcp.json", &["servers"]),
            Source::json(Scope::User, On::ALL, "{ud:Code - Insiders}/User/settings.json", &["mcp/servers", "mcp.servers"]),
            Source::json(Scope::User, On::ALL, "{ud:VSCodium}/User/mcp.json", &["servers"]),
            Source::json(Scope::Profile, On::ALL, "{ud:VSCodium}/User/profiles/*/mcp.json", &["servers"]),
            Source::json(Scope::User, On::ALL, "{ud:VSCodium}/User/settings.json", &["mcp/servers", "mcp.servers"]),
            Source::json(Scope::User, On::ALL, "{home}/.vscode/mcp.json", &["servers"]),
            Source::json(Scope::Project, On::ALL, "{project}/.vscode/mcp.json", &["servers"]),
            Source::json(Scope::Project, On::ALL, "{project}/.vscode/settings.json", &["mcp/servers", "mcp.servers"]),
            Source::json(Scope::Project, On::ALL, "{project}/.mcp.json", &["mcpServers"]),
            Source::json(Scope::Workspace, On::ALL, "{project}/*.code-workspace", &["settings/mcp/servers", "settings/mcp.servers"]),
            Source::json(Scope::Devcontainer, On::ALL, "{project}/.devcontainer/devcontainer.json", &["customizations/vscode/mcp/servers"]),
            Source::json(Scope::Devcontainer, On::ALL, "{project}/.devcontainer/*/devcontainer.json", &["customizations/vscode/mcp/servers"]),
            Source::json(Scope::Devcontainer, On::ALL, "{project}/.devcontainer.json", &["customizations/vscode/mcp/servers"]),
        ],
    )
};

/// Folders that were opened: one small file each in the editor's storage, as `file:` addresses.
fn projects(hunt: &mut Hunt<'_>, client: &Client) {
    for editor in ["Code", "Code - Insiders", "VSCodium", "Cursor", "Windsurf", "Trae"] {
        let template = format!("{{ud:{editor}}}/User/workspaceStorage/*/workspace.json");
        for place in hunt.paths(&template, Some(client.client_id())) {
            let Some(document) = hunt.document(&place.path, Format::Json, Some(client.client_id())) else { continue };
            for key in ["folder", "workspace", "configuration"] {
                let address = document.node.get(key).and_then(Node::as_str).and_then(|text| text.strip_prefix("file://"));
                if let Some(path) = address {
                    let path = path.replace("%20", " ").replace("%3A", ":").replace("%3a", ":");
                    // `/c:/Users/x` on Windows.
                    let path = if path.get(2..3) == Some(":") { path.trim_start_matches('/').to_owned() } else { path };
                    let folder = if key == "folder" { path.as_str() } else { path.rsplit_once('/').map_or("", |(folder, _)| folder) };
                    hunt.add_recorded_project(folder);
                }
            }
        }
    }
}
