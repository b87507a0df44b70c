//! What stands in settings and state about servers that stand elsewhere: switches, lists, approvals, plugins.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use stockade_model::{Approval, Scope, Server, Spanned, State};

use super::super::Client;
use super::policy::Policy;
use super::{PLUGIN_CACHES, STATES};
use crate::discover::Hunt;
use crate::discover::grants::{self, Grant};
use crate::discover::hunt::Document;
use crate::document::{Format, Node};

const MANAGED: &[&str] =
    &["{root}/Library/Application Support/ClaudeCode", "{root}/etc/claude-code", "{programfiles}/ClaudeCode"];
const USER: &[&str] = &["{env:CLAUDE_CONFIG_DIR|{home}/.claude}/settings.json"];
/// What a project shares with everybody who checks it out.
const SHARED: &[&str] = &["{project}/.claude/settings.json"];
/// The user's own choices in a project.
const LOCAL: &[&str] = &["{project}/.claude/settings.local.json"];

/// One file that says something.
struct Settings {
    document: Rc<Document>,
    /// The project it holds for; none: everywhere.
    project: Option<PathBuf>,
    layer: Layer,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Layer {
    Managed,
    User,
    Shared,
    Local,
}

impl Settings {
    fn root(&self) -> &Node {
        &self.document.node
    }

    fn texts(&self, keys: &[&str]) -> Vec<String> {
        texts(self.root(), keys)
    }

    fn is_true(&self, key: &str) -> bool {
        self.root().get(key).and_then(Node::as_bool) == Some(true)
    }

    fn holds_for(&self, server: &Server) -> bool {
        self.project.is_none() || self.project == server.base
    }
}

pub(super) fn adjust(hunt: &mut Hunt<'_>, client: &Client) {
    let managed: Vec<String> = MANAGED
        .iter()
        .flat_map(|folder| {
            ["managed-settings.json", "managed-settings.d/*.json"].map(|file| format!("{folder}/{file}"))
        })
        .collect();
    let mut all = read(hunt, client, managed.iter().map(String::as_str), Layer::Managed);
    all.extend(read(hunt, client, USER.iter().copied(), Layer::User));
    all.extend(read(hunt, client, SHARED.iter().copied(), Layer::Shared));
    all.extend(read(hunt, client, LOCAL.iter().copied(), Layer::Local));
    exclusive(hunt, client);
    lists(hunt, client, &all);
    plugins(hunt, client, &all);
    let mut grants: Vec<Grant> = all.iter().flat_map(|settings| granted(hunt, client, settings)).collect();
    for template in STATES {
        for (_, document) in hunt.documents(template, Format::Json, client) {
            grants.extend(state(hunt, client, &document.node));
        }
    }
    approved_projects(hunt, client, &all);
    grants::apply(hunt, client, &grants);
}

fn read<'t>(
    hunt: &mut Hunt<'_>,
    client: &Client,
    templates: impl Iterator<Item = &'t str>,
    layer: Layer,
) -> Vec<Settings> {
    templates
        .flat_map(|template| hunt.documents(template, Format::Json, client))
        .map(|(project, document)| Settings { document, project, layer })
        .collect()
}

/// Every enabled server of this client for which the test says why it does not start.
fn disable(hunt: &mut Hunt<'_>, client: &Client, why: impl Fn(&Server) -> Option<State>) {
    let own = |server: &&mut Server| server.client.0 == client.id && server.state == State::Enabled;
    for server in hunt.servers_mut().iter_mut().filter(own) {
        if let Some(state) = why(server) {
            server.state = state;
        }
    }
}

/// A `managed-mcp.json`, even a broken one, keeps all servers but an administrator's from loading.
fn exclusive(hunt: &mut Hunt<'_>, client: &Client) {
    let exists = MANAGED.iter().any(|folder| {
        let places = hunt.paths(&format!("{folder}/managed-mcp.json"), Some(client.client_id()));
        places.iter().any(|place| std::fs::symlink_metadata(&place.path).is_ok())
    });
    if exists {
        let why = "`managed-mcp.json`, beside which no other server loads";
        disable(hunt, client, |server| (server.scope != Scope::Managed).then(|| State::Disabled(why.to_owned())));
    }
}

fn lists(hunt: &mut Hunt<'_>, client: &Client, all: &[Settings]) {
    let managed = |settings: &Settings| settings.layer == Layer::Managed;
    let managed_only = all.iter().any(|settings| managed(settings) && settings.is_true("allowManagedMcpServersOnly"));
    let mut policy = Policy::default();
    for settings in all {
        policy.add(settings.root(), settings.project.as_ref(), managed(settings) || !managed_only);
    }
    disable(hunt, client, |server| policy.against(server));
    for settings in all {
        let names = settings.texts(&["disabledMcpjsonServers"]);
        disable(hunt, client, |server| {
            let meant = server.scope == Scope::Project && settings.holds_for(server);
            (meant && names.contains(&server.name.value))
                .then(|| State::Disabled("`disabledMcpjsonServers` in settings".to_owned()))
        });
    }
}

/// `enableAllProjectMcpServers`: whatever a checkout's `.mcp.json` holds starts without a question. The same by name, in
/// what the checkout brings along: there its author said yes, not its user.
fn approved_projects(hunt: &mut Hunt<'_>, client: &Client, all: &[Settings]) {
    for settings in all {
        if settings.is_true("enableAllProjectMcpServers") {
            start_unasked(hunt, client, settings.project.as_deref(), |_| true);
        }
        if settings.layer == Layer::Shared {
            let names = settings.texts(&["enabledMcpjsonServers"]);
            start_unasked(hunt, client, settings.project.as_deref(), |name| names.iter().any(|known| known == name));
        }
    }
}

