//! Server entries, configs, mentions and processes.

use schemars::JsonSchema;
use serde::Serialize;
use stockade_model::inventory::ConfigFile;
use stockade_model::{ConfigCodeKind, MentionReason, Process, SourceId, State, Transport, Variable};

use super::launch::{Launch, Pin};
use super::place::Place;
use crate::place::Places;

/// A configuration file that was read.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Config {
    client: String,
    scope: stockade_model::Scope,
    place: Place,
    /// How many server entries it holds.
    servers: usize,
}

/// A server entry as its config states it. Secrets are replaced by `[redacted:kind]`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Server {
    /// `client/scope/name`.
    id: String,
    name: String,
    client: String,
    /// Other clients that start the same entry, since they read the same file.
    also_started_by: Vec<String>,
    scope: stockade_model::Scope,
    place: Place,
    /// Where its name stands.
    name_place: Place,
    transport: Transport,
    state: ServerState,
    command: Option<String>,
    args: Vec<String>,
    env: Vec<Named>,
    env_file: Option<String>,
    cwd: Option<String>,
    url: Option<String>,
    headers: Vec<Named>,
    /// Tools the client calls without asking; `*` is every tool, `(start)` the start of a checkout's server.
    approvals: Vec<String>,
    /// Config that is code.
    code: Vec<Code>,
    /// Plain-text secrets that stood in the entry: what and where, never the value.
    secrets: Vec<Secret>,
    launch: Launch,
}

/// Whether the client would start it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ServerState {
    /// `enabled`, `disabled` or `inert`.
    word: String,
    /// By what, unless enabled.
    why: Option<String>,
}

/// A name and a value.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Named {
    name: String,
    /// Absent where the entry only names it.
    value: Option<String>,
}

/// Config that is code.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Code {
    kind: ConfigCodeKind,
    text: String,
    place: Place,
}

/// A plain-text secret, without its value.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Secret {
    kind: String,
    /// The key, flag or header it was the value of.
    key: Option<String>,
    place: Place,
}

/// An MCP package that a project file names.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Mention {
    purl: String,
    pin: Pin,
    /// Which reader found it.
    manifest: String,
    reason: MentionReason,
    integrity: Option<String>,
    resolved: Option<String>,
    place: Place,
}

/// A running MCP server.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RunningProcess {
    pid: u32,
    parent: Option<u32>,
    executable: Option<String>,
    argv: Vec<String>,
    cwd: Option<String>,
    /// Why it counts as an MCP server.
    looks_like: Option<String>,
    /// Ids of the server entries that explain it.
    explained_by: Vec<String>,
}

impl Config {
    pub(super) fn of(config: &ConfigFile, places: &Places<'_>) -> Self {
        Self {
            client: config.client.to_string(),
            scope: config.scope,
            place: Place::file(config.source, places),
            servers: config.servers,
        }
    }
}

impl Server {
    pub(super) fn of(server: &stockade_model::Server, launch: &stockade_model::Launch, places: &Places<'_>) -> Self {
        let (word, why) = match &server.state {
            State::Enabled => ("enabled", None),
            State::Disabled(why) => ("disabled", Some(why.clone())),
            State::Inert(why) => ("inert", Some(why.clone())),
        };
        let approvals = server.approvals.iter().flat_map(|approval| approval.value.words());
        let code = server.code.iter().map(|code| Code {
            kind: code.kind,
            text: code.text.clone(),
            place: Place::span(server.source, code.span, places),
        });
        Self {
            id: server.id(),
            name: server.name.value.clone(),
            client: server.client.to_string(),
            also_started_by: server.shared_with.iter().map(ToString::to_string).collect(),
            scope: server.scope,
            place: Place::span(server.source, server.span, places),
            name_place: Place::span(server.source, server.name.span, places),
            transport: server.transport,
            state: ServerState { word: word.to_owned(), why },
            command: server.command.as_ref().map(|command| command.value.clone()),
            args: server.args.iter().map(|word| word.value.clone()).collect(),
            env: server.env.iter().map(Named::of).collect(),
            env_file: server.env_file.as_ref().map(|file| file.value.clone()),
            cwd: server.cwd.as_ref().map(|cwd| cwd.value.clone()),
            url: server.url.as_ref().map(|url| url.value.clone()),
            headers: server.headers.iter().map(Named::of).collect(),
            approvals: approvals.collect(),
            code: code.collect(),
            secrets: server.secrets.iter().map(|secret| Secret::of(server.source, secret, places)).collect(),
            launch: Launch::of(launch, server.source, places),
        }
    }
}

impl Named {
    fn of(variable: &Variable) -> Self {
        Self { name: variable.name.value.clone(), value: variable.value.as_ref().map(|value| value.value.clone()) }
    }
}

impl Secret {
    pub(super) fn of(source: SourceId, secret: &stockade_model::Secret, places: &Places<'_>) -> Self {
        let place = Place::span(source, secret.span, places);
        Self { kind: secret.kind.to_owned(), key: secret.key.clone(), place }
    }
}

impl Mention {
    pub(super) fn of(mention: &stockade_model::Mention, places: &Places<'_>) -> Self {
        Self {
            purl: mention.package.purl(),
            pin: Pin::of(&mention.pin),
            manifest: mention.manifest.to_owned(),
            reason: mention.reason,
            integrity: mention.integrity.clone(),
            resolved: mention.resolved.clone(),
            place: Place::span(mention.source, mention.span, places),
        }
    }
}

impl RunningProcess {
    pub(super) fn of(process: &Process) -> Self {
        Self {
            pid: process.pid,
            parent: process.parent,
            executable: process.executable.as_ref().map(|path| path.display().to_string()),
            argv: process.argv.clone(),
            cwd: process.cwd.as_ref().map(|path| path.display().to_string()),
            looks_like: process.looks_like.clone(),
            explained_by: process.explained_by.clone(),
        }
    }
}
