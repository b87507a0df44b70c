//! The known-good state that a later scan is compared with. One JSON file, sorted, without secrets and without byte offsets.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Server;

/// The version of the file format.
pub const BASELINE_VERSION: u32 = 1;

/// The content of a baseline file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// [`BASELINE_VERSION`].
    pub version: u32,
    /// Every server entry: path and id → what it says.
    pub servers: BTreeMap<String, BaselineServer>,
    /// Fingerprints of the findings that were there.
    pub findings: BTreeSet<String>,
}

/// What a server entry said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BaselineServer {
    /// Command and arguments, secrets replaced.
    pub argv: Vec<String>,
    /// Address.
    pub url: Option<String>,
    /// Environment and headers, `name=value`, secrets replaced.
    pub variables: BTreeSet<String>,
    /// File of further environment.
    pub env_file: Option<String>,
    /// Working directory.
    pub cwd: Option<String>,
    /// Whether it was switched on.
    pub enabled: bool,
    /// Calls made without asking, as words.
    pub approvals: BTreeSet<String>,
    /// Code in the config outside of the command, secrets replaced.
    pub code: BTreeSet<String>,
}

impl BaselineServer {
    /// What an entry says now.
    pub fn of(server: &Server) -> Self {
        let variable = |variable: &crate::Variable| {
            format!("{}={}", variable.name.value, variable.value.as_ref().map_or("", |value| value.value.as_str()))
        };
        Self {
            argv: server.command.iter().chain(&server.args).map(|word| word.value.clone()).collect(),
            url: server.url.as_ref().map(|url| url.value.clone()),
            variables: server.env.iter().chain(&server.headers).map(variable).collect(),
            env_file: server.env_file.as_ref().map(|file| file.value.clone()),
            cwd: server.cwd.as_ref().map(|cwd| cwd.value.clone()),
            enabled: matches!(server.state, crate::State::Enabled),
            approvals: server.approvals.iter().flat_map(|approval| approval.value.words()).collect(),
            code: server.code.iter().map(|code| code.text.clone()).collect(),
        }
    }
}
