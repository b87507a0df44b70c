//! What discovery works with: files read once, servers collected in order, problems and gaps noted as they appear.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use stockade_model::inventory::ConfigFile;
use stockade_model::{
    ClientId, Gap, Inventory, Location, Problem, ProblemKind, Scope, Secret, Server, SourceFile, SourceId, Span, State,
};

use super::clients::{Base, Client, Read, Source};
use super::entry::{Entries, Further};
use super::template;
use crate::Options;
use crate::document::{self, Format, Node, read};

mod archive;
mod containers;
mod links;

/// A file that names a file that names a file: no client goes further.
const MAX_FURTHER: usize = 3;
/// A file's duplicate keys beyond this number are only counted: a report is for people.
const MAX_DUPLICATES: usize = 20;

/// A text document that was read: its tree and what was taken out of it.
#[derive(Debug)]
pub struct Document {
    /// The file.
    pub source: SourceId,
    /// Its tree, secrets replaced.
    pub node: Node,
    /// The secrets that stood in it.
    pub secrets: Vec<Secret>,
}

/// A switch that stands apart from the server it is for.
struct Toggle {
    name: String,
    why: String,
    /// The project whose file it stands in: it says nothing about other projects, nor about the user's own servers
    /// elsewhere, so that no checkout hides what starts in another place.
    base: Option<PathBuf>,
}

/// One file to read for a client.
struct Step {
    path: PathBuf,
    read: Read,
    base: Option<PathBuf>,
    /// How many files that name files may follow.
    left: usize,
}

/// One run of discovery.
pub struct Hunt<'a> {
    /// Whose machine it is.
    pub options: &'a Options,
    inventory: Inventory,
    documents: HashMap<PathBuf, Option<Rc<Document>>>,
    projects: Vec<PathBuf>,
    known_projects: HashSet<PathBuf>,
    /// Files by client and real path, so that two templates that lead to one file count once.
    read: HashSet<(ClientId, PathBuf)>,
    real_paths: HashMap<PathBuf, PathBuf>,
    /// Servers by file and place, so that several clients that read one file share the entry.
    placed: HashMap<(SourceId, Span), Vec<usize>>,
    gaps: BTreeSet<Gap>,
    reported: HashSet<(PathBuf, ProblemKind)>,
}

impl<'a> Hunt<'a> {
    /// An empty run.
    pub fn new(options: &'a Options) -> Self {
        Self {
            options,
            inventory: Inventory::default(),
            documents: HashMap::new(),
            projects: Vec::new(),
            known_projects: HashSet::new(),
            read: HashSet::new(),
            real_paths: HashMap::new(),
            placed: HashMap::new(),
            gaps: BTreeSet::new(),
            reported: HashSet::new(),
        }
    }

    /// Adds a project directory; relative and unknown ones are left out, the same one counts once.
    pub fn add_project(&mut self, path: PathBuf) {
        if path.is_absolute() && path.is_dir() && self.known_projects.insert(path.clone()) {
            self.projects.push(path);
        }
    }

    /// A project path or `file:` address as a config records it, mapped to this disk (a foreign Windows home says
    /// `C:\Users\…`).
    pub fn add_recorded_project(&mut self, text: &str) {
        if let Some(path) = self.recorded_path(text) {
            self.add_project(path);
        }
    }

    /// Where on this disk lies what a config records as a path or `file:` address; none where nobody can say.
    pub fn recorded_path(&self, text: &str) -> Option<PathBuf> {
        let text = match text.strip_prefix("file://") {
            Some(address) => file_address(address),
            None => text.to_owned(),
        };
        crate::resolve::Machine::of(self.options).path(&text, None)
    }

    /// The projects found so far.
    pub fn projects(&self) -> &[PathBuf] {
        &self.projects
    }

    /// Notes something invisible; the same words count once.
    pub fn gap(&mut self, gap: Gap) {
        self.gaps.insert(gap);
    }

    /// Notes a problem with a path that has no text.
    pub fn problem(&mut self, client: Option<ClientId>, kind: ProblemKind, path: &Path, message: impl Into<String>) {
        if self.reported.insert((path.to_path_buf(), kind)) {
            let location = Location::Path(path.to_path_buf());
            self.inventory.problems.push(Problem { kind, location, client, message: message.into() });
        }
    }

    /// Notes a problem at a place in a file that was read.
    pub fn problem_at(
        &mut self,
        client: Option<ClientId>,
        kind: ProblemKind,
        location: Location,
        message: impl Into<String>,
    ) {
        self.inventory.problems.push(Problem { kind, location, client, message: message.into() });
    }

    /// Adds a file to the sources.
    pub fn add_source(&mut self, file: SourceFile) -> SourceId {
        self.inventory.add_source(file)
    }

