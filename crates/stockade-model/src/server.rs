//! An MCP server entry as a client's config states it, before anybody asks what it really runs.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{ClientId, Scope, SourceId, Span, Spanned};

/// How the client talks to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    /// A child process, standard input and output.
    Stdio,
    /// Streamable HTTP.
    Http,
    /// HTTP with server-sent events (the older transport).
    Sse,
    /// WebSocket.
    Websocket,
    /// A Unix socket or Windows named pipe.
    Socket,
    /// Part of the client itself; starts nothing of its own.
    Builtin,
    /// The entry does not say, or says something no client documents.
    Unknown,
}

impl Transport {
    /// The word used in every output.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stdio => "stdio",
            Self::Http => "http",
            Self::Sse => "sse",
            Self::Websocket => "websocket",
            Self::Socket => "socket",
            Self::Builtin => "builtin",
            Self::Unknown => "unknown",
        }
    }
}

/// Whether the client would start the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "state", content = "why")]
pub enum State {
    /// It would.
    Enabled,
    /// It is switched off; the text says by what (`disabled: true`, a sibling list, a policy).
    Disabled(String),
    /// It stands in a place that no client reads; the text says why.
    Inert(String),
}

/// A name and a value of the server's environment or request headers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Variable {
    /// The name.
    pub name: Spanned<String>,
    /// The value with secrets already replaced by [`crate::redact::placeholder`]; none where the entry only names the variable.
    pub value: Option<Spanned<String>>,
}

/// What the client does without asking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "tools")]
pub enum Approval {
    /// Every tool.
    All,
    /// These tools.
    Tools(Vec<String>),
    /// The start itself, where the client would ask before it starts a checkout's server. Says nothing about tools.
    Start,
}

impl Approval {
    /// What outputs and baselines call it: names of tools, `*` for all of them, and a word that no tool can have as its
    /// name for the start.
    pub fn words(&self) -> Vec<String> {
        match self {
            Self::All => vec!["*".to_owned()],
            Self::Tools(tools) => tools.clone(),
            Self::Start => vec!["(start)".to_owned()],
        }
    }
}

/// What kind of code a config carries outside the server's own command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ConfigCodeKind {
    /// `$(command)` or backticks that the client runs while loading.
    ShellExpansion,
    /// A command that the client runs to obtain headers (Claude Code `headersHelper`).
    HeadersHelper,
    /// A file whose content is put into the config (opencode `{file:…}`).
    FileInclusion,
    /// Source text that the client runs (Goose `inline_python`).
    InlineSource,
    /// A whole configuration file that is a script (Crush `crushrc`).
    Script,
}

/// Config that is code. Recorded, never evaluated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConfigCode {
    /// What kind.
    pub kind: ConfigCodeKind,
    /// Where.
    pub span: Span,
    /// The text, secrets replaced, at most a line.
    pub text: String,
}

/// A secret that stood in the file as plain text. The value is gone; this says what it was and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Secret {
    /// The kind, for example `github-token` or `password`.
    pub kind: &'static str,
    /// The key, flag or header it was the value of, where there was one.
    pub key: Option<String>,
    /// Where it stood.
    pub span: Span,
}

/// One MCP server entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Server {
    /// The key or name under which the client knows it.
    pub name: Spanned<String>,
    /// Which client's config it stands in.
    pub client: ClientId,
    /// Further clients that read the same file and would start the same entry (`.mcp.json` has many readers).
    pub shared_with: Vec<ClientId>,
    /// Which layer of that config.
    pub scope: Scope,
    /// The file.
    pub source: SourceId,
    /// The whole entry.
    pub span: Span,
    /// How the client would talk to it.
    pub transport: Transport,
    /// The program, unexpanded.
    pub command: Option<Spanned<String>>,
    /// Its arguments, unexpanded, secrets replaced.
    pub args: Vec<Spanned<String>>,
    /// Environment it adds.
    pub env: Vec<Variable>,
    /// A file of further environment.
    pub env_file: Option<Spanned<String>>,
    /// Working directory as written.
    pub cwd: Option<Spanned<String>>,
    /// Remote address, secrets replaced.
    pub url: Option<Spanned<String>>,
    /// Request headers.
    pub headers: Vec<Variable>,
    /// Whether it would start.
    pub state: State,
    /// Calls made without asking.
    pub approvals: Vec<Spanned<Approval>>,
    /// Code in the config.
    pub code: Vec<ConfigCode>,
    /// Secrets that stood in the entry.
    pub secrets: Vec<Secret>,
    /// The directory the client starts it in when `cwd` is not given: the project for project scopes; none where the client does not promise one.
    pub base: Option<PathBuf>,
}

impl Server {
    /// `client/scope/name`: what filters, ignores and reports call it.
    pub fn id(&self) -> String {
        format!("{}/{}/{}", self.client, self.scope, self.name.value)
    }

    /// The value of an environment variable that the entry sets. Windows names compare without case: pass `fold` there.
    pub fn env_value(&self, name: &str, fold: bool) -> Option<&Spanned<String>> {
        self.env
            .iter()
            .rfind(|variable| variable.name.value == name || (fold && variable.name.value.eq_ignore_ascii_case(name)))
            .and_then(|variable| variable.value.as_ref())
    }
}
