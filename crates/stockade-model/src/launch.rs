//! What a server entry or launch line really starts: the answer of resolution.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Package, Span};

/// A wrapper that was peeled off to get at the real command, outermost first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wrapper {
    /// The launcher's id, for example `cmd`, `env`, `bash`, `sudo`.
    pub id: &'static str,
    /// What it changes that a reader should know, for example `runs as another user`; empty where nothing.
    pub note: String,
}

/// The part a component plays in a launch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The code that speaks MCP.
    Server,
    /// A program that only forwards to another server (`mcp-remote`).
    Bridge,
    /// The far end of a remote entry or a bridge.
    Remote,
    /// Code installed or loaded beside the server (`--with`, `--package` beyond the one that runs, `--require`).
    Additional,
}

/// What a component is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Target {
    /// A package from a registry.
    Package {
        /// Which.
        package: Package,
        /// The executable or module of the package that is run, where the line names one.
        entry: Option<String>,
    },
    /// A container image.
    Image {
        /// The image, with its registry host as the runtime completes it.
        package: Package,
        /// `sha256:…`, where the line gives it.
        digest: Option<String>,
        /// The tag, where the line gives one.
        tag: Option<String>,
    },
    /// A file or folder on this machine.
    Local {
        /// As resolved; relative where the working directory is unknown.
        path: PathBuf,
        /// Whether it exists; none where that could not be asked (a foreign home, another machine).
        exists: Option<bool>,
        /// The package whose tree it belongs to, read from the nearest manifest.
        belongs_to: Option<Package>,
    },
    /// A program looked up on `PATH`.
    Program {
        /// Its name as looked up.
        name: String,
        /// The first match, links resolved; none where nothing matched or `PATH` is unknown.
        path: Option<PathBuf>,
    },
    /// A source repository that the launcher clones.
    Git {
        /// Its address, secrets replaced.
        url: String,
        /// Branch, tag or commit.
        reference: Option<String>,
    },
    /// An archive that the launcher downloads.
    Archive {
        /// Its address, secrets replaced.
        url: String,
    },
    /// A remote server.
    Remote {
        /// Its address, secrets replaced.
        url: String,
    },
    /// Source text in the launch line or config.
    Inline {
        /// `python`, `javascript`, `shell` …
        language: String,
    },
    /// Part of the client.
    Builtin {
        /// Its name there.
        name: String,
    },
}

/// How tightly the launch fixes what it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "value")]
pub enum Pin {
    /// A content hash or full commit id.
    Hash(String),
    /// One version, whose bytes the registry still chooses.
    Exact(String),
    /// A version range.
    Range(String),
    /// A tag or branch that can move (`latest`, `main`).
    Tag(String),
    /// Nothing: whatever is newest.
    Nothing,
    /// Does not apply: local files, remote addresses, parts of the client.
    NotApplicable,
}

impl Pin {
    /// The word used in every output.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Hash(_) => "hash",
            Self::Exact(_) => "exact",
            Self::Range(_) => "range",
            Self::Tag(_) => "tag",
            Self::Nothing => "nothing",
            Self::NotApplicable => "n/a",
        }
    }
}

/// Who decided which registry is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RegistryOrigin {
    /// Nothing names one: the package client's own default.
    ClientDefault,
    /// The user's own configuration (home directory, system).
    User,
    /// A file of the project the server starts in, or of one of its ancestors.
    Project,
    /// An argument of the launch line.
    Argument,
    /// The environment that the server entry sets.
    Environment,
}

/// The registry a package comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Registry {
    /// Who decided.
    pub origin: RegistryOrigin,
    /// Its address, secrets replaced; none for the client's default.
    pub url: Option<String>,
    /// The file that says so.
    pub file: Option<PathBuf>,
    /// The user's own registry for the same package, to compare with; none for the client's default.
    pub users_own: Option<String>,
    /// Asked besides the main one (`--extra-index-url`, `--find-links`): the package may come from any of them.
    pub additional: bool,
}

impl Registry {
    /// The default of the package client: nothing names a registry.
    pub const fn client_default() -> Self {
        Self { origin: RegistryOrigin::ClientDefault, url: None, file: None, users_own: None, additional: false }
    }

    /// Whether a project, argument or server environment overrides the user's own registry with another one.
    pub fn is_foreign(&self) -> bool {
        matches!(self.origin, RegistryOrigin::Project | RegistryOrigin::Argument | RegistryOrigin::Environment)
            && self.url.as_deref().map(|url| url.trim_end_matches('/'))
                != self.users_own.as_deref().map(|url| url.trim_end_matches('/'))
    }
}

