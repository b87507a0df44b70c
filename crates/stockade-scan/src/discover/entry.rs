//! Server entries out of a document: finds the maps and lists that hold them, and collects what they say.

use std::path::{Path, PathBuf};

use stockade_model::{Approval, ClientId, ProblemKind, Scope, Secret, Server, SourceId, Span, Spanned, State};

use super::clients::{Client, Shape, Source};
use crate::Options;
use crate::document::{self, Entry, Format, Node, Value};

mod fields;

pub use fields::mark_shell_expansion;

/// What plugins write for their own folder.
const PLUGIN_ROOTS: &[&str] = &["${CLAUDE_PLUGIN_ROOT}/", "${CURSOR_PLUGIN_ROOT}/", "${PLUGIN_ROOT}/"];

/// A file that another one names and that holds servers too (a plugin's manifest names its `.mcp.json`).
pub struct Further {
    /// The file; one that does not exist starts nothing and is left out.
    pub path: PathBuf,
    /// Its format.
    pub format: Format,
    /// Where in it the servers stand.
    pub shape: Shape,
    /// Where they start.
    pub base: Option<PathBuf>,
}

/// What a reader notes besides servers.
#[derive(Default)]
pub struct Notes {
    /// Parts that could not be used.
    pub problems: Vec<(ProblemKind, Span, String)>,
    /// Things known to be invisible.
    pub gaps: Vec<String>,
    /// Servers that this file switches off although another layer defines them: name, and by what.
    /// In a project's file it switches off the project's own servers alone.
    pub toggles: Vec<(String, String)>,
    /// Files to read next, as if they were further files of the same source.
    pub further: Vec<Further>,
}

/// Collects the servers of one file.
pub struct Entries<'a> {
    client: &'a Client,
    source: &'a Source,
    path: &'a Path,
    base: Option<PathBuf>,
    /// Whose machine it is.
    pub options: &'a Options,
    /// What was collected; a reader may mend what the general rules got wrong for its client.
    pub servers: Vec<Server>,
    /// What else there is to say.
    pub notes: Notes,
}

impl<'a> Entries<'a> {
    /// For one file of a client.
    pub(super) fn new(
        client: &'a Client,
        source: &'a Source,
        path: &'a Path,
        base: Option<PathBuf>,
        options: &'a Options,
    ) -> Self {
        Self { client, source, path, base, options, servers: Vec::new(), notes: Notes::default() }
    }

    /// The client.
    pub const fn client_id(&self) -> ClientId {
        self.client.client_id()
    }

    /// The layer it is.
    pub const fn scope(&self) -> Scope {
        self.source.scope
    }

    /// The file.
    pub const fn path(&self) -> &Path {
        self.path
    }

    /// The folder that entries start in unless said otherwise.
    pub const fn base(&self) -> Option<&PathBuf> {
        self.base.as_ref()
    }

    /// From here on another folder is what entries start in: for a file that speaks about several.
    pub fn set_base(&mut self, base: Option<PathBuf>) {
        self.base = base;
    }

    pub(super) fn into_parts(self) -> (Vec<Server>, Notes) {
        (self.servers, self.notes)
    }

    /// Reads a document as the shape says.
    pub fn read_shape(&mut self, root: &Node, shape: Shape) {
        match shape {
            Shape::Map(paths) => {
                self.maps(root, paths);
            }
            Shape::MapOrFlat(paths) => {
                if !self.maps(root, paths) && root.entries().iter().any(|entry| looks_like_server(&entry.node)) {
                    self.map(root);
                }
            }
            Shape::List(paths, name) => {
                for path in paths {
                    for list in root.all_at(&split(path)) {
                        self.list(list, name);
                    }
                }
            }
            Shape::Custom(read) => read(root, self),
        }
    }

    /// Whether any of the paths exists.
    fn maps(&mut self, root: &Node, paths: &[&str]) -> bool {
        let mut found = false;
        for path in paths {
            for map in root.all_at(&split(path)) {
                found = true;
                self.map(map);
            }
        }
        found
    }

    /// Every member of a map from name to server, in this source's scope.
    pub fn map(&mut self, map: &Node) {
        let (scope, base) = (self.source.scope, self.base.clone());
        self.map_in(map, scope, base.as_ref());
    }

    /// Every member of a map from name to server, in another scope (`projects.*` of Claude Code).
    pub fn map_in(&mut self, map: &Node, scope: Scope, base: Option<&PathBuf>) {
        match &map.value {
            Value::Object(entries) => {
                for Entry { key, key_span, node } in entries {
                    self.server_in(Spanned::new(key.clone(), *key_span), node, scope, base);
                }
            }
            Value::Null => {}
            _ => self.problem(map.span, "the servers are not an object from name to entry"),
        }
    }

    /// Every item of a list of servers, each with its name under `name`.
    pub fn list(&mut self, list: &Node, name: &str) {
        let Value::Array(items) = &list.value else {
            if list.value != Value::Null {
                self.problem(list.span, "the servers are not a list");
            }
            return;
        };
        for (index, item) in items.iter().enumerate() {
            let named = item.get(name).and_then(|node| Some(Spanned::new(node.as_str()?.to_owned(), node.span)));
            let named = named.unwrap_or_else(|| Spanned::new(format!("#{}", index + 1), item.span));
            self.server(named, item);
        }
    }

