//! Gemini CLI: four layers of settings, extensions, agents' front matter, and the lists that allow or exclude servers.
//!
//! The forks of Gemini CLI (Qwen Code, iFlow) read entries the same way, so the reader is shared with them.

use stockade_model::{Os, Scope, Server, Spanned, State, Transport};

use super::super::entry::Entries;
use super::super::hunt::Hunt;
use super::{Base, Client, On, Read, Shape, Source};
use crate::document::{Format, Node};
use crate::resolve::shell;

const READ: Read = Read::Text(Format::Json, Shape::Custom(settings));
const FRONT_MATTER: Read = Read::Text(Format::FrontMatter, Shape::Map(&["mcpServers"]));

const LINUX: &str = "{env:GEMINI_CLI_SYSTEM_SETTINGS_PATH|{root}/etc/gemini-cli/settings.json}";
const MACOS: &str = "{env:GEMINI_CLI_SYSTEM_SETTINGS_PATH|{root}/Library/Application Support/GeminiCli/settings.json}";
const WINDOWS: &str = "{env:GEMINI_CLI_SYSTEM_SETTINGS_PATH|{programdata}/gemini-cli/settings.json}";
const LINUX_DEFAULTS: &str = "{env:GEMINI_CLI_SYSTEM_DEFAULTS_PATH|{root}/etc/gemini-cli/system-defaults.json}";
const MACOS_DEFAULTS: &str =
    "{env:GEMINI_CLI_SYSTEM_DEFAULTS_PATH|{root}/Library/Application Support/GeminiCli/system-defaults.json}";
const WINDOWS_DEFAULTS: &str = "{env:GEMINI_CLI_SYSTEM_DEFAULTS_PATH|{programdata}/gemini-cli/system-defaults.json}";
const USER: &str = "{env:GEMINI_CLI_HOME|{home}}/.gemini/settings.json";
const PROJECT: &str = "{project}/.gemini/settings.json";

pub(super) const CLIENT: Client = Client {
    gaps: &["Gemini CLI's administration controls arrive from the cloud account and are not on this disk"],
    projects: Some(projects),
    adjust: Some(adjust),
    ..Client::new(
        "gemini-cli",
        "Gemini CLI",
        &[
            Source::new(Scope::Managed, On::LINUX, LINUX, READ),
            Source::new(Scope::Managed, On::MACOS, MACOS, READ),
            Source::new(Scope::Managed, On::WINDOWS, WINDOWS, READ),
            // Before the projects' own: the home may be on record as a project.
            Source::new(Scope::User, On::ALL, USER, READ),
            Source::new(Scope::Project, On::ALL, PROJECT, READ),
            Source::new(Scope::Managed, On::LINUX, LINUX_DEFAULTS, READ),
            Source::new(Scope::Managed, On::MACOS, MACOS_DEFAULTS, READ),
            Source::new(Scope::Managed, On::WINDOWS, WINDOWS_DEFAULTS, READ),
            Source::new(
                Scope::Extension,
                On::ALL,
                "{env:GEMINI_CLI_HOME|{home}}/.gemini/extensions/*/gemini-extension.json",
                Read::Text(Format::Json, Shape::Custom(extension)),
            ),
            Source::new(
                Scope::Extension,
                On::ALL,
                "{env:GEMINI_CLI_HOME|{home}}/.gemini/extensions/*/.gemini-extension-install.json",
                Read::Text(Format::Json, Shape::Custom(link)),
            )
            .base(Base::None),
            Source::new(Scope::Agent, On::ALL, "{env:GEMINI_CLI_HOME|{home}}/.gemini/agents/*.md", FRONT_MATTER),
            Source::new(Scope::Agent, On::ALL, "{project}/.gemini/agents/*.md", FRONT_MATTER),
        ],
    )
};

/// A settings file: the servers, and the one command that stands outside of them.
pub(super) fn settings(root: &Node, entries: &mut Entries<'_>) {
    servers(root, entries);
    let Some(node) = root.at(&["mcp", "serverCommand"]) else { return };
    let Some(text) = node.as_str().filter(|text| !text.trim().is_empty()) else { return };
    let words = shell::words_only(text).unwrap_or_default();
    let Some((program, args)) = words.split_first() else {
        entries.problem(node.span, "`mcp.serverCommand` cannot be split into words");
        return;
    };
    let name = Spanned::new("mcp".to_owned(), node.span);
    let columns = serde_json::json!({ "command": program, "args": args });
    let Some(server) = entries.row("mcp", &columns) else { return };
    server.name = name;
    server.span = node.span;
    let places = server.command.iter_mut().chain(&mut server.args);
    places.for_each(|word| word.span = node.span);
}

/// `mcpServers`: an `url` without a type is the older transport here, `httpUrl` the newer one.
fn servers(root: &Node, entries: &mut Entries<'_>) {
    for map in root.all_at(&["mcpServers"]) {
        if !map.is_object() {
            entries.map(map);
        }
        for entry in map.entries() {
            let server = entries.server(Spanned::new(entry.key.clone(), entry.key_span), &entry.node);
            let Some(server) = server else { continue };
            let has = |key: &str| entry.node.get(key).is_some();
            if server.transport == Transport::Http && has("url") && !has("httpUrl") && !has("type") {
                server.transport = Transport::Sse;
            }
        }
    }
}

/// An extension: `.env` beside its manifest is loaded into its servers.
fn extension(root: &Node, entries: &mut Entries<'_>) {
    servers(root, entries);
    if entries.path().with_file_name(".env").is_file() {
        for server in &mut entries.servers {
            server.env_file.get_or_insert_with(|| Spanned::new(".env".to_owned(), server.name.span));
        }
    }
}

