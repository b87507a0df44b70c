//! Open WebUI: connections of type `mcp` in the `config` table of its database, where a container volume shows it.
//!
//! The table had one JSON document in `data`, later one row a `key`. Where the database is depends on how the server was
//! installed; the volumes of its documented container command and compose file are the certain places. They are named in
//! full because the folder of all volumes can be listed by nobody but the superuser.

use rusqlite::{Connection, OptionalExtension};
use serde_json::Value;
use stockade_model::{Gap, ProblemKind, Scope, Span};

use super::super::entry::Entries;
use super::super::hunt::Hunt;
use super::{Client, On, Read, Source};

const READ: Read = Read::Sqlite(connections);

pub(super) const CLIENT: Client = Client {
    adjust: Some(adjust),
    gaps: &[
        "Open WebUI's other connections (OpenAPI servers, such as the bridge `mcpo`) hide the MCP servers behind them",
    ],
    ..Client::new(
        "open-webui",
        "Open WebUI",
        &[
            Source::new(Scope::User, On::LINUX, "{root}/var/lib/docker/volumes/open-webui/_data/webui.db", READ),
            Source::new(
                Scope::User,
                On::LINUX,
                "{root}/var/lib/docker/volumes/open-webui_open-webui/_data/webui.db",
                READ,
            ),
        ],
    )
};

/// Where Docker's folder is there but closed to this user, nobody can say whether the volumes are: a gap, since every
/// machine with Docker looks like that and an error would be on all of them.
fn adjust(hunt: &mut Hunt<'_>, client: &Client) {
    let Some(volumes) = hunt.options.root.as_ref().map(|root| root.join("var/lib/docker/volumes")) else { return };
    let closed = std::fs::read_dir(&volumes).is_err_and(|error| error.kind() == std::io::ErrorKind::PermissionDenied);
    if hunt.options.os == stockade_model::Os::Linux && closed {
        let what = "only the superuser can look for Open WebUI among Docker's volumes".to_owned();
        hunt.gap(Gap { client: Some(client.client_id()), what, path: Some(volumes) });
    }
}

fn connections(connection: &Connection, entries: &mut Entries<'_>) -> rusqlite::Result<()> {
    let mut statement = connection.prepare("select name from pragma_table_info('config')")?;
    let columns: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    let has = |name: &str| columns.iter().any(|column| column == name);
    let (text, path): (Option<String>, &str) = if has("key") && has("value") {
        let sql = "select value from config where key = 'tool_server.connections'";
        (connection.query_row(sql, [], |row| row.get(0)).optional()?, "")
    } else if has("data") {
        let sql = "select data from config order by id desc limit 1";
        (connection.query_row(sql, [], |row| row.get(0)).optional()?, "/tool_server/connections")
    } else {
        let message = "the table `config` has a form that is not known here".to_owned();
        entries.notes.problems.push((ProblemKind::Entry, Span::default(), message));
        return Ok(());
    };
    let Some(text) = text else { return Ok(()) };
    let Ok(document) = serde_json::from_str::<Value>(&text) else {
        let message = "the connections are not JSON".to_owned();
        entries.notes.problems.push((ProblemKind::Entry, Span::default(), message));
        return Ok(());
    };
    let list = document.pointer(path).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    for (index, item) in list.iter().enumerate().filter(|(_, item)| item.get("type").is_some_and(|kind| kind == "mcp"))
    {
        let word = |path: &str| item.pointer(path).and_then(Value::as_str).filter(|word| !word.is_empty());
        let name = word("/info/name").or_else(|| word("/info/id")).map_or(format!("#{}", index + 1), str::to_owned);
        let columns = serde_json::json!({
            "type": "http",
            "url": item.get("url"),
            "headers": item.get("headers"),
            "apiKey": item.get("key"),
            "enabled": item.pointer("/config/enable").and_then(Value::as_bool).unwrap_or(true),
        });
        entries.row(&name, &columns);
    }
    Ok(())
}