    /// A file that was read.
    pub fn source(&self, id: SourceId) -> Option<&SourceFile> {
        self.inventory.source(id)
    }

    /// Every server collected so far, for a client's last look. Entries that several clients share belong to the first.
    pub fn servers_mut(&mut self) -> &mut Vec<Server> {
        &mut self.inventory.servers
    }

    /// Where MCP packages of project files are collected.
    pub fn mentions_mut(&mut self) -> &mut Vec<stockade_model::Mention> {
        &mut self.inventory.mentions
    }

    /// Where their other packages are collected.
    pub fn dependencies_mut(&mut self) -> &mut Vec<stockade_model::Dependency> {
        &mut self.inventory.dependencies
    }

    /// The paths of a template on the scanned system, in a fixed order; what could not be listed is noted.
    pub fn paths(&mut self, template: &str, client: Option<ClientId>) -> Vec<template::Match> {
        let matches = template::resolve(template, self.options, &self.projects);
        if let Some(folder) = matches.truncated {
            self.problem(
                client,
                ProblemKind::Truncated,
                &folder,
                "more entries than are looked at; the rest was left out",
            );
        }
        if let Some(folder) = matches.too_deep {
            // A gap, no problem: what lies that deep is nearly always some package's own tree.
            let what = format!("folders more than {} deep were left out", template::MAX_DEPTH);
            self.gap(Gap { client, what, path: Some(folder) });
        }
        for (folder, error) in matches.unreadable {
            self.problem(client, ProblemKind::Unreadable, &folder, format!("cannot list the folder: {error}"));
        }
        matches.found
    }

    /// A text document, read and parsed once. None where it does not exist, or could not be read, which is noted.
    pub fn document(&mut self, path: &Path, format: Format, client: Option<ClientId>) -> Option<Rc<Document>> {
        if let Some(known) = self.documents.get(path) {
            return known.clone();
        }
        let document = self.load(path, format, client).map(Rc::new);
        self.documents.insert(path.to_path_buf(), document.clone());
        document
    }

    /// The documents that a template leads to, as far as they exist, each with the project it was resolved for.
    pub fn documents(
        &mut self,
        template: &str,
        format: Format,
        client: &Client,
    ) -> Vec<(Option<PathBuf>, Rc<Document>)> {
        let id = Some(client.client_id());
        let places = self.paths(template, id);
        places.into_iter().filter_map(|place| Some((place.project, self.document(&place.path, format, id)?))).collect()
    }

    fn load(&mut self, path: &Path, format: Format, client: Option<ClientId>) -> Option<Document> {
        let raw = self.text(path, client)?;
        let mut text = raw.text;
        match document::parse(format, &text) {
            Ok(mut node) => {
                let secrets = document::secrets::take_out(&mut node, &mut text);
                // Elements of XML repeat by nature.
                let duplicates = if format == Format::Xml { Vec::new() } else { document::duplicate_keys(&node) };
                let source = self.add_source(SourceFile { path: path.to_path_buf(), real_path: raw.real_path, text });
                let more = duplicates.len().saturating_sub(MAX_DUPLICATES);
                for (at, (key, _, second)) in duplicates.into_iter().take(MAX_DUPLICATES).enumerate() {
                    let mut message =
                        format!("the key `{key}` stands twice in one object; clients differ in which one they take");
                    if more > 0 && at + 1 == MAX_DUPLICATES {
                        message.push_str(&format!(" ({more} more in this file)"));
                    }
                    self.problem_at(client, ProblemKind::DuplicateKey, Location::span(source, second), message);
                }
                Some(Document { source, node, secrets })
            }
            Err(error) => {
                // The text was not understood, so nobody knows where its secrets are: only its line structure is kept.
                let blank: String = text.chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
                let position = SourceFile { path: PathBuf::new(), real_path: None, text }.position(error.span.start);
                let source =
                    self.add_source(SourceFile { path: path.to_path_buf(), real_path: raw.real_path, text: blank });
                let message = format!("{} (line {}, column {})", error.message, position.line, position.column);
                self.problem_at(client, error.kind, Location::file(source), message);
                None
            }
        }
    }

    /// A text file. None where it does not exist, or could not be read, which is noted.
    pub fn text(&mut self, path: &Path, client: Option<ClientId>) -> Option<read::RawText> {
        match read::read_text(path, read::MAX_BYTES) {
            Ok(raw) => Some(raw),
            Err(error) => {
                self.read_failed(path, &error, client);
                None
            }
        }
    }

