//! Visual Studio Code with its Insiders build, VSCodium and portable installations.
//!
//! Constraints:
//! - `settings.json` is looked at for the old place of servers (`mcp.servers`, nested or dotted) and for what changes
//!   the meaning of others: who may use servers at all, what runs unasked, which other clients' files are read;
//! - an entry has no switch of its own: `disabled` and the like mean nothing;
//! - a list of other clients' files is read only where the user's own settings switch discovery on;
//! - each build's settings hold for the servers of its own data folder; what all builds read is switched off only if
//!   every build that is there switches servers off.

use std::collections::HashSet;
use std::path::PathBuf;

use stockade_model::{Scope, SourceId, State};

use super::{Client, On, Read, Shape, Source};
use crate::discover::grants::{self, Grant};
use crate::discover::{Hunt, workspaces};
use crate::document::{Format, Node, Value};

/// Where servers stand in `mcp.json`.
pub(super) const SERVERS: &[&str] = &["servers"];
/// Where they stood in `settings.json` before, and still do in many.
pub(super) const SETTINGS: &[&str] = &["mcp/servers", "mcp.servers"];
/// In a multi-folder workspace.
const WORKSPACE: &[&str] = &["settings/mcp/servers", "settings/mcp.servers", "mcp/servers"];
/// In a dev container's definition.
const DEVCONTAINER: &[&str] = &[
    "customizations/vscode/mcp/servers",
    "customizations/vscode/settings/mcp/servers",
    "customizations/vscode/settings/mcp.servers",
];
/// `.mcp.json` is written for other clients: their key counts too.
const SHARED: &[&str] = &["servers", "mcpServers"];
/// Extensions register servers in code, choices of the user interface lie in a database, policies where each system has
/// them.
pub(super) const GAPS: &[&str] = &[
    "servers that extensions register in code stand in no file",
    "servers switched off in the user interface count as enabled: the choice is in the editor's state database",
    "policies by which an organisation keeps servers from starting are not read",
];

/// The folder of user data of each build.
const BUILDS: &[&str] = &["{ud:Code}", "{ud:Code - Insiders}", "{ud:VSCodium}", "{env:VSCODE_PORTABLE}/user-data"];

/// The files of each build, and those that all builds read.
macro_rules! sources {
    ([$($data:literal),* $(,)?], [$($shared:expr),* $(,)?]) => {
        &[
            $(
                Source::json(Scope::User, On::ALL, concat!($data, "/User/mcp.json"), SERVERS),
                Source::json(Scope::User, On::ALL, concat!($data, "/User/settings.json"), SETTINGS),
                Source::json(Scope::Profile, On::ALL, concat!($data, "/User/profiles/*/mcp.json"), SERVERS),
                Source::json(Scope::Profile, On::ALL, concat!($data, "/User/profiles/*/settings.json"), SETTINGS),
                Source::json(Scope::Workspace, On::ALL, concat!($data, "/Workspaces/*/workspace.json"), WORKSPACE),
            )*
            $($shared,)*
        ]
    };
}

pub(super) const CLIENT: Client = Client {
    switches: &[],
    gaps: GAPS,
    projects: Some(|hunt, client| {
        for data in BUILDS {
            workspaces::add_recorded(hunt, client, data);
        }
    }),
    adjust: Some(adjust),
    ..Client::new(
        "vscode",
        "VS Code",
        sources!(
            ["{ud:Code}", "{ud:Code - Insiders}", "{ud:VSCodium}", "{env:VSCODE_PORTABLE}/user-data"],
            [
                Source::json(Scope::User, On::ALL, "{home}/.vscode/mcp.json", SERVERS),
                Source::json(Scope::Project, On::ALL, "{project}/.vscode/mcp.json", SERVERS),
                Source::json(Scope::Project, On::ALL, "{project}/.vscode/settings.json", SETTINGS),
                Source::json(Scope::Project, On::ALL, "{project}/.mcp.json", SHARED),
                Source::json(Scope::Workspace, On::ALL, "{project}/*.code-workspace", WORKSPACE),
                Source::json(Scope::Devcontainer, On::ALL, "{project}/.devcontainer/devcontainer.json", DEVCONTAINER),
                Source::json(Scope::Devcontainer, On::ALL, "{project}/.devcontainer/*/devcontainer.json", DEVCONTAINER),
                Source::json(Scope::Devcontainer, On::ALL, "{project}/.devcontainer.json", DEVCONTAINER),
            ]
        ),
    )
};

