//! Claude Code: user, local, project and managed servers, plugins, and agents' front matter.
//!
//! Constraints:
//! - an entry's own `disabled` or `enabled` means nothing to it (measured on 2.1.330): lists in other files switch off;
//! - `managedMcpServers` takes remote servers alone: an entry there that names a program starts nothing;
//! - what a project's files say holds for that project alone, so that no checkout hides a server of another place;
//! - `--mcp-config`, connectors of the account, and settings that a server delivers are gaps.
//!
//! Layout: [`settings`] (toggles, approvals, plugins), [`policy`] (lists that allow and deny servers).

use std::path::{Path, PathBuf};

use stockade_model::{Scope, State};

use super::{Base, Client, On, Read, Shape, Source};
use crate::discover::Hunt;
use crate::discover::entry::{Entries, Further};
use crate::document::{Format, Node, Value};
use crate::resolve::Machine;

mod policy;
mod settings;

const KEYS: &[&str] = &["mcpServers"];
const WRAPPED_OR_FLAT: Read = Read::Text(Format::Json, Shape::MapOrFlat(KEYS));
const STATE: Read = Read::Text(Format::Json, Shape::Custom(state));
const MANAGED: Read = Read::Text(Format::Json, Shape::Custom(managed));
const PLUGIN: Read = Read::Text(Format::Json, Shape::Custom(plugin));
const INSTALLED: Read = Read::Text(Format::Json, Shape::Custom(installed));
const MARKETPLACE: Read = Read::Text(Format::Json, Shape::Custom(marketplace));
const AGENT: Read = Read::Text(Format::FrontMatter, Shape::Custom(agent));
const PROPERTY_LIST: Read =
    Read::Invisible("settings that device management sets for Claude Code stand in a binary property list");
const NOT_SETTINGS: &str = "Claude Code reads servers from `.mcp.json` and `~/.claude.json`, not from its settings";
const NOT_MCP: &str = "Claude Code does not read this file; servers belong into `.mcp.json` or `~/.claude.json`";

/// Where the user's and each project's state may lie, the certain place first.
const STATES: &[&str] = &[
    "{env:CLAUDE_CONFIG_DIR|{home}}/.claude.json",
    "{env:CLAUDE_CONFIG_DIR|{home}/.claude}/.config.json",
    "{home}/.claude.json",
    "{home}/.claude/.claude.json",
];

/// Which projects sessions were held in, as older versions noted it.
const SESSIONS: &str = "{env:CLAUDE_CONFIG_DIR|{home}/.claude}/projects/*/sessions-index.json";

/// A path below the folder of plugins. In spite of its name the variable says where that folder is, not the cache in it.
macro_rules! plugins {
    ($path:literal) => {
        concat!("{env:CLAUDE_CODE_PLUGIN_CACHE_DIR|{env:CLAUDE_CONFIG_DIR|{home}/.claude}/plugins}", $path)
    };
}

/// Where installed plugins lie, by marketplace and name.
const PLUGIN_CACHES: &[&str] = &[plugins!("/cache"), "{paths:CLAUDE_CODE_PLUGIN_SEED_DIR}/cache"];

/// The managed files of one system.
macro_rules! managed {
    ($([$on:expr, $folder:literal]),* ; $($rest:expr),* $(,)?) => {
        &[
            $(
                Source::json(Scope::Managed, $on, concat!($folder, "/managed-mcp.json"), KEYS),
                Source::new(Scope::Managed, $on, concat!($folder, "/managed-settings.json"), MANAGED),
                Source::new(Scope::Managed, $on, concat!($folder, "/managed-settings.d/*.json"), MANAGED),
            )*
            $($rest,)*
        ]
    };
}

