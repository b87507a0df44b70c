//! GitHub Copilot CLI: its own files, the repository's, plugins, and custom agents' front matter.
//!
//! Constraints:
//! - `disabled` is no key of this client (github/copilot-cli#3582): an entry that says so starts all the same.

use stockade_model::Scope;

use super::{Base, Client, On, Read, Shape, Source};
use crate::discover::Hunt;
use crate::document::{Format, Node};

const USER: Read = Read::Text(Format::Json, Shape::Map(&["mcpServers"]));
const SHARED: Read = Read::Text(Format::Json, Shape::MapOrFlat(&["mcpServers", "servers"]));
const AGENT: Read = Read::Text(Format::FrontMatter, Shape::Map(&["mcp-servers", "mcpServers"]));

pub(super) const CLIENT: Client = Client {
    gaps: &[
        "the GitHub server that comes with the Copilot CLI is built in",
        "servers given with `--additional-mcp-config` are visible in the process list alone",
    ],
    switches: &[],
    projects: Some(projects),
    ..Client::new(
        "copilot-cli",
        "GitHub Copilot CLI",
        &[
            Source::new(Scope::User, On::ALL, "{env:COPILOT_HOME|{home}/.copilot}/mcp-config.json", USER),
            Source::new(Scope::User, On::ALL, "{home}/.copilot/mcp-config.json", USER),
            Source::new(Scope::User, On::ALL, "{env:XDG_CONFIG_HOME}/mcp-config.json", USER),
            Source::new(Scope::User, On::ALL, "{env:XDG_CONFIG_HOME}/.copilot/mcp-config.json", USER),
            Source::new(Scope::Project, On::ALL, "{project}/.github/mcp.json", SHARED),
            Source::new(Scope::Project, On::ALL, "{project}/.mcp.json", SHARED),
            Source::new(
                Scope::Plugin,
                On::ALL,
                "{env:COPILOT_HOME|{home}/.copilot}/installed-plugins/**/.mcp.json",
                SHARED,
            ),
            Source::new(Scope::Agent, On::ALL, "{env:COPILOT_HOME|{home}/.copilot}/agents/*.md", AGENT)
                .base(Base::None),
            Source::new(Scope::Agent, On::ALL, "{project}/.github/agents/*.md", AGENT),
        ],
    )
};

/// Folders that the user trusts.
fn projects(hunt: &mut Hunt<'_>, client: &Client) {
    for (_, document) in hunt.documents("{env:COPILOT_HOME|{home}/.copilot}/config.json", Format::Json, client) {
        for key in ["trusted_folders", "trustedFolders"] {
            for folder in document.node.get(key).map(Node::items).unwrap_or_default() {
                hunt.add_recorded_project(folder.as_str().unwrap_or_default());
            }
        }
    }
}