/// What a client's own file is called among the choices of `chat.mcp.discovery.enabled`, and where its servers are.
const DISCOVERED: &[(&str, &[Source])] = &[
    (
        "claude-desktop",
        &[
            foreign(Scope::User, On::MACOS, "{mac}/Claude/claude_desktop_config.json"),
            foreign(Scope::User, On::WINDOWS, "{roaming}/Claude/claude_desktop_config.json"),
            foreign(Scope::User, On::LINUX, "{cfg}/Claude/claude_desktop_config.json"),
        ],
    ),
    ("windsurf", &[foreign(Scope::User, On::ALL, "{home}/.codeium/windsurf/mcp_config.json")]),
    ("cursor-global", &[foreign(Scope::User, On::ALL, "{home}/.cursor/mcp.json")]),
    ("cursor-workspace", &[foreign(Scope::Project, On::ALL, "{project}/.cursor/mcp.json")]),
];

const fn foreign(scope: Scope, on: On, path: &'static str) -> Source {
    Source::new(scope, on, path, Read::Text(Format::Json, Shape::Map(&["mcpServers"])))
}

/// A build that is there: its data folder, its user's settings where there are some.
struct Build {
    data: PathBuf,
    settings: Option<Node>,
}

/// What settings say about servers that stand elsewhere.
fn adjust(hunt: &mut Hunt<'_>, client: &Client) {
    let builds = builds(hunt, client);
    for settings in builds.iter().filter_map(|build| build.settings.as_ref()) {
        discover(hunt, client, settings);
    }
    // A checkout can switch questions off for itself, though neither servers on nor discovery.
    for (project, document) in hunt.documents("{project}/.vscode/settings.json", Format::Json, client) {
        if approves_all(&document.node) {
            grants::apply(hunt, client, &[Grant::all().within(project)]);
        }
    }
    let everywhere_off = !builds.is_empty() && builds.iter().all(|build| off(build).is_some());
    for build in &builds {
        let within = |hunt: &Hunt<'_>, source: SourceId, data: &PathBuf| {
            hunt.source(source).is_some_and(|file| file.path.starts_with(data))
        };
        let sources: HashSet<SourceId> = hunt.servers_mut().iter().map(|server| server.source).collect();
        let own: HashSet<SourceId> = sources.iter().copied().filter(|at| within(hunt, *at, &build.data)).collect();
        let others = |at: &SourceId| !own.contains(at) && builds.iter().any(|other| within(hunt, *at, &other.data));
        let others: HashSet<SourceId> = sources.iter().copied().filter(others).collect();
        if build.settings.as_ref().is_some_and(approves_all) {
            grants::apply_where(hunt, client, &[Grant::all()], |server| !others.contains(&server.source));
        }
        let Some(why) = off(build) else { continue };
        for server in hunt.servers_mut().iter_mut().filter(|server| server.client.0 == client.id) {
            let common = !own.contains(&server.source) && !others.contains(&server.source);
            if (own.contains(&server.source) || (common && everywhere_off)) && server.state == State::Enabled {
                server.state = State::Disabled(why.to_owned());
            }
        }
    }
}

fn builds(hunt: &mut Hunt<'_>, client: &Client) -> Vec<Build> {
    let mut found = Vec::new();
    for data in BUILDS {
        let folders = hunt.paths(data, Some(client.client_id()));
        let settings = hunt.documents(&format!("{data}/User/settings.json"), Format::Json, client);
        let settings = settings.first().map(|(_, document)| document.node.clone());
        let folder = folders.into_iter().map(|place| place.path).find(|path| path.join("User").is_dir());
        found.extend(folder.map(|data| Build { data, settings }));
    }
    found
}

/// By which setting a build starts no servers at all.
fn off(build: &Build) -> Option<&'static str> {
    let settings = build.settings.as_ref()?;
    if settings.get("chat.mcp.access").and_then(Node::as_str) == Some("none") {
        Some("`chat.mcp.access: none` in the user's settings")
    } else if settings.get("chat.mcp.enabled").and_then(Node::as_bool) == Some(false) {
        Some("`chat.mcp.enabled: false` in the user's settings")
    } else {
        None
    }
}

/// Both names of the switch that approves every tool of every kind.
fn approves_all(settings: &Node) -> bool {
    let keys = ["chat.tools.global.autoApprove", "chat.tools.autoApprove"];
    keys.iter().any(|key| settings.get(key).and_then(Node::as_bool) == Some(true))
}

/// Reads the files of other clients that discovery is switched on for: by `true` all, by an object some.
fn discover(hunt: &mut Hunt<'_>, client: &Client, settings: &Node) {
    let Some(choice) = settings.get("chat.mcp.discovery.enabled") else { return };
    for (name, sources) in DISCOVERED {
        let on = match &choice.value {
            Value::Bool(all) => *all,
            _ => choice.get(name).and_then(Node::as_bool) == Some(true),
        };
        if on {
            hunt.read_more(client, sources);
        }
    }
}
