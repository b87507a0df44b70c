//! Qwen Code.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "qwen-code",
    "Qwen Code",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.qwen/settings.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.qwen/settings.json", &["mcpServers"]),
    ],
);
