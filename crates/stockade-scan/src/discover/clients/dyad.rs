//! Dyad: the tables `mcp_servers` and `mcp_tool_consents` of its database.

use rusqlite::Connection;
use serde_json::{Value, json};
use stockade_model::{Approval, ProblemKind, Scope, Span, Spanned};

use super::super::entry::Entries;
use super::{Client, On, Read, Source};

pub(super) const CLIENT: Client = Client::new(
    "dyad",
    "Dyad",
    &[Source::new(Scope::User, On::ALL, "{ud:dyad}/sqlite.db", Read::Sqlite(servers))],
);

fn servers(connection: &Connection, entries: &mut Entries<'_>) -> rusqlite::Result<()> {
    let exists: i64 = connection.query_row(
        "select count(*) from sqlite_master where type = 'table' and name = 'mcp_servers'",
        [],
        |row| row.get(0),
    )?;
    // Versions from before MCP have a database, too.
    if exists == 0 {
        return Ok(());
    }
    let mut statement = connection.prepare(
        "select id, name, transport, command, args, env_json, headers_json, url, enabled from mcp_servers order by id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (id, name): (i64, String) = (row.get(0)?, row.get(1)?);
        let mut columns = json!({
            "type": row.get::<_, String>(2)?,
            "command": row.get::<_, Option<String>>(3)?,
            "url": row.get::<_, Option<String>>(7)?,
            "enabled": row.get::<_, bool>(8)?,
        });
        for (at, key) in [(4, "args"), (5, "env"), (6, "headers")] {
            let Some(text) = row.get::<_, Option<String>>(at)? else { continue };
            match (serde_json::from_str::<Value>(&text), columns.as_object_mut()) {
                (Ok(value), Some(columns)) => {
                    columns.insert(key.to_owned(), value);
                }
                _ => entries.notes.problems.push((
                    ProblemKind::Entry,
                    Span::default(),
                    format!("server `{name}`: its `{key}` are not JSON"),
                )),
            }
        }
        let tools = always(connection, id)?;
        if let Some(server) = entries.row(&name, &columns)
            && !tools.is_empty()
        {
            server.approvals.push(Spanned::new(Approval::Tools(tools), Span::default()));
        }
    }
    Ok(())
}

/// The tools that run without asking.
fn always(connection: &Connection, server: i64) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare(
        "select tool_name from mcp_tool_consents where server_id = ?1 and consent = 'always' order by tool_name",
    )?;
    statement.query_map([server], |row| row.get(0))?.collect()
}