pub(super) const CLIENT: Client = Client {
    gaps: &[
        "connectors of the Claude account are kept in the cloud and are not on this disk",
        "servers given by `--mcp-config` show only in the process list",
        "settings that an organisation's server, device management or the registry (`SOFTWARE\\Policies\\ClaudeCode`) \
         delivers are not read",
    ],
    switches: &[],
    projects: Some(projects),
    adjust: Some(settings::adjust),
    ..Client::new(
        "claude-code",
        "Claude Code",
        managed!(
            [On::MACOS, "{root}/Library/Application Support/ClaudeCode"],
            [On::LINUX, "{root}/etc/claude-code"],
            [On::WINDOWS, "{programfiles}/ClaudeCode"];
            Source::new(
                Scope::Managed,
                On::MACOS,
                "{root}/Library/Managed Preferences/com.anthropic.claudecode.plist",
                PROPERTY_LIST
            ),
            Source::new(
                Scope::Managed,
                On::MACOS,
                "{root}/Library/Managed Preferences/*/com.anthropic.claudecode.plist",
                PROPERTY_LIST
            ),
            Source::new(Scope::User, On::ALL, "{env:CLAUDE_CONFIG_DIR|{home}}/.claude.json", STATE),
            Source::new(Scope::User, On::ALL, "{env:CLAUDE_CONFIG_DIR|{home}/.claude}/.config.json", STATE),
            Source::new(Scope::User, On::ALL, "{home}/.claude.json", STATE),
            Source::new(Scope::User, On::ALL, "{home}/.claude/.claude.json", STATE),
            Source::new(Scope::Project, On::ALL, "{ancestors}/.mcp.json", WRAPPED_OR_FLAT),
            Source::new(Scope::Plugin, On::ALL, plugins!("/cache/**/.mcp.json"), WRAPPED_OR_FLAT),
            Source::new(Scope::Plugin, On::ALL, plugins!("/cache/**/.claude-plugin/plugin.json"), PLUGIN)
                .base(Base::Up(2)),
            Source::new(Scope::Plugin, On::ALL, plugins!("/repos/**/.mcp.json"), WRAPPED_OR_FLAT),
            Source::new(Scope::Plugin, On::ALL, plugins!("/repos/**/.claude-plugin/plugin.json"), PLUGIN)
                .base(Base::Up(2)),
            Source::new(Scope::Plugin, On::ALL, plugins!("/installed_plugins.json"), INSTALLED),
            Source::new(
                Scope::Plugin,
                On::ALL,
                plugins!("/marketplaces/*/.claude-plugin/marketplace.json"),
                MARKETPLACE
            )
            .base(Base::None),
            Source::new(Scope::Plugin, On::ALL, "{paths:CLAUDE_CODE_PLUGIN_DIRS}/.mcp.json", WRAPPED_OR_FLAT),
            Source::new(Scope::Plugin, On::ALL, "{paths:CLAUDE_CODE_PLUGIN_DIRS}/.claude-plugin/plugin.json", PLUGIN)
                .base(Base::Up(2)),
            Source::new(
                Scope::Plugin,
                On::ALL,
                "{paths:CLAUDE_CODE_PLUGIN_SEED_DIR}/cache/**/.mcp.json",
                WRAPPED_OR_FLAT
            ),
            Source::new(
                Scope::Plugin,
                On::ALL,
                "{paths:CLAUDE_CODE_PLUGIN_SEED_DIR}/cache/**/.claude-plugin/plugin.json",
                PLUGIN
            )
            .base(Base::Up(2)),
            Source::new(Scope::Agent, On::ALL, "{env:CLAUDE_CONFIG_DIR|{home}/.claude}/agents/**/*.md", AGENT),
            Source::new(Scope::Agent, On::ALL, "{project}/.claude/agents/**/*.md", AGENT),
            Source::json(Scope::User, On::ALL, "{env:CLAUDE_CONFIG_DIR|{home}/.claude}/settings.json", KEYS)
                .inert(NOT_SETTINGS),
            Source::json(Scope::User, On::ALL, "{env:CLAUDE_CONFIG_DIR|{home}/.claude}/mcp.json", KEYS).inert(NOT_MCP),
            Source::json(Scope::Project, On::ALL, "{project}/.claude/settings.json", KEYS).inert(NOT_SETTINGS),
            Source::json(Scope::Project, On::ALL, "{project}/.claude/settings.local.json", KEYS).inert(NOT_SETTINGS),
            Source::json(Scope::Project, On::ALL, "{project}/.claude/mcp.json", KEYS).inert(NOT_MCP),
        ),
    )
};

/// `~/.claude.json`: the user's servers, and those of single projects (the default of `claude mcp add`).
fn state(root: &Node, entries: &mut Entries<'_>) {
    entries.read_shape(root, Shape::Map(KEYS));
    for projects in root.all_at(&["projects"]) {
        for project in projects.entries() {
            let base = Machine::of(entries.options).path(&project.key, None);
            for map in project.node.all_at(KEYS) {
                entries.map_in(map, Scope::Local, base.as_ref());
            }
        }
    }
}

