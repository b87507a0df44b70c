//! Zed: `context_servers` in its settings, and servers that installed extensions bring.
//!
//! Constraints:
//! - `disabled` is no key of Zed, only `enabled` is: an entry that says `disabled: true` starts all the same;
//! - an extension computes its server's command in code: that there is one is known, what it runs is not.

use stockade_model::{Scope, Spanned};

use super::{Client, On, Read, Shape, Source};
use crate::discover::Hunt;
use crate::discover::entry::Entries;
use crate::discover::grants::{self, Grant};
use crate::document::{Format, Node};

const SETTINGS: Read = Read::Text(Format::Json, Shape::Map(&["context_servers"]));
const EXTENSION: Read = Read::Text(Format::Toml, Shape::Custom(extension));

/// The user's settings, where they are certain and where other tools look for them.
const USER: &[&str] = &[
    "{cfg}/zed/settings.json",
    "{home}/.config/zed/settings.json",
    "{mac}/Zed/settings.json",
    "{roaming}/Zed/settings.json",
];

pub(super) const CLIENT: Client = Client {
    gaps: &["projects that Zed had open are in its database, which is not read"],
    switches: &["enabled"],
    adjust: Some(adjust),
    ..Client::new(
        "zed",
        "Zed",
        &[
            Source::new(Scope::User, On::LINUX, "{cfg}/zed/settings.json", SETTINGS),
            Source::new(Scope::User, On::MACOS, "{home}/.config/zed/settings.json", SETTINGS),
            Source::new(Scope::User, On::MACOS, "{mac}/Zed/settings.json", SETTINGS),
            Source::new(Scope::User, On::WINDOWS, "{roaming}/Zed/settings.json", SETTINGS),
            Source::new(Scope::Project, On::ALL, "{project}/.zed/settings.json", SETTINGS),
            Source::new(Scope::Extension, On::LINUX, "{data}/zed/extensions/installed/*/extension.toml", EXTENSION),
            Source::new(Scope::Extension, On::MACOS, "{mac}/Zed/extensions/installed/*/extension.toml", EXTENSION),
            Source::new(Scope::Extension, On::WINDOWS, "{local}/Zed/extensions/installed/*/extension.toml", EXTENSION),
        ],
    )
};

fn extension(root: &Node, entries: &mut Entries<'_>) {
    for entry in root.get("context_servers").map(Node::entries).unwrap_or_default() {
        entries.server(Spanned::new(entry.key.clone(), entry.key_span), &entry.node);
    }
}

/// What the agent may call unasked: everything (old and new switch), or tools named `mcp:<server>:<tool>`.
fn adjust(hunt: &mut Hunt<'_>, client: &Client) {
    let mut grants = Vec::new();
    for template in USER {
        for (_, document) in hunt.documents(template, Format::Json, client) {
            let Some(agent) = document.node.get("agent") else { continue };
            let allowed = |node: Option<&Node>| node.and_then(Node::as_str) == Some("allow");
            if agent.get("always_allow_tool_actions").and_then(Node::as_bool) == Some(true)
                || allowed(agent.at(&["tool_permissions", "default"]))
            {
                grants.push(Grant::all());
            }
            for entry in agent.at(&["tool_permissions", "tools"]).map(Node::entries).unwrap_or_default() {
                let named = entry.key.strip_prefix("mcp:").and_then(|name| name.split_once(':'));
                if let Some((server, tool)) = named.filter(|_| allowed(entry.node.get("default"))) {
                    grants.push(Grant::new(server, tool));
                }
            }
        }
    }
    grants::apply(hunt, client, &grants);
}
