//! Claude Desktop: its configuration, and what a managed machine or the cloud account adds out of sight.
//!
//! Constraints:
//! - it starts programs alone: an address in its file is not dialled, remote servers are connectors of the account;
//! - an entry's own `disabled` or `enabled` means nothing to it;
//! - extensions are a client of their own, `claude-extensions`.

use stockade_model::{Gap, Scope, State};

use super::{Client, On, Read, Shape, Source};
use crate::discover::Hunt;
use crate::discover::entry::Entries;
use crate::document::{Format, Node};

const CONFIG: Read = Read::Text(Format::Json, Shape::Custom(config));
const MANAGED: Read =
    Read::Invisible("servers that device management sets for Claude Desktop stand in a binary property list");
/// The build from the Microsoft Store keeps its data in its package.
const STORE: &str = "{local}/Packages/Claude_pzs8sxrjxfjjc/LocalCache/Roaming/Claude/claude_desktop_config.json";
const ROAMING: &str = "{roaming}/Claude/claude_desktop_config.json";

pub(super) const CLIENT: Client = Client {
    gaps: &[
        "connectors of the Claude account are kept in the cloud and are not on this disk",
        "settings that an administrator pushes (defaults domain `com.anthropic.claudefordesktop`, registry \
         `SOFTWARE\\Policies\\Claude`) are not read",
    ],
    switches: &[],
    adjust: Some(adjust),
    ..Client::new(
        "claude-desktop",
        "Claude Desktop",
        &[
            Source::new(Scope::User, On::MACOS, "{mac}/Claude/claude_desktop_config.json", CONFIG),
            Source::new(Scope::User, On::WINDOWS, STORE, CONFIG),
            Source::new(Scope::User, On::WINDOWS, ROAMING, CONFIG),
            Source::new(Scope::User, On::LINUX, "{cfg}/Claude/claude_desktop_config.json", CONFIG),
            Source::new(Scope::User, On::LINUX, "{cfg}/claude/claude_desktop_config.json", CONFIG),
            Source::new(
                Scope::Managed,
                On::MACOS,
                "{root}/Library/Managed Preferences/com.anthropic.claudefordesktop.plist",
                MANAGED,
            ),
            Source::new(
                Scope::Managed,
                On::MACOS,
                "{root}/Library/Managed Preferences/*/com.anthropic.claudefordesktop.plist",
                MANAGED,
            ),
        ],
    )
};

fn config(root: &Node, entries: &mut Entries<'_>) {
    entries.read_shape(root, Shape::Map(&["mcpServers"]));
    for server in entries.servers.iter_mut().filter(|server| server.command.is_none() && server.url.is_some()) {
        server.state = State::Inert("Claude Desktop dials no address of its configuration".to_owned());
    }
}

/// The Store's build has a file of its own: which of the two counts depends on the build that is started.
fn adjust(hunt: &mut Hunt<'_>, client: &Client) {
    if hunt.options.os != stockade_model::Os::Windows {
        return;
    }
    let id = Some(client.client_id());
    let mut exists = |template: &str| hunt.paths(template, id).iter().any(|place| place.path.is_file());
    if exists(STORE) && exists(ROAMING) {
        let what = "both configurations exist, of the Store's build and of the other one: a build reads its own alone";
        hunt.gap(Gap { client: id, what: what.to_owned(), path: None });
    }
}
