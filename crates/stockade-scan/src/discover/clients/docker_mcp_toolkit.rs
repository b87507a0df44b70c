//! Docker MCP Toolkit: clients only see `docker mcp gateway run`; which images that starts stands here.
//!
//! - `registry.yaml` names the enabled servers, `catalogs/*.yaml` say what each of them is, `config.yaml` and
//!   `tools.yaml` configure them;
//! - profiles stand in a database, each of their servers with a snapshot of its catalogue entry.
//!
//! The gateway's own command is written here as the `docker run` it amounts to, templates (`{{…}}`) unexpanded.

use rusqlite::Connection;
use serde_json::{Value, json};
use stockade_model::{Gap, ProblemKind, Scope, Server, Span, Spanned, Transport};

use super::super::entry::{self, Entries};
use super::super::hunt::Hunt;
use super::{Client, On, Read, Shape, Source};
use crate::document::{Format, Node};

mod launch;

pub(super) const CLIENT: Client = Client {
    gaps: &["values of Docker MCP Toolkit's secrets stand in Docker Desktop's store and are not read"],
    adjust: Some(adjust),
    ..Client::new(
        "docker-mcp-toolkit",
        "Docker MCP Toolkit",
        &[
            Source::new(
                Scope::User,
                On::ALL,
                "{home}/.docker/mcp/registry.yaml",
                Read::Text(Format::Yaml, Shape::Custom(registry)),
            ),
            Source::new(Scope::Profile, On::ALL, "{home}/.docker/mcp/mcp-toolkit.db", Read::Sqlite(profiles)),
        ],
    )
};

/// `registry.<name>.ref`: enabled by standing here. What it is comes from the catalogues, afterwards.
fn registry(root: &Node, entries: &mut Entries<'_>) {
    for servers in root.all_at(&["registry"]) {
        for member in servers.entries() {
            let span = member.key_span.cover(member.node.span);
            let name = Spanned::new(member.key.clone(), member.key_span);
            let server = entry::blank(name, entries.client_id(), entries.scope(), span, None);
            entries.servers.push(server);
        }
    }
}

fn adjust(hunt: &mut Hunt<'_>, client: &Client) {
    let id = client.client_id();
    let waiting = |server: &Server| server.client == id && server.scope == Scope::User;
    if !hunt.servers_mut().iter().any(waiting) {
        return;
    }
    let mut catalogues = Vec::new();
    for place in hunt.paths("{home}/.docker/mcp/catalogs/*.yaml", Some(id)) {
        catalogues.extend(hunt.document(&place.path, Format::Yaml, Some(id)));
    }
    let mut unknown = Vec::new();
    for server in hunt.servers_mut().iter_mut().filter(|server| waiting(server)) {
        // A later catalogue wins over an earlier one.
        let found = catalogues.iter().rev().find_map(|catalogue| {
            catalogue.node.at(&["registry", server.name.value.as_str()]).map(|node| (catalogue, node))
        });
        match found {
            Some((catalogue, node)) => {
                launch::from_catalogue(&launch::plain(node), server);
                let inside = catalogue.secrets.iter().filter(|secret| {
                    secret.span.start >= node.span.start && secret.span.end <= node.span.end
                });
                let place = server.name.span;
                server.secrets.extend(inside.cloned().map(|secret| stockade_model::Secret { span: place, ..secret }));
            }
            None => unknown.push(server.name.value.clone()),
        }
    }
    for name in unknown {
        let what = format!("`{name}` is enabled, but no catalogue on this disk says what it is");
        hunt.gap(Gap { client: Some(id), what, path: None });
    }
}

/// `working_set(id, name, servers, secrets)`, `servers` a JSON list.
fn profiles(connection: &Connection, entries: &mut Entries<'_>) -> rusqlite::Result<()> {
    let sql = "select count(*) from sqlite_master where type = 'table' and name = 'working_set'";
    let exists: i64 = connection.query_row(sql, [], |row| row.get(0))?;
    if exists == 0 {
        return Ok(());
    }
    let mut statement = connection.prepare("select id, servers from working_set order by id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (profile, text): (String, String) = (row.get(0)?, row.get(1)?);
        match serde_json::from_str::<Value>(&text) {
            Ok(Value::Array(servers)) => servers.iter().for_each(|server| member(&profile, server, entries)),
            _ => {
                let message = format!("the servers of profile `{profile}` are not a JSON list");
                entries.notes.problems.push((ProblemKind::Entry, Span::default(), message));
            }
        }
    }
    Ok(())
}

/// One server of a profile: an image, a remote address, or an entry of a registry.
fn member(profile: &str, server: &Value, entries: &mut Entries<'_>) {
    let word = |path: &str| server.pointer(path).and_then(Value::as_str).filter(|word| !word.is_empty());
    let snapshot = server.pointer("/snapshot/server").cloned().unwrap_or_else(|| json!({}));
    let target = word("/image").or_else(|| word("/endpoint")).or_else(|| word("/source"));
    let Some(name) = word("/snapshot/server/name").or(target) else {
        let message = format!("a server of profile `{profile}` has neither name, image nor address");
        entries.notes.problems.push((ProblemKind::Entry, Span::default(), message));
        return;
    };
    let mut spec = snapshot;
    if let Some(spec) = spec.as_object_mut() {
        if let Some(image) = word("/image") {
            spec.insert("image".to_owned(), json!(image));
        }
        if let Some(endpoint) = word("/endpoint")
            && spec.get("remote").and_then(|remote| remote.get("url")).is_none()
        {
            spec.insert("remote".to_owned(), json!({ "url": endpoint }));
        }
    }
    let name = format!("{profile}/{name}");
    let known = entries.servers.len();
    // Read as a row first, so that secrets are taken out, then put together.
    entries.row(&name, &launch::columns(&spec));
    if let Some(server) = entries.servers.get_mut(known)
        && server.command.is_none()
        && server.url.is_none()
    {
        server.transport = Transport::Unknown;
        let what = format!("`{name}` comes from a registry; its profile has no snapshot that says what it is");
        entries.notes.gaps.push(what);
    }
}