/// A local file that runs instead of the package the line names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shadow {
    /// What runs.
    pub path: PathBuf,
    /// What the line named.
    pub instead_of: Package,
}

/// One piece of code that a launch brings in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Component {
    /// Its part.
    pub role: Role,
    /// What it is.
    pub target: Target,
    /// How it is fixed.
    pub pin: Pin,
    /// Where packages come from; the possible ones, the one asked first in front. Empty for what is no package.
    pub registries: Vec<Registry>,
    /// The name the line shows where that differs from what runs (`decoy@npm:evil`, `--package=evil good`).
    pub claimed: Option<String>,
    /// A local copy that runs instead.
    pub shadow: Option<Shadow>,
    /// The words of the launch line that decide this component.
    pub span: Option<Span>,
}

impl Component {
    /// A component with nothing known but what it is.
    pub const fn new(role: Role, target: Target, pin: Pin) -> Self {
        Self { role, target, pin, registries: Vec::new(), claimed: None, shadow: None, span: None }
    }

    /// The package, where it is one.
    pub const fn package(&self) -> Option<&Package> {
        match &self.target {
            Target::Package { package, .. } | Target::Image { package, .. } => Some(package),
            _ => None,
        }
    }
}

/// Environment, a flag or a file that changes what the launch line means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Effect {
    /// What kind.
    pub kind: EffectKind,
    /// The variable, flag or setting, for example `NODE_OPTIONS`, `--entrypoint`, `registry`.
    pub name: String,
    /// Its value, secrets replaced.
    pub value: String,
    /// The file it stands in, where it is not the entry itself.
    pub file: Option<PathBuf>,
    /// Where in the entry, where it is there.
    pub span: Option<Span>,
}

/// The kinds of [`Effect`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EffectKind {
    /// Loads code into the process (`NODE_OPTIONS=--require`, `LD_PRELOAD`, `PYTHONPATH`, `DYLD_*`).
    InjectsCode,
    /// Changes which program a name finds (`PATH`).
    ProgramLookup,
    /// Changes where packages come from.
    PackageSource,
    /// Gives a container a part of the host: a mount; the value is `host:container[:mode]`.
    Mount,
    /// Gives a container more rights than the default; the value is the flag.
    Privilege,
    /// Replaces the program that an image or package would run.
    Entrypoint,
    /// Grants a permission to the runtime (`deno --allow-all`).
    Permission,
    /// Runs on another machine or as another user.
    Elsewhere,
}

/// Why nobody can say what a launch runs without running it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Opaque {
    /// What kind.
    pub reason: OpaqueReason,
    /// One line for people.
    pub detail: String,
    /// The words it comes from.
    pub span: Option<Span>,
}

/// The kinds of [`Opaque`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OpaqueReason {
    /// A shell string with `;`, `&&`, a pipe, a substitution or a redirection.
    ShellSyntax,
    /// A variable or placeholder stands where the target is named.
    Unexpanded,
    /// The target is chosen by a service at run time.
    RemoteChoice,
    /// Source text that would have to be executed to know.
    InlineCode,
    /// A launcher's argument that it would reject or that Stockade does not know; guessing would be wrong.
    UnknownArgument,
    /// Wrappers nested deeper than the limit.
    TooDeep,
    /// A task name, script or target whose definition is elsewhere and was not found.
    Indirect,
    /// The entry names nothing that could be started.
    Empty,
}

/// The whole answer for one launch.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Launch {
    /// What was peeled off, outermost first.
    pub wrappers: Vec<Wrapper>,
    /// The launcher that decided, for example `npx`; none for a remote entry.
    pub launcher: Option<&'static str>,
    /// What runs. The server comes first, or the bridge in front of it. Empty only where `opaque` is set.
    pub components: Vec<Component>,
    /// What could not be known.
    pub opaque: Vec<Opaque>,
    /// What changes the meaning.
    pub effects: Vec<Effect>,
    /// Things worth saying that are no finding by themselves (`placeholder ${X} was left as it stands`).
    pub notes: Vec<String>,
}

impl Launch {
    /// The component that speaks MCP, or the one nearest to it.
    pub fn primary(&self) -> Option<&Component> {
        self.components.iter().find(|component| component.role == Role::Server).or_else(|| self.components.first())
    }
}
