//! Clients (the apps that hold a config), operating systems, and the scopes a server entry can stand in.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The kebab-case id of a client, for example `claude-desktop`. Never renamed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct ClientId(pub &'static str);

impl std::fmt::Display for ClientId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.0)
    }
}

/// Whose path rules apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Os {
    /// Linux and other Unix systems with XDG directories.
    Linux,
    /// macOS.
    Macos,
    /// Windows.
    Windows,
}

impl Os {
    /// The system this program runs on.
    pub const fn current() -> Self {
        if cfg!(target_os = "windows") {
            Self::Windows
        } else if cfg!(target_os = "macos") {
            Self::Macos
        } else {
            Self::Linux
        }
    }

    /// The word used on the command line and in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Linux => "linux",
            Self::Macos => "macos",
            Self::Windows => "windows",
        }
    }
}

impl std::str::FromStr for Os {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "linux" => Ok(Self::Linux),
            "macos" => Ok(Self::Macos),
            "windows" => Ok(Self::Windows),
            other => Err(format!("`{other}` is not one of linux, macos, windows")),
        }
    }
}

/// Which layer of a client's configuration an entry comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// Set by an administrator for the machine.
    Managed,
    /// The user's own settings.
    User,
    /// A named profile of the user's settings.
    Profile,
    /// Private to one user in one project (`projects.*` of Claude Code).
    Local,
    /// A file of a project, shared with everybody who checks it out.
    Project,
    /// A multi-folder workspace file.
    Workspace,
    /// A dev container's definition.
    Devcontainer,
    /// Brought by an installed plugin.
    Plugin,
    /// Brought by an installed extension.
    Extension,
    /// Declared by an agent's or a skill's front matter or definition.
    Agent,
}

impl Scope {
    /// Every scope, in display order.
    pub const ALL: &'static [Self] = &[
        Self::Managed,
        Self::User,
        Self::Profile,
        Self::Local,
        Self::Project,
        Self::Workspace,
        Self::Devcontainer,
        Self::Plugin,
        Self::Extension,
        Self::Agent,
    ];

    /// The word used in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Managed => "managed",
            Self::User => "user",
            Self::Profile => "profile",
            Self::Local => "local",
            Self::Project => "project",
            Self::Workspace => "workspace",
            Self::Devcontainer => "devcontainer",
            Self::Plugin => "plugin",
            Self::Extension => "extension",
            Self::Agent => "agent",
        }
    }
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}
