//! Claude Code: user, local and project entries, managed ones, plugins, and places that people use though it does not read them.

use stockade_model::Scope;

use super::{Base, Client, On, Read, Shape, Source};
use crate::discover::Hunt;
use crate::discover::entry::Entries;
use crate::document::Format;
use crate::document::Node;

pub(super) const CLIENT: Client = Client {
    gaps: &["connectors of the Claude account are kept in the cloud and are not on this disk", "servers given by `--mcp-config` show only in the process list"],
    projects: Some(projects),
    ..Client::new(
        "claude-code",
        "Claude Code",
        &[
            Source::json(Scope::Managed, On::MACOS, "{root}/Library/Application Support/ClaudeCode/managed-mcp.json", &["mcpServers"]),
            Source::json(Scope::Managed, On::LINUX, "{root}/etc/claude-code/managed-mcp.json", &["mcpServers"]),
            Source::json(Scope::Managed, On::WINDOWS, "{programfiles}/ClaudeCode/managed-mcp.json", &["mcpServers"]),
            Source::new(Scope::User, On::ALL, "{env:CLAUDE_CONFIG_DIR|{home}}/.claude.json", Read::Text(Format::Json, Shape::Custom(with_projects))),
            Source::new(Scope::User, On::ALL, "{home}/.claude/.claude.json", Read::Text(Format::Json, Shape::Custom(with_projects))),
            Source::new(Scope::Project, On::ALL, "{ancestors}/.mcp.json", Read::Text(Format::Json, Shape::MapOrFlat(&["mcpServers"]))),
            Source::new(Scope::Plugin, On::ALL, "{env:CLAUDE_CODE_PLUGIN_CACHE_DIR|{env:CLAUDE_CONFIG_DIR|{home}/.claude}/plugins/cache}/**/.mcp.json", Read::Text(Format::Json, Shape::MapOrFlat(&["mcpServers"]))),
            Source::new(Scope::Plugin, On::ALL, "{env:CLAUDE_CONFIG_DIR|{home}/.claude}/plugins/repos/**/.mcp.json", Read::Text(Format::Json, Shape::MapOrFlat(&["mcpServers"]))),
            Source::json(Scope::Plugin, On::ALL, "{env:CLAUDE_CODE_PLUGIN_CACHE_DIR|{env:CLAUDE_CONFIG_DIR|{home}/.claude}/plugins/cache}/**/.claude-plugin/plugin.json", &["mcpServers"]).base(Base::Up(2)),
            Source::json(Scope::Plugin, On::ALL, "{env:CLAUDE_CONFIG_DIR|{home}/.claude}/plugins/repos/**/.claude-plugin/plugin.json", &["mcpServers"]).base(Base::Up(2)),
            Source::new(Scope::Agent, On::ALL, "{env:CLAUDE_CONFIG_DIR|{home}/.claude}/agents/*.md", Read::Text(Format::FrontMatter, Shape::Map(&["mcpServers"]))),
            Source::new(Scope::Agent, On::ALL, "{project}/.claude/agents/*.md", Read::Text(Format::FrontMatter, Shape::Map(&["mcpServers"]))),
            Source::json(Scope::User, On::ALL, "{env:CLAUDE_CONFIG_DIR|{home}/.claude}/settings.json", &["mcpServers"]).inert("Claude Code reads servers from `.mcp.json` and `~/.claude.json`, not from its settings"),
            Source::json(Scope::Project, On::ALL, "{project}/.claude/settings.json", &["mcpServers"]).inert("Claude Code reads servers from `.mcp.json`, not from its settings"),
            Source::json(Scope::Project, On::ALL, "{project}/.claude/mcp.json", &["mcpServers"]).inert("Claude Code reads `.mcp.json`, not `.claude/mcp.json`"),
        ],
    )
};

/// The user's own servers, and those of each project that Claude Code has on record.
fn with_projects(root: &Node, entries: &mut Entries<'_>) {
    for servers in root.all_at(&["mcpServers"]) {
        entries.map(servers);
    }
    for projects in root.all_at(&["projects"]) {
        for project in projects.entries() {
            let folder = crate::resolve::Machine::of(entries.options).path(&project.key, None);
            let first = entries.servers.len();
            for servers in project.node.all_at(&["mcpServers"]) {
                entries.map_in(servers, Scope::Local, folder.as_ref());
            }
            let off: Vec<&str> = project
                .node
                .get("disabledMcpServers")
                .map(Node::items)
                .unwrap_or_default()
                .iter()
                .filter_map(Node::as_str)
                .collect();
            for server in
                entries.servers.iter_mut().skip(first).filter(|server| off.contains(&server.name.value.as_str()))
            {
                server.state = stockade_model::State::Disabled("`disabledMcpServers`".to_owned());
            }
        }
    }
}

/// The keys of `projects` are folders.
fn projects(hunt: &mut Hunt<'_>, client: &Client) {
    for place in hunt.paths("{env:CLAUDE_CONFIG_DIR|{home}}/.claude.json", Some(client.client_id())) {
        if let Some(document) = hunt.document(&place.path, Format::Json, Some(client.client_id())) {
            for project in document.node.get("projects").map(Node::entries).unwrap_or_default() {
                hunt.add_recorded_project(&project.key);
            }
        }
    }
}
