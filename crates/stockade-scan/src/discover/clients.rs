//! Every client Stockade knows. One client, one file `clients/<id>.rs`, one line in the list below.
//!
//! A client is mostly data: where its files are ([`super::template`]), what format they have, and where in them the
//! servers stand. What does not fit is a small function beside the data.

use stockade_model::{ClientId, Os, Scope};

use super::entry::Entries;
use super::hunt::Hunt;
use crate::document::{Format, Node};

/// A client: identity and places as data.
pub struct Client {
    /// Kebab-case id, never renamed.
    pub id: &'static str,
    /// The name people know.
    pub name: &'static str,
    /// Its files, in the order of precedence that the client documents, or as listed in its reference.
    pub sources: &'static [Source],
    /// What is known to be invisible whenever this client is installed: printed if any of its files is found.
    pub gaps: &'static [&'static str],
    /// Members by which an entry is switched off here, `disabled` or words that mean on. What a client does not heed hides
    /// nothing: the server starts all the same.
    pub switches: &'static [&'static str],
    /// Tells which projects the client has on record.
    pub projects: Option<fn(&mut Hunt<'_>, &Client)>,
    /// Last look at this client's servers when all its files are read: toggles that stand in other files, policies.
    pub adjust: Option<fn(&mut Hunt<'_>, &Client)>,
}

impl Client {
    /// The starting point for a definition: nothing but a name, and the switches that most clients heed.
    pub const fn new(id: &'static str, name: &'static str, sources: &'static [Source]) -> Self {
        Self { id, name, sources, gaps: &[], switches: &["disabled", "enabled"], projects: None, adjust: None }
    }

    /// Its id as the model has it.
    pub const fn client_id(&self) -> ClientId {
        ClientId(self.id)
    }
}

/// The systems a source exists on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct On {
    linux: bool,
    macos: bool,
    windows: bool,
}

impl On {
    /// Everywhere.
    pub const ALL: Self = Self { linux: true, macos: true, windows: true };
    /// Linux alone.
    pub const LINUX: Self = Self { linux: true, macos: false, windows: false };
    /// macOS alone.
    pub const MACOS: Self = Self { linux: false, macos: true, windows: false };
    /// Windows alone.
    pub const WINDOWS: Self = Self { linux: false, macos: false, windows: true };
    /// Linux and macOS.
    pub const UNIX: Self = Self { linux: true, macos: true, windows: false };

    /// Whether it holds for this system.
    pub const fn holds(self, os: Os) -> bool {
        match os {
            Os::Linux => self.linux,
            Os::Macos => self.macos,
            Os::Windows => self.windows,
        }
    }
}

/// The directory that entries of a source start in, and that `${workspaceFolder}` and the like mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// The client promises none.
    None,
    /// The project for `{project}` and `{ancestors}` templates, else none.
    Project,
    /// The folder so many levels above the file: 1 is the file's own folder.
    Up(usize),
}

