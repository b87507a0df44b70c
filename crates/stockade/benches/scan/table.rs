//! One file for each client, out of the client table: its path, its format, and the place where its servers stand.
//!
//! Where the table says the place, that is taken; where a reader is a function, the usual places are tried. Either way
//! the client itself is asked whether it finds a server there, so that the benchmark cannot fill files nobody reads.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Value, json};
use stockade_model::{Os, Scope};
use stockade_scan::Options;
use stockade_scan::discover::clients::{self, Client, Read, Shape, Source};
use stockade_scan::discover::{discover, template};
use stockade_scan::document::Format;

use crate::launch;

/// Places that readers which are functions look at.
const USUAL: &[&str] =
    &["mcpServers", "mcp_servers", "mcp", "mcp/servers", "servers", "extensions", "context_servers", "plugins"];

/// The project of the home that files of projects stand in.
const PROJECT: &str = "src/project-0";

/// The statements that make the one database among the files.
const DATABASE: &str = "create table mcp_servers (id integer primary key, name text not null, transport text not null,
  command text, args text, env_json text, headers_json text, url text, enabled integer not null);
create table mcp_tool_consents (id integer primary key, server_id integer, tool_name text, consent text);";

/// Where the servers stand in a file.
#[derive(Clone, Copy, Debug)]
enum Place {
    Map(&'static str),
    List(&'static str, &'static str),
    Database,
}

/// A client's file.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// Relative to the home.
    pub(crate) path: PathBuf,
    /// Whose.
    pub(crate) client: &'static str,
    format: Format,
    place: Place,
}

/// A file for every client that can be given one; `probe` is a home to try them in.
pub(crate) fn files(probe: &Path) -> Result<Vec<File>> {
    let mut found: Vec<File> = Vec::new();
    for client in clients::ALL {
        for file in candidates(client) {
            if found.iter().all(|other| other.path != file.path) && is_read(&file, probe)? {
                found.push(file);
                break;
            }
        }
    }
    Ok(found)
}

fn candidates(client: &'static Client) -> Vec<File> {
    let usable =
        |source: &&Source| source.on.holds(Os::Linux) && source.inert.is_none() && source.scope != Scope::Managed;
    let mut all = Vec::new();
    // The user's own files before those of a project.
    let mut sources: Vec<&Source> = client.sources.iter().filter(usable).collect();
    sources.sort_by_key(|source| source.scope != Scope::User);
    for source in sources {
        let Some(path) = path(source) else { continue };
        let mut add = |format, place| all.push(File { path: path.clone(), client: client.id, format, place });
        match source.read {
            Read::Text(format, Shape::Map(keys) | Shape::MapOrFlat(keys)) => {
                keys.iter().for_each(|keys| add(format, Place::Map(keys)));
            }
            Read::Text(format, Shape::List(keys, name)) => {
                keys.iter().for_each(|keys| add(format, Place::List(keys, name)));
            }
            Read::Text(format, Shape::Custom(_)) => {
                for keys in USUAL {
                    add(format, Place::Map(keys));
                    add(format, Place::List(keys, "name"));
                }
            }
            Read::Sqlite(_) => add(Format::Json, Place::Database),
            Read::Archive(..) | Read::Raw(_) | Read::Invisible(_) => {}
        }
    }
    all
}

/// The template's path below the home, a star filled in; none where it leads elsewhere.
fn path(source: &Source) -> Option<PathBuf> {
    let filled = source.path.replace("**", "bench").replace('*', "bench");
    let home = Path::new("/home/of/nobody");
    let project = [home.join(PROJECT)];
    let found = template::resolve(&filled, &Options::foreign(home.to_path_buf(), Os::Linux), &project).found;
    found.first()?.path.strip_prefix(home).ok().map(Path::to_path_buf)
}

/// Whether the client finds a server that is put there.
fn is_read(file: &File, probe: &Path) -> Result<bool> {
    let path = probe.join(&file.path);
    file.write(probe, &[1], Value::Null)?;
    let mut options = Options::foreign(probe.to_path_buf(), Os::Linux);
    options.clients = vec![file.client.to_owned()];
    options.projects = vec![probe.join(PROJECT)];
    let inventory = discover(&options);
    std::fs::remove_file(&path).with_context(|| format!("cannot remove `{}`", path.display()))?;
    Ok(inventory.servers.len() == 1 && inventory.problems.is_empty())
}

impl File {
    /// Writes these entries into the home; `more` is an object of further members.
    pub(crate) fn write(&self, home: &Path, entries: &[usize], more: Value) -> Result<()> {
        let path = home.join(&self.path);
        let text = match self.place {
            Place::Database => return database(&path, entries),
            Place::Map(keys) => {
                let map: serde_json::Map<_, _> =
                    entries.iter().map(|n| (launch::name(*n), launch::entry(*n))).collect();
                self.render(nested(keys, Value::Object(map)), more)?
            }
            Place::List(keys, name) => {
                let list = entries.iter().map(|n| {
                    let mut entry = launch::entry(*n);
                    entry[name] = json!(launch::name(*n));
                    entry
                });
                self.render(nested(keys, list.collect()), more)?
            }
        };
        super::home::write(&path, &text)
    }

    fn render(&self, mut root: Value, more: Value) -> Result<String> {
        if let (Value::Object(root), Value::Object(more)) = (&mut root, more) {
            root.extend(more);
        }
        Ok(match self.format {
            Format::Toml => super::toml::text(root.as_object().context("no object")?),
            Format::FrontMatter => format!("---\n{}\n---\n", serde_json::to_string_pretty(&root)?),
            Format::Properties => root.as_object().context("no object")?.iter().map(property).collect(),
            // JSON is YAML too.
            _ => serde_json::to_string_pretty(&root)?,
        })
    }
}

fn property((key, value): (&String, &Value)) -> String {
    format!("{key}={}\n", value.to_string().replace('\\', "\\\\"))
}

fn nested(keys: &str, inner: Value) -> Value {
    keys.rsplit('/').fold(inner, |inner, key| json!({ key: inner }))
}

fn database(path: &Path, entries: &[usize]) -> Result<()> {
    super::home::folder_of(path)?;
    let _ = std::fs::remove_file(path);
    let mut connection = rusqlite::Connection::open(path)?;
    connection.execute_batch(DATABASE)?;
    let rows = connection.transaction()?;
    for n in entries {
        let entry = launch::entry(*n);
        let text = |key: &str| entry[key].as_str();
        let args = entry.get("args").map(Value::to_string);
        rows.execute(
            "insert into mcp_servers (name, transport, command, args, url, enabled) values (?1, ?2, ?3, ?4, ?5, 1)",
            (launch::name(*n), if args.is_some() { "stdio" } else { "http" }, text("command"), args, text("url")),
        )?;
    }
    rows.commit()?;
    Ok(())
}