fn start_unasked(hunt: &mut Hunt<'_>, client: &Client, project: Option<&Path>, meant: impl Fn(&str) -> bool) {
    let own = |server: &&mut Server| {
        server.client.0 == client.id && server.scope == Scope::Project && server.state == State::Enabled
    };
    for server in hunt.servers_mut().iter_mut().filter(own) {
        let here = project.is_none() || project == server.base.as_deref();
        let approval = Spanned::new(Approval::Start, server.name.span);
        if here && meant(&server.name.value) && !server.approvals.contains(&approval) {
            server.approvals.push(approval);
        }
    }
}

/// `enabledPlugins`: a plugin is off where the user or an administrator says so and no file says otherwise. A project's
/// file may switch it off there, which says nothing about other places.
fn plugins(hunt: &mut Hunt<'_>, client: &Client, all: &[Settings]) {
    let mut switches: HashMap<&str, bool> = HashMap::new();
    for settings in all {
        for entry in settings.root().get("enabledPlugins").map(Node::entries).unwrap_or_default() {
            if let Some(on) = entry.node.as_bool().filter(|on| *on || settings.project.is_none()) {
                *switches.entry(&entry.key).or_default() |= on;
            }
        }
    }
    let roots: Vec<PathBuf> = PLUGIN_CACHES
        .iter()
        .flat_map(|template| hunt.paths(template, Some(client.client_id())))
        .map(|place| place.path)
        .collect();
    let name = |server: &Server| {
        let folder = server.base.as_deref().filter(|_| server.scope == Scope::Plugin)?;
        plugin_of(folder, &roots).filter(|plugin| switches.get(plugin.as_str()) == Some(&false))
    };
    disable(hunt, client, |server| {
        name(server).map(|plugin| State::Disabled(format!("`enabledPlugins` (`{plugin}: false`)")))
    });
}

/// `…/cache/<marketplace>/<plugin>/…` as settings name it: `plugin@marketplace`.
fn plugin_of(path: &Path, roots: &[PathBuf]) -> Option<String> {
    let inside = roots.iter().find_map(|root| path.strip_prefix(root).ok())?;
    let mut parts = inside.iter().filter_map(|part| part.to_str());
    let (market, plugin) = (parts.next()?, parts.next()?);
    Some(format!("{plugin}@{market}"))
}

/// Tools that a settings file lets run unasked: all in a mode that never asks, else those of its allow list.
fn granted(hunt: &mut Hunt<'_>, client: &Client, settings: &Settings) -> Vec<Grant> {
    let mode = settings.root().at(&["permissions", "defaultMode"]).and_then(Node::as_str);
    let mut grants = rules(hunt, client, &settings.texts(&["permissions", "allow"]));
    if mode == Some("bypassPermissions") {
        grants.push(Grant::all());
    }
    grants.into_iter().map(|grant| grant.within(settings.project.clone())).collect()
}

/// `mcp__server`, `mcp__server__*`, `mcp__server__tool`. The name is the configured one with odd characters replaced.
fn rules(hunt: &mut Hunt<'_>, client: &Client, texts: &[String]) -> Vec<Grant> {
    let own = hunt.servers_mut().iter().filter(|server| server.client.0 == client.id);
    let names: Vec<String> = own.map(|server| server.name.value.clone()).collect();
    let mut grants = Vec::new();
    for rule in texts.iter().filter_map(|text| text.strip_prefix("mcp__")) {
        for name in &names {
            let plain: String =
                name.chars().map(|c| if c.is_ascii_alphanumeric() || "-_".contains(c) { c } else { '_' }).collect();
            let tool = rule.strip_prefix(plain.as_str()).and_then(|rest| match rest {
                "" => Some(""),
                _ => rest.strip_prefix("__"),
            });
            grants.extend(tool.map(|tool| Grant::new(name, tool)));
        }
    }
    grants
}

/// What `~/.claude.json` says about single projects.
fn state(hunt: &mut Hunt<'_>, client: &Client, root: &Node) -> Vec<Grant> {
    let mut grants = Vec::new();
    for project in root.get("projects").map(Node::entries).unwrap_or_default() {
        let Some(base) = hunt.recorded_path(&project.key) else { continue };
        let disabled = texts(&project.node, &["disabledMcpServers"]);
        let rejected = texts(&project.node, &["disabledMcpjsonServers"]);
        disable(hunt, client, |server| {
            let name = &server.name.value;
            let key = if disabled.contains(name) {
                "disabledMcpServers"
            } else if server.scope == Scope::Project && rejected.contains(name) {
                "disabledMcpjsonServers"
            } else {
                return None;
            };
            (server.base.as_ref() == Some(&base)).then(|| State::Disabled(format!("`{key}` of the project")))
        });
        if project.node.get("enableAllProjectMcpServers").and_then(Node::as_bool) == Some(true) {
            start_unasked(hunt, client, Some(&base), |_| true);
        }
        let allowed = texts(&project.node, &["allowedTools"]);
        grants.extend(rules(hunt, client, &allowed).into_iter().map(|grant| grant.within(Some(base.clone()))));
    }
    grants
}

fn texts(node: &Node, keys: &[&str]) -> Vec<String> {
    let items = node.at(keys).map(Node::items).unwrap_or_default();
    items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
}