/// Servers that an administrator gives to everybody: addresses, never programs.
fn managed(root: &Node, entries: &mut Entries<'_>) {
    entries.read_shape(root, Shape::Map(&["managedMcpServers"]));
    for server in entries.servers.iter_mut().filter(|server| server.command.is_some()) {
        server.state = State::Disabled("`managedMcpServers`, which takes remote servers alone".to_owned());
    }
}

fn plugin(root: &Node, entries: &mut Entries<'_>) {
    entries.plugin_servers(root, "mcpServers");
}

/// The list of installed plugins: those from a folder of the user's lie outside the cache.
fn installed(root: &Node, entries: &mut Entries<'_>) {
    for plugin in root.get("plugins").map(Node::entries).unwrap_or_default() {
        let single = std::slice::from_ref(&plugin.node);
        let records = if let Value::Array(items) = &plugin.node.value { items.as_slice() } else { single };
        for record in records {
            let text = record.get("installPath").and_then(Node::as_str).unwrap_or_default();
            let Some(folder) = Machine::of(entries.options).path(text, None) else { continue };
            for (file, shape) in
                [(".mcp.json", Shape::MapOrFlat(KEYS)), (".claude-plugin/plugin.json", Shape::Custom(self::plugin))]
            {
                let (path, base) = (folder.join(file), Some(folder.clone()));
                entries.notes.further.push(Further { path, format: Format::Json, shape, base });
            }
        }
    }
}

/// A catalogue may bring the servers of its plugins. They count for those that are installed, which lie in the cache.
fn marketplace(root: &Node, entries: &mut Entries<'_>) {
    let folder = entries.path().ancestors().nth(2).map(Path::to_path_buf);
    let name = root.get("name").and_then(Node::as_str).map(str::to_owned);
    let name = name.or_else(|| Some(folder.as_ref()?.file_name()?.to_str()?.to_owned()));
    let cache = folder.as_ref().and_then(|folder| Some(folder.parent()?.parent()?.join("cache")));
    let (Some(cache), Some(name)) = (cache, name) else { return };
    for plugin in root.get("plugins").map(Node::items).unwrap_or_default() {
        let Some(plugin_name) = plugin.get("name").and_then(Node::as_str) else { continue };
        let plain =
            |text: &str| Path::new(text).components().count() == 1 && !text.contains(['/', '\\']) && text != "..";
        if plain(&name) && plain(plugin_name) {
            for version in folders(&cache.join(&name).join(plugin_name)) {
                entries.set_base(Some(version));
                entries.plugin_servers(plugin, "mcpServers");
            }
        }
    }
}

/// One folder a version; a plugin that cannot be listed is reported where its own files are searched.
fn folders(parent: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(parent).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    found.sort();
    found
}

/// An agent's own servers: a map, or a list of names (of servers defined elsewhere) and of maps.
fn agent(root: &Node, entries: &mut Entries<'_>) {
    let Some(servers) = root.get("mcpServers") else { return };
    match &servers.value {
        Value::Array(items) => {
            for item in items.iter().filter(|item| item.as_str().is_none()) {
                entries.map(item);
            }
        }
        // One name: a server defined elsewhere.
        Value::String(_) => {}
        _ => entries.map(servers),
    }
}

/// Projects with a state of their own, and those that sessions are on record for.
fn projects(hunt: &mut Hunt<'_>, client: &Client) {
    let mut found = Vec::new();
    for (_, document) in STATES.iter().flat_map(|template| hunt.documents(template, Format::Json, client)) {
        let entries = document.node.get("projects").map(Node::entries).unwrap_or_default();
        found.extend(entries.iter().map(|entry| entry.key.clone()));
    }
    for (_, document) in hunt.documents(SESSIONS, Format::Json, client) {
        let text = |node: Option<&Node>| node.and_then(Node::as_str).map(str::to_owned);
        found.extend(text(document.node.get("originalPath")));
        let sessions = document.node.get("entries").map(Node::items).unwrap_or_default();
        found.extend(sessions.iter().filter_map(|session| text(session.get("projectPath"))));
    }
    for path in found {
        hunt.add_recorded_project(&path);
    }
}
