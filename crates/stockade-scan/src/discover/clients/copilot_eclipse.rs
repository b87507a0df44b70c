//! GitHub Copilot for Eclipse: JSON inside a Java property of each Eclipse workspace.
//!
//! Workspaces are found by the list of recent ones that every Eclipse installation keeps, and by their usual folders.

use stockade_model::Scope;

use super::{Client, On, Read, Shape, Source};
use crate::discover::Hunt;
use crate::discover::entry::Entries;
use crate::document::{Format, Node, Value};

const PREFERENCES: Read = Read::Text(Format::Properties, Shape::Custom(read));

macro_rules! preferences {
    ($workspace:literal) => {
        concat!(
            $workspace,
            "/.metadata/.plugins/org.eclipse.core.runtime/.settings/com.microsoft.copilot.eclipse.ui.prefs"
        )
    };
}

/// Where Eclipse installations keep the list of recent workspaces.
const RECENT: &[&str] = &[
    "{home}/.eclipse/*/configuration/.settings/org.eclipse.ui.ide.prefs",
    "{home}/eclipse/*/eclipse/configuration/.settings/org.eclipse.ui.ide.prefs",
    "{home}/eclipse/*/Eclipse.app/Contents/Eclipse/configuration/.settings/org.eclipse.ui.ide.prefs",
];

pub(super) const CLIENT: Client = Client {
    switches: &[],
    projects: Some(projects),
    ..Client::new(
        "copilot-eclipse",
        "Copilot for Eclipse",
        &[
            Source::new(Scope::User, On::ALL, preferences!("{home}/eclipse-workspace"), PREFERENCES),
            Source::new(Scope::User, On::ALL, preferences!("{home}/workspace"), PREFERENCES),
            Source::new(Scope::Workspace, On::ALL, preferences!("{project}"), PREFERENCES),
        ],
    )
};

fn read(root: &Node, entries: &mut Entries<'_>) {
    let Some(value) = root.get("mcp") else { return };
    match &value.value {
        Value::Object(_) => entries.read_shape(value, Shape::MapOrFlat(&["servers", "mcp/servers", "mcpServers"])),
        Value::String(text) if text.trim().is_empty() => {}
        _ => entries.problem(value.span, "the property `mcp` does not hold a JSON object"),
    }
}

fn projects(hunt: &mut Hunt<'_>, client: &Client) {
    for template in RECENT {
        for (_, document) in hunt.documents(template, Format::Properties, client) {
            let recent = document.node.get("RECENT_WORKSPACES").and_then(Node::as_str).unwrap_or_default();
            for workspace in recent.lines() {
                hunt.add_recorded_project(workspace.trim());
            }
        }
    }
}
