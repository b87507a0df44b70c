//! opencode: layered JSONC, the machine's folder, and a database of opened projects.

use stockade_model::Scope;

use super::super::hunt::Hunt;
use super::{Client, On, Source};
use crate::document::{Format, Node};

const KEYS: &[&str] = &["mcp"];

pub(super) const CLIENT: Client = Client {
    gaps: &["opencode configs that an organisation serves from its well-known address are not on this disk"],
    projects: Some(projects),
    ..Client::new(
        "opencode",
        "opencode",
        &[
            Source::json(Scope::Managed, On::LINUX, "{root}/etc/opencode/opencode.json", KEYS),
            Source::json(Scope::Managed, On::LINUX, "{root}/etc/opencode/opencode.jsonc", KEYS),
            Source::json(Scope::Managed, On::MACOS, "{root}/Library/Application Support/opencode/opencode.json", KEYS),
            Source::json(Scope::Managed, On::MACOS, "{root}/Library/Application Support/opencode/opencode.jsonc", KEYS),
            Source::json(Scope::Managed, On::WINDOWS, "{programdata}/opencode/opencode.json", KEYS),
            Source::json(Scope::Managed, On::WINDOWS, "{programdata}/opencode/opencode.jsonc", KEYS),
            Source::json(Scope::User, On::ALL, "{env:OPENCODE_CONFIG|{cfg}/opencode/opencode.json}", KEYS),
            Source::json(Scope::User, On::ALL, "{env:OPENCODE_CONFIG_DIR|{cfg}/opencode}/opencode.json", KEYS),
            Source::json(Scope::User, On::ALL, "{env:OPENCODE_CONFIG_DIR|{cfg}/opencode}/opencode.jsonc", KEYS),
            // Set or not, the variables add a place and take none away.
            Source::json(Scope::User, On::ALL, "{cfg}/opencode/opencode.json", KEYS),
            Source::json(Scope::User, On::ALL, "{cfg}/opencode/opencode.jsonc", KEYS),
            Source::json(Scope::User, On::ALL, "{cfg}/opencode/config.json", KEYS),
            Source::json(Scope::User, On::ALL, "{home}/.opencode/opencode.json", KEYS),
            Source::json(Scope::User, On::ALL, "{home}/.opencode/opencode.jsonc", KEYS),
            Source::json(Scope::Project, On::ALL, "{ancestors}/opencode.json", KEYS),
            Source::json(Scope::Project, On::ALL, "{ancestors}/opencode.jsonc", KEYS),
            Source::json(Scope::Project, On::ALL, "{ancestors}/.opencode/opencode.json", KEYS),
            Source::json(Scope::Project, On::ALL, "{ancestors}/.opencode/opencode.jsonc", KEYS),
        ],
    )
};

/// The table `project` has the folder in `worktree`; older versions kept one JSON file a project.
fn projects(hunt: &mut Hunt<'_>, client: &Client) {
    let id = client.client_id();
    let mut found = Vec::new();
    for place in hunt.paths("{data}/opencode/opencode*.db", Some(id)) {
        let rows = hunt.query(&place.path, id, |connection| {
            let mut statement = connection.prepare("select worktree from project order by worktree")?;
            statement.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()
        });
        found.extend(rows.unwrap_or_default());
    }
    for place in hunt.paths("{data}/opencode/storage/project/*.json", Some(id)) {
        let document = hunt.document(&place.path, Format::Json, Some(id));
        found.extend(document.and_then(|document| Some(document.node.get("worktree").and_then(Node::as_str)?.to_owned())));
    }
    // `/` stands for everything opened outside of a repository, and is no project.
    for folder in found.iter().filter(|folder| *folder != "/") {
        hunt.add_recorded_project(folder);
    }
}
