//! LM Studio.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "lm-studio",
    "LM Studio",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.lmstudio/mcp.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{home}/.cache/lm-studio/mcp.json", &["mcpServers"]),
    ],
);
