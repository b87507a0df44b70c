//! Firebender.

use stockade_model::Scope;

use super::{Client, On, Source};

pub(super) const CLIENT: Client = Client::new(
    "firebender",
    "Firebender",
    &[
        Source::json(Scope::Project, On::ALL, "{project}/firebender.json", &["mcpServers"]),
        Source::json(Scope::User, On::ALL, "{home}/.firebender/firebender.json", &["mcpServers"]),
    ],
);