/// How a source is read.
#[derive(Clone, Copy)]
pub enum Read {
    /// A text document, servers as the shape says.
    Text(Format, Shape),
    /// A SQLite database, opened read-only and immutable.
    Sqlite(fn(&rusqlite::Connection, &mut Entries<'_>) -> rusqlite::Result<()>),
    /// A zip archive's member, a JSON document.
    Archive(&'static str, fn(&Node, &mut Entries<'_>)),
    /// A script or another text without a tree.
    Raw(fn(&str, &mut Entries<'_>)),
    /// Known to hold servers that cannot be read here: its presence is a gap, the text says why.
    Invisible(&'static str),
}

/// Where in a document the servers stand.
#[derive(Clone, Copy)]
pub enum Shape {
    /// A map from name to server at one of these key paths, each path's keys separated by `/`; every path that exists is read.
    Map(&'static [&'static str]),
    /// Like `Map`; where none of the paths exists, the document itself is such a map if its members look like servers.
    MapOrFlat(&'static [&'static str]),
    /// A list of servers, each with its name under the second key, at one of these key paths.
    List(&'static [&'static str], &'static str),
    /// The rest.
    Custom(fn(&Node, &mut Entries<'_>)),
}

/// A file, or a family of files, that a client reads.
pub struct Source {
    /// Which layer it is.
    pub scope: Scope,
    /// On which systems.
    pub on: On,
    /// Its path template, see [`super::template`].
    pub path: &'static str,
    /// How it is read.
    pub read: Read,
    /// Where its servers start.
    pub base: Base,
    /// For places that no client reads although people put servers there: why they are inert.
    pub inert: Option<&'static str>,
}

impl Source {
    /// A JSON (JSONC, JSON5) file with a map of servers. The base follows from the scope.
    pub const fn json(scope: Scope, on: On, path: &'static str, keys: &'static [&'static str]) -> Self {
        Self::new(scope, on, path, Read::Text(Format::Json, Shape::Map(keys)))
    }

    /// Any source. The base follows from the scope: the project, the plugin's folder, or none.
    pub const fn new(scope: Scope, on: On, path: &'static str, read: Read) -> Self {
        let base = match scope {
            Scope::Project | Scope::Local | Scope::Workspace | Scope::Devcontainer | Scope::Agent => Base::Project,
            Scope::Plugin | Scope::Extension => Base::Up(1),
            Scope::Managed | Scope::User | Scope::Profile => Base::None,
        };
        Self { scope, on, path, read, base, inert: None }
    }

    /// The same source with another base.
    #[must_use]
    pub const fn base(mut self, base: Base) -> Self {
        self.base = base;
        self
    }

    /// The same source, which no client reads.
    #[must_use]
    pub const fn inert(mut self, why: &'static str) -> Self {
        self.inert = Some(why);
        self
    }
}

macro_rules! clients {
    ($($module:ident),* $(,)?) => {
        $(mod $module;)*

        /// Every client, in the order of the reference. Not a constant: the program would hold its tables once for each use.
        pub static ALL: &[&Client] = &[$(&$module::CLIENT),*];
    };
}

clients! {
    claude_desktop,
    claude_extensions,
    claude_code,
    cursor,
    vscode,
    vscode_server,
    copilot_cli,
    copilot_jetbrains,
    copilot_xcode,
    copilot_eclipse,
    visual_studio,
    windsurf,
    cline,
    roo_code,
    kilo_code,
    zed,
    gemini_cli,
    antigravity,
    codex,
    r#continue,
    goose,
    opencode,
    crush,
    amp,
    amazon_q,
    kiro,
    lm_studio,
    jan,
    qwen_code,
    junie,
    jetbrains_ai,
    warp,
    augment,
    factory_droid,
    trae,
    qoder,
    mistral_vibe,
    kimi,
    grok_cli,
    hermes_agent,
    openclaw,
    devin_local,
    openhands,
    rovo_dev,
    deepagents,
    zcode,
    tabnine,
    iflow,
    forge,
    pi,
    muse_code,
    reasonix,
    takt,
    cortex_code,
    firebase_studio,
    firebender,
    mcporter,
    boltai,
    five_ire,
    cherry_studio,
    dyad,
    witsy,
    enconvo,
    tome,
    sema4_studio,
    bedrock_client,
    perplexity,
    librechat,
    open_webui,
    docker_mcp_toolkit,
}

/// The client with this id.
pub fn find(id: &str) -> Option<&'static Client> {
    ALL.iter().copied().find(|client| client.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_unique_kebab_case_and_templates_resolve() {
        let mut seen = std::collections::BTreeSet::new();
        for client in ALL {
            assert!(seen.insert(client.id), "{} stands twice", client.id);
            assert!(
                client.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
                "{}",
                client.id
            );
            for source in client.sources {
                super::super::template::check(source.path).unwrap_or_else(|error| panic!("{}: {error}", client.id));
            }
        }
    }
}