    /// A text file without a tree, added to the sources with its secrets masked byte for byte: what is read out of it
    /// afterwards cannot hold one. None where it does not exist, or could not be read, which is noted.
    pub fn masked_text(&mut self, path: &Path) -> Option<(SourceId, String)> {
        let raw = self.text(path, None)?;
        let mut text = raw.text;
        // Secrets are looked for word by word: the text has no structure that could say more.
        let mut whole = Node::new(document::Value::String(text.clone()), Span::new(0, text.len()));
        document::secrets::take_out(&mut whole, &mut text);
        let file = SourceFile { path: path.to_path_buf(), real_path: raw.real_path, text: text.clone() };
        Some((self.add_source(file), text))
    }

    /// The masked text of a source; empty for what is none.
    pub fn source_text(&self, source: SourceId) -> String {
        self.inventory.source(source).map(|file| file.text.clone()).unwrap_or_default()
    }

    /// Notes why a file could not be read; a file that does not exist is no problem, a dangling link is one.
    pub fn read_failed(&mut self, path: &Path, error: &read::ReadError, client: Option<ClientId>) {
        if let Err(closed) = std::fs::symlink_metadata(path) {
            self.closed(path, closed, client);
        } else if !error.is_missing() {
            self.problem(client, error.kind(), path, error.to_string());
        } else if std::fs::symlink_metadata(path).is_ok() {
            self.problem(client, ProblemKind::Unreadable, path, "is a symbolic link to a file that does not exist");
        }
    }

    /// Notes why nobody can say whether a path exists, at the folder that does not tell.
    fn closed(&mut self, path: &Path, error: std::io::Error, client: Option<ClientId>) {
        let error = read::failed(path, error);
        if error.is_missing() {
            return;
        }
        let folder = path.ancestors().skip(1).find(|folder| std::fs::symlink_metadata(folder).is_ok()).unwrap_or(path);
        let kind = error.kind();
        let message = match error {
            read::ReadError::Loop { .. } => format!("`{}` is a loop of symbolic links", folder.display()),
            read::ReadError::Io { source, .. } => format!("cannot look into the folder: {source}"),
            other => other.to_string(),
        };
        self.problem(client, kind, folder, message);
    }

    /// Reads all files of a client, then lets it have its last look.
    pub fn read_client(&mut self, client: &Client) {
        let found = self.read_more(client, client.sources);
        if let Some(adjust) = client.adjust {
            adjust(self, client);
        }
        if found {
            for what in client.gaps {
                self.gap(Gap { client: Some(client.client_id()), what: (*what).to_owned(), path: None });
            }
        }
    }

    /// Reads sources of a client: its own, and those that a setting of it brings in. Whether any of their files exists.
    pub fn read_more(&mut self, client: &Client, sources: &[Source]) -> bool {
        let mut found = false;
        let mut toggles = Vec::new();
        for source in sources.iter().filter(|source| source.on.holds(self.options.os)) {
            for place in self.paths(source.path, Some(client.client_id())) {
                let base = match source.base {
                    Base::None => None,
                    Base::Project => place.project,
                    Base::Up(levels) => place.path.ancestors().nth(levels).map(Path::to_path_buf),
                };
                let step = Step { path: place.path, read: source.read, base, left: MAX_FURTHER };
                found |= self.read_file(client, source, step, &mut toggles);
            }
        }
        for toggle in toggles {
            for server in self.inventory.servers.iter_mut().filter(|server| server.client.0 == client.id) {
                let meant = toggle.base.is_none() || server.base == toggle.base;
                if meant && server.name.value == toggle.name && server.state == State::Enabled {
                    server.state = State::Disabled(toggle.why.clone());
                }
            }
        }
        found
    }

    /// The path behind links, asked for once: many clients read one project's file.
    fn real(&mut self, path: &Path) -> PathBuf {
        if let Some(known) = self.real_paths.get(path) {
            return known.clone();
        }
        let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        self.real_paths.insert(path.to_path_buf(), real.clone());
        real
    }

    /// Whether the file exists and was read. Files that it names are read too.
    fn read_file(&mut self, client: &Client, source: &Source, step: Step, toggles: &mut Vec<Toggle>) -> bool {
        let id = client.client_id();
        // Most places of most clients do not exist: one look decides.
        if let Err(error) = std::fs::symlink_metadata(&step.path) {
            self.closed(&step.path, error, Some(id));
            return false;
        }
        let Some(path) = self.within(step.path, id) else { return true };
        let path = path.as_path();
        let real = self.real(path);
        if self.read.contains(&(id, real.clone())) {
            return false;
        }
        let mut entries = Entries::new(client, source, path, step.base, self.options);
        let read = match step.read {
            Read::Text(format, shape) => self.document(path, format, Some(id)).map(|document| {
                entries.read_shape(&document.node, shape);
                (document.source, document.secrets.clone())
            }),
            Read::Raw(reader) => self.raw(path, reader, &mut entries),
            Read::Sqlite(reader) => self.sqlite(path, reader, &mut entries).map(|source| (source, Vec::new())),
            Read::Archive(member, reader) => self.archive(path, member, reader, &mut entries),
            Read::Invisible(why) => {
                self.gap(Gap { client: Some(id), what: why.to_owned(), path: Some(path.to_path_buf()) });
                return true;
            }
        };
        let Some((source_id, secrets)) = read else { return false };
        self.read.insert((id, real));
        let further = std::mem::take(&mut entries.notes.further);
        self.collect(client, source, source_id, &secrets, entries, toggles);
        for Further { path, format, shape, base } in further {
            if step.left == 0 {
                self.problem(Some(id), ProblemKind::Truncated, &path, "is named by too long a row of files; not read");
                continue;
            }
            let next = Step { path, read: Read::Text(format, shape), base, left: step.left - 1 };
            self.read_file(client, source, next, toggles);
        }
        true
    }