    /// One server in this source's scope. Gives it back for mending; none where the entry was no server.
    pub fn server(&mut self, name: Spanned<String>, node: &Node) -> Option<&mut Server> {
        let (scope, base) = (self.source.scope, self.base.clone());
        self.server_in(name, node, scope, base.as_ref())
    }

    /// One server in another scope. An entry that cannot be understood costs only itself.
    pub fn server_in(
        &mut self,
        name: Spanned<String>,
        node: &Node,
        scope: Scope,
        base: Option<&PathBuf>,
    ) -> Option<&mut Server> {
        let switches = self.client.switches;
        if let Some(why) = toggle(node, switches) {
            if let Some(why) = why {
                self.notes.toggles.push((name.value, why));
            }
            return None;
        }
        let mut server = blank(name, self.client.client_id(), scope, node.span, base.cloned());
        if let Some(why) = self.source.inert {
            server.state = State::Inert(why.to_owned());
        }
        match fields::read(node, switches, &mut server) {
            Ok(()) => {}
            Err((span, message)) => {
                let text = format!("server `{}`: {message}", server.name.value);
                self.problem(span, text);
                return None;
            }
        }
        self.servers.push(server);
        self.servers.last_mut()
    }

    /// One server out of a database, put together from its columns: a tree without places. Its secrets are taken out
    /// here, because no parser of a file saw them.
    pub fn row(&mut self, name: &str, columns: &serde_json::Value) -> Option<&mut Server> {
        let mut text = columns.to_string();
        let mut node = document::parse(Format::Json, &text).ok()?;
        let secrets = document::secrets::take_out(&mut node, &mut text);
        node.set_spans(Span::default());
        let server = self.server(Spanned::new(name.to_owned(), Span::default()), &node)?;
        server.secrets = secrets.into_iter().map(|secret| Secret { span: Span::default(), ..secret }).collect();
        Some(server)
    }

    /// Switches off every collected server of that name.
    pub fn disable(&mut self, name: &str, why: &str) {
        for server in
            self.servers.iter_mut().filter(|server| server.name.value == name && server.state == State::Enabled)
        {
            server.state = State::Disabled(why.to_owned());
        }
    }

    /// Every tool of every server of this file is called without asking, by a setting of the same file at this place.
    pub fn approve_all(&mut self, span: Span) {
        for server in &mut self.servers {
            server.approvals.push(Spanned::new(Approval::All, span));
        }
    }

    /// The servers of a plugin's manifest under one of its keys: written there, or in files that it names, relative to
    /// the plugin's folder.
    pub fn plugin_servers(&mut self, root: &Node, key: &str) {
        for value in root.all_at(&[key]) {
            let single = std::slice::from_ref(value);
            let parts = if let Value::Array(items) = &value.value { items.as_slice() } else { single };
            for part in parts {
                match part.as_str() {
                    Some(text) => self.named_file(text, part.span),
                    None => self.map(part),
                }
            }
        }
    }

    fn named_file(&mut self, text: &str, span: Span) {
        if text.contains("://") || [".mcpb", ".dxt"].iter().any(|end| text.to_ascii_lowercase().ends_with(end)) {
            self.notes.gaps.push(format!("the plugin brings a server as a bundle that is not read: `{text}`"));
            return;
        }
        let inside = PLUGIN_ROOTS.iter().find_map(|root| text.strip_prefix(root)).unwrap_or(text);
        match crate::resolve::Machine::of(self.options).path(inside, self.base.as_deref()) {
            Some(path) => {
                let shape = Shape::MapOrFlat(&["mcpServers", "mcp_servers"]);
                self.notes.further.push(Further { path, format: Format::Json, shape, base: self.base.clone() });
            }
            None => self.problem(span, format!("nobody can say where `{text}` lies, which has servers of the plugin")),
        }
    }

    /// Notes a part of the file that could not be used.
    pub fn problem(&mut self, span: Span, message: impl Into<String>) {
        self.notes.problems.push((ProblemKind::Entry, span, message.into()));
    }
}

/// A server about which nothing is known yet but its name and place.
pub fn blank(name: Spanned<String>, client: ClientId, scope: Scope, span: Span, base: Option<PathBuf>) -> Server {
    Server {
        name,
        client,
        shared_with: Vec::new(),
        scope,
        source: SourceId::default(),
        span,
        transport: stockade_model::Transport::Unknown,
        command: None,
        args: Vec::new(),
        env: Vec::new(),
        env_file: None,
        cwd: None,
        url: None,
        headers: Vec::new(),
        state: State::Enabled,
        approvals: Vec::new(),
        code: Vec::new(),
        secrets: Vec::new(),
        base,
    }
}

/// Whether an object has a member that only servers have.
pub fn looks_like_server(node: &Node) -> bool {
    ["command", "cmd", "url", "serverUrl", "httpUrl", "baseUrl", "uri"].iter().any(|key| node.get(key).is_some())
}

/// An entry that only switches a server of another layer on or off: outer none, it is a real entry; inner none, it switches on.
fn toggle(node: &Node, switches: &[&str]) -> Option<Option<String>> {
    let Value::Object(entries) = &node.value else { return None };
    let only_switches = !entries.is_empty() && entries.iter().all(|entry| switches.contains(&entry.key.as_str()));
    only_switches.then(|| fields::switched_off(node, switches))
}

fn split(path: &str) -> Vec<&str> {
    path.split('/').collect()
}