/// A linked extension lives elsewhere: its folder here holds nothing but this record.
fn link(root: &Node, entries: &mut Entries<'_>) {
    if root.get("type").and_then(Node::as_str) == Some("link") {
        let source = root.get("source").and_then(Node::as_str).unwrap_or("an unknown place");
        entries.notes.gaps.push(format!("this extension is linked from `{source}`; its servers there are not read"));
    }
}

/// Folders that Gemini CLI was started in, and those that were trusted or refused.
fn projects(hunt: &mut Hunt<'_>, client: &Client) {
    let mut found = Vec::new();
    for node in document(hunt, client, "{env:GEMINI_CLI_HOME|{home}}/.gemini/projects.json") {
        let folders = node.get("projects").map(Node::entries).unwrap_or_default();
        found.extend(folders.iter().map(|entry| entry.key.clone()));
    }
    for node in document(hunt, client, "{env:GEMINI_CLI_HOME|{home}}/.gemini/trustedFolders.json") {
        found.extend(node.entries().iter().map(|entry| entry.key.clone()));
    }
    for folder in &found {
        hunt.add_recorded_project(folder);
    }
}

/// The names in the lists of one layer: allowed (none where there is no such list) and excluded.
#[derive(Default)]
struct Lists {
    allowed: Option<Vec<String>>,
    excluded: Vec<String>,
}

fn adjust(hunt: &mut Hunt<'_>, client: &Client) {
    let system = match hunt.options.os {
        Os::Linux => LINUX,
        Os::Macos => MACOS,
        Os::Windows => WINDOWS,
    };
    let system = lists(hunt, client, system);
    let user = lists(hunt, client, USER);
    let project = lists(hunt, client, PROJECT);
    let enablement = document(hunt, client, "{env:GEMINI_CLI_HOME|{home}}/.gemini/mcp-server-enablement.json");
    let switched_off: Vec<String> = enablement
        .iter()
        .flat_map(|node| node.entries().to_vec())
        .filter(|entry| entry.node.get("enabled").and_then(Node::as_bool) == Some(false))
        .map(|entry| fold(&entry.key))
        .collect();
    let extensions = switched_off_extensions(hunt, client);
    for server in hunt.servers_mut().iter_mut().filter(|server| server.client.0 == client.id) {
        let name = fold(&server.name.value);
        // A project's lists hold inside that project alone; the machine's win over everybody's.
        let nearer = if server.scope == Scope::Project { project.allowed.as_ref() } else { None };
        let allowed = system.allowed.as_ref().or(nearer).or(user.allowed.as_ref());
        let excluded = system.excluded.contains(&name)
            || user.excluded.contains(&name)
            || (server.scope == Scope::Project && project.excluded.contains(&name));
        if allowed.is_some_and(|allowed| !allowed.contains(&name)) {
            off(server, "`mcp.allowed`");
        } else if excluded {
            off(server, "`mcp.excluded`");
        } else if switched_off.contains(&name) {
            off(server, "`mcp-server-enablement.json`");
        } else if server.scope == Scope::Extension {
            let folder = server.base.as_ref().and_then(|base| base.file_name()).map(|name| name.to_string_lossy());
            if folder.is_some_and(|folder| extensions.iter().any(|name| *name == folder)) {
                off(server, "`extension-enablement.json`");
            }
        }
    }
}

/// Extensions that are switched off for the whole home or everywhere, and switched on nowhere.
fn switched_off_extensions(hunt: &mut Hunt<'_>, client: &Client) -> Vec<String> {
    let home = hunt.options.home.display().to_string();
    let everywhere = ["!/*".to_owned(), "!*".to_owned(), format!("!{home}/*"), format!("!{home}*")];
    let documents = document(hunt, client, "{env:GEMINI_CLI_HOME|{home}}/.gemini/extensions/extension-enablement.json");
    let entries = documents.iter().flat_map(|node| node.entries().to_vec());
    entries
        .filter(|entry| {
            let rules: Vec<&str> = entry
                .node
                .get("overrides")
                .map(Node::items)
                .unwrap_or_default()
                .iter()
                .filter_map(Node::as_str)
                .collect();
            rules.iter().all(|rule| rule.starts_with('!'))
                && rules.iter().any(|rule| everywhere.iter().any(|e| e == rule))
        })
        .map(|entry| entry.key)
        .collect()
}

fn lists(hunt: &mut Hunt<'_>, client: &Client, path: &str) -> Lists {
    let mut found = Lists::default();
    for node in document(hunt, client, path) {
        let names = |node: &Node| node.items().iter().filter_map(Node::as_str).map(fold).collect::<Vec<_>>();
        if let Some(allowed) = node.at(&["mcp", "allowed"]) {
            found.allowed.get_or_insert_default().extend(names(allowed));
        }
        found.excluded.extend(node.at(&["mcp", "excluded"]).map(names).unwrap_or_default());
    }
    found
}

/// The trees of the files a template leads to, as far as they exist.
fn document(hunt: &mut Hunt<'_>, client: &Client, path: &str) -> Vec<Node> {
    let id = Some(client.client_id());
    let places = hunt.paths(path, id);
    places.iter().filter_map(|place| Some(hunt.document(&place.path, Format::Json, id)?.node.clone())).collect()
}

fn off(server: &mut Server, why: &str) {
    if server.state == State::Enabled {
        server.state = State::Disabled(why.to_owned());
    }
}

/// Gemini CLI compares names without case and outer spaces.
fn fold(name: &str) -> String {
    name.trim().to_lowercase()
}