    fn collect(
        &mut self,
        client: &Client,
        source: &Source,
        file: SourceId,
        secrets: &[Secret],
        entries: Entries<'_>,
        toggles: &mut Vec<Toggle>,
    ) {
        let id = client.client_id();
        let everywhere = matches!(source.scope, Scope::Managed | Scope::User | Scope::Profile);
        let base = entries.base().filter(|_| !everywhere).cloned();
        let (servers, notes) = entries.into_parts();
        self.inventory.configs.push(ConfigFile {
            client: id,
            scope: source.scope,
            source: file,
            servers: servers.len(),
        });
        // Clients look into files that are mostly about something else; only where servers stand is it theirs.
        let mut loose: Vec<bool> = vec![!servers.is_empty(); secrets.len()];
        for mut server in servers {
            server.source = file;
            let whole = server.span.cover(server.name.span);
            // They are in file order, and so are looked up: a file of thousands of servers has thousands of secrets.
            let first = secrets.partition_point(|secret| secret.span.start < whole.start);
            let here = secrets.iter().zip(&mut loose).skip(first);
            for (secret, loose) in here.take_while(|(secret, _)| secret.span.start <= whole.end) {
                if secret.span.end <= whole.end {
                    server.secrets.push(secret.clone());
                    *loose = false;
                }
            }
            let twins = self.placed.entry((file, server.span)).or_default();
            // One client may have switched off what another starts from the same file: then they are two servers.
            let twin = twins.iter().copied().find(|at| {
                self.inventory
                    .servers
                    .get(*at)
                    .is_some_and(|known| known.client != id && known.name == server.name && known.state == server.state)
            });
            match twin.and_then(|at| self.inventory.servers.get_mut(at)) {
                Some(known) if !known.shared_with.contains(&id) => known.shared_with.push(id),
                Some(_) => {}
                None => {
                    twins.push(self.inventory.servers.len());
                    self.inventory.servers.push(server);
                }
            }
        }
        for (secret, _) in secrets.iter().zip(loose).filter(|(_, loose)| *loose) {
            let entry = (file, secret.clone());
            if !self.inventory.secrets.contains(&entry) {
                self.inventory.secrets.push(entry);
            }
        }
        for (kind, span, message) in notes.problems {
            self.problem_at(Some(id), kind, Location::span(file, span), message);
        }
        for what in notes.gaps {
            let path = self.inventory.source(file).map(|source| source.path.clone());
            self.gap(Gap { client: Some(id), what, path });
        }
        toggles.extend(notes.toggles.into_iter().map(|(name, why)| Toggle { name, why, base: base.clone() }));
    }

    /// The inventory, in its final order.
    pub fn finish(mut self) -> Inventory {
        self.inventory.gaps = self.gaps.into_iter().collect();
        self.inventory.projects = self.projects;
        self.inventory
    }
}

/// The path of a `file:` address, given without its scheme: escapes undone, the slash before a drive letter left out.
fn file_address(address: &str) -> String {
    let mut bytes = Vec::with_capacity(address.len());
    let mut rest = address;
    while let Some(c) = rest.chars().next() {
        let escaped = rest.strip_prefix('%').and_then(|rest| rest.get(..2));
        if let Some(byte) = escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            bytes.push(byte);
            rest = rest.get(3..).unwrap_or("");
        } else {
            bytes.extend(c.encode_utf8(&mut [0; 4]).bytes());
            rest = rest.get(c.len_utf8()..).unwrap_or("");
        }
    }
    let path = String::from_utf8_lossy(&bytes).into_owned();
    let drive = path.strip_prefix('/').filter(|path| path.get(1..2) == Some(":"));
    drive.map_or(path.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_addresses_become_paths() {
        assert_eq!(file_address("/home/a%20b/%C3%A4"), "/home/a b/ä");
        assert_eq!(file_address("/c%3A/Users/x"), "c:/Users/x");
        assert_eq!(file_address("/odd%zz%2"), "/odd%zz%2");
    }
}
