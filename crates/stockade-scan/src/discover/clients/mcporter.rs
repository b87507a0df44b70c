//! MCPorter, which also starts the servers of other clients.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "mcporter",
    "MCPorter",
    &[
        Source::json(Scope::User, On::ALL, "{home}/.mcporter/mcporter.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{home}/.mcporter/mcporter.jsonc", &["mcpServers"]),
        Source::json(Scope::Project, On::ALL, "{project}/config/mcporter.json", &["mcpServers"]),
    ],
);
