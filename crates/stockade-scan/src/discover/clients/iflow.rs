//! iFlow.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "iflow",
    "iFlow",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.iflow/settings.json", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/.iflow/settings.json", &["mcpServers"]),
    ],
);
