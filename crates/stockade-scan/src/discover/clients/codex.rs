//! Codex CLI and desktop: layered TOML, named profiles, plugins, and the administrator's list of allowed servers.

use stockade_model::{Scope, Server, State};

use super::super::entry::Entries;
use super::super::hunt::Hunt;
use super::{Base, Client, On, Read, Shape, Source};
use crate::document::{Format, Node};

const TABLE: Read = Read::Text(Format::Toml, Shape::Custom(config));
const PLUGIN: Read = Read::Text(Format::Json, Shape::MapOrFlat(&["mcpServers", "mcp_servers"]));
const MANIFEST: Read = Read::Text(Format::Json, Shape::Custom(manifest));
const USER: &str = "{env:CODEX_HOME|{home}/.codex}/config.toml";

pub(super) const CLIENT: Client = Client {
    gaps: &["Codex layers that arrive from the cloud account or from device management are not on this disk"],
    projects: Some(projects),
    adjust: Some(adjust),
    ..Client::new(
        "codex",
        "Codex",
        &[
            Source::new(Scope::Managed, On::UNIX, "{root}/etc/codex/managed_config.toml", TABLE),
            Source::new(Scope::Managed, On::WINDOWS, "{programdata}/OpenAI/Codex/managed_config.toml", TABLE),
            Source::new(Scope::Managed, On::ALL, "{env:CODEX_HOME|{home}/.codex}/managed_config.toml", TABLE),
            // Before the projects' own, whose ancestors include the home.
            Source::new(Scope::User, On::ALL, USER, TABLE),
            Source::new(Scope::Project, On::ALL, "{ancestors}/.codex/config.toml", TABLE),
            Source::new(Scope::Profile, On::ALL, "{env:CODEX_HOME|{home}/.codex}/*.config.toml", TABLE),
            Source::new(Scope::Managed, On::UNIX, "{root}/etc/codex/config.toml", TABLE),
            Source::new(Scope::Managed, On::WINDOWS, "{programdata}/OpenAI/Codex/config.toml", TABLE),
            Source::new(Scope::Plugin, On::ALL, "{env:CODEX_HOME|{home}/.codex}/plugins/**/.mcp.json", PLUGIN),
            Source::new(
                Scope::Plugin,
                On::ALL,
                "{env:CODEX_HOME|{home}/.codex}/plugins/**/.codex-plugin/plugin.json",
                MANIFEST,
            )
            .base(Base::Up(2)),
        ],
    )
};

/// `[mcp_servers.<name>]`; what Codex would refuse is read all the same, since the next version may not.
fn config(root: &Node, entries: &mut Entries<'_>) {
    entries.read_shape(root, Shape::Map(&["mcp_servers"]));
    for entry in root.get("mcp_servers").map(Node::entries).unwrap_or_default() {
        let name = &entry.key;
        if entry.node.get("command").is_some() && entry.node.get("url").is_some() {
            let message = format!("server `{name}` has both `command` and `url`: Codex refuses the whole file");
            entries.problem(entry.node.span, message);
        }
        if !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-')) {
            entries.problem(entry.key_span, format!("server `{name}` has a name that Codex refuses"));
        }
    }
}

/// A plugin's manifest has its servers inline, or names the files that have them.
fn manifest(root: &Node, entries: &mut Entries<'_>) {
    for key in ["mcpServers", "mcp_servers"] {
        entries.plugin_servers(root, key);
    }
}

/// `[projects."/path"]`: every project that was ever trusted or refused.
fn projects(hunt: &mut Hunt<'_>, client: &Client) {
    for node in tables(hunt, client, USER) {
        for project in node.get("projects").map(Node::entries).unwrap_or_default() {
            hunt.add_recorded_project(&project.key);
        }
    }
}

fn adjust(hunt: &mut Hunt<'_>, client: &Client) {
    let user = tables(hunt, client, USER);
    let plugins: Vec<String> = user
        .iter()
        .flat_map(|node| node.get("plugins").map(Node::entries).unwrap_or_default())
        .filter(|entry| entry.node.get("enabled").and_then(Node::as_bool) == Some(false))
        .map(|entry| entry.key.clone())
        .collect();
    let mut requirements = tables(hunt, client, "{root}/etc/codex/requirements.toml");
    if hunt.options.os == stockade_model::Os::Windows {
        requirements = tables(hunt, client, "{programdata}/OpenAI/Codex/requirements.toml");
    }
    let allowed: Vec<&Node> = requirements.iter().filter_map(|node| node.get("mcp_servers")).collect();
    for server in hunt.servers_mut().iter_mut().filter(|server| server.client.0 == client.id) {
        if server.state != State::Enabled {
            continue;
        }
        if !allowed.is_empty() && !allowed.iter().any(|list| allows(list, server)) {
            server.state = State::Disabled("`requirements.toml`".to_owned());
        } else if plugin_of(server).is_some_and(|plugin| plugins.contains(&plugin)) {
            server.state = State::Disabled("`plugins.*.enabled: false`".to_owned());
        }
    }
}

/// Whether the administrator's list has this name with this identity, a command or an address.
fn allows(list: &Node, server: &Server) -> bool {
    list.get(&server.name.value).is_some_and(|entry| {
        let same = |key: &str, value: Option<&str>| {
            entry.at(&["identity", key]).and_then(Node::as_str).is_some_and(|wanted| Some(wanted) == value)
        };
        same("command", server.command.as_ref().map(|command| command.value.as_str()))
            || same("url", server.url.as_ref().map(|url| url.value.as_str()))
    })
}

/// `plugin@marketplace`, as the config names it: plugins live in `plugins/cache/<marketplace>/<plugin>/<version>`.
fn plugin_of(server: &Server) -> Option<String> {
    let base = server.base.as_ref().filter(|_| server.scope == Scope::Plugin)?;
    let mut parts = base.iter().map(|part| part.to_string_lossy()).skip_while(|part| part != "cache").skip(1);
    let marketplace = parts.next()?;
    Some(format!("{}@{marketplace}", parts.next()?))
}

fn tables(hunt: &mut Hunt<'_>, client: &Client, path: &str) -> Vec<Node> {
    let id = Some(client.client_id());
    let places = hunt.paths(path, id);
    places.iter().filter_map(|place| Some(hunt.document(&place.path, Format::Toml, id)?.node.clone())).collect()
}
